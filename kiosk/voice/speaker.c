/* SPDX-License-Identifier: MIT
 *
 * A process at the other end of two pipes. A run of it is a struct of its own, which outlives its speaker until the
 * loop has closed its handles.
 */
#include "kiosk/voice/speaker.h"

#include <assert.h>
#include <signal.h>
#include <string.h>

#include "common/clock.h"
#include "common/log.h"
#include "common/text.h"

enum {
    READ_SIZE = 4096,
    FIRST_PAUSE_MS = 500,
    LONGEST_PAUSE_MS = 60000,
    STEADY_MS = 30000, /* one that lived so long is well */
    SILENCE_MS = 600000,
};

struct run {
    struct speaker *speaker; /* NULL: it is over */
    uv_process_t process;
    uv_pipe_t in, out;
    int open; /* handles that are not closed yet */
    int64_t began_ms;
    struct pipe_lines lines;
    char room[READ_SIZE];
};

struct speaker {
    uv_loop_t *loop;
    struct speaker_settings settings;
    speaker_told *told;
    void *data;
    struct run *run;      /* NULL: it is to be started */
    uv_timer_t again;     /* to start it */
    uv_timer_t silence;   /* it has orders and says nothing */
    int open_timers;      /* of the two */
    int64_t pause_ms;     /* before the next start */
    struct buffer unsent; /* orders given while it does not run */
    int64_t last_text;
    size_t waiting_count;
    int64_t waiting[SPEAKER_ORDERS]; /* numbers without a fate */
    struct voice_report report;
    bool failed; /* said so once */
    bool closed;
};

static void start(struct speaker *speaker);

static int64_t now_ms(void)
{
    return clock_stopwatch_us() / 1000;
}

/* --- fates --- */

static unsigned silence_ms(const struct speaker *speaker)
{
    return speaker->settings.silence_ms ? speaker->settings.silence_ms : SILENCE_MS;
}

static void on_silence(uv_timer_t *timer)
{
    struct speaker *speaker = timer->data;
    log_warning("voice_hangs", LOG_NUMBER("orders", (int64_t)speaker->waiting_count));
    if (speaker->run)
        (void)uv_process_kill(&speaker->run->process, SIGKILL);
}

/* It counts from the last word it said, or from the first order after it had none. */
static void watch_silence(struct speaker *speaker, bool heard)
{
    if (speaker->waiting_count == 0 || !speaker->run)
        uv_timer_stop(&speaker->silence);
    else if (heard || !uv_is_active((uv_handle_t *)&speaker->silence))
        uv_timer_start(&speaker->silence, on_silence, silence_ms(speaker), 0);
}

static void count(struct speaker *speaker, const struct told *told)
{
    struct voice_report *report = &speaker->report;
    if (told->call <= 0)
        return;
    report->spoken += told->fate == FATE_SPOKEN;
    report->dropped += fate_is_drop(told->fate);
    report->backlog_ms = told->backlog_ms;
    if (told->fate == FATE_SPOKEN && told->call > report->call)
        report->call = told->call;
}

static void tell(struct speaker *speaker, const struct told *told)
{
    count(speaker, told);
    if (!speaker->closed)
        speaker->told(speaker->data, told);
}

/* What it says of what it was not told, or twice, is nothing. */
static bool take_waiting(struct speaker *speaker, int64_t call)
{
    for (size_t i = 0; i < speaker->waiting_count; i++) {
        if (speaker->waiting[i] == call) {
            speaker->waiting_count--;
            memmove(&speaker->waiting[i], &speaker->waiting[i + 1],
                    (speaker->waiting_count - i) * sizeof(speaker->waiting[0]));
            return true;
        }
    }
    return false;
}

static void on_line(void *data, const char *line, size_t length)
{
    struct run *run = data;
    struct told told;
    if (!run->speaker || !line || pipe_read_told(line, length, &told) < 0)
        return;
    bool known = take_waiting(run->speaker, told.call);
    watch_silence(run->speaker, true);
    if (known)
        tell(run->speaker, &told);
}

/* --- a run --- */

static void on_closed(uv_handle_t *handle)
{
    struct run *run = handle->data;
    if (--run->open > 0)
        return;
    pipe_lines_done(&run->lines);
    free(run);
}

static void close_handle(void *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, on_closed);
}

/* Whatever it was given and has not spoken is lost with it. */
static void lose_orders(struct speaker *speaker)
{
    int64_t lost[SPEAKER_ORDERS];
    size_t lost_count = speaker->waiting_count;
    memcpy(lost, speaker->waiting, lost_count * sizeof(lost[0]));
    speaker->waiting_count = 0;
    for (size_t i = 0; i < lost_count; i++)
        tell(speaker, &(struct told){.call = lost[i], .fate = FATE_FAILED});
}

static void on_again(uv_timer_t *timer)
{
    start(timer->data);
}

static void start_later(struct speaker *speaker)
{
    uv_timer_start(&speaker->again, on_again, (uint64_t)speaker->pause_ms, 0);
    speaker->pause_ms = speaker->pause_ms * 2 < LONGEST_PAUSE_MS ? speaker->pause_ms * 2 : LONGEST_PAUSE_MS;
}

