/* SPDX-License-Identifier: MIT
 *
 * Engine, store and rulebook as one; and what time brings about.
 */
#include "daemon/hall.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/log.h"
#include "daemon/turn.h"

/* So many tickets get their end in one turn when a day closes: some milliseconds. */
#define CLOSE_PER_TURN 64
/* So many deadlines are met in one turn. */
#define DEADLINES_PER_TURN 256
/* The wall clock is looked at so often, when there is a turn. */
#define CLOCK_LOOK_MS 60000
/* A day that ends or begins so near to its time does so by plan. */
#define CLOCK_PLAN_MS 600000
/* A store that failed is tried again so much later, if nobody calls before. */
#define RETRY_MS 1000

/* Time never runs backwards for the engine, whatever the clock said when the daemon was started. */
static int64_t now_of(const struct hall *hall)
{
    int64_t now_ms = turn_now(hall->turn);
    return now_ms > engine_now(hall->engine) ? now_ms : engine_now(hall->engine);
}

/* Asked some times a call, and the calendar of a zone is slow. */
static const struct hall_today *span_of_today(struct hall *hall)
{
    struct hall_today *span = &hall->today;
    int64_t now_ms = now_of(hall);
    if (now_ms >= span->from_ms && now_ms < span->until_ms)
        return span;
    int start_minute = hall->centre->settings.day_start_minute;
    struct date date = clock_business_day(now_ms, start_minute);
    *span = (struct hall_today){.from_ms = clock_at(date, start_minute),
                                .until_ms = clock_at(date_add(date, 1), start_minute),
                                .day = (int32_t)date_days(date)};
    return span;
}

/* Another configuration may begin its days at another time, in another zone. */
static void forget_today(struct hall *hall)
{
    hall->today = (struct hall_today){0};
}

static int32_t today(struct hall *hall)
{
    return span_of_today(hall)->day;
}

/* The open day, or the one it should be. */
static int32_t day_now(struct hall *hall)
{
    return engine_day(hall->engine) ? engine_day(hall->engine) : today(hall);
}

static struct memory *memory_of(const struct hall *hall)
{
    return &hall->turn->memory;
}

static void renew_rulebook(struct hall *hall, int32_t day)
{
    memory_replace(memory_of(hall), &hall->rulebook,
                   rulebook_new(hall->centre, date_of(day), &hall->names, hall->rulebook));
    operators_apply(&hall->operators, hall->rulebook);
}

/* --- the machine's clock --- */

/* When the business day of now ends. */
static int64_t day_ends_ms(struct hall *hall)
{
    return span_of_today(hall)->until_ms;
}

/* What the next process goes on by, if the machine runs on: then it cannot be told another time meanwhile. */
static void keep_clock(const struct hall *hall)
{
    char boot_id[BOOT_ID_SIZE], text[NOTE_SIZE];
    snprintf(text, sizeof(text), "%s %lld", clock_boot_id(boot_id), (long long)clock_base(hall->turn->clock));
    store_add_note(hall->store, NOTE_CLOCK, text);
}

/* The base of the process before, if it was in this run of the machine. */
static bool base_before(const struct hall *hall, int64_t *ret_base_ms)
{
    char boot_id[BOOT_ID_SIZE], text[NOTE_SIZE];
    size_t length = strlen(clock_boot_id(boot_id));
    if (length == 0 || store_read_note(hall->store, NOTE_CLOCK, text) < 0 || strncmp(text, boot_id, length) != 0)
        return false;
    *ret_base_ms = strtoll(text + length, NULL, 10);
    return true;
}

/* Time goes on from the last fact: not before it, and if the machine ran on, just as much later as its own clock says,
 * whatever the wall clock was set to meanwhile. */
