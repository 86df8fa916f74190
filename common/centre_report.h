/* SPDX-License-Identifier: MIT
 *
 * What novbe.conf says of reports that are delivered by themselves.
 */
#pragma once

#include "common/centre.h"

/* In the order of enum report_csv. */
extern const char *const report_csv_words[];

enum report_format { REPORT_TEXT, REPORT_CSV, REPORT_JSON, REPORT_HTML, REPORT_PDF, REPORT_FORMATS };
extern const char *const report_format_words[REPORT_FORMATS + 1];
/* -ENOENT: there is no such word. */
int report_format_find(const char *word, enum report_format *ret_format) attr_must_check;

/* An address that stands in a header as it is: no signs that mean something there, one @. */
bool mail_address_is_sound(const char *address);

/* Tells each mistake with the offset of its option in struct settings. */
void report_settings_check(const struct settings *settings, struct arena *arena,
                           void (*mistake)(size_t offset, const char *text, void *data), void *data);
