/* SPDX-License-Identifier: MIT
 *
 * novbe: the administrator's command line. Finds the command, gives it the socket and its words.
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "kiosk/admin/command.h"

#define DEFAULT_SOCKET "/run/novbe/socket"

static const struct command *const commands[] = {
        &command_info, &command_interfaces, &command_call, &command_status, &command_reload, &command_check,
};

static void print_help(FILE *out)
{
    fputs("Usage: novbe [--socket PATH] COMMAND [ARGUMENT]...\n"
          "The administrator's command of novbe.\n"
          "\n",
          out);
    for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
        _cleanup_free_ char *usage = mem_printf("%s %s", commands[i]->name, commands[i]->arguments);
        fprintf(out, "  %-36s %s\n", usage, commands[i]->summary);
    }
    fputs("\n"
          "  --socket PATH   the daemon's socket (default: $NOVBE_SOCKET, else " DEFAULT_SOCKET ")\n"
          "  --help          this text\n"
          "  --version       the version\n"
          "\n"
          "Exit codes: 0 done, 1 refused or mistakes found, 2 wrong command line, 3 no daemon or no answer,\n"
          "4 an answer that does not fit its interface. See novbe(1).\n",
          out);
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    }
    return NULL;
}

enum exit_code command_parse(const struct command *command, const struct command_line *line,
                             const struct command_flag *flags, size_t flag_count, const char **ret_arguments,
                             size_t least, size_t most)
{
    size_t count = 0;
    for (int i = 1; i < line->count; i++) {
        const char *word = line->words[i];
        size_t flag = 0;
        while (flag < flag_count && strcmp(flags[flag].name, word) != 0)
            flag++;
        if (flag < flag_count)
            *flags[flag].value = true;
        else if (word[0] == '-' && word[1] != '\0')
            goto misused;
        else if (count < most)
            ret_arguments[count++] = word;
        else
            goto misused;
    }
    if (count >= least)
        return EXIT_FINE;
misused:
    fprintf(stderr, "Usage: novbe %s %s\n", command->name, command->arguments);
    return EXIT_MISUSED;
}

void command_print(json_t *value)
{
    json_dumpf(value, stdout, JSON_INDENT(2) | JSON_ENCODE_ANY);
    putchar('\n');
    fflush(stdout);
}

/* The options before the command. Returns -1 to go on at *ret_first, else the exit code. */
static int parse_options(int argc, char **argv, const char **ret_socket, int *ret_first)
{
    int i = 1;
    for (; i < argc && argv[i][0] == '-'; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            print_help(stdout);
            return EXIT_FINE;
        }
        if (strcmp(argv[i], "--version") == 0) {
            puts("novbe " NOVBE_VERSION);
            return EXIT_FINE;
        }
        if (strcmp(argv[i], "--socket") != 0 || i + 1 == argc) {
            fprintf(stderr, "novbe: unknown option '%s'\nTry 'novbe --help'.\n", argv[i]);
            return EXIT_MISUSED;
        }
        *ret_socket = argv[++i];
    }
    *ret_first = i;
    return -1;
}

static bool was_written(void)
{
    return fflush(stdout) == 0 && !ferror(stdout);
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    const char *socket = getenv("NOVBE_SOCKET");
    if (!socket || !*socket)
        socket = DEFAULT_SOCKET;
    int first = 0;
    int code = parse_options(argc, argv, &socket, &first);
    if (code >= 0)
        return code;
    if (first == argc) {
        print_help(stderr);
        return EXIT_MISUSED;
    }
    const struct command *command = find_command(argv[first]);
    if (!command) {
        fprintf(stderr, "novbe: unknown command '%s'\nTry 'novbe --help'.\n", argv[first]);
        return EXIT_MISUSED;
    }
    const struct command_line line = {.count = argc - first, .words = argv + first, .socket = socket};
    enum exit_code done = command->run(&line);
    if (done == EXIT_FINE && !was_written()) {
        fputs("novbe: the answer could not be written\n", stderr);
        done = EXIT_UNWRITTEN;
    }
    return (int)done;
}
