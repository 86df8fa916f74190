/* SPDX-License-Identifier: MIT
 *
 * Operators: add, pin, remove, list. A PIN never stands on a command line.
 */
#include <stdio.h>
#include <string.h>

#include "common/interface/admin.h"
#include "kiosk/admin/command.h"
#include "kiosk/admin/pin.h"

/* --- add --- */

static enum exit_code add(const struct command_line *line, const struct admin_add_operator_in *wanted, bool with_pin)
{
    char pin[PIN_SIZE] = "";
    struct admin_add_operator_in in = *wanted;
    enum exit_code code = with_pin ? pin_read(pin) : EXIT_FINE;
    in.pin = with_pin ? pin : NULL;
    if (code == EXIT_FINE) {
        _cleanup_(talk_freep) struct talk *talk = talk_new(line->socket);
        code = talk_method(talk, ADMIN_ADD_OPERATOR, &in, NULL, NULL);
    }
    explicit_bzero(pin, sizeof(pin));
    return code;
}

static enum exit_code run_add(const struct command_line *line)
{
    struct admin_add_operator_in in = {0};
    const char *given = NULL;
    struct command_words languages = {0};
    bool no_pin = false;
    const struct command_option options[] = {{.name = "--languages", .word = &given},
                                             {.name = "--profile", .word = &in.profile},
                                             {.name = "--no-pin", .given = &no_pin}};
    enum exit_code code = command_parse(&command_operator_add, line, options, ARRAY_SIZE(options), &in.operator, 1, 1);
    if (code != EXIT_FINE)
        return code;
    _cleanup_free_ char *text = given ? mem_strdup(given) : NULL;
    if (!command_split(text, &languages))
        return command_misused(&command_operator_add, NULL);
    in.languages.count = languages.count;
    in.languages.items = languages.items;
    return add(line, &in, !no_pin);
}

const struct command command_operator_add = {
        .name = "operator add",
        .arguments = "ID [--languages CODE,...] [--profile KEY] [--no-pin]",
        .summary = "add an operator; the PIN is asked for",
        .run = run_add,
};

/* --- pin --- */

static enum exit_code run_pin(const struct command_line *line)
{
    char pin[PIN_SIZE] = "";
    struct admin_set_pin_in in = {.pin = pin};
    enum exit_code code = command_parse(&command_operator_pin, line, NULL, 0, &in.operator, 1, 1);
    if (code == EXIT_FINE)
        code = pin_read(pin);
    if (code == EXIT_FINE) {
        _cleanup_(talk_freep) struct talk *talk = talk_new(line->socket);
        code = talk_method(talk, ADMIN_SET_PIN, &in, NULL, NULL);
    }
    explicit_bzero(pin, sizeof(pin));
    return code;
}

const struct command command_operator_pin = {
        .name = "operator pin",
        .arguments = "ID",
        .summary = "give an operator another PIN",
        .run = run_pin,
};

/* --- remove --- */

static enum exit_code run_remove(const struct command_line *line)
{
    struct admin_remove_operator_in in = {0};
    enum exit_code code = command_parse(&command_operator_remove, line, NULL, 0, &in.operator, 1, 1);
    if (code != EXIT_FINE)
        return code;
    return talk_once(line->socket, ADMIN_REMOVE_OPERATOR, &in, NULL, NULL);
}

const struct command command_operator_remove = {
        .name = "operator remove",
        .arguments = "ID",
        .summary = "the operator can no longer sign in",
        .run = run_remove,
};

/* --- list --- */

static void print_operator(const struct admin_operator *one)
{
    printf("%-12s %s", one->operator, one->has_pin ? "PIN" : "no PIN");
    printf(", %s", one->in_catalogue ? "of the catalogue" : "added here");
    if (one->profile)
        printf(", profile %s", one->profile);
    for (size_t i = 0; i < one->languages.count; i++)
        printf("%s%s", i == 0 ? ", speaks " : " ", one->languages.items[i]);
    if (one->counter)
        printf(", at counter %s", one->counter);
    putchar('\n');
}

static void print_operators(const void *output, attr_unused void *data)
{
    const struct admin_list_operators_out *out = output;
    for (size_t i = 0; i < out->operators.count; i++)
        print_operator(&out->operators.items[i]);
}

static enum exit_code run_list(const struct command_line *line)
{
    enum exit_code code = command_parse(&command_operator_list, line, NULL, 0, NULL, 0, 0);
    if (code != EXIT_FINE)
        return code;
    return talk_once(line->socket, ADMIN_LIST_OPERATORS, NULL, print_operators, NULL);
}

const struct command command_operator_list = {
        .name = "operator list",
        .arguments = "",
        .summary = "all operators, who has a PIN, who is where",
        .run = run_list,
};
