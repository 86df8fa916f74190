/* SPDX-License-Identifier: MIT
 *
 * Who is told what.
 */
#include "daemon/method_message.h"

#include <string.h>

#include "common/interface/refused.h"
#include "common/text.h"
#include "common/varlink/server.h"
#include "daemon/daemon.h"
#include "daemon/method_counter.h"
#include "daemon/method_manager.h"

#define MINUTE_MS    INT64_C(60000)
#define MINUTES_MOST (12 * 60)

/* --- lists --- */

static int32_t zone_of(const struct view *view, int32_t counter)
{
    const struct rulebook *rulebook = view->hall->rulebook;
    return counter < rulebook->counters.count ? rulebook->counters.items[counter].zone : 0;
}

void message_list_for_counter(const struct view *view, const struct messages *messages, int32_t counter,
                              struct counter_watch_out *out)
{
    out->messages.items = arena_new_n(view->arena, struct counter_message, messages->count + 1);
    for (size_t i = messages->count; i > 0; i--) {
        const struct message *message = &messages->items[i - 1];
        if (message_is_for(message, counter, zone_of(view, counter)))
            out->messages.items[out->messages.count++] =
                    (struct counter_message){.message = arena_strdup(view->arena, message->name),
                                             .text = arena_strdup(view->arena, message->text),
                                             .at = message->at_ms};
    }
}

void message_list_for_reception(const struct view *view, const struct messages *messages,
                                struct reception_watch_desk_out *out)
{
    out->messages.items = arena_new_n(view->arena, struct reception_message, messages->count + 1);
    for (size_t i = messages->count; i > 0; i--) {
        const struct message *message = &messages->items[i - 1];
        if (!message->counter && !message->zone && !message->boards)
            out->messages.items[out->messages.count++] =
                    (struct reception_message){.message = arena_strdup(view->arena, message->name),
                                               .text = arena_strdup(view->arena, message->text),
                                               .at = message->at_ms};
    }
}

void message_list_for_board(const struct view *view, const struct messages *messages,
                            bool (*shows_zone)(const void *data, int32_t zone), const void *data,
                            struct board_watch_out *out)
{
    out->messages.items = arena_new_n(view->arena, struct board_message, messages->count + 1);
    for (size_t i = messages->count; i > 0; i--) {
        const struct message *message = &messages->items[i - 1];
        if (message->boards && (!message->zone || shows_zone(data, message->zone)))
            out->messages.items[out->messages.count++] =
                    (struct board_message){.message = arena_strdup(view->arena, message->name),
                                           .text = arena_strdup(view->arena, message->text),
                                           .at = message->at_ms};
    }
}

static struct manager_sent_message make_message(const struct view *view, const struct message *message)
{
    struct manager_sent_message out = {
            .message = arena_strdup(view->arena, message->name),
            .text = arena_strdup(view->arena, message->text),
            .counter = view_key(view, NAME_COUNTER, message->counter),
            .zone = view_key(view, NAME_ZONE, message->zone),
            .at = message->at_ms,
            .until = message->until_ms,
            .boards = message->boards,
    };
    out.read.items = arena_new_n(view->arena, const char *, message->read_count + 1);
    for (size_t i = 0; i < message->read_count; i++)
        out.read.items[out.read.count++] = view_key(view, NAME_COUNTER, message->read[i]);
    return out;
}

void message_list_for_manager(const struct view *view, const struct messages *messages,
                              struct manager_watch_hall_out *out)
{
    out->messages.items = arena_new_n(view->arena, struct manager_sent_message, messages->count + 1);
    for (size_t i = messages->count; i > 0; i--)
        out->messages.items[out->messages.count++] = make_message(view, &messages->items[i - 1]);
}

/* --- methods --- */

static struct messages *to_change(struct daemon *daemon)
{
    publish_touch(&daemon->publish, TOPIC_HALL);
    return memory_change(&daemon->turn.memory, &daemon->messages);
}

/* The zone of this key. False: answered UnknownTerminal. */
static bool find_zone(struct wish *wish, const char *key, int32_t *ret_zone)
{
    const struct rulebook *rulebook = wish->hall->rulebook;
    *ret_zone = hall_id(wish->hall, NAME_ZONE, key);
    if (!key || (*ret_zone && *ret_zone < rulebook->zones.count && rulebook->zones.items[*ret_zone].offered))
        return true;
    wish_error(wish, REFUSED_UNKNOWN_TERMINAL, &(struct refused_unknown_terminal_error){.key = key});
    return false;
}

static bool find_counter(struct wish *wish, const char *key, int32_t *ret_counter)
{
    const struct rulebook *rulebook = wish->hall->rulebook;
    *ret_counter = hall_id(wish->hall, NAME_COUNTER, key);
    if (!key ||
        (*ret_counter && *ret_counter < rulebook->counters.count && rulebook->counters.items[*ret_counter].offered))
        return true;
    wish->asked = key;
    wish_refuse(wish, REFUSAL_UNKNOWN_COUNTER);
    return false;
}

/* False: answered InvalidParameter. */
static bool is_sound(struct varlink_call *call, const char *text)
{
    size_t size = strlen(text);
    if (size > 0 && size <= WISH_TEXT_SIZE && !text_has_control(text, true))
        return true;
    varlink_error_parameter(call, "text");
    return false;
}

static bool read_message(struct wish *wish, const struct manager_send_message_in *in, struct message *message)
{
    int32_t minutes;
    if (!is_sound(wish->call, in->text) ||
        !call_number(wish->call, "minutes", in->minutes, MINUTES_MOST, MINUTES_MOST, &minutes) ||
        !find_counter(wish, in->counter, &message->counter) || !find_zone(wish, in->zone, &message->zone))
        return false;
    message->boards = in->boards.set && in->boards.value;
    if (in->counter && (in->zone || message->boards)) {
        varlink_error_parameter(wish->call, message->boards ? "boards" : "zone");
        return false;
    }
    message->text = (char *)in->text;
    message->at_ms = turn_now(wish->hall->turn);
    message->until_ms = message->at_ms + minutes * MINUTE_MS;
    return true;
}

void manager_send_message(struct varlink_call *call, const void *input)
{
    const struct manager_send_message_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct message message = {0};
    if (!manager_begin_for_all(&wish, call, in, in->request) || !read_message(&wish, in, &message))
        return;
    const struct message *sent = messages_send(to_change(daemon_of(call)), &message);
    if (!sent) {
        call_refuse(call, &(struct refusal){.kind = REFUSAL_LIMIT_REACHED, .limit = MESSAGES_MOST}, NULL);
        return;
    }
    struct manager_send_message_out out = {.message = sent->name};
    wish_answer(&wish, &out);
}

void manager_take_back_message(struct varlink_call *call, const void *input)
{
    const struct manager_take_back_message_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (!manager_begin_for_all(&wish, call, in, in->request))
        return;
    if (messages_take_back(to_change(daemon_of(call)), in->message))
        wish_answer_done(&wish);
    else
        wish_refuse(&wish, REFUSAL_SAME);
}

void counter_read_message(struct varlink_call *call, const void *input)
{
    const struct counter_read_message_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    int32_t operator_id;
    if (!counter_begin(&wish, call, in, in->request, &operator_id))
        return;
    const struct view view = view_of(wish.hall, wish.arena);
    int32_t counter = engine_session(wish.hall->engine, operator_id)->counter;
    if (messages_read(to_change(daemon_of(call)), in->message, counter, zone_of(&view, counter)))
        wish_answer_done(&wish);
    else
        wish_refuse(&wish, REFUSAL_SAME);
}
