/* SPDX-License-Identifier: MIT
 *
 * Reads a language file. Everything is checked here, against i18n_messages.h and against the language's own plurals, so
 * that filling a message in can fail only by a fault of ours.
 */
#include "common/i18n.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistr.h>
#include <uniwidth.h>

#include "common/i18n_language.h"
#include "common/text.h"

enum {
    MINUTE_WORDS = 60,
    CODE_LENGTH = 16,
    NAME_LENGTH = 64,
    TEXT_LENGTH = 1000,
    KEYBOARD_ROWS = 6,
    KEYBOARD_KEYS = 14
};

/* What the option table fills; the rest is read by hand. */
struct language_file {
    const char *code, *name, *fallback, *group_sign, *decimal_sign, *date, *date_short, *time, *counter,
            *counter_spoken, *voice;
    const char *joined_tens, *joined_hundreds, *joined_thousands;
    struct config_list weekdays, weekdays_short, months, ordinal_words, looks_alike, sounds_alike, keyboard;
    struct numbers numbers;
    int ticket;
    int64_t voice_speed;
    const config_setting_t *plural, *ordinal, *letters, *messages;
};

#define OPTION(name_, kind_, field_, help_, ...)                                            \
    {                                                                                       \
        .name = (name_), .kind = (kind_), .offset = offsetof(struct language_file, field_), \
        .help = (help_)__VA_OPT__(, ) __VA_ARGS__                                           \
    }
#define GIVEN(length)    .minimum = 1, .maximum = (length)
#define OPTIONAL(length) .maximum = (length), .fallback = "\"\""
#define NO_ITEMS         .fallback = "[ ]"
#define JOINED           .minimum = 1, .maximum = TEXT_LENGTH, .fallback = "\"{high} {low}\""

static const char *const ticket_words[] = {"number", "digits", NULL};

