/* SPDX-License-Identifier: MIT
 *
 * novbe report: what a day was, or many; and the reports that are due by themselves (report_due.h).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/interface/visitor.h"
#include "kiosk/admin/command.h"
#include "kiosk/admin/pager.h"
#include "kiosk/admin/report_ask.h"
#include "kiosk/admin/report_due.h"
#include "kiosk/admin/whole_file.h"

enum { USUAL_COLUMNS = 80, COLUMNS_MOST = 400, DAYS_MOST = 7306 /* of GetReport: 20 years with their leap days */ };
#define DEFAULT_LANGUAGES NOVBE_SYSCONFDIR "/novbe/lang"

/* The command's words. */
struct report_words {
    const char *day, *from, *to, *week, *month, *year, *by, *format, *separator, *language, *languages, *output;
    const char *config;
    struct command_words services, agencies;
    bool whole, due, no_pager;
};

/* What was understood of them. */
struct report_run {
    struct report_wish wish;
    enum report_format format;
    enum report_csv csv;
    bool no_pager;
    const char *output, *language, *languages;
    char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE], code[64], today[DATE_TEXT_SIZE];
};

/* --- days --- */

static bool set_days(struct report_run *run, struct date from, struct date to)
{
    run->wish.from = date_text(from, run->from);
    run->wish.to = date_text(to, run->to);
    return true;
}

/* "2026-11", or "2026" with `of_year`. */
static bool read_long(struct report_run *run, const char *text, bool of_year)
{
    struct date first, next;
    _cleanup_free_ char *day = mem_printf("%s%s", text, of_year ? "-01-01" : "-01");
    if (date_parse(day, &first) < 0)
        return false;
    next = date_add(first, of_year ? 366 : 31);
    return set_days(run, first, date_add(next, -next.day));
}

static bool read_week(struct report_run *run, const char *text)
{
    struct date day;
    if (date_parse(text, &day) < 0)
        return false;
    struct date monday = date_add(day, -(int)date_weekday(day));
    return set_days(run, monday, date_add(monday, WEEKDAYS - 1));
}

/* NULL: understood; else the sentence that says what is wrong. */
static const char *read_days(struct report_run *run, const struct report_words *words)
{
    struct date from, to;
    int given = (words->day != NULL) + (words->from || words->to) + (words->week != NULL) + (words->month != NULL) +
                (words->year != NULL);
    if (given > 1)
        return "only one of --day, --from and --to, --week, --month and --year can be asked for";
    if (words->day)
        return date_parse(words->day, &from) == 0 && set_days(run, from, from) ? NULL : "--day is a day as 2026-11-23";
    if (words->week)
        return read_week(run, words->week) ? NULL : "--week is a day of that week, as 2026-11-23";
    if (words->month)
        return read_long(run, words->month, false) ? NULL : "--month is a month as 2026-11";
    if (words->year)
        return read_long(run, words->year, true) ? NULL : "--year is a year as 2026";
    if (!words->from && !words->to)
        return NULL;
    if (!words->from || !words->to || date_parse(words->from, &from) < 0 || date_parse(words->to, &to) < 0)
        return "--from and --to are days as 2026-11-01 and 2026-11-30, both of them";
    if (date_compare(from, to) > 0)
        return "--from is after --to";
    set_days(run, from, to);
    return NULL;
}

/* --- tables --- */

static const char *const by_words[] = {
        [MANAGER_REPORT_BY_DAY] = "day",
        [MANAGER_REPORT_BY_MONTH] = "month",
        [MANAGER_REPORT_BY_YEAR] = "year",
        [MANAGER_REPORT_BY_AGENCY] = "agency",
        [MANAGER_REPORT_BY_SERVICE] = "service",
        [MANAGER_REPORT_BY_CLASS] = "class",
        [MANAGER_REPORT_BY_COUNTER] = "counter",
        [MANAGER_REPORT_BY_OPERATOR] = "operator",
        [MANAGER_REPORT_BY_HOUR] = "hour",
        [MANAGER_REPORT_BY_WEEKDAY] = "weekday",
        [MANAGER_REPORT_BY_WEEKDAY_HOUR] = "weekday_hour",
        [MANAGER_REPORT_BY_SERVICE_HOUR] = "service_hour",
};

