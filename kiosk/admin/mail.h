/* SPDX-License-Identifier: MIT
 *
 * A mail as sendmail takes it: headers, a text, and files (RFC 5322, 2045, 2047). All of it is ASCII.
 */
#pragma once

#include "common/buffer.h"
#include "common/config.h"

struct mail_file {
    const char *name; /* ASCII, no quotation marks */
    const char *type; /* "application/pdf" */
    const char *bytes;
    size_t size;
};

struct mail {
    const char *from; /* addresses are sound (mail_address_is_sound) */
    const struct config_list *to;
    const char *subject; /* UTF-8, one line */
    const char *id;      /* what stands before @ in its Message-ID: ASCII letters, digits, dots, hyphens */
    int64_t at_ms;       /* Date, by clock_local() */
    const char *text;    /* UTF-8 */
    size_t file_count;
    const struct mail_file *files;
};

void mail_write(const struct mail *mail, struct buffer *out);
