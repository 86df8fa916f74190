/* SPDX-License-Identifier: MIT
 *
 * Facts of the ledger as sentences, in one of the centre's languages: why a ticket was called, what happened to it.
 */
#pragma once

#include "common/i18n.h"
#include "daemon/view.h"

struct sentence {
    const struct view *view;
    const struct language *language;
    const char *ticket; /* whom it is about, "A042" */
};

/* Names in the language; the key of what the configuration has no longer. Never NULL. */
const char *sentence_service(const struct sentence *sentence, int32_t service);
const char *sentence_counter(const struct sentence *sentence, int32_t counter);

/* Of a CALLED: when and where, and why this ticket and no other. */
const char *sentence_call(const struct sentence *sentence, const struct event *event);

/* Of any fact about the ticket. `joined` is the ticket that a JOINED names. */
const char *sentence_fact(const struct sentence *sentence, const struct event *event, const char *joined);
