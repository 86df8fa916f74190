/* SPDX-License-Identifier: MIT
 *
 * novbe-printer: the command line. What it does is elsewhere: program.h works the orders, preview.h and inspect.h show
 * and check paper, setup.h sets printers up.
 */
#include <getopt.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/centre.h"
#include "common/log.h"
#include "printer/inspect.h"
#include "printer/preview.h"
#include "printer/program.h"
#include "printer/setup.h"

#define DEFAULT_CONFIG NOVBE_SYSCONFDIR "/novbe/novbe.conf"

enum { PRINTERS_MOST = 64 };

enum action { ACTION_WORK, ACTION_PREVIEW, ACTION_CHECK, ACTION_ADD };

struct options {
    enum action action;
    struct program_options program;
    struct preview_options preview;
    struct setup_options setup;
    const char *printers[PRINTERS_MOST];
};

static void print_help(void)
{
    puts("Usage: novbe-printer [OPTION]...\n"
         "Prints the paper that the daemon orders, through CUPS, and tells it what became of each.\n"
         "\n"
         "  --config FILE     configuration (default: " DEFAULT_CONFIG ")\n"
         "  --socket PATH     the daemon's socket instead of the configuration's socket.path\n"
         "  --via COMMAND     a command that speaks for it: 'ssh hall novbe bridge'\n"
         "  --printer KEY     only this printer of the catalogue; may be given again\n"
         "  --cups SERVER     CUPS: a host, or the path of its socket (default: as libcups finds it)\n"
         "  --preview TICKET  show what its paper would say now, here and as a picture, and end\n"
         "  --width MM        with --preview: of the paper, 58 or 80 (default: 80)\n"
         "  --png FILE        with --preview: the picture (default: TICKET.png)\n"
         "  --check           check the configuration and draw a paper of every kind, print every mistake, and end\n"
         "  --add KEY         make the queue of this printer of the catalogue, as `novbe printer add` does, and end\n"
         "  --device URI      with --add: where the printer is\n"
         "  --cut WORD        with --add, of a receipt printer: none, partial or full (default: partial)\n"
         "  --help            this text\n"
         "  --version         the version\n"
         "\n"
         "SIGTERM ends it; SIGHUP reads the configuration again.\n"
         "Exit codes: 0 ended as asked, 1 mistakes of paper, 64 wrong command line, 65 no such ticket, 69 no daemon or "
         "no\n"
         "answer of a printer, 71 no locale, 73 what could not be made, 78 mistakes of the configuration. See "
         "novbe-printer(8).");
}

static const struct option table[] = {
        {"config", required_argument, NULL, 'c'},
        {"socket", required_argument, NULL, 's'},
        {"via", required_argument, NULL, 'V'},
        {"printer", required_argument, NULL, 'p'},
        {"cups", required_argument, NULL, 'C'},
        {"preview", required_argument, NULL, 'P'},
        {"width", required_argument, NULL, 'w'},
        {"png", required_argument, NULL, 'g'},
        {"check", no_argument, NULL, 'k'},
        {"add", required_argument, NULL, 'a'},
        {"device", required_argument, NULL, 'd'},
        {"cut", required_argument, NULL, 'u'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},
        {0},
};

static bool take_printer(struct options *options, const char *key)
{
    struct config_list *only = &options->program.only;
    if (only->count == PRINTERS_MOST) {
        fprintf(stderr, "novbe-printer: more than %d printers\n", PRINTERS_MOST);
        return false;
    }
    options->printers[only->count++] = key;
    return true;
}

static bool take_width(struct options *options, const char *text)
{
    options->preview.width_mm = strcmp(text, "58") == 0 ? 58 : strcmp(text, "80") == 0 ? 80 : 0;
    if (!options->preview.width_mm)
        fprintf(stderr, "novbe-printer: --width is 58 or 80, found '%s'\n", text);
    return options->preview.width_mm != 0;
}

static void take_text(struct options *options, int option, const char *value)
{
    const char **const texts[128] = {
            ['c'] = &options->program.config, ['s'] = &options->program.socket, ['V'] = &options->program.via,
            ['C'] = &options->program.cups,   ['P'] = &options->preview.ticket, ['g'] = &options->preview.png,
            ['a'] = &options->setup.printer,  ['d'] = &options->setup.uri,      ['u'] = &options->setup.cut,
    };
    *texts[option] = value;
    if (option == 'P')
        options->action = ACTION_PREVIEW;
    if (option == 'a')
        options->action = ACTION_ADD;
}

/* -1: go on; else the exit code. */
static int parse_options(int argc, char **argv, struct options *options)
{
    for (int option; (option = getopt_long(argc, argv, "", table, NULL)) >= 0;) {
        bool good = true;
        if (option == 'h') {
            print_help();
            return EX_OK;
        }
        if (option == 'v') {
            puts("novbe-printer " NOVBE_VERSION);
            return EX_OK;
        }
        if (option == 'k')
            options->action = ACTION_CHECK;
        else if (option == 'p')
            good = take_printer(options, optarg);
        else if (option == 'w')
            good = take_width(options, optarg);
        else if (option == '?')
            good = false;
        else
            take_text(options, option, optarg);
        if (!good) {
            fputs("Try 'novbe-printer --help'.\n", stderr);
            return EX_USAGE;
        }
    }
    if (optind < argc) {
        fprintf(stderr, "novbe-printer: unexpected argument '%s'\nTry 'novbe-printer --help'.\n", argv[optind]);
        return EX_USAGE;
    }
    return -1;
}

static int add(const struct options *options)
{
    struct setup_options setup = options->setup;
    if (!setup.uri) {
        fputs("novbe-printer: --add needs --device\nTry 'novbe-printer --help'.\n", stderr);
        return EX_USAGE;
    }
    setup.config = options->program.config;
    return setup_add(&setup);
}

static int act(const struct options *options)
{
    struct preview_options preview = options->preview;
    switch (options->action) {
    case ACTION_WORK:
        return program_run(&options->program);
    case ACTION_PREVIEW:
        preview.config = options->program.config;
        preview.socket = options->program.socket;
        preview.via = options->program.via;
        return preview_print(&preview);
    case ACTION_CHECK:
        return inspect_print(options->program.config, options->program.cups);
    case ACTION_ADD:
        return add(options);
    }
    return EX_USAGE;
}

int main(int argc, char **argv)
{
    struct options options = {.program.config = DEFAULT_CONFIG, .preview.width_mm = 80};
    options.program.only.items = options.printers;
    int code = parse_options(argc, argv, &options);
    if (code >= 0)
        return code;
    if (!setlocale(LC_CTYPE, "C.UTF-8")) {
        fputs("novbe-printer: this system lacks the locale C.UTF-8\n", stderr);
        return EX_OSERR;
    }
    (void)signal(SIGPIPE, SIG_IGN);
    return act(&options);
}
