/* SPDX-License-Identifier: MIT
 *
 * Paper before a kiosk: what a ticket's page says of it until it is taken, and the new roll that somebody has put into
 * the printer beside it.
 */
#include "tests/kiosk/visitor/scene.h"

static void begin(struct scene *scene)
{
    scene_init(scene, NULL, 80, 24);
}

/* --- the ticket on the screen --- */

static void issue(struct scene *scene)
{
    begin(scene);
    scene_tap(scene, "Müvəqqəti");
    scene_tap(scene, "Növbə götür");
    scene_answer_issue(scene);
}

static void the_ticket_leaves(void **state)
{
    (void)state;
    struct scene scene;
    issue(&scene);
    assert_true(scene_says(&scene, "# Növbə nömrəsi: A042"));
    assert_true(scene_says(&scene, "Biletiniz printerə göndərilir"));
    scene_more_where(&scene, "'state':'waiting','ahead':12,'paper':'printing','before':[]");
    assert_true(scene_says(&scene, "Biletiniz çap olunur"));
    scene_pass(&scene, 8000);
    assert_string_equal(scene_page(&scene), "ticket");
    scene_more_where(&scene, "'state':'waiting','ahead':12,'paper':'printed','before':[]");
    assert_true(scene_says(&scene, "bileti götürün"));
    scene_pass(&scene, 5900);
    assert_string_equal(scene_page(&scene), "ticket");
    scene_pass(&scene, 200);
    assert_string_equal(scene_page(&scene), "start");
    assert_null(scene_asked(&scene, VISITOR_WHERE_AM_I));
    assert_null(model_ticket(&scene.kiosk.model));
    scene_done(&scene);
}

static void the_next_touch_takes_it_away(void **state)
{
    (void)state;
    struct scene scene;
    issue(&scene);
    scene_tap_at(&scene, 30, 10);
    assert_string_equal(scene_page(&scene), "start");
    scene_done(&scene);
}

/* Which still may come: no second one is offered. */
static void paper_is_late(void **state)
{
    (void)state;
    struct scene scene;
    issue(&scene);
    scene_pass(&scene, 19000);
    assert_true(scene_says(&scene, "Biletiniz printerə göndərilir"));
    scene_pass(&scene, 2000);
    assert_true(scene_says(&scene, "! Çap adi haldan çox çəkir."));
    assert_null(scene_target(&scene, "Yenidən çap et"));
    scene_pass(&scene, 9000);
    scene_more_where(&scene, "'state':'waiting','ahead':12,'paper':'printed','before':[]");
    scene_pass(&scene, 5900);
    assert_string_equal(scene_page(&scene), "ticket");
    scene_pass(&scene, 200);
    assert_string_equal(scene_page(&scene), "start");
    scene_done(&scene);
}

static void no_printer_can_print(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tell_printer(&scene, "paper_out", "'ask_roll':false");
    assert_true(scene_says(&scene, "Kağız yoxdur: nömrə ekranda olacaq"));
    scene_tap(&scene, "Müvəqqəti");
    assert_true(scene_says(&scene, "Hazırda kağız yoxdur"));
    scene_tap(&scene, "Növbə götür");
    scene_answer_issue(&scene);
    assert_true(scene_says(&scene, "! Hazırda kağız yoxdur. Zəhmət olmasa, nömrənizi yazın"));
    assert_null(scene_target(&scene, "Yenidən çap et"));
    scene_pass(&scene, 30000);
    assert_string_equal(scene_page(&scene), "ticket");
    scene_tell_printer(&scene, "ready", "'ask_roll':false"); /* and after all it is printed */
    assert_true(scene_says(&scene, "Çap adi haldan çox çəkir"));
    scene_done(&scene);
}

static void paper_lies_elsewhere(void **state)
{
    (void)state;
    struct scene scene;
    issue(&scene);
    scene_more_where(&scene, "'state':'waiting','ahead':12,'paper':'printed','printer':'hall-1','before':[]");
    assert_true(scene_says(&scene, "Biletiniz bu printerdədir: hall-1."));
    scene_pass(&scene, 14900); /* it is read first */
    assert_string_equal(scene_page(&scene), "ticket");
    scene_pass(&scene, 200);
    assert_string_equal(scene_page(&scene), "start");
    scene_done(&scene);
}

