/* SPDX-License-Identifier: MIT
 *
 * Keys and touches out of the bytes of a terminal: UTF-8, the sequences of xterm for keys, and SGR mouse reports (mode
 * 1006). Our own reader, as that of ncurses merges, delays and loses taps that come in one read. It keeps order, takes
 * input byte by byte, and never guesses: what is torn is thrown away when its rest does not come within a second, what
 * is not known is passed over as a whole, so no digit of it ever looks like a key.
 *
 * Time is an argument (milliseconds of any steady clock).
 */
#pragma once

#include "common/base.h"

enum input_kind {
    INPUT_KEY,     /* `key`: a code point, or one of enum input_key */
    INPUT_PRESS,   /* a finger or button went down at x, y */
    INPUT_RELEASE, /* and up again */
};

/* Keys that are no characters; beyond Unicode. */
enum input_key {
    KEY_FIRST = 0x110000,
    INPUT_ENTER = KEY_FIRST,
    INPUT_ESCAPE,
    INPUT_BACKSPACE,
    INPUT_DELETE,
    INPUT_TAB,
    INPUT_BACKTAB,
    INPUT_UP,
    INPUT_DOWN,
    INPUT_LEFT,
    INPUT_RIGHT,
    INPUT_HOME,
    INPUT_END,
    INPUT_PAGE_UP,
    INPUT_PAGE_DOWN,
    INPUT_INSERT,
    INPUT_F1, /* to F12 in a row */
    INPUT_F12 = INPUT_F1 + 11,
    INPUT_CTRL_A, /* to Ctrl-Z in a row, but H, I, J, M, which are other keys */
    INPUT_CTRL_Z = INPUT_CTRL_A + 25,
};

struct input_event {
    enum input_kind kind;
    uint32_t key;
    bool alt;
    int x, y; /* 0, 0: upper left */
};

enum { INPUT_PARTIAL = 64, INPUT_QUEUE = 256, INPUT_ESCAPE_MS = 50, INPUT_TORN_MS = 1000 };

struct input {
    unsigned char partial[INPUT_PARTIAL];
    size_t partial_length;
    int64_t partial_ms; /* when its first byte came */
    bool skipping;      /* a sequence longer than any we know: until it ends */
    struct input_event events[INPUT_QUEUE];
    size_t first, count;
    unsigned lost; /* events that found no room */
};

void input_init(struct input *input);

/* Takes bytes as they were read. */
void input_feed(struct input *input, const char *bytes, size_t length, int64_t now_ms);

/* What has waited for its rest too long is settled: a lone escape byte is the key after 50 ms, anything else is thrown
 * away after a second. Answers when to come again; 0: nothing waits. */
int64_t input_settle(struct input *input, int64_t now_ms);

/* The next event, oldest first; false: none. */
bool input_next(struct input *input, struct input_event *ret_event);
