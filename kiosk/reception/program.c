/* SPDX-License-Identifier: MIT
 *
 * Calls of the daemon, the streams, tickets. What finds is in program_find.c, what questions and bookings lead to in
 * program_task.c.
 */
#include "kiosk/reception/program.h"

#include <string.h>

#include "common/text.h"
#include "kiosk/ui/refused.h"

enum { RING_AGAIN_MS = 30000 };

void reception_init(struct reception *reception, const char *printer, const char *language)
{
    *reception = (struct reception){.language = language};
    interfaces_init(&reception->interfaces);
    model_init(&reception->model, printer);
}

void reception_done(struct reception *reception)
{
    model_done(&reception->model);
    interfaces_done(&reception->interfaces);
}

struct stage *reception_stage(struct reception *reception)
{
    return app_stage(reception->app);
}

int64_t reception_now(struct reception *reception)
{
    return app_now(reception->app);
}

const struct names *reception_names(struct reception *reception)
{
    return model_names(&reception->model, reception_stage(reception)->language);
}

int64_t reception_at(struct reception *reception, int minute)
{
    return clock_at(clock_local(reception_now(reception)).date, minute);
}

bool reception_keep(struct reception *reception, struct kept *kept, const char *method, json_t *parameters)
{
    return kept_take(kept, interfaces_method(&reception->interfaces, method), parameters) == 0;
}

void reception_tell(struct reception *reception, enum i18n_message message)
{
    told_say(&reception->model.told, i18n_text(reception_stage(reception)->language, message));
}

void reception_close_to_desk(struct reception *reception)
{
    struct stage *stage = reception_stage(reception);
    while (stage->depth > 1)
        stage_close(stage);
}

/* --- calls --- */

static void on_reply(attr_unused struct varlink_client_call *client_call, const struct varlink_reply *reply, void *data)
{
    struct call *call = data;
    struct reception *reception = call->reception;
    if (reply->status == VARLINK_CANCELLED) {
        free(call);
        return;
    }
    if (!call->quiet)
        reception->model.busy--;
    if (reply->status == VARLINK_OK) {
        call->done(call, reply);
    } else if (!call->quiet) {
        call->unanswered = reply->status != VARLINK_ERROR;
        told_trouble(&reception->model.told,
                     reply_text(reception_stage(reception)->language, reception_names(reception), reply));
        if (call->refused)
            call->refused(call);
    }
    stage_changed(reception_stage(reception));
    free(call);
}

void reception_call(struct reception *reception, const struct call *call, const void *in, const char *text)
{
    struct call *kept = mem_new(struct call);
    *kept = *call;
    kept->reception = reception;
    if (text)
        text_copy(kept->text, sizeof kept->text, text);
    if (!kept->quiet)
        reception->model.busy++;
    app_call(reception->app, kept->method, in, VARLINK_CALL_REPEAT, on_reply, kept);
}

/* --- a ticket is made --- */

static void on_where_ended(attr_unused struct app *app, attr_unused const struct varlink_reply *reply, void *data)
{
    struct reception *reception = data;
    reception->where = NULL;
}

static void follow_paper(struct reception *reception)
{
    const struct reception_new_ticket *made = reception->model.made;
    app_unwatch(reception->where);
    kept_forget(&reception->model.where);
    text_copy(reception->where_ticket, sizeof reception->where_ticket, made->ticket);
    text_copy(reception->where_code, sizeof reception->where_code, made->code);
    reception->where_in =
            (struct visitor_where_am_i_in){.ticket = reception->where_ticket, .code = reception->where_code};
    reception->where = app_watch(reception->app, &(struct app_watch){.method = VISITOR_WHERE_AM_I,
                                                                     .in = &reception->where_in,
                                                                     .kept = &reception->model.where,
                                                                     .ended = on_where_ended,
                                                                     .data = reception});
}

void reception_made(struct reception *reception, const char *method, json_t *parameters)
{
    struct model *model = &reception->model;
    if (!reception_keep(reception, &model->made_reply, method, parameters))
        return;
    if (strcmp(method, RECEPTION_CHECK_IN) == 0)
        model->made = ((const struct reception_check_in_out *)model->made_reply.out)->ticket;
    else if (strcmp(method, RECEPTION_ADOPT) == 0)
        model->made = &((const struct reception_adopt_out *)model->made_reply.out)->ticket;
    else
        model->made = &((const struct reception_issue_out *)model->made_reply.out)->ticket;
    model->made_count++;
    told_say(&model->told, NULL);
    follow_paper(reception);
}

