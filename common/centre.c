/* SPDX-License-Identifier: MIT
 *
 * Loads novbe.conf and every file it names, in the order in which one needs the other: settings > languages > catalogue
 * > calendar, layout of paper. A mistake in one does not end the look at the next, so that an administrator sees all of
 * them at once.
 */
#include "common/centre.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "common/catalogue_text.h"
#include "common/centre_settings.h"

static void check_name(struct centre *centre, const config_setting_t *root, struct config_mistakes *mistakes)
{
    struct text_gaps gaps;
    const config_setting_t *setting = config_setting_lookup((config_setting_t *)root, "centre.name");
    struct catalogue_origin origin = {centre->path, setting ? config_setting_source_line(setting) : 0};
    if (setting)
        origin.file = config_setting_source_file(setting);
    text_gaps_init(&gaps, centre->i18n, &centre->arena, mistakes);
    text_gaps_note(&gaps, &centre->settings.name, &origin, "centre.name");
    text_gaps_report(&gaps);
}

static void load_catalogue(struct centre *centre, const config_setting_t *settings, struct config_mistakes *mistakes)
{
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    if (config_file_read(centre->settings.catalogue_path, 0, mistakes, &file) < 0)
        return;
    if (catalogue_read(file, &centre->arena, mistakes, &centre->catalogue) == 0)
        settings_check_agencies(settings, centre->catalogue, &centre->arena, mistakes);
    catalogue_check(centre->catalogue, centre->i18n, file, mistakes);
}

static void load_calendar(struct centre *centre, struct config_mistakes *mistakes)
{
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    if (config_file_read(centre->settings.calendar_path, 0, mistakes, &file) < 0 || !centre->catalogue)
        return;
    int r = calendar_read(file, centre->catalogue, centre->i18n, &centre->arena, mistakes, &centre->calendar);
    (void)r; /* it has said what is wrong */
}

/* Who has updated from a novbe without this file, and has not said that there is one, has the built-in layout. */
static bool layout_is_left_out(const struct centre *centre, const config_setting_t *root)
{
    return !config_setting_lookup((config_setting_t *)root, "files.ticket") &&
           access(centre->settings.ticket_path, F_OK) < 0 && errno == ENOENT;
}

static void load_layout(struct centre *centre, const config_setting_t *root, struct config_mistakes *mistakes)
{
    if (layout_is_left_out(centre, root)) {
        centre->ticket_layout = ticket_layout_built_in();
        return;
    }
    int r = ticket_layout_load(centre->settings.ticket_path, centre->i18n, mistakes, &centre->ticket_layout);
    (void)r; /* it has said what is wrong */
}

/* *ret_layout_errors: how many of the errors are those of the layout. */
static void load(struct centre *centre, struct config_mistakes *mistakes, size_t *ret_layout_errors)
{
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    if (config_file_read(centre->path, 0, mistakes, &file) < 0)
        return; /* without it nobody knows where the others are */
    const config_setting_t *root = config_file_root(file);
    const struct settings *settings = &centre->settings;
    settings_read(root, centre->path, &centre->arena, mistakes, &centre->settings);
    if (settings->languages.count > 0 &&
        i18n_load(settings->languages_path, &settings->languages, mistakes, &centre->i18n) == 0)
        check_name(centre, root, mistakes);
    load_catalogue(centre, root, mistakes);
    load_calendar(centre, mistakes);
    size_t errors = mistakes->errors;
    load_layout(centre, root, mistakes);
    *ret_layout_errors = mistakes->errors - errors;
}

static int load_centre(const char *path, bool plain, struct config_mistakes *mistakes, struct centre **ret_centre)
{
    size_t errors = mistakes->errors, layout_errors = 0;
    _cleanup_(centre_freep) struct centre *centre = mem_new(struct centre);
    arena_init(&centre->arena);
    centre->path = arena_strdup(&centre->arena, path);
    load(centre, mistakes, &layout_errors);
    config_mistakes_sort(mistakes);
    if (mistakes->errors > errors + (plain ? layout_errors : 0))
        return -EBADMSG;
    if (!centre->ticket_layout)
        centre->ticket_layout = ticket_layout_built_in();
    *ret_centre = centre;
    centre = NULL;
    return 0;
}

int centre_load(const char *path, struct config_mistakes *mistakes, struct centre **ret_centre)
{
    return load_centre(path, false, mistakes, ret_centre);
}

int centre_load_plain(const char *path, struct config_mistakes *mistakes, struct centre **ret_centre)
{
    return load_centre(path, true, mistakes, ret_centre);
}

struct centre *centre_free(struct centre *centre)
{
    if (!centre)
        return NULL;
    ticket_layout_free(centre->ticket_layout);
    i18n_free(centre->i18n);
    arena_done(&centre->arena);
    free(centre);
    return NULL;
}

static void compare_settings(const struct centre *before, const struct centre *after, struct arena *arena,
                             struct catalogue_changes *changes)
{
    for (size_t i = 0; i < settings_option_count; i++) {
        const struct config_option *option = &settings_options[i];
        const char *was = settings_text(&before->settings, option, arena);
        const char *is = settings_text(&after->settings, option, arena);
        if (strcmp(was, is) == 0)
            continue;
        catalogue_change_add(changes, (struct catalogue_change){
                                              .kind = CHANGE_CHANGED,
                                              .object = "setting",
                                              .key = option->name,
                                              .before = was,
                                              .after = is,
                                              .restart = option->reload == CONFIG_RESTART,
                                      });
    }
}

void centre_keep(struct centre *centre, const struct centre *running)
{
    for (size_t i = 0; i < settings_option_count; i++) {
        const struct config_option *option = &settings_options[i];
        if (option->reload == CONFIG_RESTART)
            config_option_copy(option, (const char *)&running->settings + option->offset, &centre->arena,
                               (char *)&centre->settings + option->offset);
    }
}

void centre_compare(const struct centre *before, const struct centre *after, struct arena *arena,
                    struct catalogue_changes *ret_changes)
{
    struct catalogue_changes changes = {0}, catalogue;
    compare_settings(before, after, arena, &changes);
    i18n_compare(before->i18n, after->i18n, arena, &changes);
    catalogue_compare(before->catalogue, after->catalogue, arena, &catalogue);
    for (size_t i = 0; i < catalogue.count; i++)
        catalogue_change_add(&changes, catalogue.items[i]);
    catalogue_changes_done(&catalogue);
    calendar_compare(before->calendar, after->calendar, arena, &changes);
    ticket_layout_compare(before->ticket_layout, after->ticket_layout, arena, &changes);
    *ret_changes = changes;
}
