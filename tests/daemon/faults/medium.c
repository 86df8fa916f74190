/* SPDX-License-Identifier: MIT
 *
 * Bytes that are kept, bytes that only the running machine has, and the changes in between.
 *
 * What is left of a file: the changes since its last sync are counted 0..n. For each sector a number c of them is
 * drawn: so many are on the medium there. Drawing 0 everywhere is a cache that was lost whole, n everywhere one that
 * was just written, the same c everywhere a medium that keeps the order; a power cut may be any of these.
 */
#include "tests/daemon/faults/medium.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512 };

struct content {
    uint8_t *bytes;
    size_t size, room;
};

/* A sector as it was when a sync failed: it may be on the medium. */
struct lost_sector {
    size_t at, size;
    uint8_t bytes[SECTOR];
};

struct medium_file {
    struct content kept, running;
    size_t *changes; /* since the last sync */
    size_t count, room;
    struct lost_sector *lost;
    size_t lost_count, lost_room;
};

struct medium {
    const struct disk *disk;
    size_t done; /* changes that are over */
    struct medium_file *files;
    struct disk_name *names; /* kept */
    size_t name_count, name_room;
    size_t *name_changes; /* since the folder was synced */
    size_t name_change_count, name_change_room;
};

/* --- chance --- */

/* splitmix64 */
uint64_t chance_next(uint64_t *chance)
{
    uint64_t mixed = (*chance += UINT64_C(0x9e3779b97f4a7c15));
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ (mixed >> 31);
}

size_t chance_below(uint64_t *chance, size_t limit)
{
    return (size_t)(chance_next(chance) % limit);
}

/* --- content --- */

static void content_resize(struct content *content, size_t size)
{
    if (size > content->room) {
        content->room = size * 2;
        content->bytes = mem_realloc(content->bytes, content->room, 1);
    }
    if (size > content->size)
        memset(content->bytes + content->size, 0, size - content->size);
    content->size = size;
}

static void content_write(struct content *content, size_t at, const void *bytes, size_t size)
{
    if (at + size > content->size)
        content_resize(content, at + size);
    if (size > 0)
        memcpy(content->bytes + at, bytes, size);
}

static void content_copy(struct content *content, const struct content *other)
{
    content_resize(content, other->size);
    if (other->size > 0)
        memcpy(content->bytes, other->bytes, other->size);
}

static size_t sector_of(size_t at)
{
    return at / SECTOR;
}

/* --- names --- */

static struct disk_name *find_name(struct disk_name *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i].name, name) == 0)
            return &names[i];
    }
    return NULL;
}

struct names {
    struct disk_name *items;
    size_t count, room;
};

static void names_put(struct names *names, const char *name, int file)
{
    struct disk_name *found = find_name(names->items, names->count, name);
    if (!found) {
        mem_grow(names->items, names->count, names->room);
        found = &names->items[names->count++];
    }
    *found = (struct disk_name){.file = file};
    memcpy(found->name, name, DISK_NAME_SIZE);
}

static void names_take(struct names *names, const char *name)
{
    struct disk_name *found = find_name(names->items, names->count, name);
    if (found)
        *found = names->items[--names->count];
}

static void names_change(struct names *names, const struct disk_change *change)
{
    if (change->kind == DISK_CREATE) {
        names_put(names, change->name, change->file);
        return;
    }
    names_take(names, change->name);
    if (change->kind == DISK_RENAME)
        names_put(names, change->other, change->file);
}

static bool is_of_names(const struct disk_change *change)
{
    return change->kind == DISK_CREATE || change->kind == DISK_RENAME || change->kind == DISK_UNLINK;
}

/* --- changes go by --- */

static const void *bytes_of(const struct disk *disk, const struct disk_change *change)
{
    return buffer_bytes(&disk->bytes) + change->from;
}

static void apply(const struct disk *disk, const struct disk_change *change, struct content *content)
{
    if (change->kind == DISK_WRITE)
        content_write(content, (size_t)change->at, bytes_of(disk, change), change->size);
    else
        content_resize(content, (size_t)change->at);
}

/* The sectors that a change touches, of a file that is so long before it. */
static void touched(const struct disk_change *change, size_t size, size_t *ret_first, size_t *ret_end)
{
    size_t at = (size_t)change->at;
    size_t end = change->kind == DISK_WRITE ? at + change->size : size;
    *ret_first = sector_of(at);
    *ret_end = end > at ? sector_of(end - 1) + 1 : *ret_first;
}

