/* SPDX-License-Identifier: MIT
 *
 * The calls by which a process changes files, and what is written down of them.
 */
#include "tests/daemon/faults/disk.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/daemon/faults/medium.h"

const char *const disk_kind_words[DISK_KINDS] = {
        [DISK_CREATE] = "create", [DISK_WRITE] = "write",   [DISK_TRUNCATE] = "truncate",       [DISK_SYNC] = "sync",
        [DISK_RENAME] = "rename", [DISK_UNLINK] = "unlink", [DISK_SYNC_FOLDER] = "sync folder",
};

enum { DESCRIPTORS = 4096, NO_FILE = 0, FOLDER = -1, SHARED = -2 };

/* The calls of a process have no other place for what they know. */
static struct {
    pthread_mutex_t lock;
    struct disk *disk;
    int files[DESCRIPTORS]; /* by descriptor: the file's number + 1, or one of the words above */
} mounted = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void let_go(const int *locked)
{
    if (*locked) {
        int kept = errno;
        pthread_mutex_unlock(&mounted.lock);
        errno = kept;
    }
}

static int lock(void)
{
    pthread_mutex_lock(&mounted.lock);
    return 1;
}

static void lock_for_fork(void)
{
    pthread_mutex_lock(&mounted.lock);
}

static void unlock_after_fork(void)
{
    pthread_mutex_unlock(&mounted.lock);
}

/* A process that is forked while another thread holds the lock would wait for it for ever. Before any library says what
 * it does after a fork: that may write. */
__attribute__((constructor)) static void hold_in_forks(void)
{
    pthread_atfork(lock_for_fork, unlock_after_fork, unlock_after_fork);
}

#define LOCKED _cleanup_(let_go) attr_unused int locked = lock()

/* --- names --- */

/* The name of a path in the folder, "" of the folder itself; NULL: it lies elsewhere. */
static const char *name_inside(const char *path)
{
    size_t length = mounted.disk ? strlen(mounted.disk->folder) : 0;
    if (!mounted.disk || strncmp(path, mounted.disk->folder, length) != 0)
        return NULL;
    if (path[length] == '\0')
        return path + length;
    return path[length] == '/' ? path + length + 1 : NULL;
}

static bool is_shared(const char *name)
{
    size_t length = strlen(name);
    return length > 4 && strcmp(name + length - 4, "-shm") == 0;
}

static struct disk_name *find_name(const struct disk *disk, const char *name)
{
    for (size_t i = 0; i < disk->name_count; i++) {
        if (strcmp(disk->names[i].name, name) == 0)
            return &disk->names[i];
    }
    return NULL;
}

static void set_name(char kept[DISK_NAME_SIZE], const char *name)
{
    assert(strlen(name) < DISK_NAME_SIZE);
    memset(kept, 0, DISK_NAME_SIZE);
    snprintf(kept, DISK_NAME_SIZE, "%s", name);
}

static void add_name(struct disk *disk, const char *name, int file)
{
    mem_grow(disk->names, disk->name_count, disk->name_room);
    struct disk_name *added = &disk->names[disk->name_count++];
    added->file = file;
    set_name(added->name, name);
}

static int add_file(struct disk *disk, const char *name)
{
    mem_grow(disk->files, disk->file_count, disk->file_room);
    struct disk_file *file = &disk->files[disk->file_count];
    *file = (struct disk_file){0};
    set_name(file->name, name);
    add_name(disk, name, (int)disk->file_count);
    return (int)disk->file_count++;
}

static void remove_name(struct disk *disk, const char *name)
{
    struct disk_name *found = find_name(disk, name);
    if (found)
        *found = disk->names[--disk->name_count];
}

/* --- faults --- */

static bool fails(enum disk_kind kind)
{
    struct disk_fault *fault = &mounted.disk->fault;
    if (!(fault->kinds & DISK_BIT(kind)) || fault->times == 0)
        return false;
    if (fault->skip > 0) {
        fault->skip--;
        return false;
    }
    fault->times--;
    fault->hit++;
    return true;
}

static int refuse(void)
{
    errno = mounted.disk->fault.error;
    return -1;
}

/* --- what is written down --- */

static struct disk_change *note(struct disk_change change, const void *bytes)
{
    struct disk *disk = mounted.disk;
    if (change.file >= 0)
        memcpy(change.name, disk->files[change.file].name, DISK_NAME_SIZE);
    if (disk->before)
        disk->before(disk->data, &change);
    change.label = disk->label;
    change.moment = disk->moment;
    change.from = disk->bytes.length;
    if (bytes)
        buffer_append(&disk->bytes, bytes, change.size);
    mem_grow(disk->changes, disk->count, disk->room);
    disk->changes[disk->count] = change;
    return &disk->changes[disk->count++];
}

static int file_of(int fd)
{
    return fd >= 0 && fd < DESCRIPTORS ? mounted.files[fd] : NO_FILE;
}

