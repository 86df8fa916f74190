/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Manager: the hall live. What a manager sees is bounded to the agencies of his role.
 */
#include "daemon/method_manager.h"

#include "common/interface/refused.h"
#include "common/interface/varlink_service.h"
#include "daemon/closings.h"
#include "daemon/daemon.h"
#include "daemon/explain.h"
#include "daemon/method.h"
#include "daemon/method_kiosk.h"
#include "daemon/method_message.h"

/* --- who may see what --- */

bool manager_covers_all(struct varlink_call *call)
{
    if (rights_cover_all(daemon_rights(call), MANAGER_ROLES))
        return true;
    varlink_error(call, VARLINK_SERVICE_PERMISSION_DENIED, NULL);
    return false;
}

bool manager_begin_for_all(struct wish *wish, struct varlink_call *call, const void *in, const char *request_id)
{
    *wish = (struct wish){0};
    return manager_covers_all(call) && wish_begin(wish, call, in, request_id);
}

int32_t manager_service_for(struct varlink_call *call, unsigned roles, const char *key)
{
    struct view view = view_of(daemon_hall(call), varlink_call_arena(call));
    int32_t service = hall_id(view.hall, NAME_SERVICE, key);
    if (!service)
        call_refuse(call, &(struct refusal){.kind = REFUSAL_UNKNOWN_SERVICE}, key);
    if (!service || rights_cover(daemon_rights(call), roles, view_agency(&view, service)))
        return service;
    varlink_error(call, REFUSED_OTHER_AGENCY,
                  &(struct refused_other_agency_error){.agency = view_agency(&view, service)});
    return 0;
}

int32_t manager_service(struct varlink_call *call, const char *key)
{
    return manager_service_for(call, MANAGER_ROLES, key);
}

bool manager_sees_service(const struct view *view, const struct rights *rights, int32_t service)
{
    return rights_cover(rights, MANAGER_ROLES, view_agency(view, service));
}

bool manager_sees_profile(const struct view *view, const struct rights *rights, int32_t profile)
{
    const struct rulebook *rulebook = view->hall->rulebook;
    const uint8_t *tiers = profile < rulebook->profiles.count ? rulebook->profiles.items[profile].tiers : NULL;
    if (rights_cover_all(rights, MANAGER_ROLES))
        return true;
    for (int32_t service = 1; tiers && service < rulebook->services.count; service++) {
        if (tiers[service] && manager_sees_service(view, rights, service))
            return true;
    }
    return false;
}

bool manager_sees_counter(const struct view *view, const struct rights *rights, int32_t counter)
{
    const struct session *session = engine_session_at(view->hall->engine, counter);
    int32_t lent = engine_lent_profile(view->hall->engine, counter).profile;
    if (session)
        return manager_sees_profile(view, rights, session->profile);
    int32_t profile = lent ? lent : rules_usual_profile(view->hall->rulebook, 0, counter);
    return profile && manager_sees_profile(view, rights, profile);
}

/* Whose supervisor to ask: the agency of the first service that the profile takes. */
static const char *agency_of(const struct view *view, int32_t profile)
{
    const struct rulebook *rulebook = view->hall->rulebook;
    const uint8_t *tiers = profile < rulebook->profiles.count ? rulebook->profiles.items[profile].tiers : NULL;
    for (int32_t service = 1; tiers && service < rulebook->services.count; service++) {
        if (tiers[service] == 1)
            return view_agency(view, service);
    }
    return "";
}

bool manager_may_touch(struct wish *wish, int32_t profile)
{
    const struct view view = view_of(wish->hall, wish->arena);
    if (manager_sees_profile(&view, daemon_rights(wish->call), profile))
        return true;
    wish_error(wish, REFUSED_OTHER_AGENCY, &(struct refused_other_agency_error){.agency = agency_of(&view, profile)});
    return false;
}

/* --- ListServices --- */

static bool profile_takes(const struct catalogue_profile *profile, size_t tier, const struct catalogue_service *service)
{
    if (tier >= profile->tier_count)
        return false;
    for (size_t i = 0; i < profile->tiers[tier].count; i++) {
        if (profile->tiers[tier].services[i] == service)
            return true;
    }
    return false;
}

/* Keys of the counters that take the service, those of the first tier first. */
static void list_counters(const struct catalogue *catalogue, const struct catalogue_service *service,
                          struct arena *arena, size_t *ret_count, const char ***ret_items)
{
    size_t tiers = 0;
    for (size_t i = 0; i < catalogue->profiles.count; i++) {
        if (catalogue->profiles.items[i].tier_count > tiers)
            tiers = catalogue->profiles.items[i].tier_count;
    }
    const char **items = arena_new_n(arena, const char *, catalogue->counters.count);
    size_t count = 0;
    for (size_t tier = 0; tier < tiers; tier++) {
        for (size_t i = 0; i < catalogue->counters.count; i++) {
            const struct catalogue_counter *counter = &catalogue->counters.items[i];
            if (profile_takes(counter->profile, tier, service))
                items[count++] = counter->key;
        }
    }
    *ret_count = count;
    *ret_items = items;
}

