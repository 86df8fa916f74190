/* SPDX-License-Identifier: MIT
 *
 * What all pages of a supervisor have: a header with centre and clock, the pages that a digit opens, banners while the
 * hall stands still or a counter calls for help, what came of the last act, and the keys.
 */
#pragma once

#include "kiosk/manager/say.h"
#include "kiosk/manager/views.h"
#include "kiosk/ui/field.h"
#include "kiosk/ui/table.h"

/* The beginning of every page's state. */
struct page {
    int64_t drawn_ms;
};

/* Targets that mean the same on every page; those of pages begin at 1. */
enum page_target {
    PAGE_TAB = 1000, /* value: enum manager_page */
    PAGE_HELP,
    PAGE_QUIT,
    PAGE_BACK,
    PAGE_ALARM,
    PAGE_MESSAGE,
};

static inline const struct model *page_model(const struct view *view)
{
    return view->model;
}

static inline const struct names *page_names(const struct view *view)
{
    return &page_model(view)->names;
}

/* Draws header, pages, banners and what was said, and answers what is left above the keys. `title` NULL: that of the
 * page. */
struct rect page_begin(const struct view *view, struct canvas *canvas, enum manager_page which, const char *title);
/* Draws the keys: at last, as what is chosen says which of them mean something. */
void page_end(const struct view *view, struct canvas *canvas);
/* What the common targets mean; INTENT_NONE: it is none of them. */
struct intent page_act(const struct view *view, int what, int64_t value);
/* The header alone, for questions. */
void page_header(const struct view *view, struct canvas *canvas, struct rect line, const char *title);
/* What came of the last act, cut off the bottom. */
void page_said(const struct view *view, struct canvas *canvas, struct rect *rect);

/* `wake` and `tick` of every page: minutes go on. */
int64_t page_wake(const struct view *view, int64_t now_ms);
struct intent page_tick(struct view *view, int64_t now_ms);

bool page_has_alarm(const struct view *view);
/* Of every page; before them stand its own, after them PAGE_ESCAPE where it is not among these. */
#define PAGE_KEYS                                                                                                       \
    {INPUT_F1, PAGE_HELP, 0, MESSAGE_UI_HELP, MESSAGE_RECEPTION_HELP_HELP, false, NULL},                                \
            {INPUT_F1 + 9, PAGE_MESSAGE, 0, MESSAGE_MANAGER_KEY_MESSAGE, MESSAGE_MANAGER_HELP_MESSAGE, false, NULL},    \
            {INPUT_F1 + 8, PAGE_ALARM, 0, MESSAGE_MANAGER_KEY_ALARM, MESSAGE_MANAGER_HELP_ALARM, true, page_has_alarm}, \
            {'1', PAGE_TAB, PAGE_HALL, MESSAGE_MANAGER_PAGE_HALL, MESSAGE_MANAGER_HELP_HALL, true, NULL},               \
            {'2', PAGE_TAB, PAGE_COUNTERS, MESSAGE_MANAGER_PAGE_COUNTERS, MESSAGE_MANAGER_HELP_COUNTERS, true, NULL},   \
            {'3', PAGE_TAB, PAGE_STAFF, MESSAGE_MANAGER_PAGE_STAFF, MESSAGE_MANAGER_HELP_STAFF, true, NULL},            \
            {'4', PAGE_TAB, PAGE_THINGS, MESSAGE_MANAGER_PAGE_THINGS, MESSAGE_MANAGER_HELP_THINGS, true, NULL},         \
            {'5', PAGE_TAB, PAGE_ACTIONS, MESSAGE_MANAGER_PAGE_ACTIONS, MESSAGE_MANAGER_HELP_ACTIONS, true, NULL},      \
            {'6', PAGE_TAB, PAGE_REPORT, MESSAGE_MANAGER_PAGE_REPORT, MESSAGE_MANAGER_HELP_REPORT, true, NULL},         \
    {                                                                                                                   \
        INPUT_CTRL_A + 16, PAGE_QUIT, 0, MESSAGE_RECEPTION_KEY_QUIT, MESSAGE_RECEPTION_HELP_QUIT, true, NULL            \
    }
#define PAGE_ESCAPE(hidden_)                                                                         \
    {                                                                                                \
        INPUT_ESCAPE, PAGE_BACK, 0, MESSAGE_VISITOR_BACK, MESSAGE_MANAGER_HELP_BACK, (hidden_), NULL \
    }

/* --- a list that letters narrow --- */

enum { LIST_CELLS = 24 };

struct list {
    struct field line; /* what narrows it */
    struct table_place place;
    const char *const *keys; /* of the rows drawn last; they live as long as that drawing */
    size_t count;
    struct rect heads; /* as left free */
    bool walked;       /* somebody chose a row; until then it is the first one, whatever comes first */
};

struct list_row {
    const char *key;
    struct table_cell cells[LIST_CELLS];
    const char *sought; /* what letters are looked for in */
    const char *words;  /* all of it, said below the list while it is chosen; NULL: nothing more */
    enum look look;     /* of the words */
};

struct list_rows {
    struct list_row *items;
    size_t count, room;
};
/* A row to be filled in, in the canvas's arena. */
struct list_row *list_add(struct canvas *canvas, struct list_rows *rows);

struct list_look {
    const struct table_column *columns;
    size_t column_count;
    int what;          /* target of a row */
    bool chosen_shows; /* it has the keys */
    int head_rows;     /* left free above the rows, for headings that the page draws at list->heads */
    int word_rows;     /* for what is said of the chosen row; 0: nothing is */
    const char *empty;
};
void list_draw(struct canvas *canvas, struct rect rect, struct list *list, const struct list_look *look,
               const struct list_rows *rows);
/* Arrows, and letters that narrow it; Escape with letters clears them. */
bool list_type(struct list *list, const struct input_event *event);
/* The chosen row's key; NULL: there is none. */
const char *list_chosen(const struct list *list);
/* The same, or that of the row that was touched, to be opened: what narrowed the list is forgotten. */
const char *list_take(struct list *list);
const char *list_take_at(struct list *list, int64_t index);

/* --- a page that is such a list --- */

/* The beginning of its state. */
struct list_page {
    struct page page;
    struct list list;
};

enum list_target { LIST_ROW = 100 /* value: row */, LIST_OPEN };

struct intent list_page_type(struct view *view, const struct input_event *event);
/* Is it a row that is to be opened? NULL: there is none. */
bool list_page_takes(struct view *view, int what, int64_t value, const char **ret_key);
/* What the targets of a list page mean: a row is opened, the others are those of every page. */
struct intent list_page_act(struct view *view, int what, int64_t value, struct intent (*open_key)(const char *key));
#define LIST_VIEW(name_, state_, draw_, act_, keys_)                                                     \
    {                                                                                                    \
        .name = (name_), .size = sizeof(state_), .draw = (draw_), .act = (act_), .type = list_page_type, \
        .wake = page_wake, .tick = page_tick, .keys = (keys_), .key_count = ARRAY_SIZE(keys_),           \
    }
