/* SPDX-License-Identifier: MIT
 *
 * From what a method knows to an order of paper.
 */
#include "daemon/ordering.h"

#include "daemon/daemon.h"

static const struct paper *order(struct wish *wish, struct paper_wish paper, const char *printer)
{
    paper.printers = &printer;
    paper.printer_count = printer ? 1 : 0;
    return papers_order(&daemon_of(wish->call)->papers, &paper);
}

/* Who was never called has no use for the ticket, but for the return code. */
static struct paper_wish wish_of(const struct ticket *ticket, char code[LONG_CODE_SIZE])
{
    struct paper_wish paper = {.kind = PAPER_TICKET, .ticket = ticket->id, .language = ticket->language};
    if (ticket->return_code) {
        paper.kind = PAPER_RETURN_CODE;
        paper.service = ticket->steps[ticket->current].service;
        paper.code = long_code_text(ticket->return_code, code);
    }
    return paper;
}

void order_at_kiosk(struct wish *wish, const struct ticket *ticket, const struct catalogue_kiosk *kiosk)
{
    const char *keys[PAPER_PRINTERS];
    char code[LONG_CODE_SIZE];
    struct paper_wish paper = wish_of(ticket, code);
    paper.printers = keys;
    paper.beside = kiosk ? (size_t)kiosk->printers_beside : 0;
    while (kiosk && kiosk->printers[paper.printer_count] && paper.printer_count < PAPER_PRINTERS) {
        keys[paper.printer_count] = kiosk->printers[paper.printer_count]->key;
        paper.printer_count++;
    }
    papers_order(&daemon_of(wish->call)->papers, &paper);
}

void order_ticket(struct wish *wish, const struct ticket *ticket, const char *printer)
{
    char code[LONG_CODE_SIZE];
    order(wish, wish_of(ticket, code), printer);
}

void order_again(struct wish *wish, const struct ticket *ticket, const char *printer)
{
    if (!call_printer(wish->call, printer))
        return;
    order_ticket(wish, ticket, printer);
    wish_answer_done(wish);
}

void order_slip(struct wish *wish, const struct booked *booked, const char *printer)
{
    char code[LONG_CODE_SIZE];
    order(wish,
          (struct paper_wish){.kind = PAPER_BOOKING,
                              .service = booked->service,
                              .language = booked->language,
                              .code = long_code_text(booked->code, code),
                              .slot_ms = booked->slot_ms},
          printer);
}

void order_information(struct wish *wish, int32_t service, int32_t language, const char *printer)
{
    order(wish, (struct paper_wish){.kind = PAPER_INFORMATION, .service = service, .language = language}, printer);
}

const struct paper *order_test(struct wish *wish, const char *printer, bool new_roll)
{
    const char *language = language_code(i18n_at(wish->hall->centre->i18n, 0));
    return order(wish,
                 (struct paper_wish){.kind = PAPER_TEST,
                                     .language = hall_id(wish->hall, NAME_LANGUAGE, language),
                                     .new_roll = new_roll},
                 printer);
}
