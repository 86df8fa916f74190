/* SPDX-License-Identifier: MIT
 *
 * The asynchronous client, run until its answer is there.
 */
#include "kiosk/admin/talk.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/interface.h"
#include "common/interface/visitor.h"
#include "common/varlink/client.h"
#include "kiosk/admin/refusal.h"

struct talk {
    uv_loop_t loop;
    uv_signal_t interrupt;
    struct varlink_client *client;
    struct interfaces interfaces;
    char *address;
    const char *subject;
    bool has_zone;
    bool was_connected;
    int error; /* of the first attempt to connect */
    const char *known_error;
    void (*print_known)(json_t *parameters);
    /* of the call under way */
    const char *method;
    bool typed; /* by the C form, and refusals as sentences */
    bool quiet;
    bool answered;
    enum exit_code code;
    json_t *parameters;
    void (*each)(json_t *parameters, void *data);
    talk_taker *take;
    void *data; /* of each or take */
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
    interfaces_init(&talk->interfaces);
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
    interfaces_done(&talk->interfaces);
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
    if (talk->typed) {
        _cleanup_free_ char *sentence = refusal_sentence(reply->error, reply->parameters);
        fprintf(stderr, "%s: %s\n", talk->subject ? talk->subject : "novbe", sentence);
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
        if (!talk->quiet)
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
    bool fine = reply->status == VARLINK_MORE || reply->status == VARLINK_OK;
    if (fine && talk->each)
        talk->each(reply->parameters, talk->data);
    if (fine && talk->take)
        talk->take(reply->out, talk->data);
    if (reply->status == VARLINK_MORE)
        return;
    talk->answered = true;
    talk->code = code_of(talk, reply);
    if (reply->status == VARLINK_OK && !talk->typed)
        talk->parameters = reply->parameters ? json_incref(reply->parameters) : json_object();
    uv_stop(&talk->loop);
}

static void begin(struct talk *talk, const char *method)
{
    talk->method = method;
    talk->typed = talk->quiet = talk->answered = false;
    talk->code = EXIT_UNREACHABLE;
    talk->parameters = NULL;
    talk->each = NULL;
    talk->take = NULL;
    if (!talk->client)
        talk->client = varlink_client_new(&(struct varlink_client_options){
                .loop = &talk->loop, .address = talk->address, .connected = on_connected, .data = talk});
}

/* Runs the loop until the call is answered or nobody is there to answer. */
static enum exit_code wait_for_answer(struct talk *talk)
{
    if (!talk->error)
        uv_run(&talk->loop, UV_RUN_DEFAULT);
    if (!talk->answered && talk->error)
        fprintf(stderr, "novbe: cannot reach the daemon at %s: %s\n", talk->address, strerror(-talk->error));
    return talk->code;
}

static enum exit_code wait_for_interruptible(struct talk *talk)
{
    uv_signal_start(&talk->interrupt, on_interrupt, SIGINT);
    enum exit_code code = wait_for_answer(talk);
    uv_signal_stop(&talk->interrupt);
    return code;
}

void talk_speak_of(struct talk *talk, const char *subject)
{
    talk->subject = subject;
}

void talk_know_error(struct talk *talk, const char *name, void (*print)(json_t *parameters))
{
    talk->known_error = name;
    talk->print_known = print;
}

enum exit_code talk_call(struct talk *talk, const char *method, json_t *parameters, json_t **ret_parameters)
{
    begin(talk, method);
    varlink_client_call_json(talk->client, method, parameters, 0, on_reply, talk);
    enum exit_code code = wait_for_answer(talk);
    if (code == EXIT_FINE)
        *ret_parameters = talk->parameters;
    return code;
}

enum exit_code talk_stream(struct talk *talk, const char *method, json_t *parameters,
                           void (*each)(json_t *parameters, void *data), void *data)
{
    begin(talk, method);
    talk->each = each;
    talk->data = data;
    varlink_client_call_json(talk->client, method, parameters, VARLINK_CALL_MORE, on_reply, talk);
    enum exit_code code = wait_for_interruptible(talk);
    json_decref(talk->parameters);
    return code;
}

/* A call by its C form is under way. */
static void begin_typed(struct talk *talk, const char *method, const void *in, unsigned flags, talk_taker *take,
                        void *data)
{
    const struct idl_member *member = interfaces_method(&talk->interfaces, method);
    begin(talk, method);
    talk->typed = true;
    talk->take = take;
    talk->data = data;
    _cleanup_free_ char *nothing = mem_alloc(1, member->input->size + 1);
    varlink_client_call(talk->client, member, in ? in : nothing, flags, on_reply, talk);
}

static void take_zone(const void *out, attr_unused void *data)
{
    const struct visitor_get_centre_out *centre = out;
    if (clock_set_zone(centre->time_zone) < 0)
        fprintf(stderr, "novbe: this machine does not know the centre's time zone %s: times are those of the machine\n",
                centre->time_zone);
}

enum exit_code talk_take_zone(struct talk *talk)
{
    if (talk->has_zone)
        return EXIT_FINE;
    begin_typed(talk, VISITOR_GET_CENTRE, NULL, VARLINK_CALL_REPEAT, take_zone, NULL);
    talk->quiet = true; /* who may not even ask this is told so by the call that matters */
    enum exit_code code = wait_for_answer(talk);
    talk->has_zone = code == EXIT_FINE || code == EXIT_REFUSED;
    return talk->has_zone ? EXIT_FINE : code;
}

enum exit_code talk_method_at_once(struct talk *talk, const char *method, const void *in, talk_taker *take, void *data)
{
    begin_typed(talk, method, in, 0, take, data);
    return wait_for_answer(talk);
}

enum exit_code talk_method(struct talk *talk, const char *method, const void *in, talk_taker *take, void *data)
{
    enum exit_code code = talk_take_zone(talk);
    return code == EXIT_FINE ? talk_method_at_once(talk, method, in, take, data) : code;
}

enum exit_code talk_once(const char *address, const char *method, const void *in, talk_taker *take, void *data)
{
    _cleanup_(talk_freep) struct talk *talk = talk_new(address);
    return talk_method(talk, method, in, take, data);
}

enum exit_code talk_watch(struct talk *talk, const char *method, const void *in, talk_taker *take, void *data)
{
    enum exit_code code = talk_take_zone(talk);
    if (code != EXIT_FINE)
        return code;
    begin_typed(talk, method, in, VARLINK_CALL_MORE, take, data);
    return wait_for_interruptible(talk);
}
