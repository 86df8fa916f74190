/* SPDX-License-Identifier: MIT
 *
 * The parser: a corpus of interfaces that are taken and refused (each with the place and the words), what the tables
 * say, and the C layout beside what the compiler makes of the same structs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/arena.h"
#include "common/varlink/idl.h"

struct json_t;

/* --- the corpus --- */

static char *read_file(const char *path, size_t *ret_length)
{
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    char *text = NULL;
    size_t room = 0;
    ssize_t length = getdelim(&text, &room, EOF, file);
    fclose(file);
    assert_true(length >= 0);
    *ret_length = (size_t)length;
    return text;
}

/* Cutting a text anywhere gives an interface or a mistake that stands in it, whatever was left. */
static void expect_prefixes_survive(const char *name, const char *text, size_t length)
{
    for (size_t cut = 0; cut <= length && length < 4096; cut++) {
        const struct idl *idl = NULL;
        struct idl_mistake mistake = {0};
        struct arena arena;
        arena_init(&arena);
        /* An exact copy, so that a sanitizer sees a read behind the end. */
        _cleanup_free_ char *copy = malloc(cut + 1);
        memcpy(copy, text, cut);
        int r = idl_parse(&arena, copy, cut, &idl, &mistake);
        if (r < 0 && (r != -EBADMSG || mistake.line < 1 || mistake.column < 1 || !mistake.message[0]))
            fail_msg("%s cut at %zu: %d %u:%u %s", name, cut, r, mistake.line, mistake.column, mistake.message);
        arena_done(&arena);
    }
}

static void expect_accepted(const char *name, const char *text, size_t length)
{
    const struct idl *idl = NULL;
    struct idl_mistake mistake;
    struct arena arena;
    arena_init(&arena);
    if (idl_parse(&arena, text, length, &idl, &mistake) < 0)
        fail_msg("%s:%u:%u: %s", name, mistake.line, mistake.column, mistake.message);
    assert_string_equal(idl->text, text);
    arena_done(&arena);
}

/* The first line is "# 3:14: words of the sentence", or "# words" where the place does not matter. */
static void expect_refused(const char *name, const char *text, size_t length)
{
    const struct idl *idl = NULL;
    struct idl_mistake mistake;
    struct arena arena;
    unsigned line = 0, column = 0;
    int skip = 0;
    arena_init(&arena);
    if (idl_parse(&arena, text, length, &idl, &mistake) != -EBADMSG)
        fail_msg("%s was not refused", name);
    _cleanup_free_ char *first = mem_strndup(text, strcspn(text, "\n"));
    if (sscanf(first, "# %u:%u: %n", &line, &column, &skip) != 2)
        skip = 2;
    if (!strstr(mistake.message, first + skip) || (line && (line != mistake.line || column != mistake.column)))
        fail_msg("%s: expected \"%s\", got %u:%u: %s", name, first, mistake.line, mistake.column, mistake.message);
    arena_done(&arena);
}

static void test_corpus(void **state)
{
    (void)state;
    _cleanup_free_ char *folder = mem_printf("%s/tests/corpus/idl", getenv("NOVBE_SOURCE"));
    unsigned taken = 0, refused = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] == '.')
            continue;
        size_t length;
        _cleanup_free_ char *path = mem_printf("%s/%s", folder, entry->d_name);
        _cleanup_free_ char *text = read_file(path, &length);
        bool is_good = strncmp(entry->d_name, "y_", 2) == 0;
        *(is_good ? &taken : &refused) += 1;
        (is_good ? expect_accepted : expect_refused)(entry->d_name, text, length);
        expect_prefixes_survive(entry->d_name, text, length);
    }
    closedir(dir);
    assert_true(taken >= 20 && refused >= 20);
}

/* --- what the tables say --- */

static const struct idl *parse(struct arena *arena, const char *text)
{
    const struct idl *idl = NULL;
    struct idl_mistake mistake;
    if (idl_parse(arena, text, strlen(text), &idl, &mistake) < 0)
        fail_msg("%u:%u: %s", mistake.line, mistake.column, mistake.message);
    return idl;
}

static void test_members(void **state)
{
    struct arena *arena = *state;
    const struct idl *idl = parse(arena, "interface org.example.test\n"
                                         "method Do(a: int, b: ?[]Kind) -> (c: [string]string)\n"
                                         "type Kind (one, two)\n"
                                         "error Bad (why: string)\n");
    assert_string_equal(idl->name, "org.example.test");
    assert_int_equal(idl->member_count, 3);
    const struct idl_member *method = &idl->members[0];
    assert_int_equal(method->kind, IDL_METHOD);
    assert_string_equal(method->name, "Do");
    assert_string_equal(method->full_name, "org.example.test.Do");
    assert_ptr_equal(method->interface, idl);
    assert_int_equal(method->input->field_count, 2);
    const struct idl_field *b = &method->input->fields[1];
    assert_string_equal(b->name, "b");
    assert_int_equal(b->name_length, 1);
    assert_int_equal(b->type->kind, IDL_MAYBE);
    assert_int_equal(b->type->element->kind, IDL_ARRAY);
    assert_ptr_equal(b->type->element->element, idl->members[1].type);
    assert_int_equal(method->output->fields[0].type->kind, IDL_MAP);
    assert_string_equal(idl->members[1].type->name, "Kind");
    assert_string_equal(idl->members[1].type->fields[1].name, "two");
    assert_null(idl->members[1].type->fields[1].type);
    assert_string_equal(idl->members[2].type->fields[0].name, "why");
}

