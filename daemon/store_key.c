/* SPDX-License-Identifier: MIT
 *
 * The file of the present seal key. It lies outside the database, so that no backup of the one holds the other.
 *
 *     novbe seal key 1
 *     chain 1
 *     step 12
 *     key 0123...
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/store_private.h"

enum { KEY_FILE_SIZE = 256 };

int seal_key_read(const char *path, struct seal_key *ret_key)
{
    char text[KEY_FILE_SIZE] = "", hex[LEDGER_HEX_SIZE];
    _cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return -errno;
    ssize_t size = read(fd, text, sizeof(text) - 1);
    if (size < 0)
        return -errno;
    struct seal_key key;
    int end = 0;
    char chain[10], step[10];
    bool fine = sscanf(text, "novbe seal key 1\nchain %9[0-9]\nstep %9[0-9]\nkey %64[0-9a-f]\n%n", chain, step, hex,
                       &end) == 3 &&
                end == size && ledger_from_hex(hex, key.key.bytes) == 0;
    key.chain = fine ? (int32_t)strtol(chain, NULL, 10) : 0;
    key.step = fine ? (int32_t)strtol(step, NULL, 10) : 0;
    fine = fine && key.chain > 0;
    explicit_bzero(text, sizeof(text));
    explicit_bzero(hex, sizeof(hex));
    if (!fine)
        return -EBADMSG;
    *ret_key = key;
    return 0;
}

static int write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);
        if (written <= 0)
            return written < 0 ? -errno : -ENOSPC;
        bytes += written;
        size -= (size_t)written;
    }
    return fsync(fd) < 0 ? -errno : 0;
}

/* Best effort: the key is replaced already, and a file system that copies on write keeps the old bytes anyway. */
static void overwrite(int fd)
{
    static const char zeros[KEY_FILE_SIZE];
    struct stat status;
    if (fd >= 0 && fstat(fd, &status) == 0 && pwrite(fd, zeros, sizeof(zeros), 0) > 0)
        fsync(fd);
}

int seal_key_write(const char *path, const struct seal_key *key)
{
    _cleanup_free_ char *other = mem_printf("%s.new", path);
    char text[KEY_FILE_SIZE], hex[LEDGER_HEX_SIZE];
    int length = snprintf(text, sizeof(text), "novbe seal key 1\nchain %d\nstep %d\nkey %s\n", key->chain, key->step,
                          ledger_hex(key->key.bytes, hex));
    _cleanup_close_ int old_fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    _cleanup_close_ int fd = open(other, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    int r = fd < 0 ? -errno : write_all(fd, text, (size_t)length);
    explicit_bzero(text, sizeof(text));
    explicit_bzero(hex, sizeof(hex));
    if (r == 0 && rename(other, path) < 0)
        r = -errno;
    if (r == 0)
        r = store_sync_folder(path);
    if (r == 0)
        overwrite(old_fd);
    return r;
}
