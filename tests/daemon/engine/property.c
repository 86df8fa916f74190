/* SPDX-License-Identifier: MIT
 *
 * A million random commands over random centres, each day of them opened, lived, closed; the configuration is loaded
 * anew and the daemon restarted in the middle. After each command everything that must always be true is looked at
 * (trial.h). What fails is made as short as can be and printed as a script; this program plays the scripts that are
 * named to it:
 *
 *     test-daemon-engine-property SCRIPT...
 *
 * Every centre lives in a process of its own, so that an assertion of the engine is a failure like any other.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/daemon/engine/trial.h"

enum { COMMANDS = WORLD_SANITIZED ? 60000 : 1000000, DAYS = WORLD_SANITIZED ? 100 : 1000 };
enum { COMMANDS_A_DAY = 300, DAYS_A_CENTRE = 10, ACTS_A_CENTRE = 8000 };

/* What a child tells, in memory that parent and child share. */
struct told {
    struct trial_totals totals;
    char reason[REASON_SIZE];
    uint64_t centre;
    bool planted;
    size_t count;
    struct act acts[ACTS_A_CENTRE];
};

static struct told *told_new(void)
{
    struct told *told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(told != MAP_FAILED);
    return told;
}

static void told_free(struct told *told)
{
    munmap(told, sizeof(*told));
}

static bool in_child(struct told *told, bool (*function)(struct told *told), bool loud)
{
    static const int caught[] = {SIGFPE, SIGILL, SIGSEGV, SIGBUS, SIGSYS};
    int status;
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        for (size_t i = 0; i < ARRAY_SIZE(caught); i++)
            signal(caught[i], SIG_DFL); /* cmocka would go on with the next test, in the child */
        if (!loud)
            dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
        exit(function(told) ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status))
        snprintf(told->reason, sizeof(told->reason), "the engine stopped by signal %d", WTERMSIG(status));
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* --- days of random commands, all kept --- */

static bool give(struct trial *trial, struct told *told, struct act act)
{
    assert(told->count < ACTS_A_CENTRE);
    told->acts[told->count] = act;
    uint64_t kept = chance_state;
    bool holds = trial_act(trial, &told->acts[told->count++]);
    chance_state = kept;
    return holds;
}

static int64_t random_pause_ms(void)
{
    return one_in(10) ? below(900) * 1000 : one_in(2) ? below(4) * 500 : below(60) * 500;
}

static bool give_random(struct trial *trial, struct told *told)
{
    struct act act = {.at_ms = trial->world.now_ms + random_pause_ms(),
                      .reload = one_in(400) ? chance() | 1 : 0,
                      .restart = one_in(100)};
    /* What is sensible depends on what time brings about before. If that is wrong, it was COMMAND_TIME. */
    bool holds = pass_time(trial, act.at_ms);
    if (holds)
        act.command = random_command(&trial->world);
    return give(trial, told, act) && holds;
}

static bool live_a_day(struct trial *trial, struct told *told, int32_t day)
{
    struct act open = {.at_ms = day * DAY_MS + 8 * HOUR, .command = {.kind = COMMAND_OPEN_DAY, .day = day}};
    bool holds = give(trial, told, open);
    for (int i = 0; holds && i < COMMANDS_A_DAY; i++)
        holds = give_random(trial, told);
    while (holds && engine_day(trial->world.engine)) {
        if (one_in(3) && engine_day_closes(trial->world.engine)) {
            holds = give_random(trial, told);
            continue;
        }
        struct act close = {.at_ms = trial->world.now_ms,
                            .command = {.kind = COMMAND_CLOSE_DAY, .limit = 1 + below(9)}};
        holds = give(trial, told, close);
    }
    for (int i = 0; holds && i < 10; i++)
        holds = give_random(trial, told);
    return holds;
}

static bool explore(struct told *told)
{
    struct trial *trial = mem_new(struct trial);
    trial_init(trial, told->centre, &told->totals);
    trial->planted = told->planted;
    bool holds = true;
    for (int32_t day = 0; holds && day < DAYS_A_CENTRE; day++)
        holds = live_a_day(trial, told, DAY_ONE + day);
    memcpy(told->reason, trial->reason, sizeof(told->reason));
    trial_done(trial);
    free(trial);
    return holds;
}

/* --- the same commands again, some left out --- */

