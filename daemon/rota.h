/* SPDX-License-Identifier: MIT
 *
 * Who is planned where, today and on later days. A shift as it was said last is the newest row of the store; those of a
 * day enter the engine when it opens, and what is changed of the open day at once.
 *
 * A shift is named by its day and its number in it, "2026-11-24-3". One whose end is its beginning is not planned any
 * more; its number is not given to another.
 */
#pragma once

#include "daemon/hall.h"

struct planned {
    int32_t day, number;
    int32_t counter, operator_id; /* 0: anybody */
    int64_t from_ms, until_ms;
    int32_t what; /* enum presence */
};

struct rota {
    struct hall *hall;
    bool loaded;
    size_t count, room;
    struct planned *items; /* from today on */
};

/* To be called after hall_open() and before hall_start(). */
void rota_init(struct rota *rota, struct hall *hall);
void rota_done(struct rota *rota);
/* A commit failed: what was planned in its turn was not. */
void rota_forget(struct rota *rota);

size_t rota_count(struct rota *rota);
/* Those that are not planned any more too. */
const struct planned *rota_at(struct rota *rota, size_t place);

/* NULL: there is no such shift. */
const struct planned *rota_find(struct rota *rota, int32_t day, int32_t number);

/* The greatest number of a day; 0: it has none. */
int32_t rota_last(struct rota *rota, int32_t day);

/* Plans or changes one: the number is that of a shift of this day, or the next. */
void rota_plan(struct rota *rota, const struct planned *planned);
