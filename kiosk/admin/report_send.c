/* SPDX-License-Identifier: MIT
 *
 * Prints and mails what stands in a day's folder, by lp and sendmail.
 */
#include "kiosk/admin/report_send.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/report/words.h"
#include "kiosk/admin/mail.h"
#include "kiosk/admin/report_ask.h"
#include "kiosk/admin/whole_file.h"

/* Subject, an empty line, and the text. */
#define MAIL_FILE ".mail"

enum { WORDS_MOST = 80, PART_MOST = 64 * 1024 * 1024 };

char *report_file_name(enum report_format format, const char *language)
{
    return language ? mem_printf("report.%s.%s", language, report_suffix(format))
                    : mem_printf("report.%s", report_suffix(format));
}

/* --- what the mail says --- */

static void put_line(struct buffer *text, const struct language *language, enum i18n_message message)
{
    _cleanup_free_ char *line = i18n_text(language, message);
    buffer_printf(text, "%s\n", line);
}

int report_send_keep(int folder, const struct manager_report *report, const struct language *language)
{
    struct buffer text = {0};
    _cleanup_free_ char *when = report_when(report, language);
    _cleanup_free_ char *subject = i18n_text(language, MESSAGE_REPORT_MAIL_SUBJECT, I18N_TEXT("centre", report->centre),
                                             I18N_TEXT("when", when));
    buffer_printf(&text, "%s\n\n", subject);
    put_line(&text, language, MESSAGE_REPORT_MAIL_HELLO);
    for (int i = 0; i < REPORT_SENTENCES; i++) {
        buffer_append_byte(&text, '\n');
        report_sentence(report, language, (enum report_sentence)i, &text);
    }
    buffer_append(&text, "\n\n", 2);
    put_line(&text, language, MESSAGE_REPORT_MAIL_ATTACHED);
    put_line(&text, language, MESSAGE_REPORT_MAIL_END);
    int r = whole_file_create(folder, MAIL_FILE, buffer_bytes(&text), text.length);
    buffer_done(&text);
    if (r < 0)
        fprintf(stderr, "novbe: " MAIL_FILE " was not written: %s\n", strerror(-r));
    return r;
}

/* --- programs --- */

/* Runs it with `input` as its standard input. 0; -EIO: it failed; another negative errno: it could not be run. */
static int run(const char *const *words, int input)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    fflush(stdout);
    pid_t child;
    int status = 0, r = posix_spawn(&child, words[0], &actions, NULL, (char *const *)(uintptr_t)words, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (r != 0)
        return -r;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -EIO;
}

/* What is read in the morning: the first page, hours and services. The whole of a full centre has fifteen sheets. */
static const char PAGES_PRINTED[] = "page-ranges=1-2";

static int print_pdf(int folder, const char *day, const struct centre *centre)
{
    const struct config_list *languages = &centre->settings.report.languages;
    _cleanup_free_ char *name = report_file_name(REPORT_PDF, languages->count > 1 ? languages->items[0] : NULL);
    _cleanup_free_ char *title = mem_printf("novbe-%s", day);
    int input = openat(folder, name, O_RDONLY | O_CLOEXEC);
    if (input < 0)
        return -errno;
    const char *const words[] = {centre->settings.report.print_program,
                                 "-d",
                                 centre->settings.report.printer,
                                 "-t",
                                 title,
                                 "-o",
                                 PAGES_PRINTED,
                                 NULL};
    int r = run(words, input);
    close(input);
    return r;
}

/* --- mail --- */

static int read_file(int folder, const char *name, struct buffer *ret_bytes)
{
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    ssize_t got = 1;
    while (got > 0 && ret_bytes->length < PART_MOST) {
        got = read(fd, buffer_reserve(ret_bytes, BUFSIZ), BUFSIZ);
        if (got > 0)
            buffer_added(ret_bytes, (size_t)got);
    }
    int r = got < 0 ? -errno : 0;
    close(fd);
    return r;
}

struct parts {
    struct mail_file files[REPORT_FORMATS * 16];
    struct buffer bytes[REPORT_FORMATS * 16];
    char *names[REPORT_FORMATS * 16];
    size_t count;
};

static void parts_done(struct parts *parts)
{
    for (size_t i = 0; i < parts->count; i++) {
        buffer_done(&parts->bytes[i]);
        free(parts->names[i]);
    }
}

static int add_part(struct parts *parts, int folder, const char *day, enum report_format format, const char *language)
{
    static const char *const types[REPORT_FORMATS] = {"text/plain; charset=UTF-8", "text/csv; charset=UTF-8",
                                                      "application/json", "text/html; charset=UTF-8",
                                                      "application/pdf"};
    _cleanup_free_ char *name = report_file_name(format, language);
    size_t at = parts->count;
    int r = read_file(folder, name, &parts->bytes[at]);
    if (r == -ENOENT) /* the format was not asked for when it was written */
        return 0;
    parts->names[at] = mem_printf("%s-%s", day, name);
    parts->files[at] = (struct mail_file){.name = parts->names[at],
                                          .type = types[format],
                                          .bytes = parts->bytes[at].length ? buffer_bytes(&parts->bytes[at]) : "",
                                          .size = parts->bytes[at].length};
    parts->count++;
    return r;
}

