/* SPDX-License-Identifier: MIT
 *
 * What kiosks tell of their sessions lives over a restart and adds up, by kiosk and in all, for its day alone; so do
 * calls for a person.
 */
#include "daemon/kiosk_sessions.h"

#include "tests/daemon/store_help.h"

enum { DOOR = 1, HALL = 2 };

static void tell(struct hall *hall, int32_t day, int32_t kiosk, int64_t tickets, int64_t abandoned,
                 const int64_t *to_ticket_ms)
{
    const struct kiosk_told told = {.day = day,
                                    .kiosk = kiosk,
                                    .from_ms = 1000,
                                    .until_ms = 301000,
                                    .open_ms = 299000,
                                    .busy_ms = 60000,
                                    .ended = {[KIOSK_SESSION_TICKET] = tickets,
                                              [KIOSK_SESSION_REFUSED] = 1,
                                              [KIOSK_SESSION_ABANDONED] = abandoned},
                                    .to_ticket_ms = to_ticket_ms};
    kiosk_sessions_keep(hall->store, &told, 301000);
}

static const struct tally *found(const struct tallies *tallies, enum tally_by by, int64_t key)
{
    const struct tally *tally = tallies_find(tallies, by, key);
    assert_non_null(tally);
    return tally;
}

static void sessions_add_up_by_kiosk_and_in_all(attr_unused void **state)
{
    struct hall hall;
    _cleanup_(tallies_freep) struct tallies *tallies = tallies_new(true);
    hall_init(&hall);
    tell(&hall, DAY_ONE, DOOR, 3, 2, (const int64_t[]){31000, 0, 45001});
    tell(&hall, DAY_ONE, HALL, 1, 0, (const int64_t[]){20000});
    tell(&hall, DAY_ONE, HALL, 0, 1, NULL);
    tell(&hall, DAY_ONE + 1, DOOR, 1, 0, (const int64_t[]){99999});
    hall_commit(&hall);
    hall_restart(&hall);
    assert_int_equal(kiosk_sessions_tally(store_database(hall.store), DAY_ONE, tallies), 0);
    const struct tally *all = found(tallies, TALLY_ALL, 0), *door = found(tallies, TALLY_KIOSK, DOOR);
    assert_int_equal(all->count[TALLY_SESSIONS], 10);
    assert_int_equal(all->count[TALLY_SESSIONS_WITH_TICKET], 4);
    assert_int_equal(all->count[TALLY_ABANDONED], 3);
    assert_int_equal(all->count[TALLY_BUSY_MS], 180000);
    assert_int_equal(all->count[TALLY_OPEN_MS], 897000);
    assert_int_equal(all->spread[SPREAD_TOUCH_TO_TICKET].sum_ms, 96001);
    assert_int_equal(door->count[TALLY_SESSIONS], 6);
    assert_int_equal(door->spread[SPREAD_TOUCH_TO_TICKET].count, 3);
    assert_int_equal(door->spread[SPREAD_TOUCH_TO_TICKET].least_ms, 0);
    assert_int_equal(door->spread[SPREAD_TOUCH_TO_TICKET].most_ms, 45001);
    assert_int_equal(found(tallies, TALLY_KIOSK, HALL)->count[TALLY_SESSIONS], 4);
    hall_done(&hall);
}

static void only_answered_helps_have_a_time(attr_unused void **state)
{
    struct hall hall;
    _cleanup_(tallies_freep) struct tallies *tallies = tallies_new(true);
    hall_init(&hall);
    kiosk_sessions_keep_help(hall.store, DAY_ONE, DOOR, 1000, true, 61000);
    kiosk_sessions_keep_help(hall.store, DAY_ONE, DOOR, 70000, false, 370000);
    hall_commit(&hall);
    assert_int_equal(kiosk_sessions_tally(store_database(hall.store), DAY_ONE, tallies), 0);
    const struct tally *door = found(tallies, TALLY_KIOSK, DOOR);
    assert_int_equal(door->count[TALLY_HELPS], 2);
    assert_int_equal(door->count[TALLY_SESSIONS], 0);
    assert_int_equal(door->spread[SPREAD_HELP_ANSWER].count, 1);
    assert_int_equal(door->spread[SPREAD_HELP_ANSWER].sum_ms, 60000);
    hall_done(&hall);
}

static void a_day_without_kiosks_adds_nothing(attr_unused void **state)
{
    struct hall hall;
    _cleanup_(tallies_freep) struct tallies *tallies = tallies_new(true);
    hall_init(&hall);
    assert_int_equal(kiosk_sessions_tally(store_database(hall.store), DAY_ONE, tallies), 0);
    assert_null(tallies_find(tallies, TALLY_ALL, 0));
    hall_done(&hall);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(sessions_add_up_by_kiosk_and_in_all),
            cmocka_unit_test(only_answered_helps_have_a_time),
            cmocka_unit_test(a_day_without_kiosks_adds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
