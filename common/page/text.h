/* SPDX-License-Identifier: MIT
 *
 * A page as lines of a terminal: the texts where they stand on paper, large ones as block letters made of the dots they
 * have there, a QR code in half blocks, a cut as "8<- - -". Ink is light on the dark ground of a terminal, but a QR
 * code is as on paper, dark on light, so that it can be scanned from there.
 */
#pragma once

#include "common/buffer.h"
#include "common/page/page.h"

/* `columns`: of the paper's width; 24 at least. No escape sequences: what is strong looks like the rest. */
void page_write_text(const struct page *page, unsigned columns, struct buffer *out);
/* The same for a terminal that knows ECMA-48 (all of today's do): strong texts are bold. */
void page_write_terminal(const struct page *page, unsigned columns, struct buffer *out);
