/* SPDX-License-Identifier: MIT
 *
 * Tallies: percentiles beside sorting, merging in any order, bytes that are written in one way only, and what a row
 * counts, by rows made by hand.
 */
#include "daemon/tally.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/engine/chance.h"
#include "daemon/engine/ticket.h"

#define MINUTE_MS INT64_C(60000)
#define DAY_MS    (24 * 60 * MINUTE_MS)

enum { ROUNDS = 60, LENGTHS_MOST = 3000 };

/* --- made by chance --- */

static int64_t below(struct chance *chance, int64_t most)
{
    uint64_t word = (uint64_t)chance_word(chance) << 32;
    return (int64_t)((word | chance_word(chance)) % (uint64_t)most);
}

/* Of every size up to 24 days, as often short as long. */
static int64_t any_length(struct chance *chance)
{
    return below(chance, (24 * DAY_MS >> below(chance, 31)) + 1);
}

static void add_anything(struct tally *tally, struct chance *chance)
{
    int64_t what = below(chance, 8);
    if (what < 5)
        tally_add_time(tally, (enum tally_spread)below(chance, SPREAD_LIMIT), any_length(chance));
    else if (what == 5)
        tally->count[below(chance, TALLY_COUNT_LIMIT)] += below(chance, 2000) - 500;
    else if (what == 6)
        tally_add_part(tally, (enum tally_part)below(chance, PART_LIMIT), (int32_t)below(chance, 30),
                       below(chance, 100) - 30);
    else
        tally_add_target(tally, below(chance, 600) * MINUTE_MS);
}

static struct buffer bytes_of(struct tally *tally)
{
    struct buffer buffer = {0};
    tally_encode(tally, &buffer);
    return buffer;
}

static void expect_same(struct tally *one, struct tally *other)
{
    _cleanup_(buffer_done) struct buffer a = bytes_of(one), b = bytes_of(other);
    assert_int_equal(a.length, b.length);
    assert_memory_equal(buffer_bytes(&a), buffer_bytes(&b), a.length);
}

/* --- percentiles --- */

static int by_size(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return (one > other) - (one < other);
}

static void expect_percentiles(struct chance *chance, size_t count)
{
    _cleanup_free_ int64_t *lengths = mem_new_n(int64_t, count);
    _cleanup_(tally_done) struct tally exact, rough;
    int64_t sum = 0;
    tally_init(&exact, true);
    tally_init(&rough, false);
    for (size_t i = 0; i < count; i++) {
        lengths[i] = i > 0 && below(chance, 4) == 0 ? lengths[i - 1] : any_length(chance);
        sum += lengths[i];
        tally_add_time(&exact, SPREAD_WAY, lengths[i]);
        tally_add_time(&rough, SPREAD_WAY, lengths[i]);
    }
    qsort(lengths, count, sizeof(lengths[0]), by_size);
    for (int percent = 1; percent <= 100; percent++) {
        int64_t wanted = lengths[(count * (size_t)percent + 99) / 100 - 1];
        int64_t told = tally_percentile(&rough, SPREAD_WAY, percent);
        assert_int_equal(tally_percentile(&exact, SPREAD_WAY, percent), wanted);
        assert_true((told > wanted ? told - wanted : wanted - told) * 100 <= wanted);
    }
    assert_int_equal(rough.spread[SPREAD_WAY].least_ms, lengths[0]);
    assert_int_equal(rough.spread[SPREAD_WAY].most_ms, lengths[count - 1]);
    assert_int_equal(rough.spread[SPREAD_WAY].sum_ms, sum);
    assert_int_equal(tally_mean(&exact, SPREAD_WAY), (sum + (int64_t)count / 2) / (int64_t)count);
}

static void test_percentiles(void **state)
{
    struct chance chance = {11};
    (void)state;
    for (int i = 0; i < ROUNDS; i++)
        expect_percentiles(&chance, (size_t)below(&chance, LENGTHS_MOST) + 1);
    for (size_t count = 1; count < 12; count++)
        expect_percentiles(&chance, count);
}

