/* SPDX-License-Identifier: MIT
 *
 * Any bytes sent to a live daemon: frame, JSON, IDL, dispatch, methods, engine, store. The peer has every role;
 * operators are signed in by commands, call and finish. After every input the figures of the day add up, and now and
 * then a replay of the store is compared with the live state.
 *
 * A daemon lives for some inputs: what it did not survive may need those before it, which libFuzzer's -seed repeats.
 */
#include <assert.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/log.h"
#include "common/varlink/server.h"
#include "daemon/daemon.h"

enum { INPUTS_A_DAEMON = 64, PATIENCE_ROUNDS = 20000 };

struct world {
    uv_loop_t loop;
    struct daemon daemon;
    int64_t now_ms;
    char folder[64];
    int inputs;
    bool lives;
};

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In place of libc's: nobody gives way (daemon/aside.h). Beside other fuzzers, which take every processor, a PIN that
 * is checked when nobody else wants one would take longer than libFuzzer gives an input. */
int sched_setscheduler(attr_unused pid_t pid, attr_unused int policy, attr_unused const struct sched_param *param)
{
    return 0;
}

static struct world world; /* for some inputs; a fuzzer has no other place for it */

static int64_t read_clock(void *data)
{
    const struct world *of = data;
    return of->now_ms;
}

/* --- a daemon --- */

static void write_config(const char *path)
{
    static const char *const roles[] = {"visitor", "reception", "counter", "board",
                                        "manager", "printer",   "network", "admin"};
    const char *source = getenv("NOVBE_SOURCE");
    if (!source)
        source = ".";
    FILE *file = fopen(path, "w");
    assert(file);
    fprintf(file, "centre: { key = \"test\"; name = { az = \"S\"; ru = \"S\"; en = \"S\"; };\n");
    fprintf(file, "  languages = [ \"az\", \"ru\", \"en\" ]; time_zone = \"Asia/Baku\"; };\n");
    fprintf(file, "files: { catalogue = \"%s/conf/catalogue.conf\"; calendar = \"%s/conf/calendar.conf\";\n", source,
            source);
    fprintf(file, "  languages = \"%s/conf/lang\"; store = \"store\"; };\nroles = ( ", source);
    for (size_t i = 0; i < ARRAY_SIZE(roles); i++)
        fprintf(file, "%s{ role = \"%s\"; users = [ \"@owner\" ]; }", i ? ", " : "", roles[i]);
    fprintf(file, " );\n");
    fclose(file);
}

static struct centre *load(const char *path)
{
    struct config_mistakes mistakes = {0};
    struct centre *centre = NULL;
    int r = centre_load(path, &mistakes, &centre);
    if (r < 0)
        config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    assert(r == 0);
    r = clock_set_zone(centre->settings.time_zone);
    assert(r == 0);
    return centre;
}

/* What operators do without a connection; what is refused is no matter. */
static void command(struct command wanted)
{
    struct refusal refusal;
    if (hall_do(&world.daemon.hall, &wanted, &refusal) == 0)
        turn_mark(&world.daemon.turn);
}

static void begin(void)
{
    char path[96], store[96], error[STORE_ERROR_SIZE];
    world = (struct world){.lives = true};
    snprintf(world.folder, sizeof(world.folder), "novbe-fuzz-XXXXXX"); /* here: tests/fuzz/run clears up */
    assert(mkdtemp(world.folder));
    snprintf(path, sizeof(path), "%s/novbe.conf", world.folder);
    snprintf(store, sizeof(store), "%s/store", world.folder);
    write_config(path);
    struct centre *centre = load(path);
    world.now_ms = clock_at((struct date){2026, 11, 23}, 600);
    uv_loop_init(&world.loop);
    int r = daemon_init(&world.daemon,
                        &(struct daemon_options){.loop = &world.loop,
                                                 .centre = centre,
                                                 .source = &(struct clock_source){read_clock, read_clock, &world},
                                                 .store = store,
                                                 .check_replies = true},
                        error);
    if (r < 0)
        fprintf(stderr, "%s\n", error);
    assert(r == 0);
    for (int32_t i = 1; i <= 2; i++)
        command((struct command){.kind = COMMAND_SIGN_IN, .operator_id = i, .counter = i});
}

