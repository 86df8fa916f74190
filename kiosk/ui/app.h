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
#include "kiosk/ui/names.h"
#include "kiosk/ui/options.h"
#include "kiosk/ui/stage.h"

struct app;

struct app_options {
    struct options options; /* of the command line */
    struct program program; /* its name is that of the executable */
    /* Everything is there but the daemon's answers: subscribe, ask. */
    void (*begin)(struct app *app, void *data);
    /* The connection is there (again), or gone. May be NULL. */
    void (*connected)(struct app *app, bool connected, void *data);
    /* A turn is over, the page is drawn, and the loop is about to sleep. May be NULL. */
    void (*turned)(struct app *app, void *data);
    /* It is to end: true, something is still to be told to the daemon, for which it goes on for a second at most, or
     * until app_left(). May be NULL. */
    bool (*leave)(struct app *app, void *data);
    /* The last turn is over: streams and calls are ended, pages are still there. May be NULL. */
    void (*end)(struct app *app, void *data);
    void *data;
};

/* Runs until a page (INTENT_QUIT) or a signal ends it; answers the exit code of the program. Trouble before the first
 * page (no terminal, no language files) is told on stderr as a sentence. The terminal is given back as it was in any
 * case (guard.h). */
int app_run(const struct app_options *options);

struct stage *app_stage(struct app *app);
uv_loop_t *app_loop(struct app *app);
/* Every language whose file is in the folder; which of them the centre speaks, GetCentre tells. */
const struct i18n *app_languages(const struct app *app);
const struct interfaces *app_interfaces(const struct app *app);
/* ms since 1970 UTC by this machine's clock. */
int64_t app_now(struct app *app);
/* What `leave` waited for has happened. */
void app_left(struct app *app);
/* The terminal's bell, once. */
void app_ring(struct app *app);

/* Calls a method of ours by its full name, as varlink_client_call(). */
struct varlink_client_call *app_call(struct app *app, const char *method, const void *in, unsigned flags,
                                     varlink_reply_handler *handler, void *data);

/* A stream into a `kept`: each reply is kept, then `changed` is called and the page drawn anew. */
struct app_watch {
    const char *method;
    const void *in; /* lives as long as the stream */
    struct kept *kept;
    void (*changed)(struct app *app, void *data); /* may be NULL */
    /* The stream ended with an error, or for good. NULL: it is asked for again a second later. */
    void (*ended)(struct app *app, const struct varlink_reply *reply, void *data);
    void *data;
};
struct app_watching;
/* Never NULL. After `ended` was told it is gone. */
struct app_watching *app_watch(struct app *app, const struct app_watch *watch);
/* Ends the stream without telling anybody. Accepts NULL. */
void app_unwatch(struct app_watching *watching);

/* Keeps `names` as the daemon tells them in this language (NULL: the centre's own) for as long as the program runs, and
 * takes the centre's time zone. `changed` may be NULL. The code and the names live as long as the app. */
void app_watch_names(struct app *app, struct names *names, const char *language,
                     void (*changed)(struct app *app, void *data), void *data);
