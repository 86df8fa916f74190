/* SPDX-License-Identifier: MIT
 *
 * The pages of a supervisor as they look, in the languages that are shipped.
 */
#include <stdio.h>
#include <string.h>

#include "tests/kiosk/manager/scene.h"

static struct manager_queue_move scene_moves[] = {
        {.service = "passport-new",
         .wait_now = &scene_ranges[0],
         .wait_then = &scene_ranges[3],
         .late_now = 9,
         .late_then = 13},
        {.service = "id-card",
         .wait_now = &scene_ranges[2],
         .wait_then = &scene_ranges[1],
         .late_now = 0,
         .late_then = 2},
};
static struct manager_helpful_move scene_move = {.what = {MANAGER_HELPFUL_MOVE_WHAT_BACK, "back"},
                                                 .counter = "8",
                                                 .operator= "102",
                                                 .profile = "police",
                                                 .late = 8};
static struct manager_preview_shift_out scene_preview = {
        .queues = {ARRAY_SIZE(scene_moves), scene_moves}, .late_now = 9, .late_then = 15, .helps = &scene_move};
static struct manager_hit_booking scene_hits[] = {{"ACDE-FGHJ", "passport", SCENE_IN(48)},
                                                  {"KLMN-PRTU", "visa", SCENE_IN(78)}};
static struct manager_preview_day_out scene_day = {.hit = {ARRAY_SIZE(scene_hits), scene_hits}};

static const char *scene_home[] = {"KA043", "KA046", "KA047"};
static struct manager_preview_close_out scene_close = {.queues = {1, scene_moves},
                                                       .late_now = 9,
                                                       .late_then = 6,
                                                       .sent_home = {ARRAY_SIZE(scene_home), scene_home},
                                                       .hit = {ARRAY_SIZE(scene_hits), scene_hits}};

static struct i18n *languages;
static struct model model;
static struct stage stage;

/* What a page opens by its intents is opened here, as the program would. */
static void act(attr_unused void *data, struct stage *on, attr_unused const struct view *view,
                const struct intent *intent)
{
    if (intent->what == DO_ASK)
        stage_open(on, &view_ask, intent->value, intent->text);
    else if (intent->what == DO_OPEN_SERVICE)
        stage_open(on, &view_service, 0, "passport-new");
    else if (intent->what == DO_OPEN_TICKET)
        stage_open(on, &view_ticket, 0, "KA042");
    else if (intent->what == DO_PAGE)
        stage_replace(on, manager_pages[intent->value], 0, NULL);
    else if (intent->what == DO_PREVIEW && intent->value == TASK_DAY)
        model.day_preview.out = &scene_day;
    else if (intent->what == DO_PREVIEW && intent->value == TASK_CLOSE)
        model.close_preview.out = &scene_close;
    else if (intent->what == DO_PREVIEW)
        model.shift_preview.out = &scene_preview;
}

static void begin(const char *language, int width, int height)
{
    scene_init(&model, scene_language(language));
    const struct program program = {.name = "novbe-manager", .home = &view_hall, .model = &model, .act = act};
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

static const struct size {
    const char *language;
    int width, height;
} sizes[] = {{"az", 80, 24},  {"ru", 80, 24},  {"en", 80, 24}, {"az", 120, 40},
             {"ru", 120, 40}, {"en", 120, 40}, {"ja", 80, 24}};

/* A page in all sizes and languages, reached by these keys. */
static void page(const char *name, const char *keys)
{
    for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
        char path[96];
        snprintf(path, sizeof path, "manager/%s.%s.%dx%d", name, sizes[i].language, sizes[i].width, sizes[i].height);
        begin(sizes[i].language, sizes[i].width, sizes[i].height);
        scene_type(&stage, keys);
        golden(path);
        end();
    }
}

static void the_hall(attr_unused void **state)
{
    page("hall", "");
    begin("en", 200, 60);
    golden("manager/hall.en.200x60");
    end();
    begin("ru", 120, 40);
    golden_themed(&stage, &theme_day, "manager/hall.ru.120x40.day");
    golden_themed(&stage, &theme_mono, "manager/hall.ru.120x40.mono");
    end();
}

static void other_pages(attr_unused void **state)
{
    page("counters", "2");
    page("staff", "3");
    page("things", "4");
    page("actions", "5");
}

