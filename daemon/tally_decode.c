/* SPDX-License-Identifier: MIT
 *
 * A tally out of its bytes (tally_code.c), adding it to another.
 *
 * A year by month and service is some million items, of which most are a byte or two: those are read in one pass that
 * has no branch to guess, and where lengths are not asked for passed over eight bytes at a time.
 */
#include <endian.h>
#include <errno.h>
#include <string.h>

#include "daemon/tally_private.h"

enum { SUM_BITS = 53 };

struct encoded {
    const uint8_t *next, *end;
    bool bad;
};

static uint64_t get_long(struct encoded *encoded)
{
    uint64_t value = 0;
    for (int shift = 0; shift < 63 && encoded->next < encoded->end; shift += 7) {
        uint8_t byte = *encoded->next++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte & 0x80)
            continue;
        if (byte || shift == 0) /* else it could have been shorter */
            return value;
        break;
    }
    encoded->bad = true;
    return 0;
}

/* Some million of them make a year: most are of one byte or two, of lengths in ms of three. */
static inline uint64_t get(struct encoded *encoded)
{
    const uint8_t *next = encoded->next;
    if (encoded->end - next < 3)
        return get_long(encoded);
    if (next[0] < 0x80) {
        encoded->next++;
        return next[0];
    }
    if (next[1] < 0x80 && next[1] > 0) {
        encoded->next += 2;
        return (next[0] & 0x7fU) | (unsigned)next[1] << 7;
    }
    if (next[1] < 0x80 || next[2] >= 0x80 || next[2] == 0)
        return get_long(encoded);
    encoded->next += 3;
    return (next[0] & 0x7fU) | (next[1] & 0x7fU) << 7 | (unsigned)next[2] << 14;
}

/* Up to the most; else it is bad, and 0. */
static int64_t get_most(struct encoded *encoded, int64_t most)
{
    uint64_t value = get(encoded);
    if (value <= (uint64_t)most)
        return (int64_t)value;
    encoded->bad = true;
    return 0;
}

/* A sum that is not 0 if that is `needed`, and of which many thousand together overflow nothing. */
static int64_t get_sum(struct encoded *encoded, bool needed)
{
    uint64_t word = get(encoded);
    int64_t value = (int64_t)(word >> 1) ^ -(int64_t)(word & 1);
    if ((needed && value == 0) || value > INT64_C(1) << SUM_BITS || value < -(INT64_C(1) << SUM_BITS))
        encoded->bad = true;
    return encoded->bad ? 0 : value;
}

static void get_target(struct encoded *encoded, struct tally *tally)
{
    int64_t least_ms = get_most(encoded, TALLY_MS_MOST) - 1;
    if (encoded->bad || least_ms < 0)
        return;
    tally_add_target(tally, least_ms);
    tally_add_target(tally, least_ms + get_most(encoded, TALLY_MS_MOST));
}

static void get_counts(struct encoded *encoded, struct tally *tally)
{
    int64_t place = 0;
    for (int64_t left = get_most(encoded, TALLY_COUNT_LIMIT); left > 0 && !encoded->bad; left--, place++) {
        place += get_most(encoded, TALLY_COUNT_LIMIT);
        int64_t sum = get_sum(encoded, true);
        if (place >= TALLY_COUNT_LIMIT)
            encoded->bad = true;
        else
            tally->count[place] = tally_plus(tally->count[place], sum);
    }
}

static void get_parts(struct encoded *encoded, struct tally *tally)
{
    int64_t part_before = -1, key_before = -1;
    /* Each has three bytes at least. */
    for (int64_t left = get_most(encoded, encoded->end - encoded->next); left > 0 && !encoded->bad; left--) {
        int64_t part = get_most(encoded, PART_LIMIT - 1), key = get_most(encoded, INT32_MAX);
        int64_t sum = get_sum(encoded, true);
        if (part < part_before || (part == part_before && key <= key_before))
            encoded->bad = true;
        if (!encoded->bad)
            tally_add_part(tally, (enum tally_part)part, (int32_t)key, sum);
        part_before = part;
        key_before = key;
    }
}

