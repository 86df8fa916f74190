/* SPDX-License-Identifier: MIT
 *
 * What the files of the text share.
 */
#pragma once

#include "common/report/outline.h"

enum { TEXT_COLUMNS_LEAST = 40, TEXT_COLUMNS_MOST = 400 };

enum text_style { STYLE_PLAIN, STYLE_FAINT, STYLE_GOOD, STYLE_BAD, STYLE_STRONG, STYLE_TITLE, STYLE_BAR };

struct text_writer {
    struct buffer *out;
    size_t columns; /* a line has so many at most */
    bool colour, whole;
};

void text_put(struct text_writer *writer, const char *text);
void text_styled(struct text_writer *writer, enum text_style style, const char *text);
void text_newline(struct text_writer *writer);
/* The sign so often. */
void text_repeat(struct text_writer *writer, const char *sign, size_t count);
/* In a column so wide; longer text is cut and ends with "…". */
void text_cell(struct text_writer *writer, enum text_style style, const char *text, size_t columns, bool right);
/* Over as many lines as it takes, each behind `first` or as many blanks. */
void text_paragraph(struct text_writer *writer, enum text_style style, const char *first, const char *text);

/* A table, in as many parts side by side as fit, the others below with the names of its rows again. Columns that hold
 * nothing but noughts are left out; where there is little room and not all is wanted, all but brief ones. */
void text_grid(struct text_writer *writer, const struct outline_grid *grid);
