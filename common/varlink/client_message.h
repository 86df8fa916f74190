/* SPDX-License-Identifier: MIT
 *
 * What a client says and hears (https://varlink.org/Method-Call): calls into bytes, bytes into replies. Internal to
 * common/varlink.
 */
#pragma once

#include "common/varlink/client.h"

/* Appends one whole call, its NUL included; `flags` are those of varlink_client_call(). */
void client_message_call(struct buffer *out, const struct idl_member *method, const void *in, unsigned flags);
void client_message_call_json(struct buffer *out, const char *method, json_t *parameters, unsigned flags);

/* The input's field `request: ?string` (or `string`), which makes a call safe to repeat; NULL if it has none. */
const struct idl_field *client_message_request_field(const struct idl_type *input);

struct client_message {
    json_t *root;       /* owned; holds the rest */
    const char *error;  /* NULL if it is none */
    json_t *parameters; /* an object, or NULL */
    bool continues;
};

/* Takes a reply apart. Returns 0, or -EBADMSG if it is none. */
int client_message_read(const char *bytes, size_t length, struct client_message *ret_message) attr_must_check;
void client_message_done(struct client_message *message);
