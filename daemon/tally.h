/* SPDX-License-Identifier: MIT
 *
 * A tally: everything that a report counts of some steps, visits, operators, kiosks or printers. Tallies are made from
 * the rows and facts of a day, merged to those of ranges, and kept as roll-ups. What each number is stands at the types
 * of org.novbe.Manager's reports, which have its name.
 *
 * A new number goes to the end of its list and is never taken out again: its place is its name in what is kept. A
 * number that an old roll-up lacks is 0.
 */
#pragma once

#include "common/buffer.h"
#include "daemon/store.h"

/* Of what a tally is; its keys are ids of `name` where nothing else is told. The numbers are kept. */
enum tally_by {
    TALLY_ALL = 1,      /* key 0: the whole centre */
    TALLY_SERVICE,      /* of steps by their service in the end */
    TALLY_CLASS,        /* of steps by their class in the end */
    TALLY_COUNTER,      /* of steps by who held them last; of those that nobody held: none */
    TALLY_OPERATOR,     /* the same, and the operator's own time */
    TALLY_HOUR,         /* weekday (0: Monday) * 24 + local hour, of steps by when they were entered */
    TALLY_SERVICE_HOUR, /* service * 24 + local hour of entering: only those in which a step was late */
    TALLY_KIOSK,
    TALLY_PRINTER,
    TALLY_EVENT, /* key: where something stands that a report tells by itself (daemon/tally_told.h); only DAYS in it */
    TALLY_BYS
};

extern const char *const tally_by_words[TALLY_BYS]; /* "all", "service" ... */

/* clang-format off */
/* X(NAME): sums. */
#define TALLY_COUNTS(X) \
    /* visits: by facts; in SERVICE, CLASS and HOUR of their first step */ \
    X(ISSUED) X(ISSUED_PEOPLE) X(ADOPTED) X(RETURN_CODES) X(RETURN_CODES_USED) \
    /* visits: by rows, of the last step of each; in the order of enum step_end from END_SERVED on */ \
    X(VISIT_SERVED) X(VISIT_NO_SHOW) X(VISIT_CANCELLED) X(VISIT_VOID) X(VISIT_TRANSFERRED) \
    X(VISIT_NEVER_CALLED) X(VISIT_UNFINISHED) X(VISIT_JOINED) X(VISIT_PARTLY_SERVED) \
    /* steps: how they came, by facts, in the order of enum entry; and what changed its service or class on the way */ \
    X(ENTERED_ISSUE) X(ENTERED_NEXT) X(ENTERED_TRANSFER) X(ENTERED_BACK) X(ENTERED_DIRECT) X(ENTERED_JOIN) \
    X(CHANGED_IN) X(CHANGED_OUT) \
    /* steps: how they ended, by rows, in the order of enum step_end */ \
    X(STEP_SERVED) X(STEP_NO_SHOW) X(STEP_CANCELLED) X(STEP_VOID) X(STEP_TRANSFERRED) \
    X(STEP_NEVER_CALLED) X(STEP_UNFINISHED) X(STEP_JOINED) \
    /* steps: by rows. PEOPLE: of those served */ \
    X(PEOPLE) X(CALLED) X(WITHIN) X(MEASURED) X(RETURNED) X(RECALLS) X(PUT_OFFS) \
    X(FULFILLED) X(CAUSE_VISITOR) X(CAUSE_AGENCY) X(CAUSE_COUNTER) X(CAUSE_OTHER) X(NOT_RECORDED) \
    X(QUANTITY) X(INACCURATE) X(INTERRUPTED) X(IMPLIED) \
    /* struct accuracy, in its order: by rows */ \
    X(TOLD_TICKETS) X(TOLD_APART) X(TOLD_PROMISED) X(TOLD_UNKNOWN) X(TOLD_SILENT) X(TOLD_CALLED) X(TOLD_COVERED) \
    X(TOLD_PASSED) X(TOLD_ERROR_MS) X(TOLD_BIAS_MS) X(TOLD_USUAL) X(TOLD_USUAL_ERROR_MS) X(TOLD_BESIDE_ERROR_MS) \
    /* ratings, by facts: of the last step that was served, or if none was of the last */ \
    X(RATINGS) X(STARS) \
    /* an operator's signed-in time, in parts that add up to it: by facts. HALTED: the hall stood still; HELP: went to
     * a colleague; LOST: the terminal was gone */ \
    X(SIGNED_IN_MS) X(SERVING_MS) X(WAY_MS) X(TASK_MS) X(HELP_MS) X(PAUSE_MS) X(HALTED_MS) X(LOST_MS) \
    X(IDLE_WAITING_MS) X(IDLE_EMPTY_MS) \
    /* the hall: by facts */ \
    X(HALTS) X(HALL_HALTED_MS) X(OUTAGES) X(OUTAGE_MS) X(CLOCK_STEPS) X(BOOKINGS) X(CHECKED_IN) X(BOOKINGS_MISSED) \
    /* integrity, of who did it and at which service: by facts */ \
    X(PARKED_SOON) X(TRANSFERRED_SOON) X(SHORT_SERVICES) X(EARLY_NO_SHOWS) X(VOIDS) X(CHOSEN_CALLS) \
    X(CLASS_CHANGES) X(SERVICE_CHANGES) X(UNDOS) X(BY_HAND) \
    /* kiosks */ \
    X(SESSIONS) X(SESSIONS_WITH_TICKET) X(ABANDONED) X(BUSY_MS) X(OPEN_MS) X(HELPS) \
    /* printers; in ALL of all papers, in SERVICE, CLASS and HOUR of their tickets */ \
    X(PAPERS_ORDERED) X(PAPERS_PRINTED) X(PAPERS_UNCERTAIN) X(PAPERS_FAILED) X(PAPERS_VOID) X(PAPERS_TWICE) \
    X(PAPERS_COPIES) \
    /* staff of an hour: by facts and rota, in HOUR and SERVICE_HOUR (of the counters that take it). Sums of counters'
     * time */ \
    X(COUNTERS_OPEN_MS) X(COUNTERS_PLANNED_MS) \
    /* business days on which there was anything */ \
    X(DAYS) \
    /* what is not over, by facts: 0 of a day that is closed; in SERVICE, CLASS and HOUR visits of their first step */ \
    X(VISITS_OPEN) X(STEPS_OPEN)

