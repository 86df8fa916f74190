/* SPDX-License-Identifier: MIT
 *
 * A paper from top to bottom: the word COPY if it is one, then the list of its kind.
 *
 * Between two blocks lies the same gap, and a block that has nothing to say leaves none, so that what remains stands
 * as if it had never been meant to be more; for the same reason a line is drawn only between two blocks that are there.
 */
#include "printer/compose.h"

#include <assert.h>
#include <string.h>

#include "printer/paper.h"

/* Languages whose fonts here have no bold letters: made bold, the strokes of their small signs run into one another. */
static const char *const without_bold[] = {"ja", "zh", "ko"};
#define BOLD_LEAST_MM 4.0

/* Paper this narrow is that of a printer with 48 mm of dots (384), wider has 72 (576): 8 dots a mm in both. */
enum { NARROW_MM = 70 };

/* A capital of 3.4 mm is a font of 13 points: large print begins at 14, and what matters is larger anyway. */
static const double capitals_mm[] = {[TICKET_SMALL] = 2.5, [TICKET_NORMAL] = 3.4, [TICKET_LARGE] = 5.0};
#define NARROW_LETTERS 0.85

#define COPY_CAPITAL_MM 6.0

int compose_printed_mm(int width_mm)
{
    return width_mm < NARROW_MM ? 48 : 72;
}

double paper_capital_mm(const struct paper *paper, enum ticket_size size)
{
    return capitals_mm[size] * (paper->compose->width_mm < NARROW_MM ? NARROW_LETTERS : 1);
}

void paper_next(struct paper *paper)
{
    if (!paper->open)
        page_add_gap(paper->page, PAPER_GAP_MM);
    if (paper->rule) {
        page_add_rule(paper->page);
        page_add_gap(paper->page, PAPER_GAP_MM);
    }
    paper->rule = paper->open = false;
    paper->begun = true;
}

static struct page_text page_text_of(const struct paper *paper, const char *text, double capital_mm, unsigned flags)
{
    const char *code = language_code(paper->language);
    for (size_t i = 0; i < ARRAY_SIZE(without_bold); i++) {
        if (capital_mm < BOLD_LEAST_MM && strncmp(code, without_bold[i], 2) == 0)
            flags &= ~(unsigned)PAGE_STRONG;
    }
    return (struct page_text){.text = text, .language = code, .capital_mm = capital_mm, .flags = flags};
}

void paper_text(struct paper *paper, const char *text, double capital_mm, unsigned flags)
{
    if (!text || !*text)
        return;
    struct page_text set = page_text_of(paper, text, capital_mm, flags);
    set.align = PAGE_CENTRE;
    page_add_text(paper->page, &set);
}

void paper_block(struct paper *paper, const char *text, double capital_mm, unsigned flags)
{
    if (!text || !*text)
        return;
    paper_next(paper);
    paper_text(paper, text, capital_mm, flags);
}

void paper_item(struct paper *paper, const char *mark, const char *text, double capital_mm, unsigned flags)
{
    struct page_text set = page_text_of(paper, text, capital_mm, flags);
    page_add_item(paper->page, mark, &set);
}

const char *paper_take(struct paper *paper, char *text)
{
    const char *kept = arena_strdup(&paper->arena, text);
    free(text);
    return kept;
}

void paper_qr(struct paper *paper, const char *text, double module_mm)
{
    paper->open = paper->begun && !paper->rule;
    paper_next(paper);
    page_add_qr(paper->page, text, module_mm);
    paper->open = true;
}

static const struct language *language_of(const struct printer_order *order, const struct compose *compose)
{
    if (compose->language)
        return compose->language;
    const struct language *named = order->language ? i18n_find(compose->i18n, order->language) : NULL;
    return named ? named : i18n_at(compose->i18n, 0);
}

static const struct ticket_list *list_of(const struct printer_order *order, const struct ticket_layout *layout)
{
    if (order->ticket)
        return &layout->ticket;
    if (order->code)
        return &layout->code;
    return order->information ? &layout->information : NULL;
}

struct page *compose_page(const struct printer_order *order, const struct compose *compose)
{
    assert(compose->language || compose->i18n);
    double margin_mm = (compose->width_mm - compose_printed_mm(compose->width_mm)) / 2.0;
    struct paper paper = {.page = page_new(compose->width_mm, margin_mm),
                          .compose = compose,
                          .order = order,
                          .list = list_of(order, compose->layout),
                          .language = language_of(order, compose)};
    arena_init(&paper.arena);
    if (compose->again)
        paper_block(&paper, paper_message(&paper, MESSAGE_TICKET_COPY), COPY_CAPITAL_MM,
                    PAGE_STRONG | PAGE_INVERSE | PAGE_ONE_LINE);
    for (size_t i = 0; paper.list && i < paper.list->count; i++)
        paper_add_block(&paper, &paper.list->lines[i]);
    if (!paper.list && order->test)
        paper_add_test(&paper);
    page_add_gap(paper.page, PAPER_END_MM);
    if (paper.cut)
        page_add_cut(paper.page);
    arena_done(&paper.arena);
    return paper.page;
}
