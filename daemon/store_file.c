/* SPDX-License-Identifier: MIT
 *
 * Files of the store as files: on disk, whole under their name, or gone.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/store_private.h"

int store_sync_file(const char *path)
{
    _cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd < 0 || fsync(fd) < 0 ? -errno : 0;
}

int store_sync_folder(const char *path)
{
    _cleanup_free_ char *copy = mem_strdup(path);
    _cleanup_close_ int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 || fsync(fd) < 0 ? -errno : 0;
}

int store_settle_file(const char *from, const char *to, char error[STORE_ERROR_SIZE])
{
    int r = store_sync_file(from);
    if (r < 0) {
        snprintf(error, STORE_ERROR_SIZE, "cannot sync %s: %s", from, strerror(-r));
        return r;
    }
    if (rename(from, to) < 0) {
        r = -errno;
        snprintf(error, STORE_ERROR_SIZE, "cannot rename %s: %s", from, strerror(errno));
        return r;
    }
    r = store_sync_folder(to);
    if (r < 0)
        snprintf(error, STORE_ERROR_SIZE, "cannot sync the folder of %s: %s", to, strerror(-r));
    return r;
}

void store_remove_file(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
        _cleanup_free_ char *name = mem_printf("%s%s", path, ends[i]);
        unlink(name);
    }
}

/* 0 bytes left: the end. */
static int copy_bytes(int from_fd, int to_fd)
{
    char bytes[1 << 16];
    for (ssize_t size; (size = read(from_fd, bytes, sizeof(bytes))) != 0;) {
        if (size < 0)
            return -errno;
        ssize_t written = write(to_fd, bytes, (size_t)size);
        if (written != size)
            return written < 0 ? -errno : -ENOSPC;
    }
    return 0;
}

int store_copy_file(const char *from, const char *to)
{
    _cleanup_close_ int from_fd = open(from, O_RDONLY | O_CLOEXEC);
    if (from_fd < 0)
        return -errno;
    _cleanup_close_ int to_fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    return to_fd < 0 ? -errno : copy_bytes(from_fd, to_fd);
}
