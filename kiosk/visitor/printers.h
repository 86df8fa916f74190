/* SPDX-License-Identifier: MIT
 *
 * The printers of the kiosk: how they are, in words, and the roll that somebody puts into one of them.
 *
 * The first of a kiosk's printers stands beside it, so whoever closes its cover stands before the kiosk: it asks there
 * and then whether that was a new roll. A visitor may leave the question; it comes back when nobody is there.
 */
#pragma once

#include "kiosk/visitor/page.h"

enum {
    ROLL_QUIET_MS = 5000,   /* nobody has touched the first page for so long: nobody is choosing */
    ROLL_AGAIN_MS = 300000, /* a question that was left comes back */
    ROLL_STAY_MS = 60000,   /* and is left by itself when nobody touches it */
};

const struct visitor_kiosk_printer *printers_find(const struct model *model, const char *key); /* NULL: none */
bool printer_prints(const struct visitor_kiosk_printer *printer);
const char *printer_state(const struct page *page, const struct visitor_kiosk_printer *printer);
/* "since 09:00 · 410 tickets left · ends about 14:30": what is known of it. */
const char *printer_about(const struct page *page, const struct visitor_kiosk_printer *printer);
/* "410 tickets left · ends about 14:30"; NULL: nothing is known. */
const char *printer_roll(const struct page *page, const struct visitor_kiosk_printer *printer);

/* The printer beside the kiosk, if it asks for its roll; NULL: it does not. */
const struct visitor_kiosk_printer *roll_asking(const struct model *model);
/* When the first page asks; 0: it does not. */
int64_t roll_asks_at(const struct model *model);

/* Somebody's answer is on its way; it was taken; nobody has given one. */
void roll_begin(struct model *model, const char *printer, bool is_new);
void roll_told(struct model *model, int64_t now_ms);
void roll_clear(struct model *model);
/* The printers were told anew: what has become of the test paper? */
void roll_follow(struct model *model, int64_t now_ms);
