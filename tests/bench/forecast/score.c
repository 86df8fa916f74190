/* SPDX-License-Identifier: MIT
 *
 * Sums.
 */
#include "tests/bench/forecast/score.h"

#include <math.h>

#include "tests/bench/forecast/centre.h"

static double pinball(double waited, double said, double share)
{
    return waited > said ? share * (waited - said) : (1 - share) * (said - waited);
}

/* Who is told nothing is told wrong: as if it had been "now". */
static void add(struct tally_range *tally, const struct said_range *told, double waited)
{
    static const struct said_range nothing = {.known = false};
    const struct said_range *said = told->known ? told : &nothing;
    tally->count++;
    tally->unknown += !said->known;
    tally->error += fabs(waited - said->p50);
    tally->bias += said->p50 - waited;
    tally->by_p10 += waited <= said->p10;
    tally->by_p50 += waited <= said->p50;
    tally->covered += waited <= said->p90;
    tally->p90 += said->p90;
    tally->pinball50 += pinball(waited, said->p50, 0.5);
    tally->pinball90 += pinball(waited, said->p90, 0.9);
}

void score_add(struct score *score, const struct said *said, int service, int class, double waited)
{
    score->count++;
    score->waited += waited;
    score->formula_error += fabs(waited - said->formula);
    for (int i = 0; i < ANSWERS; i++)
        add(&score->all[i], &said->by[i], waited);
    add(&score->groups[service], &said->by[0], waited);
    add(&score->groups[CENTRE_SERVICES + class], &said->by[0], waited);
}
