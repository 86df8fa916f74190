/* SPDX-License-Identifier: MIT
 *
 * Kiosks, and somebody who asks for something small all the time, to feel whether anybody is kept waiting.
 */
#include <stdio.h>

#include "tests/bench/crowd/crowd.h"

enum { SERVICES = 300, PING_NS = 1000000 };
#define SECOND_NS INT64_C(1000000000)

/* --- kiosks --- */

static void on_ticket(struct crowd *crowd, struct wire *wire, const char *message, attr_unused size_t length)
{
    if (message_is_error(message, NULL))
        give_up("Issue", message);
    crowd_measure(crowd, MEASURE_ISSUE, now_ns() - wire->began_ns);
    crowd->issued++;
    crowd->kiosk_stack[crowd->free_kiosks++] = wire->number;
    operators_look(crowd);
}

static bool may_issue(const struct crowd *crowd, int64_t at_ns)
{
    const struct wishes *wishes = &crowd->wishes;
    return (wishes->backlog == 0 || crowd->issued - crowd->called < wishes->backlog) &&
           (wishes->pace == 0 || crowd->due_ns <= at_ns);
}

/* With a pace, the wait for a free kiosk counts: began_ns is when the visitor came. */
static void issue(struct crowd *crowd, struct wire *wire)
{
    char request[64], parameters[256];
    crowd_request(crowd, request, sizeof(request));
    snprintf(parameters, sizeof(parameters),
             "{\"services\":[\"s%03lld\"],\"language\":\"az\",\"kiosk\":\"door\",\"request\":\"%s\"}",
             (long long)(crowd->wish * 7919 % SERVICES), request);
    wire_call(wire, crowd->epoll, "org.novbe.Visitor.Issue", parameters, false);
    if (crowd->wishes.pace == 0)
        return;
    wire->began_ns = crowd->due_ns;
    crowd->due_ns += SECOND_NS / crowd->wishes.pace;
}

void kiosks_open(struct crowd *crowd)
{
    size_t count = (size_t)crowd->wishes.kiosks;
    crowd->kiosks = mem_new_n(struct wire, count + 1);
    crowd->kiosk_stack = mem_new_n(int, count + 1);
    for (int i = 0; i < (int)count; i++) {
        wire_open(&crowd->kiosks[i], crowd->epoll, crowd->path, on_ticket, i);
        crowd->kiosk_stack[crowd->free_kiosks++] = i;
    }
}

void kiosks_go_on(struct crowd *crowd, int64_t at_ns)
{
    while (crowd->free_kiosks > 0 && may_issue(crowd, at_ns))
        issue(crowd, &crowd->kiosks[crowd->kiosk_stack[--crowd->free_kiosks]]);
}

/* --- pings --- */

static void on_pong(struct crowd *crowd, struct wire *wire, attr_unused const char *message, attr_unused size_t length)
{
    int64_t at_ns = now_ns();
    crowd_measure(crowd, MEASURE_PING, at_ns - wire->began_ns);
    crowd->ping_ns = at_ns + PING_NS;
}

void pinger_open(struct crowd *crowd)
{
    crowd->pinger = mem_new(struct wire);
    if (crowd->wishes.pings)
        wire_open(crowd->pinger, crowd->epoll, crowd->path, on_pong, 0);
    crowd->ping_ns = crowd->wishes.pings ? 1 : 0;
}

void pinger_go_on(struct crowd *crowd, int64_t at_ns)
{
    if (crowd->ping_ns == 0 || crowd->ping_ns > at_ns)
        return;
    crowd->ping_ns = 0;
    wire_call(crowd->pinger, crowd->epoll, "org.varlink.service.GetInfo", "{}", false);
}
