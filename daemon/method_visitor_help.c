/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Visitor: calling a person to a kiosk.
 */
#include "common/varlink/server.h"
#include "daemon/daemon.h"
#include "daemon/method.h"
#include "daemon/method_visitor.h"
#include "daemon/wish.h"

void visitor_ask_for_help(struct varlink_call *call, const void *input)
{
    const struct visitor_ask_for_help_in *in = input;
    struct daemon *daemon = daemon_of(call);
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, in->request) || !visitor_kiosk_is_known(call, in->kiosk) ||
        (in->language && !method_language(call, in->language)))
        return;
    const struct help *help = helps_ask(memory_change(&daemon->turn.memory, &daemon->helps), in->kiosk, in->page,
                                        in->language, turn_now(&daemon->turn));
    publish_touch(&daemon->publish, TOPIC_HALL);
    struct visitor_ask_for_help_out out = {.help = help->name};
    wish_answer(&wish, &out);
}

/* --- WatchHelp --- */

static const struct help *help_of(const struct snapshot_request *request)
{
    const struct visitor_watch_help_in *in = request->in;
    return helps_find(&request->daemon->helps, in->help);
}

static void make_help(const struct snapshot_request *request, void *output)
{
    struct visitor_watch_help_out *out = output;
    const struct help *help = help_of(request);
    if (!help)
        out->state.value = VISITOR_WATCH_HELP_OUT_STATE_OVER;
    else
        out->state.value = help->coming ? VISITOR_WATCH_HELP_OUT_STATE_COMING : VISITOR_WATCH_HELP_OUT_STATE_ASKED;
}

static const char *help_key(const struct snapshot_request *request)
{
    const struct visitor_watch_help_in *in = request->in;
    return in->help;
}

static enum snapshot_end help_end(const struct snapshot_request *request)
{
    return help_of(request) ? SNAPSHOT_GOES_ON : SNAPSHOT_LAST;
}

static const struct snapshot help_snapshot = {
        .topics = TOPIC_HALL, .make = make_help, .key = help_key, .end = help_end};

void visitor_watch_help(struct varlink_call *call, const void *input)
{
    publish_answer(&daemon_of(call)->publish, call, &help_snapshot, input);
}
