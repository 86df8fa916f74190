/* SPDX-License-Identifier: MIT
 *
 * novbe-voice: speaks what it is told on standard input, one order a line (pipe.h), and says on standard output what
 * became of it. A process of its own, so that neither a synthesizer nor a sound device ever holds up a board.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/log.h"
#include "kiosk/voice/speech.h"

#define DEFAULT_LANGUAGES NOVBE_SYSCONFDIR "/novbe/lang"
#define DEFAULT_BANK      NOVBE_SYSCONFDIR "/novbe/voice"

enum { EXIT_MISUSED = 2, READ_SIZE = 16384, UNSENT_MOST = 256 * 1024, MEBIBYTE = 1024 * 1024 };

struct options {
    struct speech_settings speech;
    int64_t cache_mebibytes;
    bool all; /* what is queued is spoken, too, after the end of the input */
};

struct process {
    uv_loop_t loop;
    uv_pipe_t in, out;
    bool in_is_open, out_is_open; /* as a stream of the loop; else input has ended, output is written at once */
    uv_signal_t terminate, interrupt;
    struct speech *speech;
    struct pipe_lines lines;
    uint64_t line;
    bool all, input_ended, ending, output_lags;
    char room[READ_SIZE];
};

/* --- output --- */

struct line_written {
    uv_write_t request;
    char bytes[];
};

static void on_written(uv_write_t *request, attr_unused int status)
{
    free(container_of(request, struct line_written, request));
}

/* Who does not read what is told misses it; nobody waits for him. */
static void write_stream(struct process *process, const struct buffer *line)
{
    uv_stream_t *out = (uv_stream_t *)&process->out;
    bool lags = uv_stream_get_write_queue_size(out) + line->length > UNSENT_MOST;
    if (lags && !process->output_lags)
        log_warning("voice_not_read", LOG_NUMBER("bytes", (int64_t)uv_stream_get_write_queue_size(out)));
    process->output_lags = lags;
    if (lags)
        return;
    struct line_written *written = mem_alloc(1, sizeof(*written) + line->length);
    memcpy(written->bytes, buffer_bytes(line), line->length);
    uv_buf_t piece = uv_buf_init(written->bytes, (unsigned)line->length);
    if (uv_write(&written->request, out, &piece, 1, on_written) < 0)
        free(written);
}

static void write_line(struct process *process, const struct buffer *line)
{
    if (process->out_is_open && !process->ending)
        write_stream(process, line);
    else if (!process->out_is_open && write(STDOUT_FILENO, buffer_bytes(line), line->length) < 0)
        log_debug("not_written", LOG_TEXT("reason", strerror(errno)));
}

static void on_told(void *data, const struct told *told)
{
    _cleanup_(buffer_done) struct buffer line = {0};
    pipe_write_told(told, &line);
    write_line(data, &line);
}

/* --- the end --- */

static void end(struct process *process)
{
    if (process->ending)
        return;
    process->ending = true;
    speech_close(process->speech);
    uv_close((uv_handle_t *)&process->terminate, NULL);
    uv_close((uv_handle_t *)&process->interrupt, NULL);
    if (process->in_is_open)
        uv_close((uv_handle_t *)&process->in, NULL);
    process->in_is_open = false;
}

static void on_drained(uv_shutdown_t *request, attr_unused int status)
{
    struct process *process = request->data;
    free(request);
    uv_close((uv_handle_t *)&process->out, NULL);
}

/* What is told last arrives before the end. */
static void end_output(struct process *process)
{
    if (!process->out_is_open)
        return;
    uv_shutdown_t *request = mem_new(uv_shutdown_t);
    request->data = process;
    if (uv_shutdown(request, (uv_stream_t *)&process->out, on_drained) < 0)
        on_drained(request, 0);
}

static void on_idle(void *data)
{
    struct process *process = data;
    if (process->input_ended && !process->ending) {
        end_output(process);
        end(process);
    }
}

static void on_input_end(struct process *process)
{
    if (process->input_ended)
        return;
    process->input_ended = true;
    if (!process->all)
        speech_finish(process->speech);
    else if (speech_is_idle(process->speech))
        on_idle(process);
}

