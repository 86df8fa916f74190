/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Printer: orders as novbe-printer sees them, with all that is to stand on the paper.
 */
#include <stdio.h>
#include <string.h>

#include "common/interface/printer.h"
#include "common/scan_code.h"
#include "common/text.h"
#include "daemon/daemon.h"
#include "daemon/method.h"
#include "daemon/method_printer.h"
#include "daemon/sentence.h"
#include "daemon/wish.h"

/* More are not told at once: nobody could print them in time. */
enum { ORDERS_LIMIT = 256 };

struct writer {
    const struct snapshot_request *request;
    struct papers *papers;
    const struct paper *paper;
    struct view view;
    struct sentence names; /* in the language of the paper */
};

/* --- what stands on it --- */

/* A code as people read it has hyphens, one that is scanned has none. */
static const char *qr_of(const struct writer *writer, struct scan_code scan, const char *code)
{
    char text[SCAN_CODE_SIZE];
    for (size_t length = 0; *code && length + 1 < sizeof(scan.code); code++) {
        if (*code != '-')
            scan.code[length++] = *code;
    }
    return scan_code_print(&scan, text) < 0 ? "" : arena_strdup(writer->view.arena, text);
}

static const char *qr_of_ticket(const struct writer *writer, const struct printer_ticket_paper *paper)
{
    struct scan_code scan = {.kind = SCAN_TICKET};
    snprintf(scan.ticket, sizeof(scan.ticket), "%s", paper->ticket);
    snprintf(scan.day, sizeof(scan.day), "%s", paper->day);
    return qr_of(writer, scan, paper->code);
}

/* In the language of the paper; "": it has none. */
static const char *text_of(const struct writer *writer, const struct config_text *text)
{
    const char *found = text ? i18n_catalogue_text(text, writer->names.language, NULL) : NULL;
    return found ? found : "";
}

/* NULL: the catalogue has it no longer. */
static const struct catalogue_service *service_of(const struct writer *writer, int32_t service)
{
    return rulebook_object(writer->view.hall->rulebook, NAME_SERVICE, service);
}

static const char *place_of(const struct writer *writer, int32_t service)
{
    const struct rulebook *rulebook = writer->view.hall->rulebook;
    const struct catalogue_zone *zone = rulebook_object(rulebook, NAME_ZONE, rulebook_zone_of(rulebook, service));
    return text_of(writer, zone ? &zone->name : NULL);
}

static const char **bring_of(const struct writer *writer, const struct catalogue_service *service, size_t *ret_count)
{
    return text_lines(text_of(writer, service ? &service->bring : NULL), writer->view.arena, ret_count);
}

static struct printer_printed_step make_step(const struct writer *writer, int32_t service)
{
    const struct catalogue_service *object = service_of(writer, service);
    struct printer_printed_step step = {
            .service = view_key(&writer->view, NAME_SERVICE, service),
            .name = sentence_service(&writer->names, service),
            .agency = text_of(writer, object ? &object->agency->name : NULL),
            .place = place_of(writer, service),
    };
    step.bring.items = bring_of(writer, object, &step.bring.count);
    return step;
}

/* Its steps as of when it was ordered; *ret_next is the service of the first that was not done. */
static void add_steps(const struct writer *writer, const struct ticket *ticket, struct printer_ticket_paper *out,
                      int32_t *ret_next)
{
    const struct paper *paper = writer->paper;
    out->steps.count = (size_t)(paper->steps < ticket->step_count ? paper->steps : ticket->step_count);
    out->steps.items = arena_new_n(writer->view.arena, struct printer_printed_step, out->steps.count + 1);
    *ret_next = 0;
    for (size_t i = 0; i < out->steps.count; i++) {
        int32_t service = ticket->steps[i].service;
        bool done = i < PAPER_STEPS && paper->done & ID_BIT(i + 1);
        if (!done && !*ret_next)
            *ret_next = service;
        out->steps.items[i] = make_step(writer, service);
        out->steps.items[i].done = done;
    }
}

/* The first paper says what its visitor was told, which the ledger keeps; a later one what is true now. */
static struct expectation wait_of(const struct writer *writer, const struct ticket *ticket)
{
    const struct forecasts *forecasts = writer->view.hall->forecasts;
    return writer->paper->at_ms <= ticket->issued_ms ? forecasts_told(forecasts, ticket)
                                                     : forecasts_ticket(forecasts, ticket);
}

