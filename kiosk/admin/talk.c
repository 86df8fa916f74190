/* SPDX-License-Identifier: MIT
 *
 * The asynchronous client, run until its answer is there.
 */
#include "kiosk/admin/talk.h"

#include <stdio.h>
#include <string.h>

#include "common/varlink/client.h"

struct talk {
    uv_loop_t loop;
    uv_signal_t interrupt;
    struct varlink_client *client;
    char *address;
    bool was_connected;
    int error; /* of the first attempt to connect */
    const char *known_error;
    void (*print_known)(json_t *parameters);
    /* of the call under way */
    const char *method;
    bool answered;
    enum exit_code code;
    json_t *parameters;
    void (*each)(json_t *parameters, void *data);
    void *each_data;
};

static void on_connected(void *data, bool connected, int error)
{
    struct talk *talk = data;
    talk->was_connected |= connected;
    if (connected || talk->was_connected)
        return;
    talk->error = error;
    uv_stop(&talk->loop); /* nobody is there: a person at a prompt is told now, not after retries */
}

static void on_interrupt(uv_signal_t *signal, attr_unused int number)
{
    struct talk *talk = signal->data;
    talk->answered = true;
    talk->code = EXIT_FINE;
    uv_stop(&talk->loop);
}

struct talk *talk_new(const char *address)
{
    struct talk *talk = mem_new(struct talk);
    talk->address = mem_strdup(address);
    uv_loop_init(&talk->loop);
    uv_signal_init(&talk->loop, &talk->interrupt);
    talk->interrupt.data = talk;
    return talk;
}

struct talk *talk_free(struct talk *talk)
{
    varlink_client_free(talk->client);
    uv_close((uv_handle_t *)&talk->interrupt, NULL);
    uv_run(&talk->loop, UV_RUN_DEFAULT);
    uv_loop_close(&talk->loop);
    free(talk->address);
    free(talk);
    return NULL;
}

static void print_error(const struct talk *talk, const struct varlink_reply *reply)
{
    if (talk->known_error && reply->parameters && strcmp(reply->error, talk->known_error) == 0) {
        talk->print_known(reply->parameters);
        return;
    }
    _cleanup_free_ char *parameters = NULL;
    if (reply->parameters && json_object_size(reply->parameters) > 0)
        parameters = json_dumps(reply->parameters, JSON_INDENT(2));
    fprintf(stderr, "novbe: %s%s%s\n", reply->error, parameters ? " " : "", parameters ? parameters : "");
}

static enum exit_code code_of(const struct talk *talk, const struct varlink_reply *reply)
{
    switch (reply->status) {
    case VARLINK_OK:
    case VARLINK_MORE:
        return EXIT_FINE;
    case VARLINK_ERROR:
        print_error(talk, reply);
        return EXIT_REFUSED;
    case VARLINK_BAD:
        fprintf(stderr, "novbe: the answer to %s is not what its interface says: %s\n", talk->method, reply->reason);
        return EXIT_BROKEN;
    case VARLINK_TIMEOUT:
    case VARLINK_LOST:
    case VARLINK_CANCELLED:
        break;
    }
    fprintf(stderr, "novbe: no answer to %s: %s\n", talk->method, reply->reason);
    return EXIT_UNREACHABLE;
}

static void on_reply(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct talk *talk = data;
    if (reply->status == VARLINK_CANCELLED || talk->answered)
        return;
    if (reply->status == VARLINK_MORE || (reply->status == VARLINK_OK && talk->each)) {
        talk->each(reply->parameters, talk->each_data);
        if (reply->status == VARLINK_MORE)
            return;
    }
    talk->answered = true;
    talk->code = code_of(talk, reply);
    if (reply->status == VARLINK_OK)
        talk->parameters = reply->parameters ? json_incref(reply->parameters) : json_object();
    uv_stop(&talk->loop);
}

/* Runs the loop until the call is answered or nobody is there to answer. */
static enum exit_code wait_for(struct talk *talk, const char *method, json_t *parameters, unsigned flags)
{
    talk->method = method;
    talk->answered = false;
    talk->code = EXIT_UNREACHABLE;
    if (!talk->client)
        talk->client = varlink_client_new(&(struct varlink_client_options){
                .loop = &talk->loop, .address = talk->address, .connected = on_connected, .data = talk});
    varlink_client_call_json(talk->client, method, parameters, flags, on_reply, talk);
    if (!talk->error)
        uv_run(&talk->loop, UV_RUN_DEFAULT);
    if (!talk->answered && talk->error)
        fprintf(stderr, "novbe: cannot reach the daemon at %s: %s\n", talk->address, strerror(-talk->error));
    return talk->code;
}

void talk_know_error(struct talk *talk, const char *name, void (*print)(json_t *parameters))
{
    talk->known_error = name;
    talk->print_known = print;
}

enum exit_code talk_call(struct talk *talk, const char *method, json_t *parameters, json_t **ret_parameters)
{
    talk->each = NULL;
    enum exit_code code = wait_for(talk, method, parameters, 0);
    if (code == EXIT_FINE)
        *ret_parameters = talk->parameters;
    return code;
}

enum exit_code talk_stream(struct talk *talk, const char *method, json_t *parameters,
                           void (*each)(json_t *parameters, void *data), void *data)
{
    talk->each = each;
    talk->each_data = data;
    uv_signal_start(&talk->interrupt, on_interrupt, SIGINT);
    enum exit_code code = wait_for(talk, method, parameters, VARLINK_CALL_MORE);
    uv_signal_stop(&talk->interrupt);
    json_decref(talk->parameters);
    talk->parameters = NULL;
    return code;
}
