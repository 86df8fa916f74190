/* SPDX-License-Identifier: MIT
 *
 * What a kiosk knows: what the daemon said last, and what the visitor before it has chosen so far. Pages only read it;
 * program.c changes it.
 *
 * Things of the catalogue are told apart by numbers here, one for each key that was ever heard of, so a button stays
 * the same one while lists come anew under a finger.
 */
#pragma once

#include "common/i18n.h"
#include "kiosk/ui/names.h"

enum {
    MODEL_LANGUAGES = 8,
    WISH_SERVICES = 4, /* one ticket for so many matters */
    WISH_NEEDS = 8,
    MODEL_IDLE_MS = 45000,  /* without a touch: are you still there? */
    MODEL_WARN_MS = 20000,  /* and then: start again (WCAG 2.2.1) */
    MODEL_HELP_MS = 300000, /* while a person is awaited */
};

/* Whose reply is kept. */
enum model_told {
    TOLD_KIOSK,    /* GetKiosk */
    TOLD_WAITS,    /* ListWaits */
    TOLD_PRINTERS, /* WatchPrinters */
    /* From here on: of the visitor who is there. */
    TOLD_ISSUED,   /* Issue */
    TOLD_CHECKED,  /* CheckIn */
    TOLD_WHERE,    /* WhereAmI of `proof` */
    TOLD_RETURNED, /* ReadReturnCode */
    TOLD_FOUND,    /* FindReturnCode of `proof` */
    TOLD_MOVED,    /* MoveBooking */
    TOLD_CORNER,   /* OpenCorner */
    TOLD_COUNT
};

/* A language of the kiosk's screens. */
struct model_language {
    const struct language *language;
    bool shown; /* the catalogue still wants it */
    struct names names;
};

/* The ticket the visitor is about to take. */
struct wish {
    int64_t services[WISH_SERVICES]; /* numbers, in the order of the visit */
    size_t service_count;
    int64_t class; /* number; -1: the regular one */
    int64_t needs[WISH_NEEDS];
    size_t need_count;
    int64_t party;        /* 0: not asked, or not answered */
    char return_code[48]; /* "": none */
    char request[23];     /* the id of this wish, whatever becomes of the calls; "": none was made yet */
};

/* What proves a ticket: all of it stands on the paper. */
struct proof {
    char ticket[16];
    char code[40];
    char day[16]; /* "2026-11-29"; "": today */
};

/* What the daemon said no to, or what went wrong. */
struct trouble {
    char error[96];     /* full name, or one of these; "": nothing did */
    json_t *parameters; /* NULL: none */
};
#define TROUBLE_LOST      "lost"      /* no answer came */
#define TROUBLE_OTHER_DAY "other day" /* the ticket is of `proof.day` and has no return code */

enum model_help { HELP_NONE, HELP_ASKING, HELP_ASKED, HELP_COMING, HELP_OVER };

/* What has become of a roll that somebody has told of (printers.h). */
enum roll_step {
    ROLL_NONE,
    ROLL_ANSWERED, /* the daemon has not taken it yet */
    ROLL_TESTED,   /* a test paper was ordered */
    ROLL_PRINTED,  /* it came out */
    ROLL_UNSEEN,   /* it did not, or nobody knows */
};
struct roll {
    char printer[64]; /* key */
    bool is_new;
    enum roll_step step;
    int64_t since_ms; /* in this step */
    int64_t before;   /* order of the test paper before this one; 0: none is known */
};

struct model {
    const char *key; /* of this kiosk */
    const struct i18n *files;
    const char *said_language; /* --language; NULL: the kiosk's first */
    bool unknown;              /* the catalogue has no such kiosk */

    struct model_language *languages[MODEL_LANGUAGES];
    size_t language_count;
    struct kept told[TOLD_COUNT];

    /* Every key that was heard of; its place is its number. */
    char **keys;
    size_t key_count, key_room;

    struct wish wish;
    struct proof proof;
    char booking[48]; /* the code that `checked` answers */
    bool busy;        /* a call for the visitor is under way: no second one */
    struct trouble trouble;
    int note; /* enum i18n_message that the next page tells; -1: none */
    int64_t note_ms;
    enum model_help help;
    int64_t slow_until_ms;
    struct roll roll;
    int64_t roll_again_ms; /* a question about a roll was left: it is not asked before then; 0: none was */

    /* As the visitor has it now. */
    const struct language *language;
    bool large;
    int64_t touched_ms;
};

void model_init(struct model *model, const char *kiosk, const struct i18n *files, const char *said_language);
void model_done(struct model *model);
/* A new visitor: what the last one chose, asked and was told is gone. */
void model_forget(struct model *model);
void wish_begin(struct wish *wish);
void trouble_clear(struct trouble *trouble);
void trouble_set(struct trouble *trouble, const char *error, json_t *parameters);

/* --- reading --- */

/* Everything a page needs was told. */
bool model_is_there(const struct model *model);
const struct visitor_get_kiosk_out *model_kiosk(const struct model *model); /* NULL: not told yet */
/* The language a visit begins with. */
const struct language *model_first_language(const struct model *model);
/* Of this language, or of the first; NULL: none is there. */
const struct names *model_names(const struct model *model, const struct language *language);
/* NULL: the kiosk does not show this language. */
struct model_language *model_find_language(const struct model *model, const char *code);

int64_t model_number(const struct model *model, const char *key); /* -1: never heard of */
const char *model_key(const struct model *model, int64_t number); /* NULL: no such */
int64_t model_intern(struct model *model, const char *key);

/* Does this kiosk give tickets for it, and is it in the catalogue? */
bool model_offers(const struct model *model, const char *service);
/* Holds the group a service that is offered, at any depth? */
bool model_group_offers(const struct model *model, const struct names *names, const char *group);
const struct visitor_service_wait *model_wait(const struct model *model, const char *service); /* NULL: not told */
bool model_is_halted(const struct model *model);
bool model_has_paper(const struct model *model);
/* It is known that no printer can print, or that there is none. */
bool model_lacks_paper(const struct model *model);
bool model_speaks(const struct model *model);

const struct visitor_where_am_i_out *model_where(const struct model *model);    /* NULL: not told */
const struct visitor_check_in_out *model_checked(const struct model *model);    /* NULL: none */
const struct visitor_new_ticket *model_ticket(const struct model *model);       /* NULL: none was given */
const struct visitor_return_code *model_return_code(const struct model *model); /* typed, or found; NULL: none */
const struct visitor_open_corner_out *model_corner(const struct model *model);  /* NULL: it is shut */
const struct visitor_watch_printers_out *model_printers(const struct model *model);

/* "A042" with its check code as the QR code holds it; "" if it is no code of ours. */
void model_ticket_scan(const struct visitor_new_ticket *ticket, char *ret_text, size_t size);

bool wish_has_need(const struct wish *wish, int64_t need);
