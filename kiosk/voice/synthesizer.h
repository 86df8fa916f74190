/* SPDX-License-Identifier: MIT
 *
 * Speech of a text in a language: recorded words where all are there (bank.h), else what was made before (cache.h),
 * else made by espeak-ng, which is GPL and therefore always a process of its own:
 *
 *     espeak-ng --stdin -v VOICE -s WORDS_A_MINUTE -w /dev/stdout        the text on standard input
 *
 * It never hangs: what takes too long is killed. What fails or hangs again and again is left alone for a while.
 */
#pragma once

#include <uv.h>

#include "common/i18n.h"
#include "kiosk/voice/wav.h"

struct synthesizer_settings {
    const char *bank;    /* folder of recorded words; NULL: none */
    const char *cache;   /* folder; NULL: nothing is kept */
    int64_t cache_bytes; /* at most */
    const char *program; /* "espeak-ng" */
    unsigned time_ms;    /* that it may take */
};

enum synthesizer_source { SOURCE_NONE, SOURCE_BANK, SOURCE_CACHE, SOURCE_MADE };

/* `speech` is levelled and trimmed, of WAV_RATE; it is lent. NULL: none could be made. */
typedef void synthesizer_made(void *data, const struct wav *speech, enum synthesizer_source source);

struct synthesizer;
/* The settings are copied, their texts are not. */
struct synthesizer *synthesizer_new(uv_loop_t *loop, const struct synthesizer_settings *settings);
/* One text at a time; `made` comes once, before this returns or later, and may ask for the next. `now_ms` never runs
 * back. */
void synthesizer_make(struct synthesizer *synthesizer, const struct language *language, const char *text,
                      int64_t now_ms, synthesizer_made *made, void *data);
/* What is being made is not wanted any more: `made` comes with NULL, later. */
void synthesizer_stop(struct synthesizer *synthesizer);
/* `made` does not come any more. */
void synthesizer_close(struct synthesizer *synthesizer);
