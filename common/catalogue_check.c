/* SPDX-License-Identifier: MIT
 *
 * What makes sense only for the catalogue as a whole. An error is what would leave a visitor without service or without
 * words; a warning is what a centre may have meant.
 */
#include "common/catalogue.h"

#include <inttypes.h>
#include <string.h>

#include "common/catalogue_clash.h"
#include "common/catalogue_table.h"
#include "common/catalogue_text.h"

/* A kiosk in portrait has 43 columns (18 mm fingers, letters of 7 mm); a button's frame and margins take the rest. */
enum { BUTTON_COLUMNS = 39, BUTTON_LINES = 2 };

struct check {
    const struct catalogue *catalogue;
    const struct i18n *i18n;
    const struct config_file *file;
    struct config_mistakes *mistakes;
    struct arena arena;
};

static void report(struct check *check, enum config_severity severity, enum catalogue_kind_id kind, const void *object,
                   const char *format, ...) attr_printf(5, 6);
static void report(struct check *check, enum config_severity severity, enum catalogue_kind_id kind, const void *object,
                   const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    _cleanup_free_ char *text = mem_vprintf(format, arguments);
    va_end(arguments);
    const struct catalogue_origin *origin = catalogue_origin(object);
    config_mistake_add(check->mistakes, severity, origin->file, origin->line, "%s \"%s\": %s",
                       catalogue_word(&catalogue_kinds[kind], object), catalogue_key(object), text);
}

/* --- texts --- */

static void note_object(struct check *check, struct text_gaps *gaps, const struct catalogue_kind *kind,
                        const char *object)
{
    for (size_t i = 0; i < kind->option_count; i++) {
        const struct config_option *option = &kind->options[i];
        if (option->kind != CONFIG_TEXT)
            continue;
        const char *what = arena_printf(&check->arena, "%s \"%s\": %s", catalogue_word(kind, object),
                                        catalogue_key(object), option->name);
        text_gaps_note(gaps, (const void *)(object + option->offset), catalogue_origin(object), what);
    }
}

static void check_texts(struct check *check)
{
    struct text_gaps gaps;
    text_gaps_init(&gaps, check->i18n, &check->arena, check->mistakes);
    for (size_t kind = 0; kind < KIND_COUNT; kind++) {
        size_t count = catalogue_count(check->catalogue, &catalogue_kinds[kind]);
        for (size_t i = 0; i < count; i++)
            note_object(check, &gaps, &catalogue_kinds[kind],
                        catalogue_item(check->catalogue, &catalogue_kinds[kind], i));
    }
    text_gaps_report(&gaps);
}

static void check_width(struct check *check, enum catalogue_kind_id kind, const void *object,
                        const struct config_text *name)
{
    for (size_t i = 0; i < i18n_count(check->i18n); i++) {
        const char *code = language_code(i18n_at(check->i18n, i));
        const char *text = config_text_in(name, code);
        if (text && !text_fits_lines(text, BUTTON_COLUMNS, BUTTON_LINES, &check->arena))
            report(check, CONFIG_WARNING, kind, object,
                   "name.%s: too long for a button, expected %d lines of %d columns at most", code, BUTTON_LINES,
                   BUTTON_COLUMNS);
    }
}

static void check_widths(struct check *check)
{
    for (size_t i = 0; i < check->catalogue->groups.count; i++)
        check_width(check, KIND_GROUP, &check->catalogue->groups.items[i], &check->catalogue->groups.items[i].name);
    for (size_t i = 0; i < check->catalogue->services.count; i++)
        check_width(check, KIND_SERVICE, &check->catalogue->services.items[i],
                    &check->catalogue->services.items[i].name);
}

/* --- languages --- */

static void check_languages(struct check *check, enum config_severity severity, enum catalogue_kind_id kind,
                            const void *object, const struct config_list *languages)
{
    for (size_t i = 0; i < languages->count; i++) {
        if (!i18n_find(check->i18n, languages->items[i]))
            report(check, severity, kind, object,
                   "languages: \"%s\" is no language of the centre, expected one of them", languages->items[i]);
    }
}

static bool somebody_speaks(const struct catalogue *catalogue, const char *language)
{
    for (size_t i = 0; i < catalogue->operators.count; i++) {
        const struct config_list *languages = &catalogue->operators.items[i].languages;
        for (size_t j = 0; j < languages->count; j++) {
            if (strcmp(languages->items[j], language) == 0)
                return true;
        }
    }
    return false;
}

static void check_all_languages(struct check *check)
{
    const struct catalogue *catalogue = check->catalogue;
    for (size_t i = 0; i < catalogue->kiosks.count; i++)
        check_languages(check, CONFIG_ERROR, KIND_KIOSK, &catalogue->kiosks.items[i],
                        &catalogue->kiosks.items[i].languages);
    for (size_t i = 0; i < catalogue->operators.count; i++)
        check_languages(check, CONFIG_WARNING, KIND_OPERATOR, &catalogue->operators.items[i],
                        &catalogue->operators.items[i].languages);
    const struct catalogue_need *need = catalogue_find(catalogue, KIND_NEED, "language");
    for (size_t i = 0; need && catalogue->operators.count && i < i18n_count(check->i18n); i++) {
        const char *code = language_code(i18n_at(check->i18n, i));
        if (!somebody_speaks(catalogue, code))
            report(check, CONFIG_WARNING, KIND_NEED, need, "no operator speaks \"%s\", a language of the centre", code);
    }
}