static void one_service_and_one_ticket(attr_unused void **state)
{
    for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
        char path[96];
        begin(sizes[i].language, sizes[i].width, sizes[i].height);
        scene_key(&stage, INPUT_ENTER);
        snprintf(path, sizeof path, "manager/service.%s.%dx%d", sizes[i].language, sizes[i].width, sizes[i].height);
        golden(path);
        scene_key(&stage, INPUT_ENTER);
        snprintf(path, sizeof path, "manager/ticket.%s.%dx%d", sizes[i].language, sizes[i].width, sizes[i].height);
        golden(path);
        end();
    }
}

static void letters_narrow_a_list(attr_unused void **state)
{
    begin("en", 80, 24);
    scene_type(&stage, "pas");
    golden("manager/narrowed.en.80x24");
    scene_type(&stage, "x");
    golden("manager/nothing_fits.en.80x24");
    end();
}

static void halted_and_an_alarm(attr_unused void **state)
{
    struct manager_watch_hall_out hall = scene_hall;
    hall.halted = "visitor-asked";
    hall.halted_since = SCENE_MAYBE(SCENE_AGO(6));
    hall.alarms.count = 1;
    hall.alarms.items = &scene_alarm;
    static const char *const of[] = {"az", "ru", "en"};
    for (size_t i = 0; i < ARRAY_SIZE(of); i++) {
        char path[96];
        begin(of[i], 80, 24);
        model.hall.out = &hall;
        told_trouble(&model.told, mem_strdup("PermissionDenied"));
        snprintf(path, sizeof path, "manager/halted.%s.80x24", of[i]);
        golden(path);
        end();
    }
}

static void closing_a_service(attr_unused void **state)
{
    begin("en", 80, 24);
    scene_key(&stage, INPUT_F1 + 1);
    golden("manager/closing.en.80x24");
    scene_type(&stage, "21");
    golden("manager/closing_reason.en.80x24");
    scene_type(&stage, "2");
    golden("manager/closing_sure.en.80x24");
    assert_true(golden_shows(&stage, "Bookings hit: 2. 11:30 12:00"));
    end();
}

static void what_a_move_would_do(attr_unused void **state)
{
    static const char *const of[] = {"az", "ru", "en"};
    for (size_t i = 0; i < ARRAY_SIZE(of); i++) {
        char path[96];
        begin(of[i], 80, 24);
        scene_type(&stage, "3");
        scene_key(&stage, INPUT_ENTER);
        snprintf(path, sizeof path, "manager/shift.%s.80x24", of[i]);
        golden(path);
        scene_type(&stage, "1");
        (void)stage_tick(&stage, SCENE_NOW_MS);
        snprintf(path, sizeof path, "manager/absent.%s.80x24", of[i]);
        golden(path);
        end();
    }
}

static void hours_of_today(attr_unused void **state)
{
    begin("ru", 120, 40);
    scene_type(&stage, "5");
    for (int i = 0; i < 3; i++)
        scene_key(&stage, INPUT_DOWN);
    scene_key(&stage, INPUT_ENTER);
    golden("manager/whose_hours.ru.120x40");
    scene_type(&stage, "1");
    scene_type(&stage, "25:00");
    scene_key(&stage, INPUT_ENTER);
    golden("manager/bad_hours.ru.120x40");
    for (int i = 0; i < 5; i++)
        scene_key(&stage, INPUT_BACKSPACE);
    scene_type(&stage, "09:00-10:00");
    scene_key(&stage, INPUT_ENTER);
    golden("manager/hits.ru.120x40");
    end();
}

static void nothing_known_yet(attr_unused void **state)
{
    begin("en", 80, 24);
    model.hall.out = NULL;
    model.rota.out = NULL;
    golden("manager/empty.en.80x24");
    scene_type(&stage, "3");
    model.rota_refused = mem_strdup("You may not do that.");
    golden("manager/no_rota.en.80x24");
    end();
}

static int load(attr_unused void **state)
{
    languages = golden_languages();
    return 0;
}

static int unload(attr_unused void **state)
{
    i18n_free(languages);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(the_hall),
            cmocka_unit_test(other_pages),
            cmocka_unit_test(one_service_and_one_ticket),
            cmocka_unit_test(letters_narrow_a_list),
            cmocka_unit_test(halted_and_an_alarm),
            cmocka_unit_test(closing_a_service),
            cmocka_unit_test(what_a_move_would_do),
            cmocka_unit_test(hours_of_today),
            cmocka_unit_test(nothing_known_yet),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
