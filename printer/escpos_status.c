/* SPDX-License-Identifier: MIT
 *
 * One short connection, three questions, three answers.
 */
#include "printer/escpos_status.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "printer/escpos/language.h"

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* False: not in time. */
static bool wait_for(int fd, short events, int64_t until_ms)
{
    struct pollfd waits = {.fd = fd, .events = events};
    for (;;) {
        int64_t left_ms = until_ms - now_ms();
        int r = poll(&waits, 1, left_ms > 0 ? (int)left_ms : 0);
        if (r >= 0 || errno != EINTR)
            return r > 0;
    }
}

/* A descriptor, or -EIO. */
static int connect_to(const struct addrinfo *address, int64_t until_ms)
{
    int error = 0;
    socklen_t size = sizeof error;
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -EIO;
    if (connect(fd, address->ai_addr, address->ai_addrlen) == 0)
        return fd;
    if (errno == EINPROGRESS && wait_for(fd, POLLOUT, until_ms) &&
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0)
        return fd;
    close(fd);
    return -EIO;
}

static int open_port(const char *host, int port, int64_t until_ms)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *addresses = NULL;
    char service[16];
    int fd = -EIO;
    snprintf(service, sizeof service, "%d", port);
    if (getaddrinfo(host, service, &hints, &addresses) != 0)
        return -EIO;
    for (const struct addrinfo *address = addresses; address && fd < 0; address = address->ai_next)
        fd = connect_to(address, until_ms);
    freeaddrinfo(addresses);
    return fd;
}

/* What the answer says of enum language_trouble. 0 or a negative code. */
static int ask(int fd, enum language_question question, int64_t until_ms, unsigned *troubles)
{
    unsigned char bytes[LANGUAGE_QUESTION_BYTES], answer;
    language_ask(question, bytes);
    if (send(fd, bytes, sizeof bytes, MSG_NOSIGNAL) != (ssize_t)sizeof bytes)
        return -EIO;
    while (wait_for(fd, POLLIN, until_ms)) {
        if (recv(fd, &answer, 1, 0) != 1)
            return -EIO;
        if (language_is_status(answer)) {
            *troubles |= language_status(question, answer);
            return 0;
        }
    }
    return -ENODATA;
}

int escpos_ask_status(const char *host, int port, int patience_ms, struct escpos_status *ret_status)
{
    static const enum language_question questions[] = {ASK_PRINTER, ASK_OFFLINE, ASK_PAPER};
    int64_t until_ms = now_ms() + patience_ms;
    int fd = open_port(host, port, until_ms);
    unsigned troubles = 0;
    if (fd < 0)
        return fd;
    int r = 0;
    for (size_t i = 0; r == 0 && i < ARRAY_SIZE(questions); i++)
        r = ask(fd, questions[i], until_ms, &troubles);
    close(fd);
    if (r < 0)
        return r;
    *ret_status = (struct escpos_status){.paper_out = troubles & TROUBLE_PAPER_OUT,
                                         .paper_low = troubles & TROUBLE_PAPER_LOW,
                                         .cover_open = troubles & TROUBLE_COVER_OPEN,
                                         .jammed = troubles & TROUBLE_JAM,
                                         .offline = troubles & TROUBLE_OFFLINE};
    return 0;
}
