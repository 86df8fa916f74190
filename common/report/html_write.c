/* SPDX-License-Identifier: MIT
 *
 * Texts escaped into HTML.
 */
#include "common/report/html_write.h"

void html_put(struct buffer *out, const char *markup)
{
    buffer_append(out, markup, strlen(markup));
}

void html_text(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&':
            html_put(out, "&amp;");
            break;
        case '<':
            html_put(out, "&lt;");
            break;
        case '>':
            html_put(out, "&gt;");
            break;
        case '"':
            html_put(out, "&quot;");
            break;
        case '\'':
            html_put(out, "&#39;");
            break;
        case '\n':
            html_put(out, "\n");
            break;
        default:
            if ((unsigned char)*text < 0x20 || *text == 0x7F)
                html_put(out, "\uFFFD");
            else
                buffer_append_byte(out, *text);
        }
    }
}

void html_attribute(struct buffer *out, const char *name, const char *text)
{
    buffer_printf(out, " %s=\"", name);
    html_text(out, text);
    buffer_append_byte(out, '"');
}

void html_element(struct buffer *out, const char *tag, const char *class_name, const char *text)
{
    buffer_printf(out, "<%s", tag);
    if (class_name)
        html_attribute(out, "class", class_name);
    html_put(out, ">");
    html_text(out, text);
    buffer_printf(out, "</%s>\n", tag);
}
