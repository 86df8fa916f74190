/* SPDX-License-Identifier: MIT
 *
 * Random types, random values of them: what is written reads back as it was, and one wrong spot anywhere is refused by
 * its path. NOVBE_SEED repeats a run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "common/varlink/value.h"

#define RUNS 1500

struct world {
    uint64_t random;
    struct arena arena;
    struct buffer text;
    json_t *objects; /* keeps what fields of the kind object point to */
};

static unsigned roll(struct world *world, unsigned sides)
{
    world->random = world->random * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(world->random >> 33) % sides;
}

/* --- types --- */

static void write_type(struct world *world, unsigned depth, bool may_be_null);

static void write_fields(struct world *world, unsigned depth)
{
    unsigned count = roll(world, 5);
    buffer_append_byte(&world->text, '(');
    for (unsigned i = 0; i < count; i++) {
        buffer_printf(&world->text, "%sf%u: ", i > 0 ? ", " : "", i);
        write_type(world, depth + 1, true);
    }
    buffer_append_byte(&world->text, ')');
}

static void write_type(struct world *world, unsigned depth, bool may_be_null)
{
    static const char *const words[] = {"bool",  "int", "float", "string", "object", "(one, two, three)",
                                        "Named", "Tree"};
    switch (roll(world, depth > 5 ? 1 : 6)) {
    case 1:
        write_fields(world, depth);
        break;
    case 2:
        buffer_append(&world->text, "[]", 2);
        write_type(world, depth + 1, true);
        break;
    case 3:
        buffer_append(&world->text, "[string]", 8);
        write_type(world, depth + 1, true);
        break;
    case 4:
        if (may_be_null)
            buffer_append_byte(&world->text, '?');
        write_type(world, depth + 1, false);
        break;
    default:
        buffer_printf(&world->text, "%s", words[roll(world, ARRAY_SIZE(words))]);
    }
}

static const struct idl_type *random_type(struct world *world)
{
    const struct idl *idl = NULL;
    struct idl_mistake mistake;
    buffer_clear(&world->text, SIZE_MAX);
    buffer_printf(&world->text, "interface org.example.random\n"
                                "type Tree (name: ?string, children: []Tree, other: ?Tree, index: [string]Tree)\n"
                                "type Named ");
    buffer_printf(&world->text, roll(world, 2) ? "(x: int, y: ?float)" : "(green, red)");
    buffer_printf(&world->text, "\ntype T ");
    write_fields(world, 0);
    if (idl_parse(&world->arena, buffer_bytes(&world->text), world->text.length, &idl, &mistake) < 0)
        fail_msg("%u:%u: %s in %s", mistake.line, mistake.column, mistake.message, buffer_bytes(&world->text));
    return idl_find(idl, IDL_TYPE, "T")->type;
}

/* --- values --- */

static void fill(struct world *world, const struct idl_type *type, char *to, unsigned depth);

static const char *random_string(struct world *world)
{
    static const char *const parts[] = {"a", "Z", "\"", "\\", "\n", "\x01", "\x7f", "ə", "İ", "語", "😀", ".", "/", " "};
    struct buffer text = {0};
    for (unsigned i = roll(world, 6); i > 0; i--)
        buffer_printf(&text, "%s", parts[roll(world, ARRAY_SIZE(parts))]);
    const char *copy = arena_strndup(&world->arena, text.bytes ? text.bytes : "", text.length);
    buffer_done(&text);
    return copy;
}

static double random_float(struct world *world)
{
    double mantissa = (double)roll(world, 1000000) - 500000, divisors[] = {1, 3, 1e5, 7e-9};
    return mantissa / divisors[roll(world, 4)];
}

static json_t *random_object(struct world *world)
{
    json_t *value = json_pack("{s:i, s:[s,n,b,f]}", "a", (int)roll(world, 9), "b", random_string(world), 1,
                              random_float(world));
    json_array_append_new(world->objects, value);
    return value;
}

static void fill_list(struct world *world, const struct idl_type *type, struct idl_list *list, unsigned depth)
{
    list->count = depth > 6 ? 0 : roll(world, 4);
    list->items = arena_alloc(&world->arena, list->count * idl_item_size(type));
    char *item = list->items;
    for (size_t i = 0; i < list->count; i++, item += idl_item_size(type)) {
        if (type->kind == IDL_MAP)
            *(const char **)(void *)item = arena_printf(&world->arena, "k%zu", i);
        fill(world, type->element, type->kind == IDL_MAP ? item + idl_map_value_offset(type) : item, depth + 1);
    }
}