static void test_empty(void **state)
{
    _cleanup_(tally_done) struct tally tally;
    (void)state;
    tally_init(&tally, true);
    assert_int_equal(tally_percentile(&tally, SPREAD_WAITING, 50), 0);
    assert_int_equal(tally_mean(&tally, SPREAD_WAITING), 0);
    assert_int_equal(tally_part(&tally, PART_PAUSE, 1), 0);
    tally_add_part(&tally, PART_PAUSE, 1, 5);
    tally_add_part(&tally, PART_PAUSE, 1, -5);
    assert_int_equal(tally.item_count, 0);
    tally_add_time(&tally, SPREAD_WAITING, -7);
    assert_int_equal(tally_percentile(&tally, SPREAD_WAITING, 50), 0);
    assert_int_equal(tally.spread[SPREAD_WAITING].count, 1);
    tally_add_time(&tally, SPREAD_WAITING, 1000 * DAY_MS);
    assert_int_equal(tally_percentile(&tally, SPREAD_WAITING, 100), INT32_MAX - 1);
}

/* --- merging --- */

enum { PIECES = 7 };

/* All at once, and in pieces that are merged in any order, some of them as what they were encoded to. */
static void expect_merged(struct chance *chance, bool exact, bool pieces_exact)
{
    _cleanup_(tally_done) struct tally whole, merged;
    struct tally pieces[PIECES];
    tally_init(&whole, exact);
    tally_init(&merged, exact);
    for (int i = 0; i < PIECES; i++) {
        struct chance again;
        tally_init(&pieces[i], pieces_exact);
        int64_t count = below(chance, 500);
        again = *chance;
        for (int64_t k = 0; k < count; k++)
            add_anything(&pieces[i], chance);
        for (int64_t k = 0; k < count; k++)
            add_anything(&whole, &again);
    }
    for (int left = PIECES, i; left > 0; left--) {
        i = (int)below(chance, left);
        if (below(chance, 2)) {
            _cleanup_(buffer_done) struct buffer bytes = bytes_of(&pieces[i]);
            assert_int_equal(tally_decode(&merged, buffer_bytes(&bytes), bytes.length), 0);
        } else {
            tally_merge(&merged, &pieces[i]);
        }
        tally_done(&pieces[i]);
        pieces[i] = pieces[left - 1];
    }
    expect_same(&whole, &merged);
}

static void test_merge(void **state)
{
    struct chance chance = {12};
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        expect_merged(&chance, true, true);
        expect_merged(&chance, false, false);
        expect_merged(&chance, false, true);
    }
}

/* Ten years of days: what is not yet in order is bounded. */
static void test_merge_many(void **state)
{
    struct chance chance = {13};
    _cleanup_(tally_done) struct tally all;
    (void)state;
    tally_init(&all, false);
    for (int i = 0; i < 3650; i++) {
        _cleanup_(tally_done) struct tally day;
        tally_init(&day, true);
        for (int k = 0; k < 40; k++)
            tally_add_time(&day, SPREAD_SERVICE, any_length(&chance));
        tally_merge(&all, &day);
        assert_true(all.spread[SPREAD_SERVICE].room < 16384);
    }
    assert_int_equal(all.spread[SPREAD_SERVICE].count, 3650 * 40);
}

/* --- as bytes --- */

/* Damaged bytes are refused; or they are those of another tally, which is written so again. */
static void expect_refused_or_same(const struct buffer *bytes)
{
    _cleanup_(tally_done) struct tally tally;
    tally_init(&tally, bytes->length && buffer_bytes(bytes)[0] == 1);
    int r = tally_decode(&tally, bytes->length ? buffer_bytes(bytes) : "", bytes->length);
    if (r < 0) {
        assert_int_equal(r, -EBADMSG);
        return;
    }
    _cleanup_(buffer_done) struct buffer again = bytes_of(&tally);
    assert_int_equal(again.length, bytes->length);
    assert_memory_equal(buffer_bytes(&again), buffer_bytes(bytes), again.length);
}

