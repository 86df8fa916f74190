/* SPDX-License-Identifier: MIT
 *
 * Reads and writes WAV files: a RIFF header, then chunks of a name, a length and that many bytes (and one more if odd).
 */
#include "kiosk/voice/wav.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    HEADER = 12,
    CHUNK = 8,
    FORMAT_BYTES = 16,
    FORMAT_EXTENDED = 40,
    FORMAT_PCM = 1,
    FORMAT_EXTENSIBLE = 0xFFFE,
    NOTE_SUM = 8,
};
#define NOTE_CHUNK "novb"

void wav_done(struct wav *wav)
{
    free(wav->samples);
    *wav = (struct wav){0};
}

int64_t wav_ms(const struct wav *wav)
{
    return wav->rate > 0 ? (int64_t)wav->count * 1000 / wav->rate : 0;
}

uint64_t wav_sum(uint64_t sum, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    for (size_t i = 0; i < size; i++)
        sum = (sum ^ at[i]) * UINT64_C(0x100000001b3);
    return sum;
}

/* --- reading --- */

static uint32_t number_at(const uint8_t *bytes, int size)
{
    uint32_t number = 0;
    for (int i = size - 1; i >= 0; i--)
        number = number << 8 | bytes[i];
    return number;
}

struct piece {
    const uint8_t *bytes;
    size_t size;
};

/* The first chunk of this name, whole; no bytes: there is none, or it goes beyond the end. */
static struct piece find_chunk(const uint8_t *bytes, size_t size, const char *name)
{
    size_t at = HEADER;
    while (size - at >= CHUNK) {
        size_t length = number_at(bytes + at + 4, 4);
        if (length > size - at - CHUNK)
            break;
        if (memcmp(bytes + at, name, 4) == 0)
            return (struct piece){.bytes = bytes + at + CHUNK, .size = length};
        size_t step = length + (length & 1);
        if (step > size - at - CHUNK)
            break;
        at += CHUNK + step;
    }
    return (struct piece){0};
}

struct format {
    uint32_t channels, rate, bytes; /* of a sample */
};

/* NULL, or why it is not read. */
static const char *read_format(struct piece chunk, struct format *ret_format)
{
    if (!chunk.bytes || chunk.size < FORMAT_BYTES)
        return "no format";
    uint32_t code = number_at(chunk.bytes, 2), bits = number_at(chunk.bytes + 14, 2);
    if (code == FORMAT_EXTENSIBLE && chunk.size >= FORMAT_EXTENDED)
        code = number_at(chunk.bytes + 24, 2);
    *ret_format = (struct format){
            .channels = number_at(chunk.bytes + 2, 2), .rate = number_at(chunk.bytes + 4, 4), .bytes = bits / 8};
    if (code != FORMAT_PCM)
        return "not PCM";
    if (bits != 8 && bits != 16)
        return "not of 8 or 16 bits";
    if (ret_format->channels < 1 || ret_format->channels > 2)
        return "not of one or two channels";
    if (ret_format->rate < 4000 || ret_format->rate > 192000)
        return "not of 4 to 192 kHz";
    return NULL;
}

static int sample_at(const uint8_t *bytes, uint32_t size)
{
    return size == 1 ? (bytes[0] - 128) * 256 : (int16_t)number_at(bytes, 2);
}

static void read_samples(struct piece data, const struct format *format, struct wav *ret_wav)
{
    size_t frame = (size_t)format->channels * format->bytes;
    *ret_wav = (struct wav){.rate = (int)format->rate, .count = data.size / frame};
    ret_wav->samples = mem_new_n(int16_t, ret_wav->count + 1);
    for (size_t i = 0; i < ret_wav->count; i++) {
        int sum = 0;
        for (uint32_t c = 0; c < format->channels; c++)
            sum += sample_at(data.bytes + i * frame + c * format->bytes, format->bytes);
        ret_wav->samples[i] = (int16_t)(sum / (int)format->channels);
    }
}

int wav_parse(const void *bytes, size_t size, struct wav *ret_wav, const char **ret_why)
{
    const uint8_t *at = bytes;
    struct format format;
    if (size < HEADER || memcmp(at, "RIFF", 4) != 0 || memcmp(at + 8, "WAVE", 4) != 0) {
        *ret_why = "not a WAV";
        return -EBADMSG;
    }
    *ret_why = read_format(find_chunk(at, size, "fmt "), &format);
    if (*ret_why)
        return -EBADMSG;
    struct piece data = find_chunk(at, size, "data");
    if (!data.bytes)
        *ret_why = "no sound, or torn";
    else if (data.size / format.channels / format.bytes > (size_t)format.rate * WAV_SECONDS)
        *ret_why = "too long";
    if (*ret_why)
        return -EBADMSG;
    read_samples(data, &format, ret_wav);
    return 0;
}

