/* SPDX-License-Identifier: MIT
 *
 * What a board knows: the newest state of org.novbe.Board.Watch, what things are called in every language of the
 * centre, and what it has to remember besides: which calls it has seen, for how long one is new, and where in the list
 * each stands. A number keeps its place until it leaves the board: nobody has to look for it again, and little of the
 * screen changes with a call.
 */
#pragma once

#include "common/interface/board.h"
#include "kiosk/ui/names.h"

struct language;

enum {
    BOARD_LANGUAGES = 4,
    BOARD_CALLS = 256, /* that are shown at once */
    BOARD_SIGNS = 32,  /* bytes of a ticket's number */
    BOARD_NO_SLOT = -1,
    BOARD_FRESH_MS = 10 * 1000,
    BOARD_FRESH_LONG_MS = 60 * 1000, /* of a visitor with a need: may not hear, or needs longer */
    BOARD_MISSED_MS = 15 * 60 * 1000,
    BOARD_PLEASE_WAIT_MS = 60 * 1000,
};

struct board_place {
    char ticket[BOARD_SIGNS];
    int64_t call;
    int64_t fresh_until_ms; /* it is new so long */
    int slot;               /* in the list; BOARD_NO_SLOT: the newest, which has a place of its own */
};

struct board_model {
    struct kept watch;
    size_t language_count;
    const struct language *languages[BOARD_LANGUAGES]; /* the centre's, its own first */
    struct names names[BOARD_LANGUAGES];
    bool is_unknown; /* the daemon knows no such board */
    int64_t lost_ms; /* since then the daemon is away; 0: it is there */

    bool is_halted;
    bool has_heard; /* a first state came: what it held was called before and is not new */
    int64_t newest; /* the greatest call ever seen */
    size_t place_count;
    struct board_place places[BOARD_CALLS]; /* in the order of the calls: newest first */
    int ticket_signs, counter_signs;        /* of the longest seen */
};

/* What a state changed, for the voice. Calls are borrowed from the state. */
struct board_news {
    size_t call_count;
    const struct board_call *calls[BOARD_CALLS]; /* new by number, oldest first */
    size_t gone_count;
    char gone[BOARD_CALLS][BOARD_SIGNS]; /* numbers that have left the board */
    bool has_halted;                     /* just now */
};

void board_model_init(struct board_model *model);
void board_model_done(struct board_model *model);

/* A new state was kept in `watch`. */
void board_model_take(struct board_model *model, int64_t now_ms, struct board_news *ret_news);

/* Names have come anew. */
void board_model_measure(struct board_model *model);

/* NULL: not told yet. */
const struct board_watch_out *board_model_state(const struct board_model *model);
/* Which of its languages this is; the first if it is none. */
size_t board_model_language(const struct board_model *model, const char *code);
bool board_model_is_fresh(const struct board_model *model, size_t index, int64_t now_ms);
/* Slots of the list that are in use, empty ones before them included. */
int board_model_slots(const struct board_model *model);
/* Those of the list whose time is not over: a board that hears nothing forgets them all the same. Answers how many of
 * the first (they are newest first). */
size_t board_model_missed(const struct board_model *model, int64_t now_ms);
size_t board_model_please_wait(const struct board_model *model, int64_t now_ms);
/* When the first of all this is over; 0: nothing is. */
int64_t board_model_wake(const struct board_model *model, int64_t now_ms);
