/* SPDX-License-Identifier: MIT
 *
 * Which prefixes clash. Three kinds, by what a person does with a number:
 *
 *   compares it   two series with one prefix
 *   reads it      to a reader of the language, letters look alike (O and 0 and Ö), or a Latin letter is another one of
 *                 the reader's own alphabet (P is R in Russian)
 *   hears it      the names of the letters sound alike (be, de, pe, te)
 *
 * What looks or sounds alike is data of each language file: groups of signs. Two prefixes clash in a language if they
 * are of one length and each letter of one is that of the other or in its group. Such prefixes are reported together,
 * once a language, at the first of them: 6 letters that rhyme are one warning, not 15.
 */
#include "common/catalogue_clash.h"

#include <inttypes.h>
#include <string.h>

typedef const char *(*alike_function)(const struct language *language, char sign);

/* A prefix that some series may give out. */
struct prefix {
    const char *text;
    const struct catalogue_series *series;
    bool reported; /* with an earlier one, in the language looked at */
};

struct prefixes {
    size_t count;
    struct prefix *items;
};

struct clash {
    const struct catalogue *catalogue;
    struct arena *arena;
    struct config_mistakes *mistakes;
    struct prefixes prefixes;
};

static void report(const struct clash *clash, enum config_severity severity, const struct catalogue_series *series,
                   const char *text)
{
    config_mistake_add(clash->mistakes, severity, series->origin.file, series->origin.line, "series \"%s\": %s",
                       series->key, text);
}

static struct prefixes collect(const struct catalogue *catalogue, struct arena *arena)
{
    size_t room = catalogue->series.count;
    for (size_t i = 0; i < catalogue->series.count; i++)
        room += catalogue->series.items[i].next_prefixes.count;
    struct prefixes prefixes = {.items = arena_new_n(arena, struct prefix, room)};
    for (size_t i = 0; i < catalogue->series.count; i++) {
        const struct catalogue_series *series = &catalogue->series.items[i];
        if (series->prefix && *series->prefix)
            prefixes.items[prefixes.count++] = (struct prefix){.text = series->prefix, .series = series};
        for (size_t j = 0; j < series->next_prefixes.count; j++)
            prefixes.items[prefixes.count++] =
                    (struct prefix){.text = series->next_prefixes.items[j], .series = series};
    }
    return prefixes;
}

static void report_equal(const struct clash *clash, const struct prefix *prefix, const struct catalogue_series *owner)
{
    const struct catalogue_origin *origin = &owner->origin;
    _cleanup_free_ char *place = config_place_text(prefix->series->origin.file, origin->file, origin->line);
    report(clash, CONFIG_ERROR, prefix->series,
           arena_printf(clash->arena, "prefix \"%s\" is that of series \"%s\" (%s) too, expected one of its own",
                        prefix->text, owner->key, place));
}

static void check_equal(struct clash *clash)
{
    for (size_t i = 0; i < clash->prefixes.count; i++) {
        const struct prefix *later = &clash->prefixes.items[i];
        size_t first = 0;
        while (strcmp(clash->prefixes.items[first].text, later->text) != 0)
            first++;
        if (first < i)
            report_equal(clash, later, clash->prefixes.items[first].series);
    }
}

static void check_skipped_letters(struct clash *clash)
{
    for (size_t i = 0; i < clash->prefixes.count; i++) {
        const struct prefix *prefix = &clash->prefixes.items[i];
        size_t safe = strcspn(prefix->text, clash->catalogue->skip_letters);
        if (prefix->text[safe])
            report(clash, CONFIG_ERROR, prefix->series,
                   arena_printf(clash->arena,
                                "prefix \"%s\" holds \"%c\", which skip.letters forbids; expected another",
                                prefix->text, prefix->text[safe]));
    }
}

static bool is_skipped(const struct catalogue *catalogue, int64_t number)
{
    for (size_t i = 0; i < catalogue->skip_number_count; i++) {
        if (catalogue->skip_numbers[i] == number)
            return true;
    }
    return false;
}

