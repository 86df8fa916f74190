/* SPDX-License-Identifier: MIT
 *
 * What future.c and future_begin.c share.
 */
#pragma once

#include "daemon/engine/future.h"

enum { ARRIVALS_MOST = 2048, HORIZON_MS = 16 * 3600 * 1000 };

/* What time brings about comes before what people do in the same moment, as in the engine's turns. */
enum moment_kind {
    MOMENT_EXPECTED, /* a known ticket comes */
    MOMENT_PROMOTE,
    MOMENT_SOFT,   /* a soft need holds no longer */
    MOMENT_STREAM, /* somebody unknown comes */
    MOMENT_POST    /* somebody is free, or begins */
};

/* Milliseconds from the scene; what happens at once goes in the order of kind and number. */
struct moment {
    int32_t at_ms;
    uint32_t what; /* kind << 24 | number */
};

struct future {
    const struct scene *scene;
    struct chance chance;
    struct engine hall; /* queues and tickets are this future's own; sessions are the scene's */
    struct step *steps;
    int32_t arrivals;
    struct moment *moments; /* a binary heap */
    size_t moment_count, moment_room;
    int32_t *idle; /* posts */
    int32_t idle_count;
    int32_t *idle_since_ms; /* by post */
    int *breaks;            /* by post: the next */
    int32_t *tickets_ms, *newcomers_ms;
    int32_t *next_newcomer;               /* by service */
    int32_t newcomers_left, tickets_left; /* who could be called by anybody */
    struct future_only only;
    bool *served; /* tickets, then newcomers */
    bool has_promotion;
    float *longer;             /* by service: so many times the law, in this future */
    struct length_rest *rests; /* by post: of what it does */
    bool *is_slow;             /* by post: free, and does not call who waits */
};

static inline float future_draw_gap(struct future *future)
{
    return law_draw(&future->scene->gap_law, &future->chance);
}

static inline float future_draw_service(struct future *future, const struct post *post, int32_t service)
{
    return law_draw(&future->scene->service_laws[service], &future->chance) * post->slowness * future->longer[service];
}

int32_t future_bounded(int64_t ms);
void future_plan(struct future *future, float at_ms, enum moment_kind kind, int32_t number);
/* The next of all streams together, after that moment. */
void future_plan_stream(struct future *future, int32_t from_ms);

/* What is the same in all futures. */
void future_find_rests(struct future *future);
/* Everything as in the scene, and what chance makes of it first. */
void future_begin(struct future *future);
