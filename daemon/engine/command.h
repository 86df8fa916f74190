/* SPDX-License-Identifier: MIT
 *
 * What can be asked of the engine, and why it may refuse. A command is plain data, checked for shape by the interface
 * before it comes here; every further question (known? open? in the right state? allowed to this counter?) is the
 * engine's. Fields a kind does not name are not looked at.
 */
#pragma once

#include "daemon/engine/event.h"

enum { COMMAND_SERVICES = 8 }; /* steps of one visit at issue */

/* X(NAME, "word"); what each takes stands in the comment behind it. */
/* clang-format off */
#define COMMAND_KINDS(X) \
    X(TIME, "time")                     /* what time alone brings about: the earliest deadline that is due */ \
    X(OPEN_DAY, "open_day")             /* day */ \
    X(CLOSE_DAY, "close_day")           /* limit: of tickets ended in one go, with codes; again until it is closed */ \
    X(HALT, "halt")                     /* reason */ \
    X(END_HALT, "end_halt") \
    X(CLOSE_SERVICE, "close_service")   /* service, reason, closing, ticket; codes */ \
    X(OPEN_SERVICE, "open_service")     /* service */ \
    X(SET_HOURS, "set_hours")           /* service or 0 for the centre, hours */ \
    X(CONFIGURE, "configure")           /* hash, user, quantity: of changes; or service, from_ms, until_ms: its target */ \
                                        /* was, and is now */ \
    X(STEP_CLOCK, "step_clock")         /* by_ms */ \
    X(START, "start")                   /* by_ms: how long the daemon was not there */ \
    X(SUSPECT_CLOCK, "suspect_clock")   /* until_ms: what the wall clock says */ \
    X(TRUST_CLOCK, "trust_clock")       /* user, by_ms: how far the wall clock is ahead */ \
    X(ISSUE, "issue")                   /* services, class, needs, language, party, channel, code; with; note; promise */ \
    X(SERVE_DIRECT, "serve_direct")     /* operator; services, class, needs, language, party, code */ \
    X(ENTER_BY_HAND, "enter_by_hand")   /* operator; services, from_ms, until_ms, outcome, quantity, reason */ \
    X(ADOPT, "adopt")                   /* prefix, number; services, class, needs, language, party, code; from_ms: its */ \
                                        /* time of issue as on the paper, 0: not told */ \
    X(NEXT, "next")                     /* operator */ \
    X(CHOOSE, "choose")                 /* operator, ticket, reason */ \
    X(RECALL, "recall")                 /* operator */ \
    X(ARRIVE, "arrive")                 /* operator */ \
    X(FINISH, "finish")                 /* operator, outcome, quantity; lacked; next: and call the next */ \
    X(MISS, "miss")                     /* operator: the visitor did not come */ \
    X(RETURN, "return")                 /* ticket: a no-show is back */ \
    X(PUT_OFF, "put_off")               /* ticket, until_ms */ \
    X(COME_BACK, "come_back")           /* ticket: put off or parked, it waits again */ \
    X(TRANSFER, "transfer")             /* operator (or 0: staff, then ticket); to_*, place, returns, reason */ \
    X(PARK, "park")                     /* operator, until_ms or 0 */ \
    X(TAKE_UP, "take_up")               /* operator, ticket: parked, goes on here */ \
    X(CANCEL, "cancel")                 /* ticket: by the visitor */ \
    X(VOID, "void")                     /* ticket, reason: by staff */ \
    X(CHANGE, "change")                 /* ticket, reason, services[0], class, needs, language: as they shall be */ \
    X(UNDO, "undo")                     /* operator: what he did last */ \
    X(JOIN, "join")                     /* ticket: its service becomes the next step of to_ticket's visit */ \
    X(HELP, "help")                     /* operator, ticket: works on it beside its holder */ \
    X(END_HELP, "end_help")             /* operator */ \
    X(HAND_OVER, "hand_over")           /* operator to to_operator: what he serves */ \
    X(RELEASE, "release")               /* ticket, reason: taken from an operator who is gone */ \
    X(SIGN_IN, "sign_in")               /* operator, counter; elsewhere: he moves there with his ticket */ \
    X(REFUSE_SIGN_IN, "refuse_sign_in") /* operator, counter: the PIN was wrong */ \
    X(SIGN_OUT, "sign_out")             /* operator; to_operator: takes what he serves or has parked */ \
    X(LOSE, "lose")                     /* operator: his terminal is gone */ \
    X(REGAIN, "regain")                 /* operator: it is back */ \
    X(PAUSE, "pause")                   /* operator, code, by_ms: its length; while he serves: after the visitor */ \
    X(END_PAUSE, "end_pause")           /* operator */ \
    X(BEGIN_TASK, "begin_task")         /* operator, code */ \
    X(END_TASK, "end_task")             /* operator */ \
    X(SET_PROFILE, "set_profile")       /* counter, profile, until_ms or 0, user; profile 0: its own again */ \
    X(BOOK, "book")                     /* booking, services[0], slot_ms, promised, class, needs, language, party, code */ \
    X(CANCEL_BOOKING, "cancel_booking") /* booking */ \
    X(CHECK_IN, "check_in")             /* booking, code: of the ticket; promise */ \
    X(BEGIN_EPOCH, "begin_epoch")       /* quantity: the epoch; limit: epochs that no fact tells of, this one included; from_ms: of the last fact that the copy knows */ \
    X(SET_SHIFT, "set_shift")           /* shift, counter, operator, from_ms, until_ms, what */ \
    X(NOTE, "note")                     /* ticket, note, for_next; operator: who wrote it, 0: reception */ \
    X(RATE, "rate")                     /* ticket, stars */