static int add_parts(struct parts *parts, int folder, const char *day, const struct settings *settings)
{
    const struct config_list *formats = &settings->report.formats, *languages = &settings->report.languages;
    int r = 0;
    for (size_t i = 0; i < formats->count && r == 0; i++) {
        enum report_format format;
        if (report_format_find(formats->items[i], &format) < 0)
            continue;
        r = add_part(parts, folder, day, format, NULL);
        for (size_t k = 0; k < languages->count && r == 0; k++)
            r = add_part(parts, folder, day, format, languages->items[k]);
    }
    return r;
}

static int hand_over(const struct settings *settings, const struct buffer *message)
{
    const char *words[WORDS_MOST] = {settings->report.mail_program, "-i", "-f", settings->report.mail_from, "--"};
    size_t count = 5;
    for (size_t i = 0; i < settings->report.mail_to.count && count + 1 < WORDS_MOST; i++)
        words[count++] = settings->report.mail_to.items[i];
    int input = memfd_create("novbe-mail", MFD_CLOEXEC);
    if (input < 0)
        return -errno;
    int r = 0;
    for (size_t done = 0; done < message->length && r == 0;) {
        ssize_t wrote = write(input, buffer_bytes(message) + done, message->length - done);
        r = wrote < 0 ? -errno : 0;
        done += wrote > 0 ? (size_t)wrote : 0;
    }
    if (r == 0 && lseek(input, 0, SEEK_SET) < 0)
        r = -errno;
    if (r == 0)
        r = run(words, input);
    close(input);
    return r;
}

static int mail_parts(int folder, const char *day, const struct settings *settings, const struct parts *parts)
{
    struct buffer said = {0}, message = {0};
    int r = read_file(folder, MAIL_FILE, &said);
    if (r == 0) {
        buffer_append_byte(&said, '\0');
        char *subject = (char *)(uintptr_t)buffer_bytes(&said), *text = strstr(subject, "\n\n");
        if (text) {
            *text = '\0';
            text += 2;
        }
        _cleanup_free_ char *id = mem_printf("novbe.%s.%s", settings->centre_key, day);
        const struct mail mail = {.from = settings->report.mail_from,
                                  .to = &settings->report.mail_to,
                                  .subject = subject,
                                  .id = id,
                                  .at_ms = clock_wall_ms(),
                                  .text = text ? text : "",
                                  .file_count = parts->count,
                                  .files = parts->files};
        mail_write(&mail, &message);
        r = hand_over(settings, &message);
    }
    buffer_done(&said);
    buffer_done(&message);
    return r;
}

static int mail_files(int folder, const char *day, const struct centre *centre)
{
    struct parts *parts = mem_new(struct parts);
    int r = add_parts(parts, folder, day, &centre->settings);
    if (r == 0)
        r = mail_parts(folder, day, &centre->settings, parts);
    parts_done(parts);
    free(parts);
    return r;
}

/* --- once --- */

struct way {
    const char *due, *under_way, *done;
    const char *what, *was; /* "printed" */
    int (*go)(int folder, const char *day, const struct centre *centre);
};

static bool is_there(int folder, const char *name)
{
    return faccessat(folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static int turn_into(int folder, const char *from, const char *to)
{
    if (renameat(folder, from, folder, to) < 0)
        return -errno;
    return fsync(folder) < 0 ? -errno : 0;
}

static bool go_once(const struct way *way, int folder, const char *day, const struct centre *centre)
{
    int r = 0;
    if (is_there(folder, way->under_way))
        fprintf(stderr, "novbe: report of %s: it is not known whether it was %s, so once more\n", day, way->was);
    else if (is_there(folder, way->due))
        r = turn_into(folder, way->due, way->under_way);
    else
        return true;
    if (r == 0)
        r = way->go(folder, day, centre);
    if (r == 0)
        r = turn_into(folder, way->under_way, way->done);
    else
        turn_into(folder, way->under_way, way->due);
    if (r == 0)
        printf("report of %s %s\n", day, way->was);
    else if (r == -EIO)
        fprintf(stderr, "novbe: report of %s: %s failed; it stays due\n", day, way->what);
    else
        fprintf(stderr, "novbe: report of %s: %s: %s; it stays due\n", day, way->what, strerror(-r));
    return r == 0;
}

bool report_send(int folder, const char *day, const struct centre *centre)
{
    const struct settings *settings = &centre->settings;
    const struct way printing = {REPORT_TO_PRINT, ".printing", ".printed", settings->report.print_program,
                                 "printed",       print_pdf};
    const struct way mailing = {REPORT_TO_MAIL, ".mailing", ".mailed", settings->report.mail_program,
                                "mailed",       mail_files};
    bool printed = !*settings->report.printer || go_once(&printing, folder, day, centre);
    bool mailed = settings->report.mail_to.count == 0 || go_once(&mailing, folder, day, centre);
    return printed && mailed;
}
