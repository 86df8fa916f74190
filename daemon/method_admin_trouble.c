/* SPDX-License-Identifier: MIT
 *
 * What is not as it should be: one function for each kind of trouble, and what is critical told first.
 */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "daemon/daemon.h"
#include "daemon/method_admin.h"
#include "daemon/view.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)
#define MIB    (INT64_C(1024) * 1024)

struct troubles {
    const struct daemon *daemon;
    int64_t now_ms;
    const struct admin_get_health_out *health;
    struct arena *arena;
    size_t count, room;
    struct admin_trouble *items;
};

static struct admin_trouble *add(struct troubles *troubles, enum admin_trouble_severity severity,
                                 enum admin_trouble_kind kind, int64_t since_ms, const char *text)
{
    assert(troubles->count < troubles->room);
    struct admin_trouble *trouble = &troubles->items[troubles->count++];
    *trouble = (struct admin_trouble){
            .severity.value = (int)severity, .kind.value = (int)kind, .since = view_moment(since_ms), .text = text};
    return trouble;
}

#define WARNING  ADMIN_TROUBLE_SEVERITY_WARNING
#define CRITICAL ADMIN_TROUBLE_SEVERITY_CRITICAL

static void look_at_store(struct troubles *troubles)
{
    const struct hall *hall = &troubles->daemon->hall;
    if (hall->failed_since_ms)
        add(troubles, CRITICAL, ADMIN_TROUBLE_KIND_STORAGE, hall->failed_since_ms,
            "the store cannot be written: every change is refused");
    if (store_key_is_stale(hall->store))
        add(troubles, CRITICAL, ADMIN_TROUBLE_KIND_SEAL_KEY, 0,
            "the key that sealed the last day still lies beside the store: its file cannot be replaced");
}

static void look_at_disk(struct troubles *troubles)
{
    const struct settings *settings = &troubles->daemon->centre->settings;
    int64_t free_mib = troubles->health->disk_free_bytes / MIB;
    bool critical = free_mib < settings->storage.stop_mib;
    if (troubles->daemon->upkeep.free_bytes < 0)
        add(troubles, CRITICAL, ADMIN_TROUBLE_KIND_DISK, 0, "the file system of the store cannot be looked at");
    else if (free_mib < settings->storage.warn_mib)
        add(troubles, critical ? CRITICAL : WARNING, ADMIN_TROUBLE_KIND_DISK, 0,
            arena_printf(troubles->arena, "%" PRId64 " MiB are free for the store, less than storage.%s_mib, %" PRId64,
                         free_mib, critical ? "stop" : "warn",
                         critical ? settings->storage.stop_mib : settings->storage.warn_mib));
}

static void look_at_verify(struct troubles *troubles)
{
    const struct admin_check *verify = troubles->health->last_verify;
    int64_t days = troubles->daemon->centre->settings.storage.verify_days;
    int64_t since_ms = verify ? verify->at : store_begun_ms(troubles->daemon->hall.store);
    if (verify && !verify->good)
        add(troubles, CRITICAL, ADMIN_TROUBLE_KIND_LEDGER, verify->at, verify->text);
    if (days && since_ms && troubles->now_ms - since_ms > days * DAY_MS)
        add(troubles, WARNING, ADMIN_TROUBLE_KIND_VERIFY, since_ms,
            arena_printf(troubles->arena,
                         "the ledger was %s verified for %" PRId64 " days, storage.verify_days is %" PRId64,
                         verify ? "not" : "never", (troubles->now_ms - since_ms) / DAY_MS, days));
}

static void look_at_days(struct troubles *troubles)
{
    const struct rolling *rolling = &troubles->daemon->rolling;
    char day[DATE_TEXT_SIZE];
    if (rolling->damaged_day)
        add(troubles, CRITICAL, ADMIN_TROUBLE_KIND_LEDGER, rolling->damaged_ms,
            arena_printf(troubles->arena,
                         "what is kept of %s is damaged: no report tells it, and no roll-up is made from it on",
                         date_text(date_of(rolling->damaged_day), day)));
}

static void look_at_hall(struct troubles *troubles)
{
    const struct engine *engine = troubles->daemon->hall.engine;
    struct halt halt = engine_halt(engine);
    if (halt.reason)
        add(troubles, CRITICAL, ADMIN_TROUBLE_KIND_HALT, halt.since_ms,
            arena_printf(troubles->arena, "the hall is halted: %s", troubles->health->halted));
    if (troubles->health->clock_suspect)
        add(troubles, WARNING, ADMIN_TROUBLE_KIND_CLOCK, engine_clock_suspect_ms(engine),
            arena_printf(troubles->arena, "the wall clock is not trusted: it is off by %" PRId64 " s",
                         troubles->health->clock_off_ms / 1000));
}

static bool is_well(const char *state)
{
    return strcmp(state, "ready") == 0 || strcmp(state, "printing") == 0;
}

