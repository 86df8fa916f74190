/* SPDX-License-Identifier: MIT
 *
 * printer/verdict: what is said of a job, row by row, and what may never be said: paper without `completed`, no paper
 * while somebody may have printed it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "printer/verdict.h"

enum known { NOBODY, MUTE, SILENT, NOTHING, WAITS, PRINTS, DONE, TWICE, DROPPED, ABORTED, IDLE };

struct row {
    const char *what;
    enum known queue;
    bool queue_same, queue_recalls;
    enum verdict_filter filter;
    enum known printer;
    bool printer_same, printer_recalls;
    int64_t age_ms;
    int took_ms, over_ms;
    enum job_state state;
    int papers;
};

static enum verdict_answer answer_of(enum known known)
{
    return known == MUTE ? VERDICT_MUTE : known == SILENT ? VERDICT_SILENT : VERDICT_ANSWERED;
}

static struct verdict_jobs jobs_of(enum known known)
{
    return (struct verdict_jobs){.waiting = known == WAITS,
                                 .processing = known == PRINTS,
                                 .completed = known == DONE    ? 1
                                              : known == TWICE ? 2
                                                               : 0,
                                 .dropped = known == DROPPED || known == ABORTED || known == IDLE,
                                 .idle = known == IDLE,
                                 .aborted = known == ABORTED};
}

static struct verdict_facts facts_of(const struct row *row)
{
    struct verdict_facts facts = {.age_ms = row->age_ms, .filter = row->filter};
    facts.queue.answer = answer_of(row->queue);
    facts.queue.jobs = jobs_of(row->queue);
    facts.queue.same = row->queue_same;
    facts.queue.recalls = row->queue_recalls;
    facts.queue.took_ms = row->took_ms;
    facts.queue.over_ms = row->over_ms;
    facts.printer.answer = answer_of(row->printer);
    facts.printer.jobs = jobs_of(row->printer);
    facts.printer.same = row->printer_same;
    facts.printer.recalls = row->printer_recalls;
    return facts;
}

#define FILTER(word) VERDICT_FILTER_##word
/* clang-format off */
static const struct row rows[] = {
    /* what                           CUPS     same   recalls filter           printer  same   recalls age    took  over   state            papers */
    {"good",                          DONE,    true,  true,  FILTER(MUTE),    DONE,    true,  true,   2000,  1000, 500,   JOB_PRINTED,     1},
    {"the printer is ahead",          PRINTS,  true,  true,  FILTER(MUTE),    DONE,    true,  true,   6000,  -1,   -1,    JOB_PRINTED,     1},
    {"waits",                         WAITS,   true,  true,  FILTER(MUTE),    MUTE,    false, false,  2000,  -1,   -1,    JOB_ACTIVE,      0},
    {"is printed",                    PRINTS,  true,  true,  FILTER(MUTE),    PRINTS,  true,  true,   2000,  -1,   -1,    JOB_ACTIVE,      0},
    {"printer off",                   PRINTS,  true,  true,  FILTER(MUTE),    SILENT,  false, false,  9000,  -1,   -1,    JOB_ACTIVE,      0},
    {"no IPP printer",                DONE,    true,  true,  FILTER(MUTE),    MUTE,    false, false,  2000,  1000, 500,   JOB_PRINTED,     1},
    {"no IPP printer, restart",       DONE,    false, true,  FILTER(MUTE),    MUTE,    false, false,  2000,  1000, 500,   JOB_UNCLEAR,     0},
    {"no history in the printer",     DONE,    true,  true,  FILTER(MUTE),    NOTHING, true,  false,  2000,  1000, 500,   JOB_PRINTED,     1},
    {"off in the middle",             DONE,    true,  true,  FILTER(MUTE),    NOTHING, false, false,  9000,  8000, 500,   JOB_UNCLEAR,     0},
    {"silent after a quick one",      DONE,    true,  true,  FILTER(MUTE),    SILENT,  false, false,  2000,  1000, 500,   JOB_PRINTED,     1},
    {"silent after a long one",       DONE,    true,  true,  FILTER(MUTE),    SILENT,  false, false,  9000,  8000, 500,   JOB_UNREACHABLE, 0},
    {"silent for long after it",      DONE,    true,  true,  FILTER(MUTE),    SILENT,  false, false,  99000, 8000, 70000, JOB_UNCLEAR,     0},
    {"both contradict",               DONE,    true,  true,  FILTER(MUTE),    DROPPED, true,  true,   2000,  1000, 500,   JOB_UNCLEAR,     0},
    {"given up by the printer",       DONE,    true,  true,  FILTER(MUTE),    ABORTED, true,  true,   2000,  1000, 500,   JOB_NOT_PRINTED, 0},
    {"printed again by a restart",    DONE,    false, true,  FILTER(MUTE),    TWICE,   true,  true,   9000,  1000, 500,   JOB_PRINTED,     2},
    {"being printed again",           PRINTS,  false, true,  FILTER(MUTE),    PRINTS,  true,  true,   9000,  -1,   -1,    JOB_ACTIVE,      0},
    {"restart, printer forgot",       DONE,    false, true,  FILTER(MUTE),    NOTHING, true,  true,   9000,  1000, 500,   JOB_UNCLEAR,     0},
    {"restart, printer silent",       DONE,    false, true,  FILTER(MUTE),    SILENT,  false, false,  9000,  1000, 500,   JOB_UNREACHABLE, 0},
    {"cancelled, both say",           DROPPED, true,  true,  FILTER(MUTE),    DROPPED, true,  true,   9000,  1000, 500,   JOB_NOT_PRINTED, 0},
    {"cancelled too late",            DROPPED, true,  true,  FILTER(MUTE),    DONE,    true,  true,   9000,  1000, 500,   JOB_PRINTED,     1},
    {"cancelled, may come out",       DROPPED, true,  true,  FILTER(MUTE),    PRINTS,  true,  true,   9000,  1000, 500,   JOB_ACTIVE,      0},
    {"cancelled, never sent",         DROPPED, true,  true,  FILTER(MUTE),    NOTHING, true,  true,   9000,  1000, 4000,  JOB_NOT_PRINTED, 0},
    {"cancelled, just now",           DROPPED, true,  true,  FILTER(MUTE),    NOTHING, true,  true,   9000,  1000, 500,   JOB_ACTIVE,      0},
    {"cancelled, printer was off",    DROPPED, true,  true,  FILTER(MUTE),    NOTHING, false, true,   9000,  1000, 4000,  JOB_UNCLEAR,     0},
    {"cancelled, history too short",  DROPPED, true,  true,  FILTER(MUTE),    NOTHING, true,  true,   55000, 1000, 4000,  JOB_UNCLEAR,     0},
    {"cancelled, no history",         DROPPED, true,  true,  FILTER(MUTE),    NOTHING, true,  false,  9000,  1000, 4000,  JOB_UNCLEAR,     0},
    {"cancelled after a restart",     DROPPED, false, true,  FILTER(MUTE),    NOTHING, true,  true,   9000,  1000, 4000,  JOB_UNCLEAR,     0},
    {"cancelled, printer silent",     DROPPED, true,  true,  FILTER(MUTE),    SILENT,  false, false,  9000,  1000, 4000,  JOB_UNREACHABLE, 0},
    {"cancelled, silent for long",    DROPPED, true,  true,  FILTER(MUTE),    SILENT,  false, false,  99000, 1000, 70000, JOB_UNCLEAR,     0},
    {"cancelled, cannot be asked",    DROPPED, true,  true,  FILTER(MUTE),    MUTE,    false, false,  9000,  1000, 4000,  JOB_UNCLEAR,     0},
    {"cancelled before it began",     IDLE,    true,  true,  FILTER(MUTE),    MUTE,    false, false,  99000, -1,   500,   JOB_NOT_PRINTED, 0},
    {"the same, printer silent",      IDLE,    true,  true,  FILTER(MUTE),    SILENT,  false, false,  9000,  -1,   500,   JOB_NOT_PRINTED, 0},
    {"the same after a restart",      IDLE,    false, true,  FILTER(MUTE),    MUTE,    false, false,  99000, -1,   500,   JOB_UNCLEAR,     0},
    {"the same, and printed",         IDLE,    true,  true,  FILTER(MUTE),    DONE,    true,  true,   9000,  -1,   500,   JOB_PRINTED,     1},
    {"filter: printed",               DONE,    false, true,  FILTER(PRINTED), MUTE,    false, false,  9000,  1000, 500,   JOB_PRINTED,     1},
    {"filter: not confirmed",         DONE,    true,  true,  FILTER(UNSURE),  MUTE,    false, false,  9000,  1000, 500,   JOB_UNCLEAR,     0},
    {"filter: nothing sent",          DROPPED, true,  true,  FILTER(NOTHING), MUTE,    false, false,  9000,  1000, 500,   JOB_NOT_PRINTED, 0},
    {"filter: cut short",             DROPPED, true,  true,  FILTER(UNSURE),  MUTE,    false, false,  9000,  1000, 500,   JOB_UNCLEAR,     0},
    {"filter: printed, cancelled",    DROPPED, true,  true,  FILTER(PRINTED), MUTE,    false, false,  9000,  1000, 500,   JOB_PRINTED,     1},
    {"filter: sending",               PRINTS,  true,  true,  FILTER(UNSURE),  MUTE,    false, false,  9000,  -1,   -1,    JOB_ACTIVE,      0},
    {"never accepted",                NOTHING, true,  true,  FILTER(MUTE),    NOTHING, true,  true,   2000,  -1,   -1,    JOB_NONE,        0},
    {"never accepted, no IPP",        NOTHING, true,  true,  FILTER(MUTE),    MUTE,    false, false,  2000,  -1,   -1,    JOB_NONE,        0},
    {"never, by the printer's word",  NOTHING, true,  false, FILTER(MUTE),    NOTHING, true,  true,   2000,  -1,   -1,    JOB_NONE,        0},
    {"CUPS may have dropped it",      NOTHING, true,  false, FILTER(MUTE),    MUTE,    false, false,  2000,  -1,   -1,    JOB_UNCLEAR,     0},
    {"the same, long ago",            NOTHING, true,  false, FILTER(MUTE),    NOTHING, true,  true,   70000, -1,   -1,    JOB_UNCLEAR,     0},
    {"forgotten by a restart",        NOTHING, false, true,  FILTER(MUTE),    NOTHING, true,  true,   2000,  -1,   -1,    JOB_UNCLEAR,     0},
    {"forgotten, printed",            NOTHING, false, true,  FILTER(MUTE),    DONE,    true,  true,   2000,  -1,   -1,    JOB_PRINTED,     1},
    {"forgotten, being printed",      NOTHING, false, true,  FILTER(MUTE),    PRINTS,  true,  true,   2000,  -1,   -1,    JOB_ACTIVE,      0},
    {"forgotten, dropped there",      NOTHING, false, true,  FILTER(MUTE),    DROPPED, true,  true,   2000,  -1,   -1,    JOB_NOT_PRINTED, 0},
    {"forgotten, silent",             NOTHING, false, true,  FILTER(MUTE),    SILENT,  false, false,  2000,  -1,   -1,    JOB_UNREACHABLE, 0},
    {"forgotten, silent for long",    NOTHING, false, true,  FILTER(MUTE),    SILENT,  false, false,  70000, -1,   -1,    JOB_UNCLEAR,     0},
    {"CUPS down",                     SILENT,  false, false, FILTER(MUTE),    NOTHING, true,  true,   2000,  -1,   -1,    JOB_UNREACHABLE, 0},
    {"CUPS down, printed",            SILENT,  false, false, FILTER(MUTE),    DONE,    true,  true,   2000,  -1,   -1,    JOB_PRINTED,     1},
    {"CUPS down, being printed",      SILENT,  false, false, FILTER(MUTE),    PRINTS,  true,  true,   2000,  -1,   -1,    JOB_ACTIVE,      0},
    {"CUPS down, dropped there",      SILENT,  false, false, FILTER(MUTE),    DROPPED, true,  true,   2000,  -1,   -1,    JOB_UNREACHABLE, 0},
    {"both silent",                   SILENT,  false, false, FILTER(MUTE),    SILENT,  false, false,  99000, -1,   -1,    JOB_UNREACHABLE, 0},
};
/* clang-format on */