static int find_by(const char *word)
{
    for (size_t i = 0; i < ARRAY_SIZE(by_words); i++) {
        if (strcmp(by_words[i], word) == 0)
            return (int)i;
    }
    return -1;
}

static bool can_be_for_each(int by)
{
    return by >= MANAGER_REPORT_BY_AGENCY && by <= MANAGER_REPORT_BY_OPERATOR;
}

/* A time beside a table means: its lines for each of these. */
static const char *read_by(struct report_run *run, const char *by)
{
    static const int eaches[] = {[MANAGER_REPORT_BY_DAY] = MANAGER_REPORT_TABLE_EACH_DAY,
                                 [MANAGER_REPORT_BY_MONTH] = MANAGER_REPORT_TABLE_EACH_MONTH,
                                 [MANAGER_REPORT_BY_YEAR] = MANAGER_REPORT_TABLE_EACH_YEAR};
    struct report_wish *wish = &run->wish;
    struct command_words words = {0};
    _cleanup_free_ char *copy = by ? mem_strdup(by) : NULL;
    int time = -1, times = 0;
    bool for_each = false;
    wish->each = IDL_WORD_NULL;
    bool split = command_split(copy, &words);
    for (size_t i = 0; split && i < words.count; i++) {
        int table = find_by(words.items[i]);
        if (table < 0)
            split = false;
        else
            wish->tables[wish->table_count++] = table;
        time = table >= 0 && table < (int)ARRAY_SIZE(eaches) ? table : time;
        times += table >= 0 && table < (int)ARRAY_SIZE(eaches);
        for_each = for_each || can_be_for_each(table);
    }
    if (!split)
        return "--by is a list of day, month, year, agency, service, class, counter, operator, hour, weekday, "
               "weekday_hour and service_hour, with commas between";
    if (for_each && times > 1)
        return "--by takes one of day, month and year beside a table";
    if (for_each && times == 1)
        wish->each = eaches[time];
    return NULL;
}

/* --- format --- */

static bool format_of_file(const char *path, enum report_format *ret_format)
{
    const char *dot = strrchr(path, '.');
    for (int i = 0; dot && i < REPORT_FORMATS; i++) {
        if (strcmp(dot + 1, report_suffix((enum report_format)i)) == 0) {
            *ret_format = (enum report_format)i;
            return true;
        }
    }
    return false;
}

static const char *read_format(struct report_run *run, const struct report_words *words)
{
    run->format = REPORT_TEXT;
    if (words->format ? report_format_find(words->format, &run->format) < 0 : false)
        return "--format is text, csv, json, html or pdf";
    if (!words->format && words->output)
        format_of_file(words->output, &run->format);
    if (words->separator) {
        bool semicolon = strcmp(words->separator, "semicolon") == 0;
        if (!semicolon && strcmp(words->separator, "comma") != 0)
            return "--separator is comma or semicolon";
        run->csv = semicolon ? REPORT_CSV_SEMICOLON : REPORT_CSV_COMMA;
    }
    if (run->format == REPORT_PDF && !words->output && isatty(STDOUT_FILENO))
        return "a PDF is nothing for a terminal: name a file with --output";
    return NULL;
}

/* --- the report --- */

static struct report_look look_of_terminal(const struct language *language, bool whole)
{
    struct winsize size = {0};
    bool terminal = isatty(STDOUT_FILENO);
    const char *columns = getenv("COLUMNS"), *no_colour = getenv("NO_COLOR");
    struct report_look look = {.language = language, .columns = USUAL_COLUMNS, .whole = whole};
    long wanted = columns ? strtol(columns, NULL, 10) : 0;
    if (wanted > 0)
        look.columns = wanted < COLUMNS_MOST ? (int)wanted : COLUMNS_MOST;
    else if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        look.columns = size.ws_col;
    look.columns = look.columns < COLUMNS_MOST ? look.columns : COLUMNS_MOST;
    look.colour = terminal && !(no_colour && *no_colour);
    return look;
}

