/* SPDX-License-Identifier: MIT
 *
 * What an operator can want: the `what` of intents, of targets and of rows in key tables, the same everywhere.
 * program.c acts on those that are told what they need in the comment beside them; the work page opens a page for the
 * others.
 */
#pragma once

#include "common/base.h"

enum counter_act {
    ACT_NONE,
    /* Of the hall: one of them at a time. */
    ACT_NEXT,
    ACT_ARRIVE,
    ACT_FINISH, /* text: outcome; value: finish_pack(), with what was lacking finish_pack_lacked() */
    ACT_RECALL,
    ACT_NO_SHOW,
    ACT_UNDO,
    ACT_CHOOSE,    /* text: reason; of a page that was opened with the ticket */
    ACT_TRANSFER,  /* text: key; value: transfer_pack() */
    ACT_PARK,      /* value: minutes; 0: until somebody takes it up */
    ACT_TAKE_UP,   /* text: ticket */
    ACT_COME_BACK, /* text: ticket */
    ACT_HAND_OVER, /* text: operator */
    ACT_HELP,      /* text: ticket */
    ACT_END_HELP,
    ACT_DIRECT, /* text: service; value: direct_pack() */
    ACT_JOIN,   /* text: ticket */
    ACT_NOTE,   /* text; value: 1 for the next counter */
    ACT_PAUSE,  /* text: key; value: minutes, 0 the usual */
    ACT_END_PAUSE,
    ACT_TASK, /* text: key */
    ACT_END_TASK,
    ACT_SIGN_OUT, /* text: taker, or NULL; value: 1 parked tickets stay with their services */
    ACT_HALL_LAST = ACT_SIGN_OUT,
    /* Whenever there is a connection. */
    ACT_SIGN_IN, /* of the sign-in page */
    ACT_REPRINT, /* text: ticket */
    ACT_ALARM,
    ACT_ANSWER_ALARM, /* text: alarm */
    ACT_END_ALARM,    /* text: alarm */
    ACT_READ_MESSAGE, /* text: message */
    ACT_EXPLAIN,      /* text: ticket */
    ACT_WHY_BEFORE,   /* text: the other ticket; of the page `why` */
    ACT_COLLEAGUES,   /* who is signed in elsewhere */
    ACT_LIST,         /* those who wait, anew */
    ACT_CALLED_LAST = ACT_LIST,
    ACT_WATCH, /* the stream, which had ended */
    /* Pages, and what is done on the page itself. */
    ACT_ENTER, /* what comes next in the ordinary way */
    ACT_DIGIT, /* value: outcome's digit */
    ACT_OPEN_FINISH,
    ACT_OPEN_PARK,
    ACT_OPEN_TAKE_UP,
    ACT_OPEN_TRANSFER,
    ACT_OPEN_CHOOSE,
    ACT_OPEN_DIRECT,
    ACT_OPEN_HAND_OVER,
    ACT_OPEN_HELP,
    ACT_OPEN_JOIN,
    ACT_OPEN_NOTE,
    ACT_OPEN_PAUSE,
    ACT_OPEN_TASK,
    ACT_OPEN_WHY,
    ACT_OPEN_MESSAGES,
    ACT_OPEN_SIGN_OUT,
    ACT_OPEN_KEYS,
    ACT_COMING, /* "I am coming", or it is over */
    ACT_CLOSE,
    ACT_TURN, /* an option of the page goes on to its next value */
    ACT_TURN_2,
    ACT_TURN_3,
    ACT_ROW, /* value: index of a row */
};

/* Quantity (0: as many as the party) and whether the next one is called in the same breath. */
static inline int64_t finish_pack(int64_t quantity, bool next)
{
    return quantity * 2 + next;
}

/* And the lines of what-to-bring that were lacking, the first at bit 0. */
enum { FINISH_SHARE = 2048, FINISH_LINES = 50 };
static inline int64_t finish_pack_lacked(int64_t packed, int64_t lacked)
{
    return packed % FINISH_SHARE + lacked * FINISH_SHARE;
}

/* What the key of a transfer names. */
enum transfer_to { TRANSFER_TO_SERVICE, TRANSFER_TO_COUNTER, TRANSFER_TO_OPERATOR };

/* `place`: enum counter_place. */
static inline int64_t transfer_pack(enum transfer_to to, int place, bool returns)
{
    return (int64_t)to + 4 * place + 16 * returns;
}

/* Indices of class and language in the centre's words; a language of -1 is the centre's own. */
static inline int64_t direct_pack(int64_t class, int64_t language, int64_t party)
{
    return class + 256 * (language + 1) + 65536 * party;
}
