/* SPDX-License-Identifier: MIT
 *
 * Reads the rows of a calendar by an option table, then what each row's options mean together.
 */
#include "common/calendar_row.h"

#include <errno.h>
#include <string.h>

#include "common/catalogue_table.h"
#include "common/catalogue_text.h"
#include "common/text.h"

static const char *const weekday_words[] = {"monday", "tuesday",  "wednesday", "thursday",
                                            "friday", "saturday", "sunday",    NULL};

/* A row as it is written. Which options were given is asked of the setting. */
struct draft {
    const char *date, *from, *to;
    const char *whom;
    bool closed;
    struct config_list hours;
    int as;
    struct config_list weekdays;
    struct config_text text;
};

/* clang-format off */
#define ROW(name_, member_, kind_, fallback_, help_) \
    {.name = name_, .kind = kind_, .offset = offsetof(struct draft, member_), .maximum = 128, .fallback = fallback_, \
     .help = help_}
static const struct config_option row_options[] = {
    ROW("date", date, CONFIG_STRING, "\"\"", "The one date."),
    ROW("from", from, CONFIG_STRING, "\"\"", "The first date of a season."),
    ROW("to", to, CONFIG_STRING, "\"\"", "The last date of a season."),
    ROW("for", whom, CONFIG_STRING, "\"\"", "\"agency:KEY\" or \"service:KEY\"; else the centre."),
    ROW("closed", closed, CONFIG_BOOL, "false", "Nobody is served."),
    ROW("hours", hours, CONFIG_LIST, "[ ]", "Open then; the breaks of the week hold."),
    {.name = "as", .kind = CONFIG_WORD, .offset = offsetof(struct draft, as), .words = weekday_words,
     .fallback = "\"monday\"", .help = "Open as on another weekday."},
    ROW("weekdays", weekdays, CONFIG_LIST, "[ ]", "Only these weekdays of a season."),
    ROW("text", text, CONFIG_TEXT, "{ }", "Why, for visitors."),
};

static const struct config_option top_options[] = {
    {.name = "days", .kind = CONFIG_ANY, .offset = 0, .fallback = "( )", .help = "Days that differ; later rows win."},
};
/* clang-format on */

struct reader {
    const struct catalogue *catalogue;
    struct arena *arena;
    struct config_mistakes *mistakes;
    struct text_gaps *gaps; /* NULL: texts are not looked at */
    bool refused;           /* the row has an option that could not be read: what seems to be missing may be that one */
};

/* Of the option, or of the row if it is not there (or NULL). */
static const config_setting_t *option_setting(const config_setting_t *setting, const char *name)
{
    /* libconfig looks up in what it may change, and changes nothing. */
    const config_setting_t *option = name ? config_setting_lookup((config_setting_t *)(uintptr_t)setting, name) : NULL;
    return option ? option : setting;
}

#define MISTAKE(setting_, name_, ...) \
    config_mistake_at(reader->mistakes, CONFIG_ERROR, option_setting(setting_, name_), __VA_ARGS__)

static bool given(const config_setting_t *setting, const char *name)
{
    return config_setting_get_member(setting, name) != NULL;
}

/* --- when --- */

static bool read_date(struct reader *reader, const config_setting_t *setting, const char *name, const char *text,
                      struct date *ret_date)
{
    if (date_parse(text, ret_date) == 0)
        return true;
    if (given(setting, name) && (*text || !reader->refused))
        MISTAKE(setting, name, "%s: \"%s\" is no date, expected \"YYYY-MM-DD\"", name, text);
    return false;
}

static void read_dates(struct reader *reader, const config_setting_t *setting, const struct draft *draft,
                       struct calendar_row *row)
{
    row->is_season = !given(setting, "date");
    if (given(setting, "date") && (given(setting, "from") || given(setting, "to"))) {
        MISTAKE(setting, "date", "date: expected either one date or a season with from and to");
    } else if (given(setting, "date")) {
        if (read_date(reader, setting, "date", draft->date, &row->from))
            row->to = row->from;
    } else if (given(setting, "from") && given(setting, "to")) {
        bool first = read_date(reader, setting, "from", draft->from, &row->from);
        bool last = read_date(reader, setting, "to", draft->to, &row->to);
        if (first && last && date_compare(row->from, row->to) > 0)
            MISTAKE(setting, "from", "from: \"%s\" is after \"%s\", expected the earlier date first", draft->from,
                    draft->to);
    } else if (!reader->refused) {
        bool half = given(setting, "from") || given(setting, "to");
        MISTAKE(setting, given(setting, "from") ? "from" : "to", "%s",
                half ? "a season has two ends, expected from and to"
                     : "no date is given, expected date, or from and to");
    }
}

