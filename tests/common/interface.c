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
    assert_string_equal(interfaces->items[INTERFACE_VISITOR]->name, "org.novbe.Visitor");
    assert_string_equal(interfaces->items[INTERFACE_MANAGER]->name, "org.novbe.Manager");
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
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
