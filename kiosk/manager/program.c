/* SPDX-License-Identifier: MIT
 *
 * Calls of the daemon, the streams, pages. What questions lead to is in program_task.c.
 */
#include "kiosk/manager/program.h"

#include <string.h>

#include "common/interface/reception.h"
#include "common/text.h"
#include "kiosk/manager/say.h"
#include "kiosk/ui/refused.h"

enum { TICKETS_MOST = 300 };

void manager_init(struct manager *manager, const char *language)
{
    *manager = (struct manager){.language = language};
    interfaces_init(&manager->interfaces);
    model_init(&manager->model);
}

void manager_done(struct manager *manager)
{
    model_done(&manager->model);
    interfaces_done(&manager->interfaces);
}

struct stage *manager_stage(struct manager *manager)
{
    return app_stage(manager->app);
}

bool manager_keep(struct manager *manager, struct kept *kept, const char *method, json_t *parameters)
{
    return kept_take(kept, interfaces_method(&manager->interfaces, method), parameters) == 0;
}

/* The daemon's word for "not by you" is of a program; a supervisor is told which of the two it may be. */
char *manager_refusal(struct manager *manager, const struct varlink_reply *reply)
{
    bool denied = reply->status == VARLINK_ERROR && strcmp(reply->error, "org.varlink.service.PermissionDenied") == 0;
    if (denied)
        return i18n_text(manager_stage(manager)->language, MESSAGE_MANAGER_NOT_ALLOWED);
    return reply_text(manager_stage(manager)->language, &manager->model.names, reply);
}

/* --- calls --- */

static void on_reply(attr_unused struct varlink_client_call *client_call, const struct varlink_reply *reply, void *data)
{
    struct call *call = data;
    struct manager *manager = call->manager;
    if (reply->status == VARLINK_CANCELLED) {
        free(call);
        return;
    }
    if (!call->quiet)
        manager->model.busy--;
    if (reply->status == VARLINK_OK)
        call->done(call, reply);
    else if (call->refused)
        call->refused(call, reply);
    else if (!call->quiet)
        told_trouble(&manager->model.told, manager_refusal(manager, reply));
    stage_changed(manager_stage(manager));
    free(call);
}

void manager_call(struct manager *manager, const struct call *call, const void *in, const char *text)
{
    struct call *kept = mem_new(struct call);
    *kept = *call;
    kept->manager = manager;
    if (text)
        text_copy(kept->text, sizeof kept->text, text);
    if (!kept->quiet)
        manager->model.busy++;
    app_call(manager->app, kept->method, in, VARLINK_CALL_REPEAT, on_reply, kept);
}

/* --- one service, one ticket --- */

static void on_tickets(struct call *call, const struct varlink_reply *reply)
{
    struct manager *manager = call->manager;
    struct stage *stage = manager_stage(manager);
    if (!manager_keep(manager, &manager->model.tickets, MANAGER_LIST_TICKETS, reply->parameters))
        return;
    text_copy(manager->model.service, KEY_BYTES, call->text);
    if (!call->quiet)
        stage_open(stage, &view_service, 0, call->text);
}

static void list_tickets(struct manager *manager, const char *service, bool quiet)
{
    const struct manager_list_tickets_in in = {.service = service, .limit = {true, TICKETS_MOST}};
    manager_call(manager, &(struct call){.method = MANAGER_LIST_TICKETS, .done = on_tickets, .quiet = quiet}, &in,
                 service);
}

static void on_story(struct call *call, const struct varlink_reply *reply)
{
    struct manager *manager = call->manager;
    if (!manager_keep(manager, &manager->model.story, MANAGER_STORY, reply->parameters))
        return;
    text_copy(manager->model.ticket, KEY_BYTES, call->text);
    if (!call->quiet)
        stage_open(manager_stage(manager), &view_ticket, 0, call->text);
}

static void tell_story(struct manager *manager, const char *ticket, bool quiet)
{
    const struct manager_story_in in = {.ticket = ticket, .language = language_code(manager_stage(manager)->language)};
    manager_call(manager, &(struct call){.method = MANAGER_STORY, .done = on_story, .quiet = quiet}, &in, ticket);
}

