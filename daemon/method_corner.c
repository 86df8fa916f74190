/* SPDX-License-Identifier: MIT
 *
 * The administrator's corner of a kiosk, and kiosks out of use.
 *
 * A token is "1795946400000.4f09...": the moment at which the corner was opened, and what only this daemon can make of
 * it and of the kiosk. Nothing of it is stored, and it outlives the daemon, but not a quarter of an hour.
 */
#include <stdlib.h>
#include <string.h>

#include "common/interface/refused.h"
#include "common/interface/visitor.h"
#include "common/log.h"
#include "common/varlink/server.h"
#include "daemon/daemon.h"
#include "daemon/kiosk_pin.h"
#include "daemon/method_kiosk.h"
#include "daemon/method_manager.h"
#include "daemon/method_visitor.h"

#define OPEN_MS INT64_C(900000)

/* --- tokens --- */

static const char *name_of(const char *kiosk, struct arena *arena)
{
    return kiosk_pin_name(KIOSK_PIN_CORNER, kiosk, arena);
}

static const char *make_token(struct daemon *daemon, const char *kiosk, int64_t opened_ms, struct arena *arena)
{
    char proof[PIN_TOKEN_SIZE];
    pins_token(daemon->pins, name_of(kiosk, arena), opened_ms, proof);
    return arena_printf(arena, "%lld.%s", (long long)opened_ms, proof);
}

static bool is_open(struct wish *wish, const char *kiosk, const char *token)
{
    struct daemon *daemon = daemon_of(wish->call);
    int64_t now_ms = turn_now(&daemon->turn);
    char *end;
    int64_t opened_ms = strtoll(token, &end, 10);
    return *end == '.' && pins_token_is(daemon->pins, name_of(kiosk, wish->arena), opened_ms, end + 1) &&
           now_ms < opened_ms + OPEN_MS;
}

/* --- OpenCorner --- */

static void open_corner(struct varlink_call *call, const void *input)
{
    const struct visitor_open_corner_in *in = input;
    struct daemon *daemon = daemon_of(call);
    int64_t now_ms = turn_now(&daemon->turn);
    struct visitor_open_corner_out out = {
            .token = make_token(daemon, in->kiosk, now_ms, varlink_call_arena(call)),
            .until = now_ms + OPEN_MS,
            .version = NOVBE_VERSION,
            .closed = kiosks_is_closed(&daemon->kiosks, in->kiosk),
    };
    varlink_reply(call, &out);
}

void visitor_open_corner(struct varlink_call *call, const void *input)
{
    const struct visitor_open_corner_in *in = input;
    if (visitor_kiosk_is_known(call, in->kiosk))
        kiosk_pin_check(call, in, KIOSK_PIN_CORNER, in->kiosk, in->pin, open_corner);
}

/* --- out of use --- */

static void set_closed(struct wish *wish, const char *kiosk, bool closed)
{
    struct daemon *daemon = daemon_of(wish->call);
    int64_t user = varlink_call_peer(wish->call)->uid;
    if (kiosks_is_closed(&daemon->kiosks, kiosk) == closed) {
        wish_refuse(wish, REFUSAL_SAME);
        return;
    }
    kiosks_set_closed(memory_change(&daemon->turn.memory, &daemon->kiosks), kiosk, closed, user,
                      turn_now(&daemon->turn));
    publish_touch(&daemon->publish, TOPIC_KIOSKS | TOPIC_HALL);
    log_info(closed ? "kiosk_closed" : "kiosk_opened", LOG_TEXT("kiosk", kiosk), LOG_NUMBER("user", user));
    wish_answer_done(wish);
}

void visitor_set_kiosk_closed(struct varlink_call *call, const void *input)
{
    const struct visitor_set_kiosk_closed_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, in->request) || !visitor_kiosk_is_known(call, in->kiosk))
        return;
    if (is_open(&wish, in->kiosk, in->token))
        set_closed(&wish, in->kiosk, in->closed);
    else
        wish_error(&wish, REFUSED_CORNER_SHUT, NULL);
}

void manager_set_kiosk_closed(struct varlink_call *call, const void *input)
{
    const struct manager_set_kiosk_closed_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (manager_begin_for_all(&wish, call, in, in->request) && visitor_kiosk_is_known(call, in->kiosk))
        set_closed(&wish, in->kiosk, in->closed);
}
