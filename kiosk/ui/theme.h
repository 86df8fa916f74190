/* SPDX-License-Identifier: MIT
 *
 * Colour by role: a view says what a cell is for (its look), a theme says how that is painted. Colours are those of the
 * 256 that xterm, foot and tmux agree upon (16 to 255), so nothing has to be set up in a terminal and nothing is left
 * changed behind. Terminals of fewer colours get the theme without any.
 *
 * Text is at least 7:1 against its ground, edges and marks 3:1 (WCAG 2.1, 1.4.6 and 1.4.11): theme_contrast(), and
 * tests/kiosk/ui/theme measures every look of every theme. State is never told by colour alone.
 */
#pragma once

#include "common/base.h"

/* What a cell is for. */
enum look {
    LOOK_PAGE,         /* ground, and ordinary text */
    LOOK_QUIET,        /* what matters less: hints, units */
    LOOK_TITLE,        /* what the page is about */
    LOOK_STRONG,       /* figures, names, within the page */
    LOOK_HEADER,       /* the strip on top: centre, time */
    LOOK_FOOTER,       /* the strip below: keys */
    LOOK_KEY,          /* a key's name in the footer */
    LOOK_BUTTON,       /* a choice */
    LOOK_BUTTON_QUIET, /* the second line of a button */
    LOOK_FOCUS,        /* the choice that Enter takes */
    LOOK_PRESSED,      /* a finger is on it */
    LOOK_OFF,          /* a choice that cannot be taken now */
    LOOK_ACTION,       /* the one choice that goes on: "take a ticket" */
    LOOK_BACK,         /* Back, Help, and their like */
    LOOK_EDGE,         /* frames, lines between things */
    LOOK_FIELD,        /* what is being typed */
    LOOK_GOOD,         /* in time; printed */
    LOOK_WARN,         /* soon late */
    LOOK_BAD,          /* late; failed; an error */
    LOOK_CALL,         /* a number that is called */
    LOOK_CALL_NEW,     /* the newest of them */
    LOOK_INK,          /* full cells of giant digits on the page: the ground is the ink */
    LOOK_INK_NEW,      /* and of the newest call */
    LOOK_DOT,          /* half a cell of the same ink, as a block on the page */
    LOOK_DOT_NEW,      /* and of the newest call's */
    LOOK_CODE,         /* a QR code: always black on white */
    LOOK_TICKER,       /* a line of news */
    LOOK_CURSOR,       /* where the next character of a field goes */
    LOOK_COUNT
};

struct paint {
    uint8_t text, ground;          /* of the 256 */
    bool bold, reverse, underline; /* reverse, underline: of the theme without colours only */
};

struct theme {
    const char *name; /* "day", "contrast", "mono" */
    bool colours;
    struct paint paints[LOOK_COUNT];
};

extern const struct theme theme_day, theme_contrast, theme_mono;

/* NULL if there is none of that name. */
const struct theme *theme_find(const char *name);

/* "page", "button_quiet": as goldens tell it. */
const char *look_word(enum look look);

/* Ratio of the two luminances, 1 to 21, by WCAG 2.1 (relative luminance of sRGB). */
double theme_ratio(uint8_t text, uint8_t ground);
