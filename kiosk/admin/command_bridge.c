/* SPDX-License-Identifier: MIT
 *
 * novbe bridge: the daemon's socket on standard input and output, so that a terminal on another machine speaks to it
 * through ssh. The peer that the daemon sees is the user whose shell ssh opened.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/buffer.h"
#include "kiosk/admin/command.h"

/* So much of one side waits for the other at most; then it is not read. */
enum { WAITING_BYTES = 1 << 20 };

/* One direction. */
struct lane {
    int from, to;
    struct buffer bytes;
    bool ended;  /* nothing more comes */
    bool closed; /* and the other side knows */
};

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(path);
    if (length >= sizeof(address.sun_path))
        return -ENAMETOOLONG;
    memcpy(address.sun_path, path, length);
    bool is_abstract = path[0] == '@';
    if (is_abstract)
        address.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (is_abstract ? 0 : 1));
    if (connect(fd, (struct sockaddr *)&address, size) < 0) {
        int r = -errno;
        close(fd);
        return r;
    }
    return fd;
}

static short wanted(const struct lane *lane, bool reads)
{
    if (reads)
        return !lane->ended && lane->bytes.length < WAITING_BYTES ? POLLIN : 0;
    return lane->bytes.length > 0 ? POLLOUT : 0;
}

/* One read and no more: the descriptor may be shared, so it stays as it is, blocking. */
static int take(struct lane *lane)
{
    enum { ROOM = 65536 };
    ssize_t size = read(lane->from, buffer_reserve(&lane->bytes, ROOM), ROOM);
    if (size < 0)
        return errno == EINTR || errno == EAGAIN ? 0 : -errno;
    buffer_added(&lane->bytes, (size_t)size);
    lane->ended = size == 0;
    return 0;
}

static int give(struct lane *lane)
{
    /* No more than a pipe takes without waiting, once it says that it takes something. */
    size_t size = lane->bytes.length < PIPE_BUF ? lane->bytes.length : PIPE_BUF;
    ssize_t written = write(lane->to, buffer_bytes(&lane->bytes), size);
    if (written < 0)
        return errno == EINTR || errno == EAGAIN ? 0 : -errno;
    buffer_consume(&lane->bytes, (size_t)written);
    return 0;
}

/* The end of one side is told to the other: a client that says no more still hears the answers. */
static void pass_end(struct lane *lane)
{
    if (!lane->ended || lane->closed || lane->bytes.length > 0)
        return;
    lane->closed = true;
    if (shutdown(lane->to, SHUT_WR) < 0)
        close(lane->to);
}

static int carry(struct lane *in, struct lane *out)
{
    struct pollfd polled[] = {{.fd = in->from, .events = wanted(in, true)},
                              {.fd = in->to, .events = (short)(wanted(in, false) | wanted(out, true))},
                              {.fd = out->to, .events = wanted(out, false)}};
    for (size_t i = 0; i < ARRAY_SIZE(polled) - 1; i++) { /* of the last one is wanted, too, that nobody reads it */
        if (!polled[i].events)
            polled[i].fd = -1;
    }
    if (poll(polled, ARRAY_SIZE(polled), -1) < 0)
        return errno == EINTR ? 0 : -errno;
    int r = polled[2].revents & (POLLERR | POLLNVAL) ? -EPIPE : 0;
    if (r == 0 && polled[0].revents)
        r = take(in);
    if (r == 0 && polled[1].revents & (POLLIN | POLLHUP | POLLERR))
        r = take(out);
    if (r == 0 && polled[1].revents & POLLOUT)
        r = give(in);
    if (r == 0 && polled[2].revents & POLLOUT)
        r = give(out);
    return r;
}

static enum exit_code run_bridge(const struct command_line *line)
{
    enum exit_code code = command_parse(&command_bridge, line, NULL, 0, NULL, 0, 0);
    if (code != EXIT_FINE)
        return code;
    int fd = connect_to(line->socket);
    if (fd < 0) {
        fprintf(stderr, "novbe: no daemon answers at %s: %s\n", line->socket, strerror(-fd));
        return EXIT_UNREACHABLE;
    }
    signal(SIGPIPE, SIG_IGN);
    struct lane in = {.from = STDIN_FILENO, .to = fd}, out = {.from = fd, .to = STDOUT_FILENO};
    int r = 0;
    while (r == 0 && !out.closed) {
        r = carry(&in, &out);
        pass_end(&in);
        pass_end(&out);
    }
    buffer_done(&in.bytes);
    buffer_done(&out.bytes);
    close(fd);
    if (r == 0 || r == -EPIPE) /* one of the two has gone, and the other has been told */
        return EXIT_FINE;
    fprintf(stderr, "novbe: the bridge ends: %s\n", strerror(-r));
    return EXIT_UNREACHABLE;
}

const struct command command_bridge = {
        .name = "bridge",
        .arguments = "",
        .summary = "the daemon's socket on standard input and output, for ssh",
        .run = run_bridge,
};
