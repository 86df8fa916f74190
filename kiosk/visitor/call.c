/* SPDX-License-Identifier: MIT
 *
 * Calls for the visitor, and what becomes of them.
 */
#include "kiosk/visitor/call.h"

#include <stdio.h>
#include <string.h>

#include "common/interface/refused.h"
#include "kiosk/visitor/printers.h"

/* --- what all of them share --- */

static bool is_error(const struct varlink_reply *reply, const char *error)
{
    return reply->status == VARLINK_ERROR && strcmp(reply->error, error) == 0;
}

static void came(struct kiosk *kiosk, enum session_came what)
{
    sessions_come(&kiosk->sessions, what, kiosk->wire.now_ms(kiosk->wire.data));
}

/* The answer is there, or none will come. True: it is what was asked for. */
static bool settle(struct kiosk *kiosk, const struct varlink_reply *reply)
{
    kiosk->call = NULL;
    kiosk->model.busy = false;
    if (reply->status == VARLINK_CANCELLED)
        return false;
    kiosk->model.touched_ms = kiosk->wire.now_ms(kiosk->wire.data); /* whoever has waited may read it first */
    stage_changed(kiosk->stage);
    if (reply->status == VARLINK_OK || reply->status == VARLINK_MORE)
        return true;
    if (reply->status == VARLINK_ERROR)
        trouble_set(&kiosk->model.trouble, reply->error, reply->parameters);
    else
        trouble_set(&kiosk->model.trouble, TROUBLE_LOST, NULL);
    came(kiosk, CAME_REFUSAL);
    return false;
}

static bool take(struct kiosk *kiosk, enum model_told told, const char *method, const struct varlink_reply *reply)
{
    if (kiosk->wire.take(kiosk->wire.data, &kiosk->model.told[told], method, reply->parameters) == 0) {
        came(kiosk, told == TOLD_ISSUED ? CAME_TICKET : CAME_ANSWER);
        return true;
    }
    trouble_set(&kiosk->model.trouble, TROUBLE_LOST, NULL);
    return false;
}

void call_end(struct kiosk *kiosk)
{
    if (kiosk->call)
        kiosk->wire.cancel(kiosk->wire.data, kiosk->call);
    kiosk->call = NULL;
    kiosk->model.busy = false;
}

/* The answer's page, with nothing between it and the first one. */
static void show(struct kiosk *kiosk, const struct view_type *type)
{
    stage_home(kiosk->stage);
    stage_open(kiosk->stage, type, 0, NULL);
}

static void call(struct kiosk *kiosk, const char *method, const void *in, varlink_reply_handler *handler)
{
    kiosk->model.busy = true;
    kiosk->call = kiosk->wire.call(kiosk->wire.data, method, in, VARLINK_CALL_REPEAT, handler, kiosk);
    stage_changed(kiosk->stage);
}

/* --- a ticket --- */

static void show_ticket(struct kiosk *kiosk)
{
    const struct visitor_new_ticket *ticket = model_ticket(&kiosk->model);
    struct proof *proof = &kiosk->model.proof;
    snprintf(proof->ticket, sizeof proof->ticket, "%s", ticket->ticket);
    snprintf(proof->code, sizeof proof->code, "%s", ticket->code);
    snprintf(proof->day, sizeof proof->day, "%s", ticket->day);
    kept_forget(&kiosk->model.told[TOLD_WHERE]);
    wish_begin(&kiosk->model.wish);
    show(kiosk, &page_ticket);
    call_where(kiosk, false); /* it tells what becomes of the paper */
}

static void slow_down(struct kiosk *kiosk, const struct varlink_reply *reply)
{
    kiosk->model.slow_until_ms = json_integer_value(json_object_get(reply->parameters, "until"));
    trouble_clear(&kiosk->model.trouble);
    stage_open(kiosk->stage, &page_slow, 0, NULL);
}

static void on_issue(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct kiosk *kiosk = data;
    if (settle(kiosk, reply)) {
        if (take(kiosk, TOLD_ISSUED, VISITOR_ISSUE, reply))
            show_ticket(kiosk);
    } else if (is_error(reply, REFUSED_SLOW_DOWN)) {
        slow_down(kiosk, reply);
    } else {
        kiosk_leave_gone(kiosk);
    }
}

