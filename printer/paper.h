/* SPDX-License-Identifier: MIT
 *
 * A paper that is being composed: the page, and what all of its blocks share.
 */
#pragma once

#include "common/arena.h"
#include "printer/compose.h"

/* Between two blocks, and between two parts of one. */
#define PAPER_GAP_MM  2.0
#define PAPER_NEAR_MM 0.6
/* Below the last one. */
#define PAPER_END_MM 3.0

struct paper {
    struct page *page;
    const struct compose *compose;
    const struct printer_order *order;
    const struct ticket_list *list; /* NULL: a test paper */
    const struct language *language;
    struct arena arena; /* texts, until they are on the page */
    bool begun;         /* something stands on it */
    bool rule;          /* a line comes before what stands next */
    bool cut;           /* at its end */
    bool open;          /* what stands last has white enough around it */
};

/* A block begins: what keeps it from the one before. */
void paper_next(struct paper *paper);
/* In the middle; NULL and "" are nothing. */
void paper_text(struct paper *paper, const char *text, double capital_mm, unsigned flags);
/* The same as a block of its own. */
void paper_block(struct paper *paper, const char *text, double capital_mm, unsigned flags);
void paper_item(struct paper *paper, const char *mark, const char *text, double capital_mm, unsigned flags);
/* A block of its own; the white around a QR code is gap enough. */
void paper_qr(struct paper *paper, const char *text, double module_mm);
/* Capitals of a text of such a size on this paper. */
double paper_capital_mm(const struct paper *paper, enum ticket_size size);

/* Keeps what i18n.h and its like give. */
const char *paper_take(struct paper *paper, char *text);
#define paper_message(paper, message, ...) \
    paper_take((paper), i18n_text((paper)->language, (message)__VA_OPT__(, ) __VA_ARGS__))

/* One line of a layout; `again` of a paper that is one. */
void paper_add_block(struct paper *paper, const struct ticket_line *line);
void paper_add_test(struct paper *paper);
