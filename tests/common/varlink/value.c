/* SPDX-License-Identifier: MIT
 *
 * Values: a corpus of JSON that is taken, and refused with the path and the reason; how each kind is decoded and
 * encoded; what a client lets through that a server does not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "common/varlink/value.h"
#include "tests/common/varlink/rich.h"

struct fixture {
    struct arena arena;
    struct buffer out;
    const struct idl *rich;
    const struct idl_type *take; /* input of the method Take */
};

static const struct idl *parse(struct arena *arena, const char *text)
{
    const struct idl *idl = NULL;
    struct idl_mistake mistake;
    if (idl_parse(arena, text, strlen(text), &idl, &mistake) < 0)
        fail_msg("%u:%u: %s", mistake.line, mistake.column, mistake.message);
    return idl;
}

static const struct idl_type *parse_type(struct fixture *f, const char *type)
{
    const char *text = arena_printf(&f->arena, "interface org.example.test\ntype T (v: %s)\n", type);
    return idl_find(parse(&f->arena, text), IDL_TYPE, "T")->type;
}

static int setup(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    arena_init(&f->arena);
    f->rich = parse(&f->arena, rich_text);
    f->take = idl_find(f->rich, IDL_METHOD, "Take")->input;
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    buffer_done(&f->out);
    arena_done(&f->arena);
    free(f);
    return 0;
}

static json_t *parse_json(const char *text)
{
    json_t *value = value_parse(text, strlen(text));
    if (!value)
        fail_msg("not taken as JSON: %s", text);
    return value;
}

static const char *encoded(struct fixture *f, const struct idl_type *type, const void *c_value)
{
    buffer_clear(&f->out, SIZE_MAX);
    value_encode(type, c_value, &f->out);
    buffer_append_byte(&f->out, '\0');
    return buffer_bytes(&f->out);
}

static json_t *decode(struct fixture *f, const struct idl_type *type, const char *text, enum value_mode mode, void *to)
{
    struct value_mistake mistake;
    json_t *value = parse_json(text);
    if (value_decode(type, value, mode, &f->arena, to, &mistake) < 0)
        fail_msg("%s: %s %s", text, mistake.path, mistake.reason);
    return value;
}

/* `text` is taken and written back as `expected`. */
static void expect_back(struct fixture *f, const struct idl_type *type, const char *text, enum value_mode mode,
                        const char *expected)
{
    void *c_value = arena_alloc(&f->arena, type->size);
    json_t *value = decode(f, type, text, mode, c_value);
    assert_string_equal(encoded(f, type, c_value), expected);
    json_decref(value);
}

static void expect_refused(struct fixture *f, const struct idl_type *type, const char *text, enum value_mode mode,
                           const char *path, const char *reason)
{
    struct value_mistake by_decode = {0}, by_check = {0};
    json_t *value = parse_json(text);
    void *c_value = arena_alloc(&f->arena, type->size);
    assert_int_equal(value_decode(type, value, mode, &f->arena, c_value, &by_decode), -EBADMSG);
    assert_int_equal(value_check(type, value, mode, &by_check), -EBADMSG);
    assert_string_equal(by_decode.path, path);
    assert_string_equal(by_decode.reason, reason);
    assert_string_equal(by_check.path, path);
    assert_string_equal(by_check.reason, reason);
    json_decref(value);
}

/* --- the corpus --- */

static char *read_file(const char *path, size_t *ret_length)
{
    FILE *file = fopen(path, "re");
    if (!file)
        fail_msg("%s: %s", path, strerror(errno));
    char *text = NULL;
    size_t room = 0;
    ssize_t length = getdelim(&text, &room, EOF, file);
    fclose(file);
    *ret_length = length > 0 ? (size_t)length : 0;
    return text;
}

/* Taken, written, taken again, written again: the same. */
static void expect_taken(struct fixture *f, const char *name, const char *text, size_t length)
{
    struct value_mistake mistake;
    json_t *value = value_parse(text, length);
    assert_non_null(value);
    if (value_check(f->take, value, VALUE_STRICT, &mistake) < 0)
        fail_msg("%s: %s %s", name, mistake.path, mistake.reason);
    void *c_value = arena_alloc(&f->arena, f->take->size);
    assert_int_equal(value_decode(f->take, value, VALUE_STRICT, &f->arena, c_value, &mistake), 0);
    const char *first = arena_strdup(&f->arena, encoded(f, f->take, c_value));
    expect_back(f, f->take, first, VALUE_STRICT, first);
    json_decref(value);
}

