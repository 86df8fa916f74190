/* SPDX-License-Identifier: MIT
 *
 * Pages are asked for one after the other; when the copy is whole, the next question waits at the centre until there is
 * something to answer.
 */
#include "daemon/follow.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/interface/follower.h"
#include "common/log.h"
#include "daemon/follow_private.h"
#include "daemon/store_page.h"

/* A centre under load gives all that was committed in between, so that each page costs both machines less. */
enum { BETWEEN_ROUNDS_MS = 10, WAIT_MS = 5000, PATIENCE_MS = 15000, AFTER_FAILURE_MS = 200, AFTER_FAILURES_MS = 5000 };

static void ask(struct follow *follow);

/* --- what becomes of a round --- */

static void on_pause_over(uv_timer_t *timer)
{
    ask(timer->data);
}

static void pause_for(struct follow *follow, uint64_t ms)
{
    uv_timer_start(&follow->pause, on_pause_over, ms, 0);
}

attr_printf(2, 3) static void fail(struct follow *follow, const char *format, ...)
{
    char before[TROUBLE_SIZE];
    va_list arguments;
    memcpy(before, follow->trouble, sizeof(before));
    va_start(arguments, format);
    vsnprintf(follow->trouble, sizeof(follow->trouble), format, arguments);
    va_end(arguments);
    if (strcmp(before, follow->trouble) != 0)
        log_warning("not_following", LOG_TEXT("centre", follow->options->address), LOG_TEXT("reason", follow->trouble));
    store_follower_drop(follow->copy);
    follow->in_round = false;
    pause_for(follow, follow->failed++ == 0 ? AFTER_FAILURE_MS : AFTER_FAILURES_MS);
}

static void take_end(struct follow *follow)
{
    if (follow->trouble[0] || !follow->whole_ms)
        log_info("following", LOG_TEXT("centre", follow->options->address),
                 LOG_NUMBER("seq", store_follower_head(follow->copy).seq));
    follow->in_round = false;
    follow->failed = 0;
    follow->trouble[0] = '\0';
    if (store_follower_head(follow->copy).seq == follow->seq)
        follow->whole_ms = clock_wall_ms();
}

static void take_page(struct follow *follow, const struct follower_follow_out *out)
{
    struct buffer rows = {0};
    char error[STORE_ERROR_SIZE] = "what came is no page";
    follow->seq = out->seq;
    int r = page_from_text(out->rows, &rows);
    if (r == 0)
        r = store_follower_take(follow->copy, &rows, out->last, error);
    buffer_done(&rows);
    if (r < 0) {
        fail(follow, "%s", error);
        return;
    }
    for (size_t i = 0; i < STORE_COPIED_TABLES && i < out->until.count; i++)
        follow->until.numbers[i] = out->until.items[i].number;
    follow->in_round = true;
    if (out->last)
        take_end(follow);
    pause_for(follow, out->last ? BETWEEN_ROUNDS_MS : 0);
}

/* A refusal in words that say what to do. */
static void take_refusal(struct follow *follow, const struct varlink_reply *reply)
{
    const char *store = follow->options->store;
    json_int_t kept_from = json_integer_value(json_object_get(reply->parameters, "kept_from"));
    json_int_t schema = json_integer_value(json_object_get(reply->parameters, "schema"));
    if (strcmp(reply->error, FOLLOWER_OTHER_CENTRE) == 0)
        fail(follow, "the centre there is %s, here it is %s: the two need the same centre.key",
             json_string_value(json_object_get(reply->parameters, "centre")),
             follow->options->centre->settings.centre_key);
    else if (strcmp(reply->error, FOLLOWER_OTHER_SCHEMA) == 0)
        fail(follow, "the store there has schema %lld, here %d: install the same version of novbe on both",
             (long long)schema, store_schema());
    else if (strcmp(reply->error, FOLLOWER_DIVERGED) == 0)
        fail(follow, "%s is no copy of the store there: move it away, a new one is made", store);
    else if (strcmp(reply->error, FOLLOWER_TOO_LATE) == 0)
        fail(follow, "%s ends at fact %lld, and the centre keeps those from %lld on: move it away, a new one is made",
             store, (long long)store_follower_head(follow->copy).seq, (long long)kept_from);
    else
        fail(follow, "the centre answers %s", reply->error);
}

static void hear(struct follow *follow)
{
    follow->heard = true;
    follow->heard_ms = clock_wall_ms();
    follow->heard_loop_ms = uv_now(follow->options->loop);
}

static void on_page(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct follow *follow = data;
    switch (reply->status) {
    case VARLINK_OK:
        hear(follow);
        take_page(follow, reply->out);
        break;
    case VARLINK_ERROR:
        hear(follow);
        take_refusal(follow, reply);
        break;
    case VARLINK_CANCELLED:
        break;
    case VARLINK_MORE:
    case VARLINK_TIMEOUT:
    case VARLINK_LOST:
    case VARLINK_BAD:
        follow->heard = false;
        fail(follow, "the centre does not answer: %s", reply->reason);
        break;
    }
}