static struct printer_ticket_paper *make_ticket(const struct writer *writer)
{
    const struct paper *paper = writer->paper;
    const struct ticket *ticket = engine_ticket(writer->view.hall->engine, paper->ticket);
    struct arena *arena = writer->view.arena;
    int32_t next;
    if (!ticket)
        return NULL;
    const struct expectation expectation = wait_of(writer, ticket);
    struct printer_ticket_paper *out = arena_new(arena, struct printer_ticket_paper);
    *out = (struct printer_ticket_paper){
            .ticket = ticket_text(ticket->prefix, ticket->number, arena),
            .code = code_text(ticket->code, arena_alloc(arena, CODE_SIZE)),
            .day = view_day(&writer->view, paper->day),
            .issued_at = ticket->issued_ms,
            .party = ticket->party,
            .ahead = paper->ahead,
            .wait = view_range(&writer->view, &expectation),
            .proof = arena_printf(arena, "%08x", (unsigned)paper->proof),
    };
    add_steps(writer, ticket, out, &next);
    const struct catalogue_service *service = service_of(writer, next);
    out->text = text_of(writer, service ? &service->ticket_text : NULL);
    out->qr = qr_of_ticket(writer, out);
    return out;
}

static struct printer_code_paper *make_code(const struct writer *writer)
{
    const struct paper *paper = writer->paper;
    struct printer_code_paper *out = arena_new(writer->view.arena, struct printer_code_paper);
    *out = (struct printer_code_paper){
            .service = view_key(&writer->view, NAME_SERVICE, paper->service),
            .name = sentence_service(&writer->names, paper->service),
            .code = arena_strdup(writer->view.arena, paper->code ? paper->code : ""),
            .slot_at = {.set = paper->kind == PAPER_BOOKING, .value = paper->slot_ms},
    };
    enum scan_kind kind = paper->kind == PAPER_BOOKING ? SCAN_BOOKING : SCAN_RETURN_CODE;
    out->qr = qr_of(writer, (struct scan_code){.kind = kind}, out->code);
    return out;
}

static struct printer_test_paper *make_test(const struct writer *writer)
{
    struct printer_test_paper *out = arena_new(writer->view.arena, struct printer_test_paper);
    *out = (struct printer_test_paper){.printer = writer->paper->list->keys[0], .new_roll = writer->paper->new_roll};
    return out;
}

static struct printer_information_paper *make_information(const struct writer *writer)
{
    int32_t service = writer->paper->service;
    const struct catalogue_service *object = service_of(writer, service);
    const struct language *language = writer->names.language;
    struct printer_information_paper *out = arena_new(writer->view.arena, struct printer_information_paper);
    *out = (struct printer_information_paper){
            .service = view_key(&writer->view, NAME_SERVICE, service),
            .name = sentence_service(&writer->names, service),
            .hours = object ? hours_of(daemon_hours(writer->request->daemon), object, language).sentence : "",
    };
    out->bring.items = bring_of(writer, object, &out->bring.count);
    return out;
}

/* --- what becomes of it --- */

static void add_tries(const struct writer *writer, struct printer_order *out)
{
    const struct paper *paper = writer->paper;
    out->tries.items = arena_new_n(writer->view.arena, struct printer_try, paper->list->count + 1);
    for (size_t place = 0; paper->tries && place < paper->list->count; place++) {
        const struct paper_try *made = &paper->tries[place];
        if (made->state == PAPER_WAITING)
            continue;
        out->tries.items[out->tries.count++] =
                (struct printer_try){.printer = paper->list->keys[place],
                                     .state = {.value = (int)made->state},
                                     .at = made->since_ms,
                                     .detail = made->detail ? arena_strdup(writer->view.arena, made->detail) : NULL,
                                     .late = paper_is_late(paper, place),
                                     .papers = paper_count_at(paper, place)};
    }
}

static struct printer_order make_order(const struct writer *writer)
{
    struct papers *papers = writer->papers;
    const struct paper *paper = writer->paper;
    struct printer_order out = {
            .order = paper->number,
            .state = {.value = (int)paper_state(paper)},
            .at = paper->at_ms,
            .printers = {.count = paper->list->count, .items = (const char **)paper->list->keys},
            .language = language_code(writer->names.language),
            .again = paper_says_copy(paper),
            .turn = paper_turn(paper),
            .until = {.set = paper_turn(paper) != NULL, .value = papers_until(papers, paper)},
            .papers = papers_count(papers, paper),
            .wanted = papers_wants(papers, paper),
    };
    if (paper->kind == PAPER_TICKET)
        out.ticket = make_ticket(writer);
    else if (paper->kind == PAPER_INFORMATION)
        out.information = make_information(writer);
    else if (paper->kind == PAPER_TEST)
        out.test = make_test(writer);
    else
        out.code = make_code(writer);
    add_tries(writer, &out);
    return out;
}

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
    struct writer writer = {.request = request,
                            .papers = &request->daemon->papers,
                            .view = view_of(&request->daemon->hall, request->arena)};
    const struct paper **found;
    out->orders.count = collect(request, &found);
    out->orders.items = arena_new_n(request->arena, struct printer_order, out->orders.count + 1);
    for (size_t i = 0; i < out->orders.count; i++) {
        const char *code = hall_key(writer.view.hall, NAME_LANGUAGE, found[i]->language);
        writer.paper = found[i];
        writer.names = (struct sentence){.view = &writer.view, .language = method_language_kept(request, code)};
        out->orders.items[i] = make_order(&writer);
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
