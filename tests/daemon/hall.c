/* SPDX-License-Identifier: MIT
 *
 * The hall over days and restarts, with a clock that stands where the test puts it.
 */
#include "daemon/hall.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "daemon/turn.h"
#include "tests/daemon/store_shim.h"

#define MINUTE_MS 60000
#define HOUR_MS   (60 * MINUTE_MS)

static const struct date tuesday = {2026, 11, 24};

struct fixture {
    uv_loop_t loop;
    struct clock clock;
    struct turn turn;
    struct centre *centre;
    struct hall hall;
    int64_t boottime_ms, wall_ms;
    char folder[64], path[96];
    size_t told, recoveries;
    struct shim shim; /* under the store */
};

static int64_t read_wall(void *data)
{
    return ((const struct fixture *)data)->wall_ms;
}

static int64_t read_boottime(void *data)
{
    return ((const struct fixture *)data)->boottime_ms;
}

static void on_changed(void *data, attr_unused const struct event *events, size_t count)
{
    struct fixture *f = data;
    f->told += count;
}

/* Something to write, without which it would not be known whether it works. */
static void on_owed(void *data)
{
    struct fixture *f = data;
    f->recoveries++;
    store_add_row(f->hall.store, &(struct store_row){.table = TABLE_HEALTH, .at_ms = f->wall_ms});
}

static const struct turn_step no_steps[] = {{NULL, NULL}};

static void open_hall(struct fixture *f)
{
    char error[STORE_ERROR_SIZE];
    clock_init(&f->clock, &(struct clock_source){.wall_ms = read_wall, .boottime_ms = read_boottime, .data = f});
    turn_init(&f->turn, &f->loop, &f->clock, no_steps, NULL);
    assert_int_equal(hall_open(&f->hall,
                               &(struct hall_options){.path = f->path,
                                                      .centre = f->centre,
                                                      .turn = &f->turn,
                                                      .changed = on_changed,
                                                      .owed = on_owed,
                                                      .data = f},
                               error),
                     0);
    hall_start(&f->hall);
    assert_int_equal(hall_commit(&f->hall), 0);
}

static void close_hall(struct fixture *f)
{
    hall_close(&f->hall);
    turn_done(&f->turn);
    uv_run(&f->loop, UV_RUN_DEFAULT);
}

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    struct config_mistakes mistakes = {0};
    char path[512];
    snprintf(path, sizeof(path), "%s/conf/novbe.conf", getenv("NOVBE_SOURCE"));
    assert_int_equal(centre_load(path, &mistakes, &f->centre), 0);
    config_mistakes_done(&mistakes);
    assert_int_equal(clock_set_zone(f->centre->settings.time_zone), 0);
    snprintf(f->folder, sizeof(f->folder), "/tmp/novbe-hall-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->path, sizeof(f->path), "%s/store", f->folder);
    uv_loop_init(&f->loop);
    shim_start(&f->shim);
    f->wall_ms = clock_at(tuesday, 10 * 60);
    f->boottime_ms = 1000;
    open_hall(f);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    close_hall(f);
    shim_end(&f->shim);
    assert_int_equal(uv_loop_close(&f->loop), 0);
    centre_free(f->centre);
    snprintf(command, sizeof(command), "rm -r %s", f->folder);
    assert_int_equal(system(command), 0);
    free(f);
    return 0;
}

/* Time goes on, and the turns that it brings. */
static void pass(struct fixture *f, int64_t ms)
{
    f->wall_ms += ms;
    f->boottime_ms += ms;
    for (int i = 0; i < 1000; i++) {
        f->turn.has_now = false;
        hall_run_clock(&f->hall);
        assert_int_equal(hall_commit(&f->hall), 0);
        if (hall_deadline(&f->hall) > turn_now(&f->turn))
            return;
    }
    fail_msg("the hall does not come to rest");
}

static int32_t issue(struct fixture *f)
{
    struct refusal refusal = {0};
    struct command command = {.kind = COMMAND_ISSUE,
                              .services = {hall_id(&f->hall, NAME_SERVICE, "identity-first")},
                              .class = hall_id(&f->hall, NAME_CLASS, f->centre->catalogue->classes.items[0].key),
                              .party = 1,
                              .channel = CHANNEL_KIOSK,
                              .code = code_random(0)};
    if (command.services[0] == 0)
        command.services[0] = hall_id(&f->hall, NAME_SERVICE, f->centre->catalogue->services.items[0].key);
    int r = hall_do(&f->hall, &command, &refusal);
    if (r < 0)
        fail_msg("refused: %s", refusal_words[refusal.kind]);
    assert_int_equal(hall_commit(&f->hall), 0);
    return engine_tickets(f->hall.engine);
}

