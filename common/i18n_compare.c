/* SPDX-License-Identifier: MIT
 *
 * What a reload would do to the languages, field by field as they stand in their files. What was read into patterns and
 * rules is written as text again, so that no text is kept only to be compared.
 */
#include <string.h>

#include "common/catalogue.h"
#include "common/i18n_language.h"

struct comparison {
    const struct language *before, *after;
    struct arena *arena;
    struct catalogue_changes *changes;
};

static void changed(struct comparison *comparison, const char *field, const char *before, const char *after)
{
    catalogue_change_field(comparison->changes, "language", arena_strdup(comparison->arena, comparison->after->code),
                           field, before, after);
}

static void compare_string(struct comparison *comparison, const char *field, const char *before, const char *after)
{
    if (strcmp(before, after) != 0)
        changed(comparison, field, catalogue_change_quoted(before, comparison->arena),
                catalogue_change_quoted(after, comparison->arena));
}

static void compare_list(struct comparison *comparison, const char *field, const struct config_list *before,
                         const struct config_list *after)
{
    static const struct config_option list = {.kind = CONFIG_LIST};
    changed(comparison, field, config_option_text(&list, before, comparison->arena),
            config_option_text(&list, after, comparison->arena));
}

/* Patterns with the same arguments. */
static void compare_pattern(struct comparison *comparison, const char *field, const char *arguments,
                            const struct pattern *before, const struct pattern *after)
{
    compare_string(comparison, field, pattern_text(before, arguments, comparison->arena),
                   pattern_text(after, arguments, comparison->arena));
}

/* --- numbers --- */

static const char *rule_text(const struct plural_rule *rule, struct arena *arena)
{
    return rule ? plural_rule_text(rule, arena) : "";
}

static const char *ordinals_text(const struct language *language, struct arena *arena)
{
    const char *text = "";
    for (size_t i = 0; i < language->ordinal_count; i++) {
        const struct ordinal *ordinal = &language->ordinals[i];
        const char *rule = rule_text(ordinal->rule, arena);
        text = arena_printf(arena, "%s%s%s%s%s", text, i ? "; " : "", rule, *rule ? ": " : "",
                            pattern_text(&ordinal->pattern, ORDINAL_ARGUMENTS, arena));
    }
    return text;
}

static void compare_spoken(struct comparison *comparison, const struct numbers *before, const struct numbers *after)
{
    static const char *const words[STEPS] = {"numbers.ones", "numbers.tens", "numbers.hundreds", "numbers.thousands"};
    static const char *const joined[STEPS] = {NULL, "numbers.joined.tens", "numbers.joined.hundreds",
                                              "numbers.joined.thousands"};
    compare_string(comparison, "numbers.zero", before->zero, after->zero);
    for (int i = 0; i < STEPS; i++)
        compare_list(comparison, words[i], &before->words[i], &after->words[i]);
    for (int i = STEP_TENS; i < STEPS; i++)
        compare_pattern(comparison, joined[i], JOINED_ARGUMENTS, &before->joined[i], &after->joined[i]);
    compare_list(comparison, "numbers.minutes", &before->minutes, &after->minutes);
    compare_string(comparison, "numbers.ticket", before->ticket_by_digits ? "digits" : "number",
                   after->ticket_by_digits ? "digits" : "number");
}

static void compare_numbers(struct comparison *comparison)
{
    const struct language *before = comparison->before, *after = comparison->after;
    for (int plural = PLURAL_OTHER + 1; plural < PLURAL_COUNT; plural++)
        compare_string(comparison, arena_printf(comparison->arena, "plural.%s", plural_words[plural]),
                       rule_text(before->plurals[plural], comparison->arena),
                       rule_text(after->plurals[plural], comparison->arena));
    compare_string(comparison, "group_sign", before->group_sign, after->group_sign);
    compare_string(comparison, "decimal_sign", before->decimal_sign, after->decimal_sign);
    compare_string(comparison, "ordinal", ordinals_text(before, comparison->arena),
                   ordinals_text(after, comparison->arena));
    compare_list(comparison, "ordinal_words", &before->ordinal_words, &after->ordinal_words);
    compare_spoken(comparison, &before->numbers, &after->numbers);
    compare_string(comparison, "voice.name", before->voice, after->voice);
    compare_string(comparison, "voice.speed", arena_printf(comparison->arena, "%d", before->voice_speed),
                   arena_printf(comparison->arena, "%d", after->voice_speed));
    compare_pattern(comparison, "counter.written", COUNTER_ARGUMENTS, &before->counter, &after->counter);
    compare_pattern(comparison, "counter.spoken", COUNTER_ARGUMENTS, &before->counter_spoken, &after->counter_spoken);
}

/* --- dates and letters --- */

