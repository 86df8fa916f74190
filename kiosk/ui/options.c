/* SPDX-License-Identifier: MIT
 *
 * The command line of a terminal, over getopt.
 */
#include "kiosk/ui/options.h"

#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum { OPTIONS_MOST = 16, COMMON_COUNT = 7 };

enum {
    OPTION_SOCKET = 256,
    OPTION_VIA,
    OPTION_LANGUAGES,
    OPTION_LANGUAGE,
    OPTION_THEME,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_OWN
};

static const struct option common_options[COMMON_COUNT] = {
        {"socket", required_argument, NULL, OPTION_SOCKET},
        {"via", required_argument, NULL, OPTION_VIA},
        {"languages", required_argument, NULL, OPTION_LANGUAGES},
        {"language", required_argument, NULL, OPTION_LANGUAGE},
        {"theme", required_argument, NULL, OPTION_THEME},
        {"help", no_argument, NULL, OPTION_HELP},
        {"version", no_argument, NULL, OPTION_VERSION},
};

static void print_row(const char *name, const char *argument, const char *help)
{
    char option[64];
    snprintf(option, sizeof option, "--%s %s", name, argument ? argument : "");
    printf("  %-20s %s\n", option, help);
}

static void print_help(const char *program, const char *purpose, const struct own_option *own, size_t own_count)
{
    printf("Usage: %s", program);
    for (size_t i = 0; i < own_count; i++)
        printf(own[i].needed ? " --%s%s%s" : " [--%s%s%s]", own[i].name, own[i].argument ? " " : "",
               own[i].argument ? own[i].argument : "");
    printf(" [OPTION]...\n%c%s.\n\n", toupper((unsigned char)purpose[0]), purpose + 1);
    for (size_t i = 0; i < own_count; i++)
        print_row(own[i].name, own[i].argument, own[i].help);
    print_row("socket", "PATH", "the daemon's socket, or @name (/run/novbe/socket)");
    print_row("via", "COMMAND", "a command that speaks for it: 'ssh hall novbe bridge'");
    print_row("languages", "FOLDER", "the language files (" NOVBE_SYSCONFDIR "/novbe/lang)");
    print_row("language", "CODE", "of the first page; else the centre's own");
    print_row("theme", "NAME", "day, contrast or mono");
    print_row("help", NULL, "this text");
    print_row("version", NULL, "the version");
    printf("\nExit codes: 0 ended as asked, 1 no terminal or no languages, 2 wrong command line.\nSee %s(1).\n",
           program);
}

static bool take_common(int option, const char *program, struct options *options)
{
    switch (option) {
    case OPTION_SOCKET:
        options->address = optarg;
        return true;
    case OPTION_VIA:
        options->via = optarg;
        return true;
    case OPTION_LANGUAGES:
        options->languages = optarg;
        return true;
    case OPTION_LANGUAGE:
        options->language = optarg;
        return true;
    case OPTION_THEME:
        options->theme = theme_find(optarg);
        if (!options->theme)
            fprintf(stderr, "%s: there is no theme \"%s\": day, contrast, mono\n", program, optarg);
        return options->theme != NULL;
    default: /* getopt has told what is wrong */
        return false;
    }
}

static bool has_needed(const char *program, const struct own_option *own, size_t own_count)
{
    for (size_t i = 0; i < own_count; i++) {
        if (!own[i].needed || *own[i].ret_text)
            continue;
        fprintf(stderr, "%s: --%s %s is missing: %s\n", program, own[i].name, own[i].argument ? own[i].argument : "",
                own[i].help);
        return false;
    }
    return true;
}

bool options_read(int argc, char **argv, const char *purpose, const struct own_option *own, size_t own_count,
                  struct options *ret_options, int *ret_exit)
{
    const char *slash = strrchr(argv[0], '/'), *program = slash ? slash + 1 : argv[0];
    struct option all[OPTIONS_MOST + 1] = {0};
    memcpy(all, common_options, sizeof common_options);
    for (size_t i = 0; i < own_count && COMMON_COUNT + i < OPTIONS_MOST; i++)
        all[COMMON_COUNT + i] = (struct option){own[i].name, own[i].argument ? required_argument : no_argument, NULL,
                                                OPTION_OWN + (int)i};
    *ret_options = (struct options){.address = "/run/novbe/socket", .languages = NOVBE_SYSCONFDIR "/novbe/lang"};
    *ret_exit = 2;
    int option;
    while ((option = getopt_long(argc, argv, "", all, NULL)) != -1) {
        if (option >= OPTION_OWN) {
            const struct own_option *mine = &own[option - OPTION_OWN];
            *mine->ret_text = mine->argument ? optarg : mine->name;
        } else if (option == OPTION_HELP || option == OPTION_VERSION) {
            if (option == OPTION_HELP)
                print_help(program, purpose, own, own_count);
            else
                printf("%s %s\n", program, NOVBE_VERSION);
            *ret_exit = 0;
            return false;
        } else if (!take_common(option, program, ret_options)) {
            return false;
        }
    }
    if (optind < argc) {
        fprintf(stderr, "%s: \"%s\" is more than it takes\n", program, argv[optind]);
        return false;
    }
    return has_needed(program, own, own_count);
}
