/* SPDX-License-Identifier: MIT
 *
 * Every error of the interfaces that the commands use has its sentence, which names each of its fields, and null fields
 * leave no trace.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "common/clock.h"
#include "common/interface.h"
#include "kiosk/admin/refusal.h"

/* A value of the type, or null where that is allowed. */
static json_t *sample(const struct idl_type *type, bool with_null)
{
    if (type->kind == IDL_MAYBE)
        return with_null ? json_null() : sample(type->element, with_null);
    if (type->kind == IDL_ARRAY)
        return json_pack("[o]", sample(type->element, with_null));
    if (type->kind == IDL_INT)
        return json_integer(7);
    return json_string("QX");
}

static char *sentence_of(const struct idl_member *error, bool with_null)
{
    json_t *parameters = json_object();
    for (size_t i = 0; i < error->type->field_count; i++)
        json_object_set_new(parameters, error->type->fields[i].name, sample(error->type->fields[i].type, with_null));
    char *sentence = refusal_sentence(error->full_name, parameters);
    json_decref(parameters);
    return sentence;
}

static size_t count_samples(const char *sentence)
{
    size_t count = 0;
    for (const char *at = sentence; *at; at++)
        count += strncmp(at, "QX", 2) == 0 || strncmp(at, "04:00", 5) == 0 || (*at == '7' && at[1] != '0');
    return count;
}

static void test_every_error_has_a_sentence(attr_unused void **state)
{
    static const enum interface_id ids[] = {INTERFACE_REFUSED, INTERFACE_FAULT};
    struct interfaces interfaces;
    interfaces_init(&interfaces);
    for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
        const struct idl *idl = interfaces.items[ids[i]];
        for (size_t j = 0; j < idl->member_count; j++) {
            if (idl->members[j].kind != IDL_ERROR)
                continue;
            _cleanup_free_ char *full = sentence_of(&idl->members[j], false);
            _cleanup_free_ char *bare = sentence_of(&idl->members[j], true);
            if (strstr(full, "org.novbe") || strpbrk(full, "{}[]") || strpbrk(bare, "{}[]") ||
                count_samples(full) != idl->members[j].type->field_count)
                fail_msg("%s: %s", idl->members[j].full_name, full);
        }
    }
    interfaces_done(&interfaces);
}

static void test_null_leaves_no_trace(attr_unused void **state)
{
    json_t *parameters = json_pack("{s:s,s:n}", "service", "passport", "opens_at");
    _cleanup_free_ char *sentence = refusal_sentence("org.novbe.Refused.ServiceClosed", parameters);
    assert_string_equal(sentence, "passport gives no tickets now");
    json_decref(parameters);
}

static void test_moments_are_clock_times(attr_unused void **state)
{
    json_t *parameters = json_pack("{s:s,s:I}", "service", "passport", "opens_at", (json_int_t)1767225600000);
    _cleanup_free_ char *sentence = refusal_sentence("org.novbe.Refused.ServiceClosed", parameters);
    assert_string_equal(sentence, "passport gives no tickets now; it opens again at 2026-01-01 04:00");
    json_decref(parameters);
}

static void test_what_is_unknown_is_told_as_it_came(attr_unused void **state)
{
    json_t *parameters = json_pack("{s:i}", "level", 3);
    _cleanup_free_ char *sentence = refusal_sentence("org.novbe.Refused.TooTired", parameters);
    assert_string_equal(sentence, "org.novbe.Refused.TooTired {\"level\": 3}");
    _cleanup_free_ char *without = refusal_sentence("org.novbe.Refused.TooTired", NULL);
    assert_string_equal(without, "org.novbe.Refused.TooTired");
    json_decref(parameters);
}

int main(void)
{
    if (clock_set_zone("Asia/Baku") < 0)
        return 1;
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_every_error_has_a_sentence),
            cmocka_unit_test(test_null_leaves_no_trace),
            cmocka_unit_test(test_moments_are_clock_times),
            cmocka_unit_test(test_what_is_unknown_is_told_as_it_came),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
