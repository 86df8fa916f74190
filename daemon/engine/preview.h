/* SPDX-License-Identifier: MIT
 *
 * What a supervisor's move would do: the futures of the hall are played as it is and as it would be, by the same
 * chance; and with the move each other one is tried that might help most: to open a counter, to call somebody back from
 * a pause or task, to give a counter another profile.
 */
#pragma once

#include "daemon/engine/outlook.h"

enum help_what { HELP_OPEN = 1, HELP_BACK, HELP_PROFILE };

/* A move that helps; what 0: none does, or nobody will be late. */
struct helpful_move {
    enum help_what what;
    int32_t counter, operator_id; /* operator 0: nobody is there */
    int32_t profile;              /* by which the counter serves then */
    int32_t late;                 /* of all who wait, with it */
};

struct previewed_service {
    bool changes;
    /* Of whoever would come now; in ms from the scene, all FUTURE_NEVER if nobody can, or the service has closed. */
    struct forecast_times wait_now, wait_then;
    struct service_outlook now, then;
};

struct preview {
    int32_t service_count;
    struct previewed_service *services; /* by id */
    int32_t late_now, late_then;        /* of all who wait */
    struct helpful_move help;
};

/* Asked before each trial of what might help; false: that search ends with what it has. */
typedef bool preview_goes_on(void *data);

/* Both scenes are of one moment; `then` is changed meanwhile. `is_wanted` may be NULL. */
struct preview *preview_new(const struct scene *now, struct scene *then, const struct forecast_wish *wish,
                            preview_goes_on *is_wanted, void *data);
struct preview *preview_free(struct preview *preview);
DEFINE_CLEANUP(struct preview *, preview_free)
