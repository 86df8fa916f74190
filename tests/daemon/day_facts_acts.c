/* SPDX-License-Identifier: MIT
 *
 * What was done to visits, for lines that must add up and for the auditor; bookings, ratings, paper.
 */
#include "daemon/paper_row.h"
#include "tests/daemon/day_facts_help.h"

enum { TAX = 1, PHOTO = 2, BANK = 3 };

/* --- what staff changed --- */

/* From TAX and regular to PHOTO and ahead, and once more to BANK: in between it was nowhere in the end. */
static void what_was_changed_is_told_of_both(void **state)
{
    struct world *world = *state;
    script_issue(world, TAX);
    GIVE(.kind = COMMAND_CHANGE, .ticket = 1, .services = {PHOTO}, .class = CLASS_AHEAD, .reason = REASON_ANY);
    GIVE(.kind = COMMAND_CHANGE, .ticket = 1, .services = {BANK}, .class = CLASS_AHEAD, .reason = REASON_ANY);
    struct tallies *tallies = tallies_closed(world);
    assert_int_equal(COUNT(SERVICE, TAX, ISSUED), 1);
    assert_int_equal(COUNT(SERVICE, TAX, ENTERED_ISSUE), 1);
    assert_int_equal(COUNT(SERVICE, TAX, CHANGED_OUT), 1);
    assert_int_equal(COUNT(SERVICE, PHOTO, CHANGED_IN), 0);
    assert_int_equal(COUNT(SERVICE, BANK, CHANGED_IN), 1);
    assert_int_equal(COUNT(SERVICE, BANK, STEP_NEVER_CALLED), 1);
    assert_int_equal(COUNT(CLASS, CLASS_REGULAR, CHANGED_OUT), 1);
    assert_int_equal(COUNT(CLASS, CLASS_AHEAD, CHANGED_IN), 1);
    assert_int_equal(COUNT(ALL, 0, CHANGED_IN), 0);
    assert_int_equal(COUNT(SERVICE, TAX, SERVICE_CHANGES), 1);
    assert_int_equal(COUNT(SERVICE, PHOTO, SERVICE_CHANGES), 1);
    assert_int_equal(COUNT(ALL, 0, SERVICE_CHANGES), 2);
    assert_int_equal(COUNT(ALL, 0, CLASS_CHANGES), 1);
    assert_int_equal(COUNT(ALL, 0, RETURN_CODES), 1);
    tallies_free(tallies);
}

/* Ticket 2 joins ticket 1: it ends as joined, and PHOTO is the next step of the first. */
static void what_was_joined_comes_by_another_way(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    script_issue(world, TAX);
    script_issue(world, PHOTO);
    GIVE(.kind = COMMAND_JOIN, .ticket = 2, .to_ticket = 1);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 1);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    struct tallies *tallies = tallies_closed(world);
    assert_int_equal(COUNT(ALL, 0, ISSUED), 2);
    assert_int_equal(COUNT(SERVICE, PHOTO, ENTERED_ISSUE), 1);
    assert_int_equal(COUNT(SERVICE, PHOTO, ENTERED_JOIN), 1);
    assert_int_equal(COUNT(ALL, 0, ENTERED_NEXT), 0);
    assert_int_equal(COUNT(SERVICE, PHOTO, STEP_JOINED), 1);
    assert_int_equal(COUNT(ALL, 0, VISIT_JOINED), 1);
    assert_int_equal(COUNT(ALL, 0, VISIT_NEVER_CALLED), 1);
    tallies_free(tallies);
}

