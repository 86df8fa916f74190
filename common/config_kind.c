/* SPDX-License-Identifier: MIT
 *
 * Reading, writing and explaining each kind of value.
 */
#include "common/config_kind.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/varlink/utf8.h"

const char *config_found(const config_setting_t *setting, char room[CONFIG_FOUND_SIZE])
{
    enum { SHOWN = 60 };
    const char *text;
    size_t length;
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_GROUP:
        return "a group { }";
    case CONFIG_TYPE_LIST:
        return "a list ( )";
    case CONFIG_TYPE_ARRAY:
        return "an array [ ]";
    case CONFIG_TYPE_BOOL:
        return config_setting_get_bool(setting) ? "true" : "false";
    case CONFIG_TYPE_FLOAT:
        snprintf(room, CONFIG_FOUND_SIZE, "%g", config_setting_get_float(setting));
        return room;
    case CONFIG_TYPE_STRING:
        text = config_setting_get_string(setting);
        length = utf8_prefix(text, strlen(text), SHOWN);
        snprintf(room, CONFIG_FOUND_SIZE, "\"%.*s%s\"", (int)length, text, text[length] ? "..." : "");
        for (char *c = room; *c; c++) {
            if (*c == '\n' || *c == '\t')
                *c = ' ';
        }
        return room;
    default:
        snprintf(room, CONFIG_FOUND_SIZE, "%lld", config_setting_get_int64(setting));
        return room;
    }
}

static bool is_string(const config_setting_t *setting)
{
    return config_setting_type(setting) == CONFIG_TYPE_STRING;
}

static bool is_bounded(const struct config_option *option)
{
    return option->minimum != option->maximum;
}

static bool is_out_of_range(const struct config_option *option, int64_t value)
{
    return is_bounded(option) && (value < option->minimum || value > option->maximum);
}

static bool wrong_kind(const struct value_reader *reader, const config_setting_t *setting)
{
    char found[CONFIG_FOUND_SIZE];
    config_mistake_at(reader->mistakes, CONFIG_ERROR, setting, "%s: found %s, expected %s", reader->option->name,
                      config_found(setting, found), config_expected(reader->option, reader->arena));
    return false;
}

static void write_string(const char *text, struct buffer *out)
{
    buffer_append_byte(out, '"');
    for (; *text; text++) {
        if (*text == '\n' || *text == '\t')
            buffer_printf(out, "\\%c", *text == '\n' ? 'n' : 't');
        else if (*text == '"' || *text == '\\')
            buffer_printf(out, "\\%c", *text);
        else
            buffer_append_byte(out, *text);
    }
    buffer_append_byte(out, '"');
}

/* --- truth values --- */

static bool read_bool(const struct value_reader *reader, const config_setting_t *setting, void *value)
{
    if (config_setting_type(setting) != CONFIG_TYPE_BOOL)
        return wrong_kind(reader, setting);
    *(bool *)value = config_setting_get_bool(setting);
    return true;
}

static void write_bool(attr_unused const struct config_option *option, const void *value, struct buffer *out)
{
    buffer_printf(out, "%s", *(const bool *)value ? "true" : "false");
}

static void explain_bool(attr_unused const struct config_option *option, struct buffer *out)
{
    buffer_printf(out, "true or false");
}

/* --- numbers --- */

static bool read_int(const struct value_reader *reader, const config_setting_t *setting, void *value)
{
    const struct config_option *option = reader->option;
    int type = config_setting_type(setting);
    if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64)
        return wrong_kind(reader, setting);
    int64_t number = type == CONFIG_TYPE_INT ? config_setting_get_int(setting) : config_setting_get_int64(setting);
    if (is_out_of_range(option, number)) {
        config_mistake_at(reader->mistakes, CONFIG_ERROR, setting,
                          "%s: %" PRId64 " is out of range, expected %" PRId64 " to %" PRId64 "%s%s", option->name,
                          number, option->minimum, option->maximum, option->unit ? " " : "",
                          option->unit ? option->unit : "");
        return false;
    }
    *(int64_t *)value = number;
    return true;
}

