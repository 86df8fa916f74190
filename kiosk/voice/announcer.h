/* SPDX-License-Identifier: MIT
 *
 * What a hall is told, one after the other: a bounded queue without sound, files or clock; time is an argument.
 *
 * First come, first spoken; a recall jumps no queue. A call of the same ticket to the same counter that is still queued
 * is one with the newer one, and keeps its place; to another counter it takes the place over, for the first would send
 * the visitor wrong. No call begins later than a minute after it was made; a text, which a kiosk may read for longer
 * than that line by line, is never late. A call is spoken in two languages at most, in the first alone while more than
 * 15 s of speech wait behind it. Speech is estimated by what calls have taken in each language. One chime opens a
 * burst.
 *
 * Every announcement that is added gets exactly one fate; the counts add up:
 * added = fates + queued + the one that is spoken now.
 */
#pragma once

#include "common/base.h"

enum {
    ANNOUNCEMENT_LANGUAGES = 4,
    ANNOUNCEMENT_TICKET = 16, /* bytes, its end included; so are the others */
    ANNOUNCEMENT_COUNTER = 64,
    ANNOUNCEMENT_LANGUAGE = 17,
    ANNOUNCEMENT_TEXT = 1000,
    ANNOUNCER_ROOM = 64, /* announcements queued */
    ANNOUNCER_CALL_LANGUAGES = 2,
    ANNOUNCER_LATE_MS = 60000,
    ANNOUNCER_BACKLOG_MS = 15000,
    ANNOUNCER_BURST_MS = 2000, /* silence that ends a burst */
};

/* Kinds of calls as in org.novbe.Board; a text is spoken as it is. */
enum announcement_kind {
    ANNOUNCEMENT_FIRST,
    ANNOUNCEMENT_AGAIN,
    ANNOUNCEMENT_MOVED,
    ANNOUNCEMENT_OF_TEXT,
};

struct saying {
    char language[ANNOUNCEMENT_LANGUAGE]; /* its code */
    char *text;                           /* of a call: the place of the counter, or NULL; else what is said */
};

struct announcement {
    int64_t call; /* org.novbe.Board.Call.call, or the sender's own number of a text */
    enum announcement_kind kind;
    char ticket[ANNOUNCEMENT_TICKET];   /* of a call */
    char counter[ANNOUNCEMENT_COUNTER]; /* its label */
    size_t count;
    struct saying sayings[ANNOUNCEMENT_LANGUAGES]; /* the ticket's language first */
    bool chime;                                    /* where a burst begins with it */
    int64_t at_ms;                                 /* of the call */
};

void announcement_done(struct announcement *announcement);

/* What became of an announcement. */
enum fate {
    FATE_SPOKEN,
    FATE_SILENT,    /* there is no sound device */
    FATE_LATE,      /* its minute was over */
    FATE_FULL,      /* too many were queued */
    FATE_FAILED,    /* no speech could be made of it */
    FATE_MERGED,    /* a newer call of the ticket took its place */
    FATE_WITHDRAWN, /* the visitor came, or was called by mistake */
    FATE_STOPPED,   /* by a later order */
    FATES
};
extern const char *const fate_words[FATES]; /* "spoken", .. */
/* Is it to be reported as dropped: meant to be heard, and not heard? */
bool fate_is_drop(enum fate fate);

struct announcer;
struct announcer *announcer_new(void);
struct announcer *announcer_free(struct announcer *announcer);
DEFINE_CLEANUP(struct announcer *, announcer_free)

/* Takes what `announcement` holds, and leaves it empty. A moment in the future is now. */
void announcer_add(struct announcer *announcer, struct announcement *announcement, int64_t now_ms);
/* Takes calls of the ticket off the queue. */
void announcer_withdraw(struct announcer *announcer, const char *ticket);
/* Takes everything off the queue. */
void announcer_clear(struct announcer *announcer);

struct turn_to_speak {
    struct announcement announcement;
    size_t languages; /* its first so many are spoken */
    bool chime;       /* before it */
};
/* The next one whose time is not over; false: none, or the one before has not ended. *ret_turn's announcement is the
 * caller's, who ends it with announcer_end(). */
bool announcer_next(struct announcer *announcer, int64_t now_ms, struct turn_to_speak *ret_turn);
/* May it still begin? Making speech takes time. */
bool announcer_may_begin(const struct announcement *announcement, int64_t now_ms);
/* The one that announcer_next() gave has this fate. */
void announcer_end(struct announcer *announcer, int64_t call, enum fate fate, int64_t now_ms);
/* So long was the speech of a call in this language. */
void announcer_learn(struct announcer *announcer, const char *language, int64_t speech_ms);

/* Fates since it was last asked, in order; false: no more. */
bool announcer_fate(struct announcer *announcer, int64_t *ret_call, enum fate *ret_fate);

size_t announcer_queued(const struct announcer *announcer);
/* Speech that is queued, in as many languages as each may have. */
int64_t announcer_speech_ms(const struct announcer *announcer);
/* How long the oldest that is queued has waited; 0: none. */
int64_t announcer_backlog_ms(const struct announcer *announcer, int64_t now_ms);
