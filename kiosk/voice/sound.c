/* SPDX-License-Identifier: MIT
 *
 * Arithmetic of sound.
 *
 * Loudness is the root mean square over the windows of 20 ms that are not silent, as speech has pauses that would make
 * a slow speaker seem a quiet one; a gate is what ITU-R BS.1770 does, too, with filters for music that a voice need not
 * have.
 */
#include "kiosk/voice/sound.h"

#include <assert.h>
#include <math.h>

enum {
    WINDOW_MS = 20,
    SILENCE = 200,  /* of 32767: quieter windows are pauses */
    BREATH_MS = 30, /* left at the ends */
    PEAK = 29000,   /* nothing is louder */
    BEND = 20000,   /* what is louder is bent towards PEAK */
    GAIN_MOST = 20,
    CHIME_RATE_LEAST = 4000,
};

/* --- rate --- */

static double mean_between(const struct wav *wav, double from, double to)
{
    size_t first = (size_t)from, last = (size_t)to;
    double sum = 0;
    last = last < wav->count ? last : wav->count;
    for (size_t i = first; i < last; i++)
        sum += wav->samples[i];
    return last > first ? sum / (double)(last - first) : 0;
}

static double line_at(const struct wav *wav, double at)
{
    size_t left = (size_t)at, right = left + 1 < wav->count ? left + 1 : left;
    double part = at - (double)left;
    return wav->samples[left] * (1 - part) + wav->samples[right] * part;
}

void sound_resample(struct wav *wav, int rate)
{
    if (wav->rate == rate || wav->count == 0) {
        wav->rate = rate;
        return;
    }
    double step = (double)wav->rate / rate;
    struct wav to = {.rate = rate, .count = (size_t)((double)wav->count / step)};
    to.samples = mem_new_n(int16_t, to.count + 1);
    for (size_t i = 0; i < to.count; i++) {
        double at = (double)i * step;
        to.samples[i] = (int16_t)(step >= 2 ? mean_between(wav, at, at + step) : line_at(wav, at));
    }
    wav_done(wav);
    *wav = to;
}

/* --- loudness --- */

static size_t samples_in(const struct wav *wav, int64_t ms)
{
    return (size_t)((int64_t)wav->rate * ms / 1000);
}

/* The mean square of a window; short at the end. */
static double window_square(const struct wav *wav, size_t from, size_t size)
{
    double sum = 0;
    size_t end = from + size < wav->count ? from + size : wav->count;
    for (size_t i = from; i < end; i++)
        sum += (double)wav->samples[i] * wav->samples[i];
    return end > from ? sum / (double)(end - from) : 0;
}

double sound_power(const struct wav *wav)
{
    size_t window = samples_in(wav, WINDOW_MS), loud = 0;
    double sum = 0;
    for (size_t from = 0; window > 0 && from < wav->count; from += window) {
        double square = window_square(wav, from, window);
        if (square >= (double)SILENCE * SILENCE) {
            sum += square;
            loud++;
        }
    }
    return loud > 0 ? sqrt(sum / (double)loud) : 0;
}

/* Up to BEND as it is; beyond it nearer and nearer to PEAK. */
static double bent(double sample)
{
    double size = fabs(sample), over = (size - BEND) / (PEAK - BEND);
    return size <= BEND ? sample : copysign(BEND + (PEAK - BEND) * tanh(over), sample);
}

void sound_level(struct wav *wav)
{
    double power = sound_power(wav);
    double gain = power > 0 ? SOUND_LEVEL / power : 1;
    gain = gain < GAIN_MOST ? gain : GAIN_MOST;
    for (size_t i = 0; i < wav->count; i++)
        wav->samples[i] = (int16_t)lround(bent(wav->samples[i] * gain));
}

void sound_trim(struct wav *wav)
{
    size_t window = samples_in(wav, WINDOW_MS), breath = samples_in(wav, BREATH_MS), first = wav->count, last = 0;
    for (size_t from = 0; window > 0 && from < wav->count; from += window) {
        if (window_square(wav, from, window) < (double)SILENCE * SILENCE)
            continue;
        first = from < first ? from : first;
        last = from + window;
    }
    if (first >= last)
        return;
    first = first > breath ? first - breath : 0;
    last = last + breath < wav->count ? last + breath : wav->count;
    wav->count = last - first;
    memmove(wav->samples, wav->samples + first, wav->count * sizeof(wav->samples[0]));
}

/* --- joining --- */

static int16_t *add_room(struct wav *to, size_t count)
{
    to->samples = mem_realloc(to->samples, to->count + count + 1, sizeof(to->samples[0]));
    int16_t *room = to->samples + to->count;
    memset(room, 0, count * sizeof(*room));
    to->count += count;
    return room;
}

void sound_append(struct wav *to, const struct wav *from)
{
    assert(to->rate == from->rate || to->count == 0);
    to->rate = from->rate;
    int16_t *room = add_room(to, from->count);
    if (from->count > 0)
        memcpy(room, from->samples, from->count * sizeof(*room));
}

void sound_append_silence(struct wav *to, int64_t ms)
{
    add_room(to, samples_in(to, ms));
}

/* A sine and its octave at a third of the strength; it rises in 10 ms and fades. */
static void add_note(struct wav *to, double hertz, int64_t ms)
{
    int16_t *room = add_room(to, samples_in(to, ms));
    size_t count = samples_in(to, ms);
    double rate = to->rate;
    for (size_t i = 0; i < count; i++) {
        double at = (double)i / rate, left = (double)(count - i) / rate;
        double rise = fmin(1, at / 0.01), end = fmin(1, left / 0.05), fade = exp(-3 * at);
        double wave = sin(2 * M_PI * hertz * at) + sin(4 * M_PI * hertz * at) / 3;
        room[i] = (int16_t)lround(2 * SOUND_LEVEL * rise * fade * end * wave);
    }
}

void sound_append_chime(struct wav *to)
{
    assert(to->rate >= CHIME_RATE_LEAST);
    add_note(to, 880, 350);
    add_note(to, 659.26, 600);
    sound_append_silence(to, 200);
}