static void test_corpus_taken(void **state)
{
    struct fixture *f = *state;
    _cleanup_free_ char *folder = mem_printf("%s/tests/corpus/value", getenv("NOVBE_SOURCE"));
    unsigned count = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (strncmp(entry->d_name, "y_", 2) != 0)
            continue;
        size_t length;
        _cleanup_free_ char *path = mem_printf("%s/%s", folder, entry->d_name);
        _cleanup_free_ char *text = read_file(path, &length);
        expect_taken(f, entry->d_name, text, length);
        count++;
    }
    closedir(dir);
    assert_true(count >= 20);
}

/* A line of the file `mistakes`: name, path, reason between tabs; "-" for what is no message at all. */
static void expect_line(struct fixture *f, const char *folder, char *line)
{
    const char *name = strsep(&line, "\t"), *path = strsep(&line, "\t"), *reason = line;
    size_t length;
    _cleanup_free_ char *file = mem_printf("%s/%s", folder, name);
    _cleanup_free_ char *text = read_file(file, &length);
    if (strcmp(path, "-") != 0) {
        expect_refused(f, f->take, text, VALUE_STRICT, path, reason);
    } else if (value_parse(text ? text : "", length)) {
        fail_msg("%s was taken as a message", name);
    }
}

static void test_corpus_refused(void **state)
{
    struct fixture *f = *state;
    _cleanup_free_ char *folder = mem_printf("%s/tests/corpus/value", getenv("NOVBE_SOURCE"));
    _cleanup_free_ char *path = mem_printf("%s/mistakes", folder);
    size_t length;
    _cleanup_free_ char *table = read_file(path, &length);
    unsigned count = 0;
    for (char *rest = table, *line; (line = strsep(&rest, "\n")) && *line; count++)
        expect_line(f, folder, line);
    assert_true(count >= 20);
}

/* --- decoding --- */

struct point {
    int64_t x, y;
};

static void test_maybe(void **state)
{
    struct fixture *f = *state;
    const char *text = "interface org.example.test\n"
                       "type T (b: ?bool, i: ?int, f: ?float, s: ?string, o: ?object, e: ?(one, two), p: ?(x: int, y: "
                       "int), l: ?[]int, m: ?[string]int)\n";
    struct maybe {
        struct idl_maybe_bool b;
        struct idl_maybe_int i;
        struct idl_maybe_float f;
        const char *s;
        json_t *o;
        struct idl_word e;
        struct point *p;
        struct idl_list l, m;
    } v;
    const struct idl_type *type = idl_find(parse(&f->arena, text), IDL_TYPE, "T")->type;
    assert_int_equal(type->size, sizeof(v));
    static const char *const nothing[] = {"{}", "{\"b\":null,\"i\":null,\"f\":null,\"s\":null,\"o\":null,\"e\":null,"
                                                "\"p\":null,\"l\":null,\"m\":null}"};
    for (size_t i = 0; i < ARRAY_SIZE(nothing); i++) {
        memset(&v, 0xff, sizeof(v));
        json_decref(decode(f, type, nothing[i], VALUE_STRICT, &v));
        assert_false(v.b.set || v.i.set || v.f.set || v.s || v.o || v.p || v.l.items || v.m.items);
        assert_int_equal(v.e.value, IDL_WORD_NULL);
        assert_string_equal(encoded(f, type, &v), "{}");
    }
    const char *all = "{\"b\":false,\"i\":0,\"f\":0.0,\"s\":\"\",\"o\":{},\"e\":\"one\",\"p\":{\"x\":0,\"y\":0},"
                      "\"l\":[],\"m\":{}}";
    json_t *value = decode(f, type, all, VALUE_STRICT, &v);
    assert_true(v.b.set && !v.b.value && v.i.set && v.f.set && v.s && v.o && v.p && v.l.items && v.m.items);
    assert_int_equal(v.e.value, 0);
    assert_string_equal(encoded(f, type, &v), all);
    json_decref(value);
}

