/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Printer: the orders that are not over, and what a paper would say.
 */
#include "common/interface/printer.h"
#include "daemon/daemon.h"
#include "daemon/method.h"
#include "daemon/method_printer.h"
#include "daemon/paper_told.h"

/* More are not told at once: nobody could print them in time. */
enum { ORDERS_LIMIT = 256 };

/* --- WatchOrders --- */

static bool is_for(const struct paper *paper, const struct printer_watch_orders_in *in)
{
    for (size_t i = 0; i < in->printers.count; i++) {
        if (paper_place(paper, in->printers.items[i]) < paper->list->count)
            return true;
    }
    return !in->printers.items;
}

static int oldest_first(const void *a, const void *b)
{
    const struct paper *one = *(struct paper *const *)a, *other = *(struct paper *const *)b;
    return (one->number > other->number) - (one->number < other->number);
}

/* Those asked for, sorted; how many. */
static size_t collect(const struct snapshot_request *request, const struct paper ***ret_found)
{
    struct papers *papers = &request->daemon->papers;
    const struct paper *paper = NULL;
    size_t count = 0, room = 0;
    while ((paper = papers_next_open(papers, paper)))
        room += is_for(paper, request->in);
    const struct paper **found = arena_new_n(request->arena, const struct paper *, room + 1);
    while ((paper = papers_next_open(papers, paper))) {
        if (is_for(paper, request->in))
            found[count++] = paper;
    }
    qsort(found, count, sizeof(found[0]), oldest_first);
    *ret_found = found;
    return count < ORDERS_LIMIT ? count : ORDERS_LIMIT;
}

static void make_orders(const struct snapshot_request *request, void *output)
{
    struct printer_watch_orders_out *out = output;
    const struct hall *hall = &request->daemon->hall;
    const struct paper **found;
    out->now = (struct idl_maybe_int){.set = true, .value = turn_now(&request->daemon->turn)};
    out->orders.count = collect(request, &found);
    out->orders.items = arena_new_n(request->arena, struct printer_order, out->orders.count + 1);
    for (size_t i = 0; i < out->orders.count; i++) {
        const char *code = hall_key(hall, NAME_LANGUAGE, found[i]->language);
        out->orders.items[i] =
                paper_told(request->daemon, found[i], method_language_kept(request, code), request->arena);
    }
}

static const char *orders_key(const struct snapshot_request *request)
{
    const struct printer_watch_orders_in *in = request->in;
    const char *key = "of";
    if (!in->printers.items)
        return "all";
    for (size_t i = 0; i < in->printers.count; i++)
        key = arena_printf(request->arena, "%s %s", key, in->printers.items[i]);
    return key;
}

static const struct snapshot orders_snapshot = {
        .topics = TOPIC_PAPER | TOPIC_OFFER, .make = make_orders, .key = orders_key};

void printer_watch_orders(struct varlink_call *call, const void *input)
{
    const struct printer_watch_orders_in *in = input;
    for (size_t i = 0; i < in->printers.count; i++) {
        if (!call_printer(call, in->printers.items[i]))
            return;
    }
    publish_answer(&daemon_of(call)->publish, call, &orders_snapshot, in);
}

void printer_preview(struct varlink_call *call, const void *input)
{
    const struct printer_preview_in *in = input;
    struct daemon *daemon = daemon_of(call);
    const struct ticket *ticket = hall_ticket(&daemon->hall, in->ticket);
    if (!ticket) {
        call_refuse(call, &(struct refusal){.kind = REFUSAL_UNKNOWN_TICKET}, in->ticket);
        return;
    }
    const char *own = hall_key(&daemon->hall, NAME_LANGUAGE, ticket->language);
    const struct language *language = method_language(call, in->language ? in->language : own);
    if (!language)
        return;
    const struct paper paper = papers_imagine(&daemon->papers, ticket->id);
    struct printer_preview_out out = {.order = paper_told(daemon, &paper, language, varlink_call_arena(call))};
    varlink_reply(call, &out);
}
