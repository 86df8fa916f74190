/* SPDX-License-Identifier: MIT
 *
 * The sample of novbe.conf reads back to exactly the defaults of its table, and so does an empty file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "common/centre_settings.h"

struct reading {
    struct arena arena;
    struct config_mistakes mistakes;
    struct settings settings;
};

static void read_text(struct reading *reading, const char *text)
{
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    *reading = (struct reading){0};
    arena_init(&reading->arena);
    assert_int_equal(config_file_parse("novbe.conf", text, strlen(text), &reading->mistakes, &file), 0);
    settings_read(config_file_root(file), "novbe.conf", &reading->arena, &reading->mistakes, &reading->settings);
    config_mistakes_print(&reading->mistakes, stderr);
    assert_int_equal(reading->mistakes.count, 0);
}

static void read_done(struct reading *reading)
{
    config_mistakes_done(&reading->mistakes);
    arena_done(&reading->arena);
}

static char *write_sample(const struct config_option *options, size_t count)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    config_write_sample("Heading.\n\nMore of it.", options, count, out);
    fclose(out);
    return text;
}

static void the_sample_reads_back_to_the_defaults(void **state)
{
    (void)state;
    _cleanup_free_ char *sample = write_sample(settings_options, settings_option_count);
    struct reading sampled, empty;
    read_text(&sampled, sample);
    read_text(&empty, "");
    for (size_t i = 0; i < settings_option_count; i++) {
        const struct config_option *option = &settings_options[i];
        assert_string_equal(settings_text(&sampled.settings, option, &sampled.arena),
                            settings_text(&empty.settings, option, &empty.arena));
    }
    read_done(&sampled);
    read_done(&empty);
}

static void every_option_is_explained(void **state)
{
    (void)state;
    for (size_t i = 0; i < settings_option_count; i++) {
        assert_non_null(settings_options[i].help);
        assert_true(strlen(settings_options[i].help) > 20);
    }
}

static void groups_are_opened_and_closed_and_lines_are_wrapped(void **state)
{
    (void)state;
    static const struct config_option options[] = {
            {"a.b.one", CONFIG_INT, .unit = "apples", .minimum = 1, .maximum = 9, .fallback = "1", .help = "One."},
            {"a.b.two", CONFIG_BOOL, .fallback = "true", .reload = CONFIG_RESTART,
             .help = "A sentence that is so long that it does not fit one line of the sample, which has a hundred "
                     "columns at most."},
            {"a.three", CONFIG_STRING, .help = "Three."},
            {"four", CONFIG_ANY, .fallback = "(\n    1,\n    2\n)", .help = "Four.\nMore."},
    };
    _cleanup_free_ char *sample = write_sample(options, ARRAY_SIZE(options));
    assert_string_equal(
            sample, "# Heading.\n"
                    "#\n"
                    "# More of it.\n"
                    "\n"
                    "a = {\n"
                    "    b = {\n"
                    "        # One.\n"
                    "        # A number, 1 to 9 apples. Default: 1. Reloaded live.\n"
                    "        one = 1;\n"
                    "\n"
                    "        # A sentence that is so long that it does not fit one line of the sample, which has a\n"
                    "        # hundred columns at most.\n"
                    "        # True or false. Default: true. Needs a restart.\n"
                    "        two = true;\n"
                    "    };\n"
                    "\n"
                    "    # Three.\n"
                    "    # A string. Must be given. Reloaded live.\n"
                    "    # three = ...;\n"
                    "};\n"
                    "\n"
                    "# Four.\n"
                    "# More.\n"
                    "# A list or group. Default: ( 1, 2 ). Reloaded live.\n"
                    "four = (\n"
                    "    1,\n"
                    "    2\n"
                    ");\n");
}

static void a_comment_alone_hangs(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    config_write_comment("word  What it means, told in a sentence that is so long that it does not fit one line of the "
                         "sample.\nNext.",
                         6, out);
    fclose(out);
    assert_string_equal(
            text, "# word  What it means, told in a sentence that is so long that it does not fit one line of the\n"
                  "#       sample.\n"
                  "# Next.\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(the_sample_reads_back_to_the_defaults),
            cmocka_unit_test(every_option_is_explained),
            cmocka_unit_test(groups_are_opened_and_closed_and_lines_are_wrapped),
            cmocka_unit_test(a_comment_alone_hangs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
