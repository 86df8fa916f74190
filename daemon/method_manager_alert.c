/* SPDX-License-Identifier: MIT
 *
 * What a supervisor should look at. Nothing is remembered: an alert is a fact of the hall as it is, so that it is there
 * after a restart and gone when its cause is.
 */
#include "daemon/daemon.h"
#include "daemon/engine/rules.h"
#include "daemon/method_manager.h"
#include "daemon/papers.h"

struct alerts {
    const struct view *view;
    const struct rights *rights;
    const struct engine *engine;
    struct manager_alert *items;
    size_t count, room;
};

static void add(struct alerts *alerts, enum manager_alert_kind kind, struct manager_alert alert)
{
    if (alerts->count == alerts->room)
        return;
    alert.kind.value = (int)kind;
    alerts->items[alerts->count++] = alert;
}

/* --- those who wait --- */

static void look_at_needs(struct alerts *alerts, const struct ticket *ticket, const struct step *step)
{
    const struct view *view = alerts->view;
    for (int32_t need = 1; need <= RULEBOOK_NEEDS; need++) {
        if (!(ticket->needs & ID_BIT(need)) ||
            rules_need_is_met(alerts->engine, view->hall->rulebook, step->service, ID_BIT(need), ticket->language))
            continue;
        add(alerts, MANAGER_ALERT_KIND_NEED,
            (struct manager_alert){.since = step->entered_ms,
                                   .ticket = hall_ticket_text(view->hall, ticket->id, view->arena),
                                   .service = view_key(view, NAME_SERVICE, step->service),
                                   .key = view_key(view, NAME_NEED, need)});
    }
}

/* The one who has waited longest of those who wait too long stands for all. */
static void look_at_queue(struct alerts *alerts, int32_t service)
{
    const struct view *view = alerts->view;
    const struct ticket *first = NULL;
    int64_t late = 0, since_ms = 0;
    for (int32_t place = 0; place < engine_waiting(alerts->engine, service); place++) {
        const struct ticket *ticket = engine_waiting_at(alerts->engine, service, place);
        const struct step *step = view_step(ticket);
        look_at_needs(alerts, ticket, step);
        int64_t over_ms = step_waited_ms(step, view->now_ms) - step->target_ms;
        if (over_ms <= 0)
            continue;
        late++;
        if (!first || view->now_ms - over_ms < since_ms) {
            first = ticket;
            since_ms = view->now_ms - over_ms;
        }
    }
    if (first)
        add(alerts, MANAGER_ALERT_KIND_LATE,
            (struct manager_alert){.since = since_ms,
                                   .ticket = hall_ticket_text(view->hall, first->id, view->arena),
                                   .service = view_key(view, NAME_SERVICE, service),
                                   .limit = {.set = true, .value = late}});
}

/* --- numbers --- */

static void look_at_prefix(struct alerts *alerts, int32_t id, int32_t prefix)
{
    const struct view *view = alerts->view;
    const struct rule_series *series = &view->hall->rulebook->series.items[id];
    int64_t room = series->last - series->first + 1;
    int64_t warn = rules_numbers_from(alerts->engine, series) + series->first +
                   room * view->hall->rulebook->limits.series_warn_percent / 100;
    int32_t last = engine_last_number(alerts->engine, prefix);
    if (last < warn)
        return;
    const struct ticket *ticket = NULL;
    for (int32_t number = (int32_t)warn; number <= last && !ticket; number++)
        ticket = engine_find(alerts->engine, prefix, number);
    add(alerts, MANAGER_ALERT_KIND_SERIES,
        (struct manager_alert){.since = ticket ? ticket->issued_ms : engine_now(alerts->engine),
                               .key = view_key(view, NAME_SERIES, id),
                               .limit = {.set = true, .value = series->last}});
}

