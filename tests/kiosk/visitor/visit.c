/* SPDX-License-Identifier: MIT
 *
 * Whole visits before a kiosk, by touch, by keys and by a pad of four keys, with a daemon that says what the test
 * wants: how many touches a ticket costs, that no tap makes two of it, what is said when something goes wrong, and what
 * time does when nobody does anything.
 */
#include <string.h>

#include "tests/kiosk/visitor/scene.h"

#define WRONG_CODE "org.novbe.Refused.WrongCode"

static void begin(struct scene *scene)
{
    scene_init(scene, NULL, 80, 24);
}

/* --- a ticket --- */

static void a_ticket_costs_four_touches(void **state)
{
    (void)state;
    static const int sizes[][2] = {{43, 39}, {76, 22}, {80, 24}, {120, 36}, {200, 60}};
    for (size_t k = 0; k < ARRAY_SIZE(sizes); k++) {
        for (size_t i = 0; i < 12; i++) {
            struct scene scene;
            scene_init(&scene, NULL, sizes[k][0], sizes[k][1]);
            int touches = 1;
            scene_tap(&scene, "Русский");
            const struct visitor_get_kiosk_out *kiosk = model_kiosk(&scene.kiosk.model);
            const char *name =
                    names_service(model_names(&scene.kiosk.model, scene.stage.language), kiosk->most_asked.items[i]);
            for (; !scene_target(&scene, name); touches++)
                scene_tap(&scene, "Дальше");
            scene_tap(&scene, name);
            assert_string_equal(scene_page(&scene), "confirm");
            scene_tap(&scene, "Получить талон");
            touches += 2;
            assert_string_equal(scene_in(scene_asked(&scene, VISITOR_ISSUE), "language"), "ru");
            assert_true(touches <= 4);
            scene_answer_issue(&scene);
            assert_string_equal(scene_page(&scene), "ticket");
            scene_done(&scene);
        }
    }
}

static void the_wish_goes_as_it_was_chosen(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tap(&scene, "Müvəqqəti");
    scene_tap(&scene, "4");
    scene_tap(&scene, "Növbədənkənar");
    scene_tap(&scene, "Yaşım 65");
    scene_tap(&scene, "Köməyə");
    scene_tap(&scene, "Jest dili");
    scene_tap(&scene, "Pilləkənsiz");
    scene_tap(&scene, "✓ Jest dili"); /* and not after all */
    scene_tap(&scene, "Davam");
    scene_tap(&scene, "Bu biletə");
    scene_tap(&scene, "Notariat");
    scene_tap(&scene, "Etibarnamə");
    assert_string_equal(scene_page(&scene), "confirm");
    assert_true(scene_says(&scene, "2. Etibarnamə"));
    scene_tap(&scene, "Növbə götür");
    const struct scene_call *call = scene_asked(&scene, VISITOR_ISSUE);
    _cleanup_free_ char *services = json_dumps(json_object_get(call->in, "services"), 0);
    _cleanup_free_ char *needs = json_dumps(json_object_get(call->in, "needs"), 0);
    assert_string_equal(services, "[\"residence-temporary\", \"power\"]");
    assert_string_equal(needs, "[\"step-free\"]");
    assert_string_equal(scene_in(call, "class"), "elderly");
    assert_string_equal(scene_in(call, "kiosk"), "entrance-1");
    assert_int_equal(json_integer_value(json_object_get(call->in, "party")), 4);
    scene_done(&scene);
}

static void a_matter_is_not_taken_twice(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tap(&scene, "Etibarnamə");
    for (int i = 0; i < 2; i++) {
        scene_tap(&scene, "Bu biletə");
        scene_tap(&scene, "Notariat");
        scene_tap(&scene, i == 0 ? "Etibarnamə" : "Vəsiyyətnamə");
        assert_string_equal(scene_page(&scene), "confirm");
        assert_int_equal(scene.kiosk.model.wish.service_count, i + 1);
    }
    scene_done(&scene);
}

