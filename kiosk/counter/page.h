/* SPDX-License-Identifier: MIT
 *
 * What all pages of the counter have: a header with counter, operator, centre and clock, an alarm of a colleague over
 * everything, the line that tells what came of the last act, and the list of pages.
 */
#pragma once

#include "kiosk/counter/model.h"
#include "kiosk/counter/say.h"
#include "kiosk/ui/view.h"

/* The beginning of every page's state. */
struct page {
    int64_t now_ms;  /* of the last drawing */
    int64_t wake_ms; /* 0: not planned */
    int asks;        /* the act that the page begins with, about its text; 0: none */
};

static inline const struct model *page_model(const struct view *view)
{
    return view->model;
}

/* Draws ground, header and alarms, and answers what is left between them and the bottom. */
struct rect page_begin(const struct view *view, struct canvas *canvas);
/* Title, and whom it is about, on top of a page; cuts them off. */
void page_title(const struct view *view, struct canvas *canvas, struct rect *rect, const char *title);
/* Keys in a strip at the bottom, and above it what came of the last act; cuts both off. */
void page_keys(const struct view *view, struct canvas *canvas, struct rect *rect);
/* There is something to say about the last act, still. */
bool page_has_said(const struct view *view, const struct canvas *canvas);
/* The sentence about the last act, in as many rows as it takes; cuts them off the bottom. */
void page_said(const struct view *view, struct canvas *canvas, struct rect *rect);

/* `wake` and `tick` of every page: clocks go on, and the list of those who wait is asked for when it is due. */
int64_t page_wake(const struct view *view, int64_t now_ms);
struct intent page_tick(struct view *view, int64_t now_ms);

/* The first page, and the one on which an operator lives; the others lie above it. */
extern const struct view_type counter_view_sign_in, counter_view_work;
/* Opened with nothing. */
extern const struct view_type counter_view_finish, counter_view_park, counter_view_take_up, counter_view_transfer,
        counter_view_choose, counter_view_direct, counter_view_note, counter_view_pause, counter_view_task,
        counter_view_messages, counter_view_sign_out, counter_view_hand_over;
/* Opened with an outcome and finish_pack(). */
extern const struct view_type counter_view_lacked;
/* Opened with the ticket to be chosen. */
extern const struct view_type counter_view_reason;
/* Opened with the act that a ticket's number is asked for: ACT_JOIN or ACT_HELP. */
extern const struct view_type counter_view_number;
/* Opened with the ticket asked about, or nothing. */
extern const struct view_type counter_view_why;
/* Opened with the ticket whose code was scanned. */
extern const struct view_type counter_view_scanned;

/* Finishes with this outcome, and asks before what the visitor lacked where it was that. */
struct intent view_finish_with(const struct view *view, const struct visitor_outcome *outcome, int64_t packed);

/* What was typed on the sign-in page; the PIN is forgotten when it was sent. */
const char *view_sign_in_who(const struct view *view);
const char *view_sign_in_pin(const struct view *view);
void view_sign_in_forget(struct view *view);
/* The ticket that the page `why` asks about. */
const char *view_why_ticket(const struct view *view);