static void write_number(int64_t number, struct buffer *out)
{
    bool wide = number < INT32_MIN || number > INT32_MAX;
    buffer_printf(out, "%" PRId64 "%s", number, wide ? "L" : "");
}

static void write_int(attr_unused const struct config_option *option, const void *value, struct buffer *out)
{
    write_number(*(const int64_t *)value, out);
}

static void explain_int(const struct config_option *option, struct buffer *out)
{
    buffer_printf(out, "a number");
    if (is_bounded(option))
        buffer_printf(out, ", %" PRId64 " to %" PRId64, option->minimum, option->maximum);
    if (option->unit)
        buffer_printf(out, " %s", option->unit);
}

/* --- strings and words --- */

static bool read_string(const struct value_reader *reader, const config_setting_t *setting, void *value)
{
    const struct config_option *option = reader->option;
    if (!is_string(setting))
        return wrong_kind(reader, setting);
    const char *text = config_setting_get_string(setting);
    size_t length = strlen(text);
    if (is_out_of_range(option, (int64_t)length)) {
        config_mistake_at(reader->mistakes, CONFIG_ERROR, setting,
                          "%s: a string of %zu bytes, expected %" PRId64 " to %" PRId64, option->name, length,
                          option->minimum, option->maximum);
        return false;
    }
    *(const char **)value = arena_strdup(reader->arena, text);
    return true;
}

static void write_text_of_string(attr_unused const struct config_option *option, const void *value, struct buffer *out)
{
    write_string(*(const char *const *)value, out);
}

static void explain_string(const struct config_option *option, struct buffer *out)
{
    buffer_printf(out, "a string");
    if (is_bounded(option))
        buffer_printf(out, " of %" PRId64 " to %" PRId64 " bytes", option->minimum, option->maximum);
}

static bool read_word(const struct value_reader *reader, const config_setting_t *setting, void *value)
{
    for (int i = 0; is_string(setting) && reader->option->words[i]; i++) {
        if (strcmp(config_setting_get_string(setting), reader->option->words[i]) == 0) {
            *(int *)value = i;
            return true;
        }
    }
    return wrong_kind(reader, setting);
}

static void write_word(const struct config_option *option, const void *value, struct buffer *out)
{
    write_string(option->words[*(const int *)value], out);
}

static void explain_word(const struct config_option *option, struct buffer *out)
{
    for (size_t i = 0; option->words[i]; i++)
        buffer_printf(out, "%s\"%s\"", i == 0 ? "" : option->words[i + 1] ? ", " : " or ", option->words[i]);
}

/* --- times and dates --- */

static bool read_time(const struct value_reader *reader, const config_setting_t *setting, void *value)
{
    if (!is_string(setting) || minute_parse(config_setting_get_string(setting), value) < 0)
        return wrong_kind(reader, setting);
    return true;
}

static void write_time(attr_unused const struct config_option *option, const void *value, struct buffer *out)
{
    int minute = *(const int *)value;
    buffer_printf(out, "\"%02d:%02d\"", minute / 60, minute % 60);
}

static void explain_time(attr_unused const struct config_option *option, struct buffer *out)
{
    buffer_printf(out, "a time \"HH:MM\", \"00:00\" to \"24:00\"");
}

static bool read_date(const struct value_reader *reader, const config_setting_t *setting, void *value)
{
    if (!is_string(setting) || date_parse(config_setting_get_string(setting), value) < 0)
        return wrong_kind(reader, setting);
    return true;
}

static void write_date(attr_unused const struct config_option *option, const void *value, struct buffer *out)
{
    char text[DATE_TEXT_SIZE];
    buffer_printf(out, "\"%s\"", date_text(*(const struct date *)value, text));
}