static void five_and_more(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tap(&scene, "Müvəqqəti");
    scene_tap(&scene, "5+");
    assert_non_null(scene_target(&scene, "✓ 5"));
    scene_tap(&scene, "6");
    assert_null(scene_target(&scene, "7"));
    assert_int_equal(scene.kiosk.model.wish.party, 6);
    scene_tap(&scene, "≤ 4");
    assert_int_equal(scene.kiosk.model.wish.party, 4);
    assert_non_null(scene_target(&scene, "✓ 4"));
    scene_done(&scene);
}

static void a_double_tap_makes_one_ticket(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tap(&scene, "Müvəqqəti");
    const struct rect place = scene_target(&scene, "Növbə götür")->rect;
    for (int i = 0; i < 12; i++) {
        const struct input_event press = {.kind = INPUT_PRESS, .x = place.x + 9, .y = place.y + 1};
        const struct input_event release = {.kind = INPUT_RELEASE, .x = place.x + 9, .y = place.y + 1};
        stage_input(&scene.stage, &press, scene.steady_ms + 400 + 10 * i);
        stage_input(&scene.stage, &release, scene.steady_ms + 400 + 10 * i);
    }
    scene_key(&scene, INPUT_ENTER);
    scene_key(&scene, INPUT_ENTER);
    scene_key(&scene, INPUT_ESCAPE); /* nothing leads away meanwhile */
    scene_key(&scene, INPUT_BACKSPACE);
    scene_type(&scene, "%B/ACDEFGHJ");
    scene_key(&scene, INPUT_ENTER);
    const struct intent again = INTENT_DOES(DO_ISSUE); /* whatever a page may think */
    stage_intent(&scene.stage, &again);
    assert_string_equal(scene_page(&scene), "confirm");
    assert_int_equal(scene_count(&scene, VISITOR_ISSUE), 1);
    assert_int_equal(scene_count(&scene, VISITOR_CHECK_IN), 0);
    assert_true(scene_says(&scene, "Bir az gözləyin… (-)"));
    scene_answer_issue(&scene);
    assert_int_equal(scene_count(&scene, VISITOR_ISSUE), 1);
    scene_done(&scene);
}

static void no_answer_and_the_same_wish_again(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tap(&scene, "Müvəqqəti");
    scene_tap(&scene, "Növbə götür");
    _cleanup_free_ char *request = mem_strdup(scene_in(scene_asked(&scene, VISITOR_ISSUE), "request"));
    assert_int_equal(strlen(request), 22);
    scene_pass(&scene, MINUTES(3)); /* nobody is asked whether they are there while an answer is out */
    assert_string_equal(scene_page(&scene), "confirm");
    scene_end(&scene, VISITOR_ISSUE, VARLINK_TIMEOUT);
    assert_true(scene_says(&scene, "! Cavab gəlmədi."));
    scene_tap(&scene, "Növbə götür");
    assert_string_equal(scene_in(scene_asked(&scene, VISITOR_ISSUE), "request"), request);
    scene_end(&scene, VISITOR_ISSUE, VARLINK_LOST);
    scene_tap(&scene, "2"); /* another wish */
    scene_tap(&scene, "Növbə götür");
    assert_string_not_equal(scene_in(scene_asked(&scene, VISITOR_ISSUE), "request"), request);
    scene_answer_issue(&scene);
    scene_done(&scene);
}

static void refused_before_and_after(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tap(&scene, "Müvəqqəti");
    scene_tap(&scene, "Növbə götür");
    scene_refuse(&scene, VISITOR_ISSUE, "org.novbe.Refused.ServiceFull",
                 "{'service':'residence-temporary','limit':40}");
    assert_string_equal(scene_page(&scene), "confirm");
    assert_true(scene_says(&scene, "! "));
    scene_tell_waits(&scene, "full");
    assert_null(scene_target(&scene, "Növbə götür"));
    scene_tell_waits(&scene, NULL);
    assert_non_null(scene_target(&scene, "Növbə götür"));
    scene_done(&scene);
}

