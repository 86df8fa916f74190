/* SPDX-License-Identifier: MIT
 *
 * novbe: the administrator's command line. Finds the command, gives it the socket and its words.
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "kiosk/admin/command.h"

#define DEFAULT_SOCKET "/run/novbe/socket"

/* clang-format off */
static const struct command *const commands[] = {
    &command_info,
    &command_interfaces,
    &command_call,
    &command_status,
    &command_reload,
    &command_check,
    &command_rota,
    &command_profile,
    &command_day,
    &command_halt,
    &command_resume,
    &command_service_close,
    &command_service_open,
    &command_book,
    &command_adopt,
    &command_void,
    &command_operator_add,
    &command_operator_pin,
    &command_operator_remove,
    &command_operator_list,
    &command_kiosk_pin,
    &command_kiosk_close,
    &command_kiosk_open,
    &command_printer_add,
    &command_printer_test,
    &command_paper_pin,
    &command_explain,
    &command_story,
    &command_return_code,
    &command_paper,
    &command_accuracy,
    &command_report,
    &command_whatif,
    &command_close_day,
    &command_verify,
    &command_backup,
    &command_restore,
    &command_promote,
    &command_bridge,
};
/* clang-format on */

enum { USAGE_COLUMNS = 36 };

static void print_help(FILE *out)
{
    fputs("Usage: novbe [--socket PATH] COMMAND [ARGUMENT]...\n"
          "The administrator's command of novbe.\n"
          "\n",
          out);
    for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
        _cleanup_free_ char *usage = mem_printf("%s %s", commands[i]->name, commands[i]->arguments);
        if (strlen(usage) > USAGE_COLUMNS)
            fprintf(out, "  %s\n  %-*s %s\n", usage, USAGE_COLUMNS, "", commands[i]->summary);
        else
            fprintf(out, "  %-*s %s\n", USAGE_COLUMNS, usage, commands[i]->summary);
    }
    fputs("\n"
          "  --socket PATH   the daemon's socket (default: $NOVBE_SOCKET, else " DEFAULT_SOCKET ")\n"
          "  --help          this text\n"
          "  --version       the version\n"
          "\n"
          "Exit codes: 0 done, 1 refused or mistakes found, 2 wrong command line, 3 no daemon or no answer,\n"
          "4 an answer that does not fit its interface, 5 an answer that standard output did not take. Of status: 0 "
          "all is\n"
          "well, 1 a warning, 2 critical, 3 not known. See novbe(1).\n",
          out);
}

static const struct command *find_name(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    }
    return NULL;
}

/* The command whose one or two words these are, and how many; NULL if there is none. */
static const struct command *find_command(int count, char **words, int *ret_count)
{
    _cleanup_free_ char *two = count > 1 ? mem_printf("%s %s", words[0], words[1]) : NULL;
    const struct command *command = two ? find_name(two) : NULL; /* "paper pin" before "paper TICKET" */
    *ret_count = command ? 2 : 1;
    return command ? command : find_name(words[0]);
}

/* Half a command, "novbe operator", is answered with the whole ones. */
static enum exit_code refuse_command(const char *word)
{
    bool is_family = false;
    for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
        size_t length = strlen(word);
        if (strncmp(commands[i]->name, word, length) == 0 && commands[i]->name[length] == ' ') {
            command_misused(commands[i], NULL);
            is_family = true;
        }
    }
    if (!is_family)
        fprintf(stderr, "novbe: unknown command '%s'\nTry 'novbe --help'.\n", word);
    return EXIT_MISUSED;
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
    int words = 0;
    const struct command *command = find_command(argc - first, argv + first, &words);
    if (!command)
        return (int)refuse_command(argv[first]);
    first += words - 1;
    const struct command_line line = {.count = argc - first, .words = argv + first, .socket = socket};
    enum exit_code done = command->run(&line);
    if (!was_written()) {
        fputs("novbe: the answer could not be written\n", stderr);
        done = EXIT_UNWRITTEN;
    }
    return (int)done;
}
