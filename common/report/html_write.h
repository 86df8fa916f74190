/* SPDX-License-Identifier: MIT
 *
 * HTML as bytes: what is markup goes in as it is, everything else escaped.
 */
#pragma once

#include "common/buffer.h"
#include "common/report/outline.h"

void html_put(struct buffer *out, const char *markup);
/* A text where text may stand, attributes in double quotes among them. Control characters become U+FFFD. */
void html_text(struct buffer *out, const char *text);
/* <tag class="...">text</tag>, without a class if it is NULL. */
void html_element(struct buffer *out, const char *tag, const char *class_name, const char *text);
/* " name="text"", with the space before it. */
void html_attribute(struct buffer *out, const char *name, const char *text);

void html_grid(struct buffer *out, const struct outline *outline, const struct outline_section *section,
               const struct outline_grid *grid);
void html_curve(struct buffer *out, const struct outline_curve *curve, const char *title);
void html_heat(struct buffer *out, const struct outline_heat *heat, const char *title);
void html_stack(struct buffer *out, const struct outline_stack *stack, const char *title);

/* Parts of the page that are the same in every one (report.css, report.js). */
extern const char html_style[];
extern const char html_script[];
