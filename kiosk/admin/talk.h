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
};

struct talk;

/* Nothing is opened before the first call. `address`: path of the socket, or "@name". */
struct talk *talk_new(const char *address);
struct talk *talk_free(struct talk *talk);
DEFINE_CLEANUP(struct talk *, talk_free)

/* Errors of this name are printed by `print` instead of as JSON. */
void talk_know_error(struct talk *talk, const char *name, void (*print)(json_t *parameters));

/* Calls a method and waits. Answers EXIT_FINE and a new reference of the reply's parameters (never NULL then), or
 * another exit code after saying on stderr what happened. `parameters` may be NULL; it is not stolen. */
enum exit_code talk_call(struct talk *talk, const char *method, json_t *parameters, json_t **ret_parameters);

/* Calls with "more" and hands each reply to `each` until the stream ends or SIGINT comes. A service that was away is
 * waited for. */
enum exit_code talk_stream(struct talk *talk, const char *method, json_t *parameters,
                           void (*each)(json_t *parameters, void *data), void *data);
