/* SPDX-License-Identifier: MIT
 *
 * Every refusal of the engine has its error in org.novbe.Refused, and every field of it says what it should.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "common/interface.h"
#include "common/varlink/value.h"
#include "daemon/engine/engine.h"
#include "daemon/refusal.h"

struct world {
    struct interfaces interfaces;
    struct arena arena;
};

/* Whatever is told says its kind and number: "service-3". */
static const char *say_key(const void *data, enum name_kind kind, int32_t id)
{
    static const char *const words[NAME_KINDS] = {
            [NAME_SERVICE] = "service", [NAME_CLASS] = "class",       [NAME_NEED] = "need",
            [NAME_COUNTER] = "counter", [NAME_OPERATOR] = "operator", [NAME_OUTCOME] = "outcome",
            [NAME_REASON] = "reason",
    };
    return arena_printf((struct arena *)(uintptr_t)data, "%s-%d", words[kind], id);
}

static const char *say_ticket(attr_unused const void *data, int32_t id, struct arena *arena)
{
    return arena_printf(arena, "A%03d", id);
}

static const struct idl_member *make(struct world *world, const struct refusal *refusal, const char *asked,
                                     const char **ret_text)
{
    struct refusal_names names = {.key = say_key, .ticket = say_ticket, .data = &world->arena};
    const char *name = NULL;
    const void *fields = NULL;
    refusal_error(refusal, &names, asked, &world->arena, &name, &fields);
    const struct idl_member *error = idl_find_full(world->interfaces.items, INTERFACE_COUNT, IDL_ERROR, name);
    assert_non_null(error);
    struct buffer text = {0};
    value_encode(error->type, fields, &text);
    *ret_text = arena_strndup(&world->arena, buffer_bytes(&text), text.length);
    buffer_done(&text);
    return error;
}

static const struct refusal whole = {
        .ticket = 42,
        .counter = 7,
        .operator_id = 101,
        .service = 3,
        .reason = 4,
        .class = 5,
        .outcome = 6,
        .state = STEP_PUT_OFF,
        .activity = ACTIVITY_TASK,
        .why = RETURN_WRONG_EXPIRED,
        .needs = ID_BIT(2) | ID_BIT(9),
        .limit = 800,
        .at_ms = 900,
        .until_ms = 950,
};

/* What a field of this name must say of `whole`. */
static const struct {
    const char *field, *says;
} expected[] = {
        {"ticket", "\"ticket\":\"A042\""},
        {"counter", "\"counter\":\"counter-7\""},
        {"operator", "\"operator\":\"operator-101\""},
        {"service", "\"service\":\"service-3\""},
        {"reason", "\"reason\":\"reason-4\""},
        {"class", "\"class\":\"class-5\""},
        {"outcome", "\"outcome\":\"outcome-6\""},
        {"need", "\"need\":\"need-2\""},
        {"needs", "\"needs\":[\"need-2\",\"need-9\"]"},
        {"state", "\"state\":\"put_off\""},
        {"activity", "\"activity\":\"task\""},
        {"why", "\"why\":\"expired\""},
        {"tries_left", ""}, /* told where codes are looked up */
        {"limit", "\"limit\":800"},
        {"tickets", "\"tickets\":800"},
        {"others", "\"others\":800"},
        {"from", "\"from\":900"},
        {"until", "\"until\":900"},
        {"opens_at", "\"opens_at\":900"},
        {"code", "\"code\":\"as asked\""},
        {"booking", "\"booking\":\"as asked\""},
        {"profile", "\"profile\":\"as asked\""},
};

/* Fields that say something else in one error. */
static const struct {
    const char *error, *field, *says;
} special[] = {
        {"UnknownTicket", "ticket", "\"ticket\":\"as asked\""},
        {"NotLost", "ticket", "\"ticket\":\"as asked\""},
        {"NotLost", "why", "\"why\":\"new\""},
        {"OutsideLostSpan", "until", "\"until\":950"},
};

static void expect_field(const struct idl_member *error, const char *field, const char *text)
{
    const char *says = NULL;
    for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
        if (strcmp(expected[i].field, field) == 0)
            says = expected[i].says;
    }
    for (size_t i = 0; i < ARRAY_SIZE(special); i++) {
        if (strcmp(error->name, special[i].error) == 0 && strcmp(field, special[i].field) == 0)
            says = special[i].says;
    }
    if (!says)
        fail_msg("%s.%s: what should it say?", error->full_name, field);
    else if (!strstr(text, says))
        fail_msg("%s: %s does not say %s", error->full_name, text, says);
}

static void test_every_refusal_has_its_error(void **state)
{
    struct world *world = *state;
    for (enum refusal_kind kind = REFUSAL_NONE + 1; kind < REFUSAL_COUNT; kind++) {
        struct refusal refusal = whole;
        refusal.kind = kind;
        const char *text = NULL;
        const struct idl_member *error = make(world, &refusal, "as asked", &text);
        for (size_t i = 0; i < error->type->field_count; i++)
            expect_field(error, error->type->fields[i].name, text);
    }
}

static void expect_text(struct world *world, struct refusal refusal, const char *asked, const char *expect)
{
    const char *text = NULL;
    make(world, &refusal, asked, &text);
    assert_string_equal(text, expect);
}

static void test_what_is_not_there(void **state)
{
    struct world *world = *state;
    expect_text(world, (struct refusal){.kind = REFUSAL_SERVICE_CLOSED, .service = 3}, NULL,
                "{\"service\":\"service-3\"}");
    expect_text(world, (struct refusal){.kind = REFUSAL_UNKNOWN_SERVICE}, "no-such", "{\"service\":\"no-such\"}");
    expect_text(world, (struct refusal){.kind = REFUSAL_UNKNOWN_SERVICE}, NULL, "{\"service\":\"\"}");
    expect_text(world, (struct refusal){.kind = REFUSAL_NOT_SIGNED_IN}, NULL, "{}");
    expect_text(world, (struct refusal){.kind = REFUSAL_REASON_NEEDED}, "no-such", "{\"reason\":\"no-such\"}");
    expect_text(world, (struct refusal){.kind = REFUSAL_REASON_NEEDED}, NULL, "{}");
    expect_text(world, (struct refusal){.kind = REFUSAL_WRONG_RETURN_CODE}, NULL, "{\"why\":\"unknown\"}");
    expect_text(world, (struct refusal){.kind = REFUSAL_FOR_OTHER, .ticket = 1, .operator_id = 2}, NULL,
                "{\"ticket\":\"A001\",\"operator\":\"operator-2\"}");
    expect_text(world, (struct refusal){.kind = REFUSAL_NEED_NOT_MET, .ticket = 1}, NULL,
                "{\"ticket\":\"A001\",\"needs\":[]}");
}

static int setup(void **state)
{
    struct world *world = mem_new(struct world);
    interfaces_init(&world->interfaces);
    arena_init(&world->arena);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    struct world *world = *state;
    interfaces_done(&world->interfaces);
    arena_done(&world->arena);
    free(world);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_every_refusal_has_its_error),
            cmocka_unit_test(test_what_is_not_there),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
