/* SPDX-License-Identifier: MIT
 *
 * What a service knows by full name: its methods with their handlers, and its errors. One look-up a call, however many
 * there are.
 */
#pragma once

#include "common/varlink/idl.h"

struct varlink_method;

struct name {
    const struct idl_member *member;     /* NULL: a free place */
    const struct varlink_method *method; /* NULL: an error, or nobody answers it here */
    size_t length;                       /* of the full name */
    uint32_t hash;
};

struct names {
    struct name *places; /* a power of two of them, at most half of them taken */
    size_t room;
    size_t count;
};

void names_done(struct names *names);

/* Adds a method or error; `method` may be NULL. The name must not be there yet. */
void names_add(struct names *names, const struct idl_member *member, const struct varlink_method *method);

/* NULL if there is none. */
const struct name *names_find(const struct names *names, const char *full_name, size_t length);
