/* SPDX-License-Identifier: MIT
 *
 * The transition table: a row a command, the states it is legal in.
 */
#include "daemon/engine/ticket.h"

#define IN(state) (1U << STEP_##state)

static const unsigned permitted[COMMAND_COUNT] = {
        [COMMAND_CHOOSE] = IN(WAITING),
        [COMMAND_RECALL] = IN(CALLED),
        [COMMAND_ARRIVE] = IN(CALLED),
        [COMMAND_FINISH] = IN(CALLED) | IN(SERVING),
        [COMMAND_MISS] = IN(CALLED),
        [COMMAND_RETURN] = IN(ENDED), /* as a no-show: decide_return() */
        [COMMAND_PUT_OFF] = IN(WAITING),
        [COMMAND_COME_BACK] = IN(PUT_OFF) | IN(PARKED),
        [COMMAND_TRANSFER] = IN(WAITING) | IN(CALLED) | IN(SERVING) | IN(PARKED),
        [COMMAND_PARK] = IN(CALLED) | IN(SERVING),
        [COMMAND_TAKE_UP] = IN(PARKED),
        [COMMAND_CANCEL] = IN(WAITING) | IN(CALLED) | IN(PARKED) | IN(PUT_OFF),
        [COMMAND_VOID] = IN(WAITING) | IN(CALLED) | IN(PARKED) | IN(PUT_OFF),
        [COMMAND_CHANGE] = IN(WAITING) | IN(PARKED) | IN(PUT_OFF),
        [COMMAND_JOIN] = IN(WAITING) | IN(PARKED) | IN(PUT_OFF),
        [COMMAND_HELP] = IN(SERVING),
        [COMMAND_HAND_OVER] = IN(CALLED) | IN(SERVING),
        [COMMAND_RELEASE] = IN(CALLED) | IN(SERVING),
        [COMMAND_NOTE] = IN(WAITING) | IN(CALLED) | IN(SERVING) | IN(PARKED) | IN(PUT_OFF),
        [COMMAND_RATE] = IN(ENDED), /* as a visit: decide_rate() */
};

const char *const step_state_words[STEP_STATES] = {
        [STEP_PLANNED] = "planned", [STEP_WAITING] = "waiting", [STEP_CALLED] = "called", [STEP_SERVING] = "serving",
        [STEP_PARKED] = "parked",   [STEP_PUT_OFF] = "put_off", [STEP_ENDED] = "ended",
};

const char *const step_end_words[STEP_ENDS] = {
        [END_NONE] = "open",
        [END_SERVED] = "served",
        [END_NO_SHOW] = "no_show",
        [END_CANCELLED] = "cancelled",
        [END_VOID] = "void",
        [END_TRANSFERRED] = "transferred",
        [END_NEVER_CALLED] = "never_called",
        [END_UNFINISHED] = "unfinished",
        [END_JOINED] = "joined",
};

void ticket_done(struct ticket *ticket)
{
    free(ticket->steps);
    free(ticket->notes);
}

bool step_permits(enum step_state state, enum command_kind command)
{
    return permitted[command] & (1U << state);
}

int64_t step_waits_from(const struct step *step)
{
    bool booked = step->entry == ENTRY_ISSUE && step->base_ms > step->entered_ms;
    return booked ? step->base_ms : step->entered_ms;
}

static int64_t up_to_full(int64_t at_ms, int64_t step_ms)
{
    return (at_ms + step_ms - 1) / step_ms * step_ms;
}

int64_t promise_ends_ms(int64_t told_ms, int64_t until_ms)
{
    enum { FINE_MS = 5 * 60000, COARSE_MS = 15 * 60000, HOUR_MS = 60 * 60000 };
    return up_to_full(until_ms, until_ms <= up_to_full(told_ms + HOUR_MS, COARSE_MS) ? FINE_MS : COARSE_MS);
}

int64_t step_promise_ends_ms(const struct step *step)
{
    bool holds = step->state == STEP_WAITING && !step->first_called_ms && !step->put_offs;
    return holds ? promise_ends_ms(step->entered_ms, step->promise.until_ms) : 0;
}

bool step_promise_passed(const struct step *step, int64_t now_ms)
{
    int64_t ends_ms = step_promise_ends_ms(step);
    return ends_ms && ends_ms < now_ms;
}

int64_t step_put_off_waiting_ms(const struct step *step, int64_t now_ms)
{
    int64_t from_ms = step_waits_from(step);
    if (step->state != STEP_PUT_OFF || step->first_called_ms)
        return 0;
    if (step->since_ms > from_ms)
        from_ms = step->since_ms;
    return now_ms > from_ms ? now_ms - from_ms : 0;
}

int64_t step_waited_ms(const struct step *step, int64_t now_ms)
{
    int64_t until_ms = now_ms;
    if (step->first_called_ms)
        until_ms = step->first_called_ms;
    else if (step->state == STEP_ENDED)
        until_ms = step->ended_ms;
    int64_t waited_ms = until_ms - step_waits_from(step) - step->aside_ms - step_put_off_waiting_ms(step, now_ms);
    return waited_ms > 0 ? waited_ms : 0;
}

int64_t ticket_return_credit_ms(const struct ticket *ticket, int32_t step, int32_t service)
{
    return step == 0 && service == ticket->with.service ? ticket->with.credit_ms : 0;
}

int32_t ticket_next_planned(const struct ticket *ticket)
{
    for (int32_t i = 0; i < ticket->step_count; i++) {
        if (ticket->steps[i].state == STEP_PLANNED)
            return i;
    }
    return -1;
}

bool ticket_is_partly_served(const struct ticket *ticket)
{
    if (!ticket->ended || ticket->steps[ticket->current].end == END_SERVED)
        return false;
    for (int32_t i = 0; i < ticket->step_count; i++) {
        if (ticket->steps[i].end == END_SERVED)
            return true;
    }
    return false;
}

int calling_key_compare(const struct calling_key *a, const struct calling_key *b)
{
    if (a->tier != b->tier)
        return a->tier > b->tier ? -1 : 1;
    if (a->due_ms != b->due_ms)
        return a->due_ms < b->due_ms ? -1 : 1;
    return (a->ticket > b->ticket) - (a->ticket < b->ticket);
}

int32_t prefix_of(const char *letters)
{
    int32_t second = letters[1] ? letters[1] - 'A' + 1 : 0;
    return (letters[0] - 'A' + 1) * 27 + second;
}

const char *prefix_text(int32_t prefix, char text[PREFIX_SIZE])
{
    text[0] = (char)('A' + prefix / 27 - 1);
    text[1] = prefix % 27 ? (char)('A' + prefix % 27 - 1) : '\0';
    text[2] = '\0';
    return text;
}
