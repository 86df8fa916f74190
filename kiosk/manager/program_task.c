/* SPDX-License-Identifier: MIT
 *
 * What is done once all questions of a page are answered, and what is asked before the last one: what it would do.
 */
#include <string.h>

#include "kiosk/manager/program.h"

enum { MINUTE_MS = 60000, HIT_SHOWN = 12 };

static const char *answer(const struct ask *ask, size_t at)
{
    return ask->answers[at];
}

/* "-" and "" stand for none. */
static const char *maybe(const struct ask *ask, size_t at)
{
    const char *text = ask->answers[at];
    return *text && strcmp(text, "-") != 0 ? text : NULL;
}

/* What follows a word and a space, "counter 7"; NULL: it begins otherwise. */
static const char *after(const char *text, const char *word)
{
    size_t length = strlen(word);
    return strncmp(text, word, length) == 0 && text[length] == ' ' ? text + length + 1 : NULL;
}

/* --- when it is done --- */

/* The page that asked is closed. */
static void close_ask(struct manager *manager)
{
    struct stage *stage = manager_stage(manager);
    if (stage_top(stage)->type == &view_ask)
        stage_close(stage);
}

static void tell(struct manager *manager, char *text)
{
    close_ask(manager);
    told_say(&manager->model.told, text);
    manager_refresh(manager);
}

static void on_done(struct call *call, attr_unused const struct varlink_reply *reply)
{
    tell(call->manager, i18n_text(manager_stage(call->manager)->language, MESSAGE_RECEPTION_DONE));
}

static void call(struct manager *manager, const char *method, const void *in)
{
    manager_call(manager, &(struct call){.method = method, .done = on_done}, in, NULL);
}

/* Whoever has a booking that is hit must be told by somebody: they are shown until that is read. */
static void show_hit(struct manager *manager, const struct manager_hit_booking *hit, size_t count)
{
    const struct language *language = manager_stage(manager)->language;
    char *text = mem_strdup("");
    for (size_t i = 0; i < count && i < HIT_SHOWN; i++) {
        _cleanup_free_ char *time = language_time(language, clock_local(hit[i].slot_at).minute_of_day);
        char *longer = mem_printf("%s%s%s  %s  %s", text, i > 0 ? "\n" : "", time, hit[i].booking,
                                  names_service(&manager->model.names, hit[i].service));
        free(text);
        text = longer;
    }
    told_answer(&manager->model.told, i18n_text(language, MESSAGE_MANAGER_HITS, I18N_NUMBER("count", count)), text);
    stage_open(manager_stage(manager), &view_answer, 0, NULL);
}

/* --- services --- */

static void on_closed(struct call *call, const struct varlink_reply *reply)
{
    struct manager *manager = call->manager;
    const struct manager_close_service_out *out = reply->out;
    tell(manager, i18n_text(manager_stage(manager)->language, MESSAGE_MANAGER_SENT_HOME,
                            I18N_NUMBER("count", out->sent_home.count)));
    if (out->hit.count > 0)
        show_hit(manager, out->hit.items, out->hit.count);
}

static struct idl_word closing_of(const struct ask *ask)
{
    static const char *const words[] = {[MANAGER_CLOSE_SERVICE_IN_CLOSING_ALL] = "all",
                                        [MANAGER_CLOSE_SERVICE_IN_CLOSING_TO_TICKET] = "to_ticket",
                                        [MANAGER_CLOSE_SERVICE_IN_CLOSING_SEND_HOME] = "send_home"};
    size_t at = 0;
    while (at + 1 < ARRAY_SIZE(words) && strcmp(words[at], answer(ask, 0)) != 0)
        at++;
    return (struct idl_word){.value = (int)at, .text = words[at]};
}

/* The last ticket that is served, where one was asked for. */
static const char *last_of(const struct ask *ask)
{
    return ask_is_asked(ask, 1) ? answer(ask, 1) : NULL;
}