void manager_refresh(struct manager *manager)
{
    struct stage *stage = manager_stage(manager);
    for (size_t i = stage->depth; i > 0; i--) {
        const struct view *view = &stage->views[i - 1];
        if (view->type == &view_service)
            list_tickets(manager, view->text, true);
        else if (view->type == &view_ticket)
            tell_story(manager, view->text, true);
    }
}

static void on_explained(struct call *call, const struct varlink_reply *reply)
{
    struct manager *manager = call->manager;
    const struct manager_explain_out *out = reply->out;
    const struct language *language = manager_stage(manager)->language;
    char *text = out->calls.count > 0 ? mem_strdup("") : i18n_text(language, MESSAGE_RECEPTION_NOT_CALLED);
    for (size_t i = 0; i < out->calls.count; i++) {
        char *longer = mem_printf("%s%s%s", text, i > 0 ? "\n\n" : "", out->calls.items[i].sentence);
        free(text);
        text = longer;
    }
    told_answer(&manager->model.told, mem_strdup(call->text), text);
    stage_open(manager_stage(manager), &view_answer, 0, NULL);
}

static void explain(struct manager *manager, const char *ticket)
{
    const struct manager_explain_in in = {.ticket = ticket,
                                          .language = language_code(manager_stage(manager)->language)};
    manager_call(manager, &(struct call){.method = MANAGER_EXPLAIN, .done = on_explained}, &in, ticket);
}

/* --- alarms --- */

static void on_answered(attr_unused struct call *call, attr_unused const struct varlink_reply *reply)
{
    /* the hall tells */
}

static void answer_alarm(struct manager *manager, bool ends, const char *alarm)
{
    const struct reception_answer_alarm_in answer = {.alarm = alarm};
    const struct reception_end_alarm_in end = {.alarm = alarm};
    manager_call(manager,
                 &(struct call){.method = ends ? RECEPTION_END_ALARM : RECEPTION_ANSWER_ALARM, .done = on_answered},
                 ends ? (const void *)&end : (const void *)&answer, NULL);
}

/* One chime for all that is new and bad. */
static void ring_for_new(struct manager *manager)
{
    const struct manager_watch_hall_out *hall = model_hall(&manager->model);
    int64_t newest_ms = manager->rung_ms;
    for (size_t i = 0; i < hall->alarms.count; i++)
        newest_ms = hall->alarms.items[i].since > newest_ms ? hall->alarms.items[i].since : newest_ms;
    for (size_t i = 0; i < hall->alerts.count; i++) {
        const struct manager_alert *alert = &hall->alerts.items[i];
        if (look_of_alert(alert) == LOOK_BAD && alert->since > newest_ms)
            newest_ms = alert->since;
    }
    if (newest_ms > manager->rung_ms && manager->rung_ms > 0)
        app_ring(manager->app);
    manager->rung_ms = newest_ms > 0 ? newest_ms : 1;
}

static void on_hall(struct app *app, void *data)
{
    struct manager *manager = data;
    manager->model.hall_ms = app_now(app);
    ring_for_new(manager);
    manager_refresh(manager);
}

/* --- what pages want --- */

static void open_page(struct stage *stage, enum manager_page page)
{
    while (stage->depth > 1)
        stage_close(stage);
    stage_replace(stage, manager_pages[page], 0, NULL);
}

