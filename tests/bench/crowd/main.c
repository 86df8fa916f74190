/* SPDX-License-Identifier: MIT
 *
 * crowd SOCKET WISH=NUMBER...: kiosks, operators and boards at one daemon; what they may wish stands in crowd.h. When
 * it is over, a line for each kind of call: its name, how many, median, 99th percentile and longest in microseconds.
 *
 * The daemon is asked over raw connections, from one thread. What is measured begins when all operators are signed in
 * and all boards have shown something.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "tests/bench/crowd/crowd.h"

#define SECOND_NS   INT64_C(1000000000)
#define PATIENCE_NS (30 * SECOND_NS)

static const char *const measure_words[MEASURES] = {
        [MEASURE_ISSUE] = "issue",
        [MEASURE_NEXT] = "next",
        [MEASURE_ARRIVE] = "arrive",
        [MEASURE_FINISH] = "finish",
        [MEASURE_FINISH_NEXT] = "finish_next",
        [MEASURE_SIGN_IN] = "sign_in",
        [MEASURE_SHOWN] = "shown",
        [MEASURE_PING] = "ping",
};

void crowd_measure(struct crowd *crowd, enum measure measure, int64_t span_ns)
{
    struct spans *spans = &crowd->spans[measure];
    mem_grow(spans->items, spans->count, spans->room);
    spans->items[spans->count++] = span_ns;
}

void crowd_request(struct crowd *crowd, char *ret_text, size_t size)
{
    snprintf(ret_text, size, "crowd-%lld-%lld-%lld", (long long)getpid(), (long long)crowd->began_ns,
             (long long)crowd->wish++);
}

/* --- wishes --- */

static bool take_wish(struct wishes *wishes, const char *text)
{
#define WISH(name_) {#name_, &wishes->name_},
    const struct {
        const char *name;
        int64_t *number;
    } all[] = {CROWD_WISHES(WISH)};
#undef WISH
    size_t length = strcspn(text, "=");
    for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
        if (strlen(all[i].name) != length || strncmp(all[i].name, text, length) != 0 || !text[length])
            continue;
        *all[i].number = strtoll(text + length + 1, NULL, 10);
        return true;
    }
    return false;
}

/* --- the loop --- */

/* So long nothing is due: in milliseconds, rounded up. */
static int rest_ms(const struct crowd *crowd, int64_t at_ns)
{
    int64_t until_ns = at_ns + SECOND_NS / 10;
    const int64_t dues[] = {crowd->ping_ns, crowd->sign_in_ns,
                            crowd->wishes.pace && crowd->free_kiosks > 0 ? crowd->due_ns : 0};
    for (size_t i = 0; i < ARRAY_SIZE(dues); i++) {
        if (dues[i] && dues[i] < until_ns)
            until_ns = dues[i];
    }
    return until_ns <= at_ns ? 0 : (int)((until_ns - at_ns + 999999) / 1000000);
}

static void serve_once(struct crowd *crowd, int wait_ms)
{
    struct epoll_event events[256];
    int count = epoll_wait(crowd->epoll, events, ARRAY_SIZE(events), wait_ms);
    if (count < 0 && errno != EINTR)
        give_up("epoll_wait", strerror(errno));
    if (count > 0)
        crowd->heard_ns = now_ns();
    else if (now_ns() - crowd->heard_ns > PATIENCE_NS)
        give_up("the daemon", "nothing was heard for half a minute");
    for (int i = 0; i < count; i++)
        wire_serve(events[i].data.ptr, crowd->epoll, crowd, events[i].events);
}

static bool is_over(const struct crowd *crowd, int64_t at_ns)
{
    const struct wishes *wishes = &crowd->wishes;
    return (wishes->tickets && crowd->issued >= wishes->tickets) ||
           (wishes->calls && crowd->showing.done >= wishes->calls) || (wishes->seconds && at_ns >= crowd->ends_ns);
}

static void gather(struct crowd *crowd)
{
    while (crowd->ready < crowd->wishes.operators + crowd->wishes.boards)
        serve_once(crowd, 100);
}

static void run(struct crowd *crowd)
{
    int64_t at_ns = now_ns();
    crowd->due_ns = at_ns;
    crowd->ends_ns = at_ns + crowd->wishes.seconds * SECOND_NS;
    signers_open(crowd);
    pinger_open(crowd);
    operators_begin(crowd);
    while (!is_over(crowd, at_ns)) {
        kiosks_go_on(crowd, at_ns);
        pinger_go_on(crowd, at_ns);
        signers_go_on(crowd, at_ns);
        serve_once(crowd, rest_ms(crowd, at_ns));
        at_ns = now_ns();
    }
}

/* --- what came of it --- */

static int compare_ns(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static void print_spans(enum measure measure, struct spans *spans)
{
    if (spans->count == 0)
        return;
    qsort(spans->items, spans->count, sizeof(spans->items[0]), compare_ns);
    size_t middle = (spans->count - 1) / 2, high = (spans->count - 1) * 99 / 100;
    printf("%s %zu %.1f %.1f %.1f\n", measure_words[measure], spans->count, (double)spans->items[middle] / 1000,
           (double)spans->items[high] / 1000, (double)spans->items[spans->count - 1] / 1000);
}

static void free_wires(struct wire *wires, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        wire_close(&wires[i]);
    free(wires);
}

static void done(struct crowd *crowd)
{
    const struct wishes *wishes = &crowd->wishes;
    free_wires(crowd->boards, wishes->boards);
    free_wires(crowd->operators, wishes->operators);
    free_wires(crowd->kiosks, wishes->kiosks);
    free_wires(crowd->signers, wishes->sign_ins > 0 ? SIGNERS : 0);
    free_wires(crowd->pinger, wishes->pings ? 1 : 0);
    free(crowd->kiosk_stack);
    free(crowd->operator_stack);
    free(crowd->showing.newest);
    free(crowd->showing.newest_ns);
    for (enum measure measure = 0; measure < MEASURES; measure++)
        free(crowd->spans[measure].items);
    close(crowd->epoll);
}

int main(int argc, char **argv)
{
    struct crowd crowd = {.epoll = epoll_create1(EPOLL_CLOEXEC), .began_ns = now_ns(), .heard_ns = now_ns()};
    for (int i = 2; i < argc; i++) {
        if (!take_wish(&crowd.wishes, argv[i]))
            give_up(argv[i], "nobody knows this wish");
    }
    if (argc < 3)
        give_up("usage", "crowd SOCKET WISH=NUMBER...");
    crowd.path = argv[1];
    boards_open(&crowd);
    operators_open(&crowd);
    gather(&crowd);
    kiosks_open(&crowd);
    run(&crowd);
    for (enum measure measure = 0; measure < MEASURES; measure++)
        print_spans(measure, &crowd.spans[measure]);
    done(&crowd);
    return 0;
}