/* --- what is kept as bits --- */

/* The codes, each once, of the centre's languages and then of those its operators speak. */
static size_t count_languages(struct check *check, const struct catalogue_operator **ret_first_over)
{
    const struct catalogue *catalogue = check->catalogue;
    const char **others = NULL;
    size_t count = 0, room = 0, known = i18n_count(check->i18n);
    for (size_t i = 0; i < catalogue->operators.count; i++) {
        const struct config_list *languages = &catalogue->operators.items[i].languages;
        for (size_t j = 0; j < languages->count; j++) {
            const char *code = languages->items[j];
            size_t same = 0;
            while (same < count && strcmp(others[same], code) != 0)
                same++;
            if (i18n_find(check->i18n, code) || same < count)
                continue;
            mem_grow(others, count, room);
            others[count++] = code;
            if (known + count == CATALOGUE_BITS + 1)
                *ret_first_over = &catalogue->operators.items[i];
        }
    }
    free(others);
    return known + count;
}

static void check_bits(struct check *check)
{
    const struct catalogue *catalogue = check->catalogue;
    if (catalogue->needs.count > CATALOGUE_BITS)
        report(check, CONFIG_WARNING, KIND_NEED, &catalogue->needs.items[CATALOGUE_BITS],
               "one of %zu needs, of which only %d can be told apart, expected fewer", catalogue->needs.count,
               CATALOGUE_BITS);
    const struct catalogue_operator *first_over = NULL;
    size_t languages = count_languages(check, &first_over);
    if (first_over)
        report(check, CONFIG_WARNING, KIND_OPERATOR, first_over,
               "languages: the centre has %zu with those of operators, of which only %d can be told apart, expected "
               "fewer",
               languages, CATALOGUE_BITS);
}

/* --- who serves what --- */

static void mark_profile(const struct catalogue *catalogue, const struct catalogue_profile *profile, bool *marks)
{
    for (size_t i = 0; profile && i < profile->tier_count; i++) {
        for (size_t j = 0; j < profile->tiers[i].count; j++)
            marks[profile->tiers[i].services[j] - catalogue->services.items] = true;
    }
}

static void check_served(struct check *check)
{
    const struct catalogue *catalogue = check->catalogue;
    bool *served = arena_new_n(&check->arena, bool, catalogue->services.count);
    for (size_t i = 0; i < catalogue->counters.count; i++)
        mark_profile(catalogue, catalogue->counters.items[i].profile, served);
    for (size_t i = 0; i < catalogue->operators.count; i++)
        mark_profile(catalogue, catalogue->operators.items[i].profile, served);
    for (size_t i = 0; i < catalogue->services.count; i++) {
        if (!served[i])
            report(check, CONFIG_ERROR, KIND_SERVICE, &catalogue->services.items[i],
                   "nobody serves it, expected it in a profile of a counter or an operator");
    }
}

static void check_offered(struct check *check)
{
    const struct catalogue *catalogue = check->catalogue;
    bool *offered = arena_new_n(&check->arena, bool, catalogue->services.count);
    for (size_t i = 0; i < catalogue->kiosks.count; i++) {
        for (const struct catalogue_service **service = catalogue->kiosks.items[i].offers; *service; service++)
            offered[*service - catalogue->services.items] = true;
    }
    for (size_t i = 0; i < catalogue->services.count; i++) {
        if (!offered[i])
            report(check, CONFIG_WARNING, KIND_SERVICE, &catalogue->services.items[i],
                   "no kiosk offers it; only reception can give tickets for it");
    }
}

static bool counter_meets(const struct catalogue_counter *counter, const struct catalogue_need *need)
{
    for (const struct catalogue_need **met = counter->meets; *met; met++) {
        if (*met == need)
            return true;
    }
    return false;
}

/* A need that no counter meets can never be served; one that only some services' counters meet is worth knowing. */
static void check_need(struct check *check, const struct catalogue_need *need)
{
    const struct catalogue *catalogue = check->catalogue;
    bool *met = arena_new_n(&check->arena, bool, catalogue->services.count);
    size_t counters = 0;
    for (size_t i = 0; i < catalogue->counters.count; i++) {
        if (counter_meets(&catalogue->counters.items[i], need)) {
            mark_profile(catalogue, catalogue->counters.items[i].profile, met);
            counters++;
        }
    }
    if (!counters) {
        report(check, CONFIG_ERROR, KIND_NEED, need, "no counter meets it, expected it in `meets` of one at least");
        return;
    }
    const char *first = NULL;
    size_t missing = 0;
    for (size_t i = 0; i < catalogue->services.count; i++) {
        if (!met[i] && missing++ == 0)
            first = catalogue->services.items[i].key;
    }
    if (missing && need->kind == NEED_HARD)
        report(check, CONFIG_WARNING, KIND_NEED, need,
               "no counter that meets it serves %zu of %zu services, first \"%s\"", missing, catalogue->services.count,
               first);
}

