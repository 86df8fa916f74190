/* SPDX-License-Identifier: MIT
 *
 * Tickets, their steps, and which command is legal in which state.
 */
#pragma once

#include "daemon/engine/command.h"

enum step_state {
    STEP_PLANNED, /* of a chain: those before it have not ended */
    STEP_WAITING,
    STEP_CALLED,
    STEP_SERVING,
    STEP_PARKED,
    STEP_PUT_OFF,
    STEP_ENDED,
    STEP_STATES
};
extern const char *const step_state_words[STEP_STATES];

enum step_end {
    END_NONE,
    END_SERVED,
    END_NO_SHOW,
    END_CANCELLED,
    END_VOID,
    END_TRANSFERRED,
    END_NEVER_CALLED,
    END_UNFINISHED,
    END_JOINED,
    STEP_ENDS
};
extern const char *const step_end_words[STEP_ENDS];

/* Tiers over those of the configuration. */
enum { TIER_PROMOTED = 1 << 20, TIER_FRONT = 1 << 21 };

/* The calling key: the highest tier, in it the earliest due time, then the earliest ticket. */
struct calling_key {
    int32_t tier;
    int64_t due_ms;
    int32_t ticket;
};

struct step {
    int32_t service;
    int32_t class;
    enum step_state state;
    enum step_end end;
    enum entry entry;
    int32_t counter, operator_id;      /* who holds it, or held it last */
    int32_t for_counter, for_operator; /* sent to them only; 0: to anybody */
    int32_t tier;
    int64_t base_ms; /* from when its turn counts: entering, slot, or the place it kept */
    int64_t due_ms;
    int64_t promote_ms; /* moment; 0: never, or done */
    int64_t target_ms;
    struct promise promise;          /* of the first step of a visit */
    int64_t entered_ms;              /* waiting is measured from here */
    int64_t first_called_ms;         /* 0: never called */
    int64_t called_ms, last_call_ms; /* first and last call of the present round */
    int64_t since_ms;                /* in its state; of a served one: not counting halts and what went before */
    int64_t until_ms;                /* parked or put off until; 0: until somebody asks */
    int64_t ended_ms;
    int64_t grace_ms;              /* a no-show may return until then */
    int64_t undo_ms;               /* the end may be undone until then */
    int64_t put_off_ms, parked_ms; /* in all */
    int64_t aside_ms;              /* put off while its waiting ran: no part of it */
    int64_t way_ms, service_ms;
    int32_t calls; /* of the present round */
    int32_t recalls, returns, put_offs;
    int32_t outcome, quantity, marks;
    int64_t lacked;    /* ID_BIT()s: lines of the service's what-to-bring, from 1 */
    int32_t back_step; /* comes back when this one is served: that step + 1; 0: no */
    int32_t depth;     /* of transfers with return within one another */
    bool returns_here; /* transferred with return: comes back to its operator */
    bool final;
};

/* What staff wrote about a visit; the text lies beside the ledger. */
struct note {
    int64_t at_ms;
    int32_t text;
    int32_t service;     /* of the step that was current: the note belongs to its agency */
    int32_t operator_id; /* 0: reception */
    bool for_next;       /* for everybody who serves the visit */
};

enum { TICKET_NOTES = 10, STARS_MOST = 5 };

/* The return code that a ticket was taken with. */
struct ticket_return {
    int32_t day, ticket; /* who was never called, and when; day 0: it came without one */
    int32_t service;     /* goes ahead for this one only */
    int64_t credit_ms;   /* by so much */
};

struct ticket {
    int32_t id;
    int32_t prefix; /* as prefix_of() gives it */
    int32_t number;
    int32_t series;
    enum channel channel;
    int32_t class;
    int64_t needs;
    int32_t language;
    int32_t party;
    int64_t code;
    int32_t booking;
    int64_t issued_ms;
    int32_t current; /* step */
    int32_t step_count, step_room;
    struct step *steps;
    int32_t previous; /* ticket of the same prefix before it */
    int32_t version;  /* counts what happened to it: an undo looks whether it went on */
    bool ended;
    int64_t return_code;  /* it was never called: its visitor goes ahead with this another day; 0: none */
    int32_t return_until; /* last business day of that */
    struct ticket_return with;
    int32_t stars; /* how its visitor found it; 0: not rated */
    int32_t note_count;
    struct note *notes; /* NULL: none */
};

static inline struct step *ticket_step(struct ticket *ticket)
{
    return &ticket->steps[ticket->current];
}

void ticket_done(struct ticket *ticket);

/* A prefix of one or two letters A-Z as a number below PREFIX_COUNT, and back. */
enum { PREFIX_COUNT = 27 * 27, PREFIX_SIZE = 3 };
int32_t prefix_of(const char *letters);
const char *prefix_text(int32_t prefix, char text[PREFIX_SIZE]);

/* May this command be given for a step in this state? */
bool step_permits(enum step_state state, enum command_kind command);

/* From when a step waits: entering its queue, for a booking the slot if that is later. */
int64_t step_waits_from(const struct step *step);

/* Waiting: from then to the first call, or to the end of what was never called, or until now; without the time put off.
 */
int64_t step_waited_ms(const struct step *step, int64_t now_ms);

/* The end of a range as paper tells it (common/range.h, which is not for the engine): outward to the full 5 minutes of
 * the clock, more than an hour after it was told to the quarter of an hour (of any zone: their offsets are whole
 * quarters). 0 stays 0: nothing was told. */
int64_t promise_ends_ms(int64_t told_ms, int64_t until_ms);

/* While it waits: when what its visitor was told ends; 0: nothing was told, it was called, or its visitor put it off,
 * which changes what he was told. */
int64_t step_promise_ends_ms(const struct step *step);

/* It waits, and what its visitor was told has passed. */
bool step_promise_passed(const struct step *step, int64_t now_ms);

/* Of a step that is put off: how much of that fell into its waiting. */
int64_t step_put_off_waiting_ms(const struct step *step, int64_t now_ms);

/* How far ahead a step goes by the return code that its ticket was taken with: only the first one does, and only in the
 * service that the code is for. */
int64_t ticket_return_credit_ms(const struct ticket *ticket, int32_t step, int32_t service);

/* The next step of its chain, or -1. */
int32_t ticket_next_planned(const struct ticket *ticket);

/* Has the visit begun a step that it served, while it ended otherwise? */
bool ticket_is_partly_served(const struct ticket *ticket);

/* -1, 0, 1: a is called before b, is b, is called after b. */
int calling_key_compare(const struct calling_key *a, const struct calling_key *b);
