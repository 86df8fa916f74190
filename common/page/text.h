/* SPDX-License-Identifier: MIT
 *
 * A page as lines of a terminal: the texts where they stand on paper, large ones as block letters made of the dots they
 * have there, a QR code in half blocks, a cut as "8<- - -".
 */
#pragma once

#include "common/buffer.h"
#include "common/page/page.h"

/* `columns`: of the paper's width; 24 at least. */
void page_write_text(const struct page *page, unsigned columns, struct buffer *out);
