/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Reception: bookings.
 */
#include <errno.h>
#include <string.h>

#include "daemon/daemon.h"
#include "daemon/method_reception.h"
#include "daemon/new_ticket.h"
#include "daemon/ordering.h"
#include "daemon/slots.h"

/* Found at once, unless the caller says. */
#define USUAL_LIMIT 100

static struct idl_word state_word(enum booking_state state)
{
    static const int words[] = {
            [BOOKING_OPEN] = RECEPTION_BOOKING_STATE_OPEN,
            [BOOKING_CHECKED_IN] = RECEPTION_BOOKING_STATE_CHECKED_IN,
            [BOOKING_CANCELLED] = RECEPTION_BOOKING_STATE_CANCELLED,
            [BOOKING_MISSED] = RECEPTION_BOOKING_STATE_MISSED,
    };
    return (struct idl_word){.value = words[state]};
}

static struct reception_booking make_booking(struct view *view, struct bookings *bookings, const struct booked *booked)
{
    struct reception_booking out = {
            .booking = long_code_text(booked->code, arena_alloc(view->arena, LONG_CODE_SIZE)),
            .service = view_key(view, NAME_SERVICE, booked->service),
            .slot_at = booked->slot_ms,
            .class = view_key(view, NAME_CLASS, booked->class),
            .language = view_key(view, NAME_LANGUAGE, booked->language),
            .party = booked->party,
            .state = state_word(bookings_state(bookings, booked)),
            .ticket = hall_ticket_text(view->hall, bookings_ticket(bookings, booked), view->arena),
    };
    out.needs.items = hall_keys(view->hall, NAME_NEED, booked->needs, view->arena, &out.needs.count);
    return out;
}

/* 0 of NULL. False: answered UnknownService. */
static bool read_service(struct varlink_call *call, const char *key, int32_t *ret_service)
{
    *ret_service = hall_id(daemon_hall(call), NAME_SERVICE, key);
    if (key && !*ret_service)
        call_refuse(call, &(struct refusal){.kind = REFUSAL_UNKNOWN_SERVICE}, key);
    return !key || *ret_service;
}

/* --- find --- */

static int compare(const void *a, const void *b)
{
    const struct booked *one = *(struct booked *const *)a, *other = *(struct booked *const *)b;
    if (one->slot_ms != other->slot_ms)
        return one->slot_ms < other->slot_ms ? -1 : 1;
    return (one->id > other->id) - (one->id < other->id);
}

static bool fits(const struct reception_find_bookings_in *in, const struct booked *booked, int32_t day, int32_t service)
{
    return booked->day == day && (!service || booked->service == service) &&
           (!in->slot_from.set || booked->slot_ms >= in->slot_from.value) &&
           (!in->slot_until.set || booked->slot_ms < in->slot_until.value);
}

void reception_find_bookings(struct varlink_call *call, const void *input)
{
    const struct reception_find_bookings_in *in = input;
    struct bookings *bookings = &daemon_of(call)->bookings;
    struct view view = view_of(daemon_hall(call), varlink_call_arena(call));
    int32_t day, service;
    size_t limit, count = 0, all = bookings_count(bookings);
    if (!reception_limit(call, in->limit, USUAL_LIMIT, &limit) || !method_day(call, "day", in->day, &day) ||
        !read_service(call, in->service, &service))
        return;
    struct booked **found = arena_new_n(view.arena, struct booked *, all);
    for (size_t i = 0; i < all; i++) {
        struct booked *booked = bookings_at(bookings, i);
        if (fits(in, booked, day, service) &&
            rights_cover(daemon_rights(call), method_reception.roles, view_agency(&view, booked->service)))
            found[count++] = booked;
    }
    qsort(found, count, sizeof(struct booked *), compare);
    struct reception_find_bookings_out out = {.bookings.count = count < limit ? count : limit};
    out.bookings.items = arena_new_n(view.arena, struct reception_booking, out.bookings.count);
    for (size_t i = 0; i < out.bookings.count; i++)
        out.bookings.items[i] = make_booking(&view, bookings, found[i]);
    varlink_reply(call, &out);
}

void reception_list_slots(struct varlink_call *call, const void *input)
{
    const struct reception_list_slots_in *in = input;
    slots_answer(call, in->service, in->day);
}

/* --- book, move, cancel --- */

/* Begins a wish about a booking of an agency of the caller's. NULL: the call was answered, UnknownBooking or
 * OtherAgency if not for another cause. */
static struct booked *begin(struct wish *wish, struct varlink_call *call, const void *in, const char *request,
                            const char *code)
{
    if (!wish_begin(wish, call, in, request))
        return NULL;
    struct booked *booked = bookings_find(&daemon_of(call)->bookings, code);
    wish->asked = code;
    if (!booked)
        wish_refuse(wish, REFUSAL_UNKNOWN_BOOKING);
    return booked && reception_covers(call, booked->service) ? booked : NULL;
}