static void every_row_is_as_it_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct verdict_facts facts = facts_of(&rows[i]);
        struct verdict verdict = verdict_of(&facts);
        if (verdict.state != rows[i].state || verdict.papers != rows[i].papers)
            fail_msg("%s: %s, %d papers", rows[i].what, job_state_words[verdict.state], verdict.papers);
    }
}

/* --- everything that can be the case --- */

static const enum known everything[] = {MUTE, SILENT, NOTHING, WAITS, PRINTS, DONE, TWICE, DROPPED, ABORTED, IDLE};

/* Somebody who is to be believed says that it came out: not CUPS, where the printer itself gave it up. */
static bool is_told_printed(const struct verdict_facts *facts)
{
    bool gave_up = facts->printer.answer == VERDICT_ANSWERED && facts->printer.jobs.aborted > 0;
    return (facts->queue.answer == VERDICT_ANSWERED && facts->queue.jobs.completed > 0 && !gave_up) ||
           (facts->printer.answer == VERDICT_ANSWERED && facts->printer.jobs.completed > 0) ||
           facts->filter == VERDICT_FILTER_PRINTED;
}

static bool is_told_active(const struct verdict_facts *facts)
{
    return (facts->queue.answer == VERDICT_ANSWERED && facts->queue.jobs.waiting + facts->queue.jobs.processing > 0) ||
           (facts->printer.answer == VERDICT_ANSWERED &&
            facts->printer.jobs.waiting + facts->printer.jobs.processing > 0);
}