static int32_t day_of(struct date date)
{
    return (int32_t)date_days(date);
}

static void the_day_is_open_at_start(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(engine_day(f->hall.engine), day_of(tuesday));
    assert_int_equal(issue(f), 1);
    assert_true(f->told > 0);
}

static void tickets_are_found_as_people_say_them(void **state)
{
    struct fixture *f = *state;
    struct arena arena;
    arena_init(&arena);
    const struct ticket *ticket = engine_ticket(f->hall.engine, issue(f));
    const char *text = hall_ticket_text(&f->hall, ticket->id, &arena);
    assert_ptr_equal(hall_ticket(&f->hall, text), ticket);
    char small[16];
    snprintf(small, sizeof(small), "%c%d", text[0] + ('a' - 'A'), ticket->number);
    if (strlen(text) == 4)
        assert_ptr_equal(hall_ticket(&f->hall, small), ticket);
    assert_null(hall_ticket(&f->hall, ""));
    assert_null(hall_ticket(&f->hall, "A"));
    assert_null(hall_ticket(&f->hall, "ABC1"));
    assert_null(hall_ticket(&f->hall, "A99999999999"));
    arena_done(&arena);
}

static void codes_match_themselves_only(attr_unused void **state)
{
    for (int i = 0; i < 1000; i++) {
        char text[CODE_SIZE], other[CODE_SIZE];
        int64_t code = code_random(0);
        code_text(code, text);
        assert_true(code_matches(code, text));
        memcpy(other, text, sizeof(other));
        other[i % 5] = other[i % 5] == 'A' ? 'C' : 'A';
        assert_false(code_matches(code, other));
        assert_false(code_matches(code, ""));
        text[4] = '\0';
        assert_false(code_matches(code, text));
    }
}

static void a_restart_knows_the_tickets(void **state)
{
    struct fixture *f = *state;
    int32_t id = issue(f);
    int64_t code = engine_ticket(f->hall.engine, id)->code;
    close_hall(f);
    f->wall_ms += 5 * MINUTE_MS;
    open_hall(f);
    assert_int_equal(engine_tickets(f->hall.engine), id);
    assert_int_equal(engine_ticket(f->hall.engine, id)->code, code);
    assert_int_equal(issue(f), id + 1);
}

/* The store comes out of a copy, and the machine that it was of went on for a while. */
static void begin_anew(struct fixture *f, int64_t later_ms)
{
    assert_int_equal(database_run(store_database(f->hall.store),
                                  "UPDATE meta SET value = value + 1 WHERE key = 'epoch';"
                                  "UPDATE meta SET value = 1 WHERE key = 'epoch_due';"
                                  "DELETE FROM meta WHERE key = 'clock'"),
                     0);
    close_hall(f);
    f->wall_ms += later_ms;
    open_hall(f);
}

static void what_is_lost_lies_between_the_copy_and_the_start(void **state)
{
    struct fixture *f = *state;
    issue(f);
    pass(f, HOUR_MS);
    issue(f);
    int64_t last_ms = f->wall_ms;
    begin_anew(f, 10 * MINUTE_MS);
    pass(f, 0);
    assert_int_equal(engine_lost_spans(f->hall.engine), 1);
    struct rule_span span = engine_lost_span(f->hall.engine, 0);
    assert_int_equal(span.from_ms, last_ms);
    assert_int_equal(span.until_ms, f->wall_ms);
    close_hall(f);
    f->wall_ms += HOUR_MS;
    open_hall(f);
    pass(f, 0);
    assert_int_equal(engine_lost_spans(f->hall.engine), 1);
    span = engine_lost_span(f->hall.engine, 0);
    assert_int_equal(span.from_ms, last_ms);
    begin_anew(f, 24 * HOUR_MS); /* of another day: from its begin */
    pass(f, 0);
    assert_int_equal(engine_day(f->hall.engine), day_of(tuesday) + 1);
    span = engine_lost_span(f->hall.engine, engine_lost_spans(f->hall.engine) - 1);
    assert_int_equal(span.from_ms, clock_at(date_add(tuesday, 1), f->centre->settings.day_start_minute));
    assert_int_equal(span.until_ms, f->wall_ms);
}

