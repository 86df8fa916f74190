/* SPDX-License-Identifier: MIT
 *
 * What the files of a report share: what its lines are of, the tallies of each, and the parts that make it.
 */
#pragma once

#include "daemon/report.h"

/* Periods that a report tells apart: those of roll-ups, and all days together. */
enum report_span {
    REPORT_DAY = ROLLUP_DAY,
    REPORT_MONTH = ROLLUP_MONTH,
    REPORT_YEAR = ROLLUP_YEAR,
    REPORT_WHOLE,
    REPORT_SPANS
};

/* What a tally of the report is of: of each row of a roll-up one or several are made. */
enum report_of {
    REPORT_ALL,    /* of all that is asked for */
    REPORT_CENTRE, /* of the whole centre where only some services are asked for */
    REPORT_SERVICE,
    REPORT_AGENCY, /* 0: of services that are known no longer */
    REPORT_CLASS,
    REPORT_COUNTER,
    REPORT_OPERATOR,
    REPORT_TEAM, /* profile; 0: operators who have none */
    REPORT_HOUR,
    REPORT_WEEKDAY,
    REPORT_WEEKDAY_HOUR, /* keys as in TALLY_HOUR */
    REPORT_SERVICE_HOUR, /* as in TALLY_SERVICE_HOUR */
    REPORT_KIOSK,
    REPORT_PRINTER,
    REPORT_EVENT, /* as in TALLY_EVENT */
    REPORT_OFS
};
#define OF_BIT(of) (1U << (of))

/* Lines of one period: the whole of the report, or one of the days, months or years that it is told by. */
struct report_group {
    int32_t first_day;       /* of the whole: 0 */
    struct tallies *tallies; /* by enum report_of */
};

struct report_sink {
    unsigned wants; /* OF_BIT()s */
    bool exact;
    size_t count, room;
    struct report_group *groups; /* in the order of time */
    int32_t taking_day;          /* the period whose rows are being taken */
};

struct report_gathering {
    const struct report_question *question;
    const struct report_source *source;
    struct arena *arena;
    struct report_sink sinks[REPORT_SPANS]; /* by enum report_span */
    unsigned taken;                         /* of each tally, as tally_decode_some(); 0: what its line tells */
    int64_t *late;                          /* steps, by key in TALLY_SERVICE_HOUR; NULL: not counted by themselves */
    int64_t late_count;                     /* keys */
    struct report_gathering *away;          /* what is too much in it, and the other way round; NULL: nothing may be */
    size_t lines, lines_most;               /* tallies so far */
    struct manager_report *report;
};

/* --- dates --- */

/* The first day of the period that it lies in. */
int32_t report_first_day(int32_t day, int span);
int32_t report_next_day(int32_t first_day, int span); /* of the next period */
/* "2026-11-23", "2026-11", "2026". */
const char *report_period_text(int32_t first_day, int span, struct arena *arena);

/* A line of this kind and period tells all; else it is a short one (ReportFigures). */
bool report_in_full(const struct report_question *question, enum report_of of, int span);

/* --- reading: report_read.c --- */

/* Reads what all sinks want, of all days from one to another. */
int report_read(struct report_gathering *gathering, int32_t from_day, int32_t to_day) attr_must_check;
void report_sinks_done(struct report_gathering *gathering);
int64_t report_late(const struct tally *tally);
/* Of all days together; NULL: there is nothing. */
struct tally *report_tally(const struct report_gathering *gathering, enum report_of of, int64_t key);

/* --- figures: report_figures.c --- */

struct report_figures_of {
    enum report_of of;
    int64_t key;
    bool in_full;
};

struct manager_spread report_spread(struct tally *tally, enum tally_spread place);
struct idl_maybe_float report_level(const struct tally *tally);
void report_figures(const struct report_gathering *gathering, const struct report_figures_of *of, struct tally *tally,
                    struct manager_report_figures *ret_figures);
/* How long with which code, the longest first. */
struct manager_key_time *report_times(const struct report_gathering *gathering, const struct tally *tally,
                                      enum tally_part part, enum name_kind kind, size_t *ret_count);
/* How often with which code, the most first. */
struct manager_key_count *report_counts(const struct report_gathering *gathering, const struct tally *tally,
                                        enum tally_part part, enum name_kind kind, size_t *ret_count);

/* The key and the name of what has a number; "" of 0: none. */
void report_key(const struct report_gathering *gathering, enum name_kind kind, int64_t id, const char **ret_key,
                const char **ret_name);

/* --- lines: report_tables.c --- */

/* A tally of a group and where it stands among the others of its kind. */
struct report_line_of {
    int64_t key, order;
    struct tally *tally;
};
/* Where it stands among others of its kind; of the same place the lesser key is first. */
int64_t report_order(const struct report_names *names, enum report_of of, int64_t key);
/* Those of one kind, in their order, in the arena. */
struct report_line_of *report_lines_of(const struct report_gathering *gathering, const struct report_group *group,
                                       enum report_of of, size_t *ret_count);
/* The whole of the report; NULL: nothing was found. */
const struct report_group *report_whole(const struct report_gathering *gathering);
/* What its tables need to be read. */
void report_want_tables(struct report_gathering *gathering);
void report_make_tables(struct report_gathering *gathering);

/* --- other parts --- */

/* Operators, kiosks, printers, integrity: report_people.c. */
void report_want_people(struct report_gathering *gathering);
void report_make_people(struct report_gathering *gathering);
/* The same days before: report_compare.c. */
int report_compare(struct report_gathering *gathering) attr_must_check;
/* The first of the days that are compared (enum manager_comparison_with). */
int32_t report_compared_from(const struct report_question *question, int with);
int report_find_worst(struct report_gathering *gathering) attr_must_check;
/* What broke or was changed: report_events.c. */
int report_tell_events(struct report_gathering *gathering) attr_must_check;
