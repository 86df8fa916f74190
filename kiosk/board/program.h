/* SPDX-License-Identifier: MIT
 *
 * novbe-board: what it asks the daemon and tells the voice.
 */
#pragma once

#include "kiosk/board/announce.h"
#include "kiosk/ui/app.h"

struct board_program {
    const char *board;  /* key */
    const char *voice;  /* the program that speaks; NULL: novbe-voice */
    const char *folder; /* of the language files */
    const char *own;    /* code of the first language; NULL: the centre's own */
    struct board_model model;
    struct board_watch_in watch_in;
    struct app *app;
    struct announce *announce; /* NULL: it has no voice */
    bool knows_languages;
    uv_timer_t again; /* the daemon does not know the board: it may after a reload */
};

/* The options with which app_run() runs it; `program` outlives that. */
struct app_options board_program_options(struct board_program *program, const struct options *options);
