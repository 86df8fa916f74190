/* SPDX-License-Identifier: MIT
 *
 * Terminals of a hall on our own client library, for tests that take the daemon away from under them: kiosks that take
 * tickets, counters that call, greet and finish. Whatever happens in between, a wish is asked for under one request id
 * until it is answered, and what is answered is printed, a line each:
 *
 *     issue REQUEST TICKET CODE      call REQUEST TICKET      arrive REQUEST TICKET      finish REQUEST TICKET
 *
 *     terminals SOCKET TIMEOUT_MS KIOSKS COUNTERS PIN
 *
 * Counters are named 1, 2 ... and operators 101, 102 ... At the end of its input it makes no new wishes, waits for what
 * it has asked, and ends. An answer that none of this explains is printed as "wrong" and ends it with an error.
 */
#include <assert.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <uv.h>

#include "common/varlink/client.h"

enum { PAUSE_MS = 10, VISITOR_MS = 80, SIGN_IN_MS = 10000, KEY_SIZE = 16, TOKEN_SIZE = 128, ATTEMPTS = 1000000 };

/* What a terminal does next. */
enum act { ACT_ISSUE, ACT_SIGN_IN, ACT_NEXT, ACT_ARRIVE, ACT_FINISH, ACTS };

static const struct {
    const char *method, *word;
    enum act then;
} acts[ACTS] = {
        [ACT_ISSUE] = {"org.novbe.Visitor.Issue", "issue", ACT_ISSUE},
        [ACT_SIGN_IN] = {"org.novbe.Counter.SignIn", NULL, ACT_NEXT},
        [ACT_NEXT] = {"org.novbe.Counter.Next", "call", ACT_ARRIVE},
        [ACT_ARRIVE] = {"org.novbe.Counter.Arrive", "arrive", ACT_FINISH},
        [ACT_FINISH] = {"org.novbe.Counter.Finish", "finish", ACT_NEXT},
};

struct hall;

struct terminal {
    struct hall *hall;
    struct varlink_client *client;
    uv_timer_t pause;
    enum act act;
    char request[VARLINK_REQUEST_ID_SIZE]; /* of the act; "": a new one */
    char operator[KEY_SIZE], counter[KEY_SIZE], token[TOKEN_SIZE];
    bool is_idle;
};

struct hall {
    uv_loop_t loop;
    uv_pipe_t input;
    const char *socket, *pin;
    unsigned timeout_ms;
    struct terminal *terminals;
    size_t count;
    bool ends, failed;
};

static void go_on(struct terminal *terminal);

/* --- what is asked --- */

static json_t *parameters_of(struct terminal *terminal)
{
    switch (terminal->act) {
    case ACT_ISSUE:
        return json_pack("{s:[s], s:s}", "services", "passport", "request", terminal->request);
    case ACT_SIGN_IN:
        return json_pack("{s:s, s:s, s:s}", "operator", terminal->operator, "pin", terminal->hall->pin, "counter",
                         terminal->counter);
    case ACT_FINISH:
        return json_pack("{s:s, s:b, s:s}", "outcome", "done", "next", 0, "request", terminal->request);
    case ACT_NEXT:
    case ACT_ARRIVE:
    case ACTS:
        break;
    }
    return json_pack("{s:s}", "request", terminal->request);
}

static void on_pause(uv_timer_t *timer)
{
    go_on(timer->data);
}

static void pause_for(struct terminal *terminal, unsigned pause_ms)
{
    uv_timer_start(&terminal->pause, on_pause, pause_ms, 0);
}

static void pause_a_little(struct terminal *terminal)
{
    pause_for(terminal, PAUSE_MS);
}

static void connect_to(struct terminal *terminal, unsigned timeout_ms)
{
    varlink_client_free(terminal->client);
    terminal->client = varlink_client_new(&(struct varlink_client_options){.loop = &terminal->hall->loop,
                                                                           .address = terminal->hall->socket,
                                                                           .timeout_ms = timeout_ms,
                                                                           .attempts = ATTEMPTS,
                                                                           .backoff_min_ms = 2,
                                                                           .backoff_max_ms = 20});
}

