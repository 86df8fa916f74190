/* SPDX-License-Identifier: MIT
 *
 * What is wrong with an object by itself, and values that only one object of a kind may have. One function a kind,
 * called through a table; what makes sense only as a whole is catalogue_check.c.
 */
#include "common/catalogue_reader.h"

#include <inttypes.h>
#include <string.h>

#include "common/text.h"

#define SHAPE_ERROR(kind_, option_, ...) \
    catalogue_reader_mistake(reader, CONFIG_ERROR, kind_, row, option_, __VA_ARGS__)

static bool prefix_is_sound(const char *prefix)
{
    size_t length = strspn(prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return prefix[length] == '\0' && (length == 1 || length == 2);
}

static void check_next_prefixes(struct catalogue_reader *reader, size_t row, const struct catalogue_series *series)
{
    bool wanted = series->overflow == SERIES_PREFIX;
    if (wanted && !series->next_prefixes.count)
        SHAPE_ERROR(KIND_SERIES, "overflow", "expected next_prefixes beside it, those that follow \"%s\"",
                    series->prefix);
    if (!wanted && series->next_prefixes.count)
        SHAPE_ERROR(KIND_SERIES, "next_prefixes", "never used, expected overflow = \"prefix\" beside them");
    if (series->next_prefixes.count >= CATALOGUE_PREFIXES)
        SHAPE_ERROR(KIND_SERIES, "next_prefixes", "%zu are too many, expected %d at most", series->next_prefixes.count,
                    CATALOGUE_PREFIXES - 1);
    for (size_t i = 0; i < series->next_prefixes.count; i++) {
        if (!prefix_is_sound(series->next_prefixes.items[i]))
            SHAPE_ERROR(KIND_SERIES, "next_prefixes", "\"%s\" is no prefix, expected one or two letters A-Z",
                        series->next_prefixes.items[i]);
    }
}

static void shape_series(struct catalogue_reader *reader, size_t row, const void *object)
{
    const struct catalogue_series *series = object;
    if (series->prefix && *series->prefix && !prefix_is_sound(series->prefix))
        SHAPE_ERROR(KIND_SERIES, "prefix", "\"%s\" is no prefix, expected one or two letters A-Z", series->prefix);
    if (series->first > series->last)
        SHAPE_ERROR(KIND_SERIES, "last", "%" PRId64 " comes before first = %" PRId64 ", expected a larger number",
                    series->last, series->first);
    check_next_prefixes(reader, row, series);
}

static void shape_class(struct catalogue_reader *reader, size_t row, const void *object)
{
    const struct catalogue_class *class = object;
    if (class->asked && !class->question.count)
        SHAPE_ERROR(KIND_CLASS, "asked", "expected question beside it, what the kiosk asks");
}

static void shape_need(struct catalogue_reader *reader, size_t row, const void *object)
{
    const struct catalogue_need *need = object;
    if (need->kind == NEED_SOFT && !need->prefer_minutes)
        SHAPE_ERROR(KIND_NEED, "prefer_minutes", "a soft need prefers for some time, expected 1 minute at least");
    if (need->kind == NEED_HARD && need->prefer_minutes)
        SHAPE_ERROR(KIND_NEED, "prefer_minutes", "a hard need never gives up, expected kind = \"soft\" or no minutes");
}

static void shape_outcome(struct catalogue_reader *reader, size_t row, const void *object)
{
    const struct catalogue_outcome *outcome = object;
    if (outcome->fulfilled && outcome->cause != CAUSE_NONE)
        SHAPE_ERROR(KIND_OUTCOME, "cause", "what was fulfilled has no cause why not, expected \"none\"");
    if (!outcome->fulfilled && outcome->cause == CAUSE_NONE)
        SHAPE_ERROR(KIND_OUTCOME, "cause",
                    "not fulfilled, expected whose cause: \"visitor\", \"agency\", \"counter\" or \"other\"");
}

static bool some_day_holds(const struct catalogue_hours *hours, const struct span *span)
{
    for (int day = 0; day < WEEKDAYS; day++) {
        if (spans_hold(&hours->days[day], span))
            return true;
    }
    return false;
}

static void shape_hours(struct catalogue_reader *reader, size_t row, const void *object)
{
    const struct catalogue_hours *hours = object;
    for (size_t i = 0; i < hours->breaks.count; i++) {
        const struct spans one = {.count = 1, .items = &hours->breaks.items[i]};
        if (!some_day_holds(hours, &one.items[0]))
            SHAPE_ERROR(KIND_HOURS, "breaks", "%s lies outside the hours of every day, expected a break within them",
                        spans_text(&one, reader->arena));
    }
}

/* Did this row, or a group around it, name something in the slot? Then a mistake about the name is there already. */
static bool slot_is_named(const struct catalogue_reader *reader, const struct catalogue_row *row, const char *option)
{
    const struct config_option *in_group = catalogue_option(&catalogue_kinds[KIND_GROUP], option);
    for (const struct catalogue_row *each = row; each; /* outwards */) {
        /* `series` and `hours` lie in the same slots of groups and services. */
        const union catalogue_slot *slot = (const void *)((const char *)&each->draft + in_group->offset);
        if (slot->name && *slot->name)
            return true;
        each = each->group == NO_GROUP ? NULL : &reader->rows[KIND_GROUP].items[each->group];
    }
    return false;
}

static void shape_group(struct catalogue_reader *reader, size_t row, const void *object)
{
    const struct catalogue_group *group = object;
    if (!group->parent && !slot_is_named(reader, &reader->rows[KIND_GROUP].items[row], "hours"))
        SHAPE_ERROR(KIND_GROUP, NULL, "hours is missing, expected the key of hours");
}

static const char *const weekday_words[] = {"monday", "tuesday",  "wednesday", "thursday",
                                            "friday", "saturday", "sunday"};

/* A day shorter than the cut-off gives no tickets at all. */
static void check_cutoff(struct catalogue_reader *reader, size_t row, const struct catalogue_service *service)
{
    if (!service->hours || !service->cutoff_minutes)
        return;
    for (int day = 0; day < WEEKDAYS; day++) {
        const struct spans *open = &service->hours->days[day];
        if (!open->count)
            continue;
        int length = open->items[open->count - 1].end_minute - open->items[0].start_minute;
        if (service->cutoff_minutes >= length) {
            SHAPE_ERROR(KIND_SERVICE, "cutoff_minutes",
                        "%" PRId64 " minutes before closing is all of %s (%s), expected less than %d",
                        service->cutoff_minutes, weekday_words[day], spans_text(open, reader->arena), length);
            return;
        }
    }
}

static void check_party(struct catalogue_reader *reader, size_t row, const struct catalogue_service *service)
{
    const config_setting_t *setting = reader->rows[KIND_SERVICE].items[row].setting;
    if (!service->ask_how_many && config_setting_get_member(setting, "how_many_limit"))
        SHAPE_ERROR(KIND_SERVICE, "how_many_limit", "never used, expected ask_how_many = true beside it");
    if (service->ask_how_many && service->daily_limit && service->how_many_limit > service->daily_limit)
        SHAPE_ERROR(KIND_SERVICE, "how_many_limit",
                    "%" PRId64 " is more than the daily limit, expected %" PRId64 " at most", service->how_many_limit,
                    service->daily_limit);
}

static void shape_service(struct catalogue_reader *reader, size_t row, const void *object)
{
    const struct catalogue_service *service = object;
    const struct catalogue_row *source = &reader->rows[KIND_SERVICE].items[row];
    if (!service->series && !slot_is_named(reader, source, "series"))
        SHAPE_ERROR(KIND_SERVICE, NULL, "series is missing, expected the key of a series here or in a group around it");
    if (service->promote_minutes && service->promote_minutes <= service->target_minutes)
        SHAPE_ERROR(KIND_SERVICE, "promote_minutes",
                    "%" PRId64 " is within the target, expected more than target_minutes = %" PRId64 ", or 0",
                    service->promote_minutes, service->target_minutes);
    check_cutoff(reader, row, service);
    check_party(reader, row, service);
}

static void shape_board(struct catalogue_reader *reader, size_t row, const void *object)
{
    const struct catalogue_board *board = object;
    if (!board->zones[0])
        SHAPE_ERROR(KIND_BOARD, "zones", "shows no zone, expected the key of one at least");
}

static void shape_printer(struct catalogue_reader *reader, size_t row, const void *object)
{
    const struct catalogue_printer *printer = object;
    if (printer->width_mm != 58 && printer->width_mm != 80)
        SHAPE_ERROR(KIND_PRINTER, "width_mm", "%" PRId64 " is no width of paper, expected 58 or 80", printer->width_mm);
}

static void (*const shapes[KIND_COUNT])(struct catalogue_reader *reader, size_t row, const void *object) = {
        [KIND_SERIES] = shape_series,   [KIND_CLASS] = shape_class, [KIND_NEED] = shape_need,
        [KIND_OUTCOME] = shape_outcome, [KIND_HOURS] = shape_hours, [KIND_GROUP] = shape_group,
        [KIND_SERVICE] = shape_service, [KIND_BOARD] = shape_board, [KIND_PRINTER] = shape_printer,
};

/* --- texts: what would spoil a screen (config_scan.c let only line breaks and tabs through) --- */

static void check_text(struct catalogue_reader *reader, enum catalogue_kind_id kind, size_t row,
                       const struct config_option *option, const struct config_text *text)
{
    const config_setting_t *written = config_setting_get_member(reader->rows[kind].items[row].setting, option->name);
    if (written && config_setting_is_group(written) && config_setting_length(written) == 0)
        SHAPE_ERROR(kind, option->name, "says nothing, expected a text for each language");
    bool lines = option->unit && strcmp(option->unit, "lines") == 0;
    for (size_t i = 0; i < text->count; i++) {
        if (text_has_control(text->items[i].text, lines))
            SHAPE_ERROR(kind, arena_printf(reader->arena, "%s.%s", option->name, text->items[i].language),
                        "holds a line break or tab, expected one plain line");
    }
}

static void check_texts(struct catalogue_reader *reader, enum catalogue_kind_id kind, size_t row, const char *object)
{
    for (size_t i = 0; i < catalogue_kinds[kind].option_count; i++) {
        const struct config_option *option = &catalogue_kinds[kind].options[i];
        if (option->offset >= catalogue_kinds[kind].size)
            continue; /* a name: it is resolved, not shown */
        const void *value = object + option->offset;
        if (option->kind == CONFIG_TEXT)
            check_text(reader, kind, row, option, value);
        const char *string = option->kind == CONFIG_STRING ? *(const char *const *)value : NULL;
        if (string && text_has_control(string, false))
            SHAPE_ERROR(kind, option->name, "holds a line break or tab, expected one plain line");
    }
}

/* --- values that only one object may have --- */

static const struct unique {
    enum catalogue_kind_id kind;
    const char *option;
} uniques[] = {
        {KIND_OUTCOME, "digit"},
        {KIND_COUNTER, "label"},
        {KIND_SERVICE, "national_code"},
        {KIND_PRINTER, "queue"},
};

/* As it stands in the file; "" if it does not, even if there is a default. */
static const char *given_value(struct catalogue_reader *reader, const struct unique *unique, size_t row)
{
    const config_setting_t *setting = reader->rows[unique->kind].items[row].setting;
    const config_setting_t *value = config_setting_get_member(setting, unique->option);
    if (!value)
        return "";
    const char *text = config_setting_get_string(value);
    return text ? text : arena_printf(reader->arena, "%lld", config_setting_get_int64(value));
}

static void report_shared(struct catalogue_reader *reader, const struct unique *unique, size_t row, const char *value,
                          size_t first)
{
    const struct catalogue_kind *kind = &catalogue_kinds[unique->kind];
    const void *owner = catalogue_item(reader->catalogue, kind, first);
    const struct catalogue_origin *there = catalogue_origin(owner);
    const struct catalogue_origin *here = catalogue_origin(catalogue_item(reader->catalogue, kind, row));
    _cleanup_free_ char *place = config_place_text(here->file, there->file, there->line);
    SHAPE_ERROR(unique->kind, unique->option, "\"%s\" is that of \"%s\" (%s) too, expected one of its own", value,
                catalogue_key(owner), place);
}

static void check_unique(struct catalogue_reader *reader, const struct unique *unique)
{
    size_t count = reader->rows[unique->kind].count;
    const char **values = mem_new_n(const char *, count);
    for (size_t row = 0; row < count; row++) {
        values[row] = given_value(reader, unique, row);
        size_t first = 0;
        while (strcmp(values[first], values[row]) != 0)
            first++;
        if (first < row && *values[row])
            report_shared(reader, unique, row, values[row], first);
    }
    free(values);
}

void catalogue_shape(struct catalogue_reader *reader)
{
    for (enum catalogue_kind_id kind = 0; kind < KIND_COUNT; kind++) {
        for (size_t row = 0; row < reader->rows[kind].count; row++) {
            const void *object = catalogue_item(reader->catalogue, &catalogue_kinds[kind], row);
            check_texts(reader, kind, row, object);
            if (shapes[kind])
                shapes[kind](reader, row, object);
        }
    }
    for (size_t i = 0; i < ARRAY_SIZE(uniques); i++)
        check_unique(reader, &uniques[i]);
}
