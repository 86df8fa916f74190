/* SPDX-License-Identifier: MIT
 *
 * Chains of fixed width: ten thousand bookings make chains of two or three.
 */
#include "daemon/booked.h"

#include <string.h>

/* --- chains --- */

static uint64_t hash_number(uint64_t number)
{
    number ^= number >> 33;
    number *= 0xff51afd7ed558ccdULL;
    return number ^ number >> 33;
}

static uint64_t hash_text(const char *text)
{
    uint64_t hash = 14695981039346656037ULL; /* FNV-1a */
    for (; *text; text++)
        hash = (hash ^ (uint8_t)*text) * 1099511628211ULL;
    return hash_number(hash);
}

static uint64_t hash_slot(int32_t service, int64_t slot_ms)
{
    return hash_number((uint64_t)slot_ms * 1000003 + (uint64_t)service);
}

static struct booked **chain(struct booked_table *table, enum booked_index index, uint64_t hash)
{
    return &table->first[index][hash % BOOKED_BUCKETS];
}

static struct booked **chain_of(struct booked_table *table, enum booked_index index, const struct booked *booked)
{
    const uint64_t hashes[BOOKED_INDICES] = {
            [BOOKED_BY_ID] = hash_number((uint64_t)booked->id),
            [BOOKED_BY_CODE] = hash_number((uint64_t)booked->code),
            [BOOKED_BY_SLOT] = hash_slot(booked->service, booked->slot_ms),
            /* those that are found by none: spread, as a chain of all of them would be long to leave */
            [BOOKED_BY_OUTSIDE] = booked->outside ? hash_text(booked->outside) : hash_number((uint64_t)booked->id),
    };
    return chain(table, index, hashes[index]);
}

static void link_in(struct booked_table *table, enum booked_index index, struct booked *booked)
{
    struct booked **head = chain_of(table, index, booked);
    booked->next[index] = *head;
    *head = booked;
}

static void link_out(struct booked_table *table, enum booked_index index, struct booked *booked)
{
    struct booked **link = chain_of(table, index, booked);
    while (*link != booked)
        link = &(*link)->next[index];
    *link = booked->next[index];
}

struct booked *booked_add(struct booked_table *table, const struct booked *as)
{
    struct booked *booked = mem_new(struct booked);
    *booked = *as;
    booked->outside = as->outside ? mem_strdup(as->outside) : NULL;
    mem_grow(table->items, table->count, table->room);
    table->items[table->count++] = booked;
    for (enum booked_index index = 0; index < BOOKED_INDICES; index++)
        link_in(table, index, booked);
    return booked;
}

static void free_booked(struct booked *booked)
{
    free(booked->outside);
    free(booked);
}

/* --- the table --- */

struct booked *booked_find_id(struct booked_table *table, int32_t id)
{
    struct booked *booked = *chain(table, BOOKED_BY_ID, hash_number((uint64_t)id));
    while (booked && booked->id != id)
        booked = booked->next[BOOKED_BY_ID];
    return booked;
}

void booked_set_slot(struct booked_table *table, struct booked *booked, const struct booked *as)
{
    link_out(table, BOOKED_BY_SLOT, booked);
    booked->day = as->day;
    booked->slot_ms = as->slot_ms;
    booked->until_ms = as->until_ms;
    booked->state = as->state;
    link_in(table, BOOKED_BY_SLOT, booked);
}

struct booked *booked_find_code(struct booked_table *table, int64_t code)
{
    struct booked *booked = *chain(table, BOOKED_BY_CODE, hash_number((uint64_t)code));
    while (booked && booked->code != code)
        booked = booked->next[BOOKED_BY_CODE];
    return booked;
}

struct booked *booked_find_outside(struct booked_table *table, const char *outside)
{
    struct booked *booked = *chain(table, BOOKED_BY_OUTSIDE, hash_text(outside));
    while (booked && (!booked->outside || strcmp(booked->outside, outside) != 0))
        booked = booked->next[BOOKED_BY_OUTSIDE];
    return booked;
}

int32_t booked_count_slot(struct booked_table *table, int32_t service, int64_t slot_ms)
{
    int32_t held = 0;
    const struct booked *booked = *chain(table, BOOKED_BY_SLOT, hash_slot(service, slot_ms));
    for (; booked; booked = booked->next[BOOKED_BY_SLOT])
        held += booked->service == service && booked->slot_ms == slot_ms && booked->state != BOOKING_CANCELLED;
    return held;
}

void booked_drop_before(struct booked_table *table, int32_t day)
{
    size_t kept = 0;
    for (size_t i = 0; i < table->count; i++) {
        struct booked *booked = table->items[i];
        if (booked->day >= day) {
            table->items[kept++] = booked;
            continue;
        }
        for (enum booked_index index = 0; index < BOOKED_INDICES; index++)
            link_out(table, index, booked);
        free_booked(booked);
    }
    table->count = kept;
}

void booked_clear(struct booked_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        free_booked(table->items[i]);
    table->count = 0;
    memset(table->first, 0, sizeof(table->first));
}

void booked_done(struct booked_table *table)
{
    booked_clear(table);
    free(table->items);
}