static void end(void)
{
    daemon_done(&world.daemon);
    uv_run(&world.loop, UV_RUN_DEFAULT);
    int r = uv_loop_close(&world.loop);
    assert(r == 0);
    _cleanup_free_ char *remove = mem_printf("rm -rf '%s'", world.folder);
    r = system(remove);
    assert(r == 0);
    world.lives = false;
}

/* --- a peer --- */

static void drain(int peer)
{
    char bytes[65536];
    while (peer >= 0 && recv(peer, bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
        continue;
}

/* Until nothing more happens without new input and nobody waits for a late answer. */
static void settle(int peer)
{
    struct pollfd backend = {.fd = uv_backend_fd(&world.loop), .events = POLLIN};
    int quiet = 0;
    for (int rounds = 0; quiet < 2; rounds++) {
        assert(rounds < PATIENCE_ROUNDS);
        uv_run(&world.loop, UV_RUN_NOWAIT);
        drain(peer);
        bool waits = varlink_server_figures(world.daemon.server).calls_in_flight > 0;
        bool busy = uv_backend_timeout(&world.loop) == 0 || poll(&backend, 1, waits ? 1 : 0) > 0;
        quiet = busy || waits ? 0 : quiet + 1;
    }
}

static void talk(const uint8_t *data, size_t size)
{
    int pair[2];
    int r = socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair);
    assert(r == 0);
    r = varlink_server_attach(world.daemon.server, pair[0], pair[0]);
    assert(r == 0);
    while (size > 0) {
        ssize_t count = send(pair[1], data, size, MSG_NOSIGNAL);
        if (count < 0)
            break;
        data += count;
        size -= (size_t)count;
        settle(pair[1]);
    }
    settle(pair[1]);
    close(pair[1]);
    settle(-1);
    assert(varlink_server_figures(world.daemon.server).connections == 0);
}

/* --- what must be true --- */

static void expect_figures(const struct engine *engine)
{
    struct figures kept = engine_figures(engine), counted = {0};
    for (int32_t i = 1; i <= engine_tickets(engine); i++) {
        const struct ticket *ticket = engine_ticket(engine, i);
        assert(engine_find(engine, ticket->prefix, ticket->number) == ticket);
        counted.visits++;
        counted.people += ticket->party;
        counted.visits_ended[ticket->ended ? ticket->steps[ticket->current].end : END_NONE]++;
        for (int32_t step = 0; step < ticket->step_count; step++) {
            if (ticket->steps[step].state == STEP_PLANNED)
                continue;
            counted.steps++;
            counted.steps_ended[ticket->steps[step].end]++;
        }
    }
    assert(kept.visits == counted.visits && kept.people == counted.people && kept.steps == counted.steps);
    assert(memcmp(kept.visits_ended, counted.visits_ended, sizeof(kept.visits_ended)) == 0);
    assert(memcmp(kept.steps_ended, counted.steps_ended, sizeof(kept.steps_ended)) == 0);
}

static void expect_replay(struct hall *hall)
{
    _cleanup_(engine_freep) struct engine *replayed = engine_new();
    struct buffer live = {0}, again = {0};
    int r = store_replay(store_database(hall->store), replayed);
    assert(r == 0);
    engine_describe(hall->engine, &live);
    engine_describe(replayed, &again);
    assert(live.length == again.length && memcmp(buffer_bytes(&live), buffer_bytes(&again), live.length) == 0);
    buffer_done(&live);
    buffer_done(&again);
}

static void end_last(void)
{
    if (world.lives)
        end();
}

int LLVMFuzzerInitialize(attr_unused int *count, attr_unused char ***arguments)
{
    return atexit(end_last);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!world.lives)
        begin();
    struct hall *hall = &world.daemon.hall;
    log_set_level(LOG_LEVEL_ERROR); /* loading a configuration sets it */
    world.now_ms += 1000;
    int32_t operator_id = 1 + world.inputs % 2;
    command((struct command){.kind = COMMAND_FINISH, .operator_id = operator_id, .outcome = 1});
    command((struct command){.kind = COMMAND_NEXT, .operator_id = operator_id});
    talk(data, size);
    assert(!store_is_dirty(hall->store));
    if (engine_day(hall->engine))
        expect_figures(hall->engine);
    if (++world.inputs < INPUTS_A_DAEMON && engine_day(hall->engine))
        return 0;
    if (engine_day(hall->engine))
        expect_replay(hall);
    end();
    return 0;
}