/* X(NAME): how long things took; those marked inaccurate or interrupted are not in them. */
#define TALLY_SPREADS(X) \
    X(WAITING)         /* steps first called */ \
    X(VISIT_WAITING)   /* visits: the sum over their steps */ \
    X(WAY)             /* steps that arrived */ \
    X(SERVICE)         /* steps served */ \
    X(PARKED) X(PUT_OFF) /* steps that were */ \
    X(TOUCH_TO_TICKET) /* kiosk sessions with a ticket */ \
    X(HELP_ANSWER)     /* calls for help at kiosks, until somebody came */

/* X(NAME): sums by a key of their own. */
#define TALLY_PARTS(X) \
    X(OUTCOME) /* id of the outcome: steps */ \
    X(PAUSE)   /* id of the pause: ms */ \
    X(TASK)    /* id of the task: ms */ \
    X(LACKED)  /* item of what to bring, from 1: steps; in SERVICE only */ \
    X(HALT)    /* id of the reason: ms */ \
    X(VOID)    /* id of the reason: steps */
/* clang-format on */

#define TALLY_ENUM(name) TALLY_##name,
enum tally_count { TALLY_COUNTS(TALLY_ENUM) TALLY_COUNT_LIMIT };
#define TALLY_SPREAD_ENUM(name) SPREAD_##name,
enum tally_spread { TALLY_SPREADS(TALLY_SPREAD_ENUM) SPREAD_LIMIT };
#define TALLY_PART_ENUM(name) PART_##name,
enum tally_part { TALLY_PARTS(TALLY_PART_ENUM) PART_LIMIT };

/* How often each length occurred: as they are in ms, or in buckets that are at most 2 % wide, so that a percentile is
 * told with an error of at most 1 %. Sum, least and greatest are exact always. */
struct spread {
    int64_t count, sum_ms, least_ms, most_ms; /* the last two: 0 of an empty one */
    struct spread_item {
        int32_t key; /* ms, or the number of the bucket */
        int32_t count;
    } * items;
    size_t used, settled, room; /* settled: as many as are used if they stand in the order of their keys, each once */
    bool closed;                /* the items are forgotten; known are only: */
    int32_t median_ms, p90_ms;
};

struct tally {
    bool exact; /* the lengths of its spreads are; else they are in buckets */
    int64_t count[TALLY_COUNT_LIMIT];
    int64_t target_least_ms, target_most_ms; /* of the targets that steps had; -1: none had any */
    struct spread spread[SPREAD_LIMIT];
    struct tally_item {
        int32_t part; /* enum tally_part */
        int32_t key;
        int64_t sum;
    } * items; /* in the order of part and key */
    size_t item_count, item_room;
};

