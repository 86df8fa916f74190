/* SPDX-License-Identifier: MIT
 *
 * novbe-reception: the desk of those who help visitors before the counter.
 */
#include "kiosk/reception/program.h"
#include "kiosk/ui/options.h"

int main(int argc, char **argv)
{
    const char *printer = NULL;
    const struct own_option own[] = {
            {"printer", "KEY", "printer of the catalogue that prints; without it nothing is printed", false, &printer}};
    struct options options;
    int exit_code;
    if (!options_read(argc, argv, "The desk of reception: tickets for visitors who need a hand", own, ARRAY_SIZE(own),
                      &options, &exit_code))
        return exit_code;
    struct reception reception;
    reception_init(&reception, printer, options.language);
    struct program program = reception_program;
    program.model = &reception.model;
    program.data = &reception;
    exit_code = app_run(&(struct app_options){.options = options,
                                              .program = program,
                                              .begin = reception_begin,
                                              .connected = reception_connected,
                                              .data = &reception});
    reception_done(&reception);
    return exit_code;
}