/* On which weekdays does some day of the row fall? */
static size_t row_weekdays(const struct calendar_row *row, enum weekday weekdays[WEEKDAYS])
{
    size_t count = 0;
    struct date date = row->from;
    for (int i = 0; i < WEEKDAYS && date_compare(date, row->to) <= 0; i++, date = date_add(date, 1)) {
        if (row->weekdays[date_weekday(date)])
            weekdays[count++] = date_weekday(date);
    }
    return count;
}

/* Both dates are there and in order. */
static bool row_has_dates(const struct calendar_row *row)
{
    return row->from.year && row->to.year && date_compare(row->from, row->to) <= 0;
}

static void read_weekday(struct reader *reader, const config_setting_t *setting, const char *name,
                         struct calendar_row *row)
{
    for (int day = 0; day < WEEKDAYS; day++) {
        if (strcmp(weekday_words[day], name) == 0) {
            row->weekdays[day] = true;
            return;
        }
    }
    MISTAKE(setting, "weekdays", "weekdays: \"%s\" is no weekday, expected monday to sunday%s", name,
            config_suggestion(name, weekday_words, WEEKDAYS, reader->arena));
}

static void read_weekdays(struct reader *reader, const config_setting_t *setting, const struct draft *draft,
                          struct calendar_row *row)
{
    size_t errors = reader->mistakes->errors;
    for (size_t i = 0; i < draft->weekdays.count; i++)
        read_weekday(reader, setting, draft->weekdays.items[i], row);
    if (!given(setting, "weekdays")) {
        for (int day = 0; day < WEEKDAYS; day++)
            row->weekdays[day] = true;
    } else if (given(setting, "date")) {
        MISTAKE(setting, "weekdays", "weekdays: a date has one weekday, expected a season with from and to");
    } else if (errors == reader->mistakes->errors && row_has_dates(row) &&
               row_weekdays(row, (enum weekday[WEEKDAYS]){0}) == 0) {
        MISTAKE(setting, "weekdays", "weekdays: no day of the season is one of these, expected at least one");
    }
}

/* --- for whom --- */

static void report_unknown(struct reader *reader, const config_setting_t *setting, const char *word, const char *key,
                           enum catalogue_kind_id kind)
{
    size_t room = catalogue_count(reader->catalogue, &catalogue_kinds[kind]);
    const char **keys = arena_new_n(reader->arena, const char *, room);
    size_t count = 0;
    for (size_t i = 0; i < room; i++) {
        const void *item = catalogue_item(reader->catalogue, &catalogue_kinds[kind], i);
        if (strcmp(catalogue_word(&catalogue_kinds[kind], item), word) == 0)
            keys[count++] = catalogue_key(item);
    }
    MISTAKE(setting, "for", "for: \"%s\" is unknown, expected the key of %s %s%s", key, kind == KIND_GROUP ? "an" : "a",
            word, config_suggestion(key, keys, count, reader->arena));
}

static void read_whom(struct reader *reader, const config_setting_t *setting, const struct draft *draft,
                      struct calendar_row *row)
{
    const char *whom = draft->whom;
    if (strncmp(whom, "agency:", 7) == 0) {
        const struct catalogue_group *group = catalogue_group(reader->catalogue, whom + 7);
        if (!group || group->parent)
            report_unknown(reader, setting, "agency", whom + 7, KIND_GROUP);
        row->scope = SCOPE_AGENCY;
        row->whom = group;
    } else if (strncmp(whom, "service:", 8) == 0) {
        row->scope = SCOPE_SERVICE;
        row->whom = catalogue_service(reader->catalogue, whom + 8);
        if (!row->whom)
            report_unknown(reader, setting, "service", whom + 8, KIND_SERVICE);
    } else if (given(setting, "for") && (*whom || !reader->refused)) {
        MISTAKE(setting, "for", "for: \"%s\" is nobody, expected \"agency:KEY\" or \"service:KEY\"", whom);
    }
}

/* --- what --- */

static void read_what(struct reader *reader, const config_setting_t *setting, const struct draft *draft,
                      struct calendar_row *row)
{
    int said = draft->closed + given(setting, "hours") + given(setting, "as");
    if (said != 1) {
        if (said > 1 || !reader->refused)
            MISTAKE(setting, NULL, "%s, expected one of closed = true, hours, as",
                    said ? "says more than one thing" : "says nothing of the day");
        return;
    }
    row->what = draft->closed ? WHAT_CLOSED : given(setting, "as") ? WHAT_AS : WHAT_HOURS;
    row->as = (enum weekday)draft->as;
    if (row->what != WHAT_HOURS)
        return;
    if (!draft->hours.count && !reader->refused)
        MISTAKE(setting, "hours", "hours: none are given, expected [ \"HH:MM-HH:MM\" ], or closed = true");
    row->hours = spans_read(option_setting(setting, "hours"), &draft->hours, reader->arena, reader->mistakes);
}