static const struct config_option options[] = {
        OPTION("code", CONFIG_STRING, code, "Code of the language (BCP 47) and name of its file.", GIVEN(CODE_LENGTH)),
        OPTION("name", CONFIG_STRING, name, "Name of the language in the language itself.", GIVEN(NAME_LENGTH)),
        OPTION("fallback", CONFIG_STRING, fallback, "Language whose texts of the catalogue stand in for missing ones.",
               OPTIONAL(CODE_LENGTH)),
        OPTION("plural", CONFIG_ANY, plural, "A condition for each plural; \"other\" is what remains."),
        OPTION("weekdays.full", CONFIG_LIST, weekdays, "Monday to Sunday."),
        OPTION("weekdays.short", CONFIG_LIST, weekdays_short, "Monday to Sunday, abbreviated."),
        OPTION("months", CONFIG_LIST, months, "January to December, as they stand in a date."),
        OPTION("date.full", CONFIG_STRING, date, "Pattern of " DATE_ARGUMENTS ".", GIVEN(TEXT_LENGTH)),
        OPTION("date.short", CONFIG_STRING, date_short, "Pattern of " DATE_ARGUMENTS ".", GIVEN(TEXT_LENGTH)),
        OPTION("time", CONFIG_STRING, time, "Pattern of " TIME_ARGUMENTS ".", GIVEN(TEXT_LENGTH)),
        OPTION("group_sign", CONFIG_STRING, group_sign, "Between thousands, from five digits on.", OPTIONAL(4)),
        OPTION("decimal_sign", CONFIG_STRING, decimal_sign, "Before decimals.", .minimum = 1, .maximum = 4,
               .fallback = "\".\""),
        OPTION("ordinal", CONFIG_ANY, ordinal, "List of { rule; pattern; }; the first rule that holds counts."),
        OPTION("ordinal_words", CONFIG_LIST, ordinal_words, "First, second ... as they are spoken.", NO_ITEMS),
        OPTION("numbers.zero", CONFIG_STRING, numbers.zero, "0 as it is spoken.", OPTIONAL(NAME_LENGTH)),
        OPTION("numbers.ones", CONFIG_LIST, numbers.words[STEP_ONES], "1 to 9, or on to 19, as spoken.", NO_ITEMS),
        OPTION("numbers.tens", CONFIG_LIST, numbers.words[STEP_TENS], "10, 20 to 90.", NO_ITEMS),
        OPTION("numbers.hundreds", CONFIG_LIST, numbers.words[STEP_HUNDREDS], "100, 200 to 900.", NO_ITEMS),
        OPTION("numbers.thousands", CONFIG_LIST, numbers.words[STEP_THOUSANDS], "1000, 2000 to 9000.", NO_ITEMS),
        OPTION("numbers.joined.tens", CONFIG_STRING, joined_tens, "Pattern of " JOINED_ARGUMENTS ".", JOINED),
        OPTION("numbers.joined.hundreds", CONFIG_STRING, joined_hundreds, "The same.", JOINED),
        OPTION("numbers.joined.thousands", CONFIG_STRING, joined_thousands, "The same.", JOINED),
        OPTION("numbers.ticket", CONFIG_WORD, ticket, "How a ticket's digits are spoken.", .words = ticket_words,
               .fallback = "\"number\""),
        OPTION("numbers.minutes", CONFIG_LIST, numbers.minutes, "1, 2 .. before minutes.", NO_ITEMS),
        OPTION("voice.name", CONFIG_STRING, voice, "Voice of espeak-ng.", OPTIONAL(NAME_LENGTH)),
        OPTION("voice.speed", CONFIG_INT, voice_speed, "Words a minute.", .minimum = 80, .maximum = 450,
               .fallback = "135"),
        OPTION("counter.written", CONFIG_STRING, counter, "How a text names a counter whose label is a number.",
               GIVEN(TEXT_LENGTH)),
        OPTION("counter.spoken", CONFIG_STRING, counter_spoken, "The same, to be spoken.", GIVEN(TEXT_LENGTH)),
        OPTION("letters", CONFIG_ANY, letters, "Spoken names of A to Z."),
        OPTION("looks_alike", CONFIG_LIST, looks_alike, "Groups of signs that look alike to a reader.", NO_ITEMS),
        OPTION("sounds_alike", CONFIG_LIST, sounds_alike, "Groups of signs whose names sound alike.", NO_ITEMS),
        OPTION("keyboard", CONFIG_LIST, keyboard, "Signs on the keys of the keyboard on the screen, row by row.",
               .fallback = "[ \"qwertyuiop\", \"asdfghjkl\", \"zxcvbnm\" ]"),
        OPTION("messages", CONFIG_ANY, messages, "All messages, in groups."),
};

struct loader {
    struct language *language;
    struct language_file file;
    const config_setting_t *root;
    struct config_mistakes *mistakes;
    bool has_plural[PLURAL_COUNT]; /* named by the file, well or not */
};

#define mistake(loader, setting, ...) config_mistake_at((loader)->mistakes, CONFIG_ERROR, (setting), __VA_ARGS__)

/* libconfig looks up in what it may change, and changes nothing. */
static const config_setting_t *setting_of(const struct loader *loader, const char *name)
{
    return config_setting_lookup((config_setting_t *)(uintptr_t)loader->root, name);
}

static void check_names(struct loader *loader, const struct config_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (text_has_control(list->items[i], false))
            mistake(loader, setting_of(loader, name), "%s: name %zu holds a control character", name, i + 1);
    }
}

static void check_line(struct loader *loader, const char *text, const char *name)
{
    if (text_has_control(text, false))
        mistake(loader, setting_of(loader, name), "%s: holds a control character, expected letters and signs", name);
}

/* --- patterns --- */

/* NULL after a mistake. */
static const char *read_text(struct loader *loader, const config_setting_t *setting, const char *name, bool many_lines)
{
    const char *text = config_setting_get_string(setting);
    if (!text || !*text || strlen(text) > TEXT_LENGTH)
        mistake(loader, setting, "%s: expected a string of 1 to %d bytes", name, TEXT_LENGTH);
    else if (!text_is_valid(text, strlen(text)))
        mistake(loader, setting, "%s: this is not UTF-8", name);
    else if (text_has_control(text, many_lines))
        mistake(loader, setting, "%s: holds a control character, expected letters and signs%s", name,
                many_lines ? ", new lines and tabs" : "");
    else
        return text;
    return NULL;
}

