/* SPDX-License-Identifier: MIT
 *
 * What every page of the kiosk has in the same cells: the strip on top with the centre's name and the time, Back, Help,
 * Large text and the languages below, in reach of everybody. A page is drawn between page_begin() and page_end(), so
 * that its own choices come first for keys and voice.
 */
#pragma once

#include "common/clock.h"
#include "kiosk/ui/button.h"
#include "kiosk/ui/view.h"
#include "kiosk/visitor/model.h"

enum { LOW_ROWS = 30 }; /* fewer: no air between things */

/* Targets of the frame; a page's own are less than 1000. */
enum page_what {
    PAGE_BACK = 1000,
    PAGE_HELP,
    PAGE_LARGE,
    PAGE_LANGUAGE,  /* value: its place among the kiosk's */
    PAGE_LANGUAGES, /* all of them, where they find no room */
    PAGE_CLOCK,     /* what the administrator knows */
};

/* What the program is asked to do (INTENT_DO). Values are numbers of keys (model_number) unless something else is
 * said. */
enum page_do {
    DO_CHOOSE = 1, /* value: a service */
    DO_ADD,        /* one more matter: value: a service */
    DO_DROP,       /* that matter again not: value: its place in the wish */
    DO_CLASS,      /* value: a class; the same again: none */
    DO_NEED,       /* value: a need; again: not */
    DO_PARTY,      /* value: people */
    DO_ISSUE,      /* take the ticket of the wish */
    DO_WHERE,      /* text: "A042/ACDEF" or with a day behind */
    DO_PUT_OFF,    /* value: ms from now on */
    DO_COME_BACK,
    DO_RETURN,
    DO_CANCEL,
    DO_REPRINT,
    DO_RATE,        /* value: stars */
    DO_CHECK_IN,    /* text: the booking's code, or a return code */
    DO_WALK_IN,     /* a ticket in place of the booking */
    DO_MOVE,        /* the booking, to the slot that was told */
    DO_RETURN_CODE, /* text: the code */
    DO_USE_RETURN,  /* take a ticket with the return code that was told */
    DO_HELP,        /* call a person; text: of which page */
    DO_LARGE,
    DO_LANGUAGE,    /* value: its place among the kiosk's */
    DO_CORNER,      /* text: the PIN */
    DO_CLOSE_KIOSK, /* value: 1: close, 0: open */
    DO_ASK_ROLL,    /* text: a printer's key; value: the moment at which the page asks by itself; 0: it was asked to */
    DO_ROLL,        /* value: 1: a new roll, 0: the same; text: "printer/PIN" */
    DO_FORGET,      /* start again */
};

struct page {
    const struct view *view;
    struct canvas *canvas;
    const struct model *model;
    const struct names *names; /* in the canvas's language; NULL: nothing is there yet */
    struct rect body;          /* what is left */
    struct rect header;        /* a line in the strip on top for a page whose own lines are all needed; may be empty */
    bool narrow;               /* one column: an upright screen */
    bool low;                  /* few rows: no air between things */
};

/* The state of every page begins with it. */
struct page_state {
    int64_t drawn_ms; /* the clock on the page shows this minute */
};

struct page page_begin(struct view *view, struct canvas *canvas, const char *title);
void page_end(const struct page *page);

/* A line of text at the top of what is left, and the space it took; `gap` rows of air after it where there is room. */
void page_text(struct page *page, enum look look, const char *text);
void page_gap(struct page *page, int rows);
/* A row of it below the strip on top, where few rows are left but not none. */
void page_air(struct page *page);
/* What the daemon refused or what went wrong, if anything. */
void page_trouble(struct page *page);
/* The strip of actions at the bottom of what is left: side by side, two of them where it is narrow. */
void page_actions(struct page *page, const struct button *buttons, size_t count);
/* Choices in `rect`, page by page; in large text half as many, twice as high. `grid->columns` must be told. */
void page_grid(const struct page *page, struct rect rect, const struct button_grid *grid);
/* The strip that turns pages: to the one before (false of `back`: the next one). */
void page_turn(const struct page *page, struct rect place, int what, int64_t turn, bool back);
/* Rows that page_actions() takes. */
int page_action_rows(const struct page *page, size_t count);

/* Of a target of the frame; INTENT_NONE: it is none. */
struct intent page_act(const struct view *view, int what, int64_t value);
/* Idle times and the clock, the same for every page; a page that has more to tell calls them itself. */
int64_t page_wake(const struct view *view, int64_t now_ms);
/* The clock alone. */
int64_t page_minute(const struct view *view);
struct intent page_tick(struct view *view, int64_t now_ms);
/* Of two moments to be woken at, 0 being none. */
int64_t page_sooner(int64_t a_ms, int64_t b_ms);
/* While a call for the visitor is under way nothing leads away from its page. */
struct intent page_hold(struct view *view, const struct input_event *event);

/* --- texts --- */

/* "11:42" in the centre's zone. */
const char *page_time(const struct page *page, int64_t at_ms);
/* "29 November 2026, Sunday" of a business day, or the day as it is written. */
const char *page_day(const struct page *page, const char *day);
/* Beside the name of a service: the word and figure of its waiting, or why there is no ticket. NULL: nothing is known.
 */
const char *page_wait_word(const struct page *page, const char *service, int width);
/* The sentence about the waiting. */
const char *page_wait_sentence(const struct page *page, const struct visitor_range *wait,
                               const struct idl_word *why_unknown);
const char *page_ahead(const struct page *page, int64_t ahead);
/* The counter as a message wants it. */
const char *page_counter(const struct page *page, const char *key);
/* The name of a service, marked where it is in another language. */
const char *page_service_name(const struct page *page, const struct visitor_service *service);

extern const struct view_type page_start, page_services, page_search, page_confirm, page_ticket;
extern const struct view_type page_enter_ticket, page_enter_booking, page_where, page_booking, page_return_code;
extern const struct view_type page_break, page_leave, page_help, page_idle, page_slow, page_languages, page_corner,
        page_roll;
