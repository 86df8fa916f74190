/* SPDX-License-Identifier: MIT
 *
 * Paper: why a ticket was not printed, or was printed twice.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/interface/admin.h"
#include "kiosk/admin/command.h"
#include "kiosk/admin/refusal.h"

/* --- as a person reads it --- */

/* Of an order, and at a printer. */
static const struct {
    const char *state, *order, *at_printer;
} words[] = {
        {"waiting", "waits to be printed", ""},
        {"taken", "is being prepared", "is being prepared"},
        {"sent", "is at the printer", "has it"},
        {"printed", "printed", "printed"},
        {"failed", "failed, the next printer has its turn", "failed"},
        {"unknown", "nobody can tell whether it came out", "nobody can tell whether it came out"},
        {"given_up", "not printed", "not printed"},
};

/* A newer daemon's word is shown as it came. */
static const char *say(const char *state, bool at_printer)
{
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        if (strcmp(words[i].state, state) == 0)
            return at_printer ? words[i].at_printer : words[i].order;
    }
    return state;
}

static const char *say_kind(int kind)
{
    static const char *const kinds[] = {
            [ADMIN_ORDERED_PAPER_KIND_TICKET] = "ticket",
            [ADMIN_ORDERED_PAPER_KIND_BOOKING] = "slip of a booking",
            [ADMIN_ORDERED_PAPER_KIND_RETURN_CODE] = "return code",
            [ADMIN_ORDERED_PAPER_KIND_INFORMATION] = "slip about a service",
            [ADMIN_ORDERED_PAPER_KIND_TEST] = "test paper",
    };
    return kind >= 0 && (size_t)kind < ARRAY_SIZE(kinds) ? kinds[kind] : "paper";
}

static int64_t count_papers(const struct admin_ordered_paper *paper)
{
    int64_t count = 0;
    for (size_t i = 0; i < paper->tries.count; i++)
        count += paper->tries.items[i].papers;
    return count;
}

static void print_count(int64_t papers, const char *ticket)
{
    if (papers == 0)
        printf("no paper of %s\n", ticket);
    else
        printf("%" PRId64 " paper%s of %s\n", papers, papers == 1 ? "" : "s", ticket);
}

static void print_try(const struct admin_paper_try *made)
{
    char at[MOMENT_TEXT_SIZE];
    printf("       %s  %s: %s", moment_text(made->at, at), made->printer, say(made->state, true));
    if (made->papers > 1)
        printf(", %" PRId64 " papers", made->papers);
    if (made->late)
        printf(", late: it may still come out");
    if (made->detail && *made->detail)
        printf(" (%s)", made->detail);
    putchar('\n');
}

static void print_paper(const struct admin_ordered_paper *paper)
{
    char at[MOMENT_TEXT_SIZE];
    printf("%s  order %" PRId64 ", %s%s%s: %s%s", moment_text(paper->at, at), paper->order, say_kind(paper->kind.value),
           paper->ticket ? " " : "", paper->ticket ? paper->ticket : "", say(paper->state, false),
           paper->again ? ", a copy" : "");
    if (paper->turn)
        printf(", it is the turn of %s", paper->turn);
    else if (paper->tries.count == 0)
        printf(": no printer took it");
    putchar('\n');
    for (size_t i = 0; i < paper->tries.count; i++)
        print_try(&paper->tries.items[i]);
}

static void print_wrong(const void *output, attr_unused void *data)
{
    const struct admin_find_papers_out *out = output;
    for (size_t i = 0; i < out->papers.count; i++) {
        const struct admin_ordered_paper *paper = &out->papers.items[i];
        print_paper(paper);
        if (count_papers(paper) > 1) {
            printf("       ");
            print_count(count_papers(paper), paper->ticket ? paper->ticket : "it");
        }
    }
    if (out->papers.count == 0)
        fputs("novbe: all paper of today came out as it should\n", stderr);
}

static void print_of_ticket(const void *output, void *data)
{
    const struct admin_find_papers_out *out = output;
    const char *ticket = data;
    int64_t papers = 0;
    for (size_t i = 0; i < out->papers.count; i++) {
        const struct admin_ordered_paper *paper = &out->papers.items[i];
        print_paper(paper);
        papers += count_papers(paper);
        if (paper->ticket)
            ticket = paper->ticket;
    }
    if (out->papers.count == 0)
        fprintf(stderr, "novbe: no paper was ordered of %s\n", ticket);
    else
        print_count(papers, ticket);
}

/* --- paper --- */

static enum exit_code print_json(const struct command_line *line, const char *ticket)
{
    _cleanup_(talk_freep) struct talk *talk = talk_new(line->socket);
    json_t *reply = NULL;
    json_t *in = json_pack("{s:s*}", "ticket", ticket);
    enum exit_code code = talk_call(talk, ADMIN_FIND_PAPERS, in, &reply);
    if (code == EXIT_FINE)
        command_print(reply);
    json_decref(in);
    json_decref(reply);
    return code;
}

static enum exit_code run_paper(const struct command_line *line)
{
    struct admin_find_papers_in in = {0};
    bool as_json = false;
    const struct command_option options[] = {{.name = "--json", .given = &as_json}};
    enum exit_code code = command_parse(&command_paper, line, options, ARRAY_SIZE(options), &in.ticket, 0, 1);
    if (code != EXIT_FINE)
        return code;
    if (as_json)
        return print_json(line, in.ticket);
    return talk_once(line->socket, ADMIN_FIND_PAPERS, &in, in.ticket ? print_of_ticket : print_wrong,
                     (void *)(uintptr_t)in.ticket);
}

const struct command command_paper = {
        .name = "paper",
        .arguments = "[TICKET] [--json]",
        .summary = "what became of a ticket's paper; of all that went wrong today",
        .run = run_paper,
};