/* clang-format on */

#define COMMAND_ENUM(name, word) COMMAND_##name,
enum command_kind { COMMAND_KINDS(COMMAND_ENUM) COMMAND_COUNT };
#undef COMMAND_ENUM
extern const char *const command_words[COMMAND_COUNT];

struct command {
    enum command_kind kind;
    int32_t operator_id; /* who does it: signed in, unless the kind says otherwise */
    int32_t counter;
    int32_t ticket, to_ticket;
    int32_t services[COMMAND_SERVICES]; /* in the order of the visit, ended by 0 */
    int32_t service;
    int32_t class;
    int64_t needs; /* ID_BIT()s */
    int32_t language;
    int32_t party;
    enum channel channel;
    int64_t code;           /* check code of a new ticket; or of a pause or task */
    int32_t prefix, number; /* of a ticket that was issued elsewhere */
    int32_t to_service, to_counter, to_operator;
    enum place place;
    bool returns; /* transfer: it comes back when the other step ends */
    bool next;    /* finish: and call the next */
    int32_t reason;
    int32_t text;
    int32_t outcome, quantity;
    int64_t lacked; /* ID_BIT()s: lines of the service's what-to-bring, from 1 */
    int32_t profile;
    int64_t from_ms, until_ms, by_ms, slot_ms;
    int32_t booking, shift, what;
    bool promised; /* book: on a day before, so hours and places are not asked again */
    enum closing closing;
    int32_t day, limit;
    int64_t hash, user;
    int64_t group; /* next: of the finish it came with; 0: none */
    int32_t note;  /* number of a text by staff about the visit; 0: none */
    bool for_next; /* everybody who serves the visit may read it */
    int32_t stars; /* 1 to 5 */
    /* Those who are never called get these, which nobody can guess: there must be as many as it may end. How long they
     * are good counts from the open day or, if that is later, from `day`: today by the calendar. */
    const int64_t *codes;
    int32_t code_count;
    struct command_return {  /* the return code that a ticket is taken with; day 0: none */
        int32_t day, ticket; /* who was never called, and when */
        int32_t service;
        int32_t until_day;
        int64_t waited_ms; /* in vain, then */
    } with;
    struct promise promise; /* what the visitor of a new ticket is told */
    int32_t span_count;     /* set_hours: 0 is closed */
    struct command_span {
        int64_t from_ms, until_ms;
    } spans[8];
};

