/* SPDX-License-Identifier: MIT
 *
 * Printers: one that is set up anew, and whether paper comes out of it. The queue is made by novbe-printer, which knows
 * CUPS; the test paper goes the way of all paper.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/interface/admin.h"
#include "common/interface/printer.h"
#include "kiosk/admin/command.h"
#include "kiosk/admin/run.h"

enum {
    ASK_MS = 200,       /* between two questions what became of it */
    NOBODY_MS = 6000,   /* then somebody should have taken it */
    PATIENCE_MS = 60000 /* longer than the turn of any printer */
};

/* --- the test paper --- */

/* What became of it so far. */
struct test {
    int64_t order;
    char state[16]; /* at the printer; "waiting": nobody has it */
    char *detail;
    int64_t papers;
    bool is_over;
    bool is_told; /* what it waits for */
};

static void take_order(const void *output, void *data)
{
    const struct admin_print_test_out *out = output;
    struct test *test = data;
    test->order = out->order;
}

static void take_paper(const void *output, void *data)
{
    const struct admin_find_papers_out *out = output;
    struct test *test = data;
    const struct admin_ordered_paper *paper = out->papers.count ? &out->papers.items[0] : NULL;
    const struct admin_paper_try *last =
            paper && paper->tries.count ? &paper->tries.items[paper->tries.count - 1] : NULL;
    test->is_over = !paper || !paper->turn;
    snprintf(test->state, sizeof(test->state), "%s", last ? last->state : "waiting");
    test->papers = last ? last->papers : 0;
    free(test->detail);
    test->detail = last && last->detail ? mem_strdup(last->detail) : NULL;
}

static void tell_waiting(struct test *test, int waited_ms, const char *printer)
{
    if (test->is_told || waited_ms < NOBODY_MS)
        return;
    test->is_told = true;
    if (strcmp(test->state, "waiting") == 0)
        printf("Nobody takes it: is novbe-printer running, and does printer %s say that it can print (`novbe "
               "status`)?\n",
               printer);
    else
        printf("The printer has it, and it is not out yet%s%s.\n", test->detail ? ": " : "",
               test->detail ? test->detail : "");
    fflush(stdout);
}

static enum exit_code tell_end(const struct test *test, const char *printer)
{
    const char *detail = test->detail ? test->detail : "nothing was said of it";
    if (!test->is_over)
        printf("Order %" PRId64 " goes on; it is not waited for any longer: `novbe paper` tells what went wrong.\n",
               test->order);
    else if (strcmp(test->state, "printed") == 0 && test->papers > 1)
        printf("The test paper came out of printer %s %" PRId64 " times.\n", printer, test->papers);
    else if (strcmp(test->state, "printed") == 0)
        printf("The test paper came out of printer %s.\n", printer);
    else if (strcmp(test->state, "unknown") == 0)
        printf("Look at printer %s: nobody can tell whether the test paper came out (%s).\n", printer, detail);
    else
        printf("The test paper did not come out of printer %s (%s).\n", printer, detail);
    return test->is_over && strcmp(test->state, "printed") == 0 ? EXIT_FINE : EXIT_REFUSED;
}

static enum exit_code print_test(const char *socket, const char *printer)
{
    _cleanup_(talk_freep) struct talk *talk = talk_new(socket);
    struct test test = {0};
    const struct admin_print_test_in in = {.printer = printer};
    enum exit_code code = talk_method(talk, ADMIN_PRINT_TEST, &in, take_order, &test);
    const struct admin_find_papers_in find = {.order = {.set = true, .value = test.order}};
    if (code == EXIT_FINE)
        printf("A test paper is ordered at printer %s.\n", printer);
    fflush(stdout);
    for (int waited_ms = 0; code == EXIT_FINE && !test.is_over && waited_ms < PATIENCE_MS; waited_ms += ASK_MS) {
        const struct timespec pause = {.tv_nsec = ASK_MS * 1000000L};
        nanosleep(&pause, NULL);
        code = talk_method(talk, ADMIN_FIND_PAPERS, &find, take_paper, &test);
        if (code == EXIT_FINE && !test.is_over)
            tell_waiting(&test, waited_ms, printer);
    }
    if (code == EXIT_FINE)
        code = tell_end(&test, printer);
    free(test.detail);
    return code;
}

static enum exit_code run_test(const struct command_line *line)
{
    const char *printer = NULL;
    enum exit_code code = command_parse(&command_printer_test, line, NULL, 0, &printer, 1, 1);
    return code == EXIT_FINE ? print_test(line->socket, printer) : code;
}

const struct command command_printer_test = {
        .name = "printer test",
        .arguments = "PRINTER",
        .summary = "print a test paper, and tell what became of it",
        .run = run_test,
};

/* --- a new one --- */

static enum exit_code run_add(const struct command_line *line)
{
    const char *config = NULL, *cut = NULL, *names[2] = {NULL, NULL}; /* printer, URI */
    bool no_test = false;
    const struct command_option options[] = {{.name = "--config", .word = &config},
                                             {.name = "--cut", .word = &cut},
                                             {.name = "--no-test", .given = &no_test}};
    enum exit_code code = command_parse(&command_printer_add, line, options, ARRAY_SIZE(options), names, 2, 2);
    if (code != EXIT_FINE)
        return code;
    const char *words[10] = {"novbe-printer", "--add", names[0], "--device", names[1]};
    size_t count = 5;
    const char *const given[][2] = {{"--config", config}, {"--cut", cut}};
    for (size_t i = 0; i < ARRAY_SIZE(given); i++) {
        if (given[i][1]) {
            words[count++] = given[i][0];
            words[count++] = given[i][1];
        }
    }
    if (run_beside(words) != 0)
        return EXIT_REFUSED;
    return no_test ? EXIT_FINE : print_test(line->socket, names[0]);
}

const struct command command_printer_add = {
        .name = "printer add",
        .arguments = "[--config FILE] [--cut CUT] [--no-test] PRINTER URI",
        .summary = "make the queue of a printer of the catalogue, and print a test paper",
        .run = run_add,
};