static void test_another_name_is_the_same_type(void **state)
{
    struct arena *arena = *state;
    const struct idl *idl = parse(arena, "interface org.example.test\n"
                                         "type A B\ntype B C\ntype C (x: int, y: string)\ntype D []B\n");
    const struct idl_type *a = idl_find(idl, IDL_TYPE, "A")->type;
    assert_string_equal(a->name, "A");
    assert_int_equal(a->kind, IDL_STRUCT);
    assert_int_equal(a->field_count, 2);
    assert_int_equal(a->size, 16);
    assert_int_equal(idl_item_size(idl_find(idl, IDL_TYPE, "D")->type), 16);
}

static void test_find(void **state)
{
    struct arena *arena = *state;
    const struct idl *idls[] = {
            parse(arena, "interface org.example\ntype T ()\nmethod M() -> ()\nerror E ()\n"),
            parse(arena, "interface org.example.M\nmethod N() -> ()\n"),
    };
    assert_ptr_equal(idl_find(idls[0], IDL_METHOD, "M"), &idls[0]->members[1]);
    assert_null(idl_find(idls[0], IDL_ERROR, "M"));
    assert_null(idl_find(idls[0], IDL_METHOD, "m"));
    assert_ptr_equal(idl_find_full(idls, 2, IDL_METHOD, "org.example.M"), &idls[0]->members[1]);
    assert_ptr_equal(idl_find_full(idls, 2, IDL_METHOD, "org.example.M.N"), &idls[1]->members[0]);
    assert_ptr_equal(idl_find_full(idls, 2, IDL_ERROR, "org.example.E"), &idls[0]->members[2]);
    static const char *const unknown[] = {
            "",
            ".",
            "M",
            ".M",
            "org.example",
            "org.example.",
            "org.example.M.",
            "org.exampl.M",
            "org.examples.M",
            "org.example.M.M",
            "org.example.T",
    };
    for (size_t i = 0; i < ARRAY_SIZE(unknown); i++)
        assert_null(idl_find_full(idls, 2, IDL_METHOD, unknown[i]));
}

static void test_comments_become_docs(void **state)
{
    struct arena *arena = *state;
    const struct idl *idl = parse(arena, "# no part of it\n"
                                         "\n"
                                         "# The interface,\r\n"
                                         "#  in two lines.\n"
                                         "interface org.example.test # behind\n"
                                         "# alone\n"
                                         "\n"
                                         "#of A\n"
                                         "type A ( # behind\n"
                                         "  # of a: ə\n"
                                         "  a: int, # behind\n"
                                         "  b: int,\n"
                                         "  # of c\n"
                                         "  # and more of it\n"
                                         "  c: (\n"
                                         "    # of one\n"
                                         "    one)\n"
                                         "  # at the end\n"
                                         ")\n"
                                         "method M() -> ()\n");
    assert_string_equal(idl->doc, "The interface,\n in two lines.");
    const struct idl_type *a = idl->members[0].type;
    assert_string_equal(idl->members[0].doc, "of A");
    assert_string_equal(a->fields[0].doc, "of a: ə");
    assert_string_equal(a->fields[1].doc, "");
    assert_string_equal(a->fields[2].doc, "of c\nand more of it");
    assert_string_equal(a->fields[2].type->fields[0].doc, "of one");
    assert_string_equal(idl->members[1].doc, "");
}

/* --- layout --- */

/* The same types in both languages; only the names tell them apart. */
static const char layout_text[] =
        "interface org.example.layout\n"
        "type Empty ()\n"
        "type Small (a: bool)\n"
        "type Mixed (a: bool, b: Empty, c: int, d: bool, e: float, f: bool, g: Small, h: string, i: bool, j: ())\n"
        "type Maybe (a: ?bool, b: ?int, c: bool, d: ?float, e: ?string, f: ?object, g: ?(one), h: ?Mixed, i: ?[]bool,\n"
        "  j: ?[string]int, k: bool, l: (one, two), m: ?Small)\n"
        "type Lists (a: []Empty, b: bool, c: [string]bool, d: object, e: Maybe)\n"
        "type Maps (a: [string]bool, b: [string]Mixed, c: [string](), d: [string]?bool, e: [][]Small)\n";

