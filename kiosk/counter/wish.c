/* SPDX-License-Identifier: MIT
 *
 * The table of calls.
 */
#include "kiosk/counter/wish.h"

#include <string.h>

#include "kiosk/counter/page.h"

enum { MINUTE_MS = 60 * 1000, LIST_FEW = 3, LIST_MANY = 60 };

static const char *kept_text(struct wish *wish, const char *text)
{
    return arena_strdup(&wish->arena, text ? text : "");
}

static const struct model *model_of(const struct wish *wish)
{
    return &wish->program->model;
}

/* --- inputs --- */

static void fill_sign_in(struct wish *wish, const struct view *view, attr_unused const struct intent *intent)
{
    struct counter_sign_in_in *in = wish->in;
    in->operator= kept_text(wish, view_sign_in_who(view));
    in->pin = kept_text(wish, view_sign_in_pin(view));
    in->counter = model_of(wish)->counter;
}

static void fill_sign_out(struct wish *wish, attr_unused const struct view *view, const struct intent *intent)
{
    struct counter_sign_out_in *in = wish->in;
    in->taker = intent->text ? kept_text(wish, intent->text) : NULL;
    in->leave_parked = intent->value == 1;
}

static void fill_finish(struct wish *wish, attr_unused const struct view *view, const struct intent *intent)
{
    struct counter_finish_in *in = wish->in;
    in->outcome = kept_text(wish, intent->text);
    int64_t quantity = intent->value % FINISH_SHARE / 2, lacked = intent->value / FINISH_SHARE;
    in->lacked.items = arena_new_n(&wish->arena, int64_t, FINISH_LINES);
    for (int64_t line = 0; line < FINISH_LINES; line++) {
        if (lacked >> line & 1)
            in->lacked.items[in->lacked.count++] = line + 1;
    }
    in->quantity = (struct idl_maybe_int){.set = quantity > 0, .value = quantity};
    in->next = intent->value % 2 == 1;
}

static void fill_choose(struct wish *wish, const struct view *view, const struct intent *intent)
{
    struct counter_choose_in *in = wish->in;
    in->ticket = kept_text(wish, view->text);
    in->reason = kept_text(wish, intent->text);
}

static void fill_transfer(struct wish *wish, attr_unused const struct view *view, const struct intent *intent)
{
    struct counter_transfer_in *in = wish->in;
    const char *key = kept_text(wish, intent->text);
    enum transfer_to to = (enum transfer_to)(intent->value % 4);
    if (to == TRANSFER_TO_SERVICE)
        in->service = key;
    else if (to == TRANSFER_TO_COUNTER)
        in->counter = key;
    else
        in->operator= key;
    in->place.value = (int)(intent->value / 4 % 4);
    in->returns = intent->value / 16 == 1;
}

static void fill_park(struct wish *wish, attr_unused const struct view *view, const struct intent *intent)
{
    struct counter_park_in *in = wish->in;
    const struct port *port = wish->program->port;
    if (intent->value > 0)
        in->until = (struct idl_maybe_int){.set = true, .value = port->now_ms(port->data) + intent->value * MINUTE_MS};
}

/* Of all whose input begins with a ticket or another word. */
static void fill_word(struct wish *wish, attr_unused const struct view *view, const struct intent *intent)
{
    *(const char **)wish->in = kept_text(wish, intent->text);
}

static void fill_direct(struct wish *wish, attr_unused const struct view *view, const struct intent *intent)
{
    struct counter_serve_direct_in *in = wish->in;
    const struct names *names = &model_of(wish)->names;
    const struct visitor_get_words_out *words = names_words(names);
    const struct visitor_get_centre_out *centre = names_centre(names);
    size_t class = (size_t)(intent->value % 256), language = (size_t)(intent->value / 256 % 256);
    in->services.items = arena_new_n(&wish->arena, const char *, 1);
    in->services.items[0] = kept_text(wish, intent->text);
    in->services.count = 1;
    if (words && class < words->classes.count)
        in->class = kept_text(wish, words->classes.items[class].key);
    if (centre && language > 0 && language <= centre->languages.count)
        in->language = kept_text(wish, centre->languages.items[language - 1].code);
    in->party = (struct idl_maybe_int){.set = true, .value = intent->value / 65536};
}