static void forget_lost(struct medium_file *file, size_t sector)
{
    size_t left = 0;
    for (size_t i = 0; i < file->lost_count; i++) {
        if (sector_of(file->lost[i].at) != sector)
            file->lost[left++] = file->lost[i];
    }
    file->lost_count = left;
}

static void copy_sector(struct medium_file *file, size_t sector)
{
    size_t at = sector * SECTOR;
    if (at >= file->running.size)
        return;
    size_t size = file->running.size - at < SECTOR ? file->running.size - at : SECTOR;
    content_write(&file->kept, at, file->running.bytes + at, size);
}

static void add_lost(struct medium_file *file, size_t sector)
{
    size_t at = sector * SECTOR;
    if (at >= file->running.size)
        return;
    mem_grow(file->lost, file->lost_count, file->lost_room);
    struct lost_sector *lost = &file->lost[file->lost_count++];
    lost->at = at;
    lost->size = file->running.size - at < SECTOR ? file->running.size - at : SECTOR;
    memcpy(lost->bytes, file->running.bytes + at, lost->size);
}

/* The sectors that were changed since the last sync are kept from now on; or, if it failed, perhaps. */
static void sync_file(const struct disk *disk, struct medium_file *file, bool failed)
{
    size_t longest = file->kept.size > file->running.size ? file->kept.size : file->running.size;
    for (size_t i = 0; i < file->count; i++) {
        const struct disk_change *change = &disk->changes[file->changes[i]];
        size_t first, end;
        touched(change, longest, &first, &end);
        for (size_t sector = first; sector < end; sector++) {
            forget_lost(file, sector);
            if (failed)
                add_lost(file, sector);
            else
                copy_sector(file, sector);
        }
    }
    if (!failed)
        content_resize(&file->kept, file->running.size);
    file->count = 0;
}

static void sync_names(struct medium *medium)
{
    struct names names = {medium->names, medium->name_count, medium->name_room};
    for (size_t i = 0; i < medium->name_change_count; i++)
        names_change(&names, &medium->disk->changes[medium->name_changes[i]]);
    medium->names = names.items, medium->name_count = names.count, medium->name_room = names.room;
    medium->name_change_count = 0;
}

static void advance(struct medium *medium, size_t place)
{
    const struct disk_change *change = &medium->disk->changes[place];
    if (is_of_names(change)) {
        mem_grow(medium->name_changes, medium->name_change_count, medium->name_change_room);
        medium->name_changes[medium->name_change_count++] = place;
    } else if (change->kind == DISK_SYNC_FOLDER) {
        if (!change->failed)
            sync_names(medium);
    } else if (change->kind == DISK_SYNC) {
        sync_file(medium->disk, &medium->files[change->file], change->failed);
    } else {
        struct medium_file *file = &medium->files[change->file];
        mem_grow(file->changes, file->count, file->room);
        file->changes[file->count++] = place;
        apply(medium->disk, change, &file->running);
    }
}

void medium_advance(struct medium *medium, size_t count)
{
    while (medium->done < count)
        advance(medium, medium->done++);
}

/* --- what is left of a file --- */

enum manner { NOTHING, ALL, IN_ORDER, EACH, SOME, GARBAGE, MANNERS };

/* How many of `count` changes a sector keeps. `common` is drawn once a file. The last change is the one that the power
 * cut short, if there is one. */
static size_t draw(uint64_t *chance, enum manner manner, size_t count, size_t common)
{
    switch (manner) {
    case NOTHING:
        return 0;
    case ALL:
        return count > 0 ? count - chance_below(chance, 2) : 0;
    case IN_ORDER:
        return common > 0 ? common - chance_below(chance, 2) : 0;
    case EACH:
        return chance_below(chance, count + 1);
    case SOME:
    case GARBAGE:
    case MANNERS:
        break;
    }
    return chance_below(chance, 2) ? count : 0;
}

/* What is on the medium of one sector after `count` of the changes. */
struct cut {
    const struct disk *disk;
    const struct medium_file *file;
    const size_t *changes;
    size_t count;
    uint64_t *chance;
    enum manner manner;
    struct content *left;
};