static void close_handle(uv_handle_t *handle, attr_unused void *data)
{
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

/* Not inside a handler of a client. */
static void leave(struct hall *hall)
{
    for (size_t i = 0; i < hall->count; i++) {
        hall->terminals[i].client = varlink_client_free(hall->terminals[i].client);
        close_handle((uv_handle_t *)&hall->terminals[i].pause, NULL);
    }
    close_handle((uv_handle_t *)&hall->input, NULL);
}

static void rest(struct terminal *terminal)
{
    struct hall *hall = terminal->hall;
    terminal->is_idle = true;
    for (size_t i = 0; i < hall->count; i++) {
        if (!hall->terminals[i].is_idle && !hall->failed)
            return;
    }
    uv_stop(&hall->loop);
}

/* --- what is answered --- */

static const char *text_of(const json_t *object, const char *field)
{
    const char *text = json_string_value(json_object_get(object, field));
    return text ? text : "";
}

static void print_answer(const struct terminal *terminal, const json_t *parameters)
{
    const json_t *ticket = json_object_get(parameters, "ticket");
    if (acts[terminal->act].word)
        printf("%s %s %s %s\n", acts[terminal->act].word, terminal->request, text_of(ticket, "ticket"),
               text_of(ticket, "code"));
    fflush(stdout);
}

static void take_answer(struct terminal *terminal, const json_t *parameters)
{
    bool kiosk = terminal->act == ACT_ISSUE;
    print_answer(terminal, parameters);
    if (terminal->act == ACT_SIGN_IN) {
        snprintf(terminal->token, TOKEN_SIZE, "%s", text_of(parameters, "token"));
        connect_to(terminal, terminal->hall->timeout_ms); /* and the session goes on there, by its token */
    }
    terminal->act = acts[terminal->act].then;
    terminal->request[0] = '\0';
    pause_for(terminal, kiosk ? VISITOR_MS : 0);
}

static void wrong(struct terminal *terminal, const struct varlink_reply *reply)
{
    _cleanup_free_ char *text = reply->parameters ? json_dumps(reply->parameters, JSON_COMPACT) : NULL;
    printf("wrong %s: %s %s %s\n", acts[terminal->act].method, reply->error ? reply->error : "", text ? text : "",
           reply->reason);
    fflush(stdout);
    terminal->hall->failed = true;
    rest(terminal);
}

/* The daemon is another one, or the connection is: the session goes on by its token, or by the PIN. */
static void on_regained(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct terminal *terminal = data;
    if (reply->status == VARLINK_CANCELLED)
        return;
    if (reply->status == VARLINK_ERROR && strcmp(reply->error, "org.novbe.Refused.NotSignedIn") == 0)
        terminal->token[0] = '\0';
    pause_a_little(terminal);
}

static void regain(struct terminal *terminal)
{
    json_t *parameters = json_pack("{s:s}", "token", terminal->token);
    varlink_client_call_json(terminal->client, "org.novbe.Counter.Regain", parameters, 0, on_regained, terminal);
    json_decref(parameters);
}

static void on_signed_in(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct terminal *terminal = data;
    if (reply->status == VARLINK_CANCELLED)
        return;
    if (reply->status == VARLINK_OK)
        snprintf(terminal->token, TOKEN_SIZE, "%s", text_of(reply->parameters, "token"));
    pause_a_little(terminal);
}

static void sign_in_again(struct terminal *terminal)
{
    json_t *parameters = json_pack("{s:s, s:s, s:s}", "operator", terminal->operator, "pin", terminal->hall->pin,
                                   "counter", terminal->counter);
    varlink_client_call_json(terminal->client, acts[ACT_SIGN_IN].method, parameters, 0, on_signed_in, terminal);
    json_decref(parameters);
}

/* Errors that a terminal knows what to do about. False: it does not. */
static bool take_error(struct terminal *terminal, const char *error)
{
    if (strcmp(error, "org.novbe.Refused.NobodyWaits") == 0) {
        terminal->request[0] = '\0';
        pause_a_little(terminal);
    } else if (strcmp(error, "org.novbe.Refused.NotSignedIn") == 0) {
        if (terminal->token[0])
            regain(terminal);
        else
            sign_in_again(terminal);
    } else if (strcmp(error, "org.novbe.Fault.Overloaded") == 0 ||
               strcmp(error, "org.novbe.Fault.StorageFailed") == 0) {
        pause_a_little(terminal);
    } else {
        return false;
    }
    return true;
}

static void on_reply(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct terminal *terminal = data;
    switch (reply->status) {
    case VARLINK_OK:
        take_answer(terminal, reply->parameters);
        break;
    case VARLINK_ERROR:
        if (!take_error(terminal, reply->error))
            wrong(terminal, reply);
        break;
    case VARLINK_TIMEOUT:
    case VARLINK_LOST: /* a sign-in, which is no wish */
        pause_a_little(terminal);
        break;
    case VARLINK_MORE:
    case VARLINK_BAD:
        wrong(terminal, reply);
        break;
    case VARLINK_CANCELLED:
        break;
    }
}

/* Asks for what it asked for before, or for the next. */
static void go_on(struct terminal *terminal)
{
    if (terminal->hall->failed || (terminal->hall->ends && !terminal->request[0])) {
        rest(terminal);
        return;
    }
    if (!terminal->request[0])
        varlink_request_id(terminal->request);
    json_t *parameters = parameters_of(terminal);
    unsigned flags = terminal->act == ACT_SIGN_IN ? 0 : VARLINK_CALL_REPEAT;
    varlink_client_call_json(terminal->client, acts[terminal->act].method, parameters, flags, on_reply, terminal);
    json_decref(parameters);
}

/* --- begin and end --- */

static void on_room(uv_handle_t *handle, attr_unused size_t suggested, uv_buf_t *ret_room)
{
    static char bytes[64];
    (void)handle;
    *ret_room = uv_buf_init(bytes, sizeof(bytes));
}

static void on_input(uv_stream_t *stream, ssize_t size, attr_unused const uv_buf_t *bytes)
{
    struct hall *hall = stream->data;
    if (size >= 0)
        return;
    hall->ends = true;
    uv_read_stop(stream);
}

static void init_terminal(struct hall *hall, size_t place, size_t kiosks)
{
    struct terminal *terminal = &hall->terminals[place];
    terminal->hall = hall;
    terminal->act = place < kiosks ? ACT_ISSUE : ACT_SIGN_IN;
    snprintf(terminal->operator, KEY_SIZE, "%zu", 101 + place - kiosks);
    snprintf(terminal->counter, KEY_SIZE, "%zu", 1 + place - kiosks);
    connect_to(terminal, place < kiosks ? hall->timeout_ms : SIGN_IN_MS); /* PINs are checked one at a time */
    uv_timer_init(&hall->loop, &terminal->pause);
    terminal->pause.data = terminal;
    go_on(terminal);
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fputs("usage: terminals SOCKET TIMEOUT_MS KIOSKS COUNTERS PIN\n", stderr);
        return 2;
    }
    struct hall hall = {.socket = argv[1], .timeout_ms = (unsigned)strtoul(argv[2], NULL, 10), .pin = argv[5]};
    size_t kiosks = strtoul(argv[3], NULL, 10);
    hall.count = kiosks + strtoul(argv[4], NULL, 10);
    hall.terminals = mem_new_n(struct terminal, hall.count);
    uv_loop_init(&hall.loop);
    uv_pipe_init(&hall.loop, &hall.input, 0);
    hall.input.data = &hall;
    uv_pipe_open(&hall.input, 0);
    uv_read_start((uv_stream_t *)&hall.input, on_room, on_input);
    for (size_t i = 0; i < hall.count; i++)
        init_terminal(&hall, i, kiosks);
    uv_run(&hall.loop, UV_RUN_DEFAULT);
    leave(&hall);
    uv_run(&hall.loop, UV_RUN_DEFAULT);
    uv_loop_close(&hall.loop);
    free(hall.terminals);
    return hall.failed ? 1 : 0;
}