static void damage(struct chance *chance, struct buffer *bytes)
{
    char *all = bytes->bytes + bytes->start;
    int64_t where = below(chance, (int64_t)bytes->length);
    switch (below(chance, 3)) {
    case 0:
        all[where] = (char)below(chance, 256);
        break;
    case 1:
        bytes->length = (size_t)where;
        break;
    default:
        all[where] = (char)(all[where] ^ (1 << below(chance, 8)));
    }
}

static void test_bytes(void **state)
{
    struct chance chance = {14};
    (void)state;
    for (int i = 0; i < ROUNDS * 20; i++) {
        _cleanup_(tally_done) struct tally tally, back;
        bool exact = below(&chance, 2);
        tally_init(&tally, exact);
        tally_init(&back, exact);
        for (int64_t left = below(&chance, 60); left > 0; left--)
            add_anything(&tally, &chance);
        _cleanup_(buffer_done) struct buffer bytes = bytes_of(&tally);
        assert_int_equal(tally_decode(&back, buffer_bytes(&bytes), bytes.length), 0);
        expect_same(&tally, &back);
        for (int k = 0; k < 30 && bytes.length > 0; k++) {
            damage(&chance, &bytes);
            expect_refused_or_same(&bytes);
        }
    }
}

/* What is taken of some is what all of it has; the rest stays as it was. */
static void test_some_of_it(void **state)
{
    struct chance chance = {15};
    (void)state;
    for (int i = 0; i < ROUNDS * 20; i++) {
        _cleanup_(tally_done) struct tally tally, back, wanted;
        bool exact = below(&chance, 2);
        unsigned taken = (unsigned)below(&chance, TALLY_WHOLE + 1);
        tally_init(&tally, exact);
        tally_init(&back, exact);
        tally_init(&wanted, exact);
        for (int64_t left = below(&chance, 60); left > 0; left--)
            add_anything(&tally, &chance);
        _cleanup_(buffer_done) struct buffer bytes = bytes_of(&tally);
        assert_int_equal(tally_decode_some(&back, buffer_bytes(&bytes), bytes.length, taken), 0);
        assert_int_equal(tally_decode(&wanted, buffer_bytes(&bytes), bytes.length), 0);
        for (int place = 0; place < SPREAD_LIMIT; place++) {
            if (taken & SPREAD_BIT(place))
                continue;
            free(wanted.spread[place].items);
            wanted.spread[place] = (struct spread){0};
        }
        if (!(taken & TALLY_SUMS)) {
            memset(wanted.count, 0, sizeof(wanted.count));
            wanted.item_count = 0;
            wanted.target_least_ms = wanted.target_most_ms = -1;
        }
        expect_same(&wanted, &back);
    }
}

/* Many lengths near one another: long rows of bytes that are read and passed over several at a time. */
static void add_many(struct tally *tally, enum tally_spread place, struct chance *chance)
{
    int64_t around = any_length(chance), wide = below(chance, 3) ? around / 4 + 1 : 90;
    for (int64_t left = below(chance, 3000); left > 0; left--) {
        int64_t ms = around + below(chance, wide);
        for (int64_t times = below(chance, 4) ? 1 : below(chance, 300); times > 0; times--)
            tally_add_time(tally, place, ms);
    }
}

