/* SPDX-License-Identifier: MIT
 *
 * The power goes, some thousand times, during each kind of change that a centre's days bring to the disk; after each
 * the machine is started again, and all that clients wrote down is there, no number was given twice, the ledger is
 * whole, and service goes on.
 *
 * The days (workload.c) are lived once and every change of the disk is written down; each cut makes of it what a medium
 * may hold then (medium.h). Cuts are spread evenly over all changes; a kind of change, or a phase, that is rare gets
 * its share by several survivals at the same change. Every fourth machine loses its power again while it recovers or in
 * what it does then.
 *
 *     test-daemon-faults-cuts [--seed S] [--cuts N] [--least N] [--only I] [--wrong]
 *
 * --least is how many fall at least into each phase and each kind of change; --only repeats one cut of a run with the
 * same seed and number; --wrong expects a build that breaks the promises, and succeeds when it is caught.
 */
#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/daemon/faults/oracle.h"
#include "tests/daemon/faults/recovery.h"
#include "tests/daemon/faults/schema.h"
#include "tests/daemon/faults/workload.h"

enum { SHOWN = 5, CAUGHT_ENOUGH = 5, SAID_SIZE = ERROR_SIZE + 128 };

struct options {
    uint64_t seed;
    size_t cuts, least;
    long only; /* -1: all */
    bool wrong;
};

struct cut {
    size_t change; /* it happens during this one */
    size_t number; /* in the plan; its chance comes from it */
};

struct run {
    struct options options;
    char *folder, *disk, *scratch;
    struct machine machine; /* that was recorded */
    size_t migrated;        /* the change at which the schema grew */
    struct cut *plan;
    size_t count, room;
    size_t table[PHASES][DISK_KINDS];
    size_t done, twice, lost;
};

/* --- the plan --- */

static void add_cut(struct run *run, size_t change)
{
    mem_grow(run->plan, run->count, run->room);
    run->plan[run->count] = (struct cut){change, run->count};
    run->count++;
    const struct disk_change *at = &run->machine.disk->changes[change];
    run->table[at->label][at->kind]++;
}

static size_t sum(const struct run *run, int phase, int kind)
{
    size_t all = 0;
    for (int i = 0; i < PHASES; i++) {
        for (int k = 0; k < DISK_KINDS; k++)
            all += (phase < 0 || phase == i) && (kind < 0 || kind == k) ? run->table[i][k] : 0;
    }
    return all;
}

/* More of what is rare, in turn over its changes. */
static void top_up(struct run *run, int phase, int kind)
{
    const struct disk *disk = run->machine.disk;
    size_t change = 0, found = 0;
    for (size_t left = sum(run, phase, kind); left < run->options.least; change = (change + 1) % disk->count) {
        const struct disk_change *at = &disk->changes[change];
        if (change == disk->count - 1 && found == 0)
            return;
        if ((phase >= 0 && at->label != phase) || (kind >= 0 && (int)at->kind != kind))
            continue;
        add_cut(run, change);
        found++;
        left++;
    }
}

static int compare(const void *a, const void *b)
{
    const struct cut *one = a, *other = b;
    if (one->change != other->change)
        return one->change < other->change ? -1 : 1;
    return one->number < other->number ? -1 : 1;
}

static void make_plan(struct run *run)
{
    size_t all = run->machine.disk->count;
    for (size_t i = 0; i < run->options.cuts; i++)
        add_cut(run, i * all / run->options.cuts);
    for (int phase = 0; phase < PHASES; phase++)
        top_up(run, phase, -1);
    for (int kind = 0; kind < DISK_KINDS; kind++)
        top_up(run, -1, kind);
    qsort(run->plan, run->count, sizeof(struct cut), compare);
}

static bool print_table(const struct run *run)
{
    bool enough = true;
    printf("%-12s", "cuts during");
    for (int kind = 0; kind < DISK_KINDS; kind++)
        printf("%13s", disk_kind_words[kind]);
    printf("%9s\n", "all");
    for (int phase = 0; phase < PHASES; phase++) {
        printf("%-12s", phase_words[phase]);
        for (int kind = 0; kind < DISK_KINDS; kind++)
            printf("%13zu", run->table[phase][kind]);
        printf("%9zu\n", sum(run, phase, -1));
        enough = enough && sum(run, phase, -1) >= run->options.least;
    }
    printf("%-12s", "all");
    for (int kind = 0; kind < DISK_KINDS; kind++) {
        printf("%13zu", sum(run, -1, kind));
        enough = enough && sum(run, -1, kind) >= run->options.least;
    }
    printf("%9zu\n", sum(run, -1, -1));
    return enough;
}

/* --- one cut --- */

/* The machine that has just recovered loses its power in the middle of that. */
static bool cut_again(struct run *run, const struct machine *before, uint64_t chance, char error[SAID_SIZE])
{
    struct machine machine;
    size_t change = chance_below(&chance, before->disk->count);
    struct medium *medium = medium_new(before->disk);
    medium_advance(medium, change);
    recovery_remove(run->scratch);
    bool good = recovery_run(before, medium, change, chance_next(&chance), run->scratch, &machine);
    snprintf(error, SAID_SIZE, "again during change %zu, %s: %s", change,
             disk_kind_words[before->disk->changes[change].kind], machine.error);
    machine_done(&machine);
    medium_free(medium);
    run->twice++;
    return good;
}

