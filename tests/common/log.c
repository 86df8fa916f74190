/* SPDX-License-Identifier: MIT
 *
 * The log: one event is one line, whatever the values hold, and reading it back gives the values.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/log.h"
#include "common/text.h"

/* A pipe that takes what is logged. */
struct fixture {
    int fds[2];
    char text[16384];
};

static int open_pipe(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    *state = f;
    if (pipe2(f->fds, O_CLOEXEC | O_NONBLOCK) < 0 || clock_set_zone("Asia/Baku") < 0)
        return -1;
    log_set_output(f->fds[1]);
    log_set_level(LOG_LEVEL_INFO);
    return 0;
}

static int close_pipe(void **state)
{
    struct fixture *f = *state;
    log_set_output(0);
    close(f->fds[0]);
    close(f->fds[1]);
    free(f);
    return 0;
}

static const char *taken(struct fixture *f)
{
    ssize_t size = read(f->fds[0], f->text, sizeof(f->text) - 1);
    f->text[size > 0 ? size : 0] = '\0';
    return f->text;
}

/* What follows the time, which is checked for its shape only. */
static const char *taken_after_time(struct fixture *f)
{
    const char *text = taken(f);
    assert_memory_equal(text, "time=2", 6);
    assert_int_equal(strcspn(text, " "), strlen("time=2026-11-23T09:00:00.000+04:00"));
    assert_non_null(strstr(text, "+04:00 level="));
    return strchr(text, ' ') + 1;
}

static void a_line(void **state)
{
    struct fixture *f = *state;
    log_info("ready", LOG_TEXT("socket", "/run/novbe/socket"), LOG_NUMBER("services", 96), LOG_NUMBER("drift", -5));
    assert_string_equal(taken_after_time(f), "level=info event=ready socket=/run/novbe/socket services=96 drift=-5\n");
    log_error("lost");
    assert_string_equal(taken_after_time(f), "level=error event=lost\n");
}

static void levels(void **state)
{
    struct fixture *f = *state;
    log_debug("a");
    assert_string_equal(taken(f), "");
    log_set_level(LOG_LEVEL_DEBUG);
    log_debug("b");
    assert_string_equal(taken_after_time(f), "level=debug event=b\n");
    log_set_level(LOG_LEVEL_ERROR);
    log_warning("c");
    log_info("d");
    assert_string_equal(taken(f), "");
    log_error("e");
    assert_string_equal(taken_after_time(f), "level=error event=e\n");
}

static void expect_written(struct fixture *f, const char *value, const char *written)
{
    log_info("x", LOG_TEXT("v", value));
    _cleanup_free_ char *expected = mem_printf("level=info event=x v=%s\n", written);
    assert_string_equal(taken_after_time(f), expected);
}

static void values_are_quoted_and_escaped(void **state)
{
    struct fixture *f = *state;
    expect_written(f, "Şəki/窓口", "Şəki/窓口");
    expect_written(f, "", "\"\"");
    expect_written(f, NULL, "\"\"");
    expect_written(f, "two words", "\"two words\"");
    expect_written(f, "a=b", "\"a=b\"");
    expect_written(f, "say \"no\" \\", "\"say \\\"no\\\" \\\\\"");
    expect_written(f, "x\nlevel=error event=forged", "\"x\\nlevel=error event=forged\"");
    expect_written(f, "a\r\t\x1B[1m\x7F", "\"a\\r\\t\\x1b[1m\\x7f\"");
    expect_written(f, "\xC3(\xFF", "\"\\xc3(\\xff\"");
    expect_written(f,
                   "a\xE2\x80\xAE"
                   "b",
                   "\"a\\xe2\\x80\\xae"
                   "b\"");                                      /* right-to-left override */
    expect_written(f, "a\xE2\x80\xA8", "\"a\\xe2\\x80\\xa8\""); /* line separator */
    expect_written(f, "a\xC2\xA0", "\"a\\xc2\\xa0\"");          /* a space that is not one */
}

static void keys_and_events_are_words(void **state)
{
    struct fixture *f = *state;
    log_info("a b\nc", LOG_NUMBER("k =\n", 1));
    assert_string_equal(taken_after_time(f), "level=info event=\"a b\\nc\" k___=1\n");
}

static void errno_is_kept(void **state)
{
    struct fixture *f = *state;
    errno = ENOSPC;
    log_info("x");
    assert_int_equal(errno, ENOSPC);
    taken(f);
    log_set_output(f->fds[0]); /* cannot be written */
    log_info("x");
    assert_int_equal(errno, ENOSPC);
}

/* Reads one value back; *text moves behind it. */
static void read_value(const char **text, char *value)
{
    bool quoted = **text == '"';
    for (*text += quoted; **text && (quoted ? **text != '"' : **text != ' ' && **text != '\n'); (*text)++) {
        unsigned byte = (unsigned char)**text;
        if (byte == '\\') {
            static const char letters[] = "nrt\"\\", meant[] = "\n\r\t\"\\";
            (*text)++;
            const char *letter = strchr(letters, **text);
            if (letter)
                byte = (unsigned char)meant[letter - letters];
            else
                assert_int_equal(sscanf((*text)++, "x%2x", &byte), 1);
            *text += !letter;
        }
        *value++ = (char)byte;
    }
    *value = '\0';
    *text += quoted;
}

