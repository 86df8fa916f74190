/* SPDX-License-Identifier: MIT
 *
 * Breaks every shipped language in every message, one at a time: each break must be refused, and for its own reason.
 * This is what makes "it loads" the proof that a language is complete.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "common/i18n.h"

/* A shipped file as settings that can be changed. */
struct fixture {
    config_t config;
    const char *code;
};

static void open_file(struct fixture *f, const char *code)
{
    _cleanup_free_ char *path = mem_printf("%s/conf/lang/%s.conf", getenv("NOVBE_SOURCE"), code);
    f->code = code;
    config_init(&f->config);
    assert_int_equal(config_read_file(&f->config, path), CONFIG_TRUE);
}

static void close_file(struct fixture *f)
{
    config_destroy(&f->config);
}

/* Reads the changed file; *ret_mistakes must be done with. */
static bool is_language(struct fixture *f, struct config_mistakes *ret_mistakes)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    config_write(&f->config, stream);
    fclose(stream);
    *ret_mistakes = (struct config_mistakes){0};
    _cleanup_(language_freep) struct language *language = NULL;
    bool accepted = language_parse(f->code, text, length, ret_mistakes, &language) == 0;
    free(text);
    return accepted;
}

static void expect_refused(struct fixture *f, const char *words)
{
    struct config_mistakes mistakes;
    assert_false(is_language(f, &mistakes));
    bool found = false;
    for (size_t i = 0; i < mistakes.count; i++)
        found |= strstr(mistakes.items[i].text, words) != NULL;
    if (!found) {
        config_mistakes_print(&mistakes, stderr);
        fail_msg("%s: expected \"%s\"", f->code, words);
    }
    config_mistakes_done(&mistakes);
}

static config_setting_t *message_setting(struct fixture *f, const char *id)
{
    _cleanup_free_ char *path = mem_printf("messages.%s", id);
    config_setting_t *setting = config_lookup(&f->config, path);
    assert_non_null(setting);
    return setting;
}

/* The text of a message, or of one of its plurals. */
static config_setting_t *any_text(config_setting_t *message)
{
    return config_setting_is_group(message) ? config_setting_get_elem(message, 0) : message;
}

static void remove_setting(config_setting_t *setting)
{
    config_setting_t *parent = config_setting_parent(setting);
    assert_int_equal(config_setting_remove(parent, config_setting_name(setting)), CONFIG_TRUE);
}

typedef void (*break_function)(struct fixture *f, const struct i18n_message_info *message);

/* Every break in a fresh copy: what one leaves must not help the next. */
static void break_each_message(break_function break_it)
{
    static const char *const codes[] = {"az", "ru", "en", "ja"};
    for (size_t c = 0; c < ARRAY_SIZE(codes); c++) {
        for (size_t m = 0; m < MESSAGE_COUNT; m++) {
            struct fixture f;
            open_file(&f, codes[c]);
            break_it(&f, &i18n_messages[m]);
            close_file(&f);
        }
    }
}

static void take_away(struct fixture *f, const struct i18n_message_info *message)
{
    remove_setting(message_setting(f, message->id));
    _cleanup_free_ char *words = mem_printf("'messages.%s' is missing", message->id);
    expect_refused(f, words);
}

static void make_empty(struct fixture *f, const struct i18n_message_info *message)
{
    config_setting_set_string(any_text(message_setting(f, message->id)), "");
    expect_refused(f, message->id);
}

static void add_unknown_argument(struct fixture *f, const struct i18n_message_info *message)
{
    config_setting_t *setting = any_text(message_setting(f, message->id));
    _cleanup_free_ char *text = mem_printf("%s{nonsense}", config_setting_get_string(setting));
    config_setting_set_string(setting, text);
    expect_refused(f, "argument {nonsense} is unknown here");
}

/* Takes the first argument out of the text. */
static void drop_argument(struct fixture *f, const struct i18n_message_info *message)
{
    if (!*message->arguments)
        return;
    config_setting_t *setting = any_text(message_setting(f, message->id));
    const char *text = config_setting_get_string(setting), *open = strchr(text, '{');
    assert_non_null(open);
    size_t length = strcspn(open, "}") + 1;
    _cleanup_free_ char *argument = mem_strndup(open, length);
    _cleanup_free_ char *without = mem_printf("%.*s%s", (int)(open - text), text, open + length);
    _cleanup_free_ char *words = mem_printf("argument %s is missing", argument);
    config_setting_set_string(setting, *without ? without : "x");
    expect_refused(f, words);
}

static void make_too_wide(struct fixture *f, const struct i18n_message_info *message)
{
    if (message->columns == 0)
        return;
    config_setting_t *setting = any_text(message_setting(f, message->id));
    _cleanup_free_ char *text = mem_printf("%s%070d", config_setting_get_string(setting), 0);
    config_setting_set_string(setting, text);
    expect_refused(f, "columns wide, expected at most");
}

static void take_plural_away(struct fixture *f, const struct i18n_message_info *message)
{
    config_setting_t *setting = message_setting(f, message->id);
    if (!config_setting_is_group(setting))
        return;
    for (int i = 0; i < config_setting_length(setting); i++) {
        struct fixture copy;
        open_file(&copy, f->code);
        config_setting_t *form = config_setting_get_elem(message_setting(&copy, message->id), (unsigned)i);
        _cleanup_free_ char *words = mem_printf("%s: %s is missing", message->id, config_setting_name(form));
        remove_setting(form);
        expect_refused(&copy, words);
        close_file(&copy);
    }
}

static void shipped_languages_load(void **state)
{
    (void)state;
    static const char *const codes[] = {"az", "ru", "en", "ja"};
    for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
        struct fixture f;
        struct config_mistakes mistakes;
        open_file(&f, codes[i]);
        assert_true(is_language(&f, &mistakes));
        assert_int_equal(mistakes.count, 0);
        config_mistakes_done(&mistakes);
        close_file(&f);
    }
}

static void no_message_may_be_missing(void **state)
{
    (void)state;
    break_each_message(take_away);
}

static void no_message_may_be_empty(void **state)
{
    (void)state;
    break_each_message(make_empty);
}

static void no_argument_may_be_unknown(void **state)
{
    (void)state;
    break_each_message(add_unknown_argument);
}

static void no_argument_may_be_missing(void **state)
{
    (void)state;
    break_each_message(drop_argument);
}

static void no_message_may_be_too_wide(void **state)
{
    (void)state;
    break_each_message(make_too_wide);
}

static void no_plural_may_be_missing(void **state)
{
    (void)state;
    break_each_message(take_plural_away);
}

/* Everything else of a file: without it, no language (but for what may be left out). */
static void no_other_entry_may_be_missing(void **state)
{
    (void)state;
    static const char *const entries[] = {
            "code", "name",       "plural",    "weekdays.full", "weekdays.short",  "months",
            "time", "date.short", "date.full", "ordinal",       "counter.written", "letters.Q"};
    for (size_t i = 0; i < ARRAY_SIZE(entries); i++) {
        struct fixture f;
        open_file(&f, "az");
        remove_setting(config_lookup(&f.config, entries[i]));
        expect_refused(&f, entries[i]);
        close_file(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(shipped_languages_load),     cmocka_unit_test(no_message_may_be_missing),
            cmocka_unit_test(no_message_may_be_empty),    cmocka_unit_test(no_argument_may_be_unknown),
            cmocka_unit_test(no_argument_may_be_missing), cmocka_unit_test(no_message_may_be_too_wide),
            cmocka_unit_test(no_plural_may_be_missing),   cmocka_unit_test(no_other_entry_may_be_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
