/* SPDX-License-Identifier: MIT
 *
 * How good what was announced has been, beside the usual formula and beside who knows the true laws.
 */
#pragma once

#include "daemon/engine/forecast.h"

enum { ANSWERS = 2 }; /* ours, and of who knows the truth */

/* What was said of one ticket before it was issued, minutes. */
struct said {
    bool counts; /* it could not be called at once */
    double formula;
    struct said_range {
        bool known;
        double p10, p50, p90;
    } by[ANSWERS];
};

struct tally_range {
    double count, unknown, error, bias, by_p10, by_p50, covered, p90, pinball50, pinball90;
};

enum { SCORE_GROUPS = 512 };
struct score {
    double count, waited, formula_error, formula_late;
    struct tally_range all[ANSWERS];
    struct tally_range groups[SCORE_GROUPS]; /* ours: by service, then by class */
};

void score_add(struct score *score, const struct said *said, int service, int class, double waited);
