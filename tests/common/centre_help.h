/* SPDX-License-Identifier: MIT
 *
 * A catalogue in a test: read from a file or a text, with the shipped languages.
 */
#pragma once

#include "common/arena.h"
#include "common/calendar.h"
#include "common/catalogue.h"
#include "common/i18n.h"
#include "tests/common/corpus.h"

static inline struct i18n *help_languages(const char *const *codes, size_t count)
{
    char *folder = corpus_path("conf/lang");
    struct config_mistakes mistakes = {0};
    struct config_list list = {.count = count, .items = (const char **)(uintptr_t)codes};
    struct i18n *i18n = NULL;
    int result = i18n_load(folder, &list, &mistakes, &i18n);
    config_mistakes_print(&mistakes, stderr);
    assert_int_equal(result, 0);
    config_mistakes_done(&mistakes);
    free(folder);
    return i18n;
}

/* Reads, and checks where there are languages. Returns what catalogue_read() returned. */
static inline int help_read(const char *text, const struct i18n *i18n, struct arena *arena,
                            struct config_mistakes *mistakes, struct catalogue **ret_catalogue)
{
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    assert_int_equal(config_file_parse("catalogue.conf", text, strlen(text), mistakes, &file), 0);
    int result = catalogue_read(file, arena, mistakes, ret_catalogue);
    if (i18n)
        catalogue_check(*ret_catalogue, i18n, file, mistakes);
    return result;
}

/* The corpus' small centre, with one passage replaced by another (NULL: nothing). */
static inline char *help_small(const char *old, const char *new)
{
    char *path = corpus_path("tests/corpus/catalogue/y_small.conf");
    char *text = corpus_text(path);
    free(path);
    if (!old)
        return text;
    char *at = strstr(text, old);
    assert_non_null(at);
    char *edited = mem_printf("%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
    free(text);
    return edited;
}

/* Reads it where no mistake is expected. */
static inline struct catalogue *help_catalogue(const char *old, const char *new, struct arena *arena)
{
    char *text = help_small(old, new);
    struct config_mistakes mistakes = {0};
    struct catalogue *catalogue = NULL;
    int result = help_read(text, NULL, arena, &mistakes, &catalogue);
    config_mistakes_print(&mistakes, stderr);
    assert_int_equal(result, 0);
    config_mistakes_done(&mistakes);
    free(text);
    return catalogue;
}
