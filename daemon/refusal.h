/* SPDX-License-Identifier: MIT
 *
 * From a refusal of the engine to the error of org.novbe.Refused that says it, with keys instead of numbers.
 */
#pragma once

#include "daemon/engine/command.h"
#include "daemon/names.h"

struct arena;
struct varlink_call;

/* The way back from numbers. */
struct refusal_names {
    const char *(*key)(const void *data, enum name_kind kind, int32_t id);    /* NULL: no such number */
    const char *(*ticket)(const void *data, int32_t id, struct arena *arena); /* "A042"; NULL: no such ticket */
    const void *data;
};

/* The error's full name and the C form of its fields, both in `arena`. `asked` is what the caller named (a key, a
 * ticket, a code), for errors that repeat it where the engine has no number for it; NULL: nothing. */
void refusal_error(const struct refusal *refusal, const struct refusal_names *names, const char *asked,
                   struct arena *arena, const char **ret_name, const void **ret_fields);

/* Answers the call with it. */
void refusal_answer(struct varlink_call *call, const struct refusal *refusal, const struct refusal_names *names,
                    const char *asked);