static size_t list_place(const struct store_place *place, struct follower_table_end items[STORE_COPIED_TABLES])
{
    for (size_t i = 0; i < STORE_COPIED_TABLES; i++)
        items[i] = (struct follower_table_end){.table = store_place_table(i), .number = place->numbers[i]};
    return STORE_COPIED_TABLES;
}

static void ask(struct follow *follow)
{
    struct follower_table_end have[STORE_COPIED_TABLES], until[STORE_COPIED_TABLES];
    char hex[LEDGER_HEX_SIZE];
    if (!follow->in_round)
        follow->head = store_follower_head(follow->copy);
    struct follower_follow_in in = {.follower = follow->name,
                                    .centre = follow->options->centre->settings.centre_key,
                                    .schema = store_schema(),
                                    .seq = follow->head.seq,
                                    .head = ledger_hex(follow->head.hash.bytes, hex),
                                    .have = {list_place(store_follower_place(follow->copy), have), have},
                                    .wait_ms = WAIT_MS};
    if (follow->in_round) {
        in.until.count = list_place(&follow->until, until);
        in.until.items = until;
    }
    varlink_client_call(follow->client, interfaces_method(&follow->interfaces, FOLLOWER_FOLLOW), &in,
                        VARLINK_CALL_REPEAT, on_page, follow);
}

/* --- the client --- */

static void on_connected(void *data, bool connected, attr_unused int error)
{
    struct follow *follow = data;
    if (!connected)
        follow->heard = false;
}

static void begin_client(struct follow *follow)
{
    follow->client = varlink_client_new(&(struct varlink_client_options){
            .loop = follow->options->loop,
            .address = follow->options->address,
            .timeout_ms = PATIENCE_MS,
            .attempts = 1,
            .backoff_max_ms = 1000,
            .message_bytes = (size_t)64 * 1024 * 1024, /* a page holds a row at least, and one row may be long */
            .connected = on_connected,
            .data = follow,
    });
}

bool follow_hears(const struct follow *follow)
{
    return follow->heard && uv_now(follow->options->loop) - follow->heard_loop_ms < FOLLOW_SILENT_MS;
}

/* --- promotion --- */

int follow_promote(struct follow *follow, char error[STORE_ERROR_SIZE])
{
    follow->client = varlink_client_free(follow->client);
    uv_timer_stop(&follow->pause);
    int r = store_follower_promote(follow->copy, error);
    if (r < 0) {
        begin_client(follow);
        ask(follow);
        return r;
    }
    follow->promoted = true;
    log_info("promoted", LOG_NUMBER("epoch", store_follower_epoch(follow->copy)),
             LOG_NUMBER("seq", store_follower_head(follow->copy).seq));
    return 0;
}

/* --- from the beginning to the end --- */

/* What was answered goes out, and with it the news that this machine is the centre. */
static void on_end_of_turn(uv_prepare_t *prepare)
{
    struct follow *follow = prepare->data;
    varlink_server_flush(follow->server);
    varlink_server_reap(follow->server);
    if (follow->promoted)
        uv_stop(follow->options->loop);
}

static int begin(struct follow *follow, char error[STORE_ERROR_SIZE])
{
    const struct follow_options *options = follow->options;
    struct config_mistakes mistakes = {0};
    int r = store_follower_open(options->store, options->centre->settings.centre_key, &follow->copy, error);
    if (r < 0)
        return r;
    if (gethostname(follow->name, sizeof(follow->name) - 1) < 0 || !follow->name[0])
        strcpy(follow->name, "follower");
    interfaces_init(&follow->interfaces);
    follow->access = access_new(options->centre, &mistakes);
    config_mistakes_done(&mistakes);
    log_set_level((enum log_level)options->centre->settings.log_level);
    uv_prepare_init(options->loop, &follow->end_of_turn);
    follow->end_of_turn.data = follow;
    uv_prepare_start(&follow->end_of_turn, on_end_of_turn);
    uv_timer_init(options->loop, &follow->pause);
    follow->pause.data = follow;
    follow->started_ms = clock_wall_ms();
    follow_serve(follow);
    begin_client(follow);
    ask(follow);
    return 0;
}

static void end(struct follow *follow)
{
    varlink_client_free(follow->client);
    follow_serve_no_more(follow);
    uv_close((uv_handle_t *)&follow->end_of_turn, NULL);
    uv_close((uv_handle_t *)&follow->pause, NULL);
    uv_run(follow->options->loop, UV_RUN_NOWAIT);
    store_follower_close(follow->copy);
    access_free(follow->access);
    interfaces_done(&follow->interfaces);
}

int follow_run(const struct follow_options *options, char error[STORE_ERROR_SIZE])
{
    struct follow follow = {.options = options};
    int r = begin(&follow, error);
    if (r < 0)
        return r;
    log_info("ready", LOG_TEXT("version", NOVBE_VERSION), LOG_TEXT("follows", options->address));
    sd_notifyf(0, "READY=1\nSTATUS=follows %s", options->address);
    uv_run(options->loop, UV_RUN_DEFAULT);
    end(&follow);
    return follow.promoted;
}