static void explain_date(attr_unused const struct config_option *option, struct buffer *out)
{
    buffer_printf(out, "a date \"YYYY-MM-DD\"");
}

/* --- lists --- */

static bool read_item(const struct value_reader *reader, const config_setting_t *setting, const char **ret_item)
{
    char found[CONFIG_FOUND_SIZE];
    if (!is_string(setting) || !*config_setting_get_string(setting)) {
        config_mistake_at(reader->mistakes, CONFIG_ERROR, setting, "%s: found %s in the list, expected a string%s",
                          reader->option->name, config_found(setting, found),
                          is_string(setting) ? " that is not empty" : "");
        return false;
    }
    *ret_item = arena_strdup(reader->arena, config_setting_get_string(setting));
    return true;
}

static bool read_items(const struct value_reader *reader, const config_setting_t *setting, struct config_list *list)
{
    bool whole = true;
    int length = config_setting_length(setting);
    list->items = arena_new_n(reader->arena, const char *, (size_t)length);
    for (int i = 0; i < length; i++) {
        if (read_item(reader, config_setting_get_elem(setting, (unsigned)i), &list->items[list->count]))
            list->count++;
        else
            whole = false;
    }
    return whole;
}

static bool read_list(const struct value_reader *reader, const config_setting_t *setting, void *value)
{
    const struct config_option *option = reader->option;
    struct config_list list = {0};
    bool single = is_string(setting), whole = true;
    if (single) {
        list.items = arena_new(reader->arena, const char *);
        whole = read_item(reader, setting, &list.items[0]);
        list.count = 1;
    } else if (config_setting_is_list(setting) || config_setting_is_array(setting)) {
        whole = read_items(reader, setting, &list);
    } else {
        return wrong_kind(reader, setting);
    }
    if (whole && is_out_of_range(option, (int64_t)list.count)) {
        config_mistake_at(reader->mistakes, CONFIG_ERROR, setting,
                          "%s: a list of %zu, expected %" PRId64 " to %" PRId64, option->name, list.count,
                          option->minimum, option->maximum);
        whole = false;
    }
    if (whole)
        *(struct config_list *)value = list;
    return whole;
}

static void write_list(attr_unused const struct config_option *option, const void *value, struct buffer *out)
{
    const struct config_list *list = value;
    buffer_printf(out, "[ ");
    for (size_t i = 0; i < list->count; i++) {
        buffer_printf(out, "%s", i == 0 ? "" : ", ");
        write_string(list->items[i], out);
    }
    buffer_printf(out, "%s]", list->count > 0 ? " " : "");
}

static void explain_list(const struct config_option *option, struct buffer *out)
{
    buffer_printf(out, "a list of strings");
    if (is_bounded(option))
        buffer_printf(out, ", %" PRId64 " to %" PRId64 " of them", option->minimum, option->maximum);
}

/* --- texts by language --- */

static bool read_translation(const struct value_reader *reader, const config_setting_t *setting,
                             struct config_translation *ret_translation)
{
    char found[CONFIG_FOUND_SIZE];
    const char *name = config_setting_name(setting);
    if (!is_string(setting) || !*config_setting_get_string(setting)) {
        config_mistake_at(reader->mistakes, CONFIG_ERROR, setting, "%s.%s: found %s, expected a text%s",
                          reader->option->name, name, config_found(setting, found),
                          is_string(setting) ? " that is not empty" : "");
        return false;
    }
    *ret_translation = (struct config_translation){
            .language = arena_strdup(reader->arena, name),
            .text = arena_strdup(reader->arena, config_setting_get_string(setting)),
    };
    return true;
}