static void check(const struct verdict_facts *facts)
{
    struct verdict verdict = verdict_of(facts);
    bool none = verdict.state == JOB_NONE || verdict.state == JOB_NOT_PRINTED;
    if (verdict.state == JOB_PRINTED)
        assert_true(is_told_printed(facts) && verdict.papers > 0);
    else
        assert_int_equal(verdict.papers, 0);
    if (none)
        assert_false(is_told_printed(facts) || is_told_active(facts));
    if (verdict.state == JOB_NONE)
        assert_true(facts->queue.answer == VERDICT_ANSWERED && facts->queue.same);
    if (verdict.state == JOB_UNCLEAR)
        assert_non_null(verdict.detail);
}

static void check_flags(enum known queue, enum known printer, enum verdict_filter filter, unsigned flags)
{
    static const int64_t times[] = {0, 2000, 4000, 51000, 70000};
    for (size_t age = 0; age < ARRAY_SIZE(times); age++) {
        for (size_t over = 0; over <= age; over++) {
            const struct row row = {.queue = queue,
                                    .printer = printer,
                                    .filter = filter,
                                    .queue_same = flags & 1,
                                    .queue_recalls = flags & 2,
                                    .printer_same = flags & 4,
                                    .printer_recalls = flags & 8,
                                    .age_ms = times[age],
                                    .took_ms = flags & 16 ? 6000 : -1,
                                    .over_ms = flags & 32 ? -1 : (int)times[over]};
            struct verdict_facts facts = facts_of(&row);
            check(&facts);
        }
    }
}