/* Of the service where it was finished, and not if that was taken back. */
static void what_was_lacking(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    for (int i = 0; i < 3; i++) {
        script_issue(world, i < 2 ? TAX : PHOTO);
        GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
        GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = 2, .lacked = ID_BIT(1) | ID_BIT(LACKED_LINES - i));
    }
    GIVE(.kind = COMMAND_UNDO, .operator_id = 1);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = 2, .lacked = ID_BIT(7));
    struct tallies *tallies = tallies_closed(world);
    const struct tally *tax = tallies_of(tallies, TALLY_SERVICE, TAX),
                       *photo = tallies_of(tallies, TALLY_SERVICE, PHOTO);
    assert_int_equal(tally_part(tax, PART_LACKED, 1), 2);
    assert_int_equal(tally_part(tax, PART_LACKED, LACKED_LINES), 1);
    assert_int_equal(tally_part(tax, PART_LACKED, LACKED_LINES - 1), 1);
    assert_int_equal(tally_part(photo, PART_LACKED, 1), 0);
    assert_int_equal(tally_part(photo, PART_LACKED, 7), 1);
    assert_int_equal(tally_part(tallies_of(tallies, TALLY_ALL, 0), PART_LACKED, 1), 0);
    tallies_free(tallies);
}

/* --- what was taken back --- */

/* A chosen call, a transfer and a park, each at once and undone; then a finish, whose next step went with it. */
static void what_was_undone_has_not_been(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    GIVE(.kind = COMMAND_ISSUE, .services = {TAX, PHOTO}, .class = CLASS_REGULAR, .party = 1, .channel = CHANNEL_KIOSK);
    GIVE(.kind = COMMAND_CHOOSE, .operator_id = 1, .ticket = 1, .reason = REASON_ANY);
    GIVE(.kind = COMMAND_UNDO, .operator_id = 1);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 1);
    GIVE(.kind = COMMAND_TRANSFER, .operator_id = 1, .to_service = BANK, .place = PLACE_END);
    GIVE(.kind = COMMAND_UNDO, .operator_id = 1);
    GIVE(.kind = COMMAND_PARK, .operator_id = 1);
    GIVE(.kind = COMMAND_UNDO, .operator_id = 1);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    GIVE(.kind = COMMAND_UNDO, .operator_id = 1);
    world_wait(world, MINUTE);
    struct tallies *tallies = tallies_now(world);
    assert_int_equal(COUNT(ALL, 0, UNDOS), 4);
    assert_int_equal(COUNT(OPERATOR, 1, UNDOS), 4);
    assert_int_equal(COUNT(SERVICE, TAX, UNDOS), 4);
    assert_int_equal(COUNT(ALL, 0, CHOSEN_CALLS), 0);
    assert_int_equal(COUNT(ALL, 0, TRANSFERRED_SOON), 0);
    assert_int_equal(COUNT(ALL, 0, PARKED_SOON), 0);
    assert_int_equal(COUNT(ALL, 0, ENTERED_TRANSFER), 0);
    assert_int_equal(COUNT(ALL, 0, ENTERED_NEXT), 0);
    assert_int_equal(COUNT(ALL, 0, STEPS_OPEN), 1);
    tallies_free(tallies);
}

/* And again, as it should be: the step that was taken back enters once. */
static void what_was_done_again_has_been_once(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    GIVE(.kind = COMMAND_ISSUE, .services = {TAX, PHOTO}, .class = CLASS_REGULAR, .party = 1, .channel = CHANNEL_KIOSK);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 1);
    for (int i = 0; i < 2; i++) {
        GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
        if (i == 0)
            GIVE(.kind = COMMAND_UNDO, .operator_id = 1);
    }
    struct tallies *tallies = tallies_closed(world);
    assert_int_equal(COUNT(ALL, 0, ENTERED_NEXT), 1);
    assert_int_equal(COUNT(SERVICE, PHOTO, STEP_NEVER_CALLED), 1);
    assert_int_equal(COUNT(ALL, 0, VISIT_PARTLY_SERVED), 1);
    tallies_free(tallies);
}

/* --- for the auditor --- */

static void call_and_arrive(struct world *world)
{
    script_issue(world, TAX);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
    GIVE(.kind = COMMAND_ARRIVE, .operator_id = 1);
}

