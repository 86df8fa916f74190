/* SPDX-License-Identifier: MIT
 *
 * A fact of the day: one flat struct of integers, which is a row of the ledger. Facts are never changed or taken back;
 * an undo is a fact of its own.
 *
 * A kind never changes its number, its meaning or the meaning of its values: what is to be told otherwise gets a new
 * kind. Kinds that need no value leave it 0. Everything engine_apply() needs stands in the event.
 */
#pragma once

#include "common/base.h"

enum { EVENT_VALUES = 8 };

struct event {
    int64_t seq; /* given when stored, from 1, without gaps; 0 before */
    int64_t at_ms;
    int32_t kind;   /* enum event_kind */
    int32_t day;    /* business day, days since 1970-01-01; 0: outside any */
    int32_t ticket; /* of the day, from 1 in the order of issue */
    int32_t step;   /* of the ticket, from 0 */
    int32_t service;
    int32_t counter;
    int32_t operator_id; /* who did it, or whom it happened to */
    int32_t class;
    int32_t reason; /* code given with it */
    int32_t text;   /* number of the free text kept beside the ledger */
    int64_t value[EVENT_VALUES];
};

/* clang-format off */
/* X(number, NAME, "word", names of the values used, in order). The word is what story and documents say. */
#define EVENT_KINDS(X) \
    /* --- the day --- */ \
    X(1, DAY_OPENED, "day_opened", "ends_ms") \
    X(2, DAY_CLOSING, "day_closing") \
    X(3, DAY_CLOSED, "day_closed", "visits", "steps") \
    X(4, HALTED, "halted") \
    X(5, HALT_ENDED, "halt_ended") \
    X(6, SERVICE_CLOSED, "service_closed", "closing", "last_ticket") \
    X(7, SERVICE_OPENED, "service_opened") \
    X(8, HOURS_SET, "hours_set", "span", "spans", "from_ms", "until_ms") \
    X(9, CONFIGURED, "configured", "hash", "user", "changes") \
    X(10, CLOCK_STEPPED, "clock_stepped", "by_ms") \
    X(11, STARTED, "started", "stood_still_ms") \
    X(12, CLOCK_SUSPECTED, "clock_suspected", "wall_ms") \
    X(13, CLOCK_TRUSTED, "clock_trusted", "user") \
    X(14, ALERTED, "alerted", "alert", "limit") \
    X(15, TARGET_CHANGED, "target_changed", "before_ms", "after_ms") \
    /* --- a ticket, its steps --- */ \
    X(20, ISSUED, "issued", "prefix", "number", "series", "channel", "needs", "language", "party", "code") \
    X(21, STEP_PLANNED, "step_planned") \
    X(22, STEP_ENTERED, "step_entered", \
      "base_ms", "due_ms", "tier", "promote_ms", "target_ms", "entry", "for_counter", "for_operator") \
    X(23, PROMOTED, "promoted") \
    X(24, CALLED, "called", "why", "due_ms", "tier", "waited_ms", "passed", "offset_ms", "group", "undo_ms") \
    X(25, RECALLED, "recalled") \
    X(26, ARRIVED, "arrived", "implied") \
    X(27, FINISHED, "finished", "outcome", "quantity", "marks", "group", "undo_ms") \
    X(28, MISSED, "missed", "grace_ms", "undo_ms") \
    X(29, RETURNED, "returned", "due_ms", "tier") \
    X(30, PUT_OFF, "put_off", "until_ms") \
    X(31, CAME_BACK, "came_back", "by") \
    X(32, PARKED, "parked", "until_ms", "undo_ms") \
    X(33, TAKEN_UP, "taken_up") \
    X(34, TRANSFERRED, "transferred", \
      "to_service", "to_counter", "to_operator", "place", "returns", "undo_ms") \
    X(35, CANCELLED, "cancelled") \
    X(36, VOIDED, "voided") \
    X(37, NEVER_CALLED, "never_called", "sent_home") \
    X(38, UNFINISHED, "unfinished") \
    X(39, UNCALLED, "uncalled", "why") \
    X(40, CHANGED, "changed", "needs", "language", "due_ms", "tier", "promote_ms", "target_ms") \
    X(41, UNDONE, "undone", "kind") \
    X(42, STEP_FINAL, "step_final") \
    X(43, HANDED_OVER, "handed_over", "to_operator", "to_counter") \
    X(44, HELP_BEGAN, "help_began") \
    X(45, HELP_ENDED, "help_ended") \
    X(46, JOINED, "joined", "to_ticket") \
    X(47, BY_HAND, "by_hand", "from_ms", "until_ms", "outcome", "quantity") \
    X(48, RETURN_GIVEN, "return_given", "code", "until_day", "waited_ms") \
    X(49, RETURN_USED, "return_used", "from_day", "from_ticket", "credit_ms") \
    X(50, NOTED, "noted", "for_next") \
    X(51, RATED, "rated", "stars") \
    X(52, ADOPTED, "adopted", "issued_ms", "assumed") \
    X(53, STEP_PROMISED, "step_promised", \
      "base_ms", "due_ms", "tier", "promote_ms", "target_ms", "likely_ms", "until_ms", "usual_ms") \
    X(54, LACKED, "lacked", "line") \
    /* --- operators --- */ \
    X(60, SIGNED_IN, "signed_in", "profile", "languages") \
    X(61, SIGNED_OUT, "signed_out") \
    X(62, MOVED, "moved", "from_counter", "profile") \
    X(63, LOST, "lost", "lease_ms") \
    X(64, REGAINED, "regained") \
    X(65, LEASE_ENDED, "lease_ended") \
    X(66, PAUSE_ASKED, "pause_asked", "pause", "length_ms") \
    X(67, PAUSED, "paused", "pause", "until_ms") \
    X(68, PAUSE_ENDED, "pause_ended") \
    X(69, TASK_BEGAN, "task_began", "task") \
    X(70, TASK_ENDED, "task_ended") \
    X(71, SIGN_IN_REFUSED, "sign_in_refused") \
    X(72, PROFILE_SET, "profile_set", "profile", "until_ms", "user") \
    X(73, PROFILE_BACK, "profile_back", "profile", "user") \
    /* --- what outlives the day --- */ \
    X(80, BOOKED, "booked", "booking", "slot_ms", "party", "needs", "language", "code", "until_ms") \
    X(81, BOOKING_CANCELLED, "booking_cancelled", "booking") \
    X(82, CHECKED_IN, "checked_in", "booking") \
    X(83, BOOKING_MISSED, "booking_missed", "booking") \
    X(90, SHIFT_SET, "shift_set", "shift", "from_ms", "until_ms", "what") \
    X(91, EPOCH_BEGAN, "epoch_began", "epoch", "ahead", "until_day") \
    X(92, SPAN_LOST, "span_lost", "ahead", "from_ms", "until_ms", "epochs")