static void test_many_of_it(void **state)
{
    struct chance chance = {16};
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        _cleanup_(tally_done) struct tally tally, whole, some;
        bool exact = i % 4 == 0;
        tally_init(&tally, exact);
        tally_init(&whole, exact);
        tally_init(&some, exact);
        for (int place = 0; place < SPREAD_LIMIT; place++)
            add_many(&tally, (enum tally_spread)place, &chance);
        _cleanup_(buffer_done) struct buffer bytes = bytes_of(&tally);
        assert_int_equal(tally_decode(&whole, buffer_bytes(&bytes), bytes.length), 0);
        expect_same(&tally, &whole);
        assert_int_equal(tally_decode_some(&some, buffer_bytes(&bytes), bytes.length, SPREAD_BIT(SPREAD_PARKED)), 0);
        for (int place = 0; place < SPREAD_LIMIT; place++) {
            assert_int_equal(some.spread[place].count, place == SPREAD_PARKED ? tally.spread[place].count : 0);
            for (int percent = 0; place == SPREAD_PARKED && percent <= 100; percent++)
                assert_int_equal(tally_percentile(&some, SPREAD_PARKED, percent),
                                 tally_percentile(&tally, SPREAD_PARKED, percent));
        }
        for (size_t cut = 1; cut < 40 && cut < bytes.length; cut++) {
            _cleanup_(tally_done) struct tally less;
            tally_init(&less, exact);
            assert_int_equal(tally_decode_some(&less, buffer_bytes(&bytes), bytes.length - cut, SPREAD_BIT(0)),
                             -EBADMSG);
        }
    }
}

/* What was added and is taken away again is not there, but for the least and the most. */
static void test_take_away(void **state)
{
    struct chance chance = {17};
    (void)state;
    for (int i = 0; i < ROUNDS * 5; i++) {
        _cleanup_(tally_done) struct tally both, kept, other;
        tally_init(&both, i % 2);
        tally_init(&kept, false);
        tally_init(&other, i % 3);
        for (int64_t left = below(&chance, 400); left > 0; left--)
            add_anything(&kept, &chance);
        for (int64_t left = below(&chance, 400); left > 0; left--)
            add_anything(&other, &chance);
        tally_merge(&both, &kept);
        tally_merge(&both, &other);
        tally_take_away(&both, &other);
        assert_memory_equal(both.count, kept.count, sizeof(both.count));
        assert_int_equal(both.item_count, kept.item_count);
        for (int place = 0; place < SPREAD_LIMIT; place++) {
            const struct spread *spread = &both.spread[place];
            assert_int_equal(spread->count, kept.spread[place].count);
            assert_int_equal(spread->sum_ms, kept.spread[place].sum_ms);
            for (int percent = 1; spread->count && percent <= 100; percent++) {
                if (!tally_percentile_is_bound(&both, (enum tally_spread)place, percent))
                    assert_int_equal(tally_percentile(&both, (enum tally_spread)place, percent),
                                     tally_percentile(&kept, (enum tally_spread)place, percent));
            }
        }
    }
}

static void test_close(void **state)
{
    struct chance chance = {18};
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        _cleanup_(tally_done) struct tally tally, closed;
        tally_init(&tally, i % 2);
        for (int64_t left = below(&chance, 400); left > 0; left--)
            add_anything(&tally, &chance);
        tally_init(&closed, i % 2);
        tally_merge(&closed, &tally);
        tally_close(&closed);
        for (int place = 0; place < SPREAD_LIMIT; place++) {
            enum tally_spread of = (enum tally_spread)place;
            assert_null(closed.spread[place].items);
            assert_int_equal(closed.spread[place].count, tally.spread[place].count);
            assert_int_equal(tally_mean(&closed, of), tally_mean(&tally, of));
            assert_int_equal(tally_percentile(&closed, of, 50), tally_percentile(&tally, of, 50));
            assert_int_equal(tally_percentile(&closed, of, 90), tally_percentile(&tally, of, 90));
        }
    }
}

