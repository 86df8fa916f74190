/* SPDX-License-Identifier: MIT
 *
 * WAV files and the arithmetic of sound: what is read, what is refused, one loudness, joins, the chime.
 */
#include "kiosk/voice/sound.h"

#include <errno.h>
#include <sys/stat.h>

#include "tests/kiosk/voice/help.h"

static void a_file_comes_back(void **state)
{
    (void)state;
    _cleanup_(wav_done) struct wav tone = help_tone(WAV_RATE, 500, 440, 8000), back = {0};
    _cleanup_(buffer_done) struct buffer bytes = {0};
    const char *why = NULL;
    wav_encode(&tone, "az a", &bytes);
    assert_int_equal(wav_parse(buffer_bytes(&bytes), bytes.length, &back, &why), 0);
    assert_int_equal(back.rate, tone.rate);
    assert_int_equal(back.count, tone.count);
    assert_memory_equal(back.samples, tone.samples, tone.count * 2);
    assert_int_equal(wav_ms(&back), 500);
    assert_true(wav_has_note(buffer_bytes(&bytes), bytes.length, &back, "az a"));
    assert_false(wav_has_note(buffer_bytes(&bytes), bytes.length, &back, "az b"));
    assert_false(wav_has_note(buffer_bytes(&bytes), bytes.length, &back, "az"));
    back.samples[100]++;
    assert_false(wav_has_note(buffer_bytes(&bytes), bytes.length, &back, "az a"));
}

/* However it is cut, it is refused or whole; nothing of the note is believed. */
static void torn_files_are_refused(void **state)
{
    (void)state;
    _cleanup_(wav_done) struct wav tone = help_tone(8000, 20, 440, 8000);
    _cleanup_(buffer_done) struct buffer bytes = {0};
    wav_encode(&tone, "note", &bytes);
    size_t whole = 44 + tone.count * 2;
    for (size_t size = 0; size < bytes.length; size++) {
        _cleanup_free_ char *cut = mem_alloc(size + 1, 1); /* what lies behind it is seen by the sanitizer */
        memcpy(cut, buffer_bytes(&bytes), size);
        _cleanup_(wav_done) struct wav back = {0};
        const char *why = NULL;
        int r = wav_parse(cut, size, &back, &why);
        assert_int_equal(r == 0, size >= whole);
        assert_true(r == 0 ? back.count == tone.count : why != NULL);
        assert_false(r == 0 && wav_has_note(cut, size, &back, "note"));
    }
}

/* A file whose byte `at` is another: format, channels, rate, bits, sizes. */
static void expect_refused(size_t at, int byte, const char *expected)
{
    _cleanup_(wav_done) struct wav tone = help_tone(8000, 20, 440, 8000), back = {0};
    _cleanup_(buffer_done) struct buffer bytes = {0};
    const char *why = NULL;
    wav_encode(&tone, NULL, &bytes);
    bytes.bytes[bytes.start + at] = (char)byte;
    assert_int_equal(wav_parse(buffer_bytes(&bytes), bytes.length, &back, &why), -EBADMSG);
    assert_string_equal(why, expected);
}

static void other_kinds_are_refused(void **state)
{
    (void)state;
    expect_refused(0, 'X', "not a WAV");
    expect_refused(8, 'X', "not a WAV");
    expect_refused(12, 'X', "no format");
    expect_refused(16, 15, "no format");
    expect_refused(20, 3, "not PCM"); /* floats */
    expect_refused(22, 0, "not of one or two channels");
    expect_refused(22, 3, "not of one or two channels");
    expect_refused(25, 0, "not of 4 to 192 kHz");
    expect_refused(27, 1, "not of 4 to 192 kHz");
    expect_refused(34, 24, "not of 8 or 16 bits");
    expect_refused(36, 'X', "no sound, or torn");
    expect_refused(43, 0x7F, "no sound, or torn"); /* as espeak-ng --stdout writes, which cannot know its length */
}

static void put(struct buffer *out, const char *name, const void *bytes, uint32_t size)
{
    buffer_append(out, name, 4);
    buffer_append(out, &size, 4);
    buffer_append(out, bytes, size);
    if (size % 2)
        buffer_append_byte(out, 0);
}

static void stereo_bytes_and_odd_chunks(void **state)
{
    (void)state;
    static const uint8_t format[16] = {1,    0,    2, 0, 0x40, 0x1F, 0, 0,
                                       0x80, 0x3E, 0, 0, 2,    0,    8, 0}; /* 8 kHz, 2 x 8 bits */
    static const uint8_t samples[] = {128, 128, 255, 255, 0, 0, 255, 1, 7};
    _cleanup_(buffer_done) struct buffer bytes = {0};
    _cleanup_(wav_done) struct wav wav = {0};
    const char *why = NULL;
    buffer_append(&bytes, "RIFF\0\0\0\0WAVE", 12);
    put(&bytes, "LIST", "odd", 3);
    put(&bytes, "fmt ", format, sizeof(format));
    put(&bytes, "data", samples, sizeof(samples)); /* half a frame too much */
    assert_int_equal(wav_parse(buffer_bytes(&bytes), bytes.length, &wav, &why), 0);
    assert_int_equal(wav.count, 4);
    static const int16_t expected[] = {0, 32512, -32768, -0};
    for (size_t i = 0; i < 4; i++)
        assert_in_range(wav.samples[i] - expected[i] + 1, 0, 2);
}

/* --- sound --- */