static void test_what_is_absent_is_no_parameter(void **state)
{
    struct fixture *f = *state;
    struct value_mistake mistake;
    assert_int_equal(value_check(f->take, NULL, VALUE_STRICT, &mistake), 0);
    assert_int_equal(value_check(parse_type(f, "int"), NULL, VALUE_STRICT, &mistake), -EBADMSG);
    assert_string_equal(mistake.path, "v");
    assert_string_equal(mistake.reason, "is missing");
}

static void test_values_of_one_field(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *type, *text, *back;
    } rows[] = {
            {"float", "{\"v\":1}", "{\"v\":1.0}"},
            {"float", "{\"v\":-3}", "{\"v\":-3.0}"},
            {"float", "{\"v\":0.1}", "{\"v\":0.1}"},
            {"float", "{\"v\":1e300}", "{\"v\":1e+300}"},
            {"int", "{\"v\":-9223372036854775808}", "{\"v\":-9223372036854775808}"},
            {"int", "{\"v\":9223372036854775807}", "{\"v\":9223372036854775807}"},
            {"string", "{\"v\":\"\\u00e9\\/\\u001f\"}", "{\"v\":\"é/\\u001f\"}"},
            {"string", "{\"v\":\"\\ud83d\\ude00\"}", "{\"v\":\"😀\"}"},
            {"object", "{\"v\":{\"b\":[1,2.5,null]}}", "{\"v\":{\"b\":[1,2.5,null]}}"},
            {"object", "{\"v\":null}", "{\"v\":null}"},
            {"(one, two)", "{\"v\":\"two\"}", "{\"v\":\"two\"}"},
            {"()", "{\"v\":{}}", "{\"v\":{}}"},
            {"[]()", "{\"v\":[{},{}]}", "{\"v\":[{},{}]}"},
            {"[]?int", "{\"v\":[1,null,3]}", "{\"v\":[1,null,3]}"},
            {"[]?string", "{\"v\":[null,\"\"]}", "{\"v\":[null,\"\"]}"},
            {"[]?(a: ?int)", "{\"v\":[null,{},{\"a\":1}]}", "{\"v\":[null,{},{\"a\":1}]}"},
            {"[]?[]?bool", "{\"v\":[null,[],[null,true]]}", "{\"v\":[null,[],[null,true]]}"},
            {"[]?(one)", "{\"v\":[null,\"one\"]}", "{\"v\":[null,\"one\"]}"},
            {"[string]?float", "{\"v\":{\"a\":null,\"b\":2}}", "{\"v\":{\"a\":null,\"b\":2.0}}"},
            {"[string]()", "{\"v\":{\"z\":{},\"a\":{}}}", "{\"v\":{\"z\":{},\"a\":{}}}"},
            {"[string]bool", "{\"v\":{\"a\\nb\":true,\"\":false}}", "{\"v\":{\"a\\nb\":true,\"\":false}}"},
            {"?[]?[string](foo, bar)", "{\"v\":[null,{\"x\":\"bar\"}]}", "{\"v\":[null,{\"x\":\"bar\"}]}"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        expect_back(f, parse_type(f, rows[i].type), rows[i].text, VALUE_STRICT, rows[i].back);
}

/* What others prove their implementations with goes through ours unchanged. */
static void test_certification(void **state)
{
    struct fixture *f = *state;
    _cleanup_free_ char *path = mem_printf("%s/tests/live/org.varlink.certification.varlink", getenv("NOVBE_SOURCE"));
    size_t length;
    _cleanup_free_ char *text = read_file(path, &length);
    const struct idl_type *type = idl_find(parse(&f->arena, text), IDL_METHOD, "Test10")->input;
    const char *call =
            "{\"client_id\":\"c\",\"mytype\":{\"object\":{\"method\":\"org.varlink.certification.Test09\","
            "\"parameters\":"
            "{\"map\":{\"foo\":\"Foo\",\"bar\":\"Bar\"}}},\"enum\":\"two\",\"struct\":{\"first\":1,\"second\":\"2\"},"
            "\"array\":[\"one\",\"two\",\"three\"],\"dictionary\":{\"foo\":\"Foo\",\"bar\":\"Bar\"},"
            "\"stringset\":{\"one\":{},\"two\":{},\"three\":{}},\"interface\":{\"foo\":[null,{\"foo\":\"foo\","
            "\"bar\":\"bar\"},null,{\"one\":\"foo\",\"two\":\"bar\"}],\"anon\":{\"foo\":true,\"bar\":false}}}}";
    expect_back(f, type, call, VALUE_STRICT, call);
    expect_refused(f, type, "{\"client_id\":\"c\",\"mytype\":{\"interface\":{\"foo\":[null,{\"a\":\"b\"}]}}}",
                   VALUE_STRICT, "mytype.interface.foo[1].a", "must be one of: foo, bar, baz");
}

/* More fields than fit into the word that remembers which came. */
static void test_many_fields(void **state)
{
    struct fixture *f = *state;
    struct buffer type = {0}, text = {0};
    buffer_printf(&type, "(f0: int");
    buffer_printf(&text, "{\"v\":{\"f0\":0");
    for (int i = 1; i < 100; i++) {
        buffer_printf(&type, ", f%d: %s", i, i % 2 ? "?int" : "int");
        if (i % 2 == 0)
            buffer_printf(&text, ",\"f%d\":%d", i, i);
    }
    buffer_append(&type, ")", 2);
    buffer_append(&text, "}}", 3);
    const struct idl_type *many = parse_type(f, buffer_bytes(&type));
    expect_back(f, many, buffer_bytes(&text), VALUE_STRICT, buffer_bytes(&text));
    char *last = strstr(text.bytes, ",\"f98\"");
    memcpy(last, "}}", 3);
    expect_refused(f, many, buffer_bytes(&text), VALUE_STRICT, "v.f98", "is missing");
    buffer_done(&type);
    buffer_done(&text);
}

/* --- a newer peer --- */

static void test_lenient(void **state)
{
    struct fixture *f = *state;
    const struct idl_type *word = parse_type(f, "(one, two)"), *point = parse_type(f, "(x: int)");
    struct idl_word v;
    json_t *value = decode(f, word, "{\"v\":\"three\",\"new\":[1]}", VALUE_LENIENT, &v);
    assert_int_equal(v.value, IDL_WORD_UNKNOWN);
    assert_string_equal(v.text, "three");
    assert_string_equal(encoded(f, word, &v), "{\"v\":\"three\"}");
    json_decref(value);
    expect_back(f, point, "{\"a\":1,\"v\":{\"w\":1,\"x\":2,\"y\":{}},\"z\":null}", VALUE_LENIENT, "{\"v\":{\"x\":2}}");
    expect_refused(f, point, "{\"v\":{\"y\":2}}", VALUE_LENIENT, "v.x", "is missing");
    expect_refused(f, point, "{\"v\":{\"x\":true}}", VALUE_LENIENT, "v.x", "must be a whole number");
    expect_refused(f, word, "{\"v\":1}", VALUE_LENIENT, "v", "must be a string");
    expect_refused(f, word, "{\"v\":\"t\\u0000\"}", VALUE_LENIENT, "v", "must not hold the character U+0000");
}

/* --- encoding --- */

static size_t put_utf8(unsigned c, char *to)
{
    static const unsigned char marks[] = {0, 0, 0xc0, 0xe0, 0xf0};
    size_t length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--, c >>= 6)
        to[i] = (char)(0x80 | (c & 0x3f));
    to[0] = (char)(marks[length] | c);
    return length;
}

