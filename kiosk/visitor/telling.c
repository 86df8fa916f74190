/* SPDX-License-Identifier: MIT
 *
 * How the kiosk is used: what program and pages come to is counted (sessions.h), and told to the daemon.
 */
#include <string.h>

#include "common/log.h"
#include "kiosk/visitor/closed.h"
#include "kiosk/visitor/program.h"

/* Trouble of the daemon's passes; what it will not have it will never have. */
static void on_sessions_told(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply,
                             void *data)
{
    static const char fault[] = "org.novbe.Fault.";
    struct kiosk *kiosk = data;
    kiosk->telling_call = NULL;
    if (reply->status == VARLINK_OK || reply->status == VARLINK_CANCELLED)
        return;
    bool passes = reply->status != VARLINK_ERROR || strncmp(reply->error, fault, strlen(fault)) == 0;
    log_warning("sessions_not_told", LOG_TEXT("error", reply->error ? reply->error : reply->reason),
                LOG_TEXT("again", passes ? "yes" : "no"));
    if (passes)
        sessions_give_back(&kiosk->sessions, &kiosk->telling);
}

/* If there is anything, and nothing is being told. */
static void tell(struct kiosk *kiosk)
{
    const struct sessions_count *count = &kiosk->telling;
    if (kiosk->telling_call || !sessions_take(&kiosk->sessions, &kiosk->telling))
        return;
    const struct visitor_report_sessions_in in = {
            .kiosk = kiosk->model.key,
            .from = count->from_ms,
            .until = kiosk->sessions.now_ms,
            .open_ms = count->open_ms,
            .busy_ms = count->busy_ms,
            .to_ticket_ms = {count->ticket_count, (int64_t *)count->to_ticket_ms},
            .answered = count->answered,
            .helped = count->helped,
            .refused = count->refused,
            .given_up = count->given_up,
            .abandoned = count->abandoned,
    };
    kiosk->telling_call = kiosk->wire.call(kiosk->wire.data, VISITOR_REPORT_SESSIONS, &in, VARLINK_CALL_REPEAT,
                                           on_sessions_told, kiosk);
}

static bool gives_tickets(const struct kiosk *kiosk)
{
    const struct model *model = &kiosk->model;
    return !kiosk->stage->connecting && model->language && closed_why(model, model->language) == CLOSED_NOT;
}

int64_t kiosk_turn(struct kiosk *kiosk)
{
    int64_t now_ms = kiosk->wire.now_ms(kiosk->wire.data);
    const struct view_type *top = stage_top(kiosk->stage)->type;
    if (top == &page_corner || top == &page_roll)
        sessions_are_of_staff(&kiosk->sessions);
    sessions_follow(&kiosk->sessions, gives_tickets(kiosk), kiosk->stage->depth == 1, now_ms);
    if (sessions_due_ms(&kiosk->sessions) <= now_ms)
        tell(kiosk);
    return kiosk->telling_call ? INT64_MAX : sessions_due_ms(&kiosk->sessions);
}

bool kiosk_leave(struct kiosk *kiosk)
{
    kiosk_turn(kiosk);
    tell(kiosk);
    return kiosk_is_telling(kiosk);
}

bool kiosk_is_telling(const struct kiosk *kiosk)
{
    return kiosk->telling_call != NULL;
}
