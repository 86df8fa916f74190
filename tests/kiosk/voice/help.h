/* SPDX-License-Identifier: MIT
 *
 * What tests of the voice share: chance that is the same in every run, a folder that goes away, a clip.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/i18n.h"
#include "kiosk/voice/wav.h"

/* SplitMix64 (https://prng.di.unimi.it/splitmix64.c): 0..limit - 1. */
static inline uint64_t help_chance(uint64_t *chance, uint64_t limit)
{
    uint64_t word = *chance += 0x9E3779B97F4A7C15U;
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9U;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EBU;
    return (word ^ (word >> 31)) % limit;
}

/* tests/run --long draws ten times as much. */
static inline int help_times(void)
{
    const char *times = getenv("NOVBE_TEST_TIMES");
    return times ? atoi(times) : 1;
}

static inline int help_remove(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

static inline int help_open_folder(void **state)
{
    char *folder = mem_strdup("/tmp/novbe-voice-XXXXXX");
    *state = mkdtemp(folder);
    return *state ? 0 : -1;
}

static inline int help_close_folder(void **state)
{
    int r = nftw(*state, help_remove, 8, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return r;
}

static inline struct wav help_tone(int rate, int64_t ms, double hertz, double size)
{
    struct wav wav = {.rate = rate, .count = (size_t)(rate * ms / 1000)};
    wav.samples = mem_new_n(int16_t, wav.count + 1);
    for (size_t i = 0; i < wav.count; i++)
        wav.samples[i] = (int16_t)lround(size * sin(2 * M_PI * hertz * (double)i / rate));
    return wav;
}

/* The shipped file of a language. */
static inline struct i18n *help_language(const char *code)
{
    _cleanup_free_ char *folder = mem_printf("%s/conf/lang", getenv("NOVBE_SOURCE"));
    struct config_list codes = {.count = 1, .items = &code};
    struct config_mistakes mistakes = {0};
    struct i18n *i18n = NULL;
    int r = i18n_load(folder, &codes, &mistakes, &i18n);
    if (r < 0)
        config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    assert_int_equal(r, 0);
    return i18n;
}
