/* SPDX-License-Identifier: MIT
 *
 * A CUPS that refuses what it is asked: nobody takes that for an answer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "printer/cups.h"

/* HTTP with an answer of IPP to each POST: version, status, request, no attributes. */
struct server {
    int fd, port;
    unsigned char ipp[9];
    pthread_t thread;
};

/* A request's head and what follows it; false: nobody asks any more. */
static bool take_request(int fd)
{
    static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    char head[4096] = "", body[4096];
    size_t length = 0, rest = 0;
    while (!strstr(head, "\r\n\r\n")) {
        if (length == sizeof head - 1 || read(fd, head + length, 1) != 1)
            return false;
        length++;
    }
    const char *expects = strcasestr(head, "Expect:"), *sized = strcasestr(head, "Content-Length:");
    if (expects && write(fd, go_on, strlen(go_on)) < 0)
        return false;
    rest = sized ? strtoul(sized + strlen("Content-Length:"), NULL, 10) : 0;
    for (ssize_t got = 1; rest > 0 && got > 0; rest -= (size_t)(got > 0 ? got : 0))
        got = read(fd, body, rest < sizeof body ? rest : sizeof body);
    return true;
}

static void *serve(void *data)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: 9\r\n\r\n";
    struct server *server = data;
    for (int fd; (fd = accept(server->fd, NULL, NULL)) >= 0; close(fd)) {
        while (take_request(fd) && write(fd, head, strlen(head)) > 0 && write(fd, server->ipp, sizeof server->ipp) > 0)
            ;
    }
    return NULL;
}

static void begin(struct server *server, unsigned status)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    *server = (struct server){.ipp = {2, 0, (unsigned char)(status >> 8), (unsigned char)status, 0, 0, 0, 1, 3}};
    server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(server->fd, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(server->fd, (struct sockaddr *)&address, &size), 0);
    assert_int_equal(listen(server->fd, 4), 0);
    server->port = ntohs(address.sin_port);
    assert_int_equal(pthread_create(&server->thread, NULL, serve, server), 0);
}

static void end(struct server *server)
{
    shutdown(server->fd, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->fd);
}

/* What is made of an answer with this status. */
static void assert_asked(unsigned status, int expected)
{
    struct server server;
    struct cups_list list = {0};
    char address[32];
    begin(&server, status);
    snprintf(address, sizeof address, "127.0.0.1:%d", server.port);
    struct cups *cups = cups_new(address, "entrance");
    assert_int_equal(cups_cancel(cups, "novbe/baku-1/1/1/entrance"), expected);
    assert_int_equal(cups_list_queue(cups, &list), expected);
    cups_list_done(&list);
    cups_free(cups);
    end(&server);
}

static void no_jobs(void **state)
{
    (void)state;
    assert_asked(0x0000, 0); /* successful-ok: RFC 8011, appendix B */
}

static void a_refusal(void **state)
{
    (void)state;
    assert_asked(0x0403, -EIO); /* client-error-forbidden */
    assert_asked(0x0507, -EIO); /* server-error-busy */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(no_jobs),
            cmocka_unit_test(a_refusal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