static void look_at_series(struct alerts *alerts)
{
    const struct rulebook *rulebook = alerts->view->hall->rulebook;
    for (int32_t id = 1; id < rulebook->series.count; id++) {
        const struct rule_series *series = &rulebook->series.items[id];
        for (int i = 0; series->offered && i < series->prefix_count; i++)
            look_at_prefix(alerts, id, prefix_of(series->prefixes[i]));
    }
}

/* --- people --- */

static void look_at_session(struct alerts *alerts, const struct session *session)
{
    const struct view *view = alerts->view;
    bool lost = session->state == SESSION_LOST;
    if (!lost && session->state != SESSION_AWAY)
        return;
    add(alerts, lost ? MANAGER_ALERT_KIND_LOST : MANAGER_ALERT_KIND_AWAY,
        (struct manager_alert){
                .since = lost ? session->lease_ms - view->hall->rulebook->limits.lease_ms : session->since_ms,
                .ticket = hall_ticket_text(view->hall, session->ticket, view->arena),
                .counter = view_key(view, NAME_COUNTER, session->counter),
                .operator= view_key(view, NAME_OPERATOR, session->operator_id),
        });
}

static void look_at_shift(struct alerts *alerts, const struct shift *shift)
{
    const struct view *view = alerts->view;
    bool now = shift->from_ms <= view->now_ms && view->now_ms < shift->until_ms;
    if (!now || shift->what != PRESENCE_PRESENT)
        return;
    if (shift->operator_id ? engine_session(alerts->engine, shift->operator_id) != NULL
                           : engine_session_at(alerts->engine, shift->counter) != NULL)
        return;
    add(alerts, MANAGER_ALERT_KIND_ABSENT,
        (struct manager_alert){.since = shift->from_ms,
                               .counter = view_key(view, NAME_COUNTER, shift->counter),
                               .operator= view_key(view, NAME_OPERATOR, shift->operator_id)});
}

static void look_at_people(struct alerts *alerts)
{
    for (int32_t id = 1; id < engine_operators(alerts->engine); id++) {
        const struct session *session = engine_session(alerts->engine, id);
        if (session && manager_sees_profile(alerts->view, alerts->rights, session->profile))
            look_at_session(alerts, session);
    }
    for (int32_t id = 1; id < engine_shifts(alerts->engine); id++) {
        const struct shift *shift = engine_shift(alerts->engine, id);
        if (shift && manager_sees_counter(alerts->view, alerts->rights, shift->counter))
            look_at_shift(alerts, shift);
    }
}

/* --- bookings --- */

/* Since when a word about its day or an early closing takes its slot away; 0: none does. */
static int64_t hit_since(struct daemon *daemon, const struct booked *booked)
{
    const struct engine *engine = daemon->hall.engine;
    const struct day_word *word = days_word(&daemon->days, booked->service, booked->day);
    struct early_closing closing = {0};
    if (booked->day == engine_day(engine))
        closing = engine_closing(engine, booked->service);
    if ((!word && !closing.closing) || !bookings_is_hit(&daemon->bookings, booked, NULL))
        return 0;
    return closing.closing ? closing.since_ms : word->at_ms;
}

/* One for all of a service, since the first of them. */
static void look_at_bookings(struct alerts *alerts, struct daemon *daemon)
{
    const struct view *view = alerts->view;
    int32_t services = view->hall->rulebook->services.count;
    struct manager_alert *hit = arena_new_n(view->arena, struct manager_alert, (size_t)services + 1);
    for (size_t i = 0; i < bookings_count(&daemon->bookings); i++) {
        const struct booked *booked = bookings_at(&daemon->bookings, i);
        int64_t since_ms = booked->service < services ? hit_since(daemon, booked) : 0;
        if (!since_ms)
            continue;
        struct manager_alert *alert = &hit[booked->service];
        alert->limit.value++;
        if (!alert->since || since_ms < alert->since)
            alert->since = since_ms;
    }
    for (int32_t service = 1; service < services; service++) {
        if (!hit[service].since || !manager_sees_service(view, alerts->rights, service))
            continue;
        hit[service].limit.set = true;
        hit[service].service = view_key(view, NAME_SERVICE, service);
        add(alerts, MANAGER_ALERT_KIND_BOOKING, hit[service]);
    }
}

