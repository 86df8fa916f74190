/* SPDX-License-Identifier: MIT
 *
 * What the daemon said last to a supervisor's terminal. The program alone writes it; pages read it.
 */
#pragma once

#include "common/clock.h"
#include "common/i18n.h"
#include "common/interface/manager.h"
#include "kiosk/manager/reports.h"
#include "kiosk/ui/names.h"
#include "kiosk/ui/told.h"

enum { KEY_BYTES = 64 };

struct model {
    struct names names; /* in the language of the pages */

    struct kept hall;   /* WatchHall */
    int64_t hall_ms;    /* when it came */
    struct kept rota;   /* GetRota */
    char *rota_refused; /* why there is none; NULL: it is not refused */

    char service[KEY_BYTES]; /* of `tickets` */
    struct kept tickets;     /* ListTickets */
    char ticket[KEY_BYTES];  /* of `story` */
    struct kept story;       /* Story */
    struct kept profiles;    /* ListProfiles */

    struct kept shift_preview;   /* PreviewShift */
    struct kept profile_preview; /* PreviewProfile */
    struct kept close_preview;   /* PreviewClose */
    struct kept day_preview;     /* PreviewDay */
    bool previewing;             /* one of them is under way */
    char *preview_refused;       /* why nothing is known; NULL: it is */

    struct reports reports;

    unsigned busy; /* calls of a page under way */
    struct told told;
};

void model_init(struct model *model);
void model_done(struct model *model);

/* NULL: not told yet. */
const struct manager_watch_hall_out *model_hall(const struct model *model);
const struct manager_get_rota_out *model_rota(const struct model *model);
/* Of this service; NULL: not told yet. */
const struct manager_list_tickets_out *model_tickets(const struct model *model, const char *service);
/* Of this ticket; NULL: not told yet. */
const struct manager_story_out *model_story(const struct model *model, const char *ticket);

/* NULL: there is none. */
const struct manager_service_queue *model_queue(const struct model *model, const char *service);
const struct manager_counter_state *model_counter(const struct model *model, const char *counter);
const struct manager_counter_state *model_operator(const struct model *model, const char *operator);
const struct manager_shift *model_shift(const struct model *model, const char *shift);
const struct manager_ticket *model_ticket(const struct model *model, const char *ticket);
/* The oldest to whom nobody comes; else the oldest; NULL: nobody calls. */
const struct manager_open_alarm *model_alarm(const struct model *model);

/* How long somebody waits now: the hall tells it as it was when it came. */
int64_t model_longest_ms(const struct model *model, const struct manager_service_queue *queue, int64_t now_ms);

/* What a move, or an early closing, would do. */
struct preview {
    size_t count;
    const struct manager_queue_move *moves;
    int64_t late_now, late_then;
    const struct manager_helpful_move *helps; /* NULL: none */
    size_t sent_home_count;
    const char *const *sent_home; /* numbers of tickets */
    bool closes;                  /* an early closing: it hits these bookings of today */
    size_t hit_count;
    const struct manager_hit_booking *hit; /* earliest first */
};
/* false: nothing is known (yet). */
bool model_preview(const struct model *model, struct preview *ret_preview);
void model_forget_previews(struct model *model);