static void nothing_is_claimed_that_nobody_says(void **state)
{
    (void)state;
    for (size_t queue = 0; queue < ARRAY_SIZE(everything); queue++) {
        for (size_t printer = 0; printer < ARRAY_SIZE(everything); printer++) {
            /* What a filter says is said of a job that is known. */
            int filters = everything[queue] <= NOTHING ? VERDICT_FILTER_MUTE : VERDICT_FILTER_PRINTED;
            for (int filter = VERDICT_FILTER_MUTE; filter <= filters; filter++) {
                for (unsigned flags = 0; flags < 64; flags++)
                    check_flags(everything[queue], everything[printer], (enum verdict_filter)filter, flags);
            }
        }
    }
}

static void words_of_our_filter_are_known(void **state)
{
    (void)state;
    assert_int_equal(verdict_filter_of(NULL), VERDICT_FILTER_MUTE);
    assert_int_equal(verdict_filter_of("Idle."), VERDICT_FILTER_MUTE);
    assert_int_equal(verdict_filter_of("novbe: nothing sent: paper is out"), VERDICT_FILTER_NOTHING);
    assert_int_equal(verdict_filter_of("novbe: sending"), VERDICT_FILTER_UNSURE);
    assert_int_equal(verdict_filter_of("novbe: sent, not confirmed: it does not answer"), VERDICT_FILTER_UNSURE);
    assert_int_equal(verdict_filter_of("novbe: uncertain"), VERDICT_FILTER_UNSURE);
    assert_int_equal(verdict_filter_of("novbe: printed"), VERDICT_FILTER_PRINTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(every_row_is_as_it_says),
            cmocka_unit_test(nothing_is_claimed_that_nobody_says),
            cmocka_unit_test(words_of_our_filter_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