/* What is exact and takes buckets is in buckets. */
static void test_exact_takes_buckets(void **state)
{
    (void)state;
    for (int way = 0; way < 2; way++) {
        _cleanup_(tally_done) struct tally rough, exact;
        tally_init(&rough, false);
        tally_init(&exact, true);
        tally_add_time(&rough, SPREAD_WAITING, 1000);
        tally_add_time(&exact, SPREAD_WAITING, 1001);
        tally_add_time(&exact, SPREAD_WAITING, 1001);
        _cleanup_(buffer_done) struct buffer bytes = bytes_of(&rough);
        if (way == 0)
            assert_int_equal(tally_decode(&exact, buffer_bytes(&bytes), bytes.length), 0);
        else
            tally_merge(&exact, &rough);
        assert_false(exact.exact);
        assert_int_equal(exact.spread[SPREAD_WAITING].count, 3);
        assert_int_equal(exact.spread[SPREAD_WAITING].sum_ms, 3002);
        assert_int_equal(tally_percentile(&exact, SPREAD_WAITING, 1), 1001); /* one bucket, whose middle is 1004 */
    }
}

/* Visits that waited as their steps did cost hardly anything. */
static void test_visits_as_steps(void **state)
{
    struct chance chance = {15};
    (void)state;
    for (int exact = 0; exact < 2; exact++) {
        _cleanup_(tally_done) struct tally tally, back;
        tally_init(&tally, exact);
        tally_init(&back, exact);
        for (int i = 0; i < 500; i++) {
            int64_t ms = any_length(&chance);
            tally_add_time(&tally, SPREAD_WAITING, ms);
            tally_add_time(&tally, SPREAD_VISIT_WAITING, i % 100 ? ms : ms * 2);
        }
        _cleanup_(buffer_done) struct buffer both = bytes_of(&tally);
        assert_int_equal(tally_decode(&back, buffer_bytes(&both), both.length), 0);
        expect_same(&tally, &back);
        free(tally.spread[SPREAD_VISIT_WAITING].items);
        tally.spread[SPREAD_VISIT_WAITING] = (struct spread){0};
        _cleanup_(buffer_done) struct buffer one = bytes_of(&tally);
        assert_true(both.length - one.length < 80);
    }
}

/* --- rows --- */

static struct store_step served(void)
{
    return (struct store_step){.channel = CHANNEL_KIOSK,
                               .entry = ENTRY_ISSUE,
                               .ending = END_SERVED,
                               .party = 2,
                               .target_ms = 15 * MINUTE_MS,
                               .entered_ms = 1000,
                               .first_called_ms = 1000 + 10 * MINUTE_MS,
                               .ended_ms = 1000 + 20 * MINUTE_MS,
                               .waited_ms = 10 * MINUTE_MS,
                               .way_ms = MINUTE_MS,
                               .service_ms = 9 * MINUTE_MS,
                               .outcome = 3,
                               .quantity = 4};
}

static struct store_step left_after(int64_t minutes, enum step_end ending)
{
    struct store_step row = served();
    row.ending = ending;
    row.first_called_ms = row.way_ms = row.service_ms = row.outcome = row.quantity = 0;
    row.waited_ms = minutes * MINUTE_MS;
    return row;
}

static struct tally tally_of(const struct store_step *rows, size_t count)
{
    struct tally tally;
    tally_init(&tally, true);
    for (size_t i = 0; i < count; i++)
        tally_take_step(&tally, &(struct tally_step){.row = &rows[i], .fulfilled = true, .visit_waited_ms = -1});
    return tally;
}