/* One within 30 s of the call and one a second later: only the first counts, of each. */
static void put_aside_at_once(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    for (int late = 0; late < 2; late++) {
        call_and_arrive(world);
        world_wait(world, (30 + late) * SECOND);
        GIVE(.kind = COMMAND_PARK, .operator_id = 1);
        call_and_arrive(world);
        world_wait(world, (30 + late) * SECOND);
        GIVE(.kind = COMMAND_TRANSFER, .operator_id = 1, .to_service = BANK, .to_counter = 5, .place = PLACE_END);
    }
    struct tallies *tallies = tallies_now(world);
    assert_int_equal(COUNT(OPERATOR, 1, PARKED_SOON), 1);
    assert_int_equal(COUNT(OPERATOR, 1, TRANSFERRED_SOON), 1);
    assert_int_equal(COUNT(SERVICE, TAX, PARKED_SOON), 1);
    assert_int_equal(COUNT(ALL, 0, TRANSFERRED_SOON), 1);
    tallies_free(tallies);
}

/* The usual is 10 minutes: 59 s are short, a minute is not; of what was finished without having come, the time since
 * the call. Of PHOTO nothing is known. */
static void short_services(void **state)
{
    static const int64_t usual_ms[WORLD_SERVICES] = {[TAX] = 10 * MINUTE};
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    for (int second = 59; second <= 60; second++) {
        call_and_arrive(world);
        world_wait(world, second * SECOND);
        GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
        script_issue(world, TAX);
        GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
        world_wait(world, second * SECOND);
        GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    }
    script_issue(world, PHOTO);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
    GIVE(.kind = COMMAND_FINISH, .operator_id = 1, .outcome = OUTCOME_DONE);
    world_close_day(world, 100);
    struct tallies *tallies = tallies_usual(world, usual_ms);
    assert_int_equal(COUNT(OPERATOR, 1, SHORT_SERVICES), 2);
    assert_int_equal(COUNT(SERVICE, TAX, SHORT_SERVICES), 2);
    assert_int_equal(COUNT(ALL, 0, SHORT_SERVICES), 2);
    assert_int_equal(COUNT(ALL, 0, IMPLIED), 3);
    tallies_free(tallies);
}

/* May be declared a minute after the call; after 59 s more it is early, after a minute not. And of one that was called
 * again only after 5 minutes it could not be before. */
static void hurried_no_shows(void **state)
{
    static const struct {
        int64_t recall_ms, miss_ms; /* after the call, and after that */
    } cases[] = {{30 * SECOND, 89 * SECOND}, {30 * SECOND, 90 * SECOND}, {5 * MINUTE, 59 * SECOND}};
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        script_issue(world, TAX);
        GIVE(.kind = COMMAND_NEXT, .operator_id = 1);
        world_wait(world, cases[i].recall_ms);
        GIVE(.kind = COMMAND_RECALL, .operator_id = 1);
        world_wait(world, cases[i].miss_ms);
        GIVE(.kind = COMMAND_MISS, .operator_id = 1);
    }
    script_issue(world, TAX);
    GIVE(.kind = COMMAND_NEXT, .operator_id = 1); /* a no-show by closing: nobody declared it */
    struct tallies *tallies = tallies_closed(world);
    assert_int_equal(COUNT(ALL, 0, STEP_NO_SHOW), 4);
    assert_int_equal(COUNT(OPERATOR, 1, EARLY_NO_SHOWS), 2);
    assert_int_equal(COUNT(SERVICE, TAX, EARLY_NO_SHOWS), 2);
    tallies_free(tallies);
}

static void voids_choices_and_entries_by_hand(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    script_issue(world, TAX);
    script_issue(world, TAX);
    GIVE(.kind = COMMAND_VOID, .ticket = 1, .reason = REASON_ANY);
    GIVE(.kind = COMMAND_CHOOSE, .operator_id = 1, .ticket = 2, .reason = REASON_ANY);
    GIVE(.kind = COMMAND_VOID, .ticket = 2, .reason = REASON_ANY);
    script_clock(world, 9, 30);
    GIVE(.kind = COMMAND_ENTER_BY_HAND, .services = {TAX}, .class = CLASS_REGULAR, .party = 1, .operator_id = 2,
         .counter = 2, .from_ms = script_at(8, 40), .until_ms = script_at(8, 50), .outcome = OUTCOME_DONE);
    struct tallies *tallies = tallies_closed(world);
    assert_int_equal(COUNT(ALL, 0, VOIDS), 2);
    assert_int_equal(COUNT(SERVICE, TAX, VOIDS), 2);
    assert_int_equal(COUNT(OPERATOR, 1, VOIDS), 1); /* the one that he had called */
    assert_int_equal(tally_part(tallies_of(tallies, TALLY_SERVICE, TAX), PART_VOID, REASON_ANY), 2);
    assert_int_equal(COUNT(OPERATOR, 1, CHOSEN_CALLS), 1);
    assert_int_equal(COUNT(OPERATOR, 2, BY_HAND), 1);
    assert_int_equal(COUNT(HOUR, FRIDAY * 24 + 8, ISSUED), 3); /* when it was, not when it was entered */
    tallies_free(tallies);
}