/* clang-format on */

#define EVENT_ENUM(number, name, ...) EVENT_##name = number,
enum event_kind { EVENT_KINDS(EVENT_ENUM) EVENT_KIND_LIMIT };
#undef EVENT_ENUM

/* Places of the values, for the kinds that have several. */
enum { HOURS_SPAN, HOURS_SPANS, HOURS_FROM, HOURS_UNTIL };
enum {
    ISSUED_PREFIX,
    ISSUED_NUMBER,
    ISSUED_SERIES,
    ISSUED_CHANNEL,
    ISSUED_NEEDS,
    ISSUED_LANGUAGE,
    ISSUED_PARTY,
    ISSUED_CODE
};
enum {
    ENTERED_BASE,
    ENTERED_DUE,
    ENTERED_TIER,
    ENTERED_PROMOTE,
    ENTERED_TARGET,
    ENTERED_ENTRY,
    ENTERED_COUNTER,
    ENTERED_OPERATOR
};
/* Is STEP_ENTERED of a first step (ENTRY_ISSUE, for anybody) whose visitor was told until when the call will come: up
 * to ENTERED_TARGET its values are the same, then follows its struct promise. */
enum { PROMISED_LIKELY = ENTERED_TARGET + 1, PROMISED_UNTIL, PROMISED_USUAL };
enum { CALLED_WHY, CALLED_DUE, CALLED_TIER, CALLED_WAITED, CALLED_PASSED, CALLED_OFFSET, CALLED_GROUP, CALLED_UNDO };
enum { FINISHED_OUTCOME, FINISHED_QUANTITY, FINISHED_MARKS, FINISHED_GROUP, FINISHED_UNDO };
/* Before the FINISHED that it belongs to, and taken back with it: this line of the service's what-to-bring was lacking.
 */
enum { LACKED_LINE, LACKED_LINES = 62 /* the greatest line */ };
enum { MISSED_GRACE, MISSED_UNDO };
enum { RETURNED_DUE, RETURNED_TIER };
enum { PARKED_UNTIL, PARKED_UNDO };
enum {
    TRANSFERRED_SERVICE,
    TRANSFERRED_COUNTER,
    TRANSFERRED_OPERATOR,
    TRANSFERRED_PLACE,
    TRANSFERRED_RETURNS,
    TRANSFERRED_UNDO
};
enum { CHANGED_NEEDS, CHANGED_LANGUAGE, CHANGED_DUE, CHANGED_TIER, CHANGED_PROMOTE, CHANGED_TARGET };
enum { MOVED_FROM, MOVED_PROFILE };
enum { SIGNED_IN_PROFILE, SIGNED_IN_LANGUAGES };
enum { PAUSE_CODE, PAUSE_TIME };
/* The counter has this profile until then (0: until the day closes) or until PROFILE_BACK, whoever sits there. */
enum { PROFILE_SET_PROFILE, PROFILE_SET_UNTIL, PROFILE_SET_USER };
/* It has its own again; the profile is that of the operator there from now on, 0: nobody is. User 0: its time was over.
 */