static void test_level(void **state)
{
    struct store_step rows[] = {
            served(),
            served(),
            left_after(5, END_CANCELLED),    /* in time: nobody knows better */
            left_after(15, END_CANCELLED),   /* just in time */
            left_after(16, END_CANCELLED),   /* in vain */
            left_after(5, END_NEVER_CALLED), /* he would have waited on */
            left_after(16, END_NEVER_CALLED),
            left_after(16, END_TRANSFERRED),
            left_after(0, END_SERVED), /* served at once: below */
    };
    (void)state;
    rows[1].waited_ms = 15 * MINUTE_MS + 1;
    rows[8].entry = ENTRY_DIRECT;
    rows[8].first_called_ms = 1000;
    rows[8].target_ms = 99 * MINUTE_MS;
    _cleanup_(tally_done) struct tally tally = tally_of(rows, ARRAY_SIZE(rows));
    assert_int_equal(tally.count[TALLY_CALLED], 2);
    assert_int_equal(tally.count[TALLY_WITHIN], 1);
    assert_int_equal(tally.count[TALLY_MEASURED], 6);
    int late = 0;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        late += tally_is_late(&rows[i]);
    assert_int_equal(late, 5);
    assert_int_equal(tally.target_least_ms, 15 * MINUTE_MS);
    assert_int_equal(tally.target_most_ms, 15 * MINUTE_MS);
    assert_int_equal(tally.spread[SPREAD_WAITING].count, 2);
    assert_int_equal(tally.spread[SPREAD_WAY].count, 2);
    assert_int_equal(tally.spread[SPREAD_SERVICE].count, 3);
    assert_int_equal(tally.count[TALLY_STEP_SERVED], 3);
    assert_int_equal(tally.count[TALLY_STEP_CANCELLED], 3);
    assert_int_equal(tally.count[TALLY_STEP_NEVER_CALLED], 2);
    assert_int_equal(tally.count[TALLY_STEP_TRANSFERRED], 1);
    assert_int_equal(tally.count[TALLY_PEOPLE], 6);
    assert_int_equal(tally.count[TALLY_QUANTITY], 8);
}

/* The finish was forgotten; entered afterwards; adopted at a guess; finished without arrival; the daemon was away. */
static void test_marks(void **state)
{
    struct store_step rows[] = {served(), served(), served(), served(), served()};
    (void)state;
    rows[0].marks = MARK_INACCURATE | MARK_NOT_RECORDED;
    rows[1].marks = MARK_INACCURATE | MARK_IMPLIED;
    rows[1].entry = ENTRY_DIRECT;
    rows[1].channel = CHANNEL_HAND;
    rows[2].marks = MARK_INACCURATE;
    rows[2].channel = CHANNEL_ADOPTED;
    rows[3].marks = MARK_IMPLIED;
    rows[3].way_ms = 0;
    rows[4].marks = MARK_INTERRUPTED;
    _cleanup_(tally_done) struct tally tally = tally_of(rows, ARRAY_SIZE(rows));
    assert_int_equal(tally.count[TALLY_INACCURATE], 3);
    assert_int_equal(tally.count[TALLY_INTERRUPTED], 1);
    assert_int_equal(tally.count[TALLY_IMPLIED], 2);
    assert_int_equal(tally.count[TALLY_NOT_RECORDED], 1);
    assert_int_equal(tally.count[TALLY_FULFILLED], 4);
    assert_int_equal(tally.spread[SPREAD_WAITING].count, 2); /* 0 and 3 */
    assert_int_equal(tally.spread[SPREAD_WAY].count, 2);     /* 0 and 2 */
    assert_int_equal(tally.spread[SPREAD_SERVICE].count, 0);
    assert_int_equal(tally.count[TALLY_CALLED], 4);
}

static void test_outcomes(void **state)
{
    static const int32_t causes[] = {0, 1, 2, 3, 4, 99};
    _cleanup_(tally_done) struct tally tally;
    struct store_step row = served();
    (void)state;
    tally_init(&tally, true);
    for (size_t i = 0; i < ARRAY_SIZE(causes); i++)
        tally_take_step(&tally, &(struct tally_step){.row = &row, .cause = causes[i], .visit_waited_ms = -1});
    row.outcome = 0;
    tally_take_step(&tally, &(struct tally_step){.row = &row, .fulfilled = true, .visit_waited_ms = -1});
    row.ending = END_NO_SHOW;
    row.outcome = 3;
    tally_take_step(&tally, &(struct tally_step){.row = &row, .fulfilled = true, .visit_waited_ms = -1});
    assert_int_equal(tally.count[TALLY_CAUSE_VISITOR], 1);
    assert_int_equal(tally.count[TALLY_CAUSE_AGENCY], 1);
    assert_int_equal(tally.count[TALLY_CAUSE_COUNTER], 1);
    assert_int_equal(tally.count[TALLY_CAUSE_OTHER], 3);
    assert_int_equal(tally.count[TALLY_FULFILLED], 0);
    assert_int_equal(tally.count[TALLY_NOT_RECORDED], 1);
    assert_int_equal(tally_part(&tally, PART_OUTCOME, 3), 6);
}

