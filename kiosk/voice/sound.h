/* SPDX-License-Identifier: MIT
 *
 * Clips made into one sound: one rate, one loudness, silence between, a chime of our own before.
 */
#pragma once

#include "kiosk/voice/wav.h"

/* To this rate, by lines between the samples; what is slower takes the mean of those it passes over. */
void sound_resample(struct wav *wav, int rate);
/* Takes silence off both ends, but for a breath. */
void sound_trim(struct wav *wav);
/* Makes every clip equally loud: the mean power of what is not silence becomes SOUND_LEVEL; peaks beyond the end of the
 * scale are bent, not cut. Silence stays silence. */
void sound_level(struct wav *wav);
/* Appends; both have one rate, or `to` is empty. */
void sound_append(struct wav *to, const struct wav *from);
void sound_append_silence(struct wav *to, int64_t ms);
/* Two soft notes, A5 and E5, falling, as loud as speech. */
void sound_append_chime(struct wav *to);

/* The mean power of what is not silence, as root of the mean square, 0..32767. */
double sound_power(const struct wav *wav);

enum { SOUND_LEVEL = 3600 }; /* 19 dB below the end of the scale */
