/* SPDX-License-Identifier: MIT
 *
 * Wrong check codes by terminal: so many a minute are looked at, then none until the minute is over. Guessing the code
 * of a ticket takes years.
 */
#pragma once

#include <sys/types.h>

#include "common/base.h"

enum { TRIES_A_MINUTE = 5, TRIES_TERMINALS = 256 };

struct tries {
    struct tries_of {
        uid_t user; /* a terminal is an account */
        int64_t since_ms;
        int wrong;
    } terminals[TRIES_TERMINALS]; /* who was wrong lately; the oldest makes room */
    size_t count;
};

/* 0: a code may be looked at; else from when on. */
int64_t tries_wait(const struct tries *tries, uid_t user, int64_t now_ms);

/* It was wrong; how many more are looked at in this minute. */
int tries_wrong(struct tries *tries, uid_t user, int64_t now_ms);
