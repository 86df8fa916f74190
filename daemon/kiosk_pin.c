/* SPDX-License-Identifier: MIT
 *
 * One way for all of them: from what is typed to what is opened, and from the administrator to what is kept.
 */
#include "daemon/kiosk_pin.h"

#include "common/interface/fault.h"
#include "common/interface/refused.h"
#include "common/log.h"
#include "common/varlink/server.h"
#include "daemon/daemon.h"
#include "daemon/method_admin.h"
#include "daemon/wish.h"

/* No operator's id has such a sign. */
static const struct {
    const char *name, *refused;
} kinds[KIOSK_PINS] = {
        [KIOSK_PIN_CORNER] = {"kiosk:", "corner_refused"},
        [KIOSK_PIN_PAPER] = {"paper:", "roll_refused"},
};

const char *kiosk_pin_name(enum kiosk_pin which, const char *kiosk, struct arena *arena)
{
    return arena_printf(arena, "%s%s", kinds[which].name, kiosk);
}

/* --- checking --- */

struct typed {
    struct varlink_call *call;
    const void *in;
    enum kiosk_pin which;
    const char *kiosk, *name;
    void (*right)(struct varlink_call *call, const void *in);
};

static void on_gone(struct varlink_call *call, void *data)
{
    pins_forget(daemon_of(call)->pins, data);
}

static void refuse(struct varlink_call *call, int64_t from_ms)
{
    varlink_error(call, REFUSED_WRONG_PIN, &(struct refused_wrong_pin_error){.from = from_ms});
}

static void note_wrong(const struct typed *typed)
{
    struct daemon *daemon = daemon_of(typed->call);
    int64_t now_ms = turn_now(&daemon->turn);
    int64_t from_ms = pins_wrong(daemon->pins, typed->name, varlink_call_peer(typed->call)->uid, now_ms);
    kiosks_wrong_pin(memory_change(&daemon->turn.memory, &daemon->kiosks), typed->kiosk, typed->which, now_ms);
    publish_touch(&daemon->publish, TOPIC_HALL);
    log_warning(kinds[typed->which].refused, LOG_TEXT("kiosk", typed->kiosk));
    refuse(typed->call, from_ms);
}

static void on_checked(void *data, bool right, attr_unused const char *kept)
{
    const struct typed *typed = data;
    if (!right) {
        note_wrong(typed);
        return;
    }
    pins_right(daemon_of(typed->call)->pins, typed->name, varlink_call_peer(typed->call)->uid);
    typed->right(typed->call, typed->in);
}

void kiosk_pin_check(struct varlink_call *call, const void *in, enum kiosk_pin which, const char *kiosk,
                     const char *pin, void (*right)(struct varlink_call *call, const void *in))
{
    struct daemon *daemon = daemon_of(call);
    const char *name = kiosk_pin_name(which, kiosk, varlink_call_arena(call));
    int64_t from_ms = pins_wait(daemon->pins, name, varlink_call_peer(call)->uid, turn_now(&daemon->turn));
    if (from_ms) {
        refuse(call, from_ms);
        return;
    }
    struct typed *typed = arena_new(varlink_call_arena(call), struct typed);
    *typed = (struct typed){.call = call, .in = in, .which = which, .kiosk = kiosk, .name = name, .right = right};
    varlink_call_on_gone(call, on_gone, typed);
    if (pins_check(daemon->pins, kinds[which].name, pin, daemon->kiosks.pins[which], on_checked, typed) < 0)
        varlink_error(call, FAULT_OVERLOADED, &(struct fault_overloaded_error){.limit = "pins", .maximum = PIN_QUEUE});
}

/* --- another one --- */

/* `remembered`: the method's input, its PIN hidden. */
static void keep(struct varlink_call *call, const void *remembered, const char *request, enum kiosk_pin which,
                 const char *kept)
{
    struct daemon *daemon = daemon_of(call);
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, remembered, request))
        return;
    kiosks_set_pin(memory_change(&daemon->turn.memory, &daemon->kiosks), which, kept, varlink_call_peer(call)->uid,
                   turn_now(&daemon->turn));
    wish_answer_done(&wish);
}

static void keep_corner(struct varlink_call *call, const void *input, const char *kept)
{
    struct admin_set_kiosk_pin_in in = *(const struct admin_set_kiosk_pin_in *)input;
    in.pin = admin_hide_pin(call, kinds[KIOSK_PIN_CORNER].name, in.pin);
    keep(call, &in, in.request, KIOSK_PIN_CORNER, kept);
}

void admin_set_kiosk_pin(struct varlink_call *call, const void *input)
{
    const struct admin_set_kiosk_pin_in *in = input;
    admin_hash_pin(call, in, kinds[KIOSK_PIN_CORNER].name, in->pin, keep_corner);
}

static void keep_paper(struct varlink_call *call, const void *input, const char *kept)
{
    struct admin_set_paper_pin_in in = *(const struct admin_set_paper_pin_in *)input;
    in.pin = admin_hide_pin(call, kinds[KIOSK_PIN_PAPER].name, in.pin);
    keep(call, &in, in.request, KIOSK_PIN_PAPER, kept);
}

void admin_set_paper_pin(struct varlink_call *call, const void *input)
{
    const struct admin_set_paper_pin_in *in = input;
    admin_hash_pin(call, in, kinds[KIOSK_PIN_PAPER].name, in->pin, keep_paper);
}