static bool parse_pattern(struct loader *loader, const config_setting_t *setting, const char *name, const char *text,
                          const char *arguments, struct pattern *ret_pattern)
{
    const char *why;
    if (!text)
        return false;
    if (pattern_read(text, arguments, &loader->language->arena, ret_pattern, &why) < 0) {
        mistake(loader, setting, "%s: %s", name, why);
        return false;
    }
    return true;
}

static bool read_pattern(struct loader *loader, const config_setting_t *setting, const char *name,
                         const char *arguments, struct pattern *ret_pattern)
{
    const char *text = read_text(loader, setting, name, false);
    return parse_pattern(loader, setting, name, text, arguments, ret_pattern);
}

static void read_patterns(struct loader *loader)
{
    struct language *language = loader->language;
    const struct {
        const char *name, *arguments;
        struct pattern *pattern;
    } rows[] = {
            {"date.full", DATE_ARGUMENTS, &language->date},
            {"date.short", DATE_ARGUMENTS, &language->date_short},
            {"time", TIME_ARGUMENTS, &language->time},
            {"counter.written", COUNTER_ARGUMENTS, &language->counter},
            {"counter.spoken", COUNTER_ARGUMENTS, &language->counter_spoken},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const config_setting_t *setting = setting_of(loader, rows[i].name);
        if (setting && config_setting_get_string(setting)) /* else the option table has reported it */
            (void)read_pattern(loader, setting, rows[i].name, rows[i].arguments, rows[i].pattern);
    }
}

/* --- plurals and ordinals --- */

static int plural_of(const char *word)
{
    for (int i = 0; i < PLURAL_COUNT; i++) {
        if (word && strcmp(plural_words[i], word) == 0)
            return i;
    }
    return -1;
}

static struct plural_rule *read_rule(struct loader *loader, const config_setting_t *setting, const char *name)
{
    const char *text = read_text(loader, setting, name, false), *why;
    struct plural_rule *rule = NULL;
    if (text && plural_rule_read(text, &loader->language->arena, &rule, &why) < 0)
        mistake(loader, setting, "%s: %s", name, why);
    return rule;
}

static void read_plurals(struct loader *loader)
{
    const config_setting_t *group = loader->file.plural;
    loader->has_plural[PLURAL_OTHER] = true;
    if (!group)
        return;
    if (!config_setting_is_group(group)) {
        mistake(loader, group, "plural: expected { one = \"n = 1\"; ... }, or { } if numbers change nothing");
        return;
    }
    for (unsigned i = 0; i < (unsigned)config_setting_length(group); i++) {
        const config_setting_t *setting = config_setting_get_elem(group, i);
        int plural = plural_of(config_setting_name(setting));
        if (plural > PLURAL_OTHER) {
            loader->has_plural[plural] = true;
            loader->language->plurals[plural] = read_rule(loader, setting, "plural");
        } else {
            mistake(loader, setting, "plural.%s: expected zero, one, two, few or many (\"other\" is what remains)",
                    config_setting_name(setting));
        }
    }
}

static void read_ordinal(struct loader *loader, config_setting_t *setting, bool is_last)
{
    const config_setting_t *rule = config_setting_get_member(setting, "rule");
    const config_setting_t *pattern = config_setting_get_member(setting, "pattern");
    struct ordinal *ordinal = &loader->language->ordinals[loader->language->ordinal_count];
    int known = (rule != NULL) + (pattern != NULL);
    if (!pattern || (rule == NULL) != is_last || config_setting_length(setting) != known) {
        mistake(loader, setting,
                "ordinal: expected { rule = \"..\"; pattern = \"..\"; }, and no rule in the last alone");
        return;
    }
    ordinal->rule = rule ? read_rule(loader, rule, "ordinal.rule") : NULL;
    if (read_pattern(loader, pattern, "ordinal.pattern", ORDINAL_ARGUMENTS, &ordinal->pattern))
        loader->language->ordinal_count++;
}

