/* SPDX-License-Identifier: MIT
 *
 * Each block of a layout on paper.
 *
 * Everything stands in the middle but lists, which are read from the left. What a kiosk says of a ticket is said here
 * in the same words; only waiting is told as times of the clock, as paper is read later.
 */
#include "printer/paper.h"

#include <string.h>

#include "common/range.h"

#define MARK_DONE "✓"
#define MARK_NEXT "▶"

static double capital(const struct paper *paper, const struct ticket_line *line)
{
    return paper_capital_mm(paper, (enum ticket_size)line->size);
}

static unsigned flags(const struct ticket_line *line)
{
    return line->strong ? PAGE_STRONG : 0;
}

static void say(struct paper *paper, const struct ticket_line *line, const char *text)
{
    paper_block(paper, text, capital(paper, line), flags(line));
}

static double smaller(const struct paper *paper, const struct ticket_line *line)
{
    return paper_capital_mm(paper, line->size > TICKET_SMALL ? (enum ticket_size)(line->size - 1) : TICKET_SMALL);
}

/* --- of any paper --- */

static void add_logo(struct paper *paper, const struct ticket_line *line)
{
    paper_next(paper);
    page_add_picture(paper->page, line->file, (double)line->width_mm);
}

static void add_centre(struct paper *paper, const struct ticket_line *line)
{
    if (paper->compose->centre)
        say(paper, line, i18n_catalogue_text(paper->compose->centre, paper->language, NULL));
}

static void add_text(struct paper *paper, const struct ticket_line *line)
{
    say(paper, line, i18n_catalogue_text(&line->text, paper->language, NULL));
}

static const char *time_text(struct paper *paper, int64_t at_ms)
{
    return paper_take(paper, language_time(paper->language, clock_local(at_ms).minute_of_day));
}

static void add_issued(struct paper *paper, const struct ticket_line *line)
{
    const struct printer_ticket_paper *ticket = paper->order->ticket;
    int64_t at_ms = ticket ? ticket->issued_at : paper->order->at;
    const char *date = paper_take(paper, language_date_short(paper->language, clock_local(at_ms).date));
    say(paper, line,
        paper_message(paper, MESSAGE_TICKET_ISSUED, I18N_TEXT("date", date),
                      I18N_TEXT("time", time_text(paper, at_ms))));
}

static void add_rule(struct paper *paper, attr_unused const struct ticket_line *line)
{
    paper->rule = paper->begun;
}

static void add_gap(struct paper *paper, const struct ticket_line *line)
{
    if (paper->begun)
        page_add_gap(paper->page, (double)line->height_mm);
}

static void add_cut(struct paper *paper, attr_unused const struct ticket_line *line)
{
    paper->cut = true;
}

/* --- services --- */

/* The step that is next, or the last one where all are done; NULL: there is none. */
static const struct printer_printed_step *next_step(const struct printer_ticket_paper *ticket)
{
    for (size_t i = 0; i < ticket->steps.count; i++) {
        if (!ticket->steps.items[i].done)
            return &ticket->steps.items[i];
    }
    return ticket->steps.count ? &ticket->steps.items[ticket->steps.count - 1] : NULL;
}

static void add_service(struct paper *paper, const struct ticket_line *line)
{
    const struct printer_order *order = paper->order;
    const struct printer_printed_step *step = order->ticket ? next_step(order->ticket) : NULL;
    if (!order->ticket) {
        say(paper, line, order->code ? order->code->name : order->information->name);
    } else if (step && step->name && *step->name) {
        say(paper, line, step->name);
        paper_text(paper, step->agency, smaller(paper, line), 0);
    }
}

static void add_where(struct paper *paper, const struct ticket_line *line)
{
    const struct printer_printed_step *step = next_step(paper->order->ticket);
    if (!step || !step->place || !*step->place)
        return;
    paper_block(paper, paper_message(paper, MESSAGE_TICKET_WHERE), smaller(paper, line), 0);
    paper_text(paper, step->place, capital(paper, line), flags(line));
}

/* "Ministry, Hall B"; NULL: neither is known. */
static const char *step_details(struct paper *paper, const struct printer_printed_step *step)
{
    bool has_agency = step->agency && *step->agency, has_place = step->place && *step->place;
    if (has_agency && has_place)
        return arena_printf(&paper->arena, "%s, %s", step->agency, step->place);
    return has_agency ? step->agency : has_place ? step->place : NULL;
}