static void handfuls_slow_down(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tap(&scene, "Müvəqqəti");
    scene_tap(&scene, "Növbə götür");
    scene_refuse(&scene, VISITOR_ISSUE, "org.novbe.Refused.SlowDown",
                 "{'service':'residence-temporary','until':1795413930000}");
    assert_string_equal(scene_page(&scene), "slow down");
    scene_pass(&scene, 20000);
    assert_string_equal(scene_page(&scene), "slow down");
    scene_pass(&scene, 11000); /* and on its own back to the question */
    assert_string_equal(scene_page(&scene), "confirm");
    scene_done(&scene);
}

static void a_service_goes_away(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tap(&scene, "Müvəqqəti");
    scene_tell_services(&scene, true);
    assert_string_equal(scene_page(&scene), "start");
    assert_true(scene_says(&scene, "Bu xidmət artıq burada göstərilmir."));
    scene_pass(&scene, 2000);
    scene_tap(&scene, "Etibarnamə");
    assert_false(scene_says(&scene, "Bu xidmət artıq"));
    scene_tap(&scene, "Növbə götür");
    scene_refuse(&scene, VISITOR_ISSUE, "org.novbe.Refused.UnknownService", "{'service':'power'}");
    assert_true(scene_says(&scene, "! "));
    scene_done(&scene);
}

static void search_forgives(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tap(&scene, "Axtarış");
    scene_type(&scene, "VESIQ sexs");
    scene_tap(&scene, "Şəxsiyyət vəsiqəsi");
    assert_string_equal(scene_page(&scene), "confirm");
    scene_key(&scene, INPUT_ESCAPE);
    scene_type(&scene, "xyz");
    assert_true(scene_says(&scene, "Heç nə tapılmadı"));
    scene_done(&scene);
}

/* --- where am I --- */

static void to_where(struct scene *scene, const char *more)
{
    begin(scene);
    scene_tap(scene, "Növbəm");
    scene_type(scene, "a042/acdef");
    scene_key(scene, INPUT_ENTER);
    scene_more_where(scene, more);
    assert_string_equal(scene_page(scene), "where am i");
}

static void a_break_and_back(void **state)
{
    (void)state;
    struct scene scene;
    to_where(&scene, "'state':'waiting','ahead':12,'put_off_ms':1500000,'paper':'printed','before':[]");
    scene_tap(&scene, "Fasilə");
    assert_non_null(scene_target(&scene, "20 dəqiqə"));
    assert_null(scene_target(&scene, "30 dəqiqə")); /* more than is allowed */
    scene_tap(&scene, "20 dəqiqə");
    const struct scene_call *call = scene_asked(&scene, VISITOR_PUT_OFF);
    assert_int_equal(json_integer_value(json_object_get(call->in, "until")), scene.now_ms + MINUTES(20));
    scene_answer(&scene, VISITOR_PUT_OFF, "{'until':1795415100000,'put_offs_left':1,'repeated':false}");
    scene_more_where(&scene, "'state':'put_off','until':1795415100000,'paper':'printed','before':[]");
    assert_true(scene_says(&scene, "10:25"));
    scene_tap(&scene, "Qayıtdım");
    assert_non_null(scene_asked(&scene, VISITOR_COME_BACK));
    scene_refuse(&scene, VISITOR_COME_BACK, "org.novbe.Refused.WrongState", "{'ticket':'A042','state':'called'}");
    assert_true(scene_says(&scene, "! "));
    scene_more_where(&scene, "'state':'called','counter':'7','paper':'printed','before':[]");
    assert_true(scene_says(&scene, "İndi gəlin: 7-ci pəncərə"));
    scene_done(&scene);
}

