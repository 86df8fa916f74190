/* SPDX-License-Identifier: MIT
 *
 * The language of a PDF. Cairo 1.16 has no call for it, and screen readers need it; so the file is updated as the
 * format has it (ISO 32000-1, 7.5.6): behind its end the catalogue is written once more with a /Lang, then a table that
 * says where, and a trailer that leads to the table before.
 */
#include <stdio.h>
#include <string.h>

#include "common/page/sheet_private.h"

/* The last place of a text in the file; -1: nowhere. */
static long find_last(const struct buffer *pdf, const char *text)
{
    size_t length = strlen(text);
    const char *bytes = buffer_bytes(pdf);
    for (size_t at = pdf->length; at >= length; at--)
        if (memcmp(bytes + at - length, text, length) == 0)
            return (long)(at - length);
    return -1;
}

/* The number behind the last such key. */
static long number_of(const struct buffer *pdf, const char *key)
{
    char digits[24] = "";
    long at = find_last(pdf, key);
    if (at < 0)
        return -1;
    size_t from = (size_t)at + strlen(key), room = pdf->length - from;
    memcpy(digits, buffer_bytes(pdf) + from, room < sizeof(digits) - 1 ? room : sizeof(digits) - 1);
    return strtol(digits, NULL, 10);
}

void sheet_tell_language(struct buffer *pdf, const char *language)
{
    long root = number_of(pdf, "/Root "), info = number_of(pdf, "/Info "), size = number_of(pdf, "/Size ");
    long table = number_of(pdf, "startxref\n");
    char begins[48];
    snprintf(begins, sizeof(begins), "\n%ld 0 obj\n<<", root);
    long at = find_last(pdf, begins);
    if (root < 0 || info < 0 || size < 0 || table < 0 || at < 0)
        return;
    const char *from = buffer_bytes(pdf) + at + strlen(begins);
    const char *end = memmem(from, pdf->length - (size_t)(from - buffer_bytes(pdf)), "endobj", strlen("endobj"));
    if (!end)
        return;
    _cleanup_free_ char *rest = mem_strndup(from, (size_t)(end - from));
    size_t place = pdf->length;
    buffer_printf(pdf, "%ld 0 obj\n<< /Lang (%s)%sendobj\n", root, language, rest);
    size_t next = pdf->length;
    buffer_printf(pdf, "xref\n%ld 1\n%010zu 00000 n \ntrailer\n<< /Size %ld /Root %ld 0 R /Info %ld 0 R /Prev %ld >>\n",
                  root, place, size, root, info, table);
    buffer_printf(pdf, "startxref\n%zu\n%%%%EOF\n", next);
}
