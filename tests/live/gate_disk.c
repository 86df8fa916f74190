/* SPDX-License-Identifier: MIT
 *
 * Lets a live test hold up a disk: loaded before a program (LD_PRELOAD), it lets a sync begin only while nobody holds
 * the file NOVBE_TEST_DISK locked. A byte is added to the file whenever one has to wait, so the test knows.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

static void pass_gate(void)
{
    const char *path = getenv("NOVBE_TEST_DISK");
    int fd = path ? open(path, O_WRONLY | O_APPEND | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    if (flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK && write(fd, "w", 1) == 1) {
        while (flock(fd, LOCK_SH) < 0 && errno == EINTR)
            continue;
    }
    close(fd);
}

int fsync(int fd)
{
    pass_gate();
    return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fildes)
{
    pass_gate();
    return (int)syscall(SYS_fdatasync, fildes);
}
