/* SPDX-License-Identifier: MIT
 *
 * One call: the gauntlet before its handler, and its replies.
 *
 * The gauntlet asks every question once, in an order that tells a caller the most: is it a call, is there such a
 * method, may this peer call it, is there room, are the parameters what the interface says. Each question that is
 * answered no answers the call itself. Handlers hold only their own rule.
 *
 * A call that its handler answers costs one look-up, one parse and no allocation of ours: the object and its arena are
 * used again. Replies are written straight into the connection's output.
 */
#include "common/varlink/connection.h"

#include <assert.h>
#include <string.h>

#include "common/interface/fault.h"
#include "common/interface/varlink_service.h"
#include "common/log.h"

/* Ended calls that are kept to be used again. */
#define SPARE_CALLS 8

/* --- the life of a call --- */

static struct varlink_call *call_new(struct varlink_connection *connection, json_t *message)
{
    struct varlink_server *server = connection->server;
    struct varlink_call *call = server->spare;
    struct arena arena = {0};
    if (call) {
        server->spare = call->next;
        server->spare_count--;
        arena = call->arena;
    } else {
        call = mem_new(struct varlink_call);
    }
    *call = (struct varlink_call){.connection = connection, .message = message, .arena = arena};
    return call;
}

static void call_free(struct varlink_call *call)
{
    struct varlink_server *server = call->connection->server;
    json_decref(call->message);
    if (server->spare_count >= SPARE_CALLS) {
        arena_done(&call->arena);
        free(call);
        return;
    }
    arena_reset(&call->arena);
    call->next = server->spare;
    server->spare = call;
    server->spare_count++;
}

void call_free_spare(struct varlink_server *server)
{
    while (server->spare) {
        struct varlink_call *call = server->spare;
        server->spare = call->next;
        arena_done(&call->arena);
        free(call);
    }
    server->spare_count = 0;
}

static size_t *call_count(const struct varlink_call *call)
{
    struct varlink_server_figures *figures = &call->connection->server->figures;
    return call->more ? &figures->streams : &figures->calls_in_flight;
}

static void call_keep(struct varlink_call *call)
{
    struct varlink_connection *connection = call->connection;
    assert(call->more || call->name->method->defers);
    (*call_count(call))++;
    connection->call = call;
    if (connection->deaf)
        call_lose(call);
}

static void call_unkeep(struct varlink_call *call)
{
    assert(call->connection->call == call);
    (*call_count(call))--;
    call->connection->call = NULL;
}

/* Within its handler a call only becomes answered: the handler may still look at its input. */
static void call_end(struct varlink_call *call)
{
    call->answered = true;
    if (!call->handled)
        return;
    if (!call->silent)
        again_note_message(call->connection, call->message);
    call_unkeep(call);
    connection_resume(call->connection);
    call_free(call);
}

void call_lose(struct varlink_call *call)
{
    call_unkeep(call);
    if (call->gone)
        call->gone(call, call->gone_data);
    call_free(call);
}

/* --- replies --- */

static const struct idl_type *type_of_reply(const struct varlink_server *server, const struct varlink_call *call,
                                            const char *error)
{
    if (!error)
        return call->name->member->output;
    const struct name *name = names_find(&server->names, error, strlen(error));
    if (name)
        return name->member->type;
    /* Those of our own are answered also where their interface is not served. */
    bool failed = strcmp(error, server->storage_failed->full_name) == 0;
    return failed ? server->storage_failed->type : server->overloaded->type;
}

/* A reply that is not what its interface says is our own fault: tests stop here. */
static void check_reply(const struct varlink_call *call, const char *bytes, size_t length)
{
    const struct varlink_server *server = call->connection->server;
    json_t *reply = value_parse(bytes, length);
    assert(reply);
    json_t *parameters = json_object_get(reply, "parameters");
    json_t *empty = parameters ? NULL : json_object();
    struct value_mistake mistake;
    const struct idl_type *type = type_of_reply(server, call, json_string_value(json_object_get(reply, "error")));
    int r = value_check(type, parameters ? parameters : empty, VALUE_STRICT, &mistake);
    if (r < 0)
        log_error("reply_invalid", LOG_TEXT("field", mistake.path), LOG_TEXT("reason", mistake.reason));
    assert(r == 0);
    assert(length <= server->options.limits.reply_bytes);
    json_decref(empty);
    json_decref(reply);
}

