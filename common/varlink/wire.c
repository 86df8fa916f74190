/* SPDX-License-Identifier: MIT
 *
 * A connection on a libuv loop that is opened again whenever it is lost.
 *
 * Poll handles belong to one connection and are on the heap: libuv lets go of them a little later than we do, and by
 * then the next connection may be there. The wire itself holds two handles for life: the timer of the next try, and an
 * idle handle that writes what a turn has gathered, so that a hundred calls of one turn are one write. It is active
 * while there is something to write, and libuv does not sleep while an idle handle is active: a prepare handle would
 * leave bytes unsent that another prepare handle gives us.
 */
#include "common/varlink/wire.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/varlink/frame.h"

#define KEEP_BYTES ((size_t)64 * 1024) /* of output buffer, from one turn to the next */

struct wire {
    struct wire_options options;
    char *address;
    uv_timer_t retry;
    uv_idle_t flush;
    unsigned handles; /* of these two that the loop still holds */
    bool dead;

    unsigned failures; /* in a row */

    /* The connection there is now; fd_in is -1 if there is none. */
    int fd_in, fd_out;
    uv_poll_t *poll_in, *poll_out; /* the same if the descriptors are */
    bool out_is_socket;
    bool awaits_room; /* the last write filled the system's buffer */
    struct frame_reader reader;
    struct buffer unsent;
    uint64_t taken, sent;
};

static void on_poll(uv_poll_t *poll, int status, int events);
static void on_retry(uv_timer_t *timer);

unsigned wire_backoff_ms(unsigned failures, unsigned min_ms, unsigned max_ms, uint32_t random)
{
    uint64_t ceiling_ms = min_ms;
    for (unsigned i = 0; i <= failures && ceiling_ms < max_ms; i++)
        ceiling_ms *= 2;
    if (ceiling_ms > max_ms)
        ceiling_ms = max_ms;
    if (ceiling_ms <= min_ms)
        return (unsigned)ceiling_ms;
    return min_ms + (unsigned)(random % (ceiling_ms - min_ms + 1));
}

static void plan_retry(struct wire *wire)
{
    uint32_t random = 0;
    ssize_t n = getrandom(&random, sizeof(random), 0);
    assert(n == (ssize_t)sizeof(random));
    unsigned wait_ms =
            wire_backoff_ms(wire->failures, wire->options.backoff_min_ms, wire->options.backoff_max_ms, random);
    if (wire->failures < 32)
        wire->failures++;
    uv_update_time(wire->options.loop);
    uv_timer_start(&wire->retry, on_retry, wait_ms, 0);
}

/* --- closing --- */

static void on_poll_closed(uv_handle_t *handle)
{
    free(handle);
}

static void close_poll(uv_poll_t *poll)
{
    if (poll)
        uv_close((uv_handle_t *)poll, on_poll_closed);
}

static void drop_connection(struct wire *wire)
{
    if (!wire_is_open(wire))
        return;
    uv_idle_stop(&wire->flush);
    if (wire->poll_out != wire->poll_in)
        close_poll(wire->poll_out);
    close_poll(wire->poll_in);
    wire->poll_in = wire->poll_out = NULL;
    if (wire->fd_out != wire->fd_in)
        close(wire->fd_out);
    close(wire->fd_in);
    wire->fd_in = wire->fd_out = -1;
    frame_reader_done(&wire->reader);
    buffer_done(&wire->unsent);
}

static void fail(struct wire *wire, int error)
{
    wire_break(wire);
    wire->options.events->closed(wire->options.data, error);
}

/* --- reading --- */

static int take_messages(struct wire *wire)
{
    while (wire_is_open(wire)) {
        char *message = NULL;
        size_t length = 0;
        int r = frame_reader_next(&wire->reader, &message, &length);
        if (r <= 0)
            return r;
        wire->options.events->message(wire->options.data, message, length);
    }
    return 0;
}

/* Reads once and hands on what is whole. Returns true if more may be there. */
static bool read_some(struct wire *wire)
{
    int r = frame_reader_fill(&wire->reader, wire->fd_in);
    if (r == -EAGAIN || r == -EINTR)
        return false;
    if (r == 0)
        r = -ECONNRESET;
    else if (r > 0)
        r = take_messages(wire);
    if (r < 0)
        fail(wire, r);
    return r >= 0 && wire_is_open(wire);
}

/* The way out is closed, but answers may already have come in: they count. */
static void fail_after_reading(struct wire *wire, int error)
{
    while (read_some(wire))
        ;
    if (wire_is_open(wire))
        fail(wire, error);
}

/* --- writing --- */

static void watch(struct wire *wire, bool awaits_room)
{
    if (awaits_room == wire->awaits_room)
        return;
    wire->awaits_room = awaits_room;
    int in = wire->poll_in == wire->poll_out ? UV_READABLE : 0;
    int out = awaits_room ? UV_WRITABLE : 0;
    if (in | out)
        uv_poll_start(wire->poll_out, in | out, on_poll);
    else
        uv_poll_stop(wire->poll_out);
}

static ssize_t write_some(const struct wire *wire)
{
    const char *bytes = buffer_bytes(&wire->unsent);
    size_t length = wire->unsent.length;
    ssize_t n = 0;
    do {
        n = wire->out_is_socket ? send(wire->fd_out, bytes, length, MSG_NOSIGNAL) : write(wire->fd_out, bytes, length);
    } while (n < 0 && errno == EINTR);
    return n < 0 ? -errno : n;
}

/* Writes what the system takes; returns 0 or a negative errno. */
static int write_all(struct wire *wire)
{
    while (wire->unsent.length > 0) {
        ssize_t n = write_some(wire);
        if (n == -EAGAIN)
            break;
        if (n < 0)
            return (int)n;
        buffer_consume(&wire->unsent, (size_t)n);
        wire->sent += (uint64_t)n;
    }
    watch(wire, wire->unsent.length > 0);
    if (wire->unsent.length == 0)
        buffer_clear(&wire->unsent, KEEP_BYTES);
    return 0;
}

