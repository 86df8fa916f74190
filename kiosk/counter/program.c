/* SPDX-License-Identifier: MIT
 *
 * Wishes, the session, and what the daemon says.
 */
#include "kiosk/counter/program.h"

#include <errno.h>
#include <string.h>

#include "common/interface/refused.h"
#include "common/log.h"
#include "common/scan_code.h"
#include "kiosk/counter/page.h"
#include "kiosk/counter/wish.h"
#include "kiosk/ui/refused.h"

enum { SAID_MS = 15 * 1000, LIST_EVERY_MS = 1000, KEY_AGAIN_MS = 700, SETTLE_MS = 300, WATCH_AGAIN_MS = 1000 };

static int64_t now_ms(const struct counter_program *program)
{
    return program->port->now_ms(program->port->data);
}

/* --- what is said --- */

/* Takes the text over. */
static void say(struct counter_program *program, char *text, bool bad)
{
    free(program->model.said);
    program->model.said = text;
    program->model.said_bad = bad;
    program->model.said_until_ms = now_ms(program) + SAID_MS;
}

static void say_message(struct counter_program *program, enum i18n_message message, bool bad)
{
    say(program, i18n_text(program->stage->language, message), bad);
}

void program_say(struct counter_program *program, enum i18n_message message)
{
    say_message(program, message, false);
}

static void say_nothing(struct counter_program *program)
{
    say(program, NULL, false);
}

static bool is_error(const struct varlink_reply *reply, const char *error)
{
    return reply->status == VARLINK_ERROR && strcmp(reply->error, error) == 0;
}

/* The fields of a refusal; texts in them are the reply's. */
static int read_error(const struct counter_program *program, const struct varlink_reply *reply, void *ret_fields)
{
    const struct idl *idl = program->port->interfaces->items[INTERFACE_REFUSED];
    struct value_mistake mistake;
    for (size_t i = 0; i < idl->member_count; i++) {
        const struct idl_member *member = &idl->members[i];
        if (member->kind != IDL_ERROR || strcmp(member->full_name, reply->error) != 0)
            continue;
        _cleanup_(arena_done) struct arena arena;
        arena_init(&arena);
        return value_decode(member->type, reply->parameters, VALUE_LENIENT, &arena, ret_fields, &mistake);
    }
    return -EBADMSG;
}

/* The connection is another than the one that signed in. */
static bool speaks_for_nobody(const struct counter_program *program, const struct varlink_reply *reply)
{
    struct refused_not_signed_in_error fields;
    return is_error(reply, REFUSED_NOT_SIGNED_IN) && read_error(program, reply, &fields) == 0 && !fields.operator;
}

/* --- wishes --- */

static void send_wish(struct wish *wish);

static void free_wish(struct wish *wish)
{
    LIST_REMOVE(wish, entry);
    if (wish->act == ACT_SIGN_IN) /* its PIN */
        explicit_bzero((char *)((struct counter_sign_in_in *)wish->in)->pin,
                       strlen(((struct counter_sign_in_in *)wish->in)->pin));
    arena_done(&wish->arena);
    free(wish);
}

static void end_wish(struct wish *wish)
{
    struct model *model = &wish->program->model;
    model->under_way &= ~act_bit(wish->act);
    if ((model->under_way & (act_bit(ACT_HALL_LAST + 1) - 1)) == 0)
        model->busy_since_ms = 0;
    free_wish(wish);
}

/* Back to the work page, unless the operator has gone on to another page meanwhile. */
static void close_page(struct counter_program *program, const struct view_type *page)
{
    struct stage *stage = program->stage;
    if (page == &counter_view_work || page == &counter_view_sign_in || stage_top(stage)->type != page)
        return;
    while (stage_top(stage)->type != &counter_view_work && stage->depth > 1)
        stage_close(stage);
}

static void regain(struct counter_program *program);

