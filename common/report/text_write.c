/* SPDX-License-Identifier: MIT
 *
 * Lines, styles and columns of a terminal.
 */
#include "common/report/text_write.h"

#include <string.h>

#include "common/text.h"

void text_put(struct text_writer *writer, const char *text)
{
    buffer_append(writer->out, text, strlen(text));
}

void text_styled(struct text_writer *writer, enum text_style style, const char *text)
{
    static const char *const codes[] = {
            [STYLE_FAINT] = "2",  [STYLE_GOOD] = "32",    [STYLE_BAD] = "1;31",
            [STYLE_STRONG] = "1", [STYLE_TITLE] = "1;36", [STYLE_BAR] = "36",
    };
    if (!writer->colour || style == STYLE_PLAIN || !*text)
        text_put(writer, text);
    else
        buffer_printf(writer->out, "\033[%sm%s\033[m", codes[style], text);
}

/* No line ends with blanks. */
void text_newline(struct text_writer *writer)
{
    struct buffer *out = writer->out;
    while (out->length > 0 && buffer_bytes(out)[out->length - 1] == ' ')
        out->length--;
    text_put(writer, "\n");
}

void text_repeat(struct text_writer *writer, const char *sign, size_t count)
{
    while (count-- > 0)
        text_put(writer, sign);
}

void text_cell(struct text_writer *writer, enum text_style style, const char *text, size_t columns, bool right)
{
    size_t width = text_width(text);
    _cleanup_free_ char *cut = NULL;
    if (width > columns) {
        cut = mem_printf("%.*s…", (int)text_fit(text, columns > 0 ? columns - 1 : 0), text);
        text = cut;
        width = text_width(text);
    }
    size_t blanks = width < columns ? columns - width : 0;
    if (right)
        text_repeat(writer, " ", blanks);
    text_styled(writer, style, text);
    if (!right)
        text_repeat(writer, " ", blanks);
}

/* Bytes of a line's worth of the text: up to the last blank that fits, or as many letters as do where none does, as in
 * Japanese. */
static size_t line_length(const char *text, size_t columns)
{
    size_t fits = text_fit(text, columns);
    if (!text[fits] || text[fits] == ' ')
        return fits;
    size_t blank = fits;
    while (blank > 0 && text[blank - 1] != ' ')
        blank--;
    return blank < fits / 2 ? fits : blank;
}

void text_paragraph(struct text_writer *writer, enum text_style style, const char *first, const char *text)
{
    size_t indent = text_width(first), columns = writer->columns > indent ? writer->columns - indent : 1;
    text_put(writer, first);
    for (bool begins = true; *text || begins; begins = false) {
        size_t length = line_length(text, columns);
        if (length == 0 && *text)
            length = text_cut(text, 4) ? text_cut(text, 4) : 1;
        if (!begins)
            text_repeat(writer, " ", indent);
        _cleanup_free_ char *line = mem_strndup(text, length);
        for (size_t end = length; end > 0 && line[end - 1] == ' '; end--)
            line[end - 1] = '\0';
        text_styled(writer, style, line);
        text_newline(writer);
        text += length;
        while (*text == ' ')
            text++;
    }
}