void call_issue(struct kiosk *kiosk)
{
    struct model *model = &kiosk->model;
    struct wish *wish = &model->wish;
    const char *services[WISH_SERVICES], *needs[WISH_NEEDS];
    for (size_t i = 0; i < wish->service_count; i++)
        services[i] = model_key(model, wish->services[i]);
    for (size_t i = 0; i < wish->need_count; i++)
        needs[i] = model_key(model, wish->needs[i]);
    if (wish->request[0] == '\0')
        varlink_request_id(wish->request);
    const struct visitor_issue_in in = {
            .services = {wish->service_count, services},
            .class = model_key(model, wish->class),
            .needs = {wish->need_count, wish->need_count > 0 ? needs : NULL},
            .language = language_code(model->language),
            .party = {.set = wish->party > 0, .value = wish->party},
            .kiosk = model->key,
            .return_code = wish->return_code[0] != '\0' ? wish->return_code : NULL,
            .request = wish->request,
    };
    call(kiosk, VISITOR_ISSUE, &in, on_issue);
}

/* --- where am I --- */

static void on_found(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct kiosk *kiosk = data;
    if (settle(kiosk, reply)) {
        if (take(kiosk, TOLD_FOUND, VISITOR_FIND_RETURN_CODE, reply))
            show(kiosk, &page_return_code);
    } else if (is_error(reply, REFUSED_WRONG_CODE)) {
        trouble_set(&kiosk->model.trouble, TROUBLE_OTHER_DAY, NULL);
    }
}

/* A paper of yesterday is no mistake of typing: perhaps its visitor was never called. */
static bool is_of_other_day(const struct kiosk *kiosk)
{
    const struct names *names = model_names(&kiosk->model, kiosk->model.language);
    const struct visitor_get_centre_out *centre = names ? names_centre(names) : NULL;
    const char *day = kiosk->model.proof.day;
    return day[0] != '\0' && centre && strcmp(centre->day, day) != 0;
}

static void find_return_code(struct kiosk *kiosk)
{
    const struct proof *proof = &kiosk->model.proof;
    const struct visitor_find_return_code_in in = {.ticket = proof->ticket, .code = proof->code, .day = proof->day};
    trouble_clear(&kiosk->model.trouble);
    call(kiosk, VISITOR_FIND_RETURN_CODE, &in, on_found);
}

static void on_where(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct kiosk *kiosk = data;
    bool more = reply->status == VARLINK_MORE;
    if (!more)
        kiosk->where_call = NULL;
    if (reply->status == VARLINK_CANCELLED)
        return;
    if (more || reply->status == VARLINK_OK) {
        if (kiosk->opens_where)
            kiosk->model.busy = false;
        if (take(kiosk, TOLD_WHERE, VISITOR_WHERE_AM_I, reply) && kiosk->opens_where)
            show(kiosk, &page_where);
        kiosk->opens_where = false;
        stage_changed(kiosk->stage);
    } else if (kiosk->opens_where) {
        kiosk->opens_where = false;
        settle(kiosk, reply);
        if (is_error(reply, REFUSED_WRONG_CODE) && is_of_other_day(kiosk))
            find_return_code(kiosk);
    }
}

void call_where_end(struct kiosk *kiosk)
{
    struct varlink_client_call *running = kiosk->where_call;
    kiosk->where_call = NULL;
    kiosk->opens_where = false;
    if (running)
        kiosk->wire.cancel(kiosk->wire.data, running);
}

void call_where(struct kiosk *kiosk, bool opens)
{
    const struct proof *proof = &kiosk->model.proof;
    call_where_end(kiosk);
    const struct visitor_where_am_i_in in = {
            .ticket = proof->ticket, .code = proof->code, .day = proof->day[0] != '\0' ? proof->day : NULL};
    kiosk->opens_where = opens;
    if (opens) {
        kept_forget(&kiosk->model.told[TOLD_WHERE]);
        kiosk->model.busy = true;
    }
    kiosk->where_call = kiosk->wire.call(kiosk->wire.data, VISITOR_WHERE_AM_I, &in, VARLINK_CALL_MORE, on_where, kiosk);
    stage_changed(kiosk->stage);
}

/* --- what a visitor does with the ticket --- */

/* What it is now the stream tells; where that has ended, it is asked again. */
static void on_done(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct kiosk *kiosk = data;
    if (settle(kiosk, reply) && !kiosk->where_call && kiosk->model.proof.ticket[0] != '\0')
        call_where(kiosk, false);
}

void call_put_off(struct kiosk *kiosk, int64_t until_ms)
{
    const struct proof *proof = &kiosk->model.proof;
    call(kiosk, VISITOR_PUT_OFF,
         &(struct visitor_put_off_in){.ticket = proof->ticket, .code = proof->code, .until = until_ms}, on_done);
}

void call_come_back(struct kiosk *kiosk)
{
    const struct proof *proof = &kiosk->model.proof;
    call(kiosk, VISITOR_COME_BACK, &(struct visitor_come_back_in){.ticket = proof->ticket, .code = proof->code},
         on_done);
}