/* --- bookings, ratings --- */

/* One checked in, one taken back, one missed in time, one that was still to come when the day closed. */
static void bookings(void **state)
{
    struct world *world = *state;
    for (int32_t i = 1; i <= 4; i++)
        script_book(world, i, script_at(8 + 2 * (i / 4), 15 * i));
    GIVE(.kind = COMMAND_CHECK_IN, .booking = 1);
    GIVE(.kind = COMMAND_CANCEL_BOOKING, .booking = 2);
    script_clock(world, 9, 30);
    struct tallies *tallies = tallies_now(world);
    assert_int_equal(COUNT(ALL, 0, BOOKINGS), 3);
    assert_int_equal(COUNT(ALL, 0, CHECKED_IN), 1);
    assert_int_equal(COUNT(ALL, 0, BOOKINGS_MISSED), 1);
    tallies_free(tallies);
    tallies = tallies_closed(world);
    assert_int_equal(COUNT(SERVICE, TAX, BOOKINGS), 3);
    assert_int_equal(COUNT(CLASS, CLASS_REGULAR, CHECKED_IN), 1);
    assert_int_equal(COUNT(ALL, 0, BOOKINGS_MISSED), 2);
    tallies_free(tallies);
}

/* TAX by operator 1, then PHOTO by operator 2: who served last is rated. */
static void ratings(void **state)
{
    struct world *world = *state;
    script_sign_in(world, 1, 1);
    script_sign_in(world, 2, 2);
    GIVE(.kind = COMMAND_ISSUE, .services = {TAX, PHOTO}, .class = CLASS_REGULAR, .party = 1, .channel = CHANNEL_KIOSK);
    for (int32_t i = 1; i <= 2; i++) {
        GIVE(.kind = COMMAND_NEXT, .operator_id = i);
        GIVE(.kind = COMMAND_ARRIVE, .operator_id = i);
        world_wait(world, MINUTE);
        GIVE(.kind = COMMAND_FINISH, .operator_id = i, .outcome = OUTCOME_DONE);
    }
    GIVE(.kind = COMMAND_RATE, .ticket = 1, .stars = 4);
    struct tallies *tallies = tallies_closed(world);
    assert_int_equal(COUNT(ALL, 0, STARS), 4);
    assert_int_equal(COUNT(SERVICE, PHOTO, STARS), 4);
    assert_int_equal(COUNT(OPERATOR, 2, STARS), 4);
    assert_int_equal(COUNT(COUNTER, 2, RATINGS), 1);
    assert_int_equal(COUNT(SERVICE, TAX, RATINGS), 0);
    assert_int_equal(COUNT(OPERATOR, 1, RATINGS), 0);
    tallies_free(tallies);
}

/* The sums of all services, classes and hours are that of the centre. */
static void ratings_of_who_left(void **state)
{
    struct world *world = *state;
    script_issue(world, PHOTO);
    GIVE(.kind = COMMAND_CANCEL, .ticket = 1);
    GIVE(.kind = COMMAND_RATE, .ticket = 1, .stars = 2);
    struct tallies *tallies = tallies_closed(world);
    assert_int_equal(COUNT(ALL, 0, RATINGS), 1);
    assert_int_equal(COUNT(SERVICE, PHOTO, STARS), 2);
    assert_int_equal(COUNT(CLASS, CLASS_REGULAR, STARS), 2);
    tallies_free(tallies);
}

/* --- paper --- */

