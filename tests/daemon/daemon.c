/* SPDX-License-Identifier: MIT
 *
 * The daemon in this process, with a clock that stands where the test puts it: snapshots, and what a timer decides.
 */
#include "daemon/daemon.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "common/varlink/server.h"
#include "tests/daemon/store_shim.h"

struct world {
    uv_loop_t loop;
    struct daemon daemon;
    int64_t offset_ms; /* of the daemon's clock to the machine's */
    int64_t change_ms; /* something opens or closes then */
    int peer;          /* our end of the connection */
    uv_poll_t poll;    /* wakes the loop when it has something to read */
    uv_timer_t patience;
    uv_timer_t tick; /* wakes the loop to look at what it did by itself */
    char folder[64];
    struct shim shim; /* under the store */
    bool patience_lost;
    char bytes[1 << 20];
    size_t length;
};

#define PATIENCE_MS 20000

static int64_t real_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t read_clock(void *data)
{
    const struct world *world = data;
    return real_ms() + world->offset_ms;
}

static struct centre *load(void)
{
    struct config_mistakes mistakes = {0};
    struct centre *centre = NULL;
    char path[512];
    snprintf(path, sizeof(path), "%s/conf/novbe.conf", getenv("NOVBE_SOURCE"));
    int r = centre_load(path, &mistakes, &centre);
    config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    assert_int_equal(r, 0);
    assert_int_equal(clock_set_zone(centre->settings.time_zone), 0);
    return centre;
}

static void on_patience_lost(uv_timer_t *timer)
{
    struct world *world = timer->data;
    world->patience_lost = true;
}

static void on_readable(uv_poll_t *poll, attr_unused int status, attr_unused int events)
{
    /* The test reads; level-triggered, this would else be called for ever. */
    uv_poll_stop(poll);
}

/* One round of the loop, which also ends when our end of the connection can be read. */
static void run_once(struct world *world)
{
    uv_poll_start(&world->poll, UV_READABLE, on_readable);
    uv_run(&world->loop, UV_RUN_ONCE);
    uv_poll_stop(&world->poll);
    assert_false(world->patience_lost);
}

/* A daemon that lives ten minutes before the next opening or closing after Monday 23 November 2026, 10:00. */
static int set_up(void **state)
{
    struct world *world = mem_new(struct world);
    struct centre *centre = load();
    int pair[2];
    world->offset_ms = clock_at((struct date){2026, 11, 23}, 600) - real_ms();
    uv_loop_init(&world->loop);
    char store[128], error[STORE_ERROR_SIZE];
    snprintf(world->folder, sizeof(world->folder), "/tmp/novbe-daemon-XXXXXX");
    assert_non_null(mkdtemp(world->folder));
    shim_start(&world->shim);
    snprintf(store, sizeof(store), "%s/store", world->folder);
    assert_int_equal(
            daemon_init(&world->daemon,
                        &(struct daemon_options){.loop = &world->loop,
                                                 .centre = centre,
                                                 .source = &(struct clock_source){read_clock, read_clock, world},
                                                 .store = store,
                                                 .check_replies = true},
                        error),
            0);
    world->change_ms = daemon_hours(&world->daemon)->until_ms;
    world->offset_ms = world->change_ms - 600000 - real_ms();
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
    assert_int_equal(varlink_server_attach(world->daemon.server, pair[0], pair[0]), 0);
    world->peer = pair[1];
    uv_poll_init(&world->loop, &world->poll, world->peer);
    uv_timer_init(&world->loop, &world->patience);
    world->patience.data = world;
    uv_timer_start(&world->patience, on_patience_lost, PATIENCE_MS, 0);
    uv_timer_init(&world->loop, &world->tick);
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    uv_close((uv_handle_t *)&world->poll, NULL);
    uv_close((uv_handle_t *)&world->patience, NULL);
    uv_close((uv_handle_t *)&world->tick, NULL);
    daemon_done(&world->daemon);
    uv_run(&world->loop, UV_RUN_DEFAULT);
    close(world->peer);
    assert_int_equal(uv_loop_close(&world->loop), 0);
    shim_end(&world->shim);
    _cleanup_free_ char *remove = mem_printf("rm -r '%s'", world->folder);
    assert_int_equal(system(remove), 0);
    free(world);
    return 0;
}

static void ask(struct world *world, const char *message)
{
    assert_int_equal(write(world->peer, message, strlen(message) + 1), strlen(message) + 1);
}

static void read_peer(struct world *world)
{
    ssize_t got = read(world->peer, world->bytes + world->length, sizeof(world->bytes) - world->length);
    assert_true(got > 0 || (got < 0 && errno == EAGAIN));
    if (got > 0)
        world->length += (size_t)got;
}

/* Runs the loop until a whole message has come; a new reference. */
static json_t *receive(struct world *world)
{
    char *end;
    while (read_peer(world), !(end = memchr(world->bytes, '\0', world->length)))
        run_once(world);
    json_t *message = json_loads(world->bytes, 0, NULL);
    assert_non_null(message);
    world->length -= (size_t)(end + 1 - world->bytes);
    memmove(world->bytes, end + 1, world->length);
    return message;
}