static void recall_clock(struct hall *hall)
{
    struct clock *clock = hall->turn->clock;
    int64_t last_ms = engine_now(hall->engine), base_ms = clock_base(clock);
    if (!base_before(hall, &base_ms) && last_ms > clock_now(clock))
        base_ms = clock_base_at(clock, last_ms);
    clock_go_on(clock, base_ms, last_ms, day_ends_ms(hall));
    hall->turn->has_now = false;
    keep_clock(hall);
}

static void follow_wall(struct hall *hall)
{
    clock_follow_wall(memory_change(memory_of(hall), hall->turn->clock), day_ends_ms(hall));
    keep_clock(hall);
}

/* --- commands --- */

/* How many a command may end that were never called. */
static int32_t count_codes(const struct hall *hall, const struct command *command)
{
    if (command->kind == COMMAND_CLOSE_DAY)
        return command->limit;
    return command->kind == COMMAND_CLOSE_SERVICE ? engine_tickets(hall->engine) : 0;
}

/* Those who are never called get codes, drawn here: the engine knows no chance, and no calendar. */
static int execute(struct hall *hall, const struct command *command, struct refusal *ret_refusal)
{
    struct command given = *command;
    given.code_count = count_codes(hall, command);
    _cleanup_free_ int64_t *codes = given.code_count ? mem_new_n(int64_t, (size_t)given.code_count) : NULL;
    for (int32_t i = 0; i < given.code_count; i++)
        codes[i] = long_code_random();
    given.codes = codes;
    given.day = given.code_count ? today(hall) : command->day;
    return engine_execute(hall->engine, hall->rulebook, &given, now_of(hall), &hall->events, ret_refusal);
}

int hall_do(struct hall *hall, const struct command *command, struct refusal *ret_refusal)
{
    assert(!hall->frozen);
    hall->events.count = 0;
    int r = execute(hall, command, ret_refusal);
    if (r < 0 || hall->events.count == 0)
        return r;
    if (!hall->stale)
        store_add_events(hall->store, hall->engine, hall->events.items, hall->events.count);
    if (hall->events.items[0].kind == EVENT_CLOCK_TRUSTED)
        follow_wall(hall);
    hall->changed(hall->data, hall->events.items, hall->events.count);
    return 0;
}

/* For commands of the daemon's own, which nothing can refuse where they are given. */
static void must_do(struct hall *hall, struct command command)
{
    struct refusal refusal;
    int r = hall_do(hall, &command, &refusal);
    if (r < 0)
        log_error("command_refused", LOG_TEXT("command", command_words[command.kind]),
                  LOG_TEXT("refusal", refusal_words[refusal.kind]));
}

/* --- facts of the daemon's own --- */

static void tell_openers(const struct hall *hall)
{
    for (size_t i = 0; i < hall->opener_count; i++)
        hall->openers[i].opened(hall->openers[i].data, engine_day(hall->engine));
}

static void tell_start(struct hall *hall)
{
    if (!engine_day(hall->engine))
        return;
    must_do(hall, (struct command){.kind = COMMAND_START, .by_ms = now_of(hall) - engine_now(hall->engine)});
    tell_openers(hall);
}

static void tell_changes(struct hall *hall, int64_t user, const char *changes)
{
    must_do(hall, (struct command){.kind = COMMAND_CONFIGURE,
                                   .hash = ledger_changes_hash(changes),
                                   .user = user,
                                   .text = store_add_text(hall->store, changes, strlen(changes))});
}

/* What services are measured by, in the order of their numbers. */
static int64_t *targets_of(const struct rulebook *rulebook)
{
    int64_t *targets = mem_new_n(int64_t, (size_t)rulebook->services.count + 1);
    for (int32_t i = 1; i < rulebook->services.count; i++)
        targets[i] = rulebook->services.items[i].target_ms;
    return targets;
}

/* Behind the fact of all changes: what reports say must be known when the text of that is forgotten. */
static void tell_targets(struct hall *hall, const int64_t *before, const int64_t *after, int32_t count)
{
    for (int32_t i = 1; i < count; i++) {
        if (before[i] && after[i] && before[i] != after[i])
            must_do(hall, (struct command){
                                  .kind = COMMAND_CONFIGURE, .service = i, .from_ms = before[i], .until_ms = after[i]});
    }
}

