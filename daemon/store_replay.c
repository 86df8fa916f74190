/* SPDX-License-Identifier: MIT
 *
 * Verifying what was derived: the ledger once more through the engine, and beside it the step rows, the return codes
 * and the figures of the days, as they are given. The engine trusts what it is shown, so this runs in a process of its
 * own (store_replay_process.c); that process was forked out of one with threads and an open database, so nothing here
 * opens or locks anything.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "daemon/store_verify_private.h"

enum { ID_LIMIT = 1 << 20 }; /* above any id that is ever given */

struct replay {
    const struct replay_options *options;
    struct ledger_hash before;
    struct engine *engine;
    bool stopped;                        /* a row cannot be looked at, so no later one can */
    int64_t (*steps)[STEP_COLUMN_COUNT]; /* given, not yet reached */
    size_t step_count, step_room, step_first;
    struct return_check returns;
    struct figures figures;
    struct replay_rollup *rollup; /* NULL: none are computed, or what they come of is wrong */
};

attr_printf(4, 5) static void find(struct replay *replay, enum finding_kind kind, int64_t row, const char *format, ...)
{
    struct finding finding = {.kind = kind, .row = row};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(finding.text, sizeof(finding.text), format, arguments);
    va_end(arguments);
    replay->options->found(&finding, replay->options->data);
    replay->rollup = replay_rollup_free(replay->rollup);
}

/* --- may the engine be shown this? --- */

static bool has_place(int32_t id)
{
    return id >= 0 && id < ID_LIMIT;
}

static bool ticket_fits(const struct engine *engine, const struct event *event)
{
    const struct ticket *ticket = engine_ticket(engine, event->ticket);
    if (event->kind == EVENT_ISSUED)
        return event->ticket == engine_tickets(engine) + 1 && event->value[ISSUED_PREFIX] > 0 &&
               event->value[ISSUED_PREFIX] < PREFIX_COUNT;
    if (!ticket)
        return event->ticket == 0 && (event->kind < EVENT_ISSUED || event->kind >= EVENT_SIGNED_IN);
    if (event->kind == EVENT_STEP_PLANNED)
        return true;
    if (event->kind == EVENT_STEP_ENTERED || event->kind == EVENT_STEP_PROMISED)
        return event->step >= 0 && event->step <= ticket->step_count;
    return ticket->current >= 0 && event->step >= 0 && event->step < ticket->step_count;
}

static bool values_fit(const struct engine *engine, const struct event *event)
{
    switch (event->kind) {
    case EVENT_HOURS_SET:
        return event->value[HOURS_SPANS] >= 0 && event->value[HOURS_SPANS] <= RULEBOOK_SPANS &&
               event->value[HOURS_SPAN] >= 0 && event->value[HOURS_SPAN] < RULEBOOK_SPANS;
    case EVENT_BOOKED:
        return event->value[BOOKED_BOOKING] > 0 && event->value[BOOKED_BOOKING] < ID_LIMIT;
    case EVENT_BOOKING_CANCELLED:
    case EVENT_CHECKED_IN:
    case EVENT_BOOKING_MISSED:
        return event->value[0] > 0 && event->value[0] < ID_LIMIT && engine_booking(engine, (int32_t)event->value[0]);
    case EVENT_SHIFT_SET:
        return event->value[SHIFT_ID] > 0 && event->value[SHIFT_ID] < ID_LIMIT;
    case EVENT_HANDED_OVER:
        return event->value[0] > 0 && event->value[0] < ID_LIMIT;
    case EVENT_NOTED:
        return event->text > 0 && engine_ticket(engine, event->ticket)->note_count < TICKET_NOTES;
    case EVENT_SPAN_LOST:
        return event->value[LOST_AHEAD] > 0 && event->value[LOST_AHEAD] < ID_LIMIT && event->value[LOST_EPOCHS] > 0 &&
               event->value[LOST_EPOCHS] <= event->value[LOST_AHEAD];
    case EVENT_RATED:
        return event->value[0] >= 1 && event->value[0] <= STARS_MOST;
    case EVENT_LACKED:
        return event->value[LACKED_LINE] >= 1 && event->value[LACKED_LINE] <= LACKED_LINES;
    case EVENT_PROFILE_SET:
        return event->value[PROFILE_SET_PROFILE] > 0 && event->value[PROFILE_SET_PROFILE] < ID_LIMIT;
    case EVENT_PROFILE_BACK:
        return event->value[PROFILE_BACK_PROFILE] >= 0 && event->value[PROFILE_BACK_PROFILE] < ID_LIMIT;
    default:
        return true;
    }
}

