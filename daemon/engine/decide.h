/* SPDX-License-Identifier: MIT
 *
 * What decide_*.c share: the command under decision with everything the gauntlet has found for it. They read the
 * state and answer events; none of them changes anything.
 */
#pragma once

#include "daemon/engine/opening.h"
#include "daemon/engine/rules.h"
#include "daemon/engine/state.h"

struct decision {
    const struct engine *engine;
    const struct rulebook *rulebook;
    const struct command *command;
    int64_t now_ms;
    struct events *events;
    struct refusal *refusal;
    /* found by the gauntlet, as far as the command's row asks for them: */
    const struct session *session;
    const struct ticket *ticket;
    const struct step *step; /* its current one */
    int32_t codes_given;     /* of the command's */
};

/* 0, or -EPERM with the refusal filled. */
typedef int decide_function(struct decision *decision);

decide_function decide_time, decide_open_day, decide_close_day, decide_halt, decide_end_halt, decide_close_service,
        decide_open_service, decide_set_hours, decide_configure, decide_step_clock, decide_start, decide_suspect_clock,
        decide_trust_clock, decide_begin_epoch;
decide_function decide_issue, decide_serve_direct, decide_enter_by_hand, decide_check_in, decide_adopt;
decide_function decide_next, decide_choose, decide_recall, decide_arrive, decide_finish, decide_miss, decide_return,
        decide_put_off, decide_come_back, decide_undo;
decide_function decide_transfer, decide_park, decide_take_up, decide_help, decide_end_help, decide_hand_over,
        decide_release;
decide_function decide_cancel, decide_void, decide_change, decide_join;
decide_function decide_sign_in, decide_refuse_sign_in, decide_sign_out, decide_lose, decide_regain, decide_pause,
        decide_end_pause, decide_begin_task, decide_end_task, decide_set_profile;
decide_function decide_book, decide_cancel_booking, decide_set_shift;
decide_function decide_note, decide_rate;

/* --- words of refusal --- */

/* Refuses; details may be added to decision->refusal before it is returned. */
int refuse(struct decision *decision, enum refusal_kind kind);
int refuse_at(struct decision *decision, enum refusal_kind kind, int64_t at_ms);
int refuse_limit(struct decision *decision, enum refusal_kind kind, int64_t limit);
/* With the ticket and its state. */
int refuse_ticket(struct decision *decision, enum refusal_kind kind, const struct ticket *ticket);

/* With why the hall stands still. */
int refuse_halted(struct decision *decision);
/* With who holds the ticket, and where, if he is anywhere. */
int refuse_held(struct decision *decision, const struct ticket *ticket);

/* Of the ticket under decision, which this session may not take: with its service and whom it was sent to. */
int refuse_taking(struct decision *decision, enum refusal_kind kind);

/* --- words of events --- */

/* A new event of this moment and day, by the command's operator; valid until the next is added. */
struct event *add_event(struct decision *decision, enum event_kind kind);
/* About the current step of a ticket, with service, class and the step's holder or else the session's. */
struct event *add_ticket_event(struct decision *decision, enum event_kind kind, const struct ticket *ticket);
/* About an operator and the counter where he is. */
struct event *add_session_event(struct decision *decision, enum event_kind kind, const struct session *session);

/* A step enters its queue. */
struct entering {
    int32_t ticket, step, service, class;
    int64_t needs;
    int32_t language;
    enum entry entry;
    int64_t base_ms;
    int64_t credit_ms; /* of a return code */
    int32_t for_counter, for_operator;
    bool front;
    struct promise promise; /* of ENTRY_ISSUE only, for anybody */
};
void add_step_entered(struct decision *decision, const struct entering *entering);

/* The visit ends without having been called, and its visitor gets a return code. */
void add_never_called(struct decision *decision, const struct ticket *ticket, bool sent_home);

/* The note that came with the command of a new ticket; none: nothing. */
void add_issue_note(struct decision *decision);

/* A hard need that nobody signed in can meet is told to the supervisor at once, not found out by waiting. */
void alert_needs(struct decision *decision, int32_t ticket, int32_t service, int64_t needs, int32_t language);

/* The visit of `ticket` goes on after its current step is served: the step that comes back, or the next of the chain.
 */
void add_next_step(struct decision *decision, const struct ticket *ticket);

/* Of one who helps: about the step he helped with. */
void add_help_ended(struct decision *decision, const struct session *session);

/* Those who help at a ticket are free again, before it leaves its holder. */
void add_helpers_freed(struct decision *decision, const struct ticket *ticket);

/* An operator has let go of his ticket: a pause he asked for begins. */
void add_freed(struct decision *decision, int32_t operator_id);

/* The counter has its own profile again, and who is there his. */
void add_profile_back(struct decision *decision, int32_t counter);

/* --- a new ticket: decide_issue.c --- */

struct number {
    int32_t prefix, number;
};

/* Are its services offered, its class and needs known, its party not too large? */
int check_new_ticket(struct decision *decision);
/* It gets this number. */
void add_issued(struct decision *decision, const struct command *command, enum channel channel, struct number number);
/* The first step enters its queue, the others of the chain are planned. */
void add_new_steps(struct decision *decision, const struct command *command, enum entry entry, int64_t base_ms);

/* --- what several ask --- */

bool is_offered_service(const struct decision *decision, int32_t service);
bool is_offered_code(const struct rule_code *codes, int32_t count, int64_t code);
/* Those of the command; refused with the one that is not offered. */
int check_class_and_needs(struct decision *decision);
int check_outcome(struct decision *decision);
/* A reason is given and known. */
bool has_reason(const struct decision *decision);