/* By what the next process sees whether they were changed while none ran. */
static void keep_targets(const struct hall *hall)
{
    struct buffer text = {0};
    for (int32_t i = 1; i < hall->rulebook->services.count; i++) {
        int64_t target_ms = hall->rulebook->services.items[i].target_ms;
        if (target_ms)
            buffer_printf(&text, "%d=%lld ", (int)i, (long long)target_ms);
    }
    buffer_append_byte(&text, '\0');
    store_add_note(hall->store, NOTE_TARGETS, buffer_bytes(&text));
    buffer_done(&text);
}

/* As the process before kept them; 0 of a service: nothing is known. */
static int64_t *targets_before(const struct hall *hall, int32_t count)
{
    int64_t *targets = mem_new_n(int64_t, (size_t)count + 1);
    _cleanup_(buffer_done) struct buffer text = {0};
    int r = store_read_long_note(hall->store, NOTE_TARGETS, &text);
    if (r < 0 && r != -ENOENT)
        log_error("targets_not_read", LOG_TEXT("error", strerror(-r)));
    buffer_append_byte(&text, '\0');
    const char *rest = buffer_bytes(&text);
    while (*rest) {
        char *end;
        long id = strtol(rest, &end, 10);
        if (*end != '=')
            break;
        long long target_ms = strtoll(end + 1, &end, 10);
        if (id > 0 && id < count)
            targets[id] = target_ms;
        rest = end + (*end == ' ');
    }
    return targets;
}

static bool asks_daemon(const struct hall *hall)
{
    return hall->owed && (hall->owes || hall->failed_since_ms);
}

static bool owes_own(const struct hall *hall)
{
    return !hall->own_told && (hall->starting || asks_daemon(hall));
}

/* `targets`: those that it started with. */
static void tell_starting(struct hall *hall, const int64_t *targets, int32_t count)
{
    _cleanup_free_ int64_t *before = targets_before(hall, count);
    tell_start(hall);
    tell_changes(hall, 0, LEDGER_START);
    tell_targets(hall, before, targets, count);
    keep_targets(hall);
}

static void tell_own_with(struct hall *hall, const int64_t *targets, int32_t count)
{
    if (!owes_own(hall))
        return;
    hall->own_told = true;
    if (hall->starting)
        tell_starting(hall, targets, count);
    if (asks_daemon(hall))
        hall->owed(hall->data);
}

static void tell_own(struct hall *hall)
{
    if (!owes_own(hall))
        return;
    _cleanup_free_ int64_t *targets = targets_of(hall->rulebook);
    tell_own_with(hall, targets, hall->rulebook->services.count);
}

void hall_owe(struct hall *hall)
{
    hall->owes = true;
    turn_mark(hall->turn);
}

/* --- the turn --- */

/* As at boot: what is on disk is what happened. */
static int rebuild(struct hall *hall)
{
    struct engine *engine = engine_new();
    int r = store_replay(store_database(hall->store), engine);
    if (r < 0) {
        engine_free(engine);
        return r;
    }
    engine_free(hall->engine);
    hall->engine = engine;
    r = operators_load(&hall->operators, hall->store);
    renew_rulebook(hall, day_now(hall));
    hall->changed(hall->data, NULL, 0);
    return r;
}

static void commit_done(struct hall *hall)
{
    hall->commits++;
    if (hall->failed_since_ms)
        log_info("storage_works_again", LOG_NUMBER("failed_ms", turn_now(hall->turn) - hall->failed_since_ms));
    hall->failed_since_ms = 0;
    if (hall->own_told)
        hall->starting = hall->owes = false;
    memory_let_go(memory_of(hall));
    store_checkpoint(hall->store, false);
}

