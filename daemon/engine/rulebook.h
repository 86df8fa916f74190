/* SPDX-License-Identifier: MIT
 *
 * The configuration as the engine reads it: numbers only. Whoever loads a centre makes one (daemon/rulebook.c); the
 * engine never keeps a pointer into it and only engine_decide() looks at it: what a rule needed goes into the event, so
 * another configuration changes no past.
 *
 * Ids are the keys of the configuration, interned by the store for ever: positive, one numbering a kind of object,
 * never given twice; 0 is none. Arrays here are indexed by id and may have gaps: what the configuration no longer has
 * is not `offered`, yet lives on until its last ticket ends.
 */
#pragma once

#include "common/base.h"

enum {
    RULEBOOK_SPANS = 8,    /* of opening a day and service */
    RULEBOOK_TIERS = 4,    /* of a profile: first choice, helps out ... */
    RULEBOOK_PREFIXES = 8, /* of a series, one after the other */
    RULEBOOK_NEEDS = 62,   /* needs are bits: id n is bit n */
    RULEBOOK_LANGUAGES = 62,
};

#define ID_BIT(id) (INT64_C(1) << (id))

/* Open from..until, milliseconds since 1970 UTC. */
struct rule_span {
    int64_t from_ms, until_ms;
};

/* Opening hours of one service on one business day, breaks taken out. */
struct rule_hours {
    int count;
    struct rule_span spans[RULEBOOK_SPANS];
};

enum rule_overflow { OVERFLOW_DIGIT, OVERFLOW_PREFIX, OVERFLOW_REFUSE };

struct rule_series {
    bool offered;
    char prefixes[RULEBOOK_PREFIXES][3]; /* the first is the usual one */
    int prefix_count;
    int32_t first, last;
    enum rule_overflow overflow;
};

struct rule_service {
    bool offered;
    int32_t agency;
    int32_t series;
    int32_t tier;
    int64_t target_ms;          /* service level, and part of the calling key */
    int64_t promote_ms;         /* 0: never */
    int64_t usual_ms;           /* its length, until the centre has learned it */
    int32_t daily_limit;        /* people a day, a ticket for five counting as five; 0: none */
    int64_t cutoff_ms;          /* no tickets so long before closing */
    int32_t how_many_limit;     /* party size up to this; 1: not asked */
    struct rule_hours hours;    /* of the open business day */
    const uint8_t *transfer_to; /* indexed by service id: 1 where a ticket may be sent */
    int32_t slot_places;        /* bookings a quarter of an hour; 0: no bookings */
};

struct rule_class {
    bool offered;
    int32_t tier;
    int64_t credit_ms;
    int64_t call_ms; /* at least so long from first call to no-show; 0: the centre's */
};

struct rule_need {
    bool offered;
    bool hard;
    bool language;     /* met by the operator's languages */
    int64_t prefer_ms; /* soft: so long only a counter that meets it */
    int64_t call_ms;
};

struct rule_profile {
    bool offered;
    const uint8_t *tiers;              /* indexed by service id: tier + 1; 0: not taken */
    int64_t offset_ms[RULEBOOK_TIERS]; /* a ticket of this tier counts as due so much later */
};

struct rule_counter {
    bool offered;
    int32_t zone;
    int32_t profile;
    int64_t meets; /* ID_BIT()s of needs */
};

struct rule_operator {
    bool offered;
    int32_t profile;   /* 0: the counter's */
    int64_t languages; /* ID_BIT()s */
};

struct rule_outcome {
    bool offered;
    bool fulfilled;
    int32_t cause;
};

struct rule_code { /* pause, task, reason */
    bool offered;
    int64_t usual_ms;
};

struct rule_zone {
    bool offered;
    int64_t call_ms;
};

/* The centre's own numbers. */
struct rule_limits {
    int32_t calls_before_no_show; /* call and recalls */
    int64_t call_ms;              /* from first call to no-show at least */
    int64_t recall_gap_ms;        /* between two calls of one ticket */
    int64_t undo_ms;
    int64_t grace_ms;       /* a no-show may return so long */
    int32_t returns;        /* so often */
    int32_t put_offs;       /* a visitor may put off so often ... */
    int64_t put_off_ms;     /* ... and so long in all */
    int64_t park_ms;        /* at most */
    int64_t lease_ms;       /* a lost terminal keeps its ticket */
    int32_t nested_returns; /* transfers "with return" within one another */
    int32_t return_days;    /* a return code counts on so many; 0: none is given */
    int64_t return_ms;      /* and goes ahead by so much at least */
    int32_t series_warn_percent;
    int64_t early_ms, late_ms; /* check-in before and after the slot */
    int64_t slot_ms;           /* a quarter of an hour */
    int64_t clock_step_ms;     /* wall clock off by more is an event */
};

#define RULEBOOK_LIST(type)                                \
    struct {                                               \
        int32_t count; /* one more than the greatest id */ \
        struct type *items;                                \
    }

struct rulebook {
    RULEBOOK_LIST(rule_series) series;
    RULEBOOK_LIST(rule_service) services;
    RULEBOOK_LIST(rule_class) classes;
    RULEBOOK_LIST(rule_need) needs;
    RULEBOOK_LIST(rule_profile) profiles;
    RULEBOOK_LIST(rule_counter) counters;
    RULEBOOK_LIST(rule_operator) operators;
    RULEBOOK_LIST(rule_zone) zones;
    RULEBOOK_LIST(rule_outcome) outcomes;
    RULEBOOK_LIST(rule_code) pauses;
    RULEBOOK_LIST(rule_code) tasks;
    RULEBOOK_LIST(rule_code) reasons;
    int64_t soft_needs, hard_needs, language_needs; /* ID_BIT()s */
    const int32_t *skip_numbers;                    /* never given, sorted */
    int32_t skip_count;
    struct rule_limits limits;
    int32_t day;         /* the business day these hours are of, days since 1970-01-01 */
    int64_t day_ends_ms; /* its roll-over */
};
