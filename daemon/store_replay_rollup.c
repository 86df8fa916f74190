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
    struct tallies *together; /* those that are no longer apart, as key 0 */
    bool is_nameless;
};

/* Leaves what the configuration of then had no part in, so that it can be compared; see above. */
static int take_apart(enum tally_by by, attr_unused int64_t key, struct tally *tally, void *data)
{
    static const enum tally_count meaning[] = {TALLY_FULFILLED, TALLY_CAUSE_VISITOR, TALLY_CAUSE_AGENCY,
                                               TALLY_CAUSE_COUNTER, TALLY_CAUSE_OTHER};
    const struct apart *apart = data;
    for (size_t i = 1; i < ARRAY_SIZE(meaning); i++) {
        tally->count[meaning[0]] += tally->count[meaning[i]];
        tally->count[meaning[i]] = 0;
    }
    tally->count[TALLY_IDLE_WAITING_MS] += tally->count[TALLY_IDLE_EMPTY_MS];
    tally->count[TALLY_IDLE_EMPTY_MS] = tally->count[TALLY_SHORT_SERVICES] = tally->count[TALLY_EARLY_NO_SHOWS] = 0;
    if (by == TALLY_HOUR || (by == TALLY_OPERATOR && apart->is_nameless)) {
        struct tally *to = tallies_of(apart->together, by, 0);
        tally_merge(to, tally);
        to->count[TALLY_DAYS] = 1;
    }
    return 0;
}

/* What is left of them, by one thing, as bytes. */
static void pack(struct tallies *tallies, const struct apart *apart, enum tally_by by, struct buffer *bytes)
{
    bool together = by == TALLY_HOUR || (by == TALLY_OPERATOR && apart->is_nameless);
    if (by != TALLY_SERVICE_HOUR)
        rollup_pack(together ? apart->together : tallies, by, bytes);
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

static bool is_same(const struct buffer *one, const struct buffer *other)
{
    return one->length == other->length &&
           (one->length == 0 || memcmp(buffer_bytes(one), buffer_bytes(other), one->length) == 0);
}

/* Damage is told by whoever adds the days up. */
static void compare(const struct replay_rollup *rollup, const struct replay_options *options)
{
    _cleanup_(tallies_freep) struct tallies *rolled = tallies_new(true);
    _cleanup_(tallies_freep) struct tallies *one = tallies_new(true), *other = tallies_new(true);
    const struct apart is = {one, rollup->is_nameless}, wanted = {other, rollup->is_nameless};
    if (!unpack(rollup, rolled))
        return;
    (void)tallies_each(rolled, take_apart, (void *)&is);
    (void)tallies_each(rollup->tallies, take_apart, (void *)&wanted);
    for (enum tally_by by = TALLY_ALL; by < TALLY_BYS; by++) {
        _cleanup_(buffer_done) struct buffer is_bytes = {0}, wanted_bytes = {0};
        pack(rolled, &is, by, &is_bytes);
        pack(rollup->tallies, &wanted, by, &wanted_bytes);
        if (rollup->is_wrong || !is_same(&is_bytes, &wanted_bytes))
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
