/* SPDX-License-Identifier: MIT
 *
 * What the engine knows of the business day. decide_*.c read it, apply_*.c write it, scene.c and future.c make
 * one of their own to play on; nobody else includes this file.
 */
#pragma once

#include "daemon/engine/agenda.h"
#include "daemon/engine/engine.h"
#include "daemon/engine/queue.h"

/* A ticket as it was before something that can be undone. */
struct undo_ticket {
    int32_t ticket;  /* 0: none */
    int32_t version; /* after it: another one now means that the ticket went on */
    int32_t current, step_count;
    struct step before; /* of the step that was current */
};

/* The last thing an operator did. */
struct undo {
    int32_t kind; /* of its event; 0: nothing */
    int64_t until_ms;
    int64_t group; /* finish and next belong together */
    struct undo_ticket first, second;
};

struct operator_state {
    struct session session;
    struct undo undo;
};

struct counter_state {
    int32_t operator_id; /* who is there; 0: nobody */
    struct lent_profile lent;
};

/* --- all of it --- */

struct service_state {
    struct queue queue;
    enum closing closing; /* 0: not closed by hand */
    int64_t closed_ms;    /* since when it is */
    int32_t reason, last_ticket;
    bool hours_set;
    struct rule_hours hours;
    int32_t people; /* today: of its tickets */
};

struct engine {
    int64_t seq, now_ms; /* of the last event */
    int32_t day;         /* 0: none is open */
    int64_t day_ends_ms;
    bool closing;
    int64_t clock_suspect_ms; /* not trusted since; 0: it is */
    int32_t epoch_ahead;      /* numbers begin so far ahead ... */
    int32_t epoch_until;      /* ... up to this day; 0: no epoch began */
    int32_t lost_count;
    struct rule_span *lost; /* tickets of today that are known on paper only, by the range of their numbers */
    bool halted;
    int32_t halt_reason;
    int64_t halted_since_ms;
    bool hours_set; /* of the centre */
    struct rule_hours hours;

    int32_t ticket_count, ticket_room;
    struct ticket *tickets; /* [0] is unused: ids are from 1 */

    int32_t service_count;
    struct service_state *services; /* by id */
    int32_t operator_count;
    struct operator_state *operators; /* by id */
    int32_t counter_count;
    struct counter_state *counters; /* by id */

    int32_t last_number[PREFIX_COUNT]; /* greatest number given, by prefix */
    int32_t last_ticket[PREFIX_COUNT]; /* the ticket that got it */

    int32_t booking_count;
    struct booking *bookings; /* by id of the day */
    int32_t shift_count;
    struct shift *shifts;
    struct agenda agenda;
    struct figures figures;
};

/* --- words of apply_*.c --- */

/* Applies one event of a kind: what it changes beside the sequence and the figures. */
typedef void apply_function(struct engine *engine, const struct event *event);

apply_function apply_day_opened, apply_day_closing, apply_day_closed, apply_halted, apply_halt_ended,
        apply_service_closed, apply_service_opened, apply_hours_set, apply_started, apply_clock_stepped,
        apply_clock_suspected, apply_clock_trusted, apply_epoch_began, apply_span_lost;
apply_function apply_issued, apply_step_planned, apply_step_entered, apply_step_promised, apply_promoted, apply_called,
        apply_recalled, apply_arrived, apply_finished, apply_missed, apply_returned, apply_put_off, apply_came_back,
        apply_parked, apply_taken_up, apply_transferred, apply_left, apply_uncalled, apply_changed, apply_undone,
        apply_step_final, apply_handed_over, apply_by_hand, apply_adopted, apply_lacked;
apply_function apply_signed_in, apply_signed_out, apply_moved, apply_lost, apply_regained, apply_lease_ended,
        apply_pause_asked, apply_paused, apply_pause_ended, apply_task_began, apply_task_ended, apply_help_began,
        apply_help_ended, apply_profile_set, apply_profile_back;
apply_function apply_return_given, apply_return_used, apply_noted, apply_rated;
apply_function apply_booked, apply_booking_cancelled, apply_checked_in, apply_booking_missed, apply_shift_set;

/* --- small parts they share --- */

struct ticket *state_ticket(struct engine *engine, int32_t id);
struct service_state *state_service(struct engine *engine, int32_t id);   /* made if new */
struct operator_state *state_operator(struct engine *engine, int32_t id); /* made if new */
struct counter_state *state_counter(struct engine *engine, int32_t id);   /* made if new */
void state_set_counter(struct engine *engine, int32_t counter, int32_t operator_id);

struct calling_key state_key(const struct ticket *ticket);
/* A waiting step goes to the top tier. */
void state_promote(struct engine *engine, struct ticket *ticket);

/* When the end of a step can be taken back no longer. */
int64_t state_final_ms(const struct step *step);

/* Makes room for index `id` in an array of `*count` zeroed items of `size` bytes. */
void state_grow(void **items, int32_t *count, int32_t id, size_t size);

/* Does the reason of this deadline still hold? */
bool state_expects(const struct engine *engine, const struct deadline *deadline);

/* Milliseconds a clock that stands still in halts has run since then. */
int64_t state_running_ms(const struct engine *engine, int64_t since_ms, int64_t now_ms);

/* The operator does something else from now on. */
void state_set_activity(struct engine *engine, int32_t operator_id, enum activity activity, int32_t ticket,
                        int32_t code, int64_t now_ms);
