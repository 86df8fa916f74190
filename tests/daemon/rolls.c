/* SPDX-License-Identifier: MIT
 *
 * Rolls of paper: what is learned of them, what is left, when they end; over restarts and failed commits, and over
 * days.
 */
#include "tests/daemon/papers_help.h"

#define PRINTER "entrance-1"
#define MM_80_M 80000

static struct roll_seen see(struct help *f)
{
    return papers_see_printer(&f->papers, PRINTER).roll;
}

static int64_t left(struct help *f)
{
    return see(f).tickets_left;
}

static void new_roll(struct help *f)
{
    papers_change_roll(&f->papers, PRINTER, true, 1000);
}

/* A ticket of which so many came out, each of that length; 0: not told. */
static const struct paper *print(struct help *f, int32_t papers, int32_t length_mm)
{
    const struct paper *paper = order(f, 1);
    const struct paper_told told = {.state = PAPER_PRINTED, .papers = papers, .length_mm = length_mm};
    take(f, paper, PRINTER);
    assert_int_equal(papers_report(&f->papers, paper->number, PRINTER, &told), PAPER_DONE);
    return paper;
}

/* So much of the roll. */
static void use(struct help *f, int32_t papers, int32_t length_mm)
{
    for (; papers > PAPER_MOST_PAPERS; papers -= PAPER_MOST_PAPERS)
        print(f, PAPER_MOST_PAPERS, length_mm);
    print(f, papers, length_mm);
}

static void run_out(struct help *f)
{
    tell(f, PRINTER, PRINTER_PAPER_OUT);
    tell(f, PRINTER, PRINTER_READY);
}

static int64_t rows_of_roll(struct help *f, const char *where)
{
    int64_t count;
    assert_int_equal(hall_commit(&f->hall), 0);
    _cleanup_free_ char *sql = mem_printf("SELECT count(*) FROM roll WHERE %s", where);
    assert_int_equal(database_number(store_database(f->hall.store), sql, &count), 0);
    return count;
}

/* All that is known. */
static char *describe_rolls(struct help *f)
{
    struct buffer text = {0};
    papers_find(&f->papers, 1); /* they are read when asked for */
    for (size_t i = 0; i < f->papers.rolls.count; i++) {
        const struct roll_of *of = &f->papers.rolls.items[i];
        const struct roll *roll = &of->roll;
        buffer_printf(&text, "%s since %lld used %lld of %lld out %lld opened %d ask %d mean %lld of %lld low %lld",
                      of->key, (long long)roll->began_ms, (long long)roll->used_mm, (long long)roll->papers,
                      (long long)roll->out_mm, roll->opened, roll->ask, (long long)roll->mean_um,
                      (long long)roll->lengths, (long long)roll->low_ms);
        buffer_printf(&text, " held %lld %lld %lld a thousand until %lld\n", (long long)roll->held_mm[0],
                      (long long)roll->held_mm[1], (long long)roll->held_mm[2],
                      (long long)roll_ends_ms(roll, 1000, turn_now(&f->turn)));
    }
    buffer_append_byte(&text, '\0');
    char *described = mem_strdup(buffer_bytes(&text));
    buffer_done(&text);
    return described;
}

static void restart_with_rolls(struct help *f)
{
    assert_int_equal(hall_commit(&f->hall), 0);
    _cleanup_free_ char *before = describe_rolls(f);
    assert_true(*before);
    restart(f);
    _cleanup_free_ char *after = describe_rolls(f);
    assert_string_equal(after, before);
}

/* --- what is left --- */

static void nothing_is_known_until_a_new_roll_is_said(void **state)
{
    struct help *f = *state;
    tell_all(f);
    assert_int_equal(left(f), -1);
    use(f, 40, 200);
    const struct roll_seen seen = see(f);
    assert_int_equal(seen.tickets_left, -1);
    assert_int_equal(seen.ends_ms, 0);
    assert_int_equal(seen.low_ms, 0);
    assert_false(seen.ask);
    new_roll(f);
    assert_int_equal(left(f), MM_80_M / 200); /* the length was learned */
    restart_with_rolls(f);
}

