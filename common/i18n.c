/* SPDX-License-Identifier: MIT
 *
 * The languages of a centre, and which of them stands in for which.
 */
#include "common/i18n.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "common/i18n_language.h"

const struct i18n_message_info i18n_messages[MESSAGE_COUNT] = {
#define MESSAGE(name_, id_, arguments_, columns_) {.id = (id_), .arguments = (arguments_), .columns = (columns_)},
#include "common/i18n_messages.h"
#undef MESSAGE
};

struct i18n {
    size_t count;
    struct language **languages;
};

/* --- loading --- */

struct language *language_free(struct language *language)
{
    if (language) {
        struct arena arena = language->arena;
        arena_done(&arena);
        free(language);
    }
    return NULL;
}

int language_parse(const char *name, const char *text, size_t length, struct config_mistakes *mistakes,
                   struct language **ret_language)
{
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    int r = config_file_parse(name, text, length, mistakes, &file);
    return r < 0 ? r : language_read(file, name, mistakes, ret_language);
}

/* Two or three small letters, then subtags. */
bool language_code_is_sound(const char *code)
{
    size_t length = strlen(code);
    size_t letters = strspn(code, "abcdefghijklmnopqrstuvwxyz");
    return length <= 16 && (letters == 2 || letters == 3) && (!code[letters] || code[letters] == '-') &&
           strspn(code, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == length;
}

static int load_language(const char *folder, const char *code, struct config_mistakes *mistakes,
                         struct language **ret_language)
{
    _cleanup_free_ char *path = mem_printf("%s/%s.conf", folder, code);
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    _cleanup_(language_freep) struct language *language = NULL;
    if (!language_code_is_sound(code)) {
        config_mistake_add(mistakes, CONFIG_ERROR, folder, 0, "\"%s\" is no code of a language, expected one as \"az\"",
                           code);
        return -EBADMSG;
    }
    if (config_file_read(path, CONFIG_NO_INCLUDE, mistakes, &file) < 0 ||
        language_read(file, path, mistakes, &language) < 0)
        return -EBADMSG;
    if (strcmp(language->code, code) != 0) {
        config_mistake_add(mistakes, CONFIG_ERROR, path, language->code_line,
                           "code is \"%s\", expected \"%s\" as the file is named", language->code, code);
        return -EBADMSG;
    }
    *ret_language = language;
    language = NULL;
    return 0;
}

static const struct language *find(const struct i18n *i18n, const char *code)
{
    for (size_t i = 0; i < i18n->count; i++) {
        if (strcmp(i18n->languages[i]->code, code) == 0)
            return i18n->languages[i];
    }
    return NULL;
}

static void resolve_fallback(const struct i18n *i18n, struct language *language, struct config_mistakes *mistakes)
{
    if (!*language->fallback_code)
        return;
    language->fallback = find(i18n, language->fallback_code);
    if (language->fallback == language)
        config_mistake_add(mistakes, CONFIG_ERROR, language->path, language->fallback_line,
                           "fallback is the language itself");
    else if (!language->fallback)
        config_mistake_add(mistakes, CONFIG_WARNING, language->path, language->fallback_line,
                           "fallback \"%s\" is not spoken here, so no text may be missing", language->fallback_code);
}

/* Every chain of fallbacks ends, so that a text that the last of it must have is found. */
static void check_chain(const struct i18n *i18n, const struct language *language, struct config_mistakes *mistakes)
{
    size_t steps = 0;
    for (const struct language *next = language->fallback; next && next != next->fallback; next = next->fallback) {
        if (next == language || steps++ > i18n->count) {
            config_mistake_add(mistakes, CONFIG_ERROR, language->path, language->fallback_line,
                               "fallback \"%s\" leads back here, expected a language whose texts are complete",
                               language->fallback_code);
            return;
        }
    }
}

static void resolve_fallbacks(struct i18n *i18n, struct config_mistakes *mistakes)
{
    for (size_t i = 0; i < i18n->count; i++)
        resolve_fallback(i18n, i18n->languages[i], mistakes);
    for (size_t i = 0; i < i18n->count; i++)
        check_chain(i18n, i18n->languages[i], mistakes);
}

int i18n_load(const char *folder, const struct config_list *codes, struct config_mistakes *mistakes,
              struct i18n **ret_i18n)
{
    size_t errors = mistakes->errors;
    _cleanup_(i18n_freep) struct i18n *i18n = mem_new(struct i18n);
    i18n->languages = mem_new_n(struct language *, codes->count);
    for (size_t i = 0; i < codes->count; i++) {
        if (find(i18n, codes->items[i]))
            config_mistake_add(mistakes, CONFIG_ERROR, folder, 0, "language \"%s\" is listed twice", codes->items[i]);
        else if (load_language(folder, codes->items[i], mistakes, &i18n->languages[i18n->count]) == 0)
            i18n->count++;
    }
    if (codes->count == 0)
        config_mistake_add(mistakes, CONFIG_ERROR, folder, 0, "no language is listed, expected at least one");
    if (mistakes->errors == errors)
        resolve_fallbacks(i18n, mistakes);
    if (mistakes->errors > errors)
        return -EBADMSG;
    *ret_i18n = i18n;
    i18n = NULL;
    return 0;
}

struct i18n *i18n_free(struct i18n *i18n)
{
    if (i18n) {
        for (size_t i = 0; i < i18n->count; i++)
            language_free(i18n->languages[i]);
        free(i18n->languages);
        free(i18n);
    }
    return NULL;
}

/* --- asking --- */

size_t i18n_count(const struct i18n *i18n)
{
    return i18n->count;
}

const struct language *i18n_at(const struct i18n *i18n, size_t index)
{
    assert(index < i18n->count);
    return i18n->languages[index];
}

const struct language *i18n_find(const struct i18n *i18n, const char *code)
{
    return find(i18n, code);
}

const char *language_code(const struct language *language)
{
    return language->code;
}

const char *language_name(const struct language *language)
{
    return language->name;
}

const char *language_fallback(const struct language *language)
{
    return language->fallback ? language->fallback->code : NULL;
}

const char *language_letter(const struct language *language, char letter)
{
    assert(letter >= 'A' && letter <= 'Z');
    return language->letters[letter - 'A'];
}

const char *language_looks_like(const struct language *language, char sign)
{
    int index = sign_index(sign);
    return index < 0 ? NULL : language->looks_like[index];
}

const char *language_sounds_like(const struct language *language, char sign)
{
    int index = sign_index(sign);
    return index < 0 ? NULL : language->sounds_like[index];
}

const char *language_keyboard_row(const struct language *language, size_t row)
{
    return row < language->keyboard.count ? language->keyboard.items[row] : NULL;
}

const char *i18n_catalogue_text(const struct config_text *text, const struct language *language,
                                const struct language **ret_language)
{
    for (; language; language = language->fallback) {
        const char *found = config_text_in(text, language->code);
        if (!found)
            continue;
        if (ret_language)
            *ret_language = language;
        return found;
    }
    return NULL;
}