static void leaving_is_asked_about(void **state)
{
    (void)state;
    struct scene scene;
    to_where(&scene, "'state':'waiting','ahead':12,'paper':'printed','before':[]");
    scene_tap(&scene, "Növbədən çıx");
    scene_tap(&scene, "Növbədə qalıram");
    assert_int_equal(scene_count(&scene, VISITOR_CANCEL), 0);
    scene_tap(&scene, "Növbədən çıx");
    scene_tap(&scene, "Növbədən çıx");
    scene_answer(&scene, VISITOR_CANCEL, "{'repeated':false}");
    scene_more_where(&scene, "'state':'ended','end':'cancelled','paper':'printed','before':[]");
    assert_true(scene_says(&scene, "Siz növbədən çıxmısınız."));
    scene_done(&scene);
}

static void a_missed_call_and_stars(void **state)
{
    (void)state;
    struct scene scene;
    to_where(&scene, "'state':'ended','end':'no_show','called_at':1795413800000,'return_until':1795414200000,"
                     "'paper':'printed','before':[]");
    assert_null(scene_target(&scene, "1 / 5"));
    scene_tap(&scene, "Buradayam");
    scene_answer(&scene, VISITOR_RETURN, "{'ahead':2,'repeated':false}");
    scene_more_where(&scene, "'state':'ended','end':'served','paper':'printed','before':[]");
    scene_end(&scene, VISITOR_WHERE_AM_I, VARLINK_CANCELLED);
    scene_tap(&scene, "4 / 5");
    assert_int_equal(json_integer_value(json_object_get(scene_asked(&scene, VISITOR_RATE)->in, "stars")), 4);
    scene_answer(&scene, VISITOR_RATE, "{'repeated':false}");
    scene_more_where(&scene, "'state':'ended','end':'served','stars':4,'paper':'printed','before':[]"); /* asked anew */
    assert_true(scene_says(&scene, "təşəkkür edirik!"));
    assert_null(scene_target(&scene, "1 / 5"));
    scene_done(&scene);
}

static void a_wrong_code(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tap(&scene, "Növbəm");
    scene_tap(&scene, "A");
    scene_type(&scene, "042 XXXXX");
    scene_key(&scene, INPUT_ENTER);
    assert_string_equal(scene_in(scene_asked(&scene, VISITOR_WHERE_AM_I), "ticket"), "A042");
    assert_string_equal(scene_in(scene_asked(&scene, VISITOR_WHERE_AM_I), "code"), "XXXXX");
    scene_refuse(&scene, VISITOR_WHERE_AM_I, WRONG_CODE, "{'tries_left':4}");
    assert_string_equal(scene_page(&scene), "where am i");
    assert_true(scene_says(&scene, "! "));
    assert_int_equal(scene_count(&scene, VISITOR_FIND_RETURN_CODE), 0);
    scene_done(&scene);
}

/* --- scanners --- */

static void scan(struct scene *scene, const char *code)
{
    scene_type(scene, code);
    scene_key(scene, INPUT_ENTER);
}

static void scanned_on_any_page(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tap(&scene, "Axtarış");
    scan(&scene, "%t/a042/20261123/acdef");
    scene_more_where(&scene, "'state':'waiting','ahead':12,'paper':'printed','before':[]");
    assert_string_equal(scene_page(&scene), "where am i");
    scan(&scene, "%B/ACDEFGHJ");
    assert_string_equal(scene_in(scene_asked(&scene, VISITOR_CHECK_IN), "booking"), "ACDEFGHJ");
    scene_answer(&scene, VISITOR_CHECK_IN,
                 "{'result':'checked_in','service':'passport','slot_at':1795413900000,'ticket':{'ticket':'B007',"
                 "'code':'FGHJK','day':'2026-11-23','issued_at':1795413900000,'services':['passport'],'ahead':0,"
                 "'why_unknown':'no_forecast','proof':'0123abcd'},'repeated':false}");
    assert_string_equal(scene_page(&scene), "ticket");
    assert_true(scene_says(&scene, "B007"));
    scan(&scene, "%R/ACDEFGHJ");
    scene_answer(&scene, VISITOR_READ_RETURN_CODE,
                 "{'return_code':{'return_code':'ACDE-FGHJ','service':'passport','ticket':'A042','day':'2026-11-20',"
                 "'until':'2026-12-08','waited_ms':5400000}}");
    assert_string_equal(scene_page(&scene), "confirm");
    scene_tap(&scene, "Növbə götür");
    assert_string_equal(scene_in(scene_asked(&scene, VISITOR_ISSUE), "return_code"), "ACDE-FGHJ");
    scene_answer_issue(&scene);
    scan(&scene, "%HELLO");
    assert_true(scene_says(&scene, "Bu kod bizə məlum deyil."));
    scene_done(&scene);
}