static void each_paper_takes_its_length(void **state)
{
    struct help *f = *state;
    tell_all(f);
    new_roll(f);
    assert_int_equal(left(f), MM_80_M / ROLL_FIRST_MM);
    print(f, 0, 0); /* one, of no length that was told */
    assert_int_equal(left(f), (MM_80_M - ROLL_FIRST_MM) / ROLL_FIRST_MM);
    print(f, 0, 160);
    assert_int_equal(left(f), (MM_80_M - ROLL_FIRST_MM - 160) / 160);
    const struct paper *paper = print(f, 3, 160);
    assert_int_equal(left(f), (MM_80_M - ROLL_FIRST_MM - 4 * 160) / 160);
    const struct paper_told more = {.state = PAPER_PRINTED, .papers = 5, .length_mm = 160};
    assert_int_equal(papers_report(&f->papers, paper->number, PRINTER, &more), PAPER_DONE);
    assert_int_equal(left(f), (MM_80_M - ROLL_FIRST_MM - 6 * 160) / 160); /* two more of them, not five */
    print(f, 0, 0);
    assert_int_equal(left(f), (MM_80_M - ROLL_FIRST_MM - 7 * 160) / 160); /* as usual */
    assert_int_equal(papers_see_printer(&f->papers, "entrance-2").roll.tickets_left, -1);
    restart_with_rolls(f);
}

static void the_usual_length_is_of_the_last_fifty(void **state)
{
    (void)state;
    struct roll roll = roll_new();
    roll_change(&roll, MM_80_M, 1);
    for (int i = 0; i < 50; i++)
        roll_print(&roll, i % 2 ? 140 : 160, 1, MM_80_M, 1);
    assert_in_range(roll.mean_um, 149000, 151000);
    for (int i = 0; i < 150; i++)
        roll_print(&roll, 100, 1, MM_80_M, 1);
    assert_in_range(roll.mean_um, 100000, 103000);
    roll_print(&roll, 200, 1000, MM_80_M, 1);
    assert_int_equal(roll.mean_um, 200000);
    assert_int_equal(roll.lengths, ROLL_LENGTHS);
}

static void never_less_than_nothing_is_left(void **state)
{
    struct help *f = *state;
    tell_all(f);
    new_roll(f);
    use(f, 900, 100);
    assert_int_equal(left(f), 0);
    restart_with_rolls(f);
}

static void what_the_printer_says_comes_first(void **state)
{
    struct help *f = *state;
    tell_all(f);
    new_roll(f);
    papers_tell_printer(&f->papers, PRINTER, &(struct printer){.state = PRINTER_READY, .tickets_left = 49});
    assert_int_equal(left(f), 49);
    assert_int_equal(see(f).low_ms, papers_see_printer(&f->papers, PRINTER).seen.since_ms);
    papers_tell_printer(&f->papers, PRINTER, &(struct printer){.state = PRINTER_READY, .tickets_left = 50});
    assert_int_equal(left(f), 50);
    assert_int_equal(see(f).low_ms, 0);
    tell(f, PRINTER, PRINTER_READY);
    assert_int_equal(left(f), MM_80_M / ROLL_FIRST_MM);
}

/* --- what a roll holds --- */

static void it_is_learned_of_rolls_that_were_new_and_ran_out(void **state)
{
    struct help *f = *state;
    static const int32_t held[] = {600, 700, 500, 900};
    static const int64_t then[] = {60000, 65000, 60000, 70000};
    tell_all(f);
    new_roll(f);
    for (size_t i = 0; i < ARRAY_SIZE(held); i++) {
        use(f, held[i], 100);
        run_out(f);
        new_roll(f);
        assert_int_equal(left(f), then[i] / 100); /* the mean of the last three */
        restart_with_rolls(f);
    }
}