static void keep_descriptor(int fd, int file)
{
    assert(fd < DESCRIPTORS);
    mounted.files[fd] = file;
}

/* --- open, close --- */

static int really_open(const char *path, int flags, unsigned mode)
{
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

static int open_file(const char *path, const char *name, int flags, unsigned mode)
{
    struct disk *disk = mounted.disk;
    struct disk_name *known = find_name(disk, name);
    bool makes = !known && flags & O_CREAT;
    if (makes && fails(DISK_CREATE))
        return refuse();
    int fd = really_open(path, flags, mode);
    if (fd < 0)
        return fd;
    int file = known ? known->file : add_file(disk, name);
    if (makes)
        note((struct disk_change){.kind = DISK_CREATE, .file = file}, NULL);
    else if (flags & O_TRUNC)
        note((struct disk_change){.kind = DISK_TRUNCATE, .file = file}, NULL);
    keep_descriptor(fd, file + 1);
    return fd;
}

static int open_path(const char *path, int flags, unsigned mode)
{
    LOCKED;
    const char *name = name_inside(path);
    if (name && *name && !is_shared(name))
        return open_file(path, name, flags, mode);
    int fd = really_open(path, flags, mode);
    if (name && fd >= 0)
        keep_descriptor(fd, *name ? SHARED : FOLDER);
    return fd;
}

int disk_open(const char *path, int flags, ...) __asm__("open");
int disk_open64(const char *path, int flags, ...) __asm__("open64");
int disk_close(int fd) __asm__("close");

static unsigned mode_of(int flags, va_list arguments)
{
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, unsigned) : 0;
}

int disk_open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    unsigned mode = mode_of(flags, arguments);
    va_end(arguments);
    return open_path(path, flags, mode);
}

int disk_open64(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    unsigned mode = mode_of(flags, arguments);
    va_end(arguments);
    return open_path(path, flags, mode);
}

int disk_close(int fd)
{
    LOCKED;
    if (fd >= 0 && fd < DESCRIPTORS)
        mounted.files[fd] = NO_FILE;
    return (int)syscall(SYS_close, fd);
}

/* --- write, truncate --- */

static ssize_t really_write(int fd, const void *bytes, size_t size, int64_t at)
{
    return at < 0 ? syscall(SYS_write, fd, bytes, size) : syscall(SYS_pwrite64, fd, bytes, size, at);
}

/* At -1: where the descriptor stands. */
static ssize_t write_at(int fd, const void *bytes, size_t size, int64_t at)
{
    LOCKED;
    int file = file_of(fd);
    if (!mounted.disk || file == NO_FILE)
        return really_write(fd, bytes, size, at);
    bool failed = fails(DISK_WRITE);
    const struct disk_fault *fault = &mounted.disk->fault;
    bool half = failed && (fault->error != ENOSPC || fault->hit % 2 == 1);
    size_t part = !failed ? size : half ? size - size / 2 : 0;
    if (file > 0 && part > 0) {
        int64_t from = at < 0 ? lseek(fd, 0, SEEK_CUR) : at;
        note((struct disk_change){.kind = DISK_WRITE, .file = file - 1, .at = from, .size = part}, bytes);
    }
    ssize_t written = part > 0 ? really_write(fd, bytes, part, at) : 0;
    assert(written == (ssize_t)part); /* else the test's own machine fails */
    return failed && (fault->error == EIO || part == 0) ? refuse() : written;
}

static int truncate_to(int fd, int64_t size)
{
    LOCKED;
    int file = file_of(fd);
    if (mounted.disk && file > 0) {
        if (fails(DISK_TRUNCATE))
            return refuse();
        note((struct disk_change){.kind = DISK_TRUNCATE, .file = file - 1, .at = size}, NULL);
    }
    return (int)syscall(SYS_ftruncate, fd, size);
}

ssize_t disk_write(int fd, const void *bytes, size_t size) __asm__("write");
ssize_t disk_pwrite(int fd, const void *bytes, size_t size, off_t at) __asm__("pwrite");
ssize_t disk_pwrite64(int fd, const void *bytes, size_t size, off_t at) __asm__("pwrite64");
int disk_ftruncate(int fd, off_t size) __asm__("ftruncate");
int disk_ftruncate64(int fd, off_t size) __asm__("ftruncate64");

ssize_t disk_write(int fd, const void *bytes, size_t size)
{
    return write_at(fd, bytes, size, -1);
}

ssize_t disk_pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    return write_at(fd, bytes, size, at);
}

ssize_t disk_pwrite64(int fd, const void *bytes, size_t size, off_t at)
{
    return write_at(fd, bytes, size, at);
}

int disk_ftruncate(int fd, off_t size)
{
    return truncate_to(fd, size);
}

int disk_ftruncate64(int fd, off_t size)
{
    return truncate_to(fd, size);
}

/* --- sync --- */

