/* SPDX-License-Identifier: MIT
 *
 * Verifying the roll-ups of days: what each day counts is counted beside the replay of its facts, by the same engine,
 * and held against its row. This is in the process of the replay: see store_replay.c.
 *
 * The configuration by which a day was rolled up is not kept, so what comes of it is compared as far as it does not: of
 * steps served, what their outcomes meant; who could have been called by somebody idle; which counters take a service,
 * and its hours altogether; services that were short beside what was usual, no-shows that were early. Hours are local
 * ones, so all of a day together are compared; so nothing here asks for local time, for which others may hold the lock.
 */
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "daemon/rollup_private.h"
#include "daemon/store_verify_private.h"
#include "daemon/tally_told.h"

static const struct rulebook no_rules = {0};
static const struct rollup_known known = {.rulebook = &no_rules, .hours_together = true};

struct replay_rollup {
    struct tallies *tallies;
    struct rollup_count count; /* of the day that was opened */
    bool is_rolled, is_nameless, is_wrong;
    struct buffer rolled[TALLY_BYS];
    struct rolled_key *before; /* what other seals of the day have */
    size_t before_count, before_room;
};

static void begin(struct replay_rollup *rollup)
{
    rollup->tallies = tallies_new(true);
    rollup->count = (struct rollup_count){.known = &known, .tallies = rollup->tallies};
    rollup->before_count = 0;
    rollup->is_rolled = rollup->is_wrong = false;
    for (int by = 0; by < TALLY_BYS; by++)
        buffer_clear(&rollup->rolled[by], SIZE_MAX);
}

static void end(struct replay_rollup *rollup)
{
    rollup_count_done(&rollup->count);
    rollup->tallies = tallies_free(rollup->tallies);
}

struct replay_rollup *replay_rollup_new(void)
{
    struct replay_rollup *rollup = mem_new(struct replay_rollup);
    begin(rollup);
    return rollup;
}

struct replay_rollup *replay_rollup_free(struct replay_rollup *rollup)
{
    if (!rollup)
        return NULL;
    end(rollup);
    for (int by = 0; by < TALLY_BYS; by++)
        buffer_done(&rollup->rolled[by]);
    free(rollup->before);
    free(rollup);
    return NULL;
}

/* --- as it goes by --- */

bool replay_rollup_before(struct replay_rollup *rollup, const struct engine *engine, const struct event *event)
{
    struct rollup_count *count = &rollup->count;
    told_take_event(rollup->tallies, event);
    if (event->kind == EVENT_DAY_OPENED && !count->facts) {
        const struct day_facts_known of_day = {
                .day = event->day, .rulebook = known.rulebook, .hours_together = known.hours_together};
        count->day = event->day;
        count->facts = day_facts_beside(&of_day, engine, rollup->tallies);
    }
    return count->facts && day_facts_before(count->facts, event);
}

void replay_rollup_after(struct replay_rollup *rollup, const struct event *event)
{
    day_facts_after(rollup->count.facts, event);
}

void replay_rollup_step(struct replay_rollup *rollup, const int64_t numbers[STEP_COLUMN_COUNT])
{
    struct store_step step;
    memcpy(&step, numbers, sizeof(step));
    rollup->is_wrong = rollup_count_row(&rollup->count, &step) < 0 || rollup->is_wrong;
}

void replay_rollup_row(struct replay_rollup *rollup, const struct store_row *row)
{
    if (row->table == TABLE_ROLL)
        told_take_roll(rollup->tallies, row);
    else if (rollup->count.facts)
        day_facts_take_paper(rollup->count.facts, row);
}

void replay_rollup_rolled(struct replay_rollup *rollup, const struct rolled_part *part, const void *bytes, size_t size)
{
    rollup->is_rolled = true;
    rollup->is_nameless = part->is_nameless;
    buffer_append(&rollup->rolled[part->by], bytes, size);
}

void replay_rollup_earlier(struct replay_rollup *rollup, const struct rolled_key *key)
{
    mem_grow(rollup->before, rollup->before_count, rollup->before_room);
    rollup->before[rollup->before_count++] = *key;
}

