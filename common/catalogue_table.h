/* SPDX-License-Identifier: MIT
 *
 * What every object of the catalogue consists of, as data: one option table a kind, and one row for each option that
 * is not a plain value but points elsewhere. Reading, comparing and counting texts all walk these tables, so a new
 * field is one row. Only the catalogue_*.c files and calendar_read.c include this header.
 */
#pragma once

#include "common/arena.h"
#include "common/catalogue.h"

enum catalogue_kind_id {
    KIND_SERIES,
    KIND_CLASS,
    KIND_NEED,
    KIND_OUTCOME,
    KIND_PAUSE,
    KIND_TASK,
    KIND_REASON,
    KIND_ZONE,
    KIND_HOURS,
    KIND_GROUP,
    KIND_SERVICE,
    KIND_PROFILE,
    KIND_PRINTER,
    KIND_COUNTER,
    KIND_OPERATOR,
    KIND_KIOSK,
    KIND_BOARD,
    KIND_COUNT
};

/* What an option means that is no plain value, and what the object holds instead. */
enum catalogue_link_shape {
    LINK_ONE,      /* a key                            -> const struct X *                                */
    LINK_MANY,     /* keys                             -> const struct X **, NULL-terminated              */
    LINK_SERVICES, /* keys of agencies, groups, services -> const struct catalogue_service **, NULL-terminated */
    LINK_SPANS,    /* "09:00-18:00" strings            -> struct spans                                    */
    LINK_TIERS,    /* lists of keys as LINK_SERVICES   -> tier_count and tiers of a profile               */
    LINK_SHAPES
};

struct catalogue_link {
    const char *name; /* of the option; one without an option follows from where the object stands in the file */
    enum catalogue_link_shape shape;
    enum catalogue_kind_id to; /* LINK_ONE, LINK_MANY */
    size_t offset;             /* in the object */
};

struct catalogue_kind {
    const char *word;   /* "counter" */
    const char *list;   /* "counters"; NULL: read with the tree of agencies */
    size_t list_offset; /* of its CATALOGUE_LIST in struct catalogue */
    size_t size;        /* of an object */
    const struct config_option *options;
    size_t option_count;
    const struct catalogue_link *links;
    size_t link_count;
};

extern const struct catalogue_kind catalogue_kinds[KIND_COUNT];

/* What config_read_group() fills: the object, and beside it what its links were called in the file. */
enum { DRAFT_SLOTS = 8, DRAFT_OBJECT_SIZE = 256 };
struct catalogue_draft {
    _Alignas(max_align_t) char object[DRAFT_OBJECT_SIZE];
    union catalogue_slot {
        const char *name;
        struct config_list list;
        const config_setting_t *setting;
    } slots[DRAFT_SLOTS];
};

/* The options of the file as a whole: all lists, and `skip`. */
extern const struct config_option catalogue_top_options[];
extern const size_t catalogue_top_option_count;

const struct config_option *catalogue_option(const struct catalogue_kind *kind, const char *name);
const struct catalogue_link *catalogue_link(const struct catalogue_kind *kind, const char *option);

size_t catalogue_count(const struct catalogue *catalogue, const struct catalogue_kind *kind);
void *catalogue_item(const struct catalogue *catalogue, const struct catalogue_kind *kind, size_t index);
/* Makes room for `count` objects of a kind. */
void catalogue_list_new(struct catalogue *catalogue, const struct catalogue_kind *kind, size_t count,
                        struct arena *arena);

/* Every object begins with its key and its origin. */
const char *catalogue_key(const void *object);
const struct catalogue_origin *catalogue_origin(const void *object);
/* Where a setting stands; the name of the file lives in `arena`. */
struct catalogue_origin catalogue_origin_of(const config_setting_t *setting, struct arena *arena);
/* The word of the kind; an outermost group is an "agency". */
const char *catalogue_word(const struct catalogue_kind *kind, const void *object);
const void *catalogue_find(const struct catalogue *catalogue, enum catalogue_kind_id kind, const char *key);
/* Is the service under this agency or group, at any depth? */
bool catalogue_group_holds(const struct catalogue_group *group, const struct catalogue_service *service);
