/* SPDX-License-Identifier: MIT
 *
 * A worker with nothing around it, for tests/live/probe.py: it is told by lines what to do, and says what became of
 * it in a line each.
 *
 *     print KEY NUMBER | look KEY SINCE_MS | cancel KEY | watch
 *     handed KEY accepted LENGTH_MM DRAW_MS HAND_MS DETAIL
 *     looked KEY printed PAPERS DETAIL
 *     state WORD SEEN.. DETAIL        with SEEN as KEY=active or KEY=printed:PAPERS
 *
 * Arguments: SERVER QUEUE WATCH_MS WATCHDOG_MS.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/buffer.h"
#include "common/clock.h"
#include "printer/compose.h"
#include "printer/worker.h"
#include "printer/worker_process.h"

struct probe {
    struct worker *worker;
    const char *server, *queue;
    uv_pipe_t lines;
    struct clock clock;
    struct buffer input;
};

/* A paper of this test: its number is the order's. */
__attribute__((weak)) struct page *compose_page(const struct printer_order *order, const struct compose *compose)
{
    char number[32];
    struct page *page = page_new(compose->width_mm, 4);
    snprintf(number, sizeof number, "A%03d", (int)order->order);
    const struct page_text text = {.text = number, .language = "en", .capital_mm = 15, .align = PAGE_CENTRE};
    page_add_text(page, &text);
    page_add_qr(page, number, 1);
    page_add_cut(page);
    return page;
}

static const char *text(const char *detail)
{
    return detail ? detail : "-";
}

static void on_handed(attr_unused void *data, const struct worker_handed *handed)
{
    printf("handed %s %s %d %d %d %s\n", handed->key, job_handing_words[handed->handing], handed->length_mm,
           handed->draw_ms, handed->hand_ms, text(handed->detail));
}

static void on_looked(attr_unused void *data, const struct worker_looked *looked)
{
    printf("looked %s %s %d %s\n", looked->key, job_state_words[looked->state], looked->papers, text(looked->detail));
}

static void on_state(attr_unused void *data, const struct worker_state *state)
{
    static const char *const words[] = {"ready",      "printing", "paper_low", "paper_out",
                                        "cover_open", "jammed",   "silent",    "stopped"};
    printf("state %s", words[state->state]);
    for (size_t i = 0; i < state->seen_count; i++) {
        const struct worker_seen *seen = &state->seen[i];
        if (seen->state == JOB_PRINTED)
            printf(" %s=printed:%d", seen->key, seen->papers);
        else
            printf(" %s=active", seen->key);
    }
    printf(" %s\n", text(state->detail));
}

static void obey(struct probe *probe, char *line)
{
    char word[16] = "", key[JOB_KEY_SIZE] = "";
    long long number = 0;
    sscanf(line, "%15s %255s %lld", word, key, &number);
    struct printer_test_paper test = {.printer = "probe"};
    const struct printer_order order = {.order = number, .language = "en", .test = &test};
    if (strcmp(word, "print") == 0)
        worker_print(probe->worker, &order, false, key);
    else if (strcmp(word, "look") == 0)
        worker_look(probe->worker, key, number - clock_base(&probe->clock));
    else if (strcmp(word, "cancel") == 0)
        worker_cancel(probe->worker, key);
    else if (strcmp(word, "watch") == 0)
        worker_watch(probe->worker);
}

static void on_room(attr_unused uv_handle_t *handle, size_t size, uv_buf_t *ret_buffer)
{
    *ret_buffer = uv_buf_init(mem_alloc(size, 1), (unsigned)size);
}

static void on_lines(uv_stream_t *stream, ssize_t length, const uv_buf_t *buffer)
{
    struct probe *probe = stream->data;
    if (length > 0)
        buffer_append(&probe->input, buffer->base, (size_t)length);
    free(buffer->base);
    for (char *end;
         probe->input.length > 0 && (end = memchr(buffer_bytes(&probe->input), '\n', probe->input.length));) {
        char *line = probe->input.bytes + probe->input.start;
        *end = '\0';
        obey(probe, line);
        buffer_consume(&probe->input, (size_t)(end - line) + 1);
    }
    if (length < 0) {
        uv_close((uv_handle_t *)stream, NULL);
        probe->worker = worker_free(probe->worker);
    }
}

static int work(void *data, int fd)
{
    const struct probe *probe = data;
    static const char *const codes[] = {"en"};
    const struct config_list languages = {.count = 1, .items = (const char **)(uintptr_t)codes};
    const struct config_text centre = {0};
    struct config_mistakes mistakes = {0};
    struct i18n *i18n = NULL;
    if (i18n_load(getenv("NOVBE_TEST_LANGUAGES"), &languages, &mistakes, &i18n) < 0)
        return EXIT_FAILURE;
    const struct worker_process_options options = {.fd = fd,
                                                   .languages = i18n,
                                                   .centre = &centre,
                                                   .server = probe->server,
                                                   .queue = probe->queue,
                                                   .width_mm = 80};
    int status = worker_process_run(&options);
    i18n_free(i18n);
    config_mistakes_done(&mistakes);
    return status;
}

int main(int count, char **arguments)
{
    if (count != 5)
        return EXIT_FAILURE;
    setvbuf(stdout, NULL, _IOLBF, 0);
    uv_loop_t *loop = uv_default_loop();
    struct probe probe = {.server = arguments[1], .queue = arguments[2]};
    clock_init(&probe.clock, NULL);
    const struct worker_options options = {.loop = loop,
                                           .printer = arguments[2],
                                           .process = work,
                                           .watch_ms = (int)strtol(arguments[3], NULL, 10),
                                           .watchdog_ms = (int)strtol(arguments[4], NULL, 10),
                                           .handed = on_handed,
                                           .looked = on_looked,
                                           .state = on_state,
                                           .data = &probe};
    probe.worker = worker_new(&options);
    probe.lines.data = &probe;
    uv_pipe_init(loop, &probe.lines, 0);
    uv_pipe_open(&probe.lines, STDIN_FILENO);
    uv_read_start((uv_stream_t *)&probe.lines, on_room, on_lines);
    uv_run(loop, UV_RUN_DEFAULT);
    uv_loop_close(loop);
    buffer_done(&probe.input);
    return EXIT_SUCCESS;
}
