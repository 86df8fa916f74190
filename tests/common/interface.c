/* SPDX-License-Identifier: MIT
 *
 * The embedded interfaces: all are there, each is its file to the byte, and methods are found by full name only.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "common/interface.h"
#include "common/interface/admin.h"
#include "common/interface/visitor.h"

static void test_texts_are_the_files(void **state)
{
    const struct interfaces *interfaces = *state;
    for (size_t i = 0; i < INTERFACE_COUNT; i++) {
        const struct idl *idl = interfaces->items[i];
        _cleanup_free_ char *path = mem_printf("%s/common/interface/%s.varlink", getenv("NOVBE_SOURCE"), idl->name);
        FILE *file = fopen(path, "re");
        assert_non_null(file);
        _cleanup_free_ char *text = NULL;
        size_t room = 0;
        assert_true(getdelim(&text, &room, EOF, file) > 0);
        fclose(file);
        assert_string_equal(idl->text, text);
    }
}

static void test_order(void **state)
{
    const struct interfaces *interfaces = *state;
    assert_string_equal(interfaces->items[INTERFACE_VARLINK_SERVICE]->name, "org.varlink.service");
    assert_string_equal(interfaces->items[INTERFACE_FAULT]->name, "org.novbe.Fault");
    assert_string_equal(interfaces->items[INTERFACE_REFUSED]->name, "org.novbe.Refused");
    assert_string_equal(interfaces->items[INTERFACE_VISITOR]->name, "org.novbe.Visitor");
    assert_string_equal(interfaces->items[INTERFACE_RECEPTION]->name, "org.novbe.Reception");
    assert_string_equal(interfaces->items[INTERFACE_COUNTER]->name, "org.novbe.Counter");
    assert_string_equal(interfaces->items[INTERFACE_BOARD]->name, "org.novbe.Board");
    assert_string_equal(interfaces->items[INTERFACE_MANAGER]->name, "org.novbe.Manager");
    assert_string_equal(interfaces->items[INTERFACE_PRINTER]->name, "org.novbe.Printer");
    assert_string_equal(interfaces->items[INTERFACE_NETWORK]->name, "org.novbe.Network");
    assert_string_equal(interfaces->items[INTERFACE_ADMIN]->name, "org.novbe.Admin");
}

static void test_methods(void **state)
{
    const struct interfaces *interfaces = *state;
    const struct idl_member *method = interfaces_method(interfaces, VISITOR_LIST_SERVICES);
    assert_non_null(method);
    assert_string_equal(method->name, "ListServices");
    assert_ptr_equal(method->interface, interfaces->items[INTERFACE_VISITOR]);
    assert_int_equal(method->input->size, sizeof(struct visitor_list_services_in));
    assert_null(interfaces_method(interfaces, ADMIN_CONFIGURATION_INVALID));
    assert_null(interfaces_method(interfaces, "ListServices"));
    assert_null(interfaces_method(interfaces, "org.novbe.Nobody.ListServices"));
}

/* --- one word, one meaning --- */

static bool is_same_type(const struct idl_type *a, const struct idl_type *b)
{
    if (a->kind != b->kind || a->field_count != b->field_count || !a->element != !b->element || a->size != b->size)
        return false;
    if ((a->name || b->name) && !(a->name && b->name && strcmp(a->name, b->name) == 0))
        return false;
    for (size_t i = 0; i < a->field_count; i++) {
        const struct idl_field *ours = &a->fields[i], *theirs = &b->fields[i];
        if (strcmp(ours->name, theirs->name) != 0 || ours->offset != theirs->offset || !ours->type != !theirs->type ||
            (ours->type && !is_same_type(ours->type, theirs->type)))
            return false;
    }
    return !a->element || is_same_type(a->element, b->element);
}

static void expect_same(const struct idl_member *type, const struct idl *other)
{
    const struct idl_member *twin = idl_find(other, IDL_TYPE, type->name);
    if (twin && !is_same_type(type->type, twin->type))
        fail_msg("%s and %s differ", type->full_name, twin->full_name);
}

/* Varlink has no types shared by interfaces, so each tells its own; who knows one knows them all, and the daemon makes
 * them by one function. */
static void test_types_of_one_name_are_the_same(void **state)
{
    const struct interfaces *interfaces = *state;
    for (size_t i = 0; i < INTERFACE_COUNT; i++) {
        const struct idl *idl = interfaces->items[i];
        for (size_t m = 0; m < idl->member_count; m++) {
            for (size_t j = i + 1; idl->members[m].kind == IDL_TYPE && j < INTERFACE_COUNT; j++)
                expect_same(&idl->members[m], interfaces->items[j]);
        }
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
            cmocka_unit_test(test_texts_are_the_files),
            cmocka_unit_test(test_order),
            cmocka_unit_test(test_methods),
            cmocka_unit_test(test_types_of_one_name_are_the_same),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
