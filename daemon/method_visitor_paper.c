/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Visitor: paper at a kiosk.
 */
#include <string.h>

#include "common/interface/refused.h"
#include "common/varlink/server.h"
#include "daemon/daemon.h"
#include "daemon/kiosk_pin.h"
#include "daemon/method_visitor.h"
#include "daemon/ordering.h"
#include "daemon/wish.h"

#define SAME_STATE(word)                                                           \
    _Static_assert((int)PRINTER_##word == (int)VISITOR_KIOSK_PRINTER_STATE_##word, \
                   "states in the order of org.novbe.Visitor")
SAME_STATE(READY);
SAME_STATE(PRINTING);
SAME_STATE(PAPER_LOW);
SAME_STATE(PAPER_OUT);
SAME_STATE(COVER_OPEN);
SAME_STATE(JAMMED);
SAME_STATE(SILENT);
SAME_STATE(STOPPED);

/* --- Reprint --- */

/* NULL: answered UnknownTerminal, as there is no such kiosk, or nothing comes out of it. */
static const struct catalogue_kiosk *kiosk_that_prints(struct wish *wish, const char *key)
{
    const struct catalogue_kiosk *kiosk = visitor_kiosk(wish->hall->centre, key);
    if (kiosk && kiosk->printers[0])
        return kiosk;
    wish_error(wish, REFUSED_UNKNOWN_TERMINAL, &(struct refused_unknown_terminal_error){.key = key});
    return NULL;
}

/* False: answered NothingChanges or LimitReached. */
static bool may_have_another(struct wish *wish, int32_t ticket)
{
    struct papers *papers = &daemon_of(wish->call)->papers;
    int32_t limit = (int32_t)wish->hall->centre->settings.rules.papers;
    const struct paper *last = papers_of_ticket(papers, ticket);
    papers_run(papers);
    if (last && paper_turn(last))
        wish_refuse(wish, REFUSAL_SAME);
    else if (papers_ordered(papers, ticket) >= limit)
        call_refuse(wish->call, &(struct refusal){.kind = REFUSAL_LIMIT_REACHED, .limit = limit}, wish->asked);
    else
        return true;
    return false;
}

void visitor_reprint(struct varlink_call *call, const void *input)
{
    const struct visitor_reprint_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, in->request))
        return;
    const struct catalogue_kiosk *kiosk = kiosk_that_prints(&wish, in->kiosk);
    const struct ticket *ticket = kiosk ? ticket_by_code(call, in->ticket, in->code) : NULL;
    if (!ticket || !may_have_another(&wish, ticket->id))
        return;
    order_at_kiosk(&wish, ticket, kiosk);
    wish_answer_done(&wish);
}

/* --- WatchPrinters --- */

static struct visitor_roll_test *make_test(struct papers *papers, const char *key, struct arena *arena)
{
    const struct paper *paper = papers_test(papers, key);
    if (!paper)
        return NULL;
    struct visitor_roll_test *test = arena_new(arena, struct visitor_roll_test);
    *test = (struct visitor_roll_test){.order = paper->number, .paper = view_paper_is(paper)};
    return test;
}

static struct visitor_kiosk_printer make_printer(const struct paper_printer *printer, const char *key)
{
    return (struct visitor_kiosk_printer){
            .printer = key,
            .state = {.value = (int)printer->seen.state},
            .since = printer->seen.since_ms,
            .tickets_left = {.set = printer->roll.tickets_left >= 0, .value = printer->roll.tickets_left},
            .roll_ends_at = view_moment(printer->roll.ends_ms),
            .ask_roll = printer->roll.ask,
    };
}

static void make_printers(const struct snapshot_request *request, void *output)
{
    const struct visitor_watch_printers_in *in = request->in;
    struct visitor_watch_printers_out *out = output;
    const struct centre *centre = request->daemon->centre;
    const struct catalogue_kiosk *kiosk = visitor_kiosk(centre, in->kiosk);
    if (!kiosk)
        return;
    while (kiosk->printers[out->printers.count])
        out->printers.count++;
    out->printers.items = arena_new_n(request->arena, struct visitor_kiosk_printer, out->printers.count + 1);
    for (size_t i = 0; i < out->printers.count; i++) {
        const char *key = kiosk->printers[i]->key;
        const struct paper_printer printer = papers_see_printer(&request->daemon->papers, key);
        out->printers.items[i] = make_printer(&printer, key);
        out->printers.items[i].test = make_test(&request->daemon->papers, key, request->arena);
        out->paper = out->paper || printer_state_prints(printer.seen.state);
    }
}

static const char *printers_key(const struct snapshot_request *request)
{
    const struct visitor_watch_printers_in *in = request->in;
    return in->kiosk;
}

static const struct snapshot printers_snapshot = {
        .topics = TOPIC_PRINTERS | TOPIC_OFFER, .make = make_printers, .key = printers_key};

void visitor_watch_printers(struct varlink_call *call, const void *input)
{
    const struct visitor_watch_printers_in *in = input;
    if (visitor_kiosk_is_known(call, in->kiosk))
        publish_answer(&daemon_of(call)->publish, call, &printers_snapshot, in);
}

/* --- ChangeRoll --- */

/* False: answered UnknownTerminal. */
static bool is_printer_of(struct varlink_call *call, const char *key, const char *printer)
{
    const struct catalogue_kiosk *kiosk = visitor_kiosk(daemon_of(call)->centre, key);
    for (size_t i = 0; kiosk && kiosk->printers[i]; i++) {
        if (strcmp(kiosk->printers[i]->key, printer) == 0)
            return true;
    }
    varlink_error(call, REFUSED_UNKNOWN_TERMINAL,
                  &(struct refused_unknown_terminal_error){.key = kiosk ? printer : key});
    return false;
}

/* While its PIN was checked, the catalogue may have become another. */
static void change_roll(struct varlink_call *call, const void *input)
{
    const struct visitor_change_roll_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, NULL) || !is_printer_of(call, in->kiosk, in->printer))
        return;
    if (in->new_roll)
        order_new_roll(&wish, in->printer);
    else
        papers_change_roll(&daemon_of(call)->papers, in->printer, false, varlink_call_peer(call)->uid);
    varlink_reply(call, NULL);
}

void visitor_change_roll(struct varlink_call *call, const void *input)
{
    const struct visitor_change_roll_in *in = input;
    if (is_printer_of(call, in->kiosk, in->printer))
        kiosk_pin_check(call, in, KIOSK_PIN_PAPER, in->kiosk, in->pin, change_roll);
}
