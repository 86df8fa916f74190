/* SPDX-License-Identifier: MIT
 *
 * Whatever bytes: value_parse() takes the objects that jansson takes, and makes the same of them. NOVBE_SEED repeats a
 * run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "common/base.h"
#include "common/buffer.h"
#include "common/varlink/value.h"

enum { RUNS = 60000, CHANGES = 4 };

/* Every rule of JSON, kept or broken: alone in an object, in an array, as a key. */
static const char *const values[] = {"0",
                                     "-0",
                                     "7",
                                     "-7",
                                     "00",
                                     "01",
                                     "-",
                                     "-01",
                                     "--1",
                                     "+1",
                                     "1.",
                                     ".5",
                                     "1.5",
                                     "-0.0",
                                     "1e3",
                                     "1E+3",
                                     "1e",
                                     "1e-",
                                     "1e400",
                                     "1e-400",
                                     "1.5.5",
                                     "1-1",
                                     "123456789012345678",
                                     "1234567890123456789",
                                     "9223372036854775807",
                                     "-9223372036854775808",
                                     "9223372036854775808",
                                     "-9223372036854775809",
                                     "12345678901234567890123",
                                     "true",
                                     "false",
                                     "null",
                                     "tru",
                                     "truex",
                                     "True",
                                     "nul",
                                     "true false",
                                     "\"\"",
                                     "\"plain\"",
                                     "\"n\u00f6vb\u0259\"",
                                     "\"\xc9\x99\xf0\x9f\x98\x80\"",
                                     "\"\xff\"",
                                     "\"\xc0\x80\"",
                                     "\"\xed\xa0\x80\"",
                                     "\"\xc9\"",
                                     "\"\\u0259\"",
                                     "\"\\ud83d\\ude00\"",
                                     "\"\\ud83d\"",
                                     "\"\\ude00\"",
                                     "\"\\u00\"",
                                     "\"\\u0000\"",
                                     "\"\\n\\t\\b\\f\\r\\/\\\\\\\"\"",
                                     "\"\\x\"",
                                     "\"\\\"",
                                     "\"\t\"",
                                     "\"\x7f\"",
                                     "\"open",
                                     "[]",
                                     "[ ]",
                                     "[1]",
                                     "[1,]",
                                     "[,]",
                                     "[1 2]",
                                     "[[],[{}]]",
                                     "[",
                                     "]",
                                     "{}",
                                     "{ }",
                                     "{\"a\":1,}",
                                     "{\"a\" 1}",
                                     "{\"a\":}",
                                     "{a:1}",
                                     "{\"a\":1,\"a\":2}",
                                     "{\"a\":1,\"\\u0061\":2}",
                                     "{\"\":1}",
                                     "{\"\\u0000\":1}",
                                     "{",
                                     "}",
                                     "",
                                     " ",
                                     "\r\n\t 1",
                                     "\f1",
                                     "1 // no",
                                     "\xef\xbb\xbf 1"};

static void expect_as_jansson(const char *bytes, size_t length)
{
    json_t *theirs = json_loadb(bytes, length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    json_t *ours = value_parse(bytes, length);
    _cleanup_free_ char *their_text = json_is_object(theirs) ? json_dumps(theirs, 0) : NULL;
    _cleanup_free_ char *our_text = ours ? json_dumps(ours, 0) : NULL;
    if (!their_text != !our_text || (our_text && strcmp(our_text, their_text) != 0))
        fail_msg("%.*s: %s, not %s", (int)length, bytes, our_text ? our_text : "refused",
                 their_text ? their_text : "refused");
    json_decref(theirs);
    json_decref(ours);
}

static void test_every_rule(attr_unused void **state)
{
    static const char *const frames[] = {"%s",     "{\"v\":%s}",       "{\"v\":%s", "{\"v\":[%s,%s]}",
                                         "{%s:1}", " { \"v\" : %s } ", "{}%s"};
    for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
        for (size_t frame = 0; frame < ARRAY_SIZE(frames); frame++) {
            struct buffer text = {0};
            for (const char *at = frames[frame]; *at; at++) {
                bool is_value = at[0] == '%';
                buffer_append(&text, is_value ? values[i] : at, is_value ? strlen(values[i]) : 1);
                at += is_value;
            }
            expect_as_jansson(text.length ? buffer_bytes(&text) : "", text.length);
            buffer_done(&text);
        }
    }
}

static void test_depth(attr_unused void **state)
{
    for (int depth = 2040; depth < 2055; depth++) {
        struct buffer text = {0};
        buffer_append(&text, "{\"v\":", 5);
        for (int i = 0; i < depth; i++)
            buffer_append_byte(&text, '[');
        for (int i = 0; i < depth; i++)
            buffer_append_byte(&text, ']');
        buffer_append_byte(&text, '}');
        expect_as_jansson(buffer_bytes(&text), text.length);
        buffer_done(&text);
    }
}

static unsigned roll(uint64_t *random, unsigned sides)
{
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*random >> 33) % sides;
}

/* A message, some of its bytes changed, doubled, or left out. None becomes NUL, which ends a message on the wire and
 * which jansson overlooks. */
static void test_anything(attr_unused void **state)
{
    static const char message[] =
            "{\"method\":\"org.novbe.Visitor.Issue\",\"more\":false,\"parameters\":{\"services\":[\"s1\","
            "\"s\\u0259\"],\"n\":[-12,0,3.25e2,12345678901234567],\"\xc9\x99\":null,\"x\":{}}}";
    static const char signs[] = "{}[]:,\"\\0123456789-+.eEtfnu /\t\n\xc9\x99\xff\x7f\x01";
    const char *seed = getenv("NOVBE_SEED");
    uint64_t random = seed ? strtoull(seed, NULL, 10) : 1;
    for (int run = 0; run < RUNS; run++) {
        char bytes[sizeof(message) + CHANGES];
        size_t length = sizeof(message) - 1;
        memcpy(bytes, message, length);
        for (unsigned changes = roll(&random, CHANGES + 1); changes > 0; changes--) {
            size_t place = roll(&random, (unsigned)length - 1);
            unsigned how = roll(&random, 3);
            if (how > 0) { /* one sign less, or more */
                size_t from = place + (how == 1), to = place + (how == 2);
                memmove(bytes + to, bytes + from, length - from);
                length = length + to - from;
            }
            if (how != 1)
                bytes[place] = signs[roll(&random, sizeof(signs) - 1)];
        }
        expect_as_jansson(bytes, length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_every_rule),
            cmocka_unit_test(test_depth),
            cmocka_unit_test(test_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
