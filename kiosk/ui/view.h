/* SPDX-License-Identifier: MIT
 *
 * A view is one page of a program: it draws itself, and answers what a key or a touch means. It changes nothing but its
 * own state: what it wants is an intent, and one place acts on it (stage.h for pages, the program for the rest).
 *
 * The model is the program's: what the daemon said last. Views only read it.
 */
#pragma once

#include "common/i18n.h"
#include "kiosk/ui/canvas.h"
#include "kiosk/ui/input.h"

struct view_type;

enum intent_kind {
    INTENT_NONE,    /* the key means nothing here */
    INTENT_REDRAW,  /* the view has changed its own state */
    INTENT_OPEN,    /* a page of `type` above this one, with `value` and `text` */
    INTENT_REPLACE, /* in place of this one */
    INTENT_CLOSE,   /* back to the page below */
    INTENT_HOME,    /* back to the first page */
    INTENT_DO,      /* the program's: `what`, `value`, `text` */
    INTENT_QUIT,
};

struct intent {
    enum intent_kind kind;
    const struct view_type *type;
    int what;
    int64_t value;
    const char *text; /* borrowed until it was acted on; NULL: none */
};

#define INTENT(kind_)            ((struct intent){.kind = (kind_)})
#define INTENT_OPENS(type_, ...) ((struct intent){.kind = INTENT_OPEN, .type = (type_), __VA_ARGS__})
#define INTENT_DOES(what_, ...)  ((struct intent){.kind = INTENT_DO, .what = (what_), __VA_ARGS__})

struct view {
    const struct view_type *type;
    const void *model; /* the program's */
    int64_t value;     /* as it was opened with */
    const char *text;  /* a copy of the same; NULL: none */
    void *state;       /* type->size bytes, zeroed at first */
    struct target focus;
};

/* A row of the view's key table: what the key does, what the key bar calls it, and what the help page says of it. */
struct view_key {
    uint32_t key; /* a code point or enum input_key; letters count in both cases */
    int what;
    int64_t value;
    enum i18n_message label;
    enum i18n_message help;
    bool hidden;                              /* not in the bar, only on the help page */
    bool (*offered)(const struct view *view); /* NULL: always; else the bar greys it and the key does nothing */
};

struct view_type {
    const char *name; /* "services": what help at reception is told, and goldens */
    size_t size;
    void (*open)(struct view *view);
    void (*close)(struct view *view);
    void (*draw)(struct view *view, struct canvas *canvas);

    /* A target was taken, or a key of the table. */
    struct intent (*act)(struct view *view, int what, int64_t value);
    /* Asked first about every key, for text fields and lists; INTENT_NONE: not mine. NULL: none is. */
    struct intent (*type)(struct view *view, const struct input_event *event);
    /* Time has come (wake). */
    struct intent (*tick)(struct view *view, int64_t now_ms);
    /* When to be told next, ms since 1970 UTC; 0: not. NULL: never. */
    int64_t (*wake)(const struct view *view, int64_t now_ms);

    const struct view_key *keys;
    size_t key_count;
    bool draws_over; /* the page below is drawn first: a dialog */
    bool is_answer;  /* comes when the daemon has answered: a key that comes with it was meant for the page before */
};

/* The key bar: a strip of "F1 Help  Enter Call ..." with a target each; what finds no room is left out from the end.
 * Drawn by views that have a table, where they want it. */
void view_draw_keys(const struct view *view, struct canvas *canvas, struct rect line);

/* "Enter", "F5", "Space", "a"; in the canvas's arena. */
const char *view_key_name(struct canvas *canvas, uint32_t key);

/* The help page: the key table of the page below it. */
extern const struct view_type view_help;