static void expect_string_back(struct fixture *f, const char *text)
{
    buffer_clear(&f->out, SIZE_MAX);
    value_encode_string(text, &f->out);
    json_t *value = json_loadb(buffer_bytes(&f->out), f->out.length, JSON_DECODE_ANY, NULL);
    assert_non_null(value);
    assert_string_equal(json_string_value(value), text);
    json_decref(value);
}

static void test_strings(void **state)
{
    for (unsigned c = 1; c < 0x110000; c += c < 0x900 ? 1 : 251) {
        char text[16] = "a";
        if (c >= 0xd800 && c < 0xe000)
            continue;
        size_t length = 1 + put_utf8(c, text + 1);
        strcpy(text + length, "b\"");
        expect_string_back(*state, text);
        expect_string_back(*state, text + length);
    }
    expect_string_back(*state, "");
}

static void expect_float(struct fixture *f, double number)
{
    const struct idl_type *type = parse_type(f, "float");
    const char *text = encoded(f, type, &number);
    json_t *value = parse_json(text), *v = json_object_get(value, "v");
    double again = json_real_value(v);
    if (!json_is_real(v) || again != number || signbit(again) != signbit(number))
        fail_msg("%a became %s", number, text);
    json_decref(value);
}

static void test_floats(void **state)
{
    struct fixture *f = *state;
    static const double numbers[] = {
            0.0,  -0.0,    1.0,     -1.0,   0.1,     1.0 / 3, 1e15,          1e16,
            1e17, DBL_MAX, DBL_MIN, 5e-324, -2.5e-7, 1e100,   123456789.125, 9007199254740993.0};
    for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
        expect_float(f, numbers[i]);
    uint64_t random = 42;
    for (int i = 0; i < 2000; i++) {
        double number;
        random = random * 6364136223846793005u + 1442695040888963407u;
        uint64_t bits = random ^ (random >> 29);
        memcpy(&number, &bits, sizeof(number));
        if ((bits >> 52 & 0x7ff) != 0x7ff)
            expect_float(f, number);
    }
}

