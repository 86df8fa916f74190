/* SPDX-License-Identifier: MIT
 *
 * Varlink interface definitions: text in, type tables out.
 *
 * The grammar is that of https://varlink.org/Interface-Definition (whole: comments, nested structs and enums, ?, [],
 * [string], recursive types through ?, [] or [string]). The tables drive everything else: value.h checks, decodes and
 * encodes by them, generate.c prints C structs from them.
 *
 * Every type also has a C layout, so that a handler sees a plain struct. The rules (generate.c prints the same structs,
 * with a static assertion for each offset):
 *
 *     bool              bool                            ?bool ?int ?float     struct idl_maybe_bool/_int/_float
 *     int               int64_t                         ?enum                 struct idl_word, text NULL and value
 *     float             double                                                IDL_WORD_NULL when null
 *     string            const char * (UTF-8, no NUL)    ?string               const char *, NULL when null
 *     object            json_t * (borrowed, any JSON)   ?object               json_t *, NULL when null
 *     enum              struct idl_word
 *     struct, T         the struct, embedded            ?struct, ?T           pointer to the struct, NULL when null
 *     []T               struct idl_list                 ?[]T                  struct idl_list, items NULL when null
 *     [string]T         struct idl_list of {const char *key; T value;}, ?[string]T likewise
 *
 * An empty list that is not null has items pointing anywhere but NULL; where null is not allowed both are the same.
 */
#pragma once

#include "common/base.h"

struct arena;

enum idl_kind {
    IDL_BOOL,
    IDL_INT,
    IDL_FLOAT,
    IDL_STRING,
    IDL_OBJECT,
    IDL_ENUM,
    IDL_STRUCT,
    IDL_ARRAY, /* of `element` */
    IDL_MAP,   /* string to `element` */
    IDL_MAYBE, /* `element` or null */
};

enum { IDL_WORD_UNKNOWN = -1, IDL_WORD_NULL = -2 };

/* One word of an enum: its place in the enum, or IDL_WORD_UNKNOWN for a word that only a newer peer knows (then `text`
 * is what it said). Who writes may leave text NULL. */
struct idl_word {
    int value;
    const char *text;
};

struct idl_maybe_bool {
    bool set;
    bool value;
};

struct idl_maybe_int {
    bool set;
    int64_t value;
};

struct idl_maybe_float {
    bool set;
    double value;
};

struct idl_list {
    size_t count;
    void *items;
};

struct idl_field {
    const char *name;
    size_t name_length;
    const char *doc;             /* comment lines directly before it, without '#'; "" if none */
    const struct idl_type *type; /* NULL for the words of an enum */
    size_t offset;               /* in the C struct */
};

struct idl_type {
    enum idl_kind kind;
    const char *name;               /* of a named type, else NULL */
    const struct idl_type *element; /* array, map, maybe */
    const struct idl_field *fields; /* struct: its fields; enum: its words */
    size_t field_count;
    size_t size; /* of the C form */
    size_t alignment;
};

enum idl_member_kind { IDL_TYPE, IDL_METHOD, IDL_ERROR };

struct idl_member {
    enum idl_member_kind kind;
    const char *name;      /* "Issue" */
    const char *full_name; /* "org.novbe.Visitor.Issue" */
    const char *doc;
    const struct idl_type *type;   /* IDL_TYPE: the type; IDL_ERROR: its fields */
    const struct idl_type *input;  /* IDL_METHOD */
    const struct idl_type *output; /* IDL_METHOD */
    const struct idl *interface;
};

struct idl {
    const char *name; /* "org.novbe.Visitor" */
    const char *doc;
    const char *text;                 /* as parsed */
    const struct idl_member *members; /* in the order of the text */
    size_t member_count;
};

/* Where and why a text is no interface definition. */
struct idl_mistake {
    unsigned line;   /* from 1 */
    unsigned column; /* from 1, in bytes */
    char message[160];
};

static inline size_t idl_round_up(size_t size, size_t alignment)
{
    return (size + alignment - 1) / alignment * alignment;
}

/* Where the value stands in an item {const char *key; T value;} of a map of T. */
static inline size_t idl_map_value_offset(const struct idl_type *map)
{
    return idl_round_up(sizeof(const char *), map->element->alignment);
}

/* Bytes of one item of an array or a map. */
static inline size_t idl_item_size(const struct idl_type *list)
{
    if (list->kind == IDL_ARRAY)
        return list->element->size;
    return idl_round_up(idl_map_value_offset(list) + list->element->size, _Alignof(const char *));
}

/* Parses one interface definition; everything in *ret_idl lives in `arena`. Returns 0, or -EBADMSG with *ret_mistake
 * filled. Refused besides syntax: a name defined twice, a type never defined, a struct that holds itself, ??T, a list
 * of nothing but itself, comments that are not UTF-8. */
int idl_parse(struct arena *arena, const char *text, size_t length, const struct idl **ret_idl,
              struct idl_mistake *ret_mistake) attr_must_check;

/* The member of that kind by its short name, or NULL. */
const struct idl_member *idl_find(const struct idl *idl, enum idl_member_kind kind, const char *name);

/* The error or method by full name among several interfaces, or NULL. */
const struct idl_member *idl_find_full(const struct idl *const *idls, size_t count, enum idl_member_kind kind,
                                       const char *full_name);
