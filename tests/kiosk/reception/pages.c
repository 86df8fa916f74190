/* SPDX-License-Identifier: MIT
 *
 * The pages of reception as they look, in the languages that are shipped.
 */
#include <string.h>

#include "common/text.h"
#include "tests/kiosk/reception/scene.h"

static struct i18n *languages;
static struct model model;
static struct stage stage;

/* What a page opens by its intents is opened here, as the program would. */
static void act(attr_unused void *data, struct stage *on, attr_unused const struct view *view,
                const struct intent *intent)
{
    if (intent->what == DO_ASK)
        stage_open(on, &view_ask, intent->value, intent->text);
}

static void begin(const char *language, int width, int height)
{
    scene_init(&model);
    const struct program program = {.name = "novbe-reception", .home = &view_desk, .model = &model, .act = act};
    stage_init(&stage, &program, i18n_find(languages, language), width, height);
    stage_draw(&stage, SCENE_NOW_MS);
}

static void end(void)
{
    stage_done(&stage);
    model_done(&model);
}

static void golden(const char *name)
{
    stage_changed(&stage);
    golden_stage(&stage, name);
}

static void the_desk_at_rest(attr_unused void **state)
{
    begin("az", 80, 24);
    golden("reception/desk.az.80x24");
    end();
    begin("ru", 120, 36);
    golden("reception/desk.ru.120x36");
    golden_themed(&stage, &theme_day, "reception/desk.ru.120x36.day");
    golden_themed(&stage, &theme_mono, "reception/desk.ru.120x36.mono");
    end();
    begin("en", 200, 60);
    golden("reception/desk.en.200x60");
    end();
    begin("ja", 80, 24);
    golden("reception/desk.ja.80x24");
    end();
}

static void typing(attr_unused void **state)
{
    begin("en", 80, 24);
    scene_type(&stage, "pas");
    scene_key(&stage, INPUT_DOWN);
    scene_key(&stage, '1');
    scene_key(&stage, '4');
    scene_key(&stage, INPUT_TAB);
    scene_key(&stage, INPUT_RIGHT);
    golden("reception/typing.en.80x24");
    end();
    begin("ru", 120, 36);
    scene_type(&stage, "пенс");
    scene_key(&stage, '+');
    scene_type(&stage, "загр");
    golden("reception/typing.ru.120x36");
    end();
    begin("ja", 120, 36);
    scene_type(&stage, "旅");
    golden("reception/typing.ja.120x36");
    end();
}

static void a_ticket_was_given(attr_unused void **state)
{
    begin("az", 80, 24);
    scene_make(&model, VISITOR_PAPER_PRINTING);
    golden("reception/given.az.80x24");
    end();
    begin("en", 120, 36);
    scene_make(&model, VISITOR_PAPER_FAILED);
    golden("reception/given.en.120x36");
    end();
    begin("ru", 200, 60);
    scene_make(&model, VISITOR_PAPER_PRINTED);
    golden("reception/given.ru.200x60");
    end();
}

static void refused(attr_unused void **state)
{
    begin("ru", 80, 24);
    scene_type(&stage, "пенс");
    told_trouble(&model.told, mem_strdup("Мест на сегодня больше нет. Предложите другой день."));
    golden("reception/refused.ru.80x24");
    end();
}

static void lists(attr_unused void **state)
{
    begin("en", 80, 24);
    for (uint32_t key = INPUT_F1 + 5; key <= INPUT_F1 + 7; key++)
        scene_key(&stage, key);
    scene_key(&stage, INPUT_DOWN);
    golden("reception/waiting.en.80x24");
    end();
}

static void open_ticket(void)
{
    static struct reception_get_ticket_out out;
    out.ticket = scene_waiting[0];
    model.ticket.out = &out;
    stage_open(&stage, &view_ticket, 0, "KA042");
}

static void one_ticket(attr_unused void **state)
{
    static const struct {
        const char *language, *name;
        int width, height;
    } cases[] = {{"az", "reception/ticket.az.80x24", 80, 24},
                 {"ru", "reception/ticket.ru.120x36", 120, 36},
                 {"en", "reception/ticket.en.200x60", 200, 60},
                 {"ja", "reception/ticket.ja.80x24", 80, 24}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        begin(cases[i].language, cases[i].width, cases[i].height);
        open_ticket();
        golden(cases[i].name);
        end();
    }
}

