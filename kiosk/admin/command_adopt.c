/* SPDX-License-Identifier: MIT
 *
 * novbe adopt: the ticket of a machine that was lost, entered from its paper.
 */
#include <inttypes.h>
#include <stdio.h>

#include "common/clock.h"
#include "common/interface/reception.h"
#include "kiosk/admin/command.h"
#include "kiosk/admin/refusal.h"
#include "kiosk/admin/wait.h"

/* As typed, where Adopt takes numbers and lists. */
struct typed {
    const char *at, *party, *needs;
};

/* The last time the clock of the centre showed it: soon after midnight a paper may be of the evening before. */
static int64_t last_time(int minute)
{
    int64_t now_ms = clock_wall_ms();
    struct date date = clock_local(now_ms).date;
    int64_t at_ms = clock_at(date, minute);
    return at_ms > now_ms ? clock_at(date_add(date, -1), minute) : at_ms;
}

static void print_adopted(const void *output, attr_unused void *data)
{
    const struct reception_new_ticket *ticket = &((const struct reception_adopt_out *)output)->ticket;
    struct range range = {0};
    char at[MOMENT_TEXT_SIZE], wait[WAIT_TEXT_SIZE];
    if (ticket->wait)
        range = (struct range){
                .from_ms = ticket->wait->from, .likely_ms = ticket->wait->likely, .until_ms = ticket->wait->until};
    printf("%s  issued %s, ahead of it %" PRId64 ", %s, code %s\n", ticket->ticket, moment_text(ticket->issued_at, at),
           ticket->ahead, wait_text(ticket->wait ? &range : NULL, ticket->why_unknown.text, clock_wall_ms(), wait),
           ticket->code);
}

static enum exit_code adopt(const struct command_line *line, struct reception_adopt_in *in, const struct typed *typed)
{
    int minute = 0;
    struct command_words needs;
    _cleanup_free_ char *needs_text = typed->needs ? mem_strdup(typed->needs) : NULL;
    if (!command_split(needs_text, &needs))
        return command_misused(&command_adopt, "--needs takes keys with commas between them");
    if (needs_text) {
        in->needs.count = needs.count;
        in->needs.items = needs.items;
    }
    if (!command_count(typed->party, &in->party))
        return command_misused(&command_adopt, "--party takes a number from 1 on");
    if (typed->at && minute_parse(typed->at, &minute) < 0)
        return command_misused(&command_adopt, "--at takes a time like 10:42");
    _cleanup_(talk_freep) struct talk *talk = talk_new(line->socket);
    enum exit_code code = typed->at ? talk_take_zone(talk) : EXIT_FINE;
    if (code != EXIT_FINE)
        return code;
    if (typed->at)
        in->at = (struct idl_maybe_int){.set = true, .value = last_time(minute)};
    return talk_method(talk, RECEPTION_ADOPT, in, print_adopted, NULL);
}

static enum exit_code run_adopt(const struct command_line *line)
{
    struct reception_adopt_in in = {0};
    struct typed typed = {0};
    struct command_words services = {0};
    const struct command_option options[] = {
            {.name = "--service", .words = &services},    {.name = "--at", .word = &typed.at},
            {.name = "--class", .word = &in.class},       {.name = "--needs", .word = &typed.needs},
            {.name = "--language", .word = &in.language}, {.name = "--party", .word = &typed.party},
            {.name = "--code", .word = &in.code},         {.name = "--printer", .word = &in.printer},
    };
    enum exit_code code = command_parse(&command_adopt, line, options, ARRAY_SIZE(options), &in.ticket, 1, 1);
    if (code != EXIT_FINE)
        return code;
    if (services.count == 0)
        return command_misused(&command_adopt, "a ticket needs its service: --service KEY, as on the paper");
    in.services.count = services.count;
    in.services.items = services.items;
    return adopt(line, &in, &typed);
}

const struct command command_adopt = {
        .name = "adopt",
        .arguments = "TICKET --service KEY... [--at HH:MM] [--class KEY] [--needs KEY,...] [--language CODE]\n"
                     "       [--party N] [--code CODE] [--printer KEY]",
        .summary = "enter a ticket of a machine that was lost, from its paper",
        .run = run_adopt,
};