static enum exit_code write_report(const struct report_run *run, const struct buffer *out)
{
    if (!run->output && run->format == REPORT_TEXT && !run->no_pager && pager_show(buffer_bytes(out), out->length))
        return EXIT_FINE;
    if (!run->output) {
        fwrite(buffer_bytes(out), 1, out->length, stdout);
        return EXIT_FINE;
    }
    int r = whole_file_write(run->output, out);
    if (r == 0)
        return EXIT_FINE;
    fprintf(stderr, "novbe: %s was not written: %s\n", run->output,
            r == -EEXIST ? "it is there, and is no file" : strerror(-r));
    return EXIT_UNWRITTEN;
}

static bool needs_language(enum report_format format)
{
    return format != REPORT_CSV && format != REPORT_JSON;
}

static enum exit_code take_report(const struct manager_report *report, void *data)
{
    const struct report_run *run = data;
    _cleanup_(i18n_freep) struct i18n *i18n = NULL;
    if (needs_language(run->format)) {
        const char *codes[] = {run->language};
        struct config_mistakes mistakes = {0};
        int r = i18n_load(run->languages, &(struct config_list){.count = 1, .items = codes}, &mistakes, &i18n);
        config_mistakes_print(&mistakes, stderr);
        config_mistakes_done(&mistakes);
        if (r < 0)
            return EXIT_REFUSED;
    }
    struct report_look look = look_of_terminal(i18n ? i18n_at(i18n, 0) : NULL, run->wish.whole);
    if (run->output)
        look.colour = false;
    struct buffer out = {0};
    enum exit_code code = EXIT_REFUSED;
    if (report_draw(report, run->format, &look, run->csv, &out) == 0)
        code = write_report(run, &out);
    buffer_done(&out);
    return code;
}

static void take_centre(const void *output, void *data)
{
    const struct visitor_get_centre_out *centre = output;
    struct report_run *run = data;
    if (!run->language && centre->languages.count > 0) {
        snprintf(run->code, sizeof(run->code), "%s", centre->languages.items[0].code);
        run->language = run->code;
    }
    snprintf(run->today, sizeof(run->today), "%s", centre->day);
}

/* The centre's own language, and its day; weeks, months and years end with that. */
static enum exit_code ask_centre(struct talk *talk, struct report_run *run, bool ends_today)
{
    enum exit_code code = talk_method(talk, VISITOR_GET_CENTRE, NULL, take_centre, run);
    if (code != EXIT_FINE)
        return code;
    if (ends_today && strcmp(run->wish.to, run->today) > 0 && strcmp(run->wish.from, run->today) <= 0)
        run->wish.to = run->today;
    return EXIT_FINE;
}

static enum exit_code ask_last_day(struct talk *talk, struct report_run *run)
{
    size_t count = 0;
    char **days = NULL;
    enum exit_code code = report_ask_days(talk, 1, &count, &days);
    if (code == EXIT_FINE && count == 0) {
        fputs("novbe: no business day has been closed yet; --day asks for the open one\n", stderr);
        code = EXIT_REFUSED;
    }
    if (code == EXIT_FINE) {
        snprintf(run->to, sizeof(run->to), "%s", days[count - 1]);
        run->wish.from = run->wish.to = run->to;
    }
    for (size_t i = 0; i < count; i++)
        free(days[i]);
    free(days);
    return code;
}

/* What a page shows when no other tables are asked for: what charts are of, too, and everything that is told of a whole
 * centre. */
static void wish_page(struct report_run *run)
{
    struct report_wish *wish = &run->wish;
    bool page = run->format == REPORT_HTML || run->format == REPORT_PDF;
    if (!page || wish->table_count + wish->service_count + wish->agency_count > 0)
        return;
    bool one = !wish->from || strcmp(wish->from, wish->to) == 0;
    const int *tables;
    wish->table_count = report_page_tables(one, &tables);
    memcpy(wish->tables, tables, wish->table_count * sizeof tables[0]);
    wish->whole = true;
}