static void take_error(struct wish *wish, const struct varlink_reply *reply)
{
    struct counter_program *program = wish->program;
    struct refused_wrong_pin_error wrong_pin;
    if (is_error(reply, REFUSED_WRONG_PIN) && read_error(program, reply, &wrong_pin) == 0) {
        program->model.wrong_pin_from = wrong_pin.from;
        say_message(program, MESSAGE_COUNTER_WRONG_PIN, true); /* the page counts down */
        return;
    }
    bool unasked = wish->act == ACT_LIST || wish->act == ACT_COLLEAGUES;
    if (unasked && reply->status != VARLINK_ERROR)
        return; /* nobody wished it: it is asked again, or typed */
    const struct language *language = program->stage->language;
    say(program,
        reply->status == VARLINK_ERROR
                ? refused_text_at(language, &program->model.names, reply->error, reply->parameters, now_ms(program))
                : reply_text(language, &program->model.names, reply),
        true);
}

static void on_reply(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct wish *wish = data;
    struct counter_program *program = wish->program;
    const struct call_type *type = wish->type;
    if (reply->status == VARLINK_CANCELLED) {
        free_wish(wish);
        return;
    }
    if (wish->act != ACT_SIGN_IN && !wish->again && program->token && speaks_for_nobody(program, reply)) {
        wish->waits = true;
        regain(program);
        return;
    }
    const struct view_type *page = wish->page;
    if (reply->status == VARLINK_OK) {
        if (type->says)
            say_message(program, type->said, false);
        if (wish->act <= ACT_HALL_LAST && wish->watch_count == program->watch_count)
            program->model.settle_until_ms = now_ms(program) + SETTLE_MS;
        if (type->done)
            type->done(wish, reply);
        if (!type->stays)
            close_page(program, page);
    } else {
        take_error(wish, reply);
    }
    end_wish(wish);
    stage_changed(program->stage);
}

static void send_wish(struct wish *wish)
{
    const struct port *port = wish->program->port;
    wish->waits = false;
    port->call(port->data, wish->type->method, wish->in, on_reply, wish);
}

static void wish_for(struct counter_program *program, const struct call_type *type, const struct view *view,
                     const struct intent *intent)
{
    if (program->model.under_way & act_bit(type->act))
        return;
    struct wish *wish = mem_new(struct wish);
    wish->program = program;
    wish->act = type->act;
    wish->type = type;
    wish->page = view->type;
    arena_init(&wish->arena);
    wish->in = arena_alloc(&wish->arena, type->size);
    if (type->fill)
        type->fill(wish, view, intent);
    if (type->request != NO_REQUEST) {
        varlink_request_id(wish->request);
        *(const char **)((char *)wish->in + type->request) = wish->request;
    }
    LIST_INSERT_HEAD(&program->wishes, wish, entry);
    program->model.under_way |= act_bit(type->act);
    if (type->act <= ACT_HALL_LAST)
        program->model.busy_since_ms = now_ms(program);
    wish->watch_count = program->watch_count;
    send_wish(wish);
}

/* --- the session --- */

void program_signed_in(struct counter_program *program, const struct counter_sign_in_out *out)
{
    struct model *model = &program->model;
    const struct port *port = program->port;
    port->unwatch(port->data);
    kept_forget(&model->watch);
    kept_forget(&model->waiting);
    free(program->token);
    program->token = mem_strdup(out->token);
    program->watch_in = (struct counter_watch_in){.token = program->token};
    model->signed_in = true;
    model->wrong_pin_from = 0;
    model->list_due_ms = model->watch_due_ms = model->settle_until_ms = 0;
    program->watch_count = 0;
    say_nothing(program);
    stage_home(program->stage);
    stage_open(program->stage, &counter_view_work, 0, NULL);
    port->watch(port->data, &program->watch_in, &model->watch);
}

/* Wishes that wait for the session are not to be had without it. */
static void drop_waiting_wishes(struct counter_program *program)
{
    struct wish *wish = LIST_FIRST(&program->wishes), *next;
    for (; wish; wish = next) {
        next = LIST_NEXT(wish, entry);
        if (wish->waits)
            end_wish(wish);
    }
}