/* What was added to the output since it held `start` bytes is one reply. */
static void reply_added(const struct varlink_call *call, size_t start)
{
    struct varlink_connection *connection = call->connection;
    const struct buffer *out = &connection->out_bytes;
    if (connection->server->options.check_replies)
        check_reply(call, buffer_bytes(out) + start, out->length - start - 1);
    connection_mark(connection);
}

static void append_text(struct buffer *buffer, const char *text)
{
    buffer_append(buffer, text, strlen(text));
}

void varlink_reply_encode(const struct idl_member *method, const void *out, bool continues, struct buffer *ret_bytes)
{
    append_text(ret_bytes, "{\"parameters\":");
    value_encode(method->output, out, ret_bytes);
    append_text(ret_bytes, continues ? ",\"continues\":true}" : "}");
    buffer_append_byte(ret_bytes, '\0');
}

static void reply(struct varlink_call *call, const void *out, bool continues)
{
    assert(!call->answered);
    if (call->silent)
        return;
    struct buffer *bytes = &call->connection->out_bytes;
    size_t start = bytes->length;
    varlink_reply_encode(call->name->member, out, continues, bytes);
    reply_added(call, start);
}

void varlink_reply(struct varlink_call *call, const void *out)
{
    reply(call, out, false);
    call_end(call);
}

void varlink_reply_continues(struct varlink_call *call, const void *out)
{
    assert(call->more);
    reply(call, out, true);
}

void varlink_reply_encoded(struct varlink_call *call, const struct buffer *bytes, bool continues)
{
    assert(!call->answered && (call->more || !continues));
    if (!call->silent) {
        size_t start = call->connection->out_bytes.length;
        buffer_append(&call->connection->out_bytes, buffer_bytes(bytes), bytes->length);
        reply_added(call, start);
    }
    if (!continues)
        call_end(call);
}

void varlink_reply_given(struct varlink_call *call, struct buffer *bytes)
{
    struct buffer *out = &call->connection->out_bytes;
    if (call->silent || out->length > 0) {
        varlink_reply_encoded(call, bytes, false);
        buffer_done(bytes);
        return;
    }
    assert(!call->answered);
    buffer_done(out);
    *out = *bytes;
    *bytes = (struct buffer){0};
    reply_added(call, 0);
    call_end(call);
}

static void answer_error(struct varlink_call *call, const struct idl_member *error, const void *fields)
{
    assert(!call->answered);
    struct varlink_connection *connection = call->connection;
    connection->server->figures.errors++;
    if (!call->silent) {
        struct buffer *bytes = &connection->out_bytes;
        size_t start = bytes->length;
        append_text(bytes, "{\"error\":\"");
        append_text(bytes, error->full_name);
        append_text(bytes, "\"");
        if (error->type->field_count > 0) {
            append_text(bytes, ",\"parameters\":");
            value_encode(error->type, fields, bytes);
        }
        buffer_append(bytes, "}", sizeof("}"));
        reply_added(call, start);
    }
    call_end(call);
}

void varlink_error(struct varlink_call *call, const char *full_name, const void *fields)
{
    const struct name *name = names_find(&call->connection->server->names, full_name, strlen(full_name));
    assert(name && name->member->kind == IDL_ERROR);
    answer_error(call, name->member, fields);
}

void varlink_error_parameter(struct varlink_call *call, const char *path)
{
    varlink_error(call, VARLINK_SERVICE_INVALID_PARAMETER,
                  &(struct varlink_service_invalid_parameter_error){.parameter = path});
}

/* --- the gauntlet --- */

struct envelope {
    const char *method;
    size_t method_length;
    json_t *parameters; /* NULL if there are none */
    bool more, oneway, upgrade;
    const char *wrong; /* the first field that is not what it should be */
};