/* What is wrong with its paper, so that somebody has a roll at hand; "" if that is not known. */
static const char *roll_text(const struct admin_printer_state *printer, int64_t now_ms, struct arena *arena)
{
    int64_t left = printer->tickets_left.set ? printer->tickets_left.value : -1;
    if (!roll_is_low(left, printer->roll_ends_at.value, now_ms))
        return "";
    if (left < ROLL_LOW_TICKETS)
        return arena_printf(arena, ", about %" PRId64 " tickets are left on its roll", left);
    return arena_printf(arena, ", its roll ends within %d minutes at the pace of the last hour", ROLL_LOW_MS / 60000);
}

static void look_at_printers(struct troubles *troubles)
{
    for (size_t i = 0; i < troubles->health->printers.count; i++) {
        const struct admin_printer_state *printer = &troubles->health->printers.items[i];
        const char *roll = roll_text(printer, troubles->now_ms, troubles->arena);
        if (is_well(printer->state) && !*roll)
            continue;
        const char *text = arena_printf(troubles->arena, "printer %s: %s%s", printer->printer, printer->state, roll);
        add(troubles, WARNING, ADMIN_TROUBLE_KIND_PRINTER, printer->since, text)->key = printer->printer;
    }
}

/* A follower that was heard in this run and is no longer; that none was heard yet is told of by the peer. */
static void look_at_followers(struct troubles *troubles)
{
    for (size_t i = 0; i < troubles->health->followers.count; i++) {
        const struct admin_follower_state *follower = &troubles->health->followers.items[i];
        if (follower->present)
            continue;
        add(troubles, WARNING, ADMIN_TROUBLE_KIND_FOLLOWER, follower->heard_at,
            arena_printf(troubles->arena, "%s keeps no copy any more: it lacks %" PRId64 " facts", follower->follower,
                         follower->behind));
    }
}

static void look_at_peer(struct troubles *troubles)
{
    const struct peer *peer = &troubles->daemon->peer;
    if (peer->client && !peer->answered && peer->reason[0])
        add(troubles, WARNING, ADMIN_TROUBLE_KIND_PEER, peer->heard_ms,
            arena_printf(troubles->arena, "%s cannot be asked whether it is the centre: %s", peer->options.address,
                         peer->reason));
    else if (peer->client && peer->answered && peer->owner)
        add(troubles, CRITICAL, ADMIN_TROUBLE_KIND_PEER, peer->heard_ms,
            arena_printf(troubles->arena, "%s is a centre too, in epoch %" PRId64 ": stop one of the two",
                         peer->options.address, peer->epoch));
}

static void look_at_corners(struct troubles *troubles)
{
    static const char *const of[KIOSK_PINS] = {[KIOSK_PIN_CORNER] = "corner", [KIOSK_PIN_PAPER] = "paper"};
    const struct kiosks *kiosks = &troubles->daemon->kiosks;
    for (size_t i = 0; i < kiosks->count * KIOSK_PINS; i++) {
        const struct kiosk_said *said = &kiosks->items[i / KIOSK_PINS];
        const struct kiosk_wrong wrong = kiosks_wrong(said, i % KIOSK_PINS, troubles->now_ms);
        if (!wrong.count)
            continue;
        const char *key = arena_strdup(troubles->arena, said->key);
        const char *text = arena_printf(troubles->arena, "kiosk %s: %" PRId64 " wrong PINs for its %s", key,
                                        wrong.count, of[i % KIOSK_PINS]);
        add(troubles, WARNING, ADMIN_TROUBLE_KIND_CORNER, wrong.since_ms, text)->key = key;
    }
}

static void sort(const struct troubles *troubles, struct admin_get_health_out *out)
{
    out->troubles.items = arena_new_n(troubles->arena, struct admin_trouble, troubles->count + 1);
    for (int severity = CRITICAL; severity >= (int)WARNING; severity--) {
        for (size_t i = 0; i < troubles->count; i++) {
            if (troubles->items[i].severity.value == severity)
                out->troubles.items[out->troubles.count++] = troubles->items[i];
        }
    }
}

void admin_make_troubles(struct daemon *daemon, struct arena *arena, struct admin_get_health_out *out)
{
    enum { ASIDE_FROM_PRINTERS = 9 + FOLLOWERS_MOST }; /* and from kiosks */
    struct troubles troubles = {.daemon = daemon,
                                .now_ms = turn_now(&daemon->turn),
                                .health = out,
                                .arena = arena,
                                .room = out->printers.count + daemon->kiosks.count * KIOSK_PINS + ASIDE_FROM_PRINTERS};
    troubles.items = arena_new_n(arena, struct admin_trouble, troubles.room);
    look_at_store(&troubles);
    look_at_hall(&troubles);
    look_at_disk(&troubles);
    look_at_verify(&troubles);
    look_at_days(&troubles);
    look_at_printers(&troubles);
    look_at_corners(&troubles);
    look_at_followers(&troubles);
    look_at_peer(&troubles);
    sort(&troubles, out);
}
