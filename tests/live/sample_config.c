/* SPDX-License-Identifier: MIT
 *
 * Prints a commented sample, of novbe.conf or (argument "ticket") of ticket.conf, for tests/check/sample_config.
 */
#include <string.h>

#include "common/centre.h"

int main(int count, char **arguments)
{
    if (count == 2 && strcmp(arguments[1], "ticket") == 0)
        ticket_layout_write_sample(stdout);
    else
        config_write_sample(settings_heading, settings_options, settings_option_count, stdout);
    return 0;
}