static json_t *services_of(json_t *message)
{
    return json_object_get(json_object_get(message, "parameters"), "services");
}

static size_t count_open(json_t *message)
{
    size_t open = 0, i;
    json_t *service;
    json_array_foreach(services_of(message), i, service)
    {
        open += json_is_true(json_object_get(service, "open"));
    }
    return open;
}

static const char subscribe[] =
        "{\"method\":\"org.novbe.Visitor.ListServices\",\"parameters\":{\"language\":\"az\"},\"more\":true}";

/* The loop is idle: no other message, no other timer. What the deadline decides is read as soon as it is decided. */
static void an_idle_daemon_tells_when_a_service_opens_or_closes(void **state)
{
    struct world *world = *state;
    world->offset_ms = world->change_ms - 1000 - real_ms(); /* so much is enough for the slowest machine to subscribe */
    ask(world, subscribe);
    json_t *first = receive(world);
    assert_true(json_is_true(json_object_get(first, "continues")));
    assert_true(json_array_size(services_of(first)) > 0);
    int64_t before_ms = real_ms();
    json_t *second = receive(world);
    assert_true(real_ms() - before_ms < 10000);
    assert_int_not_equal(count_open(first), count_open(second));
    json_decref(first);
    json_decref(second);
}

static bool promise_passed(struct world *world, const char *service)
{
    _cleanup_free_ char *list =
            mem_printf("{\"method\":\"org.novbe.Manager.ListTickets\",\"parameters\":{\"service\":\"%s\"}}", service);
    ask(world, list);
    json_t *reply = receive(world);
    const json_t *tickets = json_object_get(json_object_get(reply, "parameters"), "tickets");
    assert_int_equal(json_array_size(tickets), 1);
    bool passed = json_is_true(json_object_get(json_array_get(tickets, 0), "promise_passed"));
    json_decref(reply);
    return passed;
}

/* Nothing happens in the hall but that the end of what somebody was told passes. */
static void a_promise_that_passes_is_told(void **state)
{
    struct world *world = *state;
    struct hall *hall = &world->daemon.hall;
    struct refusal refusal;
    const struct rulebook *rulebook = hall->rulebook;
    struct command command = {.kind = COMMAND_ISSUE, .class = 1, .language = 1, .party = 1, .channel = CHANNEL_KIOSK};
    turn_mark(&world->daemon.turn);
    uv_run(&world->loop, UV_RUN_NOWAIT); /* a turn by the clock as set_up() left it */
    command.promise = (struct promise){.likely_ms = 1, .until_ms = turn_now(&world->daemon.turn) + 60000};
    for (command.services[0] = 1; hall_do(hall, &command, &refusal) < 0; command.services[0]++)
        assert_true(command.services[0] < rulebook->services.count);
    const char *service = hall_key(hall, NAME_SERVICE, command.services[0]);
    assert_false(promise_passed(world, service));
    int64_t ends_ms = promise_ends_ms(turn_now(&world->daemon.turn), command.promise.until_ms);
    world->offset_ms = ends_ms - 3000 - real_ms(); /* what is told of the forecast is told before */
    assert_false(promise_passed(world, service));
    ask(world, "{\"method\":\"org.novbe.Manager.WatchHall\",\"more\":true}");
    do
        json_decref(receive(world));
    while (turn_now(&world->daemon.turn) <= ends_ms);
    assert_true(step_promise_passed(&engine_ticket(hall->engine, 1)->steps[0], turn_now(&world->daemon.turn)));
}

/* Until the store has been tidied and its WAL carried; a round of the loop that waits would wait for ever after it. */
static void settle(struct world *world)
{
    while (upkeep_deadline(&world->daemon.upkeep) != INT64_MAX) {
        uv_run(&world->loop, UV_RUN_NOWAIT);
        assert_false(world->patience_lost);
    }
}

static void without_subscribers_nothing_wakes_the_daemon(void **state)
{
    struct world *world = *state;
    ask(world, "{\"method\":\"org.novbe.Visitor.ListServices\",\"parameters\":{\"language\":\"az\"}}");
    json_t *reply = receive(world);
    settle(world);
    assert_true(world->daemon.deadline_ms > world->daemon.hours_until_ms);
    json_decref(reply);
}

static void hours_wake_nobody_after_the_last_subscriber(void **state)
{
    struct world *world = *state;
    ask(world, subscribe);
    json_decref(receive(world));
    settle(world);
    assert_int_equal(world->daemon.deadline_ms, world->daemon.hours_until_ms);
    shutdown(world->peer, SHUT_RDWR);
    while (world->daemon.deadline_ms == world->daemon.hours_until_ms)
        run_once(world);
}

/* Touched a thousand times while it reads nothing, a subscriber then gets what was in its socket and the newest state.
 */