static bool take_method(struct envelope *envelope, json_t *value)
{
    if (!json_is_string(value))
        return false;
    envelope->method = json_string_value(value);
    envelope->method_length = json_string_length(value);
    return memchr(envelope->method, '\0', envelope->method_length) == NULL;
}

/* Null means none: Debian's Go library writes it so. */
static bool take_parameters(struct envelope *envelope, json_t *value)
{
    envelope->parameters = json_is_null(value) ? NULL : value;
    return json_is_object(value) || json_is_null(value);
}

static bool take_more(struct envelope *envelope, json_t *value)
{
    envelope->more = json_is_true(value);
    return json_is_boolean(value);
}

static bool take_oneway(struct envelope *envelope, json_t *value)
{
    envelope->oneway = json_is_true(value);
    return json_is_boolean(value);
}

static bool take_upgrade(struct envelope *envelope, json_t *value)
{
    envelope->upgrade = json_is_true(value);
    return json_is_boolean(value);
}

/* Fields of a call; what a later version of Varlink may add is passed over. */
static const struct {
    const char *name;
    bool (*take)(struct envelope *envelope, json_t *value);
} envelope_fields[] = {
        {"method", take_method}, {"parameters", take_parameters}, {"more", take_more},
        {"oneway", take_oneway}, {"upgrade", take_upgrade},
};

static void envelope_take(struct envelope *envelope, const char *key, json_t *value)
{
    for (size_t i = 0; i < ARRAY_SIZE(envelope_fields); i++) {
        if (strcmp(envelope_fields[i].name, key) != 0)
            continue;
        if (!envelope_fields[i].take(envelope, value) && !envelope->wrong)
            envelope->wrong = envelope_fields[i].name;
        return;
    }
}

static void envelope_read(json_t *message, struct envelope *ret_envelope)
{
    struct envelope envelope = {0};
    for (void *at = json_object_iter(message); at; at = json_object_iter_next(message, at))
        envelope_take(&envelope, json_object_iter_key(at), json_object_iter_value(at));
    if (!envelope.wrong && (!envelope.method || !strrchr(envelope.method, '.')))
        envelope.wrong = "method";
    *ret_envelope = envelope;
}

static bool is_whole(struct varlink_call *call, const struct envelope *envelope)
{
    if (envelope->wrong)
        varlink_error_parameter(call, envelope->wrong);
    return !envelope->wrong;
}

static bool serves_interface(const struct varlink_server *server, const char *name, size_t length)
{
    for (size_t i = 0; i < server->interface_count; i++) {
        const char *known = server->interfaces[i]->name;
        if (strncmp(known, name, length) == 0 && known[length] == '\0')
            return true;
    }
    return false;
}

static bool is_known(struct varlink_call *call, const struct envelope *envelope)
{
    const struct varlink_server *server = call->connection->server;
    call->name = names_find(&server->names, envelope->method, envelope->method_length);
    if (call->name && call->name->member->kind == IDL_METHOD)
        return true;
    size_t length = (size_t)(strrchr(envelope->method, '.') - envelope->method);
    if (serves_interface(server, envelope->method, length))
        varlink_error(call, VARLINK_SERVICE_METHOD_NOT_FOUND,
                      &(struct varlink_service_method_not_found_error){.method = envelope->method});
    else
        varlink_error(call, VARLINK_SERVICE_INTERFACE_NOT_FOUND,
                      &(struct varlink_service_interface_not_found_error){
                              .interface = arena_strndup(&call->arena, envelope->method, length)});
    return false;
}

static bool is_implemented(struct varlink_call *call, const struct envelope *envelope)
{
    if (call->name->method && call->name->method->handler && !envelope->upgrade)
        return true;
    varlink_error(call, VARLINK_SERVICE_METHOD_NOT_IMPLEMENTED,
                  &(struct varlink_service_method_not_implemented_error){.method = envelope->method});
    return false;
}

static bool is_permitted(struct varlink_call *call, attr_unused const struct envelope *envelope)
{
    const struct varlink_server_options *options = &call->connection->server->options;
    const struct name *name = call->name;
    if (!options->permit || options->permit(options->data, call->connection->data, name->member, name->method->changes))
        return true;
    varlink_error(call, VARLINK_SERVICE_PERMISSION_DENIED, NULL);
    return false;
}