static void keep_lost(const struct cut *cut, size_t sector)
{
    for (size_t i = 0; i < cut->file->lost_count; i++) {
        const struct lost_sector *lost = &cut->file->lost[i];
        if (sector_of(lost->at) == sector)
            content_write(cut->left, lost->at, lost->bytes, lost->size);
    }
}

/* The part of a change that lies in a sector. False: none. */
static bool part_of(const struct disk_change *change, size_t sector, size_t size, size_t *ret_from, size_t *ret_end)
{
    size_t at = (size_t)change->at, end = change->kind == DISK_WRITE ? at + change->size : size;
    size_t begin = sector * SECTOR, limit = begin + SECTOR;
    *ret_from = at > begin ? at : begin;
    *ret_end = end < limit ? end : limit;
    return *ret_from < *ret_end;
}

static void keep_part(const struct cut *cut, const struct disk_change *change, size_t sector, bool garbage)
{
    uint8_t bytes[SECTOR] = {0};
    size_t from, end;
    if (!part_of(change, sector, cut->left->size, &from, &end))
        return;
    if (garbage) {
        for (size_t i = 0; i < end - from; i++)
            bytes[i] = (uint8_t)chance_next(cut->chance);
    } else if (change->kind == DISK_WRITE) {
        memcpy(bytes, (const uint8_t *)bytes_of(cut->disk, change) + (from - (size_t)change->at), end - from);
    }
    content_write(cut->left, from, bytes, end - from);
}

static void keep_sector(const struct cut *cut, size_t sector, size_t common)
{
    size_t kept = draw(cut->chance, cut->manner, cut->count, common);
    if (kept > 0 || chance_below(cut->chance, 2))
        keep_lost(cut, sector);
    for (size_t i = 0; i < kept; i++)
        keep_part(cut, &cut->disk->changes[cut->changes[i]], sector, false);
    if (cut->manner == GARBAGE && kept < cut->count && chance_below(cut->chance, 8) == 0 &&
        cut->disk->changes[cut->changes[kept]].kind == DISK_WRITE)
        keep_part(cut, &cut->disk->changes[cut->changes[kept]], sector, true);
}

static size_t size_after(const struct cut *cut, size_t count)
{
    size_t size = cut->file->kept.size;
    for (size_t i = 0; i < count; i++) {
        const struct disk_change *change = &cut->disk->changes[cut->changes[i]];
        size_t end = (size_t)change->at + change->size;
        if (change->kind == DISK_TRUNCATE || end > size)
            size = end;
    }
    return size;
}

static size_t longest_of(const struct cut *cut)
{
    size_t longest = cut->file->running.size;
    for (size_t i = 0; i <= cut->count; i++) {
        size_t size = size_after(cut, i);
        longest = size > longest ? size : longest;
    }
    return longest;
}

/* Sectors that no change touches are as they were kept. */
static void mark_touched(const struct cut *cut, uint8_t *marks, size_t longest)
{
    for (size_t i = 0; i < cut->count; i++) {
        size_t first, end;
        touched(&cut->disk->changes[cut->changes[i]], longest, &first, &end);
        memset(marks + first, 1, end - first);
    }
    for (size_t i = 0; i < cut->file->lost_count; i++) {
        if (cut->file->lost[i].at < longest) /* the file may have been cut since */
            marks[sector_of(cut->file->lost[i].at)] = 1;
    }
}

static void cut_file(const struct cut *cut)
{
    size_t common = chance_below(cut->chance, cut->count + 1), longest = longest_of(cut);
    size_t sizes = cut->manner == GARBAGE || cut->manner == SOME ? chance_below(cut->chance, cut->count + 1)
                                                                 : draw(cut->chance, cut->manner, cut->count, common);
    content_copy(cut->left, &cut->file->kept);
    content_resize(cut->left, longest);
    _cleanup_free_ uint8_t *marks = mem_alloc(sector_of(longest) + 2, 1);
    mark_touched(cut, marks, longest);
    for (size_t sector = 0; sector <= sector_of(longest); sector++) {
        if (marks[sector])
            keep_sector(cut, sector, common);
    }
    content_resize(cut->left, size_after(cut, sizes));
}

/* --- what is left of the folder --- */

static const struct disk_change *in_flight(const struct medium *medium)
{
    return medium->done < medium->disk->count ? &medium->disk->changes[medium->done] : NULL;
}

