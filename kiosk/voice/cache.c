/* SPDX-License-Identifier: MIT
 *
 * A folder of clips by the sum of their keys.
 */
#include "kiosk/voice/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_LENGTH = 16, ABANDONED_S = 3600 };

char *cache_path(const char *folder, const char *key)
{
    return mem_printf("%s/%016" PRIx64 ".wav", folder, wav_sum(WAV_SUM_START, key, strlen(key)));
}

int cache_find(const char *folder, const char *key, struct wav *ret_wav)
{
    _cleanup_free_ char *path = cache_path(folder, key);
    _cleanup_(buffer_done) struct buffer bytes = {0};
    _cleanup_(wav_done) struct wav wav = {0};
    const char *why;
    if (wav_read_bytes(path, &bytes) < 0)
        return -ENOENT;
    if (wav_parse(buffer_bytes(&bytes), bytes.length, &wav, &why) < 0 ||
        !wav_has_note(buffer_bytes(&bytes), bytes.length, &wav, key)) {
        unlink(path);
        return -ENOENT;
    }
    utimensat(AT_FDCWD, path, NULL, 0); /* it was used */
    *ret_wav = wav;
    wav = (struct wav){0};
    return 0;
}

/* --- what is too much --- */

struct entry {
    char name[NAME_LENGTH + sizeof(".wav")];
    int64_t used_ns, bytes;
};

struct entries {
    size_t count, room;
    struct entry *items;
    int64_t bytes;
};

static bool is_clip(const char *name)
{
    return strlen(name) == NAME_LENGTH + strlen(".wav") && strspn(name, "0123456789abcdef") == NAME_LENGTH &&
           strcmp(name + NAME_LENGTH, ".wav") == 0;
}

/* What a writer that was killed has left beside: "<clip>.wav.<pid>.new". */
static bool is_left_over(const char *name)
{
    size_t length = strlen(name);
    return length > NAME_LENGTH && strspn(name, "0123456789abcdef") == NAME_LENGTH &&
           strncmp(name + NAME_LENGTH, ".wav.", 5) == 0 && strcmp(name + length - 4, ".new") == 0;
}

static int64_t nanoseconds(struct timespec moment)
{
    return (int64_t)moment.tv_sec * 1000000000 + moment.tv_nsec;
}

static void add_entry(struct entries *entries, const char *name, const struct stat *status)
{
    mem_grow(entries->items, entries->count, entries->room);
    struct entry *entry = &entries->items[entries->count++];
    *entry = (struct entry){.used_ns = nanoseconds(status->st_mtim), .bytes = status->st_size};
    memcpy(entry->name, name, sizeof(entry->name));
    entries->bytes += entry->bytes;
}

static void list(DIR *folder, struct entries *ret_entries)
{
    struct stat now_status = {0}, status;
    (void)fstat(dirfd(folder), &now_status); /* changed just now, as a clip was written */
    for (struct dirent *at; (at = readdir(folder));) {
        bool left_over = is_left_over(at->d_name);
        if ((!is_clip(at->d_name) && !left_over) ||
            fstatat(dirfd(folder), at->d_name, &status, AT_SYMLINK_NOFOLLOW) < 0)
            continue;
        if (!left_over)
            add_entry(ret_entries, at->d_name, &status);
        else if (status.st_mtim.tv_sec < now_status.st_mtim.tv_sec - ABANDONED_S)
            unlinkat(dirfd(folder), at->d_name, 0);
    }
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    return left->used_ns < right->used_ns ? -1 : left->used_ns > right->used_ns;
}

static void remove_old(const char *path, int64_t most_bytes)
{
    struct entries entries = {0};
    DIR *folder = opendir(path);
    if (!folder)
        return;
    list(folder, &entries);
    if (entries.count > 0)
        qsort(entries.items, entries.count, sizeof(entries.items[0]), compare_entries);
    for (size_t i = 0; i < entries.count && entries.bytes > most_bytes; i++) {
        unlinkat(dirfd(folder), entries.items[i].name, 0);
        entries.bytes -= entries.items[i].bytes;
    }
    free(entries.items);
    closedir(folder);
}

int cache_keep(const char *folder, const char *key, const struct wav *wav, int64_t most_bytes)
{
    _cleanup_free_ char *path = cache_path(folder, key);
    if (mkdir(folder, 0755) < 0 && errno != EEXIST)
        return -errno;
    int r = wav_write(path, wav, key);
    if (r == 0)
        remove_old(folder, most_bytes);
    return r;
}
