/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Admin.Verify: the store is read by a connection of its own on a thread of the pool.
 */
#include "common/interface/admin.h"
#include "common/interface/fault.h"
#include "common/log.h"
#include "daemon/daemon.h"
#include "daemon/method_admin.h"
#include "daemon/store_verify.h"

/* More than anybody reads; all are counted in the log. */
enum { FINDINGS = 1000 };

struct verifying {
    uv_work_t work;
    struct varlink_call *call; /* NULL: who asked is gone */
    char *path;
    /* by the thread: */
    int r;
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
    mem_grow(verifying->findings, verifying->count, verifying->room);
    verifying->findings[verifying->count++] = *finding;
}

static void on_work(uv_work_t *work)
{
    struct verifying *verifying = work->data;
    struct verify_options options = {.path = verifying->path, .found = on_finding, .data = verifying};
    verifying->r = store_verify(&options, &verifying->result, verifying->error);
}

/* --- the answer --- */

static const int kind_words[FINDING_KINDS] = {
        [FINDING_EDITED] = ADMIN_FINDING_KIND_EDITED,       [FINDING_DELETED] = ADMIN_FINDING_KIND_DELETED,
        [FINDING_REORDERED] = ADMIN_FINDING_KIND_REORDERED, [FINDING_CUT] = ADMIN_FINDING_KIND_CUT,
        [FINDING_OLDER] = ADMIN_FINDING_KIND_OLD,           [FINDING_OTHER] = ADMIN_FINDING_KIND_OLD,
        [FINDING_SEAL] = ADMIN_FINDING_KIND_SEAL,           [FINDING_KEY] = ADMIN_FINDING_KIND_SEAL,
        [FINDING_NAME] = ADMIN_FINDING_KIND_EDITED,         [FINDING_TEXT] = ADMIN_FINDING_KIND_EDITED,
        [FINDING_STEP] = ADMIN_FINDING_KIND_DERIVED,        [FINDING_FIGURES] = ADMIN_FINDING_KIND_DERIVED,
        [FINDING_RULES] = ADMIN_FINDING_KIND_EDITED,
};

/* Does its row count facts? Those of others are rows of tables beside the ledger. */
static bool is_of_ledger(enum finding_kind kind)
{
    return kind != FINDING_NAME && kind != FINDING_TEXT;
}

static struct admin_finding make_finding(const struct finding *finding)
{
    return (struct admin_finding){
            .kind = {.value = kind_words[finding->kind]},
            .seq = {.set = finding->row > 0 && is_of_ledger(finding->kind), .value = finding->row},
            .text = finding->text,
    };
}

static void answer(const struct verifying *verifying)
{
    const struct verify_result *result = &verifying->result;
    if (verifying->r < 0) {
        log_error("verify_failed", LOG_TEXT("error", verifying->error));
        varlink_error(verifying->call, FAULT_STORAGE_FAILED, NULL);
        return;
    }
    struct admin_verify_out out = {.facts = result->events, .of = result->events, .done = true};
    out.findings.count = verifying->count;
    out.findings.items = arena_new_n(varlink_call_arena(verifying->call), struct admin_finding, verifying->count + 1);
    for (size_t i = 0; i < verifying->count; i++)
        out.findings.items[i] = make_finding(&verifying->findings[i]);
    varlink_reply(verifying->call, &out);
}

static void on_worked(uv_work_t *work, attr_unused int status)
{
    struct verifying *verifying = work->data;
    if (verifying->result.findings)
        log_error("verify_found", LOG_NUMBER("findings", verifying->result.findings));
    if (verifying->call) {
        turn_mark(&daemon_of(verifying->call)->turn);
        answer(verifying);
    }
    free(verifying->findings);
    free(verifying->path);
    free(verifying);
}

/* --- asking --- */

static void on_gone(attr_unused struct varlink_call *call, void *data)
{
    struct verifying *verifying = data;
    verifying->call = NULL;
}

void admin_verify(struct varlink_call *call, attr_unused const void *in)
{
    struct daemon *daemon = daemon_of(call);
    struct verifying *verifying = mem_new(struct verifying);
    verifying->work.data = verifying;
    verifying->call = call;
    verifying->path = mem_strdup(store_path(daemon->hall.store));
    varlink_call_on_gone(call, on_gone, verifying);
    if (varlink_call_wants_more(call))
        varlink_reply_continues(call, &(struct admin_verify_out){.of = store_head(daemon->hall.store).seq});
    uv_queue_work(daemon->loop, &verifying->work, on_work, on_worked);
}
