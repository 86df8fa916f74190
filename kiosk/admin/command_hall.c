/* SPDX-License-Identifier: MIT
 *
 * The hall as a whole: halt, resume, and a service closed early or opened again.
 */
#include <stdio.h>

#include "common/interface/manager.h"
#include "kiosk/admin/command.h"
#include "kiosk/admin/hit.h"

/* --- halt, resume --- */

static enum exit_code run_halt(const struct command_line *line)
{
    struct manager_halt_in in = {0};
    enum exit_code code = command_parse(&command_halt, line, NULL, 0, &in.reason, 1, 1);
    if (code != EXIT_FINE)
        return code;
    return talk_once(line->socket, MANAGER_HALT, &in, NULL, NULL);
}

const struct command command_halt = {
        .name = "halt",
        .arguments = "REASON",
        .summary = "halt the hall: no tickets, no calls",
        .run = run_halt,
};

static enum exit_code run_resume(const struct command_line *line)
{
    enum exit_code code = command_parse(&command_resume, line, NULL, 0, NULL, 0, 0);
    if (code != EXIT_FINE)
        return code;
    return talk_once(line->socket, MANAGER_RESUME, NULL, NULL, NULL);
}

const struct command command_resume = {
        .name = "resume",
        .arguments = "",
        .summary = "the hall goes on",
        .run = run_resume,
};

/* --- service --- */

/* A line for each ticket whose visitor was sent home, and each booking that finds the service closed. */
static void print_closed(const void *output, attr_unused void *data)
{
    const struct manager_close_service_out *out = output;
    for (size_t i = 0; i < out->sent_home.count; i++)
        printf("sent home %s\n", out->sent_home.items[i]);
    hit_print(out->hit.items, out->hit.count);
}

static enum exit_code run_service_close(const struct command_line *line)
{
    const char *arguments[2], *last = NULL;
    bool send_home = false;
    const struct command_option options[] = {{.name = "--last", .word = &last},
                                             {.name = "--send-home", .given = &send_home}};
    enum exit_code code = command_parse(&command_service_close, line, options, ARRAY_SIZE(options), arguments, 2, 2);
    if (code == EXIT_FINE && last && send_home)
        code = command_misused(&command_service_close, "either some are served up to the last, or none are");
    if (code != EXIT_FINE)
        return code;
    struct manager_close_service_in in = {.service = arguments[0], .reason = arguments[1], .last = last};
    in.closing.value = send_home ? MANAGER_CLOSE_SERVICE_IN_CLOSING_SEND_HOME
                       : last    ? MANAGER_CLOSE_SERVICE_IN_CLOSING_TO_TICKET
                                 : MANAGER_CLOSE_SERVICE_IN_CLOSING_ALL;
    return talk_once(line->socket, MANAGER_CLOSE_SERVICE, &in, print_closed, NULL);
}

const struct command command_service_close = {
        .name = "service close",
        .arguments = "SERVICE REASON [--last TICKET | --send-home]",
        .summary = "close a service early; who waits is served, or not",
        .run = run_service_close,
};

static enum exit_code run_service_open(const struct command_line *line)
{
    struct manager_open_service_in in = {0};
    enum exit_code code = command_parse(&command_service_open, line, NULL, 0, &in.service, 1, 1);
    if (code != EXIT_FINE)
        return code;
    return talk_once(line->socket, MANAGER_OPEN_SERVICE, &in, NULL, NULL);
}

const struct command command_service_open = {
        .name = "service open",
        .arguments = "SERVICE",
        .summary = "take an early closing back",
        .run = run_service_open,
};
