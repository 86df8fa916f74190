/* SPDX-License-Identifier: MIT
 *
 * A disk that fails: at the first, the second, ... change that each kind of call brings to it, until a call comes
 * through untouched. Whoever asked is answered StorageFailed, or what is on disk all the same; reading goes on; when
 * the disk is mended the same call is answered; all that was told is there, the ledger is whole. Then the power goes,
 * too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/daemon/faults/oracle.h"
#include "tests/daemon/faults/recovery.h"
#include "tests/daemon/faults/schema.h"
#include "tests/daemon/faults/workload.h"

#define STORAGE_FAILED "org.novbe.Fault.StorageFailed"

#define CHANGES                                                                                       \
    (DISK_BIT(DISK_CREATE) | DISK_BIT(DISK_WRITE) | DISK_BIT(DISK_TRUNCATE) | DISK_BIT(DISK_RENAME) | \
     DISK_BIT(DISK_UNLINK))
#define SYNCS (DISK_BIT(DISK_SYNC) | DISK_BIT(DISK_SYNC_FOLDER))

enum { LASTING = 1 << 20, CUTS = 60, SEED = 1, MOST_CHANGES = 1000 };

static int coarse = 1; /* only each so-manyth time */

static const struct fault {
    const char *words;
    unsigned kinds;
    int times, error;
} faults[] = {
        {"EIO at a change, lasting", CHANGES, LASTING, EIO},
        {"EIO at a change, once", CHANGES, 1, EIO},
        {"ENOSPC at a change, lasting", CHANGES, LASTING, ENOSPC},
        {"ENOSPC at a change and the next", CHANGES, 2, ENOSPC},
        {"short writes, lasting", DISK_BIT(DISK_WRITE), 100, 0},
        {"a short write", DISK_BIT(DISK_WRITE), 1, 0},
        {"EIO at a sync, lasting", SYNCS, LASTING, EIO},
        {"EIO at a sync, once", SYNCS, 1, EIO},
        {"ENOSPC at a sync, lasting", SYNCS, LASTING, ENOSPC},
};

struct fixture {
    char *folder, *disk, *scratch;
    struct machine machine;
    size_t first_ticket; /* of today: a note */
};

static void arm(struct machine *machine, const struct fault *fault, int skip)
{
    machine->disk->fault =
            (struct disk_fault){.kinds = fault->kinds, .skip = skip, .times = fault->times, .error = fault->error};
}

static int mend(struct machine *machine)
{
    machine->disk->fault.times = 0;
    return machine->disk->fault.hit;
}

#define must(machine, condition)              \
    do {                                      \
        if (!(condition))                     \
            fail_msg("%s", (machine)->error); \
    } while (0)

/* --- what is asked of the daemon while its disk fails --- */

static void open_day(struct fixture *f)
{
    struct machine *machine = &f->machine;
    struct local_time local = clock_local(machine->now_ms);
    if (!engine_day(machine->daemon.hall.engine))
        must(machine, machine_pass(machine, clock_at(date_add(local.date, 1), 5) - machine->now_ms));
    must(machine, engine_day(machine->daemon.hall.engine));
    f->first_ticket = workload_issue(machine, TERMINAL_DESK);
    must(machine, machine_settle(machine));
    assert_false(store_key_is_stale(machine->daemon.hall.store)); /* a commit makes it good */
}

static size_t ask_issue(struct fixture *f)
{
    return workload_issue(&f->machine, TERMINAL_KIOSK);
}

static void prepare_call(struct fixture *f)
{
    ask_issue(f);
    must(&f->machine, machine_settle(&f->machine));
}

static size_t ask_call(struct fixture *f)
{
    return machine_ask(&f->machine, TERMINAL_ONE, "Counter.Next", NULL, true);
}

static void prepare_arrive(struct fixture *f)
{
    prepare_call(f);
    ask_call(f);
    must(&f->machine, machine_settle(&f->machine));
}

static size_t ask_arrive(struct fixture *f)
{
    return machine_ask(&f->machine, TERMINAL_ONE, "Counter.Arrive", NULL, true);
}

static size_t ask_finish(struct fixture *f)
{
    return machine_ask(&f->machine, TERMINAL_ONE, "Counter.Finish",
                       json_pack("{s:s, s:b}", "outcome", "done", "next", 0), true);
}

