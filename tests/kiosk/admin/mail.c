/* SPDX-License-Identifier: MIT
 *
 * Mail as it is handed over to sendmail, byte by byte. That real readers take it, tests/live/test_report_command.py
 * shows.
 */
#include "kiosk/admin/mail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/clock.h"

static char *written(const char *subject, const char *text, const struct mail_file *files, size_t count)
{
    static const char *addresses[] = {"a@example.org", "b@example.org"};
    const struct config_list to = {.count = 2, .items = addresses};
    assert_int_equal(clock_set_zone("Asia/Baku"), 0);
    const struct mail mail = {.from = "queue@example.org",
                              .to = &to,
                              .subject = subject,
                              .id = "novbe.baku-1.2026-11-23",
                              .at_ms = INT64_C(1795444505000),
                              .text = text,
                              .file_count = count,
                              .files = files};
    struct buffer out = {0};
    mail_write(&mail, &out);
    char *copy = mem_strndup(buffer_bytes(&out), out.length);
    buffer_done(&out);
    return copy;
}

static void byte_by_byte(void **state)
{
    (void)state;
    const struct mail_file file = {
            .name = "2026-11-23-report.pdf", .type = "application/pdf", .bytes = "%PD", .size = 3};
    char *mail = written("Report", "Hi", &file, 1);
    assert_string_equal(mail, "From: queue@example.org\n"
                              "To: a@example.org,\n b@example.org\n"
                              "Subject: Report\n"
                              "Date: Mon, 23 Nov 2026 18:35:05 +0400\n"
                              "Message-ID: <novbe.baku-1.2026-11-23@example.org>\n"
                              "Auto-Submitted: auto-generated\n"
                              "MIME-Version: 1.0\n"
                              "Content-Type: multipart/mixed; boundary=\"=_novbe_report\"\n"
                              "\n"
                              "--=_novbe_report\n"
                              "Content-Type: text/plain; charset=UTF-8\n"
                              "Content-Transfer-Encoding: base64\n"
                              "\n"
                              "SGk=\n"
                              "\n"
                              "--=_novbe_report\n"
                              "Content-Type: application/pdf; name=\"2026-11-23-report.pdf\"\n"
                              "Content-Disposition: attachment; filename=\"2026-11-23-report.pdf\"\n"
                              "Content-Transfer-Encoding: base64\n"
                              "\n"
                              "JVBE\n"
                              "\n"
                              "--=_novbe_report--\n");
    free(mail);
}

/* No line is longer than RFC 5322 likes, and all is ASCII, whatever is said. */
static void whatever_is_said(void **state)
{
    (void)state;
    static const char *const subjects[] = {
            "5 saylı ASAN xidmət: 23 noyabr 2026, bazar ertəsi üzrə hesabat",
            "АСАН хидмет № 5: отчёт за 23 ноября 2026 г. (понедельник), длинное название",
            "=?UTF-8?B?x?=",
            "all ASCII, and longer than any line of a mail should be: by far, really, beyond doubt",
            "",
    };
    for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
        char *mail = written(subjects[i], "Ə\nб\n", NULL, 0);
        for (const char *line = mail; *line; line += strcspn(line, "\n") + 1) {
            assert_true(strcspn(line, "\n") <= 76);
            for (size_t k = 0; k < strcspn(line, "\n"); k++)
                assert_in_range(line[k], ' ', '~');
        }
        assert_null(strstr(mail, "=?UTF-8?B?x?="));
        free(mail);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(byte_by_byte), cmocka_unit_test(whatever_is_said)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