static void close_service(struct manager *manager, const char *service, const struct ask *ask)
{
    const struct manager_close_service_in in = {
            .service = service, .reason = answer(ask, 2), .closing = closing_of(ask), .last = last_of(ask)};
    manager_call(manager, &(struct call){.method = MANAGER_CLOSE_SERVICE, .done = on_closed}, &in, NULL);
}

static void open_service(struct manager *manager, const char *service, attr_unused const struct ask *ask)
{
    call(manager, MANAGER_OPEN_SERVICE, &(struct manager_open_service_in){.service = service});
}

/* --- the whole hall --- */

static void halt(struct manager *manager, attr_unused const char *subject, const struct ask *ask)
{
    call(manager, MANAGER_HALT, &(struct manager_halt_in){.reason = answer(ask, 0)});
}

static void resume(struct manager *manager, attr_unused const char *subject, attr_unused const struct ask *ask)
{
    call(manager, MANAGER_RESUME, &(struct manager_resume_in){0});
}

static void trust_clock(struct manager *manager, attr_unused const char *subject, attr_unused const struct ask *ask)
{
    call(manager, MANAGER_TRUST_CLOCK, &(struct manager_trust_clock_in){0});
}

static void close_day(struct manager *manager, attr_unused const char *subject, attr_unused const struct ask *ask)
{
    call(manager, MANAGER_CLOSE_DAY, &(struct manager_close_day_in){0});
}

static const char *today(struct manager *manager, char ret_text[DATE_TEXT_SIZE])
{
    return date_text(manager_today(manager), ret_text);
}

/* Hours as SetDay and PreviewDay want them. */
struct hours {
    char day[DATE_TEXT_SIZE];
    char texts[HOURS_SPANS][16];
    const char *spans[HOURS_SPANS];
    size_t count;
};

static void read_hours(const struct ask *ask, struct hours *ret_hours)
{
    ret_hours->count = 0;
    (void)ask_hours(answer(ask, 1), ret_hours->texts, &ret_hours->count);
    for (size_t i = 0; i < ret_hours->count; i++)
        ret_hours->spans[i] = ret_hours->texts[i];
}

static void on_day_set(struct call *call, const struct varlink_reply *reply)
{
    const struct manager_set_day_out *out = reply->out;
    on_done(call, reply);
    if (out->hit.count > 0)
        show_hit(call->manager, out->hit.items, out->hit.count);
}

static void set_day(struct manager *manager, attr_unused const char *subject, const struct ask *ask)
{
    struct hours hours;
    read_hours(ask, &hours);
    const struct manager_set_day_in in = {.day = today(manager, hours.day),
                                          .agency = after(answer(ask, 0), "agency"),
                                          .service = after(answer(ask, 0), "service"),
                                          .open = {hours.count, hours.spans}};
    manager_call(manager, &(struct call){.method = MANAGER_SET_DAY, .done = on_day_set}, &in, NULL);
}

static void unset_day(struct manager *manager, attr_unused const char *subject, const struct ask *ask)
{
    char day[DATE_TEXT_SIZE];
    const struct manager_unset_day_in in = {.day = today(manager, day),
                                            .agency = after(answer(ask, 0), "agency"),
                                            .service = after(answer(ask, 0), "service")};
    call(manager, MANAGER_UNSET_DAY, &in);
}

static void set_kiosk(struct manager *manager, const char *kiosk, bool closed)
{
    call(manager, MANAGER_SET_KIOSK_CLOSED, &(struct manager_set_kiosk_closed_in){.kiosk = kiosk, .closed = closed});
}

static void close_kiosk(struct manager *manager, attr_unused const char *subject, const struct ask *ask)
{
    set_kiosk(manager, answer(ask, 0), true);
}

static void open_kiosk(struct manager *manager, const char *kiosk, attr_unused const struct ask *ask)
{
    set_kiosk(manager, kiosk, false);
}

/* --- messages --- */

