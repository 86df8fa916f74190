/* SPDX-License-Identifier: MIT
 *
 * The pages of a program as a person meets them: a stack of views, where the focus is, what a finger is on, what a key
 * means. It knows neither terminal nor daemon nor clock, so a test can live a whole visit on it.
 *
 * Touch acts on release inside the target that was pressed, if that can be taken; and what is pressed within 300 ms
 * after another page was shown is passed over: the second half of a double tap must not fall upon a button of it. Keys
 * go to the view's own `type`, then to its table, then to the focus: Tab and the arrows move it (a pad of up, down, OK
 * and back is enough for everything), Enter takes it, digits take the choice of that number, Escape and the left arrow
 * of the pad go back. On a page that is an answer, keys that take something are passed over for as long as touches are.
 *
 * A code scanner is a keyboard that types "%", the code, and Enter, on whatever page: the program is told the code
 * (program.scanned), the page nothing. QR codes of novbe begin with "%" for that. A code that breaks off, is too long
 * or holds other signs than ASCII is dropped as a whole: no sign of it is a key.
 */
#pragma once

#include "kiosk/ui/view.h"

enum { STAGE_DEPTH = 16, STAGE_GHOST_MS = 300, STAGE_SCAN_MS = 1000, STAGE_SCAN_BYTES = 128 };

struct stage;

/* What a program is, to its pages. */
struct program {
    const char *name; /* "novbe-visitor" */
    const struct view_type *home;
    const void *model;
    /* An INTENT_DO: calls the daemon, changes the program. May move between pages with stage_open() and the like. */
    void (*act)(void *data, struct stage *stage, const struct view *view, const struct intent *intent);
    /* A code was scanned; NULL: scanners mean nothing. */
    void (*scanned)(void *data, struct stage *stage, const char *code);
    /* A person did something: idle times begin anew. NULL: does not matter. */
    void (*touched)(void *data, struct stage *stage, int64_t steady_ms);
    void *data;
};

struct stage {
    struct program program;
    struct surface surface;
    struct arena arena; /* of the last drawing */
    struct canvas canvas;
    const struct language *language;
    bool large;

    struct view views[STAGE_DEPTH];
    size_t depth;
    struct target pressed;
    bool shows_focus; /* keys were used last, not fingers */
    int column;       /* that up and down follow (canvas_go_round()) */
    int64_t ghost_until_ms;
    char scan[STAGE_SCAN_BYTES];
    size_t scan_length; /* 0: none; its "%" counts */
    int64_t scan_ms;

    bool dirty;
    bool ended;      /* INTENT_QUIT */
    bool connecting; /* the daemon is away: a strip over the last row says so */
    int64_t now_ms;  /* of the drawing and of ticks, since 1970 UTC */
};

void stage_init(struct stage *stage, const struct program *program, const struct language *language, int width,
                int height);
void stage_done(struct stage *stage);

/* `now_ms` of the centre, `steady_ms` of any steady clock. */
void stage_input(struct stage *stage, const struct input_event *event, int64_t steady_ms);
/* Views whose time has come are told, and when to come again (ms since 1970 UTC; 0: not) is answered. */
int64_t stage_tick(struct stage *stage, int64_t now_ms);

/* Draws all of it if anything has changed; false: nothing had. stage->surface and stage->canvas are the page then. */
bool stage_draw(struct stage *stage, int64_t now_ms);
/* It is on the screen, so from now on nobody means the page before it. `steady_ms` as for stage_input(). */
void stage_shown(struct stage *stage, int64_t steady_ms);
void stage_resize(struct stage *stage, int width, int height);

/* What the program does to its pages. */
void stage_changed(struct stage *stage); /* the model is another */
void stage_speak(struct stage *stage, const struct language *language);
void stage_set_large(struct stage *stage, bool large);
void stage_set_connecting(struct stage *stage, bool connecting);
void stage_open(struct stage *stage, const struct view_type *type, int64_t value, const char *text);
void stage_replace(struct stage *stage, const struct view_type *type, int64_t value, const char *text);
void stage_close(struct stage *stage);
void stage_home(struct stage *stage);
/* Acts as if the view on top had answered this. */
void stage_intent(struct stage *stage, const struct intent *intent);

struct view *stage_top(struct stage *stage);
