/* SPDX-License-Identifier: MIT
 *
 * The parent: signals for the child are passed on, its stderr is kept, its end is waited for.
 */
#include "kiosk/ui/guard.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "common/base.h"

enum { KEPT_BYTES = 64 * 1024 };

struct guard {
    pid_t child;
    int signals;           /* descriptor they come by */
    int errors;            /* the child's stderr; -1: it is not held back */
    char kept[KEPT_BYTES]; /* the last of it, a ring */
    size_t written;        /* bytes in all */
    struct termios before;
    bool is_terminal;
};

static void write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = write(fd, bytes, length);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return; /* nobody is there to be told */
        bytes += sent;
        length -= (size_t)sent;
    }
}

/* False: it is closed. */
static bool keep_errors(struct guard *guard)
{
    char bytes[4096];
    ssize_t length = read(guard->errors, bytes, sizeof bytes);
    if (length < 0 && errno == EINTR)
        return true;
    if (length <= 0)
        return false;
    for (ssize_t i = 0; i < length; i++)
        guard->kept[guard->written++ % KEPT_BYTES] = bytes[i];
    return true;
}

static void tell_errors(const struct guard *guard)
{
    if (guard->written > KEPT_BYTES) {
        size_t start = guard->written % KEPT_BYTES;
        write_all(STDERR_FILENO, guard->kept + start, KEPT_BYTES - start);
        write_all(STDERR_FILENO, guard->kept, start);
    } else {
        write_all(STDERR_FILENO, guard->kept, guard->written);
    }
}

/* --- the two processes --- */

static _Noreturn void be_child(struct guard *guard, pid_t parent, int (*run)(void *data), void *data,
                               const sigset_t *mask)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(1);
    sigprocmask(SIG_SETMASK, mask, NULL);
    close(guard->signals);
    free(guard);
    exit(run(data));
}

/* Passes signals on; true when the child has ended. */
static bool take_signal(struct guard *guard, int *ret_status)
{
    struct signalfd_siginfo info;
    if (read(guard->signals, &info, sizeof info) != (ssize_t)sizeof info)
        return false;
    if (info.ssi_signo != SIGCHLD) {
        kill(guard->child, (int)info.ssi_signo);
        return false;
    }
    return waitpid(guard->child, ret_status, WNOHANG) == guard->child;
}

static int wait_for_child(struct guard *guard)
{
    int status = 0;
    for (;;) {
        struct pollfd fds[2] = {{.fd = guard->signals, .events = POLLIN}, {.fd = guard->errors, .events = POLLIN}};
        if (poll(fds, 2, -1) < 0)
            continue;
        if (fds[1].revents && !keep_errors(guard))
            guard->errors = -1;
        if (fds[0].revents && take_signal(guard, &status))
            break;
    }
    struct pollfd rest = {.fd = guard->errors, .events = POLLIN};
    while (guard->errors >= 0 && poll(&rest, 1, 0) > 0 && keep_errors(guard))
        ;
    return status;
}

/* The child could not do it itself. */
static void restore_terminal(const struct guard *guard)
{
    static const char sane[] = "\033[?1006l\033[?1000l\033[0m\033[?25h\033[?1049l\r";
    if (!guard->is_terminal)
        return;
    write_all(STDOUT_FILENO, sane, sizeof sane - 1);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &guard->before);
}

static int finish(const struct guard *guard, int status)
{
    bool killed = WIFSIGNALED(status);
    if (killed)
        restore_terminal(guard);
    tell_errors(guard);
    if (!killed)
        return WEXITSTATUS(status);
    fprintf(stderr, "%s: ended by signal %d, %s\n", program_invocation_short_name, WTERMSIG(status),
            strsignal(WTERMSIG(status)));
    return 128 + WTERMSIG(status);
}

static struct guard *guard_new(int *ret_write_end)
{
    struct guard *guard = mem_new(struct guard);
    guard->is_terminal = tcgetattr(STDIN_FILENO, &guard->before) == 0;
    guard->errors = *ret_write_end = -1;
    int pair[2];
    if (isatty(STDERR_FILENO) && pipe(pair) == 0) {
        guard->errors = pair[0];
        *ret_write_end = pair[1];
    }
    return guard;
}

int guard_run(int (*run)(void *data), void *data)
{
    sigset_t mask, before;
    sigemptyset(&mask);
    static const int passed[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};
    for (size_t i = 0; i < ARRAY_SIZE(passed); i++)
        sigaddset(&mask, passed[i]);
    sigprocmask(SIG_BLOCK, &mask, &before);
    int write_end;
    struct guard *guard = guard_new(&write_end);
    guard->signals = signalfd(-1, &mask, SFD_CLOEXEC);
    pid_t parent = getpid();
    guard->child = guard->signals < 0 ? -1 : fork();
    if (guard->child < 0) {
        fprintf(stderr, "%s: no process can be made: %s\n", program_invocation_short_name, strerror(errno));
        free(guard);
        return 1;
    }
    if (guard->child == 0) {
        if (write_end >= 0) {
            dup2(write_end, STDERR_FILENO);
            close(write_end);
            close(guard->errors);
        }
        be_child(guard, parent, run, data, &before);
    }
    if (write_end >= 0)
        close(write_end);
    int code = finish(guard, wait_for_child(guard));
    sigprocmask(SIG_SETMASK, &before, NULL);
    free(guard);
    return code;
}
