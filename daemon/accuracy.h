/* SPDX-License-Identifier: MIT
 *
 * What visitors were told at issue beside what then happened, out of rows of final steps. What each number is stands at
 * org.novbe.Manager.Accuracy.
 */
#pragma once

#include "daemon/store.h"

struct accuracy {
    int64_t tickets, apart, promised, unknown, silent;
    int64_t called, covered, passed; /* of those promised */
    int64_t error_ms, bias_ms;       /* sums over those called */
    int64_t usual;                   /* of those called: the usual formula says something, too */
    int64_t usual_error_ms;          /* sums over these: of the formula, */
    int64_t beside_error_ms;         /* and of what was told */
};

/* One more row; of other steps than the first of a visit: nothing. */
void accuracy_take(struct accuracy *accuracy, const struct store_step *step);