static size_t ask_book(struct fixture *f)
{
    /* Slots of a day hold two each; the notes are as many as there were calls. */
    json_int_t quarter = (json_int_t)(f->machine.notes.count % 3000);
    return machine_ask(&f->machine, TERMINAL_DESK, "Reception.Book",
                       json_pack("{s:s, s:I}", "service", "passport", "slot_at",
                                 (json_int_t)(clock_at(date_add(clock_local(f->machine.now_ms).date, 2), 0) +
                                              quarter * 15 * MINUTE_MS)),
                       true);
}

static size_t ask_close(struct fixture *f)
{
    return machine_ask(&f->machine, TERMINAL_DESK, "Admin.CloseDay", NULL, true);
}

/* A call brings it about, but nobody waits for it. */
static size_t ask_checkpoint(struct fixture *f)
{
    store_checkpoint(f->machine.daemon.hall.store, true);
    return NEVER;
}

static void forgive(struct machine *machine)
{
    machine->error[0] = '\0';
}

static size_t ask_backup(struct fixture *f)
{
    if (!machine_back_up(&f->machine))
        forgive(&f->machine);
    return NEVER;
}

static void prepare_backup(struct fixture *f)
{
    must(&f->machine, machine_back_up(&f->machine));
    prepare_call(f);
}

/* Of nothing. */
static void prepare_first_backup(struct fixture *f)
{
    _cleanup_free_ char *path = mem_printf("%s/backup", f->disk);
    unlink(path);
    f->machine.copies.count = 0;
}

static void tidy_backup(struct fixture *f)
{
    must(&f->machine, machine_back_up(&f->machine));
}

static void close_and_open(struct fixture *f)
{
    open_day(f);
    must(&f->machine, machine_wish(&f->machine, TERMINAL_DESK, "Admin.CloseDay", NULL));
    open_day(f);
}

/* What goes is in the backup. */
static void prepare_retention(struct fixture *f)
{
    close_and_open(f);
    must(&f->machine, machine_back_up(&f->machine));
}

/* All days but the open one. */
static size_t ask_retention(struct fixture *f)
{
    if (!machine_retain(&f->machine, engine_day(f->machine.daemon.hall.engine)))
        forgive(&f->machine);
    return NEVER;
}

static void tidy_retention(struct fixture *f)
{
    must(&f->machine, machine_retain(&f->machine, engine_day(f->machine.daemon.hall.engine)));
}

static void finish_if_served(struct fixture *f)
{
    size_t note = ask_finish(f);
    must(&f->machine, machine_settle(&f->machine));
    f->machine.notes.items[note].repeats = true; /* HoldsNone, mostly */
}

static const struct act {
    const char *words;
    void (*prepare)(struct fixture *f);
    size_t (*ask)(struct fixture *f);
    void (*tidy)(struct fixture *f);
    int step; /* it fails at each so-manyth change; 0: at each */
} acts[] = {
        {"issue", NULL, ask_issue, NULL, 0},
        {"call", prepare_call, ask_call, finish_if_served, 0},
        {"arrive", prepare_arrive, ask_arrive, finish_if_served, 0},
        {"finish", prepare_arrive, ask_finish, NULL, 0},
        {"book", NULL, ask_book, NULL, 0},
        {"checkpoint", prepare_call, ask_checkpoint, NULL, 0},
        {"first backup", prepare_first_backup, ask_backup, tidy_backup, 7},
        {"backup", prepare_backup, ask_backup, tidy_backup, 0},
        {"close", open_day, ask_close, NULL, 0},
        {"retention", prepare_retention, ask_retention, tidy_retention, 0},
};

/* --- one failure --- */

/* As long as the disk fails, what is on it can be asked. */
static void expect_reads(struct fixture *f)
{
    struct machine *machine = &f->machine;
    const json_t *ticket = note_ticket(&machine->notes.items[f->first_ticket]);
    size_t where = machine_ask(
            machine, TERMINAL_KIOSK, "Visitor.WhereAmI",
            json_pack("{s:s, s:s}", "ticket", note_text(ticket, "ticket"), "code", note_text(ticket, "code")), false);
    must(machine, machine_settle(machine));
    if (note_error(&machine->notes.items[where]))
        fail_msg("reading was answered %s", note_error(&machine->notes.items[where]));
}

