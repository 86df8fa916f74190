/* SPDX-License-Identifier: MIT
 *
 * What is said of kiosks lives over a restart; wrong PINs are told for an hour.
 */
#include "daemon/kiosks.h"

#include "tests/daemon/store_help.h"

static void the_newest_row_is_true(attr_unused void **state)
{
    struct hall hall;
    struct kiosks kiosks = {0};
    hall_init(&hall);
    assert_int_equal(kiosks_load(&kiosks, hall.store), 0);
    assert_false(kiosks_is_closed(&kiosks, "door"));
    kiosks_set_closed(&kiosks, "door", true, 1000, 5);
    kiosks_set_closed(&kiosks, "hall", true, 1000, 6);
    kiosks_set_closed(&kiosks, "door", false, 1001, 7);
    kiosks_set_pin(&kiosks, KIOSK_PIN_CORNER, "one", 1000, 8);
    kiosks_set_pin(&kiosks, KIOSK_PIN_CORNER, "other", 1000, 9);
    kiosks_set_pin(&kiosks, KIOSK_PIN_PAPER, "paper", 1000, 10);
    hall_commit(&hall);
    hall_restart(&hall);
    assert_int_equal(kiosks_load(&kiosks, hall.store), 0);
    assert_false(kiosks_is_closed(&kiosks, "door"));
    assert_true(kiosks_is_closed(&kiosks, "hall"));
    assert_string_equal(kiosks.pins[KIOSK_PIN_CORNER], "other");
    assert_string_equal(kiosks.pins[KIOSK_PIN_PAPER], "paper");
    kiosks_done(&kiosks);
    hall_done(&hall);
}

static void a_copy_is_its_own(attr_unused void **state)
{
    struct hall hall;
    struct kiosks kiosks = {0}, copy;
    hall_init(&hall);
    assert_int_equal(kiosks_load(&kiosks, hall.store), 0);
    kiosks_set_closed(&kiosks, "door", true, 1000, 5);
    kiosks_set_pin(&kiosks, KIOSK_PIN_CORNER, "one", 1000, 8);
    kiosks_copy(&copy, &kiosks);
    kiosks_set_closed(&kiosks, "door", false, 1000, 6);
    kiosks_set_pin(&kiosks, KIOSK_PIN_CORNER, "other", 1000, 9);
    assert_true(kiosks_is_closed(&copy, "door"));
    assert_string_equal(copy.pins[KIOSK_PIN_CORNER], "one");
    assert_null(copy.pins[KIOSK_PIN_PAPER]);
    kiosks_done(&kiosks);
    kiosks_done(&copy);
    hall_done(&hall);
}

static void wrong_pins_are_told_for_an_hour(attr_unused void **state)
{
    struct kiosks kiosks = {0};
    kiosks_wrong_pin(&kiosks, "door", KIOSK_PIN_CORNER, 1000);
    kiosks_wrong_pin(&kiosks, "door", KIOSK_PIN_CORNER, 2000);
    const struct kiosk_said *said = &kiosks.items[0];
    assert_int_equal(kiosks_wrong(said, KIOSK_PIN_CORNER, 2000).count, 2);
    assert_int_equal(kiosks_wrong(said, KIOSK_PIN_CORNER, 2000).since_ms, 1000);
    assert_int_equal(kiosks_deadline(&kiosks, 2000), 2000 + HOUR);
    assert_int_equal(kiosks_wrong(said, KIOSK_PIN_CORNER, 1999 + HOUR).count, 2);
    assert_int_equal(kiosks_wrong(said, KIOSK_PIN_CORNER, 2000 + HOUR).count, 0);
    assert_int_equal(kiosks_deadline(&kiosks, 2000 + HOUR), INT64_MAX);
    kiosks_wrong_pin(&kiosks, "door", KIOSK_PIN_CORNER, 2000 + HOUR);
    assert_int_equal(kiosks_wrong(said, KIOSK_PIN_CORNER, 2000 + HOUR).count, 1);
    assert_int_equal(kiosks_wrong(said, KIOSK_PIN_CORNER, 2000 + HOUR).since_ms, 2000 + HOUR);
    kiosks_done(&kiosks);
}

static void each_pin_has_its_own_wrong_ones(attr_unused void **state)
{
    struct kiosks kiosks = {0};
    kiosks_wrong_pin(&kiosks, "door", KIOSK_PIN_PAPER, 3000);
    const struct kiosk_said *said = &kiosks.items[0];
    assert_int_equal(kiosks_wrong(said, KIOSK_PIN_CORNER, 3000).count, 0);
    assert_int_equal(kiosks_all_wrong(said, 3000).since_ms, 3000);
    kiosks_wrong_pin(&kiosks, "door", KIOSK_PIN_CORNER, 4000);
    kiosks_wrong_pin(&kiosks, "door", KIOSK_PIN_PAPER, 5000);
    assert_int_equal(kiosks_wrong(said, KIOSK_PIN_CORNER, 5000).count, 1);
    assert_int_equal(kiosks_wrong(said, KIOSK_PIN_PAPER, 5000).count, 2);
    assert_int_equal(kiosks_all_wrong(said, 5000).count, 3);
    assert_int_equal(kiosks_all_wrong(said, 5000).since_ms, 3000);
    assert_int_equal(kiosks_deadline(&kiosks, 5000), 4000 + HOUR);
    assert_int_equal(kiosks_all_wrong(said, 4000 + HOUR).count, 2);
    assert_int_equal(kiosks_all_wrong(said, 5000 + HOUR).count, 0);
    kiosks_done(&kiosks);
}

int main(void)
{
    ledger_start();
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(the_newest_row_is_true),
            cmocka_unit_test(a_copy_is_its_own),
            cmocka_unit_test(wrong_pins_are_told_for_an_hour),
            cmocka_unit_test(each_pin_has_its_own_wrong_ones),
    };
    return cmocka_run_group_tests_name("kiosks", tests, NULL, NULL);
}