static void on_issued(struct call *call, const struct varlink_reply *reply)
{
    reception_made(call->reception, call->method, reply->parameters);
}

static void on_not_issued(struct call *call)
{
    call->reception->model.refused_count++;
}

static void issue(struct reception *reception, const struct draft *draft)
{
    const char *services[DRAFT_STEPS], *needs[DRAFT_NEEDS];
    for (size_t i = 0; i < draft->step_count; i++)
        services[i] = draft->steps[i];
    for (size_t i = 0; i < draft->need_count; i++)
        needs[i] = draft->needs[i];
    const struct reception_issue_in in = {
            .services = {draft->step_count, services},
            .class = text_or_null(draft->class),
            .needs = {draft->need_count, draft->need_count > 0 ? needs : NULL},
            .language = text_or_null(draft->language),
            .party = {draft->party > 1, draft->party},
            .printer = reception->model.printer,
            .return_code = text_or_null(draft->return_code),
    };
    reception_call(reception, &(struct call){.method = RECEPTION_ISSUE, .done = on_issued, .refused = on_not_issued},
                   &in, NULL);
}

static void on_slip(struct call *call, attr_unused const struct varlink_reply *reply)
{
    reception_tell(call->reception, MESSAGE_RECEPTION_SLIP_PRINTED);
}

static void print_slip(struct reception *reception, const struct draft *draft, const char *service)
{
    const struct reception_print_information_in in = {
            .service = service, .language = text_or_null(draft->language), .printer = reception->model.printer};
    reception_call(reception, &(struct call){.method = RECEPTION_PRINT_INFORMATION, .done = on_slip}, &in, NULL);
}

/* --- one ticket --- */

static bool is_page_of(const struct view *view, const struct view_type *type, const char *text)
{
    return view->type == type && view->text && strcmp(view->text, text) == 0;
}

static void on_ticket(struct call *call, const struct varlink_reply *reply)
{
    struct reception *reception = call->reception;
    struct stage *stage = reception_stage(reception);
    if (!reception_keep(reception, &reception->model.ticket, RECEPTION_GET_TICKET, reply->parameters) || call->quiet)
        return;
    const struct reception_get_ticket_out *out = reception->model.ticket.out;
    if (!is_page_of(stage_top(stage), &view_ticket, out->ticket.ticket))
        stage_open(stage, &view_ticket, 0, out->ticket.ticket);
}

void reception_open_ticket(struct reception *reception, const char *number)
{
    const struct reception_get_ticket_in in = {.ticket = number};
    reception_call(reception, &(struct call){.method = RECEPTION_GET_TICKET, .done = on_ticket}, &in, NULL);
}

void reception_refresh_ticket(struct reception *reception, const char *number)
{
    const struct reception_get_ticket_in in = {.ticket = number};
    reception_call(reception, &(struct call){.method = RECEPTION_GET_TICKET, .done = on_ticket, .quiet = true}, &in,
                   NULL);
}

/* The page of a ticket that is open shows what is true now. */
static void refresh_page(struct reception *reception)
{
    struct stage *stage = reception_stage(reception);
    for (size_t i = stage->depth; i > 0; i--) {
        const struct view *view = &stage->views[i - 1];
        if (view->type != &view_ticket)
            continue;
        reception_refresh_ticket(reception, view->text);
        return;
    }
}

static void on_changed(struct call *call, const struct varlink_reply *reply)
{
    struct reception *reception = call->reception;
    reception_keep(reception, &reception->model.ticket, RECEPTION_GET_TICKET, reply->parameters);
    reception_tell(reception, MESSAGE_RECEPTION_DONE);
}

static void on_reprinted(struct call *call, attr_unused const struct varlink_reply *reply)
{
    reception_tell(call->reception, MESSAGE_RECEPTION_REPRINTED);
    refresh_page(call->reception);
}

static void change_ticket(struct reception *reception, const char *number, int what)
{
    const struct reception_return_in returns = {.ticket = number};
    const struct reception_come_back_in back = {.ticket = number};
    const struct reception_reprint_in print = {.ticket = number, .printer = reception->model.printer};
    if (what == DO_RETURN)
        reception_call(reception, &(struct call){.method = RECEPTION_RETURN, .done = on_changed}, &returns, NULL);
    else if (what == DO_COME_BACK)
        reception_call(reception, &(struct call){.method = RECEPTION_COME_BACK, .done = on_changed}, &back, NULL);
    else
        reception_call(reception, &(struct call){.method = RECEPTION_REPRINT, .done = on_reprinted}, &print, NULL);
}