void call_return(struct kiosk *kiosk)
{
    const struct proof *proof = &kiosk->model.proof;
    call(kiosk, VISITOR_RETURN, &(struct visitor_return_in){.ticket = proof->ticket, .code = proof->code}, on_done);
}

void call_cancel(struct kiosk *kiosk)
{
    const struct proof *proof = &kiosk->model.proof;
    call(kiosk, VISITOR_CANCEL, &(struct visitor_cancel_in){.ticket = proof->ticket, .code = proof->code}, on_done);
}

void call_reprint(struct kiosk *kiosk)
{
    const struct proof *proof = &kiosk->model.proof;
    const struct visitor_reprint_in in = {.ticket = proof->ticket, .code = proof->code, .kiosk = kiosk->model.key};
    call(kiosk, VISITOR_REPRINT, &in, on_done);
}

void call_rate(struct kiosk *kiosk, int64_t stars)
{
    const struct proof *proof = &kiosk->model.proof;
    call(kiosk, VISITOR_RATE, &(struct visitor_rate_in){.ticket = proof->ticket, .code = proof->code, .stars = stars},
         on_done);
}

/* --- bookings and return codes --- */

static void on_check_in(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct kiosk *kiosk = data;
    bool settled = settle(kiosk, reply);
    if (is_error(reply, REFUSED_UNKNOWN_BOOKING)) {
        call_return_code(kiosk, kiosk->model.booking); /* what else it may be; if not, it was no booking */
        return;
    }
    if (!settled || !take(kiosk, TOLD_CHECKED, VISITOR_CHECK_IN, reply))
        return;
    kept_forget(&kiosk->model.told[TOLD_ISSUED]);
    kept_forget(&kiosk->model.told[TOLD_MOVED]);
    if (model_ticket(&kiosk->model)) {
        came(kiosk, CAME_TICKET);
        show_ticket(kiosk);
    } else {
        show(kiosk, &page_booking);
    }
}

void call_check_in(struct kiosk *kiosk, const char *booking)
{
    struct model *model = &kiosk->model;
    snprintf(model->booking, sizeof model->booking, "%s", booking);
    call(kiosk, VISITOR_CHECK_IN, &(struct visitor_check_in_in){.booking = model->booking, .kiosk = model->key},
         on_check_in);
}

static void on_move(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct kiosk *kiosk = data;
    if (settle(kiosk, reply))
        (void)take(kiosk, TOLD_MOVED, VISITOR_MOVE_BOOKING, reply);
}

void call_move(struct kiosk *kiosk)
{
    const struct visitor_check_in_out *checked = model_checked(&kiosk->model);
    if (!checked || !checked->next_slot.set)
        return;
    const struct visitor_move_booking_in in = {.booking = kiosk->model.booking, .slot_at = checked->next_slot.value};
    call(kiosk, VISITOR_MOVE_BOOKING, &in, on_move);
}

static bool is_unknown_return_code(const struct varlink_reply *reply)
{
    const char *why = json_string_value(json_object_get(reply->parameters, "why"));
    return is_error(reply, REFUSED_WRONG_RETURN_CODE) && why && strcmp(why, "unknown") == 0;
}

static void on_return_code(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct kiosk *kiosk = data;
    struct model *model = &kiosk->model;
    if (is_unknown_return_code(reply) && strcmp(model->trouble.error, REFUSED_UNKNOWN_BOOKING) == 0) {
        kiosk->call = NULL;
        model->busy = false;
        stage_changed(kiosk->stage);
        return;
    }
    trouble_clear(&model->trouble);
    if (!settle(kiosk, reply) || !take(kiosk, TOLD_RETURNED, VISITOR_READ_RETURN_CODE, reply))
        return;
    const struct visitor_return_code *code = model_return_code(model);
    if (!model_offers(model, code->service)) {
        show(kiosk, &page_return_code);
        return;
    }
    wish_begin(&model->wish);
    model->wish.services[model->wish.service_count++] = model_intern(model, code->service);
    snprintf(model->wish.return_code, sizeof model->wish.return_code, "%s", code->return_code);
    show(kiosk, &page_confirm);
}

void call_return_code(struct kiosk *kiosk, const char *code)
{
    call(kiosk, VISITOR_READ_RETURN_CODE, &(struct visitor_read_return_code_in){.return_code = code}, on_return_code);
}

/* --- a person --- */