static void on_signal(uv_signal_t *signal, attr_unused int number)
{
    struct process *process = signal->data;
    if (process->out_is_open && !process->ending)
        uv_close((uv_handle_t *)&process->out, NULL);
    end(process);
}

/* --- input --- */

static void on_line(void *data, const char *bytes, size_t length)
{
    struct process *process = data;
    struct order order = {0};
    char why[PIPE_WHY] = "the line is too long";
    process->line++;
    if (process->ending || (bytes && length == 0))
        return;
    if (bytes && pipe_read_order(bytes, length, speech_now(), &order, why) == 0) {
        speech_take(process->speech, &order);
        return;
    }
    _cleanup_(buffer_done) struct buffer line = {0};
    pipe_write_bad(why, process->line, &line);
    write_line(process, &line);
    log_warning("bad_order", LOG_NUMBER("line", (int64_t)process->line), LOG_TEXT("reason", why));
}

static void on_room(uv_handle_t *handle, attr_unused size_t wanted, uv_buf_t *ret_room)
{
    struct process *process = handle->data;
    *ret_room = uv_buf_init(process->room, sizeof(process->room));
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *bytes)
{
    struct process *process = stream->data;
    if (size > 0)
        pipe_take(&process->lines, bytes->base, (size_t)size, on_line, process);
    else if (size < 0) {
        uv_read_stop(stream);
        pipe_end(&process->lines, on_line, process);
        on_input_end(process);
    }
}

/* A file, or nothing at all: there is nothing to wait for. */
static void read_at_once(struct process *process)
{
    for (ssize_t size; (size = read(STDIN_FILENO, process->room, sizeof(process->room))) > 0;)
        pipe_take(&process->lines, process->room, (size_t)size, on_line, process);
    pipe_end(&process->lines, on_line, process);
    on_input_end(process);
}

static bool open_stream(struct process *process, uv_pipe_t *stream, int fd)
{
    uv_handle_type type = uv_guess_handle(fd);
    if (type != UV_NAMED_PIPE && type != UV_TCP && type != UV_TTY)
        return false;
    uv_pipe_init(&process->loop, stream, 0);
    stream->data = process;
    if (uv_pipe_open(stream, fd) == 0)
        return true;
    uv_close((uv_handle_t *)stream, NULL);
    return false;
}

static void start_signal(struct process *process, uv_signal_t *signal, int number)
{
    uv_signal_init(&process->loop, signal);
    signal->data = process;
    uv_signal_start(signal, on_signal, number);
}

static void run(struct process *process, const struct options *options)
{
    uv_loop_init(&process->loop);
    process->all = options->all;
    process->speech = speech_new(&process->loop, &options->speech, on_told, on_idle, process);
    start_signal(process, &process->terminate, SIGTERM);
    start_signal(process, &process->interrupt, SIGINT);
    /* A terminal is written to at once: it is the same file as the input, which must not be made non-blocking twice. */
    process->out_is_open =
            uv_guess_handle(STDOUT_FILENO) != UV_TTY && open_stream(process, &process->out, STDOUT_FILENO);
    process->in_is_open = open_stream(process, &process->in, STDIN_FILENO);
    if (!process->in_is_open)
        read_at_once(process);
    else
        uv_read_start((uv_stream_t *)&process->in, on_room, on_read);
    uv_run(&process->loop, UV_RUN_DEFAULT);
    pipe_lines_done(&process->lines);
    uv_loop_close(&process->loop);
}

/* --- command line --- */

static const struct option table[] = {
        {"languages", required_argument, NULL, 'l'},
        {"bank", required_argument, NULL, 'b'},
        {"cache", required_argument, NULL, 'c'},
        {"cache-size", required_argument, NULL, 's'},
        {"device", required_argument, NULL, 'd'},
        {"output", required_argument, NULL, 'o'},
        {"synthesizer", required_argument, NULL, 'y'},
        {"player", required_argument, NULL, 'p'},
        {"time", required_argument, NULL, 't'},
        {"all", no_argument, NULL, 'a'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},
        {0},
};

