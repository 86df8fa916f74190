/* SPDX-License-Identifier: MIT
 *
 * printer-setup: the part of novbe-printer's command line that makes a queue, alone.
 */
#include <stdio.h>
#include <string.h>

#include "printer/setup.h"

int main(int argc, char **argv)
{
    struct setup_options options = {0};
    const struct {
        const char *name, **value;
    } known[] = {{"--add", &options.printer},
                 {"--device", &options.uri},
                 {"--config", &options.config},
                 {"--cut", &options.cut}};
    for (int i = 1; i + 1 < argc; i += 2) {
        for (size_t k = 0; k < ARRAY_SIZE(known); k++) {
            if (strcmp(argv[i], known[k].name) == 0)
                *known[k].value = argv[i + 1];
        }
    }
    return setup_add(&options);
}