/* Two people may come with it, and one that perhaps nobody has. */
static void papers(attr_unused void **state)
{
    static const struct {
        const char *language;
        int width, height, papers, paper;
        const char *name;
    } cases[] = {{"az", 80, 24, 2, RECEPTION_PAPER_PRINTED, "reception/papers.az.80x24"},
                 {"ru", 80, 24, 3, RECEPTION_PAPER_UNKNOWN, "reception/papers.ru.80x24"},
                 {"en", 120, 36, 2, RECEPTION_PAPER_FAILED, "reception/papers.en.120x36"},
                 {"ja", 200, 60, 2, RECEPTION_PAPER_PRINTED, "reception/papers.ja.200x60"},
                 {"en", 80, 24, 0, RECEPTION_PAPER_UNKNOWN, "reception/perhaps.en.80x24"},
                 {"az", 80, 24, 0, RECEPTION_PAPER_FAILED, "reception/no_paper.az.80x24"}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        static struct reception_get_ticket_out out;
        begin(cases[i].language, cases[i].width, cases[i].height);
        out.ticket = scene_waiting[1];
        out.ticket.papers = cases[i].papers;
        out.ticket.paper.value = cases[i].paper;
        model.ticket.out = &out;
        stage_open(&stage, &view_ticket, 0, "TU019");
        golden(cases[i].name);
        end();
    }
    begin("ru", 80, 24);
    scene_make(&model, VISITOR_PAPER_PRINTED);
    ((struct visitor_where_am_i_out *)model.where.out)->printer = "hall-1";
    golden("reception/given_elsewhere.ru.80x24");
    end();
}

static void a_new_roll(attr_unused void **state)
{
    static const struct {
        const char *language, *more, *roll;
        int width, height;
    } cases[] = {{"az", "reception/more.az.80x24", "reception/roll.az.80x24", 80, 24},
                 {"ru", "reception/more.ru.120x36", "reception/roll.ru.120x36", 120, 36},
                 {"ja", "reception/more.ja.80x24", "reception/roll.ja.80x24", 80, 24}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        begin(cases[i].language, cases[i].width, cases[i].height);
        scene_key(&stage, INPUT_F1 + 9);
        golden(cases[i].more);
        scene_key(&stage, '4');
        golden(cases[i].roll);
        end();
    }
}

static void questions(attr_unused void **state)
{
    begin("az", 80, 24);
    open_ticket();
    scene_key(&stage, INPUT_F1 + 1);
    golden("reception/correct.az.80x24");
    scene_key(&stage, '1');
    scene_type(&stage, "pasp");
    golden("reception/correct_service.az.80x24");
    scene_key(&stage, INPUT_ENTER);
    golden("reception/correct_reason.az.80x24");
    end();
    begin("ja", 120, 36);
    open_ticket();
    scene_key(&stage, INPUT_F1 + 1);
    scene_key(&stage, '3');
    scene_key(&stage, '1');
    scene_key(&stage, '2');
    golden("reception/correct_needs.ja.120x36");
    end();
    begin("ru", 80, 24);
    open_ticket();
    scene_key(&stage, INPUT_F1 + 11);
    scene_key(&stage, '3');
    golden("reception/void.ru.80x24");
    end();
    begin("en", 80, 24);
    scene_key(&stage, INPUT_F1 + 9);
    scene_key(&stage, '2');
    scene_key(&stage, INPUT_ENTER);
    scene_type(&stage, "25:00");
    scene_key(&stage, INPUT_ENTER);
    golden("reception/by_hand.en.80x24");
    end();
}

static void finding(attr_unused void **state)
{
    static struct reception_find_tickets_out found;
    static struct reception_return_code codes[] = {{.return_code = "ACDE-FGHJ",
                                                    .service = "visa",
                                                    .ticket = "LA019",
                                                    .day = "2026-11-27",
                                                    .until = "2026-12-11"},
                                                   {.return_code = "KLMN-PRTU",
                                                    .service = "visa",
                                                    .ticket = "LA021",
                                                    .day = "2026-11-27",
                                                    .until = "2026-12-11",
                                                    .used = "2026-11-28"}};
    static struct reception_find_return_codes_out found_codes = {.return_codes = {ARRAY_SIZE(codes), codes}};
    found.tickets.count = ARRAY_SIZE(scene_waiting);
    found.tickets.items = scene_waiting;
    begin("ru", 80, 24);
    model.found.out = &found;
    stage_open(&stage, &view_find, FIND_TICKETS, NULL);
    scene_type(&stage, "0");
    golden("reception/find.ru.80x24");
    end();
    begin("az", 120, 36);
    model.codes.out = &found_codes;
    stage_open(&stage, &view_find, FIND_CODES, NULL);
    scene_key(&stage, INPUT_LEFT);
    golden("reception/codes.az.120x36");
    end();
}