static void read_ordinals(struct loader *loader)
{
    const config_setting_t *list = loader->file.ordinal;
    if (!list)
        return;
    int count = config_setting_is_list(list) ? config_setting_length(list) : 0;
    if (count == 0)
        mistake(loader, list, "ordinal: expected ( { rule = \"..\"; pattern = \"..\"; }, ..., { pattern = \"..\"; } )");
    loader->language->ordinals = arena_new_n(&loader->language->arena, struct ordinal, (size_t)count);
    for (int i = 0; i < count; i++) {
        config_setting_t *setting = config_setting_get_elem(list, (unsigned)i);
        if (config_setting_is_group(setting))
            read_ordinal(loader, setting, i == count - 1);
        else
            mistake(loader, setting, "ordinal: expected { rule = \"..\"; pattern = \"..\"; }");
    }
}

/* --- numbers as they are spoken --- */

static const struct {
    const char *name, *joined;
    size_t least, most;
    bool optional;
} number_steps[STEPS] = {
        [STEP_ONES] = {"numbers.ones", NULL, 9, 19, false},
        [STEP_TENS] = {"numbers.tens", "numbers.joined.tens", 9, 9, false},
        [STEP_HUNDREDS] = {"numbers.hundreds", "numbers.joined.hundreds", 9, 9, false},
        [STEP_THOUSANDS] = {"numbers.thousands", "numbers.joined.thousands", 9, 9, true},
};

static void check_step(struct loader *loader, const config_setting_t *group, enum number_step step)
{
    size_t count = loader->file.numbers.words[step].count;
    if (count == 0 && number_steps[step].optional)
        return;
    if (count < number_steps[step].least || count > number_steps[step].most)
        mistake(loader, group, "%s: %zu words, expected %zu%s", number_steps[step].name, count,
                number_steps[step].least, step == STEP_ONES ? " to 19" : "");
}

static void read_joined(struct loader *loader, enum number_step step, const char *text)
{
    struct pattern *joined = &loader->language->numbers.joined[step];
    const config_setting_t *setting = setting_of(loader, number_steps[step].joined);
    if (!setting)
        setting = setting_of(loader, "numbers");
    if (!parse_pattern(loader, setting, number_steps[step].joined, text, JOINED_ARGUMENTS, joined))
        return;
    const char *lacked = pattern_lacks(joined, JOINED_ARGUMENTS, &loader->language->arena);
    if (lacked)
        mistake(loader, setting, "%s: argument {%s} is missing", number_steps[step].joined, lacked);
}

/* All or nothing: half of the numbers in words would leave the others to a voice that reads them otherwise. */
static void read_numbers(struct loader *loader)
{
    const config_setting_t *group = setting_of(loader, "numbers");
    struct numbers *numbers = &loader->language->numbers;
    *numbers = loader->file.numbers;
    numbers->ticket_by_digits = loader->file.ticket == 1;
    if (!group)
        return;
    if (!*numbers->zero)
        mistake(loader, group, "'numbers.zero' is missing, expected the word of 0");
    for (int step = 0; step < STEPS; step++) {
        check_step(loader, group, (enum number_step)step);
        check_names(loader, &numbers->words[step], number_steps[step].name);
    }
    check_line(loader, numbers->zero, "numbers.zero");
    check_names(loader, &numbers->minutes, "numbers.minutes");
    if (numbers->minutes.count > MINUTE_WORDS)
        mistake(loader, group, "numbers.minutes: %zu words, expected at most %d", numbers->minutes.count, MINUTE_WORDS);
    read_joined(loader, STEP_TENS, loader->file.joined_tens);
    read_joined(loader, STEP_HUNDREDS, loader->file.joined_hundreds);
    read_joined(loader, STEP_THOUSANDS, loader->file.joined_thousands);
}

static void read_voice(struct loader *loader)
{
    struct language *language = loader->language;
    language->voice = *loader->file.voice ? loader->file.voice : language->code;
    language->voice_speed = (int)loader->file.voice_speed;
    if (!*loader->file.voice)
        return; /* what is wrong with the code is told there */
    if (*language->voice == '-' || strpbrk(language->voice, "/ "))
        mistake(loader, setting_of(loader, "voice.name"), "voice.name: expected the name of a voice as \"en-gb\"");
    check_line(loader, language->voice, "voice.name");
}

/* --- letters and signs --- */

