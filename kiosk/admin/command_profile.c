/* SPDX-License-Identifier: MIT
 *
 * novbe profile: the profiles there are, and another one for a counter for a time.
 */
#include <stdio.h>

#include "common/clock.h"
#include "common/interface/manager.h"
#include "kiosk/admin/command.h"

static void print_keys(const char *title, size_t count, const char *const *keys)
{
    if (count == 0)
        return;
    printf("  %s", title);
    for (size_t i = 0; i < count; i++)
        printf(" %s", keys[i]);
}

static void print_profiles(const void *output, attr_unused void *data)
{
    const struct manager_list_profiles_out *out = output;
    for (size_t i = 0; i < out->profiles.count; i++) {
        const struct manager_profile *profile = &out->profiles.items[i];
        printf("%s", profile->profile);
        print_keys("counters", profile->counters.count, profile->counters.items);
        print_keys("first", profile->first.count, profile->first.items);
        print_keys("helps", profile->helps.count, profile->helps.items);
        printf("\n");
    }
}

static enum exit_code run_profile(const struct command_line *line)
{
    const char *arguments[2] = {NULL, NULL}, *until = NULL;
    const struct command_option options[] = {{.name = "--until", .word = &until}};
    int minute = 0;
    enum exit_code code = command_parse(&command_profile, line, options, ARRAY_SIZE(options), arguments, 0, 2);
    if (code == EXIT_FINE && until && (!arguments[1] || minute_parse(until, &minute) < 0))
        code = command_misused(&command_profile, "--until takes a time like 14:00, and is of a profile that is given");
    if (code != EXIT_FINE)
        return code;
    _cleanup_(talk_freep) struct talk *talk = talk_new(line->socket);
    if (!arguments[0])
        return talk_method(talk, MANAGER_LIST_PROFILES, NULL, print_profiles, NULL);
    struct manager_set_profile_in in = {.counter = arguments[0], .profile = arguments[1]};
    code = until ? talk_take_zone(talk) : EXIT_FINE;
    if (code != EXIT_FINE)
        return code;
    if (until)
        in.until = (struct idl_maybe_int){.set = true, .value = clock_at(clock_local(clock_wall_ms()).date, minute)};
    return talk_method(talk, MANAGER_SET_PROFILE, &in, NULL, NULL);
}

const struct command command_profile = {
        .name = "profile",
        .arguments = "[COUNTER [PROFILE [--until HH:MM]]]",
        .summary = "give a counter another profile for a time",
        .run = run_profile,
};