static void on_help_state(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct kiosk *kiosk = data;
    if (reply->status != VARLINK_MORE)
        kiosk->help_call = NULL;
    if (reply->status == VARLINK_CANCELLED)
        return;
    kiosk->model.touched_ms = kiosk->wire.now_ms(kiosk->wire.data); /* it is waited for */
    const char *state = json_string_value(json_object_get(reply->parameters, "state"));
    if (reply->status == VARLINK_ERROR || !state || strcmp(state, "over") == 0)
        kiosk->model.help = HELP_OVER;
    else
        kiosk->model.help = strcmp(state, "coming") == 0 ? HELP_COMING : HELP_ASKED;
    stage_changed(kiosk->stage);
}

static void on_help(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct kiosk *kiosk = data;
    if (reply->status == VARLINK_CANCELLED || kiosk->model.help != HELP_ASKING)
        return;
    stage_changed(kiosk->stage);
    if (reply->status != VARLINK_OK) {
        kiosk->model.help = HELP_NONE;
        trouble_set(&kiosk->model.trouble, reply->error ? reply->error : TROUBLE_LOST, reply->parameters);
        return;
    }
    snprintf(kiosk->help, sizeof kiosk->help, "%s", json_string_value(json_object_get(reply->parameters, "help")));
    kiosk->model.help = HELP_ASKED;
    came(kiosk, CAME_HELP);
    kiosk->help_call =
            kiosk->wire.call(kiosk->wire.data, VISITOR_WATCH_HELP, &(struct visitor_watch_help_in){.help = kiosk->help},
                             VARLINK_CALL_MORE, on_help_state, kiosk);
}

/* Beside everything else: somebody who waits for an answer may need help all the more. */
void call_help(struct kiosk *kiosk, const char *page)
{
    struct model *model = &kiosk->model;
    if (model->help != HELP_NONE && model->help != HELP_OVER)
        return;
    model->help = HELP_ASKING;
    const struct visitor_ask_for_help_in in = {
            .kiosk = model->key, .page = page, .language = language_code(model->language)};
    kiosk->wire.call(kiosk->wire.data, VISITOR_ASK_FOR_HELP, &in, VARLINK_CALL_REPEAT, on_help, kiosk);
    stage_changed(kiosk->stage);
}

void call_help_end(struct kiosk *kiosk)
{
    struct varlink_client_call *running = kiosk->help_call;
    kiosk->help_call = NULL;
    if (running)
        kiosk->wire.cancel(kiosk->wire.data, running);
}

/* --- the corner --- */

static void on_corner(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct kiosk *kiosk = data;
    if (settle(kiosk, reply))
        (void)take(kiosk, TOLD_CORNER, VISITOR_OPEN_CORNER, reply);
}

void call_corner(struct kiosk *kiosk, const char *pin)
{
    call(kiosk, VISITOR_OPEN_CORNER, &(struct visitor_open_corner_in){.kiosk = kiosk->model.key, .pin = pin},
         on_corner);
}

static void on_closed(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct kiosk *kiosk = data;
    if (!settle(kiosk, reply) && is_error(reply, REFUSED_CORNER_SHUT))
        kept_forget(&kiosk->model.told[TOLD_CORNER]);
}

void call_close_kiosk(struct kiosk *kiosk, bool closed)
{
    if (!model_corner(&kiosk->model))
        return;
    const struct visitor_set_kiosk_closed_in in = {
            .kiosk = kiosk->model.key, .token = model_corner(&kiosk->model)->token, .closed = closed};
    call(kiosk, VISITOR_SET_KIOSK_CLOSED, &in, on_closed);
}

/* --- a roll --- */

/* The question is answered: back to where it was asked. */
static void leave_roll(struct kiosk *kiosk)
{
    const struct view *top = stage_top(kiosk->stage);
    if (top->type == &page_roll && top->value == 0)
        stage_close(kiosk->stage);
    else
        kiosk_forget(kiosk);
}

static void on_roll(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct kiosk *kiosk = data;
    if (!settle(kiosk, reply)) {
        roll_clear(&kiosk->model);
    } else if (kiosk->model.roll.is_new) {
        roll_told(&kiosk->model, kiosk->wire.now_ms(kiosk->wire.data));
    } else {
        roll_clear(&kiosk->model);
        leave_roll(kiosk);
    }
}

void call_roll(struct kiosk *kiosk, const char *answer, bool is_new)
{
    struct model *model = &kiosk->model;
    char printer[sizeof model->roll.printer] = "", pin[16] = "";
    if (sscanf(answer, "%63[^/]/%15s", printer, pin) != 2)
        return;
    roll_begin(model, printer, is_new);
    call(kiosk, VISITOR_CHANGE_ROLL,
         &(struct visitor_change_roll_in){
                 .kiosk = model->key, .printer = model->roll.printer, .pin = pin, .new_roll = is_new},
         on_roll);
}