static void commit_failed(struct hall *hall, int error)
{
    hall->commits_failed++;
    hall->failed_ms = turn_now(hall->turn);
    if (!hall->failed_since_ms) {
        log_error("storage_failed", LOG_TEXT("error", strerror(-error)));
        hall->failed_since_ms = hall->failed_ms;
    }
    memory_take_back(memory_of(hall));
    forget_today(hall);
    int r = rebuild(hall);
    if (r < 0 && !hall->stale)
        log_error("replay_failed", LOG_TEXT("error", strerror(-r)));
    if (r < 0)
        renew_rulebook(hall, today(hall)); /* the names of the turn are gone */
    keep_targets(hall); /* what was kept of them for the next process belongs to the turn that failed */
    hall->stale = r < 0;
    hall->frozen = true;
}

static int timed_commit(struct hall *hall)
{
    int64_t began_us = clock_stopwatch_us();
    int r = store_commit(hall->store);
    int64_t ended_us = clock_stopwatch_us();
    timings_add(&hall->timings, ended_us - began_us, ended_us);
    return r;
}

int hall_commit(struct hall *hall)
{
    int r = 0;
    if (hall->stale) {
        store_drop(hall->store);
        r = -EIO;
    } else if (store_is_dirty(hall->store)) {
        tell_own(hall); /* a first success after a failure has it */
        r = timed_commit(hall);
    } else {
        memory_let_go(memory_of(hall));
        return 0;
    }
    if (r < 0)
        commit_failed(hall, r);
    else
        commit_done(hall);
    hall->own_told = false;
    return r;
}

void hall_go_on(struct hall *hall)
{
    hall->frozen = false;
    memory_let_go(memory_of(hall)); /* what was asked again is heard */
}

/* --- another configuration --- */

void hall_configure(struct hall *hall, const struct centre *centre, int64_t user, const char *changes)
{
    int32_t count = hall->rulebook->services.count;
    _cleanup_free_ int64_t *before = targets_of(hall->rulebook);
    *memory_change(memory_of(hall), &hall->centre) = centre;
    forget_today(hall);
    renew_rulebook(hall, day_now(hall));
    tell_own_with(hall, before, count);
    tell_changes(hall, user, changes);
    _cleanup_free_ int64_t *after = targets_of(hall->rulebook);
    tell_targets(hall, before, after, count < hall->rulebook->services.count ? count : hall->rulebook->services.count);
    keep_targets(hall);
}

/* --- what time brings about --- */

/* Would the wall clock put us into another business day, and not because one is just about to end? */
static bool moves_day(struct hall *hall, int64_t wall_ms)
{
    int start_minute = hall->centre->settings.day_start_minute;
    struct date there = clock_business_day(wall_ms, start_minute), here = date_of(today(hall));
    if (date_compare(there, here) == 0)
        return false;
    int64_t plan_ms = clock_at(date_compare(there, here) > 0 ? there : here, start_minute);
    return wall_ms > plan_ms + CLOCK_PLAN_MS || wall_ms < plan_ms - CLOCK_PLAN_MS;
}

/* The wall clock was set: small steps are followed and kept as facts; one that would close or open a day off plan is
 * not believed until the clock agrees again or a supervisor says so. */
static void clock_is_off(struct hall *hall, int64_t off_ms)
{
    int64_t wall_ms = turn_now(hall->turn) + off_ms;
    if (moves_day(hall, wall_ms)) {
        must_do(hall, (struct command){.kind = COMMAND_SUSPECT_CLOCK, .until_ms = wall_ms});
        return;
    }
    must_do(hall, (struct command){.kind = COMMAND_STEP_CLOCK, .by_ms = off_ms});
    follow_wall(hall);
}

