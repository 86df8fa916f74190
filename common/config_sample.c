/* SPDX-License-Identifier: MIT
 *
 * The commented sample of an option table: a file that reads back to exactly the defaults.
 */
#include <string.h>

#include "common/config_kind.h"

enum { COLUMNS = 100, INDENT = 4 };

struct writer {
    FILE *out;
    size_t depth;       /* of groups that are open */
    const char *before; /* name of the option written last */
};

/* Columns of a word in letters; the samples are written in alphabets of one column a letter. */
static size_t columns(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

static void write_indent(const struct writer *writer)
{
    fprintf(writer->out, "%*s", (int)(writer->depth * INDENT), "");
}

/* One paragraph of a comment, wrapped between words; all lines but the first are indented by so much more. */
static void write_paragraph(const struct writer *writer, const char *text, size_t length, size_t hang)
{
    size_t used = 0;
    write_indent(writer);
    fputc('#', writer->out);
    while (length > 0) {
        size_t word = 0;
        while (word < length && text[word] != ' ')
            word++;
        size_t wide = 1 + columns(text, word);
        if (used > 0 && writer->depth * INDENT + 1 + used + wide > COLUMNS) {
            fputc('\n', writer->out);
            write_indent(writer);
            fprintf(writer->out, "#%*s", (int)hang, "");
            used = hang;
        }
        fprintf(writer->out, " %.*s", (int)word, text);
        used += wide;
        word += word < length; /* the blank */
        text += word;
        length -= word;
    }
    fputc('\n', writer->out);
}

static void write_comment(const struct writer *writer, const char *text, size_t hang)
{
    for (;;) {
        size_t length = strcspn(text, "\n");
        write_paragraph(writer, text, length, hang);
        if (!text[length])
            return;
        text += length + 1;
    }
}

/* --- groups --- */

static size_t parts(const char *name)
{
    size_t count = 0;
    for (; *name; name++)
        count += *name == '.';
    return count;
}

/* How many groups two dotted names share: "limits.a" and "limits.b" share one. */
static size_t shared(const char *a, const char *b)
{
    size_t count = 0;
    for (; *a && *a == *b; a++, b++)
        count += *a == '.';
    return count;
}

static void close_groups(struct writer *writer, size_t depth)
{
    while (writer->depth > depth) {
        writer->depth--;
        write_indent(writer);
        fputs("};\n", writer->out);
    }
}

/* Closes and opens groups up to those of `name`; gives the name within them. */
static const char *enter_groups(struct writer *writer, const char *name)
{
    size_t depth = shared(writer->before, name);
    close_groups(writer, depth);
    for (size_t i = 0; i < depth; i++)
        name = strchr(name, '.') + 1;
    fputc('\n', writer->out);
    for (size_t left = parts(name); left > 0; left--) {
        const char *dot = strchr(name, '.');
        write_indent(writer);
        fprintf(writer->out, "%.*s = {\n", (int)(dot - name), name);
        writer->depth++;
        name = dot + 1;
    }
    return name;
}

/* --- options --- */

/* A default of several lines (a list of groups) as one. */
static const char *joined(const char *fallback, struct arena *arena)
{
    char *text = arena_strdup(arena, fallback), *to = text;
    for (const char *from = fallback; *from; from++) {
        bool blank = *from == ' ' || *from == '\n';
        if (blank && to > text && to[-1] == ' ')
            continue;
        *to++ = blank ? ' ' : *from;
    }
    *to = '\0';
    return text;
}

static void write_facts(const struct writer *writer, const struct config_option *option, struct arena *arena)
{
    char *expected = arena_strdup(arena, config_expected(option, arena));
    if (expected[0] >= 'a' && expected[0] <= 'z')
        expected[0] = (char)(expected[0] - 'a' + 'A');
    write_comment(writer,
                  arena_printf(arena, "%s. %s%s. %s.", expected, option->fallback ? "Default: " : "Must be given",
                               option->fallback ? joined(option->fallback, arena) : "",
                               option->reload == CONFIG_LIVE ? "Reloaded live" : "Needs a restart"),
                  0);
}

static void write_value(const struct writer *writer, const char *name, const struct config_option *option)
{
    write_indent(writer);
    if (!option->fallback) {
        fprintf(writer->out, "# %s = ...;\n", name);
        return;
    }
    fprintf(writer->out, "%s = ", name);
    for (const char *c = option->fallback; *c; c++) {
        fputc(*c, writer->out);
        if (*c == '\n')
            write_indent(writer);
    }
    fputs(";\n", writer->out);
}

static void write_option(struct writer *writer, const struct config_option *option)
{
    struct arena arena;
    arena_init(&arena);
    const char *name = enter_groups(writer, option->name);
    write_comment(writer, option->help, 0);
    write_facts(writer, option, &arena);
    write_value(writer, name, option);
    writer->before = option->name;
    arena_done(&arena);
}

void config_write_comment(const char *text, size_t hang, FILE *out)
{
    const struct writer writer = {.out = out};
    write_comment(&writer, text, hang);
}

void config_write_sample(const char *heading, const struct config_option *options, size_t count, FILE *out)
{
    struct writer writer = {.out = out, .before = ""};
    config_write_comment(heading, 0, out);
    for (size_t i = 0; i < count; i++)
        write_option(&writer, &options[i]);
    close_groups(&writer, 0);
}
