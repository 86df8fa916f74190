/* SPDX-License-Identifier: MIT
 *
 * Bank, cache, synthesizer: in this order.
 */
#include "kiosk/voice/synthesizer.h"

#include <assert.h>
#include <stdio.h>

#include "common/log.h"
#include "common/text.h"
#include "kiosk/voice/bank.h"
#include "kiosk/voice/cache.h"
#include "kiosk/voice/child.h"
#include "kiosk/voice/sound.h"

enum {
    FAILURES = 3,       /* in a row, and it is left alone */
    REST_MS = 30000,    /* for so long */
    TEXT_LENGTH = 1800, /* of what is given to it; the key fits a note */
};

struct synthesizer {
    struct synthesizer_settings settings;
    struct child *child;
    synthesizer_made *made; /* of what is being made; NULL: nothing */
    void *data;
    char *key;
    int64_t asked_ms;
    int failures;
    int64_t rests_until_ms;
    bool cache_failed; /* said so once */
};

static void finish(struct synthesizer *synthesizer, const struct wav *speech, enum synthesizer_source source)
{
    synthesizer_made *made = synthesizer->made;
    synthesizer->made = NULL;
    free(synthesizer->key);
    synthesizer->key = NULL;
    made(synthesizer->data, speech, speech ? source : SOURCE_NONE);
}

/* --- making --- */

static void keep(struct synthesizer *synthesizer, const struct wav *speech)
{
    const struct synthesizer_settings *settings = &synthesizer->settings;
    int r = settings->cache ? cache_keep(settings->cache, synthesizer->key, speech, settings->cache_bytes) : 0;
    if (r < 0 && !synthesizer->cache_failed)
        log_warning("voice_cache_failed", LOG_TEXT("folder", settings->cache), LOG_TEXT("reason", strerror(-r)));
    synthesizer->cache_failed = r < 0;
}

static const char *failure(enum child_end end)
{
    return end == CHILD_LATE ? "it took too long" : end == CHILD_MISSING ? "it cannot be started" : "it failed";
}

/* Says so when it begins to fail, and when it is left alone. */
static void count_failure(struct synthesizer *synthesizer, const char *why)
{
    synthesizer->failures++;
    bool rests = synthesizer->failures >= FAILURES;
    if (rests)
        synthesizer->rests_until_ms = synthesizer->asked_ms + REST_MS;
    if (synthesizer->failures == 1 || synthesizer->failures == FAILURES)
        log_warning("synthesizer_failed", LOG_TEXT("program", synthesizer->settings.program), LOG_TEXT("reason", why),
                    LOG_NUMBER("rest_s", rests ? REST_MS / 1000 : 0));
}

static void on_made(void *data, enum child_end end, struct buffer *output)
{
    struct synthesizer *synthesizer = data;
    _cleanup_(wav_done) struct wav speech = {0};
    const char *why = failure(end);
    if (end == CHILD_STOPPED) {
        finish(synthesizer, NULL, SOURCE_NONE);
        return;
    }
    bool made = end == CHILD_DONE && wav_parse(buffer_bytes(output), output->length, &speech, &why) == 0;
    if (made && sound_power(&speech) == 0) {
        made = false;
        why = "it made no sound";
    }
    if (!made) {
        count_failure(synthesizer, why);
        finish(synthesizer, NULL, SOURCE_NONE);
        return;
    }
    if (synthesizer->failures > 0)
        log_info("synthesizer_works", LOG_TEXT("program", synthesizer->settings.program));
    synthesizer->failures = 0;
    sound_resample(&speech, WAV_RATE);
    sound_trim(&speech);
    sound_level(&speech);
    keep(synthesizer, &speech);
    finish(synthesizer, &speech, SOURCE_MADE);
}

static void start(struct synthesizer *synthesizer, const struct language *language, const char *text)
{
    char speed[16];
    snprintf(speed, sizeof(speed), "%d", language_voice_speed(language));
    const char *const arguments[] = {synthesizer->settings.program,
                                     "--stdin",
                                     "-v",
                                     language_voice(language),
                                     "-s",
                                     speed,
                                     "-w",
                                     "/dev/stdout",
                                     NULL};
    child_start(synthesizer->child, (char *const *)(uintptr_t)arguments, text, strlen(text),
                synthesizer->settings.time_ms);
}

static bool find(const struct synthesizer *synthesizer, const struct language *language, const char *text,
                 struct wav *ret_speech, enum synthesizer_source *ret_source)
{
    const struct synthesizer_settings *settings = &synthesizer->settings;
    *ret_source = SOURCE_BANK;
    if (settings->bank && bank_say(settings->bank, language_code(language), text, ret_speech) == 0)
        return true;
    *ret_source = SOURCE_CACHE;
    return settings->cache && cache_find(settings->cache, synthesizer->key, ret_speech) == 0;
}

void synthesizer_make(struct synthesizer *synthesizer, const struct language *language, const char *text,
                      int64_t now_ms, synthesizer_made *made, void *data)
{
    assert(!synthesizer->made);
    _cleanup_free_ char *cut = mem_strndup(text, text_cut(text, TEXT_LENGTH));
    _cleanup_(wav_done) struct wav speech = {0};
    enum synthesizer_source source;
    synthesizer->made = made;
    synthesizer->data = data;
    synthesizer->asked_ms = now_ms;
    synthesizer->key = mem_printf("%s %s %d %s", language_code(language), language_voice(language),
                                  language_voice_speed(language), cut);
    if (find(synthesizer, language, cut, &speech, &source))
        finish(synthesizer, &speech, source);
    else if (synthesizer->failures >= FAILURES && now_ms < synthesizer->rests_until_ms)
        finish(synthesizer, NULL, SOURCE_NONE);
    else
        start(synthesizer, language, cut);
}

/* --- its life --- */

struct synthesizer *synthesizer_new(uv_loop_t *loop, const struct synthesizer_settings *settings)
{
    struct synthesizer *synthesizer = mem_new(struct synthesizer);
    synthesizer->settings = *settings;
    synthesizer->child = child_new(loop, on_made, synthesizer);
    return synthesizer;
}

void synthesizer_stop(struct synthesizer *synthesizer)
{
    child_stop(synthesizer->child);
}

void synthesizer_close(struct synthesizer *synthesizer)
{
    child_close(synthesizer->child);
    free(synthesizer->key);
    free(synthesizer);
}
