/* SPDX-License-Identifier: MIT
 *
 * Reports that are delivered by themselves.
 *
 * A day's folder is made under a hidden name, brought to the disk and renamed: it is there whole or not at all, and one
 * that was left half-written is thrown away. It is born with an empty file for each way in which it has to go,
 * .to-print and .to-mail, so what is configured later does not send the days before it. Each is renamed while it is
 * under way (.printing) and when it is done (.printed). Who is killed in between leaves the second name, and nobody
 * knows whether the paper or the mail went out: it is done once more, as a manager who has a report twice is better off
 * than one who has none; the mail has the same Message-ID.
 */
#include "kiosk/admin/report_due.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/centre.h"
#include "common/clock.h"
#include "kiosk/admin/report_ask.h"
#include "kiosk/admin/report_send.h"
#include "kiosk/admin/whole_file.h"

#define DEFAULT_CONFIG NOVBE_SYSCONFDIR "/novbe/novbe.conf"
#define HALF           ".new-"
#define LOCK           ".lock"

struct due {
    struct talk *talk;
    const struct centre *centre;
    int folder;
    bool failed;
};

/* A day's folder that is being made, in one language after the other. */
struct making {
    struct due *due;
    const char *day;
    int folder;
    const struct language *language;
    bool first, many; /* the first language; there are several */
};

static void fail(struct due *due, const char *what, const char *day, int error)
{
    fprintf(stderr, "novbe: report of %s: %s: %s\n", day, what, strerror(-error));
    due->failed = true;
}

/* --- half-written folders --- */

static void remove_folder(int parent, const char *name)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    if (!folder) {
        if (fd >= 0)
            close(fd);
        return;
    }
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(folder), entry->d_name, 0);
    }
    closedir(folder);
    unlinkat(parent, name, AT_REMOVEDIR);
}

static void remove_half_written(int parent)
{
    int fd = openat(parent, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    if (!folder)
        return;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (strncmp(entry->d_name, HALF, strlen(HALF)) == 0)
            remove_folder(parent, entry->d_name);
    }
    closedir(folder);
}

/* --- making a folder --- */

static bool has_language(enum report_format format)
{
    return format != REPORT_CSV && format != REPORT_JSON;
}

static int make_file(const struct making *making, const struct manager_report *report, enum report_format format)
{
    const struct settings *settings = &making->due->centre->settings;
    const struct report_look look = {.language = making->language, .columns = 80, .whole = true};
    _cleanup_free_ char *name =
            report_file_name(format, has_language(format) && making->many ? language_code(making->language) : NULL);
    struct buffer out = {0};
    int r = report_draw(report, format, &look, (enum report_csv)settings->report.csv, &out);
    if (r < 0) { /* it is told */
        making->due->failed = true;
    } else {
        r = whole_file_create(making->folder, name, out.length ? buffer_bytes(&out) : "", out.length);
        if (r < 0)
            fail(making->due, name, making->day, r);
    }
    buffer_done(&out);
    return r;
}

static enum exit_code take_report(const struct manager_report *report, void *data)
{
    struct making *making = data;
    const struct config_list *formats = &making->due->centre->settings.report.formats;
    enum report_format format;
    for (size_t i = 0; i < formats->count; i++) {
        if (report_format_find(formats->items[i], &format) < 0 || (!making->first && !has_language(format)))
            continue;
        if (make_file(making, report, format) < 0)
            return EXIT_UNWRITTEN;
    }
    if (making->first && report_send_keep(making->folder, report, making->language) < 0)
        return EXIT_UNWRITTEN;
    return EXIT_FINE;
}

static enum exit_code make_languages(struct making *making)
{
    static const int tables[] = {MANAGER_REPORT_BY_AGENCY,      MANAGER_REPORT_BY_SERVICE,  MANAGER_REPORT_BY_CLASS,
                                 MANAGER_REPORT_BY_COUNTER,     MANAGER_REPORT_BY_OPERATOR, MANAGER_REPORT_BY_HOUR,
                                 MANAGER_REPORT_BY_SERVICE_HOUR};
    const struct centre *centre = making->due->centre;
    const struct config_list *languages = &centre->settings.report.languages;
    struct report_wish wish = {.from = making->day, .to = making->day, .each = IDL_WORD_NULL, .whole = true};
    wish.table_count = ARRAY_SIZE(tables);
    memcpy(wish.tables, tables, sizeof(tables));
    making->many = languages->count > 1;
    enum exit_code code = EXIT_FINE;
    for (size_t i = 0; (i == 0 || i < languages->count) && code == EXIT_FINE; i++) {
        making->first = i == 0;
        making->language =
                languages->count > 0 ? i18n_find(centre->i18n, languages->items[i]) : i18n_at(centre->i18n, 0);
        wish.language = language_code(making->language);
        code = report_ask(making->due->talk, &wish, take_report, making);
    }
    return code;
}

