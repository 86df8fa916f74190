/* SPDX-License-Identifier: MIT
 *
 * Bytes in and out.
 */
#include "tests/bench/crowd/wire.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { READ_SIZE = 64 * 1024 };

void give_up(const char *what, const char *why)
{
    fprintf(stderr, "crowd: %s: %s\n", what, why);
    exit(1);
}

int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void wire_open(struct wire *wire, int epoll, const char *path, wire_function *heard, int number)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof(address.sun_path))
        give_up(path, "too long for a socket");
    memcpy(address.sun_path, path, strlen(path) + 1);
    *wire = (struct wire){.heard = heard, .number = number};
    wire->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (wire->fd < 0 || connect(wire->fd, (struct sockaddr *)&address, sizeof(address)) < 0)
        give_up(path, strerror(errno));
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = wire};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, wire->fd, &event) < 0)
        give_up("epoll_ctl", strerror(errno));
}

void wire_close(struct wire *wire)
{
    close(wire->fd);
    buffer_done(&wire->in);
    buffer_done(&wire->out);
}

static void send_out(struct wire *wire, int epoll)
{
    ssize_t sent = send(wire->fd, buffer_bytes(&wire->out), wire->out.length, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN)
        give_up("write", strerror(errno));
    if (sent > 0)
        buffer_consume(&wire->out, (size_t)sent);
    bool waits = wire->out.length > 0;
    if (waits == wire->waits_to_write)
        return;
    wire->waits_to_write = waits;
    struct epoll_event event = {.events = waits ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.ptr = wire};
    epoll_ctl(epoll, EPOLL_CTL_MOD, wire->fd, &event);
}

void wire_call(struct wire *wire, int epoll, const char *method, const char *parameters, bool more)
{
    buffer_printf(&wire->out, "{\"method\":\"%s\",\"parameters\":%s%s}", method, parameters,
                  more ? ",\"more\":true" : "");
    buffer_append_byte(&wire->out, '\0');
    wire->began_ns = now_ns();
    send_out(wire, epoll);
}

static void hear(struct wire *wire, struct crowd *crowd)
{
    const char *bytes, *end;
    while (wire->in.length > 0 && (end = memchr(bytes = buffer_bytes(&wire->in), '\0', wire->in.length))) {
        wire->heard(crowd, wire, bytes, (size_t)(end - bytes));
        buffer_consume(&wire->in, (size_t)(end - bytes) + 1);
    }
}

void wire_serve(struct wire *wire, int epoll, struct crowd *crowd, unsigned events)
{
    if (events & EPOLLOUT)
        send_out(wire, epoll);
    if (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
        return;
    ssize_t size = recv(wire->fd, buffer_reserve(&wire->in, READ_SIZE), READ_SIZE, MSG_DONTWAIT);
    if (size <= 0 && !(size < 0 && errno == EAGAIN))
        give_up("read", size < 0 ? strerror(errno) : "the daemon closed the connection");
    if (size <= 0)
        return;
    buffer_added(&wire->in, (size_t)size);
    hear(wire, crowd);
}

/* --- messages --- */

bool message_is_error(const char *message, const char *name)
{
    char error[128];
    static const char begins[] = "{\"error\":\"";
    if (strncmp(message, begins, sizeof(begins) - 1) != 0)
        return false;
    return !name || (message_text(message, "error", error, sizeof(error)) && strcmp(error, name) == 0);
}

bool message_text(const char *from, const char *name, char *ret_text, size_t size)
{
    char begins[64];
    snprintf(begins, sizeof(begins), "\"%s\":\"", name);
    const char *text = strstr(from, begins);
    if (!text)
        return false;
    text += strlen(begins);
    size_t length = strcspn(text, "\"");
    if (length >= size)
        return false;
    memcpy(ret_text, text, length);
    ret_text[length] = '\0';
    return true;
}
