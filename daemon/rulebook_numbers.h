/* SPDX-License-Identifier: MIT
 *
 * The objects of a loaded centre by their numbers. Only daemon/rulebook.c includes this header.
 */
#pragma once

#include "common/centre.h"
#include "daemon/names.h"

/* The objects of one kind, as they lie in the catalogue. */
struct numbered {
    const char *items;
    size_t size, count;
    int32_t *ids;         /* of each item; 0: it has none */
    int32_t limit;        /* one more than the greatest number */
    const void **objects; /* of each number; NULL: not in the catalogue */
};

struct numbers {
    const struct centre *centre;
    struct name_source source;
    struct numbered kinds[NAME_KINDS]; /* those that are no matter of the configuration are empty */
    const char **languages;            /* codes: those of the centre, then those only operators speak */
    struct arena *arena;
};

/* Everything lives in `arena`. What cannot be told apart by bits any more gets no number, and a line in the log. */
void numbers_make(struct numbers *numbers, const struct centre *centre, const struct name_source *source,
                  struct arena *arena);

/* The number of an object of the catalogue; 0 of NULL, or if it has none. */
int32_t numbers_id(const struct numbers *numbers, enum name_kind kind, const void *object);

/* Of a language of the centre or of an operator; 0 if it has no number. */
int64_t numbers_language_bit(const struct numbers *numbers, const char *code);