/* --- the daemon itself --- */

static void look_at_daemon(struct alerts *alerts)
{
    int64_t suspect_ms = engine_clock_suspect_ms(alerts->engine);
    int64_t failed_ms = alerts->view->hall->failed_since_ms;
    if (suspect_ms)
        add(alerts, MANAGER_ALERT_KIND_CLOCK, (struct manager_alert){.since = suspect_ms});
    if (failed_ms)
        add(alerts, MANAGER_ALERT_KIND_STORAGE, (struct manager_alert){.since = failed_ms});
}

static void look_at_printers(struct alerts *alerts)
{
    struct papers *papers = alerts->view->hall->papers;
    struct paper_printer printer;
    for (size_t place = 0; papers && papers_printer_at(papers, place, &printer); place++) {
        if (!printer.needs_hand && !printer.roll.low_ms)
            continue;
        add(alerts, MANAGER_ALERT_KIND_PAPER,
            (struct manager_alert){
                    .since = printer.needs_hand ? printer.seen.since_ms : printer.roll.low_ms,
                    .key = printer.seen.key,
                    .limit = {.set = printer.roll.tickets_left >= 0, .value = printer.roll.tickets_left},
                    .state = printer_state_words[printer.seen.state],
                    .roll_ends_at = view_moment(printer.roll.ends_ms),
            });
    }
}

static void look_at_corners(struct alerts *alerts, const struct daemon *daemon)
{
    const struct kiosks *kiosks = &daemon->kiosks;
    for (size_t i = 0; i < kiosks->count; i++) {
        const struct kiosk_wrong wrong = kiosks_all_wrong(&kiosks->items[i], alerts->view->now_ms);
        if (wrong.count)
            add(alerts, MANAGER_ALERT_KIND_CORNER,
                (struct manager_alert){.since = wrong.since_ms,
                                       .key = arena_strdup(alerts->view->arena, kiosks->items[i].key),
                                       .limit = {.set = true, .value = wrong.count}});
    }
}

static void look_at_voices(struct alerts *alerts, const struct voices *voices)
{
    for (size_t i = 0; i < voices->count; i++) {
        const struct voice *voice = &voices->items[i];
        if (voices_has_dropped(voice, alerts->view->now_ms))
            add(alerts, MANAGER_ALERT_KIND_VOICE,
                (struct manager_alert){.since = voice->dropped_ms,
                                       .key = arena_strdup(alerts->view->arena, voice->board),
                                       .limit = {.set = true, .value = voice->dropped}});
    }
}

static int newer_first(const void *a, const void *b)
{
    const struct manager_alert *one = a, *other = b;
    return (one->since < other->since) - (one->since > other->since);
}

/* So many stand on any screen. */
enum { ALERTS = 256 };

void manager_make_alerts(struct daemon *daemon, const struct view *view, const struct rights *rights,
                         struct manager_watch_hall_out *out)
{
    struct alerts alerts = {.view = view, .rights = rights, .engine = view->hall->engine, .room = ALERTS};
    alerts.items = arena_new_n(view->arena, struct manager_alert, ALERTS);
    look_at_daemon(&alerts);
    look_at_printers(&alerts);
    look_at_corners(&alerts, daemon);
    look_at_voices(&alerts, &daemon->voices);
    look_at_series(&alerts);
    look_at_people(&alerts);
    look_at_bookings(&alerts, daemon);
    for (int32_t service = 1; service < view->hall->rulebook->services.count; service++) {
        if (manager_sees_service(view, rights, service))
            look_at_queue(&alerts, service);
    }
    qsort(alerts.items, alerts.count, sizeof(alerts.items[0]), newer_first);
    out->alerts.items = alerts.items;
    out->alerts.count = alerts.count;
}