static void all_clips_are_equally_loud(void **state)
{
    (void)state;
    static const double sizes[] = {400, 2000, 8000, 32000};
    for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
        _cleanup_(wav_done) struct wav tone = help_tone(WAV_RATE, 400, 300, sizes[i]);
        sound_append_silence(&tone, 2000); /* a pause makes nobody louder */
        sound_level(&tone);
        assert_in_range(sound_power(&tone), SOUND_LEVEL * 0.97, SOUND_LEVEL * 1.03);
    }
    _cleanup_(wav_done) struct wav quiet = help_tone(WAV_RATE, 400, 300, 5);
    sound_level(&quiet);
    assert_in_range(sound_power(&quiet), 0, 0); /* what is silent stays so */
}

/* A click on a quiet voice comes near the end of the scale and never beyond it. */
static void peaks_are_bent(void **state)
{
    (void)state;
    _cleanup_(wav_done) struct wav tone = help_tone(WAV_RATE, 400, 300, 1000);
    tone.samples[4000] = 32767;
    tone.samples[4001] = -32768;
    sound_level(&tone);
    assert_in_range(tone.samples[4000], 28000, 29000);
    assert_in_range(-tone.samples[4001], 28000, 29000);
}

static size_t crossings(const struct wav *wav)
{
    size_t count = 0;
    for (size_t i = 1; i < wav->count; i++)
        count += (wav->samples[i - 1] < 0) != (wav->samples[i] < 0);
    return count;
}

static void another_rate_is_the_same_sound(void **state)
{
    (void)state;
    static const int rates[] = {4000, 8000, 16000, 24000, 44100, 48000, 192000};
    for (size_t i = 0; i < ARRAY_SIZE(rates); i++) {
        _cleanup_(wav_done) struct wav tone = help_tone(rates[i], 1000, 440, 8000);
        sound_resample(&tone, WAV_RATE);
        assert_int_equal(tone.rate, WAV_RATE);
        assert_in_range(wav_ms(&tone), 998, 1001);
        assert_in_range(crossings(&tone), 876, 882);
        assert_in_range(sound_power(&tone), 5300, 5720); /* 8000 / sqrt 2 */
    }
    _cleanup_(wav_done) struct wav nothing = {.rate = 8000};
    sound_resample(&nothing, WAV_RATE);
    assert_int_equal(nothing.rate, WAV_RATE);
}

static void silence_is_taken_off_the_ends(void **state)
{
    (void)state;
    _cleanup_(wav_done) struct wav clip = {.rate = WAV_RATE}, tone = help_tone(WAV_RATE, 400, 300, 8000);
    sound_append_silence(&clip, 700);
    sound_append(&clip, &tone);
    sound_append_silence(&clip, 300);
    sound_append(&clip, &tone);
    sound_append_silence(&clip, 900);
    sound_trim(&clip);
    assert_in_range(wav_ms(&clip), 1100, 1200); /* what is between stays */
    _cleanup_(wav_done) struct wav silent = {.rate = WAV_RATE};
    sound_append_silence(&silent, 500);
    sound_trim(&silent);
    assert_int_equal(wav_ms(&silent), 500);
}

static void the_chime_is_soft(void **state)
{
    (void)state;
    _cleanup_(wav_done) struct wav chime = {.rate = WAV_RATE};
    int highest = 0, step = 0;
    sound_append_chime(&chime);
    assert_in_range(wav_ms(&chime), 900, 1500);
    assert_in_range(sound_power(&chime), SOUND_LEVEL / 2, SOUND_LEVEL * 3 / 2);
    for (size_t i = 1; i < chime.count; i++) {
        highest = abs(chime.samples[i]) > highest ? abs(chime.samples[i]) : highest;
        step = abs(chime.samples[i] - chime.samples[i - 1]) > step ? abs(chime.samples[i] - chime.samples[i - 1])
                                                                   : step;
    }
    assert_in_range(highest, SOUND_LEVEL, 20000);
    assert_in_range(step, 1, 5000); /* no click: an octave of 1,760 Hz at 22 kHz, no more */
    assert_int_equal(chime.samples[0], 0);
    assert_int_equal(chime.samples[chime.count - 1], 0);
}

/* --- files --- */

static void files_are_whole_or_not_there(void **state)
{
    _cleanup_(wav_done) struct wav tone = help_tone(WAV_RATE, 100, 440, 8000), back = {0};
    _cleanup_free_ char *path = mem_printf("%s/a.wav", (const char *)*state);
    _cleanup_free_ char *nowhere = mem_printf("%s/none/a.wav", (const char *)*state);
    const char *why;
    assert_int_equal(wav_write(path, &tone, NULL), 0);
    assert_int_equal(wav_write(nowhere, &tone, NULL), -ENOENT);
    assert_int_equal(wav_read(path, &back, &why), 0);
    assert_int_equal(back.count, tone.count);
    assert_int_equal(wav_read(nowhere, &back, &why), -ENOENT);
    assert_int_equal(wav_read(*state, &back, &why), -EINVAL); /* a folder */
    assert_int_equal(truncate(path, WAV_BYTES + 1), 0);
    assert_int_equal(wav_read(path, &back, &why), -EFBIG);
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(wav_read(path, &back, &why), -EINVAL); /* without waiting for a writer */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(a_file_comes_back),
            cmocka_unit_test(torn_files_are_refused),
            cmocka_unit_test(other_kinds_are_refused),
            cmocka_unit_test(stereo_bytes_and_odd_chunks),
            cmocka_unit_test(all_clips_are_equally_loud),
            cmocka_unit_test(peaks_are_bent),
            cmocka_unit_test(another_rate_is_the_same_sound),
            cmocka_unit_test(silence_is_taken_off_the_ends),
            cmocka_unit_test(the_chime_is_soft),
            cmocka_unit_test_setup_teardown(files_are_whole_or_not_there, help_open_folder, help_close_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