void program_signed_out(struct counter_program *program)
{
    struct model *model = &program->model;
    const struct port *port = program->port;
    if (!program->token)
        return;
    port->unwatch(port->data);
    explicit_bzero(program->token, strlen(program->token));
    free(program->token);
    program->token = NULL;
    program->regaining = false;
    model->signed_in = false;
    kept_forget(&model->watch);
    kept_forget(&model->waiting);
    kept_forget(&model->colleagues);
    drop_waiting_wishes(program);
    say_nothing(program);
    stage_home(program->stage);
    stage_changed(program->stage);
}

static void lose_session(struct counter_program *program)
{
    if (!program->token)
        return;
    program_signed_out(program);
    say_message(program, MESSAGE_COUNTER_SESSION_OVER, true);
}

static void on_regained(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct counter_program *program = data;
    program->regaining = false;
    if (reply->status == VARLINK_CANCELLED || !program->token)
        return;
    if (is_error(reply, REFUSED_NOT_SIGNED_IN)) {
        lose_session(program);
        return;
    }
    struct wish *wish = LIST_FIRST(&program->wishes), *next;
    for (; wish; wish = next) {
        next = LIST_NEXT(wish, entry);
        if (!wish->waits)
            continue;
        wish->again = true;
        send_wish(wish);
    }
    program->model.list_due_ms = now_ms(program);
}

static void regain(struct counter_program *program)
{
    if (program->regaining)
        return;
    program->regaining = true;
    const struct counter_regain_in in = {.token = program->token};
    program->port->call(program->port->data, COUNTER_REGAIN, &in, on_regained, program);
}

/* --- what the port tells --- */

void program_connected(struct counter_program *program, bool connected)
{
    program->model.connected = connected;
    if (connected && program->token)
        regain(program);
    stage_changed(program->stage);
}

/* Names are there in another language than the page's, if the centre's own was meant. */
void program_named(struct counter_program *program)
{
    const struct visitor_get_centre_out *centre = names_centre(&program->model.names);
    if (!program->own_language || !centre || centre->languages.count == 0)
        return;
    const struct language *own = i18n_find(program->port->languages, centre->languages.items[0].code);
    if (own)
        stage_speak(program->stage, own);
}

/* Somebody to call after nobody, or a colleague in need: heard, not only seen. */
static void ring(struct counter_program *program)
{
    const struct model *model = &program->model;
    size_t alarms = 0;
    for (size_t i = 0; i < model_watch(model)->alarms.count; i++)
        alarms += !model_alarm_is_own(model, &model_watch(model)->alarms.items[i]);
    int64_t waiting = model_waiting_total(model);
    bool first = program->waited == 0 && waiting > 0 && model_activity(model) == COUNTER_ACTIVITY_FREE;
    if (program->watch_count > 0 && (first || alarms > program->alarms))
        program->port->ring(program->port->data);
    program->waited = waiting;
    program->alarms = alarms;
}

/* A page asks about the visitor who is here, and none is here any more: the reply that would have closed it was lost.
 */
static void leave_page_of_nobody(struct counter_program *program)
{
    static const struct {
        const struct view_type *page;
        enum counter_act act;
    } pages[] = {{&counter_view_finish, ACT_FINISH},
                 {&counter_view_lacked, ACT_FINISH},
                 {&counter_view_park, ACT_PARK},
                 {&counter_view_transfer, ACT_TRANSFER},
                 {&counter_view_hand_over, ACT_HAND_OVER}};
    const struct view_type *top = stage_top(program->stage)->type;
    for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
        if (top == pages[i].page && !model_lets(&program->model, pages[i].act, now_ms(program)))
            close_page(program, top);
    }
}

void program_watched(struct counter_program *program)
{
    struct model *model = &program->model;
    int64_t now = now_ms(program);
    model->watch_ms = now;
    model->settle_until_ms = 0;
    ring(program);
    leave_page_of_nobody(program);
    program->watch_count++;
    int64_t next_ms = model->waiting_ms + LIST_EVERY_MS;
    if (model->list_due_ms == 0)
        model->list_due_ms = next_ms > now ? next_ms : now;
    stage_changed(program->stage);
}