static void write_unsent(struct wire *wire)
{
    uint64_t before = wire->sent;
    int r = write_all(wire);
    if (wire->sent > before)
        wire->options.events->written(wire->options.data);
    if (r < 0 && wire_is_open(wire))
        fail_after_reading(wire, r);
}

static void on_flush(uv_idle_t *idle)
{
    struct wire *wire = idle->data;
    uv_idle_stop(idle);
    write_unsent(wire);
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct wire *wire = poll->data;
    if (status < 0) {
        fail_after_reading(wire, status);
        return;
    }
    if (events & UV_WRITABLE)
        write_unsent(wire);
    if ((events & UV_READABLE) && wire_is_open(wire))
        (void)read_some(wire);
}

/* --- opening --- */

static int connect_unix(const char *address, int *ret_fd)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    size_t length = strlen(address);
    if (length >= sizeof(name.sun_path))
        return -ENAMETOOLONG;
    memcpy(name.sun_path, address, length);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    if (address[0] == '@')
        name.sun_path[0] = '\0';
    else
        size++;

    _cleanup_close_ int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -errno;
    /* A Unix socket connects at once or not at all; EAGAIN means that the service's backlog is full. */
    if (connect(fd, (const struct sockaddr *)&name, size) < 0)
        return -errno;
    *ret_fd = fd;
    fd = -1;
    return 0;
}

static int open_descriptors(const struct wire *wire, int *ret_fd_in, int *ret_fd_out)
{
    if (wire->options.open)
        return wire->options.open(wire->options.open_data, ret_fd_in, ret_fd_out);
    int r = connect_unix(wire->address, ret_fd_in);
    if (r == 0)
        *ret_fd_out = *ret_fd_in;
    return r;
}

/* A poll handle for the descriptor; libuv makes the descriptor non-blocking. */
static int new_poll(struct wire *wire, int fd, uv_poll_t **ret_poll)
{
    uv_poll_t *poll = mem_new(uv_poll_t);
    int r = uv_poll_init(wire->options.loop, poll, fd);
    if (r < 0) {
        free(poll);
        return r;
    }
    poll->data = wire;
    *ret_poll = poll;
    return 0;
}

static int new_polls(struct wire *wire, int fd_in, int fd_out)
{
    uv_poll_t *poll_in = NULL, *poll_out = NULL;
    int r = new_poll(wire, fd_in, &poll_in);
    if (r == 0 && fd_out != fd_in)
        r = new_poll(wire, fd_out, &poll_out);
    if (r < 0) {
        close_poll(poll_in);
        return r;
    }
    wire->poll_in = poll_in;
    wire->poll_out = poll_out ? poll_out : poll_in;
    return 0;
}

static int open_connection(struct wire *wire)
{
    int fd_in = -1, fd_out = -1;
    int r = open_descriptors(wire, &fd_in, &fd_out);
    if (r < 0)
        return r;
    r = new_polls(wire, fd_in, fd_out);
    if (r < 0) {
        if (fd_out != fd_in)
            close(fd_out);
        close(fd_in);
        return r;
    }
    struct stat status;
    wire->out_is_socket = fstat(fd_out, &status) == 0 && S_ISSOCK(status.st_mode);
    wire->fd_in = fd_in;
    wire->fd_out = fd_out;
    wire->awaits_room = false;
    wire->taken = wire->sent = 0;
    frame_reader_init(&wire->reader, wire->options.message_bytes);
    uv_poll_start(wire->poll_in, UV_READABLE, on_poll);
    return 0;
}

static void on_retry(uv_timer_t *timer)
{
    struct wire *wire = timer->data;
    int r = open_connection(wire);
    if (r < 0)
        fail(wire, r);
    else
        wire->options.events->opened(wire->options.data);
}

/* --- public --- */

static void on_handle_closed(uv_handle_t *handle)
{
    struct wire *wire = handle->data;
    if (--wire->handles > 0)
        return;
    free(wire->address);
    free(wire);
}

struct wire *wire_new(const struct wire_options *options)
{
    struct wire *wire = mem_new(struct wire);
    wire->options = *options;
    wire->address = options->address ? mem_strdup(options->address) : NULL;
    wire->fd_in = wire->fd_out = -1;
    wire->handles = 2;
    uv_timer_init(options->loop, &wire->retry);
    uv_idle_init(options->loop, &wire->flush);
    wire->retry.data = wire->flush.data = wire;
    uv_timer_start(&wire->retry, on_retry, 0, 0);
    return wire;
}

struct wire *wire_free(struct wire *wire)
{
    if (!wire)
        return NULL;
    assert(!wire->dead);
    wire->dead = true;
    drop_connection(wire);
    uv_close((uv_handle_t *)&wire->retry, on_handle_closed);
    uv_close((uv_handle_t *)&wire->flush, on_handle_closed);
    return NULL;
}

bool wire_is_open(const struct wire *wire)
{
    return wire->fd_in >= 0;
}

uint64_t wire_send(struct wire *wire, const void *bytes, size_t size)
{
    assert(wire_is_open(wire));
    buffer_append(&wire->unsent, bytes, size);
    wire->taken += size;
    if (!wire->awaits_room)
        uv_idle_start(&wire->flush, on_flush);
    return wire->taken;
}

uint64_t wire_sent(const struct wire *wire)
{
    return wire->sent;
}

void wire_break(struct wire *wire)
{
    drop_connection(wire);
    plan_retry(wire);
}

void wire_settle(struct wire *wire)
{
    wire->failures = 0;
}
