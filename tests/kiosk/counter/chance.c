/* SPDX-License-Identifier: MIT
 *
 * Any keys, touches, sizes and answers.
 */
#include "tests/kiosk/ui/chance.h"
#include "tests/kiosk/counter/desk.h"

/* --- anything --- */

static void random_key(struct desk *desk, struct chance *chance)
{
    static const uint32_t keys[] = {INPUT_ENTER,     INPUT_ESCAPE, INPUT_TAB,    INPUT_UP,     INPUT_DOWN,
                                    INPUT_LEFT,      INPUT_RIGHT,  INPUT_HOME,   INPUT_END,    INPUT_PAGE_UP,
                                    INPUT_PAGE_DOWN, INPUT_F1,     INPUT_F1 + 1, INPUT_F1 + 2, INPUT_F1 + 3,
                                    INPUT_BACKSPACE, INPUT_DELETE};
    uint32_t key = chance_below(chance, 2)   ? keys[chance_below(chance, ARRAY_SIZE(keys))]
                   : chance_below(chance, 8) ? (uint32_t)chance_between(chance, ' ', '~')
                                             : chance_sign(chance);
    desk_key(desk, key);
}

static void random_touch(struct desk *desk, struct chance *chance)
{
    struct input_event event = {.kind = INPUT_PRESS, .x = chance_below(chance, 220), .y = chance_below(chance, 70)};
    desk->steady_ms += 400;
    stage_input(&desk->stage, &event, desk->steady_ms);
    event.kind = INPUT_RELEASE;
    stage_input(&desk->stage, &event, desk->steady_ms);
}

static void random_news(struct desk *desk, struct chance *chance)
{
    if (!desk->watching)
        return;
    static const char *const states[] = {"called", "serving"}, *const activities[] = {"free", "pause", "task", "help"};
    if (chance_below(chance, 2))
        desk_hold(desk, "KA001", states[chance_below(chance, 2)]);
    else
        desk_watch(desk, desk_state(desk, activities[chance_below(chance, 3)]));
}

/* Whatever was asked is refused, or the connection is lost. */
static void random_answer(struct desk *desk, struct chance *chance)
{
    if (desk->call_count == 0)
        return;
    const char *method = desk->calls[0].method;
    if (strcmp(method, COUNTER_SIGN_IN) == 0) {
        json_t *state = desk_state(desk, "free");
        desk_answer(desk, method, json_pack("{s:O, s:s}", "session", json_object_get(state, "session"), "token", "t"));
        desk_watch(desk, state);
    } else if (chance_below(chance, 3)) {
        desk_refuse(desk, method, chance_below(chance, 4) ? REFUSED_WRONG_STATE : REFUSED_NOT_SIGNED_IN, json_object());
    } else {
        desk_reply(desk, method, &(struct varlink_reply){.status = VARLINK_TIMEOUT, .reason = "no answer"}, NULL);
    }
}

static void test_any_keys_touches_sizes_and_answers_are_survived(attr_unused void **state)
{
    struct chance dice = {0}, *chance = &dice;
    struct desk desk;
    desk_begin(&desk);
    for (int i = 0; i < chance_times(20000); i++) {
        switch (chance_below(chance, 12)) {
        case 0:
            random_touch(&desk, chance);
            break;
        case 1:
            random_news(&desk, chance);
            break;
        case 2:
            random_answer(&desk, chance);
            break;
        case 3:
            stage_resize(&desk.stage, chance_between(chance, 1, 220), chance_between(chance, 1, 70));
            break;
        default:
            random_key(&desk, chance);
        }
        if (desk.call_count > DESK_CALLS / 2)
            random_answer(&desk, chance);
        desk_pass(&desk, chance_below(chance, 1500));
    }
    desk_done(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_any_keys_touches_sizes_and_answers_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