/* --- a day beside its row --- */

struct apart {
    struct tallies *to;
    bool is_nameless;
};

/* What the configuration of then had a part in, so that it can be compared; see above. */
static int take_apart(enum tally_by by, int64_t key, struct tally *tally, void *data)
{
    static const enum tally_count meaning[] = {TALLY_FULFILLED, TALLY_CAUSE_VISITOR, TALLY_CAUSE_AGENCY,
                                               TALLY_CAUSE_COUNTER, TALLY_CAUSE_OTHER};
    const struct apart *apart = data;
    if (by == TALLY_SERVICE_HOUR)
        return 0;
    bool together = by == TALLY_HOUR || (by == TALLY_OPERATOR && apart->is_nameless);
    struct tally *to = tallies_of(apart->to, by, together ? 0 : key);
    tally_merge(to, tally);
    for (size_t i = 1; i < ARRAY_SIZE(meaning); i++) {
        to->count[meaning[0]] += to->count[meaning[i]];
        to->count[meaning[i]] = 0;
    }
    to->count[TALLY_IDLE_WAITING_MS] += to->count[TALLY_IDLE_EMPTY_MS];
    to->count[TALLY_IDLE_EMPTY_MS] = to->count[TALLY_SHORT_SERVICES] = to->count[TALLY_EARLY_NO_SHOWS] = 0;
    if (together)
        to->count[TALLY_DAYS] = 1;
    return 0;
}

static bool is_same(struct tallies *one, struct tallies *other, enum tally_by by)
{
    _cleanup_(buffer_done) struct buffer is = {0}, wanted = {0};
    rollup_pack(one, by, &is);
    rollup_pack(other, by, &wanted);
    return is.length == wanted.length &&
           (is.length == 0 || memcmp(buffer_bytes(&is), buffer_bytes(&wanted), is.length) == 0);
}

/* False: its bytes are damaged. */
static bool unpack(const struct replay_rollup *rollup, struct tallies *rolled)
{
    int r = 0;
    for (enum tally_by by = TALLY_ALL; r == 0 && by < TALLY_BYS; by++) {
        const struct buffer *bytes = &rollup->rolled[by];
        if (bytes->length > 0)
            r = rollup_unpack(buffer_bytes(bytes), bytes->length, by, rolled);
    }
    rollup_join(rolled);
    return r == 0;
}

static void find(const struct replay_options *options, int32_t day, enum tally_by by)
{
    char text[DATE_TEXT_SIZE];
    struct finding finding = {.kind = FINDING_ROLLUP, .row = day};
    snprintf(finding.text, sizeof(finding.text), "the roll-up of %s (%s) is not what its facts say",
             verify_day(day, text), tally_by_words[by]);
    options->found(&finding, options->data);
}

/* Damage is told by whoever adds the days up. */
static void compare(const struct replay_rollup *rollup, const struct replay_options *options)
{
    _cleanup_(tallies_freep) struct tallies *rolled = tallies_new(true);
    _cleanup_(tallies_freep) struct tallies *one = tallies_new(true), *other = tallies_new(true);
    if (!unpack(rollup, rolled))
        return;
    (void)tallies_each(rolled, take_apart, &(struct apart){one, rollup->is_nameless});
    (void)tallies_each(rollup->tallies, take_apart, &(struct apart){other, rollup->is_nameless});
    for (enum tally_by by = TALLY_ALL; by < TALLY_BYS; by++) {
        if (rollup->is_wrong || !is_same(one, other, by))
            find(options, rollup->count.day, by);
    }
}

void replay_rollup_close(struct replay_rollup *rollup, const struct replay_options *options)
{
    if (rollup->is_rolled && rollup->count.facts) {
        rollup_count_end(&rollup->count, 0);
        for (size_t i = 0; i < rollup->before_count; i++)
            rollup_forget_day(rollup->tallies, (enum tally_by)rollup->before[i].by, rollup->before[i].key);
        compare(rollup, options);
    }
    end(rollup);
    begin(rollup);
}
