/* SPDX-License-Identifier: MIT
 *
 * Recorded words and kept speech: what is said from a bank and what is not, what a cache keeps, finds, removes, and
 * never believes.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "kiosk/voice/bank.h"
#include "kiosk/voice/cache.h"
#include "kiosk/voice/sound.h"
#include "tests/kiosk/voice/help.h"

/* --- the bank --- */

static void record(const char *folder, const char *word, int64_t ms, int rate)
{
    _cleanup_free_ char *language = mem_printf("%s/az", folder), *path = mem_printf("%s/az/%s.wav", folder, word);
    _cleanup_(wav_done) struct wav tone = help_tone(rate, ms, 300, 3000);
    mkdir(language, 0755);
    assert_int_equal(wav_write(path, &tone, NULL), 0);
}

/* How long it is said; -1: not from the bank. */
static int64_t said_ms(const char *folder, const char *text)
{
    _cleanup_(wav_done) struct wav said = {0};
    return bank_say(folder, "az", text, &said) == 0 ? wav_ms(&said) : -1;
}

static void all_words_or_none(void **state)
{
    const char *folder = *state;
    assert_int_equal(said_ms(folder, "sıfır"), -1); /* no folder of the language */
    record(folder, "sıfır", 300, WAV_RATE);
    record(folder, "qırx", 300, 44100);
    record(folder, "iki", 300, 8000);
    assert_in_range(said_ms(folder, "sıfır qırx iki"), 880, 1060);
    assert_in_range(said_ms(folder, "SIFIR, Qırx. İki!"), 880 + 500, 1060 + 500); /* with the pauses of its signs */
    assert_int_equal(said_ms(folder, "sıfır qırx üç"), -1);
    assert_int_equal(said_ms(folder, ""), -1);
    assert_int_equal(said_ms(folder, " , ."), -1);
}

static void the_longest_phrase_is_taken(void **state)
{
    const char *folder = *state;
    record(folder, "zəhmət", 300, WAV_RATE);
    record(folder, "olmasa", 300, WAV_RATE);
    record(folder, "zəhmət olmasa", 1200, WAV_RATE);
    assert_in_range(said_ms(folder, "zəhmət olmasa"), 1200, 1280);
    assert_in_range(said_ms(folder, "zəhmət, olmasa"), 600, 900); /* a comma parts it */
}

static void no_name_leads_out_of_the_folder(void **state)
{
    const char *folder = *state;
    record(folder, "a", 300, WAV_RATE);
    _cleanup_free_ char *outside = mem_printf("%s/b.wav", folder);
    _cleanup_(wav_done) struct wav tone = help_tone(WAV_RATE, 300, 300, 3000);
    assert_int_equal(wav_write(outside, &tone, NULL), 0);
    assert_true(said_ms(folder, "a") > 0);
    assert_int_equal(said_ms(folder, "../b"), -1);
    _cleanup_free_ char *inner = mem_printf("%s/az/x", folder), *deep = mem_printf("%s/az/x/b.wav", folder);
    assert_int_equal(mkdir(inner, 0755), 0);
    assert_int_equal(wav_write(deep, &tone, NULL), 0);
    assert_int_equal(said_ms(folder, "x/b"), -1);
}

static void what_cannot_be_read_is_not_there(void **state)
{
    const char *folder = *state;
    record(folder, "a", 300, WAV_RATE);
    _cleanup_free_ char *path = mem_printf("%s/az/a.wav", folder);
    assert_int_equal(truncate(path, 100), 0);
    assert_int_equal(said_ms(folder, "a"), -1);
    char many[1000] = "";
    for (int i = 0; i < 400; i++)
        strcat(many, "a ");
    assert_int_equal(said_ms(folder, many), -1); /* and too many words are not looked for */
}

/* --- the cache --- */

