/* SPDX-License-Identifier: MIT
 *
 * Keys of the configuration as numbers, for ever: a key that was given a number keeps it after it left the files, and
 * no other key of its kind ever gets it. The store keeps them beside the ledger; tests keep them in an array.
 */
#pragma once

#include "common/base.h"

/* Kinds stand in the ledger's tables by their numbers, which never change. */
enum name_kind {
    NAME_SERVICE = 1,
    NAME_AGENCY,
    NAME_SERIES,
    NAME_CLASS,
    NAME_NEED,
    NAME_LANGUAGE,
    NAME_PROFILE,
    NAME_COUNTER,
    NAME_ZONE,
    NAME_OPERATOR,
    NAME_OUTCOME,
    NAME_PAUSE,
    NAME_TASK,
    NAME_REASON,
    NAME_USER,
    NAME_METHOD,
    NAME_PRINTER,
    NAME_KIOSK,
    NAME_KINDS
};

struct name_source {
    /* The number of a key, from 1 and without gaps in its kind; a new key is given the next. */
    int32_t (*intern)(void *data, enum name_kind kind, const char *key);
    /* 0: never seen. */
    int32_t (*find)(void *data, enum name_kind kind, const char *key);
    /* NULL: no such number. The text lives as long as the source. */
    const char *(*key)(void *data, enum name_kind kind, int32_t id);
    /* How many there are: the greatest number. */
    int32_t (*count)(void *data, enum name_kind kind);
    void *data;
};
