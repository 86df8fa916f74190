/* SPDX-License-Identifier: MIT
 *
 * What a page is made of, for those who show it.
 */
#pragma once

#include "common/arena.h"
#include "common/page/page.h"

/* Texts of capitals from here on are pictures rather than text: on paper only their ink takes room, in a terminal they
 * are block letters. */
#define PAGE_LARGE_MM 8.0

enum block_kind { BLOCK_TEXT, BLOCK_PAIR, BLOCK_ITEM, BLOCK_GAP, BLOCK_RULE, BLOCK_QR, BLOCK_PICTURE, BLOCK_CUT };

struct block {
    enum block_kind kind;
    struct page_text text; /* TEXT, PAIR, ITEM; of a QR the text alone, of a PICTURE its path */
    const char *other;     /* PAIR: what stands at the right; ITEM: the mark */
    double mm;             /* of a GAP its height, of a QR its module, of a PICTURE its width */
};

struct page {
    struct arena arena;
    double width_mm, margin_mm;
    size_t count, room;
    struct block *blocks;
    bool cut;
};
