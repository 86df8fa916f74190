/* SPDX-License-Identifier: MIT
 *
 * What the kiosk does: the one place that calls the daemon and changes the model. Pages come and go by it.
 *
 * One call for the visitor at a time: while it is under way (model.busy) no second one is made, whatever is touched. A
 * ticket is wished for with one request id until the daemon has answered, so that no tap, no lost connection and no
 * repetition makes two of it.
 */
#pragma once

#include "kiosk/visitor/page.h"
#include "kiosk/visitor/sessions.h"
#include "kiosk/visitor/wire.h"

struct kiosk {
    struct model model;
    struct wire wire;
    struct stage *stage;

    struct varlink_client_call *call;       /* what model.busy is about */
    struct varlink_client_call *where_call; /* WhereAmI; NULL: none runs */
    struct varlink_client_call *help_call;  /* WatchHelp */
    bool opens_where;                       /* the first answer opens the page */
    char help[64];

    struct sessions sessions;
    struct sessions_count telling;            /* is being told */
    struct varlink_client_call *telling_call; /* NULL: nothing is */

    /* What streams ask for; lives as long as they. */
    struct visitor_get_kiosk_in kiosk_in;
    struct visitor_list_waits_in waits_in;
    struct visitor_watch_printers_in printers_in;
};

/* `key`: of the kiosk in the catalogue; `said_language`: of the first page, NULL: the kiosk's first. Both live as long.
 */
void kiosk_init(struct kiosk *kiosk, const struct wire *wire, const char *key, const struct i18n *files,
                const char *said_language);
void kiosk_done(struct kiosk *kiosk);

/* For stage_init() or the app. */
struct program kiosk_program(struct kiosk *kiosk);
/* The stage is there: asks the daemon for everything. */
void kiosk_begin(struct kiosk *kiosk, struct stage *stage);
/* The connection is there again: what it did not know before it may know now. */
void kiosk_connected(struct kiosk *kiosk);
/* A turn is over: how the kiosk is used is counted, and told to the daemon when it is time. When that is next;
 * INT64_MAX: not before something happens. */
int64_t kiosk_turn(struct kiosk *kiosk);
/* The program ends: what was counted is told. False: nothing is being told, or no more. */
bool kiosk_leave(struct kiosk *kiosk);
bool kiosk_is_telling(const struct kiosk *kiosk);
