/* SPDX-License-Identifier: MIT
 *
 * novbe whatif: a past day with other counters open, or other targets; how many counters each hour needed.
 */
#include <stdio.h>
#include <string.h>

#include "common/interface/manager.h"
#include "kiosk/admin/command.h"
#include "kiosk/admin/rehearsed.h"

enum { SPANS_LIMIT = 8 };

/* The command's words, and what is asked by them. */
struct what {
    const char *day;
    struct command_words opens, closes, targets;
    bool counters, json;
    char *copies[3 * COMMAND_WORDS_LIMIT]; /* cut into the parts below */
    size_t copy_count;
    struct manager_open_counter open[COMMAND_WORDS_LIMIT * SPANS_LIMIT];
    struct manager_closed_counter close[COMMAND_WORDS_LIMIT * SPANS_LIMIT];
    struct manager_new_target target[COMMAND_WORDS_LIMIT];
    struct manager_what_if_in in;
};

/* --- its words --- */

static char *copy_of(struct what *what, const char *word)
{
    return what->copies[what->copy_count++] = mem_strdup(word);
}

/* "7@10:00-14:00,15:00-16:00": the counter, and its spans. */
static bool read_spans(char *word, const char **ret_counter, struct command_words *ret_spans)
{
    char *spans = word;
    *ret_counter = strsep(&spans, "@");
    return **ret_counter && spans && command_split(spans, ret_spans) && ret_spans->count <= SPANS_LIMIT;
}

static bool read_open(struct what *what, const char *word)
{
    struct command_words spans;
    const char *counter;
    char *copy = copy_of(what, word);
    if (!read_spans(copy, &counter, &spans))
        return false;
    char *profile = strchr(copy, ':'); /* the counter's own word has ended there */
    if (profile)
        *profile++ = '\0';
    for (size_t i = 0; i < spans.count; i++)
        what->open[what->in.open.count++] =
                (struct manager_open_counter){.counter = counter, .hours = spans.items[i], .profile = profile};
    return *counter && (!profile || *profile);
}

static bool read_close(struct what *what, const char *word)
{
    struct command_words spans;
    const char *counter;
    if (!read_spans(copy_of(what, word), &counter, &spans))
        return false;
    for (size_t i = 0; i < spans.count; i++)
        what->close[what->in.close.count++] =
                (struct manager_closed_counter){.counter = counter, .hours = spans.items[i]};
    return true;
}

static bool read_target(struct what *what, const char *word)
{
    char *minutes = copy_of(what, word), *end = NULL;
    const char *service = strsep(&minutes, "=");
    if (!*service || !minutes || *minutes < '0' || *minutes > '9' || strlen(minutes) > 4)
        return false;
    what->target[what->in.targets.count++] =
            (struct manager_new_target){.service = service, .minutes = strtol(minutes, &end, 10)};
    return *end == '\0';
}

static enum exit_code read_each(struct what *what, const struct command_words *words,
                                bool (*read)(struct what *what, const char *word), const char *wanted)
{
    for (size_t i = 0; i < words->count; i++) {
        if (read(what, words->items[i]))
            continue;
        _cleanup_free_ char *sentence = mem_printf("not like %s: %s", wanted, words->items[i]);
        return command_misused(&command_whatif, sentence);
    }
    return EXIT_FINE;
}

static enum exit_code read_words(struct what *what)
{
    enum exit_code code = read_each(what, &what->opens, read_open, "7@10:00-14:00 or 7:profile@10:00-14:00");
    if (code == EXIT_FINE)
        code = read_each(what, &what->closes, read_close, "7@10:00-14:00");
    if (code == EXIT_FINE)
        code = read_each(what, &what->targets, read_target, "passport=10");
    if (code == EXIT_FINE && !what->day)
        code = command_misused(&command_whatif, "which day? --day 2026-11-24");
    if (code == EXIT_FINE && what->counters && what->in.open.count + what->in.close.count > 0)
        code = command_misused(&command_whatif, "--counters finds itself which are open");
    what->in.day = what->day;
    what->in.open.items = what->open;
    what->in.close.items = what->close;
    what->in.targets.items = what->target;
    return code;
}