static void expect_kept(struct fixture *f, size_t note)
{
    struct machine *machine = &f->machine;
    bool failed = note_error(&machine->notes.items[note]);
    size_t again = machine_ask_again(machine, note, machine->notes.items[note].terminal);
    must(machine, machine_settle(machine));
    const struct receipt *answer = &machine->notes.items[again];
    if (note_error(answer) && oracle_is_closed(machine, answer, note_error(answer)))
        return;
    if (note_error(answer))
        fail_msg("mended, and %s is answered %s", note_method(answer), note_error(answer));
    bool repeated = json_is_true(json_object_get(json_object_get(answer->answer, "parameters"), "repeated"));
    if (repeated == failed)
        fail_msg("%s, which %s, is answered as %s", note_method(answer), failed ? "failed" : "was done",
                 repeated ? "repeated" : "new");
}

static void check_answer(struct fixture *f, size_t note, const struct fault *fault)
{
    const char *error = note_error(&f->machine.notes.items[note]);
    if (error && (strcmp(error, STORAGE_FAILED) != 0 || fault->error == 0))
        fail_msg("%s: answered %s", fault->words, error);
    if (error)
        expect_reads(f);
}

/* False: so many changes it does not bring. */
static bool fail_at(struct fixture *f, const struct act *act, const struct fault *fault, int skip)
{
    struct machine *machine = &f->machine;
    if (act->prepare)
        act->prepare(f);
    arm(machine, fault, skip);
    size_t note = act->ask(f);
    must(machine, machine_settle(machine));
    bool hit = machine->disk->fault.hit > 0;
    if (hit && note != NEVER)
        check_answer(f, note, fault);
    mend(machine);
    if (note != NEVER)
        expect_kept(f, note);
    if (act->tidy)
        act->tidy(f);
    must(machine, machine_pass(machine, 1000));
    return hit;
}

static void fail_everywhere(struct fixture *f, const struct fault *fault)
{
    printf("%-33s", fault->words);
    for (size_t i = 0; i < ARRAY_SIZE(acts); i++) {
        int skip = 0, times = 0;
        for (; fail_at(f, &acts[i], fault, skip); times++) {
            skip += acts[i].step ? acts[i].step * coarse : coarse;
            assert_true(skip < MOST_CHANGES);
        }
        printf(" %s %d,", acts[i].words, times);
    }
    open_day(f);
}

/* --- start and stop --- */

/* A start that fails says why, and changes nothing that the next one minds. */
static int fail_at_start(struct machine *machine, const struct fault *fault)
{
    int skip = 0;
    for (bool hit = true; hit; skip += coarse) {
        arm(machine, fault, skip);
        bool started = machine_start(machine);
        hit = mend(machine) > 0;
        if (!started) {
            assert_true(hit);
            assert_non_null(strstr(machine->error, "the daemon does not start: "));
            forgive(machine);
            must(machine, machine_start(machine));
        }
        arm(machine, fault, skip);
        machine_stop(machine);
        hit = mend(machine) > 0 || hit;
        assert_true(skip < MOST_CHANGES);
    }
    return skip / coarse;
}

/* --- the power goes, too --- */

static void cut_after_faults(struct fixture *f)
{
    const struct disk *disk = f->machine.disk;
    struct medium *medium = medium_new(disk);
    for (size_t i = 0; i < CUTS; i += (size_t)coarse) {
        struct machine machine;
        size_t change = i * disk->count / CUTS;
        medium_advance(medium, change);
        if (!recovery_run(&f->machine, medium, change, SEED * 1000 + i, f->scratch, &machine))
            fail_msg("cut %zu during change %zu, %s: %s", i, change, disk_kind_words[disk->changes[change].kind],
                     machine.error);
        machine_done(&machine);
        recovery_remove(f->scratch);
    }
    medium_free(medium);
}

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    f->folder = recovery_folder("errors");
    f->disk = mem_printf("%s/disk", f->folder);
    f->scratch = mem_printf("%s/left", f->folder);
    mkdir(f->disk, 0700);
    _cleanup_free_ char *log = mem_printf("%s/log", f->folder);
    machine_prepare(SEED, log);
    schema_set(false);
    machine_init(&f->machine, f->disk, workload_begin_ms());
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    machine_done(&f->machine);
    recovery_remove(f->disk);
    recovery_remove(f->scratch);
    recovery_remove(f->folder);
    free(f->folder);
    free(f->disk);
    free(f->scratch);
    free(f);
    return 0;
}

static void begin_day(struct fixture *f)
{
    struct machine *machine = &f->machine;
    must(machine, machine_start(machine));
    must(machine, machine_wish(machine, TERMINAL_DESK, "Admin.SetPin",
                               json_pack("{s:s, s:s}", "operator", "101", "pin", "4711")));
    must(machine, machine_wish(machine, TERMINAL_DESK, "Admin.SetPin",
                               json_pack("{s:s, s:s}", "operator", "102", "pin", "4711")));
    must(machine, workload_sign_in(machine));
    open_day(f);
}

