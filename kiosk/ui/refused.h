/* SPDX-License-Identifier: MIT
 *
 * Why something was not done, as a polite sentence for the person before a terminal, in that person's language: what it
 * is, and what to do next. The command line has sentences of its own (kiosk/admin/refusal.h), in the words of an
 * administrator.
 */
#pragma once

#include "common/i18n.h"
#include "common/varlink/client.h"

struct names;

/* The sentence for an error of org.novbe.Refused, org.novbe.Fault or org.varlink.service with its fields; one that is
 * not known, or lacks what its sentence tells, is told by its name. `names`: what keys are called, NULL: they stand for
 * themselves; `parameters` may be NULL. Moments are told from now: "in 20 seconds", "tomorrow at 9:00". Free it. */
char *refused_text(const struct language *language, const struct names *names, const char *error, json_t *parameters)
        __attribute__((returns_nonnull));

/* The same with the moment that is now. */
char *refused_text_at(const struct language *language, const struct names *names, const char *error,
                      const json_t *parameters, int64_t now_ms) __attribute__((returns_nonnull));

/* The sentence for a reply that is no answer: the error's, or whether something was done. Free it. */
char *reply_text(const struct language *language, const struct names *names, const struct varlink_reply *reply)
        __attribute__((returns_nonnull));