/* --- writing --- */

static void put_number(struct buffer *out, uint64_t number, int size)
{
    for (int i = 0; i < size; i++)
        buffer_append_byte(out, (char)(number >> (8 * i) & 0xFF));
}

static uint64_t note_sum(const struct wav *wav, const char *note)
{
    uint64_t sum = wav_sum(WAV_SUM_START, note, strlen(note) + 1);
    return wav_sum(sum, wav->samples, wav->count * sizeof(wav->samples[0]));
}

void wav_encode(const struct wav *wav, const char *note, struct buffer *out)
{
    uint32_t size = (uint32_t)(wav->count * 2), note_size = note ? (uint32_t)(NOTE_SUM + strlen(note)) : 0;
    uint32_t note_bytes = note ? CHUNK + note_size + (note_size & 1) : 0;
    buffer_append(out, "RIFF", 4);
    put_number(out, 4 + CHUNK + FORMAT_BYTES + CHUNK + size + note_bytes, 4);
    buffer_append(out, "WAVEfmt ", 8);
    put_number(out, FORMAT_BYTES, 4);
    put_number(out, FORMAT_PCM, 2);
    put_number(out, 1, 2);
    put_number(out, (uint32_t)wav->rate, 4);
    put_number(out, (uint32_t)wav->rate * 2, 4);
    put_number(out, 2, 2);
    put_number(out, 16, 2);
    buffer_append(out, "data", 4);
    put_number(out, size, 4);
    for (size_t i = 0; i < wav->count; i++)
        put_number(out, (uint16_t)wav->samples[i], 2);
    if (!note)
        return;
    buffer_append(out, NOTE_CHUNK, 4);
    put_number(out, note_size, 4);
    put_number(out, note_sum(wav, note), NOTE_SUM);
    buffer_append(out, note, note_size - NOTE_SUM + (note_size & 1));
}

bool wav_has_note(const void *bytes, size_t size, const struct wav *wav, const char *note)
{
    struct piece chunk = find_chunk(bytes, size, NOTE_CHUNK);
    size_t length = strlen(note);
    if (!chunk.bytes || chunk.size != NOTE_SUM + length || memcmp(chunk.bytes + NOTE_SUM, note, length) != 0)
        return false;
    uint64_t sum = (uint64_t)number_at(chunk.bytes + 4, 4) << 32 | number_at(chunk.bytes, 4);
    return sum == note_sum(wav, note);
}

/* --- files --- */

int wav_read_bytes(const char *path, struct buffer *out)
{
    _cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) < 0)
        return -errno;
    if (!S_ISREG(status.st_mode))
        return -EINVAL;
    if (status.st_size > WAV_BYTES)
        return -EFBIG;
    size_t wanted = (size_t)status.st_size;
    char *room = buffer_reserve(out, wanted + 1);
    size_t got = 0;
    for (ssize_t r; got < wanted && (r = read(fd, room + got, wanted - got)) != 0;) {
        if (r < 0)
            return -errno;
        got += (size_t)r;
    }
    buffer_added(out, got);
    return 0;
}

int wav_read(const char *path, struct wav *ret_wav, const char **ret_why)
{
    _cleanup_(buffer_done) struct buffer bytes = {0};
    int r = wav_read_bytes(path, &bytes);
    if (r < 0) {
        *ret_why = "cannot be read";
        return r;
    }
    return wav_parse(buffer_bytes(&bytes), bytes.length, ret_wav, ret_why);
}

static int write_whole(int fd, const struct buffer *bytes)
{
    for (size_t done = 0; done < bytes->length;) {
        ssize_t r = write(fd, buffer_bytes(bytes) + done, bytes->length - done);
        if (r < 0 && errno != EINTR)
            return -errno;
        done += r > 0 ? (size_t)r : 0;
    }
    return 0;
}

int wav_write(const char *path, const struct wav *wav, const char *note)
{
    _cleanup_(buffer_done) struct buffer bytes = {0};
    _cleanup_free_ char *beside = mem_printf("%s.%d.new", path, (int)getpid());
    wav_encode(wav, note, &bytes);
    _cleanup_close_ int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0)
        return -errno;
    int r = write_whole(fd, &bytes);
    if (r == 0 && rename(beside, path) < 0)
        r = -errno;
    if (r < 0)
        unlink(beside);
    return r;
}