static void on_explained(struct call *call, const struct varlink_reply *reply)
{
    struct reception *reception = call->reception;
    const struct reception_explain_out *out = reply->out;
    const struct language *language = reception_stage(reception)->language;
    char *text = out->calls.count > 0 ? mem_strdup("") : i18n_text(language, MESSAGE_RECEPTION_NOT_CALLED);
    for (size_t i = 0; i < out->calls.count; i++) {
        char *longer = mem_printf("%s%s%s", text, i > 0 ? "\n\n" : "", out->calls.items[i].sentence);
        free(text);
        text = longer;
    }
    told_answer(&reception->model.told, mem_strdup(call->text), text);
    stage_open(reception_stage(reception), &view_answer, 0, NULL);
}

static void explain(struct reception *reception, const char *number)
{
    const struct reception_explain_in in = {.ticket = number,
                                            .language = language_code(reception_stage(reception)->language)};
    reception_call(reception, &(struct call){.method = RECEPTION_EXPLAIN, .done = on_explained}, &in, number);
}

/* --- people who ask --- */

static void on_answered(attr_unused struct call *call, attr_unused const struct varlink_reply *reply)
{
    /* the lists tell */
}

static void answer_somebody(struct reception *reception, int what, const char *id)
{
    const struct reception_answer_help_in answer_help = {.help = id};
    const struct reception_end_help_in end_help = {.help = id};
    const struct reception_answer_alarm_in answer_alarm = {.alarm = id};
    const struct reception_end_alarm_in end_alarm = {.alarm = id};
    const struct {
        int what;
        const char *method;
        const void *in;
    } ways[] = {{DO_ANSWER_HELP, RECEPTION_ANSWER_HELP, &answer_help},
                {DO_END_HELP, RECEPTION_END_HELP, &end_help},
                {DO_ANSWER_ALARM, RECEPTION_ANSWER_ALARM, &answer_alarm},
                {DO_END_ALARM, RECEPTION_END_ALARM, &end_alarm}};
    for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
        if (ways[i].what == what)
            reception_call(reception, &(struct call){.method = ways[i].method, .done = on_answered}, ways[i].in, NULL);
    }
}

static bool nobody_comes(const struct reception_watch_desk_out *desk)
{
    bool waits = false;
    for (size_t i = 0; i < desk->alarms.count; i++)
        waits |= !desk->alarms.items[i].coming;
    for (size_t i = 0; i < desk->helps.count; i++)
        waits |= !desk->helps.items[i].coming;
    return waits;
}

static void on_ring(uv_timer_t *timer)
{
    struct reception *reception = timer->data;
    app_ring(reception->app);
}

/* Who asks now and did not when the desk was told last: one chime for all of them, and again until somebody comes. */
static void ring_for_new(struct reception *reception)
{
    const struct reception_watch_desk_out *desk = model_desk(&reception->model);
    char before[PROGRAM_RINGERS][KEY_BYTES];
    size_t before_count = reception->ringer_count, count = 0;
    memcpy(before, reception->ringers, sizeof before);
    bool fresh = false;
    for (size_t i = 0; i < desk->alarms.count + desk->helps.count && count < PROGRAM_RINGERS; i++) {
        bool is_alarm = i < desk->alarms.count;
        const char *id = is_alarm ? desk->alarms.items[i].alarm : desk->helps.items[i - desk->alarms.count].help;
        bool known = false;
        for (size_t j = 0; j < before_count; j++)
            known |= strcmp(before[j], id) == 0;
        fresh |= !known;
        text_copy(reception->ringers[count++], KEY_BYTES, id);
    }
    reception->ringer_count = count;
    if (fresh)
        app_ring(reception->app);
    if (!nobody_comes(desk))
        uv_timer_stop(&reception->ring);
    else if (!uv_is_active((uv_handle_t *)&reception->ring))
        uv_timer_start(&reception->ring, on_ring, RING_AGAIN_MS, RING_AGAIN_MS);
}

static void on_desk(attr_unused struct app *app, void *data)
{
    struct reception *reception = data;
    ring_for_new(reception);
    refresh_page(reception);
}

/* --- what pages want --- */

