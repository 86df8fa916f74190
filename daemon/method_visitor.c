/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Visitor: what a visitor can ask at a kiosk.
 */
#include "daemon/method_visitor.h"

#include "common/text.h"
#include "daemon/daemon.h"
#include "daemon/method.h"
#include "daemon/method_kiosk.h"
#include "daemon/method_return_code.h"

/* --- GetCentre --- */

static void make_centre(const struct snapshot_request *request, void *output)
{
    const struct visitor_get_centre_in *in = request->in;
    struct daemon *daemon = request->daemon;
    const struct centre *centre = daemon->centre;
    const struct language *language = method_language_kept(request, in->language);
    size_t count = i18n_count(centre->i18n);
    struct visitor_language *languages = arena_new_n(request->arena, struct visitor_language, count);
    for (size_t i = 0; i < count; i++) {
        const struct language *one = i18n_at(centre->i18n, i);
        languages[i] = (struct visitor_language){.code = language_code(one), .name = language_name(one)};
    }
    int64_t now_ms = turn_now(&daemon->turn);
    struct hours_answer hours = hours_of(daemon_hours(daemon), NULL, language);
    char *day = arena_alloc(request->arena, DATE_TEXT_SIZE);
    _cleanup_free_ char *time = language_time(language, clock_local(now_ms).minute_of_day);
    *(struct visitor_get_centre_out *)output = (struct visitor_get_centre_out){
            .key = centre->settings.centre_key,
            .name = i18n_catalogue_text(&centre->settings.name, language, NULL),
            .languages = {.count = count, .items = languages},
            .day = date_text(clock_business_day(now_ms, centre->settings.day_start_minute), day),
            .time = arena_strdup(request->arena, time),
            .time_zone = centre->settings.time_zone,
            .open = hours.open,
            .hours = hours.sentence,
    };
}

static const char *centre_key(const struct snapshot_request *request)
{
    const struct visitor_get_centre_in *in = request->in;
    return in->language ? in->language : "";
}

static const struct snapshot centre_snapshot = {.topics = TOPIC_OFFER, .make = make_centre, .key = centre_key};

static void get_centre(struct varlink_call *call, const void *input)
{
    const struct visitor_get_centre_in *in = input;
    if (method_language(call, in->language))
        publish_answer(&daemon_of(call)->publish, call, &centre_snapshot, in);
}

/* --- ListServices --- */

struct maker {
    const struct centre *centre;
    const struct language *language;
    struct hours *hours;
    struct arena *arena;
};

/* A text of the catalogue; where it is in another language than asked for, *fallback tells which. */
static const char *text_of(const struct maker *maker, const struct config_text *text, const char **fallback)
{
    const struct language *language = maker->language;
    const char *found = i18n_catalogue_text(text, maker->language, &language);
    if (found && language != maker->language)
        *fallback = language_code(language);
    return found;
}

static struct visitor_service make_service(const struct maker *maker, const struct catalogue_service *service)
{
    struct hours_answer hours = hours_of(maker->hours, service, maker->language);
    struct visitor_service out = {
            .key = service->key,
            .group = service->group->key,
            .agency = service->agency->key,
            .open = hours.open,
            .hours = hours.sentence,
            .how_many_limit = {.set = service->ask_how_many, .value = service->how_many_limit},
    };
    const char *bring = text_of(maker, &service->bring, &out.fallback);
    out.name = text_of(maker, &service->name, &out.fallback);
    out.bring.items = text_lines(bring ? bring : "", maker->arena, &out.bring.count); /* one item a line */
    return out;
}

static struct visitor_group make_group(const struct maker *maker, const struct catalogue_group *group)
{
    struct visitor_group out = {.key = group->key, .parent = group->parent ? group->parent->key : NULL};
    out.name = text_of(maker, &group->name, &out.fallback);
    return out;
}

static void make_services(const struct snapshot_request *request, void *output)
{
    const struct visitor_list_services_in *in = request->in;
    struct visitor_list_services_out *out = output;
    const struct centre *centre = request->daemon->centre;
    struct maker maker = {
            .centre = centre,
            .language = method_language_kept(request, in->language),
            .hours = daemon_hours(request->daemon),
            .arena = request->arena,
    };
    const struct catalogue *catalogue = centre->catalogue;
    out->groups.count = catalogue->groups.count;
    out->groups.items = arena_new_n(request->arena, struct visitor_group, catalogue->groups.count);
    for (size_t i = 0; i < catalogue->groups.count; i++)
        out->groups.items[i] = make_group(&maker, &catalogue->groups.items[i]);
    out->services.count = catalogue->services.count;
    out->services.items = arena_new_n(request->arena, struct visitor_service, catalogue->services.count);
    for (size_t i = 0; i < catalogue->services.count; i++)
        out->services.items[i] = make_service(&maker, &catalogue->services.items[i]);
}

static const char *services_key(const struct snapshot_request *request)
{
    const struct visitor_list_services_in *in = request->in;
    return in->language;
}

static const struct snapshot services_snapshot = {.topics = TOPIC_OFFER, .make = make_services, .key = services_key};

static void list_services(struct varlink_call *call, const void *input)
{
    const struct visitor_list_services_in *in = input;
    if (method_language(call, in->language))
        publish_answer(&daemon_of(call)->publish, call, &services_snapshot, in);
}

static const struct varlink_method methods[] = {
        {.name = "GetCentre", .handler = get_centre},
        {.name = "ListServices", .handler = list_services, .streams = true},
        {.name = "GetWords", .handler = visitor_get_words, .streams = true},
        {.name = "ListWaits", .handler = visitor_list_waits, .streams = true},
        {.name = "GetKiosk", .handler = visitor_get_kiosk, .streams = true},
        {.name = "Issue", .handler = visitor_issue, .changes = true},
        {.name = "WhereAmI", .handler = visitor_where_am_i, .streams = true},
        {.name = "WhyBeforeMe", .handler = visitor_why_before_me},
        {.name = "PutOff", .handler = visitor_put_off, .changes = true},
        {.name = "ComeBack", .handler = visitor_come_back, .changes = true},
        {.name = "Return", .handler = visitor_return, .changes = true},
        {.name = "Cancel", .handler = visitor_cancel, .changes = true},
        {.name = "Reprint", .handler = visitor_reprint, .changes = true},
        {.name = "WatchPrinters", .handler = visitor_watch_printers, .streams = true},
        {.name = "FindReturnCode", .handler = visitor_find_return_code},
        {.name = "ReadReturnCode", .handler = visitor_read_return_code},
        {.name = "ListSlots", .handler = visitor_list_slots},
        {.name = "CheckIn", .handler = visitor_check_in, .changes = true},
        {.name = "MoveBooking", .handler = visitor_move_booking, .changes = true},
        {.name = "CancelBooking", .handler = visitor_cancel_booking, .changes = true},
        {.name = "AskForHelp", .handler = visitor_ask_for_help, .changes = true},
        {.name = "WatchHelp", .handler = visitor_watch_help, .streams = true},
        {.name = "ReportSessions", .handler = visitor_report_sessions, .changes = true},
        {.name = "OpenCorner", .handler = visitor_open_corner, .changes = true, .defers = true},
        {.name = "SetKioskClosed", .handler = visitor_set_kiosk_closed, .changes = true},
        {.name = "ChangeRoll", .handler = visitor_change_roll, .changes = true, .defers = true},
        {.name = "Rate", .handler = visitor_rate, .changes = true},
};

const struct method_table method_visitor = {
        .interface = INTERFACE_VISITOR,
        .roles = ROLES_ALL,
        .methods = methods,
        .count = ARRAY_SIZE(methods),
};
