/* SPDX-License-Identifier: MIT
 *
 * PINs: right and wrong ones, one at a time, who asked and is gone; the brakes; tokens; the file of the pepper.
 */
#include "daemon/pin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct world {
    uv_loop_t loop;
    struct pins *pins;
    char folder[64], path[96];
    int answers;
    bool right;
    char kept[PIN_KEPT_SIZE];
};

static void on_answer(void *data, bool right, const char *kept)
{
    struct world *world = data;
    world->answers++;
    world->right = right;
    snprintf(world->kept, sizeof(world->kept), "%s", kept ? kept : "");
}

static int set_up(void **state)
{
    struct world *world = mem_new(struct world);
    uv_loop_init(&world->loop);
    strcpy(world->folder, "/tmp/novbe-pin-XXXXXX");
    assert_non_null(mkdtemp(world->folder));
    snprintf(world->path, sizeof(world->path), "%s/pepper", world->folder);
    assert_int_equal(pins_open(&world->loop, world->path, &world->pins), 0);
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    pins_close(world->pins);
    uv_run(&world->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&world->loop), 0);
    unlink(world->path);
    rmdir(world->folder);
    free(world);
    return 0;
}

static void make(struct world *world, const char *operator, const char * pin)
{
    assert_int_equal(pins_make(world->pins, operator, pin, on_answer, world), 0);
    uv_run(&world->loop, UV_RUN_DEFAULT);
}

static bool check(struct world *world, const char *operator, const char * pin, const char *kept)
{
    int before = world->answers;
    assert_int_equal(pins_check(world->pins, operator, pin, kept, on_answer, world), 0);
    assert_int_equal(world->answers, before); /* in a later turn */
    uv_run(&world->loop, UV_RUN_DEFAULT);
    assert_int_equal(world->answers, before + 1);
    return world->right;
}

static void only_the_right_pin_of_the_right_operator(void **state)
{
    struct world *world = *state;
    char kept[PIN_KEPT_SIZE];
    make(world, "101", "2468");
    memcpy(kept, world->kept, sizeof(kept));
    assert_ptr_equal(strstr(kept, "$argon2id$v=19$m=19456,t=2,p=1$"), kept);
    assert_true(check(world, "101", "2468", kept));
    assert_false(check(world, "101", "2469", kept));
    assert_false(check(world, "102", "2468", kept));
    assert_false(check(world, "101", "2468", NULL));
    assert_false(check(world, "101", "2468", ""));
    make(world, "101", "2468");
    assert_string_not_equal(world->kept, kept); /* a salt of its own */
}

static void what_is_kept_is_of_no_use_without_the_pepper(void **state)
{
    struct world *world = *state;
    char kept[PIN_KEPT_SIZE];
    make(world, "101", "2468");
    memcpy(kept, world->kept, sizeof(kept));
    world->pins = pins_close(world->pins);
    assert_int_equal(pins_open(&world->loop, world->path, &world->pins), 0);
    assert_true(check(world, "101", "2468", kept)); /* it was read again */
    world->pins = pins_close(world->pins);
    unlink(world->path);
    assert_int_equal(pins_open(&world->loop, world->path, &world->pins), 0);
    assert_false(check(world, "101", "2468", kept));
}

