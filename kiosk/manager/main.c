/* SPDX-License-Identifier: MIT
 *
 * novbe-manager: the terminal of those who watch over the hall.
 */
#include "kiosk/manager/program.h"
#include "kiosk/ui/options.h"

int main(int argc, char **argv)
{
    struct options options;
    int exit_code;
    if (!options_read(argc, argv, "The hall live, and what supervisors do in it", NULL, 0, &options, &exit_code))
        return exit_code;
    struct manager manager;
    manager_init(&manager, options.language);
    struct program program = manager_program;
    program.model = &manager.model;
    program.data = &manager;
    exit_code = app_run(&(struct app_options){.options = options,
                                              .program = program,
                                              .begin = manager_begin,
                                              .connected = manager_connected,
                                              .data = &manager});
    manager_done(&manager);
    return exit_code;
}
