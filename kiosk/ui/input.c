/* SPDX-License-Identifier: MIT
 *
 * The reader of a terminal's bytes. What has come and is not yet whole stands in `partial`; after each byte it is
 * looked at anew: it is a whole event, the beginning of one, or nothing we know.
 *
 * Sequences are those of ECMA-48: ESC [, parameters (0x30-0x3f), intermediates (0x20-0x2f), and one final byte; ESC O
 * and one byte; ESC and a character is that character with Alt. A sequence is passed over as a whole even where it is
 * not known. A control byte inside one breaks it off, as in a terminal. Old mouse reports (ESC [ M and three bytes) are
 * passed over, too: a terminal that knows no SGR sends them, and their bytes would look like keys.
 */
#include "kiosk/ui/input.h"

#include <stdio.h>
#include <string.h>
#include <unistr.h>

void input_init(struct input *input)
{
    *input = (struct input){0};
}

static void emit(struct input *input, struct input_event event)
{
    if (input->count == INPUT_QUEUE) {
        input->lost++;
        return;
    }
    input->events[(input->first + input->count++) % INPUT_QUEUE] = event;
}

bool input_next(struct input *input, struct input_event *ret_event)
{
    if (input->count == 0)
        return false;
    *ret_event = input->events[input->first];
    input->first = (input->first + 1) % INPUT_QUEUE;
    input->count--;
    return true;
}

static void emit_key(struct input *input, uint32_t key, bool alt)
{
    emit(input, (struct input_event){.kind = INPUT_KEY, .key = key, .alt = alt});
}

/* --- what a whole sequence means --- */

struct named_key {
    int code; /* the final byte, or the number before "~" */
    uint32_t key;
};

static uint32_t find_key(const struct named_key *keys, size_t count, int code)
{
    for (size_t i = 0; i < count; i++) {
        if (keys[i].code == code)
            return keys[i].key;
    }
    return 0;
}

static uint32_t key_of_final(int final)
{
    static const struct named_key keys[] = {
            {'A', INPUT_UP},     {'B', INPUT_DOWN},   {'C', INPUT_RIGHT},   {'D', INPUT_LEFT},
            {'H', INPUT_HOME},   {'F', INPUT_END},    {'Z', INPUT_BACKTAB}, {'P', INPUT_F1},
            {'Q', INPUT_F1 + 1}, {'R', INPUT_F1 + 2}, {'S', INPUT_F1 + 3},  {'M', INPUT_ENTER},
    };
    return find_key(keys, ARRAY_SIZE(keys), final);
}

static uint32_t key_of_number(int number)
{
    static const struct named_key keys[] = {
            {1, INPUT_HOME},      {2, INPUT_INSERT},  {3, INPUT_DELETE},  {4, INPUT_END},      {5, INPUT_PAGE_UP},
            {6, INPUT_PAGE_DOWN}, {7, INPUT_HOME},    {8, INPUT_END},     {11, INPUT_F1},      {12, INPUT_F1 + 1},
            {13, INPUT_F1 + 2},   {14, INPUT_F1 + 3}, {15, INPUT_F1 + 4}, {17, INPUT_F1 + 5},  {18, INPUT_F1 + 6},
            {19, INPUT_F1 + 7},   {20, INPUT_F1 + 8}, {21, INPUT_F1 + 9}, {23, INPUT_F1 + 10}, {24, INPUT_F1 + 11},
    };
    return find_key(keys, ARRAY_SIZE(keys), number);
}

/* A decimal number of at most four digits at *text, which moves behind it; -1: none. */
static int take_number(const char **text)
{
    int number = 0, digits = 0;
    while (**text >= '0' && **text <= '9' && digits++ < 4)
        number = 10 * number + *(*text)++ - '0';
    return digits ? number : -1;
}

/* "<button;column;row" and M or m. The left button and the first finger count; wheels, motion and the rest do not. */
static void take_mouse(struct input *input, const char *text, int final)
{
    text++;
    int button = take_number(&text);
    if (*text++ != ';')
        return;
    int column = take_number(&text);
    if (*text++ != ';')
        return;
    int row = take_number(&text);
    if (*text != '\0' || button != 0 || column < 1 || row < 1)
        return;
    emit(input,
         (struct input_event){.kind = final == 'M' ? INPUT_PRESS : INPUT_RELEASE, .x = column - 1, .y = row - 1});
}

/* What stands between "ESC [" and the final byte. */
static void take_sequence(struct input *input, const char *parameters, int final)
{
    if (*parameters == '<' && (final == 'M' || final == 'm')) {
        take_mouse(input, parameters, final);
        return;
    }
    const char *text = parameters;
    int number = take_number(&text);
    bool alt = false;
    if (*text == ';') { /* a modifier: 1 and a sum of Shift 1, Alt 2, Ctrl 4 */
        text++;
        int modifier = take_number(&text);
        alt = modifier > 1 && ((modifier - 1) & 2);
    }
    if (*text != '\0' || (final != '~' && number > 1)) /* "24;80R" is where the cursor is */
        return;
    uint32_t key = final == '~' ? key_of_number(number) : key_of_final(final);
    if (key != 0 && final != 'M')
        emit_key(input, key, alt);
}

