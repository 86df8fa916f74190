/* SPDX-License-Identifier: MIT
 *
 * The terminal's end of the voice, against programs that answer, die, hang, flood and are not there. However they
 * behave, each call has one fate, and the terminal never waits.
 */
#include "kiosk/voice/speaker.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "tests/kiosk/voice/help.h"

enum { PATIENCE_MS = 30000, FATES_KEPT = 3000 };

struct fixture {
    uv_loop_t loop;
    uv_timer_t patience;
    char *folder, *program;
    struct speaker *speaker;
    size_t told_count;
    struct told told[FATES_KEPT];
};

static void on_told(void *data, const struct told *told)
{
    struct fixture *f = data;
    assert_in_range(f->told_count, 0, FATES_KEPT - 1);
    f->told[f->told_count++] = *told;
}

static void on_patience(uv_timer_t *timer)
{
    (void)timer;
    fail_msg("waited in vain");
}

static int open_fixture(void **state)
{
    void *folder;
    if (help_open_folder(&folder) < 0)
        return -1;
    struct fixture *f = mem_new(struct fixture);
    f->folder = folder;
    f->program = mem_printf("%s/voice", f->folder);
    uv_loop_init(&f->loop);
    uv_timer_init(&f->loop, &f->patience);
    uv_timer_start(&f->patience, on_patience, PATIENCE_MS, 0);
    *state = f;
    return 0;
}

static int close_fixture(void **state)
{
    struct fixture *f = *state;
    void *folder = f->folder;
    if (f->speaker)
        speaker_close(f->speaker);
    uv_close((uv_handle_t *)&f->patience, NULL);
    uv_run(&f->loop, UV_RUN_DEFAULT);
    int r = uv_loop_close(&f->loop);
    free(f->program);
    free(f);
    return r | help_close_folder(&folder);
}

static void write_program(struct fixture *f, const char *script)
{
    FILE *file = fopen(f->program, "we");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", script);
    fclose(file);
    assert_int_equal(chmod(f->program, 0755), 0);
}

static void start(struct fixture *f, unsigned silence_ms)
{
    const struct speaker_settings settings = {.program = f->program, .silence_ms = silence_ms};
    f->speaker = speaker_open(&f->loop, &settings, on_told, f);
}

static void start_script(struct fixture *f, const char *script, unsigned silence_ms)
{
    write_program(f, script);
    start(f, silence_ms);
}

static void call(struct fixture *f, int64_t number)
{
    struct announcement announcement = {
            .call = number, .ticket = "A042", .counter = "5", .count = 1, .sayings = {{.language = "az"}}};
    speaker_call(f->speaker, &announcement, 0);
}

static void await_fates(struct fixture *f, size_t count)
{
    while (f->told_count < count)
        uv_run(&f->loop, UV_RUN_ONCE);
    assert_int_equal(f->told_count, count);
}

static size_t fates_of(const struct fixture *f, enum fate fate)
{
    size_t count = 0;
    for (size_t i = 0; i < f->told_count; i++)
        count += f->told[i].fate == fate;
    return count;
}

/* Answers each call by its number. */
#define ANSWERING                                                                   \
    "while read -r line; do number=${line#*'\"call\":'}; number=${number%%,*}\n"    \
    "  echo '{\"bad\":\"noise\",\"line\":1}'; echo "                                \
    "\"{\\\"call\\\":$number,\\\"fate\\\":\\\"spoken\\\",\\\"backlog_ms\\\":7}\"\n" \
    "done"

static void what_became_of_each_is_told_and_reported(void **state)
{
    struct fixture *f = *state;
    struct voice_report report;
    start_script(f, ANSWERING, 0);
    assert_false(speaker_report(f->speaker, &report));
    call(f, 17);
    call(f, 16);
    assert_int_equal(speaker_say(f->speaker, "az", "salam\n\x1B[0m", false), -1);
    assert_int_equal(speaker_waiting(f->speaker), 3);
    await_fates(f, 3);
    assert_int_equal(f->told[0].call, 17);
    assert_int_equal(f->told[2].call, -1);
    assert_true(speaker_report(f->speaker, &report));
    assert_int_equal(report.call, 17);
    assert_int_equal(report.spoken, 2); /* a text is no call */
    assert_int_equal(report.dropped, 0);
    assert_int_equal(report.backlog_ms, 7);
    assert_false(speaker_report(f->speaker, &report));
    call(f, 18);
    await_fates(f, 4);
    assert_true(speaker_report(f->speaker, &report));
    assert_int_equal(report.call, 18);
    assert_int_equal(report.spoken, 1);
}

/* It dies of the first order; what it was given is lost, and what comes later reaches the next one. */
static void one_that_dies_is_started_again(void **state)
{
    struct fixture *f = *state;
    struct voice_report report;
    start_script(f, "read -r line; kill -9 $$", 0);
    call(f, 1);
    call(f, 2);
    await_fates(f, 2);
    assert_int_equal(fates_of(f, FATE_FAILED), 2);
    assert_true(speaker_report(f->speaker, &report));
    assert_int_equal(report.dropped, 2);
    assert_int_equal(report.call, 0);
    write_program(f, ANSWERING);
    call(f, 3); /* while there is none */
    await_fates(f, 3);
    assert_int_equal(f->told[2].fate, FATE_SPOKEN);
}