static void act(void *data, struct stage *stage, const struct view *view, const struct intent *intent)
{
    struct reception *reception = data;
    _cleanup_free_ char *text = intent->text ? mem_strdup(intent->text) : NULL; /* its page may be closed here */
    const struct intent own = {.kind = intent->kind, .what = intent->what, .value = intent->value, .text = text};
    if (intent->what != DO_REFRESH)
        told_say(&reception->model.told, NULL);
    if (reception_do_booking(reception, view, &own))
        return;
    switch (intent->what) {
    case DO_ISSUE:
        issue(reception, desk_sent(view));
        break;
    case DO_SLIP:
        print_slip(reception, desk_draft(view), text);
        break;
    case DO_OPEN_TICKET:
        reception_open_ticket(reception, text);
        break;
    case DO_REFRESH:
        reception_refresh_ticket(reception, text);
        break;
    case DO_FIND:
        reception_find(reception, text);
        break;
    case DO_FIND_CODES:
        reception_find_codes(reception, text, (int)intent->value);
        break;
    case DO_USE_CODE:
        reception_use_code(reception, text);
        break;
    case DO_ASK:
        reception_do_ask(reception, (enum task)intent->value, text);
        break;
    case DO_TASK:
        reception_do_task(reception, view);
        break;
    case DO_REPRINT:
    case DO_RETURN:
    case DO_COME_BACK:
        change_ticket(reception, text, intent->what);
        break;
    case DO_EXPLAIN:
        explain(reception, text);
        break;
    case DO_ANSWER_HELP:
    case DO_END_HELP:
    case DO_ANSWER_ALARM:
    case DO_END_ALARM:
        answer_somebody(reception, intent->what, text);
        break;
    default: /* DO_QUIET: nothing is said any more */
        break;
    }
    stage_changed(stage);
}

/* --- the beginning --- */

static void on_names(attr_unused struct app *app, void *data)
{
    struct reception *reception = data;
    model_names_changed(&reception->model);
}

/* The centre's languages are known: names in each, and the desk's own. */
static void on_centre(struct call *call, const struct varlink_reply *reply)
{
    struct reception *reception = call->reception;
    const struct visitor_get_centre_out *out = reply->out;
    for (size_t i = 0; i < out->languages.count; i++) {
        struct model_language *language = model_add_language(&reception->model, out->languages.items[i].code);
        if (language)
            app_watch_names(reception->app, &language->names, language->code, on_names, reception);
    }
    const char *own =
            reception->language || out->languages.count == 0 ? reception->language : out->languages.items[0].code;
    const struct language *spoken = own ? i18n_find(app_languages(reception->app), own) : NULL;
    if (spoken)
        stage_speak(reception_stage(reception), spoken);
}

static void on_no_centre(struct call *call)
{
    struct reception *reception = call->reception;
    if (!call->unanswered) /* this user may not ask: that stays on the page */
        return;
    told_say(&reception->model.told, NULL);
    reception_call(reception, &(struct call){.method = VISITOR_GET_CENTRE, .done = on_centre, .refused = on_no_centre},
                   &reception->centre_in, NULL);
}

static void watch_desk(struct reception *reception);

/* A user who may not see the lists is told so; anything else is tried again. */
static void on_desk_ended(attr_unused struct app *app, const struct varlink_reply *reply, void *data)
{
    struct reception *reception = data;
    if (reply->status != VARLINK_ERROR) {
        watch_desk(reception);
        return;
    }
    reception->desk_refused = true;
    told_trouble(&reception->model.told,
                 reply_text(reception_stage(reception)->language, reception_names(reception), reply));
}

static void watch_desk(struct reception *reception)
{
    reception->desk_refused = false;
    app_watch(reception->app, &(struct app_watch){.method = RECEPTION_WATCH_DESK,
                                                  .in = &reception->desk_in,
                                                  .kept = &reception->model.desk,
                                                  .changed = on_desk,
                                                  .ended = on_desk_ended,
                                                  .data = reception});
}

void reception_connected(attr_unused struct app *app, bool connected, void *data)
{
    struct reception *reception = data;
    if (connected && reception->desk_refused)
        watch_desk(reception);
}

void reception_begin(struct app *app, void *data)
{
    struct reception *reception = data;
    reception->app = app;
    uv_timer_init(app_loop(app), &reception->ring);
    reception->ring.data = reception;
    reception_call(reception, &(struct call){.method = VISITOR_GET_CENTRE, .done = on_centre, .refused = on_no_centre},
                   &reception->centre_in, NULL);
    watch_desk(reception);
    app_watch(app, &(struct app_watch){.method = VISITOR_LIST_WAITS,
                                       .in = &reception->waits_in,
                                       .kept = &reception->model.waits,
                                       .data = reception});
}

const struct program reception_program = {
        .name = "novbe-reception",
        .home = &view_desk,
        .act = act,
        .scanned = reception_scanned,
};