static void read_letters(struct loader *loader)
{
    const config_setting_t *group = loader->file.letters;
    if (!group)
        return;
    bool is_group = config_setting_is_group(group);
    for (size_t i = 0; i < LETTERS; i++) {
        const char name[] = {(char)('A' + i), '\0'};
        const config_setting_t *setting = is_group ? config_setting_get_member(group, name) : NULL;
        const char *text = setting ? read_text(loader, setting, name, false) : NULL;
        if (!setting)
            mistake(loader, group, "'letters.%s' is missing, expected the spoken name of the letter", name);
        loader->language->letters[i] = text ? arena_strdup(&loader->language->arena, text) : "";
    }
    for (unsigned i = 0; is_group && i < (unsigned)config_setting_length(group); i++) {
        const config_setting_t *setting = config_setting_get_elem(group, i);
        const char *name = config_setting_name(setting);
        if (strlen(name) != 1 || *name < 'A' || *name > 'Z')
            mistake(loader, setting, "letters.%s: expected A to Z", name);
    }
}

/* Notes the group with each of its signs; a sign of two groups belongs to both. */
static void add_alike(struct language *language, const char *group, const char **alike)
{
    for (const char *sign = group; *sign; sign++) {
        int index = sign_index(*sign);
        if (index >= 0)
            alike[index] = alike[index] ? arena_printf(&language->arena, "%s %s", alike[index], group) : group;
    }
}

static bool is_group(const char *group)
{
    size_t signs = 0;
    for (const char *sign = group; *sign; sign++)
        signs += sign_index(*sign) >= 0;
    return signs > 0 && text_width(group) > 1 && !text_has_control(group, false);
}

static void read_alike(struct loader *loader, const struct config_list *groups, const char *name, const char **alike)
{
    const config_setting_t *setting = setting_of(loader, name);
    for (size_t i = 0; i < groups->count; i++) {
        const char *group = groups->items[i];
        if (!is_group(group))
            mistake(loader, setting, "%s: \"%s\" is no group, expected two or more signs, one of them of A-Z, 0-9",
                    name, group);
        else
            add_alike(loader->language, group, alike);
    }
}

/* Is this sign, which stands at `place` in its row, on no key before it? */
static bool is_new_key(const struct config_list *rows, size_t row, const uint8_t *place, ucs4_t sign)
{
    for (size_t i = 0; i < row; i++) {
        if (u8_strchr((const uint8_t *)rows->items[i], sign))
            return false;
    }
    return u8_strchr((const uint8_t *)rows->items[row], sign) == place;
}

static bool is_key_row(const struct config_list *rows, size_t row)
{
    const uint8_t *place = (const uint8_t *)rows->items[row], *next;
    ucs4_t sign;
    size_t keys = 0;
    for (; (next = u8_next(&sign, place)); place = next, keys++) {
        if (sign == ' ' || uc_width(sign, "UTF-8") <= 0 || !is_new_key(rows, row, place, sign))
            return false;
    }
    return keys > 0 && keys <= KEYBOARD_KEYS;
}

static void read_keyboard(struct loader *loader)
{
    const struct config_list *rows = &loader->file.keyboard;
    const config_setting_t *setting = setting_of(loader, "keyboard");
    loader->language->keyboard = *rows;
    if (rows->count < 1 || rows->count > KEYBOARD_ROWS)
        mistake(loader, setting, "keyboard: %zu rows, expected 1 to %d", rows->count, KEYBOARD_ROWS);
    for (size_t i = 0; i < rows->count; i++) {
        if (!is_key_row(rows, i))
            mistake(loader, setting, "keyboard: \"%s\" is no row, expected 1 to %d letters, each on one key only",
                    rows->items[i], KEYBOARD_KEYS);
    }
}

/* --- messages --- */

