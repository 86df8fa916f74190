/* SPDX-License-Identifier: MIT
 *
 * All tallies of one thing as one run of bytes: of each key, in their order, how many keys it leaves out, how many
 * bytes its tally has (both base 128, the lowest first), and these. A thing has some hundreds of keys, and is read
 * whole: one row of some hundred kilobytes is read and rewritten faster than some hundred rows.
 */
#include <errno.h>
#include <string.h>

#include "daemon/rollup_private.h"

static void put(struct buffer *buffer, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        buffer_append_byte(buffer, (char)(value | 0x80));
    buffer_append_byte(buffer, (char)value);
}

struct packing {
    int64_t next; /* key */
    struct buffer *buffer, tally;
};

static int pack_one(attr_unused enum tally_by by, int64_t key, struct tally *tally, void *data)
{
    struct packing *packing = data;
    buffer_clear(&packing->tally, SIZE_MAX);
    tally_encode(tally, &packing->tally);
    put(packing->buffer, (uint64_t)(key - packing->next));
    put(packing->buffer, packing->tally.length);
    buffer_append(packing->buffer, buffer_bytes(&packing->tally), packing->tally.length);
    packing->next = key + 1;
    return 0;
}

void rollup_pack(struct tallies *tallies, enum tally_by by, struct buffer *buffer)
{
    struct packing packing = {.buffer = buffer};
    (void)tallies_each_of(tallies, by, pack_one, &packing);
    buffer_done(&packing.tally);
}

/* --- what is kept --- */

/* Of a day, and of nothing else: the rest is in buckets. */
static bool is_exact(enum tally_by by)
{
    return by == TALLY_ALL || by == TALLY_SERVICE || by == TALLY_KIOSK || by == TALLY_PRINTER;
}

static void trim_hour(struct tally *tally)
{
    static const bool kept[TALLY_COUNT_LIMIT] = {
            [TALLY_STEP_SERVED] = true,
            [TALLY_STEP_NO_SHOW] = true,
            [TALLY_STEP_CANCELLED] = true,
            [TALLY_STEP_VOID] = true,
            [TALLY_STEP_TRANSFERRED] = true,
            [TALLY_STEP_NEVER_CALLED] = true,
            [TALLY_STEP_UNFINISHED] = true,
            [TALLY_STEP_JOINED] = true,
            [TALLY_STEPS_OPEN] = true,
            [TALLY_CALLED] = true,
            [TALLY_WITHIN] = true,
            [TALLY_MEASURED] = true,
            [TALLY_COUNTERS_OPEN_MS] = true,
            [TALLY_COUNTERS_PLANNED_MS] = true,
            [TALLY_DAYS] = true,
    };
    for (int i = 0; i < TALLY_COUNT_LIMIT; i++)
        tally->count[i] = kept[i] ? tally->count[i] : 0;
    for (int i = 0; i < SPREAD_LIMIT; i++) {
        if (i == SPREAD_WAITING)
            continue;
        free(tally->spread[i].items);
        tally->spread[i] = (struct spread){0};
    }
    tally->item_count = 0;
}

static int trim(enum tally_by by, attr_unused int64_t key, struct tally *tally, attr_unused void *data)
{
    if (!is_exact(by))
        tally_round(tally);
    if (by == TALLY_SERVICE_HOUR)
        trim_hour(tally);
    for (int i = TALLY_TOLD_TICKETS; (by == TALLY_COUNTER || by == TALLY_OPERATOR) && i <= TALLY_TOLD_BESIDE_ERROR_MS;
         i++)
        tally->count[i] = 0;
    return 0;
}

void rollup_trim(struct tallies *tallies)
{
    (void)tallies_each(tallies, trim, NULL);
}

/* Every step is of one service, so the lengths of all are those of the services. */
static bool is_of_steps(int spread)
{
    return ROLLUP_JOINED & SPREAD_BIT(spread);
}

void rollup_pack_apart(struct tallies *tallies, struct buffer *buffer)
{
    struct tally *all = tallies_find(tallies, TALLY_ALL, 0);
    struct spread kept[SPREAD_LIMIT];
    if (!all)
        return;
    memcpy(kept, all->spread, sizeof(kept));
    for (int i = 0; i < SPREAD_LIMIT; i++) {
        if (is_of_steps(i))
            all->spread[i] = (struct spread){0};
    }
    rollup_pack(tallies, TALLY_ALL, buffer);
    memcpy(all->spread, kept, sizeof(kept));
}

static int join(attr_unused enum tally_by by, attr_unused int64_t key, struct tally *tally, void *data)
{
    struct tally lengths = {.exact = tally->exact, .target_least_ms = -1, .target_most_ms = -1};
    for (int i = 0; i < SPREAD_LIMIT; i++) {
        if (is_of_steps(i))
            lengths.spread[i] = tally->spread[i];
    }
    tally_merge(tallies_of(data, TALLY_ALL, 0), &lengths);
    return 0;
}

void rollup_join(struct tallies *tallies)
{
    (void)tallies_each_of(tallies, TALLY_SERVICE, join, tallies);
}

/* --- and back --- */

struct packed packed_of(const void *bytes, size_t size)
{
    return (struct packed){.next = bytes, .end = (const uint8_t *)bytes + size, .key = -1};
}

static bool get(struct packed *packed, int64_t *ret_value)
{
    int64_t value = 0;
    for (int shift = 0; shift < 56 && packed->next < packed->end; shift += 7) {
        uint8_t byte = *packed->next++;
        value |= (int64_t)(byte & 0x7f) << shift;
        if (byte & 0x80)
            continue;
        *ret_value = value;
        return byte || shift == 0;
    }
    return false;
}

int packed_next(struct packed *packed, int64_t *ret_key, const void **ret_bytes, size_t *ret_size)
{
    int64_t gap, size;
    if (packed->next == packed->end)
        return 0;
    if (!get(packed, &gap) || !get(packed, &size) || size > packed->end - packed->next ||
        gap > INT64_MAX - 1 - packed->key)
        return -EBADMSG;
    packed->key += gap + 1;
    *ret_key = packed->key;
    *ret_bytes = packed->next;
    *ret_size = (size_t)size;
    packed->next += size;
    return 1;
}

int rollup_unpack(const void *bytes, size_t size, enum tally_by by, struct tallies *tallies)
{
    struct packed packed = packed_of(bytes, size);
    const void *tally;
    int64_t key;
    int r;
    while ((r = packed_next(&packed, &key, &tally, &size)) > 0) {
        r = tally_decode(tallies_of(tallies, by, key), tally, size);
        if (r < 0)
            return r;
    }
    return r;
}