static void take_control(struct input *input, unsigned char byte, bool alt)
{
    switch (byte) {
    case '\r':
    case '\n':
        emit_key(input, INPUT_ENTER, alt);
        break;
    case '\t':
        emit_key(input, INPUT_TAB, alt);
        break;
    case '\b':
    case 0x7f:
        emit_key(input, INPUT_BACKSPACE, alt);
        break;
    default:
        if (byte >= 1 && byte <= 26)
            emit_key(input, INPUT_CTRL_A + byte - 1u, alt);
    }
}

/* --- byte by byte --- */

enum shape { SHAPE_PARTIAL, SHAPE_WHOLE, SHAPE_NOTHING };

/* A character, from `at` on. */
static enum shape take_character(struct input *input, size_t at)
{
    unsigned char first = input->partial[at];
    bool alt = at > 0;
    if (first < 0x20 || first == 0x7f) {
        take_control(input, first, alt);
        return SHAPE_WHOLE;
    }
    ucs4_t sign;
    int length = u8_mbtoucr(&sign, input->partial + at, input->partial_length - at);
    if (length == -2)
        return SHAPE_PARTIAL;
    if (length < 0)
        return SHAPE_NOTHING;
    emit_key(input, sign, alt);
    return SHAPE_WHOLE;
}

static enum shape take_escape(struct input *input)
{
    size_t length = input->partial_length;
    if (length == 1)
        return SHAPE_PARTIAL;
    unsigned char last = input->partial[length - 1];
    if (input->partial[1] == 'O') {
        if (length == 2)
            return SHAPE_PARTIAL;
        uint32_t key = key_of_final(last);
        if (key)
            emit_key(input, key, false);
        return SHAPE_WHOLE;
    }
    if (input->partial[1] != '[')
        return take_character(input, 1);
    if (length > 2 && input->partial[2] == 'M') /* a report of the mouse as it was before SGR: three bytes follow */
        return length < 6 ? SHAPE_PARTIAL : SHAPE_WHOLE;
    if (length == 2 || (last >= 0x20 && last <= 0x3f))
        return SHAPE_PARTIAL;
    if (last < 0x40 || last > 0x7e)
        return SHAPE_NOTHING;
    input->partial[length - 1] = '\0';
    take_sequence(input, (const char *)input->partial + 2, last);
    return SHAPE_WHOLE;
}

static void start_over(struct input *input)
{
    input->partial_length = 0;
    input->skipping = false;
}

/* An escape begins anew wherever it stands; what it breaks off is thrown away, but one escape after another is the key.
 */
static void take_new_escape(struct input *input, int64_t now_ms)
{
    if (input->partial_length == 1 && input->partial[0] == 0x1b)
        emit_key(input, INPUT_ESCAPE, false);
    start_over(input);
    input->partial[input->partial_length++] = 0x1b;
    input->partial_ms = now_ms;
}

static void take_byte(struct input *input, unsigned char byte, int64_t now_ms)
{
    if (byte == 0x1b) {
        take_new_escape(input, now_ms);
        return;
    }
    if (input->skipping) {
        if (byte < 0x20 || byte > 0x3f)
            start_over(input);
        return;
    }
    if (input->partial_length == 0)
        input->partial_ms = now_ms;
    input->partial[input->partial_length++] = byte;
    enum shape shape = input->partial[0] == 0x1b ? take_escape(input) : take_character(input, 0);
    if (shape == SHAPE_PARTIAL && input->partial_length == INPUT_PARTIAL)
        input->skipping = true;
    if (shape == SHAPE_PARTIAL && !input->skipping)
        return;
    bool skipping = input->skipping;
    bool torn = shape == SHAPE_NOTHING && input->partial[0] != 0x1b && input->partial_length > 1;
    start_over(input);
    input->skipping = skipping;
    if (torn) /* a character broke off, and this byte may begin the next */
        take_byte(input, byte, now_ms);
}

void input_feed(struct input *input, const char *bytes, size_t length, int64_t now_ms)
{
    input_settle(input, now_ms);
    for (size_t i = 0; i < length; i++)
        take_byte(input, (unsigned char)bytes[i], now_ms);
}

int64_t input_settle(struct input *input, int64_t now_ms)
{
    if (input->partial_length == 0 && !input->skipping)
        return 0;
    bool alone = input->partial_length == 1 && input->partial[0] == 0x1b;
    int64_t due = input->partial_ms + (alone ? INPUT_ESCAPE_MS : INPUT_TORN_MS);
    if (now_ms < due)
        return due;
    if (alone)
        emit_key(input, INPUT_ESCAPE, false);
    start_over(input);
    return 0;
}
