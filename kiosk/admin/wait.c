/* SPDX-License-Identifier: MIT
 *
 * A wait in a few words.
 */
#include "kiosk/admin/wait.h"

#include <stdio.h>

#include "kiosk/admin/refusal.h"

static const char *const whys[RANGE_WHYS] = {
        [RANGE_NO_FORECAST] = "no forecast yet",
        [RANGE_HALTED] = "the hall is halted",
        [RANGE_NOBODY_SERVES] = "nobody serves it any more today",
        [RANGE_TOO_UNCERTAIN] = "too uncertain to tell",
        [RANGE_NOT_WAITING] = "it does not wait",
};

const char *wait_text(const struct range *range, const char *why, int64_t now_ms, char text[WAIT_TEXT_SIZE])
{
    struct range_shown shown = range ? range_shown(range, RANGE_ON_SCREEN, now_ms) : range_unknown(range_why_of(why));
    char from[MOMENT_TEXT_SIZE];
    if (shown.form == RANGE_SOON)
        snprintf(text, WAIT_TEXT_SIZE, "wait a few minutes");
    else if (shown.form == RANGE_NOT_BEFORE)
        snprintf(text, WAIT_TEXT_SIZE, "not called before %s", moment_text(shown.from_ms, from));
    else if (shown.form == RANGE_UNKNOWN)
        snprintf(text, WAIT_TEXT_SIZE, "wait unknown: %s", whys[shown.why]);
    else if (shown.from_minutes == 0)
        snprintf(text, WAIT_TEXT_SIZE, "wait up to %d min", (int)shown.until_minutes);
    else
        snprintf(text, WAIT_TEXT_SIZE, "wait %d-%d min", (int)shown.from_minutes, (int)shown.until_minutes);
    return text;
}