static int sync_descriptor(int fd, int number)
{
    LOCKED;
    int file = file_of(fd);
    if (!mounted.disk || file == NO_FILE)
        return (int)syscall(number, fd);
    if (file == SHARED)
        return 0;
    enum disk_kind kind = file == FOLDER ? DISK_SYNC_FOLDER : DISK_SYNC;
    struct disk_change *change = note((struct disk_change){.kind = kind, .file = file > 0 ? file - 1 : -1}, NULL);
    change->failed = fails(kind);
    return change->failed ? refuse() : 0;
}

int disk_fsync(int fd) __asm__("fsync");
int disk_fdatasync(int fildes) __asm__("fdatasync");

int disk_fsync(int fd)
{
    return sync_descriptor(fd, SYS_fsync);
}

int disk_fdatasync(int fildes)
{
    return sync_descriptor(fildes, SYS_fdatasync);
}

/* --- rename, unlink --- */

int disk_rename(const char *path, const char *other) __asm__("rename");
int disk_unlink(const char *path) __asm__("unlink");

int disk_rename(const char *path, const char *other)
{
    LOCKED;
    const char *name = name_inside(path), *to = name_inside(other);
    const struct disk_name *found = name ? find_name(mounted.disk, name) : NULL;
    assert(!name == !to); /* nothing moves in or out */
    if (found) {
        if (fails(DISK_RENAME))
            return refuse();
        struct disk_change change = {.kind = DISK_RENAME, .file = found->file};
        int file = found->file;
        set_name(change.other, to);
        struct disk_change *noted = note(change, NULL);
        set_name(noted->name, name);
        remove_name(mounted.disk, name);
        remove_name(mounted.disk, to);
        add_name(mounted.disk, to, file);
    }
    return (int)syscall(SYS_renameat2, AT_FDCWD, path, AT_FDCWD, other, 0);
}

int disk_unlink(const char *path)
{
    LOCKED;
    const char *name = name_inside(path);
    const struct disk_name *found = name ? find_name(mounted.disk, name) : NULL;
    if (found) {
        if (fails(DISK_UNLINK))
            return refuse();
        struct disk_change *noted = note((struct disk_change){.kind = DISK_UNLINK, .file = found->file}, NULL);
        set_name(noted->name, name);
        remove_name(mounted.disk, name);
    }
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

/* --- mount --- */

static void read_file(const char *folder, const char *name, struct buffer *bytes)
{
    _cleanup_free_ char *path = mem_printf("%s/%s", folder, name);
    _cleanup_close_ int fd = really_open(path, O_RDONLY | O_CLOEXEC, 0);
    ssize_t count;
    assert(fd >= 0);
    while ((count = read(fd, buffer_reserve(bytes, 65536), 65536)) > 0)
        buffer_added(bytes, (size_t)count);
    assert(count == 0);
}

/* Calls a function for each file that belongs to the disk. */
static void for_each_file(const char *folder, void (*function)(void *data, const char *name), void *data)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, alphasort);
    assert(count >= 0);
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.' && !is_shared(entries[i]->d_name))
            function(data, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

static void take_file(void *data, const char *name)
{
    struct disk *disk = data;
    int file = add_file(disk, name);
    disk->files[file].old = true;
    read_file(disk->folder, name, &disk->files[file].first);
}

struct disk *disk_mount(const char *folder)
{
    struct disk *disk = mem_new(struct disk);
    disk->folder = mem_strdup(folder);
    for_each_file(folder, take_file, disk);
    assert(!mounted.disk);
    mounted.disk = disk;
    return disk;
}

void disk_unmount(struct disk *disk)
{
    LOCKED;
    assert(mounted.disk == disk);
    mounted.disk = NULL;
    memset(mounted.files, 0, sizeof(mounted.files));
}

struct disk *disk_free(struct disk *disk)
{
    if (!disk)
        return NULL;
    for (size_t i = 0; i < disk->file_count; i++)
        buffer_done(&disk->files[i].first);
    buffer_done(&disk->bytes);
    free(disk->files);
    free(disk->names);
    free(disk->changes);
    free(disk->folder);
    free(disk);
    return NULL;
}

/* --- is it whole --- */

struct comparison {
    const struct disk *disk;
    const struct medium *medium;
    size_t files;
    bool same;
};

static void compare_file(void *data, const char *name)
{
    struct comparison *comparison = data;
    const struct disk_name *known = find_name(comparison->disk, name);
    struct buffer bytes = {0};
    read_file(comparison->disk->folder, name, &bytes);
    comparison->files++;
    if (!known || !medium_holds(comparison->medium, known->file, buffer_bytes(&bytes), bytes.length)) {
        fprintf(stderr, "%s: not as the disk knows it\n", name);
        comparison->same = false;
    }
    buffer_done(&bytes);
}

bool disk_is_whole(const struct disk *disk)
{
    struct medium *medium = medium_new(disk);
    medium_advance(medium, disk->count);
    struct comparison comparison = {.disk = disk, .medium = medium, .same = true};
    for_each_file(disk->folder, compare_file, &comparison);
    medium_free(medium);
    return comparison.same && comparison.files == disk->name_count;
}