static struct idl_maybe_int minutes_of(const struct ask *ask, size_t at)
{
    const char *minutes = maybe(ask, at);
    return (struct idl_maybe_int){.set = minutes, .value = minutes ? strtoll(minutes, NULL, 10) : 0};
}

static void send_message(struct manager *manager, attr_unused const char *subject, const struct ask *ask)
{
    const char *to = answer(ask, 0), *zone = after(to, "zone"), *of_boards = after(to, "boards");
    bool boards = of_boards || strcmp(to, "boards") == 0;
    const struct manager_send_message_in in = {.text = answer(ask, 2),
                                               .counter = after(to, "counter"),
                                               .zone = zone ? zone : of_boards,
                                               .minutes = minutes_of(ask, 1),
                                               .boards = {.set = boards, .value = boards}};
    call(manager, MANAGER_SEND_MESSAGE, &in);
}

static void tell_counter(struct manager *manager, const char *counter, const struct ask *ask)
{
    const struct manager_send_message_in in = {
            .text = answer(ask, 1), .counter = counter, .minutes = minutes_of(ask, 0)};
    call(manager, MANAGER_SEND_MESSAGE, &in);
}

static void take_back(struct manager *manager, const char *message, attr_unused const struct ask *ask)
{
    call(manager, MANAGER_TAKE_BACK_MESSAGE, &(struct manager_take_back_message_in){.message = message});
}

/* --- people --- */

static void release(struct manager *manager, const char *ticket, const struct ask *ask)
{
    call(manager, MANAGER_RELEASE, &(struct manager_release_in){.ticket = ticket, .reason = answer(ask, 0)});
}

static void sign_out(struct manager *manager, const char *operator, const struct ask * ask)
{
    const struct manager_sign_out_in in = {
            .operator= operator, .taker = maybe(ask, 0), .leave_parked = strcmp(answer(ask, 1), "yes") == 0};
    call(manager, MANAGER_SIGN_OUT, &in);
}

static void set_profile(struct manager *manager, const char *counter, const struct ask *ask)
{
    bool own = ask->task == TASK_OWN_PROFILE;
    const struct manager_set_profile_in in = {.counter = counter,
                                              .profile = own ? NULL : answer(ask, 0),
                                              .until = own ? (struct idl_maybe_int){0}
                                                           : ask_until(ask, 1, app_now(manager->app))};
    call(manager, MANAGER_SET_PROFILE, &in);
}

static void set_shift(struct manager *manager, const char *shift, const struct ask *ask)
{
    struct manager_set_shift_in in;
    if (ask_shift(&manager->model, ask, shift, app_now(manager->app), &in))
        call(manager, MANAGER_SET_SHIFT, &in);
    else
        close_ask(manager); /* somebody else took it off the plan */
}

/* --- reports --- */

static void show_report(struct manager *manager, attr_unused const char *subject, const struct ask *ask)
{
    struct days days;
    bool known = days_parse(answer(ask, 0), manager_today(manager), &days);
    close_ask(manager);
    if (known)
        manager_choose_days(manager, days);
}

static void (*const tasks[TASK_COUNT])(struct manager *manager, const char *subject, const struct ask *ask) = {
        [TASK_MESSAGE] = send_message,
        [TASK_TAKE_BACK] = take_back,
        [TASK_CLOSE] = close_service,
        [TASK_OPEN] = open_service,
        [TASK_HALT] = halt,
        [TASK_RESUME] = resume,
        [TASK_TRUST] = trust_clock,
        [TASK_DAY] = set_day,
        [TASK_USUAL_DAY] = unset_day,
        [TASK_CLOSE_DAY] = close_day,
        [TASK_KIOSK_CLOSE] = close_kiosk,
        [TASK_KIOSK_OPEN] = open_kiosk,
        [TASK_TELL] = tell_counter,
        [TASK_PROFILE] = set_profile,
        [TASK_OWN_PROFILE] = set_profile,
        [TASK_RELEASE] = release,
        [TASK_SIGN_OUT] = sign_out,
        [TASK_ABSENT] = set_shift,
        [TASK_COMES] = set_shift,
        [TASK_LEAVES] = set_shift,
        [TASK_LUNCH] = set_shift,
        [TASK_UNPLAN] = set_shift,
        [TASK_NEW_SHIFT] = set_shift,
        [TASK_REPORT] = show_report,
};

