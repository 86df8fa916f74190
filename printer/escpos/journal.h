/* SPDX-License-Identifier: MIT
 *
 * How far the last jobs with keys of ours came at a printer: a small file beside the caches of CUPS, so that a job
 * which a killed cupsd starts anew is known. It is also the lock that lets one job at a time before the printer: the
 * filter of a killed cupsd may still be at work.
 */
#pragma once

#include "common/base.h"

enum journal_state {
    JOURNAL_NEW,     /* nothing of it was sent */
    JOURNAL_BEGAN,   /* some of it may have come out */
    JOURNAL_SENT,    /* all of it was sent, to a printer that confirms nothing */
    JOURNAL_PRINTED, /* the printer has confirmed it */
};

enum {
    JOURNAL_ENTRIES = 256,
    JOURNAL_ENTRY_SIZE = 512 /* a sector, so that a power cut leaves it old or new */
};

struct journal {
    int fd;
    int64_t last; /* number of the newest entry */
};

/* Opens or makes it; 0 or a negative errno. */
int journal_open(const char *path, struct journal *ret_journal) attr_must_check;
void journal_close(struct journal *journal);

/* 0; -EAGAIN: another process has it. Held until it is closed. */
int journal_lock(struct journal *journal) attr_must_check;

/* What it says of a key last. 0 or a negative errno. */
int journal_find(struct journal *journal, const char *key, enum journal_state *ret_state) attr_must_check;
/* Writes an entry, which is on disk then. 0 or a negative errno. */
int journal_write(struct journal *journal, const char *key, enum journal_state state) attr_must_check;
