/* SPDX-License-Identifier: MIT
 *
 * Interned names, all of them in memory: they are few, and asked for with every command.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "daemon/store_private.h"

/* FNV-1a: the keys come from the configuration, so nobody aims at a place. */
static size_t place_of(const struct name_list *list, const char *key)
{
    uint64_t sum = UINT64_C(14695981039346656037);
    for (; *key; key++)
        sum = (sum ^ (uint8_t)*key) * UINT64_C(1099511628211);
    return (size_t)sum & (list->place_count - 1);
}

static int32_t find(const struct name_list *list, const char *key)
{
    if (list->place_count == 0)
        return 0;
    size_t place = place_of(list, key);
    for (; list->places[place]; place = (place + 1) & (list->place_count - 1)) {
        if (strcmp(list->keys[list->places[place]], key) == 0)
            return list->places[place];
    }
    return 0;
}

static void put(struct name_list *list, int32_t id)
{
    size_t place = place_of(list, list->keys[id]);
    while (list->places[place])
        place = (place + 1) & (list->place_count - 1);
    list->places[place] = id;
}

/* At most half full. */
static void place_all(struct name_list *list, size_t places)
{
    free(list->places);
    list->place_count = places;
    list->places = mem_new_n(int32_t, places);
    for (size_t id = 1; id < list->count; id++)
        put(list, (int32_t)id);
}

static int32_t add(struct name_list *list, const char *key)
{
    if (list->count == 0) {
        mem_grow(list->keys, list->count, list->room);
        list->keys[list->count++] = NULL;
    }
    mem_grow(list->keys, list->count, list->room);
    int32_t id = (int32_t)list->count++;
    list->keys[id] = mem_strdup(key);
    if (2 * list->count > list->place_count)
        place_all(list, list->place_count ? 2 * list->place_count : 16);
    else
        put(list, id);
    return id;
}

void store_names_done(struct names *names)
{
    for (int kind = 0; kind < NAME_KINDS; kind++) {
        struct name_list *list = &names->lists[kind];
        for (size_t id = 1; id < list->count; id++)
            free(list->keys[id]);
        free(list->keys);
        free(list->places);
    }
    for (size_t i = 0; i < names->forgotten_count; i++)
        free(names->forgotten[i]);
    free(names->forgotten);
    free(names->pending);
}

int store_names_load(struct names *names, struct database *database)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(database, "SELECT kind, id, key, hash FROM name ORDER BY number", &statement);
    if (r < 0)
        return r;
    while ((r = statement_next(statement)) > 0) {
        int64_t kind = statement_number(statement, 0);
        const char *key = statement_text(statement, 2);
        size_t size;
        const void *head = statement_bytes(statement, 3, &size);
        if (kind <= 0 || kind >= NAME_KINDS || !key || size != LEDGER_HASH_SIZE ||
            add(&names->lists[kind], key) != statement_number(statement, 1))
            return -EBADMSG;
        memcpy(names->head.bytes, head, size);
        names->count++;
    }
    return r;
}

int store_names_write(const struct names *names, struct statement *insert, int64_t *ret_count,
                      struct ledger_hash *ret_head)
{
    struct ledger_hash head = names->head;
    for (size_t i = 0; i < names->pending_count; i++) {
        const struct pending_name *name = &names->pending[i];
        const char *key = names->lists[name->kind].keys[name->id];
        head = ledger_name_chain(&head, (int32_t)name->kind, name->id, key);
        statement_set_number(insert, 1, (int64_t)name->kind);
        statement_set_number(insert, 2, name->id);
        statement_set_text(insert, 3, key);
        statement_set_bytes(insert, 4, head.bytes, sizeof(head.bytes));
        int r = statement_run(insert);
        if (r < 0)
            return r;
    }
    *ret_count = names->count + (int64_t)names->pending_count;
    *ret_head = head;
    return 0;
}

void store_names_settle(struct names *names, int64_t count, const struct ledger_hash *head)
{
    names->count = count;
    names->head = *head;
    names->pending_count = 0;
}

/* The last given goes first, so that every list ends where it did. */
void store_names_drop(struct names *names)
{
    for (size_t i = names->pending_count; i-- > 0;) {
        struct name_list *list = &names->lists[names->pending[i].kind];
        assert(names->pending[i].id == (int32_t)list->count - 1);
        free(list->keys[--list->count]);
        place_all(list, list->place_count);
    }
    names->pending_count = 0;
}

void store_names_forget(struct names *names, enum name_kind kind, int32_t id)
{
    struct name_list *list = &names->lists[kind];
    mem_grow(names->forgotten, names->forgotten_count, names->forgotten_room);
    names->forgotten[names->forgotten_count++] = list->keys[id];
    list->keys[id] = mem_printf("#%d", id);
    place_all(list, list->place_count);
}

/* --- asked from outside --- */

int32_t store_find_name(const struct store *store, enum name_kind kind, const char *key)
{
    return find(&store->names.lists[kind], key);
}

int32_t store_intern(struct store *store, enum name_kind kind, const char *key)
{
    struct names *names = &store->names;
    int32_t id = find(&names->lists[kind], key);
    if (id)
        return id;
    id = add(&names->lists[kind], key);
    mem_grow(names->pending, names->pending_count, names->pending_room);
    names->pending[names->pending_count++] = (struct pending_name){.kind = kind, .id = id};
    return id;
}

const char *store_name(const struct store *store, enum name_kind kind, int32_t id)
{
    const struct name_list *list = &store->names.lists[kind];
    return id > 0 && (size_t)id < list->count ? list->keys[id] : NULL;
}

int32_t store_names(const struct store *store, enum name_kind kind)
{
    const struct name_list *list = &store->names.lists[kind];
    return list->count ? (int32_t)list->count - 1 : 0;
}

/* --- as a source --- */

static int32_t source_intern(void *data, enum name_kind kind, const char *key)
{
    return store_intern(data, kind, key);
}

static int32_t source_find(void *data, enum name_kind kind, const char *key)
{
    return store_find_name(data, kind, key);
}

static const char *source_key(void *data, enum name_kind kind, int32_t id)
{
    return store_name(data, kind, id);
}

static int32_t source_count(void *data, enum name_kind kind)
{
    return store_names(data, kind);
}

struct name_source store_name_source(struct store *store)
{
    return (struct name_source){
            .intern = source_intern, .find = source_find, .key = source_key, .count = source_count, .data = store};
}
