/* SPDX-License-Identifier: MIT
 *
 * A child with a socket pair; it is buried when it has ended and what it left in the socket was read.
 */
#include "printer/worker_run.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/varlink/frame.h"
#include "printer/worker.h"
#include "printer/worker_message.h"

enum { LEAVE_MS = 2000 };

struct worker_run {
    const struct worker_run_events *events;
    void *data; /* NULL: it was let go */
    bool left;
    uv_process_t process;
    uv_poll_t poll;
    uv_timer_t timer; /* then one that was let go is killed */
    int fd;
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

static void on_exit_of(uv_process_t *process, attr_unused int64_t status, attr_unused int signal_number)
{
    struct worker_run *run = process->data;
    (void)read_all(run);
    close_handle(run, (uv_handle_t *)&run->process);
    close_handle(run, (uv_handle_t *)&run->poll);
    close_handle(run, (uv_handle_t *)&run->timer);
    if (!run->left)
        run->events->ended(run->data);
}

static int spawn(struct worker_run *run, uv_loop_t *loop, char *const *arguments, int child_fd)
{
    uv_stdio_container_t stdio[WORKER_FD + 1] = {{.flags = UV_IGNORE},
                                                 {.flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO},
                                                 {.flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO},
                                                 {.flags = UV_INHERIT_FD, .data.fd = child_fd}};
    uv_process_options_t options = {.exit_cb = on_exit_of,
                                    .file = arguments[0],
                                    .args = (char **)(uintptr_t)arguments,
                                    .stdio_count = ARRAY_SIZE(stdio),
                                    .stdio = stdio};
    run->process.data = run;
    return uv_spawn(loop, &run->process, &options);
}

struct worker_run *worker_run_new(uv_loop_t *loop, char *const *arguments, const struct worker_run_events *events,
                                  void *data)
{
    int fds[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
        return NULL;
    struct worker_run *run = mem_new(struct worker_run);
    *run = (struct worker_run){.events = events, .data = data, .fd = fds[0]};
    frame_reader_init(&run->reader, WORKER_MESSAGE_MOST);
    int r = spawn(run, loop, arguments, fds[1]);
    close(fds[1]);
    if (r < 0) {
        run->left = true;
        close_handle(run, (uv_handle_t *)&run->process);
        return NULL;
    }
    uv_poll_init(loop, &run->poll, run->fd);
    uv_timer_init(loop, &run->timer);
    run->poll.data = run->timer.data = run;
    uv_poll_start(&run->poll, UV_READABLE, on_poll);
    return run;
}

void worker_run_send(struct worker_run *run, const void *bytes, size_t size)
{
    buffer_append(&run->unsent, bytes, size);
    write_unsent(run);
}

void worker_run_kill(struct worker_run *run)
{
    (void)uv_process_kill(&run->process, SIGKILL);
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
