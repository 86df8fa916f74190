/* SPDX-License-Identifier: MIT
 *
 * Lines for CUPS, each written at once.
 */
#include "printer/escpos/tell.h"

#include <errno.h>
#include <unistd.h>

#include "common/buffer.h"
#include "printer/escpos/language.h"

/* Keywords of printer-state-reasons: RFC 8011, 5.4.12. */
static const struct {
    enum language_trouble trouble;
    const char *keyword, *name;
} reasons[] = {
        {TROUBLE_PAPER_OUT, "media-empty-error", "paper is out"},
        {TROUBLE_COVER_OPEN, "cover-open-error", "the cover is open"},
        {TROUBLE_JAM, "media-jam-error", "the printer needs a hand"},
        {TROUBLE_OFFLINE, "offline-error", "the printer is offline"},
        {TROUBLE_PAPER_LOW, "media-low-warning", NULL},
};

static int say(const struct tell *tell, const char *format, ...) attr_printf(2, 3);
static int say(const struct tell *tell, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    _cleanup_free_ char *line = mem_vprintf(format, arguments);
    va_end(arguments);
    ssize_t written;
    do
        written = write(tell->fd, line, strlen(line));
    while (written < 0 && errno == EINTR);
    return written < 0 && errno == EPIPE ? -EPIPE : 0;
}

int tell_where(const struct tell *tell, const char *where, const char *more)
{
    return say(tell, "WARNING: %s%s%s\n", where, more ? ": " : "", more ? more : "");
}

void tell_bad_end(const struct tell *tell, const char *where, const char *why)
{
    (void)say(tell, "ERROR: %s: %s\n", where, why);
}

static void say_reasons(const struct tell *tell, char sign, unsigned troubles)
{
    _cleanup_(buffer_done) struct buffer words = {0};
    for (size_t i = 0; i < ARRAY_SIZE(reasons); i++) {
        if (troubles & reasons[i].trouble)
            buffer_printf(&words, "%s%s", words.length ? "," : "", reasons[i].keyword);
    }
    if (words.length)
        (void)say(tell, "STATE: %c%.*s\n", sign, (int)words.length, buffer_bytes(&words));
}

void tell_troubles(struct tell *tell, unsigned troubles)
{
    say_reasons(tell, '-', (tell->troubles | tell->stale) & ~troubles);
    say_reasons(tell, '+', troubles & ~tell->troubles);
    tell->troubles = troubles;
    tell->stale = 0;
}

/* That paper is low stays said until the printer has answered, so that it does not flicker. */
void tell_none(struct tell *tell)
{
    say_reasons(tell, '-', TROUBLES_THAT_HINDER);
    tell->stale = TROUBLE_PAPER_LOW;
}

void tell_page(const struct tell *tell, int page)
{
    (void)say(tell, "PAGE: %d 1\n", page);
}

void tell_debug(const struct tell *tell, const char *text)
{
    (void)say(tell, "DEBUG: novbe-escpos: %s\n", text);
}

const char *tell_trouble_name(unsigned troubles)
{
    for (size_t i = 0; i < ARRAY_SIZE(reasons); i++) {
        if (troubles & reasons[i].trouble)
            return reasons[i].name;
    }
    return NULL;
}