enum { PROFILE_BACK_PROFILE, PROFILE_BACK_USER };
enum { BY_HAND_FROM, BY_HAND_UNTIL, BY_HAND_OUTCOME, BY_HAND_QUANTITY };
enum { RETURN_GIVEN_CODE, RETURN_GIVEN_UNTIL, RETURN_GIVEN_WAITED };
enum { RETURN_USED_DAY, RETURN_USED_TICKET, RETURN_USED_CREDIT };
/* After ISSUED and its step, as BY_HAND is: ISSUED gives the number to the ticket in this ledger, whatever the channel,
 * this tells when the machine that was lost had given it; assumed: 1, its paper does not tell. */
enum { ADOPTED_ISSUED, ADOPTED_ASSUMED };
enum { BOOKED_BOOKING, BOOKED_SLOT, BOOKED_PARTY, BOOKED_NEEDS, BOOKED_LANGUAGE, BOOKED_CODE, BOOKED_UNTIL };
/* ahead: numbers begin so many times past what their series can have reached, up to that day */
enum { EPOCH_NUMBER, EPOCH_AHEAD, EPOCH_UNTIL };
/* with the epoch of the same `ahead`: what was issued between is known on paper only, also by so many epochs before it
 * of which no fact tells, itself included */
enum { LOST_AHEAD, LOST_FROM, LOST_UNTIL, LOST_EPOCHS };
enum { TARGET_BEFORE, TARGET_AFTER };
enum { SHIFT_ID, SHIFT_FROM, SHIFT_UNTIL, SHIFT_WHAT };

/* --- words that stand in values; their numbers never change either --- */

enum channel {
    CHANNEL_KIOSK = 1,
    CHANNEL_RECEPTION,
    CHANNEL_BOOKING,
    CHANNEL_DIRECT,
    CHANNEL_HAND,
    CHANNEL_ADOPTED /* it has the number that the machine that was lost had given it */
};

/* Where a step is put among those that wait. */
enum place { PLACE_KEEP = 1, PLACE_FRONT, PLACE_END };

/* How a step came to its queue. */
enum entry {
    ENTRY_ISSUE = 1, /* first step of the visit */
    ENTRY_NEXT,      /* next in a chain */
    ENTRY_TRANSFER,
    ENTRY_BACK,   /* a transfer with return came back */
    ENTRY_DIRECT, /* served without waiting */
    ENTRY_JOIN
};

/* Why this ticket was called and no other, as `novbe explain` says it. */
enum call_why {
    CALL_DUE = 1,  /* the earliest due time of all this counter may take */
    CALL_TIER,     /* its tier goes before what was due earlier */
    CALL_PROMOTED, /* waited longer than its service allows */
    CALL_FRONT,    /* came back, or was sent, to the front */
    CALL_NAMED,    /* sent to this counter or operator */
    CALL_FITS,     /* earlier tickets need what this counter does not have */
    CALL_CHOSEN,   /* the operator chose it, with a reason */
    CALL_BOOKED,   /* before its slot: nobody else was there to take */
    CALL_DIRECT,   /* came straight to the counter */
    CALL_RETURNED  /* by its return code it goes before what was due earlier */
};

/* Who or what made a ticket wait again. */
enum back_by { BACK_TIME = 1, BACK_VISITOR, BACK_STAFF };
enum uncalled_why { UNCALLED_LEASE = 1, UNCALLED_RELEASE, UNCALLED_HALT };

/* What becomes of those who wait when a service closes early. */
enum closing { CLOSING_ALL = 1, CLOSING_TO_TICKET, CLOSING_SEND_HOME };

/* What a shift plans of an operator: to be there, or why not. */
enum presence { PRESENCE_PRESENT = 1, PRESENCE_ABSENT, PRESENCE_LUNCH };

enum alert { ALERT_NEED = 1, ALERT_SERIES, ALERT_BOOKING };

/* Marks of a finished step: its times are kept out of means and counted. A step that was open while the clock was set
 * forward by CLOCK_LEAP_MS or more is interrupted: its times hold a span that never was. */
enum { CLOCK_LEAP_MS = 60000 };
enum mark { MARK_IMPLIED = 1, MARK_INACCURATE = 2, MARK_INTERRUPTED = 4, MARK_NOT_RECORDED = 8 };

/* What a visitor was told at issue of the first call, as moments. until_ms 0: nothing was told. */
struct promise {
    int64_t likely_ms; /* the median */
    int64_t until_ms;  /* the end of the range */
    int64_t usual_ms;  /* not told: when people ahead x mean / open counters would have called; 0: it says nothing */
};

/* --- what is known of a kind --- */

struct event_kind_info {
    const char *word;
    const char *values[EVENT_VALUES + 1]; /* ends with NULL */
};

/* NULL: there is no such kind (a ledger of a later program). */
const struct event_kind_info *event_kind_info(int kind);

/* A growing list, as engine_decide() answers it. */
struct events {
    size_t count, room;
    struct event *items;
};

void events_done(struct events *events);
