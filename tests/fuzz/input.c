/* SPDX-License-Identifier: MIT
 *
 * Any bytes from a terminal, in reads of any size: the events are the same, each is one that there is, a sequence that
 * never ends is forgotten after a second, and a field under these hands stays text. The first byte of the input picks
 * the sizes.
 */
#include <assert.h>
#include <string.h>

#include "common/text.h"
#include "kiosk/ui/field.h"

enum { MOST_EVENTS = 8192 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct record {
    size_t count;
    struct input_event events[MOST_EVENTS];
};

static void assert_is_event(const struct input_event *event)
{
    if (event->kind == INPUT_KEY) {
        bool is_sign = event->key >= 0x20 && event->key < 0x110000 && (event->key < 0xd800 || event->key > 0xdfff);
        bool is_named = event->key >= KEY_FIRST && event->key <= INPUT_CTRL_Z;
        assert(is_sign || is_named);
    } else {
        assert(event->kind == INPUT_PRESS || event->kind == INPUT_RELEASE);
        assert(!event->alt && event->x >= 0 && event->x < 9999 && event->y >= 0 && event->y < 9999);
    }
}

static void take(struct input *input, struct record *record)
{
    for (struct input_event event; input_next(input, &event);) {
        assert_is_event(&event);
        if (record->count < MOST_EVENTS)
            record->events[record->count++] = event;
    }
}

/* Reads of `least` to `most` bytes, then nothing for long; a key that comes after that is itself. */
static void read_all(const uint8_t *data, size_t size, uint64_t lot, size_t most, struct record *record)
{
    struct input input;
    input_init(&input);
    for (size_t at = 0, part; at < size; at += part) {
        lot = lot * 6364136223846793005u + 1442695040888963407u;
        part = 1 + (size_t)(lot >> 33) % most;
        part = part < size - at ? part : size - at;
        input_feed(&input, (const char *)data + at, part, 1000);
        take(&input, record);
    }
    input_settle(&input, 1000 + INPUT_TORN_MS);
    take(&input, record);
    assert(input_settle(&input, 9000) == 0);
    input_feed(&input, "x", 1, 9000);
    struct input_event event;
    bool told = input_next(&input, &event);
    assert(told && event.kind == INPUT_KEY && event.key == 'x' && !event.alt);
    assert(!input_next(&input, &event) && input.lost == 0);
}

static bool same(const struct input_event *a, const struct input_event *b)
{
    return a->kind == b->kind && a->key == b->key && a->alt == b->alt && a->x == b->x && a->y == b->y;
}

static void type_all(const struct record *record, enum field_kind kind)
{
    struct field field = {.kind = kind, .limit = 100};
    for (size_t i = 0; i < record->count; i++) {
        field_type(&field, &record->events[i]);
        size_t length = strlen(field.text);
        assert(length < FIELD_BYTES && field.cursor <= length && text_is_valid(field.text, length));
        assert(!text_has_control(field.text, false));
        assert(field.cursor == length || ((uint8_t)field.text[field.cursor] & 0xc0) != 0x80);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    struct record *one = mem_new(struct record), *other = mem_new(struct record);
    read_all(data + 1, size - 1, 1, 1, one);
    read_all(data + 1, size - 1, data[0], 200, other);
    assert(one->count == other->count);
    for (size_t i = 0; i < one->count; i++)
        assert(same(&one->events[i], &other->events[i]));
    type_all(one, (enum field_kind)(data[0] % 4));
    free(one);
    free(other);
    return 0;
}
