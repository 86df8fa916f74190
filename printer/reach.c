/* SPDX-License-Identifier: MIT
 *
 * A connection over TCP, with an end to every wait.
 */
#include "printer/reach.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "printer/escpos/language.h"

enum { CONNECT_MS = 5000, ANSWER_MS = 2000 };

/* A socket that is connected, or a negative errno. */
static int try_address(const struct addrinfo *address)
{
    _cleanup_close_ int fd = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int error = 0;
    socklen_t size = sizeof(error);
    if (fd < 0)
        return -errno;
    if (connect(fd, address->ai_addr, address->ai_addrlen) < 0) {
        struct pollfd wait = {.fd = fd, .events = POLLOUT};
        if (errno != EINPROGRESS)
            return -errno;
        if (poll(&wait, 1, CONNECT_MS) <= 0)
            return -ETIMEDOUT;
        if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
            return -errno;
        if (error)
            return -error;
    }
    int connected = fd;
    fd = -1;
    return connected;
}

static int connect_to(const struct device_uri *uri, const char **ret_why)
{
    struct addrinfo *addresses = NULL;
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    int r = getaddrinfo(uri->host, uri->port, &hints, &addresses);
    if (r != 0) {
        *ret_why = gai_strerror(r);
        return -EHOSTUNREACH;
    }
    r = -EHOSTUNREACH;
    for (const struct addrinfo *address = addresses; address && r < 0; address = address->ai_next)
        r = try_address(address);
    freeaddrinfo(addresses);
    if (r < 0)
        *ret_why = strerrordesc_np(-r);
    return r;
}

int reach_host(const struct device_uri *uri, const char **ret_why)
{
    if (!uri->host[0])
        return 0;
    _cleanup_close_ int fd = connect_to(uri, ret_why);
    return fd < 0 ? fd : 0;
}

/* 1: an answer; 0: none in time. */
static int ask(int fd, enum language_question question, unsigned char *ret_byte)
{
    unsigned char bytes[LANGUAGE_QUESTION_BYTES];
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    language_ask(question, bytes);
    if (send(fd, bytes, sizeof(bytes), MSG_NOSIGNAL) != (ssize_t)sizeof(bytes))
        return -EIO;
    while (poll(&wait, 1, ANSWER_MS) > 0) {
        ssize_t size = recv(fd, ret_byte, 1, 0);
        if (size <= 0)
            return size == 0 ? 0 : -errno;
        if (language_is_status(*ret_byte))
            return 1;
    }
    return 0;
}

int reach_receipts(const struct device_uri *uri, unsigned *ret_troubles)
{
    static const enum language_question questions[] = {ASK_PRINTER, ASK_OFFLINE, ASK_PAPER};
    const char *why = NULL;
    unsigned char byte = 0;
    *ret_troubles = 0;
    _cleanup_close_ int fd = connect_to(uri, &why);
    if (fd < 0)
        return fd;
    for (size_t i = 0; i < ARRAY_SIZE(questions); i++) {
        int r = ask(fd, questions[i], &byte);
        if (r == 1)
            *ret_troubles |= language_status(questions[i], byte);
        else if (r < 0 || i == 0)
            return r;
    }
    return 1;
}
