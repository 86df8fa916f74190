/* SPDX-License-Identifier: MIT
 *
 * What papers.c and papers_order.c share.
 */
#pragma once

#include "daemon/papers.h"

int64_t papers_now(const struct papers *papers);
/* The same, which from now on is one of them; its code is taken. */
struct paper *papers_keep(struct papers *papers, const struct paper *as);
/* With the turn that is being collected; what it is about is told. */
void papers_add_row(struct papers *papers, const struct paper *paper, struct store_row *row);
/* Orders whose turn it is at this printer. */
int64_t papers_waiting_at(const struct papers *papers, const char *printer);
/* Is it a printer that this kind of paper may have a turn at? */
bool papers_may_print(const struct papers *papers, enum paper_kind kind, const char *printer);
/* The first place from there on whose printer may have it; as many as there are: none. */
size_t papers_next_place(const struct papers *papers, const struct paper *paper, size_t from);
