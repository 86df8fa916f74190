/* SPDX-License-Identifier: MIT
 *
 * The outer form of calls and replies, and the ids of requests.
 */
#include "common/varlink/client_message.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "common/buffer.h"

static void append_text(struct buffer *out, const char *text)
{
    buffer_append(out, text, strlen(text));
}

static void open_call(struct buffer *out, const char *method)
{
    append_text(out, "{\"method\":");
    value_encode_string(method, out);
    append_text(out, ",\"parameters\":");
}

static void close_call(struct buffer *out, unsigned flags)
{
    if (flags & VARLINK_CALL_MORE)
        append_text(out, ",\"more\":true");
    if (flags & VARLINK_CALL_ONEWAY)
        append_text(out, ",\"oneway\":true");
    append_text(out, "}");
    buffer_append_byte(out, '\0');
}

const struct idl_field *client_message_request_field(const struct idl_type *input)
{
    for (size_t i = 0; i < input->field_count; i++) {
        const struct idl_field *field = &input->fields[i];
        const struct idl_type *type = field->type->kind == IDL_MAYBE ? field->type->element : field->type;
        if (type->kind == IDL_STRING && strcmp(field->name, "request") == 0)
            return field;
    }
    return NULL;
}

void client_message_call(struct buffer *out, const struct idl_member *method, const void *in, unsigned flags)
{
    open_call(out, method->full_name);
    const struct idl_field *request = client_message_request_field(method->input);
    const char *given = NULL;
    if (request)
        memcpy(&given, (const char *)in + request->offset, sizeof(given));
    if (request && !given) {
        char id[VARLINK_REQUEST_ID_SIZE];
        varlink_request_id(id);
        given = id;
        _cleanup_free_ char *copy = mem_alloc(1, method->input->size);
        memcpy(copy, in, method->input->size);
        memcpy(copy + request->offset, &given, sizeof(given));
        value_encode(method->input, copy, out);
    } else if (method->input->field_count > 0) {
        value_encode(method->input, in, out);
    } else {
        append_text(out, "{}");
    }
    close_call(out, flags);
}

static int dump_into_buffer(const char *bytes, size_t size, void *data)
{
    buffer_append(data, bytes, size);
    return 0;
}

void client_message_call_json(struct buffer *out, const char *method, json_t *parameters, unsigned flags)
{
    open_call(out, method);
    if (parameters) {
        int r = json_dump_callback(parameters, dump_into_buffer, out, JSON_COMPACT | JSON_ENCODE_ANY);
        assert(r == 0);
    } else {
        append_text(out, "{}");
    }
    close_call(out, flags);
}

/* Null means absent: some services write every field of a reply. */
static json_t *get(json_t *root, const char *name)
{
    json_t *value = json_object_get(root, name);
    return json_is_null(value) ? NULL : value;
}

int client_message_read(const char *bytes, size_t length, struct client_message *ret_message)
{
    json_t *root = value_parse(bytes, length);
    if (!root)
        return -EBADMSG;
    json_t *error = get(root, "error"), *parameters = get(root, "parameters"), *continues = get(root, "continues");
    if ((error && !json_is_string(error)) || (parameters && !json_is_object(parameters)) ||
        (continues && !json_is_boolean(continues))) {
        json_decref(root);
        return -EBADMSG;
    }
    *ret_message = (struct client_message){.root = root,
                                           .error = json_string_value(error),
                                           .parameters = parameters,
                                           .continues = json_is_true(continues)};
    return 0;
}

void client_message_done(struct client_message *message)
{
    json_decref(message->root);
    *message = (struct client_message){0};
}

void varlink_request_id(char ret_id[VARLINK_REQUEST_ID_SIZE])
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    uint8_t random[16];
    ssize_t n = getrandom(random, sizeof(random), 0);
    assert(n == (ssize_t)sizeof(random));
    for (size_t i = 0; i < VARLINK_REQUEST_ID_SIZE - 1; i++) {
        size_t bit = i * 6;
        unsigned pair = (unsigned)random[bit / 8] << 8 | (bit / 8 + 1 < sizeof(random) ? random[bit / 8 + 1] : 0);
        ret_id[i] = letters[pair >> (10 - bit % 8) & 63];
    }
    ret_id[VARLINK_REQUEST_ID_SIZE - 1] = '\0';
}
