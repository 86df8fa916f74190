/* SPDX-License-Identifier: MIT
 *
 * novbe check: every mistake of a configuration with its file and line; or what a reload of the running daemon would
 * do.
 */
#include <stdio.h>

#include "common/centre.h"
#include "common/interface/admin.h"
#include "kiosk/admin/change.h"
#include "kiosk/admin/command.h"
#include "kiosk/admin/run.h"

#define DEFAULT_CONFIG NOVBE_SYSCONFDIR "/novbe/novbe.conf"

static void print_summary(const struct centre *centre, size_t warnings)
{
    const struct catalogue *catalogue = centre->catalogue;
    printf("%s: %zu languages, %zu agencies and groups, %zu services, %zu counters, %zu kiosks, %zu boards, %zu "
           "printers",
           centre->path, i18n_count(centre->i18n), catalogue->groups.count, catalogue->services.count,
           catalogue->counters.count, catalogue->kiosks.count, catalogue->boards.count, catalogue->printers.count);
    printf(warnings == 1 ? "; %zu warning\n" : "; %zu warnings\n", warnings);
}

/* Papers are drawn by who prints them; where no printer is served, there is nobody to ask. */
static enum exit_code check_paper(const char *path)
{
    enum { DREW_WITH_TROUBLE = 1 };
    const char *const words[] = {"novbe-printer", "--check", "--config", path, NULL};
    if (!run_is_there(words[0]))
        return EXIT_FINE;
    return run_beside(words) == DREW_WITH_TROUBLE ? EXIT_REFUSED : EXIT_FINE;
}

static enum exit_code check_files(const char *path)
{
    struct config_mistakes mistakes = {0};
    _cleanup_(centre_freep) struct centre *centre = NULL;
    int r = centre_load(path, &mistakes, &centre);
    config_mistakes_print(&mistakes, stderr);
    if (r == 0)
        print_summary(centre, mistakes.count - mistakes.errors);
    else
        fprintf(stderr, "novbe: %zu %s\n", mistakes.errors, mistakes.errors == 1 ? "mistake" : "mistakes");
    config_mistakes_done(&mistakes);
    return r == 0 ? check_paper(path) : EXIT_REFUSED;
}

static enum exit_code run_check(const struct command_line *line)
{
    const char *path = NULL;
    bool against_running = false;
    const struct command_option options[] = {{.name = "--against-running", .given = &against_running}};
    enum exit_code code = command_parse(&command_check, line, options, ARRAY_SIZE(options), &path, 0, 1);
    if (code != EXIT_FINE)
        return code;
    if (against_running && path) {
        fputs("novbe: --against-running asks the daemon about its own files; leave the file out\n", stderr);
        return EXIT_MISUSED;
    }
    if (against_running)
        return change_call(line->socket, ADMIN_PREVIEW_RELOAD);
    return check_files(path ? path : DEFAULT_CONFIG);
}

const struct command command_check = {
        .name = "check",
        .arguments = "[FILE] [--against-running]",
        .summary = "check a configuration, or print what a reload would change",
        .run = run_check,
};