static void the_pepper_is_the_owners_alone(void **state)
{
    struct world *world = *state;
    struct stat status;
    struct pins *pins = NULL;
    static const char *const wrong[] = {"", "novbe pepper 1\nkey 00\n", "novbe pepper 2\nkey 00\n", "nothing"};
    assert_int_equal(stat(world->path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        FILE *file = fopen(world->path, "w");
        fputs(wrong[i], file);
        fclose(file);
        assert_int_equal(pins_open(&world->loop, world->path, &pins), -EBADMSG);
    }
    assert_int_equal(pins_open(&world->loop, "/nowhere/pepper", &pins), -ENOENT);
    assert_null(pins);
}

static void so_many_wait_and_who_is_gone_is_not_answered(void **state)
{
    struct world *world = *state;
    int other = 0;
    for (int i = 0; i < PIN_QUEUE; i++)
        assert_int_equal(pins_check(world->pins, "101", "1", "", on_answer, i < 3 ? (void *)&other : world), 0);
    assert_int_equal(pins_check(world->pins, "101", "1", "", on_answer, world), -EBUSY);
    pins_forget(world->pins, &other); /* the first of them is with the thread */
    uv_run(&world->loop, UV_RUN_DEFAULT);
    assert_int_equal(world->answers, PIN_QUEUE - 3);
    assert_int_equal(other, 0);
}

static void closed_while_some_wait(void **state)
{
    struct world *world = *state;
    for (int i = 0; i < 5; i++)
        assert_int_equal(pins_make(world->pins, "101", "2468", on_answer, world), 0);
    world->pins = pins_close(world->pins);
    uv_run(&world->loop, UV_RUN_DEFAULT);
    assert_int_equal(world->answers, 0);
}

static void each_failure_waits_twice_as_long(void **state)
{
    struct world *world = *state;
    int64_t now_ms = 1000000000;
    static const int64_t seconds[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900};
    for (size_t i = 0; i < ARRAY_SIZE(seconds); i++) {
        assert_int_equal(pins_wait(world->pins, "101", 7, now_ms), 0);
        int64_t from_ms = pins_wrong(world->pins, "101", 7, now_ms);
        assert_int_equal(from_ms, now_ms + seconds[i] * 1000);
        assert_int_equal(pins_wait(world->pins, "101", 7, from_ms - 1), from_ms);
        now_ms = from_ms;
    }
    for (int i = 0; i < 100; i++) /* never shorter, whatever the count */
        assert_int_equal(pins_wrong(world->pins, "101", 7, now_ms), now_ms + 900000);
    assert_int_equal(pins_wait(world->pins, "102", 7, now_ms), 0);
    assert_int_equal(pins_wait(world->pins, "101", 8, now_ms), 0);
    now_ms += 3600001;
    assert_int_equal(pins_wrong(world->pins, "101", 7, now_ms), now_ms + 1000); /* an hour forgets */
    assert_int_equal(pins_wrong(world->pins, "101", 7, now_ms), now_ms + 2000);
    pins_right(world->pins, "101", 7);
    assert_int_equal(pins_wait(world->pins, "101", 7, now_ms), 0);
    assert_int_equal(pins_wrong(world->pins, "101", 7, now_ms), now_ms + 1000);
}

static void other_names_do_not_make_it_forget(void **state)
{
    struct world *world = *state;
    char name[16];
    int64_t from_ms = pins_wrong(world->pins, "101", 7, 1000000000);
    for (int i = 0; i < 20000; i++) {
        snprintf(name, sizeof(name), "u%d", i);
        pins_wrong(world->pins, name, 7, 1000000000);
    }
    assert_true(pins_wait(world->pins, "101", 7, 1000000000) >= from_ms);
}

static void a_token_is_of_one_session(void **state)
{
    struct world *world = *state;
    char token[PIN_TOKEN_SIZE], again[PIN_TOKEN_SIZE];
    pins_token(world->pins, "101", 12, token);
    assert_string_equal(pins_token(world->pins, "101", 12, again), token);
    assert_true(pins_token_is(world->pins, "101", 12, token));
    assert_false(pins_token_is(world->pins, "101", 13, token));
    assert_false(pins_token_is(world->pins, "102", 12, token));
    assert_false(pins_token_is(world->pins, "101", 12, ""));
    token[PIN_TOKEN_SIZE - 2] ^= 1;
    assert_false(pins_token_is(world->pins, "101", 12, token));
}

static void four_to_twelve_digits(void **state)
{
    struct world *world = *state;
    char hidden[PIN_HIDDEN_SIZE], other[PIN_HIDDEN_SIZE];
    static const char *const sound[] = {"0000", "123456789012"};
    static const char *const wrong[] = {"", "123", "1234567890123", "12 4", "12a4", "-123", "１２３４"};
    for (size_t i = 0; i < ARRAY_SIZE(sound); i++)
        assert_true(pin_is_sound(sound[i]));
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
        assert_false(pin_is_sound(wrong[i]));
    assert_string_not_equal(pins_hide(world->pins, "101", "1234", hidden),
                            pins_hide(world->pins, "101", "1235", other));
    assert_string_equal(pins_hide(world->pins, "101", "1234", other), hidden);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
            TEST(only_the_right_pin_of_the_right_operator),
            TEST(what_is_kept_is_of_no_use_without_the_pepper),
            TEST(the_pepper_is_the_owners_alone),
            TEST(so_many_wait_and_who_is_gone_is_not_answered),
            TEST(closed_while_some_wait),
            TEST(each_failure_waits_twice_as_long),
            TEST(other_names_do_not_make_it_forget),
            TEST(a_token_is_of_one_session),
            TEST(four_to_twelve_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