static void a_paper_of_yesterday(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scan(&scene, "%T/A042/20261122/ACDEF");
    scene_refuse(&scene, VISITOR_WHERE_AM_I, WRONG_CODE, "{'tries_left':4}");
    scene_refuse(&scene, VISITOR_FIND_RETURN_CODE, WRONG_CODE, "{'tries_left':3}");
    assert_true(scene_says(&scene, "! Bu bilet başqa günündür: 22 noyabr 2026"));
    scene_done(&scene);
}

/* --- bookings --- */

static void a_booking_moves_or_walks_in(void **state)
{
    (void)state;
    static const char late[] =
            "{'result':'late','service':'passport','slot_at':1795410000000,'walk_in':{'service':'passport','waiting':3,"
            "'wait':{'from':1795414500000,'likely':1795415000000,'until':1795415900000}},'next_slot':1795420800000,"
            "'repeated':false}";
    struct scene scene;
    begin(&scene);
    scan(&scene, "%B/ACDEFGHJ");
    scene_answer(&scene, VISITOR_CHECK_IN, late);
    scene_tap(&scene, "Köçür: 12:00");
    assert_int_equal(json_integer_value(json_object_get(scene_asked(&scene, VISITOR_MOVE_BOOKING)->in, "slot_at")),
                     1795420800000);
    scene_answer(&scene, VISITOR_MOVE_BOOKING, "{'slot_at':1795420800000,'repeated':false}");
    assert_true(scene_says(&scene, "Yazılışınız köçürüldü: 12:00"));
    scan(&scene, "%B/ACDEFGHJ");
    scene_answer(&scene, VISITOR_CHECK_IN, late);
    scene_tap(&scene, "Növbə götür");
    scene_answer_issue(&scene);
    assert_string_equal(scene_page(&scene), "ticket");
    scene_done(&scene);
}

/* One field for both: what is no booking may be a return code. */
static void a_code_of_either_kind(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tap(&scene, "Yazılışım");
    scene_type(&scene, "acde-fghj");
    scene_key(&scene, INPUT_ENTER);
    scene_refuse(&scene, VISITOR_CHECK_IN, "org.novbe.Refused.UnknownBooking", "{'booking':'ACDE-FGHJ'}");
    scene_refuse(&scene, VISITOR_READ_RETURN_CODE, "org.novbe.Refused.WrongReturnCode",
                 "{'why':'unknown','tries_left':4}");
    assert_string_equal(scene.kiosk.model.trouble.error, "org.novbe.Refused.UnknownBooking");
    assert_false(scene.kiosk.model.busy);
    scene_done(&scene);
}

/* --- a person, the frame, idle times --- */

static void somebody_is_coming(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tap(&scene, "Müvəqqəti");
    scene_tap(&scene, "Kömək");
    scene_tap(&scene, "Əməkdaş çağır");
    assert_string_equal(scene_in(scene_asked(&scene, VISITOR_ASK_FOR_HELP), "page"), "confirm");
    assert_string_equal(scene_in(scene_asked(&scene, VISITOR_ASK_FOR_HELP), "language"), "az");
    scene_answer(&scene, VISITOR_ASK_FOR_HELP, "{'help':'h1','repeated':false}");
    scene_more(&scene, VISITOR_WATCH_HELP, "{'state':'asked'}");
    assert_true(scene_says(&scene, "Çağırış göndərildi."));
    scene_more(&scene, VISITOR_WATCH_HELP, "{'state':'coming'}");
    assert_true(scene_says(&scene, "Əməkdaş sizə yaxınlaşır"));
    scene_pass(&scene, MINUTES(4)); /* who was told to wait here is not sent away */
    assert_string_equal(scene_page(&scene), "help");
    scene_answer(&scene, VISITOR_WATCH_HELP, "{'state':'over'}");
    scene_tap(&scene, "Əməkdaş çağır"); /* and once more */
    assert_int_equal(scene_count(&scene, VISITOR_ASK_FOR_HELP), 2);
    scene_done(&scene);
}

