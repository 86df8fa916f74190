/* SPDX-License-Identifier: MIT
 *
 * The kinds of values an option can have (enum config_kind), one row each: how it is read, written and explained.
 */
#pragma once

#include "common/arena.h"
#include "common/buffer.h"
#include "common/config.h"

struct value_reader {
    const struct config_option *option;
    struct arena *arena;
    struct config_mistakes *mistakes;
};

struct config_kind_row {
    size_t size; /* of the value in the struct */
    /* Reads a setting into `value`; false if it is not of the kind or not in range, which is reported. */
    bool (*read)(const struct value_reader *reader, const config_setting_t *setting, void *value);
    /* Writes the value as it would stand in a file. NULL: cannot be written. */
    void (*write)(const struct config_option *option, const void *value, struct buffer *out);
    /* Writes what is expected: "a number from 1 to 65536". */
    void (*explain)(const struct config_option *option, struct buffer *out);
};

extern const struct config_kind_row config_kinds[];

/* What is expected of an option, in words; in `arena`. */
const char *config_expected(const struct config_option *option, struct arena *arena);