/* Columns of the widest line with short arguments: two digits, a date, else five columns as "09:00" or "A0042". */
static size_t form_width(const struct pattern *form, const char *arguments)
{
    const char *values[PATTERN_ARGUMENTS], *name;
    size_t length;
    bool is_number;
    for (size_t i = 0; i < PATTERN_ARGUMENTS && pattern_argument(arguments, i, &name, &length, &is_number); i++) {
        bool is_date = length == strlen("date") && memcmp(name, "date", length) == 0;
        values[i] = is_number ? "88" : is_date ? "23 noyabr 2026, bazar ertəsi" : "A0042";
    }
    _cleanup_(buffer_done) struct buffer text = {0};
    pattern_fill(form, values, &text);
    buffer_append_byte(&text, '\0');

    size_t widest = 0;
    for (char *line = text.bytes + text.start, *rest = line; rest; line = rest) {
        strsep(&rest, "\n");
        size_t width = text_width(line);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static void read_form(struct loader *loader, enum i18n_message index, const config_setting_t *setting, const char *name,
                      struct pattern *ret_form)
{
    const struct i18n_message_info *info = &i18n_messages[index];
    const char *text = read_text(loader, setting, name, true);
    if (!parse_pattern(loader, setting, name, text, info->arguments, ret_form))
        return;
    const char *lacked = pattern_lacks(ret_form, info->arguments, &loader->language->arena);
    if (lacked)
        mistake(loader, setting, "%s: argument {%s} is missing", name, lacked);
    size_t width = form_width(ret_form, info->arguments);
    if (info->columns > 0 && width > info->columns)
        mistake(loader, setting, "%s: %zu columns wide, expected at most %u", name, width, info->columns);
}

/* "one, few, other": what a message that counts must have in this language. */
static const char *list_plurals(struct loader *loader)
{
    const char *list = "";
    for (int i = 1; i < PLURAL_COUNT; i++) {
        if (loader->has_plural[i])
            list = arena_printf(&loader->language->arena, "%s%s, ", list, plural_words[i]);
    }
    return arena_printf(&loader->language->arena, "%s%s", list, plural_words[PLURAL_OTHER]);
}

static void read_plural_forms(struct loader *loader, enum i18n_message index, config_setting_t *group)
{
    struct message *message = &loader->language->messages[index];
    const char *id = i18n_messages[index].id;
    if (i18n_messages[index].arguments[0] != '#') {
        mistake(loader, group, "%s: does not count anything, expected one text", id);
        return;
    }
    for (unsigned i = 0; i < (unsigned)config_setting_length(group); i++) {
        const config_setting_t *setting = config_setting_get_elem(group, i);
        int plural = plural_of(config_setting_name(setting));
        const char *name = arena_printf(&loader->language->arena, "%s.%s", id, config_setting_name(setting));
        if (plural < 0 || !loader->has_plural[plural])
            mistake(loader, setting, "%s: no plural of this language, expected %s", name, list_plurals(loader));
        else
            read_form(loader, index, setting, name, &message->forms[plural]);
    }
    for (int i = 0; i < PLURAL_COUNT; i++) {
        if (loader->has_plural[i] && !config_setting_get_member(group, plural_words[i]))
            mistake(loader, group, "%s: %s is missing, expected %s", id, plural_words[i], list_plurals(loader));
    }
}

static void read_message(struct loader *loader, enum i18n_message index, config_setting_t *setting)
{
    struct message *message = &loader->language->messages[index];
    if (config_setting_is_group(setting)) {
        read_plural_forms(loader, index, setting);
        return;
    }
    struct pattern form = {0};
    read_form(loader, index, setting, i18n_messages[index].id, &form);
    for (int i = 0; i < PLURAL_COUNT; i++)
        message->forms[i] = form;
}

static int message_of(const char *id)
{
    for (int i = 0; i < MESSAGE_COUNT; i++) {
        if (strcmp(i18n_messages[i].id, id) == 0)
            return i;
    }
    return -1;
}

static void report_unknown(struct loader *loader, const config_setting_t *setting, const char *id)
{
    const char *ids[MESSAGE_COUNT];
    for (size_t i = 0; i < MESSAGE_COUNT; i++)
        ids[i] = i18n_messages[i].id;
    const char *nearest = config_nearest(id, ids, MESSAGE_COUNT);
    if (nearest)
        mistake(loader, setting, "unknown message '%s', did you mean '%s'?", id, nearest);
    else
        mistake(loader, setting, "unknown message '%s'", id);
}

static void read_message_group(struct loader *loader, config_setting_t *group, bool *seen)
{
    const char *name = config_setting_name(group);
    if (!config_setting_is_group(group)) {
        mistake(loader, group, "messages.%s: expected a group of messages", name);
        return;
    }
    for (unsigned i = 0; i < (unsigned)config_setting_length(group); i++) {
        config_setting_t *setting = config_setting_get_elem(group, i);
        const char *id = arena_printf(&loader->language->arena, "%s.%s", name, config_setting_name(setting));
        int index = message_of(id);
        if (index < 0) {
            report_unknown(loader, setting, id);
            continue;
        }
        seen[index] = true;
        read_message(loader, (enum i18n_message)index, setting);
    }
}

/* At its group, where there is one: that is where the text has to be written. */
static void report_missing(struct loader *loader, const struct i18n_message_info *info)
{
    const config_setting_t *messages = loader->file.messages;
    const char *group = arena_strndup(&loader->language->arena, info->id, strcspn(info->id, "."));
    const config_setting_t *setting = config_setting_get_member(messages, group);
    mistake(loader, setting ? setting : messages, "'messages.%s' is missing", info->id);
}

static void read_messages(struct loader *loader)
{
    const config_setting_t *messages = loader->file.messages;
    if (!messages)
        return;
    if (!config_setting_is_group(messages)) {
        mistake(loader, messages, "messages: expected groups of messages");
        return;
    }
    bool seen[MESSAGE_COUNT] = {false};
    for (unsigned i = 0; i < (unsigned)config_setting_length(messages); i++)
        read_message_group(loader, config_setting_get_elem(messages, i), seen);
    for (size_t i = 0; i < MESSAGE_COUNT; i++) {
        if (!seen[i])
            report_missing(loader, &i18n_messages[i]);
    }
}

/* --- the file --- */

static void read_names(struct loader *loader, const struct config_list *list, size_t expected, const char *name,
                       struct config_list *ret_names)
{
    const config_setting_t *setting = setting_of(loader, name);
    if (list->count != expected && setting)
        mistake(loader, setting, "%s: %zu names, expected %zu", name, list->count, expected);
    check_names(loader, list, name);
    *ret_names = *list;
}

static unsigned line_of(const struct loader *loader, const char *name)
{
    const config_setting_t *setting = setting_of(loader, name);
    return setting ? config_setting_source_line(setting) : 0;
}

static void read_plain(struct loader *loader)
{
    struct language *language = loader->language;
    const struct language_file *file = &loader->file;
    language->code = file->code;
    language->name = file->name;
    language->fallback_code = file->fallback;
    language->group_sign = file->group_sign;
    language->decimal_sign = file->decimal_sign;
    language->code_line = line_of(loader, "code");
    language->fallback_line = line_of(loader, "fallback");
    check_line(loader, file->name, "name");
    check_line(loader, file->group_sign, "group_sign");
    check_line(loader, file->decimal_sign, "decimal_sign");
    read_names(loader, &file->weekdays, WEEKDAYS, "weekdays.full", &language->weekdays);
    read_names(loader, &file->weekdays_short, WEEKDAYS, "weekdays.short", &language->weekdays_short);
    read_names(loader, &file->months, MONTHS, "months", &language->months);
    read_names(loader, &file->ordinal_words, file->ordinal_words.count, "ordinal_words", &language->ordinal_words);
    read_alike(loader, &file->looks_alike, "looks_alike", language->looks_like);
    read_alike(loader, &file->sounds_alike, "sounds_alike", language->sounds_like);
}

int language_read(const struct config_file *file, const char *path, struct config_mistakes *mistakes,
                  struct language **ret_language)
{
    size_t errors = mistakes->errors;
    _cleanup_(language_freep) struct language *language = mem_new(struct language);
    arena_init(&language->arena);
    language->path = arena_strdup(&language->arena, path);

    struct loader loader = {.language = language, .mistakes = mistakes, .root = config_file_root(file)};
    config_read_group(loader.root, options, ARRAY_SIZE(options), &language->arena, mistakes, &loader.file);
    read_plain(&loader);
    read_patterns(&loader);
    read_plurals(&loader);
    read_ordinals(&loader);
    read_numbers(&loader);
    read_voice(&loader);
    read_letters(&loader);
    read_keyboard(&loader);
    read_messages(&loader);
    if (mistakes->errors > errors)
        return -EBADMSG;
    *ret_language = language;
    language = NULL;
    return 0;
}
