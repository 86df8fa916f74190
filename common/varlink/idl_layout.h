/* SPDX-License-Identifier: MIT
 *
 * The second half of idl_parse(): types as the text gave them in, types with their C layout out.
 */
#pragma once

#include "common/varlink/idl.h"

enum idl_draft_state { IDL_DRAFT_NEW, IDL_DRAFT_OPEN, IDL_DRAFT_DONE };

/* A type being built. Pointers to `type` are given out before it is known what it will be, so that a type may be used
 * before it is defined. */
struct idl_draft {
    struct idl_type type;         /* first, so that a pointer to it is a pointer to the draft */
    struct idl_field *fields;     /* what type.fields shows */
    struct idl_draft *next;       /* of all */
    struct idl_draft *next_named; /* of those with a name */
    struct idl_draft *same_as;    /* `type A B`: A is another name for B */
    bool defined;
    enum idl_draft_state state;
    unsigned height;       /* structs within it, one in the other */
    unsigned line, column; /* where it is defined, or first used */
};

static inline struct idl_draft *idl_draft_of(const struct idl_type *type)
{
    return container_of(type, struct idl_draft, type);
}

int idl_mistake_at(struct idl_mistake *mistake, unsigned line, unsigned column, const char *format, ...)
        attr_printf(4, 5);

/* Resolves names and computes sizes and offsets of all drafts. Returns 0, or -EBADMSG with *ret_mistake filled. */
int idl_layout(struct idl_draft *drafts, struct idl_draft *named, struct idl_mistake *ret_mistake) attr_must_check;
