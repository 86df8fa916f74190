/* SPDX-License-Identifier: MIT
 *
 * The loop of novbe-printer. Whatever happens is told to the spool; before the loop sleeps all that the spool wants is
 * done, and the timer set for when it wants more. A new configuration begins everything anew but the loop: what was
 * under way is adopted, as after a crash.
 */
#include "printer/program.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <systemd/sd-daemon.h>

#include "common/clock.h"
#include "common/log.h"
#include "printer/desk.h"
#include "printer/spool.h"
#include "printer/worker.h"
#include "printer/worker_process.h"
#include "printer/worker_watch.h"

/* One printer. */
struct station {
    struct program *program;
    const char *key;
    struct worker *worker;
    bool lacks_queue; /* CUPS said so last, and the log has it */
};

struct program {
    const struct program_options *options;
    uv_loop_t loop;
    uv_signal_t terminate, interrupt, hangup;
    uv_prepare_t before_sleep;
    uv_timer_t timer, watchdog;
    struct clock clock;
    struct centre *centre;
    const char **keys; /* of the printers */
    size_t count;
    struct station *stations;
    struct desk *desk;
    struct spool *spool;
    bool ends, reloads; /* a signal said so */
};

static struct station *station_of(struct program *program, const char *key)
{
    for (size_t i = 0; i < program->count; i++) {
        if (strcmp(program->keys[i], key) == 0)
            return &program->stations[i];
    }
    return NULL;
}

/* It follows no clock that is set: what lies between two moments counts, and the daemon's moments come with its own. */
static int64_t now_of(struct program *program)
{
    return clock_now(&program->clock);
}

/* --- what the spool wants --- */

static void do_task(struct program *program, const struct spool_task *task)
{
    struct station *station = station_of(program, task->printer);
    const struct printer_order *order;
    switch (task->what) {
    case SPOOL_TAKE:
        desk_take(program->desk, task->order, task->printer);
        break;
    case SPOOL_PRINT:
        order = spool_order(program->spool, task->order);
        if (order)
            worker_print(station->worker, order, task->again, task->key);
        else /* its day closed just now: nothing was sent */
            spool_handed(program->spool, task->order, task->printer,
                         &(struct spool_handed){.handing = JOB_REFUSED, .detail = "the order is gone"},
                         now_of(program));
        break;
    case SPOOL_LOOK:
        worker_look(station->worker, task->key, task->taken_ms - clock_base(&program->clock));
        break;
    case SPOOL_CANCEL:
        log_info("cancels", LOG_TEXT("job", task->key));
        worker_cancel(station->worker, task->key);
        break;
    case SPOOL_REPORT:
        desk_report(program->desk, task);
        break;
    }
}

static void on_timer(attr_unused uv_timer_t *timer)
{
    /* on_before_sleep() looks at what is due */
}

static void on_before_sleep(uv_prepare_t *prepare)
{
    struct program *program = prepare->data;
    struct spool_task task;
    if (!program->spool) /* between two configurations */
        return;
    while (spool_next(program->spool, now_of(program), &task))
        do_task(program, &task);
    int64_t deadline_ms = spool_deadline(program->spool), now_ms = now_of(program);
    if (deadline_ms == INT64_MAX)
        uv_timer_stop(&program->timer);
    else
        uv_timer_start(&program->timer, on_timer, deadline_ms > now_ms ? (uint64_t)(deadline_ms - now_ms) : 0, 0);
}

/* --- what the daemon says --- */

static void on_orders(void *data, const struct printer_watch_orders_out *orders)
{
    struct program *program = data;
    spool_orders(program->spool, orders, now_of(program));
}

static void on_taken(void *data, int64_t order, const char *printer, enum spool_answer answer, bool again)
{
    struct program *program = data;
    spool_taken(program->spool, order, printer, answer, again, now_of(program));
}

static void on_reported(void *data, int64_t order, const char *printer, enum spool_answer answer)
{
    struct program *program = data;
    spool_reported(program->spool, order, printer, answer, now_of(program));
}

static void on_connected(attr_unused void *data, bool connected)
{
    sd_notify(0, connected ? "STATUS=" : "STATUS=waiting for the daemon");
    if (connected)
        log_info("connected");
    else
        log_warning("not_connected");
}

/* --- what the workers say --- */

/* Of a key that came back from our own worker. */
static int64_t order_of(const char *key)
{
    struct job_name name;
    return job_key_parse(key, &name) == 0 ? name.order : 0;
}

static void on_handed(void *data, const struct worker_handed *handed)
{
    struct station *station = data;
    struct program *program = station->program;
    log_info("handed", LOG_TEXT("job", handed->key), LOG_TEXT("end", job_handing_words[handed->handing]),
             LOG_NUMBER("draw_ms", handed->draw_ms), LOG_NUMBER("hand_ms", handed->hand_ms),
             LOG_TEXT("detail", handed->detail));
    const struct spool_handed fact = {
            .handing = handed->handing, .detail = handed->detail, .length_mm = handed->length_mm};
    spool_handed(program->spool, order_of(handed->key), station->key, &fact, now_of(program));
}