/* And nothing of what it was not asked, or twice. */
static void what_it_said_last_is_heard(void **state)
{
    struct fixture *f = *state;
    start_script(f,
                 "read -r line; fate='\"fate\":\"spoken\",\"backlog_ms\":0}'\n"
                 "echo '{\"call\":9,'$fate; echo '{\"call\":1,'$fate; echo '{\"call\":1,'$fate; exit 3",
                 0);
    call(f, 1);
    await_fates(f, 1);
    assert_int_equal(f->told[0].call, 1);
    assert_int_equal(f->told[0].fate, FATE_SPOKEN);
    call(f, 2); /* and lost with the next */
    await_fates(f, 2);
    assert_int_equal(f->told[1].call, 2);
    assert_int_equal(f->told[1].fate, FATE_FAILED);
}

static void one_that_hangs_is_killed(void **state)
{
    struct fixture *f = *state;
    start_script(f, "exec sleep 1000", 50);
    call(f, 1);
    await_fates(f, 1);
    assert_int_equal(f->told[0].fate, FATE_FAILED);
    assert_int_equal(speaker_waiting(f->speaker), 0);
}

static void one_that_is_not_there(void **state)
{
    struct fixture *f = *state;
    start(f, 0);
    call(f, 1);
    await_fates(f, 1); /* with the next try */
    assert_int_equal(f->told[0].fate, FATE_FAILED);
    write_program(f, ANSWERING);
    call(f, 2);
    await_fates(f, 2);
    assert_int_equal(f->told[1].fate, FATE_SPOKEN);
}

/* It reads nothing: the orders are bounded, and giving them never waits. */
static void a_flood_is_bounded(void **state)
{
    struct fixture *f = *state;
    _cleanup_free_ char *gate = mem_printf("%s.gate", f->program);
    assert_int_equal(mkfifo(gate, 0600), 0);
    start_script(f, "cat $0.gate; " ANSWERING, 0);
    for (int64_t number = 1; number <= 1000; number++)
        call(f, number);
    assert_int_equal(speaker_waiting(f->speaker), SPEAKER_ORDERS);
    assert_int_equal(f->told_count, 1000 - SPEAKER_ORDERS);
    assert_int_equal(fates_of(f, FATE_FULL), 1000 - SPEAKER_ORDERS);
    struct voice_report report;
    assert_true(speaker_report(f->speaker, &report));
    assert_int_equal(report.dropped, 1000 - SPEAKER_ORDERS);

    static char text[900];
    memset(text, 'a', sizeof(text) - 1);
    for (int i = 0; i < 1000; i++)
        speaker_say(f->speaker, "az", text, true);
    assert_int_equal(fates_of(f, FATE_FULL), 2000 - SPEAKER_ORDERS);
    int fd = open(gate, O_WRONLY); /* it opens, and answers what it was given */
    close(fd);
    await_fates(f, 2000);
    assert_int_equal(fates_of(f, FATE_SPOKEN), SPEAKER_ORDERS);
}

static void what_is_no_order_fails_at_once(void **state)
{
    struct fixture *f = *state;
    struct voice_report report;
    start_script(f, ANSWERING, 0);
    speaker_say(f->speaker, "az", "", false);
    speaker_say(f->speaker, "../az", "salam", false);
    assert_int_equal(f->told_count, 2);
    assert_int_equal(fates_of(f, FATE_FAILED), 2);
    assert_false(speaker_report(f->speaker, &report));
    speaker_withdraw(f->speaker, "A042"); /* of nothing */
    speaker_stop(f->speaker);
    call(f, 1);
    await_fates(f, 3);
    assert_int_equal(f->told[2].call, 1);
}

/* The real program, with its sounds written to files: a call, then a text that stops what is queued. */
static void the_real_one(void **state)
{
    struct fixture *f = *state;
    _cleanup_free_ char *program = mem_printf("%s/bin/novbe-voice", getenv("NOVBE_BUILD"));
    _cleanup_free_ char *languages = mem_printf("%s/conf/lang", getenv("NOVBE_SOURCE"));
    const char *const arguments[] = {"--languages", languages, "--output", f->folder, "--bank", f->folder, NULL};
    const struct speaker_settings settings = {.program = program, .arguments = arguments};
    f->speaker = speaker_open(&f->loop, &settings, on_told, f);
    call(f, 1);
    await_fates(f, 1);
    assert_int_equal(f->told[0].fate, FATE_SPOKEN);
    struct announcement late = {
            .call = 2, .ticket = "A043", .counter = "5", .count = 1, .sayings = {{.language = "az"}}};
    speaker_call(f->speaker, &late, 60001);
    int64_t text = speaker_say(f->speaker, "az", "salam", true);
    await_fates(f, 3);
    assert_int_equal(f->told[1].call, 2);
    assert_true(f->told[1].fate == FATE_LATE);
    assert_int_equal(f->told[2].call, text);
    assert_int_equal(f->told[2].fate, FATE_SPOKEN);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void)
{
    const struct CMUnitTest tests[] = {
            TEST(what_became_of_each_is_told_and_reported),
            TEST(one_that_dies_is_started_again),
            TEST(what_it_said_last_is_heard),
            TEST(one_that_hangs_is_killed),
            TEST(one_that_is_not_there),
            TEST(a_flood_is_bounded),
            TEST(what_is_no_order_fails_at_once),
            TEST(the_real_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