static void all_that_fails_is_made_good(void **state)
{
    for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
        if (i > 0)
            set_up(state);
        struct fixture *f = *state;
        begin_day(f);
        fail_everywhere(f, &faults[i]);
        must(&f->machine, oracle_recall(&f->machine));
        machine_stop(&f->machine);
        int starts = fail_at_start(&f->machine, &faults[i]);
        machine_off(&f->machine);
        assert_true(disk_is_whole(f->machine.disk));
        must(&f->machine, oracle_verify(&f->machine));
        cut_after_faults(f);
        printf(" start and stop %d; then %d power cuts\n", starts, CUTS / coarse);
        if (i + 1 < ARRAY_SIZE(faults))
            tear_down(state);
    }
}

/* --- a disk that hangs --- */

/* Half a minute goes by in a sync, and the visitor touches again. */
static void hang(struct machine *machine, const struct disk_change *change)
{
    if (change->kind != DISK_SYNC)
        return;
    machine->before = NULL;
    machine->now_ms += 30000;
    machine_ask_again(machine, machine->notes.count - 1, TERMINAL_DESK);
}

static void a_sync_that_takes_half_a_minute_is_waited_for(void **state)
{
    struct fixture *f = *state;
    struct machine *machine = &f->machine;
    begin_day(f);
    size_t note = ask_issue(f);
    machine->before = hang;
    must(machine, machine_settle(machine));
    const struct receipt *first = &machine->notes.items[note], *again = &machine->notes.items[note + 1];
    assert_ptr_equal(machine->before, NULL);
    assert_null(note_error(first));
    assert_true(first->told > first->asked && machine->disk->changes[first->told - 1].kind == DISK_SYNC);
    assert_true(json_is_true(json_object_get(json_object_get(again->answer, "parameters"), "repeated")));
    assert_true(json_equal(note_ticket(first), note_ticket(again)));
    expect_reads(f);
    must(machine, machine_wish(machine, TERMINAL_ONE, "Counter.Next", NULL)); /* nobody lost his session over it */
}

/* --- the first start, and a new schema --- */

static void copy_folder(const char *from, const char *to)
{
    _cleanup_free_ char *command = mem_printf("cp -r '%s' '%s'", from, to);
    assert_int_equal(system(command), 0);
}

/* Starts on a copy of the disk, failing at each of its changes; then all that its terminals knew is there. */
static int fail_to_begin(struct fixture *f, const struct fault *fault)
{
    int skip = 0;
    for (bool hit = true; hit; skip += coarse) {
        struct machine machine;
        copy_folder(f->disk, f->scratch);
        machine_init(&machine, f->scratch, f->machine.now_ms);
        machine_inherit(&machine, &f->machine, f->machine.disk->count);
        arm(&machine, fault, skip);
        bool started = machine_start(&machine);
        hit = mend(&machine) > 0;
        if (!started) {
            if (!hit || !strstr(machine.error, "the daemon does not start: "))
                fail_msg("%s, %d: %s", fault->words, skip, machine.error);
            forgive(&machine);
            must(&machine, machine_start(&machine));
        }
        must(&machine, oracle_recall(&machine) && oracle_goes_on(&machine));
        machine_off(&machine);
        must(&machine, oracle_verify(&machine));
        machine_done(&machine);
        recovery_remove(f->scratch);
        assert_true(skip < MOST_CHANGES);
    }
    return skip / coarse;
}

static void a_first_start_that_fails_is_made_good(void **state)
{
    struct fixture *f = *state;
    machine_off(&f->machine);
    for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
        printf("%-34s %4d times at the first start\n", faults[i].words, fail_to_begin(f, &faults[i]));
}

static void a_migration_that_fails_is_made_good(void **state)
{
    struct fixture *f = *state;
    begin_day(f);
    close_and_open(f);
    machine_off(&f->machine);
    schema_set(true);
    for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
        printf("%-34s %4d times at a migration\n", faults[i].words, fail_to_begin(f, &faults[i]));
}

int main(int argc, char **argv)
{
    if (argc > 1)
        coarse = atoi(argv[1]);
    assert_true(coarse > 0);
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(all_that_fails_is_made_good, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_sync_that_takes_half_a_minute_is_waited_for, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_first_start_that_fails_is_made_good, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_migration_that_fails_is_made_good, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("faults/errors", tests, NULL, NULL);
}
