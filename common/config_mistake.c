/* SPDX-License-Identifier: MIT
 *
 * Mistakes of an administrator: collected over all files, put in the order a reader fixes them in, and what a misspelt
 * word was meant to be.
 */
#include "common/config.h"

#include <string.h>

#include "common/arena.h"

enum { NEAREST_LENGTH = 64 }; /* longer words are nobody's slip of the finger */

static size_t file_number(struct config_mistakes *mistakes, const char *file)
{
    for (size_t i = 0; i < mistakes->file_count; i++) {
        if (strcmp(mistakes->files[i], file) == 0)
            return i;
    }
    mem_grow(mistakes->files, mistakes->file_count, mistakes->file_room);
    mistakes->files[mistakes->file_count] = mem_strdup(file);
    return mistakes->file_count++;
}

static attr_printf(5, 0) void add(struct config_mistakes *mistakes, enum config_severity severity, const char *file,
                                  unsigned line, const char *format, va_list arguments)
{
    if (severity == CONFIG_ERROR)
        mistakes->errors++;
    if (mistakes->count == CONFIG_MISTAKES_KEPT) {
        mistakes->dropped++;
        return;
    }
    mem_grow(mistakes->items, mistakes->count, mistakes->room);
    size_t file_at = file_number(mistakes, file);
    mistakes->items[mistakes->count] = (struct config_mistake){
            .severity = severity,
            .file = mistakes->files[file_at],
            .line = line,
            .text = mem_vprintf(format, arguments),
            .file_number = file_at,
            .number = mistakes->count,
    };
    mistakes->count++;
}

static int compare_numbers(size_t a, size_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_mistakes(const void *left, const void *right)
{
    const struct config_mistake *a = left, *b = right;
    if (a->file_number != b->file_number)
        return compare_numbers(a->file_number, b->file_number);
    if (a->line != b->line)
        return compare_numbers(a->line, b->line);
    return compare_numbers(a->number, b->number);
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Letters to add, drop, replace or swap with their neighbour, to make one word of the other: optimal string alignment,
 * by the usual table of which only three rows are needed. */
static unsigned distance(const char *a, const char *b)
{
    unsigned rows[3][NEAREST_LENGTH + 1];
    unsigned *older = rows[0], *before = rows[1], *row = rows[2];
    size_t length = strlen(b);
    for (size_t j = 0; j <= length; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; a[i - 1]; i++) {
        unsigned *free_row = older;
        older = before;
        before = row;
        row = free_row;
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= length; j++) {
            row[j] = least(least(before[j] + 1, row[j - 1] + 1), before[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], older[j - 2] + 1);
        }
    }
    return row[length];
}

void config_mistakes_done(struct config_mistakes *mistakes)
{
    for (size_t i = 0; i < mistakes->count; i++)
        free((char *)mistakes->items[i].text);
    for (size_t i = 0; i < mistakes->file_count; i++)
        free(mistakes->files[i]);
    free(mistakes->items);
    free(mistakes->files);
    *mistakes = (struct config_mistakes){0};
}

const char *config_mistakes_file(struct config_mistakes *mistakes, const char *file)
{
    size_t number = file_number(mistakes, file); /* may move `files` */
    return mistakes->files[number];
}

void config_mistake_add(struct config_mistakes *mistakes, enum config_severity severity, const char *file,
                        unsigned line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(mistakes, severity, file, line, format, arguments);
    va_end(arguments);
}

void config_mistake_at(struct config_mistakes *mistakes, enum config_severity severity, const config_setting_t *setting,
                       const char *format, ...)
{
    const char *file = config_setting_source_file(setting);
    va_list arguments;
    va_start(arguments, format);
    add(mistakes, severity, file ? file : "(default)", config_setting_source_line(setting), format, arguments);
    va_end(arguments);
}

char *config_place_text(const char *here, const char *file, unsigned line)
{
    return strcmp(here, file) == 0 ? mem_printf("line %u", line) : mem_printf("%s:%u", file, line);
}

void config_mistakes_sort(struct config_mistakes *mistakes)
{
    if (mistakes->count > 0)
        qsort(mistakes->items, mistakes->count, sizeof(*mistakes->items), compare_mistakes);
}

void config_mistakes_print(const struct config_mistakes *mistakes, FILE *out)
{
    for (size_t i = 0; i < mistakes->count; i++) {
        const struct config_mistake *mistake = &mistakes->items[i];
        const char *word = mistake->severity == CONFIG_ERROR ? "error" : "warning";
        if (mistake->line > 0)
            fprintf(out, "%s:%u: %s: %s\n", mistake->file, mistake->line, word, mistake->text);
        else
            fprintf(out, "%s: %s: %s\n", mistake->file, word, mistake->text);
    }
    if (mistakes->dropped > 0)
        fprintf(out, "%zu more are not shown.\n", mistakes->dropped);
}

const char *config_nearest(const char *word, const char *const *words, size_t count)
{
    const char *nearest = NULL;
    size_t length = strlen(word);
    if (length > NEAREST_LENGTH)
        return NULL;
    unsigned limit = length < 4 ? 1 : length < 8 ? 2 : 3;
    for (size_t i = 0; i < count; i++) {
        size_t other = strlen(words[i]);
        if (other > NEAREST_LENGTH)
            continue;
        unsigned far = distance(word, words[i]);
        if (far <= limit && far < other) {
            nearest = words[i];
            limit = far ? far - 1 : 0;
            if (far == 0)
                break;
        }
    }
    return nearest;
}

const char *config_suggestion(const char *word, const char *const *words, size_t count, struct arena *arena)
{
    const char *nearest = config_nearest(word, words, count);
    return nearest ? arena_printf(arena, "; did you mean \"%s\"?", nearest) : "";
}
