/* SPDX-License-Identifier: MIT
 *
 * One question, asked again and again, and the rule by which its answer is judged.
 */
#include "daemon/peer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/interface/follower.h"
#include "common/log.h"

enum { EVERY_MS = 3000, PATIENCE_MS = 5000 };

static void ask(struct peer *peer);

static void take(struct peer *peer, const struct follower_get_owner_out *out)
{
    snprintf(peer->centre, sizeof(peer->centre), "%s", out->centre);
    peer->owner = out->owner;
    peer->epoch = out->epoch;
    peer->seq = out->seq;
    peer->heard_ms = clock_wall_ms();
}

static void on_timer(uv_timer_t *timer)
{
    ask(timer->data);
}

static void on_answer(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct peer *peer = data;
    if (reply->status == VARLINK_CANCELLED)
        return;
    peer->asks = false;
    peer->answered = reply->status == VARLINK_OK;
    if (peer->answered)
        take(peer, reply->out);
    else if (reply->status == VARLINK_ERROR)
        snprintf(peer->reason, sizeof(peer->reason), "it answered %s", reply->error);
    else
        snprintf(peer->reason, sizeof(peer->reason), "%s", reply->reason);
    uv_timer_start(&peer->timer, on_timer, EVERY_MS, 0);
    peer->options.told(peer, peer->options.data);
}

static void ask(struct peer *peer)
{
    peer->asks = true;
    varlink_client_call(peer->client, peer->options.method, NULL, 0, on_answer, peer);
}

/* Nobody is there: that is an answer, for which nobody has to wait. */
static void on_connected(void *data, bool connected, int error)
{
    struct peer *peer = data;
    if (connected || !peer->asks || peer->heard_ms)
        return;
    snprintf(peer->reason, sizeof(peer->reason), "%s", strerror(-error));
    peer->options.told(peer, peer->options.data);
}

void peer_start(struct peer *peer, const struct peer_options *options)
{
    *peer = (struct peer){.options = *options};
    uv_timer_init(options->loop, &peer->timer);
    peer->timer.data = peer;
    peer->client = varlink_client_new(&(struct varlink_client_options){
            .loop = options->loop,
            .address = options->address,
            .timeout_ms = PATIENCE_MS,
            .attempts = 1,
            .connected = on_connected,
            .data = peer,
    });
    ask(peer);
}

void peer_stop(struct peer *peer)
{
    if (!peer->client)
        return;
    peer->client = varlink_client_free(peer->client);
    uv_close((uv_handle_t *)&peer->timer, NULL);
}

/* --- the rule --- */

attr_printf(3, 4) static int judge(char error[STORE_ERROR_SIZE], int r, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error, STORE_ERROR_SIZE, format, arguments);
    va_end(arguments);
    return r;
}

int peer_judge(const struct peer *peer, const struct peer_self *self, char error[STORE_ERROR_SIZE])
{
    const char *address = peer->options.address;
    if (!peer->answered)
        return judge(
                error, -EHOSTUNREACH,
                "%s cannot be asked whether it has become the centre (%s), and this machine begins anew: start that "
                "one first, or take peer.address out of novbe.conf",
                address, peer->reason);
    if (strcmp(peer->centre, self->centre) != 0)
        return judge(error, -EBUSY, "%s is a machine of the centre %s, not of %s: see peer.address in novbe.conf",
                     address, peer->centre, self->centre);
    if (peer->owner && peer->epoch >= self->epoch)
        return judge(
                error, -EBUSY,
                "%s is the centre, in epoch %lld, and this one was in epoch %lld: move the store of this machine away "
                "and start it with --follow %s",
                address, (long long)peer->epoch, (long long)self->epoch, address);
    if (!peer->owner && (peer->epoch >= self->epoch || self->begins_anew) && peer->seq > self->seq)
        return judge(error, -EBUSY,
                     "%s follows this centre and holds its facts up to %lld, the store here only up to %lld: `novbe "
                     "promote` "
                     "there makes it the centre",
                     address, (long long)peer->seq, (long long)self->seq);
    return 0;
}

/* --- once --- */

static void on_told(struct peer *peer, attr_unused void *data)
{
    uv_stop(peer->options.loop);
}

int peer_ask(const char *address, const struct idl_member *method, const struct peer_self *self,
             char error[STORE_ERROR_SIZE])
{
    uv_loop_t loop;
    struct peer peer;
    uv_loop_init(&loop);
    peer_start(&peer, &(struct peer_options){.loop = &loop, .address = address, .method = method, .told = on_told});
    uv_run(&loop, UV_RUN_DEFAULT);
    int r = peer_judge(&peer, self, error);
    peer_stop(&peer);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    if (r != -EHOSTUNREACH || self->begins_anew)
        return r;
    log_warning("peer_not_asked", LOG_TEXT("peer", address), LOG_TEXT("reason", peer.reason));
    return 0;
}

/* Not in stores of before there were epochs. */
static int read_epochs(struct database *database, int64_t *ret_epoch, int64_t *ret_due)
{
    int r = store_read_epoch(database, ret_epoch);
    if (r == 0)
        r = database_number(database,
                            "SELECT value AND NOT EXISTS (SELECT 1 FROM meta AS p, meta AS e WHERE p.key = 'promoted'"
                            " AND e.key = 'epoch' AND p.value = e.value) FROM meta WHERE key = 'epoch_due'",
                            ret_due);
    return r == -ENOENT ? 0 : r;
}

int peer_know_self(const char *store, const char *centre, struct peer_self *ret_self)
{
    _cleanup_(database_closep) struct database *database = NULL;
    char text[256];
    int64_t due = 0;
    *ret_self = (struct peer_self){.centre = centre, .begins_anew = true};
    if (access(store, F_OK) < 0)
        return errno == ENOENT ? 0 : -errno;
    int r = database_open(store, DATABASE_READER, &database, text, sizeof(text));
    if (r == 0)
        r = read_epochs(database, &ret_self->epoch, &due);
    if (r == 0)
        r = database_number(database, "SELECT ifnull(max(seq), 0) FROM event", &ret_self->seq);
    ret_self->begins_anew = due != 0;
    return r;
}
