/* SPDX-License-Identifier: MIT
 *
 * Return codes over the days: who was sent home or never called, and goes ahead another day. The engine gives them and
 * takes them, and knows those of the open day; the store keeps a row of each with the fact; here are all that count
 * still.
 */
#pragma once

#include "daemon/hall.h"

struct return_code {
    int32_t day, ticket;    /* who was never called, and when */
    int32_t prefix, number; /* what that ticket was called */
    int32_t service, class;
    int32_t until_day; /* the last on which it counts */
    int32_t used_day;  /* a ticket was taken with it then; 0: none */
    int64_t code, check_code;
    int64_t waited_ms; /* in vain */
};

struct return_codes {
    struct hall *hall;
    bool loaded;
    size_t count, room;
    struct return_code *items; /* in the order in which they were given, so day by day */
};

/* To be called after hall_open() and before hall_start(). */
void return_codes_init(struct return_codes *codes, struct hall *hall);
void return_codes_done(struct return_codes *codes);

/* A commit failed: what was given and used in its turn was not. They are read again when next asked for. */
void return_codes_forget(struct return_codes *codes);

/* Facts as they happen. */
void return_codes_take(struct return_codes *codes, const struct event *events, size_t count);

/* --- looking: the pointers live until the next fact --- */

/* All that count on the open day or later, and those whose last day is not long past. */
size_t return_codes_count(struct return_codes *codes);
const struct return_code *return_codes_at(struct return_codes *codes, size_t place);

/* However it was typed. NULL: there is none such, or it is long past. */
const struct return_code *return_codes_find(struct return_codes *codes, const char *typed);

/* The one of a ticket that was never called. NULL: it has none, or its last day is long past. */
const struct return_code *return_codes_of(struct return_codes *codes, int32_t day, int32_t prefix, int32_t number);

/* As a command of the engine asks for it. What it does not know, as it was on another day: that it was used. */
struct command_return return_code_with(const struct return_code *code);