static void nobody_knows_of_the_paper(void **state)
{
    (void)state;
    struct scene scene;
    issue(&scene);
    scene_more_where(&scene, "'state':'waiting','ahead':12,'paper':'unknown','printer':'entrance-1','before':[]");
    assert_true(scene_says(&scene, "Bilet çıxmış da ola bilər, çıxmamış da."));
    assert_true(scene_says(&scene, "“TƏKRAR” yazılacaq"));
    scene_pass(&scene, 30000);
    scene_tap(&scene, "Yenidən çap et");
    scene_answer(&scene, VISITOR_REPRINT, "{'repeated':false}");
    scene_more_where(&scene, "'state':'waiting','ahead':12,'paper':'waiting','before':[]");
    assert_true(scene_says(&scene, "Biletiniz printerə göndərilir"));
    assert_null(scene_target(&scene, "Yenidən çap et"));
    scene_done(&scene);
}

static void paper_fails(void **state)
{
    (void)state;
    struct scene scene;
    issue(&scene);
    scene_more_where(&scene, "'state':'waiting','ahead':12,'paper':'failed','before':[]");
    assert_true(scene_says(&scene, "! Bilet çap olunmadı. Zəhmət olmasa, nömrənizi yazın və ya şəklini çəkin: A042."));
    scene_pass(&scene, 30000); /* the number is all there is: it stays */
    assert_string_equal(scene_page(&scene), "ticket");
    scene_tap(&scene, "Yenidən çap et");
    scene_tap(&scene, "Yenidən çap et");
    assert_int_equal(scene_count(&scene, VISITOR_REPRINT), 1);
    assert_string_equal(scene_in(scene_asked(&scene, VISITOR_REPRINT), "code"), "ACDEF");
    scene_answer(&scene, VISITOR_REPRINT, "{'repeated':false}");
    scene_more_where(&scene, "'state':'waiting','ahead':12,'paper':'printing','before':[]");
    assert_true(scene_says(&scene, "çap olunur"));
    scene_more_where(&scene, "'state':'waiting','ahead':12,'paper':'failed','before':[]");
    scene_tell_printer(&scene, "jammed", "'ask_roll':false");
    assert_null(scene_target(&scene, "Yenidən çap et")); /* there is none that could */
    scene_done(&scene);
}

/* --- a new roll --- */

#define ASKS               "'ask_roll':true"
#define RESTS              "'ask_roll':false"
#define TEST(order, paper) ",'test':{'order':" order ",'paper':'" paper "'}"

/* The printer beside the kiosk asks, and the kiosk with it. */
static void begin_asked(struct scene *scene)
{
    begin(scene);
    scene_tell_printer(scene, "ready", ASKS);
    scene_pass(scene, 1);
    assert_string_equal(scene_page(scene), "roll");
}

