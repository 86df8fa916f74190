/* SPDX-License-Identifier: MIT
 *
 * Parts of every kind: changed in place, replaced, plain; taken back and let go of. What is not freed, or twice, the
 * sanitizers tell.
 */
#include "daemon/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

struct list {
    size_t count, room;
    int *items;
};

struct world {
    struct memory memory;
    struct list list;
    char *name;
    int64_t number;
    int backs;
    char name_when_back[16];
};

static void list_copy(void *to, const void *from)
{
    const struct list *list = from;
    struct list copy = {0};
    for (size_t i = 0; i < list->count; i++) {
        mem_grow(copy.items, copy.count, copy.room);
        copy.items[copy.count++] = list->items[i];
    }
    *(struct list *)to = copy;
}

static void list_done(void *list)
{
    free(((struct list *)list)->items);
}

static void name_done(void *name)
{
    free(*(char **)name);
}

static void on_back(void *data)
{
    struct world *world = data;
    world->backs++;
    strncpy(world->name_when_back, world->name, sizeof(world->name_when_back) - 1);
}

static int set_up(void **state)
{
    struct world *world = mem_new(struct world);
    const struct memory_part parts[] = {
            {.live = &world->list,
             .size = sizeof(world->list),
             .copy = list_copy,
             .done = list_done,
             .back = on_back,
             .data = world},
            {.live = &world->name, .size = sizeof(world->name), .done = name_done},
            {.live = &world->number, .size = sizeof(world->number)},
    };
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
        memory_add(&world->memory, &parts[i]);
    world->name = mem_strdup("one");
    world->number = 1;
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    memory_done(&world->memory);
    free(world->list.items);
    free(world->name);
    free(world);
    return 0;
}

static void add(struct world *world, int item)
{
    struct list *list = memory_change(&world->memory, &world->list);
    mem_grow(list->items, list->count, list->room);
    list->items[list->count++] = item;
}

static void call(struct world *world, const char *name)
{
    memory_replace(&world->memory, &world->name, mem_strdup(name));
}

static void what_changed_in_a_turn_is_taken_back(void **state)
{
    struct world *world = *state;
    add(world, 7);
    memory_let_go(&world->memory);
    for (int i = 0; i < 20; i++)
        add(world, i);
    call(world, "two");
    call(world, "three");
    *memory_change(&world->memory, &world->number) = 2;
    memory_take_back(&world->memory);
    assert_int_equal(world->list.count, 1);
    assert_int_equal(world->list.items[0], 7);
    assert_string_equal(world->name, "one");
    assert_int_equal(world->number, 1);
}

static void what_is_let_go_of_stays(void **state)
{
    struct world *world = *state;
    add(world, 7);
    call(world, "two");
    *memory_change(&world->memory, &world->number) = 2;
    memory_let_go(&world->memory);
    memory_take_back(&world->memory);
    assert_int_equal(world->list.count, 1);
    assert_string_equal(world->name, "two");
    assert_int_equal(world->number, 2);
    assert_int_equal(world->backs, 0);
}

static void each_turn_begins_anew(void **state)
{
    struct world *world = *state;
    for (int i = 0; i < 3; i++) {
        add(world, i);
        memory_take_back(&world->memory);
        assert_int_equal(world->list.count, i);
        add(world, i);
        memory_let_go(&world->memory);
    }
    assert_int_equal(world->list.count, 3);
}

/* When everything is back, and only of a part that was. */
static void a_part_that_is_back_is_told(void **state)
{
    struct world *world = *state;
    call(world, "two");
    memory_take_back(&world->memory);
    assert_int_equal(world->backs, 0);
    add(world, 7);
    call(world, "two");
    memory_take_back(&world->memory);
    assert_int_equal(world->backs, 1);
    assert_string_equal(world->name_when_back, "one");
}

static void what_was_before_can_be_reached(void **state)
{
    struct world *world = *state;
    assert_null(memory_before(&world->memory, &world->number));
    *memory_change(&world->memory, &world->number) = 2;
    *(int64_t *)memory_before(&world->memory, &world->number) = 5;
    memory_take_back(&world->memory);
    assert_int_equal(world->number, 5);
    assert_null(memory_before(&world->memory, &world->number));
}

static void what_is_kept_at_the_end_is_freed(void **state)
{
    struct world *world = *state;
    add(world, 7);
    memory_let_go(&world->memory);
    add(world, 8);
    call(world, "two");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(what_changed_in_a_turn_is_taken_back, set_up, tear_down),
            cmocka_unit_test_setup_teardown(what_is_let_go_of_stays, set_up, tear_down),
            cmocka_unit_test_setup_teardown(each_turn_begins_anew, set_up, tear_down),
            cmocka_unit_test_setup_teardown(a_part_that_is_back_is_told, set_up, tear_down),
            cmocka_unit_test_setup_teardown(what_was_before_can_be_reached, set_up, tear_down),
            cmocka_unit_test_setup_teardown(what_is_kept_at_the_end_is_freed, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
