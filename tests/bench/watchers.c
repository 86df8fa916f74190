/* SPDX-License-Identifier: MIT
 *
 * watchers SOCKET PIN FIRST COUNTERS KIOSKS BOARDS DESKS MANAGERS: so many terminals of each kind on our own client
 * library, each with a stream of what it shows; counters from the number FIRST on, whose operators sign in first. Once
 * each terminal has had a whole state, at first and after every loss of the daemon, a line:
 *
 *     current TIMES SECONDS
 *
 * the moment (CLOCK_MONOTONIC) of the last of them. Ends with its input. Terminals come back as they do in the hall,
 * with the library's own pauses between tries.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <uv.h>

#include "common/varlink/client.h"

enum kind { COUNTERS, KIOSKS, BOARDS, DESKS, MANAGERS, KINDS };
enum { OPERATORS_FROM = 1000, SIGN_IN_MS = 120000 }; /* PINs are checked one at a time */

struct watcher {
    struct watchers *watchers;
    struct varlink_client *client;
    enum kind kind;
    int number;
    int times; /* that it was told the whole */
};

struct watchers {
    uv_loop_t loop;
    uv_pipe_t input;
    const char *socket, *pin;
    int first;
    struct watcher *items;
    size_t count;
    int times; /* of the one that was told least */
};

static _Noreturn void give_up(const char *what, const struct varlink_reply *reply)
{
    _cleanup_free_ char *text = reply->parameters ? json_dumps(reply->parameters, JSON_COMPACT) : NULL;
    fprintf(stderr, "watchers: %s: %s %s %s\n", what, reply->error ? reply->error : "", text ? text : "",
            reply->reason);
    exit(1);
}

static void look_at_all(struct watchers *watchers)
{
    int least = watchers->items[0].times;
    for (size_t i = 1; i < watchers->count; i++)
        least = watchers->items[i].times < least ? watchers->items[i].times : least;
    if (least == watchers->times)
        return;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    watchers->times = least;
    printf("current %d %lld.%06ld\n", least, (long long)now.tv_sec, now.tv_nsec / 1000);
    fflush(stdout);
}

static void on_state(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct watcher *watcher = data;
    if (reply->status != VARLINK_MORE)
        give_up("a stream", reply);
    if (watcher->times > 0 && !reply->repeated)
        return;
    watcher->times++;
    look_at_all(watcher->watchers);
}

static void watch(struct watcher *watcher, const char *token)
{
    static const char *const methods[KINDS] = {[COUNTERS] = "org.novbe.Counter.Watch",
                                               [KIOSKS] = "org.novbe.Visitor.WatchPrinters",
                                               [BOARDS] = "org.novbe.Board.Watch",
                                               [DESKS] = "org.novbe.Reception.WatchDesk",
                                               [MANAGERS] = "org.novbe.Manager.WatchHall"};
    json_t *parameters = watcher->kind == COUNTERS ? json_pack("{s:s}", "token", token)
                         : watcher->kind == KIOSKS ? json_pack("{s:s}", "kiosk", "door")
                         : watcher->kind == BOARDS ? json_pack("{s:s}", "board", "hall")
                                                   : json_object();
    varlink_client_call_json(watcher->client, methods[watcher->kind], parameters, VARLINK_CALL_MORE, on_state, watcher);
    json_decref(parameters);
}

static void sign_in(struct watcher *watcher);

/* One operator after the other: only so many PINs may wait to be checked. */
static void on_signed_in(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct watcher *watcher = data, *next = watcher + 1;
    if (reply->status != VARLINK_OK)
        give_up("a sign-in", reply);
    watch(watcher, json_string_value(json_object_get(reply->parameters, "token")));
    if (next < watcher->watchers->items + watcher->watchers->count && next->kind == COUNTERS)
        sign_in(next);
}

static void sign_in(struct watcher *watcher)
{
    char counter[16], operator[16];
    snprintf(counter, sizeof(counter), "%d", watcher->watchers->first + watcher->number);
    snprintf(operator, sizeof(operator), "%d", OPERATORS_FROM + watcher->watchers->first + watcher->number);
    json_t *parameters =
            json_pack("{s:s, s:s, s:s}", "operator", operator, "pin", watcher->watchers->pin, "counter", counter);
    varlink_client_call_json(watcher->client, "org.novbe.Counter.SignIn", parameters, 0, on_signed_in, watcher);
    json_decref(parameters);
}

static void begin(struct watcher *watcher)
{
    struct watchers *watchers = watcher->watchers;
    watcher->client = varlink_client_new(&(struct varlink_client_options){
            .loop = &watchers->loop,
            .address = watchers->socket,
            .timeout_ms = watcher->kind == COUNTERS ? SIGN_IN_MS : 0,
    });
    if (watcher->kind != COUNTERS)
        watch(watcher, NULL);
}

static void on_room(attr_unused uv_handle_t *handle, attr_unused size_t suggested, uv_buf_t *ret_room)
{
    static char bytes[64];
    *ret_room = uv_buf_init(bytes, sizeof(bytes));
}

static void on_input(uv_stream_t *stream, ssize_t size, attr_unused const uv_buf_t *bytes)
{
    if (size < 0)
        uv_stop(stream->loop);
}

static void make_all(struct watchers *watchers, char **counts)
{
    for (enum kind kind = 0; kind < KINDS; kind++)
        watchers->count += strtoul(counts[kind], NULL, 10);
    watchers->items = mem_new_n(struct watcher, watchers->count + 1);
    size_t place = 0;
    for (enum kind kind = 0; kind < KINDS; kind++) {
        for (int i = 0; i < (int)strtoul(counts[kind], NULL, 10); i++)
            watchers->items[place++] = (struct watcher){.watchers = watchers, .kind = kind, .number = i};
    }
}

int main(int argc, char **argv)
{
    if (argc != 4 + KINDS) {
        fputs("usage: watchers SOCKET PIN FIRST COUNTERS KIOSKS BOARDS DESKS MANAGERS\n", stderr);
        return 2;
    }
    struct watchers watchers = {.socket = argv[1], .pin = argv[2], .first = (int)strtol(argv[3], NULL, 10)};
    make_all(&watchers, argv + 4);
    uv_loop_init(&watchers.loop);
    uv_pipe_init(&watchers.loop, &watchers.input, 0);
    uv_pipe_open(&watchers.input, 0);
    uv_read_start((uv_stream_t *)&watchers.input, on_room, on_input);
    for (size_t i = 0; i < watchers.count; i++)
        begin(&watchers.items[i]);
    if (watchers.count > 0 && watchers.items[0].kind == COUNTERS)
        sign_in(&watchers.items[0]);
    uv_run(&watchers.loop, UV_RUN_DEFAULT);
    return 0; /* and all connections end with it */
}