void program_watch_ended(struct counter_program *program, const struct varlink_reply *reply)
{
    if (is_error(reply, REFUSED_NOT_SIGNED_IN)) {
        lose_session(program);
        return;
    }
    log_warning("watch_ended", LOG_TEXT("error", reply->error ? reply->error : reply->reason));
    program->model.watch_due_ms = now_ms(program) + WATCH_AGAIN_MS;
    stage_changed(program->stage);
}

static void watch_again(struct counter_program *program)
{
    program->model.watch_due_ms = 0;
    if (program->token)
        program->port->watch(program->port->data, &program->watch_in, &program->model.watch);
}

/* --- what pages want --- */

static bool is_ordinary(int what)
{
    return what == ACT_NEXT || what == ACT_ARRIVE || what == ACT_FINISH;
}

/* A key that is held, or bounces, does what it does once: the next time it would do another thing. */
static bool comes_again(struct counter_program *program)
{
    bool again = program->ordinary_ms != 0 && program->steady_ms - program->ordinary_ms < KEY_AGAIN_MS;
    program->ordinary_ms = program->steady_ms;
    return again;
}

static void act(void *data, struct stage *stage, const struct view *view, const struct intent *intent)
{
    struct counter_program *program = data;
    const struct call_type *type = call_type_find((enum counter_act)intent->what);
    if (intent->what == ACT_WATCH)
        watch_again(program);
    if (!type)
        return;
    if (view->type == &counter_view_work && is_ordinary(intent->what) && comes_again(program))
        return;
    if (intent->what != ACT_LIST)
        say_nothing(program);
    else if (program->model.under_way & act_bit(ACT_LIST))
        program->model.list_due_ms = now_ms(program) + LIST_EVERY_MS;
    else
        program->model.list_due_ms = 0;
    wish_for(program, type, view, intent);
    if (intent->what == ACT_SIGN_IN && stage_top(stage)->type == &counter_view_sign_in)
        view_sign_in_forget(stage_top(stage));
}

static void touched(void *data, attr_unused struct stage *stage, int64_t steady_ms)
{
    ((struct counter_program *)data)->steady_ms = steady_ms;
}

static void scanned(void *data, struct stage *stage, const char *text)
{
    struct counter_program *program = data;
    struct scan_code code;
    if (!program->model.signed_in)
        return;
    const struct visitor_get_centre_out *centre = names_centre(&program->model.names);
    if (scan_code_parse(text, &code) < 0) {
        say_message(program, MESSAGE_COUNTER_SCAN_UNKNOWN, true);
    } else if (code.kind != SCAN_TICKET) {
        say_message(program, MESSAGE_COUNTER_SCAN_RECEPTION, true);
    } else if (centre && strcmp(centre->day, code.day) != 0) {
        say(program, i18n_text(stage->language, MESSAGE_COUNTER_SCAN_OTHER_DAY, I18N_TEXT("day", code.day)), true);
    } else {
        say_nothing(program);
        close_page(program, stage_top(stage)->type);
        stage_open(stage, &counter_view_scanned, 0, code.ticket);
        program->model.list_due_ms = now_ms(program);
    }
}

/* --- beginning and end --- */

void program_init(struct counter_program *program, const struct port *port)
{
    program->port = port;
    LIST_INIT(&program->wishes);
}

void program_done(struct counter_program *program)
{
    struct wish *wish = LIST_FIRST(&program->wishes), *next;
    for (; wish; wish = next) {
        next = LIST_NEXT(wish, entry);
        free_wish(wish);
    }
    if (program->token)
        explicit_bzero(program->token, strlen(program->token));
    free(program->token);
    program->token = NULL;
    model_done(&program->model);
}

struct program program_pages(struct counter_program *program)
{
    return (struct program){.name = "novbe-counter",
                            .home = &counter_view_sign_in,
                            .model = &program->model,
                            .act = act,
                            .scanned = scanned,
                            .touched = touched,
                            .data = program};
}