static void act(void *data, struct stage *stage, const struct view *view, const struct intent *intent)
{
    struct manager *manager = data;
    _cleanup_free_ char *text = intent->text ? mem_strdup(intent->text) : NULL; /* its page may be closed here */
    if (intent->what != DO_PREVIEW)
        told_say(&manager->model.told, NULL);
    switch (intent->what) {
    case DO_PAGE:
        open_page(stage, (enum manager_page)intent->value);
        if (intent->value == PAGE_REPORT)
            manager_open_report(manager);
        break;
    case DO_REPORT:
        manager_move_report(manager, (enum report_move)intent->value);
        break;
    case DO_OPEN_SERVICE:
        list_tickets(manager, text, false);
        break;
    case DO_OPEN_TICKET:
        tell_story(manager, text, false);
        break;
    case DO_ASK:
        model_forget_previews(&manager->model);
        stage_open(stage, &view_ask, intent->value, text);
        if (intent->value == TASK_CLOSE)
            list_tickets(manager, text, true);
        break;
    case DO_TASK:
        manager_do_task(manager, view);
        break;
    case DO_PREVIEW:
        manager_do_preview(manager, view);
        break;
    case DO_EXPLAIN:
        explain(manager, text);
        break;
    case DO_ANSWER_ALARM:
    case DO_END_ALARM:
        answer_alarm(manager, intent->what == DO_END_ALARM, text);
        break;
    default: /* DO_QUIET: nothing is said any more */
        break;
    }
    stage_changed(stage);
}

/* --- the beginning --- */

/* The centre's own language, unless one was named. */
static void on_names(attr_unused struct app *app, void *data)
{
    struct manager *manager = data;
    const struct visitor_get_centre_out *centre = names_centre(&manager->model.names);
    if (manager->language || !centre || centre->languages.count == 0)
        return;
    const struct language *own = i18n_find(app_languages(manager->app), centre->languages.items[0].code);
    if (!own || own == manager_stage(manager)->language)
        return;
    stage_speak(manager_stage(manager), own);
    manager_speak_report(manager);
}

static void watch_hall(struct manager *manager);
static void watch_rota(struct manager *manager);

/* A user who may not see the hall is told so; anything else is tried again. */
static void on_hall_ended(attr_unused struct app *app, const struct varlink_reply *reply, void *data)
{
    struct manager *manager = data;
    if (reply->status != VARLINK_ERROR) {
        watch_hall(manager);
        return;
    }
    manager->hall_refused = true;
    told_trouble(&manager->model.told, manager_refusal(manager, reply));
}

static void watch_hall(struct manager *manager)
{
    manager->hall_refused = false;
    app_watch(manager->app, &(struct app_watch){.method = MANAGER_WATCH_HALL,
                                                .in = &manager->hall_in,
                                                .kept = &manager->model.hall,
                                                .changed = on_hall,
                                                .ended = on_hall_ended,
                                                .data = manager});
}

/* Whoever is bounded to agencies sees the hall and not the rota. */
static void on_rota_ended(attr_unused struct app *app, const struct varlink_reply *reply, void *data)
{
    struct manager *manager = data;
    if (reply->status != VARLINK_ERROR) {
        watch_rota(manager);
        return;
    }
    manager->rota_refused = true;
    free(manager->model.rota_refused);
    manager->model.rota_refused = manager_refusal(manager, reply);
}

static void watch_rota(struct manager *manager)
{
    manager->rota_refused = false;
    app_watch(manager->app, &(struct app_watch){.method = MANAGER_GET_ROTA,
                                                .in = &manager->rota_in,
                                                .kept = &manager->model.rota,
                                                .ended = on_rota_ended,
                                                .data = manager});
}

static void on_profiles(struct call *call, const struct varlink_reply *reply)
{
    (void)manager_keep(call->manager, &call->manager->model.profiles, MANAGER_LIST_PROFILES, reply->parameters);
}

void manager_connected(attr_unused struct app *app, bool connected, void *data)
{
    struct manager *manager = data;
    if (!connected)
        return;
    if (manager->hall_refused)
        watch_hall(manager);
    if (manager->rota_refused)
        watch_rota(manager);
    manager_call(manager, &(struct call){.method = MANAGER_LIST_PROFILES, .done = on_profiles, .quiet = true}, NULL,
                 NULL);
}

void manager_begin(struct app *app, void *data)
{
    struct manager *manager = data;
    manager->app = app;
    app_watch_names(app, &manager->model.names, manager->language, on_names, manager);
    watch_hall(manager);
    watch_rota(manager);
}

const struct program manager_program = {.name = "novbe-manager", .home = &view_hall, .act = act};
