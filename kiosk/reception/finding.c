/* SPDX-License-Identifier: MIT
 *
 * Reads the line by which tickets, return codes and bookings are found.
 */
#include "kiosk/reception/finding.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"

enum { WORDS_BYTES = 512, NUMBER_LETTERS = 2 };

static bool is_number(const char *word)
{
    size_t letters = 0, digits = 0;
    for (const char *at = word; *at; at++) {
        if ((unsigned char)*at >= 0x80 || !isalnum((unsigned char)*at))
            return false;
        digits += isdigit((unsigned char)*at) != 0;
        letters += isdigit((unsigned char)*at) == 0;
    }
    return digits > 0 || (letters > 0 && letters <= NUMBER_LETTERS);
}

/* "9:40" as well as "09:40". */
static int minute_of(const char *word, int *ret_minute)
{
    char padded[8];
    snprintf(padded, sizeof padded, "0%.6s", word);
    return minute_parse(strlen(word) == 4 ? padded : word, ret_minute);
}

void finding_read(const struct search *search, const char *text, struct wanted *ret_wanted)
{
    *ret_wanted = (struct wanted){.minute = -1};
    char words[WORDS_BYTES] = "", copy[WORDS_BYTES];
    snprintf(copy, sizeof copy, "%s", text);
    char *rest = copy, *word;
    while ((word = strsep(&rest, " "))) {
        if (!*word || minute_of(word, &ret_wanted->minute) == 0)
            continue;
        if (is_number(word) && !*ret_wanted->number && strlen(word) < FINDING_TEXT_BYTES) {
            memcpy(ret_wanted->number, word, strlen(word) + 1);
        } else {
            strncat(words, word, sizeof words - strlen(words) - 1);
            strncat(words, " ", sizeof words - strlen(words) - 1);
        }
    }
    if (*words && search_find(search, words, &ret_wanted->service, 1) == 0)
        ret_wanted->unknown = true;
}