static void answer_booking(struct wish *wish, const struct booked *booked)
{
    struct view view = view_of(wish->hall, wish->arena);
    struct reception_book_out out = {.booking = make_booking(&view, &daemon_of(wish->call)->bookings, booked)};
    wish_answer(wish, &out);
}

_Static_assert(sizeof(struct reception_book_out) == sizeof(struct reception_move_booking_out), "answers of one shape");

static bool read_book(struct wish *wish, const struct reception_book_in *in, struct booking_wish *booking)
{
    *booking = (struct booking_wish){.slot_ms = in->slot_at};
    return wish_key(wish, NAME_SERVICE, in->service, REFUSAL_UNKNOWN_SERVICE, &booking->service) &&
           reception_covers(wish->call, booking->service) && wish_class(wish, in->class, &booking->class) &&
           wish_needs(wish, in->needs.count, in->needs.items, &booking->needs) &&
           wish_language(wish, in->language, &booking->language) && call_printer(wish->call, in->printer) &&
           call_number(wish->call, "party", in->party, 1, INT32_MAX, &booking->party);
}

void reception_book(struct varlink_call *call, const void *input)
{
    const struct reception_book_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct booking_wish booking;
    struct booked *booked;
    struct refusal refusal;
    if (!wish_begin(&wish, call, in, in->request) || !read_book(&wish, in, &booking) ||
        !wish_granted(&wish, bookings_book(&daemon_of(call)->bookings, &booking, &refusal, &booked), &refusal))
        return;
    order_slip(&wish, booked, in->printer);
    answer_booking(&wish, booked);
}

void reception_move_booking(struct varlink_call *call, const void *input)
{
    const struct reception_move_booking_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct refusal refusal;
    struct booked *booked = begin(&wish, call, in, in->request, in->booking);
    if (!booked ||
        !wish_granted(&wish, bookings_move(&daemon_of(call)->bookings, booked, in->slot_at, &refusal), &refusal))
        return;
    publish_touch(&daemon_of(call)->publish, TOPIC_HALL); /* it may be hit no longer */
    answer_booking(&wish, booked);
}

void reception_cancel_booking(struct varlink_call *call, const void *input)
{
    const struct reception_cancel_booking_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct refusal refusal;
    struct booked *booked = begin(&wish, call, in, in->request, in->booking);
    if (!booked || !wish_granted(&wish, bookings_cancel(&daemon_of(call)->bookings, booked, &refusal), &refusal))
        return;
    publish_touch(&daemon_of(call)->publish, TOPIC_HALL);
    wish_answer_done(&wish);
}

/* --- check in --- */

/* What cannot be now is answered with what can be done. */
static void answer_otherwise(struct wish *wish, const struct booked *booked, const struct refusal *refusal)
{
    struct bookings *bookings = &daemon_of(wish->call)->bookings;
    struct idl_maybe_int when = {.set = true, .value = refusal->at_ms};
    struct reception_check_in_out out = {.result = {.value = RECEPTION_CHECK_IN_OUT_RESULT_CLOSED},
                                         .slot_at = booked->slot_ms};
    int32_t day;
    if (refusal->kind == REFUSAL_TOO_SOON) {
        out.result.value = RECEPTION_CHECK_IN_OUT_RESULT_EARLY;
        out.check_in_from = when;
    } else if (refusal->kind == REFUSAL_TOO_LATE) {
        out.result.value = RECEPTION_CHECK_IN_OUT_RESULT_LATE;
        out.check_in_until = when;
    }
    out.next_slot.set =
            bookings_next_slot(bookings, booked->service, bookings_today(bookings), &day, &out.next_slot.value);
    wish_answer(wish, &out);
}

static void answer_checked_in(struct wish *wish, const struct booked *booked, const char *printer)
{
    struct view view = view_of(wish->hall, wish->arena);
    int32_t id = bookings_ticket(&daemon_of(wish->call)->bookings, booked);
    struct reception_new_ticket ticket = new_ticket_at_reception(&view, engine_ticket(wish->hall->engine, id));
    order_ticket(wish, engine_ticket(wish->hall->engine, id), printer);
    struct reception_check_in_out out = {.result = {.value = RECEPTION_CHECK_IN_OUT_RESULT_CHECKED_IN},
                                         .slot_at = booked->slot_ms,
                                         .ticket = &ticket};
    wish_answer(wish, &out);
}

void reception_check_in(struct varlink_call *call, const void *input)
{
    const struct reception_check_in_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct refusal refusal;
    struct booked *booked = begin(&wish, call, in, in->request, in->booking);
    if (!booked || !call_printer(call, in->printer))
        return;
    int r = bookings_check_in(&daemon_of(call)->bookings, booked, code_random(daemon_hall(call)->epoch), &refusal);
    bool otherwise = r < 0 && (refusal.kind == REFUSAL_TOO_SOON || refusal.kind == REFUSAL_TOO_LATE ||
                               refusal.kind == REFUSAL_SERVICE_CLOSED);
    if (otherwise)
        answer_otherwise(&wish, booked, &refusal);
    else if (wish_granted(&wish, r, &refusal))
        answer_checked_in(&wish, booked, in->printer);
}
