/* SPDX-License-Identifier: MIT
 *
 * What a counter's terminal knows: what the daemon said last, and what became of what was asked of it. Views read it by
 * the functions here, only program.c writes it.
 */
#pragma once

#include "common/interface/counter.h"
#include "kiosk/counter/act.h"
#include "kiosk/ui/names.h"

struct model {
    /* As it was started. */
    const char *counter;  /* key */
    const char *operator; /* id; NULL: none was named */
    const char *printer;  /* key; NULL: none */

    struct names names;
    struct kept watch;   /* of Watch */
    int64_t watch_ms;    /* when it came */
    struct kept waiting; /* of ListWaiting */
    int64_t waiting_ms;
    struct kept explained;  /* of Explain: the ticket asked about last */
    char *before;           /* answer of WhyBefore; NULL: none */
    struct kept colleagues; /* of ListColleagues */

    bool connected;
    bool signed_in;
    uint64_t under_way;      /* bit of each act that is not answered yet */
    int64_t busy_since_ms;   /* an act of the hall is under way since then; 0: none is */
    int64_t settle_until_ms; /* the last act was answered, and Watch does not show it yet: until then at most; 0: it
                                does */
    char *said;              /* what came of the last act; NULL: nothing to say */
    bool said_bad;           /* it was refused, or failed */
    int64_t said_until_ms;   /* it is shown until then */
    int64_t watch_due_ms;    /* Watch ended, and is to be asked for again then; 0: it goes on */
    int64_t list_due_ms;     /* those who wait are to be asked for then; 0: they are as they were */
    int64_t wrong_pin_from;  /* sign-in is looked at from then on; 0: at once */
};

void model_init(struct model *model);
void model_done(struct model *model);

/* --- what was said --- */

/* NULL: nothing yet. */
const struct counter_watch_out *model_watch(const struct model *model);
/* Called, served or helped with here; NULL: none. */
const struct counter_ticket *model_ticket(const struct model *model);
enum counter_activity model_activity(const struct model *model);
bool model_holds(const struct model *model, enum counter_step_state state);
/* A visitor is called or served by this operator. */
bool model_has_visitor(const struct model *model);
/* Those who would be called next, first first. */
size_t model_waiting_count(const struct model *model);
const struct counter_ticket *model_waiting_at(const struct model *model, size_t index);
const struct counter_ticket *model_find_waiting(const struct model *model, const char *ticket);
const struct counter_ticket *model_find_parked(const struct model *model, const char *ticket);
int64_t model_waiting_total(const struct model *model);
/* Tickets that this operator has parked. */
size_t model_own_parked(const struct model *model);

/* --- acting --- */

static inline uint64_t act_bit(enum counter_act act)
{
    return (uint64_t)1 << act;
}

/* An act of the hall is not answered yet, or what came of it is not shown yet: what a key means is not known. */
bool model_is_busy(const struct model *model, int64_t now_ms);
bool model_may(const struct model *model, enum counter_act act, int64_t now_ms);
/* The same as pages show it: a key that is off only for the moment of a call does not flicker. */
bool model_offers(const struct model *model, enum counter_act act, int64_t now_ms);
/* What was told last lets it be, whatever is under way. */
bool model_lets(const struct model *model, enum counter_act act, int64_t now_ms);

/* What Enter does now; ACT_NONE: nothing. */
enum counter_act model_enter(const struct model *model);
/* The first fulfilled outcome; NULL: the catalogue has none. */
const struct visitor_outcome *model_usual_outcome(const struct model *model);
const struct visitor_outcome *model_outcome(const struct model *model, int64_t digit);

/* --- time --- */

/* In the present state of the ticket held, or of the session. */
int64_t model_elapsed_ms(const struct model *model, int64_t now_ms);
/* A ticket waited so long; `since_ms`: when the list came in which it stands. */
int64_t model_waited_ms(const struct counter_ticket *ticket, int64_t since_ms, int64_t now_ms);
/* The service runs far beyond its usual length. */
bool model_is_long(const struct model *model, int64_t now_ms);
/* Time left of what can be undone; 0: nothing can. */
int64_t model_undo_ms(const struct model *model, int64_t now_ms);
/* ACT_WATCH or ACT_LIST; ACT_NONE: nothing is. */
enum counter_act model_due(const struct model *model, int64_t now_ms);
/* When a page looks different next, if the daemon says nothing, or something is to be asked for. */
int64_t model_wake(const struct model *model, int64_t now_ms);

/* Green below half of the target, yellow below it, red above. */
enum light { LIGHT_NONE, LIGHT_GREEN, LIGHT_YELLOW, LIGHT_RED };
enum light model_light(const struct counter_queue *queue, int64_t longest_ms);
int64_t model_longest_ms(const struct model *model, const struct counter_queue *queue, int64_t now_ms);

/* --- colleagues --- */

/* It is of this very counter. */
bool model_alarm_is_own(const struct model *model, const struct counter_open_alarm *alarm);
/* The alarm that "I am coming" is for: of others, the oldest to which nobody comes; NULL: none. */
const struct counter_open_alarm *model_alarm_to_answer(const struct model *model);
/* The one this operator may end: his own, or that to which he comes; NULL: none. */
const struct counter_open_alarm *model_alarm_to_end(const struct model *model);
const struct counter_message *model_message(const struct model *model);
