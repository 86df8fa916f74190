/* SPDX-License-Identifier: MIT
 *
 * Buckets are those of a float with seven bits: below 128 ms each length has its own, above that 64 lie between a power
 * of two and the next, so none is wider than a 64th of where it begins and its middle is at most 0.8 % off.
 *
 * A tally as bytes, all numbers as base 128 with the sign in the lowest bit:
 *     flags (1: exact), target_least_ms, target_most_ms,
 *     counts that are not 0: how many, of each the gap to the one before, and its sum,
 *     parts: how many, of each part, key, sum,
 *     spreads that are not empty: how many, of each its place, count, sum_ms, least_ms, most_ms, how many items, of
 * each the gap of its key to the one before, doubled, and if that is odd its count, which else is 1.
 */
#include "daemon/tally.h"

#include <errno.h>
#include <string.h>

#include "common/clock.h"
#include "daemon/accuracy.h"
#include "daemon/engine/ticket.h"

enum { FINE_BITS = 6, FINE = 1 << FINE_BITS, KEY_MOST = INT32_MAX - 1, ENCODED_EXACT = 1 };

/* --- lengths --- */

static int32_t bucket_of(int64_t ms)
{
    if (ms < 2 * FINE)
        return (int32_t)ms;
    int shift = 63 - __builtin_clzll((unsigned long long)ms) - FINE_BITS;
    return (int32_t)((shift << FINE_BITS) + (ms >> shift));
}

/* The middle of what falls into it. */
static int64_t bucket_ms(int32_t bucket)
{
    if (bucket < 2 * FINE)
        return bucket;
    int shift = (bucket >> FINE_BITS) - 1;
    int64_t first_ms = (int64_t)(bucket - (shift << FINE_BITS)) << shift;
    return first_ms + (INT64_C(1) << shift) / 2;
}

static void append_item(struct spread *spread, int32_t key, int32_t count)
{
    mem_grow(spread->items, spread->used, spread->room);
    spread->items[spread->used++] = (struct spread_item){key, count};
}

static int earlier_item(const void *a, const void *b)
{
    const struct spread_item *one = a, *other = b;
    return (one->key > other->key) - (one->key < other->key);
}

/* Brings the items into order, each key once. */
static void settle(struct spread *spread)
{
    size_t kept = 0;
    if (spread->settled == spread->used)
        return;
    qsort(spread->items, spread->used, sizeof(spread->items[0]), earlier_item);
    for (size_t i = 0; i < spread->used; i++) {
        if (kept > 0 && spread->items[kept - 1].key == spread->items[i].key)
            spread->items[kept - 1].count += spread->items[i].count;
        else
            spread->items[kept++] = spread->items[i];
    }
    spread->used = spread->settled = kept;
}

/* What both know of all their lengths. */
static void widen(struct spread *spread, int64_t count, int64_t sum_ms, int64_t least_ms, int64_t most_ms)
{
    if (count == 0)
        return;
    if (spread->count == 0 || least_ms < spread->least_ms)
        spread->least_ms = least_ms;
    if (spread->count == 0 || most_ms > spread->most_ms)
        spread->most_ms = most_ms;
    spread->count += count;
    spread->sum_ms += sum_ms;
}

void tally_add_time(struct tally *tally, enum tally_spread place, int64_t ms)
{
    struct spread *spread = &tally->spread[place];
    int64_t counted_ms = ms < 0 ? 0 : ms > KEY_MOST ? KEY_MOST : ms;
    append_item(spread, tally->exact ? (int32_t)counted_ms : bucket_of(counted_ms), 1);
    widen(spread, 1, counted_ms, counted_ms, counted_ms);
}

/* Both settled: one walk along both. */
static void merge_items(struct spread *spread, const struct spread_item *items, size_t count)
{
    struct spread_item *merged = mem_new_n(struct spread_item, spread->used + count + 1);
    size_t own = 0, other = 0, used = 0;
    while (own < spread->used || other < count) {
        bool take_own = other == count || (own < spread->used && spread->items[own].key <= items[other].key);
        struct spread_item item = take_own ? spread->items[own++] : items[other++];
        if (used > 0 && merged[used - 1].key == item.key)
            merged[used - 1].count += item.count;
        else
            merged[used++] = item;
    }
    free(spread->items);
    spread->items = merged;
    spread->room = spread->used + count + 1;
    spread->used = spread->settled = used;
}

