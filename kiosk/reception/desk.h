/* SPDX-License-Identifier: MIT
 *
 * The desk's own state, and its two halves.
 */
#pragma once

#include "kiosk/reception/views.h"

enum { DESK_MATCHES = 9, DESK_CHOICES = 12 };

enum desk_target {
    DESK_ISSUE = 1,
    DESK_FIND,
    DESK_BOOKINGS,
    DESK_LAST,
    DESK_LIST, /* value: enum desk_list */
    DESK_SLIP,
    DESK_MORE,
    DESK_QUIT,
    DESK_LANGUAGE, /* value: place; -1: the next one */
    DESK_PARTY,    /* value: -1, 1 */
    DESK_MATCH,    /* value: place */
    DESK_CHOICE,   /* value: place: a class or a need */
    DESK_NEXT_STEP,
    DESK_CLEAR,
    DESK_MOVE, /* value: -1, 1: up and down, for the help page */
    DESK_HELP,
    DESK_ROW = 100, /* + enum desk_list; value: row */
};

struct desk {
    struct field line;
    size_t at; /* match */
    struct draft draft;
    struct draft sent; /* the last one, and what had been typed for it, if it comes back */
    char sent_line[FIELD_BYTES];
    unsigned refused; /* as many as are known here */
    enum desk_list list;
    bool in_list; /* Enter means the list */
    int64_t drawn_ms;
    struct table_place places[LIST_COUNT];
};

/* Classes but the regular one, then needs, in the order of the catalogue: what the keys 1 to = stand for. */
struct desk_choice {
    const char *key, *name;
    bool is_need;
};
size_t desk_choices(const struct names *names, struct desk_choice ret_choices[DESK_CHOICES]);
extern const char desk_choice_keys[DESK_CHOICES + 1];

/* What fits what is typed; answers how many. */
size_t desk_matches(const struct model *model, const struct desk *desk, const char *ret_keys[DESK_MATCHES]);

/* What is typed, what fits, or what came of it last. */
void desk_draw_draft(const struct model *model, const struct desk *desk, struct canvas *canvas, struct rect rect);

/* One list or all of them. Brings the places to rows that are there. */
void desk_draw_lists(const struct model *model, struct desk *desk, struct canvas *canvas, struct rect rect);
size_t desk_row_count(const struct model *model, enum desk_list list);
/* What Enter on a row means. */
struct intent desk_row_intent(const struct model *model, enum desk_list list, size_t row);
/* Keys of a list's rows, in their order; valid as long as the model's reply. Answers how many, at most `room`. */
size_t desk_row_keys(const struct model *model, enum desk_list list, const char **ret_keys, size_t room);
enum { DESK_ROWS = 128 };
