/* SPDX-License-Identifier: MIT
 *
 * Tallies by what they are of: some hundreds, each found several times a row. A table of hashes, half of it free.
 */
#include "daemon/tally.h"

const char *const tally_by_words[TALLY_BYS] = {
        [TALLY_ALL] = "all",
        [TALLY_SERVICE] = "service",
        [TALLY_CLASS] = "class",
        [TALLY_COUNTER] = "counter",
        [TALLY_OPERATOR] = "operator",
        [TALLY_HOUR] = "hour",
        [TALLY_SERVICE_HOUR] = "service_hour",
        [TALLY_KIOSK] = "kiosk",
        [TALLY_PRINTER] = "printer",
        [TALLY_EVENT] = "event",
};

struct of_what {
    enum tally_by by;
    int64_t key;
    struct tally tally;
};

/* A year by month and service is thousands of them: they are made so many at a time. */
enum { BLOCK = 16 };
struct block {
    struct block *older;
    struct of_what items[BLOCK];
};

struct tallies {
    bool exact;
    size_t count, room;       /* room: a power of two */
    struct of_what **entries; /* NULL: free */
    struct block *blocks;     /* all are full but the newest */
};

static size_t place_of(const struct tallies *tallies, enum tally_by by, int64_t key)
{
    uint64_t hash = ((uint64_t)key * TALLY_BYS + (uint64_t)by) * UINT64_C(0x9e3779b97f4a7c15);
    size_t place = (size_t)(hash >> 32) & (tallies->room - 1);
    const struct of_what *entry;
    while ((entry = tallies->entries[place]) && (entry->by != by || entry->key != key))
        place = (place + 1) & (tallies->room - 1);
    return place;
}

struct tallies *tallies_new(bool exact)
{
    struct tallies *tallies = mem_new_n(struct tallies, 1);
    *tallies = (struct tallies){.exact = exact, .room = 64};
    tallies->entries = mem_new_n(struct of_what *, tallies->room);
    return tallies;
}

struct tallies *tallies_free(struct tallies *tallies)
{
    for (size_t i = 0; tallies && i < tallies->room; i++) {
        if (tallies->entries[i])
            tally_done(&tallies->entries[i]->tally);
    }
    for (struct block *block = tallies ? tallies->blocks : NULL; block;) {
        struct block *older = block->older;
        free(block);
        block = older;
    }
    if (tallies)
        free(tallies->entries);
    free(tallies);
    return NULL;
}

static void make_room(struct tallies *tallies)
{
    struct of_what **old = tallies->entries;
    size_t old_room = tallies->room;
    tallies->room *= 2;
    tallies->entries = mem_new_n(struct of_what *, tallies->room);
    for (size_t i = 0; i < old_room; i++) {
        if (old[i])
            tallies->entries[place_of(tallies, old[i]->by, old[i]->key)] = old[i];
    }
    free(old);
}

struct tally *tallies_find(const struct tallies *tallies, enum tally_by by, int64_t key)
{
    struct of_what *entry = tallies->entries[place_of(tallies, by, key)];
    return entry ? &entry->tally : NULL;
}

static struct of_what *new_entry(struct tallies *tallies)
{
    size_t place = tallies->count++ % BLOCK;
    if (place == 0) {
        struct block *block = mem_new_n(struct block, 1);
        block->older = tallies->blocks;
        tallies->blocks = block;
    }
    return &tallies->blocks->items[place];
}

struct tally *tallies_of(struct tallies *tallies, enum tally_by by, int64_t key)
{
    struct tally *found = tallies_find(tallies, by, key);
    if (found)
        return found;
    struct of_what *entry = new_entry(tallies);
    if (2 * tallies->count > tallies->room)
        make_room(tallies);
    entry->by = by;
    entry->key = key;
    tally_init(&entry->tally, tallies->exact);
    tallies->entries[place_of(tallies, by, key)] = entry;
    return &entry->tally;
}

static int earlier_of(const void *a, const void *b)
{
    const struct of_what *one = *(struct of_what *const *)a, *other = *(struct of_what *const *)b;
    return one->by != other->by ? (one->by > other->by) - (one->by < other->by)
                                : (one->key > other->key) - (one->key < other->key);
}

/* by: 0: all. */
static int each(struct tallies *tallies, enum tally_by by, tallies_function *function, void *data)
{
    struct of_what **sorted = mem_new_n(struct of_what *, tallies->count + 1);
    size_t count = 0;
    int r = 0;
    for (size_t i = 0; i < tallies->room; i++) {
        struct of_what *entry = tallies->entries[i];
        if (entry && (!by || entry->by == by))
            sorted[count++] = entry;
    }
    qsort(sorted, count, sizeof(struct of_what *), earlier_of);
    for (size_t i = 0; r == 0 && i < count; i++)
        r = function(sorted[i]->by, sorted[i]->key, &sorted[i]->tally, data);
    free(sorted);
    return r;
}

int tallies_each(struct tallies *tallies, tallies_function *function, void *data)
{
    return each(tallies, (enum tally_by)0, function, data);
}

int tallies_each_of(struct tallies *tallies, enum tally_by by, tallies_function *function, void *data)
{
    return each(tallies, by, function, data);
}
