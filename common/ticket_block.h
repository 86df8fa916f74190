/* SPDX-License-Identifier: MIT
 *
 * What there is to stand on paper: a row a block, from which come the parser of ticket.conf, its mistakes and its
 * sample.
 */
#pragma once

#include "common/ticket_layout.h"

/* What may be said of a block beside its name; also the order in which it is written. */
enum ticket_option {
    TICKET_OPTION_SIZE,
    TICKET_OPTION_STRONG,
    TICKET_OPTION_HEIGHT,
    TICKET_OPTION_WIDTH,
    TICKET_OPTION_MODULE,
    TICKET_OPTION_FILE,
    TICKET_OPTION_TEXT,
    TICKET_OPTION_COUNT
};

struct ticket_block_row {
    unsigned papers;  /* bits of enum ticket_paper: where it may stand */
    unsigned needed;  /* the same: where it must */
    unsigned options; /* bits of enum ticket_option */
    struct ticket_range {
        int64_t least, most;
        const char *fallback;
    } height_mm;
    const char *help;
};

extern const struct ticket_block_row ticket_blocks[TICKET_BLOCK_COUNT];
extern const char *const ticket_block_words[TICKET_BLOCK_COUNT + 1]; /* as in the file; NULL behind */

/* A line of a list as a struct, before its QR module is read. */
struct ticket_draft {
    struct ticket_line line;
    const config_setting_t *module_mm;
};

/* The option table of one block, "block" first; -1: of any. In `arena`. */
struct ticket_options {
    size_t count;
    struct config_option *rows;
};
struct ticket_options ticket_block_options(int block, struct arena *arena);

/* A QR code's module. */
enum { TICKET_MODULE_LEAST_UM = 250, TICKET_MODULE_MOST_UM = 2000, TICKET_MODULE_UM = 600 };

/* The lists of a layout, built in, as they stand in the sample. */
extern const char ticket_layout_text[];
