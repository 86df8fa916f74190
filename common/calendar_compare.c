/* SPDX-License-Identifier: MIT
 *
 * What a reload would do to the calendar. A row has no key of its own: it is the same row if it is of the same dates
 * for the same, and where there are several, the first is compared with the first. Rows that lie over one another and
 * changed places are told too, because of such rows the later one wins.
 */
#include <string.h>

#include "common/calendar_row.h"
#include "common/catalogue_table.h"

static const char *const weekday_words[] = {"monday", "tuesday",  "wednesday", "thursday",
                                            "friday", "saturday", "sunday"};

struct comparison {
    const struct calendar *before, *after;
    struct arena *arena;
    struct catalogue_changes *changes;
    const char **keys_before, **keys_after;
    size_t *partners; /* of each row before: its place after; count of those after: it is gone */
};

/* --- rows as text --- */

static const char *whom_text(const struct calendar_row *row, struct arena *arena)
{
    static const char *const scopes[SCOPE_COUNT] = {[SCOPE_AGENCY] = "agency", [SCOPE_SERVICE] = "service"};
    return row->scope == SCOPE_CENTRE ? ""
                                      : arena_printf(arena, " %s:%s", scopes[row->scope], catalogue_key(row->whom));
}

/* "2026-12-31", "2027-02-08..2027-03-09 agency:tax" */
static const char *row_key(const struct calendar_row *row, struct arena *arena)
{
    char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
    return arena_printf(arena, "%s%s%s%s", date_text(row->from, from), row->is_season ? ".." : "",
                        row->is_season ? date_text(row->to, to) : "", whom_text(row, arena));
}

static const char **row_keys(const struct calendar *calendar, struct arena *arena)
{
    const char **keys = arena_new_n(arena, const char *, calendar->count + 1);
    for (size_t i = 0; i < calendar->count; i++)
        keys[i] = row_key(&calendar->rows[i], arena);
    return keys;
}

static const char *hours_text(const struct calendar_row *row, struct arena *arena)
{
    switch (row->what) {
    case WHAT_AS:
        return arena_printf(arena, "as %s", weekday_words[row->as]);
    case WHAT_HOURS:
        return spans_text(&row->hours, arena);
    case WHAT_CLOSED:
        break;
    }
    return "closed";
}

static const char *weekdays_text(const struct calendar_row *row, struct arena *arena)
{
    const char *text = "";
    for (int day = 0; day < WEEKDAYS; day++) {
        if (row->weekdays[day])
            text = arena_printf(arena, "%s%s%s", text, *text ? ", " : "", weekday_words[day]);
    }
    return text;
}

/* --- which is which --- */

static size_t find_partner(const struct comparison *comparison, size_t place)
{
    size_t nth = 0;
    for (size_t i = 0; i < place; i++)
        nth += strcmp(comparison->keys_before[i], comparison->keys_before[place]) == 0;
    for (size_t i = 0; i < comparison->after->count; i++) {
        if (strcmp(comparison->keys_after[i], comparison->keys_before[place]) == 0 && nth-- == 0)
            return i;
    }
    return comparison->after->count;
}

/* The row before that became this one; the count of those before: it is new. */
static size_t row_before(const struct comparison *comparison, size_t place)
{
    size_t i = 0;
    while (i < comparison->before->count && comparison->partners[i] != place)
        i++;
    return i;
}

/* --- what changed --- */

static void whole(struct comparison *comparison, const char *key, enum change_kind kind)
{
    catalogue_change_add(comparison->changes,
                         (struct catalogue_change){.kind = kind, .object = "calendar", .key = key});
}

static void compare_row(struct comparison *comparison, size_t was, size_t is)
{
    const struct calendar_row *before = &comparison->before->rows[was], *after = &comparison->after->rows[is];
    const char *key = comparison->keys_after[is];
    struct arena *arena = comparison->arena;
    catalogue_change_field(comparison->changes, "calendar", key, "hours", hours_text(before, arena),
                           hours_text(after, arena));
    catalogue_change_field(comparison->changes, "calendar", key, "weekdays", weekdays_text(before, arena),
                           weekdays_text(after, arena));
    catalogue_change_text(
            comparison->changes,
            &(struct catalogue_text_field){
                    .object = "calendar", .key = key, .name = "text", .before = &before->text, .after = &after->text},
            arena);
}

/* Some day is of both, for the same. */
static bool lie_over_one_another(const struct calendar_row *a, const struct calendar_row *b)
{
    bool same = a->scope == b->scope && (!a->whom || strcmp(catalogue_key(a->whom), catalogue_key(b->whom)) == 0);
    return same && date_compare(a->from, b->to) <= 0 && date_compare(b->from, a->to) <= 0;
}

/* Told of the row that now comes behind another, which it stood before. */
static void compare_order(struct comparison *comparison, size_t is)
{
    size_t was = row_before(comparison, is);
    for (size_t other = was + 1; other < comparison->before->count; other++) {
        if (comparison->partners[other] < is &&
            lie_over_one_another(&comparison->after->rows[is], &comparison->after->rows[comparison->partners[other]]))
            catalogue_change_field(comparison->changes, "calendar", comparison->keys_after[is], "order",
                                   arena_printf(comparison->arena, "before %s", comparison->keys_before[other]),
                                   arena_printf(comparison->arena, "after %s", comparison->keys_before[other]));
    }
}

void calendar_compare(const struct calendar *before, const struct calendar *after, struct arena *arena,
                      struct catalogue_changes *changes)
{
    struct comparison comparison = {.before = before,
                                    .after = after,
                                    .arena = arena,
                                    .changes = changes,
                                    .keys_before = row_keys(before, arena),
                                    .keys_after = row_keys(after, arena),
                                    .partners = arena_new_n(arena, size_t, before->count + 1)};
    for (size_t i = 0; i < before->count; i++)
        comparison.partners[i] = find_partner(&comparison, i);
    for (size_t i = 0; i < after->count; i++) {
        size_t was = row_before(&comparison, i);
        if (was < before->count)
            compare_row(&comparison, was, i);
        else
            whole(&comparison, comparison.keys_after[i], CHANGE_ADDED);
        compare_order(&comparison, i);
    }
    for (size_t i = 0; i < before->count; i++) {
        if (comparison.partners[i] == after->count)
            whole(&comparison, comparison.keys_before[i], CHANGE_REMOVED);
    }
}