/* X(NAME, "Word"): the error of the interface that says it. What the refusal tells stands behind it. */
/* clang-format off */
#define REFUSALS(X) \
    X(NO_DAY, "NoDay")                         /* no business day is open */ \
    X(DAY_OPEN, "DayOpen")                     /* day: it must be closed first */ \
    X(HALTED, "Halted")                        /* reason */ \
    X(NOT_HALTED, "NotHalted") \
    X(UNKNOWN_SERVICE, "UnknownService") \
    X(UNKNOWN_CLASS, "UnknownClass")           /* class */ \
    X(UNKNOWN_NEED, "UnknownNeed")             /* needs: one */ \
    X(UNKNOWN_COUNTER, "UnknownCounter") \
    X(UNKNOWN_OPERATOR, "UnknownOperator") \
    X(UNKNOWN_PROFILE, "UnknownProfile") \
    X(UNKNOWN_OUTCOME, "UnknownOutcome")       /* outcome */ \
    X(UNKNOWN_CODE, "UnknownCode")             /* of a pause or task */ \
    X(UNKNOWN_TICKET, "UnknownTicket") \
    X(UNKNOWN_BOOKING, "UnknownBooking") \
    X(CHECKED_IN, "CheckedIn")                 /* ticket: the booking has one already */ \
    X(REASON_NEEDED, "ReasonNeeded") \
    X(SERVICE_CLOSED, "ServiceClosed")         /* service; at_ms: opens again today, 0: not today */ \
    X(TOO_LATE_TODAY, "TooLateToday")          /* service; at_ms: the cut-off was then */ \
    X(SERVICE_FULL, "ServiceFull")             /* service, limit */ \
    X(SERIES_EXHAUSTED, "SeriesExhausted")     /* limit: the last number */ \
    X(PARTY_TOO_LARGE, "PartyTooLarge")        /* limit */ \
    X(TOO_MANY_STEPS, "TooManySteps")          /* limit */ \
    X(WRONG_STATE, "WrongState")               /* ticket, state */ \
    X(NOT_SIGNED_IN, "NotSignedIn")            /* operator */ \
    X(COUNTER_TAKEN, "CounterTaken")           /* counter, operator */ \
    X(HOLDS_TICKET, "HoldsTicket")             /* ticket, state */ \
    X(HOLDS_NONE, "HoldsNone") \
    X(NOT_FREE, "NotFree")                     /* activity */ \
    X(TAKER_NEEDED, "TakerNeeded")             /* limit: tickets served or parked by him */ \
    X(TAKER_BUSY, "TakerBusy")                 /* operator, activity, ticket */ \
    X(HELD_BY_OTHER, "HeldByOther")            /* ticket, counter, operator */ \
    X(NOBODY_WAITS, "NobodyWaits")             /* that this counter may take; limit: who wait for others */ \
    X(NOT_IN_PROFILE, "NotInProfile")          /* service */ \
    X(NEED_NOT_MET, "NeedNotMet")              /* ticket, needs: of its visitor */ \
    X(FOR_OTHER, "ForOther")                   /* ticket, counter, operator: sent to them */ \
    X(TOO_SOON, "TooSoon")                     /* at_ms: from when */ \
    X(TOO_FEW_CALLS, "TooFewCalls")            /* limit, at_ms: of the next possible call */ \
    X(TOO_LATE, "TooLate")                     /* at_ms: until when it was possible */ \
    X(LIMIT_REACHED, "LimitReached")           /* limit: so often */ \
    X(TOO_LONG, "TooLong")                     /* at_ms: until when at most */ \
    X(TRANSFER_FORBIDDEN, "TransferForbidden") /* service */ \
    X(TOO_DEEP, "TooDeep")                     /* limit */ \
    X(NOTHING_TO_UNDO, "NothingToUndo") \
    X(MOVED_ON, "MovedOn")                     /* ticket, state: it went on meanwhile */ \
    X(SLOT_FULL, "SlotFull")                   /* service, limit */ \
    X(NO_SLOT, "NoSlot")                       /* service: not open for all of it, or it is none */ \
    X(NOT_BOOKED_HERE, "NotBookedHere")        /* service: takes no bookings */ \
    X(SAME, "NothingChanges") \
    X(TIME_SPAN_WRONG, "TimeSpanWrong") \
    X(WRONG_RETURN_CODE, "WrongReturnCode")    /* why, service: it is for that one */ \
    X(NOTHING_LOST, "NothingLost") \
    X(TICKET_KNOWN, "TicketKnown")             /* ticket, state */ \
    X(NOT_LOST, "NotLost")                     /* why */ \
    X(OUTSIDE_LOST_SPAN, "OutsideLostSpan")    /* at_ms, until_ms: the span */
/* clang-format on */

#define REFUSAL_ENUM(name, word) REFUSAL_##name,
enum refusal_kind { REFUSAL_NONE, REFUSALS(REFUSAL_ENUM) REFUSAL_COUNT };
#undef REFUSAL_ENUM
extern const char *const refusal_words[REFUSAL_COUNT];

/* Why a return code is not taken; the first is said by whoever looks codes up. */
enum return_wrong {
    RETURN_WRONG_UNKNOWN,
    RETURN_WRONG_USED,
    RETURN_WRONG_EARLY, /* it counts from the day after */
    RETURN_WRONG_EXPIRED,
    RETURN_WRONG_SERVICE, /* it is for another one than the ticket's first */
    RETURN_WRONGS
};

/* Why a paper cannot be from the machine that was lost; the last is said by whoever looks at codes. */
enum lost_wrong {
    LOST_WRONG_SERIES, /* its first service gives no numbers with these letters */
    LOST_WRONG_NUMBER, /* nor one like this */
    LOST_WRONG_BEFORE, /* numbers up to there were given before the copy was made: it would be known */
    LOST_WRONG_NEW,    /* this machine gives those */
    LOST_WRONG_CODE,
    LOST_WRONGS
};

/* Why not, with what a person needs to do better. */
struct refusal {
    enum refusal_kind kind;
    int32_t ticket, counter, operator_id, service, reason, class, outcome;
    int32_t state;    /* enum step_state */
    int32_t activity; /* enum activity */
    int32_t why;      /* enum return_wrong, lost_wrong */
    int64_t needs;    /* ID_BIT()s */
    int64_t limit;
    int64_t at_ms, until_ms;
};