static void compare_dates(struct comparison *comparison)
{
    const struct language *before = comparison->before, *after = comparison->after;
    compare_list(comparison, "weekdays.full", &before->weekdays, &after->weekdays);
    compare_list(comparison, "weekdays.short", &before->weekdays_short, &after->weekdays_short);
    compare_list(comparison, "months", &before->months, &after->months);
    compare_pattern(comparison, "date.full", DATE_ARGUMENTS, &before->date, &after->date);
    compare_pattern(comparison, "date.short", DATE_ARGUMENTS, &before->date_short, &after->date_short);
    compare_pattern(comparison, "time", TIME_ARGUMENTS, &before->time, &after->time);
}

static void compare_letters(struct comparison *comparison)
{
    for (int i = 0; i < LETTERS; i++)
        compare_string(comparison, arena_printf(comparison->arena, "letters.%c", 'A' + i),
                       comparison->before->letters[i], comparison->after->letters[i]);
}

/* For each sign its groups: what a reader or listener takes it for. */
static void compare_alike(struct comparison *comparison, const char *field, const char *const *before,
                          const char *const *after)
{
    for (int i = 0; i < SIGNS; i++) {
        char sign = (char)(i < LETTERS ? 'A' + i : '0' + i - LETTERS);
        compare_string(comparison, arena_printf(comparison->arena, "%s.%c", field, sign), before[i] ? before[i] : "",
                       after[i] ? after[i] : "");
    }
}

/* --- messages --- */

static bool has_plural(const struct comparison *comparison, int plural)
{
    return plural == PLURAL_OTHER || comparison->before->plurals[plural] || comparison->after->plurals[plural];
}

/* Both say the same whatever they count. */
static bool is_one_form(const struct comparison *comparison, const char *const *before, const char *const *after)
{
    for (int plural = 0; plural < PLURAL_COUNT; plural++) {
        if (has_plural(comparison, plural) &&
            (strcmp(before[plural], before[PLURAL_OTHER]) != 0 || strcmp(after[plural], after[PLURAL_OTHER]) != 0))
            return false;
    }
    return true;
}

static void compare_message(struct comparison *comparison, enum i18n_message index)
{
    const struct i18n_message_info *info = &i18n_messages[index];
    const char *field = arena_printf(comparison->arena, "messages.%s", info->id);
    const char *before[PLURAL_COUNT], *after[PLURAL_COUNT];
    for (int plural = 0; plural < PLURAL_COUNT; plural++) {
        const struct pattern *was = &comparison->before->messages[index].forms[plural];
        const struct pattern *is = &comparison->after->messages[index].forms[plural];
        before[plural] = pattern_text(was, info->arguments, comparison->arena);
        after[plural] = pattern_text(is, info->arguments, comparison->arena);
    }
    if (is_one_form(comparison, before, after)) {
        compare_string(comparison, field, before[PLURAL_OTHER], after[PLURAL_OTHER]);
        return;
    }
    for (int plural = 0; plural < PLURAL_COUNT; plural++) {
        if (has_plural(comparison, plural))
            compare_string(comparison, arena_printf(comparison->arena, "%s.%s", field, plural_words[plural]),
                           before[plural], after[plural]);
    }
}

/* --- all of it --- */

static void compare_language(struct comparison *comparison)
{
    const struct language *before = comparison->before, *after = comparison->after;
    compare_string(comparison, "name", before->name, after->name);
    compare_string(comparison, "fallback", before->fallback_code, after->fallback_code);
    compare_numbers(comparison);
    compare_dates(comparison);
    compare_letters(comparison);
    compare_alike(comparison, "looks_alike", before->looks_like, after->looks_like);
    compare_alike(comparison, "sounds_alike", before->sounds_like, after->sounds_like);
    compare_list(comparison, "keyboard", &before->keyboard, &after->keyboard);
    for (int message = 0; message < MESSAGE_COUNT; message++)
        compare_message(comparison, (enum i18n_message)message);
}

static void whole(struct comparison *comparison, const struct language *language, enum change_kind kind)
{
    catalogue_change_add(comparison->changes,
                         (struct catalogue_change){.kind = kind,
                                                   .object = "language",
                                                   .key = arena_strdup(comparison->arena, language->code)});
}

void i18n_compare(const struct i18n *before, const struct i18n *after, struct arena *arena,
                  struct catalogue_changes *changes)
{
    struct comparison comparison = {.arena = arena, .changes = changes};
    for (size_t i = 0; i < i18n_count(after); i++) {
        comparison.after = i18n_at(after, i);
        comparison.before = i18n_find(before, comparison.after->code);
        if (comparison.before)
            compare_language(&comparison);
        else
            whole(&comparison, comparison.after, CHANGE_ADDED);
    }
    for (size_t i = 0; i < i18n_count(before); i++) {
        if (!i18n_find(after, language_code(i18n_at(before, i))))
            whole(&comparison, i18n_at(before, i), CHANGE_REMOVED);
    }
}
