/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a tally: refused, or the very bytes that the tally is written as; and taken in buckets it is what the
 * exact one is, rounded.
 */
#include <assert.h>
#include <string.h>

#include "daemon/tally.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at(struct tally *tally)
{
    for (int i = 0; i < SPREAD_LIMIT; i++) {
        const struct spread *spread = &tally->spread[i];
        int64_t median = tally_percentile(tally, (enum tally_spread)i, 50);
        assert(median >= spread->least_ms && median <= spread->most_ms);
        (void)tally_mean(tally, (enum tally_spread)i);
    }
}

static void expect_rounded(const struct tally *exact, const uint8_t *data, size_t size)
{
    _cleanup_(buffer_done) struct buffer one = {0}, other = {0};
    _cleanup_(tally_done) struct tally decoded, merged;
    tally_init(&decoded, false);
    tally_init(&merged, false);
    int r = tally_decode(&decoded, data, size);
    assert(r == 0);
    tally_merge(&merged, exact);
    tally_encode(&decoded, &one);
    tally_encode(&merged, &other);
    assert(one.length == other.length && memcmp(buffer_bytes(&one), buffer_bytes(&other), one.length) == 0);
}

static void expect_round(const uint8_t *data, size_t size, bool exact)
{
    _cleanup_(buffer_done) struct buffer again = {0};
    _cleanup_(tally_done) struct tally tally;
    tally_init(&tally, exact);
    if (tally_decode(&tally, data, size) == 0) {
        look_at(&tally);
        tally_encode(&tally, &again);
        bool is_exact = data[0] == 1;
        assert(is_exact != exact || (again.length == size && memcmp(buffer_bytes(&again), data, size) == 0));
        if (exact)
            expect_rounded(&tally, data, size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    expect_round(data, size, true);
    expect_round(data, size, false);
    return 0;
}