/* What it said last has been read: libuv looks at signals after all else that came. */
static void on_exit_of(uv_process_t *process, int64_t status, int term_signal)
{
    struct run *run = process->data;
    struct speaker *speaker = run->speaker;
    close_handle(&run->process);
    close_handle(&run->in);
    close_handle(&run->out);
    log_warning("voice_ended", LOG_NUMBER("code", status), LOG_NUMBER("signal", term_signal),
                LOG_NUMBER("again_ms", speaker->pause_ms));
    speaker->run = NULL;
    run->speaker = NULL;
    if (now_ms() - run->began_ms >= STEADY_MS)
        speaker->pause_ms = FIRST_PAUSE_MS;
    start_later(speaker);
    watch_silence(speaker, false);
    lose_orders(speaker);
}

static void on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *ret_room)
{
    struct run *run = handle->data;
    (void)wanted;
    *ret_room = uv_buf_init(run->room, sizeof(run->room));
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *bytes)
{
    struct run *run = stream->data;
    if (size > 0)
        pipe_take(&run->lines, bytes->base, (size_t)size, on_line, run);
    else if (size < 0)
        uv_read_stop(stream); /* its end is told by on_exit_of() */
}

static int spawn(struct speaker *speaker, struct run *run)
{
    enum { ARGUMENTS = 32 };
    const char *arguments[ARGUMENTS + 2] = {speaker->settings.program ? speaker->settings.program : "novbe-voice"};
    const char *const *more = speaker->settings.arguments;
    for (size_t i = 0; more && more[i] && i < ARGUMENTS; i++)
        arguments[i + 1] = more[i];
    uv_stdio_container_t stdio[] = {
            {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&run->in},
            {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&run->out},
            {.flags = UV_INHERIT_FD, .data.fd = 2}};
    uv_process_options_t options = {.exit_cb = on_exit_of,
                                    .file = arguments[0],
                                    .args = (char **)(uintptr_t)arguments,
                                    .stdio_count = ARRAY_SIZE(stdio),
                                    .stdio = stdio};
    return uv_spawn(speaker->loop, &run->process, &options);
}

static void fail_start(struct speaker *speaker, struct run *run, int error)
{
    if (!speaker->failed)
        log_warning("voice_not_started", LOG_TEXT("reason", uv_strerror(error)));
    speaker->failed = true;
    run->speaker = NULL;
    close_handle(&run->process);
    close_handle(&run->in);
    close_handle(&run->out);
    buffer_clear(&speaker->unsent, 0);
    start_later(speaker);
    lose_orders(speaker);
}

/* --- orders --- */

struct order_sent {
    uv_write_t request;
    struct buffer bytes;
};

static void on_sent(uv_write_t *request, int status)
{
    struct order_sent *sent = container_of(request, struct order_sent, request);
    (void)status; /* where it failed the process has ended */
    buffer_done(&sent->bytes);
    free(sent);
}

/* Takes the bytes. */
static void send_bytes(struct run *run, struct buffer *bytes)
{
    struct order_sent *sent = mem_new(struct order_sent);
    sent->bytes = *bytes;
    *bytes = (struct buffer){0};
    uv_buf_t piece = uv_buf_init(sent->bytes.bytes + sent->bytes.start, (unsigned)sent->bytes.length);
    if (uv_write(&sent->request, (uv_stream_t *)&run->in, &piece, 1, on_sent) < 0)
        on_sent(&sent->request, -1);
}

static void start(struct speaker *speaker)
{
    struct run *run = mem_new(struct run);
    run->speaker = speaker;
    run->open = 3;
    run->began_ms = now_ms();
    run->process.data = run->in.data = run->out.data = run;
    uv_pipe_init(speaker->loop, &run->in, 0);
    uv_pipe_init(speaker->loop, &run->out, 0);
    int r = spawn(speaker, run);
    if (r < 0) {
        fail_start(speaker, run, r);
        return;
    }
    speaker->failed = false;
    speaker->run = run;
    uv_read_start((uv_stream_t *)&run->out, on_room, on_read);
    if (speaker->unsent.length > 0)
        send_bytes(run, &speaker->unsent);
    watch_silence(speaker, false);
}

static size_t unsent(const struct speaker *speaker)
{
    if (!speaker->run)
        return speaker->unsent.length;
    return uv_stream_get_write_queue_size((const uv_stream_t *)&speaker->run->in);
}

static bool has_room(const struct speaker *speaker)
{
    return speaker->waiting_count < SPEAKER_ORDERS && unsent(speaker) < SPEAKER_UNSENT;
}

/* Takes the line. */
static void give_line(struct speaker *speaker, struct buffer *line)
{
    if (speaker->run)
        send_bytes(speaker->run, line);
    else
        buffer_append(&speaker->unsent, buffer_bytes(line), line->length);
}

static void give(struct speaker *speaker, const struct order *order)
{
    _cleanup_(buffer_done) struct buffer line = {0};
    pipe_write_order(order, &line);
    give_line(speaker, &line);
}