static bool read_text(const struct value_reader *reader, const config_setting_t *setting, void *value)
{
    if (!config_setting_is_group(setting))
        return wrong_kind(reader, setting);
    int length = config_setting_length(setting);
    struct config_text text = {.items = arena_new_n(reader->arena, struct config_translation, (size_t)length)};
    bool whole = true;
    for (int i = 0; i < length; i++) {
        if (read_translation(reader, config_setting_get_elem(setting, (unsigned)i), &text.items[text.count]))
            text.count++;
        else
            whole = false;
    }
    if (whole)
        *(struct config_text *)value = text;
    return whole;
}

static void write_text(attr_unused const struct config_option *option, const void *value, struct buffer *out)
{
    const struct config_text *text = value;
    buffer_printf(out, "{ ");
    for (size_t i = 0; i < text->count; i++) {
        buffer_printf(out, "%s = ", text->items[i].language);
        write_string(text->items[i].text, out);
        buffer_printf(out, "; ");
    }
    buffer_append_byte(out, '}');
}

static void explain_text(attr_unused const struct config_option *option, struct buffer *out)
{
    buffer_printf(out, "a text for each language: { en = \"...\"; }");
}

/* --- what the owner of the table reads --- */

static bool read_any(attr_unused const struct value_reader *reader, const config_setting_t *setting, void *value)
{
    *(const config_setting_t **)value = setting;
    return true;
}

static void explain_any(attr_unused const struct config_option *option, struct buffer *out)
{
    buffer_printf(out, "a list or group");
}

const struct config_kind_row config_kinds[] = {
        [CONFIG_BOOL] = {sizeof(bool), read_bool, write_bool, explain_bool},
        [CONFIG_INT] = {sizeof(int64_t), read_int, write_int, explain_int},
        [CONFIG_STRING] = {sizeof(char *), read_string, write_text_of_string, explain_string},
        [CONFIG_WORD] = {sizeof(int), read_word, write_word, explain_word},
        [CONFIG_TIME] = {sizeof(int), read_time, write_time, explain_time},
        [CONFIG_DATE] = {sizeof(struct date), read_date, write_date, explain_date},
        [CONFIG_LIST] = {sizeof(struct config_list), read_list, write_list, explain_list},
        [CONFIG_TEXT] = {sizeof(struct config_text), read_text, write_text, explain_text},
        [CONFIG_ANY] = {sizeof(config_setting_t *), read_any, NULL, explain_any},
};

static const char *buffer_text(struct buffer *buffer, struct arena *arena)
{
    const char *text = arena_strndup(arena, buffer_bytes(buffer), buffer->length);
    buffer_done(buffer);
    return text;
}

const char *config_expected(const struct config_option *option, struct arena *arena)
{
    struct buffer out = {0};
    config_kinds[option->kind].explain(option, &out);
    return buffer_text(&out, arena);
}

const char *config_option_text(const struct config_option *option, const void *value, struct arena *arena)
{
    struct buffer out = {0};
    config_kinds[option->kind].write(option, value, &out);
    return buffer_text(&out, arena);
}

static void copy_string(const char *const *from, struct arena *arena, const char **to)
{
    *to = *from ? arena_strdup(arena, *from) : NULL;
}

void config_option_copy(const struct config_option *option, const void *from, struct arena *arena, void *to)
{
    assert(option->kind != CONFIG_TEXT && option->kind != CONFIG_ANY);
    memcpy(to, from, config_kinds[option->kind].size);
    if (option->kind == CONFIG_STRING)
        copy_string(from, arena, to);
    if (option->kind != CONFIG_LIST)
        return;
    struct config_list *list = to;
    const char *const *items = list->items;
    list->items = arena_new_n(arena, const char *, list->count);
    for (size_t i = 0; i < list->count; i++)
        copy_string(&items[i], arena, &list->items[i]);
}

const char *config_text_in(const struct config_text *text, const char *language)
{
    for (size_t i = 0; i < text->count; i++) {
        if (strcmp(text->items[i].language, language) == 0)
            return *text->items[i].text ? text->items[i].text : NULL;
    }
    return NULL;
}
