/* SPDX-License-Identifier: MIT
 *
 * The steps of an announcement: its words in each language, their speech, all of it in one sound, played. Callbacks
 * note what came and leave the next step to one loop, however deep they were called.
 */
#include "kiosk/voice/speech.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/log.h"
#include "kiosk/voice/sound.h"
#include "kiosk/voice/words.h"

enum { LANGUAGES = 16, BETWEEN_MS = 400, END_MS = 100 };

enum step {
    STEP_IDLE,
    STEP_MAKE,    /* the next language, or all are made */
    STEP_MAKING,  /* waits for the synthesizer */
    STEP_PLAYING, /* waits for the player */
    STEP_OVER,    /* its fate is known */
};

struct spoken_language {
    char code[ANNOUNCEMENT_LANGUAGE];
    struct i18n *i18n; /* with this one alone; NULL: it cannot be read */
};

struct speech {
    struct speech_settings settings;
    speech_told *told;
    speech_idle *idle;
    void *data;
    struct announcer *announcer;
    struct synthesizer *synthesizer;
    struct player *player;
    size_t language_count;
    struct spoken_language languages[LANGUAGES];

    enum step step;
    bool stepping; /* the loop of steps runs */
    bool stopped;  /* what is being spoken is not wanted any more */
    struct turn_to_speak turn;
    size_t place; /* of the language being made */
    size_t made;  /* languages whose speech is in the sound */
    struct wav sound;
    enum fate fate;
};

int64_t speech_now(void)
{
    return clock_stopwatch_us() / 1000;
}

bool speech_is_idle(const struct speech *speech)
{
    return speech->step == STEP_IDLE && announcer_queued(speech->announcer) == 0;
}

/* --- languages --- */

static struct i18n *read_language(const char *folder, const char *code)
{
    struct config_list codes = {.count = 1, .items = &code};
    struct config_mistakes mistakes = {0};
    struct i18n *i18n = NULL;
    if (i18n_load(folder, &codes, &mistakes, &i18n) < 0)
        log_warning("language_not_read", LOG_TEXT("language", code), LOG_TEXT("folder", folder),
                    LOG_TEXT("reason", mistakes.count > 0 ? mistakes.items[0].text : ""));
    config_mistakes_done(&mistakes);
    return i18n;
}

/* NULL: it cannot be spoken. */
static const struct language *language_of(struct speech *speech, const char *code)
{
    size_t i = 0;
    while (i < speech->language_count && strcmp(speech->languages[i].code, code) != 0)
        i++;
    if (i == LANGUAGES)
        return NULL;
    struct spoken_language *language = &speech->languages[i];
    if (i == speech->language_count) {
        speech->language_count++;
        snprintf(language->code, sizeof(language->code), "%s", code);
        language->i18n = read_language(speech->settings.languages, code);
    }
    return language->i18n ? i18n_at(language->i18n, 0) : NULL;
}

/* --- steps --- */

static void run(struct speech *speech);

static void end_with(struct speech *speech, enum fate fate)
{
    speech->fate = fate;
    speech->step = STEP_OVER;
}

static bool begin(struct speech *speech)
{
    if (!announcer_next(speech->announcer, speech_now(), &speech->turn))
        return false;
    speech->place = speech->made = 0;
    speech->stopped = false;
    speech->sound = (struct wav){.rate = WAV_RATE};
    speech->step = STEP_MAKE;
    if (speech->turn.chime)
        sound_append_chime(&speech->sound);
    if (player_is_silent(speech->player, speech_now()))
        end_with(speech, FATE_SILENT);
    return true;
}

static void on_made(void *data, const struct wav *made, enum synthesizer_source source)
{
    struct speech *speech = data;
    const struct announcement *announcement = &speech->turn.announcement;
    (void)source;
    if (made) {
        if (speech->made++ > 0)
            sound_append_silence(&speech->sound, BETWEEN_MS);
        sound_append(&speech->sound, made);
        if (announcement->kind != ANNOUNCEMENT_OF_TEXT)
            announcer_learn(speech->announcer, announcement->sayings[speech->place].language, wav_ms(made));
    }
    speech->place++;
    speech->step = STEP_MAKE;
    run(speech);
}

