/* SPDX-License-Identifier: MIT
 *
 * The one place of the counter's terminal that acts: it calls the daemon for what a page wants, and takes down what the
 * daemon says. It reaches the daemon by a port, which a test can be.
 *
 * What becomes of a wish. Its call carries one request id, made here, and its key is off until it is answered. The
 * client repeats it over a lost connection; as a new connection speaks for nobody, that may be refused with
 * NotSignedIn: then the session is regained by its token, and the same wish, with the same id, goes again. The token
 * lives in memory only. If the session cannot be regained the page is the sign-in again, and the ticket is there after
 * it.
 */
#pragma once

#include <sys/queue.h>

#include "common/i18n.h"
#include "common/interface.h"
#include "common/varlink/client.h"
#include "kiosk/counter/model.h"
#include "kiosk/ui/stage.h"

struct port {
    const struct interfaces *interfaces;
    const struct i18n *languages;
    /* As app_call() with VARLINK_CALL_REPEAT; the handler's call may be NULL. */
    void (*call)(void *data, const char *method, const void *in, varlink_reply_handler *handler, void *handler_data);
    /* Begins the stream Watch into `kept`: program_watched() and program_watch_ended() are told. */
    void (*watch)(void *data, const struct counter_watch_in *in, struct kept *kept);
    /* Ends it without telling; there may be none. */
    void (*unwatch)(void *data);
    int64_t (*now_ms)(void *data);
    void (*ring)(void *data);
    void *data;
};

struct wish;

struct counter_program {
    struct model model;
    struct stage *stage;
    const struct port *port;
    char *token; /* NULL: signed in nowhere */
    struct counter_watch_in watch_in;
    bool regaining;
    bool own_language; /* the pages speak the centre's own */
    LIST_HEAD(, wish) wishes;
    unsigned watch_count; /* so often Watch has told */
    int64_t steady_ms;    /* of the last key or touch */
    int64_t ordinary_ms;  /* and of the last that was to go on in the ordinary way */
    /* What was there when the bell was thought of last. */
    int64_t waited;
    size_t alarms;
};

/* The model must be initialised, with what the command line said. */
void program_init(struct counter_program *program, const struct port *port);
void program_done(struct counter_program *program);
/* For stage_init() and app_run(). */
struct program program_pages(struct counter_program *program);

/* What the port tells. */
void program_connected(struct counter_program *program, bool connected);
void program_named(struct counter_program *program);
void program_watched(struct counter_program *program);
void program_watch_ended(struct counter_program *program, const struct varlink_reply *reply);