/* Random bytes, half of them from what could break a line. */
static void make_value(uint32_t *seed, char *value, size_t size)
{
    static const char *const pieces[] = {"\n",           "\"",   "\\",  "=", " ",    "ə",
                                         "\xE2\x80\xAE", "\x1B", "\\x", "a", "\xF0", "窓"};
    value[0] = '\0';
    for (size_t length = 0; length + 8 < size;) {
        *seed = *seed * 1664525 + 1013904223;
        unsigned pick = *seed >> 16;
        if (pick % 24 < ARRAY_SIZE(pieces)) {
            strcpy(value + length, pieces[pick % 24]);
        } else {
            value[length] = (char)(1 + pick % 255);
            value[length + 1] = '\0';
        }
        length += strlen(value + length);
        if (pick % 7 == 0)
            return;
    }
}

static void no_value_forges_a_line_or_a_key(void **state)
{
    struct fixture *f = *state;
    uint32_t seed = 20261123;
    for (int i = 0; i < 20000; i++) {
        char value[64], back[256];
        make_value(&seed, value, sizeof(value));
        log_info("x", LOG_TEXT("v", value), LOG_NUMBER("end", i));
        const char *text = taken_after_time(f);
        assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
        assert_true(text_is_valid(text, strlen(text)));
        assert_memory_equal(text, "level=info event=x v=", 21);
        text += 21;
        read_value(&text, back);
        assert_string_equal(back, value);
        _cleanup_free_ char *rest = mem_printf(" end=%d\n", i);
        assert_string_equal(text, rest);
    }
}

static void long_line_is_cut_with_a_mark(void **state)
{
    struct fixture *f = *state;
    static const char *const fillings[] = {"x", "ə", " ", "\n", "\xFF"};
    for (size_t i = 0; i < ARRAY_SIZE(fillings); i++) {
        for (size_t shift = 0; shift < 6; shift++) {
            char value[9001] = "";
            memset(value, 'y', shift);
            for (size_t length = shift; length + 4 < sizeof(value); length = strlen(value))
                for (int n = 0; n < 1000 && length + 4 < sizeof(value); n++, length += strlen(fillings[i]))
                    strcpy(value + length, fillings[i]);
            log_info("x", LOG_TEXT("v", value), LOG_TEXT("never", "shown"));
            const char *text = taken_after_time(f);
            size_t length = strlen(f->text);
            assert_in_range(length, 4096 - 24, 4096);
            assert_true(text_is_valid(text, strlen(text)));
            assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
            assert_null(strstr(text, "never"));
            const char *mark = i < 2 ? " truncated=yes\n" : "\" truncated=yes\n";
            assert_string_equal(f->text + length - strlen(mark), mark);
        }
    }
}

static void line_of_exactly_the_limit_is_whole(void **state)
{
    struct fixture *f = *state;
    size_t cut = 0;
    for (size_t size = 3900; size < 4096; size++) {
        char value[4096];
        memset(value, 'x', size);
        value[size] = '\0';
        log_info("x", LOG_TEXT("v", value));
        const char *text = taken_after_time(f);
        bool is_cut = strstr(text, " truncated=yes") != NULL;
        assert_true(is_cut || strlen(text) == strlen("level=info event=x v=\n") + size);
        assert_true(is_cut >= (cut > 0));
        cut += is_cut;
    }
    assert_true(cut > 0);
}

static void journal_gets_levels_and_no_time(void **state)
{
    struct fixture *f = *state;
    int saved = dup(STDERR_FILENO);
    assert_int_equal(dup2(f->fds[1], STDERR_FILENO), STDERR_FILENO);
    log_set_output(0);
    struct stat status;
    assert_int_equal(fstat(STDERR_FILENO, &status), 0);
    _cleanup_free_ char *stream =
            mem_printf("%llu:%llu", (unsigned long long)status.st_dev, (unsigned long long)status.st_ino);
    setenv("JOURNAL_STREAM", stream, 1);
    log_info("ready");
    log_warning("late");
    log_error("lost");
    char journal[512];
    strcpy(journal, taken(f));
    setenv("JOURNAL_STREAM", "1:1", 1); /* somebody else's journal: our stderr was redirected */
    log_info("ready");
    unsetenv("JOURNAL_STREAM");
    assert_int_equal(dup2(saved, STDERR_FILENO), STDERR_FILENO);
    close(saved);
    assert_string_equal(journal, "<6>level=info event=ready\n<4>level=warning event=late\n<3>level=error event=lost\n");
    assert_string_equal(taken_after_time(f), "level=info event=ready\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(a_line, open_pipe, close_pipe),
            cmocka_unit_test_setup_teardown(levels, open_pipe, close_pipe),
            cmocka_unit_test_setup_teardown(values_are_quoted_and_escaped, open_pipe, close_pipe),
            cmocka_unit_test_setup_teardown(keys_and_events_are_words, open_pipe, close_pipe),
            cmocka_unit_test_setup_teardown(errno_is_kept, open_pipe, close_pipe),
            cmocka_unit_test_setup_teardown(no_value_forges_a_line_or_a_key, open_pipe, close_pipe),
            cmocka_unit_test_setup_teardown(long_line_is_cut_with_a_mark, open_pipe, close_pipe),
            cmocka_unit_test_setup_teardown(line_of_exactly_the_limit_is_whole, open_pipe, close_pipe),
            cmocka_unit_test_setup_teardown(journal_gets_levels_and_no_time, open_pipe, close_pipe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
