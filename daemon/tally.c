/* SPDX-License-Identifier: MIT
 *
 * Buckets are those of a float with seven bits: below 128 ms each length has its own, above that 64 lie between a power
 * of two and the next, so none is wider than a 64th of where it begins and its middle is at most 0.8 % off.
 *
 * Lengths are appended as they come and brought into order when somebody looks: buckets by counting, as there are few.
 */
#include "daemon/tally.h"

#include <assert.h>
#include <string.h>

#include "daemon/tally_private.h"

enum { FINE = TALLY_FINE, FINE_BITS = TALLY_FINE_BITS, BUCKETS = (31 - FINE_BITS + 1) << FINE_BITS };

/* More than that is not appended to buckets before they are counted together. */
enum { UNSETTLED_MOST = 4 * BUCKETS };

/* --- sums --- */

static int32_t plus_count(int32_t a, int32_t b)
{
    int32_t sum;
    return __builtin_add_overflow(a, b, &sum) ? INT32_MAX : sum;
}

/* --- lengths --- */

int32_t tally_bucket(int64_t ms)
{
    if (ms < 2 * FINE)
        return (int32_t)ms;
    int shift = 63 - __builtin_clzll((unsigned long long)ms) - FINE_BITS;
    return (int32_t)((shift << FINE_BITS) + (ms >> shift));
}

void spread_append(struct spread *spread, int32_t key, int32_t count)
{
    assert(!spread->closed);
    mem_grow(spread->items, spread->used, spread->room);
    spread->items[spread->used++] = (struct spread_item){key, count};
}

static int earlier_item(const void *a, const void *b)
{
    const struct spread_item *one = a, *other = b;
    return (one->key > other->key) - (one->key < other->key);
}

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, FEW = 128 };

