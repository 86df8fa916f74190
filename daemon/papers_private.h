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
/* The first place from there on whose printer may have it; as many as there are: none. */
size_t papers_next_place(const struct papers *papers, const struct paper *paper, size_t from);
