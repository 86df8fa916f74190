/* SPDX-License-Identifier: MIT
 *
 * A child whose words come over a pipe, and whose input is nothing, so that it asks nobody for a password.
 */
#include "printer/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SAID_MOST = 16384 };

static void listen_to(int fd, struct buffer *said)
{
    char bytes[1024];
    ssize_t size;
    while ((size = read(fd, bytes, sizeof(bytes))) > 0 || (size < 0 && errno == EINTR)) {
        if (size > 0 && said->length < SAID_MOST)
            buffer_append(said, bytes, (size_t)size);
    }
}

static int spawn(const char *const *words, int out, pid_t *ret_child)
{
    posix_spawn_file_actions_t actions;
    int r = posix_spawn_file_actions_init(&actions);
    if (r != 0)
        return -r;
    r = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    for (int fd = STDOUT_FILENO; r == 0 && fd <= STDERR_FILENO; fd++)
        r = posix_spawn_file_actions_adddup2(&actions, out, fd);
    if (r == 0)
        r = posix_spawnp(ret_child, words[0], &actions, NULL, (char *const *)(uintptr_t)words, environ);
    posix_spawn_file_actions_destroy(&actions);
    return -r;
}

int tool_run(const char *const *words, struct buffer *said)
{
    int fds[2], status = 0;
    pid_t child = -1;
    if (pipe2(fds, O_CLOEXEC) < 0)
        return -errno;
    int r = spawn(words, fds[1], &child);
    close(fds[1]);
    if (r == 0)
        listen_to(fds[0], said);
    close(fds[0]);
    if (r < 0)
        return r;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
