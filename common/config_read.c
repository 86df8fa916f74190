/* SPDX-License-Identifier: MIT
 *
 * Groups of settings into structs, by option tables.
 */
#include "common/config.h"

#include <assert.h>
#include <string.h>

#include "common/clock.h"
#include "common/config_kind.h"

struct group_reader {
    const struct config_option *options;
    size_t count;
    struct arena *arena;
    struct config_mistakes *mistakes;
    char *target;
};

/* --- unknown names --- */

/* Does `option` stand in the group of this dotted prefix ("limits."), directly or deeper? Gives the name there. */
static bool option_in(const struct group_reader *reader, const struct config_option *option, const char *prefix,
                      const char **ret_name)
{
    size_t length = strlen(prefix);
    if (strncmp(option->name, prefix, length) != 0)
        return false;
    const char *rest = option->name + length;
    *ret_name = arena_strndup(reader->arena, rest, strcspn(rest, "."));
    return true;
}

/* "key, name, services"; the options of one group stand side by side and give one name. */
static const char *list_names(const char *const *names, size_t count, struct arena *arena)
{
    struct buffer list = {0};
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || strcmp(names[i - 1], names[i]) != 0)
            buffer_printf(&list, "%s%s", i == 0 ? "" : ", ", names[i]);
    }
    const char *text = arena_strndup(arena, buffer_bytes(&list), list.length);
    buffer_done(&list);
    return text;
}

static void report_unknown(const struct group_reader *reader, const config_setting_t *setting, const char *prefix)
{
    const char *name = config_setting_name(setting);
    const char **names = arena_new_n(reader->arena, const char *, reader->count);
    size_t count = 0;
    for (size_t i = 0; i < reader->count; i++) {
        if (option_in(reader, &reader->options[i], prefix, &names[count]))
            count++;
    }
    const char *nearest = config_nearest(name, names, count);
    if (nearest) {
        config_mistake_at(reader->mistakes, CONFIG_ERROR, setting, "unknown key '%s%s', did you mean '%s%s'?", prefix,
                          name, prefix, nearest);
        return;
    }
    for (size_t i = 0; i < reader->count; i++) { /* right, but in another group? */
        const char *dot = strrchr(reader->options[i].name, '.');
        if (strcmp(dot ? dot + 1 : reader->options[i].name, name) == 0) {
            config_mistake_at(reader->mistakes, CONFIG_ERROR, setting, "unknown key '%s%s', did you mean '%s'?", prefix,
                              name, reader->options[i].name);
            return;
        }
    }
    config_mistake_at(reader->mistakes, CONFIG_ERROR, setting, "unknown key '%s%s', expected one of %s", prefix, name,
                      list_names(names, count, reader->arena));
}

enum standing { UNKNOWN, OPTION, GROUP };

static enum standing standing_of(const struct group_reader *reader, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < reader->count; i++) {
        const char *option = reader->options[i].name;
        if (strncmp(option, name, length) != 0)
            continue;
        if (option[length] == '\0')
            return OPTION;
        if (option[length] == '.')
            return GROUP;
    }
    return UNKNOWN;
}

static void check_names(const struct group_reader *reader, const config_setting_t *group, const char *prefix)
{
    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *child = config_setting_get_elem(group, (unsigned)i);
        char found[CONFIG_FOUND_SIZE];
        const char *name = arena_printf(reader->arena, "%s%s", prefix, config_setting_name(child));
        enum standing standing = standing_of(reader, name);
        if (standing == UNKNOWN)
            report_unknown(reader, child, prefix);
        else if (standing == GROUP && !config_setting_is_group(child))
            config_mistake_at(reader->mistakes, CONFIG_ERROR, child, "%s: found %s, expected a group { }", name,
                              config_found(child, found));
        else if (standing == GROUP)
            check_names(reader, child, arena_printf(reader->arena, "%s.", name));
    }
}

/* --- values --- */

/* The setting of a dotted name, or NULL; *ret_holder is the innermost group on the way that is there. */
static const config_setting_t *find(const config_setting_t *group, const char *name,
                                    const config_setting_t **ret_holder)
{
    *ret_holder = group;
    for (;;) {
        char part[64];
        size_t length = strcspn(name, ".");
        assert(length < sizeof(part));
        memcpy(part, name, length);
        part[length] = '\0';
        const config_setting_t *found = config_setting_get_member(*ret_holder, part);
        if (!found || !name[length])
            return found;
        if (!config_setting_is_group(found))
            return NULL;
        *ret_holder = found;
        name += length + 1;
    }
}

static void read_fallback(const struct group_reader *reader, const struct config_option *option, void *value)
{
    struct config_mistakes mistakes = {0};
    const struct value_reader values = {option, reader->arena, &mistakes};
    config_t config;
    config_init(&config);
    _cleanup_free_ char *text = mem_printf("value = %s;", option->fallback);
    bool parsed = config_read_string(&config, text);
    assert(parsed && "a default in an option table that libconfig does not take");
    bool read = config_kinds[option->kind].read(&values, config_lookup(&config, "value"), value);
    assert(read && "a default in an option table that the option itself refuses");
    config_destroy(&config);
    config_mistakes_done(&mistakes);
    (void)parsed;
    (void)read;
}

/* Something harmless where the administrator owes a value, so that nobody meets a NULL. */
static void set_empty(const struct config_option *option, void *value)
{
    memset(value, 0, config_kinds[option->kind].size);
    if (option->kind == CONFIG_STRING)
        *(const char **)value = "";
    else if (option->kind == CONFIG_INT)
        *(int64_t *)value = option->minimum;
    else if (option->kind == CONFIG_DATE)
        *(struct date *)value = (struct date){1970, 1, 1};
}

static void set_default(const struct group_reader *reader, const struct config_option *option, void *value)
{
    if (option->fallback && option->kind != CONFIG_ANY)
        read_fallback(reader, option, value);
    else
        set_empty(option, value);
}

static void read_option(const struct group_reader *reader, const config_setting_t *group,
                        const struct config_option *option)
{
    void *value = reader->target + option->offset;
    const struct value_reader values = {option, reader->arena, reader->mistakes};
    const config_setting_t *holder;
    const config_setting_t *setting = find(group, option->name, &holder);
    if (setting && config_kinds[option->kind].read(&values, setting, value))
        return;
    if (!setting && !option->fallback)
        config_mistake_at(reader->mistakes, CONFIG_ERROR, holder, "'%s' is missing, expected %s", option->name,
                          config_expected(option, reader->arena));
    set_default(reader, option, value);
}

void config_read_group(const config_setting_t *group, const struct config_option *options, size_t count,
                       struct arena *arena, struct config_mistakes *mistakes, void *target)
{
    const struct group_reader reader = {options, count, arena, mistakes, target};
    check_names(&reader, group, "");
    for (size_t i = 0; i < count; i++)
        read_option(&reader, group, &options[i]);
}