static void add_step(struct paper *paper, const struct ticket_line *line, size_t index)
{
    const struct printer_printed_step *step = &paper->order->ticket->steps.items[index];
    bool is_next = step == next_step(paper->order->ticket) && !step->done;
    const char *mark = step->done ? MARK_DONE : is_next ? MARK_NEXT : arena_printf(&paper->arena, "%zu", index + 1);
    const char *details = step_details(paper, step);
    page_add_gap(paper->page, PAPER_NEAR_MM);
    paper_item(paper, mark, step->name, capital(paper, line), is_next ? PAGE_STRONG : 0);
    if (details)
        paper_item(paper, " ", details, smaller(paper, line), 0);
}

static void add_way(struct paper *paper, const struct ticket_line *line)
{
    const struct printer_ticket_paper *ticket = paper->order->ticket;
    if (ticket->steps.count < 2)
        return;
    say(paper, line, paper_message(paper, MESSAGE_TICKET_WAY));
    for (size_t i = 0; i < ticket->steps.count; i++)
        add_step(paper, line, i);
}

static void add_items(struct paper *paper, const struct ticket_line *line, const char *const *items, size_t count)
{
    if (count == 0)
        return;
    say(paper, line, paper_message(paper, MESSAGE_TICKET_BRING));
    for (size_t i = 0; i < count; i++) {
        page_add_gap(paper->page, PAPER_NEAR_MM);
        paper_item(paper, "•", items[i], capital(paper, line), 0);
    }
}

static void add_bring(struct paper *paper, const struct ticket_line *line)
{
    const struct printer_order *order = paper->order;
    const struct printer_printed_step *step = order->ticket ? next_step(order->ticket) : NULL;
    if (order->information)
        add_items(paper, line, order->information->bring.items, order->information->bring.count);
    else if (step)
        add_items(paper, line, step->bring.items, step->bring.count);
}

static void add_hours(struct paper *paper, const struct ticket_line *line)
{
    say(paper, line, paper->order->information->hours);
}

/* --- of a ticket --- */

/* "KA\n10000"; NULL: it begins with a digit or has none. */
static const char *stacked_number(struct paper *paper, const char *number)
{
    size_t prefix = strcspn(number, "0123456789");
    if (prefix == 0 || !number[prefix])
        return NULL;
    return arena_printf(&paper->arena, "%.*s\n%s", (int)prefix, number, number + prefix);
}

/* However long it is, it is as high as a layout may say at least. */
static void add_number(struct paper *paper, const struct ticket_line *line)
{
    const char *number = paper->order->ticket->ticket;
    paper_next(paper);
    page_add_text(paper->page, &(struct page_text){.text = number,
                                                   .language = language_code(paper->language),
                                                   .capital_mm = (double)line->height_mm,
                                                   .align = PAGE_CENTRE,
                                                   .flags = PAGE_STRONG | PAGE_ONE_LINE,
                                                   .least_mm = TICKET_NUMBER_LEAST_MM,
                                                   .stacked = stacked_number(paper, number)});
}

static bool has_block(const struct paper *paper, int block)
{
    for (size_t i = 0; i < paper->list->count; i++) {
        if (paper->list->lines[i].block == block)
            return true;
    }
    return false;
}

/* As it was told when the paper was ordered, for that is what the daemon keeps of it; paper that comes so late that it
 * would be over tells none. */
static void add_range(struct paper *paper, const struct ticket_line *line)
{
    const struct printer_ticket_paper *ticket = paper->order->ticket;
    if (!ticket->wait || ticket->wait->until <= paper->compose->now_ms)
        return;
    const struct range range = {ticket->wait->from, ticket->wait->likely, ticket->wait->until};
    struct range_shown shown = range_shown(&range, RANGE_ON_PAPER, paper->order->at);
    int64_t ahead = has_block(paper, TICKET_BLOCK_AHEAD) ? -1 : ticket->ahead;
    if (shown.form != RANGE_UNKNOWN)
        say(paper, line, paper_take(paper, range_text(&shown, ahead, paper->language)));
}

static void add_ahead(struct paper *paper, const struct ticket_line *line)
{
    int64_t ahead = paper->order->ticket->ahead;
    if (ahead > 0)
        say(paper, line, paper_message(paper, MESSAGE_WAIT_PEOPLE_AHEAD, I18N_NUMBER("count", ahead)));
    else
        say(paper, line, paper_message(paper, MESSAGE_WAIT_NEXT));
}

static void add_party(struct paper *paper, const struct ticket_line *line)
{
    if (paper->order->ticket->party > 1)
        say(paper, line,
            paper_message(paper, MESSAGE_TICKET_PEOPLE, I18N_NUMBER("count", paper->order->ticket->party)));
}

static void add_extra(struct paper *paper, const struct ticket_line *line)
{
    say(paper, line, paper->order->ticket->text);
}

