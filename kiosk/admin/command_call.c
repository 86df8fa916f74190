/* SPDX-License-Identifier: MIT
 *
 * novbe call: any method of any interface, by its name and JSON.
 */
#include <stdio.h>
#include <string.h>

#include "kiosk/admin/command.h"

/* "-": standard input. */
static enum exit_code parse_json(const char *text, json_t **ret_parameters)
{
    json_error_t error;
    json_t *parameters = strcmp(text, "-") == 0 ? json_loadf(stdin, JSON_REJECT_DUPLICATES, &error)
                                                : json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (parameters && json_is_object(parameters)) {
        *ret_parameters = parameters;
        return EXIT_FINE;
    }
    if (parameters)
        fputs("novbe: the parameters must be a JSON object: {\"name\": value}\n", stderr);
    else
        fprintf(stderr, "novbe: the parameters are not JSON: line %d, column %d: %s\n", error.line, error.column,
                error.text);
    json_decref(parameters);
    return EXIT_MISUSED;
}

static void print_reply(json_t *parameters, attr_unused void *data)
{
    command_print(parameters);
}

static enum exit_code call_method(struct talk *talk, const char *method, json_t *parameters)
{
    json_t *reply = NULL;
    enum exit_code code = talk_call(talk, method, parameters, &reply);
    if (code == EXIT_FINE)
        command_print(reply);
    json_decref(reply);
    return code;
}

static enum exit_code call_one(struct talk *talk, const char *method, const char *text, bool more)
{
    json_t *parameters = NULL;
    enum exit_code code = parse_json(text, &parameters);
    if (code == EXIT_FINE)
        code = more ? talk_stream(talk, method, parameters, print_reply, NULL) : call_method(talk, method, parameters);
    json_decref(parameters);
    return code;
}

/* "METHOD JSON" a line, over one connection, so that who signs in is signed in for what follows. The first that is not
 * done is the last. */
static enum exit_code call_lines(struct talk *talk)
{
    enum exit_code code = EXIT_FINE;
    char *text = NULL;
    size_t room = 0;
    while (code == EXIT_FINE && getline(&text, &room, stdin) >= 0) {
        char *rest = text, *method = strsep(&rest, " \n");
        bool has_more_words = rest && rest[strspn(rest, " \n")];
        if (*method && *method != '#')
            code = call_one(talk, method, has_more_words ? rest : "{}", false);
        fflush(stdout);
    }
    free(text);
    return code;
}

static enum exit_code run_call(const struct command_line *line)
{
    const char *arguments[2] = {NULL, "{}"};
    bool more = false;
    const struct command_option options[] = {{.name = "--more", .given = &more}};
    enum exit_code code = command_parse(&command_call, line, options, ARRAY_SIZE(options), arguments, 1, 2);
    if (code != EXIT_FINE)
        return code;
    bool has_lines = strcmp(arguments[0], "-") == 0;
    if (has_lines && (more || line->count > 2))
        return command_misused(&command_call, "the calls are lines of standard input: \"METHOD JSON\"");
    _cleanup_(talk_freep) struct talk *talk = talk_new(line->socket);
    return has_lines ? call_lines(talk) : call_one(talk, arguments[0], arguments[1], more);
}

const struct command command_call = {
        .name = "call",
        .arguments = "METHOD [JSON|-] [--more] | -",
        .summary = "call any method, with --more until Ctrl-C; or each line of standard input",
        .run = run_call,
};