static void fill_maybe(struct world *world, const struct idl_type *type, char *to, unsigned depth)
{
    const struct idl_type *element = type->element;
    bool is_null = depth > 6 || roll(world, 2);
    memset(to, 0, type->size);
    if (element->kind == IDL_ENUM)
        ((struct idl_word *)(void *)to)->value = IDL_WORD_NULL;
    if (is_null)
        return;
    if (element->kind == IDL_STRUCT)
        to = *(char **)(void *)to = arena_alloc(&world->arena, element->size);
    if (element->kind == IDL_BOOL || element->kind == IDL_INT || element->kind == IDL_FLOAT) {
        *(bool *)(void *)to = true;
        to += element->kind == IDL_BOOL ? offsetof(struct idl_maybe_bool, value)
                                        : offsetof(struct idl_maybe_int, value);
    }
    fill(world, element, to, depth);
}

static void fill(struct world *world, const struct idl_type *type, char *to, unsigned depth)
{
    switch (type->kind) {
    case IDL_BOOL:
        *(bool *)(void *)to = roll(world, 2);
        break;
    case IDL_INT:
        *(int64_t *)(void *)to = (int64_t)(world->random >> roll(world, 64)) * (roll(world, 2) ? 1 : -1);
        break;
    case IDL_FLOAT:
        *(double *)(void *)to = random_float(world);
        break;
    case IDL_STRING:
        *(const char **)(void *)to = random_string(world);
        break;
    case IDL_OBJECT:
        *(json_t **)(void *)to = random_object(world);
        break;
    case IDL_ENUM:
        *(struct idl_word *)(void *)to = (struct idl_word){(int)roll(world, (unsigned)type->field_count), NULL};
        break;
    case IDL_STRUCT:
        for (size_t i = 0; i < type->field_count; i++)
            fill(world, type->fields[i].type, to + type->fields[i].offset, depth + 1);
        break;
    case IDL_ARRAY:
    case IDL_MAP:
        fill_list(world, type, (struct idl_list *)(void *)to, depth);
        break;
    case IDL_MAYBE:
        fill_maybe(world, type, to, depth);
        break;
    }
}

static json_t *write_and_parse(struct world *world, const struct idl_type *type, const void *c_value)
{
    buffer_clear(&world->text, SIZE_MAX);
    value_encode(type, c_value, &world->text);
    json_t *value = value_parse(buffer_bytes(&world->text), world->text.length);
    if (!value)
        fail_msg("this is no message: %.*s", (int)world->text.length, buffer_bytes(&world->text));
    return value;
}

/* --- one wrong spot --- */

/* No type but object takes this: a fraction in a list. */
static json_t *nonsense(const struct idl_type *type)
{
    return type->kind == IDL_ARRAY ? json_real(0.5) : json_pack("[f]", 0.5);
}

static json_t *json_child(json_t *parent, const char *key, size_t index)
{
    return key ? json_object_get(parent, key) : json_array_get(parent, index);
}

/* A child of the value to go into; false if there is none. */
static bool choose_child(struct world *world, const struct idl_type *type, json_t *value,
                         const struct idl_type **ret_type, const char **ret_key, size_t *ret_index)
{
    size_t count = json_is_array(value) ? json_array_size(value) : json_object_size(value);
    if (count == 0 || type->kind < IDL_STRUCT)
        return false;
    *ret_index = roll(world, (unsigned)count);
    *ret_key = NULL;
    *ret_type = type->element;
    if (type->kind == IDL_ARRAY)
        return true;
    void *at = json_object_iter(value);
    for (size_t i = 0; i < *ret_index; i++)
        at = json_object_iter_next(value, at);
    *ret_key = json_object_iter_key(at);
    for (size_t i = 0; type->kind == IDL_STRUCT && i < type->field_count; i++) {
        if (strcmp(type->fields[i].name, *ret_key) == 0)
            *ret_type = type->fields[i].type;
    }
    return true;
}

