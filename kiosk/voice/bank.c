/* SPDX-License-Identifier: MIT
 *
 * Finds the recorded clips of a text.
 */
#include "kiosk/voice/bank.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "common/text.h"
#include "kiosk/voice/sound.h"

enum { WORDS = 200, PHRASE = 8, COMMA_MS = 150, STOP_MS = 350, JOIN_MS = 20 };

struct word {
    const char *text;
    int64_t pause_ms; /* behind it */
};

struct words {
    size_t count;
    struct word items[WORDS];
};

/* Signs between words, and how long they are silent; the Japanese ones are letters to everybody else. */
static const struct sign {
    const char *text;
    int64_t pause_ms;
} signs[] = {{" ", JOIN_MS}, {",", COMMA_MS}, {";", COMMA_MS},  {":", COMMA_MS}, {".", STOP_MS},
             {"!", STOP_MS}, {"?", STOP_MS},  {"、", COMMA_MS}, {"。", STOP_MS}, {"\n", STOP_MS}};

static const struct sign *sign_at(const char *text)
{
    for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
        if (strncmp(text, signs[i].text, strlen(signs[i].text)) == 0)
            return &signs[i];
    }
    return NULL;
}

/* Splits the text in place; false: too many words. */
static bool split(char *text, struct words *ret_words)
{
    ret_words->count = 0;
    bool in_word = false;
    for (char *at = text; *at;) {
        const struct sign *sign = sign_at(at);
        size_t length = sign ? strlen(sign->text) : 1;
        if (sign && ret_words->count > 0) {
            int64_t *pause_ms = &ret_words->items[ret_words->count - 1].pause_ms;
            *pause_ms = sign->pause_ms > *pause_ms ? sign->pause_ms : *pause_ms;
        }
        if (sign)
            *at = '\0';
        if (!sign && !in_word && ret_words->count == WORDS)
            return false;
        if (!sign && !in_word)
            ret_words->items[ret_words->count++] = (struct word){.text = at};
        in_word = !sign;
        at += length;
    }
    return ret_words->count > 0;
}

/* "zəhmət olmasa" of words[first .. first + count), which nothing but space is between; NULL: they are no phrase. A
 * name that would lead out of the folder is none. */
static char *phrase_path(const char *folder, const struct words *words, size_t first, size_t count)
{
    struct buffer path = {0};
    buffer_printf(&path, "%s/", folder);
    for (size_t i = first; i < first + count; i++) {
        bool ends_early = i + 1 < first + count && words->items[i].pause_ms > JOIN_MS;
        if (ends_early || strchr(words->items[i].text, '/') || words->items[i].text[0] == '.') {
            buffer_done(&path);
            return NULL;
        }
        buffer_printf(&path, "%s%s", i > first ? " " : "", words->items[i].text);
    }
    buffer_printf(&path, ".wav");
    buffer_append_byte(&path, '\0');
    return path.bytes;
}

/* The longest recorded phrase from here; 0: none. */
static size_t longest_clip(const char *folder, const struct words *words, size_t first, struct wav *ret_clip)
{
    size_t left = words->count - first, most = left < PHRASE ? left : PHRASE;
    for (size_t count = most; count > 0; count--) {
        const char *why;
        _cleanup_free_ char *path = phrase_path(folder, words, first, count);
        if (path && access(path, R_OK) == 0 && wav_read(path, ret_clip, &why) == 0)
            return count;
    }
    return 0;
}

int bank_say(const char *folder, const char *language, const char *text, struct wav *ret_wav)
{
    _cleanup_free_ char *lower = text_lower(text, language);
    _cleanup_free_ char *clips = mem_printf("%s/%s", folder, language);
    struct words words;
    _cleanup_(wav_done) struct wav said = {.rate = WAV_RATE};
    if (access(clips, X_OK) < 0 || !split(lower, &words))
        return -ENOENT;
    for (size_t first = 0, count; first < words.count; first += count) {
        _cleanup_(wav_done) struct wav clip = {0};
        count = longest_clip(clips, &words, first, &clip);
        if (count == 0 || said.count > (size_t)WAV_RATE * WAV_SECONDS)
            return -ENOENT;
        sound_resample(&clip, WAV_RATE);
        sound_trim(&clip);
        sound_level(&clip);
        sound_append(&said, &clip);
        sound_append_silence(&said, first + count < words.count ? words.items[first + count - 1].pause_ms : 0);
    }
    *ret_wav = said;
    said = (struct wav){0};
    return 0;
}
