/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Network: what a centre hands out, and the bookings that come in.
 */
#include "daemon/method_network.h"

#include <string.h>

#include "daemon/daemon.h"
#include "daemon/view.h"
#include "daemon/wish.h"

/* A head is told at most so often. */
#define HEAD_EVERY_MS 1000
/* Bookings of one call. */
#define BOOKINGS_A_CALL 500

/* --- how far the centre is --- */

static void make_head(const struct snapshot_request *request, void *output)
{
    struct network_watch_head_out *out = output;
    const struct hall *hall = &request->daemon->hall;
    const struct ledger_seal *seal = store_seal(hall->store);
    struct view view = view_of(&request->daemon->hall, request->arena);
    *out = (struct network_watch_head_out){.centre = hall->centre->settings.centre_key,
                                           .seq = store_head(hall->store).seq,
                                           .sealed_day = view_day(&view, seal ? seal->day : 0)};
}

static const char *head_key(attr_unused const struct snapshot_request *request)
{
    return "";
}

static const struct snapshot head_snapshot = {
        .topics = TOPIC_HALL, .every_ms = HEAD_EVERY_MS, .make = make_head, .key = head_key};

static void watch_head(struct varlink_call *call, const void *input)
{
    publish_answer(&daemon_of(call)->publish, call, &head_snapshot, input);
}

/* --- bookings from outside --- */

/* A service by its key, or by its code in the country's register. 0: there is none. */
static int32_t find_service(const struct hall *hall, const char *name)
{
    const struct catalogue *catalogue = hall->centre->catalogue;
    int32_t id = hall_id(hall, NAME_SERVICE, name);
    for (size_t i = 0; !id && i < catalogue->services.count; i++) {
        const struct catalogue_service *service = &catalogue->services.items[i];
        if (service->national_code && strcmp(service->national_code, name) == 0)
            id = hall_id(hall, NAME_SERVICE, service->key);
    }
    return id;
}

static struct idl_word refused(int word)
{
    return (struct idl_word){.value = word};
}

/* The word for what bookings.h refuses. */
static struct idl_word refused_by(enum refusal_kind kind)
{
    static const int words[REFUSAL_COUNT] = {
            [REFUSAL_UNKNOWN_SERVICE] = NETWORK_BOOKED_OUTSIDE_REFUSED_UNKNOWN_SERVICE,
            [REFUSAL_NOT_BOOKED_HERE] = NETWORK_BOOKED_OUTSIDE_REFUSED_NOT_BOOKED_HERE,
            [REFUSAL_SLOT_FULL] = NETWORK_BOOKED_OUTSIDE_REFUSED_SLOT_FULL,
            [REFUSAL_NO_SLOT] = NETWORK_BOOKED_OUTSIDE_REFUSED_NO_SLOT,
            [REFUSAL_PARTY_TOO_LARGE] = NETWORK_BOOKED_OUTSIDE_REFUSED_PARTY_TOO_LARGE,
            [REFUSAL_TIME_SPAN_WRONG] = NETWORK_BOOKED_OUTSIDE_REFUSED_PAST,
            [REFUSAL_UNKNOWN_BOOKING] = NETWORK_BOOKED_OUTSIDE_REFUSED_PAST, /* missed */
            [REFUSAL_NO_DAY] = NETWORK_BOOKED_OUTSIDE_REFUSED_PAST,          /* the day is closed */
            [REFUSAL_CHECKED_IN] = NETWORK_BOOKED_OUTSIDE_REFUSED_CHECKED_IN,
    };
    return refused(words[kind]);
}