static bool run(const char *const *words)
{
    pid_t child;
    int status = -1;
    return posix_spawnp(&child, words[0], NULL, NULL, (char *const *)words, environ) == 0 &&
           waitpid(child, &status, 0) == child && status == 0;
}

/* A bare Debian has no locale with a comma: one is made, in a folder of its own. */
static bool set_locale_with_comma(void)
{
    char folder[] = "/tmp/novbe-locale-XXXXXX", comma[64];
    assert_non_null(mkdtemp(folder));
    snprintf(comma, sizeof(comma), "%s/comma", folder);
    bool is_made = run((const char *[]){"localedef", "-i", "az_AZ", "-f", "UTF-8", comma, NULL});
    assert_int_equal(setenv("LOCPATH", folder, 1), 0);
    bool is_set = is_made && setlocale(LC_NUMERIC, "comma");
    assert_true(run((const char *[]){"rm", "-r", folder, NULL}));
    return is_set;
}

/* A program with a screen sets a locale; JSON knows none. */
static void test_floats_in_a_locale_with_comma(void **state)
{
    if (!set_locale_with_comma()) {
        print_message("skipped: localedef makes no locale az_AZ (Debian: locales)\n");
        skip();
    }
    struct fixture *f = *state;
    assert_string_equal(localeconv()->decimal_point, ",");
    double number = 2.5;
    assert_string_equal(encoded(f, parse_type(f, "float"), &number), "{\"v\":2.5}");
    expect_float(f, 1e-7);
    setlocale(LC_NUMERIC, "C");
}

static void test_words_need_no_text(void **state)
{
    struct fixture *f = *state;
    struct idl_word word = {1, NULL};
    assert_string_equal(encoded(f, parse_type(f, "(one, two)"), &word), "{\"v\":\"two\"}");
    struct idl_list list = {0};
    assert_string_equal(encoded(f, parse_type(f, "[]int"), &list), "{\"v\":[]}");
    assert_string_equal(encoded(f, parse_type(f, "[string]int"), &list), "{\"v\":{}}");
    assert_string_equal(encoded(f, parse_type(f, "?[]int"), &list), "{}");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
            TEST(test_corpus_taken),
            TEST(test_corpus_refused),
            TEST(test_maybe),
            TEST(test_what_is_absent_is_no_parameter),
            TEST(test_values_of_one_field),
            TEST(test_certification),
            TEST(test_many_fields),
            TEST(test_lenient),
            TEST(test_strings),
            TEST(test_floats),
            TEST(test_floats_in_a_locale_with_comma),
            TEST(test_words_need_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
