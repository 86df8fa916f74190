/* SPDX-License-Identifier: MIT
 *
 * What the files of org.novbe.Manager share: who may see what, and the handlers that stand in files of their own.
 */
#pragma once

#include "common/interface/manager.h"
#include "common/varlink/server.h"
#include "daemon/access.h"
#include "daemon/days.h"
#include "daemon/rota.h"
#include "daemon/view.h"
#include "daemon/wish.h"

struct daemon;

#define MANAGER_ROLES (ROLE_BIT(ROLE_MANAGER) | ROLE_BIT(ROLE_ADMIN))
/* Who reads reports. */
#define REPORT_ROLES (MANAGER_ROLES | ROLE_BIT(ROLE_REPORTER))

/* What concerns the whole hall. False: answered PermissionDenied. */
bool manager_covers_all(struct varlink_call *call) attr_must_check;
/* And wish_begin(). */
bool manager_begin_for_all(struct wish *wish, struct varlink_call *call, const void *in, const char *request_id)
        attr_must_check;

/* A service of the caller's agencies. 0: answered UnknownService or OtherAgency. */
int32_t manager_service(struct varlink_call *call, const char *key) attr_must_check;
/* The same for callers with these roles. */
int32_t manager_service_for(struct varlink_call *call, unsigned roles, const char *key) attr_must_check;

/* May somebody with these rights see it? */
bool manager_sees_service(const struct view *view, const struct rights *rights, int32_t service);
/* A counter, by the profile that holds there: it takes one of his services. */
bool manager_sees_profile(const struct view *view, const struct rights *rights, int32_t profile);
bool manager_sees_counter(const struct view *view, const struct rights *rights, int32_t counter);
/* May he act on who has this profile? False: answered OtherAgency. */
bool manager_may_touch(struct wish *wish, int32_t profile) attr_must_check;

/* The hall live: method_manager_hall.c. */
varlink_handler manager_watch_hall, manager_list_tickets;
/* What a supervisor should look at, newest first: method_manager_alert.c. */
void manager_make_alerts(struct daemon *daemon, const struct view *view, const struct rights *rights,
                         struct manager_watch_hall_out *out);

/* Services, halt, people: method_manager_act.c. */
varlink_handler manager_close_service, manager_open_service, manager_halt, manager_resume, manager_trust_clock,
        manager_release, manager_sign_out, manager_reprint;

/* "09:00-13:00" of a business day, local time. False: it makes no sense. */
bool manager_read_span(const struct hall *hall, int32_t day, const char *text, struct rule_span *ret_span)
        attr_must_check;

/* Open bookings of the day and the services of `about` whose slot its hours do not have, earliest first. `also` as in
 * bookings_is_hit(). */
struct manager_hit_booking *manager_list_hit(struct varlink_call *call, const struct day_word *about,
                                             const struct day_word *also, size_t *ret_count);

/* What was told at issue, and what happened: method_manager_accuracy.c. */
varlink_handler manager_get_accuracy;
varlink_handler manager_get_report;
varlink_handler manager_list_report_days;

/* Days and rota: method_manager_day.c, method_manager_rota.c. */
varlink_handler manager_list_days, manager_set_day, manager_preview_day, manager_unset_day;
varlink_handler manager_get_rota, manager_set_shift, manager_import_rota;

/* What SetShift would do: method_manager_rota.c reads it, method_manager_preview.c plays it. */
struct manager_shift_asked {
    const char *shift, *counter, *operator_key;
    int64_t from_ms, until_ms;
    int what; /* as MANAGER_SHIFT_WHAT_ */
};
/* False: answered why not. */
bool manager_read_shift(struct wish *wish, const struct manager_shift_asked *asked, struct planned *ret_planned)
        attr_must_check;
varlink_handler manager_preview_shift, manager_preview_profile, manager_preview_close;

/* Another profile for a time: method_manager_profile.c. False: answered why not. */
bool manager_read_profile(struct wish *wish, const char *counter, const char *profile, struct idl_maybe_int until,
                          struct command *ret_command) attr_must_check;
varlink_handler manager_list_profiles, manager_set_profile;

/* A past day with other counters or targets: method_manager_what_if.c, method_manager_counters.c. */
varlink_handler manager_what_if, manager_counters_needed;
