/* SPDX-License-Identifier: MIT
 *
 * load SOCKET CLIENTS PIPELINE CALLS METHOD PARAMETERS: calls a second that a daemon answers to so many clients at
 * once, each sending PIPELINE calls and waiting for their replies before it sends the next; then the median and the
 * 99th percentile of such a round in microseconds.
 *
 * A run of # in the message becomes the running number of the call, one of @ that number modulo 300: so each call can
 * be a wish of its own, and they go to 300 services. Another server is asked with METHOD "-": then PARAMETERS is the
 * message as it is, \r and \n written so, and each reply is a line.
 *
 * The yardstick is redis-benchmark, so this works as it does and no harder: one thread, epoll, one write and few reads
 * a round, replies counted by their NUL and not looked into. Only the first reply of each client is read: an error
 * there would make the rest a measure of nothing.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "common/buffer.h"

struct client {
    int fd;
    char *round;      /* its own numbers in it */
    size_t waiting;   /* replies to come in this round */
    size_t unsent;    /* bytes of this round still to write, from its end */
    int64_t began_ns; /* of this round */
    bool greeted;     /* has had its first reply */
};

struct load {
    int epoll;
    struct buffer round; /* the bytes of PIPELINE calls */
    char reply_end;      /* NUL, or the end of a line */
    const char *good;    /* what a first reply begins with */
    uint64_t numbered;   /* calls that have their number */
    size_t pipeline;
    uint64_t wanted, sent, answered;
    int64_t *rounds_ns; /* how long each took */
    size_t round_count, round_room;
};

