/* SPDX-License-Identifier: MIT
 *
 * A terminal program: a loop, a client of the daemon, a screen, and the stage its pages are on. One drawing a turn, if
 * anything has changed; "connecting ..." over the last state while the daemon is away; no wake-up but those the pages
 * ask for.
 */
#pragma once

#include "common/i18n.h"
#include "common/interface.h"
#include "common/varlink/client.h"
#include "kiosk/ui/stage.h"

struct app;

struct app_options {
    const char *address;       /* the daemon's socket */
    const char *via;           /* a command that speaks for it, as "ssh hall novbe bridge"; NULL: the socket */
    const char *languages;     /* folder of the language files */
    const char *language;      /* code of the first page's language; NULL: the first file */
    const struct theme *theme; /* NULL: day, or mono where the terminal has no 256 colours */
    struct program program;
    /* The loop is there: subscribe, ask. */
    void (*begin)(struct app *app, void *data);
    /* The connection is there again, or gone. May be NULL. */
    void (*connected)(struct app *app, bool connected, void *data);
};

/* Runs until a page or a signal ends it; answers the exit code of the program. Mistakes before the first page (no
 * terminal, no UTF-8, no language files) are told on stderr as a sentence. */
int app_run(const struct app_options *options);

struct stage *app_stage(struct app *app);
uv_loop_t *app_loop(struct app *app);
const struct i18n *app_languages(const struct app *app);
const struct interfaces *app_interfaces(const struct app *app);

/* Calls a method of ours, as varlink_client_call(); `handler` must look at the status. */
struct varlink_client_call *app_call(struct app *app, const char *method, const void *in, unsigned flags,
                                     varlink_reply_handler *handler, void *data);

/* A stream into a `kept`: each reply is kept, then `changed` is called (may be NULL) and the page drawn anew. Another
 * end than a cancel is told to `ended` (may be NULL: it is subscribed again after a second). */
struct app_watch {
    const char *method;
    const void *in;
    struct kept *kept;
    void (*changed)(struct app *app, void *data);
    void (*ended)(struct app *app, const struct varlink_reply *reply, void *data);
    void *data;
};
void app_watch(struct app *app, const struct app_watch *watch);
