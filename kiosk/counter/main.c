/* SPDX-License-Identifier: MIT
 *
 * novbe-counter: the operator's terminal.
 */
#include "kiosk/counter/program.h"
#include "kiosk/ui/app.h"
#include "kiosk/ui/options.h"

struct counter {
    struct counter_program program;
    struct port port;
    struct app *app;
    struct app_watching *watching;
    const char *language;
};

/* --- the port is the app --- */

static void call(void *data, const char *method, const void *in, varlink_reply_handler *handler, void *handler_data)
{
    struct counter *counter = data;
    app_call(counter->app, method, in, VARLINK_CALL_REPEAT, handler, handler_data);
}

static void on_watched(attr_unused struct app *app, void *data)
{
    program_watched(&((struct counter *)data)->program);
}

static void on_watch_ended(attr_unused struct app *app, const struct varlink_reply *reply, void *data)
{
    struct counter *counter = data;
    counter->watching = NULL;
    program_watch_ended(&counter->program, reply);
}

static void watch(void *data, const struct counter_watch_in *in, struct kept *kept)
{
    struct counter *counter = data;
    counter->watching = app_watch(counter->app, &(struct app_watch){.method = COUNTER_WATCH,
                                                                    .in = in,
                                                                    .kept = kept,
                                                                    .changed = on_watched,
                                                                    .ended = on_watch_ended,
                                                                    .data = counter});
}

static void unwatch(void *data)
{
    struct counter *counter = data;
    app_unwatch(counter->watching);
    counter->watching = NULL;
}

static int64_t now_ms(void *data)
{
    return app_now(((struct counter *)data)->app);
}

static void ring(void *data)
{
    app_ring(((struct counter *)data)->app);
}

/* --- the app --- */

static void on_named(attr_unused struct app *app, void *data)
{
    program_named(&((struct counter *)data)->program);
}

static void begin(struct app *app, void *data)
{
    struct counter *counter = data;
    counter->app = app;
    counter->port = (struct port){.interfaces = app_interfaces(app),
                                  .languages = app_languages(app),
                                  .call = call,
                                  .watch = watch,
                                  .unwatch = unwatch,
                                  .now_ms = now_ms,
                                  .ring = ring,
                                  .data = counter};
    counter->program.stage = app_stage(app);
    counter->program.own_language = !counter->language;
    program_init(&counter->program, &counter->port);
    app_watch_names(app, &counter->program.model.names, counter->language, on_named, counter);
}

static void connected(attr_unused struct app *app, bool is_connected, void *data)
{
    program_connected(&((struct counter *)data)->program, is_connected);
}

int main(int argc, char **argv)
{
    struct counter counter = {0};
    struct model *model = &counter.program.model;
    model_init(model);
    const struct own_option own[] = {
            {"counter", "KEY", "which counter of the catalogue this is", true, &model->counter},
            {
                    "operator",
                    "ID",
                    "who sits here as a rule: only the PIN is typed",
                    false,
                    &model->operator},
                    {"printer", "KEY", "where tickets are printed again", false, &model->printer},
            };
    struct app_options options = {
            .begin = begin, .connected = connected, .program = program_pages(&counter.program), .data = &counter};
    int r;
    if (options_read(argc, argv, "the operator's terminal", own, ARRAY_SIZE(own), &options.options, &r)) {
        counter.language = options.options.language;
        r = app_run(&options);
    }
    program_done(&counter.program);
    return r;
}