static void add_order(struct paper *paper, const struct ticket_line *line)
{
    say(paper, line, paper_message(paper, MESSAGE_TICKET_ORDER));
}

static void add_watch(struct paper *paper, const struct ticket_line *line)
{
    say(paper, line, paper_message(paper, MESSAGE_TICKET_WATCH_BOARD));
}

static void add_ask(struct paper *paper, const struct ticket_line *line)
{
    say(paper, line, paper_message(paper, MESSAGE_TICKET_WHERE_AM_I));
}

static void add_today(struct paper *paper, const struct ticket_line *line)
{
    say(paper, line, paper_message(paper, MESSAGE_TICKET_VALID_TODAY));
}

static void add_proof(struct paper *paper, const struct ticket_line *line)
{
    const char *proof = paper->order->ticket->proof;
    if (proof && *proof)
        say(paper, line, paper_message(paper, MESSAGE_TICKET_PROOF, I18N_TEXT("signs", proof)));
}

/* --- codes --- */

static void add_slot(struct paper *paper, const struct ticket_line *line)
{
    const struct printer_code_paper *code = paper->order->code;
    if (!code->slot_at.set) {
        say(paper, line, paper_message(paper, MESSAGE_TICKET_RETURN_CODE));
        paper_text(paper, paper_message(paper, MESSAGE_TICKET_RETURN_AHEAD), smaller(paper, line), 0);
        return;
    }
    paper_block(paper, paper_message(paper, MESSAGE_TICKET_BOOKING), smaller(paper, line), 0);
    paper_text(paper, paper_take(paper, language_date(paper->language, clock_local(code->slot_at.value).date)),
               capital(paper, line), flags(line));
    paper_text(paper, time_text(paper, code->slot_at.value), capital(paper, line), PAGE_STRONG);
}

/* A code that stands alone is typed from the paper some other day; that of a ticket stands below its QR code. */
static void add_code(struct paper *paper, const struct ticket_line *line)
{
    const char *code = paper->order->ticket ? paper->order->ticket->code : paper->order->code->code;
    if (!code || !*code)
        return;
    if (paper->order->ticket) {
        say(paper, line, paper_message(paper, MESSAGE_TICKET_CHECK_CODE, I18N_TEXT("code", code)));
        return;
    }
    paper_block(paper, paper_message(paper, MESSAGE_TICKET_ENTER_CODE), smaller(paper, line), 0);
    page_add_gap(paper->page, PAPER_NEAR_MM);
    paper_text(paper, code, capital(paper, line), flags(line) | PAGE_MONOSPACE | PAGE_ONE_LINE);
}

static void add_qr(struct paper *paper, const struct ticket_line *line)
{
    const char *qr = paper->order->ticket ? paper->order->ticket->qr : paper->order->code->qr;
    if (!qr || !*qr)
        return;
    paper_qr(paper, qr, (double)line->module_um / 1000);
}

/* --- */

static void (*const blocks[TICKET_BLOCK_COUNT])(struct paper *paper, const struct ticket_line *line) = {
        [TICKET_BLOCK_LOGO] = add_logo,   [TICKET_BLOCK_CENTRE] = add_centre,   [TICKET_BLOCK_NUMBER] = add_number,
        [TICKET_BLOCK_WHERE] = add_where, [TICKET_BLOCK_SERVICE] = add_service, [TICKET_BLOCK_RANGE] = add_range,
        [TICKET_BLOCK_AHEAD] = add_ahead, [TICKET_BLOCK_ISSUED] = add_issued,   [TICKET_BLOCK_CODE] = add_code,
        [TICKET_BLOCK_QR] = add_qr,       [TICKET_BLOCK_WAY] = add_way,         [TICKET_BLOCK_PARTY] = add_party,
        [TICKET_BLOCK_EXTRA] = add_extra, [TICKET_BLOCK_BRING] = add_bring,     [TICKET_BLOCK_ORDER] = add_order,
        [TICKET_BLOCK_WATCH] = add_watch, [TICKET_BLOCK_ASK] = add_ask,         [TICKET_BLOCK_TODAY] = add_today,
        [TICKET_BLOCK_HOURS] = add_hours, [TICKET_BLOCK_SLOT] = add_slot,       [TICKET_BLOCK_PROOF] = add_proof,
        [TICKET_BLOCK_TEXT] = add_text,   [TICKET_BLOCK_RULE] = add_rule,       [TICKET_BLOCK_GAP] = add_gap,
        [TICKET_BLOCK_CUT] = add_cut,
};

void paper_add_block(struct paper *paper, const struct ticket_line *line)
{
    blocks[line->block](paper, line);
}