static void a_slow_subscriber_skips(void **state)
{
    struct world *world = *state;
    ask(world, "{\"method\":\"org.novbe.Admin.GetStatus\",\"more\":true}");
    json_decref(receive(world));
    for (int i = 0; i < 1000; i++) {
        publish_touch(&world->daemon.publish, TOPIC_STATUS);
        uv_run(&world->loop, UV_RUN_NOWAIT);
    }
    size_t messages = 0;
    for (ssize_t got; (got = read(world->peer, world->bytes, sizeof(world->bytes))) > 0;) {
        for (ssize_t i = 0; i < got; i++)
            messages += world->bytes[i] == '\0';
        uv_run(&world->loop, UV_RUN_NOWAIT);
    }
    assert_in_range(messages, 2, 999);
}

static void a_preview_takes_nothing(void **state)
{
    struct world *world = *state;
    const struct centre *before = world->daemon.centre;
    struct config_mistakes mistakes = {0};
    struct catalogue_changes changes = {0};
    struct arena arena;
    arena_init(&arena);
    assert_int_equal(daemon_reload(&world->daemon, true, 0, &arena, &mistakes, &changes), 0);
    assert_int_equal(changes.count, 0);
    assert_ptr_equal(world->daemon.centre, before);
    catalogue_changes_done(&changes);
    config_mistakes_done(&mistakes);
    arena_done(&arena);
}

static void halt(struct world *world)
{
    struct refusal refusal;
    struct command command = {.kind = COMMAND_HALT, .reason = 1};
    assert_int_equal(hall_do(&world->daemon.hall, &command, &refusal), 0);
}

/* Each part that is registered, changed as its methods do it. The voices are told to nobody yet, so only this looks. */
static void what_no_store_keeps_goes_with_a_turn_that_fails(void **state)
{
    struct world *world = *state;
    struct daemon *daemon = &world->daemon;
    struct memory *memory = &daemon->turn.memory;
    uv_run(&world->loop, UV_RUN_NOWAIT);
    voices_tell(memory_change(memory, &daemon->voices), "hall", &(struct voice){.spoken = 3});
    turn_mark(&daemon->turn);
    uv_run(&world->loop, UV_RUN_NOWAIT);
    voices_tell(memory_change(memory, &daemon->voices), "hall", &(struct voice){.spoken = 4});
    voices_tell(memory_change(memory, &daemon->voices), "door", &(struct voice){.spoken = 5});
    helps_ask(memory_change(memory, &daemon->helps), "door", "services", NULL, 1);
    tries_wrong(memory_change(memory, &daemon->tries), 1000, turn_now(&daemon->turn));
    halt(world);
    world->shim.calls = SHIM_WRITE;
    world->shim.code = SQLITE_FULL;
    world->shim.left = 0;
    uv_run(&world->loop, UV_RUN_NOWAIT);
    world->shim.left = -1;
    assert_int_equal(daemon->hall.commits_failed, 1);
    assert_false(engine_halted(daemon->hall.engine));
    assert_int_equal(daemon->voices.count, 1);
    assert_string_equal(daemon->voices.items[0].board, "hall");
    assert_int_equal(daemon->voices.items[0].spoken, 3);
    assert_int_equal(daemon->helps.count, 0);
    assert_int_equal(daemon->tries.count, 0);
}

static void on_tick(attr_unused uv_timer_t *timer)
{
}

static void a_store_that_failed_is_told_of_when_it_works(void **state)
{
    struct world *world = *state;
    struct daemon *daemon = &world->daemon;
    uv_timer_start(&world->tick, on_tick, 10, 10);
    while (!daemon->forecasts.table) /* nothing else wakes it any more */
        run_once(world);
    halt(world);
    world->shim.calls = SHIM_SYNC;
    world->shim.code = SQLITE_IOERR_FSYNC;
    world->shim.left = 0;
    int64_t began_ms = real_ms();
    while (daemon->hall.commits_failed < 3) /* the second and the third are tried by themselves */
        run_once(world);
    assert_true(real_ms() - began_ms >= 2000); /* and not at once */
    int64_t since_ms = daemon->hall.failed_since_ms;
    assert_int_equal(daemon->health.outage_ms, 0);
    world->shim.left = -1;
    while (daemon->hall.failed_since_ms)
        run_once(world);
    assert_int_equal(daemon->health.outage_ms, since_ms);
    assert_true(daemon->health.outage_ended_ms > since_ms);
    struct health kept = {0};
    assert_int_equal(health_load(&kept, daemon->hall.store), 0);
    assert_int_equal(kept.outage_ms, since_ms);
    health_done(&kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(an_idle_daemon_tells_when_a_service_opens_or_closes, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_promise_that_passes_is_told, set_up, tear_down),
            cmocka_unit_test_setup_teardown(without_subscribers_nothing_wakes_the_daemon, set_up, tear_down),
            cmocka_unit_test_setup_teardown(hours_wake_nobody_after_the_last_subscriber, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_slow_subscriber_skips, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_preview_takes_nothing, set_up, tear_down),
            cmocka_unit_test_setup_teardown(what_no_store_keeps_goes_with_a_turn_that_fails, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_store_that_failed_is_told_of_when_it_works, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("daemon", tests, NULL, NULL);
}
