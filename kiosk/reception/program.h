/* SPDX-License-Identifier: MIT
 *
 * The one place of a reception desk that acts: it calls the daemon for what pages want, keeps what is answered, and
 * opens and closes pages by it.
 */
#pragma once

#include "kiosk/reception/ask.h"
#include "kiosk/ui/app.h"

enum { PROGRAM_RINGERS = 32 };

struct reception {
    struct app *app;
    const char *language; /* code; NULL: the centre's own */
    struct interfaces interfaces;
    struct model model;
    struct draft draft; /* of the booking that is being made */

    struct reception_watch_desk_in desk_in;
    struct visitor_list_waits_in waits_in;
    struct visitor_get_centre_in centre_in;
    struct visitor_where_am_i_in where_in;
    char where_ticket[KEY_BYTES], where_code[KEY_BYTES];
    struct app_watching *where;

    bool desk_refused;   /* the lists were refused: they are asked for again on the next connection */
    uv_timer_t ring;     /* rings again as long as nobody comes */
    size_t ringer_count; /* who asked for somebody when the desk was told last */
    char ringers[PROGRAM_RINGERS][KEY_BYTES];
    char slots_service[KEY_BYTES];
};

void reception_init(struct reception *reception, const char *printer, const char *language);
void reception_done(struct reception *reception);

/* Of struct app_options; data: the struct reception. */
void reception_begin(struct app *app, void *data);
void reception_connected(struct app *app, bool connected, void *data);
extern const struct program reception_program; /* but for model and data */

/* --- for program_find.c and program_task.c --- */

/* A call of a page that is under way. */
struct call {
    struct reception *reception;
    const char *method;
    void (*done)(struct call *call, const struct varlink_reply *reply); /* answered */
    void (*refused)(struct call *call);                                 /* NULL: the reason is told */
    char text[ASK_ANSWER_BYTES];
    bool quiet;      /* nobody waits for it, and a refusal is nobody's matter */
    bool unanswered; /* it was not refused: no answer came */
};
/* `text` is copied, may be NULL. */
void reception_call(struct reception *reception, const struct call *call, const void *in, const char *text);

struct stage *reception_stage(struct reception *reception);
int64_t reception_now(struct reception *reception);
const struct names *reception_names(struct reception *reception);
/* Keeps a reply as the output of a method. */
bool reception_keep(struct reception *reception, struct kept *kept, const char *method, json_t *parameters);
void reception_tell(struct reception *reception, enum i18n_message message);
void reception_close_to_desk(struct reception *reception);
void reception_open_ticket(struct reception *reception, const char *number);
void reception_refresh_ticket(struct reception *reception, const char *number);
/* A ticket was made: shows it, and follows its paper. */
void reception_made(struct reception *reception, const char *method, json_t *parameters);
/* A moment of today; a minute of the day. */
int64_t reception_at(struct reception *reception, int minute);

/* --- program_find.c --- */

void reception_find(struct reception *reception, const char *text);
void reception_find_codes(struct reception *reception, const char *text, int days);
/* Begins a ticket with a return code that was found. */
void reception_use_code(struct reception *reception, const char *code);
/* Of struct program. */
void reception_scanned(void *data, struct stage *stage, const char *text);

/* --- program_task.c --- */

void reception_do_task(struct reception *reception, const struct view *view);
void reception_do_ask(struct reception *reception, enum task task, const char *subject);
void reception_find_bookings(struct reception *reception, int days);
/* false: it is none of bookings. */
bool reception_do_booking(struct reception *reception, const struct view *view, const struct intent *intent);
void reception_check_in(struct reception *reception, const char *booking);