static void on_looked(void *data, const struct worker_looked *looked)
{
    struct station *station = data;
    struct program *program = station->program;
    if (looked->state != JOB_ACTIVE)
        log_info("looked", LOG_TEXT("job", looked->key), LOG_TEXT("state", job_state_words[looked->state]),
                 LOG_NUMBER("papers", looked->papers), LOG_TEXT("detail", looked->detail));
    const struct spool_looked fact = {.state = looked->state, .papers = looked->papers, .detail = looked->detail};
    spool_looked(program->spool, order_of(looked->key), station->key, &fact, now_of(program));
}

static bool state_prints(int state)
{
    return state == PRINTER_REPORT_PRINTER_IN_STATE_READY || state == PRINTER_REPORT_PRINTER_IN_STATE_PRINTING ||
           state == PRINTER_REPORT_PRINTER_IN_STATE_PAPER_LOW;
}

/* Told once when CUPS does not know it, and once when it does again; a CUPS that is silent says neither. */
static void tell_queue(struct station *station, const struct worker_state *state)
{
    bool lacks = state->detail && strcmp(state->detail, WORKER_WATCH_NO_QUEUE) == 0;
    if (lacks == station->lacks_queue || (!lacks && state->state == PRINTER_REPORT_PRINTER_IN_STATE_SILENT))
        return;
    station->lacks_queue = lacks;
    const char *queue = catalogue_printer(station->program->centre->catalogue, station->key)->queue;
    if (lacks)
        log_warning("queue_missing", LOG_TEXT("printer", station->key), LOG_TEXT("queue", queue));
    else
        log_info("queue_found", LOG_TEXT("printer", station->key), LOG_TEXT("queue", queue));
}

static void on_state(void *data, const struct worker_state *state)
{
    struct station *station = data;
    struct program *program = station->program;
    const struct printer_report_printer_in in = {.printer = station->key,
                                                 .state = {.value = state->state},
                                                 .detail = state->detail,
                                                 .tickets_left = state->tickets_left};
    desk_tell_printer(program->desk, &in);
    tell_queue(station, state);
    spool_printer(program->spool, station->key, state_prints(state->state), now_of(program));
    _cleanup_free_ struct spool_seen *seen = mem_new_n(struct spool_seen, state->seen_count + 1);
    for (size_t i = 0; i < state->seen_count; i++)
        seen[i] = (struct spool_seen){
                .key = state->seen[i].key, .state = state->seen[i].state, .papers = state->seen[i].papers};
    spool_saw(program->spool, station->key, seen, state->seen_count, now_of(program));
}

/* --- beginning and end --- */

static bool is_ours(const struct program *program, const char *key)
{
    const struct config_list *only = &program->options->only;
    for (size_t i = 0; i < only->count; i++) {
        if (strcmp(only->items[i], key) == 0)
            return true;
    }
    return only->count == 0;
}

/* In a process of its own, with what this one has read. */
static int be_worker(void *data, int fd)
{
    const struct station *station = data;
    const struct program *program = station->program;
    const struct centre *centre = program->centre;
    const struct catalogue_printer *printer = catalogue_printer(centre->catalogue, station->key);
    return worker_process_run(&(struct worker_process_options){.fd = fd,
                                                               .layout = centre->ticket_layout,
                                                               .languages = centre->i18n,
                                                               .centre = &centre->settings.name,
                                                               .server = program->options->cups,
                                                               .queue = printer->queue,
                                                               .width_mm = (int)printer->width_mm});
}

static void begin_worker(struct station *station)
{
    station->worker = worker_new(&(struct worker_options){.loop = &station->program->loop,
                                                          .printer = station->key,
                                                          .process = be_worker,
                                                          .handed = on_handed,
                                                          .looked = on_looked,
                                                          .state = on_state,
                                                          .data = station});
}

static void begin_printers(struct program *program)
{
    const struct catalogue *catalogue = program->centre->catalogue;
    program->keys = mem_new_n(const char *, catalogue->printers.count + 1);
    program->stations = mem_new_n(struct station, catalogue->printers.count + 1);
    program->count = 0;
    for (size_t i = 0; i < catalogue->printers.count; i++) {
        const char *key = catalogue->printers.items[i].key;
        if (!is_ours(program, key))
            continue;
        program->keys[program->count] = key;
        program->stations[program->count++] = (struct station){.program = program, .key = key};
    }
}

static void begin_work(struct program *program)
{
    const struct settings *settings = &program->centre->settings;
    const struct program_options *options = program->options;
    log_set_level((enum log_level)settings->log_level);
    begin_printers(program);
    program->spool = spool_new(settings->centre_key, program->keys, program->count);
    program->desk =
            desk_new(&(struct desk_options){.loop = &program->loop,
                                            .address = options->socket ? options->socket : settings->socket_path,
                                            .via = options->via,
                                            .printers = program->keys,
                                            .printer_count = program->count,
                                            .orders = on_orders,
                                            .taken = on_taken,
                                            .reported = on_reported,
                                            .connected = on_connected,
                                            .data = program});
    for (size_t i = 0; i < program->count; i++)
        begin_worker(&program->stations[i]);
}

