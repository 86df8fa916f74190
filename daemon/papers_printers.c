/* SPDX-License-Identifier: MIT
 *
 * Printers as orders of paper see them: how they are, what hangs on them, and what is left on their rolls.
 */
#include "daemon/papers_private.h"

#include <string.h>

enum { TEST_SHOWN_MS = 10 * 60 * 1000 };

void papers_tell_printer(struct papers *papers, const char *key, const struct printer *told)
{
    papers_run(papers);
    bool is_other = printers_see(&papers->printers, key, papers_now(papers)).state != told->state;
    if (!printers_tell(papers_printers(papers), key, told, papers_now(papers)))
        return;
    if (is_other)
        rolls_tell(&papers->rolls, key, told->state);
    papers->changed(papers->data, PAPERS_PRINTERS);
    papers->look = true;
    papers_run(papers);
}

void papers_use_roll(struct papers *papers, const char *printer, int64_t length_mm, int64_t count)
{
    rolls_print(&papers->rolls, printer, length_mm, count);
    papers->changed(papers->data, PAPERS_PRINTERS);
}

void papers_change_roll(struct papers *papers, const char *key, bool new_roll, int64_t user)
{
    papers_load(papers);
    rolls_change(&papers->rolls, key, new_roll, user);
    papers->changed(papers->data, PAPERS_PRINTERS);
}

struct paper_printer papers_see_printer(struct papers *papers, const char *key)
{
    int64_t now_ms = papers_now(papers);
    papers_load(papers);
    struct paper_printer printer = {
            .seen = printers_see(&papers->printers, key, now_ms),
            .can_print = printers_can_print(&papers->printers, key, now_ms),
            .needs_hand = printers_needs_hand(&papers->printers, key, now_ms),
            .orders = papers_waiting_at(papers, key),
    };
    printer.roll = rolls_see(&papers->rolls, key, printer.seen.tickets_left, printer.seen.since_ms);
    return printer;
}

/* The newest are looked at, as who waits for it has just ordered it. */
const struct paper *papers_test(struct papers *papers, const char *printer)
{
    papers_load(papers);
    int64_t since_ms = papers_now(papers) - TEST_SHOWN_MS;
    for (size_t i = papers->count; i > 0 && papers->items[i - 1]->at_ms >= since_ms; i--) {
        const struct paper *paper = papers->items[i - 1];
        if (paper->kind == PAPER_TEST && strcmp(paper->list->keys[0], printer) == 0)
            return paper;
    }
    return NULL;
}

bool papers_printer_at(struct papers *papers, size_t place, struct paper_printer *ret_printer)
{
    const struct catalogue *catalogue = papers->hall->centre->catalogue;
    if (place >= catalogue->printers.count)
        return false;
    *ret_printer = papers_see_printer(papers, catalogue->printers.items[place].key);
    return true;
}
