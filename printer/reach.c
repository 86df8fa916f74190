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

enum { CONNECT_MS = 5000 };

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
