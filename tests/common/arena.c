/* SPDX-License-Identifier: MIT
 *
 * Memory that is given back at once: zeroed, apart from each other, and what grows in it.
 */
#include "common/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static void test_zeroed_after_a_reset(attr_unused void **state)
{
    struct arena arena;
    arena_init(&arena);
    for (int round = 0; round < 3; round++) {
        for (size_t size = 1; size < 20000; size = size * 3 + 1) {
            unsigned char *bytes = arena_alloc(&arena, size);
            assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
            for (size_t i = 0; i < size; i++)
                assert_int_equal(bytes[i], 0);
            memset(bytes, 0xff, size);
        }
        arena_reset(&arena);
    }
    arena_done(&arena);
}

/* Two lists that grow in turns: neither touches the other. */
static void test_grows(attr_unused void **state)
{
    struct arena arena;
    int64_t *odd = NULL, *even = NULL;
    size_t odd_count = 0, odd_room = 0, even_count = 0, even_room = 0;
    arena_init(&arena);
    for (int64_t i = 0; i < 3000; i++) {
        if (i % 2) {
            arena_grow(&arena, odd, odd_count, odd_room);
            odd[odd_count++] = i;
        } else {
            arena_grow(&arena, even, even_count, even_room);
            even[even_count++] = i;
        }
        assert_true(odd_count <= odd_room || i == 0);
    }
    for (int64_t i = 0; i < 1500; i++) {
        assert_int_equal(even[i], 2 * i);
        assert_int_equal(odd[i], 2 * i + 1);
    }
    const char *more = arena_regrow(&arena, "abc", 3, 8);
    assert_memory_equal(more, "abc\0\0\0\0\0", 8);
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_zeroed_after_a_reset),
            cmocka_unit_test(test_grows),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
