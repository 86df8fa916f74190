/* SPDX-License-Identifier: MIT
 *
 * The one place of a supervisor's terminal that acts: it calls the daemon for what pages want, keeps what is answered,
 * and opens and closes pages by it.
 */
#pragma once

#include "kiosk/manager/ask.h"
#include "kiosk/ui/app.h"

struct manager {
    struct app *app;
    const char *language; /* code; NULL: the centre's own */
    struct interfaces interfaces;
    struct model model;

    struct manager_watch_hall_in hall_in;
    struct manager_get_rota_in rota_in;
    bool hall_refused; /* it was refused: asked for again on the next connection */
    bool rota_refused;
    int64_t rung_ms; /* the newest trouble that the bell was rung for */
};

void manager_init(struct manager *manager, const char *language);
void manager_done(struct manager *manager);

/* Of struct app_options; data: the struct manager. */
void manager_begin(struct app *app, void *data);
void manager_connected(struct app *app, bool connected, void *data);
extern const struct program manager_program; /* but for model and data */

/* --- for program_task.c --- */

/* A call of a page that is under way. */
struct call {
    struct manager *manager;
    const char *method;
    void (*done)(struct call *call, const struct varlink_reply *reply);    /* answered */
    void (*refused)(struct call *call, const struct varlink_reply *reply); /* NULL: the reason is told */
    char text[KEY_BYTES];
    bool quiet; /* nobody waits for it, and a refusal is nobody's matter */
};
/* `text` is copied, may be NULL. */
void manager_call(struct manager *manager, const struct call *call, const void *in, const char *text);

struct stage *manager_stage(struct manager *manager);
/* Why it was refused, as a sentence; free it. */
char *manager_refusal(struct manager *manager, const struct varlink_reply *reply);
bool manager_keep(struct manager *manager, struct kept *kept, const char *method, json_t *parameters);
/* All questions of a page are answered, or what it would do is asked for. */
void manager_do_task(struct manager *manager, const struct view *view);
void manager_do_preview(struct manager *manager, const struct view *view);
/* Asks once more for what the open page shows. */
void manager_refresh(struct manager *manager);