/* The words of the wish as numbers. False: `ret_refused` says which is wrong. */
static bool read_wish(const struct hall *hall, const struct network_outside_booking *in, struct booking_wish *ret_wish,
                      struct idl_word *ret_refused)
{
    const struct catalogue *catalogue = hall->centre->catalogue;
    const char *class = in->class ? in->class : catalogue->classes.items[0].key;
    const char *language = in->language ? in->language : language_code(i18n_at(hall->centre->i18n, 0));
    const char *unknown;
    int64_t party = in->party.set ? in->party.value : 1;
    *ret_wish = (struct booking_wish){.service = find_service(hall, in->service),
                                      .class = hall_id(hall, NAME_CLASS, class),
                                      .language = hall_id(hall, NAME_LANGUAGE, language),
                                      .party = party > 0 && party < INT32_MAX ? (int32_t)party : INT32_MAX,
                                      .slot_ms = in->slot_at,
                                      .outside = in->outside};
    if (!ret_wish->service)
        *ret_refused = refused(NETWORK_BOOKED_OUTSIDE_REFUSED_UNKNOWN_SERVICE);
    else if (!ret_wish->class)
        *ret_refused = refused(NETWORK_BOOKED_OUTSIDE_REFUSED_UNKNOWN_CLASS);
    else if (!hall_bits(hall, NAME_NEED, in->needs.count, in->needs.items, &ret_wish->needs, &unknown))
        *ret_refused = refused(NETWORK_BOOKED_OUTSIDE_REFUSED_UNKNOWN_NEED);
    else
        return true;
    return false;
}

/* One row: booked, moved or cancelled; the same again changes nothing. */
static int take_row(struct bookings *bookings, const struct network_outside_booking *in,
                    const struct booking_wish *wish, struct refusal *ret_refusal, struct booked **ret_booked)
{
    struct booked *booked = bookings_find_outside(bookings, in->outside);
    bool gone = !booked || booked->state == BOOKING_CANCELLED;
    *ret_booked = NULL;
    if (in->cancelled)
        return gone ? 0 : bookings_cancel(bookings, booked, ret_refusal);
    if (gone)
        return bookings_book(bookings, wish, ret_refusal, ret_booked);
    *ret_booked = booked;
    return booked->slot_ms == wish->slot_ms ? 0 : bookings_move(bookings, booked, wish->slot_ms, ret_refusal);
}

static struct network_booked_outside book_one(struct daemon *daemon, const struct network_outside_booking *in,
                                              struct arena *arena)
{
    struct network_booked_outside out = {.outside = in->outside, .refused = {.value = IDL_WORD_NULL}};
    struct booking_wish wish;
    struct refusal refusal;
    struct booked *booked;
    if (!in->cancelled && !read_wish(&daemon->hall, in, &wish, &out.refused))
        return out;
    if (take_row(&daemon->bookings, in, &wish, &refusal, &booked) < 0)
        out.refused = refused_by(refusal.kind);
    else if (booked)
        out.booking = long_code_text(booked->code, arena_alloc(arena, LONG_CODE_SIZE));
    return out;
}

static bool check_rows(struct varlink_call *call, const struct network_book_in *in)
{
    struct arena *arena = varlink_call_arena(call);
    if (in->bookings.count > BOOKINGS_A_CALL) {
        varlink_error_parameter(call, "bookings");
        return false;
    }
    for (size_t i = 0; i < in->bookings.count; i++) {
        size_t length = strlen(in->bookings.items[i].outside);
        if (length > 0 && length < BOOKING_OUTSIDE_SIZE)
            continue;
        varlink_error_parameter(call, arena_printf(arena, "bookings[%zu].outside", i));
        return false;
    }
    return true;
}

static void book(struct varlink_call *call, const void *input)
{
    const struct network_book_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, in->request) || !check_rows(call, in))
        return;
    struct network_book_out out = {.results.count = in->bookings.count};
    out.results.items = arena_new_n(wish.arena, struct network_booked_outside, in->bookings.count);
    for (size_t i = 0; i < in->bookings.count; i++)
        out.results.items[i] = book_one(daemon_of(call), &in->bookings.items[i], wish.arena);
    wish_answer(&wish, &out);
}

static const struct varlink_method methods[] = {
        {.name = "WatchHead", .handler = watch_head, .streams = true},
        {.name = "Ledger", .handler = network_ledger, .defers = true},
        {.name = "Seals", .handler = network_seals, .defers = true},
        {.name = "Book", .handler = book, .changes = true},
};

const struct method_table method_network = {
        .interface = INTERFACE_NETWORK,
        .roles = ROLE_BIT(ROLE_NETWORK),
        .methods = methods,
        .count = ARRAY_SIZE(methods),
};
