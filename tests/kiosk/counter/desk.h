/* SPDX-License-Identifier: MIT
 *
 * A counter's terminal without terminal and daemon: the real program and pages on a stage, and a port on which a test
 * says what the daemon would say. Nothing is answered before the test answers it.
 */
#pragma once

#include <assert.h>

#include "common/buffer.h"
#include "common/clock.h"
#include "common/interface/refused.h"
#include "common/varlink/value.h"
#include "kiosk/counter/program.h"
#include "kiosk/ui/stage.h"
#include "tests/kiosk/counter/centre.h"
#include "tests/kiosk/ui/golden.h"

enum { DESK_CALLS = 64 };

struct desk_call {
    const char *method;
    json_t *in;
    varlink_reply_handler *handler;
    void *data;
};

struct desk {
    struct counter_program program;
    struct stage stage;
    struct port port;
    struct interfaces interfaces;
    struct i18n *languages;
    struct desk_call calls[DESK_CALLS]; /* not answered yet, oldest first */
    size_t call_count;
    bool watching;
    int rung;
    int64_t now_ms, steady_ms;
    unsigned keys; /* pressed so far */
};

static const int64_t desk_begin_ms = 1795415400000; /* 2026-11-23 10:30 in Baku */

/* --- the port --- */

static inline void desk_port_call(void *data, const char *method, const void *in, varlink_reply_handler *handler,
                                  void *handler_data)
{
    struct desk *desk = data;
    struct buffer text = {0};
    value_encode(interfaces_method(&desk->interfaces, method)->input, in, &text);
    assert_in_range(desk->call_count, 0, DESK_CALLS - 1);
    desk->calls[desk->call_count++] =
            (struct desk_call){method, value_parse(buffer_bytes(&text), text.length), handler, handler_data};
    buffer_done(&text);
}

static inline void desk_port_watch(void *data, attr_unused const struct counter_watch_in *in,
                                   attr_unused struct kept *kept)
{
    ((struct desk *)data)->watching = true;
}

static inline void desk_port_unwatch(void *data)
{
    ((struct desk *)data)->watching = false;
}

static inline int64_t desk_port_now(void *data)
{
    return ((struct desk *)data)->now_ms;
}

static inline void desk_port_ring(void *data)
{
    ((struct desk *)data)->rung++;
}

/* --- beginning and end --- */

static inline void desk_name(struct desk *desk, const char *code)
{
    struct names *names = &desk->program.model.names;
    const struct {
        const char *method;
        struct kept *kept;
        json_t *json;
    } told[] = {
            {VISITOR_GET_CENTRE, &names->centre, centre_get_centre(code)},
            {VISITOR_LIST_SERVICES, &names->services, centre_list_services(code)},
            {VISITOR_GET_WORDS, &names->words, centre_get_words(code)},
    };
    for (size_t i = 0; i < ARRAY_SIZE(told); i++) {
        assert_int_equal(kept_take(told[i].kept, interfaces_method(&desk->interfaces, told[i].method), told[i].json),
                         0);
        json_decref(told[i].json);
    }
    program_named(&desk->program);
}

/* At counter 7 with a printer, not signed in, the names told in this language. */
static inline void desk_init(struct desk *desk, const char *code, int width, int height)
{
    *desk = (struct desk){.now_ms = desk_begin_ms, .steady_ms = 1000000};
    assert_int_equal(clock_set_zone("Asia/Baku"), 0);
    interfaces_init(&desk->interfaces);
    desk->languages = golden_languages();
    struct model *model = &desk->program.model;
    model_init(model);
    model->counter = "7";
    model->operator= "101";
    model->printer = "desk";
    desk->port = (struct port){.interfaces = &desk->interfaces,
                               .languages = desk->languages,
                               .call = desk_port_call,
                               .watch = desk_port_watch,
                               .unwatch = desk_port_unwatch,
                               .now_ms = desk_port_now,
                               .ring = desk_port_ring,
                               .data = desk};
    desk->program.stage = &desk->stage;
    program_init(&desk->program, &desk->port);
    struct program pages = program_pages(&desk->program);
    stage_init(&desk->stage, &pages, i18n_find(desk->languages, code), width, height);
    desk_name(desk, code);
    program_connected(&desk->program, true);
    desk->stage.now_ms = desk->now_ms;
}

static inline void desk_forget_call(struct desk *desk, size_t place)
{
    json_decref(desk->calls[place].in);
    memmove(&desk->calls[place], &desk->calls[place + 1], (--desk->call_count - place) * sizeof *desk->calls);
}