static bool repeat(struct told *told)
{
    struct trial *trial = mem_new(struct trial);
    trial_init(trial, told->centre, &told->totals);
    trial->planted = told->planted;
    trial->deep = true;
    bool holds = true;
    for (size_t i = 0; holds && i < told->count; i++)
        holds = trial_act(trial, &told->acts[i]);
    memcpy(told->reason, trial->reason, sizeof(told->reason));
    trial_done(trial);
    free(trial);
    return holds;
}

/* The same fault, if of another ticket or counter? */
static bool is_alike(const char *a, const char *b)
{
    while (*a && *b) {
        a += strspn(a, "-0123456789");
        b += strspn(b, "-0123456789");
        if (*a != *b)
            return false;
        a += *a != 0;
        b += *b != 0;
    }
    return *a == *b;
}

/* Does it still fail like this? Then it is like this from now on. */
static bool is_enough(struct told *told, struct told *less)
{
    less->centre = told->centre;
    less->planted = told->planted;
    if (in_child(less, repeat, false) || !is_alike(less->reason, told->reason))
        return false;
    memcpy(told->acts, less->acts, less->count * sizeof(struct act));
    told->count = less->count;
    memcpy(told->reason, less->reason, sizeof(told->reason));
    return true;
}

/* Without so many commands. */
static bool leave_out(struct told *told, struct told *less, size_t from, size_t piece)
{
    less->count = told->count - piece;
    memcpy(less->acts, told->acts, from * sizeof(struct act));
    memcpy(less->acts + from, told->acts + from + piece, (less->count - from) * sizeof(struct act));
    return is_enough(told, less);
}

/* A command without what it does not need. */
static void simplify(struct told *told, struct told *less, size_t at)
{
    for (size_t i = 0; i < ARRAY_SIZE(command_fields) + 2; i++) {
        memcpy(less->acts, told->acts, told->count * sizeof(struct act));
        less->count = told->count;
        struct act *act = &less->acts[at];
        bool simpler;
        if (i < ARRAY_SIZE(command_fields)) {
            simpler = command_field_get(&act->command, &command_fields[i]) != 0;
            command_field_set(&act->command, &command_fields[i], 0);
        } else if (i == ARRAY_SIZE(command_fields)) {
            simpler = act->restart;
            act->restart = false;
        } else {
            simpler = act->reload != 0;
            act->reload = 0;
        }
        if (simpler)
            is_enough(told, less);
    }
}

/* Leaves out whatever the failure does not need: commands in ever smaller pieces, then fields. */
static void shrink(struct told *told)
{
    struct told *less = told_new();
    for (size_t piece = told->count / 2; piece > 0; piece /= 2) {
        for (size_t from = 0; from + piece <= told->count;)
            from += leave_out(told, less, from, piece) ? 0 : piece;
    }
    for (size_t i = 0; i < told->count; i++)
        simplify(told, less, i);
    told_free(less);
}

static struct acts acts_of(struct told *told)
{
    return (struct acts){.centre = told->centre, .items = told->acts, .count = told->count};
}

static void fail_with_script(struct told *told)
{
    printf("%s: made shorter from %zu commands\n", told->reason, told->count);
    in_child(told, repeat, false); /* it looks closer: the reason may be another, and an earlier one */
    shrink(told);
    struct acts acts = acts_of(told);
    acts_print(&acts, told->reason, stdout);
    fail_msg("%s", told->reason);
}

/* --- tests --- */

static void everything_always_holds(attr_unused void **state)
{
    struct told *told = told_new();
    size_t wanted = world_times() * COMMANDS;
    /* Some pairs are rare: the search for them may take as long again. */
    for (uint64_t seed = 1; told->totals.given < wanted ||
                            (told->totals.given < 2 * wanted && pairs_check(&told->totals.pairs, false) > 0);
         seed++) {
        told->centre = seed * 0x9E3779B97F4A7C15U;
        told->count = 0;
        if (!in_child(told, explore, true))
            fail_with_script(told);
    }
    const struct trial_totals *totals = &told->totals;
    printf("%zu commands, %zu accepted, %zu days closed, %zu restarts, %zu calls by the rule, %zu promotions, %zu "
           "tickets "
           "by a return code, %zu called so\n",
           totals->given, totals->accepted, totals->days, totals->restarts, totals->calls, totals->promotions,
           totals->with_code, totals->called_by_code);
    int wrong = pairs_check(&told->totals.pairs, true);
    assert_true(totals->accepted * 2 >= totals->given);
    assert_true(totals->days >= DAYS);
    assert_true(totals->with_code > totals->days && totals->called_by_code > totals->days / 8);
    assert_int_equal(wrong, 0);
    told_free(told);
}