static void a_new_roll_costs_a_pin_and_a_touch(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tell_printer(&scene, "cover_open", RESTS);
    scene_pass(&scene, MINUTES(1));
    scene_tell_printer(&scene, "ready", ASKS);
    scene_pass(&scene, 1);
    assert_string_equal(scene_page(&scene), "roll");
    assert_true(scene_says(&scene, "# Yeni rulon qoyulub?"));
    assert_true(scene_says(&scene, "Printer: entrance-1"));
    scene_tap(&scene, "Yeni rulon"); /* without a PIN nothing happens */
    assert_int_equal(scene_count(&scene, VISITOR_CHANGE_ROLL), 0);
    for (const char *digit = "4712"; *digit; digit++)
        scene_tap(&scene, (char[]){*digit, '\0'});
    assert_false(scene_says(&scene, "4712"));
    scene_tap(&scene, "Yeni rulon");
    scene_tap(&scene, "Yeni rulon");
    assert_int_equal(scene_count(&scene, VISITOR_CHANGE_ROLL), 1);
    const struct scene_call *call = scene_asked(&scene, VISITOR_CHANGE_ROLL);
    assert_string_equal(scene_in(call, "kiosk"), "entrance-1");
    assert_string_equal(scene_in(call, "printer"), "entrance-1");
    assert_string_equal(scene_in(call, "pin"), "4712");
    assert_true(json_is_true(json_object_get(call->in, "new_roll")));
    scene_key(&scene, INPUT_ESCAPE);            /* nothing leads away meanwhile */
    scene_tell_printer(&scene, "ready", RESTS); /* before the answer */
    assert_string_equal(scene_page(&scene), "roll");
    scene_answer(&scene, VISITOR_CHANGE_ROLL, "{}");
    assert_true(scene_says(&scene, "Sınaq vərəqəsi çap olunur"));
    scene_tell_printer(&scene, "printing", RESTS);
    scene_pass(&scene, 4000);
    scene_tell_printer(&scene, "ready", RESTS); /* that may have been a ticket */
    assert_true(scene_says(&scene, "Sınaq vərəqəsi çap olunur"));
    scene_tell_printer(&scene, "ready", RESTS TEST("7", "printing"));
    assert_true(scene_says(&scene, "Sınaq vərəqəsi çap olunur"));
    scene_tell_printer(&scene, "ready", RESTS TEST("7", "printed"));
    assert_true(scene_says(&scene, "✓ Yeni rulonun biletləri bu andan sayılır."));
    assert_true(scene_says(&scene, "410 bilet qalıb · bitir: təxminən 14:30"));
    scene_pass(&scene, 8100);
    assert_string_equal(scene_page(&scene), "start");
    scene_pass(&scene, MINUTES(10)); /* and nobody is asked again */
    assert_string_equal(scene_page(&scene), "start");
    scene_done(&scene);
}

static void what_became_of_the_test_paper(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tell_printer(&scene, "ready", ASKS TEST("6", "printed")); /* of the roll before */
    scene_pass(&scene, 1);
    scene_type(&scene, "4712");
    scene_key(&scene, INPUT_ENTER);
    scene_answer(&scene, VISITOR_CHANGE_ROLL, "{}");
    assert_true(scene_says(&scene, "Sınaq vərəqəsi çap olunur"));
    scene_tell_printer(&scene, "ready", RESTS TEST("7", "unknown"));
    assert_true(scene_says(&scene, "sınaq vərəqəsinin çıxdığını yoxlayın"));
    scene_pass(&scene, 8100);
    assert_string_equal(scene_page(&scene), "start");
    scene_done(&scene);
    begin_asked(&scene); /* the printers are told before the answer */
    scene_type(&scene, "4712");
    scene_key(&scene, INPUT_ENTER);
    scene_tell_printer(&scene, "ready", RESTS TEST("8", "printed"));
    scene_answer(&scene, VISITOR_CHANGE_ROLL, "{}");
    assert_true(scene_says(&scene, "✓ Yeni rulonun biletləri bu andan sayılır."));
    scene_done(&scene);
}

static void the_same_roll(void **state)
{
    (void)state;
    struct scene scene;
    begin_asked(&scene);
    scene_type(&scene, "4712");
    scene_tap(&scene, "Əvvəlki rulon");
    assert_true(json_is_false(json_object_get(scene_asked(&scene, VISITOR_CHANGE_ROLL)->in, "new_roll")));
    scene_answer(&scene, VISITOR_CHANGE_ROLL, "{}");
    assert_string_equal(scene_page(&scene), "start");
    scene_pass(&scene, MINUTES(1)); /* also if the printers are told late */
    assert_string_equal(scene_page(&scene), "start");
    scene_tell_printer(&scene, "ready", RESTS);
    scene_tell_printer(&scene, "ready", ASKS); /* but of another time that it was opened */
    scene_pass(&scene, 6000);
    assert_string_equal(scene_page(&scene), "roll");
    scene_done(&scene);
}

