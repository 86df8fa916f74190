/* SPDX-License-Identifier: MIT
 *
 * novbe verify: is all as it was written?
 */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "common/interface/admin.h"
#include "kiosk/admin/command.h"

static const char *const words[] = {
        [ADMIN_FINDING_KIND_EDITED] = "edited",
        [ADMIN_FINDING_KIND_DELETED] = "deleted",
        [ADMIN_FINDING_KIND_REORDERED] = "reordered",
        [ADMIN_FINDING_KIND_CUT] = "cut",
        [ADMIN_FINDING_KIND_OLD] = "old",
        [ADMIN_FINDING_KIND_SEAL] = "seal",
        [ADMIN_FINDING_KIND_DERIVED] = "derived",
};

struct verdict {
    bool done;
    size_t findings;
};

static void print_finding(const struct admin_finding *finding)
{
    fputs(finding->kind.value < 0 ? finding->kind.text : words[finding->kind.value], stdout);
    if (finding->seq.set)
        printf(" seq %" PRId64, finding->seq.value);
    if (finding->day)
        printf(" day %s", finding->day);
    printf(": %s\n", finding->text);
}

static void take_progress(const void *output, void *data)
{
    const struct admin_verify_out *out = output;
    struct verdict *verdict = data;
    verdict->done = out->done;
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%" PRId64 " of %" PRId64 " facts%s", out->facts, out->of, out->done ? "\n" : "");
    if (!out->done)
        return;
    verdict->findings = out->findings.count;
    for (size_t i = 0; i < out->findings.count; i++)
        print_finding(&out->findings.items[i]);
    if (out->findings.count == 0)
        printf("%" PRId64 " facts: all is as it was written\n", out->facts);
    if (out->texts_forgotten || out->names_forgotten)
        printf("%" PRId64 " texts and %" PRId64 " names of operators are forgotten\n", out->texts_forgotten,
               out->names_forgotten);
}

static enum exit_code run_verify(const struct command_line *line)
{
    struct verdict verdict = {0};
    enum exit_code code = command_parse(&command_verify, line, NULL, 0, NULL, 0, 0);
    if (code != EXIT_FINE)
        return code;
    _cleanup_(talk_freep) struct talk *talk = talk_new(line->socket);
    code = talk_watch(talk, ADMIN_VERIFY, NULL, take_progress, &verdict);
    if (code == EXIT_FINE && !verdict.done) {
        fputs("novbe: interrupted: nothing is said about the ledger\n", stderr);
        return EXIT_UNREACHABLE;
    }
    return code == EXIT_FINE && verdict.findings > 0 ? EXIT_REFUSED : code;
}

const struct command command_verify = {
        .name = "verify",
        .arguments = "",
        .summary = "check the ledger, its seals and all that is made from it",
        .run = run_verify,
};