static _Noreturn void give_up(const char *what)
{
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

enum { SERVICES = 300 };

/* Writes a number over a run of marks, with zeros before it. */
static size_t put_number(char *at, char mark, uint64_t number)
{
    size_t length = 0;
    while (at[length] == mark)
        length++;
    for (size_t i = length; i-- > 0; number /= 10)
        at[i] = (char)('0' + number % 10);
    return length;
}

static void number_calls(struct load *load, struct client *client)
{
    size_t each = load->round.length / load->pipeline;
    memcpy(client->round, buffer_bytes(&load->round), load->round.length);
    for (size_t call = 0; call < load->pipeline; call++, load->numbered++) {
        char *at = client->round + call * each, *end = at + each;
        while (at < end)
            at += *at == '#'   ? put_number(at, '#', load->numbered)
                  : *at == '@' ? put_number(at, '@', load->numbered % SERVICES)
                               : 1;
    }
}

static void send_round(struct load *load, struct client *client)
{
    const char *from = client->round + load->round.length - client->unsent;
    ssize_t written = send(client->fd, from, client->unsent, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (written < 0 && errno != EAGAIN)
        give_up("write");
    if (written > 0)
        client->unsent -= (size_t)written;
    if (written < 0 || client->unsent > 0) {
        struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = client};
        epoll_ctl(load->epoll, EPOLL_CTL_MOD, client->fd, &event);
    }
}

static void begin_round(struct load *load, struct client *client)
{
    if (load->sent >= load->wanted)
        return;
    load->sent += load->pipeline;
    client->waiting = load->pipeline;
    client->unsent = load->round.length;
    number_calls(load, client);
    client->began_ns = now_ns();
    send_round(load, client);
}

static void end_round(struct load *load, const struct client *client)
{
    mem_grow(load->rounds_ns, load->round_count, load->round_room);
    load->rounds_ns[load->round_count++] = now_ns() - client->began_ns;
}

static size_t count_replies(const struct load *load, const char *bytes, size_t length)
{
    size_t count = 0;
    const char *end = bytes + length;
    while ((bytes = memchr(bytes, load->reply_end, (size_t)(end - bytes)))) {
        count++;
        bytes++;
    }
    return count;
}

static void check_first(const struct load *load, struct client *client, const char *bytes, size_t length)
{
    size_t wanted = strlen(load->good);
    if (length < wanted || memcmp(bytes, load->good, wanted) != 0) {
        fprintf(stderr, "load: the server answered: %.*s\n", (int)length, bytes);
        exit(1);
    }
    client->greeted = true;
}

static void receive(struct load *load, struct client *client)
{
    char bytes[65536];
    ssize_t length = recv(client->fd, bytes, sizeof(bytes), MSG_DONTWAIT);
    if (length <= 0) {
        if (length < 0 && errno == EAGAIN)
            return;
        give_up(length ? "read" : "the daemon closed the connection");
    }
    if (!client->greeted)
        check_first(load, client, bytes, (size_t)length);
    size_t count = count_replies(load, bytes, (size_t)length);
    client->waiting -= count;
    load->answered += count;
    if (client->waiting > 0)
        return;
    end_round(load, client);
    begin_round(load, client);
}

static void connect_client(struct load *load, struct client *client, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    client->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (client->fd < 0 || strlen(path) >= sizeof(address.sun_path))
        give_up("socket");
    memcpy(address.sun_path, path, strlen(path) + 1);
    if (connect(client->fd, (struct sockaddr *)&address, sizeof(address)) < 0)
        give_up(path);
    client->round = mem_alloc(load->round.length, 1);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    if (epoll_ctl(load->epoll, EPOLL_CTL_ADD, client->fd, &event) < 0)
        give_up("epoll_ctl");
}

static void serve_event(struct load *load, const struct epoll_event *event)
{
    struct client *client = event->data.ptr;
    if (event->events & EPOLLOUT) {
        struct epoll_event quiet = {.events = EPOLLIN, .data.ptr = client};
        epoll_ctl(load->epoll, EPOLL_CTL_MOD, client->fd, &quiet);
        send_round(load, client);
    }
    if (event->events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        receive(load, client);
}

static void run(struct load *load)
{
    while (load->answered < load->sent) {
        struct epoll_event events[256];
        int count = epoll_wait(load->epoll, events, ARRAY_SIZE(events), 10000);
        if (count == 0) {
            errno = ETIMEDOUT;
            give_up("no reply within 10 s");
        }
        for (int i = 0; i < count; i++)
            serve_event(load, &events[i]);
    }
}

static int compare_ns(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static double percentile_us(const struct load *load, size_t percent)
{
    if (load->round_count == 0)
        return 0;
    size_t place = (load->round_count - 1) * percent / 100;
    return (double)load->rounds_ns[place] / 1000;
}

static void print_figures(struct load *load, int64_t took_ns)
{
    qsort(load->rounds_ns, load->round_count, sizeof(*load->rounds_ns), compare_ns);
    printf("%.0f %.1f %.1f\n", (double)load->answered * 1e9 / (double)took_ns, percentile_us(load, 50),
           percentile_us(load, 99));
}

/* "\\r" and "\\n" as they are meant. */
static void append_raw(struct buffer *buffer, const char *text)
{
    for (; *text; text++) {
        bool escaped = text[0] == '\\' && (text[1] == 'r' || text[1] == 'n');
        buffer_append_byte(buffer, !escaped ? *text : *++text == 'r' ? '\r' : '\n');
    }
}

static void make_round(struct load *load, const char *method, const char *parameters)
{
    bool raw = strcmp(method, "-") == 0;
    load->reply_end = raw ? '\n' : '\0';
    load->good = raw ? "+" : "{\"parameters\":";
    for (size_t i = 0; i < load->pipeline; i++) {
        if (raw) {
            append_raw(&load->round, parameters);
            continue;
        }
        buffer_printf(&load->round, "{\"method\":\"%s\",\"parameters\":%s}", method, parameters);
        buffer_append_byte(&load->round, '\0');
    }
}

int main(int argc, char **argv)
{
    if (argc != 7) {
        fputs("usage: load SOCKET CLIENTS PIPELINE CALLS METHOD PARAMETERS\n", stderr);
        return 2;
    }
    size_t count = strtoul(argv[2], NULL, 10);
    struct load load = {.epoll = epoll_create1(EPOLL_CLOEXEC)};
    load.pipeline = strtoul(argv[3], NULL, 10);
    load.wanted = strtoul(argv[4], NULL, 10);
    make_round(&load, argv[5], argv[6]);
    _cleanup_free_ struct client *clients = mem_new_n(struct client, count);
    for (size_t i = 0; i < count; i++)
        connect_client(&load, &clients[i], argv[1]);
    int64_t began_ns = now_ns();
    for (size_t i = 0; i < count; i++)
        begin_round(&load, &clients[i]);
    run(&load);
    print_figures(&load, now_ns() - began_ns);
    for (size_t i = 0; i < count; i++)
        free(clients[i].round);
    free(load.rounds_ns);
    buffer_done(&load.round);
    close(load.epoll);
    return 0;
}
