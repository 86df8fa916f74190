/* SPDX-License-Identifier: MIT
 *
 * The table of names: everything added is found, nothing else is, also when names are many and alike.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "common/varlink/names.h"
#include "common/varlink/server.h"

#define COUNT 500

static void every_name_is_found_and_no_other(void **state)
{
    (void)state;
    static char texts[COUNT][40];
    static struct idl_member members[COUNT];
    static struct varlink_method methods[COUNT];
    struct names names = {0};
    assert_null(names_find(&names, "a.B", 3));
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(texts[i], sizeof(texts[i]), "org.novbe.Visitor.Method%zu", i);
        members[i] = (struct idl_member){.kind = IDL_METHOD, .full_name = texts[i]};
        names_add(&names, &members[i], &methods[i]);
    }
    for (size_t i = 0; i < COUNT; i++) {
        const struct name *name = names_find(&names, texts[i], strlen(texts[i]));
        assert_non_null(name);
        assert_ptr_equal(name->member, &members[i]);
        assert_ptr_equal(name->method, &methods[i]);
    }
    assert_null(names_find(&names, "org.novbe.Visitor.Method", 24));
    assert_null(names_find(&names, "org.novbe.Visitor.Method500", 27));
    assert_null(names_find(&names, "", 0));
    names_done(&names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_name_is_found_and_no_other)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