enum { FRONT = 7, BACK = 8 }; /* ids of printers */

struct printing {
    struct day_facts *facts;
    struct tallies *tallies;
    struct paper_list *lists;
    struct paper paper;
};

static void order(struct printing *printing, int64_t number, int32_t ticket, enum paper_kind kind)
{
    _cleanup_free_ char *text = NULL;
    printing->paper = (struct paper){.number = number,
                                     .kind = kind,
                                     .day = DAY_ONE,
                                     .ticket = ticket,
                                     .service = kind == PAPER_TICKET ? 0 : BANK,
                                     .list = paper_list_of(&printing->lists, "front back")};
    struct store_row row = paper_order_row(&printing->paper, &text);
    day_facts_take_paper(printing->facts, &row);
}

static void told(struct printing *printing, size_t place, int64_t state, int32_t papers, enum paper_reason reason)
{
    struct store_row row = paper_change_row(&printing->paper, place, state, reason, 0);
    row.value[PRINT_PAPERS] = papers;
    row.value[PRINT_PRINTER] = place == 0 ? FRONT : place == 1 ? BACK : 0;
    day_facts_take_paper(printing->facts, &row);
}

/* Taken, and so ended, at one of its printers. */
static void told_end(struct printing *printing, size_t place, enum paper_state state, int32_t papers)
{
    told(printing, place, PAPER_TAKEN, 0, PAPER_AS_TOLD);
    told(printing, place, state, papers, PAPER_AS_TOLD);
}

static void print_all(struct printing *printing)
{
    order(printing, 1, 1, PAPER_TICKET); /* out at once */
    told_end(printing, 0, PAPER_PRINTED, 1);
    order(printing, 2, 2, PAPER_TICKET); /* failed at the front, out at the back */
    told_end(printing, 0, PAPER_FAILED, 0);
    told(printing, 1, PAPER_TURN_WENT, 0, PAPER_TRY_FAILED);
    told_end(printing, 1, PAPER_PRINTED, 1);
    order(printing, 3, 2, PAPER_TICKET); /* a copy, which came out twice */
    told_end(printing, 0, PAPER_PRINTED, 2);
    order(printing, 4, 3, PAPER_TICKET); /* failed everywhere */
    told_end(printing, 0, PAPER_FAILED, 0);
    told(printing, 1, PAPER_TURN_WENT, 0, PAPER_TRY_FAILED);
    told_end(printing, 1, PAPER_FAILED, 0);
    told(printing, 2, PAPER_TURN_WENT, 0, PAPER_TRY_FAILED);
    order(printing, 5, 3, PAPER_TICKET); /* taken, and never heard of again */
    told(printing, 0, PAPER_TAKEN, 0, PAPER_AS_TOLD);
    told(printing, 2, PAPER_TURN_WENT, 0, PAPER_LATE);
    order(printing, 6, 3, PAPER_TICKET); /* its ticket ended before it was printed */
    told(printing, 2, PAPER_TURN_WENT, 0, PAPER_TICKET_ENDED);
    order(printing, 7, 0, PAPER_BOOKING); /* is waiting */
    order(printing, 8, 0, PAPER_TEST);    /* of nobody */
    told_end(printing, 0, PAPER_PRINTED, 1);
}

