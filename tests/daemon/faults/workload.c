/* SPDX-License-Identifier: MIT
 *
 * The days, an act a row.
 */
#include "tests/daemon/faults/workload.h"

#include <string.h>

#include "tests/daemon/faults/schema.h"

const char *const phase_words[PHASES] = {
        [PHASE_FIRST_START] = "first start",
        [PHASE_OPERATORS] = "operators",
        [PHASE_ISSUE] = "issue",
        [PHASE_CALL] = "call",
        [PHASE_FINISH] = "finish",
        [PHASE_CLOSE] = "day close",
        [PHASE_CHECKPOINT] = "checkpoint",
        [PHASE_STOP] = "stop",
        [PHASE_MIGRATION] = "migration",
        [PHASE_BACKUP] = "backup",
        [PHASE_RETENTION] = "retention",
};

int64_t workload_begin_ms(void)
{
    return clock_at((struct date){2026, 11, 23}, 10 * 60);
}

/* What is written into the database itself while the daemon works is a checkpoint, whoever's turn brought it about. */
static void label_checkpoint(struct machine *machine, const struct disk_change *change)
{
    bool works = machine->label >= PHASE_OPERATORS && machine->label <= PHASE_CLOSE;
    bool carries = change->file >= 0 && strcmp(change->name, "store") == 0;
    if (works && carries)
        machine->disk->label = PHASE_CHECKPOINT;
    else
        machine->disk->label = machine->label;
}

/* --- what people do --- */

size_t workload_issue(struct machine *machine, int terminal)
{
    return machine_ask(machine, terminal, "Visitor.Issue",
                       json_pack("{s:[s], s:s}", "services", "passport", "kiosk", "door"), true);
}

/* As many as come at once, half of them at each of the two: a turn takes them together. */
static bool issue_some(struct machine *machine, int count)
{
    machine->label = PHASE_ISSUE;
    for (int i = 0; i < count; i++)
        workload_issue(machine, i % 2 ? TERMINAL_DESK : TERMINAL_KIOSK);
    return machine_settle(machine);
}

static bool issue_one_by_one(struct machine *machine, int count)
{
    for (int i = 0; i < count; i++) {
        if (!issue_some(machine, 1) || !machine_pass(machine, MINUTE_MS))
            return false;
    }
    return true;
}

static bool sign_in(struct machine *machine, int terminal, const char *operator, const char * counter)
{
    size_t note =
            machine_ask(machine, terminal, "Counter.SignIn",
                        json_pack("{s:s, s:s, s:s}", "operator", operator, "pin", "4711", "counter", counter), false);
    if (!machine_settle(machine))
        return false;
    const char *error = note_error(&machine->notes.items[note]);
    return !error || machine_fails(machine, "sign-in was answered %s", error);
}

bool workload_sign_in(struct machine *machine)
{
    machine->label = PHASE_OPERATORS;
    return sign_in(machine, TERMINAL_ONE, "101", "1") && sign_in(machine, TERMINAL_TWO, "102", "2");
}

static bool set_pin(struct machine *machine, const char *operator)
{
    return machine_wish(machine, TERMINAL_DESK, "Admin.SetPin",
                        json_pack("{s:s, s:s}", "operator", operator, "pin", "4711"));
}

static bool set_pins(struct machine *machine)
{
    machine->label = PHASE_OPERATORS;
    return set_pin(machine, "101") && set_pin(machine, "102") &&
           machine_wish(machine, TERMINAL_DESK, "Reception.Book",
                        json_pack("{s:s, s:I}", "service", "passport", "slot_at",
                                  (json_int_t)workload_begin_ms() + 24 * (json_int_t)HOUR_MS));
}

static bool finish(struct machine *machine, int terminal, bool next)
{
    machine->label = PHASE_FINISH;
    return machine_wish(machine, terminal, "Counter.Finish",
                        json_pack("{s:s, s:b}", "outcome", "done", "next", next)) &&
           machine_pass(machine, MINUTE_MS);
}

static bool call(struct machine *machine, int terminal)
{
    machine->label = PHASE_CALL;
    return machine_wish(machine, terminal, "Counter.Next", NULL) && machine_pass(machine, MINUTE_MS) &&
           machine_wish(machine, terminal, "Counter.Arrive", NULL) && machine_pass(machine, MINUTE_MS);
}