static void end_work(struct program *program)
{
    for (size_t i = 0; i < program->count; i++)
        worker_free(program->stations[i].worker);
    desk_free(program->desk);
    spool_free(program->spool);
    program->desk = NULL;
    program->spool = NULL;
}

/* Whoever begins prints in any case, with the built-in layout if need be; whoever prints already goes on as he did. */
static int load_centre(const struct program_options *options, bool begins, struct centre **ret_centre)
{
    struct config_mistakes mistakes = {0};
    int r = begins ? centre_load_plain(options->config, &mistakes, ret_centre)
                   : centre_load(options->config, &mistakes, ret_centre);
    config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    if (r == 0 && clock_set_zone((*ret_centre)->settings.time_zone) < 0)
        return -ENOENT; /* the zone was found as it was read: it went away in between */
    return r;
}

/* With the loop stopped. */
static void reload(struct program *program)
{
    struct centre *centre = NULL;
    if (load_centre(program->options, false, &centre) < 0) {
        log_error("not_reloaded", LOG_TEXT("config", program->options->config));
        return;
    }
    end_work(program);
    uv_run(&program->loop, UV_RUN_NOWAIT); /* what the old handles were is let go of */
    free(program->keys);
    free(program->stations);
    centre_free(program->centre);
    program->centre = centre;
    begin_work(program);
    log_info("reloaded", LOG_NUMBER("printers", program->count));
}

static void on_signal(uv_signal_t *signal, int number)
{
    struct program *program = signal->data;
    program->reloads |= number == SIGHUP;
    program->ends |= number != SIGHUP;
    uv_stop(&program->loop);
}

static void on_watchdog(attr_unused uv_timer_t *timer)
{
    sd_notify(0, "WATCHDOG=1");
}

static void start_signal(struct program *program, uv_signal_t *signal, int number)
{
    uv_signal_init(&program->loop, signal);
    signal->data = program;
    uv_signal_start(signal, on_signal, number);
}

static void begin_loop(struct program *program)
{
    uint64_t watchdog_us = 0;
    uv_loop_init(&program->loop);
    start_signal(program, &program->terminate, SIGTERM);
    start_signal(program, &program->interrupt, SIGINT);
    start_signal(program, &program->hangup, SIGHUP);
    uv_prepare_init(&program->loop, &program->before_sleep);
    uv_timer_init(&program->loop, &program->timer);
    uv_timer_init(&program->loop, &program->watchdog);
    program->before_sleep.data = program;
    uv_prepare_start(&program->before_sleep, on_before_sleep);
    if (sd_watchdog_enabled(0, &watchdog_us) > 0)
        uv_timer_start(&program->watchdog, on_watchdog, watchdog_us / 2000, watchdog_us / 2000);
}

static void end_loop(struct program *program)
{
    uv_prepare_stop(&program->before_sleep);
    uv_handle_t *const handles[] = {(uv_handle_t *)&program->terminate,    (uv_handle_t *)&program->interrupt,
                                    (uv_handle_t *)&program->hangup,       (uv_handle_t *)&program->timer,
                                    (uv_handle_t *)&program->before_sleep, (uv_handle_t *)&program->watchdog};
    for (size_t i = 0; i < ARRAY_SIZE(handles); i++)
        uv_close(handles[i], NULL);
    uv_run(&program->loop, UV_RUN_DEFAULT);
    uv_loop_close(&program->loop);
}

/* Keys that --printer names and nobody knows. */
static bool knows_all(const struct program_options *options, const struct centre *centre)
{
    for (size_t i = 0; i < options->only.count; i++) {
        if (catalogue_printer(centre->catalogue, options->only.items[i]))
            continue;
        fprintf(stderr, "novbe-printer: the catalogue has no printer \"%s\"\n", options->only.items[i]);
        return false;
    }
    return true;
}

static int load_first(struct program *program)
{
    if (load_centre(program->options, true, &program->centre) < 0)
        return EX_CONFIG;
    return knows_all(program->options, program->centre) ? EX_OK : EX_USAGE;
}

static void work(struct program *program)
{
    begin_work(program);
    log_info("ready", LOG_TEXT("version", NOVBE_VERSION), LOG_NUMBER("printers", program->count));
    sd_notify(0, "READY=1");
    while (!program->ends) {
        uv_run(&program->loop, UV_RUN_DEFAULT);
        if (program->reloads)
            reload(program);
        program->reloads = false;
    }
    log_info("ending");
    sd_notify(0, "STOPPING=1");
    end_work(program);
}

/* Signals are taken first: one that comes while the configuration is read is obeyed after it. */
int program_run(const struct program_options *options)
{
    struct program program = {.options = options};
    clock_init(&program.clock, NULL);
    begin_loop(&program);
    int code = load_first(&program);
    if (code == EX_OK)
        work(&program);
    end_loop(&program);
    free(program.keys);
    free(program.stations);
    centre_free(program.centre);
    return code;
}