static void the_day_rolls_over(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 200; i++)
        issue(f);
    pass(f, 14 * HOUR_MS);
    assert_int_equal(engine_day(f->hall.engine), day_of(tuesday) + 1);
    assert_int_equal(engine_tickets(f->hall.engine), 0);
    const struct ledger_seal *seal = store_seal(f->hall.store);
    assert_non_null(seal);
    assert_int_equal(seal->day, day_of(tuesday));
    assert_int_equal(seal->figures.visits, 200);
    assert_int_equal(seal->figures.visits_ended[END_NEVER_CALLED], 200);
}

static void a_day_closed_by_hand_stays_closed(void **state)
{
    struct fixture *f = *state;
    struct refusal refusal;
    issue(f);
    while (engine_day(f->hall.engine))
        assert_int_equal(hall_do(&f->hall, &(struct command){.kind = COMMAND_CLOSE_DAY, .limit = 10}, &refusal), 0);
    assert_int_equal(hall_commit(&f->hall), 0);
    pass(f, HOUR_MS);
    assert_int_equal(engine_day(f->hall.engine), 0);
    close_hall(f);
    open_hall(f);
    assert_int_equal(engine_day(f->hall.engine), 0);
    pass(f, 14 * HOUR_MS);
    assert_int_equal(engine_day(f->hall.engine), day_of(tuesday) + 1);
}

static void small_steps_of_the_clock_are_followed(void **state)
{
    struct fixture *f = *state;
    f->wall_ms += 10000;
    pass(f, 2 * MINUTE_MS);
    assert_int_equal(turn_now(&f->turn), f->wall_ms - 10000); /* of this turn */
    pass(f, 0);
    assert_int_equal(turn_now(&f->turn), f->wall_ms);
}

/* The clock jumps two days ahead: nothing closes, tickets go on; when it comes back all is as before. */
static void a_jump_that_would_close_the_day_is_not_believed(void **state)
{
    struct fixture *f = *state;
    int64_t jump_ms = 48 * (int64_t)HOUR_MS;
    issue(f);
    f->wall_ms += jump_ms;
    pass(f, 2 * MINUTE_MS);
    pass(f, 2 * MINUTE_MS);
    assert_int_equal(engine_day(f->hall.engine), day_of(tuesday));
    assert_int_equal(issue(f), 2);
    f->wall_ms -= jump_ms;
    pass(f, 2 * MINUTE_MS);
    assert_int_equal(engine_day(f->hall.engine), day_of(tuesday));
    assert_int_equal(turn_now(&f->turn), f->wall_ms);
    assert_int_equal(issue(f), 3);
}

/* --- a turn that fails --- */

static void commit_in_vain(struct fixture *f)
{
    f->shim.calls = SHIM_WRITE;
    f->shim.code = SQLITE_FULL;
    f->shim.left = 0;
    assert_true(hall_commit(&f->hall) < 0);
    hall_go_on(&f->hall);
    f->shim.left = -1;
    f->turn.has_now = false;
}

static int count_steps(const struct event *event, void *data)
{
    *(int *)data += event->kind == EVENT_CLOCK_STEPPED;
    return 0;
}

static int clock_steps(const struct fixture *f)
{
    int count = 0;
    assert_int_equal(store_read_events(store_database(f->hall.store), 1, INT64_MAX, count_steps, &count), 0);
    return count;
}

/* Followed in a turn that failed, it would be no fact of the ledger, and nobody would see it again. */
static void a_step_of_the_clock_in_a_failed_turn_is_told_again(void **state)
{
    struct fixture *f = *state;
    int64_t step_ms = 10000;
    f->wall_ms += 2 * MINUTE_MS + step_ms;
    f->boottime_ms += 2 * MINUTE_MS;
    f->turn.has_now = false;
    hall_run_clock(&f->hall);
    assert_int_equal(clock_drift(&f->clock), 0);
    commit_in_vain(f);
    assert_int_equal(clock_drift(&f->clock), step_ms);
    assert_int_equal(clock_steps(f), 0);
    pass(f, 2000);
    assert_int_equal(clock_steps(f), 1);
    assert_int_equal(clock_drift(&f->clock), 0);
    pass(f, 0);
    assert_int_equal(turn_now(&f->turn), f->wall_ms);
}

