/* SPDX-License-Identifier: MIT
 *
 * What the steps of catalogue_read() share: the drafts of all objects beside the settings they came from.
 * catalogue_read.c fills it, catalogue_link.c resolves names, catalogue_shape.c looks at each object by itself.
 */
#pragma once

#include "common/catalogue_table.h"

#define NO_GROUP SIZE_MAX

/* One object being read; row i of a kind becomes item i of its list. */
struct catalogue_row {
    const config_setting_t *setting;
    size_t group; /* of a group or service: the row of the group around it; NO_GROUP: none */
    struct catalogue_draft draft;
};

struct catalogue_reader {
    struct arena *arena;
    struct config_mistakes *mistakes;
    struct catalogue *catalogue;
    struct catalogue_rows {
        struct catalogue_row *items;
        size_t count, room;
    } rows[KIND_COUNT];
    const void **by_key[KIND_COUNT];        /* the items, sorted by key */
    const struct catalogue_service **found; /* catalogue_link.c: room for all services */
};

/* Adds `kind "key": option: ...` at the line of the option ("name", "name.az"), or of the object if the option is not
 * there (or NULL). */
void catalogue_reader_mistake(struct catalogue_reader *reader, enum config_severity severity,
                              enum catalogue_kind_id kind, size_t row, const char *option, const char *format, ...)
        attr_printf(6, 7);

const void *catalogue_reader_find(const struct catalogue_reader *reader, enum catalogue_kind_id kind, const char *key);

/* Turns every name into what it names. */
void catalogue_resolve(struct catalogue_reader *reader);
/* Looks at each object by itself. */
void catalogue_shape(struct catalogue_reader *reader);
