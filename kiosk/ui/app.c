/* SPDX-License-Identifier: MIT
 *
 * The loop of a terminal. Everything that happens marks the stage as changed at most; before the loop sleeps the page
 * is drawn once, if it has to be, and the timer is set for whoever must be woken next.
 */
#include "kiosk/ui/app.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/queue.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/log.h"
#include "common/via.h"
#include "kiosk/ui/guard.h"
#include "kiosk/ui/screen.h"

enum { READ_BYTES = INPUT_QUEUE, ASK_AGAIN_MS = 1000, CLOCK_OFF_MS = 1000, LEAVE_MS = 1000 };

enum { SIGNAL_COUNT = 4 };
static const int signals[SIGNAL_COUNT] = {SIGTERM, SIGINT, SIGHUP, SIGWINCH};

struct app {
    const struct app_options *options;
    uv_loop_t loop;
    uv_poll_t keys;
    uv_signal_t signals[SIGNAL_COUNT];
    uv_prepare_t before_sleep;
    uv_timer_t timer, leaving;
    struct clock clock;
    struct i18n *languages;
    struct interfaces interfaces;
    struct via via;
    struct varlink_client *client;
    struct screen *screen;
    struct input input;
    struct stage stage;
    SLIST_HEAD(, app_watching) watchings;
    SLIST_HEAD(, name_watch) name_watches;
    bool is_leaving; /* to end when the last was told */
    bool ending;
};

struct app_watching {
    struct app *app;
    struct app_watch watch;
    const struct idl_member *method;
    struct varlink_client_call *call; /* NULL: between two */
    uv_timer_t again;
    SLIST_ENTRY(app_watching) entry;
};

struct stage *app_stage(struct app *app)
{
    return &app->stage;
}

uv_loop_t *app_loop(struct app *app)
{
    return &app->loop;
}

const struct i18n *app_languages(const struct app *app)
{
    return app->languages;
}

const struct interfaces *app_interfaces(const struct app *app)
{
    return &app->interfaces;
}

/* A machine's clock may be set while it shows pages for months. */
int64_t app_now(struct app *app)
{
    if (llabs(clock_drift(&app->clock)) > CLOCK_OFF_MS)
        clock_follow_wall(&app->clock, INT64_MAX);
    return clock_now(&app->clock);
}

void app_ring(struct app *app)
{
    screen_ring(app->screen);
}

struct varlink_client_call *app_call(struct app *app, const char *method, const void *in, unsigned flags,
                                     varlink_reply_handler *handler, void *data)
{
    return varlink_client_call(app->client, interfaces_method(&app->interfaces, method), in, flags, handler, data);
}

/* --- streams --- */

static void ask(struct app_watching *watching);

static void on_again(uv_timer_t *timer)
{
    ask(timer->data);
}

static void on_watching_closed(uv_handle_t *handle)
{
    free(container_of((uv_timer_t *)handle, struct app_watching, again));
}

static void drop(struct app_watching *watching)
{
    SLIST_REMOVE(&watching->app->watchings, watching, app_watching, entry);
    uv_close((uv_handle_t *)&watching->again, on_watching_closed);
}

static void on_stream(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct app_watching *watching = data;
    struct app *app = watching->app;
    const struct app_watch watch = watching->watch;
    bool more = reply->status == VARLINK_MORE;
    if (more || reply->status == VARLINK_OK) {
        if (kept_take(watch.kept, watching->method, reply->parameters) == 0 && watch.changed)
            watch.changed(app, watch.data);
        stage_changed(&app->stage);
    }
    if (more || uv_is_closing((uv_handle_t *)&watching->again)) /* `changed` may have unwatched it */
        return;
    watching->call = NULL;
    if (reply->status == VARLINK_CANCELLED)
        return; /* app_unwatch(), or the end of it all */
    if (watch.ended) {
        drop(watching);
        watch.ended(app, reply, watch.data);
        stage_changed(&app->stage);
    } else {
        log_warning("stream_ended", LOG_TEXT("method", watch.method),
                    LOG_TEXT("error", reply->error ? reply->error : reply->reason));
        uv_timer_start(&watching->again, on_again, ASK_AGAIN_MS, 0);
    }
}

static void ask(struct app_watching *watching)
{
    watching->call = varlink_client_call(watching->app->client, watching->method, watching->watch.in, VARLINK_CALL_MORE,
                                         on_stream, watching);
}