static void check_needs(struct check *check)
{
    for (size_t i = 0; i < check->catalogue->needs.count; i++) {
        const struct catalogue_need *need = &check->catalogue->needs.items[i];
        if (strcmp(need->key, "language") != 0) /* operators meet it */
            check_need(check, need);
    }
}

/* --- things that nobody would notice --- */

static bool profile_is_used(const struct catalogue *catalogue, const struct catalogue_profile *profile)
{
    for (size_t i = 0; i < catalogue->counters.count; i++) {
        if (catalogue->counters.items[i].profile == profile)
            return true;
    }
    for (size_t i = 0; i < catalogue->operators.count; i++) {
        if (catalogue->operators.items[i].profile == profile)
            return true;
    }
    return false;
}

static bool zone_is_shown(const struct catalogue *catalogue, const struct catalogue_zone *zone)
{
    for (size_t i = 0; i < catalogue->boards.count; i++) {
        for (const struct catalogue_zone **shown = catalogue->boards.items[i].zones; *shown; shown++) {
            if (*shown == zone)
                return true;
        }
    }
    return false;
}

static void check_zones(struct check *check)
{
    const struct catalogue *catalogue = check->catalogue;
    for (size_t i = 0; i < catalogue->counters.count; i++) {
        const struct catalogue_counter *counter = &catalogue->counters.items[i];
        if (!zone_is_shown(catalogue, counter->zone))
            report(check, CONFIG_WARNING, KIND_COUNTER, counter, "its zone \"%s\" is on no board, so no call is seen",
                   counter->zone->key);
    }
}

static bool group_is_empty(const struct catalogue *catalogue, const struct catalogue_group *group)
{
    for (size_t i = 0; i < catalogue->services.count; i++) {
        if (catalogue_group_holds(group, &catalogue->services.items[i]))
            return false;
    }
    return true;
}

static void check_groups(struct check *check)
{
    for (size_t i = 0; i < check->catalogue->groups.count; i++) {
        const struct catalogue_group *group = &check->catalogue->groups.items[i];
        if (group_is_empty(check->catalogue, group))
            report(check, CONFIG_WARNING, KIND_GROUP, group, "no service is in it");
    }
}

static void check_beside(struct check *check, const struct catalogue_kiosk *kiosk)
{
    int64_t printers = 0;
    while (kiosk->printers[printers])
        printers++;
    if (kiosk->printers_beside > 1 && kiosk->printers_beside > printers)
        report(check, CONFIG_WARNING, KIND_KIOSK, kiosk,
               "printers_beside: %" PRId64 " printers take turns, and it has %" PRId64, kiosk->printers_beside,
               printers);
}

static void check_unused(struct check *check)
{
    const struct catalogue *catalogue = check->catalogue;
    for (size_t i = 0; i < catalogue->profiles.count; i++) {
        if (!profile_is_used(catalogue, &catalogue->profiles.items[i]))
            report(check, CONFIG_WARNING, KIND_PROFILE, &catalogue->profiles.items[i],
                   "no counter and no operator has it");
    }
    for (size_t i = 0; i < catalogue->kiosks.count; i++) {
        const struct catalogue_kiosk *kiosk = &catalogue->kiosks.items[i];
        if (!kiosk->offers[0] && !kiosk->check_in_only)
            report(check, CONFIG_WARNING, KIND_KIOSK, kiosk, "offers nothing and is not check_in_only");
        if (!kiosk->printers[0])
            report(check, CONFIG_WARNING, KIND_KIOSK, kiosk, "has no printer: numbers are shown on its screen alone");
        check_beside(check, kiosk);
    }
}

static void check_outcomes(struct check *check)
{
    const struct catalogue *catalogue = check->catalogue;
    for (size_t i = 0; i < catalogue->outcomes.count; i++) {
        if (catalogue->outcomes.items[i].fulfilled)
            return;
    }
    config_mistake_at(check->mistakes, CONFIG_WARNING, config_file_root(check->file),
                      "outcomes: none is fulfilled, expected one that says the visitor got what they came for");
}

void catalogue_check(const struct catalogue *catalogue, const struct i18n *i18n, const struct config_file *file,
                     struct config_mistakes *mistakes)
{
    struct check check = {.catalogue = catalogue, .i18n = i18n, .file = file, .mistakes = mistakes};
    arena_init(&check.arena);
    if (i18n) {
        check_texts(&check);
        check_widths(&check);
        check_all_languages(&check);
        check_bits(&check);
    }
    catalogue_clashes(catalogue, i18n, &check.arena, mistakes);
    if (catalogue->complete) { /* else a misspelt name would be reported as a service nobody serves, too */
        check_served(&check);
        check_offered(&check);
        check_needs(&check);
        check_zones(&check);
        check_groups(&check);
        check_unused(&check);
        check_outcomes(&check);
    }
    arena_done(&check.arena);
}
