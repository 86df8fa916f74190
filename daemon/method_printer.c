/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Printer: what is to be printed, and what became of it.
 */
#include "daemon/method_printer.h"

#include "common/interface/printer.h"
#include "common/interface/refused.h"
#include "daemon/daemon.h"
#include "daemon/method.h"
#include "daemon/wish.h"

#define SAME_STATE(word) _Static_assert((int)PAPER_##word == (int)PRINTER_ORDER_STATE_##word, "words in their order")
SAME_STATE(WAITING);
SAME_STATE(TAKEN);
SAME_STATE(SENT);
SAME_STATE(PRINTED);
SAME_STATE(FAILED);
SAME_STATE(UNKNOWN);
SAME_STATE(GIVEN_UP);

#define SAME_PRINTER(word) \
    _Static_assert((int)PRINTER_##word == (int)PRINTER_REPORT_PRINTER_IN_STATE_##word, "words in their order")
SAME_PRINTER(READY);
SAME_PRINTER(PRINTING);
SAME_PRINTER(PAPER_LOW);
SAME_PRINTER(PAPER_OUT);
SAME_PRINTER(COVER_OPEN);
SAME_PRINTER(JAMMED);
SAME_PRINTER(SILENT);
SAME_PRINTER(STOPPED);

/* False: it was refused, and the call answered. */
static bool is_done(struct wish *wish, enum paper_refusal refusal, int64_t number, const char *printer)
{
    struct papers *papers = &daemon_of(wish->call)->papers;
    switch (refusal) {
    case PAPER_DONE:
        break;
    case PAPER_UNKNOWN_ORDER:
        wish_error(wish, PRINTER_UNKNOWN_ORDER, &(struct printer_unknown_order_error){.order = number});
        break;
    case PAPER_UNKNOWN_PRINTER:
        wish_error(wish, REFUSED_UNKNOWN_TERMINAL, &(struct refused_unknown_terminal_error){.key = printer});
        break;
    case PAPER_OTHER_TURN:
        wish_error(
                wish, PRINTER_NOT_ITS_TURN,
                &(struct printer_not_its_turn_error){.order = number, .turn = paper_turn(papers_find(papers, number))});
        break;
    case PAPER_NOTHING_CHANGES:
        wish_refuse(wish, REFUSAL_SAME);
        break;
    }
    return refusal == PAPER_DONE;
}

static void take(struct varlink_call *call, const void *input)
{
    const struct printer_take_in *in = input;
    struct papers *papers = &daemon_of(call)->papers;
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, in->request) ||
        !is_done(&wish, papers_take(papers, in->order, in->printer), in->order, in->printer))
        return;
    struct printer_take_out out = {.again = paper_says_copy(papers_find(papers, in->order))};
    wish_answer(&wish, &out);
}

static bool is_within(struct idl_maybe_int value, int64_t most)
{
    return !value.set || (value.value > 0 && value.value <= most);
}

/* The parameter that makes no sense; NULL: none. */
static const char *wrong_in(const struct printer_report_in *in)
{
    enum paper_state state = (enum paper_state)in->state.value;
    if (state == PAPER_WAITING || state == PAPER_TAKEN)
        return "state";
    if (!is_within(in->length_mm, PAPER_MOST_LENGTH_MM))
        return "length_mm";
    return is_within(in->papers, PAPER_MOST_PAPERS) ? NULL : "papers";
}

static void report(struct varlink_call *call, const void *input)
{
    const struct printer_report_in *in = input;
    struct papers *papers = &daemon_of(call)->papers;
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, in->request))
        return;
    const char *wrong = wrong_in(in);
    if (wrong) {
        varlink_error_parameter(call, wrong);
        return;
    }
    const struct paper_told told = {.state = (enum paper_state)in->state.value,
                                    .detail = in->detail,
                                    .papers = in->papers.set ? (int32_t)in->papers.value : 0,
                                    .length_mm = in->length_mm.set ? (int32_t)in->length_mm.value : 0};
    if (!is_done(&wish, papers_report(papers, in->order, in->printer, &told), in->order, in->printer))
        return;
    struct printer_report_out out = {.papers = papers_count(papers, papers_find(papers, in->order))};
    wish_answer(&wish, &out);
}

static void report_printer(struct varlink_call *call, const void *input)
{
    const struct printer_report_printer_in *in = input;
    const struct printer told = {.state = (enum printer_state)in->state.value,
                                 .detail = (char *)in->detail,
                                 .tickets_left = in->tickets_left.set ? in->tickets_left.value : -1};
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, in->request) || !call_printer(call, in->printer))
        return;
    if (in->tickets_left.set && in->tickets_left.value < 0) {
        varlink_error_parameter(call, "tickets_left");
        return;
    }
    papers_tell_printer(&daemon_of(call)->papers, in->printer, &told);
    wish_answer_done(&wish);
}

static const struct varlink_method methods[] = {
        {.name = "WatchOrders", .handler = printer_watch_orders, .streams = true},
        {.name = "Preview", .handler = printer_preview},
        {.name = "Take", .handler = take, .changes = true},
        {.name = "Report", .handler = report, .changes = true},
        {.name = "ReportPrinter", .handler = report_printer, .changes = true},
};

const struct method_table method_printer = {
        .interface = INTERFACE_PRINTER,
        .roles = ROLE_BIT(ROLE_PRINTER) | ROLE_BIT(ROLE_ADMIN),
        .methods = methods,
        .count = ARRAY_SIZE(methods),
};