static void a_clock_that_was_trusted_in_vain_is_not(void **state)
{
    struct fixture *f = *state;
    struct refusal refusal;
    char note[NOTE_SIZE];
    int64_t jump_ms = 48 * (int64_t)HOUR_MS;
    f->wall_ms += jump_ms;
    pass(f, 2 * MINUTE_MS);
    assert_true(engine_clock_suspect_ms(f->hall.engine) > 0);
    assert_int_equal(hall_do(&f->hall, &(struct command){.kind = COMMAND_TRUST_CLOCK, .user = 1}, &refusal), 0);
    assert_int_equal(clock_drift(&f->clock), 0);
    commit_in_vain(f);
    assert_true(engine_clock_suspect_ms(f->hall.engine) > 0);
    assert_int_equal(clock_drift(&f->clock), jump_ms);
    assert_int_equal(engine_day(f->hall.engine), day_of(tuesday));
    issue(f); /* with it the next process is left what this one goes by */
    assert_int_equal(store_read_note(f->hall.store, NOTE_CLOCK, note), 0);
    assert_int_equal(strtoll(strrchr(note, ' '), NULL, 10), clock_base(&f->clock));
}

static void a_day_closed_in_vain_is_open(void **state)
{
    struct fixture *f = *state;
    struct refusal refusal;
    issue(f);
    hall_close_day(&f->hall);
    while (engine_day(f->hall.engine))
        hall_run_clock(&f->hall);
    commit_in_vain(f);
    assert_int_equal(engine_day(f->hall.engine), day_of(tuesday));
    pass(f, 2000);
    assert_int_equal(engine_day(f->hall.engine), day_of(tuesday));
    assert_int_equal(hall_do(&f->hall, &(struct command){.kind = COMMAND_HALT, .reason = 1}, &refusal), 0);
    assert_int_equal(hall_commit(&f->hall), 0);
}

static void a_configuration_taken_in_vain_is_not(void **state)
{
    struct fixture *f = *state;
    struct config_mistakes mistakes = {0};
    struct centre *other;
    assert_int_equal(centre_load(f->centre->path, &mistakes, &other), 0);
    config_mistakes_done(&mistakes);
    const struct rulebook *before = f->hall.rulebook;
    other->settings.rules.undo_seconds = 7;
    hall_configure(&f->hall, other, 0, "undo");
    hall_configure(&f->hall, other, 0, "the same");
    assert_int_equal(f->hall.rulebook->limits.undo_ms, 7000);
    assert_ptr_not_equal(f->hall.rulebook, before);
    commit_in_vain(f);
    centre_free(other);
    assert_ptr_equal(f->hall.centre, f->centre);
    assert_int_equal(f->hall.rulebook->limits.undo_ms, 10000);
    assert_int_equal(issue(f), 1);
}

/* Once in every turn that tries it, until one is durable; and such a turn comes by itself. */
static void a_store_that_failed_is_tried_until_it_works(void **state)
{
    struct fixture *f = *state;
    struct refusal refusal;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(hall_do(&f->hall, &(struct command){.kind = COMMAND_HALT, .reason = 1}, &refusal), 0);
        commit_in_vain(f);
        assert_int_equal(f->recoveries, i); /* the first did not know yet that it would fail */
        assert_int_equal(f->hall.commits_failed, i + 1);
        assert_true(f->hall.failed_since_ms > 0);
        assert_true(hall_deadline(&f->hall) <= turn_now(&f->turn) + 1000);
    }
    pass(f, 2000);
    assert_int_equal(f->recoveries, 3);
    assert_int_equal(f->hall.failed_since_ms, 0);
    pass(f, 2000);
    assert_int_equal(f->recoveries, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(the_day_is_open_at_start, set_up, tear_down),
            cmocka_unit_test_setup_teardown(tickets_are_found_as_people_say_them, set_up, tear_down),
            cmocka_unit_test_setup_teardown(codes_match_themselves_only, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_restart_knows_the_tickets, set_up, tear_down),
            cmocka_unit_test_setup_teardown(what_is_lost_lies_between_the_copy_and_the_start, set_up, tear_down),
            cmocka_unit_test_setup_teardown(the_day_rolls_over, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_day_closed_by_hand_stays_closed, set_up, tear_down),
            cmocka_unit_test_setup_teardown(small_steps_of_the_clock_are_followed, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_jump_that_would_close_the_day_is_not_believed, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_step_of_the_clock_in_a_failed_turn_is_told_again, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_clock_that_was_trusted_in_vain_is_not, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_day_closed_in_vain_is_open, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_configuration_taken_in_vain_is_not, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_store_that_failed_is_tried_until_it_works, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("hall", tests, NULL, NULL);
}
