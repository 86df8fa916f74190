/* SPDX-License-Identifier: MIT
 *
 * All that the kiosk's program needs of the world: calls and streams of the daemon, the time. main.c ties it to the
 * app; a test answers in the daemon's place.
 */
#pragma once

#include "kiosk/ui/app.h"

struct wire {
    /* As app_call(). */
    struct varlink_client_call *(*call)(void *data, const char *method, const void *in, unsigned flags,
                                        varlink_reply_handler *handler, void *handler_data);
    void (*cancel)(void *data, struct varlink_client_call *call);
    /* As app_watch(), for as long as the program runs. */
    void (*watch)(void *data, const struct app_watch *watch);
    /* As app_watch_names(). */
    void (*watch_names)(void *data, struct names *names, const char *language,
                        void (*changed)(struct app *app, void *data), void *changed_data);
    /* Keeps the reply of this method, as kept_take(). */
    int (*take)(void *data, struct kept *kept, const char *method, json_t *parameters) attr_must_check;
    int64_t (*now_ms)(void *data); /* since 1970 UTC */
    void *data;
};