/* Would the other end take it? One that it skips would wait for its fate for ever. */
static bool is_sound(const struct buffer *line)
{
    struct order order = {0};
    char why[PIPE_WHY];
    bool sound = line->length <= PIPE_LINE && pipe_read_order(buffer_bytes(line), line->length, 0, &order, why) == 0;
    order_done(&order);
    return sound;
}

/* An order of which a fate is told. */
static void give_announcement(struct speaker *speaker, const struct order *order)
{
    _cleanup_(buffer_done) struct buffer line = {0};
    struct told told = {.call = order->announcement.call, .backlog_ms = speaker->report.backlog_ms};
    pipe_write_order(order, &line);
    if (!has_room(speaker) || !is_sound(&line)) {
        told.fate = has_room(speaker) ? FATE_FAILED : FATE_FULL;
        tell(speaker, &told);
        return;
    }
    speaker->waiting[speaker->waiting_count++] = told.call;
    give_line(speaker, &line);
    watch_silence(speaker, false);
}

void speaker_call(struct speaker *speaker, const struct announcement *announcement, int64_t ago_ms)
{
    assert(announcement->call > 0 && announcement->kind != ANNOUNCEMENT_OF_TEXT);
    struct order order = {.kind = ORDER_CALL, .announcement = *announcement};
    order.announcement.at_ms = now_ms() - (ago_ms > 0 ? ago_ms : 0);
    give_announcement(speaker, &order);
}

void speaker_withdraw(struct speaker *speaker, const char *ticket)
{
    struct order order = {.kind = ORDER_WITHDRAW};
    strncpy(order.ticket, ticket, sizeof(order.ticket) - 1);
    if (speaker->waiting_count > 0 && unsent(speaker) < SPEAKER_UNSENT)
        give(speaker, &order);
}

int64_t speaker_announce(struct speaker *speaker, const struct saying *sayings, size_t count_, bool chime,
                         bool interrupt)
{
    assert(count_ > 0 && count_ <= ANNOUNCEMENT_LANGUAGES);
    struct order order = {.kind = ORDER_TEXT, .interrupt = interrupt};
    struct announcement *announcement = &order.announcement;
    *announcement = (struct announcement){.call = --speaker->last_text,
                                          .kind = ANNOUNCEMENT_OF_TEXT,
                                          .count = count_,
                                          .chime = chime,
                                          .at_ms = now_ms()};
    memcpy(announcement->sayings, sayings, count_ * sizeof(*sayings));
    give_announcement(speaker, &order);
    return announcement->call;
}

int64_t speaker_say(struct speaker *speaker, const char *language, const char *text, bool interrupt)
{
    _cleanup_free_ char *cut = mem_strndup(text, text_cut(text, ANNOUNCEMENT_TEXT - 1));
    for (char *at = cut; *at; at++)
        *at = (unsigned char)*at < ' ' ? ' ' : *at;
    struct saying saying = {.text = cut};
    strncpy(saying.language, language, sizeof(saying.language) - 1);
    return speaker_announce(speaker, &saying, 1, false, interrupt);
}

void speaker_stop(struct speaker *speaker)
{
    if (speaker->waiting_count > 0 && unsent(speaker) < SPEAKER_UNSENT)
        give(speaker, &(struct order){.kind = ORDER_STOP});
}

/* --- asking --- */

bool speaker_report(struct speaker *speaker, struct voice_report *ret_report)
{
    struct voice_report *report = &speaker->report;
    if (report->spoken == 0 && report->dropped == 0)
        return false;
    *ret_report = *report;
    *report = (struct voice_report){.call = report->call, .backlog_ms = report->backlog_ms};
    return true;
}

size_t speaker_waiting(const struct speaker *speaker)
{
    return speaker->waiting_count;
}

/* --- its life --- */

/* A voice that died must not take the terminal with it: an order to it fails with EPIPE. Who has a handler keeps it. */
static void ignore_broken_pipes(void)
{
    struct sigaction action;
    if (sigaction(SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_DFL)
        (void)signal(SIGPIPE, SIG_IGN);
}

struct speaker *speaker_open(uv_loop_t *loop, const struct speaker_settings *settings, speaker_told *told, void *data)
{
    struct speaker *speaker = mem_new(struct speaker);
    *speaker = (struct speaker){
            .loop = loop, .settings = *settings, .told = told, .data = data, .pause_ms = FIRST_PAUSE_MS};
    ignore_broken_pipes();
    uv_timer_init(loop, &speaker->again);
    uv_timer_init(loop, &speaker->silence);
    speaker->again.data = speaker->silence.data = speaker;
    speaker->open_timers = 2;
    start(speaker);
    return speaker;
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct speaker *speaker = handle->data;
    if (--speaker->open_timers == 0)
        free(speaker);
}

void speaker_close(struct speaker *speaker)
{
    struct run *run = speaker->run;
    speaker->closed = true;
    if (run) {
        run->speaker = NULL;
        close_handle(&run->process);
        close_handle(&run->in);
        close_handle(&run->out);
    }
    buffer_done(&speaker->unsent);
    uv_close((uv_handle_t *)&speaker->silence, on_timer_closed);
    uv_close((uv_handle_t *)&speaker->again, on_timer_closed);
}
