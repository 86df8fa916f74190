/* SPDX-License-Identifier: MIT
 *
 * The report of a period out of tallies: org.novbe.Manager.GetReport. What is asked is written down on the loop
 * (struct report_question), with all names that the answer may say; the rest happens on a thread.
 *
 * Tallies come from a source: those of whole years, months and days as they were rolled up, and of days that are not
 * rolled up yet as they were counted now. report_gather() takes the largest that fit, each once.
 */
#pragma once

#include "common/arena.h"
#include "common/interface/manager.h"
#include "daemon/names.h"
#include "daemon/rollup.h"
#include "daemon/tally.h"

struct catalogue;
struct language;
struct store;

/* --- names --- */

struct report_name {
    const char *key;
    const char *name;  /* in the language asked for */
    int32_t order;     /* in the catalogue, from 1; later than all in it: the catalogue has it no longer */
    int32_t group;     /* of a service: its agency; of an operator: its profile; 0: none, or it is known no longer */
    const char *bring; /* of a service: what to bring, one item a line; NULL: nothing */
};

struct report_names {
    struct arena *arena;
    int32_t count[NAME_KINDS]; /* one more than the greatest id */
    struct report_name *items[NAME_KINDS];
    const char *weekdays[7];
};

/* All that the store has a number for, in the words of the catalogue. */
struct report_words {
    const struct store *store;
    const struct catalogue *catalogue;
    const struct rulebook *rulebook; /* knows the profiles of operators */
    const struct language *language;
};
void report_names_init(struct report_names *names, struct arena *arena, const struct report_words *words);
/* Never NULL: what nobody knows is called by its number, "#17". */
const struct report_name *report_name(const struct report_names *names, enum name_kind kind, int32_t id);
/* An item of what to bring to a service, from 1; "#3" of what stands there no longer. */
const char *report_bring(const struct report_names *names, int32_t service, int32_t item);

/* --- the question --- */

struct report_question {
    int32_t from_day, to_day; /* to_day: today at most */
    int32_t today;
    int day_start_minute;
    int64_t now_ms;
    const char *centre, *zone;
    size_t table_count;
    int tables[MANAGER_REPORT_BY_SERVICE_HOUR + 1]; /* enum manager_report_by, each once */
    int each;                                       /* enum manager_get_report_in_each; IDL_WORD_NULL */
    const bool *sees;                               /* by service: of these only; NULL: of the whole centre */
    int32_t sees_count;
    size_t agency_count; /* of these, if `sees` is told */
    const char **agencies;
    bool whole;          /* people and machines, too; never with `sees` */
    bool in_full;        /* lines told by each period, too */
    int operator_report; /* enum manager_report_operator_report */
    bool sees_operators; /* an auditor or administrator reads integrity by operator in any case */
    size_t reply_bytes;  /* the answer must fit */
    struct report_names names;
};

/* --- where tallies come from --- */

/* A day that was counted now: it is not rolled up yet. One day may come several times, each with a part of it. */
struct report_day {
    int32_t day;
    bool open;
    struct tallies *tallies; /* exact */
};

struct report_source {
    /* As rollup_read() and rollup_read_key(). */
    int (*read)(void *data, enum rollup_level level, enum tally_by by, int32_t from_day, int32_t until_day,
                rollup_function *function, void *function_data);
    int (*read_key)(void *data, enum rollup_level level, enum tally_by by, int32_t from_day, int32_t until_day,
                    int64_t key, rollup_function *function, void *function_data);
    void *data;
    struct database *database; /* for facts that are told one by one; NULL: none is told */
    struct rollup_state state;
    size_t day_count;
    const struct report_day *days; /* not rolled up, in their order */
};

/* --- the answer --- */

/* Is anything of this day needed for the answer? */
bool report_looks_at(const struct report_question *question, int32_t day);

/* 0; -E2BIG: it has more lines than a reply can hold; another negative: it could not be read. What is answered lives in
 * the arena. */
int report_gather(const struct report_question *question, const struct report_source *source, struct arena *arena,
                  struct manager_report *ret_report) attr_must_check;
