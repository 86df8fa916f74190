/* SPDX-License-Identifier: MIT
 *
 * How kiosks were used: sessions of visitors, as the kiosks tell them, and calls for a person. Rows of the store
 * (TABLE_KIOSK_USE), nothing personal in them, by business day; no facts of the ledger.
 *
 * A session begins with the first touch after the start page and ends when that page is back.
 */
#pragma once

#include "daemon/store.h"
#include "daemon/tally.h"

/* What a row is about; the numbers are kept. */
enum kiosk_use {
    KIOSK_USE_SESSIONS = 1, /* what a kiosk told of some minutes */
    KIOSK_USE_HELP,         /* somebody came: asked at FROM, answered LASTED later */
    KIOSK_USE_HELP_OVER,    /* nobody did, and it was over after LASTED */
};

/* How a session ended. */
enum kiosk_session_end {
    KIOSK_SESSION_TICKET,    /* a ticket was issued */
    KIOSK_SESSION_ANSWERED,  /* without one: what was asked was answered (where am I, booking, return code) */
    KIOSK_SESSION_HELPED,    /* without an answer: a person was called for */
    KIOSK_SESSION_REFUSED,   /* what was asked was refused, and left so */
    KIOSK_SESSION_GIVEN_UP,  /* the visitor went back to the start page with nothing done */
    KIOSK_SESSION_ABANDONED, /* nobody touched it any more */
    KIOSK_SESSION_ENDS
};

/* What kiosks told of a business day and the calls for help on it, added to TALLY_KIOSK (by ids of `name`) and
 * TALLY_ALL: SESSIONS, SESSIONS_WITH_TICKET, ABANDONED, BUSY_MS, OPEN_MS, HELPS; TOUCH_TO_TICKET, HELP_ANSWER. On any
 * connection. */
int kiosk_sessions_tally(struct database *database, int32_t day, struct tallies *tallies) attr_must_check;

/* --- telling of it --- */

enum {
    KIOSK_SESSIONS_TOLD = 256, /* sessions of one telling at most */
};

/* What a kiosk tells of itself. */
struct kiosk_told {
    int32_t day, kiosk;                /* business day; id */
    int64_t from_ms, until_ms;         /* of this time */
    int64_t open_ms, busy_ms;          /* in it: a ticket could be had; somebody stood there */
    int64_t ended[KIOSK_SESSION_ENDS]; /* sessions by how they ended */
    const int64_t *to_ticket_ms;       /* of each that ended with a ticket */
};

/* Kept with the turn. */
void kiosk_sessions_keep(struct store *store, const struct kiosk_told *told, int64_t at_ms);
void kiosk_sessions_keep_help(struct store *store, int32_t day, int32_t kiosk, int64_t asked_ms, bool came,
                              int64_t at_ms);
