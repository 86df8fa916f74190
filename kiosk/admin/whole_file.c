/* SPDX-License-Identifier: MIT
 *
 * Whole files: written under another name, brought to the disk, and renamed.
 */
#include "kiosk/admin/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);
        if (written < 0 && errno != EINTR)
            return -errno;
        if (written > 0) {
            bytes += written;
            size -= (size_t)written;
        }
    }
    return fsync(fd) < 0 ? -errno : 0;
}

int whole_file_create(int folder, const char *name, const void *bytes, size_t size)
{
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return -errno;
    int r = write_all(fd, bytes, size);
    if (close(fd) < 0 && r == 0)
        r = -errno;
    if (r < 0)
        unlinkat(folder, name, 0);
    return r;
}

static int write_in(int folder, const char *name, const struct buffer *bytes)
{
    _cleanup_free_ char *beside = mem_printf(".%s.%ld", name, (long)getpid());
    int r = whole_file_create(folder, beside, bytes->length ? buffer_bytes(bytes) : "", bytes->length);
    if (r < 0)
        return r;
    if (renameat(folder, beside, folder, name) < 0) {
        r = -errno;
        unlinkat(folder, beside, 0);
        return r;
    }
    return fsync(folder) < 0 && errno != EINVAL ? -errno : 0;
}

int whole_file_write(const char *path, const struct buffer *bytes)
{
    struct stat there;
    if (stat(path, &there) == 0 && !S_ISREG(there.st_mode))
        return S_ISDIR(there.st_mode) ? -EISDIR : -EEXIST;
    _cleanup_free_ char *for_folder = mem_strdup(path), *for_name = mem_strdup(path);
    int folder = open(dirname(for_folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return -errno;
    int r = write_in(folder, basename(for_name), bytes);
    close(folder);
    return r;
}
