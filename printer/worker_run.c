/* SPDX-License-Identifier: MIT
 *
 * A child with a socket pair; it is buried when it has ended and what it left in the socket was read.
 *
 * It is a fork that executes nothing, so all that this process has read is there as it was read. This process has one
 * thread, so nobody holds a lock that the child would wait for.
 */
#include "printer/worker_run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/varlink/frame.h"
#include "printer/worker_message.h"

enum { LEAVE_MS = 2000, CHILD_FD = STDERR_FILENO + 1 };

struct worker_run {
    const struct worker_run_events *events;
    void *data; /* NULL: it was let go */
    bool left;
    uv_poll_t poll, end; /* of the socket, of the process */
    uv_timer_t timer;    /* then one that was let go is killed */
    int fd;
    pid_t pid;
    int process; /* its pidfd */
    int handles; /* not closed yet */
    struct frame_reader reader;
    struct buffer unsent;
};

static void on_closed(uv_handle_t *handle)
{
    struct worker_run *run = handle->data;
    if (--run->handles > 0)
        return;
    frame_reader_done(&run->reader);
    buffer_done(&run->unsent);
    close(run->fd);
    close(run->process);
    free(run);
}

static void close_handle(struct worker_run *run, uv_handle_t *handle)
{
    handle->data = run;
    run->handles++;
    uv_close(handle, on_closed);
}

static void tell_messages(struct worker_run *run)
{
    char *bytes;
    size_t length;
    int r = 0;
    while (!run->left && (r = frame_reader_next(&run->reader, &bytes, &length)) > 0)
        run->events->message(run->data, bytes, length);
    if (r < 0)
        worker_run_kill(run); /* it says nonsense */
}

/* All that is there. False: the other end is closed. */
static bool read_all(struct worker_run *run)
{
    int r;
    while ((r = frame_reader_fill(&run->reader, run->fd)) > 0)
        tell_messages(run);
    return r == -EAGAIN || r == -EINTR;
}

static void on_poll(uv_poll_t *poll, int status, int events);

static void write_unsent(struct worker_run *run)
{
    while (run->unsent.length > 0) {
        ssize_t sent = send(run->fd, buffer_bytes(&run->unsent), run->unsent.length, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent <= 0)
            break; /* full, or closed, which is read */
        buffer_consume(&run->unsent, (size_t)sent);
    }
    int events = UV_READABLE | (run->unsent.length > 0 ? UV_WRITABLE : 0);
    uv_poll_start(&run->poll, events, on_poll);
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct worker_run *run = poll->data;
    if (status < 0 || !read_all(run)) {
        uv_poll_stop(poll);
        worker_run_kill(run); /* it is of no use, if it is not about to end anyway */
    } else if (events & UV_WRITABLE) {
        write_unsent(run);
    }
}

static void on_end(uv_poll_t *poll, attr_unused int status, attr_unused int events)
{
    struct worker_run *run = poll->data;
    (void)read_all(run);
    (void)waitpid(run->pid, NULL, 0);
    close_handle(run, (uv_handle_t *)&run->end);
    close_handle(run, (uv_handle_t *)&run->poll);
    close_handle(run, (uv_handle_t *)&run->timer);
    if (!run->left)
        run->events->ended(run->data);
}

/* --- the child --- */

/* Handlers of faults are those of sanitizers, and stay. */
static bool is_fault(int number)
{
    return number == SIGSEGV || number == SIGBUS || number == SIGFPE || number == SIGILL || number == SIGABRT;
}

/* Of the loop and of the others it has nothing: neither a handler of signals nor a descriptor. */
static void leave_parent(int fd)
{
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; number++) {
        if (!is_fault(number))
            (void)signal(number, SIG_DFL);
    }
    (void)dup2(fd, CHILD_FD);
    (void)close_range(CHILD_FD + 1, ~0U, 0);
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    (void)dup2(null, STDIN_FILENO);
    (void)dup2(STDERR_FILENO, STDOUT_FILENO);
    if (null > CHILD_FD)
        close(null);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void be_child(const struct worker_run_child *child, int fd)
{
    leave_parent(fd);
    (void)prctl(PR_SET_NAME, child->name);
    exit(child->main(child->data, CHILD_FD));
}

/* Its pidfd, or a negative errno. No signal is taken by a handler of the loop's in a process that has no loop. */
static int begin_child(const struct worker_run_child *child, int fd, pid_t *ret_pid)
{
    sigset_t all, before;
    sigfillset(&all);
    (void)sigprocmask(SIG_SETMASK, &all, &before);
    pid_t pid = fork();
    if (pid == 0)
        be_child(child, fd);
    int error = errno;
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    if (pid < 0)
        return -error;
    int process = pidfd_open(pid, 0);
    if (process < 0) {
        error = errno;
        (void)kill(pid, SIGKILL);
        (void)waitpid(pid, NULL, 0);
        return -error;
    }
    *ret_pid = pid;
    return process;
}

/* --- a run --- */

static void watch(struct worker_run *run, uv_loop_t *loop)
{
    uv_poll_init(loop, &run->poll, run->fd);
    uv_poll_init(loop, &run->end, run->process);
    uv_timer_init(loop, &run->timer);
    run->poll.data = run->end.data = run->timer.data = run;
    uv_poll_start(&run->poll, UV_READABLE, on_poll);
    uv_poll_start(&run->end, UV_READABLE, on_end);
}

struct worker_run *worker_run_new(uv_loop_t *loop, const struct worker_run_child *child,
                                  const struct worker_run_events *events, void *data)
{
    int fds[2];
    pid_t pid = -1;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
        return NULL;
    int process = begin_child(child, fds[1], &pid);
    close(fds[1]);
    if (process < 0) {
        close(fds[0]);
        return NULL;
    }
    struct worker_run *run = mem_new(struct worker_run);
    *run = (struct worker_run){.events = events, .data = data, .fd = fds[0], .pid = pid, .process = process};
    frame_reader_init(&run->reader, WORKER_MESSAGE_MOST);
    watch(run, loop);
    return run;
}

void worker_run_send(struct worker_run *run, const void *bytes, size_t size)
{
    buffer_append(&run->unsent, bytes, size);
    write_unsent(run);
}

void worker_run_kill(struct worker_run *run)
{
    (void)pidfd_send_signal(run->process, SIGKILL, NULL, 0);
}

static void on_time(uv_timer_t *timer)
{
    worker_run_kill(timer->data);
}

void worker_run_leave(struct worker_run *run)
{
    run->left = true;
    run->data = NULL;
    (void)shutdown(run->fd, SHUT_WR);
    uv_timer_start(&run->timer, on_time, LEAVE_MS, 0);
}
