/* SPDX-License-Identifier: MIT
 *
 * Orders and fates as lines of JSON, over jansson.
 */
#include "kiosk/voice/pipe.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>

#include "common/i18n.h"
#include "common/text.h"

static const char *const order_words[ORDERS] = {
        [ORDER_CALL] = "call", [ORDER_TEXT] = "text", [ORDER_WITHDRAW] = "withdraw", [ORDER_STOP] = "stop"};
static const char *const kind_words[ANNOUNCEMENT_OF_TEXT] = {
        [ANNOUNCEMENT_FIRST] = "first", [ANNOUNCEMENT_AGAIN] = "again", [ANNOUNCEMENT_MOVED] = "moved"};

static void cleanup_json(json_t **value)
{
    json_decref(*value);
}
#define _cleanup_json_ _cleanup_(cleanup_json)

/* A day before the machine started: nothing is said of what was called then. */
#define EARLIEST_MS INT64_C(-86400000)

void order_done(struct order *order)
{
    announcement_done(&order->announcement);
    *order = (struct order){0};
}

/* --- writing --- */

static int append(const char *bytes, size_t size, void *data)
{
    buffer_append(data, bytes, size);
    return 0;
}

static void write_line(const json_t *value, struct buffer *out)
{
    (void)json_dump_callback(value, append, out, JSON_COMPACT);
    buffer_append_byte(out, '\n');
}

static json_t *sayings_of(const struct announcement *announcement)
{
    json_t *sayings = json_array();
    for (size_t i = 0; i < announcement->count; i++) {
        const struct saying *saying = &announcement->sayings[i];
        json_array_append_new(sayings, json_pack("{s:s, s:s*}", "language", saying->language, "text", saying->text));
    }
    return sayings;
}

void pipe_write_order(const struct order *order, struct buffer *out)
{
    const struct announcement *announcement = &order->announcement;
    _cleanup_json_ json_t *line = json_pack("{s:s}", "order", order_words[order->kind]);
    if (order->kind == ORDER_WITHDRAW)
        json_object_set_new(line, "ticket", json_string(order->ticket));
    if (order->kind == ORDER_CALL || order->kind == ORDER_TEXT) {
        json_object_set_new(line, "call", json_integer(announcement->call));
        json_object_set_new(line, "at", json_integer(announcement->at_ms));
        json_object_set_new(line, "chime", json_boolean(announcement->chime));
        json_object_set_new(line, "sayings", sayings_of(announcement));
    }
    if (order->kind == ORDER_CALL) {
        json_object_set_new(line, "kind", json_string(kind_words[announcement->kind]));
        json_object_set_new(line, "ticket", json_string(announcement->ticket));
        json_object_set_new(line, "counter", json_string(announcement->counter));
    }
    if (order->kind == ORDER_TEXT)
        json_object_set_new(line, "interrupt", json_boolean(order->interrupt));
    write_line(line, out);
}

void pipe_write_told(const struct told *told, struct buffer *out)
{
    _cleanup_json_ json_t *line = json_pack("{s:I, s:s, s:I}", "call", (json_int_t)told->call, "fate",
                                            fate_words[told->fate], "backlog_ms", (json_int_t)told->backlog_ms);
    write_line(line, out);
}

void pipe_write_bad(const char *why, uint64_t line_number, struct buffer *out)
{
    _cleanup_json_ json_t *line = json_pack("{s:s, s:I}", "bad", why, "line", (json_int_t)line_number);
    write_line(line, out);
}

/* --- reading --- */

static int attr_printf(2, 3) refuse(char why[PIPE_WHY], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(why, PIPE_WHY, format, arguments);
    va_end(arguments);
    if (length >= PIPE_WHY)
        why[text_cut(why, PIPE_WHY - 2)] = '\0';
    for (char *at = why; *at; at++)
        *at = *at < 0 || *at >= ' ' ? *at : ' ';
    return -EBADMSG;
}

static int word_of(const char *const *words, int count, const char *word)
{
    for (int i = 0; i < count; i++) {
        if (word && strcmp(words[i], word) == 0)
            return i;
    }
    return -1;
}

/* A string of at most size - 1 bytes without control characters. */
static bool read_string(const json_t *object, const char *name, char *ret_text, size_t size)
{
    const char *text = json_string_value(json_object_get(object, name));
    if (!text || strlen(text) >= size || text_has_control(text, false))
        return false;
    memcpy(ret_text, text, strlen(text) + 1);
    return true;
}