/* Of all that could be wrong, what would lead the engine out of its memory; the rest it asserts itself. */
static bool is_plausible(const struct engine *engine, const struct event *event)
{
    return event_kind_info(event->kind) && event->seq > engine_seq(engine) && event->at_ms >= engine_now(engine) &&
           has_place(event->service) && has_place(event->counter) && has_place(event->operator_id) &&
           ticket_fits(engine, event) && values_fit(engine, event);
}

/* --- step rows --- */

static void compare_step(struct replay *replay, const int64_t *step, const struct event *event)
{
    struct store_step wanted = store_step_of(replay->engine, event);
    int64_t numbers[STEP_COLUMN_COUNT];
    memcpy(numbers, &wanted, sizeof(numbers));
    for (int i = 0; i < STEP_COLUMN_COUNT; i++) {
        if (step[i] != numbers[i])
            find(replay, FINDING_STEP, event->seq, "step row %lld says %s %lld, the ledger %lld", (long long)event->seq,
                 store_step_names[i], (long long)step[i], (long long)numbers[i]);
    }
}

/* The next that was given; NULL: none. */
static const int64_t *next_step(const struct replay *replay)
{
    return replay->step_first < replay->step_count ? replay->steps[replay->step_first] : NULL;
}

static void skip_steps_before(struct replay *replay, int64_t seq)
{
    const int64_t *step;
    while ((step = next_step(replay)) && step[0] < seq) {
        find(replay, FINDING_STEP, step[0], "step row %lld belongs to no final step", NUMBER(step[0]));
        replay->step_first++;
    }
}

static void check_step(struct replay *replay, const struct event *event)
{
    skip_steps_before(replay, event->seq);
    const int64_t *step = next_step(replay);
    if (!step || step[0] != event->seq) {
        find(replay, FINDING_STEP, event->seq, "step row %lld is missing", NUMBER(event->seq));
        return;
    }
    compare_step(replay, step, event);
    if (replay->rollup)
        replay_rollup_step(replay->rollup, step);
    replay->step_first++;
}

static void take_step(struct replay *replay, const void *bytes)
{
    if (replay->step_first == replay->step_count)
        replay->step_first = replay->step_count = 0;
    mem_grow(replay->steps, replay->step_count, replay->step_room);
    memcpy(replay->steps[replay->step_count++], bytes, sizeof(replay->steps[0]));
}

/* --- figures --- */

static void check_figures(struct replay *replay, const struct event *event)
{
    struct figures ledger = engine_figures(replay->engine), sealed = replay->figures;
    char name[FIGURE_NAME_SIZE];
    int64_t *value;
    for (int i = 0; (value = ledger_figure(&ledger, i, name)); i++) {
        const int64_t *other = ledger_figure(&sealed, i, name);
        if (*other != *value)
            find(replay, FINDING_FIGURES, event->seq, "the day that row %lld closed says %s %lld, the ledger %lld",
                 (long long)event->seq, name, (long long)*other, (long long)*value);
    }
    if (event->value[0] != ledger.visits || event->value[1] != ledger.steps)
        find(replay, FINDING_FIGURES, event->seq,
             "row %lld says %lld visits and %lld steps, the rows before it %lld and %lld", (long long)event->seq,
             (long long)event->value[0], (long long)event->value[1], (long long)ledger.visits, (long long)ledger.steps);
}

/* --- return codes --- */

