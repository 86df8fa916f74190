/* SPDX-License-Identifier: MIT
 *
 * The way of every call that changes something: is it the same wish again, may it be done, remember what was answered.
 */
#include "daemon/wish.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "common/interface/fault.h"
#include "common/interface/refused.h"
#include "common/text.h"
#include "common/varlink/server.h"
#include "daemon/daemon.h"
#include "daemon/method.h"
#include "daemon/refusal.h"

/* --- answering a refusal --- */

static const char *key_of(const void *data, enum name_kind kind, int32_t id)
{
    return hall_key(data, kind, id);
}

static const char *ticket_of(const void *data, int32_t id, struct arena *arena)
{
    return hall_ticket_text(data, id, arena);
}

void call_refuse(struct varlink_call *call, const struct refusal *refusal, const char *asked)
{
    const struct refusal_names names = {.key = key_of, .ticket = ticket_of, .data = daemon_hall(call)};
    refusal_answer(call, refusal, &names, asked);
}

void wish_refuse(struct wish *wish, enum refusal_kind kind)
{
    call_refuse(wish->call, &(struct refusal){.kind = kind}, wish->asked);
}

void wish_error(struct wish *wish, const char *error_name, const void *fields)
{
    varlink_error(wish->call, error_name, fields);
}

/* --- the same wish again --- */

/* An answer is kept as it was given; given again, it says so. What the disk made of it meanwhile may be no answer. */
static void say_again(struct wish *wish, const struct buffer *kept)
{
    struct buffer answer = {0};
    /* Without the NUL that ends it. */
    json_t *reply = kept->length ? value_parse(buffer_bytes(kept), kept->length - 1) : NULL;
    int r = json_object_set_new(json_object_get(reply, "parameters"), "repeated", json_true());
    _cleanup_free_ char *text = r == 0 ? json_dumps(reply, JSON_COMPACT) : NULL;
    json_decref(reply);
    if (text) {
        buffer_append(&answer, text, strlen(text) + 1);
        varlink_reply_encoded(wish->call, &answer, false);
    } else {
        varlink_error(wish->call, FAULT_STORAGE_FAILED, NULL);
    }
    buffer_done(&answer);
}

/* Answers what was answered then. False: it was not answered before. */
static bool answer_again(struct wish *wish)
{
    struct buffer answer = {0};
    int known = store_find_request(wish->hall->store, &wish->request, &answer);
    if (known < 0)
        varlink_error(wish->call, FAULT_STORAGE_FAILED, NULL);
    else if (known == REQUEST_REUSED)
        varlink_error(wish->call, FAULT_REQUEST_REUSED, &(struct fault_request_reused_error){.request = wish->id});
    else if (known == REQUEST_REPEATED)
        say_again(wish, &answer);
    buffer_done(&answer);
    return known != REQUEST_NEW;
}

bool wish_begin(struct wish *wish, struct varlink_call *call, const void *in, const char *request_id)
{
    struct daemon *daemon = daemon_of(call);
    const struct idl_member *method = varlink_call_method(call);
    *wish = (struct wish){.call = call, .hall = &daemon->hall, .arena = varlink_call_arena(call), .id = request_id};
    hall_run_clock(wish->hall);
    if (!request_id)
        return true;
    if (strlen(request_id) == 0 || strlen(request_id) > WISH_ID_SIZE) {
        varlink_error_parameter(call, "request");
        return false;
    }
    char user[16];
    snprintf(user, sizeof(user), "%u", (unsigned)varlink_call_peer(call)->uid);
    value_encode(method->input, in, &wish->parameters);
    wish->request = (struct store_request){.user = store_intern(wish->hall->store, NAME_USER, user),
                                           .method = store_intern(wish->hall->store, NAME_METHOD, method->full_name),
                                           .id = request_id,
                                           .parameters = buffer_bytes(&wish->parameters),
                                           .parameters_size = wish->parameters.length};
    return !answer_again(wish);
}

void wish_done(struct wish *wish)
{
    buffer_done(&wish->parameters);
}

bool wish_answer_as_twin(struct wish *wish)
{
    return wish->id && answer_again(wish);
}

