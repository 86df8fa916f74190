/* SPDX-License-Identifier: MIT
 *
 * Pages as text, and the files they are compared with.
 */
#include "tests/kiosk/ui/golden.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/buffer.h"

static char *path_of(const char *root, const char *folder, const char *name)
{
    const char *base = getenv(root);
    assert_non_null(base);
    return mem_printf("%s/%s/%s.txt", base, folder, name);
}

/* NULL: there is none. */
static char *read_file(const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    struct buffer text = {0};
    char part[4096];
    for (size_t length; (length = fread(part, 1, sizeof part, file)) > 0;)
        buffer_append(&text, part, length);
    fclose(file);
    char *copy = mem_strndup(text.bytes ? buffer_bytes(&text) : "", text.length);
    buffer_done(&text);
    return copy;
}

static void make_folders(char *path)
{
    for (char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        if (mkdir(path, 0777) < 0 && errno != EEXIST)
            fail_msg("%s: %s", path, strerror(errno));
        *slash = '/';
    }
}

static void write_file(char *path, const char *text)
{
    make_folders(path);
    FILE *file = fopen(path, "we");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        fail_msg("%s: %s", path, strerror(errno));
}

/* The first line that differs, from 1. */
static int differing_line(const char *a, const char *b)
{
    int line = 1;
    for (; *a && *a == *b; a++, b++)
        line += *a == '\n';
    return line;
}

static int line_length(const char *text, int line, const char **ret_from)
{
    for (; line > 1 && *text; text++)
        line -= *text == '\n';
    *ret_from = text;
    return (int)strcspn(text, "\n");
}

void golden_text(const char *text, const char *name)
{
    _cleanup_free_ char *path = path_of("NOVBE_SOURCE", "tests/golden/screen", name);
    const char *mode = getenv("NOVBE_GOLDEN");
    if (mode && strcmp(mode, "write") == 0) {
        write_file(path, text);
        return;
    }
    _cleanup_free_ char *expected = read_file(path);
    if (expected && strcmp(expected, text) == 0)
        return;
    _cleanup_free_ char *actual = path_of("NOVBE_BUILD", "golden", name);
    write_file(actual, text);
    if (!expected)
        fail_msg("%s is missing: look at %s, NOVBE_GOLDEN=write keeps it", path, actual);
    int line = differing_line(expected, text);
    const char *was, *is;
    int was_length = line_length(expected, line, &was), is_length = line_length(text, line, &is);
    fail_msg("%s: line %d was\n%.*s\nand is (all of it in %s)\n%.*s", path, line, was_length, was, actual, is_length,
             is);
}

static void append_plain(struct buffer *out, const struct stage *stage)
{
    buffer_printf(out, "--- in words\n%s", canvas_plain(&stage->canvas));
}

void golden_stage(struct stage *stage, const char *name)
{
    stage_draw(stage, stage->now_ms);
    _cleanup_(buffer_done) struct buffer out = {0};
    _cleanup_free_ char *signs = surface_dump(&stage->surface, false);
    _cleanup_free_ char *all = surface_dump(&stage->surface, true);
    buffer_printf(&out, "%s", signs);
    append_plain(&out, stage);
    buffer_printf(&out, "--- looks\n%s", all + strlen(signs));
    buffer_append_byte(&out, '\0');
    golden_text(buffer_bytes(&out), name);
}

static void append_paint(struct buffer *out, const struct theme *theme, const struct paint *paint)
{
    if (theme->colours)
        buffer_printf(out, "%d/%d", paint->text, paint->ground);
    else if (!paint->bold && !paint->reverse && !paint->underline)
        buffer_printf(out, "-");
    buffer_printf(out, "%s%s%s", paint->bold ? "b" : "", paint->reverse ? "r" : "", paint->underline ? "u" : "");
}

static bool same_paint(const struct theme *theme, int a, int b)
{
    const struct paint *one = &theme->paints[a], *other = &theme->paints[b];
    bool same_colours = !theme->colours || (one->text == other->text && one->ground == other->ground);
    return same_colours && one->bold == other->bold && one->reverse == other->reverse &&
           one->underline == other->underline;
}

static void append_painted_row(struct buffer *out, const struct surface *surface, const struct theme *theme, int y)
{
    for (int x = 0; x < surface->width;) {
        int look = surface_at(surface, x, y)->look, from = x;
        while (x < surface->width && same_paint(theme, look, surface_at(surface, x, y)->look))
            x++;
        buffer_printf(out, "%s%d ", from ? ", " : "", x - from);
        append_paint(out, theme, &theme->paints[look]);
    }
    buffer_printf(out, "\n");
}

void golden_themed(struct stage *stage, const struct theme *theme, const char *name)
{
    stage_draw(stage, stage->now_ms);
    _cleanup_(buffer_done) struct buffer out = {0};
    for (int y = 0; y < stage->surface.height; y++)
        append_painted_row(&out, &stage->surface, theme, y);
    buffer_append_byte(&out, '\0');
    golden_text(buffer_bytes(&out), name);
}

struct i18n *golden_languages(void)
{
    static const char *const codes[] = {"az", "ru", "en", "ja"};
    _cleanup_free_ char *folder = mem_printf("%s/conf/lang", getenv("NOVBE_SOURCE"));
    struct config_list list = {.count = ARRAY_SIZE(codes), .items = (const char **)(uintptr_t)codes};
    struct config_mistakes mistakes = {0};
    struct i18n *i18n = NULL;
    if (i18n_load(folder, &list, &mistakes, &i18n) < 0)
        config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    assert_non_null(i18n);
    return i18n;
}

bool golden_shows(const struct stage *stage, const char *words)
{
    _cleanup_free_ char *text = surface_dump(&stage->surface, false);
    return strstr(text, words) != NULL;
}
