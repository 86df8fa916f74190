/* SPDX-License-Identifier: MIT
 *
 * Operators: next, arrive, finish and next, arrive, finish. Where boards are measured one of them calls, and finishes
 * as soon as all boards have shown it. Others may sign in and out all the time.
 */
#include <stdio.h>
#include <string.h>

#include "tests/bench/crowd/crowd.h"

enum { OPERATORS_FROM = 1000 };
#define MINUTE_NS INT64_C(60000000000)
#define PIN       "2468"
#define COUNTER   "org.novbe.Counter."

/* What the reply under way answers. */
enum { SIGNS_IN, CALLS, MEETS, FINISHES, FINISHES_AND_CALLS, SIGNS_OUT };

static void ask(struct crowd *crowd, struct wire *wire, int next)
{
    static const struct {
        const char *method, *more;
    } calls[] = {[CALLS] = {COUNTER "Next", ""},
                 [MEETS] = {COUNTER "Arrive", ""},
                 [FINISHES] = {COUNTER "Finish", "\"outcome\":\"done\",\"next\":false,"},
                 [FINISHES_AND_CALLS] = {COUNTER "Finish", "\"outcome\":\"done\",\"next\":true,"},
                 [SIGNS_OUT] = {COUNTER "SignOut", "\"leave_parked\":true,"}};
    char request[64], parameters[192];
    crowd_request(crowd, request, sizeof(request));
    snprintf(parameters, sizeof(parameters), "{%s\"request\":\"%s\"}", calls[next].more, request);
    wire->next = next;
    wire_call(wire, crowd->epoll, calls[next].method, parameters, false);
}

static void sign_in(struct crowd *crowd, struct wire *wire, int64_t place)
{
    char parameters[128];
    long long counter = (crowd->wishes.first ? crowd->wishes.first : 1) + place;
    snprintf(parameters, sizeof(parameters), "{\"operator\":\"%lld\",\"pin\":\"" PIN "\",\"counter\":\"%lld\"}",
             OPERATORS_FROM + counter, counter);
    wire->next = SIGNS_IN;
    wire_call(wire, crowd->epoll, COUNTER "SignIn", parameters, false);
}

/* Refused: nobody waits, or the operator still has a ticket of a run before this one. */
static bool was_refused(struct crowd *crowd, struct wire *wire, const char *message)
{
    if (!message_is_error(message, NULL))
        return false;
    if (message_is_error(message, "org.novbe.Refused.NobodyWaits"))
        crowd->operator_stack[crowd->idle_operators++] = wire->number;
    else if (message_is_error(message, "org.novbe.Refused.HoldsTicket"))
        ask(crowd, wire, FINISHES);
    else
        give_up("Counter", message);
    return true;
}

/* --- who serves --- */

static void go_on(struct crowd *crowd, struct wire *wire, const char *message, attr_unused size_t length)
{
    static const enum measure measures[] = {[SIGNS_IN] = MEASURE_SIGN_IN,
                                            [CALLS] = MEASURE_NEXT,
                                            [MEETS] = MEASURE_ARRIVE,
                                            [FINISHES] = MEASURE_FINISH,
                                            [FINISHES_AND_CALLS] = MEASURE_FINISH_NEXT};
    int done = wire->next;
    if (was_refused(crowd, wire, message))
        return;
    crowd_measure(crowd, measures[done], now_ns() - wire->began_ns);
    bool called = done == CALLS || (done == FINISHES_AND_CALLS && strstr(message, "\"called\":{"));
    crowd->called += called;
    if (done == SIGNS_IN)
        crowd->ready++;
    else if (done == MEETS)
        ask(crowd, wire, crowd->called % 2 ? FINISHES_AND_CALLS : FINISHES);
    else
        ask(crowd, wire, called ? MEETS : CALLS);
}

/* --- whom the boards watch --- */

static void go_on_shown(struct crowd *crowd, struct wire *wire, const char *message, attr_unused size_t length)
{
    char ticket[16];
    if (was_refused(crowd, wire, message))
        return;
    if (wire->next == SIGNS_IN) {
        crowd->ready++;
    } else if (wire->next == FINISHES) {
        ask(crowd, wire, CALLS);
    } else {
        crowd->called++;
        if (!message_text(message, "ticket", ticket, sizeof(ticket)))
            give_up("Next", message);
        boards_await(crowd, ticket, wire->began_ns);
    }
}

void operators_call(struct crowd *crowd)
{
    ask(crowd, &crowd->operators[0], FINISHES);
}

/* --- all of them --- */

void operators_open(struct crowd *crowd)
{
    int count = (int)crowd->wishes.operators;
    crowd->operators = mem_new_n(struct wire, (size_t)count + 1);
    crowd->operator_stack = mem_new_n(int, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        wire_open(&crowd->operators[i], crowd->epoll, crowd->path, crowd->wishes.boards ? go_on_shown : go_on, i);
        sign_in(crowd, &crowd->operators[i], i);
    }
}

void operators_begin(struct crowd *crowd)
{
    for (int i = 0; i < (int)crowd->wishes.operators; i++)
        ask(crowd, &crowd->operators[i], CALLS);
}

void operators_look(struct crowd *crowd)
{
    if (crowd->idle_operators > 0)
        ask(crowd, &crowd->operators[crowd->operator_stack[--crowd->idle_operators]], CALLS);
}

/* --- who signs in and out --- */

static void on_signed(struct crowd *crowd, struct wire *wire, const char *message, attr_unused size_t length)
{
    if (message_is_error(message, NULL))
        give_up("SignIn", message);
    if (wire->next == SIGNS_IN)
        crowd_measure(crowd, MEASURE_SIGN_IN, now_ns() - wire->began_ns);
    if (wire->next == SIGNS_IN)
        ask(crowd, wire, SIGNS_OUT);
}

void signers_open(struct crowd *crowd)
{
    crowd->signers = mem_new_n(struct wire, SIGNERS);
    for (int i = 0; i < SIGNERS && crowd->wishes.sign_ins > 0; i++)
        wire_open(&crowd->signers[i], crowd->epoll, crowd->path, on_signed, i);
    crowd->sign_in_ns = crowd->wishes.sign_ins > 0 ? now_ns() : 0;
}

void signers_go_on(struct crowd *crowd, int64_t at_ns)
{
    if (crowd->sign_in_ns == 0 || crowd->sign_in_ns > at_ns)
        return;
    crowd->sign_in_ns += MINUTE_NS / crowd->wishes.sign_ins;
    int place = (int)(crowd->spans[MEASURE_SIGN_IN].count % SIGNERS);
    sign_in(crowd, &crowd->signers[place], crowd->wishes.operators + place);
}