static void idle(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_pass(&scene, MINUTES(60));
    assert_string_equal(scene_page(&scene), "start"); /* nobody was here */
    scene_tap(&scene, "English");
    scene_tap(&scene, "Large text");
    scene_pass(&scene, MODEL_IDLE_MS);
    assert_string_equal(scene_page(&scene), "idle");
    assert_true(scene_says(&scene, "20 seconds left"));
    scene_pass(&scene, 5000);
    assert_true(scene_says(&scene, "15 seconds left"));
    scene_tap_at(&scene, 3, 3); /* one touch, anywhere */
    assert_string_equal(scene_page(&scene), "start");
    scene_tap(&scene, "All services");
    scene_pass(&scene, MODEL_IDLE_MS + 1000);
    scene_key(&scene, 'x');
    assert_string_equal(scene_page(&scene), "services");
    scene_pass(&scene, MODEL_IDLE_MS + MODEL_WARN_MS - 100);
    assert_string_equal(scene_page(&scene), "idle");
    scene_pass(&scene, 200);
    assert_string_equal(scene_page(&scene), "start");
    assert_true(scene_says(&scene, "Xidməti seçin")); /* the next one's language */
    assert_false(scene.stage.large);
    scene_done(&scene);
}

static void no_wake_up_but_the_minute(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    int64_t wake = stage_tick(&scene.stage, scene.now_ms);
    assert_int_equal(wake, (SCENE_NOW / 60000 + 1) * 60000);
    scene_done(&scene);
}

/* --- keys alone --- */

static void by_a_pad_of_four_keys(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_key(&scene, INPUT_DOWN); /* shows where it is */
    for (int i = 0; i < 40; i++) {
        if (stage_top(&scene.stage)->focus.value == model_number(&scene.kiosk.model, "residence-temporary"))
            break;
        scene_key(&scene, INPUT_DOWN);
    }
    scene_key(&scene, INPUT_ENTER);
    assert_string_equal(scene_page(&scene), "confirm");
    scene_key(&scene, INPUT_ESCAPE);
    assert_string_equal(scene_page(&scene), "start");
    scene_key(&scene, INPUT_ENTER);
    scene_key(&scene, INPUT_ENTER); /* the great button has the focus */
    assert_int_equal(scene_count(&scene, VISITOR_ISSUE), 1);
    scene_answer_issue(&scene);
    scene_key(&scene, INPUT_ENTER); /* it bounced: the number is not gone before it is read */
    assert_string_equal(scene_page(&scene), "ticket");
    scene_key(&scene, INPUT_ESCAPE);
    assert_string_equal(scene_page(&scene), "start");
    assert_null(model_ticket(&scene.kiosk.model));
    scene_done(&scene);
}

static void by_digits(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_type(&scene, "1");
    assert_string_equal(scene_page(&scene), "confirm");
    scene_type(&scene, "1");
    assert_int_equal(scene_count(&scene, VISITOR_ISSUE), 1);
    scene_done(&scene);
}

static void garbage(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    unsigned seed = 12345;
    for (int i = 0; i < 3000; i++) {
        seed = seed * 1103515245 + 12345;
        unsigned lot = seed >> 16;
        if (lot % 3 == 0)
            scene_tap_at(&scene, (int)(lot / 3 % 90), (int)(lot / 7 % 30));
        else
            scene_key(&scene, lot % 5 ? 0x20 + lot % 90 : KEY_FIRST + lot % 20);
        for (size_t k = 0; k < scene.call_count; k++) {
            if (scene.calls[k].open && strcmp(scene.calls[k].method, VISITOR_WATCH_HELP) != 0)
                scene_end(&scene, scene.calls[k].method, VARLINK_TIMEOUT);
        }
        for (size_t k = 0; k < scene.call_count; k++)
            json_decref(scene.calls[k].in);
        scene.call_count = 0;
    }
    scene_done(&scene);
}

