/* SPDX-License-Identifier: MIT
 *
 * Calls with their answers, one stream, and what was told of each printer last.
 */
#include "printer/desk.h"

#include <stdio.h>
#include <string.h>

#include "common/interface.h"
#include "common/interface/refused.h"
#include "common/interface/varlink_service.h"
#include "common/log.h"
#include "common/varlink/client.h"
#include "common/varlink/kept.h"
#include "common/via.h"

enum { ASK_AGAIN_MS = 1000, TELL_AGAIN_MS = 20000 };

/* What is told of a printer. */
struct standing {
    struct desk *desk;
    int state; /* -1: nothing yet */
    char *detail;
    struct idl_maybe_int tickets_left;
    uint64_t told_ms; /* of the loop */
    bool under_way, waits;
    bool unknown; /* to the daemon, whose catalogue is another one */
};

struct desk {
    struct desk_options options;
    struct interfaces interfaces;
    struct via via;
    struct varlink_client *client;
    struct varlink_client_call *stream; /* NULL: between two */
    struct printer_watch_orders_in wanted;
    uv_timer_t again;
    struct kept orders;
    struct standing *standings; /* one a printer, in their order */
    char refusal[192];          /* what was told last of what the daemon does not do; "": it does */
};

/* A call whose answer is about an order at a printer. */
struct errand {
    struct desk *desk;
    int64_t order;
    const char *printer;
    const char *method;
};

static const struct idl_member *method_of(const struct desk *desk, const char *name)
{
    return interfaces_method(&desk->interfaces, name);
}

static size_t place_of(const struct desk *desk, const char *printer)
{
    size_t place = 0;
    while (place < desk->options.printer_count && strcmp(desk->options.printers[place], printer) != 0)
        place++;
    return place;
}

/* What is refused once is refused again every few seconds: it is told once, and what to do about it. */
static void tell_refusal(struct desk *desk, const char *event, const struct varlink_reply *reply)
{
    const char *error = reply->error ? reply->error : reply->reason;
    if (strcmp(desk->refusal, error) == 0)
        return;
    snprintf(desk->refusal, sizeof(desk->refusal), "%s", error);
    bool lacks_role = reply->error && strcmp(reply->error, VARLINK_SERVICE_PERMISSION_DENIED) == 0;
    log_warning(event, LOG_TEXT("error", error),
                LOG_TEXT("hint", lacks_role ? "this user needs the role \"printer\" in novbe.conf" : ""));
}

/* --- orders --- */

static void watch(struct desk *desk);

static bool is_unknown_terminal(const struct varlink_reply *reply)
{
    return reply->status == VARLINK_ERROR && strcmp(reply->error, REFUSED_UNKNOWN_TERMINAL) == 0;
}

static void set_unknown(struct standing *standing)
{
    if (!standing->unknown)
        log_warning("printer_unknown",
                    LOG_TEXT("printer", standing->desk->options.printers[standing - standing->desk->standings]));
    standing->unknown = true;
}

/* The daemon names a printer that it does not know: the others are asked for without it. False: it is none of ours. */
static bool leave_out(struct desk *desk, const struct varlink_reply *reply)
{
    const char *key = is_unknown_terminal(reply) ? json_string_value(json_object_get(reply->parameters, "key")) : NULL;
    size_t place = key ? place_of(desk, key) : desk->options.printer_count;
    if (place == desk->options.printer_count)
        return false;
    set_unknown(&desk->standings[place]);
    return true;
}

static void on_again(uv_timer_t *timer)
{
    watch(timer->data);
}

static void on_orders(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct desk *desk = data;
    bool more = reply->status == VARLINK_MORE;
    if (more || reply->status == VARLINK_OK) {
        desk->refusal[0] = '\0';
        if (kept_take(&desk->orders, method_of(desk, PRINTER_WATCH_ORDERS), reply->parameters) == 0)
            desk->options.orders(desk->options.data, desk->orders.out);
    }
    if (more)
        return;
    desk->stream = NULL;
    if (reply->status == VARLINK_CANCELLED)
        return;
    if (leave_out(desk, reply)) {
        watch(desk);
        return;
    }
    tell_refusal(desk, "orders_not_told", reply);
    uv_timer_start(&desk->again, on_again, ASK_AGAIN_MS, 0);
}