static void fill_note(struct wish *wish, attr_unused const struct view *view, const struct intent *intent)
{
    struct counter_add_note_in *in = wish->in;
    in->text = kept_text(wish, intent->text);
    in->for_next = intent->value == 1;
}

static void fill_pause(struct wish *wish, attr_unused const struct view *view, const struct intent *intent)
{
    struct counter_pause_in *in = wish->in;
    in->pause = kept_text(wish, intent->text);
    in->minutes = (struct idl_maybe_int){.set = intent->value > 0, .value = intent->value};
}

/* By its counter: an alarm needs no session. */
static void fill_alarm(struct wish *wish, attr_unused const struct view *view, attr_unused const struct intent *intent)
{
    struct counter_alarm_in *in = wish->in;
    in->counter = model_of(wish)->counter;
}

static void fill_reprint(struct wish *wish, attr_unused const struct view *view, const struct intent *intent)
{
    struct counter_reprint_in *in = wish->in;
    in->ticket = kept_text(wish, intent->text);
    in->printer = model_of(wish)->printer ? model_of(wish)->printer : "";
}

static const char *language_of(const struct wish *wish)
{
    return kept_text((struct wish *)wish, language_code(wish->program->stage->language));
}

static void fill_explain(struct wish *wish, attr_unused const struct view *view, const struct intent *intent)
{
    struct counter_explain_in *in = wish->in;
    in->ticket = kept_text(wish, intent->text);
    in->language = language_of(wish);
}

static void fill_why_before(struct wish *wish, const struct view *view, const struct intent *intent)
{
    struct counter_why_before_in *in = wish->in;
    in->ticket = kept_text(wish, view_why_ticket(view));
    in->before = kept_text(wish, intent->text);
    in->language = language_of(wish);
}

/* The page on which one of them is chosen wants more of them. */
static void fill_list(struct wish *wish, const struct view *view, attr_unused const struct intent *intent)
{
    struct counter_list_waiting_in *in = wish->in;
    bool many = view->type == &counter_view_choose || view->type == &counter_view_scanned;
    in->limit = (struct idl_maybe_int){.set = true, .value = many ? LIST_MANY : LIST_FEW};
}

/* --- answers --- */

static void keep(struct wish *wish, struct kept *kept, const struct varlink_reply *reply)
{
    if (kept_take(kept, interfaces_method(wish->program->port->interfaces, wish->type->method), reply->parameters) < 0)
        kept_forget(kept);
}

static void done_sign_in(struct wish *wish, const struct varlink_reply *reply)
{
    program_signed_in(wish->program, reply->out);
}

static void done_sign_out(struct wish *wish, attr_unused const struct varlink_reply *reply)
{
    program_signed_out(wish->program);
}

/* Where no alarms are shown. */
static void done_alarm(struct wish *wish, attr_unused const struct varlink_reply *reply)
{
    if (wish->page == &counter_view_sign_in)
        program_say(wish->program, MESSAGE_COUNTER_ALARM_OWN);
}

static void done_list(struct wish *wish, const struct varlink_reply *reply)
{
    const struct port *port = wish->program->port;
    keep(wish, &wish->program->model.waiting, reply);
    wish->program->model.waiting_ms = port->now_ms(port->data);
}

static void done_explain(struct wish *wish, const struct varlink_reply *reply)
{
    keep(wish, &wish->program->model.explained, reply);
}

static void done_colleagues(struct wish *wish, const struct varlink_reply *reply)
{
    keep(wish, &wish->program->model.colleagues, reply);
}

static void done_why_before(struct wish *wish, const struct varlink_reply *reply)
{
    const struct counter_why_before_out *out = reply->out;
    free(wish->program->model.before);
    wish->program->model.before = mem_strdup(out->sentence);
}

/* --- the table --- */

