/* SPDX-License-Identifier: MIT
 *
 * One drawing of a page, and the three things that come of it at once: the cells a person sees, the targets a finger or
 * a key can take, and the plain lines a voice can read. Whoever draws a button says what it is for here, so the three
 * cannot differ.
 *
 * A canvas lives for one drawing; the texts that it is given and makes live in its arena. Targets are known by (what,
 * value), both the view's own, so the focus stays where it was when a page is drawn anew.
 */
#pragma once

#include "common/arena.h"
#include "kiosk/ui/surface.h"

struct language;

/* How a target is to be painted. */
enum target_state {
    TARGET_IDLE,
    TARGET_FOCUS,   /* Enter takes it; only where keys are used (canvas.shows_focus) */
    TARGET_PRESSED, /* a finger is on it */
    TARGET_OFF,     /* seen, not to be taken */
};

enum { TARGET_NONE = -1 }; /* a `what` that is none */

struct target {
    struct rect rect;
    int what;
    int64_t value;
    const char *label; /* as a plain line says it */
    bool off;          /* taking it does nothing but tell why, if the view wants to */
    bool silent;       /* no plain line of its own: a key of the keyboard on the screen */
    bool aside;        /* not reached by moving the focus: the key bar, whose keys do the same */
};

/* A plain line: what a page says without cells. */
enum plain_kind { PLAIN_TITLE, PLAIN_QUESTION, PLAIN_TEXT, PLAIN_FIELD, PLAIN_ERROR };

struct plain {
    enum plain_kind kind;
    const char *text;
    size_t targets_before; /* so many choices were made before it */
};

struct canvas {
    struct surface *surface;
    struct arena *arena;
    const struct language *language; /* the page's */
    int64_t now_ms;                  /* since 1970 UTC */
    bool large;                      /* large text was asked for */

    struct target focus; /* only what and value count */
    bool shows_focus;
    struct target pressed; /* as focus */

    size_t target_count, target_room;
    struct target *targets;
    size_t plain_count, plain_room;
    struct plain *plains;
};

/* The whole page. */
struct rect canvas_rect(const struct canvas *canvas);

/* A target at this place; answers how to paint it. The label is copied. */
enum target_state canvas_target(struct canvas *canvas, const struct target *target);

/* What the page says in words; the text is copied. NULL or "" says nothing. */
void canvas_say(struct canvas *canvas, enum plain_kind kind, const char *text);

/* Text wrapped into the rectangle and said, both. Answers the lines it takes. */
int canvas_text(struct canvas *canvas, struct rect rect, enum align align, enum look look, const char *text);
/* The same of one line that is not wrapped. */
void canvas_line(struct canvas *canvas, struct rect line, enum align align, enum look look, const char *text);

/* Formatted text in the canvas's arena. */
const char *canvas_printf(struct canvas *canvas, const char *format, ...) attr_printf(2, 3);

/* A message in the canvas's language, in its arena: canvas_message(canvas, MESSAGE_WAIT_PEOPLE_AHEAD,
 * I18N_NUMBER("count", 5)). */
#define canvas_message(canvas, message, ...) \
    canvas_take((canvas), i18n_text((canvas)->language, (message)__VA_OPT__(, ) __VA_ARGS__))
/* A text from the heap goes into the arena. */
const char *canvas_take(struct canvas *canvas, char *text);

/* The newest target at this place, or NULL: what is drawn later lies above. */
const struct target *canvas_hit(const struct canvas *canvas, int x, int y);
const struct target *canvas_find(const struct canvas *canvas, int what, int64_t value);

/* The target that has the focus if it is there, else the first that can be taken; NULL: there is none. */
const struct target *canvas_focused(const struct canvas *canvas);
/* Where the focus goes. Steps go round; a direction takes the nearest one that way, or NULL. */
enum focus_move { FOCUS_NEXT, FOCUS_BEFORE, FOCUS_UP, FOCUS_DOWN, FOCUS_LEFT, FOCUS_RIGHT };
const struct target *canvas_move(const struct canvas *canvas, enum focus_move move);
/* Up or down along a column, and at its end on to the next one: either key alone reaches every target. `column`
 * remembers which is followed while a target lies across several; it is -1 at first. NULL: there is no target. */
const struct target *canvas_go_round(const struct canvas *canvas, enum focus_move move, int *column);

/* The page as plain lines, one a line: "# title", "? question", "  text", "> field", "1. choice", "1. choice <" the
 * focus, "1. choice (-)" cannot be taken, "! error". In the canvas's arena. */
const char *canvas_plain(const struct canvas *canvas);