static void watch(struct desk *desk)
{
    desk->wanted.printers.count = 0;
    for (size_t i = 0; i < desk->options.printer_count; i++) {
        if (!desk->standings[i].unknown)
            desk->wanted.printers.items[desk->wanted.printers.count++] = desk->options.printers[i];
    }
    desk->stream = varlink_client_call(desk->client, method_of(desk, PRINTER_WATCH_ORDERS), &desk->wanted,
                                       VARLINK_CALL_MORE, on_orders, desk);
}

/* The daemon has read its catalogue again. */
static void take_in(struct standing *standing)
{
    struct desk *desk = standing->desk;
    if (!standing->unknown)
        return;
    standing->unknown = false;
    if (!desk->stream) /* it is asked for soon */
        return;
    varlink_client_cancel(desk->stream);
    watch(desk);
}

/* --- errands --- */

static enum spool_answer answer_of(const struct varlink_reply *reply, const struct errand *errand)
{
    if (reply->status == VARLINK_OK)
        return SPOOL_DONE;
    if (reply->status != VARLINK_ERROR)
        return SPOOL_LOST;
    log_debug("refused", LOG_TEXT("method", errand->method), LOG_NUMBER("order", errand->order),
              LOG_TEXT("printer", errand->printer), LOG_TEXT("error", reply->error));
    /* Trouble of the daemon's own may pass; what the interface refuses does not. */
    return strncmp(reply->error, "org.novbe.Fault.", strlen("org.novbe.Fault.")) == 0 ? SPOOL_LOST : SPOOL_REFUSED;
}

static void on_taken(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    _cleanup_free_ struct errand *errand = data;
    const struct printer_take_out *out = reply->out;
    if (reply->status == VARLINK_CANCELLED)
        return;
    enum spool_answer answer = answer_of(reply, errand);
    errand->desk->options.taken(errand->desk->options.data, errand->order, errand->printer, answer,
                                answer == SPOOL_DONE && out->again);
}

static void on_reported(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    _cleanup_free_ struct errand *errand = data;
    if (reply->status == VARLINK_CANCELLED)
        return;
    errand->desk->options.reported(errand->desk->options.data, errand->order, errand->printer,
                                   answer_of(reply, errand));
}

static void send_errand(struct desk *desk, const char *method, const void *in, int64_t order, const char *printer,
                        varlink_reply_handler *handler)
{
    struct errand *errand = mem_new(struct errand);
    *errand = (struct errand){
            .desk = desk, .order = order, .printer = desk->options.printers[place_of(desk, printer)], .method = method};
    varlink_client_call(desk->client, method_of(desk, method), in, VARLINK_CALL_REPEAT, handler, errand);
}

void desk_take(struct desk *desk, int64_t order, const char *printer)
{
    send_errand(desk, PRINTER_TAKE, &(struct printer_take_in){.order = order, .printer = printer}, order, printer,
                on_taken);
}

void desk_report(struct desk *desk, const struct spool_task *task)
{
    bool printed = task->state == PRINTER_ORDER_STATE_PRINTED;
    const struct printer_report_in in = {
            .order = task->order,
            .state = {.value = task->state},
            .printer = task->printer,
            .detail = task->detail,
            .length_mm = {.set = printed && task->length_mm > 0, .value = task->length_mm},
            .papers = {.set = printed && task->papers > 0, .value = task->papers},
    };
    send_errand(desk, PRINTER_REPORT, &in, task->order, task->printer, on_reported);
}

/* --- printers --- */

static void tell(struct desk *desk, struct standing *standing);

