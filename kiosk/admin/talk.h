/* SPDX-License-Identifier: MIT
 *
 * A talk with the daemon for a command line: one call after the other, each waited for, trouble told on stderr.
 */
#pragma once

#include <jansson.h>

#include "common/base.h"

/* What every command ends with; scripts rely on it (novbe(1)). */
enum exit_code {
    EXIT_FINE = 0,        /* done */
    EXIT_REFUSED = 1,     /* the daemon answered an error, or mistakes were found */
    EXIT_MISUSED = 2,     /* the command line is wrong */
    EXIT_UNREACHABLE = 3, /* no daemon, or it did not answer in time: what was asked may have been done */
    EXIT_BROKEN = 4,      /* the answer is not what its interface says */
    EXIT_UNWRITTEN = 5,   /* standard output did not take the answer */
    /* Of novbe status, as monitors know them; refused or not answered is EXIT_UNREACHABLE there. */
    EXIT_WARNING = 1,
    EXIT_CRITICAL = 2,
};

struct talk;

/* Nothing is opened before the first call. `address`: path of the socket, or "@name". */
struct talk *talk_new(const char *address);
struct talk *talk_free(struct talk *talk);
DEFINE_CLEANUP(struct talk *, talk_free)

/* Errors of this name are printed by `print` instead of as a sentence. */
void talk_know_error(struct talk *talk, const char *name, void (*print)(json_t *parameters));

/* Takes the C form of a reply (common/interface/<role>.h), which is gone when this returns; makes no calls. */
typedef void talk_taker(const void *out, void *data);

/* Calls a method of ours by the C form of its input (NULL: all null) and waits; the answer goes to `take` (may be
 * NULL). A change gets a request id of its own if `in` names none, so that it may be repeated. What is refused is told
 * as a sentence (refusal.h), moments by the clock of the centre. */
enum exit_code talk_method(struct talk *talk, const char *method, const void *in, talk_taker *take, void *data);

/* The same over a connection of its own, for commands that are one call. */
enum exit_code talk_once(const char *address, const char *method, const void *in, talk_taker *take, void *data);

/* The same where no moment is told: nothing is asked before it, so that it is known within one time-out whether anybody
 * answers. */
enum exit_code talk_method_at_once(struct talk *talk, const char *method, const void *in, talk_taker *take, void *data);

/* talk_method() with "more": each reply goes to `take`, until the last one or SIGINT. */
enum exit_code talk_watch(struct talk *talk, const char *method, const void *in, talk_taker *take, void *data);

/* From here on moments are those of the centre's clock: clock_local() and clock_at() are right. talk_method() does it
 * by itself; who turns clock times into moments before, calls this. */
enum exit_code talk_take_zone(struct talk *talk);

/* Text before each sentence about a refusal: "bookings.csv:12"; borrowed; NULL: "novbe". */
void talk_speak_of(struct talk *talk, const char *subject);

/* Calls any method by name and waits. Answers EXIT_FINE and a new reference of the reply's parameters (never NULL
 * then), or another exit code after saying on stderr what happened, an error as it came. `parameters` may be NULL; it
 * is not stolen. */
enum exit_code talk_call(struct talk *talk, const char *method, json_t *parameters, json_t **ret_parameters);

/* Calls by name with "more" and hands each reply to `each` until the stream ends or SIGINT comes. A service that was
 * away is waited for. */
enum exit_code talk_stream(struct talk *talk, const char *method, json_t *parameters,
                           void (*each)(json_t *parameters, void *data), void *data);
