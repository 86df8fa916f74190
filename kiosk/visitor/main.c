/* SPDX-License-Identifier: MIT
 *
 * novbe-visitor, the touch kiosk: the program on the app.
 */
#include "kiosk/ui/app.h"
#include "kiosk/visitor/program.h"

struct terminal {
    struct kiosk kiosk;
    struct app *app;
    const struct interfaces *interfaces;
    const char *key;
    const char *language;
};

/* --- the app as the program's wire --- */

static struct varlink_client_call *wire_call(void *data, const char *method, const void *in, unsigned flags,
                                             varlink_reply_handler *handler, void *handler_data)
{
    struct terminal *terminal = data;
    return app_call(terminal->app, method, in, flags, handler, handler_data);
}

static void wire_cancel(attr_unused void *data, struct varlink_client_call *call)
{
    varlink_client_cancel(call);
}

static void wire_watch(void *data, const struct app_watch *watch)
{
    struct terminal *terminal = data;
    app_watch(terminal->app, watch);
}

static void wire_watch_names(void *data, struct names *names, const char *language,
                             void (*changed)(struct app *app, void *data), void *changed_data)
{
    struct terminal *terminal = data;
    app_watch_names(terminal->app, names, language, changed, changed_data);
}

static int wire_take(void *data, struct kept *kept, const char *method, json_t *parameters)
{
    struct terminal *terminal = data;
    return kept_take(kept, interfaces_method(terminal->interfaces, method), parameters);
}

static int64_t wire_now_ms(void *data)
{
    struct terminal *terminal = data;
    return app_now(terminal->app);
}

/* --- the app's turns --- */

static void begin(struct app *app, void *data)
{
    struct terminal *terminal = data;
    const struct wire wire = {.call = wire_call,
                              .cancel = wire_cancel,
                              .watch = wire_watch,
                              .watch_names = wire_watch_names,
                              .take = wire_take,
                              .now_ms = wire_now_ms,
                              .data = terminal};
    terminal->app = app;
    kiosk_init(&terminal->kiosk, &wire, terminal->key, app_languages(app), terminal->language);
    kiosk_begin(&terminal->kiosk, app_stage(app));
}

static void connected(attr_unused struct app *app, bool is_connected, void *data)
{
    struct terminal *terminal = data;
    if (is_connected)
        kiosk_connected(&terminal->kiosk);
}

static void end(attr_unused struct app *app, void *data)
{
    struct terminal *terminal = data;
    kiosk_done(&terminal->kiosk);
}

int main(int argc, char **argv)
{
    struct terminal terminal = {0};
    struct options options;
    int exit_code;
    const struct own_option own[] = {
            {"kiosk", "KEY", "which kiosk of the catalogue this is", true, &terminal.key},
    };
    if (!options_read(argc, argv, "the touch kiosk at which visitors take a ticket", own, ARRAY_SIZE(own), &options,
                      &exit_code))
        return exit_code;
    struct interfaces interfaces;
    interfaces_init(&interfaces);
    terminal.interfaces = &interfaces;
    terminal.language = options.language;
    const struct app_options app = {.options = options,
                                    .program = kiosk_program(&terminal.kiosk),
                                    .begin = begin,
                                    .connected = connected,
                                    .end = end,
                                    .data = &terminal};
    exit_code = app_run(&app);
    interfaces_done(&interfaces);
    return exit_code;
}