/* A call that changes something carries a request id, one that asks does not. */
#define CHANGES(act_, method_, word, ...)                                                        \
    {                                                                                            \
        .act = (act_), .method = (method_), .size = sizeof(struct counter_##word##_in),          \
        .request = (int)offsetof(struct counter_##word##_in, request) __VA_OPT__(, ) __VA_ARGS__ \
    }
#define ASKS(act_, method_, word, ...)                                                  \
    {                                                                                   \
        .act = (act_), .method = (method_), .size = sizeof(struct counter_##word##_in), \
        .request = NO_REQUEST __VA_OPT__(, ) __VA_ARGS__                                \
    }
#define SAYS(message) .said = MESSAGE_COUNTER_##message, .says = true
static const struct call_type types[] = {
        CHANGES(ACT_NEXT, COUNTER_NEXT, next),
        CHANGES(ACT_ARRIVE, COUNTER_ARRIVE, arrive),
        CHANGES(ACT_FINISH, COUNTER_FINISH, finish, .fill = fill_finish),
        CHANGES(ACT_RECALL, COUNTER_RECALL, recall),
        CHANGES(ACT_NO_SHOW, COUNTER_NO_SHOW, no_show),
        CHANGES(ACT_UNDO, COUNTER_UNDO, undo),
        CHANGES(ACT_CHOOSE, COUNTER_CHOOSE, choose, .fill = fill_choose),
        CHANGES(ACT_TRANSFER, COUNTER_TRANSFER, transfer, .fill = fill_transfer),
        CHANGES(ACT_PARK, COUNTER_PARK, park, .fill = fill_park),
        CHANGES(ACT_TAKE_UP, COUNTER_TAKE_UP, take_up, .fill = fill_word),
        CHANGES(ACT_COME_BACK, COUNTER_COME_BACK, come_back, .fill = fill_word, .stays = true),
        CHANGES(ACT_HAND_OVER, COUNTER_HAND_OVER, hand_over, .fill = fill_word, SAYS(SAID_HANDED_OVER)),
        CHANGES(ACT_HELP, COUNTER_HELP, help, .fill = fill_word),
        CHANGES(ACT_END_HELP, COUNTER_END_HELP, end_help),
        CHANGES(ACT_DIRECT, COUNTER_SERVE_DIRECT, serve_direct, .fill = fill_direct),
        CHANGES(ACT_JOIN, COUNTER_JOIN, join, .fill = fill_word, SAYS(SAID_JOINED)),
        CHANGES(ACT_NOTE, COUNTER_ADD_NOTE, add_note, .fill = fill_note, SAYS(SAID_NOTED)),
        CHANGES(ACT_PAUSE, COUNTER_PAUSE, pause, .fill = fill_pause),
        CHANGES(ACT_END_PAUSE, COUNTER_END_PAUSE, end_pause),
        CHANGES(ACT_TASK, COUNTER_BEGIN_TASK, begin_task, .fill = fill_word),
        CHANGES(ACT_END_TASK, COUNTER_END_TASK, end_task),
        CHANGES(ACT_SIGN_OUT, COUNTER_SIGN_OUT, sign_out, .fill = fill_sign_out, .done = done_sign_out, .stays = true),
        ASKS(ACT_SIGN_IN, COUNTER_SIGN_IN, sign_in, .fill = fill_sign_in, .done = done_sign_in, .stays = true),
        CHANGES(ACT_REPRINT, COUNTER_REPRINT, reprint, .fill = fill_reprint, SAYS(SAID_PRINTING)),
        CHANGES(ACT_ALARM, COUNTER_ALARM, alarm, .fill = fill_alarm, .done = done_alarm),
        CHANGES(ACT_ANSWER_ALARM, COUNTER_ANSWER_ALARM, answer_alarm, .fill = fill_word),
        CHANGES(ACT_END_ALARM, COUNTER_END_ALARM, end_alarm, .fill = fill_word),
        CHANGES(ACT_READ_MESSAGE, COUNTER_READ_MESSAGE, read_message, .fill = fill_word, .stays = true),
        ASKS(ACT_EXPLAIN, COUNTER_EXPLAIN, explain, .fill = fill_explain, .done = done_explain, .stays = true),
        ASKS(ACT_WHY_BEFORE, COUNTER_WHY_BEFORE, why_before, .fill = fill_why_before, .done = done_why_before,
             .stays = true),
        ASKS(ACT_COLLEAGUES, COUNTER_LIST_COLLEAGUES, list_colleagues, .done = done_colleagues, .stays = true),
        ASKS(ACT_LIST, COUNTER_LIST_WAITING, list_waiting, .fill = fill_list, .done = done_list, .stays = true),
};

const struct call_type *call_type_find(enum counter_act act)
{
    for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
        if (types[i].act == act)
            return &types[i];
    }
    return NULL;
}
