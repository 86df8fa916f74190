/* SPDX-License-Identifier: MIT
 *
 * The administrator's corner of a kiosk, and kiosks out of use.
 *
 * A token is "1795946400000.4f09...": the moment at which the corner was opened, and what only this daemon can make of
 * it and of the kiosk. Nothing of it is stored, and it outlives the daemon, but not a quarter of an hour.
 */
#include <stdlib.h>
#include <string.h>

#include "common/interface/fault.h"
#include "common/interface/refused.h"
#include "common/interface/visitor.h"
#include "common/log.h"
#include "common/varlink/server.h"
#include "daemon/daemon.h"
#include "daemon/method_admin.h"
#include "daemon/method_kiosk.h"
#include "daemon/method_manager.h"
#include "daemon/method_visitor.h"

#define OPEN_MS INT64_C(900000)

/* In place of an operator's id, which has no such signs: of all kiosks for the PIN, of one for tokens and brakes. */
#define ALL_KIOSKS "kiosk:"

static const char *name_of(const char *kiosk, struct arena *arena)
{
    return arena_printf(arena, ALL_KIOSKS "%s", kiosk);
}

/* --- tokens --- */

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

struct opening {
    struct varlink_call *call;
    const struct visitor_open_corner_in *in;
    const char *name;
};

static void on_gone(struct varlink_call *call, void *data)
{
    pins_forget(daemon_of(call)->pins, data);
}

static void refuse_pin(struct varlink_call *call, int64_t from_ms)
{
    varlink_error(call, REFUSED_WRONG_PIN, &(struct refused_wrong_pin_error){.from = from_ms});
}

static void note_wrong(const struct opening *opening)
{
    struct daemon *daemon = daemon_of(opening->call);
    int64_t now_ms = turn_now(&daemon->turn);
    int64_t from_ms = pins_wrong(daemon->pins, opening->name, varlink_call_peer(opening->call)->uid, now_ms);
    kiosks_wrong_pin(memory_change(&daemon->turn.memory, &daemon->kiosks), opening->in->kiosk, now_ms);
    publish_touch(&daemon->publish, TOPIC_HALL);
    log_warning("corner_refused", LOG_TEXT("kiosk", opening->in->kiosk));
    refuse_pin(opening->call, from_ms);
}

static void on_checked(void *data, bool right, attr_unused const char *kept)
{
    const struct opening *opening = data;
    struct varlink_call *call = opening->call;
    struct daemon *daemon = daemon_of(call);
    int64_t now_ms = turn_now(&daemon->turn);
    if (!right) {
        note_wrong(opening);
        return;
    }
    pins_right(daemon->pins, opening->name, varlink_call_peer(call)->uid);
    struct visitor_open_corner_out out = {
            .token = make_token(daemon, opening->in->kiosk, now_ms, varlink_call_arena(call)),
            .until = now_ms + OPEN_MS,
            .version = NOVBE_VERSION,
            .closed = kiosks_is_closed(&daemon->kiosks, opening->in->kiosk),
    };
    varlink_reply(call, &out);
}

void visitor_open_corner(struct varlink_call *call, const void *input)
{
    const struct visitor_open_corner_in *in = input;
    struct daemon *daemon = daemon_of(call);
    const char *name = name_of(in->kiosk, varlink_call_arena(call));
    if (!visitor_kiosk_is_known(call, in->kiosk))
        return;
    int64_t from_ms = pins_wait(daemon->pins, name, varlink_call_peer(call)->uid, turn_now(&daemon->turn));
    if (from_ms) {
        refuse_pin(call, from_ms);
        return;
    }
    struct opening *opening = arena_new(varlink_call_arena(call), struct opening);
    *opening = (struct opening){.call = call, .in = in, .name = name};
    varlink_call_on_gone(call, on_gone, opening);
    if (pins_check(daemon->pins, ALL_KIOSKS, in->pin, daemon->kiosks.pin, on_checked, opening) < 0)
        varlink_error(call, FAULT_OVERLOADED, &(struct fault_overloaded_error){.limit = "pins", .maximum = PIN_QUEUE});
}

/* --- the PIN --- */

static void set_pin(struct varlink_call *call, const void *input, const char *pin)
{
    const struct admin_set_kiosk_pin_in *in = input;
    struct admin_set_kiosk_pin_in remembered = *in;
    struct daemon *daemon = daemon_of(call);
    _cleanup_(wish_done) struct wish wish;
    remembered.pin = admin_hide_pin(call, ALL_KIOSKS, in->pin);
    if (!wish_begin(&wish, call, &remembered, in->request))
        return;
    kiosks_set_pin(memory_change(&daemon->turn.memory, &daemon->kiosks), pin, varlink_call_peer(call)->uid,
                   turn_now(&daemon->turn));
    wish_answer_done(&wish);
}

void admin_set_kiosk_pin(struct varlink_call *call, const void *input)
{
    const struct admin_set_kiosk_pin_in *in = input;
    admin_hash_pin(call, in, ALL_KIOSKS, in->pin, set_pin);
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
