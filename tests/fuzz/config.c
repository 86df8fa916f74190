/* SPDX-License-Identifier: MIT
 *
 * Any bytes as configuration: refused with mistakes that lie within them, or taken whole. What passes our scan,
 * libconfig takes; so nothing reaches the parts of it that lose memory or guess.
 */
#include <assert.h>
#include <string.h>

#include "common/centre_settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned lines_of(const uint8_t *data, size_t size)
{
    unsigned lines = 1;
    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    return lines;
}

static void expect_sound_mistakes(const struct config_mistakes *mistakes, unsigned lines)
{
    for (size_t i = 0; i < mistakes->count; i++) {
        assert(mistakes->items[i].line <= lines);
        assert(*mistakes->items[i].text);
        assert(strncmp(mistakes->items[i].text, "libconfig", strlen("libconfig")) != 0);
    }
}

static void expect_sound_settings(const config_setting_t *setting, unsigned lines)
{
    unsigned line = config_setting_source_line(setting);
    assert(config_setting_source_file(setting) && line <= lines);
    if (!config_setting_is_aggregate(setting))
        return;
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *child = config_setting_get_elem(setting, (unsigned)i);
        assert(config_setting_source_line(child) >= line);
        expect_sound_settings(child, lines);
    }
}

static void expect_whole_settings(const struct settings *settings, struct arena *arena)
{
    for (size_t i = 0; i < settings_option_count; i++)
        assert(*settings_text(settings, &settings_options[i], arena));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct config_mistakes mistakes = {0};
    struct config_file *file = NULL;
    struct settings settings;
    struct arena arena;
    arena_init(&arena);
    int r = config_file_parse("fuzz.conf", (const char *)data, size, &mistakes, &file);
    assert((r < 0) == (mistakes.errors > 0));
    if (r == 0) {
        expect_sound_settings(config_file_root(file), lines_of(data, size));
        settings_read(config_file_root(file), "fuzz.conf", &arena, &mistakes, &settings);
        expect_whole_settings(&settings, &arena);
    }
    config_mistakes_sort(&mistakes);
    expect_sound_mistakes(&mistakes, lines_of(data, size));
    config_mistakes_done(&mistakes);
    config_file_free(file);
    arena_done(&arena);
    return 0;
}