static void on_told(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct standing *standing = data;
    standing->under_way = false;
    if (reply->status == VARLINK_CANCELLED)
        return;
    if (reply->status == VARLINK_OK) {
        take_in(standing);
    } else if (is_unknown_terminal(reply)) {
        set_unknown(standing);
    } else {
        tell_refusal(standing->desk, "printer_not_told", reply);
    }
    if (reply->status != VARLINK_OK)
        standing->told_ms = 0;
    if (standing->waits)
        tell(standing->desk, standing);
}

static void tell(struct desk *desk, struct standing *standing)
{
    standing->waits = standing->under_way;
    if (standing->under_way)
        return;
    standing->under_way = true;
    standing->told_ms = uv_now(desk->options.loop);
    const struct printer_report_printer_in in = {.printer = desk->options.printers[standing - desk->standings],
                                                 .state = {.value = standing->state},
                                                 .detail = standing->detail,
                                                 .tickets_left = standing->tickets_left};
    varlink_client_call(desk->client, method_of(desk, PRINTER_REPORT_PRINTER), &in, VARLINK_CALL_REPEAT, on_told,
                        standing);
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

void desk_tell_printer(struct desk *desk, const struct printer_report_printer_in *state)
{
    struct standing *standing = &desk->standings[place_of(desk, state->printer)];
    bool same = standing->state == state->state.value && same_text(standing->detail, state->detail) &&
                standing->tickets_left.set == state->tickets_left.set &&
                standing->tickets_left.value == state->tickets_left.value;
    if (same && standing->told_ms && uv_now(desk->options.loop) - standing->told_ms < TELL_AGAIN_MS)
        return;
    if (!same) {
        free(standing->detail);
        standing->detail = state->detail ? mem_strdup(state->detail) : NULL;
        standing->state = state->state.value;
        standing->tickets_left = state->tickets_left;
    }
    tell(desk, standing);
}

/* --- beginning and end --- */

static void on_connected(void *data, bool connected, attr_unused int error)
{
    struct desk *desk = data;
    desk->options.connected(desk->options.data, connected);
    for (size_t i = 0; connected && i < desk->options.printer_count; i++) {
        if (desk->standings[i].state >= 0)
            tell(desk, &desk->standings[i]); /* it may be another daemon, who knows nothing */
    }
}

static int open_via(void *data, int *ret_fd_in, int *ret_fd_out)
{
    struct desk *desk = data;
    return via_open(&desk->via, ret_fd_in, ret_fd_out);
}

struct desk *desk_new(const struct desk_options *options)
{
    struct desk *desk = mem_new(struct desk);
    *desk = (struct desk){.options = *options, .via = {options->loop, options->via}};
    desk->wanted.printers.items = mem_new_n(const char *, options->printer_count + 1);
    desk->standings = mem_new_n(struct standing, options->printer_count);
    for (size_t i = 0; i < options->printer_count; i++)
        desk->standings[i] = (struct standing){.desk = desk, .state = -1};
    interfaces_init(&desk->interfaces);
    kept_init(&desk->orders);
    uv_timer_init(options->loop, &desk->again);
    desk->again.data = desk;
    struct varlink_client_options client = {.loop = options->loop, .connected = on_connected, .data = desk};
    if (options->via)
        client.open = open_via;
    else
        client.address = options->address;
    desk->client = varlink_client_new(&client);
    watch(desk);
    return desk;
}

static void on_closed(uv_handle_t *handle)
{
    struct desk *desk = handle->data;
    for (size_t i = 0; i < desk->options.printer_count; i++)
        free(desk->standings[i].detail);
    free(desk->standings);
    free(desk->wanted.printers.items);
    kept_done(&desk->orders);
    interfaces_done(&desk->interfaces);
    free(desk);
}

struct desk *desk_free(struct desk *desk)
{
    if (!desk)
        return NULL;
    varlink_client_free(desk->client);
    uv_close((uv_handle_t *)&desk->again, on_closed);
    return NULL;
}
