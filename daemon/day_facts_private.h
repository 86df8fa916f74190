/* SPDX-License-Identifier: MIT
 *
 * What the parts of the pass over a day's facts share: day_facts_<part>.c each watches the engine that takes them for
 * numbers of its own.
 */
#pragma once

#include "daemon/day_facts.h"
#include "daemon/engine/agenda.h"
#include "daemon/paper_row.h"

enum { DAY_HOURS = 24 };

/* --- visits: how steps came, and what became of their service and class --- */

struct fact_step {
    bool entered;
    bool joined; /* planned by another number that joined the visit */
    int32_t entry;
    int32_t first_service, first_class; /* as it entered */
    int32_t service, class;             /* as staff changed them */
    int64_t hour;                       /* tally_hour() of entering */
    int64_t missable_ms;                /* called as often as must be before it is a no-show; 0: not yet */
};
struct fact_visit {
    struct fact_step *steps;
    size_t room;
};
struct fact_visits {
    struct fact_visit *items; /* by ticket */
    size_t room;
    bool joins; /* the facts before this one were JOINED and what it planned */
};

/* --- staff --- */

/* What an operator may have to answer for and can still take back. */
struct charge {
    int32_t kind, ticket, service;
    enum tally_count count;
};

struct post {
    bool in; /* signed in; else nothing below means anything but the last */
    enum session_state state;
    int32_t counter, profile;
    int64_t languages;
    int64_t here_ms;       /* at this counter since */
    enum tally_count part; /* what he does; TALLY_IDLE_EMPTY_MS: he is idle, whoever waits */
    int32_t code;          /* of a pause or task */
    int64_t since_ms;
    int32_t group;           /* idle: + 1 */
    int32_t before, after;   /* idle: operators of his group */
    int32_t named;           /* idle: a ticket that waits for him by name; 0: none */
    int64_t group_waited_ms; /* idle: how long somebody had waited for his group before since_ms */
    struct charge charge;
};
struct fact_staff {
    struct post *posts; /* by operator */
    size_t room;
    bool is_down; /* novbed stands still */
};

/* --- for whom somebody waits --- */

/* Operators who are idle and may take the same tickets, but for those sent to one of them by name. */
struct idle_group {
    int32_t profile;
    int64_t meets, languages;
    int32_t first;   /* operator; 0: nobody of it is idle */
    int32_t witness; /* a ticket that they could call; 0: there is none */
    int64_t since_ms, waited_ms;
};
struct fact_waiting {
    struct idle_group *groups;
    size_t count, room;
    int32_t *directed; /* tickets that wait and name a counter or operator */
    size_t directed_count, directed_room;
    struct agenda soft; /* when a soft need holds a ticket back no longer */
};

/* --- counters by hour --- */

struct fact_hours {
    int64_t first_quarter; /* since 1970 */
    int64_t *keys;         /* tally_hour() + 1 by quarter of an hour from then on; 0: not yet known */
    struct profile_hours {
        int64_t open_ms[DAY_HOURS], planned_ms[DAY_HOURS];
    } * profiles;
    size_t profile_room;
};

/* --- paper --- */

struct fact_paper {
    struct paper *paper;
    int32_t printers[PAPER_PRINTERS]; /* ids, by place; 0: it was not its turn, or it did nothing */
};
struct fact_papers {
    struct fact_paper *items; /* in the order of their numbers */
    size_t count, room;
    struct paper **of_ticket; /* the newest */
    size_t ticket_room;
    struct paper_list *lists;
};

/* What a fact may change, noted before the engine takes it: who did it, who held the ticket before, who does after it;
 * its ticket, and a second one. */
struct touched {
    int32_t operators[3], tickets[2];
};

struct day_facts {
    struct day_facts_known known;
    const struct engine *engine;
    struct engine *own; /* the same, or NULL */
    struct tallies *tallies;
    struct tally *all;
    bool begun, closed;
    int64_t closed_ms;
    struct touched touched; /* by the fact that is taken just now */
    struct fact_visits visits;
    struct fact_staff staff;
    struct fact_waiting waiting;
    struct fact_hours hours;
    struct fact_papers papers;
};

/* Makes room for index `id` in an array of zeroed items. */
void day_facts_grow(void **items, size_t *room, size_t id, size_t size);
#define DAY_FACTS_ROOM(items, room, id) day_facts_grow((void **)&(items), &(room), (size_t)(id), sizeof(*(items)))

/* Each after the engine has taken the fact. */
void day_facts_visits_take(struct day_facts *facts, const struct event *event);
void day_facts_visits_end(struct day_facts *facts);
void day_facts_visits_done(struct fact_visits *visits);
/* NULL: never entered. */
struct fact_step *day_facts_step(const struct day_facts *facts, int32_t ticket, int32_t step);

void day_facts_integrity_take(struct day_facts *facts, const struct event *event);
/* Of a step that is final. */
void day_facts_integrity_step(struct day_facts *facts, const struct step *step);

/* Of a start, before time goes on to it: for some of that time novbed stood still. */
void day_facts_staff_outage(struct day_facts *facts, const struct event *event);
void day_facts_staff_before(struct day_facts *facts, const struct event *event, struct touched *touched);
void day_facts_staff_after(struct day_facts *facts, const struct event *event, struct touched *touched);
void day_facts_staff_end(struct day_facts *facts, int64_t end_ms);
struct post *day_facts_post(struct day_facts *facts, int32_t operator_id);
/* Idle: what was so far is told, and it begins anew. */
void day_facts_flush(struct day_facts *facts, int32_t operator_id, int64_t at_ms);

/* Time goes on to there; what it brings about has happened. */
void day_facts_waiting_until(struct day_facts *facts, int64_t at_ms);
/* Something happened to this ticket. */
void day_facts_waiting_touch(struct day_facts *facts, int32_t id, int64_t at_ms);
/* Somebody came or went, which may change who may take what. */
void day_facts_waiting_refresh(struct day_facts *facts, int64_t at_ms);
void day_facts_waiting_join(struct day_facts *facts, int32_t operator_id, int64_t at_ms);
void day_facts_waiting_leave(struct day_facts *facts, int32_t operator_id);
/* How long somebody waited for his group so far. */
int64_t day_facts_waited_ms(const struct day_facts *facts, const struct post *post, int64_t at_ms);
void day_facts_waiting_done(struct fact_waiting *waiting);

/* tally_hour(), known for the quarters of the day. */
int64_t day_facts_hour(struct day_facts *facts, int64_t at_ms);
/* A counter was open. */
void day_facts_hours_open(struct day_facts *facts, int32_t profile, int64_t from_ms, int64_t until_ms);
void day_facts_hours_end(struct day_facts *facts, int64_t end_ms);
void day_facts_hours_done(struct fact_hours *hours);

void day_facts_papers_end(struct day_facts *facts);
void day_facts_papers_done(struct fact_papers *papers);
