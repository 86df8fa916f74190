/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a WAV: refused with a reason, or a clip that can be made loud, cut, joined and written, and comes back
 * as it was written.
 */
#include <assert.h>
#include <string.h>

#include "kiosk/voice/sound.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void come_back(const struct wav *wav)
{
    _cleanup_(buffer_done) struct buffer bytes = {0};
    _cleanup_(wav_done) struct wav back = {0};
    const char *why = NULL;
    wav_encode(wav, "note", &bytes);
    int r = wav_parse(buffer_bytes(&bytes), bytes.length, &back, &why);
    assert(r == 0 && back.count == wav->count && back.rate == wav->rate);
    assert(memcmp(back.samples, wav->samples, wav->count * sizeof(wav->samples[0])) == 0);
    assert(wav_has_note(buffer_bytes(&bytes), bytes.length, &back, "note"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(wav_done) struct wav wav = {0}, joined = {.rate = WAV_RATE};
    const char *why = NULL;
    int r = wav_parse(data, size, &wav, &why);
    assert((r < 0) == (why != NULL));
    if (r < 0)
        return 0;
    (void)wav_has_note(data, size, &wav, "note");
    come_back(&wav);
    sound_resample(&wav, WAV_RATE);
    sound_trim(&wav);
    sound_level(&wav);
    sound_append_silence(&joined, 10);
    sound_append(&joined, &wav);
    assert(joined.count >= wav.count && sound_power(&joined) >= 0);
    return 0;
}
