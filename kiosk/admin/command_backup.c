/* SPDX-License-Identifier: MIT
 *
 * novbe backup, novbe restore: work on the file itself, which novbed does without being the daemon.
 */
#include <stdio.h>
#include <unistd.h>

#include "common/interface/admin.h"
#include "kiosk/admin/command.h"
#include "kiosk/admin/run.h"

/* Its exit code, as of sysexits.h. */
static int run_novbed(const char *what, const char *file, const char *config, const char *store)
{
    const char *words[8] = {"novbed", what, file};
    size_t count = 3;
    const char *const options[][2] = {{"--config", config}, {"--store", store}};
    for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
        if (!options[i][1])
            continue;
        words[count++] = options[i][0];
        words[count++] = options[i][1];
    }
    return run_beside(words);
}

struct arguments {
    const char *file, *config, *store;
};

static enum exit_code read_arguments(const struct command *command, const struct command_line *line,
                                     struct arguments *ret_arguments)
{
    const struct command_option options[] = {{.name = "--config", .word = &ret_arguments->config},
                                             {.name = "--store", .word = &ret_arguments->store}};
    return command_parse(command, line, options, ARRAY_SIZE(options), &ret_arguments->file, 1, 1);
}

/* A daemon that does not run is told nothing; that the backup was made is true all the same. */
static void tell_daemon(const char *socket, const char *file, int code)
{
    _cleanup_free_ char *text = mem_printf(code == 0 ? "%s" : "%s: novbed ended with %d", file, code);
    const struct admin_backed_up_in in = {.good = code == 0, .text = text};
    if (access(socket, F_OK) == 0 && talk_once(socket, ADMIN_BACKED_UP, &in, NULL, NULL) != EXIT_FINE)
        fputs("novbe: the daemon does not know of this backup\n", stderr);
}

static enum exit_code run_backup(const struct command_line *line)
{
    struct arguments arguments = {0};
    enum exit_code code = read_arguments(&command_backup, line, &arguments);
    if (code != EXIT_FINE)
        return code;
    int ended = run_novbed("--backup", arguments.file, arguments.config, arguments.store);
    tell_daemon(line->socket, arguments.file, ended);
    return ended == 0 ? EXIT_FINE : EXIT_REFUSED;
}

const struct command command_backup = {
        .name = "backup",
        .arguments = "[--config FILE] [--store FILE] FILE",
        .summary = "bring a backup up to the store, or make one, while tickets go on",
        .run = run_backup,
};

static enum exit_code run_restore(const struct command_line *line)
{
    struct arguments arguments = {0};
    enum exit_code code = read_arguments(&command_restore, line, &arguments);
    if (code != EXIT_FINE)
        return code;
    return run_novbed("--restore", arguments.file, arguments.config, arguments.store) == 0 ? EXIT_FINE : EXIT_REFUSED;
}

const struct command command_restore = {
        .name = "restore",
        .arguments = "[--config FILE] [--store FILE] FILE",
        .summary = "make the store out of a backup, in a new epoch; the daemon must be stopped",
        .run = run_restore,
};
