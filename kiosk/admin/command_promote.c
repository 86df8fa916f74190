/* SPDX-License-Identifier: MIT
 *
 * novbe promote: the second machine takes the place of the first.
 */
#include <inttypes.h>
#include <stdio.h>

#include "common/interface/admin.h"
#include "kiosk/admin/command.h"

static void print_promoted(const void *output, attr_unused void *data)
{
    const struct admin_promote_out *out = output;
    printf("This machine is the centre now, in epoch %" PRId64 ", with all facts up to %" PRId64 ".\n"
           "Tickets that the other one gave out after that: novbe adopt.\n",
           out->epoch, out->seq);
}

static enum exit_code run_promote(const struct command_line *line)
{
    struct admin_promote_in in = {0};
    const struct command_option options[] = {{.name = "--force", .given = &in.force}};
    enum exit_code code = command_parse(&command_promote, line, options, ARRAY_SIZE(options), NULL, 0, 0);
    if (code != EXIT_FINE)
        return code;
    _cleanup_(talk_freep) struct talk *talk = talk_new(line->socket);
    return talk_method_at_once(talk, ADMIN_PROMOTE, &in, print_promoted, NULL);
}

const struct command command_promote = {
        .name = "promote",
        .arguments = "[--force]",
        .summary = "make the centre of the machine that follows it, which is lost",
        .run = run_promote,
};