static void print_help(void)
{
    puts("Usage: novbe-voice [OPTION]...\n"
         "Speaks the calls that it is told on standard input, one order a line; see novbe-voice(1).\n"
         "\n"
         "  --languages FOLDER    language files (default: " DEFAULT_LANGUAGES ")\n"
         "  --bank FOLDER         recorded words, FOLDER/<language>/<word>.wav (default: " DEFAULT_BANK ")\n"
         "  --cache FOLDER        keeps what was made (default: $CACHE_DIRECTORY; without it nothing is kept)\n"
         "  --cache-size MIB      of the cache, at most (default: 64)\n"
         "  --device NAME         sound device of ALSA (default: ALSA's)\n"
         "  --output FOLDER       writes the sounds there and plays nothing\n"
         "  --synthesizer PROGRAM instead of espeak-ng\n"
         "  --player PROGRAM      instead of aplay\n"
         "  --time MS             that the synthesizer may take (default: 5000)\n"
         "  --all                 when standard input ends, speaks what is queued, too\n"
         "  --help                this text\n"
         "  --version             the version\n"
         "\n"
         "Exit codes: 0 standard input ended or a signal came, 2 wrong command line.");
}

static int read_number(const char *text, int64_t least, int64_t most, int64_t *ret_number)
{
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno || end == text || *end || number < least || number > most) {
        fprintf(stderr, "novbe-voice: expected a number of %lld to %lld, found '%s'\n", (long long)least,
                (long long)most, text);
        return -EINVAL;
    }
    *ret_number = number;
    return 0;
}

static int take_option(int option, char *value, struct options *options)
{
    struct synthesizer_settings *synthesizer = &options->speech.synthesizer;
    const struct {
        int option;
        const char **text;
    } texts[] = {{'l', &options->speech.languages},
                 {'b', &synthesizer->bank},
                 {'c', &synthesizer->cache},
                 {'d', &options->speech.player.device},
                 {'o', &options->speech.player.output},
                 {'y', &synthesizer->program},
                 {'p', &options->speech.player.program}};
    int64_t ms = synthesizer->time_ms;
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        if (texts[i].option == option)
            *texts[i].text = value;
    }
    options->all = options->all || option == 'a';
    if (option == 's' && read_number(value, 1, 100000, &options->cache_mebibytes) < 0)
        return -EINVAL;
    if (option == 't' && read_number(value, 1, 600000, &ms) < 0)
        return -EINVAL;
    synthesizer->time_ms = (unsigned)ms;
    return 0;
}

/* -1: go on; else the exit code. */
static int parse_options(int argc, char **argv, struct options *options)
{
    for (int option; (option = getopt_long(argc, argv, "", table, NULL)) >= 0;) {
        if (option == 'h') {
            print_help();
            return 0;
        }
        if (option == 'v') {
            puts("novbe-voice " NOVBE_VERSION);
            return 0;
        }
        if (option == '?' || take_option(option, optarg, options) < 0)
            return EXIT_MISUSED;
    }
    if (optind < argc) {
        fprintf(stderr, "novbe-voice: unexpected '%s'\nTry 'novbe-voice --help'.\n", argv[optind]);
        return EXIT_MISUSED;
    }
    options->speech.synthesizer.cache_bytes = options->cache_mebibytes * MEBIBYTE;
    return -1;
}

int main(int argc, char **argv)
{
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        log_warning("no_locale", LOG_TEXT("locale", "C.UTF-8"));
    struct options options = {.speech = {.languages = DEFAULT_LANGUAGES,
                                         .synthesizer = {.bank = DEFAULT_BANK,
                                                         .cache = getenv("CACHE_DIRECTORY"),
                                                         .program = "espeak-ng",
                                                         .time_ms = 5000},
                                         .player = {.program = "aplay"}},
                              .cache_mebibytes = 64};
    int code = parse_options(argc, argv, &options);
    if (code >= 0)
        return code;
    (void)signal(SIGPIPE, SIG_IGN);
    struct process *process = mem_new(struct process);
    run(process, &options);
    free(process);
    return 0;
}
