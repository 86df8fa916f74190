/* SPDX-License-Identifier: MIT
 *
 * A wish: a call that changes something, with the optional id by which the same wish is done only once.
 *
 *     static void cancel(struct varlink_call *call, const void *input)
 *     {
 *         const struct visitor_cancel_in *in = input;
 *         _cleanup_(wish_done) struct wish wish;
 *         if (!wish_begin(&wish, call, in, in->request))
 *             return;                                       // was answered: the same wish again, or its id reused
 *         const struct ticket *ticket = ticket_by_code(call, in->ticket, in->code);
 *         if (!ticket)
 *             return;                                       // was answered: WrongCode, TooManyTries
 *         if (!wish_do(&wish, &(struct command){.kind = COMMAND_CANCEL, .ticket = ticket->id}))
 *             return;                                       // was answered: the refusal
 *         struct visitor_cancel_out out = {0};
 *         wish_answer(&wish, &out);
 *     }
 *
 * Every method that takes `request: ?string` answers `repeated: bool`, which wish_answer() fills.
 */
#pragma once

#include "common/buffer.h"
#include "common/varlink/value.h"
#include "daemon/hall.h"

struct varlink_call;

enum { WISH_ID_SIZE = 64 }; /* longest id, in bytes */

struct wish {
    struct varlink_call *call;
    struct hall *hall;
    struct arena *arena;  /* of the call */
    const char *id;       /* NULL: none was given */
    const char *asked;    /* what an error repeats where the engine knows no number for it: a key, a ticket, a code */
    struct refusal aside; /* beside a command that was done: after a finish, that nobody waits */
    struct store_request request; /* under the id */
    struct buffer parameters;
};

/* False: the call was answered. */
bool wish_begin(struct wish *wish, struct varlink_call *call, const void *in, const char *request_id) attr_must_check;
void wish_done(struct wish *wish);
/* Of a wish that was kept for a later turn: has its twin been answered meanwhile? Then it was answered the same. */
bool wish_answer_as_twin(struct wish *wish) attr_must_check;

/* Executes a command. False: it was refused, and the call answered. wish->asked should name what the caller named. */
bool wish_do(struct wish *wish, const struct command *command) attr_must_check;

/* The same of what refuses like a command and is none (bookings.h): its result, and why not. */
bool wish_granted(struct wish *wish, int result, const struct refusal *refusal) attr_must_check;

/* Answers the call with a refusal of the hall, or with any other error; the id is not remembered. */
void wish_refuse(struct wish *wish, enum refusal_kind kind);
void wish_error(struct wish *wish, const char *error_name, const void *fields);

/* Sets `repeated` in `out`, answers, and remembers the answer under the id; without the notes in it. */
void wish_answer(struct wish *wish, void *out);
/* The same for methods that answer nothing but `repeated`. */
void wish_answer_done(struct wish *wish);
/* Executes a command, and answers just that or the refusal. */
void wish_fulfil(struct wish *wish, const struct command *command);

/* --- what wishes name: each answers the call itself if it is wrong --- */

/* NULL: UnknownTicket. */
const struct ticket *wish_ticket(struct wish *wish, const char *text);

/* The ids of keys, ended by 0; false: one is unknown, or there are too many. */
bool wish_services(struct wish *wish, size_t count, const char *const *keys, int32_t ret_services[COMMAND_SERVICES]);
bool wish_needs(struct wish *wish, size_t count, const char *const *keys, int64_t *ret_needs);
/* The number of a key, 0 of NULL; false: `unknown`. */
bool wish_key(struct wish *wish, enum name_kind kind, const char *key, enum refusal_kind unknown, int32_t *ret_id);
/* NULL: the first of the catalogue, or the centre's own. */
bool wish_class(struct wish *wish, const char *key, int32_t *ret_class);
bool wish_language(struct wish *wish, const char *code, int32_t *ret_language);
/* A text of staff, kept beside the ledger: its number, 0 of NULL. False: answered InvalidParameter with the field's
 * name, as it is empty, too long, or holds what is no text. */
enum { WISH_TEXT_SIZE = 500 };
bool wish_text(struct wish *wish, const char *field, const char *text, int32_t *ret_text);

/* --- also for calls that only ask --- */

/* A ticket proved by its code, of whoever calls. NULL: answered WrongCode or TooManyTries. */
const struct ticket *ticket_by_code(struct varlink_call *call, const char *text, const char *code);

/* The number if it is set, else `usual`. False: answered InvalidParameter, as it is not 1..most. */
bool call_number(struct varlink_call *call, const char *field, struct idl_maybe_int number, int32_t usual, int32_t most,
                 int32_t *ret_number) attr_must_check;

/* NULL is no printer. False: there is none of this key; answered UnknownTerminal. */
bool call_printer(struct varlink_call *call, const char *key) attr_must_check;

/* Answers a call that is no wish with a refusal. `asked` as in struct wish. */
void call_refuse(struct varlink_call *call, const struct refusal *refusal, const char *asked);
