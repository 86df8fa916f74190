/* SPDX-License-Identifier: MIT
 *
 * Any keys, touches and sizes, while the hall is told anew, shrinks, grows and is not known: nothing breaks, and every
 * page that opens closes again.
 */
#include "tests/kiosk/ui/chance.h"

#include <string.h>

#include "tests/kiosk/manager/scene.h"

enum { MANY = 300 };

static struct i18n *languages;
static struct model model;
static struct stage stage;
static struct manager_watch_hall_out hall;
static struct manager_service_queue queues[MANY];
static struct manager_shift shifts[MANY];
static struct manager_get_rota_out rota = {.day = "2026-11-30", .shifts = {MANY, shifts}};

static void act(attr_unused void *data, struct stage *on, attr_unused const struct view *view,
                const struct intent *intent)
{
    switch (intent->what) {
    case DO_ASK:
        stage_open(on, &view_ask, intent->value, intent->text);
        break;
    case DO_OPEN_SERVICE:
        stage_open(on, &view_service, 0, intent->text);
        break;
    case DO_OPEN_TICKET:
        stage_open(on, &view_ticket, 0, intent->text);
        break;
    case DO_PAGE:
        while (on->depth > 1)
            stage_close(on);
        stage_replace(on, manager_pages[intent->value], 0, NULL);
        break;
    case DO_TASK:
        stage_close(on);
        break;
    case DO_EXPLAIN:
        stage_open(on, &view_answer, 0, NULL);
        break;
    default:
        break;
    }
}

static void random_key(struct chance *chance, int64_t steady_ms)
{
    static const uint32_t keys[] = {INPUT_ENTER,  INPUT_ESCAPE, INPUT_TAB,     INPUT_UP,        INPUT_DOWN,
                                    INPUT_HOME,   INPUT_END,    INPUT_PAGE_UP, INPUT_PAGE_DOWN, INPUT_F1,
                                    INPUT_F1 + 1, INPUT_F1 + 2, INPUT_F1 + 8,  INPUT_F1 + 9,    INPUT_BACKSPACE};
    uint32_t key = chance_below(chance, 3)   ? keys[chance_below(chance, ARRAY_SIZE(keys))]
                   : chance_below(chance, 4) ? (uint32_t)chance_between(chance, '1', '6')
                                             : chance_sign(chance);
    stage_input(&stage, &(struct input_event){.kind = INPUT_KEY, .key = key}, steady_ms);
}

static void random_touch(struct chance *chance, int64_t steady_ms)
{
    struct input_event event = {.kind = INPUT_PRESS, .x = chance_below(chance, 220), .y = chance_below(chance, 70)};
    stage_input(&stage, &event, steady_ms);
    event.kind = INPUT_RELEASE;
    stage_input(&stage, &event, steady_ms);
}

/* Another hall: more or fewer queues, counters, alerts and shifts, or nothing known of it. */
static void random_news(struct chance *chance)
{
    hall = scene_hall;
    for (size_t i = 0; i < MANY; i++) {
        queues[i] = scene_queues[chance_below(chance, ARRAY_SIZE(scene_queues))];
        queues[i].longest_ms = SCENE_MIN(chance_below(chance, 90));
        shifts[i] = scene_shifts[chance_below(chance, ARRAY_SIZE(scene_shifts))];
    }
    hall.queues.items = queues;
    hall.queues.count = (size_t)chance_below(chance, chance_below(chance, 8) ? 20 : MANY + 1);
    hall.counters.count = (size_t)chance_below(chance, ARRAY_SIZE(scene_counters) + 1);
    hall.alerts.count = (size_t)chance_below(chance, ARRAY_SIZE(scene_alerts) + 1);
    hall.messages.count = (size_t)chance_below(chance, ARRAY_SIZE(scene_messages) + 1);
    hall.alarms.count = (size_t)chance_below(chance, 2);
    hall.alarms.items = &scene_alarm;
    hall.halted = chance_below(chance, 5) ? NULL : "visitor-asked";
    hall.halted_since = SCENE_MAYBE(SCENE_NOW_MS);
    rota.shifts.count = (size_t)chance_below(chance, chance_below(chance, 8) ? 20 : MANY + 1);
    model.hall.out = chance_below(chance, 10) ? &hall : NULL;
    model.rota.out = chance_below(chance, 10) ? &rota : NULL;
    model.previewing = chance_below(chance, 2);
    stage_changed(&stage);
}

static void anything_is_survived(attr_unused void **state)
{
    struct chance dice = {0}, *chance = &dice;
    int64_t steady_ms = 1000;
    scene_init(&model, scene_language("en"));
    const struct program program = {.name = "novbe-manager", .home = &view_hall, .model = &model, .act = act};
    stage_init(&stage, &program, i18n_find(languages, "en"), 80, 24);
    for (int i = 0; i < chance_times(6000) && !stage.ended; i++) {
        steady_ms += chance_below(chance, 800);
        switch (chance_below(chance, 10)) {
        case 0:
            random_touch(chance, steady_ms);
            break;
        case 1:
            random_news(chance);
            break;
        case 2:
            stage_resize(&stage, chance_between(chance, 1, 220), chance_between(chance, 1, 70));
            break;
        default:
            random_key(chance, steady_ms);
        }
        assert_in_range(stage.depth, 1, STAGE_DEPTH);
        (void)stage_tick(&stage, SCENE_NOW_MS);
        (void)stage_draw(&stage, SCENE_NOW_MS);
    }
    assert_false(stage.ended);
    for (int i = 0; i < 4 * STAGE_DEPTH * ASK_QUESTIONS && stage.depth > 1; i++)
        stage_input(&stage, &(struct input_event){.kind = INPUT_KEY, .key = INPUT_ESCAPE}, steady_ms += 400);
    assert_int_equal(stage.depth, 1);
    stage_done(&stage);
    model_done(&model);
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(anything_is_survived)};
    return cmocka_run_group_tests(tests, load, unload);
}
