/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a message for a method with every kind of field: what is taken, by a server or by a client, can be
 * written, and what was written is taken again and written the same.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "common/varlink/value.h"
#include "tests/common/varlink/rich.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Decodes and writes; false if it was refused. A refusal can be sent: its path is UTF-8. */
static bool pass(const struct idl_type *type, struct arena *arena, json_t *value, enum value_mode mode,
                 struct buffer *out)
{
    struct value_mistake mistake = {0}, by_check = {0};
    void *c_value = arena_alloc(arena, type->size);
    int r = value_decode(type, value, mode, arena, c_value, &mistake);
    assert(value_check(type, value, mode, &by_check) == r);
    assert(strcmp(mistake.path, by_check.path) == 0 && strcmp(mistake.reason, by_check.reason) == 0);
    if (r < 0) {
        assert(r == -EBADMSG && mistake.reason[0]);
        value_encode_string(mistake.path, out);
        return false;
    }
    value_encode(type, c_value, out);
    return true;
}

static void expect_round(const struct idl_type *type, struct arena *arena, json_t *value, enum value_mode mode)
{
    struct buffer first = {0}, second = {0};
    if (pass(type, arena, value, mode, &first)) {
        json_t *again = value_parse(buffer_bytes(&first), first.length);
        assert(again);
        bool taken = pass(type, arena, again, mode, &second);
        assert(taken && first.length == second.length);
        assert(memcmp(buffer_bytes(&first), buffer_bytes(&second), first.length) == 0);
        json_decref(again);
    }
    buffer_done(&first);
    buffer_done(&second);
}

/* What is taken is what jansson takes, but for NUL, which ends a message on the wire and which jansson overlooks. */
static void expect_as_jansson(json_t *value, const char *bytes, size_t size)
{
    if (memchr(bytes, '\0', size))
        return;
    json_t *theirs = json_loadb(bytes, size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    assert(json_is_object(theirs) ? json_equal(value, theirs) : !value);
    json_decref(theirs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    const struct idl *idl = NULL;
    struct idl_mistake mistake;
    arena_init(&arena);
    int r = idl_parse(&arena, rich_text, strlen(rich_text), &idl, &mistake);
    assert(r == 0);
    json_t *value = value_parse((const char *)data, size);
    expect_as_jansson(value, (const char *)data, size);
    if (value) {
        const struct idl_type *type = idl_find(idl, IDL_METHOD, "Take")->input;
        expect_round(type, &arena, value, VALUE_STRICT);
        expect_round(type, &arena, value, VALUE_LENIENT);
    }
    json_decref(value);
    arena_done(&arena);
    return 0;
}