/* One pass of sorting by digits: the order of before stays where the digits are equal. */
static void sort_digit(const struct spread_item *from, struct spread_item *to, size_t count, int shift)
{
    size_t places[DIGITS] = {0}, next = 0;
    for (size_t i = 0; i < count; i++)
        places[from[i].key >> shift & (DIGITS - 1)]++;
    for (size_t digit = 0; digit < DIGITS; digit++) {
        size_t many = places[digit];
        places[digit] = next;
        next += many;
    }
    for (size_t i = 0; i < count; i++)
        to[places[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
}

/* Those of a day are some ten thousand, and are sorted again whenever days are added up: by digits, three of a key. */
static void sort_items(struct spread *spread)
{
    if (spread->used < FEW) {
        qsort(spread->items, spread->used, sizeof(spread->items[0]), earlier_item);
        return;
    }
    struct spread_item *other = mem_new_n(struct spread_item, spread->used);
    sort_digit(spread->items, other, spread->used, 0);
    sort_digit(other, spread->items, spread->used, DIGIT_BITS);
    sort_digit(spread->items, other, spread->used, 2 * DIGIT_BITS);
    free(spread->items);
    spread->items = other;
    spread->room = spread->used;
}

static void settle_lengths(struct spread *spread)
{
    size_t kept = 0;
    sort_items(spread);
    for (size_t i = 0; i < spread->used; i++) {
        struct spread_item *last = &spread->items[kept > 0 ? kept - 1 : 0];
        if (kept > 0 && last->key == spread->items[i].key)
            last->count = plus_count(last->count, spread->items[i].count);
        else
            spread->items[kept++] = spread->items[i];
    }
    spread->used = kept;
}

static void settle_buckets(struct spread *spread)
{
    int32_t counts[BUCKETS] = {0}, least = BUCKETS, most = 0;
    for (size_t i = 0; i < spread->used; i++) {
        int32_t key = spread->items[i].key;
        counts[key] = plus_count(counts[key], spread->items[i].count);
        least = key < least ? key : least;
        most = key > most ? key : most;
    }
    spread->used = 0;
    for (int32_t key = least; key <= most; key++) {
        if (counts[key])
            spread->items[spread->used++] = (struct spread_item){key, counts[key]};
    }
}

void spread_settle(struct spread *spread, bool exact)
{
    if (spread->settled == spread->used)
        return;
    if (exact)
        settle_lengths(spread);
    else
        settle_buckets(spread);
    spread->settled = spread->used;
}

void spread_widen(struct spread *spread, int64_t count, int64_t sum_ms, int64_t least_ms, int64_t most_ms)
{
    if (count == 0)
        return;
    if (spread->count == 0 || least_ms < spread->least_ms)
        spread->least_ms = least_ms;
    if (spread->count == 0 || most_ms > spread->most_ms)
        spread->most_ms = most_ms;
    spread->count = tally_plus(spread->count, count);
    spread->sum_ms = tally_plus(spread->sum_ms, sum_ms);
}

void tally_add_time(struct tally *tally, enum tally_spread place, int64_t ms)
{
    struct spread *spread = &tally->spread[place];
    int64_t counted_ms = ms < 0 ? 0 : ms > TALLY_MS_MOST ? TALLY_MS_MOST : ms;
    spread_append(spread, tally->exact ? (int32_t)counted_ms : tally_bucket(counted_ms), 1);
    spread_widen(spread, 1, counted_ms, counted_ms, counted_ms);
    if (!tally->exact && spread->used > UNSETTLED_MOST)
        spread_settle(spread, false);
}

enum { BLOCK = 8 };

static int64_t block_count(const struct spread_item *items)
{
    return (int64_t)items[0].count + items[1].count + items[2].count + items[3].count + items[4].count +
           items[5].count + items[6].count + items[7].count;
}

/* That in which the rank lies, sought from the nearer end, by blocks as far as they do not reach it. */
static const struct spread_item *item_of_rank(const struct spread *spread, int64_t rank)
{
    const struct spread_item *item = spread->items, *last = item + spread->used - 1;
    int64_t passed = 0, many;
    if (rank > spread->count / 2) {
        for (; last - item >= BLOCK && passed + (many = block_count(last - BLOCK + 1)) <= spread->count - rank;
             last -= BLOCK)
            passed += many;
        for (; last > item && passed + last->count <= spread->count - rank; last--)
            passed += last->count;
        return last;
    }
    for (; last - item >= BLOCK && passed + (many = block_count(item)) < rank; item += BLOCK)
        passed += many;
    for (; item < last && passed + item->count < rank; item++)
        passed += item->count;
    return item;
}

static const struct spread_item *item_of_percent(const struct spread *spread, int percent)
{
    int64_t rank = spread->count / 100 * percent + (spread->count % 100 * percent + 99) / 100;
    return item_of_rank(spread, rank);
}

bool tally_percentile_is_bound(struct tally *tally, enum tally_spread place, int percent)
{
    struct spread *spread = &tally->spread[place];
    if (spread->used == 0)
        return false;
    spread_settle(spread, tally->exact);
    const struct spread_item *item = item_of_percent(spread, percent);
    return !tally->exact && item->key >= 2 * FINE &&
           (item == spread->items || item == spread->items + spread->used - 1);
}

int64_t tally_percentile(struct tally *tally, enum tally_spread place, int percent)
{
    struct spread *spread = &tally->spread[place];
    assert(!spread->closed || percent == 50 || percent == 90);
    if (spread->closed)
        return percent == 50 ? spread->median_ms : spread->p90_ms;
    if (spread->used == 0)
        return spread->most_ms;
    spread_settle(spread, tally->exact);
    const struct spread_item *item = item_of_percent(spread, percent);
    int64_t ms = tally->exact ? item->key : tally_bucket_middle(item->key);
    return ms < spread->least_ms ? spread->least_ms : ms > spread->most_ms ? spread->most_ms : ms;
}

void tally_close(struct tally *tally)
{
    for (int i = 0; i < SPREAD_LIMIT; i++) {
        struct spread *spread = &tally->spread[i];
        if (spread->used == 0)
            continue;
        spread->median_ms = (int32_t)tally_percentile(tally, (enum tally_spread)i, 50);
        spread->p90_ms = (int32_t)tally_percentile(tally, (enum tally_spread)i, 90);
        spread->closed = true;
        free(spread->items);
        spread->items = NULL;
        spread->used = spread->settled = spread->room = 0;
    }
}

int64_t tally_mean(const struct tally *tally, enum tally_spread place)
{
    const struct spread *spread = &tally->spread[place];
    if (spread->count == 0)
        return 0;
    return spread->sum_ms / spread->count + (spread->sum_ms % spread->count >= spread->count - spread->count / 2);
}

/* --- one tally --- */

void tally_init(struct tally *tally, bool exact)
{
    *tally = (struct tally){.exact = exact, .target_least_ms = -1, .target_most_ms = -1};
}

void tally_done(struct tally *tally)
{
    for (int i = 0; i < SPREAD_LIMIT; i++)
        free(tally->spread[i].items);
    free(tally->items);
    *tally = (struct tally){0};
}

/* Where it stands, or would. What comes in order comes last. */
static size_t place_of(const struct tally *tally, int32_t part, int32_t key)
{
    size_t low = 0, high = tally->item_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct tally_item *item = &tally->items[middle];
        if (item->part < part || (item->part == part && item->key < key))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool stands_at(const struct tally *tally, size_t place, enum tally_part part, int32_t key)
{
    return place < tally->item_count && tally->items[place].part == (int32_t)part && tally->items[place].key == key;
}

/* What comes to nothing is no part, however it came to it. */
void tally_add_part(struct tally *tally, enum tally_part part, int32_t key, int64_t sum)
{
    size_t place = place_of(tally, (int32_t)part, key);
    if (sum == 0)
        return;
    if (stands_at(tally, place, part, key)) {
        struct tally_item *item = &tally->items[place];
        item->sum = tally_plus(item->sum, sum);
        if (item->sum == 0)
            memmove(item, item + 1, (--tally->item_count - place) * sizeof(*item));
        return;
    }
    mem_grow(tally->items, tally->item_count, tally->item_room);
    struct tally_item *item = &tally->items[place];
    memmove(item + 1, item, (tally->item_count - place) * sizeof(*item));
    *item = (struct tally_item){(int32_t)part, key, sum};
    tally->item_count++;
}

int64_t tally_part(const struct tally *tally, enum tally_part part, int32_t key)
{
    size_t place = place_of(tally, (int32_t)part, key);
    return stands_at(tally, place, part, key) ? tally->items[place].sum : 0;
}

void tally_add_target(struct tally *tally, int64_t target_ms)
{
    if (target_ms < 0)
        return;
    if (tally->target_least_ms < 0 || target_ms < tally->target_least_ms)
        tally->target_least_ms = target_ms;
    if (target_ms > tally->target_most_ms)
        tally->target_most_ms = target_ms;
}

/* --- merging --- */

static void make_room(struct spread *spread, size_t more)
{
    size_t needed = spread->used + more;
    if (needed <= spread->room)
        return;
    spread->room = needed > 2 * spread->room ? needed : 2 * spread->room;
    spread->items = mem_realloc(spread->items, spread->room, sizeof(spread->items[0]));
}

void spread_merge(struct spread *spread, bool exact, const struct spread *other, bool other_exact)
{
    bool was_empty = spread->used == 0;
    assert(!spread->closed);
    if (other->count == 0)
        return;
    make_room(spread, other->used);
    struct spread_item *to = &spread->items[spread->used];
    memcpy(to, other->items, other->used * sizeof(*to));
    for (size_t i = 0; other_exact && !exact && i < other->used; i++)
        to[i].key = tally_bucket(to[i].key);
    spread->used += other->used;
    if (was_empty && other_exact == exact)
        spread->settled = other->settled == other->used ? spread->used : 0;
    spread_widen(spread, other->count, other->sum_ms, other->least_ms, other->most_ms);
    if (!exact && spread->used > UNSETTLED_MOST)
        spread_settle(spread, false);
}

void tally_round(struct tally *tally)
{
    if (!tally->exact)
        return;
    tally->exact = false;
    for (int i = 0; i < SPREAD_LIMIT; i++) {
        struct spread *spread = &tally->spread[i];
        for (size_t k = 0; k < spread->used; k++)
            spread->items[k].key = tally_bucket(spread->items[k].key);
        spread->settled = 0;
        spread_settle(spread, false);
    }
}

void tally_merge(struct tally *tally, const struct tally *other)
{
    if (!other->exact)
        tally_round(tally);
    for (int i = 0; i < TALLY_COUNT_LIMIT; i++)
        tally->count[i] = tally_plus(tally->count[i], other->count[i]);
    tally_add_target(tally, other->target_least_ms);
    tally_add_target(tally, other->target_most_ms);
    for (size_t i = 0; i < other->item_count; i++)
        tally_add_part(tally, (enum tally_part)other->items[i].part, other->items[i].key, other->items[i].sum);
    for (int i = 0; i < SPREAD_LIMIT; i++)
        spread_merge(&tally->spread[i], tally->exact, &other->spread[i], other->exact);
}

static int64_t minus(int64_t a, int64_t b)
{
    int64_t difference;
    if (__builtin_sub_overflow(a, b, &difference))
        return b > 0 ? INT64_MIN : INT64_MAX;
    return difference;
}

static void spread_take_away(struct spread *spread, const struct spread *other, bool other_exact)
{
    for (size_t i = 0; i < other->used; i++) {
        int32_t key = other->items[i].key;
        spread_append(spread, other_exact ? tally_bucket(key) : key, -other->items[i].count);
    }
    spread->count = minus(spread->count, other->count);
    spread->sum_ms = minus(spread->sum_ms, other->sum_ms);
    spread_settle(spread, false);
}

void tally_take_away(struct tally *tally, const struct tally *other)
{
    tally_round(tally);
    for (int i = 0; i < TALLY_COUNT_LIMIT; i++)
        tally->count[i] = minus(tally->count[i], other->count[i]);
    for (size_t i = 0; i < other->item_count; i++)
        tally_add_part(tally, (enum tally_part)other->items[i].part, other->items[i].key,
                       minus(0, other->items[i].sum));
    for (int i = 0; i < SPREAD_LIMIT; i++)
        spread_take_away(&tally->spread[i], &other->spread[i], other->exact);
}
