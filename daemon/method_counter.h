/* SPDX-License-Identifier: MIT
 *
 * The handlers of org.novbe.Counter, a file a subject, and what they share. Only method_counter*.c include it.
 */
#pragma once

#include "common/interface/counter.h"
#include "daemon/method.h"
#include "daemon/view.h"
#include "daemon/wish.h"

struct daemon;

/* method_counter_session.c */
varlink_handler counter_sign_in, counter_regain, counter_sign_out, counter_pause, counter_end_pause, counter_begin_task,
        counter_end_task;
/* method_counter_watch.c */
varlink_handler counter_watch, counter_list_waiting, counter_list_colleagues;
/* method_counter_call.c */
varlink_handler counter_next, counter_choose, counter_recall, counter_arrive, counter_finish, counter_no_show,
        counter_undo;
/* method_counter_move.c */
varlink_handler counter_transfer, counter_park, counter_take_up, counter_come_back, counter_hand_over, counter_help,
        counter_end_help, counter_serve_direct, counter_enter_by_hand, counter_join, counter_reprint;
/* method_note.c */
varlink_handler counter_add_note;
/* method_counter_why.c */
varlink_handler counter_explain, counter_why_before;

/* --- method_counter.c --- */

/* wish_begin() for whoever is signed in on this connection; wish_do() of a command that names him is what is left to
 * refuse. False: the call was answered, NotSignedIn if nobody is. */
bool counter_begin(struct wish *wish, struct varlink_call *call, const void *in, const char *request_id,
                   int32_t *ret_operator) attr_must_check;

/* Gives a command about a ticket by its number and answers the ticket, or why not. `reason`: the one that was given, if
 * one is asked for. */
void counter_give(struct varlink_call *call, const void *in, const char *request_id, const char *text,
                  const char *reason, struct command command);

/* The number of an operator, 0 of NULL. False: answered NotSignedIn, as there is nobody of that id. */
bool counter_colleague(struct wish *wish, const char *key, int32_t *ret_id) attr_must_check;

/* Does he take this service at his counter? */
bool counter_takes(const struct hall *hall, int32_t operator_id, int32_t service);

/* The ticket that an operator holds or helps with; 0: none. */
int32_t counter_held(const struct hall *hall, int32_t operator_id);

/* Answers the many that answer with a ticket, or with the session. */
void counter_answer_ticket(struct wish *wish, int32_t ticket);
void counter_answer_session(struct wish *wish, int32_t operator_id);

/* As the operator sees the hall who is signed in on the call's connection. */
struct view counter_view(const struct wish *wish);

/* Is he signed in at a counter? */
bool counter_is_there(const struct hall *hall, int32_t operator_id);

/* Who and where he is; he must be there. */
struct counter_session counter_session(const struct view *view, int32_t operator_id);

/* --- method_counter_session.c --- */

/* Whose session a token is of; 0: of none that there is now. */
int32_t counter_of_token(struct daemon *daemon, const char *token);
/* The token of an operator who is there, in the arena. */
const char *counter_token(struct daemon *daemon, int32_t operator_id, struct arena *arena);