/* Items that were read so far: what follows is of this key or a later one. They are counted, and summed up as their
 * lengths are or the middles of their buckets. */
struct items {
    struct spread_item *next;
    int64_t left, key, count, sum_ms;
};

static inline int64_t length_of(int64_t key, bool exact)
{
    return exact ? key : tally_bucket_middle((int32_t)key);
}

static inline int64_t key_most(bool exact)
{
    return exact ? TALLY_MS_MOST : tally_bucket(TALLY_MS_MOST);
}

/* As most in buckets are, as far as all are so: a gap below 64 and a count below 128, in a byte each, or no count. */
static inline void get_short_items(struct encoded *encoded, struct items *items, int64_t most, bool exact)
{
    struct items to = *items;
    const uint8_t *next = encoded->next, *end = encoded->end - 1;
    for (; to.left > 0 && next < end; to.left--) {
        unsigned word = next[0], many = word & 1, count = 1 + ((next[1] - 1U) & -many);
        if ((word | count) & 0x80 || count <= many || to.key + (word >> 1) > most)
            break;
        next += 1 + many;
        to.key += word >> 1;
        *to.next++ = (struct spread_item){(int32_t)to.key, (int32_t)count};
        to.count += count;
        to.sum_ms += length_of(to.key++, exact) * count;
    }
    encoded->next = next;
    *items = to;
}

/* Counts are above 0, or where they are of a difference not 0. */
static void get_item(struct encoded *encoded, struct items *items, bool differs, bool exact)
{
    uint64_t word = get(encoded);
    int64_t count = 1, most = key_most(exact);
    if (word & 1)
        count = differs ? get_sum(encoded, true) : get_most(encoded, INT32_MAX);
    items->key += word >> 1 > (uint64_t)most ? most + 1 : (int64_t)(word >> 1);
    if (encoded->bad || items->key > most || count == 0 || count > INT32_MAX || count < -INT32_MAX ||
        (word & 1 && count == 1)) {
        encoded->bad = true;
        return;
    }
    *items->next++ = (struct spread_item){(int32_t)items->key, (int32_t)count};
    items->count += count;
    items->sum_ms = tally_plus(items->sum_ms, length_of(items->key++, exact) * count);
    items->left--;
}

/* In order, each key once; in buckets the sum is that of their middles. */
static void get_items(struct encoded *encoded, struct spread *ret_spread, bool exact, bool differs)
{
    struct encoded from = *encoded;
    int64_t count = get_most(&from, from.end - from.next), most = key_most(exact);
    struct spread_item *first = mem_realloc(NULL, (size_t)count + 1, sizeof(*first));
    struct items items = {.next = first, .left = count};
    while (items.left > 0 && !from.bad) {
        if (!differs && !exact)
            get_short_items(&from, &items, most, false);
        if (items.left > 0)
            get_item(&from, &items, differs, exact);
    }
    *ret_spread = (struct spread){.items = first,
                                  .used = (size_t)count,
                                  .settled = (size_t)count,
                                  .room = (size_t)count + 1,
                                  .count = items.count,
                                  .sum_ms = items.sum_ms};
    if (from.bad)
        encoded->bad = true;
    else
        *encoded = from;
}

/* Of eight bytes, none of which is continued, those that are counts of the words before them, and bit 8 if the byte
 * after them is one: what follows an odd byte that is none itself. So of odd bytes one after the other every second is
 * one; where such a row ends shows a carry through it. `after_odd`: the first byte is one. */
static unsigned counts_among(uint64_t bytes, unsigned after_odd)
{
    unsigned odd = (unsigned)((bytes & UINT64_C(0x0101010101010101)) * UINT64_C(0x0102040810204080) >> 56) & ~after_odd;
    unsigned first = odd & ~(odd << 1);
    unsigned from_even = odd & ~(odd + (first & 0x55)), from_odd = odd & ~(odd + (first & 0xaa));
    return after_odd | (from_even << 1 & 0x0aa) | (from_odd << 1 & 0x155);
}

