/* SPDX-License-Identifier: MIT
 *
 * A folder of files that must be accepted (y_*.conf) or refused (n_*.conf). A refused file says in comments at its head
 * where and why, and is refused for nothing else:
 *
 *     # line 12: part of the text of the mistake
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/config.h"

static inline char *corpus_path(const char *name)
{
    const char *source = getenv("NOVBE_SOURCE");
    return mem_printf("%s/%s", source ? source : ".", name);
}

static inline char *corpus_text(const char *path)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    assert_true(size >= 0);
    rewind(file);
    char *text = mem_alloc((size_t)size + 1, 1);
    assert_int_equal(fread(text, 1, (size_t)size, file), size);
    fclose(file);
    return text;
}

static inline bool corpus_ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), wanted = strlen(end);
    return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

/* What a comment at the head of a file expects: "# line 7: TEXT", or "# line 7 of part/a.conf: TEXT" where the mistake
 * is in an included file. */
struct corpus_expectation {
    unsigned line;
    char file[128], text[256];
};

static inline bool corpus_expectation_read(const char *comment, const char *path,
                                           struct corpus_expectation *ret_expectation)
{
    const char *slash = strrchr(path, '/');
    snprintf(ret_expectation->file, sizeof(ret_expectation->file), "%s", slash ? slash + 1 : path);
    return sscanf(comment, "# line %u: %255[^\n]", &ret_expectation->line, ret_expectation->text) == 2 ||
           sscanf(comment, "# line %u of %127[^:]: %255[^\n]", &ret_expectation->line, ret_expectation->file,
                  ret_expectation->text) == 3;
}

/* Takes the first error that is as expected out of the count; false if there is none. */
static inline bool corpus_take(const struct config_mistakes *mistakes, bool *taken,
                               const struct corpus_expectation *expected)
{
    for (size_t i = 0; i < mistakes->count; i++) {
        const struct config_mistake *mistake = &mistakes->items[i];
        bool fits = mistake->severity == CONFIG_ERROR && mistake->line == expected->line &&
                    corpus_ends_with(mistake->file, expected->file) && strstr(mistake->text, expected->text);
        if (fits && !taken[i]) {
            taken[i] = true;
            return true;
        }
    }
    return false;
}

/* Compares errors with the comments at the head of the file; tells on stderr what differs. */
static inline bool corpus_agrees(const char *path, const char *text, const struct config_mistakes *mistakes)
{
    bool *taken = mem_new_n(bool, mistakes->count);
    bool agrees = true;
    size_t count = 0;
    for (const char *line = text; line && *line == '#'; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        struct corpus_expectation expected = {0};
        if (!corpus_expectation_read(line, path, &expected))
            continue;
        count++;
        if (!corpus_take(mistakes, taken, &expected)) {
            fprintf(stderr, "%s: expected at line %u of %s: %s\n", path, expected.line, expected.file, expected.text);
            agrees = false;
        }
    }
    agrees = agrees && count == mistakes->errors;
    if (!agrees)
        config_mistakes_print(mistakes, stderr);
    free(taken);
    return agrees;
}

/* Calls `read` for every file; it fills in the mistakes. Returns how many files there are. */
static inline size_t corpus_each(const char *folder, const char *prefix,
                                 void (*read)(const char *path, struct config_mistakes *mistakes))
{
    char *pattern = mem_printf("%s/%s*.conf", folder, prefix);
    glob_t files;
    assert_int_equal(glob(pattern, 0, NULL, &files), 0);
    size_t disagree = 0;
    for (size_t i = 0; i < files.gl_pathc; i++) {
        struct config_mistakes mistakes = {0};
        char *text = corpus_text(files.gl_pathv[i]);
        read(files.gl_pathv[i], &mistakes);
        disagree += !corpus_agrees(files.gl_pathv[i], text, &mistakes);
        config_mistakes_done(&mistakes);
        free(text);
    }
    size_t count = files.gl_pathc;
    globfree(&files);
    free(pattern);
    assert_int_equal(disagree, 0);
    return count;
}
