/* SPDX-License-Identifier: MIT
 *
 * Mail in MIME. What is not ASCII is base64, so that every machine on the way lets it pass unchanged; lines end with a
 * newline alone, as sendmail wants it.
 */
#include "kiosk/admin/mail.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/text.h"

/* A line with an encoded word is at most 76 long (RFC 2047, 2): "Subject: " takes 9, "=?UTF-8?B?" and "?=" 12, and 39
 * bytes become 52. */
enum { WORD_BYTES = 39, LINE_BYTES = 57 };
#define BOUNDARY "=_novbe_report"

static void put(struct buffer *out, const char *text)
{
    buffer_append(out, text, strlen(text));
}

static void put_base64(struct buffer *out, const char *bytes, size_t size)
{
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < size; i += 3) {
        unsigned group = 0;
        for (size_t k = 0; k < 3; k++)
            group = group << 8 | (i + k < size ? (unsigned char)bytes[i + k] : 0);
        char four[4];
        for (size_t k = 0; k < 4; k++)
            four[k] = i + k > size ? '=' : signs[group >> (18 - 6 * k) & 63];
        buffer_append(out, four, sizeof(four));
    }
}

static void put_body(struct buffer *out, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i += LINE_BYTES) {
        put_base64(out, bytes + i, size - i < LINE_BYTES ? size - i : LINE_BYTES);
        put(out, "\n");
    }
}

static bool is_plain(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        if (text[i] < ' ' || text[i] > '~')
            return false;
    }
    return length <= WORD_BYTES && !strstr(text, "=?");
}

static void put_subject(struct buffer *out, const char *subject)
{
    put(out, "Subject:");
    if (is_plain(subject)) {
        buffer_printf(out, " %s\n", subject);
        return;
    }
    while (*subject) {
        size_t length = text_cut(subject, WORD_BYTES);
        put(out, " =?UTF-8?B?");
        put_base64(out, subject, length);
        put(out, "?=\n");
        subject += length;
    }
}

/* "Mon, 23 Nov 2026 18:35:00 +0400", in English whatever the reader speaks. */
static void put_date(struct buffer *out, int64_t at_ms)
{
    static const char weekdays[][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct local_time at = clock_local(at_ms);
    int offset = at.utc_offset_s / 60;
    buffer_printf(out, "Date: %s, %02d %s %d %02d:%02d:%02d %c%02d%02d\n", weekdays[date_weekday(at.date)], at.date.day,
                  months[at.date.month - 1], at.date.year, at.minute_of_day / 60, at.minute_of_day % 60, at.second,
                  offset < 0 ? '-' : '+', abs(offset) / 60, abs(offset) % 60);
}

static void put_headers(const struct mail *mail, struct buffer *out)
{
    buffer_printf(out, "From: %s\nTo:", mail->from);
    for (size_t i = 0; i < mail->to->count; i++)
        buffer_printf(out, " %s%s\n", mail->to->items[i], i + 1 < mail->to->count ? "," : "");
    put_subject(out, mail->subject);
    put_date(out, mail->at_ms);
    buffer_printf(out, "Message-ID: <%s@%s>\n", mail->id, strchr(mail->from, '@') + 1);
    put(out, "Auto-Submitted: auto-generated\nMIME-Version: 1.0\n"
             "Content-Type: multipart/mixed; boundary=\"" BOUNDARY "\"\n\n");
}

void mail_write(const struct mail *mail, struct buffer *out)
{
    put_headers(mail, out);
    put(out, "--" BOUNDARY "\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64\n\n");
    put_body(out, mail->text, strlen(mail->text));
    for (size_t i = 0; i < mail->file_count; i++) {
        const struct mail_file *file = &mail->files[i];
        buffer_printf(out,
                      "\n--" BOUNDARY "\nContent-Type: %s; name=\"%s\"\n"
                      "Content-Disposition: attachment; filename=\"%s\"\nContent-Transfer-Encoding: base64\n\n",
                      file->type, file->name, file->name);
        put_body(out, file->bytes, file->size);
    }
    put(out, "\n--" BOUNDARY "--\n");
}
