/* SPDX-License-Identifier: MIT
 *
 * Values by their IDL type: JSON into C structs and back. Nothing else in novbe takes JSON objects apart.
 */
#pragma once

#include <jansson.h>

#include "common/varlink/idl.h"

struct arena;
struct buffer;

/* How to take what the type does not know. */
enum value_mode {
    VALUE_STRICT,  /* a server reads a call: an unknown field or enum word is refused */
    VALUE_LENIENT, /* a client reads a reply of a possibly newer server: unknown fields are passed over, unknown enum
                      words kept as text */
};

/* What is wrong with a value. `path` names the field as InvalidParameter does: "class", "steps[2].service",
 * "texts.az"; `reason` is a sentence for a log or a person: "is missing", "must be one of: one, two". */
struct value_mistake {
    char path[256];
    char reason[192];
};

/* Parses one message. NUL inside strings is let through here, so that value_decode can name the field. Refused:
 * anything but one JSON object, a key given twice, integers outside 64 bits. Returns a new reference or NULL. */
json_t *value_parse(const char *bytes, size_t length);

/* Checks `value` against `type` and fills *ret_struct (type->size bytes) by the layout of idl.h. Strings and objects
 * are borrowed from `value`; lists and optional structs live in `arena`. An optional field may be null or absent; a
 * float takes an integer; strings with NUL inside are refused. Returns 0, or -EBADMSG with *ret_mistake filled and
 * *ret_struct undefined. */
int value_decode(const struct idl_type *type, json_t *value, enum value_mode mode, struct arena *arena,
                 void *ret_struct, struct value_mistake *ret_mistake) attr_must_check;

/* The same check without the struct. */
int value_check(const struct idl_type *type, json_t *value, enum value_mode mode, struct value_mistake *ret_mistake)
        attr_must_check;

/* Appends the JSON text of the C struct. Cannot fail: a string that is no UTF-8, an enum value out of range or a number
 * that is not finite is a broken invariant of ours. Null fields are left out. */
void value_encode(const struct idl_type *type, const void *c_value, struct buffer *out);

/* Appends `text` as a JSON string, quotes included. */
void value_encode_string(const char *text, struct buffer *out);