static bool serve(struct machine *machine, int terminal, int count)
{
    for (int i = 0; i < count; i++) {
        if (!call(machine, terminal) || !finish(machine, terminal, false))
            return false;
    }
    return true;
}

static bool transfer(struct machine *machine, int terminal)
{
    machine->label = PHASE_FINISH;
    return machine_wish(machine, terminal, "Counter.Transfer",
                        json_pack("{s:s, s:s, s:b}", "service", "visa", "place", "keep", "returns", 1));
}

static bool pass_into_next_day(struct machine *machine)
{
    machine->label = PHASE_CLOSE;
    struct local_time local = clock_local(machine->now_ms);
    return machine_pass(machine, clock_at(date_add(local.date, 1), 5) - machine->now_ms);
}

static bool close_by_hand(struct machine *machine)
{
    machine->label = PHASE_CLOSE;
    return machine_wish(machine, TERMINAL_DESK, "Admin.CloseDay", NULL);
}

/* --- acts --- */

static bool act_first_start(struct machine *machine)
{
    machine->label = PHASE_FIRST_START;
    schema_set(false);
    return machine_start(machine) && set_pins(machine) && workload_sign_in(machine);
}

/* More than one slice of the day's close has to end; the WAL is carried into the file in the rests between. */
static bool act_first_day(struct machine *machine)
{
    return issue_one_by_one(machine, 6) && issue_some(machine, 4) && serve(machine, TERMINAL_ONE, 3) &&
           call(machine, TERMINAL_TWO) && transfer(machine, TERMINAL_TWO) && serve(machine, TERMINAL_TWO, 3) &&
           call(machine, TERMINAL_ONE) && issue_some(machine, 40) && issue_some(machine, 40) &&
           pass_into_next_day(machine);
}

static bool act_second_day(struct machine *machine)
{
    return workload_sign_in(machine) && issue_one_by_one(machine, 6) && call(machine, TERMINAL_ONE) &&
           finish(machine, TERMINAL_ONE, true) && finish(machine, TERMINAL_ONE, true) &&
           serve(machine, TERMINAL_TWO, 2) && close_by_hand(machine);
}

static bool act_stop(struct machine *machine)
{
    machine->label = PHASE_STOP;
    machine_stop(machine);
    return true;
}

/* The store holds two days; the day of today is closed. */
static bool act_migration(struct machine *machine)
{
    machine->label = PHASE_MIGRATION;
    schema_set(true);
    return machine_start(machine) && pass_into_next_day(machine);
}

static bool act_third_day(struct machine *machine)
{
    return workload_sign_in(machine) && issue_one_by_one(machine, 3) && serve(machine, TERMINAL_ONE, 2);
}

/* As a quiet moment brings it. */
static bool act_checkpoint(struct machine *machine)
{
    for (int i = 0; i < 3; i++) {
        machine->label = PHASE_CHECKPOINT;
        store_checkpoint(machine->daemon.hall.store, true);
        if (!issue_some(machine, 2) || !machine_pass(machine, MINUTE_MS))
            return false;
    }
    return pass_into_next_day(machine) && issue_one_by_one(machine, 2);
}

static bool act_backup(struct machine *machine)
{
    for (int i = 0; i < 3; i++) {
        machine->label = PHASE_BACKUP;
        if (!machine_back_up(machine) || !issue_one_by_one(machine, 2))
            return false;
    }
    return true;
}

static bool act_retention(struct machine *machine)
{
    machine->label = PHASE_RETENTION;
    int32_t first_day = (int32_t)date_days(clock_local(workload_begin_ms()).date);
    return machine_retain(machine, first_day + 1) && issue_one_by_one(machine, 2);
}

/* What else a daemon writes belongs here, a row each, with a phase of its own above. */
static bool (*const acts[])(struct machine *machine) = {
        act_first_start, act_first_day,  act_second_day, act_stop,   act_migration, act_third_day,
        act_backup,      act_checkpoint, act_retention,  act_backup, act_stop,
};

bool workload_run(struct machine *machine)
{
    machine->before = label_checkpoint;
    for (size_t i = 0; i < ARRAY_SIZE(acts); i++) {
        if (!acts[i](machine))
            return false;
    }
    return true;
}
