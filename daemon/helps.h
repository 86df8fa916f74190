/* SPDX-License-Identifier: MIT
 *
 * Kiosks that ask for a person. A kiosk has one help open at a time, so there are never more of them than kiosks. They
 * are not kept: after a restart a kiosk that still needs somebody asks again.
 */
#pragma once

#include "daemon/hall.h"

enum { HELP_PAGE_SIZE = 64 };

struct help {
    char name[CODE_SIZE]; /* by which it is answered; no restart gives an old one to another help */
    char *kiosk;          /* key */
    char *page;           /* what is on its screen */
    char *language;       /* the visitor's; NULL: not known */
    int64_t asked_ms;
    bool coming; /* somebody is on the way */
};

struct helps {
    size_t count, room;
    struct help *items; /* oldest first */
};

/* For struct memory_part. */
void helps_copy(void *to, const void *from);
void helps_done(void *value);

/* The help of this kiosk: the one that is open, or a new one. A page longer than HELP_PAGE_SIZE is cut. The pointer
 * holds until the next change. */
const struct help *helps_ask(struct helps *helps, const char *kiosk, const char *page, const char *language,
                             int64_t now_ms);

/* NULL: it is over. */
const struct help *helps_find(const struct helps *helps, const char *name);

/* False: it is over, or somebody is coming already. */
bool helps_answer(struct helps *helps, const char *name);

/* False: it is over. */
bool helps_end(struct helps *helps, const char *name);
