/* SPDX-License-Identifier: MIT
 *
 * One event a line, key=value, to stderr or the systemd journal. No personal data goes here, ever.
 *
 *     log_info("ready", LOG_TEXT("socket", path), LOG_NUMBER("services", count));
 *     time=2026-11-23T09:00:00.000+04:00 level=info event=ready socket=/run/novbe/socket services=96
 *
 * Values with anything but printable non-space characters are quoted and escaped, so a line is always one line and a
 * value can never forge a key. A line is one write(2) of at most 4 KiB; one that would be longer ends in truncated=yes.
 * Under systemd (JOURNAL_STREAM names our stderr) the line carries a level prefix instead of the time, which the
 * journal keeps itself.
 */
#pragma once

#include "common/base.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

struct log_field {
    const char *key;  /* NULL ends the list */
    const char *text; /* NULL: take number */
    int64_t number;
};

static inline const char *log_text(const char *text)
{
    return text ? text : "";
}

#define LOG_TEXT(key_, text_)     ((struct log_field){.key = (key_), .text = log_text(text_)}) /* NULL: empty */
#define LOG_NUMBER(key_, number_) ((struct log_field){.key = (key_), .number = (int64_t)(number_)})

/* Lines above this level are dropped. Default: info. */
void log_set_level(enum log_level level);
/* For tests: writes to this descriptor instead of stderr, without journal prefixes. */
void log_set_output(int fd);

void log_write(enum log_level level, const char *event, const struct log_field *fields);
#define log_error(event, ...) \
    log_write(LOG_LEVEL_ERROR, (event), (const struct log_field[]){__VA_ARGS__ __VA_OPT__(, ){0}})
#define log_warning(event, ...) \
    log_write(LOG_LEVEL_WARNING, (event), (const struct log_field[]){__VA_ARGS__ __VA_OPT__(, ){0}})
#define log_info(event, ...) \
    log_write(LOG_LEVEL_INFO, (event), (const struct log_field[]){__VA_ARGS__ __VA_OPT__(, ){0}})
#define log_debug(event, ...) \
    log_write(LOG_LEVEL_DEBUG, (event), (const struct log_field[]){__VA_ARGS__ __VA_OPT__(, ){0}})
