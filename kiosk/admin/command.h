/* SPDX-License-Identifier: MIT
 *
 * The administrator's commands: each is one const descriptor and one line in main.c's table.
 */
#pragma once

#include "kiosk/admin/talk.h"

struct command_line {
    int count;
    char **words;       /* the command's own: options and arguments, words[0] is its name */
    const char *socket; /* of the daemon */
};

struct command {
    const char *name;
    const char *arguments; /* "METHOD [JSON] [--more]" */
    const char *summary;   /* one line */
    enum exit_code (*run)(const struct command_line *line);
};

extern const struct command command_info;
extern const struct command command_interfaces;
extern const struct command command_call;
extern const struct command command_status;
extern const struct command command_reload;
extern const struct command command_check;

/* What a command does with its options: `flags` are words like "--more" that may stand anywhere, told apart from at
 * most `most` arguments. Says what is wrong and answers EXIT_MISUSED, or EXIT_FINE. */
struct command_flag {
    const char *name;
    bool *value;
};
enum exit_code command_parse(const struct command *command, const struct command_line *line,
                             const struct command_flag *flags, size_t flag_count, const char **ret_arguments,
                             size_t least, size_t most);

/* Pretty JSON and a newline, on stdout. */
void command_print(json_t *value);