static void check_return(struct replay *replay, const struct event *event)
{
    char wrong[RETURN_WRONG_SIZE];
    if (event)
        return_check_take(&replay->returns, replay->engine, event, wrong);
    else
        return_check_end(&replay->returns, wrong);
    if (wrong[0])
        find(replay, FINDING_RETURN, event ? event->seq : 0, "%s", wrong);
}

/* --- a row of the ledger --- */

bool replay_follows(const struct ledger_hash *before, const char *centre, const struct stored_event *row)
{
    struct ledger_hash hash = ledger_chain(before, centre, &row->event, &row->text);
    return row->whole && ledger_hash_equal(&hash, &row->hash);
}

static void apply(struct replay *replay, const struct event *event)
{
    bool counts = replay->rollup && replay_rollup_before(replay->rollup, replay->engine, event);
    if (replay->rollup && event->kind == EVENT_DAY_CLOSED)
        replay_rollup_close(replay->rollup, replay->options);
    engine_apply(replay->engine, event);
    if (counts)
        replay_rollup_after(replay->rollup, event);
}

static void take_event(struct replay *replay, const struct replay_event *given)
{
    const struct event *event = &given->row.event;
    bool follows = !replay->options->chain || given->follows ||
                   replay_follows(&replay->before, replay->options->centre, &given->row);
    replay->before = given->row.hash;
    if (!follows) {
        find(replay, FINDING_EDITED, event->seq, "row %lld does not follow", NUMBER(event->seq));
        replay->stopped = true;
        return;
    }
    if (!is_plausible(replay->engine, event)) {
        find(replay, FINDING_RULES, event->seq, "row %lld cannot have come from the rules", NUMBER(event->seq));
        replay->stopped = true;
        return;
    }
    apply(replay, event);
    check_return(replay, event);
    if (event->kind == EVENT_STEP_FINAL)
        check_step(replay, event);
    else if (event->kind == EVENT_DAY_CLOSED)
        check_figures(replay, event);
}

/* --- all of it --- */

struct replay *replay_new(const struct replay_options *options)
{
    struct replay *replay = mem_new(struct replay);
    *replay = (struct replay){.options = options,
                              .before = options->before,
                              .engine = engine_new(),
                              .rollup = options->rollups ? replay_rollup_new() : NULL};
    return replay;
}

static void take_row(struct replay_rollup *rollup, const void *bytes)
{
    struct store_row row;
    memcpy(&row, bytes, sizeof(row));
    if (row.text)
        row.text = (const char *)bytes + sizeof(row);
    replay_rollup_row(rollup, &row);
}

static void take_of_rollup(struct replay_rollup *rollup, enum replay_item item, const void *bytes, size_t size)
{
    const struct rolled_part *part = bytes;
    if (item == REPLAY_ROW)
        take_row(rollup, bytes);
    else if (item == REPLAY_ROLLED)
        replay_rollup_rolled(rollup, part, part + 1, size - sizeof(*part));
    else
        replay_rollup_earlier(rollup, bytes);
}

void replay_take(struct replay *replay, enum replay_item item, const void *bytes, size_t size, int64_t *row)
{
    if (replay->stopped)
        return;
    switch (item) {
    case REPLAY_EVENT:
        *row = ((const struct replay_event *)bytes)->row.event.seq;
        take_event(replay, bytes);
        break;
    case REPLAY_STEP:
        take_step(replay, bytes);
        break;
    case REPLAY_RETURN:
        return_check_give(&replay->returns, bytes);
        break;
    case REPLAY_FIGURES:
        memcpy(&replay->figures, bytes, sizeof(replay->figures));
        break;
    case REPLAY_ROW:
    case REPLAY_ROLLED:
    case REPLAY_EARLIER:
        if (replay->rollup)
            take_of_rollup(replay->rollup, item, bytes, size);
        break;
    }
}

void replay_done(struct replay *replay)
{
    if (!replay->stopped) {
        skip_steps_before(replay, INT64_MAX);
        check_return(replay, NULL);
    }
    replay_rollup_free(replay->rollup);
    engine_free(replay->engine);
    return_check_done(&replay->returns);
    free(replay->steps);
    free(replay);
}
