/* SPDX-License-Identifier: MIT
 *
 * A histogram for each half minute, the oldest written over, and their sum when somebody asks.
 *
 * Buckets are as fine as what they count: below 8 us one for each microsecond; above, eight of equal width between a
 * power of two and the next, so that a bucket is never wider than an eighth of what lies in it.
 */
#include "daemon/timings.h"

#define SLOT_US ((int64_t)TIMINGS_US / TIMINGS_SLOTS)

enum { FINE_BITS = 3, FINE = 1 << FINE_BITS };

/* --- buckets --- */

static int bucket_of(int64_t took_us)
{
    if (took_us < FINE)
        return took_us > 0 ? (int)took_us : 0;
    int power = 63 - __builtin_clzll((unsigned long long)took_us);
    int64_t bucket = (power - FINE_BITS + 1) * FINE + ((took_us >> (power - FINE_BITS)) & (FINE - 1));
    return bucket < TIMINGS_BUCKETS ? (int)bucket : TIMINGS_BUCKETS - 1;
}

/* The longest time that lies in it. */
static int64_t bucket_end(int bucket)
{
    if (bucket < FINE)
        return bucket;
    int shift = bucket / FINE - 1;
    return (((int64_t)FINE + bucket % FINE + 1) << shift) - 1;
}

/* --- slots --- */

void timings_add(struct timings *timings, int64_t took_us, int64_t at_us)
{
    int64_t number = at_us / SLOT_US;
    struct timings_slot *slot = &timings->slots[number % TIMINGS_SLOTS];
    if (slot->number != number)
        *slot = (struct timings_slot){.number = number};
    slot->counts[bucket_of(took_us)]++;
    if (took_us > slot->longest_us)
        slot->longest_us = took_us;
}

struct sum {
    int64_t count, longest_us;
    int64_t counts[TIMINGS_BUCKETS];
};

static void add_slot(struct sum *sum, const struct timings_slot *slot)
{
    for (int i = 0; i < TIMINGS_BUCKETS; i++) {
        sum->counts[i] += slot->counts[i];
        sum->count += slot->counts[i];
    }
    if (slot->longest_us > sum->longest_us)
        sum->longest_us = slot->longest_us;
}

static int64_t percentile(const struct sum *sum, int percent)
{
    int64_t rank = (sum->count * percent + 99) / 100, below = 0;
    for (int i = 0; i < TIMINGS_BUCKETS - 1; i++) {
        below += sum->counts[i];
        if (below >= rank)
            return bucket_end(i) < sum->longest_us ? bucket_end(i) : sum->longest_us;
    }
    return sum->longest_us;
}

struct timings_figures timings_figures(const struct timings *timings, int64_t at_us)
{
    struct sum sum = {0};
    int64_t number = at_us / SLOT_US;
    for (int i = 0; i < TIMINGS_SLOTS; i++) {
        const struct timings_slot *slot = &timings->slots[i];
        if (slot->number > number - TIMINGS_SLOTS && slot->number <= number)
            add_slot(&sum, slot);
    }
    return (struct timings_figures){.count = sum.count,
                                    .p50_us = percentile(&sum, 50),
                                    .p99_us = percentile(&sum, 99),
                                    .longest_us = sum.longest_us};
}