static bool read_script(struct told *told, FILE *file)
{
    struct acts acts;
    bool good = acts_read(file, &acts) && acts.count <= ACTS_A_CENTRE;
    if (good) {
        memcpy(told->acts, acts.items, acts.count * sizeof(struct act));
        told->count = acts.count;
        told->centre = acts.centre;
    }
    acts_done(&acts);
    return good;
}

/* What is needed to park a ticket is found among hundreds of commands: a day, a ticket, an operator, a call, the
 * parking. Printed and read again, the script fails as before. */
static void a_failure_is_made_short_and_replays(attr_unused void **state)
{
    struct told *told = told_new(), *again = told_new();
    told->centre = 0x3C6EF372FE94F82AU;
    told->planted = again->planted = true;
    assert_false(in_child(told, explore, true));
    size_t before = told->count;
    shrink(told);
    struct acts acts = acts_of(told);
    acts_print(&acts, told->reason, stdout);
    assert_string_equal(told->reason, "planted: a ticket is parked");
    assert_true(before > 20 && told->count <= 5);
    assert_int_equal(told->acts[told->count - 1].command.kind, COMMAND_PARK);
    FILE *file = tmpfile();
    acts_print(&acts, told->reason, file);
    rewind(file);
    assert_true(read_script(again, file));
    fclose(file);
    assert_int_equal(again->count, told->count);
    assert_false(in_child(again, repeat, true));
    assert_string_equal(again->reason, told->reason);
    told_free(told);
    told_free(again);
}

/* The planted fault is an assertion that fails. */
static bool stop(struct told *told)
{
    repeat(told);
    for (size_t i = 0; i < told->count; i++) {
        if (told->acts[i].command.kind == COMMAND_HALT)
            abort();
    }
    return true;
}

static void an_assertion_is_a_failure(attr_unused void **state)
{
    struct told *told = told_new();
    told->acts[0] = (struct act){.at_ms = DAY_ONE * DAY_MS, .command = {.kind = COMMAND_HALT}};
    assert_true(in_child(told, stop, false));
    told->count = 1;
    assert_false(in_child(told, stop, false));
    assert_string_equal(told->reason, "the engine stopped by signal 6");
    told_free(told);
}

/* Every field of a command, written and read. */
static void a_script_holds_all_of_a_command(attr_unused void **state)
{
    struct act act = {.at_ms = 17, .reload = 5, .restart = true, .command = {.kind = COMMAND_SET_HOURS}}, again;
    char *text = NULL;
    size_t size = 0, covered = sizeof(enum command_kind), codes = sizeof(int64_t *) + sizeof(int32_t), padding = 40;
    for (size_t i = 0; i < ARRAY_SIZE(command_fields); i++) {
        covered += command_fields[i].size;
        command_field_set(&act.command, &command_fields[i], command_fields[i].size == sizeof(bool) ? 1 : -1 - (int)i);
    }
    assert_int_equal(covered + codes + padding,
                     sizeof(struct command)); /* else struct command has a field without a row */
    FILE *file = open_memstream(&text, &size);
    act_print(&act, file);
    fclose(file);
    assert_true(act_read(&again, text));
    assert_true(again.restart && again.reload == 5 && again.at_ms == 17);
    for (size_t i = 0; i < ARRAY_SIZE(command_fields); i++)
        assert_int_equal(command_field_get(&again.command, &command_fields[i]),
                         command_field_get(&act.command, &command_fields[i]));
    free(text);
    char unknown[] = "17 issue wrong=1", nothing[] = "17 restart";
    assert_false(act_read(&again, unknown));
    assert_false(act_read(&again, nothing));
}

/* --- scripts that are named --- */

static int play(const char *path)
{
    struct told *told = told_new();
    FILE *file = fopen(path, "r");
    if (!file || !read_script(told, file)) {
        fprintf(stderr, "%s: no script\n", path);
        return 2;
    }
    fclose(file);
    bool holds = in_child(told, repeat, true);
    printf("%s: %s\n", path, holds ? "holds" : told->reason);
    told_free(told);
    return holds ? 0 : 1;
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(everything_always_holds),
            cmocka_unit_test(a_failure_is_made_short_and_replays),
            cmocka_unit_test(an_assertion_is_a_failure),
            cmocka_unit_test(a_script_holds_all_of_a_command),
    };
    int worst = 0;
    for (int i = 1; i < count; i++) {
        int r = play(arguments[i]);
        worst = r > worst ? r : worst;
    }
    return count > 1 ? worst : cmocka_run_group_tests_name("engine property", tests, NULL, NULL);
}