static void test_visits(void **state)
{
    _cleanup_(tally_done) struct tally tally;
    struct store_step row = served();
    (void)state;
    tally_init(&tally, true);
    row.ending = END_TRANSFERRED;
    tally_take_step(&tally, &(struct tally_step){.row = &row, .visit_waited_ms = -1});
    row.ending = END_NO_SHOW;
    row.returns = 2;
    row.recalls = 3;
    row.put_offs = 1;
    row.put_off_ms = 7;
    tally_take_step(&tally,
                    &(struct tally_step){.row = &row, .last = true, .partly = true, .visit_waited_ms = 25 * MINUTE_MS});
    assert_int_equal(tally.count[TALLY_VISIT_NO_SHOW], 1);
    assert_int_equal(tally.count[TALLY_VISIT_TRANSFERRED], 0);
    assert_int_equal(tally.count[TALLY_VISIT_PARTLY_SERVED], 1);
    assert_int_equal(tally.count[TALLY_STEP_TRANSFERRED], 1);
    assert_int_equal(tally.count[TALLY_STEP_NO_SHOW], 1);
    assert_int_equal(tally.count[TALLY_RETURNED], 2);
    assert_int_equal(tally.count[TALLY_RECALLS], 3);
    assert_int_equal(tally.count[TALLY_PUT_OFFS], 1);
    assert_int_equal(tally.spread[SPREAD_PUT_OFF].sum_ms, 7);
    assert_int_equal(tally.spread[SPREAD_VISIT_WAITING].count, 1);
    assert_int_equal(tally.spread[SPREAD_VISIT_WAITING].sum_ms, 25 * MINUTE_MS);
}

/* --- tallies --- */

static int note_key(enum tally_by by, int64_t key, struct tally *tally, void *data)
{
    int64_t *last = data, place = (int64_t)by * 1000000 + key;
    assert_true(place > *last);
    assert_int_equal(tally->count[TALLY_CALLED], 1 + (by == TALLY_SERVICE && key == 7));
    *last = place;
    return 0;
}

static void test_tallies(void **state)
{
    struct tallies *tallies = tallies_new(false);
    int64_t last = -1;
    (void)state;
    assert_null(tallies_find(tallies, TALLY_ALL, 0));
    for (int64_t key = 5000; key > 0; key--)
        tallies_of(tallies, (enum tally_by)(TALLY_SERVICE + key % 3), key)->count[TALLY_CALLED]++;
    tallies_of(tallies, TALLY_SERVICE, 6)->count[TALLY_CALLED] = 1;
    tallies_of(tallies, TALLY_SERVICE, 7)->count[TALLY_CALLED] = 2;
    assert_non_null(tallies_find(tallies, TALLY_SERVICE, 6));
    assert_int_equal(tallies_each(tallies, note_key, &last), 0);
    assert_int_equal(last, (TALLY_SERVICE + 2) * INT64_C(1000000) + 5000);
    tallies_free(tallies);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_percentiles),     cmocka_unit_test(test_empty),
            cmocka_unit_test(test_merge),           cmocka_unit_test(test_merge_many),
            cmocka_unit_test(test_bytes),           cmocka_unit_test(test_some_of_it),
            cmocka_unit_test(test_many_of_it),      cmocka_unit_test(test_take_away),
            cmocka_unit_test(test_close),           cmocka_unit_test(test_exact_takes_buckets),
            cmocka_unit_test(test_visits_as_steps), cmocka_unit_test(test_level),
            cmocka_unit_test(test_marks),           cmocka_unit_test(test_outcomes),
            cmocka_unit_test(test_visits),          cmocka_unit_test(test_tallies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
