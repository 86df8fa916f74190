/* SPDX-License-Identifier: MIT
 *
 * A source of names in an array, as the store's table: numbers by kind, given once and for ever.
 */
#pragma once

#include <string.h>

#include "daemon/names.h"

enum { NAMES_ROOM = 1024 };

struct names {
    int32_t counts[NAME_KINDS];
    char *keys[NAME_KINDS][NAMES_ROOM]; /* [id - 1] */
};

static inline int32_t names_find(void *data, enum name_kind kind, const char *key)
{
    const struct names *names = data;
    for (int32_t i = 0; i < names->counts[kind]; i++) {
        if (strcmp(names->keys[kind][i], key) == 0)
            return i + 1;
    }
    return 0;
}

static inline int32_t names_intern(void *data, enum name_kind kind, const char *key)
{
    struct names *names = data;
    int32_t id = names_find(data, kind, key);
    if (!id) {
        assert_true(names->counts[kind] < NAMES_ROOM);
        names->keys[kind][names->counts[kind]++] = mem_strdup(key);
        id = names->counts[kind];
    }
    return id;
}

static inline const char *names_key(void *data, enum name_kind kind, int32_t id)
{
    const struct names *names = data;
    return id > 0 && id <= names->counts[kind] ? names->keys[kind][id - 1] : NULL;
}

static inline int32_t names_count(void *data, enum name_kind kind)
{
    return ((const struct names *)data)->counts[kind];
}

static inline struct name_source names_source(struct names *names)
{
    return (struct name_source){
            .intern = names_intern, .find = names_find, .key = names_key, .count = names_count, .data = names};
}

static inline void names_done(struct names *names)
{
    for (int kind = 0; kind < NAME_KINDS; kind++) {
        for (int32_t i = 0; i < names->counts[kind]; i++)
            free(names->keys[kind][i]);
    }
}
