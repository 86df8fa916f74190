/* SPDX-License-Identifier: MIT
 *
 * Why a ticket was called, and its whole story: read from the ledger on another thread, so that nobody waits for it,
 * and answered in sentences of the caller's language. Methods that call these defer (`.defers` in their table); each
 * answers the call itself, refusals included.
 */
#pragma once

#include "common/varlink/idl.h"

struct call_made;
struct hall;
struct ticket;
struct varlink_call;

struct explain_request {
    const char *ticket;   /* "A042" */
    const char *day;      /* "2026-11-24"; NULL: today */
    const char *language; /* of the sentences; NULL: the centre's own */
    unsigned roles;       /* whose agencies the caller must be allowed to see; 0: was asked before */
};

/* Explain of Manager, Counter and Reception, whose answers are one type. Refused: UnknownTicket, OtherAgency;
 * LanguageUnknown; InvalidParameter for a day that is none. */
void explain_calls(struct varlink_call *call, const struct explain_request *request);

/* Manager's Story. Refused as above. */
void explain_story(struct varlink_call *call, const struct explain_request *request);

/* Why a call went before a ticket, a word of Visitor.WhyBefore: nobody's class is told. */
struct idl_word explain_why_before(const struct hall *hall, const struct ticket *asks, const struct call_made *call);

/* "Why was B012 before me?", of today, answered at once (the method need not defer). `asks` is the ticket of whoever
 * asks; `ticket` in the request is the other one. Refused: UnknownTicket, WrongState (it was not called before `asks`),
 * LanguageUnknown. */
enum explain_answer {
    EXPLAIN_SENTENCE, /* WhyBefore of Counter and Reception */
    EXPLAIN_WORD,     /* WhyBeforeMe of Visitor: the word too */
};
void explain_before(struct varlink_call *call, int32_t asks, const struct explain_request *request,
                    enum explain_answer answer);
