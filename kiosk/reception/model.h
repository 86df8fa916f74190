/* SPDX-License-Identifier: MIT
 *
 * What the daemon said last to a reception desk. The program alone writes it; pages read it.
 */
#pragma once

#include "common/clock.h"
#include "common/i18n.h"
#include "common/interface/reception.h"
#include "kiosk/ui/search.h"
#include "kiosk/ui/told.h"

enum { MODEL_LANGUAGES = 8, MODEL_CODE_BYTES = 16, KEY_BYTES = 64, DRAFT_STEPS = 6, DRAFT_NEEDS = 12 };

/* A ticket, or a booking, that is being put together. "" and 0: as the centre has it. */
struct draft {
    size_t step_count;
    char steps[DRAFT_STEPS][KEY_BYTES]; /* keys of the services, in the order of the visit */
    char class[KEY_BYTES];
    size_t need_count;
    char needs[DRAFT_NEEDS][KEY_BYTES];
    char language[MODEL_CODE_BYTES];
    int party; /* 0: one */
    char return_code[40];
};

struct model_language {
    char code[MODEL_CODE_BYTES];
    struct names names;
};

struct model {
    const char *printer;   /* key of this desk's */
    size_t language_count; /* the centre's, its own first */
    struct model_language languages[MODEL_LANGUAGES];
    struct search search;

    struct kept desk;  /* WatchDesk */
    struct kept waits; /* ListWaits */

    struct kept made_reply;                  /* of whatever has made a ticket last */
    const struct reception_new_ticket *made; /* in it; NULL: none yet */
    struct kept where;                       /* WhereAmI of that ticket */
    unsigned made_count, refused_count;      /* how often a ticket was made, and was not */

    struct kept ticket;   /* GetTicket, of the page that is open */
    struct kept found;    /* FindTickets */
    struct kept codes;    /* FindReturnCodes */
    struct kept bookings; /* FindBookings */
    struct kept slots;    /* ListSlots */
    struct kept checked;  /* CheckIn that made no ticket */
    char checked_booking[KEY_BYTES], checked_service[KEY_BYTES];

    struct date booking_day; /* of `bookings` */
    unsigned busy;           /* calls of a page under way */
    struct told told;
};

void model_init(struct model *model, const char *printer);
void model_done(struct model *model);

/* A language of the centre, if it is not known yet; NULL: there are too many. */
struct model_language *model_add_language(struct model *model, const char *code);
/* The names of all languages, or of one, have changed. */
void model_names_changed(struct model *model);

/* In this language, or in the centre's own. Never NULL; nothing may have been told yet. */
const struct names *model_names(const struct model *model, const struct language *language);
/* "Русский"; the code itself if the centre does not speak it. */
const char *model_language_name(const struct model *model, const char *code);
/* Name of the service's agency; "" if it is not known. */
const char *model_agency(const struct names *names, const char *service);

const struct reception_watch_desk_out *model_desk(const struct model *model);                  /* NULL: not told yet */
const struct visitor_service_wait *model_wait(const struct model *model, const char *service); /* NULL: not known */
/* The ticket of the open page; NULL: not told yet, or another one. */
const struct reception_ticket *model_ticket(const struct model *model, const char *number);
/* What became of the paper of the last ticket, in the words of WhereAmI; VISITOR_PAPER_NONE: not told yet. */
int model_paper(const struct model *model);

void draft_add_step(struct draft *draft, const char *service);
/* Sets the class, or takes it away if it was that one. */
void draft_toggle_class(struct draft *draft, const char *key);
void draft_toggle_need(struct draft *draft, const char *key);
bool draft_has_need(const struct draft *draft, const char *key);
bool draft_is_empty(const struct draft *draft);
/* NULL for "": as the interfaces want it. */
static inline const char *text_or_null(const char *text)
{
    return *text ? text : NULL;
}
