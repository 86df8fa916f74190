/* SPDX-License-Identifier: MIT
 *
 * What somebody types to find a thing whose code is lost, read as words with spaces between: a time ("10:40") is when,
 * a word with a digit, or of one or two Latin letters, is a part of the number, everything else is the beginning of the
 * service's name.
 */
#pragma once

#include "kiosk/ui/search.h"

enum { FINDING_TEXT_BYTES = 64 };

struct wanted {
    char number[FINDING_TEXT_BYTES]; /* "": any */
    const char *service;             /* key; NULL: any */
    int minute;                      /* of the day; -1: any time */
    bool unknown;                    /* words that are no service */
};

void finding_read(const struct search *search, const char *text, struct wanted *ret_wanted);