static void check_papers(struct tallies *tallies)
{
    static const struct {
        enum tally_by by;
        int64_t key, ordered, printed, uncertain, failed, is_void, twice, copies;
    } lines[] = {
            {TALLY_ALL, 0, 7, 3, 1, 1, 1, 1, 1},
            {TALLY_SERVICE, TAX, 1, 1, 0, 0, 0, 0, 0},
            {TALLY_SERVICE, PHOTO, 5, 2, 1, 1, 1, 1, 1},
            {TALLY_SERVICE, BANK, 1, 0, 0, 0, 0, 0, 0},
            {TALLY_PRINTER, FRONT, 5, 2, 1, 2, 0, 1, 1},
            {TALLY_PRINTER, BACK, 2, 1, 0, 1, 0, 0, 0},
            {TALLY_CLASS, CLASS_REGULAR, 6, 3, 1, 1, 1, 1, 1},
            {TALLY_HOUR, FRIDAY * 24 + 8, 6, 3, 1, 1, 1, 1, 1},
    };
    for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
        const int64_t *count = tallies_of(tallies, lines[i].by, lines[i].key)->count;
        assert_int_equal(count[TALLY_PAPERS_ORDERED], lines[i].ordered);
        assert_int_equal(count[TALLY_PAPERS_PRINTED], lines[i].printed);
        assert_int_equal(count[TALLY_PAPERS_UNCERTAIN], lines[i].uncertain);
        assert_int_equal(count[TALLY_PAPERS_FAILED], lines[i].failed);
        assert_int_equal(count[TALLY_PAPERS_VOID], lines[i].is_void);
        assert_int_equal(count[TALLY_PAPERS_TWICE], lines[i].twice);
        assert_int_equal(count[TALLY_PAPERS_COPIES], lines[i].copies);
    }
}

static void papers(void **state)
{
    struct world *world = *state;
    struct printing printing = {.tallies = tallies_new(true)};
    const struct day_facts_known known = {.day = DAY_ONE, .rulebook = &world->rulebook};
    printing.facts = day_facts_new(&known, printing.tallies);
    script_issue(world, TAX);
    script_issue(world, PHOTO);
    script_issue(world, PHOTO);
    for (size_t i = 0; i < world->log.count; i++)
        day_facts_take(printing.facts, &world->log.items[i]);
    print_all(&printing);
    day_facts_end(printing.facts, world->now_ms);
    check_papers(printing.tallies);
    day_facts_free(printing.facts);
    tallies_free(printing.tallies);
    paper_lists_free(printing.lists);
}

/* What makes no sense, of another day, or before its order: nothing of it counts, and nothing breaks. */
static void papers_of_nobody(void **state)
{
    struct world *world = *state;
    struct tallies *tallies = tallies_new(true);
    const struct day_facts_known known = {.day = DAY_ONE, .rulebook = &world->rulebook};
    struct day_facts *facts = day_facts_new(&known, tallies);
    const struct store_row rows[] = {
            {.value = {[PRINT_DAY] = DAY_ONE - 1, [PRINT_PAPER] = 1, [PRINT_ATTEMPT] = 1, [PRINT_KIND] = PAPER_TICKET},
             .text = "front"},
            {.value = {[PRINT_DAY] = DAY_ONE, [PRINT_PAPER] = 2, [PRINT_STATE] = PAPER_PRINTED, [PRINT_ATTEMPT] = 1}},
            {.value = {[PRINT_DAY] = DAY_ONE, [PRINT_PAPER] = 3, [PRINT_ATTEMPT] = -1, [PRINT_KIND] = PAPER_TICKET}},
            {.value = {[PRINT_DAY] = DAY_ONE,
                       [PRINT_PAPER] = 4,
                       [PRINT_ATTEMPT] = 1,
                       [PRINT_KIND] = PAPER_TICKET,
                       [PRINT_TICKET] = INT32_MAX},
             .text = "front"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        day_facts_take_paper(facts, &rows[i]);
    day_facts_end(facts, 0);
    assert_int_equal(COUNT(ALL, 0, PAPERS_ORDERED), 0);
    day_facts_free(facts);
    tallies_free(tallies);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            SCRIPT(what_was_changed_is_told_of_both),
            SCRIPT(what_was_joined_comes_by_another_way),
            SCRIPT(what_was_lacking),
            SCRIPT(what_was_undone_has_not_been),
            SCRIPT(what_was_done_again_has_been_once),
            SCRIPT(put_aside_at_once),
            SCRIPT(short_services),
            SCRIPT(hurried_no_shows),
            SCRIPT(voids_choices_and_entries_by_hand),
            SCRIPT(bookings),
            SCRIPT(ratings),
            SCRIPT(ratings_of_who_left),
            SCRIPT(papers),
            SCRIPT(papers_of_nobody),
    };
    assert(clock_set_zone("UTC") == 0);
    return cmocka_run_group_tests_name("day facts, acts", tests, NULL, NULL);
}