static void booked(attr_unused void **state)
{
    static struct reception_booking bookings[] = {{.booking = "ACDE-FGHJ",
                                                   .service = "visa",
                                                   .slot_at = SCENE_NOW_MS + 18 * 60000,
                                                   .class = "appointment",
                                                   .language = "en",
                                                   .party = 1,
                                                   .state = {RECEPTION_BOOKING_STATE_OPEN, "open"}},
                                                  {.booking = "KLMN-PRTU",
                                                   .service = "passport",
                                                   .slot_at = SCENE_AGO(12),
                                                   .class = "appointment",
                                                   .language = "az",
                                                   .party = 1,
                                                   .state = {RECEPTION_BOOKING_STATE_CHECKED_IN, "checked_in"},
                                                   .ticket = "KA040"},
                                                  {.booking = "MNPR-STUA",
                                                   .service = "passport",
                                                   .slot_at = SCENE_AGO(42),
                                                   .class = "appointment",
                                                   .language = "ru",
                                                   .party = 1,
                                                   .state = {RECEPTION_BOOKING_STATE_MISSED, "missed"}}};
    static struct reception_find_bookings_out found = {.bookings = {ARRAY_SIZE(bookings), bookings}};
    static struct reception_slot slots[] = {{SCENE_NOW_MS + 18 * 60000, 1}, {SCENE_NOW_MS + 33 * 60000, 4}};
    static const struct reception_list_slots_out free_slots = {.day = "2026-11-30",
                                                               .slots = {ARRAY_SIZE(slots), slots}};
    static struct reception_check_in_out late = {.result = {RECEPTION_CHECK_IN_OUT_RESULT_LATE, "late"},
                                                 .slot_at = SCENE_AGO(42),
                                                 .check_in_until = {true, SCENE_AGO(12)},
                                                 .walk_in = &scene_range,
                                                 .next_slot = {true, SCENE_NOW_MS + 24 * 60 * 60000 + 33 * 60000}};
    begin("en", 80, 24);
    model.bookings.out = &found;
    model.booking_day = (struct date){2026, 11, 30};
    stage_open(&stage, &view_bookings, 0, NULL);
    golden("reception/bookings.en.80x24");
    scene_type(&stage, "passport 10:20");
    golden("reception/bookings_found.en.80x24");
    model.slots.out = &free_slots;
    stage_open(&stage, &view_ask, TASK_BOOK, "visa");
    golden("reception/slots.en.80x24");
    stage_close(&stage);
    model.checked.out = &late;
    text_copy(model.checked_service, KEY_BYTES, "passport");
    stage_open(&stage, &view_checked, 0, NULL);
    golden("reception/late.en.80x24");
    end();
}

static void help_page(attr_unused void **state)
{
    begin("az", 80, 24);
    scene_key(&stage, INPUT_F1);
    golden("reception/help.az.80x24");
    end();
}

/* Whatever the size, nothing falls over and nothing is drawn beside the page. */
static void any_size(attr_unused void **state)
{
    static const struct view_type *const types[] = {&view_desk, &view_find, &view_bookings};
    for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
        begin("en", 80, 24);
        scene_make(&model, VISITOR_PAPER_PRINTED);
        if (i > 0)
            stage_open(&stage, types[i], 0, NULL);
        else
            open_ticket();
        for (int size = 1; size < 60; size += 7) {
            stage_resize(&stage, size * 2, size);
            stage_draw(&stage, SCENE_NOW_MS);
            stage_resize(&stage, size, 60 - size);
            stage_draw(&stage, SCENE_NOW_MS);
        }
        end();
    }
    begin("en", 80, 24);
    for (int size = 1; size < 60; size += 3) {
        stage_resize(&stage, size * 3, size);
        scene_type(&stage, "p");
        stage_draw(&stage, SCENE_NOW_MS);
    }
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(the_desk_at_rest), cmocka_unit_test(typing),   cmocka_unit_test(a_ticket_was_given),
            cmocka_unit_test(refused),          cmocka_unit_test(lists),    cmocka_unit_test(one_ticket),
            cmocka_unit_test(questions),        cmocka_unit_test(finding),  cmocka_unit_test(booked),
            cmocka_unit_test(help_page),        cmocka_unit_test(any_size), cmocka_unit_test(papers),
            cmocka_unit_test(a_new_roll),
    };
    languages = golden_languages();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    i18n_free(languages);
    return failed;
}