static const char *step(struct world *world, const char *path, const char *key, size_t index)
{
    if (!key)
        return arena_printf(&world->arena, "%s[%zu]", path, index);
    return arena_printf(&world->arena, "%s%s%s", path, path[0] ? "." : "", key);
}

/* Puts nonsense somewhere into the value and says where; NULL if there was no place for it. */
static const char *spoil(struct world *world, const struct idl_type *type, json_t *json)
{
    const char *path = "", *key;
    const struct idl_type *inner;
    size_t index;
    while (choose_child(world, type, json, &inner, &key, &index)) {
        path = step(world, path, key, index);
        if (inner->kind == IDL_MAYBE)
            inner = inner->element;
        if (inner->kind == IDL_OBJECT)
            return NULL;
        json_t *child = json_child(json, key, index);
        if (roll(world, 3) == 0 || inner->kind < IDL_STRUCT || json_is_null(child)) {
            json_t *bad = nonsense(inner);
            assert_int_equal(key ? json_object_set_new(json, key, bad) : json_array_set_new(json, index, bad), 0);
            return path;
        }
        type = inner;
        json = child;
    }
    return NULL;
}

static void expect_spoiled(struct world *world, const struct idl_type *type, json_t *value, unsigned *ret_count)
{
    const char *path = spoil(world, type, value);
    struct value_mistake mistake;
    if (!path)
        return;
    if (value_check(type, value, VALUE_STRICT, &mistake) != -EBADMSG || strcmp(mistake.path, path) != 0)
        fail_msg("expected a mistake at %s, got %s %s", path, mistake.path, mistake.reason);
    ++*ret_count;
}

static void expect_missing(const struct idl_type *type, json_t *value)
{
    struct value_mistake mistake;
    for (size_t i = 0; i < type->field_count; i++) {
        _cleanup_free_ char *text = json_dumps(value, 0);
        json_t *less = json_loads(text, 0, NULL);
        bool was_there = json_object_del(less, type->fields[i].name) == 0;
        int r = value_check(type, less, VALUE_STRICT, &mistake);
        if (type->fields[i].type->kind == IDL_MAYBE) {
            assert_int_equal(r, 0);
        } else {
            assert_true(was_there);
            assert_int_equal(r, -EBADMSG);
            assert_string_equal(mistake.path, type->fields[i].name);
            assert_string_equal(mistake.reason, "is missing");
        }
        json_decref(less);
    }
    assert_int_equal(json_object_set_new(value, "newer", json_true()), 0);
    assert_int_equal(value_check(type, value, VALUE_STRICT, &mistake), -EBADMSG);
    assert_string_equal(mistake.path, "newer");
    assert_int_equal(value_check(type, value, VALUE_LENIENT, &mistake), 0);
    json_object_del(value, "newer");
}

static void run_once(struct world *world, unsigned *ret_spoiled)
{
    arena_init(&world->arena);
    world->objects = json_array();
    const struct idl_type *type = random_type(world);
    char *first = arena_alloc(&world->arena, type->size), *second = arena_alloc(&world->arena, type->size);
    fill(world, type, first, 0);
    json_t *value = write_and_parse(world, type, first);
    const char *text = arena_strndup(&world->arena, buffer_bytes(&world->text), world->text.length);
    struct value_mistake mistake;
    memset(second, 0xa5, type->size);
    if (value_decode(type, value, VALUE_STRICT, &world->arena, second, &mistake) < 0)
        fail_msg("%s %s: %s", mistake.path, mistake.reason, text);
    json_t *again = write_and_parse(world, type, second);
    assert_string_equal(arena_strndup(&world->arena, buffer_bytes(&world->text), world->text.length), text);
    assert_true(json_equal(value, again));
    expect_missing(type, again);
    expect_spoiled(world, type, again, ret_spoiled);
    json_decref(value);
    json_decref(again);
    json_decref(world->objects);
    arena_done(&world->arena);
}

static void test_any_type(void **state)
{
    (void)state;
    const char *seed = getenv("NOVBE_SEED");
    unsigned spoiled = 0;
    struct world world = {.random = seed ? strtoull(seed, NULL, 10) : 20261123};
    for (int i = 0; i < RUNS; i++)
        run_once(&world, &spoiled);
    buffer_done(&world.text);
    assert_true(spoiled > RUNS / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_any_type)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
