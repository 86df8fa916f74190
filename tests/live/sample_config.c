/* SPDX-License-Identifier: MIT
 *
 * Prints the commented sample of novbe.conf, for tests/check/sample_config.
 */
#include "common/centre.h"

int main(void)
{
    config_write_sample(settings_heading, settings_options, settings_option_count, stdout);
    return 0;
}