struct app_watching *app_watch(struct app *app, const struct app_watch *watch)
{
    struct app_watching *watching = mem_new(struct app_watching);
    *watching = (struct app_watching){
            .app = app, .watch = *watch, .method = interfaces_method(&app->interfaces, watch->method)};
    uv_timer_init(&app->loop, &watching->again);
    watching->again.data = watching;
    SLIST_INSERT_HEAD(&app->watchings, watching, entry);
    ask(watching);
    return watching;
}

void app_unwatch(struct app_watching *watching)
{
    if (!watching)
        return;
    if (watching->call)
        varlink_client_cancel(watching->call);
    drop(watching);
}

/* --- names --- */

struct name_watch {
    struct app *app;
    struct names *names;
    const char *language;
    struct visitor_list_services_in services_in;
    struct visitor_get_words_in words_in;
    void (*changed)(struct app *app, void *data);
    void *data;
    SLIST_ENTRY(name_watch) entry;
};

static void names_changed(struct app *app, void *data)
{
    const struct name_watch *watch = data;
    if (watch->changed)
        watch->changed(app, watch->data);
}

static void take_zone(const char *zone)
{
    if (clock_set_zone(zone) < 0)
        log_error("zone_unknown", LOG_TEXT("zone", zone));
}

static void on_centre(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct name_watch *watch = data;
    if (reply->status == VARLINK_CANCELLED)
        return;
    const struct idl_member *method = interfaces_method(&watch->app->interfaces, VISITOR_GET_CENTRE);
    if (reply->status != VARLINK_OK || kept_take(&watch->names->centre, method, reply->parameters) < 0) {
        log_warning("centre_not_told", LOG_TEXT("error", reply->error ? reply->error : reply->reason));
        return; /* the next list of services asks again */
    }
    take_zone(names_centre(watch->names)->time_zone);
    names_changed(watch->app, watch);
    stage_changed(&watch->app->stage);
}

/* The hours of the services have changed, so those of the centre may have. */
static void on_services(struct app *app, void *data)
{
    struct name_watch *watch = data;
    const struct visitor_get_centre_in in = {.language = watch->language};
    app_call(app, VISITOR_GET_CENTRE, &in, VARLINK_CALL_REPEAT, on_centre, watch);
    names_changed(app, watch);
}

static void ask_services(struct name_watch *watch)
{
    watch->services_in.language = watch->language;
    app_watch(watch->app, &(struct app_watch){.method = VISITOR_LIST_SERVICES,
                                              .in = &watch->services_in,
                                              .kept = &watch->names->services,
                                              .changed = on_services,
                                              .data = watch});
}

/* The centre's own language is the first that GetCentre tells. */
static void on_own_language(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply, void *data)
{
    struct name_watch *watch = data;
    const struct visitor_get_centre_out *out = reply->out;
    if (reply->status == VARLINK_CANCELLED)
        return;
    const struct language *own = NULL;
    if (reply->status == VARLINK_OK && out->languages.count > 0)
        own = i18n_find(watch->app->languages, out->languages.items[0].code);
    watch->language = language_code(own ? own : i18n_at(watch->app->languages, 0));
    ask_services(watch);
}

void app_watch_names(struct app *app, struct names *names, const char *language,
                     void (*changed)(struct app *app, void *data), void *data)
{
    struct name_watch *watch = mem_new(struct name_watch);
    *watch = (struct name_watch){.app = app, .names = names, .language = language, .changed = changed, .data = data};
    SLIST_INSERT_HEAD(&app->name_watches, watch, entry);
    watch->words_in.language = language;
    app_watch(app, &(struct app_watch){.method = VISITOR_GET_WORDS,
                                       .in = &watch->words_in,
                                       .kept = &names->words,
                                       .changed = names_changed,
                                       .data = watch});
    if (language)
        ask_services(watch);
    else
        app_call(app, VISITOR_GET_CENTRE, &(struct visitor_get_centre_in){0}, VARLINK_CALL_REPEAT, on_own_language,
                 watch);
}

/* --- keys, touches, time --- */

static int64_t steady_ms(struct app *app)
{
    return (int64_t)uv_now(&app->loop);
}

static void take_events(struct app *app)
{
    struct input_event event;
    app->stage.now_ms = app_now(app);
    while (!app->stage.ended && input_next(&app->input, &event))
        stage_input(&app->stage, &event, steady_ms(app));
}