struct small {
    bool a;
};
struct nothing {
};
struct mixed {
    bool a;
    struct nothing b;
    int64_t c;
    bool d;
    double e;
    bool f;
    struct small g;
    const char *h;
    bool i;
    struct nothing j;
};
struct maybe {
    struct idl_maybe_bool a;
    struct idl_maybe_int b;
    bool c;
    struct idl_maybe_float d;
    const char *e;
    struct json_t *f;
    struct idl_word g;
    struct mixed *h;
    struct idl_list i, j;
    bool k;
    struct idl_word l;
    struct small *m;
};
struct lists {
    struct idl_list a;
    bool b;
    struct idl_list c;
    struct json_t *d;
    struct maybe e;
};

#define OFFSET(type, field) offsetof(struct type, field)

static void expect_layout(const struct idl *idl, const char *name, size_t size, size_t alignment, const size_t *offsets,
                          size_t count)
{
    const struct idl_type *type = idl_find(idl, IDL_TYPE, name)->type;
    assert_int_equal(type->field_count, count);
    assert_int_equal(type->size, size);
    assert_int_equal(type->alignment, alignment);
    for (size_t i = 0; i < count; i++) {
        if (type->fields[i].offset != offsets[i])
            fail_msg("%s.%s is at %zu, expected %zu", name, type->fields[i].name, type->fields[i].offset, offsets[i]);
    }
}

#define EXPECT_LAYOUT(name, type, ...)                                                                  \
    expect_layout(idl, name, sizeof(struct type), _Alignof(struct type), (const size_t[]){__VA_ARGS__}, \
                  sizeof((const size_t[]){__VA_ARGS__}) / sizeof(size_t))

static void test_layout(void **state)
{
    const struct idl *idl = parse(*state, layout_text);
    EXPECT_LAYOUT("Small", small, 0);
    EXPECT_LAYOUT("Mixed", mixed, OFFSET(mixed, a), OFFSET(mixed, b), OFFSET(mixed, c), OFFSET(mixed, d),
                  OFFSET(mixed, e), OFFSET(mixed, f), OFFSET(mixed, g), OFFSET(mixed, h), OFFSET(mixed, i),
                  OFFSET(mixed, j));
    EXPECT_LAYOUT("Maybe", maybe, OFFSET(maybe, a), OFFSET(maybe, b), OFFSET(maybe, c), OFFSET(maybe, d),
                  OFFSET(maybe, e), OFFSET(maybe, f), OFFSET(maybe, g), OFFSET(maybe, h), OFFSET(maybe, i),
                  OFFSET(maybe, j), OFFSET(maybe, k), OFFSET(maybe, l), OFFSET(maybe, m));
    EXPECT_LAYOUT("Lists", lists, OFFSET(lists, a), OFFSET(lists, b), OFFSET(lists, c), OFFSET(lists, d),
                  OFFSET(lists, e));
    const struct idl_type *empty = idl_find(idl, IDL_TYPE, "Empty")->type;
    assert_int_equal(empty->size, sizeof(struct nothing));
    assert_int_equal(empty->alignment, _Alignof(struct nothing));
}

#define EXPECT_ITEM(list, item)                                              \
    do {                                                                     \
        assert_int_equal(idl_item_size(list), sizeof(item));                 \
        assert_int_equal(idl_map_value_offset(list), offsetof(item, value)); \
    } while (0)

struct bool_item {
    const char *key;
    bool value;
};
struct mixed_item {
    const char *key;
    struct mixed value;
};
struct nothing_item {
    const char *key;
    struct nothing value;
};
struct maybe_bool_item {
    const char *key;
    struct idl_maybe_bool value;
};

static void test_items(void **state)
{
    const struct idl_field *fields = idl_find(parse(*state, layout_text), IDL_TYPE, "Maps")->type->fields;
    EXPECT_ITEM(fields[0].type, struct bool_item);
    EXPECT_ITEM(fields[1].type, struct mixed_item);
    EXPECT_ITEM(fields[2].type, struct nothing_item);
    EXPECT_ITEM(fields[3].type, struct maybe_bool_item);
    assert_int_equal(idl_item_size(fields[4].type), sizeof(struct idl_list));
    assert_int_equal(idl_item_size(fields[4].type->element), sizeof(struct small));
}

static int setup(void **state)
{
    struct arena *arena = mem_new(struct arena);
    arena_init(arena);
    *state = arena;
    return 0;
}

static int teardown(void **state)
{
    arena_done(*state);
    free(*state);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_corpus),
            TEST(test_members),
            TEST(test_another_name_is_the_same_type),
            TEST(test_find),
            TEST(test_comments_become_docs),
            TEST(test_layout),
            TEST(test_items),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
