/* SPDX-License-Identifier: MIT
 *
 * The grammar of configuration files over config_lex.h, across @include: what libconfig would refuse without saying
 * why, or take without a word. A text without mistakes here is a text that libconfig takes.
 */
#pragma once

#include "common/config_lex.h"

struct scan_frame;

/* Where a setting begins; one for each in the order of the text, the root excepted. */
struct scan_position {
    const char *file;
    unsigned line;
};

struct scan {
    struct config_mistakes *mistakes;
    /* At @include: scans the file of this path by scan_text(), or says what hinders it. NULL: includes are refused. */
    void (*include)(struct scan *scan, const struct lexer *lexer, const struct token *path);

    struct scan_position *positions;
    size_t position_count, position_room;
    struct scan_frame *frames; /* open groups and lists, the file's root first */
    size_t depth, frame_room;
    int expect;        /* enum expect: what comes next */
    struct token last; /* the token before */
    bool broken;       /* a mistake of syntax was found: only words are checked from here on */
};

void scan_init(struct scan *scan, struct config_mistakes *mistakes);
void scan_done(struct scan *scan);

/* Scans one file, included or not. `file` must live as long as the positions, `text` until scan_done(). */
void scan_text(struct scan *scan, const char *file, const char *text, size_t length);

/* After the last text: is the whole complete? */
void scan_end(struct scan *scan);
