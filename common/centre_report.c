/* SPDX-License-Identifier: MIT
 *
 * Checks of what novbe.conf says of reports.
 */
#include "common/centre_report.h"

#include <errno.h>
#include <string.h>

const char *const report_csv_words[] = {"comma", "semicolon", NULL};
const char *const report_format_words[REPORT_FORMATS + 1] = {
        [REPORT_TEXT] = "text", [REPORT_CSV] = "csv", [REPORT_JSON] = "json",
        [REPORT_HTML] = "html", [REPORT_PDF] = "pdf",
};

int report_format_find(const char *word, enum report_format *ret_format)
{
    for (int i = 0; i < REPORT_FORMATS; i++) {
        if (strcmp(word, report_format_words[i]) == 0) {
            *ret_format = (enum report_format)i;
            return 0;
        }
    }
    return -ENOENT;
}

/* Of what RFC 5322 allows, what needs no quoting: letters, digits and these. */
bool mail_address_is_sound(const char *address)
{
    static const char signs[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-/=?^_`{|}~";
    size_t local = strspn(address, signs);
    if (local == 0 || address[local] != '@' || *address == '-' || *address == '.')
        return false;
    const char *domain = address + local + 1;
    size_t length = strspn(domain, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
    return length > 0 && domain[length] == '\0' && *domain != '-' && *domain != '.' && strlen(address) <= 254;
}

struct checker {
    const struct settings *settings;
    struct arena *arena;
    void (*mistake)(size_t offset, const char *text, void *data);
    void *data;
};

#define WRONG(checker, field, ...)                                                                           \
    (checker)->mistake(offsetof(struct settings, report.field), arena_printf((checker)->arena, __VA_ARGS__), \
                       (checker)->data)

static bool holds(const struct config_list *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i], text) == 0)
            return true;
    }
    return false;
}

static bool is_before(const struct config_list *list, size_t place)
{
    const struct config_list before = {.count = place, .items = list->items};
    return holds(&before, list->items[place]);
}

static void check_words(const struct checker *checker)
{
    const struct settings *settings = checker->settings;
    const struct config_list *formats = &settings->report.formats, *languages = &settings->report.languages;
    enum report_format format;
    for (size_t i = 0; i < formats->count; i++) {
        if (report_format_find(formats->items[i], &format) < 0)
            WRONG(checker, formats, "found \"%s\", expected one of: text, csv, json, html, pdf%s", formats->items[i],
                  config_suggestion(formats->items[i], report_format_words, REPORT_FORMATS, checker->arena));
        else if (is_before(formats, i))
            WRONG(checker, formats, "\"%s\" is there twice", formats->items[i]);
    }
    for (size_t i = 0; i < languages->count; i++) {
        if (!holds(&settings->languages, languages->items[i]))
            WRONG(checker, languages, "\"%s\" is none of centre.languages", languages->items[i]);
        else if (is_before(languages, i))
            WRONG(checker, languages, "\"%s\" is there twice", languages->items[i]);
    }
}

/* The word goes to a program as an argument. */
static bool is_queue(const char *name)
{
    return *name != '-' && name[strcspn(name, " \t/#\"'<>\\?")] == '\0';
}

static void check_ways(const struct checker *checker)
{
    const struct settings *settings = checker->settings;
    const struct config_list *mail_to = &settings->report.mail_to;
    const char *printer = settings->report.printer, *from = settings->report.mail_from;
    if (*printer && !is_queue(printer))
        WRONG(checker, printer, "\"%s\" is not the name of a queue of CUPS", printer);
    if (*printer && !holds(&settings->report.formats, "pdf"))
        WRONG(checker, printer, "what is printed is the PDF, and report.formats has no \"pdf\"");
    if (*printer && !*settings->report.folder)
        WRONG(checker, printer, "report.folder is empty: it is kept there what was printed");
    if (mail_to->count > 0 && !*settings->report.folder)
        WRONG(checker, mail_to, "report.folder is empty: it is kept there what was mailed");
    if (mail_to->count > 0 && !*from)
        WRONG(checker, mail_to, "report.mail_from is empty, expected the sender's address");
    for (size_t i = 0; i < mail_to->count; i++) {
        if (!mail_address_is_sound(mail_to->items[i]))
            WRONG(checker, mail_to, "\"%s\" is no address, expected one as \"manager@example.org\"", mail_to->items[i]);
    }
    if (*from && !mail_address_is_sound(from))
        WRONG(checker, mail_from, "\"%s\" is no address, expected one as \"centre@example.org\"", from);
    if (*settings->report.print_program != '/')
        WRONG(checker, print_program, "\"%s\" does not begin with /, expected an absolute path",
              settings->report.print_program);
    if (*settings->report.mail_program != '/')
        WRONG(checker, mail_program, "\"%s\" does not begin with /, expected an absolute path",
              settings->report.mail_program);
}

void report_settings_check(const struct settings *settings, struct arena *arena,
                           void (*mistake)(size_t offset, const char *text, void *data), void *data)
{
    const struct checker checker = {settings, arena, mistake, data};
    check_words(&checker);
    check_ways(&checker);
}