static void make(struct speech *speech)
{
    const struct announcement *announcement = &speech->turn.announcement;
    const struct language *language = language_of(speech, announcement->sayings[speech->place].language);
    if (!language) {
        speech->place++;
        return;
    }
    _cleanup_free_ char *words = words_of(language, announcement, speech->place);
    speech->step = STEP_MAKING;
    synthesizer_make(speech->synthesizer, language, words, speech_now(), on_made, speech);
}

/* Where no speech could be made the chime alone makes people look at the board. */
static void play(struct speech *speech)
{
    if (!announcer_may_begin(&speech->turn.announcement, speech_now())) {
        end_with(speech, FATE_LATE);
        return;
    }
    if (speech->made == 0 && !speech->turn.chime) {
        end_with(speech, FATE_FAILED);
        return;
    }
    sound_append_silence(&speech->sound, END_MS);
    speech->step = STEP_PLAYING;
    player_play(speech->player, &speech->sound, speech_now());
}

static void on_played(void *data, enum player_end end)
{
    struct speech *speech = data;
    bool heard = end == PLAYER_PLAYED;
    end_with(speech, end == PLAYER_STOPPED ? FATE_STOPPED
                     : !heard              ? FATE_SILENT
                     : speech->made > 0    ? FATE_SPOKEN
                                           : FATE_FAILED);
    run(speech);
}

static void tell_fates(struct speech *speech)
{
    struct told told;
    while (announcer_fate(speech->announcer, &told.call, &told.fate)) {
        told.backlog_ms = announcer_backlog_ms(speech->announcer, speech_now());
        speech->told(speech->data, &told);
    }
}

static void end(struct speech *speech)
{
    announcer_end(speech->announcer, speech->turn.announcement.call, speech->fate, speech_now());
    announcement_done(&speech->turn.announcement);
    wav_done(&speech->sound);
    speech->step = STEP_IDLE;
}

/* false: it waits. */
static bool step(struct speech *speech)
{
    switch (speech->step) {
    case STEP_IDLE:
        return begin(speech);
    case STEP_MAKE:
        if (speech->stopped)
            end_with(speech, FATE_STOPPED);
        else if (speech->place < speech->turn.languages)
            make(speech);
        else
            play(speech);
        return true;
    case STEP_OVER:
        end(speech);
        return true;
    case STEP_MAKING:
    case STEP_PLAYING:
    default:
        return false;
    }
}

static void run(struct speech *speech)
{
    if (speech->stepping)
        return;
    speech->stepping = true;
    while (step(speech))
        tell_fates(speech);
    tell_fates(speech);
    speech->stepping = false;
    if (speech_is_idle(speech))
        speech->idle(speech->data);
}

/* --- orders --- */

static void stop(struct speech *speech)
{
    announcer_clear(speech->announcer);
    speech->stopped = true;
    if (speech->step == STEP_MAKING)
        synthesizer_stop(speech->synthesizer);
    if (speech->step == STEP_PLAYING)
        player_stop(speech->player);
}

void speech_take(struct speech *speech, struct order *order)
{
    if (order->kind == ORDER_STOP || order->interrupt)
        stop(speech);
    if (order->kind == ORDER_WITHDRAW)
        announcer_withdraw(speech->announcer, order->ticket);
    if (order->kind == ORDER_CALL || order->kind == ORDER_TEXT)
        announcer_add(speech->announcer, &order->announcement, speech_now());
    order_done(order);
    run(speech);
}

void speech_finish(struct speech *speech)
{
    announcer_clear(speech->announcer);
    run(speech);
}

/* --- its life --- */

struct speech *speech_new(uv_loop_t *loop, const struct speech_settings *settings, speech_told *told, speech_idle *idle,
                          void *data)
{
    struct speech *speech = mem_new(struct speech);
    *speech = (struct speech){.settings = *settings, .told = told, .idle = idle, .data = data};
    speech->announcer = announcer_new();
    speech->synthesizer = synthesizer_new(loop, &settings->synthesizer);
    speech->player = player_new(loop, &settings->player, on_played, speech);
    return speech;
}

void speech_close(struct speech *speech)
{
    synthesizer_close(speech->synthesizer);
    player_close(speech->player);
    announcer_free(speech->announcer);
    announcement_done(&speech->turn.announcement);
    wav_done(&speech->sound);
    for (size_t i = 0; i < speech->language_count; i++)
        i18n_free(speech->languages[i].i18n);
    free(speech);
}