bool wish_granted(struct wish *wish, int result, const struct refusal *refusal)
{
    if (result < 0)
        call_refuse(wish->call, refusal, wish->asked);
    return result == 0;
}

bool wish_do(struct wish *wish, const struct command *command)
{
    return wish_granted(wish, hall_do(wish->hall, command, &wish->aside), &wish->aside);
}

/* Where the method's output says whether this was done before. */
static bool *repeated_of(const struct idl_member *method, void *out)
{
    for (size_t i = 0; i < method->output->field_count; i++) {
        const struct idl_field *field = &method->output->fields[i];
        if (strcmp(field->name, "repeated") == 0)
            return (bool *)((char *)out + field->offset);
    }
    return NULL;
}

/* A list of notes in an answer, and what it held. */
struct notes_held {
    struct idl_list *list, held;
};
enum { TICKETS_ANSWERED = 2 };

static struct idl_list *notes_in(const struct idl_type *type, void *value)
{
    for (size_t i = 0; type->kind == IDL_STRUCT && i < type->field_count; i++) {
        if (strcmp(type->fields[i].name, "notes") == 0)
            return (struct idl_list *)(void *)((char *)value + type->fields[i].offset);
    }
    return NULL;
}

/* Notes are erased at day close: none may stand in an answer that is kept. */
static size_t take_notes_out(const struct idl_type *output, void *out, struct notes_held held[TICKETS_ANSWERED])
{
    assert(out);
    size_t count = 0;
    for (size_t i = 0; i < output->field_count; i++) {
        const struct idl_type *type = output->fields[i].type;
        void *value = (char *)out + output->fields[i].offset;
        if (type->kind == IDL_MAYBE && type->element->kind == IDL_STRUCT) {
            value = *(void **)value;
            type = type->element;
        }
        struct idl_list *list = value ? notes_in(type, value) : NULL;
        if (!list)
            continue;
        assert(count < TICKETS_ANSWERED);
        held[count++] = (struct notes_held){.list = list, .held = *list};
        *list = (struct idl_list){0};
    }
    return count;
}

static void remember(struct wish *wish, const struct idl_member *method, void *out, const struct buffer *answer)
{
    struct notes_held held[TICKETS_ANSWERED];
    struct buffer without = {0};
    size_t count = take_notes_out(method->output, out, held);
    if (count > 0)
        varlink_reply_encode(method, out, false, &without);
    for (size_t i = 0; i < count; i++)
        *held[i].list = held[i].held;
    const struct buffer *kept = count > 0 ? &without : answer;
    store_add_request(wish->hall->store, &wish->request, engine_now(wish->hall->engine), buffer_bytes(kept),
                      kept->length);
    buffer_done(&without);
}

void wish_answer(struct wish *wish, void *out)
{
    const struct idl_member *method = varlink_call_method(wish->call);
    struct buffer answer = {0};
    bool *repeated = repeated_of(method, out);
    assert(repeated);
    *repeated = false;
    varlink_reply_encode(method, out, false, &answer);
    if (wish->id)
        remember(wish, method, out, &answer);
    varlink_reply_encoded(wish->call, &answer, false);
    buffer_done(&answer);
}

void wish_answer_done(struct wish *wish)
{
    wish_answer(wish, arena_alloc(wish->arena, varlink_call_method(wish->call)->output->size));
}

void wish_fulfil(struct wish *wish, const struct command *command)
{
    if (wish_do(wish, command))
        wish_answer_done(wish);
}

/* --- what wishes name --- */

const struct ticket *wish_ticket(struct wish *wish, const char *text)
{
    const struct ticket *ticket = hall_ticket(wish->hall, text);
    wish->asked = text;
    if (!ticket)
        wish_refuse(wish, REFUSAL_UNKNOWN_TICKET);
    return ticket;
}