static void keep(const char *folder, const char *key, int64_t most_bytes)
{
    _cleanup_(wav_done) struct wav tone = help_tone(WAV_RATE, 100, 440, 8000); /* 4,410 bytes, and about 70 beside */
    assert_int_equal(cache_keep(folder, key, &tone, most_bytes), 0);
}

static bool is_kept(const char *folder, const char *key)
{
    _cleanup_(wav_done) struct wav found = {0};
    return cache_find(folder, key, &found) == 0 && found.count == WAV_RATE / 10;
}

static void set_age(const char *folder, const char *key, int64_t seconds)
{
    _cleanup_free_ char *path = cache_path(folder, key);
    struct timespec times[2] = {{.tv_sec = 1700000000 - seconds}, {.tv_sec = 1700000000 - seconds}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void it_finds_what_it_keeps(void **state)
{
    _cleanup_free_ char *folder = mem_printf("%s/made", (const char *)*state); /* made where it is missing */
    assert_false(is_kept(folder, "az a"));
    keep(folder, "az a", 100000);
    assert_true(is_kept(folder, "az a"));
    assert_false(is_kept(folder, "ru a"));
    _cleanup_free_ char *nowhere = mem_printf("%s/none/made", (const char *)*state);
    _cleanup_(wav_done) struct wav tone = help_tone(WAV_RATE, 100, 440, 8000);
    assert_int_equal(cache_keep(nowhere, "az a", &tone, 1000), -ENOENT);
}

static void what_was_not_used_for_longest_goes(void **state)
{
    const char *folder = *state;
    keep(folder, "one", 100000);
    keep(folder, "two", 100000);
    keep(folder, "three", 100000);
    set_age(folder, "one", 300);
    set_age(folder, "two", 200);
    set_age(folder, "three", 100);
    assert_true(is_kept(folder, "one")); /* and used now */
    _cleanup_free_ char *alien = mem_printf("%s/notes.txt", folder),
                        *left_over = mem_printf("%s/0123456789abcdef.wav.7.new", folder);
    assert_true(close(creat(alien, 0600)) == 0 && close(creat(left_over, 0600)) == 0);
    struct timespec long_ago[2] = {{.tv_sec = 1700000000}, {.tv_sec = 1700000000}};
    utimensat(AT_FDCWD, left_over, long_ago, 0);
    keep(folder, "four", 10000); /* room for two */
    assert_true(is_kept(folder, "one") && is_kept(folder, "four"));
    assert_false(is_kept(folder, "two") || is_kept(folder, "three"));
    assert_int_equal(access(alien, F_OK), 0);
    assert_int_equal(access(left_over, F_OK), -1);
}

/* Any byte of the file, and any length: it is the clip or it is gone. */
static void a_torn_one_is_never_spoken(void **state)
{
    const char *folder = *state;
    _cleanup_free_ char *path = cache_path(folder, "key");
    uint64_t chance = 7;
    for (int i = 0; i < 60; i++) {
        keep(folder, "key", 100000);
        struct stat status;
        assert_int_equal(stat(path, &status), 0);
        off_t at = (off_t)help_chance(&chance, (uint64_t)status.st_size);
        if (i % 2) {
            assert_int_equal(truncate(path, at), 0);
        } else {
            int fd = open(path, O_RDWR);
            char byte;
            assert_int_equal(pread(fd, &byte, 1, 44 + at % 4410), 1);
            byte ^= 0x10;
            assert_int_equal(pwrite(fd, &byte, 1, 44 + at % 4410), 1);
            close(fd);
        }
        assert_false(is_kept(folder, "key"));
        assert_int_equal(access(path, F_OK), -1);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, help_open_folder, help_close_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
            TEST(all_words_or_none),
            TEST(the_longest_phrase_is_taken),
            TEST(no_name_leads_out_of_the_folder),
            TEST(what_cannot_be_read_is_not_there),
            TEST(it_finds_what_it_keeps),
            TEST(what_was_not_used_for_longest_goes),
            TEST(a_torn_one_is_never_spoken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