static inline void desk_done(struct desk *desk)
{
    const struct varlink_reply cancelled = {.status = VARLINK_CANCELLED};
    while (desk->call_count > 0) {
        struct desk_call call = desk->calls[0];
        call.handler(NULL, &cancelled, call.data);
        desk_forget_call(desk, 0);
    }
    stage_done(&desk->stage);
    program_done(&desk->program);
    i18n_free(desk->languages);
    interfaces_done(&desk->interfaces);
}

/* --- the daemon --- */

/* The oldest call of this method that is not answered; NULL: there is none. */
static inline struct desk_call *desk_find(struct desk *desk, const char *method)
{
    for (size_t i = 0; i < desk->call_count; i++) {
        if (strcmp(desk->calls[i].method, method) == 0)
            return &desk->calls[i];
    }
    return NULL;
}

/* What was asked of it in this field; NULL: nothing was asked, or not that. */
static inline json_t *desk_field(struct desk *desk, const char *method, const char *field)
{
    struct desk_call *call = desk_find(desk, method);
    return call ? json_object_get(call->in, field) : NULL;
}

static inline const char *desk_asked(struct desk *desk, const char *method, const char *field)
{
    return json_string_value(desk_field(desk, method, field));
}

/* Takes the parameters over. */
static inline void desk_reply(struct desk *desk, const char *method, struct varlink_reply *reply, json_t *parameters)
{
    struct desk_call *found = desk_find(desk, method);
    if (!found) {
        fail_msg("nobody called %s", method);
        return;
    }
    struct desk_call call = *found;
    struct arena arena;
    arena_init(&arena);
    reply->parameters = parameters;
    if (reply->status == VARLINK_OK) {
        const struct idl_member *member = interfaces_method(&desk->interfaces, method);
        void *out = arena_alloc(&arena, member->output->size);
        struct value_mistake mistake;
        if (value_decode(member->output, parameters, VALUE_LENIENT, &arena, out, &mistake) < 0)
            fail_msg("%s: %s %s", method, mistake.path, mistake.reason);
        reply->out = out;
    }
    json_incref(call.in);
    desk_forget_call(desk, (size_t)(found - desk->calls));
    call.handler(NULL, reply, call.data);
    json_decref(call.in);
    json_decref(parameters);
    arena_done(&arena);
}

static inline void desk_answer(struct desk *desk, const char *method, json_t *parameters)
{
    desk_reply(desk, method, &(struct varlink_reply){.status = VARLINK_OK}, parameters);
}

static inline void desk_refuse(struct desk *desk, const char *method, const char *error, json_t *parameters)
{
    desk_reply(desk, method, &(struct varlink_reply){.status = VARLINK_ERROR, .error = error}, parameters);
}

/* A ticket in this state since so many seconds. */
static inline json_t *desk_ticket(struct desk *desk, const char *number, const char *state, int seconds)
{
    return json_pack("{s:s, s:s, s:s, s:[], s:s, s:i, s:I, s:s, s:s, s:I, s:i, s:i, s:i, s:b, s:[], s:[], s:s, s:i}",
                     "ticket", number, "channel", "kiosk", "class", "regular", "needs", "language", "az", "party", 1,
                     "issued_at", (json_int_t)(desk->now_ms - 30 * 60 * 1000), "state", state, "service", "passport",
                     "since", (json_int_t)(desk->now_ms - seconds * 1000LL), "waited_ms", 12 * 60 * 1000, "target_ms",
                     15 * 60 * 1000, "calls", strcmp(state, "called") == 0 ? 1 : 0, "promise_passed", 0, "steps",
                     "notes", "paper", "printed", "papers", 1);
}

static inline json_t *desk_queue(const char *service, int waiting, int longest_minutes)
{
    return json_pack("{s:s, s:i, s:i, s:i, s:i, s:i, s:i}", "service", service, "tier", 0, "waiting", waiting,
                     "longest_ms", longest_minutes * 60 * 1000, "target_ms", 15 * 60 * 1000, "late", 0, "counters", 2);
}