/* When somebody is usually there on one of the weekdays. */
static struct spans usual_hours(const struct catalogue *catalogue, const enum weekday *weekdays, size_t count,
                                struct arena *arena)
{
    struct spans hours = {0};
    for (size_t i = 0; i < catalogue->services.count; i++) {
        const struct catalogue_service *service = &catalogue->services.items[i];
        for (size_t j = 0; j < count; j++)
            hours = spans_union(&hours, &service->hours->days[weekdays[j]], arena);
    }
    return hours;
}

/* The house may be open longer than anybody works; then the row does not what its writer meant. */
static void check_house(struct reader *reader, const config_setting_t *setting, const struct calendar_row *row)
{
    enum weekday weekdays[WEEKDAYS];
    if (row->scope != SCOPE_CENTRE || row->what != WHAT_HOURS || !row_has_dates(row) || !reader->catalogue->complete)
        return;
    struct arena arena;
    arena_init(&arena);
    struct spans usual = usual_hours(reader->catalogue, weekdays, row_weekdays(row, weekdays), &arena);
    struct spans empty = spans_without(&row->hours, &usual, &arena);
    if (usual.count && empty.count)
        config_mistake_at(reader->mistakes, CONFIG_WARNING, option_setting(setting, "hours"),
                          "hours: nobody is usually there %s; those who stay longer need a row with `for`",
                          spans_text(&empty, &arena));
    arena_done(&arena);
}

static void check_text(struct reader *reader, const config_setting_t *setting, const struct config_text *text)
{
    for (size_t i = 0; i < text->count; i++) {
        if (text_has_control(text->items[i].text, false))
            MISTAKE(setting, arena_printf(reader->arena, "text.%s", text->items[i].language),
                    "text.%s: holds a line break or tab, expected one plain line", text->items[i].language);
    }
}

static void read_text(struct reader *reader, const config_setting_t *setting, const struct draft *draft,
                      struct calendar_row *row)
{
    row->text = draft->text;
    check_text(reader, setting, &row->text);
    if (!reader->gaps)
        return;
    struct catalogue_origin origin = catalogue_origin_of(option_setting(setting, "text"), reader->arena);
    const char *day = given(setting, "date") ? draft->date : draft->from;
    text_gaps_note(reader->gaps, &row->text, &origin, arena_printf(reader->arena, "day %s: text", day));
}

static void read_row(struct reader *reader, const config_setting_t *setting, struct calendar_row *row)
{
    struct draft draft = {0};
    if (!config_setting_is_group(setting)) {
        config_mistake_at(reader->mistakes, CONFIG_ERROR, setting, "days: expected a group { date = ..; .. }");
        return;
    }
    size_t errors = reader->mistakes->errors;
    config_read_group(setting, row_options, ARRAY_SIZE(row_options), reader->arena, reader->mistakes, &draft);
    reader->refused = reader->mistakes->errors > errors;
    read_dates(reader, setting, &draft, row);
    read_weekdays(reader, setting, &draft, row);
    read_whom(reader, setting, &draft, row);
    read_what(reader, setting, &draft, row);
    check_house(reader, setting, row);
    read_text(reader, setting, &draft, row);
}

static void read_rows(struct reader *reader, const config_setting_t *days, struct calendar *calendar)
{
    if (!days)
        return;
    if (!config_setting_is_list(days)) {
        config_mistake_at(reader->mistakes, CONFIG_ERROR, days, "days: expected a list ( { ... }, ... )");
        return;
    }
    calendar->count = (size_t)config_setting_length(days);
    calendar->rows = arena_new_n(reader->arena, struct calendar_row, calendar->count);
    for (size_t i = 0; i < calendar->count; i++)
        read_row(reader, config_setting_get_elem(days, (unsigned)i), &calendar->rows[i]);
}

int calendar_read(const struct config_file *file, const struct catalogue *catalogue, const struct i18n *i18n,
                  struct arena *arena, struct config_mistakes *mistakes, struct calendar **ret_calendar)
{
    size_t errors = mistakes->errors;
    const config_setting_t *root = config_file_root(file);
    const config_setting_t *ignored; /* what the top table fills: it only knows the names */
    struct text_gaps gaps;
    struct reader reader = {.catalogue = catalogue, .arena = arena, .mistakes = mistakes};
    if (i18n) {
        text_gaps_init(&gaps, i18n, arena, mistakes);
        reader.gaps = &gaps;
    }
    struct calendar *calendar = arena_new(arena, struct calendar);
    config_read_group(root, top_options, ARRAY_SIZE(top_options), arena, mistakes, &ignored);
    read_rows(&reader, config_setting_get_member(root, "days"), calendar);
    if (i18n)
        text_gaps_report(&gaps);
    if (mistakes->errors != errors)
        return -EBADMSG;
    *ret_calendar = calendar;
    return 0;
}
