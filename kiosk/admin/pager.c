/* SPDX-License-Identifier: MIT
 *
 * The pager reads a pipe. It may end before it has read all, and an interrupt is for it, not for us: neither is a
 * failure. $PAGER may be any line of shell, as for git or man; the colours of the text are kept (LESS=R) unless the
 * user says otherwise in $LESS.
 */
#include "kiosk/admin/pager.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_FOUND = 127 };

static bool is_longer_than_terminal(const char *bytes, size_t length)
{
    struct winsize size = {0};
    size_t lines = 0;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_row == 0)
        return false;
    for (size_t i = 0; i < length; i++)
        lines += bytes[i] == '\n';
    return lines >= size.ws_row; /* the shell's prompt wants a line, too */
}

/* An empty one, and cat, ask for no pager at all. NULL: less. */
static bool wants_pager(const char **ret_line)
{
    *ret_line = getenv("PAGER");
    return !*ret_line || (**ret_line && strcmp(*ret_line, "cat") != 0);
}

static _Noreturn void become_pager(const char *line, int text)
{
    if (dup2(text, STDIN_FILENO) < 0 || setenv("LESS", "R", false) < 0)
        _exit(NOT_FOUND);
    if (line)
        execl("/bin/sh", "sh", "-c", line, (char *)NULL);
    else
        execlp("less", "less", (char *)NULL);
    _exit(NOT_FOUND);
}

/* Until all is written, or nobody reads any more. */
static void feed(int to, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t count = write(to, bytes, length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            break;
        bytes += count;
        length -= (size_t)count;
    }
    close(to);
}

/* Its exit code; NOT_FOUND: there is none, or it could not be run. */
static int run_pager(const char *line, const char *bytes, size_t length)
{
    int ends[2], status = 0;
    if (pipe(ends) < 0)
        return NOT_FOUND;
    pid_t child = fork();
    if (child == 0) {
        close(ends[1]);
        become_pager(line, ends[0]);
    }
    close(ends[0]);
    if (child < 0) {
        close(ends[1]);
        return NOT_FOUND;
    }
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction interrupt, gone;
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGPIPE, &ignore, &gone);
    feed(ends[1], bytes, length);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGPIPE, &gone, NULL);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

bool pager_show(const char *bytes, size_t length)
{
    const char *line;
    return is_longer_than_terminal(bytes, length) && wants_pager(&line) && run_pager(line, bytes, length) != NOT_FOUND;
}
