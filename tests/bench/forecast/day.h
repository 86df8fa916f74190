/* SPDX-License-Identifier: MIT
 *
 * A day of such a centre, played by commands to the engine. Whoever wants to know how long it takes is asked at each
 * ticket, and told when the ticket is called.
 */
#pragma once

#include "daemon/engine/learned.h"
#include "tests/bench/forecast/centre.h"
#include "tests/bench/history/plan.h"

/* Somebody got this ticket; nobody has called yet. */
typedef void ask_function(void *context, const struct engine *engine, int32_t ticket, int64_t now_ms);
/* It was called for the first time. */
typedef void called_function(void *context, int32_t ticket, int32_t service, int32_t class, int64_t waited_ms);
typedef void served_function(void *context, int64_t service_ms);
/* The day is planned: what nobody but chance knows. */
struct day_truth {
    double slowness[CENTRE_COUNTERS]; /* of the day */
    double busy;                      /* visitors, of a usual day */
};
typedef void begins_function(void *context, const struct day_truth *truth);

struct watcher {
    ask_function *ask;
    called_function *called;
    served_function *served;
    begins_function *begins;
    void *context;
};

/* `learned` is told what happens, as it happens. `rota`: shifts are entered. */
void day_play(struct centre *centre, int32_t number, bool rota, struct learned *learned, struct dice *dice,
              const struct watcher *watcher);