void manager_do_task(struct manager *manager, const struct view *view)
{
    const struct ask *ask = ask_of(view);
    if (tasks[ask->task])
        tasks[ask->task](manager, view->text, ask);
}

/* --- what it would do --- */

static void on_preview(struct call *call, const struct varlink_reply *reply)
{
    struct manager *manager = call->manager;
    struct model *model = &manager->model;
    model->previewing = false;
    struct kept *kept = strcmp(call->method, MANAGER_PREVIEW_SHIFT) == 0     ? &model->shift_preview
                        : strcmp(call->method, MANAGER_PREVIEW_PROFILE) == 0 ? &model->profile_preview
                        : strcmp(call->method, MANAGER_PREVIEW_CLOSE) == 0   ? &model->close_preview
                                                                             : &model->day_preview;
    (void)manager_keep(manager, kept, call->method, reply->parameters);
}

static void on_no_preview(struct call *call, const struct varlink_reply *reply)
{
    struct model *model = &call->manager->model;
    model->previewing = false;
    free(model->preview_refused);
    model->preview_refused = manager_refusal(call->manager, reply);
}

static void preview(struct manager *manager, const char *method, const void *in)
{
    manager->model.previewing = true;
    manager_call(manager, &(struct call){.method = method, .done = on_preview, .refused = on_no_preview, .quiet = true},
                 in, NULL);
}

static void preview_day(struct manager *manager, const struct ask *ask)
{
    struct hours hours;
    read_hours(ask, &hours);
    const struct manager_preview_day_in in = {.day = today(manager, hours.day),
                                              .agency = after(answer(ask, 0), "agency"),
                                              .service = after(answer(ask, 0), "service"),
                                              .open = {hours.count, hours.spans}};
    preview(manager, MANAGER_PREVIEW_DAY, &in);
}

static void preview_close(struct manager *manager, const char *service, const struct ask *ask)
{
    const struct manager_preview_close_in in = {.service = service, .closing = closing_of(ask), .last = last_of(ask)};
    preview(manager, MANAGER_PREVIEW_CLOSE, &in);
}

static void preview_profile(struct manager *manager, const char *counter, const struct ask *ask)
{
    bool own = ask->task == TASK_OWN_PROFILE;
    const struct manager_preview_profile_in in = {.counter = counter,
                                                  .profile = own ? NULL : answer(ask, 0),
                                                  .until = own ? (struct idl_maybe_int){0}
                                                               : ask_until(ask, 1, app_now(manager->app))};
    preview(manager, MANAGER_PREVIEW_PROFILE, &in);
}

static void preview_shift(struct manager *manager, const char *shift, const struct ask *ask)
{
    struct manager_set_shift_in set;
    if (!ask_shift(&manager->model, ask, shift, app_now(manager->app), &set))
        return;
    const struct manager_preview_shift_in in = {.shift = set.shift,
                                                .counter = set.counter,
                                                .operator= set.operator,
                                                .from = set.from,
                                                .until = set.until,
                                                .what = set.what};
    preview(manager, MANAGER_PREVIEW_SHIFT, &in);
}

void manager_do_preview(struct manager *manager, const struct view *view)
{
    const struct ask *ask = ask_of(view);
    model_forget_previews(&manager->model);
    if (ask->task == TASK_DAY)
        preview_day(manager, ask);
    else if (ask->task == TASK_CLOSE)
        preview_close(manager, view->text, ask);
    else if (ask->task == TASK_PROFILE || ask->task == TASK_OWN_PROFILE)
        preview_profile(manager, view->text, ask);
    else
        preview_shift(manager, view->text, ask);
}