static void it_is_not_learned_of_others(void **state)
{
    struct help *f = *state;
    tell_all(f);
    use(f, 500, 100); /* since nobody knows when */
    run_out(f);
    new_roll(f);
    assert_int_equal(left(f), MM_80_M / 100);
    use(f, 500, 100); /* changed before it ran out */
    new_roll(f);
    assert_int_equal(left(f), MM_80_M / 100);
    use(f, 159, 100); /* a fifth is 160 */
    run_out(f);
    new_roll(f);
    assert_int_equal(left(f), MM_80_M / 100);
    use(f, 4001, 100); /* more than five */
    run_out(f);
    new_roll(f);
    assert_int_equal(left(f), MM_80_M / 100);
    use(f, 160, 100);
    run_out(f);
    new_roll(f);
    assert_int_equal(left(f), 160);
}

/* The paper was out, and it was the old roll all the same: it is not out any more. */
static void the_old_roll_has_not_run_out(void **state)
{
    struct help *f = *state;
    tell_all(f);
    new_roll(f);
    use(f, 300, 100);
    run_out(f);
    papers_change_roll(&f->papers, PRINTER, false, 1000);
    assert_int_equal(left(f), 500);
    use(f, 200, 100);
    new_roll(f);
    assert_int_equal(left(f), 800);
    use(f, 300, 100);
    run_out(f);
    use(f, 50, 100); /* nobody was asked yet, and it ran out at 300 */
    run_out(f);
    new_roll(f);
    assert_int_equal(left(f), 300);
}

static void the_catalogue_says_what_is_guessed(void **state)
{
    (void)state;
    struct roll roll = roll_new();
    roll_change(&roll, 40000, 1);
    assert_int_equal(roll_tickets_left(&roll, 40000), 40000 / ROLL_FIRST_MM);
    assert_int_equal(roll_holds_mm(&roll, 40000), 40000);
}

/* --- asking --- */

static void who_opens_it_is_asked(void **state)
{
    struct help *f = *state;
    static const enum printer_state opened[] = {PRINTER_PAPER_OUT, PRINTER_COVER_OPEN};
    static const enum printer_state closed[] = {PRINTER_READY, PRINTER_PRINTING, PRINTER_PAPER_LOW};
    tell_all(f);
    for (size_t i = 0; i < ARRAY_SIZE(opened) * ARRAY_SIZE(closed); i++) {
        tell(f, PRINTER, opened[i % 2]);
        assert_false(see(f).ask);
        restart_with_rolls(f);
        tell(f, PRINTER, PRINTER_STOPPED);
        tell(f, PRINTER, PRINTER_JAMMED);
        assert_false(see(f).ask);
        tell(f, PRINTER, closed[i / 2]);
        assert_true(see(f).ask);
        restart_with_rolls(f);
        tell(f, PRINTER, PRINTER_READY);
        assert_true(see(f).ask);
        papers_change_roll(&f->papers, PRINTER, i % 2, 1000);
        assert_false(see(f).ask);
        tell(f, PRINTER, PRINTER_STOPPED);
        tell(f, PRINTER, PRINTER_READY);
        assert_false(see(f).ask);
    }
}

static void nobody_is_asked_for_what_was_said_while_it_was_open(void **state)
{
    struct help *f = *state;
    tell_all(f);
    tell(f, PRINTER, PRINTER_COVER_OPEN);
    new_roll(f);
    papers_tell_printer(&f->papers, PRINTER, &(struct printer){.state = PRINTER_COVER_OPEN, .tickets_left = 7});
    tell(f, PRINTER, PRINTER_READY);
    assert_false(see(f).ask);
}

static void what_is_known_is_written_once(void **state)
{
    struct help *f = *state;
    tell_all(f);
    for (int i = 0; i < 3; i++)
        tell(f, PRINTER, PRINTER_PAPER_OUT);
    for (int i = 0; i < 3; i++)
        tell(f, PRINTER, PRINTER_READY);
    papers_change_roll(&f->papers, PRINTER, false, 1000);
    papers_change_roll(&f->papers, PRINTER, false, 1000);
    assert_int_equal(rows_of_roll(f, "1"), 3);
    assert_int_equal(rows_of_roll(f, "what = 7 AND user = 1000"), 1);
}

