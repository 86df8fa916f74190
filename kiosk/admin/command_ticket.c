/* SPDX-License-Identifier: MIT
 *
 * One ticket: void, explain, story, return code.
 */
#include <stdio.h>

#include "common/interface/manager.h"
#include "common/interface/reception.h"
#include "kiosk/admin/command.h"
#include "kiosk/admin/refusal.h"

/* --- void --- */

static enum exit_code run_void(const struct command_line *line)
{
    const char *arguments[2];
    enum exit_code code = command_parse(&command_void, line, NULL, 0, arguments, 2, 2);
    if (code != EXIT_FINE)
        return code;
    const struct reception_void_in in = {.ticket = arguments[0], .reason = arguments[1]};
    return talk_once(line->socket, RECEPTION_VOID, &in, NULL, NULL);
}

const struct command command_void = {
        .name = "void",
        .arguments = "TICKET REASON",
        .summary = "take out a ticket that should not be there",
        .run = run_void,
};

/* --- explain, story: both ask the same --- */

_Static_assert(sizeof(struct manager_explain_in) == sizeof(struct manager_story_in) &&
                       offsetof(struct manager_explain_in, day) == offsetof(struct manager_story_in, day) &&
                       offsetof(struct manager_explain_in, language) == offsetof(struct manager_story_in, language),
               "one question for both");

static enum exit_code ask(const struct command *command, const struct command_line *line, const char *method,
                          talk_taker *print)
{
    struct manager_explain_in in = {0};
    const struct command_option options[] = {{.name = "--day", .word = &in.day},
                                             {.name = "--language", .word = &in.language}};
    enum exit_code code = command_parse(command, line, options, ARRAY_SIZE(options), &in.ticket, 1, 1);
    if (code != EXIT_FINE)
        return code;
    return talk_once(line->socket, method, &in, print, NULL);
}

static void print_sentence(int64_t at_ms, const char *sentence)
{
    char at[MOMENT_TEXT_SIZE];
    printf("%s  %s\n", moment_text(at_ms, at), sentence);
}

static void print_calls(const void *output, attr_unused void *data)
{
    const struct manager_explain_out *out = output;
    for (size_t i = 0; i < out->calls.count; i++)
        print_sentence(out->calls.items[i].at, out->calls.items[i].sentence);
    if (out->calls.count == 0)
        fputs("novbe: the ticket has not been called\n", stderr);
}

static enum exit_code run_explain(const struct command_line *line)
{
    return ask(&command_explain, line, MANAGER_EXPLAIN, print_calls);
}

const struct command command_explain = {
        .name = "explain",
        .arguments = "TICKET [--day DATE] [--language CODE]",
        .summary = "why a ticket was called when it was",
        .run = run_explain,
};

static void print_facts(const void *output, attr_unused void *data)
{
    const struct manager_story_out *out = output;
    for (size_t i = 0; i < out->facts.count; i++) {
        const struct manager_fact *fact = &out->facts.items[i];
        print_sentence(fact->at, fact->sentence);
        if (fact->text)
            printf("       %s\n", fact->text);
    }
}

static enum exit_code run_story(const struct command_line *line)
{
    return ask(&command_story, line, MANAGER_STORY, print_facts);
}

const struct command command_story = {
        .name = "story",
        .arguments = "TICKET [--day DATE] [--language CODE]",
        .summary = "all that happened to a ticket",
        .run = run_story,
};

/* --- return code --- */

static void print_codes(const void *output, attr_unused void *data)
{
    const struct reception_find_return_codes_out *out = output;
    for (size_t i = 0; i < out->return_codes.count; i++) {
        const struct reception_return_code *code = &out->return_codes.items[i];
        printf("%s  %s of %s, %s, good until %s", code->return_code, code->ticket, code->day, code->service,
               code->until);
        if (code->used)
            printf(", used on %s", code->used);
        putchar('\n');
    }
    if (out->return_codes.count == 0)
        fputs("novbe: that ticket has no return code, or it is long past\n", stderr);
}

static enum exit_code run_return_code(const struct command_line *line)
{
    struct reception_find_return_codes_in in = {0};
    const struct command_option options[] = {{.name = "--day", .word = &in.day}};
    enum exit_code code = command_parse(&command_return_code, line, options, ARRAY_SIZE(options), &in.number, 1, 1);
    if (code != EXIT_FINE)
        return code;
    _cleanup_(talk_freep) struct talk *talk = talk_new(line->socket);
    return talk_method(talk, RECEPTION_FIND_RETURN_CODES, &in, print_codes, NULL);
}

const struct command command_return_code = {
        .name = "return-code",
        .arguments = "TICKET [--day DATE]",
        .summary = "what a ticket that was never called goes ahead with",
        .run = run_return_code,
};
