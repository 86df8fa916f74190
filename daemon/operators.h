/* SPDX-License-Identifier: MIT
 *
 * What the administrator has said of operators, beside the catalogue: who was added, who was removed, what is kept of
 * the PINs. Rows of the store; the newest of an operator is true.
 *
 * The catalogue goes before what was said when an operator was added: one who stands in both has the profile and the
 * languages of the catalogue. A removal goes before both.
 */
#pragma once

#include "daemon/rulebook.h"
#include "daemon/store.h"

struct operator_kept {
    int32_t id; /* 0: nothing was said of him */
    bool added; /* not only a PIN for one of the catalogue */
    bool removed;
    int32_t profile;   /* 0: the counter's */
    int64_t languages; /* ID_BIT()s */
    char *pin;         /* what is kept of it; NULL: he has none */
};

struct operators {
    struct store *store;
    int32_t limit; /* one more than the greatest id */
    struct operator_kept *items;
};

/* Reads what the store has; again after a commit that failed. Until operators_done(). */
int operators_load(struct operators *operators, struct store *store) attr_must_check;
void operators_done(struct operators *operators);

/* Tells a new rulebook of all of them. */
void operators_apply(const struct operators *operators, struct rulebook *rulebook);

/* NULL: nothing was said of him. */
const struct operator_kept *operators_find(const struct operators *operators, int32_t id);

/* Keeps it with the turn, and tells the rulebook. `kept` and its text are copied. */
void operators_keep(struct operators *operators, struct rulebook *rulebook, const struct operator_kept *kept,
                    int64_t at_ms);