static void write_file(const char *folder, const char *name, const struct content *content)
{
    _cleanup_free_ char *path = mem_printf("%s/%s", folder, name);
    _cleanup_close_ int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    assert(fd >= 0);
    ssize_t written = content->size > 0 ? write(fd, content->bytes, content->size) : 0;
    assert(written == (ssize_t)content->size);
}

static void survive_file(const struct medium *medium, int number, uint64_t *chance, enum manner manner,
                         struct content *left)
{
    const struct medium_file *file = &medium->files[number];
    const struct disk_change *last = in_flight(medium);
    size_t count = file->count;
    _cleanup_free_ size_t *changes = mem_new_n(size_t, count + 1);
    if (count > 0)
        memcpy(changes, file->changes, count * sizeof(*changes));
    if (last && last->file == number && (last->kind == DISK_WRITE || last->kind == DISK_TRUNCATE))
        changes[count++] = medium->done;
    cut_file(&(struct cut){medium->disk, file, changes, count, chance, manner, left});
}

static void survive_names(const struct medium *medium, uint64_t *chance, enum manner manner, struct names *names)
{
    const struct disk_change *last = in_flight(medium);
    for (size_t i = 0; i < medium->name_count; i++)
        names_put(names, medium->names[i].name, medium->names[i].file);
    size_t common = chance_below(chance, medium->name_change_count + 1);
    for (size_t i = 0; i < medium->name_change_count; i++) {
        bool kept = manner == NOTHING ? false : manner == ALL ? true : chance_below(chance, 2);
        if (manner == IN_ORDER ? i < common : kept)
            names_change(names, &medium->disk->changes[medium->name_changes[i]]);
    }
    if (last && is_of_names(last) && manner != NOTHING && chance_below(chance, 2))
        names_change(names, last);
}

/* Memory that has a name lives in a file, too, and may be left in any state. */
static void survive_shared(uint64_t *chance, const char *folder)
{
    struct content content = {0};
    if (chance_below(chance, 2))
        return;
    content_resize(&content, 32768);
    for (size_t i = 0; i < content.size; i += sizeof(uint64_t)) {
        uint64_t word = chance_next(chance);
        memcpy(content.bytes + i, &word, sizeof(word));
    }
    write_file(folder, "store-shm", &content);
    free(content.bytes);
}

void medium_survive(const struct medium *medium, uint64_t chance, const char *folder)
{
    enum manner manner = (enum manner)chance_below(&chance, MANNERS);
    struct names names = {0};
    struct content left = {0};
    int made = mkdir(folder, 0700);
    assert(made == 0);
    survive_names(medium, &chance, manner, &names);
    for (size_t i = 0; i < names.count; i++) {
        survive_file(medium, names.items[i].file, &chance, manner, &left);
        write_file(folder, names.items[i].name, &left);
    }
    survive_shared(&chance, folder);
    free(left.bytes);
    free(names.items);
}

/* --- begin, end --- */

struct medium *medium_new(const struct disk *disk)
{
    struct medium *medium = mem_new(struct medium);
    struct names names = {0};
    medium->disk = disk;
    medium->files = mem_new_n(struct medium_file, disk->file_count + 1);
    for (size_t i = 0; i < disk->file_count; i++) {
        const struct disk_file *file = &disk->files[i];
        if (!file->old)
            continue;
        content_write(&medium->files[i].kept, 0, buffer_bytes(&file->first), file->first.length);
        content_copy(&medium->files[i].running, &medium->files[i].kept);
        names_put(&names, file->name, (int)i);
    }
    medium->names = names.items, medium->name_count = names.count, medium->name_room = names.room;
    return medium;
}

struct medium *medium_free(struct medium *medium)
{
    if (!medium)
        return NULL;
    for (size_t i = 0; i < medium->disk->file_count; i++) {
        free(medium->files[i].kept.bytes);
        free(medium->files[i].running.bytes);
        free(medium->files[i].changes);
        free(medium->files[i].lost);
    }
    free(medium->files);
    free(medium->names);
    free(medium->name_changes);
    free(medium);
    return NULL;
}

bool medium_holds(const struct medium *medium, int file, const void *bytes, size_t size)
{
    const struct content *running = &medium->files[file].running;
    return running->size == size && (size == 0 || memcmp(running->bytes, bytes, size) == 0);
}
