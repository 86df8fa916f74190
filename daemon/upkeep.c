/* SPDX-License-Identifier: MIT
 *
 * Slices of retention and checkpoints, and a look at the disk.
 */
#include "daemon/upkeep.h"

#include <errno.h>
#include <libgen.h>
#include <string.h>
#include <sys/statvfs.h>

#include "common/log.h"
#include "daemon/turn.h"

/* Some milliseconds each, with time for everybody else between them. */
enum { SLICE_ROWS = 400, SLICE_PAUSE_MS = 20, ROLLUP_PAUSE_MS = 500 };
enum { IDLE_MS = 1000, LOOK_MS = 10000, RETRY_MS = 60000 };
/* Answers are kept for the business day and so long; the store looks for them no further back. */
#define REQUEST_MS (INT64_C(48) * 3600 * 1000)
#define MIB        (INT64_C(1) << 20)

void upkeep_init(struct upkeep *upkeep, struct hall *hall)
{
    *upkeep = (struct upkeep){.hall = hall, .free_bytes = -1, .commits = hall->commits};
}

static const struct settings *settings_of(const struct upkeep *upkeep)
{
    return &upkeep->hall->centre->settings;
}

/* --- room on the disk --- */

static const char *const room_words[] = {
        [ROOM_ENOUGH] = "disk_has_room", [ROOM_LOW] = "disk_low", [ROOM_SHORT] = "disk_short"};

static enum disk_room room_of(const struct upkeep *upkeep)
{
    if (upkeep->free_bytes < settings_of(upkeep)->storage.stop_mib * MIB)
        return ROOM_SHORT;
    return upkeep->free_bytes < settings_of(upkeep)->storage.warn_mib * MIB ? ROOM_LOW : ROOM_ENOUGH;
}

int upkeep_log_level(const struct upkeep *upkeep, const struct settings *settings)
{
    return upkeep->room == ROOM_SHORT ? LOG_LEVEL_ERROR : settings->log_level;
}

/* Said aloud, before or after the log is stopped for it. */
static void tell_room(struct upkeep *upkeep, enum disk_room room)
{
    if (room == upkeep->room)
        return;
    upkeep->room = room;
    log_set_level(LOG_LEVEL_WARNING);
    log_warning(room_words[room], LOG_NUMBER("free_mib", upkeep->free_bytes / MIB));
    log_set_level((enum log_level)upkeep_log_level(upkeep, settings_of(upkeep)));
}

void upkeep_look(struct upkeep *upkeep)
{
    struct statvfs status;
    upkeep->looked_ms = turn_now(upkeep->hall->turn);
    _cleanup_free_ char *path = mem_strdup(store_path(upkeep->hall->store));
    if (statvfs(dirname(path), &status) < 0) {
        log_error("disk_not_seen", LOG_TEXT("error", strerror(errno)));
        upkeep->free_bytes = -1;
        return;
    }
    upkeep->free_bytes = (int64_t)status.f_bavail * (int64_t)status.f_frsize;
    upkeep->disk_bytes = (int64_t)status.f_blocks * (int64_t)status.f_frsize;
    tell_room(upkeep, room_of(upkeep));
}

/* --- slices --- */

static int32_t day_of(const struct upkeep *upkeep)
{
    return engine_day(upkeep->hall->engine);
}

static bool operator_is_known(void *data, int32_t id)
{
    const struct hall *hall = data;
    const struct operator_kept *kept = operators_find(&hall->operators, id);
    if (kept && (kept->added || kept->removed))
        return !kept->removed;
    return rulebook_object(hall->rulebook, NAME_OPERATOR, id) != NULL;
}

static void retain(struct upkeep *upkeep, int64_t now_ms)
{
    int64_t keep_days = settings_of(upkeep)->storage.keep_days;
    int64_t name_days = settings_of(upkeep)->storage.name_days;
    int32_t day = day_of(upkeep);
    const struct store_retention retention = {.from_day = keep_days ? day - (int32_t)keep_days : 0,
                                              .names_from_day = name_days ? day - (int32_t)name_days : 0,
                                              .operator_is_known = operator_is_known,
                                              .data = upkeep->hall,
                                              .requests_from_ms = now_ms - REQUEST_MS,
                                              .limit = SLICE_ROWS,
                                              .rolled = true};
    bool more = false;
    int r = store_retain(upkeep->hall->store, &retention, &more);
    upkeep->next_ms = now_ms + (r < 0                                          ? RETRY_MS
                                : store_waits_for_rollups(upkeep->hall->store) ? ROLLUP_PAUSE_MS
                                                                               : SLICE_PAUSE_MS);
    if (r < 0)
        log_error("retention_failed", LOG_TEXT("error", strerror(-r)));
    else if (!more)
        upkeep->tidied_day = day;
}

static bool is_untidy(const struct upkeep *upkeep)
{
    return day_of(upkeep) && day_of(upkeep) != upkeep->tidied_day && !engine_day_closes(upkeep->hall->engine);
}

static bool has_wal(const struct upkeep *upkeep)
{
    return store_wal_pages(upkeep->hall->store) > 0;
}

/* What is committed in the meantime is noticed by its count. */
static bool is_idle(struct upkeep *upkeep, int64_t now_ms)
{
    if (upkeep->hall->commits != upkeep->commits) {
        upkeep->commits = upkeep->hall->commits;
        upkeep->commit_ms = now_ms;
    }
    return now_ms - upkeep->commit_ms >= IDLE_MS;
}

void upkeep_run(struct upkeep *upkeep)
{
    struct hall *hall = upkeep->hall;
    int64_t now_ms = turn_now(hall->turn);
    if (hall->stale || hall->failed_since_ms || store_is_dirty(hall->store))
        return;
    if (!upkeep->looked_ms || now_ms - upkeep->looked_ms >= LOOK_MS)
        upkeep_look(upkeep);
    if (is_idle(upkeep, now_ms) && has_wal(upkeep)) {
        store_checkpoint(hall->store, true);
        upkeep->commit_ms = now_ms; /* a reader may hold some of it back: once more after a rest */
    }
    if (is_untidy(upkeep) && now_ms >= upkeep->next_ms)
        retain(upkeep, now_ms);
}

int64_t upkeep_deadline(const struct upkeep *upkeep)
{
    const struct hall *hall = upkeep->hall;
    int64_t deadline_ms = INT64_MAX;
    if (hall->stale || hall->failed_since_ms)
        return deadline_ms;
    if (is_untidy(upkeep))
        deadline_ms = upkeep->next_ms;
    if (has_wal(upkeep) && upkeep->commit_ms + IDLE_MS < deadline_ms)
        deadline_ms = upkeep->commit_ms + IDLE_MS;
    return deadline_ms;
}