void tally_init(struct tally *tally, bool exact);
void tally_done(struct tally *tally);

void tally_add_part(struct tally *tally, enum tally_part part, int32_t key, int64_t sum);
/* 0: none. */
int64_t tally_part(const struct tally *tally, enum tally_part part, int32_t key);
/* Below 0 counts as 0, above 24 days as that. */
void tally_add_time(struct tally *tally, enum tally_spread place, int64_t ms);
void tally_add_target(struct tally *tally, int64_t target_ms);

/* In buckets from now on. */
void tally_round(struct tally *tally);

/* Adds all of `other`. Where that is in buckets, so is what comes of it. */
void tally_merge(struct tally *tally, const struct tally *other);
/* Keeps only the median and p90 of its lengths: nothing can be added any more. */
void tally_close(struct tally *tally);
/* Takes away all of `other`, which is a part of it; in buckets from now on. Targets and the least and the most of its
 * lengths stay as they are, as nobody knows what else had them. */
void tally_take_away(struct tally *tally, const struct tally *other);

/* Rows of final steps, which are the same whatever else happened: what is by rows above. `last`: it is the last step of
 * its visit, whose waiting over all steps is `visit_waited_ms` (-1: it has no part in means), and `partly`: another of
 * its steps was served while it ended otherwise. fulfilled and cause: what the catalogue says of its outcome. */
struct tally_step {
    const struct store_step *row;
    bool last, partly;
    int64_t visit_waited_ms;
    bool fulfilled;
    int32_t cause; /* enum outcome_cause */
};
void tally_take_step(struct tally *tally, const struct tally_step *step);

/* It is measured, and not within the target. */
bool tally_is_late(const struct store_step *row);

/* The key in TALLY_HOUR of a moment: local weekday and hour. What remains of it by 24 is the local hour. */
int64_t tally_hour(int64_t at_ms);

/* Nearest rank: the least length that so many percent do not exceed; 50 is the median. 0 of an empty one. */
int64_t tally_percentile(struct tally *tally, enum tally_spread place, int percent);
/* Is it known only by the least or the most length, as its bucket is the first or the last? */
bool tally_percentile_is_bound(struct tally *tally, enum tally_spread place, int percent);
int64_t tally_mean(const struct tally *tally, enum tally_spread place);

/* The same tally always gives the same bytes, however it came about. */
void tally_encode(struct tally *tally, struct buffer *buffer);
/* Adds what was encoded, as tally_merge(). -EBADMSG: it is no tally, or not as tally_encode() writes it; the tally may
 * then hold a part of it. */
int tally_decode(struct tally *tally, const void *bytes, size_t size) attr_must_check;
/* Only what is taken of it: SPREAD_BIT()s, and TALLY_SUMS for its counts, targets and parts. The rest is passed over,
 * which costs a part of reading it. */
#define SPREAD_BIT(spread) (1U << (spread))
#define TALLY_SUMS         SPREAD_BIT(SPREAD_LIMIT)
#define TALLY_WHOLE        (2 * TALLY_SUMS - 1)
int tally_decode_some(struct tally *tally, const void *bytes, size_t size, unsigned taken) attr_must_check;
/* Its counts and targets alone, to a tally of either way: no times, no parts. */
int tally_decode_counts(struct tally *tally, const void *bytes, size_t size) attr_must_check;

/* --- tallies by what they are of --- */

/* Found by (by, key); made when it is first asked for. */
struct tallies;
struct tallies *tallies_new(bool exact);
struct tallies *tallies_free(struct tallies *tallies); /* accepts NULL, returns NULL */
DEFINE_CLEANUP(struct tallies *, tallies_free)
struct tally *tallies_of(struct tallies *tallies, enum tally_by by, int64_t key);
/* NULL: there is none. */
struct tally *tallies_find(const struct tallies *tallies, enum tally_by by, int64_t key);
/* In the order of by and key. Not 0: no more, and answered. */
typedef int tallies_function(enum tally_by by, int64_t key, struct tally *tally, void *data);
int tallies_each(struct tallies *tallies, tallies_function *function, void *data);
/* Those by one thing. */
int tallies_each_of(struct tallies *tallies, enum tally_by by, tallies_function *function, void *data);
