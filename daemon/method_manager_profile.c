/* SPDX-License-Identifier: MIT
 *
 * The profiles of the catalogue, and another one for a counter for a time.
 */
#include "daemon/daemon.h"
#include "daemon/method_manager.h"

/* --- ListProfiles --- */

static const char **list_services(const struct view *view, const uint8_t *tiers, bool first, size_t *ret_count)
{
    int32_t limit = view->hall->rulebook->services.count;
    const char **items = arena_new_n(view->arena, const char *, (size_t)limit + 1);
    size_t count = 0;
    for (int32_t service = 1; service < limit; service++) {
        if (tiers[service] && (tiers[service] == 1) == first)
            items[count++] = view_key(view, NAME_SERVICE, service);
    }
    *ret_count = count;
    return items;
}

static const char **list_counters(const struct view *view, int32_t profile, size_t *ret_count)
{
    const struct rulebook *rulebook = view->hall->rulebook;
    const char **items = arena_new_n(view->arena, const char *, (size_t)rulebook->counters.count + 1);
    size_t count = 0;
    for (int32_t counter = 1; counter < rulebook->counters.count; counter++) {
        if (rulebook->counters.items[counter].offered && rulebook->counters.items[counter].profile == profile)
            items[count++] = view_key(view, NAME_COUNTER, counter);
    }
    *ret_count = count;
    return items;
}

static struct manager_profile make_profile(const struct view *view, int32_t profile)
{
    const uint8_t *tiers = view->hall->rulebook->profiles.items[profile].tiers;
    struct manager_profile out = {.profile = view_key(view, NAME_PROFILE, profile)};
    out.first.items = list_services(view, tiers, true, &out.first.count);
    out.helps.items = list_services(view, tiers, false, &out.helps.count);
    out.counters.items = list_counters(view, profile, &out.counters.count);
    return out;
}

void manager_list_profiles(struct varlink_call *call, attr_unused const void *input)
{
    const struct view view = view_of(daemon_hall(call), varlink_call_arena(call));
    const struct rulebook *rulebook = view.hall->rulebook;
    struct manager_list_profiles_out out = {0};
    out.profiles.items = arena_new_n(view.arena, struct manager_profile, (size_t)rulebook->profiles.count + 1);
    for (int32_t profile = 1; profile < rulebook->profiles.count; profile++) {
        if (rulebook->profiles.items[profile].offered && manager_sees_profile(&view, daemon_rights(call), profile))
            out.profiles.items[out.profiles.count++] = make_profile(&view, profile);
    }
    varlink_reply(call, &out);
}

/* --- SetProfile --- */

/* By which it serves now. */
static int32_t profile_of(const struct hall *hall, int32_t counter)
{
    const struct session *session = engine_session_at(hall->engine, counter);
    int32_t lent = engine_lent_profile(hall->engine, counter).profile;
    return session ? session->profile : lent ? lent : rules_usual_profile(hall->rulebook, 0, counter);
}

bool manager_read_profile(struct wish *wish, const char *counter, const char *profile, struct idl_maybe_int until,
                          struct command *ret_command)
{
    struct command command = {.kind = COMMAND_SET_PROFILE, .user = varlink_call_peer(wish->call)->uid};
    if (!wish_key(wish, NAME_COUNTER, counter, REFUSAL_UNKNOWN_COUNTER, &command.counter) ||
        !wish_key(wish, NAME_PROFILE, profile, REFUSAL_UNKNOWN_PROFILE, &command.profile) ||
        !manager_may_touch(wish, profile_of(wish->hall, command.counter)) ||
        (profile && !manager_may_touch(wish, command.profile)))
        return false;
    if (until.set && until.value <= 0) { /* 0 is no moment for the engine */
        wish_refuse(wish, REFUSAL_TIME_SPAN_WRONG);
        return false;
    }
    command.until_ms = profile && until.set ? until.value : 0;
    wish->asked = profile ? profile : counter;
    *ret_command = command;
    return true;
}

void manager_set_profile(struct varlink_call *call, const void *input)
{
    const struct manager_set_profile_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct command command;
    if (wish_begin(&wish, call, in, in->request) &&
        manager_read_profile(&wish, in->counter, in->profile, in->until, &command))
        wish_fulfil(&wish, &command);
}