bool wish_services(struct wish *wish, size_t count, const char *const *keys, int32_t ret_services[COMMAND_SERVICES])
{
    if (count > COMMAND_SERVICES) {
        call_refuse(wish->call, &(struct refusal){.kind = REFUSAL_TOO_MANY_STEPS, .limit = COMMAND_SERVICES}, NULL);
        return false;
    }
    memset(ret_services, 0, COMMAND_SERVICES * sizeof(ret_services[0]));
    for (size_t i = 0; i < count; i++) {
        wish->asked = keys[i];
        ret_services[i] = hall_id(wish->hall, NAME_SERVICE, keys[i]);
        if (ret_services[i] == 0) {
            wish_refuse(wish, REFUSAL_UNKNOWN_SERVICE);
            return false;
        }
    }
    wish->asked = count > 0 ? keys[0] : "";
    return true;
}

bool wish_needs(struct wish *wish, size_t count, const char *const *keys, int64_t *ret_needs)
{
    const char *unknown = NULL;
    if (hall_bits(wish->hall, NAME_NEED, count, keys, ret_needs, &unknown))
        return true;
    wish->asked = unknown;
    wish_refuse(wish, REFUSAL_UNKNOWN_NEED);
    return false;
}

bool wish_key(struct wish *wish, enum name_kind kind, const char *key, enum refusal_kind unknown, int32_t *ret_id)
{
    *ret_id = hall_id(wish->hall, kind, key);
    if (!key || *ret_id)
        return true;
    wish->asked = key;
    wish_refuse(wish, unknown);
    return false;
}

bool wish_class(struct wish *wish, const char *key, int32_t *ret_class)
{
    const char *wanted = key ? key : wish->hall->centre->catalogue->classes.items[0].key;
    *ret_class = hall_id(wish->hall, NAME_CLASS, wanted);
    if (*ret_class)
        return true;
    wish->asked = wanted;
    wish_refuse(wish, REFUSAL_UNKNOWN_CLASS);
    return false;
}

bool wish_language(struct wish *wish, const char *code, int32_t *ret_language)
{
    const struct language *language = method_language(wish->call, code);
    if (!language)
        return false;
    *ret_language = hall_id(wish->hall, NAME_LANGUAGE, language_code(language));
    return true;
}

bool wish_text(struct wish *wish, const char *field, const char *text, int32_t *ret_text)
{
    size_t size = text ? strlen(text) : 0;
    *ret_text = 0;
    if (!text)
        return true;
    if (size == 0 || size > WISH_TEXT_SIZE || text_has_control(text, true)) {
        varlink_error_parameter(wish->call, field);
        return false;
    }
    *ret_text = store_add_text(wish->hall->store, text, size);
    return true;
}

/* --- of any call --- */

bool call_number(struct varlink_call *call, const char *field, struct idl_maybe_int number, int32_t usual, int32_t most,
                 int32_t *ret_number)
{
    if (number.set && (number.value < 1 || number.value > most)) {
        varlink_error_parameter(call, field);
        return false;
    }
    *ret_number = number.set ? (int32_t)number.value : usual;
    return true;
}

bool call_printer(struct varlink_call *call, const char *key)
{
    if (!key || catalogue_printer(daemon_of(call)->centre->catalogue, key))
        return true;
    varlink_error(call, REFUSED_UNKNOWN_TERMINAL, &(struct refused_unknown_terminal_error){.key = key});
    return false;
}

/* --- tickets that are proved --- */

const struct ticket *ticket_by_code(struct varlink_call *call, const char *text, const char *code)
{
    struct daemon *daemon = daemon_of(call);
    uid_t user = varlink_call_peer(call)->uid;
    int64_t now_ms = turn_now(&daemon->turn);
    int64_t from_ms = tries_wait(&daemon->tries, user, now_ms);
    if (from_ms) {
        varlink_error(call, REFUSED_TOO_MANY_TRIES, &(struct refused_too_many_tries_error){.from = from_ms});
        return NULL;
    }
    const struct ticket *ticket = hall_ticket(&daemon->hall, text);
    /* Whoever guesses learns nothing by how long it takes whether there is such a ticket. */
    bool matches = code_matches(ticket ? ticket->code : 0, code);
    if (ticket && matches)
        return ticket;
    int left = tries_wrong(memory_change(&daemon->turn.memory, &daemon->tries), user, now_ms);
    varlink_error(call, REFUSED_WRONG_CODE, &(struct refused_wrong_code_error){.tries_left = left});
    return NULL;
}
