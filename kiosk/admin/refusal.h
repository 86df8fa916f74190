/* SPDX-License-Identifier: MIT
 *
 * Why the daemon says no, as a sentence: org.novbe.Refused, org.novbe.Fault and those of Varlink itself, by one table.
 */
#pragma once

#include <jansson.h>

#include "common/base.h"

/* The sentence for an error with its fields, without a full stop; an error that the table does not know as its name and
 * its JSON. `parameters` may be NULL. Free the result. */
char *refusal_sentence(const char *error, const json_t *parameters) __attribute__((returns_nonnull));

/* A moment by clock_local(): "10:05", with the date if it is of another day than now, "2026-11-24 10:05". */
#define MOMENT_TEXT_SIZE 32
const char *moment_text(int64_t at_ms, char text[MOMENT_TEXT_SIZE]);