static bool cut(struct run *run, const struct medium *medium, const struct cut *cut, char error[SAID_SIZE])
{
    struct machine machine;
    uint64_t chance = run->options.seed * 1000003 + cut->number;
    schema_set(cut->change >= run->migrated);
    bool good = recovery_run(&run->machine, medium, cut->change, chance_next(&chance), run->scratch, &machine);
    snprintf(error, SAID_SIZE, "%s", machine.error);
    if (good && cut->number % 4 == 0)
        good = cut_again(run, &machine, chance, error);
    machine_done(&machine);
    recovery_remove(run->scratch);
    return good;
}

static void tell(const struct run *run, const struct cut *cut, const char *error)
{
    const struct disk_change *change = &run->machine.disk->changes[cut->change];
    printf("cut %zu during change %zu, %s, %s %s at %lld + %zu: %s\n", cut->number, cut->change,
           phase_words[change->label], disk_kind_words[change->kind], change->name, (long long)change->at, change->size,
           error);
}

static void cut_all(struct run *run)
{
    char error[SAID_SIZE];
    struct medium *medium = medium_new(run->machine.disk);
    for (size_t i = 0; i < run->count; i++) {
        if (run->options.only >= 0 && run->plan[i].number != (size_t)run->options.only)
            continue;
        medium_advance(medium, run->plan[i].change);
        run->done++;
        if (cut(run, medium, &run->plan[i], error))
            continue;
        if (run->lost++ < SHOWN)
            tell(run, &run->plan[i], error);
        if (run->options.wrong && run->lost == CAUGHT_ENOUGH)
            break;
    }
    medium_free(medium);
}

/* --- the whole --- */

static bool record(struct run *run)
{
    int made = mkdir(run->disk, 0700);
    assert(made == 0);
    machine_init(&run->machine, run->disk, workload_begin_ms());
    bool good = workload_run(&run->machine);
    machine_off(&run->machine);
    const struct disk *disk = run->machine.disk;
    while (run->migrated < disk->count && disk->changes[run->migrated].label != PHASE_MIGRATION)
        run->migrated++;
    if (good && !disk_is_whole(disk))
        good = machine_fails(&run->machine, "something went past the disk");
    if (good)
        good = oracle_verify(&run->machine);
    if (!good)
        printf("the days without a fault: %s\n", run->machine.error);
    return good;
}

static int verdict(const struct run *run, bool enough)
{
    printf("seed %llu: %zu cuts, %zu of the machines cut again, %zu broke a promise\n",
           (unsigned long long)run->options.seed, run->done, run->twice, run->lost);
    if (run->lost > 0 && !run->options.wrong)
        printf("repeat one: NOVBE_SOURCE=. test-daemon-faults-cuts --seed %llu --cuts %zu --least %zu --only I\n",
               (unsigned long long)run->options.seed, run->options.cuts, run->options.least);
    if (!enough)
        printf("a phase or a kind of change has less than %zu cuts\n", run->options.least);
    if (run->options.wrong)
        puts(run->lost > 0 ? "the wrong build is caught" : "the wrong build PASSES");
    return run->options.wrong ? run->lost == 0 : run->lost > 0 || !enough;
}

static int parse(int argc, char **argv, struct options *options)
{
    static const struct option table[] = {
            {"seed", required_argument, NULL, 's'},  {"cuts", required_argument, NULL, 'c'},
            {"least", required_argument, NULL, 'l'}, {"only", required_argument, NULL, 'o'},
            {"wrong", no_argument, NULL, 'w'},       {0}};
    for (int option; (option = getopt_long(argc, argv, "", table, NULL)) >= 0;) {
        if (option == 's')
            options->seed = strtoull(optarg, NULL, 10);
        else if (option == 'c')
            options->cuts = strtoul(optarg, NULL, 10);
        else if (option == 'l')
            options->least = strtoul(optarg, NULL, 10);
        else if (option == 'o')
            options->only = strtol(optarg, NULL, 10);
        else if (option == 'w')
            options->wrong = true;
        else
            return -EINVAL;
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct run run = {.options = {.seed = 1, .cuts = 2000, .least = 50, .only = -1}};
    if (parse(argc, argv, &run.options) < 0)
        return 2;
    run.folder = recovery_folder("cuts");
    run.disk = mem_printf("%s/disk", run.folder);
    run.scratch = mem_printf("%s/left", run.folder);
    _cleanup_free_ char *log = mem_printf("%s/log", run.folder);
    machine_prepare(run.options.seed, log);
    int code = 1;
    if (record(&run)) {
        make_plan(&run);
        bool enough = print_table(&run);
        cut_all(&run);
        code = verdict(&run, enough);
    }
    machine_done(&run.machine);
    recovery_remove(run.disk);
    recovery_remove(run.folder);
    free(run.plan);
    free(run.folder);
    free(run.disk);
    free(run.scratch);
    return code;
}