static int64_t bits_of(unsigned byte)
{
    byte -= byte >> 1 & 0x55;
    byte = (byte & 0x33) + (byte >> 2 & 0x33);
    return (byte + (byte >> 4)) & 0xf;
}

/* Eight bytes at a time as long as none is continued. Returns how many items are left, one at least. */
static int64_t skip_short_items(struct encoded *encoded, int64_t left)
{
    unsigned counts = 0;
    uint64_t bytes;
    for (; left > 8 && encoded->end - encoded->next >= 8; encoded->next += sizeof(bytes)) {
        memcpy(&bytes, encoded->next, sizeof(bytes));
        if (bytes & UINT64_C(0x8080808080808080))
            break;
        counts = counts_among(le64toh(bytes), counts >> 8);
        left -= 8 - bits_of(counts & 0xff);
    }
    if (counts >> 8)
        (void)get(encoded);
    return left;
}

static void skip_items(struct encoded *encoded)
{
    struct encoded from = *encoded;
    int64_t left = get_most(&from, from.end - from.next);
    while (left > 0 && !from.bad) {
        left = skip_short_items(&from, left) - 1;
        if (get(&from) & 1)
            (void)get(&from);
    }
    *encoded = from;
}

/* Items out of what they differ by from others; it must leave no count below 0, nor be too much. */
static void add_items(struct encoded *encoded, struct spread *spread, const struct spread *other)
{
    struct spread sum = {0};
    for (size_t i = 0; i < spread->used; i++)
        spread->items[i].count = -spread->items[i].count;
    for (size_t i = 0, k = 0; i < other->used || k < spread->used;) {
        bool is_other = k == spread->used || (i < other->used && other->items[i].key <= spread->items[k].key);
        bool is_own = i == other->used || (k < spread->used && spread->items[k].key <= other->items[i].key);
        int32_t key = is_other ? other->items[i].key : spread->items[k].key;
        int64_t count = (is_other ? (int64_t)other->items[i].count : 0) - (is_own ? spread->items[k].count : 0);
        i += is_other;
        k += is_own;
        encoded->bad = encoded->bad || count < 0 || count > INT32_MAX;
        if (count && !encoded->bad)
            spread_append(&sum, key, (int32_t)count);
    }
    free(spread->items);
    *spread = sum;
}

static void sum_items(struct spread *spread, bool exact)
{
    spread->count = spread->sum_ms = 0;
    for (size_t i = 0; i < spread->used; i++) {
        int64_t key = spread->items[i].key, count = spread->items[i].count;
        spread->count += count;
        spread->sum_ms = tally_plus(spread->sum_ms, length_of(key, exact) * count);
    }
    spread->settled = spread->used;
}

/* What lengths say of themselves. */
static void find_bounds(struct spread *spread)
{
    spread->least_ms = spread->items[0].key;
    spread->most_ms = spread->items[spread->used - 1].key;
}

/* What buckets do not say of their lengths; it must be what some lengths in them have. */
static void get_bounds(struct encoded *encoded, struct spread *spread)
{
    int32_t first = spread->items[0].key, last = spread->items[spread->used - 1].key;
    int64_t least = 0, most = 0;
    spread->sum_ms = tally_plus(spread->sum_ms, get_sum(encoded, false));
    spread->least_ms = tally_bucket_first(first) + get_most(encoded, TALLY_MS_MOST);
    spread->most_ms = tally_bucket_first(last) + get_most(encoded, TALLY_MS_MOST);
    bool wide = __builtin_mul_overflow(spread->count, spread->least_ms, &least) ||
                __builtin_mul_overflow(spread->count, spread->most_ms, &most);
    if (wide || spread->least_ms > TALLY_MS_MOST || spread->most_ms > TALLY_MS_MOST ||
        tally_bucket(spread->least_ms) != first || tally_bucket(spread->most_ms) != last ||
        spread->least_ms > spread->most_ms || spread->sum_ms < least || spread->sum_ms > most)
        encoded->bad = true;
}

