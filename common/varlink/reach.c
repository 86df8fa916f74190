/* SPDX-License-Identifier: MIT
 *
 * ssh as a grandchild: it is nobody's to wait for, and ends when its standard input does.
 */
#include "common/varlink/reach.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const char scheme[] = "ssh:";

const char *reach_ssh_host(const char *address)
{
    return strncmp(address, scheme, strlen(scheme)) == 0 ? address + strlen(scheme) : NULL;
}

/* Nobody is there to type a password, and a host that is gone is to be known soon. */
_Noreturn static void become_ssh(const char *host, int fd)
{
    const char *const words[] = {"ssh",
                                 "-T",
                                 "-oBatchMode=yes",
                                 "-oConnectTimeout=5",
                                 "-oServerAliveInterval=3",
                                 "-oServerAliveCountMax=3",
                                 "--",
                                 host,
                                 "novbe",
                                 "bridge",
                                 NULL};
    if (dup2(fd, STDIN_FILENO) >= 0 && dup2(fd, STDOUT_FILENO) >= 0)
        execvp(words[0], (char *const *)words);
    _exit(127);
}

_Noreturn static void become_parent(const char *host, int fd)
{
    pid_t child = fork();
    if (child == 0)
        become_ssh(host, fd);
    _exit(child < 0 ? 1 : 0);
}

int reach_ssh(const char *host, int *ret_fd_in, int *ret_fd_out)
{
    int fds[2], status = 0;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
        return -errno;
    pid_t child = fork();
    int r = child < 0 ? -errno : 0;
    if (child == 0)
        become_parent(host, fds[1]);
    close(fds[1]);
    while (r == 0 && waitpid(child, &status, 0) < 0) {
        if (errno != EINTR)
            r = -errno;
    }
    if (r == 0 && !(WIFEXITED(status) && WEXITSTATUS(status) == 0))
        r = -EAGAIN;
    if (r < 0) {
        close(fds[0]);
        return r;
    }
    *ret_fd_in = *ret_fd_out = fds[0];
    return 0;
}