/* What the daemon would refuse in words that fit times of any kind. */
static enum exit_code check_days(const struct report_run *run)
{
    struct date from, to;
    if (strcmp(run->wish.to, run->today) > 0) {
        fprintf(stderr, "novbe: %s is not yet: today is %s\n", run->wish.to, run->today);
        return EXIT_REFUSED;
    }
    if (date_parse(run->wish.from, &from) == 0 && date_parse(run->wish.to, &to) == 0 &&
        date_compare(date_add(from, DAYS_MOST), to) <= 0) {
        fputs("novbe: a report is of 20 years at most\n", stderr);
        return EXIT_REFUSED;
    }
    return EXIT_FINE;
}

static enum exit_code make_report(const struct command_line *line, struct report_run *run, bool ends_today)
{
    _cleanup_(talk_freep) struct talk *talk = talk_new(line->socket);
    enum exit_code code = ask_centre(talk, run, ends_today);
    if (code == EXIT_FINE && !run->wish.to)
        code = ask_last_day(talk, run);
    if (code == EXIT_FINE)
        code = check_days(run);
    if (code != EXIT_FINE)
        return code;
    run->wish.language = run->language;
    wish_page(run);
    return report_ask(talk, &run->wish, take_report, run);
}

static const char *understand(struct report_run *run, struct report_words *words)
{
    const char *wrong = read_days(run, words);
    if (!wrong)
        wrong = read_by(run, words->by);
    if (!wrong)
        wrong = read_format(run, words);
    run->output = words->output;
    run->no_pager = words->no_pager;
    run->language = words->language;
    run->languages = words->languages ? words->languages : DEFAULT_LANGUAGES;
    run->wish.whole = words->whole;
    run->wish.service_count = words->services.count;
    run->wish.services = words->services.items;
    run->wish.agency_count = words->agencies.count;
    run->wish.agencies = words->agencies.items;
    return wrong;
}

static enum exit_code run_report(const struct command_line *line)
{
    struct report_words words = {0};
    const struct command_option options[] = {
            {.name = "--day", .word = &words.day},
            {.name = "--from", .word = &words.from},
            {.name = "--to", .word = &words.to},
            {.name = "--week", .word = &words.week},
            {.name = "--month", .word = &words.month},
            {.name = "--year", .word = &words.year},
            {.name = "--by", .word = &words.by},
            {.name = "--service", .words = &words.services},
            {.name = "--agency", .words = &words.agencies},
            {.name = "--whole", .given = &words.whole},
            {.name = "--no-pager", .given = &words.no_pager},
            {.name = "--format", .word = &words.format},
            {.name = "--separator", .word = &words.separator},
            {.name = "--language", .word = &words.language},
            {.name = "--languages", .word = &words.languages},
            {.name = "--output", .word = &words.output},
            {.name = "--due", .given = &words.due},
            {.name = "--config", .word = &words.config},
    };
    enum exit_code code = command_parse(&command_report, line, options, ARRAY_SIZE(options), NULL, 0, 0);
    if (code != EXIT_FINE)
        return code;
    if (words.due)
        return line->count == (words.config ? 4 : 2)
                       ? report_due(line->socket, words.config)
                       : command_misused(&command_report, "--due goes by novbe.conf alone, or by --config");
    if (words.config)
        return command_misused(&command_report, "--config belongs to --due");
    struct report_run run = {0};
    const char *wrong = understand(&run, &words);
    if (wrong)
        return command_misused(&command_report, wrong);
    return make_report(line, &run, words.week || words.month || words.year);
}

const struct command command_report = {
        .name = "report",
        .arguments = "[--day DAY | --from DAY --to DAY | --week DAY | --month MONTH | --year YEAR] [--by WORD,..] "
                     "[--service KEY].. [--agency KEY].. [--whole] [--format text|csv|json|html|pdf] "
                     "[--separator comma|semicolon] [--language CODE] [--languages FOLDER] [--output FILE] "
                     "[--no-pager] | --due [--config FILE]",
        .summary = "what a day was, or many, for people and programs; or those that are due by themselves",
        .run = run_report,
};
