/* SPDX-License-Identifier: MIT
 *
 * A tally as bytes. Numbers are base 128, the lowest first; of those that may be below 0 (signed) the sign is the
 * lowest bit:
 *     flags (1: exact),
 *     0: no target; else target_least_ms + 1, target_most_ms - target_least_ms,
 *     counts that are not 0: how many; of each how many places it leaves out, and its sum (signed),
 *     parts: how many; of each part, key, sum (signed),
 *     spreads that are not empty: how many; of each its place, how many items, of each how many keys it leaves out,
 *         doubled, and if that is odd its count, which else is 1;
 *         of VISIT_WAITING not its items but what they have more and less than those of WAITING (counts signed), as
 *         most visits are of one step;
 *         in buckets then sum_ms beside that of the middles of all (signed), and how far least_ms and most_ms lie
 *         behind where their buckets begin: the first and the last.
 *
 * There is one way only to write a tally, and anything else is refused: bytes that are a tally are those that it gives.
 */
#include "daemon/tally_private.h"

static void put(struct buffer *buffer, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        buffer_append_byte(buffer, (char)(value | 0x80));
    buffer_append_byte(buffer, (char)value);
}

static void put_signed(struct buffer *buffer, int64_t value)
{
    put(buffer, ((uint64_t)value << 1) ^ (value < 0 ? UINT64_MAX : 0));
}

/* So long are all of them if each is the middle of its bucket. */
static int64_t middle_sum(const struct spread *spread)
{
    int64_t sum_ms = 0;
    for (size_t i = 0; i < spread->used; i++)
        sum_ms = tally_plus(sum_ms, tally_bucket_middle(spread->items[i].key) * spread->items[i].count);
    return sum_ms;
}

/* What the one has more than the other, and less. Both are settled. */
static struct spread difference(const struct spread *one, const struct spread *other)
{
    struct spread result = {0};
    for (size_t i = 0, k = 0; i < one->used || k < other->used;) {
        bool is_one = k == other->used || (i < one->used && one->items[i].key <= other->items[k].key);
        bool is_other = i == one->used || (k < other->used && other->items[k].key <= one->items[i].key);
        int32_t key = is_one ? one->items[i].key : other->items[k].key;
        int32_t count = (is_one ? one->items[i].count : 0) - (is_other ? other->items[k].count : 0);
        i += is_one;
        k += is_other;
        if (count)
            spread_append(&result, key, count);
    }
    return result;
}

static void put_items(struct buffer *buffer, const struct spread *spread, bool differs)
{
    int32_t next = 0;
    put(buffer, spread->used);
    for (size_t i = 0; i < spread->used; i++) {
        const struct spread_item *item = &spread->items[i];
        bool many = item->count != 1;
        put(buffer, (uint64_t)(item->key - next) * 2 + many);
        if (many && differs)
            put_signed(buffer, item->count);
        else if (many)
            put(buffer, (uint64_t)item->count);
        next = item->key + 1;
    }
}

static void put_spread(struct buffer *buffer, int place, struct tally *tally)
{
    struct spread *spread = &tally->spread[place];
    spread_settle(spread, tally->exact);
    put(buffer, (uint64_t)place);
    if (place == SPREAD_VISIT_WAITING) {
        struct spread differs = difference(spread, &tally->spread[SPREAD_WAITING]);
        put_items(buffer, &differs, true);
        free(differs.items);
    } else {
        put_items(buffer, spread, false);
    }
    if (tally->exact)
        return;
    put_signed(buffer, spread->sum_ms - middle_sum(spread));
    put(buffer, (uint64_t)(spread->least_ms - tally_bucket_first(spread->items[0].key)));
    put(buffer, (uint64_t)(spread->most_ms - tally_bucket_first(spread->items[spread->used - 1].key)));
}

static void put_counts(struct buffer *buffer, const struct tally *tally)
{
    uint64_t counts = 0;
    int next = 0;
    for (int i = 0; i < TALLY_COUNT_LIMIT; i++)
        counts += tally->count[i] != 0;
    put(buffer, counts);
    for (int i = 0; i < TALLY_COUNT_LIMIT; i++) {
        if (!tally->count[i])
            continue;
        put(buffer, (uint64_t)(i - next));
        put_signed(buffer, tally->count[i]);
        next = i + 1;
    }
}

static void put_target(struct buffer *buffer, const struct tally *tally)
{
    put(buffer, (uint64_t)(tally->target_least_ms + 1));
    if (tally->target_least_ms >= 0)
        put(buffer, (uint64_t)(tally->target_most_ms - tally->target_least_ms));
}

void tally_encode(struct tally *tally, struct buffer *buffer)
{
    uint64_t spreads = 0;
    put(buffer, tally->exact ? TALLY_ENCODED_EXACT : 0);
    put_target(buffer, tally);
    put_counts(buffer, tally);
    put(buffer, tally->item_count);
    for (size_t i = 0; i < tally->item_count; i++) {
        put(buffer, (uint64_t)tally->items[i].part);
        put(buffer, (uint64_t)tally->items[i].key);
        put_signed(buffer, tally->items[i].sum);
    }
    for (int i = 0; i < SPREAD_LIMIT; i++)
        spreads += tally->spread[i].count != 0;
    put(buffer, spreads);
    for (int i = 0; i < SPREAD_LIMIT; i++) {
        if (tally->spread[i].count)
            put_spread(buffer, i, tally);
    }
}
