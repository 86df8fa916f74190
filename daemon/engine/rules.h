/* SPDX-License-Identifier: MIT
 *
 * Who is next, and why: one rule.
 *
 * Among the tickets a counter may take, the highest tier; in it the earliest due time; then the earliest ticket, where
 * due = base + target of the service - credit of the class (+ the counter's offset for a service it helps out with).
 * base is the moment of issue, for a booking the later of check-in and slot. Who was sent home, or never called before
 * the day closed, and comes another day with the return code, goes ahead by a credit of its own: the time that was
 * waited in vain, and not less than the centre gives. It is taken from the due time like that of a class and adds to
 * it, changes no tier, and holds for the first step of the visit alone, in the service that was waited for. A ticket
 * older than its service's promote minutes goes to the top tier, in the order of base. The key changes never but then,
 * so overtaking has bounds: within a tier A is called before B, who came earlier, only if base_A + target_A - credit_A
 * < base_B + target_B - credit_B (plus the difference of offsets); and nobody who came later passes a promoted ticket.
 *
 * A counter may take a ticket if its profile (or the operator's own) has the service, the ticket was not sent to
 * somebody else, and its needs are met: a hard need by this counter or operator, a soft one too as long as it prefers,
 * unless no counter signed in could meet it.
 */
#pragma once

#include "daemon/engine/engine.h"

/* The key of a step about to enter its queue at `base_ms`. */
struct rule_key {
    int32_t tier;
    int64_t due_ms, promote_ms, target_ms;
};
struct rule_key rules_key(const struct rulebook *rulebook, int32_t service, int32_t class, int64_t base_ms);

/* And once it is promoted. */
static inline struct calling_key rules_promoted_key(int64_t base_ms, int32_t ticket)
{
    return (struct calling_key){.tier = TIER_PROMOTED, .due_ms = base_ms, .ticket = ticket};
}

/* How far ahead a return code goes of somebody who waited so long in vain. */
int64_t rules_return_ms(const struct rulebook *rulebook, int64_t waited_ms);

struct rule_choice {
    int32_t ticket; /* 0: nobody */
    enum call_why why;
    int64_t offset_ms;
    int32_t passed;  /* tickets of the same choice that came earlier and were passed over */
    int32_t waiting; /* nobody: how many wait that this counter may not take */
};

/* The next ticket of an operator who is signed in at a counter. */
struct rule_choice rules_next(const struct engine *engine, const struct rulebook *rulebook,
                              const struct session *session, int64_t now_ms);

/* The same question as rules_next() answers, without the reason and of some services only, for who asks it a million
 * times: those that the session takes and those of tickets that were sent to somebody. */
struct rule_among {
    const int32_t *services;
    int32_t count;
};
struct rule_first {
    struct calling_key key; /* due with the counter's offset; ticket 0: nobody */
    bool early;             /* nobody has come: a booking before its slot, or nobody */
};
struct rule_first rules_first(const struct engine *engine, const struct rulebook *rulebook,
                              const struct session *session, const struct rule_among *among, int64_t now_ms);

/* Of an operator (0: anybody) at a counter to which none was lent: his own, else the counter's; 0: the rulebook knows
 * neither. */
int32_t rules_usual_profile(const struct rulebook *rulebook, int32_t operator_id, int32_t counter);

/* Which choice of the session's profile the service is, from 0; -1: it is none. */
int32_t rules_choice(const struct rulebook *rulebook, const struct session *session, int32_t service);
/* Of a service that the counter helps out with, a ticket counts as due so much later. */
int64_t rules_offset_ms(const struct rulebook *rulebook, const struct session *session, int32_t service);

/* To one counter or operator only? What comes back to a sender who has gone home is for all who serve it. */
bool rules_is_sent(const struct engine *engine, const struct step *step);

/* May this session take this waiting ticket now? REFUSAL_NONE, or why not. Who chooses by hand has seen a soft need and
 * may take it at once. */
enum refusal_kind rules_may_choose(const struct engine *engine, const struct rulebook *rulebook,
                                   const struct session *session, const struct ticket *ticket);
enum refusal_kind rules_may_take(const struct engine *engine, const struct rulebook *rulebook,
                                 const struct session *session, const struct ticket *ticket, int64_t now_ms);

/* Could any counter that is signed in serve a ticket of this service with these needs? */
bool rules_need_is_met(const struct engine *engine, const struct rulebook *rulebook, int32_t service, int64_t needs,
                       int32_t language);

/* What all numbers of a series begin after today: 0, or in an epoch that began today so much that the store which was
 * lost cannot have reached them (the next power of ten past the last number with one digit more). */
int32_t rules_numbers_from(const struct engine *engine, const struct rule_series *series);

/* How many numbers such a range has: the first is that of a day without an epoch, the next that of its first epoch. */
int32_t rules_numbers_step(const struct rule_series *series);

/* Is a number of a series never given, as it is thought to bring bad luck? */
bool rules_is_skipped(const struct rulebook *rulebook, int32_t number);

/* From first call to no-show at least: the longest of centre, zone, class and needs. */
int64_t rules_call_ms(const struct rulebook *rulebook, int32_t counter, int32_t class, int64_t needs);