static void a_wrong_paper_pin(void **state)
{
    (void)state;
    struct scene scene;
    begin_asked(&scene);
    scene_type(&scene, "9999");
    scene_key(&scene, INPUT_ENTER);
    scene_refuse(&scene, VISITOR_CHANGE_ROLL, "org.novbe.Refused.WrongPin", "{'from':1795413930000}");
    assert_true(scene_says(&scene, "! PIN uyğun gəlmir."));
    assert_string_equal(scene_page(&scene), "roll");
    scene_key(&scene, INPUT_ENTER); /* no PIN is left standing */
    assert_int_equal(scene_count(&scene, VISITOR_CHANGE_ROLL), 1);
    scene_type(&scene, "4712");
    scene_tap(&scene, "Yeni rulon");
    scene_end(&scene, VISITOR_CHANGE_ROLL, VARLINK_LOST);
    assert_true(scene_says(&scene, "! Cavab gəlmədi."));
    scene_done(&scene);
}

static void a_visitor_is_not_kept_from_a_ticket(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tap(&scene, "Müvəqqəti"); /* somebody is choosing */
    scene_tell_printer(&scene, "ready", ASKS);
    scene_pass(&scene, 20000);
    assert_string_equal(scene_page(&scene), "confirm");
    scene_tap(&scene, "Növbə götür");
    scene_answer_issue(&scene);
    scene_more_where(&scene, "'state':'waiting','ahead':12,'paper':'printed','before':[]");
    scene_pass(&scene, 5000);
    assert_string_equal(scene_page(&scene), "ticket");
    scene_pass(&scene, 10000); /* the visit is over */
    assert_string_equal(scene_page(&scene), "roll");
    scene_tap(&scene, "Növbə götür");
    assert_string_equal(scene_page(&scene), "start");
    scene_pass(&scene, MINUTES(4));
    assert_string_equal(scene_page(&scene), "start");
    scene_pass(&scene, MINUTES(1) + 1000); /* it comes back */
    assert_string_equal(scene_page(&scene), "roll");
    scene_pass(&scene, 61000); /* and leaves where nobody is */
    assert_string_equal(scene_page(&scene), "start");
    scene_done(&scene);
}

/* The first page is not idle when somebody has just touched it, or has chosen a language. */
static void nothing_is_asked_of_who_has_begun(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tap_at(&scene, 1, 1);
    scene_tell_printer(&scene, "ready", ASKS);
    scene_pass(&scene, 4000);
    assert_string_equal(scene_page(&scene), "start");
    scene_pass(&scene, 2000);
    assert_string_equal(scene_page(&scene), "roll");
    scene_done(&scene);
    begin(&scene);
    scene_tap(&scene, "Русский");
    scene_tell_printer(&scene, "ready", ASKS);
    scene_pass(&scene, 20000);
    assert_string_equal(scene_page(&scene), "start");
    scene_pass(&scene, MODEL_IDLE_MS + MODEL_WARN_MS); /* whoever it was has gone */
    assert_string_equal(scene_page(&scene), "roll");
    assert_true(scene_says(&scene, "Yeni rulon qoyulub?"));
    scene_done(&scene);
}

/* Of a printer in the hall its kiosk, or reception, is told: nobody before this one has opened it. */
static void another_printer_asks_elsewhere(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tell(&scene, VISITOR_WATCH_PRINTERS,
               "{'paper':true,'printers':[{'printer':'entrance-1','state':'ready','since':1795410000000,"
               "'ask_roll':false},{'printer':'hall-1','state':'ready','since':1795410000000,'ask_roll':true}]}");
    scene_pass(&scene, MINUTES(10));
    assert_string_equal(scene_page(&scene), "start");
    scene_done(&scene);
}

static void answered_at_reception(void **state)
{
    (void)state;
    struct scene scene;
    begin_asked(&scene);
    scene_tell_printer(&scene, "ready", RESTS);
    assert_string_equal(scene_page(&scene), "start");
    scene_done(&scene);
}