/* What has to be done with it, and the end of the folder. */
static int finish_folder(const struct making *making, const char *half)
{
    const struct settings *settings = &making->due->centre->settings;
    int r = 0, folder = making->due->folder;
    if (*settings->report.printer)
        r = whole_file_create(making->folder, REPORT_TO_PRINT, "", 0);
    if (r == 0 && settings->report.mail_to.count > 0)
        r = whole_file_create(making->folder, REPORT_TO_MAIL, "", 0);
    if (r == 0 && fsync(making->folder) < 0)
        r = -errno;
    if (r == 0 && renameat(folder, half, folder, making->day) < 0)
        r = -errno;
    if (r == 0 && fsync(folder) < 0)
        r = -errno;
    return r;
}

static enum exit_code make_folder(struct due *due, const char *day)
{
    _cleanup_free_ char *half = mem_printf(HALF "%s", day);
    struct making making = {.due = due, .day = day, .folder = -1};
    if (mkdirat(due->folder, half, 0777) < 0) {
        fail(due, "its folder cannot be made", day, -errno);
        return EXIT_UNWRITTEN;
    }
    making.folder = openat(due->folder, half, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum exit_code code = making.folder >= 0 ? make_languages(&making) : EXIT_UNWRITTEN;
    if (code == EXIT_FINE) {
        int r = finish_folder(&making, half);
        if (r < 0) {
            fail(due, "its folder cannot be written", day, r);
            code = EXIT_UNWRITTEN;
        }
    }
    if (making.folder >= 0)
        close(making.folder);
    if (code != EXIT_FINE)
        remove_folder(due->folder, half);
    else
        printf("report of %s written\n", day);
    return code;
}

/* --- all that is due --- */

static enum exit_code do_day(struct due *due, const char *day)
{
    if (faccessat(due->folder, day, F_OK, 0) < 0) {
        enum exit_code code = make_folder(due, day);
        if (code != EXIT_FINE)
            return code;
    }
    int folder = openat(due->folder, day, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        fail(due, "its folder cannot be read", day, -errno);
        return EXIT_UNWRITTEN;
    }
    bool sent = report_send(folder, day, due->centre);
    due->failed = due->failed || !sent;
    close(folder);
    return EXIT_FINE;
}

static enum exit_code do_days(struct due *due)
{
    size_t count = 0;
    char **days = NULL;
    enum exit_code code = report_ask_days(due->talk, due->centre->settings.report.catch_up_days, &count, &days), worst;
    worst = code;
    for (size_t i = 0; i < count; i++) {
        if (code != EXIT_UNREACHABLE) /* nobody is there to ask about the others */
            code = do_day(due, days[i]);
        worst = code == EXIT_FINE ? worst : code;
        free(days[i]);
    }
    free(days);
    return worst == EXIT_FINE && due->failed ? EXIT_REFUSED : worst;
}

/* Two at once would make and send the same: the second leaves it to the first. -EWOULDBLOCK: there is another. */
static int take_lock(int folder)
{
    int lock = openat(folder, LOCK, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (lock < 0)
        return -errno;
    if (flock(lock, LOCK_EX | LOCK_NB) == 0)
        return lock;
    int r = -errno;
    close(lock);
    return r;
}

static enum exit_code do_folder(struct due *due, const char *path)
{
    due->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int lock = due->folder < 0 ? -errno : take_lock(due->folder);
    enum exit_code code = EXIT_UNWRITTEN;
    if (lock == -EWOULDBLOCK) {
        puts("another novbe report --due is at work");
        code = EXIT_FINE;
    } else if (lock < 0) {
        fprintf(stderr, "novbe: report.folder, %s, cannot be written: %s\n", path, strerror(-lock));
    } else {
        remove_half_written(due->folder);
        code = do_days(due);
        close(lock);
    }
    if (due->folder >= 0)
        close(due->folder);
    return code;
}

enum exit_code report_due(const char *socket, const char *config)
{
    const char *path = config ? config : DEFAULT_CONFIG;
    struct config_mistakes mistakes = {0};
    _cleanup_(centre_freep) struct centre *centre = NULL;
    int r = centre_load_plain(path, &mistakes, &centre);
    if (r < 0)
        config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    if (r < 0)
        return EXIT_REFUSED;
    if (!*centre->settings.report.folder) {
        printf("%s has no report.folder: no report is delivered by itself\n", path);
        return EXIT_FINE;
    }
    if (clock_set_zone(centre->settings.time_zone) < 0)
        return EXIT_REFUSED;
    _cleanup_(talk_freep) struct talk *talk = talk_new(socket);
    struct due due = {.talk = talk, .centre = centre};
    return do_folder(&due, centre->settings.report.folder);
}
