/* SPDX-License-Identifier: MIT
 *
 * The command line of a terminal: the options all of them have, and those of its own. `--help` and `--version` are
 * answered here.
 */
#pragma once

#include "kiosk/ui/theme.h"

/* --socket PATH, --via COMMAND, --languages FOLDER, --language CODE, --theme NAME; as app_options takes them. */
struct options {
    const char *address;
    const char *via;
    const char *languages;
    const char *language;      /* NULL: none was named */
    const struct theme *theme; /* NULL: none was named */
};

/* An option of one program: "--kiosk KEY". */
struct own_option {
    const char *name;     /* "kiosk" */
    const char *argument; /* "KEY"; NULL: it takes none, and *ret_text becomes its name */
    const char *help;     /* "which kiosk of the catalogue this is" */
    bool needed;
    const char **ret_text;
};

/* Reads the command line. True: go on. False: it was answered (--help, --version) or is wrong (told on stderr), and
 * the program ends with *ret_exit. `purpose`: one line for --help. */
bool options_read(int argc, char **argv, const char *purpose, const struct own_option *own, size_t own_count,
                  struct options *ret_options, int *ret_exit);