static bool is_more_as_needed(struct varlink_call *call, const struct envelope *envelope)
{
    const struct varlink_method *method = call->name->method;
    call->more = envelope->more && method->streams && !call->silent;
    if (!method->needs_more || call->more)
        return true;
    varlink_error(call, VARLINK_SERVICE_EXPECTED_MORE, NULL);
    return false;
}

static bool has_room(struct varlink_call *call, attr_unused const struct envelope *envelope)
{
    const struct varlink_server *server = call->connection->server;
    size_t maximum = server->options.limits.calls_in_flight;
    if (call->more || !call->name->method->defers || server->figures.calls_in_flight < maximum)
        return true;
    answer_error(call, server->overloaded,
                 &(struct fault_overloaded_error){.limit = "limits.calls_in_flight", .maximum = (int64_t)maximum});
    return false;
}

static bool has_right_parameters(struct varlink_call *call, const struct envelope *envelope)
{
    const struct idl_type *input = call->name->member->input;
    json_t *parameters = envelope->parameters ? envelope->parameters : call->connection->server->no_parameters;
    struct value_mistake mistake;
    call->in = arena_alloc(&call->arena, input->size);
    if (value_decode(input, parameters, VALUE_STRICT, &call->arena, call->in, &mistake) == 0)
        return true;
    varlink_error_parameter(call, mistake.path);
    return false;
}

static bool may_run(struct varlink_call *call, attr_unused const struct envelope *envelope)
{
    if (again_may_run(call))
        return true;
    answer_error(call, call->connection->server->storage_failed, NULL);
    return false;
}

static bool passes(struct varlink_call *call)
{
    static bool (*const questions[])(struct varlink_call *, const struct envelope *) = {
            is_whole,          is_known, is_implemented,       is_permitted,
            is_more_as_needed, has_room, has_right_parameters, may_run,
    };
    struct envelope envelope;
    envelope_read(call->message, &envelope);
    call->oneway = envelope.oneway;
    call->silent = envelope.oneway || call->connection->deaf;
    for (size_t i = 0; i < ARRAY_SIZE(questions); i++) {
        if (!questions[i](call, &envelope))
            return false;
    }
    return true;
}

void call_dispatch(struct varlink_connection *connection, const char *bytes, size_t length)
{
    json_t *message = value_parse(bytes, length);
    if (!message) {
        connection_refuse(connection, "not_json");
        return;
    }
    struct varlink_call *call = call_new(connection, message);
    if (connection->server->repeat == REPEAT_NO)
        connection->server->figures.calls++;
    if (passes(call))
        call->name->method->handler(call, call->in);
    call->handled = true;
    if (!call->answered) {
        call_keep(call);
        return;
    }
    if (!call->silent)
        again_note(connection, bytes, length);
    call_free(call);
}

/* --- what a handler may ask --- */

bool varlink_call_wants_more(const struct varlink_call *call)
{
    return call->more;
}

bool varlink_call_is_oneway(const struct varlink_call *call)
{
    return call->oneway;
}

const struct idl_member *varlink_call_method(const struct varlink_call *call)
{
    return call->name->member;
}

void *varlink_call_connection_data(const struct varlink_call *call)
{
    return call->connection->data;
}

const struct varlink_peer *varlink_call_peer(const struct varlink_call *call)
{
    return &call->connection->peer;
}

struct arena *varlink_call_arena(struct varlink_call *call)
{
    return &call->arena;
}

void varlink_call_on_gone(struct varlink_call *call, void (*gone)(struct varlink_call *call, void *data), void *data)
{
    call->gone = gone;
    call->gone_data = data;
}

bool varlink_stream_ready(const struct varlink_call *call)
{
    return !call->connection->held;
}

void varlink_stream_on_drained(struct varlink_call *call, void (*drained)(struct varlink_call *call, void *data),
                               void *data)
{
    call->drained = drained;
    call->drained_data = data;
}
