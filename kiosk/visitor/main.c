/* SPDX-License-Identifier: MIT
 *
 * novbe-visitor, the touch kiosk: the program on the app. A kiosk that speaks (`speak = yes` in the catalogue) has a
 * voice beside it, which is told what a page says as soon as the page has been drawn.
 */
#include "kiosk/ui/app.h"
#include "kiosk/visitor/program.h"
#include "kiosk/visitor/speech.h"
#include "kiosk/voice/command.h"

struct terminal {
    struct kiosk kiosk;
    struct app *app;
    const struct interfaces *interfaces;
    const char *key;
    const char *language;
    const char *languages; /* their folder */
    const char *voice;     /* what speaks, with its arguments; NULL: novbe-voice */
    struct voice_command command;

    uv_prepare_t before_drawing;
    uv_timer_t drawn, telling;
    bool leaving;
    struct speech speech;
    struct speaker *speaker; /* NULL: it does not speak */
    int64_t heard_ms;        /* the last touch that it knows of */
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

/* --- the voice --- */

static void on_told(attr_unused void *data, attr_unused const struct told *told)
{
    /* a text that was not spoken is on the screen */
}

/* By the word of the catalogue, which may change. */
static void follow_catalogue(struct terminal *terminal)
{
    bool speaks = model_speaks(&terminal->kiosk.model);
    if (speaks && !terminal->speaker)
        terminal->speaker = speaker_open(app_loop(terminal->app), &terminal->command.settings, on_told, terminal);
    if (speaks || !terminal->speaker)
        return;
    speaker_close(terminal->speaker);
    terminal->speaker = NULL;
}

static void on_drawn(uv_timer_t *timer)
{
    struct terminal *terminal = timer->data;
    const struct stage *stage = app_stage(terminal->app);
    follow_catalogue(terminal);
    if (!terminal->speaker)
        return;
    _cleanup_free_ char *text = speech_next(&terminal->speech, stage);
    bool touched = terminal->kiosk.model.touched_ms != terminal->heard_ms;
    terminal->heard_ms = terminal->kiosk.model.touched_ms;
    if (text)
        speaker_say(terminal->speaker, language_code(stage->language), text, true);
    else if (touched)
        speaker_stop(terminal->speaker); /* whoever touches has heard enough */
}

/* The app draws after this, in the same turn: the page is looked at in the next one. */
static void on_before_drawing(uv_prepare_t *prepare)
{
    struct terminal *terminal = prepare->data;
    if (app_stage(terminal->app)->dirty)
        uv_timer_start(&terminal->drawn, on_drawn, 0, 0);
}

static void begin_speech(struct terminal *terminal)
{
    speech_init(&terminal->speech);
    voice_command_init(&terminal->command, terminal->voice, terminal->languages);
    uv_timer_init(app_loop(terminal->app), &terminal->drawn);
    uv_timer_init(app_loop(terminal->app), &terminal->telling);
    terminal->drawn.data = terminal;
    uv_prepare_init(app_loop(terminal->app), &terminal->before_drawing);
    terminal->before_drawing.data = terminal;
    uv_prepare_start(&terminal->before_drawing, on_before_drawing);
}

static void end_speech(struct terminal *terminal)
{
    if (terminal->speaker)
        speaker_close(terminal->speaker);
    speech_done(&terminal->speech);
    voice_command_done(&terminal->command);
    uv_close((uv_handle_t *)&terminal->drawn, NULL);
    uv_close((uv_handle_t *)&terminal->telling, NULL);
    uv_close((uv_handle_t *)&terminal->before_drawing, NULL);
}

/* --- the app's turns --- */

static void on_telling(attr_unused uv_timer_t *timer)
{
    /* turned() tells what is due */
}

static void turned(attr_unused struct app *app, void *data)
{
    struct terminal *terminal = data;
    int64_t due_ms = kiosk_turn(&terminal->kiosk), now_ms = app_now(terminal->app);
    if (due_ms == INT64_MAX)
        uv_timer_stop(&terminal->telling);
    else
        uv_timer_start(&terminal->telling, on_telling, due_ms > now_ms ? (uint64_t)(due_ms - now_ms) : 0, 0);
    if (terminal->leaving && !kiosk_is_telling(&terminal->kiosk))
        app_left(terminal->app);
}

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
    begin_speech(terminal);
}

static void connected(attr_unused struct app *app, bool is_connected, void *data)
{
    struct terminal *terminal = data;
    if (is_connected)
        kiosk_connected(&terminal->kiosk);
}

static bool leave(attr_unused struct app *app, void *data)
{
    struct terminal *terminal = data;
    terminal->leaving = kiosk_leave(&terminal->kiosk);
    return terminal->leaving;
}

static void end(attr_unused struct app *app, void *data)
{
    struct terminal *terminal = data;
    end_speech(terminal);
    kiosk_done(&terminal->kiosk);
}

int main(int argc, char **argv)
{
    struct terminal terminal = {0};
    struct options options;
    int exit_code;
    const struct own_option own[] = {
            {"kiosk", "KEY", "which kiosk of the catalogue this is", true, &terminal.key},
            {"voice", "COMMAND", "what speaks, with its options (novbe-voice)", false, &terminal.voice},
    };
    if (!options_read(argc, argv, "the touch kiosk at which visitors take a ticket", own, ARRAY_SIZE(own), &options,
                      &exit_code))
        return exit_code;
    struct interfaces interfaces;
    interfaces_init(&interfaces);
    terminal.interfaces = &interfaces;
    terminal.language = options.language;
    terminal.languages = options.languages;
    const struct app_options app = {.options = options,
                                    .program = kiosk_program(&terminal.kiosk),
                                    .begin = begin,
                                    .connected = connected,
                                    .turned = turned,
                                    .leave = leave,
                                    .end = end,
                                    .data = &terminal};
    exit_code = app_run(&app);
    interfaces_done(&interfaces);
    return exit_code;
}