static void look_at_clock(struct hall *hall)
{
    int64_t now_ms = turn_now(hall->turn);
    if (hall->clock_looked_ms && now_ms - hall->clock_looked_ms < CLOCK_LOOK_MS)
        return;
    *memory_change(memory_of(hall), &hall->clock_looked_ms) = now_ms;
    int64_t off_ms = clock_drift(hall->turn->clock);
    int64_t limit_ms = hall->rulebook->limits.clock_step_ms;
    if (off_ms > limit_ms || off_ms < -limit_ms)
        clock_is_off(hall, off_ms);
    else
        must_do(hall, (struct command){.kind = COMMAND_TRUST_CLOCK, .by_ms = off_ms}); /* nothing, if it is trusted */
}

/* The day that was closed last, or 0: one that was closed by hand stays closed. It is sealed by the commit only. */
static int32_t sealed_day(const struct hall *hall)
{
    const struct ledger_seal *seal = store_seal(hall->store);
    return seal && seal->day > hall->closed_day ? seal->day : hall->closed_day;
}

static bool is_to_close(struct hall *hall)
{
    int32_t day = engine_day(hall->engine);
    return day && (day < today(hall) || engine_day_closes(hall->engine));
}

static void close_on(struct hall *hall)
{
    int32_t day = engine_day(hall->engine);
    must_do(hall, (struct command){.kind = COMMAND_CLOSE_DAY, .limit = CLOSE_PER_TURN});
    if (!engine_day(hall->engine))
        *memory_change(memory_of(hall), &hall->closed_day) = day;
    turn_mark(hall->turn);
}

static void run_day(struct hall *hall)
{
    int32_t day = engine_day(hall->engine);
    if (is_to_close(hall)) {
        close_on(hall);
        return;
    }
    if (day || today(hall) <= sealed_day(hall))
        return;
    renew_rulebook(hall, today(hall));
    must_do(hall, (struct command){.kind = COMMAND_OPEN_DAY, .day = today(hall)});
    tell_openers(hall);
}

/* Since when the lost store may have issued what is not known here: the last fact of the copy, or the day's begin. */
static int64_t lost_from_ms(const struct hall *hall)
{
    int64_t begins_ms = clock_at(date_of(engine_day(hall->engine)), hall->centre->settings.day_start_minute);
    return hall->found_ms > begins_ms ? hall->found_ms : begins_ms;
}

/* In the day of which the lost store may have given numbers, and not before it is open: a day is complete in itself. */
static void tell_epoch(struct hall *hall)
{
    if (!hall->epoch_due || engine_day(hall->engine) != today(hall) || engine_day_closes(hall->engine))
        return;
    int64_t due = hall->epoch_due;
    *memory_change(memory_of(hall), &hall->epoch_due) = 0;
    must_do(hall, (struct command){.kind = COMMAND_BEGIN_EPOCH,
                                   .quantity = (int32_t)hall->epoch,
                                   .limit = (int32_t)due,
                                   .from_ms = lost_from_ms(hall)});
    store_add_note(hall->store, NOTE_EPOCH_DUE, "0");
}

static int read_epoch(struct hall *hall)
{
    char due[NOTE_SIZE];
    int r = store_read_epoch(store_database(hall->store), &hall->epoch);
    if (r == 0)
        r = store_read_note(hall->store, NOTE_EPOCH_DUE, due);
    if (r == 0)
        hall->epoch_due = strtoll(due, NULL, 10);
    return r;
}

void hall_run_clock(struct hall *hall)
{
    if (hall->frozen)
        return;
    tell_own(hall);
    look_at_clock(hall);
    for (int i = 0; i < DEADLINES_PER_TURN && engine_deadline(hall->engine) <= now_of(hall); i++)
        must_do(hall, (struct command){.kind = COMMAND_TIME});
    run_day(hall);
    tell_epoch(hall);
}

void hall_close_day(struct hall *hall)
{
    if (engine_day(hall->engine) && !engine_day_closes(hall->engine))
        close_on(hall);
}