/* What Watch tells of a session that is free; fields are put over it. */
static inline json_t *desk_state(struct desk *desk, const char *activity)
{
    return json_pack(
            "{s:{s:s, s:s, s:s, s:[s, s], s:s, s:I}, s:[], s:[o, o, o, o], s:{s:i, s:i, s:i, s:i, s:i, s:i, s:i, "
            "s:i, s:i}, s:[], s:[]}",
            "session", "operator", "101", "counter", "7", "profile", "interior", "languages", "az", "ru", "activity",
            activity, "since", (json_int_t)(desk->now_ms - 90 * 1000), "parked", "queues", desk_queue("passport", 4, 3),
            desk_queue("id-card", 2, 9), desk_queue("licence", 7, 24), desk_queue("deed", 0, 0), "day", "served", 31,
            "no_shows", 2, "service_ms", 402000, "signed_in_ms", 9000000, "ticket_ms", 6600000, "help_ms", 300000,
            "pause_ms", 600000, "task_ms", 0, "free_ms", 1500000, "alarms", "messages");
}

/* Takes the state over. */
static inline void desk_watch(struct desk *desk, json_t *state)
{
    assert_true(desk->watching);
    const struct idl_member *method = interfaces_method(&desk->interfaces, COUNTER_WATCH);
    assert_int_equal(kept_take(&desk->program.model.watch, method, state), 0);
    json_decref(state);
    program_watched(&desk->program);
}

/* With a ticket, called or served. */
static inline json_t *desk_holding(struct desk *desk, json_t *ticket)
{
    json_t *state = desk_state(desk, "ticket");
    json_object_set_new(state, "ticket", ticket);
    json_object_set_new(state, "usual_ms", json_integer(8 * 60 * 1000));
    json_object_set_new(state, "long_ms", json_integer(24 * 60 * 1000));
    return state;
}

/* --- the person --- */

static inline void desk_key(struct desk *desk, uint32_t key)
{
    desk->steady_ms += 1000;
    desk->keys++;
    stage_input(&desk->stage, &(struct input_event){.kind = INPUT_KEY, .key = key}, desk->steady_ms);
}

static inline void desk_type(struct desk *desk, const char *text)
{
    for (; *text; text++)
        desk_key(desk, (uint32_t)(unsigned char)*text);
}

static inline void desk_pass(struct desk *desk, int64_t ms)
{
    desk->now_ms += ms;
    stage_tick(&desk->stage, desk->now_ms);
    stage_draw(&desk->stage, desk->now_ms);
}

static inline void desk_sign_in(struct desk *desk)
{
    desk_type(desk, "2468");
    desk_key(desk, INPUT_ENTER);
    json_t *state = desk_state(desk, "free");
    desk_answer(desk, COUNTER_SIGN_IN,
                json_pack("{s:O, s:s}", "session", json_object_get(state, "session"), "token", "101.abc"));
    desk_watch(desk, state);
    desk_pass(desk, 0);
}

/* Answers the list of those who wait. */
static inline void desk_list(struct desk *desk, json_t *tickets)
{
    desk_pass(desk, 1000);
    desk_answer(desk, COUNTER_LIST_WAITING, json_pack("{s:o}", "tickets", tickets));
    desk_pass(desk, 0);
}

/* A page has asked who is signed in elsewhere: 104 is free, two are not. */
static inline void desk_colleagues(struct desk *desk)
{
    desk_pass(desk, 0);
    desk_answer(desk, COUNTER_LIST_COLLEAGUES,
                json_pack("{s:[{s:s, s:s, s:s}, {s:s, s:s, s:s}, {s:s, s:s, s:s}]}", "colleagues", "operator", "104",
                          "counter", "8", "activity", "free", "operator", "103", "counter", "9", "activity", "ticket",
                          "operator", "105", "counter", "10", "activity", "pause"));
    desk_pass(desk, 0);
}

/* --- in short --- */

static inline void desk_begin(struct desk *desk)
{
    desk_init(desk, "en", 80, 24);
    desk_sign_in(desk);
}

static inline const char *desk_page(const struct desk *desk)
{
    return desk->stage.views[desk->stage.depth - 1].type->name;
}

static inline bool desk_is_asked(struct desk *desk, const char *method)
{
    return desk_find(desk, method) != NULL;
}

/* The daemon does what Finish with `next`, Next and Arrive ask for, and Watch shows it. */
static inline void desk_hold(struct desk *desk, const char *number, const char *state)
{
    desk_watch(desk, desk_holding(desk, desk_ticket(desk, number, state, 0)));
}

static inline void desk_answer_ticket(struct desk *desk, const char *method, const char *number, const char *state)
{
    desk_answer(desk, method, json_pack("{s:o, s:b}", "ticket", desk_ticket(desk, number, state, 0), "repeated", 0));
}
