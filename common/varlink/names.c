/* SPDX-License-Identifier: MIT
 *
 * A hash table with open addressing: a name lies at the place of its hash or at the next free one. Nothing is ever
 * removed. The names are ours and their number is bounded, so no stranger can make them collide.
 */
#include "common/varlink/names.h"

#include <assert.h>
#include <string.h>

/* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint32_t hash_of(const char *name, size_t length)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)name[i]) * 16777619U;
    return hash;
}

static void put(struct names *names, const struct name *name)
{
    size_t at = name->hash & (names->room - 1);
    while (names->places[at].member)
        at = (at + 1) & (names->room - 1);
    names->places[at] = *name;
}

static void grow(struct names *names)
{
    struct names old = *names;
    names->room = old.room ? old.room * 2 : 64;
    names->places = mem_new_n(struct name, names->room);
    for (size_t i = 0; i < old.room; i++) {
        if (old.places[i].member)
            put(names, &old.places[i]);
    }
    free(old.places);
}

void names_done(struct names *names)
{
    free(names->places);
    *names = (struct names){0};
}

void names_add(struct names *names, const struct idl_member *member, const struct varlink_method *method)
{
    size_t length = strlen(member->full_name);
    assert(!names_find(names, member->full_name, length));
    if (names->count * 2 >= names->room)
        grow(names);
    struct name name = {
            .member = member, .method = method, .length = length, .hash = hash_of(member->full_name, length)};
    put(names, &name);
    names->count++;
}

const struct name *names_find(const struct names *names, const char *full_name, size_t length)
{
    if (names->count == 0)
        return NULL;
    uint32_t hash = hash_of(full_name, length);
    for (size_t at = hash & (names->room - 1); names->places[at].member; at = (at + 1) & (names->room - 1)) {
        const struct name *name = &names->places[at];
        if (name->hash == hash && name->length == length && memcmp(name->member->full_name, full_name, length) == 0)
            return name;
    }
    return NULL;
}