void app_left(struct app *app)
{
    if (!app->is_leaving)
        return;
    app->ending = true;
    uv_stop(&app->loop);
}

static void on_leaving(uv_timer_t *timer)
{
    app_left(timer->data);
}

/* Asked once, however often it is to end. */
static void finish(struct app *app)
{
    if (app->is_leaving)
        return;
    app->is_leaving = true;
    uv_poll_stop(&app->keys);
    if (app->options->leave && app->options->leave(app, app->options->data))
        uv_timer_start(&app->leaving, on_leaving, LEAVE_MS, 0);
    else
        app_left(app);
}

/* One read a turn, and no O_NONBLOCK: the descriptor may be the one that curses writes to. */
static void on_keys(uv_poll_t *poll, int status, attr_unused int events)
{
    struct app *app = poll->data;
    char bytes[READ_BYTES];
    ssize_t length = status < 0 ? 0 : read(STDIN_FILENO, bytes, sizeof bytes);
    if (length < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (length <= 0) { /* the terminal is gone */
        finish(app);
        return;
    }
    input_feed(&app->input, bytes, (size_t)length, steady_ms(app));
    take_events(app);
}

/* Back at the size it had, a window has still lost what it showed between. */
static void fit(struct app *app)
{
    int width, height;
    if (screen_resized(app->screen, &width, &height)) {
        stage_resize(&app->stage, width, height);
    } else {
        screen_forget(app->screen);
        stage_changed(&app->stage);
    }
}

static void on_signal(uv_signal_t *signal, int number)
{
    struct app *app = signal->data;
    if (number == SIGWINCH)
        fit(app);
    else
        finish(app);
}

static void on_timer(attr_unused uv_timer_t *timer)
{
    /* on_before_sleep() looks at what is due */
}

static uint64_t sleep_ms(struct app *app)
{
    int64_t now_ms = app_now(app), steady = steady_ms(app), soonest = -1;
    int64_t wake_ms = stage_tick(&app->stage, now_ms), settle_ms = input_settle(&app->input, steady);
    if (wake_ms != 0)
        soonest = wake_ms > now_ms ? wake_ms - now_ms : 0;
    if (settle_ms != 0 && (soonest < 0 || settle_ms - steady < soonest))
        soonest = settle_ms - steady;
    return soonest < 0 ? UINT64_MAX : (uint64_t)soonest;
}

static void on_before_sleep(uv_prepare_t *prepare)
{
    struct app *app = prepare->data;
    input_settle(&app->input, steady_ms(app)); /* an escape key that has waited for its rest */
    take_events(app);
    uint64_t sleep = sleep_ms(app);
    if (app->stage.ended)
        finish(app);
    if (stage_draw(&app->stage, app_now(app))) {
        screen_show(app->screen, &app->stage.surface);
        stage_shown(&app->stage, steady_ms(app));
        sleep = sleep_ms(app); /* a page that was drawn may have to be woken at another time */
        if (app->stage.dirty)
            sleep = 0;
    }
    if (app->options->turned)
        app->options->turned(app, app->options->data);
    if (sleep == UINT64_MAX)
        uv_timer_stop(&app->timer);
    else
        uv_timer_start(&app->timer, on_timer, sleep, 0);
}

static void on_connected(void *data, bool connected, attr_unused int error)
{
    struct app *app = data;
    stage_set_connecting(&app->stage, !connected);
    if (app->options->connected)
        app->options->connected(app, connected, app->options->data);
}

/* --- beginning and end --- */

static int tell(const struct app *app, const char *reason)
{
    fprintf(stderr, "%s: %s\n", app->options->program.name, reason);
    return 1;
}

static int is_language_file(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot && dot > entry->d_name && strcmp(dot, ".conf") == 0;
}

/* The codes of the files in the folder. */
static int read_languages(struct app *app, const char *folder)
{
    struct dirent **files = NULL;
    int count = scandir(folder, &files, is_language_file, alphasort);
    if (count <= 0) {
        fprintf(stderr, "%s: no language files (*.conf) are in %s: name their folder with --languages\n",
                app->options->program.name, folder);
        free(files);
        return 1;
    }
    const char **codes = mem_new_n(const char *, (size_t)count);
    for (int i = 0; i < count; i++)
        codes[i] = mem_strndup(files[i]->d_name, strlen(files[i]->d_name) - strlen(".conf"));
    struct config_mistakes mistakes = {0};
    int r = i18n_load(folder, &(struct config_list){.count = (size_t)count, .items = codes}, &mistakes,
                      &app->languages);
    if (r < 0)
        config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    for (int i = 0; i < count; i++) {
        free((char *)codes[i]);
        free(files[i]);
    }
    free(codes);
    free(files);
    return r < 0 ? 1 : 0;
}

static const struct language *first_language(const struct app *app)
{
    const char *code = app->options->options.language;
    return code ? i18n_find(app->languages, code) : i18n_at(app->languages, 0);
}

static int begin_screen(struct app *app)
{
    int r = read_languages(app, app->options->options.languages);
    if (r != 0)
        return r;
    const struct language *language = first_language(app);
    if (!language)
        return tell(app, "there is no file of the language that --language names");
    _cleanup_free_ char *reason = NULL;
    if (screen_open(app->options->options.theme, &app->screen, &reason) < 0)
        return tell(app, reason);
    int width, height;
    screen_resized(app->screen, &width, &height);
    stage_init(&app->stage, &app->options->program, language, width, height);
    stage_set_connecting(&app->stage, true);
    return 0;
}

static int open_via(void *data, int *ret_fd_in, int *ret_fd_out)
{
    struct app *app = data;
    return via_open(&app->via, ret_fd_in, ret_fd_out);
}

static void begin_client(struct app *app)
{
    struct varlink_client_options options = {.loop = &app->loop, .connected = on_connected, .data = app};
    app->via = (struct via){&app->loop, app->options->options.via};
    if (app->via.command)
        options.open = open_via;
    else
        options.address = app->options->options.address;
    app->client = varlink_client_new(&options);
}

static void begin_loop(struct app *app)
{
    for (int i = 0; i < SIGNAL_COUNT; i++) {
        uv_signal_init(&app->loop, &app->signals[i]);
        app->signals[i].data = app;
        uv_signal_start(&app->signals[i], on_signal, signals[i]);
    }
    uv_poll_init(&app->loop, &app->keys, STDIN_FILENO);
    uv_timer_init(&app->loop, &app->timer);
    uv_timer_init(&app->loop, &app->leaving);
    uv_prepare_init(&app->loop, &app->before_sleep);
    app->keys.data = app->timer.data = app->leaving.data = app->before_sleep.data = app;
    uv_poll_start(&app->keys, UV_READABLE, on_keys);
    uv_prepare_start(&app->before_sleep, on_before_sleep);
    fit(app); /* it may have been resized before anybody listened */
}

/* Children close themselves when they have ended. */
static void close_handle(uv_handle_t *handle, attr_unused void *data)
{
    if (uv_is_closing(handle))
        return;
    if (handle->type == UV_PROCESS) {
        uv_ref(handle);
        uv_process_kill((uv_process_t *)handle, SIGTERM);
    } else {
        uv_close(handle, NULL);
    }
}

static void end_loop(struct app *app)
{
    while (!SLIST_EMPTY(&app->watchings))
        app_unwatch(SLIST_FIRST(&app->watchings));
    app->client = varlink_client_free(app->client);
    if (app->options->end)
        app->options->end(app, app->options->data);
    uv_walk(&app->loop, close_handle, NULL);
    uv_run(&app->loop, UV_RUN_DEFAULT);
    while (!SLIST_EMPTY(&app->name_watches)) {
        struct name_watch *watch = SLIST_FIRST(&app->name_watches);
        SLIST_REMOVE_HEAD(&app->name_watches, entry);
        free(watch);
    }
}

static int run(void *data)
{
    struct app app = {.options = data};
    clock_init(&app.clock, NULL);
    interfaces_init(&app.interfaces);
    input_init(&app.input);
    uv_loop_init(&app.loop);
    int r = begin_screen(&app);
    if (r == 0) {
        begin_loop(&app);
        begin_client(&app);
        app.options->begin(&app, app.options->data);
        while (!app.ending)
            uv_run(&app.loop, UV_RUN_DEFAULT);
        end_loop(&app);
        stage_done(&app.stage);
        screen_free(app.screen);
    }
    uv_loop_close(&app.loop);
    interfaces_done(&app.interfaces);
    i18n_free(app.languages);
    return r;
}

int app_run(const struct app_options *options)
{
    signal(SIGPIPE, SIG_IGN);
    return guard_run(run, (void *)options);
}
