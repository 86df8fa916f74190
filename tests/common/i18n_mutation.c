/* SPDX-License-Identifier: MIT
 *
 * Breaks every shipped language in every message: each break must be refused, and for its own reason. This is what
 * makes "it loads" the proof that a language is complete. Many messages are broken in one copy, each in one way:
 * reading a copy takes longer the more messages there are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "common/i18n.h"
#include "common/i18n_plural.h"

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

/* Whether a mistake says `words`, of this message (NULL: of anything). */
static bool is_told(const struct config_mistakes *mistakes, const char *id, const char *words)
{
    for (size_t i = 0; i < mistakes->count; i++) {
        const char *text = mistakes->items[i].text;
        if (strstr(text, words) && (!id || strstr(text, id)))
            return true;
    }
    return false;
}

static void expect_told(const struct fixture *f, const struct config_mistakes *mistakes, const char *id,
                        const char *words)
{
    if (is_told(mistakes, id, words))
        return;
    config_mistakes_print(mistakes, stderr);
    fail_msg("%s: expected \"%s\" of %s", f->code, words, id ? id : "it");
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

/* Breaks a message; the words by which it must be refused, to be freed, or NULL if it has nothing to break so. */
typedef char *(*break_function)(struct fixture *f, const struct i18n_message_info *message, unsigned form);

enum { BROKEN_AT_ONCE = 100 };

/* Breaks messages from `first` on in a copy of their own; the first that is not broken in it. */
static size_t break_some(const char *code, break_function break_it, unsigned form, size_t first, size_t *broken)
{
    struct fixture f;
    struct config_mistakes mistakes;
    char *words[MESSAGE_COUNT] = {NULL};
    size_t end = first, here = 0;
    open_file(&f, code);
    for (; end < MESSAGE_COUNT && here < BROKEN_AT_ONCE; end++) {
        words[end] = break_it(&f, &i18n_messages[end], form);
        here += words[end] != NULL;
    }
    assert_int_equal(is_language(&f, &mistakes), here == 0);
    for (size_t i = first; i < end; i++) {
        if (words[i])
            expect_told(&f, &mistakes, i18n_messages[i].id, words[i]);
        free(words[i]);
    }
    config_mistakes_done(&mistakes);
    close_file(&f);
    *broken += here;
    return end;
}

static void break_each_message(break_function break_it, unsigned forms)
{
    static const char *const codes[] = {"az", "ru", "en", "ja"};
    size_t broken = 0;
    for (size_t c = 0; c < ARRAY_SIZE(codes); c++) {
        for (unsigned form = 0; form < forms; form++) {
            for (size_t next = 0; next < MESSAGE_COUNT;)
                next = break_some(codes[c], break_it, form, next, &broken);
        }
    }
    assert_true(broken > 0);
}

static char *take_away(struct fixture *f, const struct i18n_message_info *message, unsigned form)
{
    (void)form;
    remove_setting(message_setting(f, message->id));
    return mem_printf("'messages.%s' is missing", message->id);
}

static char *make_empty(struct fixture *f, const struct i18n_message_info *message, unsigned form)
{
    (void)form;
    config_setting_set_string(any_text(message_setting(f, message->id)), "");
    return mem_strdup(message->id);
}

static char *add_unknown_argument(struct fixture *f, const struct i18n_message_info *message, unsigned form)
{
    (void)form;
    config_setting_t *setting = any_text(message_setting(f, message->id));
    _cleanup_free_ char *text = mem_printf("%s{nonsense}", config_setting_get_string(setting));
    config_setting_set_string(setting, text);
    return mem_strdup("argument {nonsense} is unknown here");
}

/* Takes the first argument out of the text. */
static char *drop_argument(struct fixture *f, const struct i18n_message_info *message, unsigned form)
{
    (void)form;
    if (!*message->arguments)
        return NULL;
    config_setting_t *setting = any_text(message_setting(f, message->id));
    const char *text = config_setting_get_string(setting), *open = strchr(text, '{');
    assert_non_null(open);
    size_t length = strcspn(open, "}") + 1;
    _cleanup_free_ char *argument = mem_strndup(open, length);
    _cleanup_free_ char *without = mem_printf("%.*s%s", (int)(open - text), text, open + length);
    config_setting_set_string(setting, *without ? without : "x");
    return mem_printf("argument %s is missing", argument);
}

static char *make_too_wide(struct fixture *f, const struct i18n_message_info *message, unsigned form)
{
    (void)form;
    if (message->columns == 0)
        return NULL;
    config_setting_t *setting = any_text(message_setting(f, message->id));
    _cleanup_free_ char *text = mem_printf("%s%070d", config_setting_get_string(setting), 0);
    config_setting_set_string(setting, text);
    return mem_strdup("columns wide, expected at most");
}

static char *take_plural_away(struct fixture *f, const struct i18n_message_info *message, unsigned form)
{
    config_setting_t *setting = message_setting(f, message->id);
    if (!config_setting_is_group(setting) || form >= (unsigned)config_setting_length(setting))
        return NULL;
    config_setting_t *text = config_setting_get_elem(setting, form);
    char *words = mem_printf("%s: %s is missing", message->id, config_setting_name(text));
    remove_setting(text);
    return words;
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
    break_each_message(take_away, 1);
}

static void no_message_may_be_empty(void **state)
{
    (void)state;
    break_each_message(make_empty, 1);
}

static void no_argument_may_be_unknown(void **state)
{
    (void)state;
    break_each_message(add_unknown_argument, 1);
}

static void no_argument_may_be_missing(void **state)
{
    (void)state;
    break_each_message(drop_argument, 1);
}

static void no_message_may_be_too_wide(void **state)
{
    (void)state;
    break_each_message(make_too_wide, 1);
}

static void no_plural_may_be_missing(void **state)
{
    (void)state;
    break_each_message(take_plural_away, PLURAL_COUNT);
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
        struct config_mistakes mistakes;
        assert_false(is_language(&f, &mistakes));
        expect_told(&f, &mistakes, NULL, entries[i]);
        config_mistakes_done(&mistakes);
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
