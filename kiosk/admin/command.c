/* SPDX-License-Identifier: MIT
 *
 * What all commands share: their words, and JSON for people.
 */
#include "kiosk/admin/command.h"

#include <stdio.h>
#include <string.h>

enum exit_code command_misused(const struct command *command, const char *sentence)
{
    if (sentence)
        fprintf(stderr, "novbe: %s\n", sentence);
    fprintf(stderr, "Usage: novbe %s%s%s\n", command->name, *command->arguments ? " " : "", command->arguments);
    return EXIT_MISUSED;
}

static const struct command_option *find_option(const struct command_option *options, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(options[i].name, word) == 0)
            return &options[i];
    }
    return NULL;
}

/* Takes an option at words[*at], which moves on over the option's own word. */
static bool take_option(const struct command_option *option, const struct command_line *line, int *at)
{
    if (option->given) {
        *option->given = true;
        return true;
    }
    if (*at + 1 == line->count)
        return false;
    const char *word = line->words[++*at];
    if (option->word) {
        *option->word = word;
        return true;
    }
    if (option->words->count == COMMAND_WORDS_LIMIT)
        return false;
    option->words->items[option->words->count++] = word;
    return true;
}

enum exit_code command_parse(const struct command *command, const struct command_line *line,
                             const struct command_option *options, size_t option_count, const char **ret_arguments,
                             size_t least, size_t most)
{
    size_t count = 0;
    for (int i = 1; i < line->count; i++) {
        const char *word = line->words[i];
        const struct command_option *option = find_option(options, option_count, word);
        if (option) {
            if (!take_option(option, line, &i))
                return command_misused(command, NULL);
        } else if ((word[0] == '-' && word[1] != '\0') || count == most) {
            return command_misused(command, NULL);
        } else {
            ret_arguments[count++] = word;
        }
    }
    return count >= least ? EXIT_FINE : command_misused(command, NULL);
}

bool command_split(char *text, struct command_words *ret_words)
{
    ret_words->count = 0;
    while (text) {
        char *part = strsep(&text, ",");
        if (!*part || ret_words->count == COMMAND_WORDS_LIMIT)
            return false;
        ret_words->items[ret_words->count++] = part;
    }
    return true;
}

bool command_count(const char *text, struct idl_maybe_int *ret_count)
{
    char *end = NULL;
    ret_count->set = text != NULL;
    ret_count->value = text ? strtol(text, &end, 10) : 0;
    return !text || (*text >= '1' && *text <= '9' && *end == '\0' && strlen(text) <= 4);
}

void command_print(json_t *value)
{
    json_dumpf(value, stdout, JSON_INDENT(2) | JSON_ENCODE_ANY);
    putchar('\n');
    fflush(stdout);
}

void command_print_fields(const json_t *object)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, name, value)
    {
        if (json_is_string(value)) {
            printf("%-20s %s\n", name, json_string_value(value));
        } else if (json_is_array(value)) {
            for (size_t i = 0; i < json_array_size(value); i++)
                printf("%-20s %s\n", i == 0 ? name : "", json_string_value(json_array_get(value, i)));
        } else {
            _cleanup_free_ char *text = json_dumps(value, JSON_ENCODE_ANY);
            printf("%-20s %s\n", name, text);
        }
    }
}