static int64_t integer_of(const json_t *object, const char *name, int64_t otherwise)
{
    const json_t *value = json_object_get(object, name);
    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

static bool is_ticket(const char *ticket)
{
    size_t length = strlen(ticket);
    return length > 0 && strspn(ticket, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == length;
}

static int read_saying(const json_t *item, bool needs_text, struct announcement *announcement, char why[PIPE_WHY])
{
    struct saying *saying = &announcement->sayings[announcement->count];
    char text[ANNOUNCEMENT_TEXT] = "";
    if (!read_string(item, "language", saying->language, sizeof(saying->language)) ||
        !language_code_is_sound(saying->language))
        return refuse(why, "no language in sayings");
    bool has_text = json_object_get(item, "text") != NULL;
    if ((has_text && !read_string(item, "text", text, sizeof(text))) || (needs_text && !*text))
        return refuse(why, "no text, or one that is too long or holds control characters, in sayings");
    saying->text = *text ? mem_strdup(text) : NULL;
    announcement->count++;
    return 0;
}

static int read_sayings(const json_t *line, bool needs_text, struct announcement *announcement, char why[PIPE_WHY])
{
    const json_t *sayings = json_object_get(line, "sayings"), *item;
    size_t i;
    if (json_array_size(sayings) < 1 || json_array_size(sayings) > ANNOUNCEMENT_LANGUAGES)
        return refuse(why, "expected one to four sayings");
    json_array_foreach(sayings, i, item)
    {
        int r = read_saying(item, needs_text, announcement, why);
        if (r < 0)
            return r;
    }
    return 0;
}

static int read_call(const json_t *line, struct announcement *announcement, char why[PIPE_WHY])
{
    const json_t *kind = json_object_get(line, "kind");
    int known = kind ? word_of(kind_words, ANNOUNCEMENT_OF_TEXT, json_string_value(kind)) : ANNOUNCEMENT_FIRST;
    if (known < 0)
        return refuse(why, "unknown kind");
    announcement->kind = (enum announcement_kind)known;
    if (!read_string(line, "ticket", announcement->ticket, sizeof(announcement->ticket)) ||
        !is_ticket(announcement->ticket))
        return refuse(why, "no ticket, as \"A042\"");
    if (!read_string(line, "counter", announcement->counter, sizeof(announcement->counter)) || !*announcement->counter)
        return refuse(why, "no counter");
    return 0;
}

static int read_announcement(const json_t *line, int64_t now_ms, struct order *order, char why[PIPE_WHY])
{
    struct announcement *announcement = &order->announcement;
    bool is_text = order->kind == ORDER_TEXT;
    if (!json_is_integer(json_object_get(line, "call")))
        return refuse(why, "no number as call");
    announcement->call = integer_of(line, "call", 0);
    announcement->at_ms = integer_of(line, "at", now_ms);
    if (announcement->at_ms < EARLIEST_MS)
        return refuse(why, "no moment as at");
    const json_t *chime = json_object_get(line, "chime");
    announcement->chime = chime ? json_is_true(chime) : !is_text;
    announcement->kind = ANNOUNCEMENT_OF_TEXT;
    order->interrupt = is_text && json_is_true(json_object_get(line, "interrupt"));
    int r = is_text ? 0 : read_call(line, announcement, why);
    return r < 0 ? r : read_sayings(line, is_text, announcement, why);
}

static int read_order(const json_t *line, int64_t now_ms, struct order *order, char why[PIPE_WHY])
{
    const char *word = json_string_value(json_object_get(line, "order"));
    int kind = word_of(order_words, ORDERS, word);
    if (kind < 0)
        return word ? refuse(why, "unknown order \"%s\"", word) : refuse(why, "no order");
    order->kind = (enum order_kind)kind;
    if (kind == ORDER_WITHDRAW && !read_string(line, "ticket", order->ticket, sizeof(order->ticket)))
        return refuse(why, "no ticket");
    return kind == ORDER_CALL || kind == ORDER_TEXT ? read_announcement(line, now_ms, order, why) : 0;
}

int pipe_read_order(const char *line, size_t length, int64_t now_ms, struct order *ret_order, char why[PIPE_WHY])
{
    json_error_t error;
    struct order order = {0};
    _cleanup_json_ json_t *value = json_loadb(line, length, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(value))
        return refuse(why, "no JSON object");
    int r = read_order(value, now_ms, &order, why);
    if (r < 0)
        order_done(&order);
    else
        *ret_order = order;
    return r;
}

int pipe_read_told(const char *line, size_t length, struct told *ret_told)
{
    _cleanup_json_ json_t *value = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
    int fate = word_of(fate_words, FATES, json_string_value(json_object_get(value, "fate")));
    if (fate < 0 || !json_is_integer(json_object_get(value, "call")))
        return -EBADMSG;
    *ret_told = (struct told){.call = integer_of(value, "call", 0),
                              .fate = (enum fate)fate,
                              .backlog_ms = integer_of(value, "backlog_ms", 0)};
    return 0;
}

/* --- lines --- */

void pipe_lines_done(struct pipe_lines *lines)
{
    buffer_done(&lines->bytes);
}

static void take_line(struct pipe_lines *lines, pipe_line *take, void *data)
{
    if (!lines->skipping)
        take(data, buffer_bytes(&lines->bytes), lines->bytes.length);
    lines->skipping = false;
    buffer_clear(&lines->bytes, PIPE_LINE);
}

void pipe_end(struct pipe_lines *lines, pipe_line *take, void *data)
{
    if (lines->bytes.length > 0)
        take_line(lines, take, data);
}

void pipe_take(struct pipe_lines *lines, const char *bytes, size_t size, pipe_line *take, void *data)
{
    while (size > 0) {
        const char *end = memchr(bytes, '\n', size);
        size_t length = end ? (size_t)(end - bytes) : size;
        if (!lines->skipping && lines->bytes.length + length > PIPE_LINE) {
            lines->skipping = true;
            take(data, NULL, 0);
        }
        if (!lines->skipping)
            buffer_append(&lines->bytes, bytes, length);
        if (end) {
            if (lines->bytes.length == 0)
                (void)buffer_reserve(&lines->bytes, 1);
            take_line(lines, take, data);
        }
        bytes += length + (end ? 1 : 0);
        size -= length + (end ? 1 : 0);
    }
}
