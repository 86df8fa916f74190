/* SPDX-License-Identifier: MIT
 *
 * Boards: a call is shown when it is the newest of a board's state.
 */
#include <string.h>

#include "tests/bench/crowd/crowd.h"

static void take_shown(struct crowd *crowd, int64_t at_ns)
{
    struct showing *showing = &crowd->showing;
    if (showing->missing > 0)
        return;
    crowd_measure(crowd, MEASURE_SHOWN, at_ns - showing->called_ns);
    showing->wanted[0] = '\0';
    showing->done++;
    operators_call(crowd);
}

static void on_state(struct crowd *crowd, struct wire *wire, const char *message, attr_unused size_t length)
{
    struct showing *showing = &crowd->showing;
    char ticket[16] = "";
    if (message_is_error(message, NULL))
        give_up("Watch", message);
    const char *calls = strstr(message, "\"calls\":[{");
    if (showing->newest_ns[wire->number] == 0)
        crowd->ready++;
    if (showing->newest_ns[wire->number] == 0)
        showing->newest_ns[wire->number] = 1;
    if (!calls || !message_text(calls, "ticket", ticket, sizeof(ticket)) ||
        strcmp(ticket, showing->newest[wire->number]) == 0)
        return;
    int64_t at_ns = now_ns();
    memcpy(showing->newest[wire->number], ticket, sizeof(ticket));
    showing->newest_ns[wire->number] = at_ns;
    if (showing->wanted[0] && strcmp(ticket, showing->wanted) == 0) {
        showing->missing--;
        take_shown(crowd, at_ns);
    }
}

void boards_open(struct crowd *crowd)
{
    size_t count = (size_t)crowd->wishes.boards;
    crowd->boards = mem_new_n(struct wire, count + 1);
    crowd->showing.newest = mem_alloc(count + 1, sizeof(*crowd->showing.newest));
    crowd->showing.newest_ns = mem_new_n(int64_t, count + 1);
    for (int i = 0; i < (int)count; i++) {
        wire_open(&crowd->boards[i], crowd->epoll, crowd->path, on_state, i);
        wire_call(&crowd->boards[i], crowd->epoll, "org.novbe.Board.Watch", "{\"board\":\"hall\"}", true);
    }
}

/* Some have shown it before the operator was answered. */
void boards_await(struct crowd *crowd, const char *ticket, int64_t called_ns)
{
    struct showing *showing = &crowd->showing;
    int64_t latest_ns = 0;
    memcpy(showing->wanted, ticket, sizeof(showing->wanted));
    showing->called_ns = called_ns;
    showing->missing = crowd->wishes.boards;
    for (int i = 0; i < (int)crowd->wishes.boards; i++) {
        if (strcmp(showing->newest[i], ticket) != 0)
            continue;
        showing->missing--;
        latest_ns = showing->newest_ns[i] > latest_ns ? showing->newest_ns[i] : latest_ns;
    }
    take_shown(crowd, latest_ns);
}
