/* SPDX-License-Identifier: MIT
 *
 * The hall at one moment, as far as what comes next depends on it: who waits and in which order, which counters serve
 * and what they do since when, what is planned, and the laws of what is left to chance. It is made at the end of a turn
 * and complete in itself: nothing in it points into the engine, the rulebook or what was learned, so another thread may
 * play futures on it while the hall goes on. Nobody changes it.
 *
 * What is planned of an operator: his shifts. Who is signed in leaves when his shift ends; if that is not before the
 * centre closes, or nothing is planned of him, he stays as long as somebody waits. Who is not there comes when his
 * shift begins; ten minutes later he counts as absent. Lunch is taken after the visitor then served, once. Of whom
 * nothing is planned today, what he usually does is taken for the plan.
 */
#pragma once

#include "daemon/engine/learned.h"
#include "daemon/engine/rules.h"
#include "daemon/engine/state.h"

#define NOT_TAKEN INT64_MAX

enum { POST_BREAKS = 4, QUARTER_MS = 15 * 60 * 1000 };

enum post_does {
    POST_FREE,    /* since then */
    POST_CALLED,  /* the visitor is on his way */
    POST_SERVING, /* since then */
    POST_AWAY,    /* pause, task or beside another; until then, 0: nobody knows */
    POST_PLANNED, /* comes then */
};

/* An operator at his counter, now or by plan. Who changes his profile at a known moment is two. */
struct post {
    struct session session;    /* as the rule looks at it */
    struct rule_among among;   /* services he takes, and those of tickets that were sent to somebody */
    const int64_t *offsets_ms; /* of each; NOT_TAKEN: not in his profile */
    float slowness;
    enum post_does does;
    int32_t service; /* of his visitor */
    bool is_booked;
    int64_t since_ms, until_ms;
    int64_t next_pause_ms; /* asked for after the present visitor */
    int64_t leaves_ms;
    struct rule_span breaks[POST_BREAKS]; /* still to come, in their order */
    int break_count;
};

/* A ticket that is not in its queue yet: put off, parked, or an appointment. */
struct expected {
    int32_t ticket;
    int64_t at_ms; /* 0: by the slot */
    int64_t slot_ms;
};

/* A visitor who might come now: the key he would get. */
struct newcomer {
    int32_t service, class;
    struct calling_key key;
    int64_t promote_ms; /* moment; 0: never */
};

/* Visitors who will come and may go before somebody who waits. */
struct stream {
    int32_t service, class;
    float until; /* share of all streams up to this one */
};

struct scene {
    int64_t now_ms;
    bool halted;
    struct rulebook rulebook;
    struct engine hall;               /* waiting tickets, their queues, early closings, sessions, lent profiles */
    int32_t ticket_count, live_count; /* live: those of today; behind them appointments */
    struct step *steps;               /* of ticket i at [i] */
    int32_t *ids;                     /* of ticket i in the engine; 0: an appointment */
    struct post *posts;
    int32_t post_count;
    struct expected *expected;
    size_t expected_count, expected_room;
    struct newcomer *newcomers; /* in the order of services, then as they would be called */
    int32_t newcomer_count;
    int32_t *first_newcomer; /* by service, and one more */
    struct stream *streams;
    int32_t stream_count;
    float stream_rates[LEARNED_QUARTERS]; /* visitors a quarter */
    int64_t quarters_from_ms;
    struct length_law *service_laws; /* by id */
    int64_t *closes_ms;              /* of services: the end of today's hours; 0: not known */
    struct length_law way_law, gap_law, idle_law, miss_law;
    float miss[LEARNED_KINDS][LEARNED_WAITS];
    float booking_miss;
    int32_t *services; /* lists of all posts, and room for those of one more */
    int64_t *offsets_ms;
    int32_t list_count;
};

/* What was learned must be fresh (learned_refresh()). */
struct scene *scene_new(const struct engine *engine, const struct rulebook *rulebook, const struct learned *learned,
                        int64_t now_ms);
struct scene *scene_free(struct scene *scene);

/* Something that a supervisor might do. */
struct move {
    struct shift shift;       /* in place of that of its id, or one more; id 0: none is planned or changed */
    int32_t counter;          /* has this profile then; 0: none has */
    struct lent_profile lent; /* profile 0: its own again */
    int32_t closed;           /* service that is closed; 0: none is */
    enum closing closing;
    int32_t last; /* ticket, of CLOSING_TO_TICKET */
};

/* Would whoever has this ticket be sent home by it? */
bool move_sends_home(const struct move *move, const struct ticket *ticket);

/* The hall as it would be; the engine stays as it is. */
struct scene *scene_new_moved(const struct engine *engine, const struct rulebook *rulebook,
                              const struct learned *learned, int64_t now_ms, const struct move *move);
DEFINE_CLEANUP(struct scene *, scene_free)

/* Of scene_new() alone: who serves, or will (scene_post.c). */
void scene_add_posts(struct scene *scene, const struct engine *engine, const struct rulebook *rulebook,
                     const struct learned *learned);

/* What if somebody opened this counter now, who takes what its profile says? One at a time, by whoever has the scene
 * for himself; what became of the scene is taken back by scene_close(). */
void scene_open(struct scene *scene, int32_t counter);
void scene_close(struct scene *scene);
/* The profile that such a counter has. */
int32_t scene_profile(const struct scene *scene, int32_t counter);

/* What if this post had another profile? As above, one at a time; answers the post as it was, for taking it back. */
struct post scene_change(struct scene *scene, int32_t number, int32_t profile);
void scene_change_back(struct scene *scene, int32_t number, const struct post *before);

/* The newcomer of a service and class, who may be the same for several classes; -1: nobody could come. */
int32_t scene_newcomer(const struct scene *scene, int32_t service, int32_t class);
/* The waiting ticket's place in the scene; 0: it does not wait. */
int32_t scene_ticket(const struct scene *scene, int32_t id);