/* --- as JSON --- */

static json_t *targets_of(const struct what *what)
{
    json_t *targets = json_array();
    for (size_t i = 0; i < what->in.targets.count; i++)
        json_array_append_new(targets, json_pack("{s:s, s:I}", "service", what->target[i].service, "minutes",
                                                 (json_int_t)what->target[i].minutes));
    return targets;
}

static json_t *parameters_of(const struct what *what)
{
    json_t *parameters = json_pack("{s:s, s:o}", "day", what->day, "targets", targets_of(what));
    if (what->counters)
        return parameters;
    json_t *open = json_array(), *close = json_array();
    for (size_t i = 0; i < what->in.open.count; i++)
        json_array_append_new(open, json_pack("{s:s, s:s, s:s*}", "counter", what->open[i].counter, "hours",
                                              what->open[i].hours, "profile", what->open[i].profile));
    for (size_t i = 0; i < what->in.close.count; i++)
        json_array_append_new(
                close, json_pack("{s:s, s:s}", "counter", what->close[i].counter, "hours", what->close[i].hours));
    json_object_set_new(parameters, "open", open);
    json_object_set_new(parameters, "close", close);
    return parameters;
}

static enum exit_code print_json(const struct what *what, struct talk *talk)
{
    json_t *parameters = parameters_of(what), *answer = NULL;
    enum exit_code code =
            talk_call(talk, what->counters ? MANAGER_COUNTERS_NEEDED : MANAGER_WHAT_IF, parameters, &answer);
    if (code == EXIT_FINE)
        command_print(answer);
    json_decref(answer);
    json_decref(parameters);
    return code;
}

/* --- for a person --- */

static void take_days(const void *out, attr_unused void *data)
{
    rehearsed_print(out);
}

static void take_counters(const void *out, attr_unused void *data)
{
    rehearsed_print_counters(out);
}

static enum exit_code ask(const struct what *what, struct talk *talk)
{
    if (what->json)
        return print_json(what, talk);
    if (!what->counters)
        return talk_method(talk, MANAGER_WHAT_IF, &what->in, take_days, NULL);
    struct manager_counters_needed_in in = {.day = what->day};
    in.targets.count = what->in.targets.count;
    in.targets.items = what->in.targets.items;
    return talk_method(talk, MANAGER_COUNTERS_NEEDED, &in, take_counters, NULL);
}

static enum exit_code run_whatif(const struct command_line *line)
{
    struct what *what = mem_new(struct what);
    const struct command_option options[] = {
            {.name = "--day", .word = &what->day},
            {.name = "--open", .words = &what->opens},
            {.name = "--close", .words = &what->closes},
            {.name = "--target", .words = &what->targets},
            {.name = "--counters", .given = &what->counters},
            {.name = "--json", .given = &what->json},
    };
    enum exit_code code = command_parse(&command_whatif, line, options, ARRAY_SIZE(options), NULL, 0, 0);
    if (code == EXIT_FINE)
        code = read_words(what);
    if (code == EXIT_FINE) {
        _cleanup_(talk_freep) struct talk *talk = talk_new(line->socket);
        code = ask(what, talk);
    }
    for (size_t i = 0; i < what->copy_count; i++)
        free(what->copies[i]);
    free(what);
    return code;
}

const struct command command_whatif = {
        .name = "whatif",
        .arguments = "--day DATE [--open COUNTER@FROM-UNTIL] [--close COUNTER@FROM-UNTIL] [--target SERVICE=MINUTES] "
                     "[--counters] [--json]",
        .summary = "a past day with other counters or targets",
        .run = run_whatif,
};