int64_t tally_percentile(struct tally *tally, enum tally_spread place, int percent)
{
    struct spread *spread = &tally->spread[place];
    int64_t rank = (spread->count * percent + 99) / 100, passed = 0;
    settle(spread);
    for (size_t i = 0; i < spread->used; i++) {
        passed += spread->items[i].count;
        if (passed < rank)
            continue;
        int64_t ms = tally->exact ? spread->items[i].key : bucket_ms(spread->items[i].key);
        return ms < spread->least_ms ? spread->least_ms : ms > spread->most_ms ? spread->most_ms : ms;
    }
    return 0;
}

int64_t tally_mean(const struct tally *tally, enum tally_spread place)
{
    const struct spread *spread = &tally->spread[place];
    return spread->count > 0 ? (spread->sum_ms + spread->count / 2) / spread->count : 0;
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

/* Where it stands, or would. */
static size_t place_of(const struct tally *tally, enum tally_part part, int32_t key)
{
    size_t low = 0, high = tally->item_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct tally_item *item = &tally->items[middle];
        bool before = item->part < (int32_t)part || (item->part == (int32_t)part && item->key < key);
        if (before)
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

void tally_add_part(struct tally *tally, enum tally_part part, int32_t key, int64_t sum)
{
    size_t place = place_of(tally, part, key);
    if (sum == 0)
        return;
    if (stands_at(tally, place, part, key)) {
        tally->items[place].sum += sum;
        return;
    }
    mem_grow(tally->items, tally->item_count, tally->item_room);
    memmove(&tally->items[place + 1], &tally->items[place], (tally->item_count - place) * sizeof(tally->items[0]));
    tally->items[place] = (struct tally_item){part, key, sum};
    tally->item_count++;
}

int64_t tally_part(const struct tally *tally, enum tally_part part, int32_t key)
{
    size_t place = place_of(tally, part, key);
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

static struct spread_item *rounded(const struct spread *spread, size_t *ret_count)
{
    struct spread_item *items = mem_new_n(struct spread_item, spread->used + 1);
    size_t used = 0;
    for (size_t i = 0; i < spread->used; i++) {
        struct spread_item item = {bucket_of(spread->items[i].key), spread->items[i].count};
        if (used > 0 && items[used - 1].key == item.key)
            items[used - 1].count += item.count;
        else
            items[used++] = item;
    }
    *ret_count = used;
    return items;
}

static void merge_spread(struct tally *tally, enum tally_spread place, const struct spread *other, bool exact)
{
    struct spread *spread = &tally->spread[place];
    settle(spread);
    if (exact && !tally->exact) {
        size_t count;
        struct spread_item *items = rounded(other, &count);
        merge_items(spread, items, count);
        free(items);
    } else {
        merge_items(spread, other->items, other->used);
    }
    widen(spread, other->count, other->sum_ms, other->least_ms, other->most_ms);
}

void tally_merge(struct tally *tally, struct tally *other)
{
    for (int i = 0; i < TALLY_COUNT_LIMIT; i++)
        tally->count[i] += other->count[i];
    tally_add_target(tally, other->target_least_ms);
    tally_add_target(tally, other->target_most_ms);
    for (size_t i = 0; i < other->item_count; i++)
        tally_add_part(tally, (enum tally_part)other->items[i].part, other->items[i].key, other->items[i].sum);
    for (int i = 0; i < SPREAD_LIMIT; i++) {
        settle(&other->spread[i]);
        if (other->spread[i].count > 0)
            merge_spread(tally, (enum tally_spread)i, &other->spread[i], other->exact);
    }
}

/* --- rows of final steps --- */

static void take_visit(struct tally *tally, const struct tally_step *step)
{
    int64_t ending = step->row->ending;
    if (!step->last)
        return;
    if (ending > END_NONE && ending < STEP_ENDS)
        tally->count[TALLY_VISIT_SERVED + ending - END_SERVED]++;
    tally->count[TALLY_VISIT_PARTLY_SERVED] += step->partly;
    if (step->visit_waited_ms >= 0)
        tally_add_time(tally, SPREAD_VISIT_WAITING, step->visit_waited_ms);
}

/* Whoever was not called counts if he waited beyond the target, or was never called at all (DOMAIN.md's service level).
 */
static void take_level(struct tally *tally, const struct store_step *row)
{
    bool late = row->waited_ms > row->target_ms;
    bool left = row->ending == END_CANCELLED || row->ending == END_NO_SHOW || row->ending == END_UNFINISHED;
    if (row->entry == ENTRY_DIRECT || row->entry == ENTRY_JOIN)
        return;
    if (row->first_called_ms) {
        tally->count[TALLY_CALLED]++;
        tally->count[TALLY_WITHIN] += !late;
        tally->count[TALLY_MEASURED]++;
    } else if (row->ending == END_NEVER_CALLED || (left && late)) {
        tally->count[TALLY_MEASURED]++;
    }
    tally_add_target(tally, row->target_ms);
}

static void take_outcome(struct tally *tally, const struct tally_step *step)
{
    static const enum tally_count causes[] = {TALLY_CAUSE_OTHER, TALLY_CAUSE_VISITOR, TALLY_CAUSE_AGENCY,
                                              TALLY_CAUSE_COUNTER, TALLY_CAUSE_OTHER};
    const struct store_step *row = step->row;
    if (row->ending != END_SERVED)
        return;
    tally->count[TALLY_PEOPLE] += row->party;
    tally->count[TALLY_QUANTITY] += row->quantity;
    if (!row->outcome || row->marks & MARK_NOT_RECORDED) {
        tally->count[TALLY_NOT_RECORDED]++;
        return;
    }
    tally_add_part(tally, PART_OUTCOME, (int32_t)row->outcome, 1);
    bool known = step->cause >= 0 && (size_t)step->cause < ARRAY_SIZE(causes);
    tally->count[step->fulfilled ? TALLY_FULFILLED : causes[known ? step->cause : 0]]++;
}

/* A time that is marked counts in no mean; one that had no chance to be is none. */
static void take_times(struct tally *tally, const struct store_step *row)
{
    bool interrupted = row->marks & MARK_INTERRUPTED, inaccurate = row->marks & MARK_INACCURATE;
    tally->count[TALLY_INACCURATE] += inaccurate;
    tally->count[TALLY_INTERRUPTED] += interrupted;
    tally->count[TALLY_IMPLIED] += (row->marks & MARK_IMPLIED) != 0;
    if (interrupted)
        return;
    if (row->first_called_ms && row->entry != ENTRY_DIRECT && row->entry != ENTRY_JOIN)
        tally_add_time(tally, SPREAD_WAITING, row->waited_ms);
    if (row->put_offs > 0)
        tally_add_time(tally, SPREAD_PUT_OFF, row->put_off_ms);
    if (inaccurate)
        return;
    if (row->ending == END_SERVED && row->first_called_ms && row->entry != ENTRY_DIRECT)
        tally_add_time(tally, SPREAD_WAY, row->way_ms);
    if (row->ending == END_SERVED)
        tally_add_time(tally, SPREAD_SERVICE, row->service_ms);
    if (row->parked_ms > 0)
        tally_add_time(tally, SPREAD_PARKED, row->parked_ms);
}

static void take_accuracy(struct tally *tally, const struct store_step *row)
{
    struct accuracy told = {0};
    int64_t *count = &tally->count[TALLY_TOLD_TICKETS];
    accuracy_take(&told, row);
    const int64_t sums[] = {told.tickets, told.apart,          told.promised,       told.unknown,  told.silent,
                            told.called,  told.covered,        told.passed,         told.error_ms, told.bias_ms,
                            told.usual,   told.usual_error_ms, told.beside_error_ms};
    for (size_t i = 0; i < ARRAY_SIZE(sums); i++)
        count[i] += sums[i];
}

void tally_take_step(struct tally *tally, const struct tally_step *step)
{
    const struct store_step *row = step->row;
    if (row->ending > END_NONE && row->ending < STEP_ENDS)
        tally->count[TALLY_STEP_SERVED + row->ending - END_SERVED]++;
    tally->count[TALLY_RETURNED] += row->returns;
    tally->count[TALLY_RECALLS] += row->recalls;
    tally->count[TALLY_PUT_OFFS] += row->put_offs;
    take_visit(tally, step);
    take_level(tally, row);
    take_outcome(tally, step);
    take_times(tally, row);
    take_accuracy(tally, row);
}

int64_t tally_hour(int64_t at_ms)
{
    struct local_time local = clock_local(at_ms);
    return (int64_t)date_weekday(local.date) * 24 + local.minute_of_day / 60;
}

/* --- as bytes --- */

static void put(struct buffer *buffer, int64_t value)
{
    uint64_t left = ((uint64_t)value << 1) ^ (uint64_t)(value >> 63);
    for (; left >= 0x80; left >>= 7)
        buffer_append_byte(buffer, (char)(left | 0x80));
    buffer_append_byte(buffer, (char)left);
}

static void put_spread(struct buffer *buffer, int place, struct spread *spread)
{
    int32_t before = 0;
    settle(spread);
    put(buffer, place);
    put(buffer, spread->count);
    put(buffer, spread->sum_ms);
    put(buffer, spread->least_ms);
    put(buffer, spread->most_ms);
    put(buffer, (int64_t)spread->used);
    for (size_t i = 0; i < spread->used; i++) {
        bool many = spread->items[i].count != 1;
        put(buffer, (int64_t)(spread->items[i].key - before) * 2 + many);
        if (many)
            put(buffer, spread->items[i].count);
        before = spread->items[i].key;
    }
}

void tally_encode(struct tally *tally, struct buffer *buffer)
{
    int64_t counts = 0, spreads = 0;
    int before = 0;
    for (int i = 0; i < TALLY_COUNT_LIMIT; i++)
        counts += tally->count[i] != 0;
    for (int i = 0; i < SPREAD_LIMIT; i++)
        spreads += tally->spread[i].count != 0;
    put(buffer, tally->exact ? ENCODED_EXACT : 0);
    put(buffer, tally->target_least_ms);
    put(buffer, tally->target_most_ms);
    put(buffer, counts);
    for (int i = 0; i < TALLY_COUNT_LIMIT; i++) {
        if (!tally->count[i])
            continue;
        put(buffer, i - before);
        put(buffer, tally->count[i]);
        before = i;
    }
    put(buffer, (int64_t)tally->item_count);
    for (size_t i = 0; i < tally->item_count; i++) {
        put(buffer, tally->items[i].part);
        put(buffer, tally->items[i].key);
        put(buffer, tally->items[i].sum);
    }
    put(buffer, spreads);
    for (int i = 0; i < SPREAD_LIMIT; i++) {
        if (tally->spread[i].count)
            put_spread(buffer, i, &tally->spread[i]);
    }
}

struct encoded {
    const uint8_t *next, *end;
    bool bad;
};

static int64_t get(struct encoded *encoded)
{
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        if (encoded->next == encoded->end)
            break;
        uint8_t byte = *encoded->next++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
    }
    encoded->bad = true;
    return 0;
}

/* Of what lies between; else it is bad, and `least`. */
static int64_t get_between(struct encoded *encoded, int64_t least, int64_t most)
{
    int64_t value = get(encoded);
    if (value >= least && value <= most)
        return value;
    encoded->bad = true;
    return least;
}

static void get_counts(struct encoded *encoded, struct tally *tally)
{
    int64_t place = 0;
    for (int64_t left = get_between(encoded, 0, TALLY_COUNT_LIMIT); left > 0 && !encoded->bad; left--) {
        place += get_between(encoded, 0, TALLY_COUNT_LIMIT);
        int64_t sum = get(encoded);
        if (place >= TALLY_COUNT_LIMIT)
            encoded->bad = true;
        else
            tally->count[place] += sum;
    }
}

static void get_parts(struct encoded *encoded, struct tally *tally)
{
    for (int64_t left = get_between(encoded, 0, INT32_MAX); left > 0 && !encoded->bad; left--) {
        int64_t part = get_between(encoded, 0, PART_LIMIT - 1), key = get_between(encoded, 0, INT32_MAX);
        tally_add_part(tally, (enum tally_part)part, (int32_t)key, get(encoded));
    }
}

static void get_spread(struct encoded *encoded, struct tally *tally, bool exact)
{
    struct spread spread = {0};
    int64_t place = get_between(encoded, 0, SPREAD_LIMIT - 1), key = 0;
    spread.count = get(encoded);
    spread.sum_ms = get(encoded);
    spread.least_ms = get(encoded);
    spread.most_ms = get(encoded);
    /* An item has a byte at least, so no more room is made than bytes have come. */
    for (int64_t left = get_between(encoded, 0, encoded->end - encoded->next); left > 0 && !encoded->bad; left--) {
        int64_t gap = get_between(encoded, 0, 2 * (int64_t)KEY_MOST + 1);
        key += gap / 2;
        int64_t count = gap % 2 ? get_between(encoded, 1, INT32_MAX) : 1;
        if (key > KEY_MOST)
            encoded->bad = true;
        else
            append_item(&spread, (int32_t)key, (int32_t)count);
    }
    spread.settled = spread.used;
    if (!encoded->bad)
        merge_spread(tally, (enum tally_spread)place, &spread, exact);
    free(spread.items);
}

int tally_decode(struct tally *tally, const void *bytes, size_t size)
{
    struct encoded encoded = {.next = bytes, .end = (const uint8_t *)bytes + size};
    bool exact = get_between(&encoded, 0, 1) == ENCODED_EXACT;
    if (!exact && tally->exact)
        return -EBADMSG;
    tally_add_target(tally, get(&encoded));
    tally_add_target(tally, get(&encoded));
    get_counts(&encoded, tally);
    get_parts(&encoded, tally);
    for (int64_t left = get_between(&encoded, 0, SPREAD_LIMIT); left > 0 && !encoded.bad; left--)
        get_spread(&encoded, tally, exact);
    return encoded.bad || encoded.next != encoded.end ? -EBADMSG : 0;
}
