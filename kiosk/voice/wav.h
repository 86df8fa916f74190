/* SPDX-License-Identifier: MIT
 *
 * WAV files, as bytes from outside: PCM of 8 or 16 bits, one or two channels, any rate from 4 to 192 kHz. In memory a
 * clip has one channel of 16 bits.
 *
 * RIFF: https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html
 */
#pragma once

#include "common/base.h"
#include "common/buffer.h"

enum {
    WAV_RATE = 22050,             /* of what we play; espeak-ng's own */
    WAV_SECONDS = 120,            /* longest clip */
    WAV_NOTE = 2048,              /* longest note */
    WAV_BYTES = 16 * 1024 * 1024, /* longest file that is read */
};

struct wav {
    int rate;
    size_t count;
    int16_t *samples;
};

void wav_done(struct wav *wav);
int64_t wav_ms(const struct wav *wav);

/* -EBADMSG: not a WAV, torn, or of a kind that we do not read; *ret_why says so in words. A chunk that is not of sound
 * is passed over. *ret_wav is to be done with. */
int wav_parse(const void *bytes, size_t size, struct wav *ret_wav, const char **ret_why) attr_must_check;
/* Appends the file. `note` (NULL: none) goes with it in a chunk of its own, which players pass over, with a sum of note
 * and samples. */
void wav_encode(const struct wav *wav, const char *note, struct buffer *out);
/* Does the file carry this note, and the sum that belongs to it? */
bool wav_has_note(const void *bytes, size_t size, const struct wav *wav, const char *note);

/* As wav_parse(); also -errno if the file cannot be read. */
int wav_read(const char *path, struct wav *ret_wav, const char **ret_why) attr_must_check;
/* Whole or not at all: written beside and renamed. Returns 0 or -errno. */
int wav_write(const char *path, const struct wav *wav, const char *note) attr_must_check;
/* The bytes of a file of at most WAV_BYTES, appended. Returns 0 or -errno. */
int wav_read_bytes(const char *path, struct buffer *out) attr_must_check;

/* FNV-1a of 64 bits: names files of a cache, and tells torn ones; no secret hangs on it.
 * http://www.isthe.com/chongo/tech/comp/fnv/ */
#define WAV_SUM_START UINT64_C(0xcbf29ce484222325)
uint64_t wav_sum(uint64_t sum, const void *bytes, size_t size);
