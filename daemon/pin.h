/* SPDX-License-Identifier: MIT
 *
 * PINs of operators: made and checked with Argon2id on a thread of their own, one at a time, so that the loop never
 * waits for one; and brakes for those who guess.
 *
 * What is kept of a PIN is useless without the pepper, a key in a file of its own: four digits alone are guessed in a
 * minute by whoever has the database. The same key proves that a token is ours.
 */
#pragma once

#include <sys/types.h>
#include <uv.h>

#include "common/base.h"

enum {
    PIN_KEPT_SIZE = 128,  /* what is kept, as text with the parameters in it */
    PIN_HIDDEN_SIZE = 65, /* hexadecimal */
    PIN_TOKEN_SIZE = 33,
    PIN_QUEUE = 64, /* checks that wait for the thread */
    PIN_DIGITS_MIN = 4,
    PIN_DIGITS_MAX = 12,
};

struct pins;

/* The pepper is read from this file, or made with the mode 0600 if there is none; a new one makes every PIN given
 * before it wrong. Negative errno, -EBADMSG for a file that is no pepper. */
int pins_open(uv_loop_t *loop, const char *path, struct pins **ret_pins) attr_must_check;

/* What was asked and not answered is not answered any more; run the loop once more before it is closed. */
struct pins *pins_close(struct pins *pins);

/* Four to twelve digits. */
bool pin_is_sound(const char *pin);

/* --- on the thread --- */

/* `right`: of pins_check(). `kept`: of pins_make(), until it returns; NULL: there was no memory. */
typedef void pin_function(void *data, bool right, const char *kept);

/* Answers in a later turn. `kept` of whoever has no PIN, or is nobody, is NULL: wrong, and after the same time.
 * -EBUSY: too many wait already, and nothing will be answered. */
int pins_check(struct pins *pins, const char *operator, const char * pin, const char *kept, pin_function *function,
               void *data) attr_must_check;
int pins_make(struct pins *pins, const char *operator, const char * pin, pin_function *function, void *data)
        attr_must_check;

/* Whoever asked with this `data` is gone and is not to be answered. */
void pins_forget(struct pins *pins, const void *data);

/* --- brakes: a second after the first failure, twice as long after each, an hour without one forgets them --- */

/* By operator and terminal (an account). 0: the next one is looked at; else from when on. */
int64_t pins_wait(const struct pins *pins, const char *operator, uid_t terminal, int64_t now_ms);
/* From when on the next one is looked at. */
int64_t pins_wrong(struct pins *pins, const char *operator, uid_t terminal, int64_t now_ms);
void pins_right(struct pins *pins, const char *operator, uid_t terminal);

/* --- without the thread --- */

/* In place of a PIN where something of it must be compared later: says nothing without the pepper. */
const char *pins_hide(const struct pins *pins, const char *operator, const char * pin, char hidden[PIN_HIDDEN_SIZE]);

/* A token for the session of an operator that began with this event. The same session has the same token, also after a
 * restart, and another one another. */
const char *pins_token(const struct pins *pins, const char *operator, int64_t session, char token[PIN_TOKEN_SIZE]);
/* In constant time. */
bool pins_token_is(const struct pins *pins, const char *operator, int64_t session, const char *token);
