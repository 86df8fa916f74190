/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Admin.GetHealth: gathered when somebody asks, and never otherwise.
 */
#include <sys/stat.h>

#include "daemon/daemon.h"
#include "daemon/method_admin.h"
#include "daemon/view.h"

/* --- the hall --- */

static void count_sessions(const struct engine *engine, struct admin_get_health_out *out)
{
    for (int32_t id = 1; id < engine_operators(engine); id++) {
        const struct session *session = engine_session(engine, id);
        out->sessions_present += session && session->state == SESSION_PRESENT;
        out->sessions_lost += session && session->state == SESSION_LOST;
    }
}

static void add_hall(const struct view *view, struct admin_get_health_out *out)
{
    const struct engine *engine = view->hall->engine;
    out->day = view_day(view, engine_day(engine));
    out->halted = view_key(view, NAME_REASON, engine_halt(engine).reason);
    out->tickets = engine_tickets(engine);
    out->adopted = engine_figures(engine).adopted;
    for (int32_t service = 1; service < view->hall->rulebook->services.count; service++)
        out->waiting += engine_waiting(engine, service);
    count_sessions(engine, out);
}

/* --- the store --- */

static int64_t file_bytes(const char *path)
{
    struct stat status;
    return stat(path, &status) < 0 ? 0 : status.st_size;
}

static void add_disk(struct upkeep *upkeep, const char *path, struct admin_get_health_out *out)
{
    _cleanup_free_ char *wal = mem_printf("%s-wal", path);
    out->database_bytes = file_bytes(path);
    out->wal_bytes = file_bytes(wal);
    upkeep_look(upkeep);
    out->disk_free_bytes = upkeep->free_bytes < 0 ? 0 : upkeep->free_bytes;
    out->disk_bytes = upkeep->disk_bytes;
}

static struct admin_check *make_check(const struct health_look *look, struct arena *arena)
{
    if (!look->at_ms)
        return NULL;
    struct admin_check *check = arena_new(arena, struct admin_check);
    *check = (struct admin_check){
            .at = look->at_ms, .good = look->good, .text = look->text ? arena_strdup(arena, look->text) : ""};
    return check;
}

static struct admin_outage *make_outage(const struct health *health, struct arena *arena)
{
    if (!health->outage_ms)
        return NULL;
    struct admin_outage *outage = arena_new(arena, struct admin_outage);
    *outage = (struct admin_outage){.since = health->outage_ms, .until = health->outage_ended_ms};
    return outage;
}

static void add_store(struct daemon *daemon, struct arena *arena, struct admin_get_health_out *out)
{
    const struct hall *hall = &daemon->hall;
    struct timings_figures commits = timings_figures(&hall->timings, clock_stopwatch_us());
    out->seq = store_head(hall->store).seq;
    out->commits = hall->commits;
    out->commits_failed = hall->commits_failed;
    out->commits_timed = commits.count;
    out->commit_p50_us = commits.p50_us;
    out->commit_p99_us = commits.p99_us;
    out->commit_max_us = commits.longest_us;
    out->storage_failed_since = view_moment(hall->failed_since_ms);
    out->last_outage = make_outage(&daemon->health, arena);
    out->last_verify = make_check(&daemon->health.verify, arena);
    out->last_backup = make_check(&daemon->health.backup, arena);
    add_disk(&daemon->upkeep, store_path(hall->store), out);
}

/* --- printers --- */

static void add_printers(struct daemon *daemon, struct arena *arena, struct admin_get_health_out *out)
{
    size_t room = daemon->centre->catalogue->printers.count;
    struct paper_printer printer;
    out->printers.items = arena_new_n(arena, struct admin_printer_state, room + 1);
    while (out->printers.count < room && papers_printer_at(&daemon->papers, out->printers.count, &printer))
        out->printers.items[out->printers.count++] = (struct admin_printer_state){
                .printer = arena_strdup(arena, printer.seen.key),
                .state = printer_state_words[printer.seen.state],
                .since = printer.seen.since_ms,
                .waiting = printer.orders,
                .detail = printer.seen.detail ? arena_strdup(arena, printer.seen.detail) : NULL,
                .tickets_left = {.set = printer.roll.tickets_left >= 0, .value = printer.roll.tickets_left},
                .roll_ends_at = view_moment(printer.roll.ends_ms),
        };
}

/* --- other machines --- */

static void add_followers(struct daemon *daemon, struct arena *arena, struct admin_get_health_out *out)
{
    const struct followers *followers = &daemon->followers;
    out->epoch = daemon->hall.epoch;
    out->followers.count = followers->count;
    out->followers.items = arena_new_n(arena, struct admin_follower_state, followers->count + 1);
    for (size_t i = 0; i < followers->count; i++) {
        const struct follower_seen *seen = &followers->seen[i];
        out->followers.items[i] = (struct admin_follower_state){
                .follower = arena_strdup(arena, seen->name),
                .present = followers_hear_now(followers, seen),
                .seq = seen->seq,
                .behind = out->seq > seen->seq ? out->seq - seen->seq : 0,
                .heard_at = seen->heard_ms,
        };
    }
}

/* --- BackedUp --- */

void admin_backed_up(struct varlink_call *call, const void *input)
{
    const struct admin_backed_up_in *in = input;
    struct daemon *daemon = daemon_of(call);
    struct admin_backed_up_out out = {0};
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, in->request))
        return;
    struct health *health = memory_change(&daemon->turn.memory, &daemon->health);
    health_note_backup(health, turn_now(&daemon->turn), in->good, in->text);
    wish_answer(&wish, &out);
}

/* --- Promote --- */

void admin_promote(struct varlink_call *call, attr_unused const void *input)
{
    const struct admin_is_centre_error is_centre = {.epoch = daemon_hall(call)->epoch};
    varlink_error(call, ADMIN_IS_CENTRE, &is_centre);
}

/* --- the answer --- */

void admin_get_health(struct varlink_call *call, attr_unused const void *in)
{
    struct daemon *daemon = daemon_of(call);
    struct arena *arena = varlink_call_arena(call);
    hall_run_clock(&daemon->hall);
    struct view view = view_of(&daemon->hall, arena);
    struct admin_get_health_out out = {
            .clock_off_ms = clock_drift(&daemon->clock),
            .clock_suspect = engine_clock_suspect_ms(daemon->hall.engine) != 0,
            .turn_max_us = timings_figures(&daemon->turn.timings, clock_stopwatch_us()).longest_us,
    };
    add_hall(&view, &out);
    add_store(daemon, arena, &out);
    add_printers(daemon, arena, &out);
    add_followers(daemon, arena, &out);
    admin_make_troubles(daemon, arena, &out);
    varlink_reply(call, &out);
}