/* A series that would have to skip all its numbers is the only harm that skip.numbers can do. */
static void check_skipped_numbers(struct clash *clash)
{
    for (size_t i = 0; i < clash->catalogue->series.count; i++) {
        const struct catalogue_series *series = &clash->catalogue->series.items[i];
        int64_t number = series->first;
        while (number <= series->last && is_skipped(clash->catalogue, number))
            number++;
        if (number > series->last && series->first <= series->last)
            report(clash, CONFIG_ERROR, series, "skip.numbers leaves it no number, expected a wider range");
    }
}

/* A group that both signs are in; NULL if they do not belong together. A sign may be in several groups, of which the
 * language tells one: so both are asked. */
static const char *common_group(const struct language *language, alike_function alike, char a, char b)
{
    const char *of_a = alike(language, a);
    if (of_a && strchr(of_a, b))
        return of_a;
    const char *of_b = alike(language, b);
    return of_b && strchr(of_b, a) ? of_b : NULL;
}

/* The group by which two different prefixes are alike; NULL if they are not. */
static const char *prefixes_alike(const struct language *language, alike_function alike, const char *a, const char *b)
{
    if (strlen(a) != strlen(b))
        return NULL;
    const char *by = NULL;
    for (size_t i = 0; a[i]; i++) {
        if (a[i] == b[i])
            continue;
        by = common_group(language, alike, a[i], b[i]);
        if (!by)
            return NULL;
    }
    return by;
}

/* Reports the later prefixes like this one, but for those that an earlier one was reported with already. */
static void check_one(struct clash *clash, const struct language *language, alike_function alike, const char *verb,
                      size_t index)
{
    const struct prefix *first = &clash->prefixes.items[index];
    bool was_reported = first->reported;
    const char *others = "";
    const char *by = NULL;
    for (size_t i = index + 1; i < clash->prefixes.count; i++) {
        struct prefix *other = &clash->prefixes.items[i];
        const char *group = prefixes_alike(language, alike, first->text, other->text);
        if (!group || (was_reported && other->reported))
            continue;
        by = by ? by : group;
        other->reported = true;
        others = arena_printf(clash->arena, "%s%s\"%s\" (series \"%s\")", others, *others ? ", " : "", other->text,
                              other->series->key);
    }
    if (by)
        report(clash, CONFIG_WARNING, first->series,
               arena_printf(clash->arena, "prefix \"%s\" %s like %s in \"%s\" (group %s)", first->text, verb, others,
                            language_code(language), by));
}

static void check_alike(struct clash *clash, const struct language *language, alike_function alike, const char *verb)
{
    for (size_t i = 0; i < clash->prefixes.count; i++)
        clash->prefixes.items[i].reported = false;
    for (size_t i = 0; i < clash->prefixes.count; i++)
        check_one(clash, language, alike, verb, i);
}

/* The group of a letter that looks like a digit, or like a letter of another alphabet. */
static const char *foreign_group(const struct language *language, const char *prefix)
{
    for (; *prefix; prefix++) {
        const char *group = language_looks_like(language, *prefix);
        for (const char *sign = group; sign && *sign; sign++) {
            if (*sign != ' ' && (*sign < 'A' || *sign > 'Z'))
                return group;
        }
    }
    return NULL;
}

static void check_foreign(struct clash *clash, const struct language *language)
{
    for (size_t i = 0; i < clash->prefixes.count; i++) {
        const struct prefix *prefix = &clash->prefixes.items[i];
        const char *group = foreign_group(language, prefix->text);
        if (group)
            report(clash, CONFIG_WARNING, prefix->series,
                   arena_printf(clash->arena, "prefix \"%s\" may be read as another sign in \"%s\" (group %s)",
                                prefix->text, language_code(language), group));
    }
}

void catalogue_clashes(const struct catalogue *catalogue, const struct i18n *i18n, struct arena *arena,
                       struct config_mistakes *mistakes)
{
    struct clash clash = {
            .catalogue = catalogue,
            .arena = arena,
            .mistakes = mistakes,
            .prefixes = collect(catalogue, arena),
    };
    check_equal(&clash);
    check_skipped_letters(&clash);
    check_skipped_numbers(&clash);
    for (size_t i = 0; i18n && i < i18n_count(i18n); i++) {
        const struct language *language = i18n_at(i18n, i);
        check_alike(&clash, language, language_looks_like, "looks");
        check_alike(&clash, language, language_sounds_like, "sounds");
        check_foreign(&clash, language);
    }
}
