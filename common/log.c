/* SPDX-License-Identifier: MIT
 *
 * A line is built piece by piece in a fixed buffer and written at once. A piece (a key, a character, an escape) fits
 * whole or ends the line, so that a line that is too long still has its quotes closed.
 */
#include "common/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unictype.h>
#include <unistd.h>
#include <unistr.h>

#include "common/clock.h"

/* PIPE_BUF of Linux: what is written at once to a pipe is not mixed with the lines of others. */
#define LINE_SIZE 4096
#define TAIL_SIZE sizeof("\" truncated=yes\n")

/* Of the process, as stderr is: a line must be possible from anywhere. The only writable data of a library. */
static struct {
    enum log_level level;
    int test_fd; /* 0: none */
} log_state = {.level = LOG_LEVEL_INFO};

struct line {
    char bytes[LINE_SIZE];
    size_t length;
    bool has_pair;
    bool is_full;
};

static void put(struct line *line, const char *bytes, size_t size)
{
    if (line->is_full || size > LINE_SIZE - TAIL_SIZE - line->length) {
        line->is_full = true;
        return;
    }
    memcpy(line->bytes + line->length, bytes, size);
    line->length += size;
}

static void put_tail(struct line *line, const char *text)
{
    size_t size = strlen(text);
    memcpy(line->bytes + line->length, text, size);
    line->length += size;
}

/* Letters, digits, signs and their accents: nothing that separates, hides or reorders. */
static bool is_visible(ucs4_t c)
{
    return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_M | UC_CATEGORY_MASK_N |
                                                       UC_CATEGORY_MASK_P | UC_CATEGORY_MASK_S);
}

/* The next character's bytes; *ret_plain: it may stand as it is inside quotes, *ret_bare: outside as well. */
static size_t look(const char *text, bool *ret_plain, bool *ret_bare)
{
    ucs4_t c = 0;
    int size = u8_mbtoucr(&c, (const uint8_t *)text, strlen(text));
    bool visible = size > 0 && is_visible(c) && c != '"' && c != '\\';
    *ret_plain = visible || c == ' ';
    *ret_bare = visible && c != '=';
    return size > 0 ? (size_t)size : 1;
}

static bool is_bare(const char *text)
{
    bool bare = *text, plain;
    for (const char *at = text; *at && bare;)
        at += look(at, &plain, &bare);
    return bare;
}

/* One character as \n, \" or the bytes it is made of, \xE2\x80\xAE: all of them or none. */
static void put_escaped(struct line *line, const char *bytes, size_t size)
{
    static const char special[] = "\n\r\t\"\\", letters[] = "nrt\"\\", digits[] = "0123456789abcdef";
    char escaped[4 * 4];
    size_t length = 0;
    const char *found = strchr(special, bytes[0]);
    for (size_t i = 0; i < size && !found; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        const char hex[] = {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
        memcpy(escaped + length, hex, sizeof(hex));
        length += sizeof(hex);
    }
    if (found) {
        escaped[length++] = '\\';
        escaped[length++] = letters[found - special];
    }
    put(line, escaped, length);
}

static void put_value(struct line *line, const char *text)
{
    if (is_bare(text)) {
        for (bool plain, bare; *text && !line->is_full;) {
            size_t size = look(text, &plain, &bare);
            put(line, text, size);
            text += size;
        }
        return;
    }
    put(line, "\"", 1);
    bool is_open = !line->is_full;
    for (bool plain, bare; *text && !line->is_full;) {
        size_t size = look(text, &plain, &bare);
        if (plain)
            put(line, text, size);
        else
            put_escaped(line, text, size);
        text += size;
    }
    if (is_open)
        put_tail(line, "\"");
}

/* Keys are words of ours; whatever else comes becomes '_'. */
static void put_key(struct line *line, const char *key)
{
    char clean[64];
    size_t length = 0;
    if (line->has_pair)
        clean[length++] = ' ';
    line->has_pair = true;
    for (; *key && length < sizeof(clean) - 1; key++) {
        bool is_word = (*key >= 'a' && *key <= 'z') || (*key >= '0' && *key <= '9') || *key == '_' || *key == '.';
        clean[length++] = is_word ? *key : '_';
    }
    clean[length++] = '=';
    put(line, clean, length);
}

static void put_pair(struct line *line, const char *key, const char *text)
{
    put_key(line, key);
    if (!line->is_full)
        put_value(line, text);
}

static void put_field(struct line *line, const struct log_field *field)
{
    char number[24];
    snprintf(number, sizeof(number), "%lld", (long long)field->number);
    put_pair(line, field->key, field->text ? field->text : number);
}

static void put_time(struct line *line)
{
    int64_t wall_ms = clock_wall_ms();
    struct local_time local = clock_local(wall_ms);
    int offset_minutes = local.utc_offset_s / 60, size = offset_minutes < 0 ? -offset_minutes : offset_minutes;
    char date[DATE_TEXT_SIZE], time[64];
    snprintf(time, sizeof(time), "%sT%02d:%02d:%02d.%03d%c%02d:%02d", date_text(local.date, date),
             local.minute_of_day / 60, local.minute_of_day % 60, local.second, (int)(wall_ms % 1000),
             offset_minutes < 0 ? '-' : '+', size / 60, size % 60);
    put_pair(line, "time", time);
}

/* sd-daemon(3) and systemd.exec(5): JOURNAL_STREAM is "device:inode" of the stream that the journal reads. */
static bool is_journal(int fd)
{
    const char *stream = getenv("JOURNAL_STREAM");
    struct stat status;
    if (!stream || fstat(fd, &status) < 0)
        return false;
    char expected[64];
    snprintf(expected, sizeof(expected), "%llu:%llu", (unsigned long long)status.st_dev,
             (unsigned long long)status.st_ino);
    return strcmp(stream, expected) == 0;
}

void log_set_level(enum log_level level)
{
    log_state.level = level;
}

void log_set_output(int fd)
{
    log_state.test_fd = fd;
}

void log_write(enum log_level level, const char *event, const struct log_field *fields)
{
    static const char *const words[] = {"error", "warning", "info", "debug"};
    static const char *const prefixes[] = {"<3>", "<4>", "<6>", "<7>"}; /* of syslog(3) */
    if (level > log_state.level)
        return;

    int saved = errno;
    int fd = log_state.test_fd > 0 ? log_state.test_fd : STDERR_FILENO;
    struct line line = {.length = 0};
    if (log_state.test_fd <= 0 && is_journal(fd))
        put(&line, prefixes[level], strlen(prefixes[level]));
    else
        put_time(&line);
    put_pair(&line, "level", words[level]);
    put_pair(&line, "event", event);
    for (; fields->key && !line.is_full; fields++)
        put_field(&line, fields);
    put_tail(&line, line.is_full ? " truncated=yes\n" : "\n");

    ssize_t written = write(fd, line.bytes, line.length);
    (void)written; /* if stderr is gone, nobody is left to be told */
    errno = saved;
}