static void skip_spread(struct encoded *encoded, bool exact)
{
    skip_items(encoded);
    for (int i = 0; !exact && i < 3; i++)
        (void)get(encoded);
}

/* `read`: those of this tally so far, by their place. */
static int64_t get_spread(struct encoded *encoded, struct spread read[SPREAD_LIMIT], bool exact, int64_t after,
                          unsigned needed)
{
    int64_t place = get_most(encoded, SPREAD_LIMIT - 1);
    struct spread *spread = &read[place];
    bool differs = place == SPREAD_VISIT_WAITING;
    encoded->bad = encoded->bad || place <= after;
    if (encoded->bad)
        return place;
    if (!(needed & SPREAD_BIT(place))) {
        skip_spread(encoded, exact);
        return place;
    }
    get_items(encoded, spread, exact, differs);
    if (!encoded->bad && differs) {
        add_items(encoded, spread, &read[SPREAD_WAITING]);
        sum_items(spread, exact);
    }
    encoded->bad = encoded->bad || spread->used == 0;
    if (!encoded->bad && exact)
        find_bounds(spread);
    else if (!encoded->bad)
        get_bounds(encoded, spread);
    return place;
}

static void take_spread(struct spread *spread, bool exact, struct spread *read, bool read_exact)
{
    if (spread->count == 0 && exact == read_exact) {
        free(spread->items);
        *spread = *read;
        return;
    }
    spread_merge(spread, exact, read, read_exact);
    free(read->items);
}

static void get_spreads(struct encoded *encoded, struct tally *tally, bool exact, unsigned taken)
{
    struct spread read[SPREAD_LIMIT] = {0};
    int64_t place = -1;
    /* What the one is told by. */
    unsigned needed = taken | (taken & SPREAD_BIT(SPREAD_VISIT_WAITING) ? SPREAD_BIT(SPREAD_WAITING) : 0);
    for (int64_t left = get_most(encoded, SPREAD_LIMIT); left > 0 && !encoded->bad; left--)
        place = get_spread(encoded, read, exact, place, needed);
    for (int i = 0; i < SPREAD_LIMIT; i++) {
        if (read[i].count && !encoded->bad && taken & SPREAD_BIT(i))
            take_spread(&tally->spread[i], tally->exact, &read[i], exact);
        else
            free(read[i].items);
    }
}

int tally_decode(struct tally *tally, const void *bytes, size_t size)
{
    return tally_decode_some(tally, bytes, size, TALLY_WHOLE);
}

int tally_decode_some(struct tally *tally, const void *bytes, size_t size, unsigned taken)
{
    struct tally passed;
    struct tally *sums = taken & TALLY_SUMS ? tally : &passed;
    struct encoded encoded = {.next = bytes, .end = (const uint8_t *)bytes + size};
    bool exact = get_most(&encoded, TALLY_ENCODED_EXACT) == TALLY_ENCODED_EXACT;
    if (!exact)
        tally_round(tally);
    if (sums == &passed)
        tally_init(&passed, false);
    get_target(&encoded, sums);
    get_counts(&encoded, sums);
    get_parts(&encoded, sums);
    if (sums == &passed)
        tally_done(&passed);
    get_spreads(&encoded, tally, exact, taken);
    return encoded.bad || encoded.next != encoded.end ? -EBADMSG : 0;
}

int tally_decode_counts(struct tally *tally, const void *bytes, size_t size)
{
    struct encoded encoded = {.next = bytes, .end = (const uint8_t *)bytes + size};
    get_most(&encoded, TALLY_ENCODED_EXACT);
    get_target(&encoded, tally);
    get_counts(&encoded, tally);
    return encoded.bad ? -EBADMSG : 0;
}