/* --- when it ends --- */

static void the_end_comes_at_the_pace_of_the_last_hour(void **state)
{
    struct help *f = *state;
    tell_all(f);
    new_roll(f);
    for (int i = 0; i < 4; i++)
        print(f, 1, 800);
    assert_int_equal(see(f).ends_ms, 0); /* four are no pace */
    print(f, 1, 800);
    assert_int_equal(left(f), 95);
    int64_t now_ms = turn_now(&f->turn), ends_ms = now_ms + 95 * HOUR_MS / 5;
    assert_int_equal(see(f).ends_ms, 0); /* that is tomorrow */
    assert_true(clock_local(ends_ms).date.day != clock_local(now_ms).date.day);
    use(f, 10, 800);
    ends_ms = now_ms + 85 * HOUR_MS / 15;
    assert_int_equal(see(f).ends_ms, ends_ms - ends_ms % MINUTE_MS);
    restart_with_rolls(f);
    assert_int_equal(see(f).ends_ms, ends_ms - ends_ms % MINUTE_MS);
}

static void an_hour_without_paper_is_no_pace(void **state)
{
    struct help *f = *state;
    tell_all(f);
    new_roll(f);
    use(f, 10, 800);
    help_wait(f, 30 * MINUTE_MS);
    tell_all(f);
    use(f, 10, 800);
    int64_t until_ms = papers_deadline(&f->papers, true);
    assert_true(see(f).ends_ms > 0);
    int64_t ends_ms = see(f).ends_ms;
    help_wait(f, 29 * MINUTE_MS);
    assert_int_equal(see(f).ends_ms, ends_ms + 29 * MINUTE_MS);
    help_wait(f, MINUTE_MS);
    ends_ms = turn_now(&f->turn) + 80 * HOUR_MS / 10;
    assert_int_equal(see(f).ends_ms, ends_ms - ends_ms % MINUTE_MS);
    assert_true(until_ms <= turn_now(&f->turn));
    f->papers_changed = 0;
    papers_run(&f->papers);
    assert_int_equal(f->papers_changed & PAPERS_PRINTERS, PAPERS_PRINTERS);
    help_wait(f, 31 * MINUTE_MS);
    assert_int_equal(see(f).ends_ms, 0);
}

/* Who watches printers is told when a pace is over; nobody is woken for nobody. */
static void a_pace_that_is_over_is_told(void **state)
{
    (void)state;
    struct roll roll = roll_new();
    int64_t at_ms = 1000 * HOUR_MS + 12345;
    assert_int_equal(roll_pace_until_ms(&roll, at_ms), INT64_MAX);
    roll_print(&roll, 100, 2, MM_80_M, at_ms);
    assert_int_equal(roll_pace_until_ms(&roll, at_ms), INT64_MAX);
    roll_print(&roll, 100, 5, MM_80_M, at_ms + 7 * MINUTE_MS);
    assert_int_equal(roll_pace_until_ms(&roll, at_ms + 7 * MINUTE_MS), 1001 * HOUR_MS);
    assert_int_equal(roll_pace_until_ms(&roll, 1001 * HOUR_MS), 1001 * HOUR_MS + 7 * MINUTE_MS);
    assert_int_equal(roll_pace_until_ms(&roll, 1001 * HOUR_MS + 7 * MINUTE_MS), INT64_MAX);
}

/* --- when it is time for a new one --- */

