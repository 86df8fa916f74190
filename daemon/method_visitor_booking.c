/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Visitor: bookings, proved by their code alone.
 */
#include <errno.h>

#include "common/interface/refused.h"
#include "common/varlink/server.h"
#include "daemon/daemon.h"
#include "daemon/method_kiosk.h"
#include "daemon/method_visitor.h"
#include "daemon/new_ticket.h"
#include "daemon/ordering.h"
#include "daemon/slots.h"
#include "daemon/wish.h"

void visitor_list_slots(struct varlink_call *call, const void *input)
{
    const struct visitor_list_slots_in *in = input;
    slots_answer(call, in->service, in->day);
}

/* --- the booking of whoever has its code --- */

/* NULL: answered UnknownBooking or TooManyTries. */
static struct booked *booking_by_code(struct wish *wish, const char *code)
{
    struct daemon *daemon = daemon_of(wish->call);
    uid_t user = varlink_call_peer(wish->call)->uid;
    int64_t now_ms = turn_now(&daemon->turn);
    int64_t from_ms = tries_wait(&daemon->tries, user, now_ms);
    wish->asked = code;
    if (from_ms) {
        wish_error(wish, REFUSED_TOO_MANY_TRIES, &(struct refused_too_many_tries_error){.from = from_ms});
        return NULL;
    }
    struct booked *booked = bookings_find(&daemon->bookings, code);
    if (!booked) {
        tries_wrong(memory_change(&daemon->turn.memory, &daemon->tries), user, now_ms);
        wish_refuse(wish, REFUSAL_UNKNOWN_BOOKING);
    }
    return booked;
}

/* Whoever has the booking's code has not proved the ticket: it is not named. */
static bool granted(struct wish *wish, int result, struct refusal *refusal)
{
    refusal->ticket = 0;
    return wish_granted(wish, result, refusal);
}

/* --- CheckIn --- */

/* Out of its time, or its slot is no more: what can be done instead. */
static void offer_instead(const struct view *view, struct bookings *bookings, const struct booked *booked,
                          struct visitor_check_in_out *out)
{
    int32_t day;
    int64_t slot_ms = 0;
    struct visitor_service_wait *walk_in = arena_new(view->arena, struct visitor_service_wait);
    *walk_in = visitor_service_wait_of(view, booked->service);
    out->walk_in = walk_in;
    if (bookings_next_slot(bookings, booked->service, bookings_today(bookings), &day, &slot_ms))
        out->next_slot = view_moment(slot_ms);
}

/* False: the call was answered with a refusal. */
static bool check_in(struct wish *wish, struct bookings *bookings, struct booked *booked, const char *kiosk,
                     struct visitor_check_in_out *out)
{
    const struct view view = view_of(wish->hall, wish->arena);
    struct refusal refusal;
    int r = bookings_check_in(bookings, booked, code_random(bookings->hall->epoch), &refusal);
    if (r == 0) {
        const struct ticket *ticket = engine_ticket(wish->hall->engine, bookings_ticket(bookings, booked));
        out->ticket = arena_new(wish->arena, struct visitor_new_ticket);
        *out->ticket = new_ticket(&view, ticket);
        order_at_kiosk(wish, ticket, visitor_kiosk(wish->hall->centre, kiosk));
        return true;
    }
    if (refusal.kind == REFUSAL_TOO_SOON) {
        out->result.value = VISITOR_CHECK_IN_OUT_RESULT_EARLY;
        out->check_in_from = view_moment(refusal.at_ms);
    } else if (refusal.kind == REFUSAL_TOO_LATE) {
        out->result.value = VISITOR_CHECK_IN_OUT_RESULT_LATE;
        out->check_in_until = view_moment(refusal.at_ms);
    } else if (refusal.kind == REFUSAL_SERVICE_CLOSED) {
        out->result.value = VISITOR_CHECK_IN_OUT_RESULT_CLOSED;
    } else {
        return granted(wish, r, &refusal);
    }
    offer_instead(&view, bookings, booked, out);
    return true;
}

void visitor_check_in(struct varlink_call *call, const void *input)
{
    const struct visitor_check_in_in *in = input;
    struct bookings *bookings = &daemon_of(call)->bookings;
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, in->request) || !visitor_kiosk_is_known(call, in->kiosk) ||
        !kiosk_may_give(&wish, in->kiosk, 0))
        return;
    struct booked *booked = booking_by_code(&wish, in->booking);
    if (!booked)
        return;
    struct visitor_check_in_out out = {
            .result = {.value = VISITOR_CHECK_IN_OUT_RESULT_CHECKED_IN},
            .service = hall_key(wish.hall, NAME_SERVICE, booked->service),
            .slot_at = booked->slot_ms,
    };
    if (check_in(&wish, bookings, booked, in->kiosk, &out))
        wish_answer(&wish, &out);
}

/* --- MoveBooking, CancelBooking --- */

static struct booked *begin(struct wish *wish, struct varlink_call *call, const void *in, const char *request,
                            const char *code)
{
    return wish_begin(wish, call, in, request) ? booking_by_code(wish, code) : NULL;
}

void visitor_move_booking(struct varlink_call *call, const void *input)
{
    const struct visitor_move_booking_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct refusal refusal;
    struct booked *booked = begin(&wish, call, in, in->request, in->booking);
    if (!booked || !granted(&wish, bookings_move(&daemon_of(call)->bookings, booked, in->slot_at, &refusal), &refusal))
        return;
    publish_touch(&daemon_of(call)->publish, TOPIC_HALL); /* it may be hit no longer */
    struct visitor_move_booking_out out = {.slot_at = booked->slot_ms};
    wish_answer(&wish, &out);
}

void visitor_cancel_booking(struct varlink_call *call, const void *input)
{
    const struct visitor_cancel_booking_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct refusal refusal;
    struct booked *booked = begin(&wish, call, in, in->request, in->booking);
    if (!booked || !granted(&wish, bookings_cancel(&daemon_of(call)->bookings, booked, &refusal), &refusal))
        return;
    publish_touch(&daemon_of(call)->publish, TOPIC_HALL);
    wish_answer_done(&wish);
}
