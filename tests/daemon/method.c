/* SPDX-License-Identifier: MIT
 *
 * The method tables against the interfaces: every method has its row, and what changes something takes a request.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "daemon/method.h"

/* Takes nothing that could be done twice. */
static const char *const without_request[] = {"org.novbe.Admin.Reload"};

static const struct idl_field *find_field(const struct idl_type *type, const char *name)
{
    for (size_t i = 0; i < type->field_count; i++) {
        if (strcmp(type->fields[i].name, name) == 0)
            return &type->fields[i];
    }
    return NULL;
}

static const struct varlink_method *find_row(const struct method_table *table, const char *name)
{
    for (size_t i = 0; i < table->count; i++) {
        if (strcmp(table->methods[i].name, name) == 0)
            return &table->methods[i];
    }
    return NULL;
}

static bool is_excepted(const struct idl_member *method)
{
    for (size_t i = 0; i < ARRAY_SIZE(without_request); i++) {
        if (strcmp(method->full_name, without_request[i]) == 0)
            return true;
    }
    return false;
}

static void expect_request(const struct idl_member *method, const struct varlink_method *row)
{
    const struct idl_field *request = find_field(method->input, "request");
    const struct idl_field *repeated = find_field(method->output, "repeated");
    if (!request != !repeated || (!request && row->changes && !is_excepted(method)) || (request && !row->changes))
        fail_msg("%s: changes, request and repeated go together", method->full_name);
    if (request && (request->type->kind != IDL_MAYBE || request->type->element->kind != IDL_STRING))
        fail_msg("%s: a request is ?string", method->full_name);
    if (repeated && repeated->type->kind != IDL_BOOL)
        fail_msg("%s: repeated is bool", method->full_name);
}

static void test_every_method_has_its_row(void **state)
{
    const struct interfaces *interfaces = *state;
    const struct method_table *table;
    for (size_t place = 0; (table = method_table_at(place)); place++) {
        const struct idl *idl = interfaces->items[table->interface];
        size_t methods = 0;
        for (size_t i = 0; i < idl->member_count; i++) {
            const struct idl_member *member = &idl->members[i];
            if (member->kind != IDL_METHOD)
                continue;
            const struct varlink_method *row = find_row(table, member->name);
            if (row)
                expect_request(member, row);
            else
                fail_msg("%s has no row", member->full_name);
            methods++;
        }
        assert_int_equal(table->count, methods);
    }
}

static const struct method_table *find_table(enum interface_id interface)
{
    const struct method_table *table;
    for (size_t place = 0; (table = method_table_at(place)); place++) {
        if (table->interface == interface)
            return table;
    }
    return NULL;
}

/* Errors that others share, and the service's own. */
static void test_every_interface_of_a_role_has_its_table(attr_unused void **state)
{
    for (enum interface_id i = INTERFACE_VISITOR; i < INTERFACE_COUNT; i++) {
        const struct method_table *table = find_table(i);
        assert_true(table && table->roles);
    }
}

static int setup(void **state)
{
    struct interfaces *interfaces = mem_new(struct interfaces);
    interfaces_init(interfaces);
    *state = interfaces;
    return 0;
}

static int teardown(void **state)
{
    interfaces_done(*state);
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_every_method_has_its_row),
            cmocka_unit_test(test_every_interface_of_a_role_has_its_table),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