static void few_are_left(void **state)
{
    struct help *f = *state;
    tell_all(f);
    new_roll(f);
    use(f, 750, 100);
    help_wait(f, 2 * HOUR_MS); /* that was no pace */
    tell_all(f);
    assert_int_equal(left(f), 50);
    assert_int_equal(see(f).low_ms, 0);
    print(f, 1, 100);
    int64_t since_ms = turn_now(&f->turn);
    assert_int_equal(see(f).low_ms, since_ms);
    help_wait(f, 10 * MINUTE_MS);
    tell_all(f);
    print(f, 1, 100);
    assert_int_equal(see(f).low_ms, since_ms);
    restart_with_rolls(f);
    assert_int_equal(see(f).low_ms, since_ms);
    new_roll(f);
    assert_int_equal(see(f).low_ms, 0);
}

static void it_ends_soon(void **state)
{
    struct help *f = *state;
    tell_all(f);
    new_roll(f);
    use(f, 533, 100);
    assert_int_equal(left(f), 267); /* that many in half an hour */
    assert_int_equal(see(f).low_ms, 0);
    print(f, 1, 100);
    assert_int_equal(see(f).low_ms, turn_now(&f->turn));
    help_wait(f, HOUR_MS);
    assert_int_equal(see(f).low_ms, 0);
}

/* --- days, failed commits --- */

static void a_day_begins_with_all_that_is_known(void **state)
{
    struct help *f = *state;
    tell_all(f);
    new_roll(f);
    use(f, 600, 100);
    run_out(f);
    new_roll(f);
    use(f, 10, 100);
    tell(f, PRINTER, PRINTER_COVER_OPEN);
    tell(f, PRINTER, PRINTER_READY);
    for (int day = 0; day < 2; day++) {
        help_pass(f, 24 * HOUR_MS);
        assert_int_equal(left(f), 590);
        assert_true(see(f).ask);
        restart_with_rolls(f);
        assert_int_equal(left(f), 590);
    }
    assert_true(rows_of_roll(f, "what = 2") >= 4);
    tell_all(f);
    print(f, 1, 100);
    restart_with_rolls(f);
    assert_int_equal(left(f), 589);
}

static void a_failed_commit_takes_back_what_became_of_a_roll(void **state)
{
    struct help *f = *state;
    tell_all(f);
    new_roll(f);
    int64_t number = order(f, 1)->number;
    use(f, 10, 100);
    assert_int_equal(hall_commit(&f->hall), 0);
    _cleanup_free_ char *before = describe_rolls(f);
    for (int i = 0; i < 4; i++) {
        if (i == 0)
            new_roll(f);
        else if (i == 1)
            run_out(f);
        else if (i == 2)
            papers_change_roll(&f->papers, "blue", true, 1000);
        else
            use(f, 10, 100);
        fail_commit(f);
        _cleanup_free_ char *after = describe_rolls(f);
        assert_string_equal(after, before);
        assert_non_null(papers_find(&f->papers, number));
    }
    restart_with_rolls(f);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
            TEST(nothing_is_known_until_a_new_roll_is_said),
            TEST(each_paper_takes_its_length),
            cmocka_unit_test(the_usual_length_is_of_the_last_fifty),
            TEST(never_less_than_nothing_is_left),
            TEST(what_the_printer_says_comes_first),
            TEST(it_is_learned_of_rolls_that_were_new_and_ran_out),
            TEST(it_is_not_learned_of_others),
            TEST(the_old_roll_has_not_run_out),
            cmocka_unit_test(the_catalogue_says_what_is_guessed),
            TEST(who_opens_it_is_asked),
            TEST(nobody_is_asked_for_what_was_said_while_it_was_open),
            TEST(what_is_known_is_written_once),
            TEST(the_end_comes_at_the_pace_of_the_last_hour),
            TEST(an_hour_without_paper_is_no_pace),
            cmocka_unit_test(a_pace_that_is_over_is_told),
            TEST(few_are_left),
            TEST(it_ends_soon),
            TEST(a_day_begins_with_all_that_is_known),
            TEST(a_failed_commit_takes_back_what_became_of_a_roll),
    };
#undef TEST
    return cmocka_run_group_tests_name("rolls", tests, NULL, NULL);
}
