/* SPDX-License-Identifier: MIT
 *
 * A lock file first, then the question whether somebody answers, then the socket in place of a dead one.
 */
#include "daemon/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

static int socket_address(const char *path, struct sockaddr_un *ret_address)
{
    if (strlen(path) >= sizeof(ret_address->sun_path))
        return -ENAMETOOLONG;
    *ret_address = (struct sockaddr_un){.sun_family = AF_UNIX};
    memcpy(ret_address->sun_path, path, strlen(path));
    return 0;
}

static int new_socket(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    return fd < 0 ? -errno : fd;
}

/* The lock lies beside the socket and stays there: removing it would let two daemons lock two files of one name. */
static int take_lock(const char *path)
{
    _cleanup_free_ char *lock_path = mem_printf("%s.lock", path);
    _cleanup_close_ int fd = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return -errno;
    if (flock(fd, LOCK_EX | LOCK_NB) < 0)
        return errno == EWOULDBLOCK ? -EADDRINUSE : -errno;
    int taken = fd;
    fd = -1;
    return taken;
}

static bool somebody_answers(const struct sockaddr_un *address)
{
    _cleanup_close_ int fd = new_socket();
    if (fd < 0)
        return false;
    /* Whatever else hinders us, as a full queue of connections or a mode that keeps us out, is no sign of death. */
    return connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0 ||
           (errno != ECONNREFUSED && errno != ENOENT);
}

/* Removes what a dead daemon left. Anything but a socket is not ours to remove. */
static int remove_dead(const char *path)
{
    struct stat status;
    if (lstat(path, &status) < 0)
        return errno == ENOENT ? 0 : -errno;
    if (!S_ISSOCK(status.st_mode))
        return -EEXIST;
    return unlink(path) < 0 ? -errno : 0;
}

/* The socket is bound with no rights for anybody, so that nobody connects before its mode is set. */
static int bind_socket(int fd, const struct sockaddr_un *address, mode_t mode)
{
    mode_t saved = umask(0777);
    int r = bind(fd, (const struct sockaddr *)address, sizeof(*address)) < 0 ? -errno : 0;
    umask(saved);
    if (r < 0)
        return r;
    if (chmod(address->sun_path, mode) < 0 || listen(fd, SOMAXCONN) < 0)
        return -errno;
    return 0;
}

static int open_own(const char *path, mode_t mode, struct listener *ret_listener)
{
    struct sockaddr_un address;
    int r = socket_address(path, &address);
    if (r < 0)
        return r;
    _cleanup_close_ int lock_fd = take_lock(path);
    if (lock_fd < 0)
        return lock_fd;
    if (somebody_answers(&address))
        return -EADDRINUSE;
    r = remove_dead(path);
    if (r < 0)
        return r;
    _cleanup_close_ int fd = new_socket();
    if (fd < 0)
        return fd;
    r = bind_socket(fd, &address, mode);
    if (r < 0)
        return r;
    struct stat status;
    if (stat(path, &status) < 0)
        return -errno;
    *ret_listener = (struct listener){
            .fd = fd, .lock_fd = lock_fd, .path = mem_strdup(path), .device = status.st_dev, .inode = status.st_ino};
    fd = -1;
    lock_fd = -1;
    return 0;
}

/* One stream socket that listens, or the unit is wrong. */
static int open_activated(int count, struct listener *ret_listener)
{
    if (count != 1 || sd_is_socket_unix(SD_LISTEN_FDS_START, SOCK_STREAM, 1, NULL, 0) <= 0)
        return -EINVAL;
    *ret_listener = (struct listener){.fd = SD_LISTEN_FDS_START, .lock_fd = -1};
    return 0;
}

int listen_open(const char *path, mode_t mode, struct listener *ret_listener)
{
    int count = sd_listen_fds(1);
    if (count < 0)
        return count;
    if (count > 0)
        return open_activated(count, ret_listener);
    return open_own(path, mode, ret_listener);
}

void listen_close(struct listener *listener)
{
    struct stat status;
    if (listener->path && stat(listener->path, &status) == 0 && status.st_dev == listener->device &&
        status.st_ino == listener->inode)
        unlink(listener->path);
    cleanup_close(&listener->lock_fd);
    free(listener->path);
}
