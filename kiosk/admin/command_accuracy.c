/* SPDX-License-Identifier: MIT
 *
 * novbe accuracy: how well the centre kept what it told its visitors.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/interface/manager.h"
#include "kiosk/admin/command.h"

enum { CELL_SIZE = 24, KEY_COLUMNS = 16 };

static const char *minutes(struct idl_maybe_int ms, bool is_signed, char cell[CELL_SIZE])
{
    if (ms.set)
        snprintf(cell, CELL_SIZE, is_signed ? "%+.1f" : "%.1f", (double)ms.value / 60000);
    return ms.set ? cell : "-";
}

static const char *share(int64_t part, int64_t whole, char cell[CELL_SIZE])
{
    if (whole > 0)
        snprintf(cell, CELL_SIZE, "%.1f%%", 100.0 * (double)part / (double)whole);
    return whole > 0 ? cell : "-";
}

static const char *ratio(struct idl_maybe_float value, char cell[CELL_SIZE])
{
    if (value.set)
        snprintf(cell, CELL_SIZE, "%.2f", value.value);
    return value.set ? cell : "-";
}

/* The names of the fields of org.novbe.Manager.Accuracy, shortened. */
static void print_head(void)
{
    printf("%-*s %7s %8s %7s %7s %8s %7s %7s %7s %7s %7s %7s\n", KEY_COLUMNS, "", "tickets", "promised", "called",
           "covered", "error", "bias", "usual", "ratio", "passed", "unknown", "apart");
}

static void print_line(const struct manager_accuracy *line, const char *key)
{
    char covered[CELL_SIZE], error[CELL_SIZE], bias[CELL_SIZE], usual[CELL_SIZE], compared[CELL_SIZE];
    printf("%-*s %7" PRId64 " %8" PRId64 " %7" PRId64, KEY_COLUMNS, key, line->tickets, line->promised, line->called);
    printf(" %7s %8s %7s %7s %7s", share(line->covered, line->called, covered), minutes(line->error_ms, false, error),
           minutes(line->bias_ms, true, bias), minutes(line->usual_error_ms, false, usual),
           ratio(line->ratio, compared));
    printf(" %7" PRId64 " %7" PRId64 " %7" PRId64 "\n", line->passed, line->unknown, line->apart);
}

static void print_table(const void *output, attr_unused void *data)
{
    const struct manager_get_accuracy_out *out = output;
    print_head();
    for (size_t i = 0; i < out->lines.count; i++)
        print_line(&out->lines.items[i], out->lines.items[i].key);
    print_line(&out->all, "all");
}

/* The answer as it came, whatever fields it has. */
static enum exit_code print_json(const struct command_line *line, const char *from, const char *to, const char *by)
{
    _cleanup_(talk_freep) struct talk *talk = talk_new(line->socket);
    json_t *reply = NULL;
    json_t *in = json_pack("{s:s*, s:s*, s:s*}", "from_day", from, "to_day", to, "by", by);
    enum exit_code code = talk_call(talk, MANAGER_GET_ACCURACY, in, &reply);
    if (code == EXIT_FINE)
        command_print(reply);
    json_decref(in);
    json_decref(reply);
    return code;
}

/* IDL_WORD_NULL: not given. False: there is no such word. */
static bool read_by(const char *word, int *ret_by)
{
    static const char *const words[] = {
            [MANAGER_GET_ACCURACY_IN_BY_DAY] = "day",
            [MANAGER_GET_ACCURACY_IN_BY_SERVICE] = "service",
            [MANAGER_GET_ACCURACY_IN_BY_CLASS] = "class",
    };
    *ret_by = IDL_WORD_NULL;
    for (size_t i = 0; word && i < ARRAY_SIZE(words); i++) {
        if (strcmp(word, words[i]) == 0)
            *ret_by = (int)i;
    }
    return !word || *ret_by != IDL_WORD_NULL;
}

static enum exit_code run_accuracy(const struct command_line *line)
{
    struct manager_get_accuracy_in in = {0};
    const char *by = NULL;
    bool as_json = false;
    const struct command_option options[] = {{.name = "--from", .word = &in.from_day},
                                             {.name = "--to", .word = &in.to_day},
                                             {.name = "--by", .word = &by},
                                             {.name = "--json", .given = &as_json}};
    enum exit_code code = command_parse(&command_accuracy, line, options, ARRAY_SIZE(options), NULL, 0, 0);
    if (code != EXIT_FINE)
        return code;
    if (!read_by(by, &in.by.value))
        return command_misused(&command_accuracy, "--by is day, service or class");
    if (as_json)
        return print_json(line, in.from_day, in.to_day, by);
    return talk_once(line->socket, MANAGER_GET_ACCURACY, &in, print_table, NULL);
}

const struct command command_accuracy = {
        .name = "accuracy",
        .arguments = "[--from DATE] [--to DATE] [--by day|service|class] [--json]",
        .summary = "how well what visitors were told of their waiting was kept",
        .run = run_accuracy,
};