static struct manager_service_state make_state(const struct snapshot_request *request,
                                               const struct catalogue_service *service)
{
    const struct manager_list_services_in *in = request->in;
    const struct centre *centre = request->daemon->centre;
    const struct language *language = method_language_kept(request, in->language);
    struct hours_answer hours = hours_of(daemon_hours(request->daemon), service, language);
    struct manager_service_state state = {
            .key = service->key,
            .agency = service->agency->key,
            .name = i18n_catalogue_text(&service->name, language, NULL),
            .open = hours.open,
            .hours = hours.sentence,
            .target_minutes = service->target_minutes,
            .daily_limit = {.set = service->daily_limit > 0, .value = service->daily_limit},
    };
    list_counters(centre->catalogue, service, request->arena, &state.counters.count, &state.counters.items);
    return state;
}

static void make_services(const struct snapshot_request *request, void *output)
{
    struct manager_list_services_out *out = output;
    const struct catalogue *catalogue = request->daemon->centre->catalogue;
    out->services.items = arena_new_n(request->arena, struct manager_service_state, catalogue->services.count);
    for (size_t i = 0; i < catalogue->services.count; i++) {
        const struct catalogue_service *service = &catalogue->services.items[i];
        if (rights_cover(request->rights, MANAGER_ROLES, service->agency->key))
            out->services.items[out->services.count++] = make_state(request, service);
    }
}

/* Who sees every agency sees the same; who is bounded to some, his own. */
static const char *services_key(const struct snapshot_request *request)
{
    const struct manager_list_services_in *in = request->in;
    if (!rights_cover_all(request->rights, MANAGER_ROLES))
        return NULL;
    return in->language ? in->language : "";
}

static const struct snapshot services_snapshot = {.topics = TOPIC_OFFER, .make = make_services, .key = services_key};

static void list_services(struct varlink_call *call, const void *input)
{
    const struct manager_list_services_in *in = input;
    if (method_language(call, in->language))
        publish_answer(&daemon_of(call)->publish, call, &services_snapshot, in);
}

/* --- why --- */

static void explain(struct varlink_call *call, const void *input)
{
    const struct manager_explain_in *in = input;
    explain_calls(call,
                  &(struct explain_request){
                          .ticket = in->ticket, .day = in->day, .language = in->language, .roles = MANAGER_ROLES});
}

static void story(struct varlink_call *call, const void *input)
{
    const struct manager_story_in *in = input;
    explain_story(call,
                  &(struct explain_request){
                          .ticket = in->ticket, .day = in->day, .language = in->language, .roles = MANAGER_ROLES});
}

static const struct varlink_method methods[] = {
        {.name = "ListServices", .handler = list_services, .streams = true},
        {.name = "WatchHall", .handler = manager_watch_hall, .streams = true},
        {.name = "ListTickets", .handler = manager_list_tickets},
        {.name = "CloseService", .handler = manager_close_service, .changes = true},
        {.name = "OpenService", .handler = manager_open_service, .changes = true},
        {.name = "ListDays", .handler = manager_list_days},
        {.name = "SetDay", .handler = manager_set_day, .changes = true},
        {.name = "PreviewDay", .handler = manager_preview_day},
        {.name = "UnsetDay", .handler = manager_unset_day, .changes = true},
        {.name = "Halt", .handler = manager_halt, .changes = true},
        {.name = "Resume", .handler = manager_resume, .changes = true},
        {.name = "TrustClock", .handler = manager_trust_clock, .changes = true},
        {.name = "CloseDay", .handler = manager_close_day, .changes = true, .defers = true},
        {.name = "Release", .handler = manager_release, .changes = true},
        {.name = "SignOut", .handler = manager_sign_out, .changes = true},
        {.name = "Reprint", .handler = manager_reprint, .changes = true},
        {.name = "SetKioskClosed", .handler = manager_set_kiosk_closed, .changes = true},
        {.name = "SendMessage", .handler = manager_send_message, .changes = true},
        {.name = "TakeBackMessage", .handler = manager_take_back_message, .changes = true},
        {.name = "GetRota", .handler = manager_get_rota, .streams = true},
        {.name = "SetShift", .handler = manager_set_shift, .changes = true},
        {.name = "ImportRota", .handler = manager_import_rota, .changes = true},
        {.name = "ListProfiles", .handler = manager_list_profiles},
        {.name = "SetProfile", .handler = manager_set_profile, .changes = true},
        {.name = "PreviewShift", .handler = manager_preview_shift, .defers = true},
        {.name = "PreviewProfile", .handler = manager_preview_profile, .defers = true},
        {.name = "PreviewClose", .handler = manager_preview_close, .defers = true},
        {.name = "Explain", .handler = explain, .defers = true},
        {.name = "GetAccuracy", .handler = manager_get_accuracy, .defers = true},
        {.name = "GetReport", .handler = manager_get_report, .defers = true},
        {.name = "ListReportDays", .handler = manager_list_report_days, .defers = true},
        {.name = "Story", .handler = story, .defers = true},
        {.name = "WhatIf", .handler = manager_what_if, .defers = true},
        {.name = "CountersNeeded", .handler = manager_counters_needed, .defers = true},
};

static const char *const reports[] = {"GetReport", "ListReportDays", NULL};

const struct method_table method_manager = {
        .interface = INTERFACE_MANAGER,
        .roles = MANAGER_ROLES,
        .methods = methods,
        .count = ARRAY_SIZE(methods),
        .few_roles = ROLE_BIT(ROLE_REPORTER),
        .few_methods = reports,
};