static void a_kiosk_out_of_use_asks_as_well(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tell_kiosk(&scene, "closed");
    scene_tell_printer(&scene, "ready", ASKS);
    scene_pass(&scene, 1);
    assert_string_equal(scene_page(&scene), "roll");
    assert_null(scene_target(&scene, "Növbə götür"));
    scene_tap(&scene, "Sonra");
    assert_string_equal(scene_page(&scene), "start");
    scene_done(&scene);
}

static void no_test_paper_is_seen(void **state)
{
    (void)state;
    struct scene scene;
    begin_asked(&scene);
    scene_type(&scene, "4712");
    scene_tap(&scene, "Yeni rulon");
    scene_answer(&scene, VISITOR_CHANGE_ROLL, "{}");
    scene_tell_printer(&scene, "jammed", RESTS);
    assert_true(scene_says(&scene, "Printer çap etmir: kağız ilişib."));
    scene_pass(&scene, 30000);
    assert_string_equal(scene_page(&scene), "roll"); /* it is read, and something is done */
    scene_tell_printer(&scene, "ready", RESTS);
    assert_true(scene_says(&scene, "sınaq vərəqəsinin çıxdığını yoxlayın"));
    scene_pass(&scene, 1000);
    assert_string_equal(scene_page(&scene), "start");
    scene_done(&scene);
}

static void open_corner(struct scene *scene)
{
    begin(scene);
    scene_key(scene, INPUT_F12);
    scene_type(scene, "1234");
    scene_key(scene, INPUT_ENTER);
    scene_answer(scene, VISITOR_OPEN_CORNER, "{'token':'t','until':1795414200000,'version':'0.1.0','closed':false}");
}

static void a_roll_from_the_corner(void **state)
{
    (void)state;
    struct scene scene;
    open_corner(&scene);
    assert_true(scene_says(&scene, "hall-1: kağız azdır"));
    const struct intent second = INTENT_DOES(DO_ASK_ROLL, .text = "hall-1");
    stage_intent(&scene.stage, &second);
    assert_true(scene_says(&scene, "Printer: hall-1"));
    scene_key(&scene, INPUT_ESCAPE);
    assert_string_equal(scene_page(&scene), "corner");
    for (int turn = 0; turn < 2; turn++) { /* the second is a question again */
        scene_tap(&scene, "Yeni rulon");
        assert_true(scene_says(&scene, "Printer: entrance-1"));
        scene_type(&scene, "4712");
        scene_tap(&scene, "Yeni rulon");
        scene_answer(&scene, VISITOR_CHANGE_ROLL, "{}");
        scene_tell_printer(&scene, "printing", RESTS);
        scene_tell_printer(&scene, "ready", RESTS);
        scene_tap(&scene, "Hazırdır");
        assert_string_equal(scene_page(&scene), "corner");
    }
    scene_tap(&scene, "Yeni rulon");
    scene_type(&scene, "4712");
    scene_tap(&scene, "Əvvəlki rulon");
    scene_answer(&scene, VISITOR_CHANGE_ROLL, "{}");
    assert_string_equal(scene_page(&scene), "corner");
    scene_done(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(the_ticket_leaves),
            cmocka_unit_test(the_next_touch_takes_it_away),
            cmocka_unit_test(paper_is_late),
            cmocka_unit_test(no_printer_can_print),
            cmocka_unit_test(paper_lies_elsewhere),
            cmocka_unit_test(nobody_knows_of_the_paper),
            cmocka_unit_test(paper_fails),
            cmocka_unit_test(a_new_roll_costs_a_pin_and_a_touch),
            cmocka_unit_test(what_became_of_the_test_paper),
            cmocka_unit_test(the_same_roll),
            cmocka_unit_test(a_wrong_paper_pin),
            cmocka_unit_test(a_visitor_is_not_kept_from_a_ticket),
            cmocka_unit_test(nothing_is_asked_of_who_has_begun),
            cmocka_unit_test(another_printer_asks_elsewhere),
            cmocka_unit_test(answered_at_reception),
            cmocka_unit_test(a_kiosk_out_of_use_asks_as_well),
            cmocka_unit_test(no_test_paper_is_seen),
            cmocka_unit_test(a_roll_from_the_corner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
