/* SPDX-License-Identifier: MIT
 *
 * Days that a supervisor closed, or opened at other hours, beside configuration and calendar. What was said is a row of
 * the store; what it makes of the open day enters the engine, service by service, so that the ledger knows the hours by
 * which each ticket was taken or refused.
 *
 * The later word counts. Of the whole centre it says when the house is open: each service keeps to its own hours within
 * it, or, where nobody would be there on that day, takes it as its own (as rows of the calendar do). Of an agency or a
 * service it is their hours.
 */
#pragma once

#include "daemon/hall.h"

struct day_word {
    int32_t day;
    int32_t agency, service; /* service 0: the whole agency; both 0: the centre */
    struct rule_hours open;  /* no spans: closed */
    bool is_of_all;          /* of the centre, on a day on which nobody would be there: all take it as their own */
    int32_t user;
    int64_t at_ms;
    char *texts; /* why: a line "LANGUAGE=TEXT" for each; NULL: nothing is said */
};

struct days {
    struct hall *hall;
    bool loaded;
    size_t count, room;
    struct day_word *items; /* in the order they were said, of each thing the last only; from today on */
};

/* To be called after hall_open() and before hall_start(): what was said of a day enters it when it opens. */
void days_init(struct days *days, struct hall *hall);
void days_done(struct days *days);

/* A commit failed: what was said in its turn was not. It is read again when next asked for. */
void days_forget(struct days *days);

/* The business day of now. */
int32_t days_today(const struct days *days);

size_t days_count(struct days *days);
const struct day_word *days_at(struct days *days, size_t place);

/* The hours of a service on today or a later day by configuration, calendar and all that was said; early closings and
 * what the open day knows of its hours stand in daemon/hours.h. `also` is heeded as if it had been said last; NULL:
 * nothing is. */
struct rule_hours days_hours(struct days *days, int32_t service, int32_t day, const struct day_word *also);

/* The word by which a service (0: the centre as a whole) has other hours on this day; NULL: none. */
const struct day_word *days_word(struct days *days, int32_t service, int32_t day);

/* Does it speak of this service? */
bool day_word_covers(const struct days *days, const struct day_word *word, int32_t service);

/* Why, by language; in the arena. */
struct config_text day_word_text(const struct day_word *word, struct arena *arena);

/* To be called of a new word before it is heeded or said: fills in what the day itself makes of it. */
void days_weigh(const struct days *days, struct day_word *word);

/* The word is copied. It counts at once if its day is open. */
void days_say(struct days *days, const struct day_word *word);

/* False: nothing was said of just this. */
bool days_take_back(struct days *days, const struct day_word *word);

/* The configuration is another one: the open day keeps the hours that words, calendar and it come to now. */
void days_reload(struct days *days);
