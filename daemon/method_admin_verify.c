/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Admin.Verify: the store is read on a thread. What was found is kept in the store, so that monitoring knows
 * when it was looked at last.
 */
#include <inttypes.h>

#include "common/interface/admin.h"
#include "common/log.h"
#include "daemon/daemon.h"
#include "daemon/method_admin.h"
#include "daemon/reading.h"
#include "daemon/store_verify.h"

/* More than anybody reads; all are counted in what is kept. */
enum { FINDINGS = 1000 };

struct verifying {
    struct arena *arena; /* of the reading */
    char error[STORE_ERROR_SIZE];
    struct verify_result result;
    size_t count, room;
    struct finding *findings;
};

/* --- on the thread --- */

static void on_finding(const struct finding *finding, void *data)
{
    struct verifying *verifying = data;
    if (verifying->count == FINDINGS)
        return;
    arena_grow(verifying->arena, verifying->findings, verifying->count, verifying->room);
    verifying->findings[verifying->count++] = *finding;
}

static int verify(struct reading *reading, void *data, attr_unused void *out)
{
    struct verifying *verifying = data;
    struct verify_options options = {.path = reading->path, .found = on_finding, .data = verifying};
    return store_verify(&options, &verifying->result, verifying->error);
}

/* --- the answer --- */

static const int kind_words[FINDING_KINDS] = {
        [FINDING_EDITED] = ADMIN_FINDING_KIND_EDITED,       [FINDING_DELETED] = ADMIN_FINDING_KIND_DELETED,
        [FINDING_REORDERED] = ADMIN_FINDING_KIND_REORDERED, [FINDING_CUT] = ADMIN_FINDING_KIND_CUT,
        [FINDING_OLDER] = ADMIN_FINDING_KIND_OLD,           [FINDING_OTHER] = ADMIN_FINDING_KIND_OLD,
        [FINDING_SEAL] = ADMIN_FINDING_KIND_SEAL,           [FINDING_KEY] = ADMIN_FINDING_KIND_SEAL,
        [FINDING_NAME] = ADMIN_FINDING_KIND_EDITED,         [FINDING_TEXT] = ADMIN_FINDING_KIND_EDITED,
        [FINDING_STEP] = ADMIN_FINDING_KIND_DERIVED,        [FINDING_FIGURES] = ADMIN_FINDING_KIND_DERIVED,
        [FINDING_RETURN] = ADMIN_FINDING_KIND_DERIVED,      [FINDING_RULES] = ADMIN_FINDING_KIND_EDITED,
        [FINDING_ROLLUP] = ADMIN_FINDING_KIND_DERIVED,
};

/* Does its row count facts? Those of others are rows of tables beside the ledger. */
static bool is_of_ledger(enum finding_kind kind)
{
    return kind != FINDING_NAME && kind != FINDING_TEXT && kind != FINDING_ROLLUP;
}

static struct admin_finding make_finding(const struct finding *finding)
{
    return (struct admin_finding){
            .kind = {.value = kind_words[finding->kind]},
            .seq = {.set = finding->row > 0 && is_of_ledger(finding->kind), .value = finding->row},
            .text = finding->text,
    };
}

static void answer(struct varlink_call *call, const struct verifying *verifying)
{
    const struct verify_result *result = &verifying->result;
    struct admin_verify_out out = {.facts = result->events,
                                   .of = result->events,
                                   .done = true,
                                   .texts_forgotten = result->texts_forgotten,
                                   .names_forgotten = result->names_forgotten};
    out.findings.count = verifying->count;
    out.findings.items = arena_new_n(varlink_call_arena(call), struct admin_finding, verifying->count + 1);
    for (size_t i = 0; i < verifying->count; i++)
        out.findings.items[i] = make_finding(&verifying->findings[i]);
    varlink_reply(call, &out);
}

/* What is kept of it: one line; NULL: all is as it was written. */
static const char *summary(const struct reading *reading, const struct verifying *verifying)
{
    const struct finding *first = verifying->findings;
    if (reading->result < 0)
        return verifying->error;
    if (verifying->result.findings == 0)
        return NULL;
    return arena_printf(verifying->arena, "findings: %" PRId64 "; the first: %s: %s", verifying->result.findings,
                        finding_words[first->kind], first->text);
}

/* Whoever asked may be gone; what was found stays. */
static void on_verified(struct reading *reading, void *data)
{
    const struct verifying *verifying = data;
    const char *text = summary(reading, verifying);
    if (text)
        log_error("verify_found", LOG_TEXT("text", text));
    daemon_verified(reading->daemon, !text, text);
    if (reading_was_read(reading) && reading->call)
        answer(reading->call, verifying);
}

/* --- asking --- */

void admin_verify(struct varlink_call *call, attr_unused const void *in)
{
    static const struct reading_way way = {.read = verify, .answer = on_verified};
    struct reading *reading = reading_new(call);
    struct verifying *verifying = arena_new(&reading->arena, struct verifying);
    verifying->arena = &reading->arena;
    if (varlink_call_wants_more(call))
        varlink_reply_continues(call, &(struct admin_verify_out){.of = store_head(daemon_hall(call)->store).seq});
    reading_start(reading, &way, verifying);
}