/* --- the corner --- */

static void the_corner(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    for (int i = 0; i < 6; i++)
        scene_tap_at(&scene, 77, 0);
    assert_string_equal(scene_page(&scene), "start");
    scene_tap_at(&scene, 77, 0);
    assert_string_equal(scene_page(&scene), "corner");
    scene_type(&scene, "9999");
    assert_false(scene_says(&scene, "9999"));
    scene_key(&scene, INPUT_ENTER);
    scene_refuse(&scene, VISITOR_OPEN_CORNER, "org.novbe.Refused.WrongPin", "{'from':1795413910000}");
    assert_true(scene_says(&scene, "! "));
    scene_type(&scene, "1234");
    scene_key(&scene, INPUT_ENTER);
    assert_string_equal(scene_in(scene_asked(&scene, VISITOR_OPEN_CORNER), "pin"), "1234");
    scene_answer(&scene, VISITOR_OPEN_CORNER, "{'token':'t','until':1795414200000,'version':'0.1.0','closed':false}");
    assert_true(scene_says(&scene, "entrance-1: hazırdır"));
    scene_tap(&scene, "Aparatı bağla");
    assert_string_equal(scene_in(scene_asked(&scene, VISITOR_SET_KIOSK_CLOSED), "token"), "t");
    scene_answer(&scene, VISITOR_SET_KIOSK_CLOSED, "{'repeated':false}");
    scene_tell_kiosk(&scene, "closed");
    assert_non_null(scene_target(&scene, "Aparatı aç"));
    scene_tap(&scene, "Hazırdır");
    assert_string_equal(scene_page(&scene), "start");
    assert_true(scene_says(&scene, "Bu növbə aparatı hazırda işləmir."));
    assert_null(model_corner(&scene.kiosk.model)); /* no token is left behind */
    scene_done(&scene);
}

static void closed_while_somebody_looks(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene);
    scene_tap(&scene, "Müvəqqəti");
    scene_tell_kiosk(&scene, "closed");
    assert_string_equal(scene_page(&scene), "start");
    scan(&scene, "%B/ACDEFGHJ");
    assert_int_equal(scene_count(&scene, VISITOR_CHECK_IN), 0);
    scene_done(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(a_ticket_costs_four_touches),
            cmocka_unit_test(the_wish_goes_as_it_was_chosen),
            cmocka_unit_test(a_matter_is_not_taken_twice),
            cmocka_unit_test(five_and_more),
            cmocka_unit_test(a_double_tap_makes_one_ticket),
            cmocka_unit_test(no_answer_and_the_same_wish_again),
            cmocka_unit_test(refused_before_and_after),
            cmocka_unit_test(handfuls_slow_down),
            cmocka_unit_test(a_service_goes_away),
            cmocka_unit_test(search_forgives),
            cmocka_unit_test(a_break_and_back),
            cmocka_unit_test(leaving_is_asked_about),
            cmocka_unit_test(a_missed_call_and_stars),
            cmocka_unit_test(a_wrong_code),
            cmocka_unit_test(scanned_on_any_page),
            cmocka_unit_test(a_paper_of_yesterday),
            cmocka_unit_test(a_booking_moves_or_walks_in),
            cmocka_unit_test(a_code_of_either_kind),
            cmocka_unit_test(somebody_is_coming),
            cmocka_unit_test(idle),
            cmocka_unit_test(no_wake_up_but_the_minute),
            cmocka_unit_test(by_a_pad_of_four_keys),
            cmocka_unit_test(by_digits),
            cmocka_unit_test(garbage),
            cmocka_unit_test(the_corner),
            cmocka_unit_test(closed_while_somebody_looks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