static int64_t next_deadline(struct hall *hall)
{
    int64_t deadline_ms = engine_deadline(hall->engine);
    int32_t day = engine_day(hall->engine);
    if (hall->stale || owes_own(hall))
        return now_of(hall);
    if (day ? is_to_close(hall) : today(hall) > sealed_day(hall))
        return now_of(hall); /* to be closed, or to be opened */
    int64_t turns_ms = day_ends_ms(hall);
    return deadline_ms < turns_ms ? deadline_ms : turns_ms;
}

/* Without a rest a store that fails would be tried as fast as it can fail. */
int64_t hall_rest(const struct hall *hall, int64_t deadline_ms)
{
    int64_t retry_ms = hall->failed_ms + RETRY_MS;
    return hall->failed_since_ms && deadline_ms < retry_ms ? retry_ms : deadline_ms;
}

int64_t hall_deadline(struct hall *hall)
{
    return hall_rest(hall, next_deadline(hall));
}

void hall_on_day_opened(struct hall *hall, void (*opened)(void *data, int32_t day), void *data)
{
    hall->openers[hall->opener_count++] = (struct hall_opener){.opened = opened, .data = data};
}

/* --- from open to close --- */

static void tell_key(const struct store_news *news)
{
    fprintf(stderr,
            "novbed: a chain of seal keys begins (number %d). For the auditor, told only now:\n"
            "novbed:   first key %s\n",
            news->key_chain, news->first_key);
}

/* What was kept of it for the next process belongs to the turn that failed. */
static void on_clock_back(void *data)
{
    keep_clock(data);
}

static void done_rulebook(void *value)
{
    rulebook_free(*(struct rulebook **)value);
}

static void add_parts(struct hall *hall)
{
    const struct memory_part parts[] = {
            {.live = &hall->rulebook, .size = sizeof(hall->rulebook), .done = done_rulebook},
            {.live = &hall->centre, .size = sizeof(hall->centre)},
            {.live = &hall->epoch_due, .size = sizeof(hall->epoch_due)},
            {.live = &hall->closed_day, .size = sizeof(hall->closed_day)},
            {.live = &hall->clock_looked_ms, .size = sizeof(hall->clock_looked_ms)},
            {.live = hall->turn->clock, .size = sizeof(*hall->turn->clock), .back = on_clock_back, .data = hall},
    };
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
        memory_add(memory_of(hall), &parts[i]);
}

int hall_open(struct hall *hall, const struct hall_options *options, char error[STORE_ERROR_SIZE])
{
    struct store_news news;
    *hall = (struct hall){.centre = options->centre,
                          .turn = options->turn,
                          .changed = options->changed,
                          .owed = options->owed,
                          .data = options->data};
    int r = store_open(&(struct store_options){.path = options->path,
                                               .centre = options->centre->settings.centre_key,
                                               .now_ms = turn_now(options->turn),
                                               .tell_key = tell_key},
                       &hall->store, &news, error);
    if (r < 0)
        return r;
    if (news.made)
        log_info("store_made", LOG_NUMBER("schema", store_schema()));
    add_parts(hall);
    hall->names = store_name_source(hall->store);
    hall->engine = engine_new();
    r = operators_load(&hall->operators, hall->store);
    if (r == 0)
        r = read_epoch(hall);
    if (r == 0)
        r = store_last_moment(store_database(hall->store), &hall->found_ms);
    if (r == 0)
        r = store_replay(store_database(hall->store), hall->engine);
    if (r < 0) {
        snprintf(error, STORE_ERROR_SIZE, "%s: cannot be replayed: %s", options->path, strerror(-r));
        hall_close(hall);
        return r;
    }
    return 0;
}

void hall_start(struct hall *hall)
{
    recall_clock(hall);
    hall->starting = true;
    renew_rulebook(hall, day_now(hall));
    hall_run_clock(hall);
}

void hall_close(struct hall *hall)
{
    events_done(&hall->events);
    rulebook_free(hall->rulebook);
    engine_free(hall->engine);
    operators_done(&hall->operators);
    store_close(hall->store);
    *hall = (struct hall){0};
}
