/* SPDX-License-Identifier: MIT
 *
 * Every page of the kiosk as it looks and as it reads, compared with goldens: each in one language and size at least,
 * the first ones in all.
 */
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "tests/kiosk/visitor/scene.h"

struct size {
    const char *language;
    int width, height;
};

static const struct size sizes[] = {
        {"az", 80, 24}, {"ru", 43, 39}, {"en", 120, 36}, {"ja", 200, 60}, {"en", 76, 22},
};

static void golden(struct scene *scene, const char *page, const struct size *size)
{
    char name[128];
    snprintf(name, sizeof name, "visitor/%s.%s.%dx%d", page, size->language, size->width, size->height);
    golden_stage(&scene->stage, name);
}

/* --- how one comes to a page, whatever the language: by the values of its targets --- */

static void take(struct scene *scene, enum i18n_message message)
{
    _cleanup_free_ char *label = i18n_format(scene->stage.language, message, NULL, 0);
    scene_tap(scene, label);
}

static void choose(struct scene *scene, const char *service)
{
    const struct intent intent = INTENT_DOES(DO_CHOOSE, .value = model_number(&scene->kiosk.model, service));
    stage_intent(&scene->stage, &intent);
    scene_draw(scene);
}

static void to_start(struct scene *scene)
{
    (void)scene;
}

static void to_services(struct scene *scene)
{
    take(scene, MESSAGE_VISITOR_ALL_SERVICES);
}

static void to_service(struct scene *scene)
{
    stage_open(&scene->stage, &page_services, 0, "notary");
}

static void to_search(struct scene *scene)
{
    const char *language = language_code(scene->stage.language);
    take(scene, MESSAGE_VISITOR_SEARCH);
    scene_key(scene, strcmp(language, "ru") == 0 ? 0x43f : strcmp(language, "ja") == 0 ? 0x7f72 : 'p');
}

static void to_confirm(struct scene *scene)
{
    choose(scene, "residence-temporary");
}

static void to_classes(struct scene *scene)
{
    to_confirm(scene);
    take(scene, MESSAGE_VISITOR_GO_AHEAD);
}

static void to_late(struct scene *scene)
{
    scene_tell_waits(scene, "too_late");
    choose(scene, "passport");
}

static void to_ticket(struct scene *scene)
{
    to_confirm(scene);
    take(scene, MESSAGE_VISITOR_TAKE_TICKET);
    scene_answer_issue(scene);
}

static void paper(struct scene *scene, const char *state, const char *printer)
{
    _cleanup_free_ char *more = mem_printf("'state':'waiting','ahead':12,'paper':'%s',%s'before':[]", state, printer);
    to_ticket(scene);
    scene_more_where(scene, more);
}

static void to_printing(struct scene *scene)
{
    paper(scene, "printing", "");
}

static void to_printed(struct scene *scene)
{
    paper(scene, "printed", "'printer':'entrance-1',");
}

static void to_elsewhere(struct scene *scene)
{
    paper(scene, "printed", "'printer':'hall-1',");
}

static void to_failed(struct scene *scene)
{
    paper(scene, "failed", "");
}

static void to_unknown(struct scene *scene)
{
    paper(scene, "unknown", "'printer':'entrance-1',");
}

static void to_paper_late(struct scene *scene)
{
    paper(scene, "printing", "");
    scene_pass(scene, 21000);
}

static void to_no_paper(struct scene *scene)
{
    scene_tell_printer(scene, "paper_out", "'ask_roll':false");
}

static void to_confirm_without(struct scene *scene)
{
    to_no_paper(scene);
    to_confirm(scene);
}

static void to_ticket_without(struct scene *scene)
{
    to_no_paper(scene);
    paper(scene, "waiting", "");
}

static void to_enter(struct scene *scene)
{
    take(scene, MESSAGE_VISITOR_WHERE);
    scene_type(scene, "a042/ac");
}

static void where(struct scene *scene, const char *more)
{
    const struct intent intent = INTENT_DOES(DO_WHERE, .text = "A042/ACDEF");
    take(scene, MESSAGE_VISITOR_WHERE);
    stage_intent(&scene->stage, &intent);
    scene_more_where(scene, more);
}

#define WAITING                                                                    \
    "'state':'waiting','ahead':12,'put_off_ms':1800000,'paper':'printed',"         \
    "'wait':{'from':1795414500000,'likely':1795415000000,'until':1795415900000},"  \
    "'before':[{'ticket':'B012','at':1795413800000,'counter':'7','why':'booked'}," \
    "{'ticket':'A040','at':1795413700000,'counter':'7','why':'earlier'}]"

static void to_waiting(struct scene *scene)
{
    where(scene, WAITING);
}

static void to_break(struct scene *scene)
{
    where(scene, WAITING);
    take(scene, MESSAGE_VISITOR_NEED_BREAK);
}

static void to_leave(struct scene *scene)
{
    where(scene, WAITING);
    take(scene, MESSAGE_VISITOR_LEAVE_QUEUE);
}

static void to_called(struct scene *scene)
{
    where(scene, "'state':'called','counter':'7','called_at':1795413800000,'paper':'printed','before':[]");
}

static void to_put_off(struct scene *scene)
{
    where(scene, "'state':'put_off','until':1795415400000,'paper':'printed','before':[]");
}

static void to_missed(struct scene *scene)
{
    where(scene, "'state':'ended','end':'no_show','called_at':1795413800000,'return_until':1795415400000,"
                 "'paper':'printed','before':[]");
}

static void to_served(struct scene *scene)
{
    where(scene, "'state':'ended','end':'served','paper':'printed','before':[]");
}

static void to_never_called(struct scene *scene)
{
    where(scene, "'state':'ended','end':'never_called','return_code':'ACDE-FGHJ','return_code_until':'2026-12-08',"
                 "'paper':'printed','before':[]");
}

static void to_booking(struct scene *scene)
{
    const struct intent intent = INTENT_DOES(DO_CHECK_IN, .text = "ACDEFGHJ");
    take(scene, MESSAGE_VISITOR_CHECK_IN);
    stage_intent(&scene->stage, &intent);
    scene_answer(scene, VISITOR_CHECK_IN,
                 "{'result':'late','service':'passport','slot_at':1795410000000,'walk_in':{'service':'passport',"
                 "'waiting':3,'wait':{'from':1795414500000,'likely':1795415000000,'until':1795415900000}},"
                 "'next_slot':1795420800000,'repeated':false}");
}

static void to_return_code(struct scene *scene)
{
    scene_type(scene, "%T/A042/20261122/ACDEF");
    scene_key(scene, INPUT_ENTER);
    scene_refuse(scene, VISITOR_WHERE_AM_I, "org.novbe.Refused.WrongCode", "{'tries_left':4}");
    scene_answer(scene, VISITOR_FIND_RETURN_CODE,
                 "{'return_code':{'return_code':'ACDE-FGHJ','service':'passport','ticket':'A042','day':'2026-11-22',"
                 "'until':'2026-12-08','waited_ms':5400000}}");
}

static void to_help(struct scene *scene)
{
    to_confirm(scene);
    take(scene, MESSAGE_VISITOR_HELP);
    take(scene, MESSAGE_VISITOR_CALL_PERSON);
    scene_answer(scene, VISITOR_ASK_FOR_HELP, "{'help':'h1','repeated':false}");
}

static void to_idle(struct scene *scene)
{
    to_confirm(scene);
    scene_tap_at(scene, 0, 0);
    scene_pass(scene, MODEL_IDLE_MS + 5000);
}

static void to_slow(struct scene *scene)
{
    to_confirm(scene);
    take(scene, MESSAGE_VISITOR_TAKE_TICKET);
    scene_refuse(scene, VISITOR_ISSUE, "org.novbe.Refused.SlowDown",
                 "{'service':'residence-temporary','until':1795414200000}");
}

static void to_languages(struct scene *scene)
{
    stage_open(&scene->stage, &page_languages, 0, NULL);
}

static void to_door(struct scene *scene)
{
    scene_key(scene, INPUT_F12);
    scene_type(scene, "123");
}

static void to_corner(struct scene *scene)
{
    to_door(scene);
    scene_key(scene, INPUT_ENTER);
    scene_answer(scene, VISITOR_OPEN_CORNER, "{'token':'t','until':1795414200000,'version':'0.1.0','closed':false}");
}

static void to_roll(struct scene *scene)
{
    scene_tell_printer(scene, "ready", "'ask_roll':true");
    scene_pass(scene, 1);
    scene_type(scene, "12345");
}

static void to_large_roll(struct scene *scene)
{
    to_roll(scene);
    take(scene, MESSAGE_VISITOR_LARGE);
}

static void to_wrong_roll_pin(struct scene *scene)
{
    to_roll(scene);
    scene_key(scene, INPUT_ENTER);
    scene_refuse(scene, VISITOR_CHANGE_ROLL, "org.novbe.Refused.WrongPin", "{'from':1795413930000}");
}

static void to_test_paper(struct scene *scene)
{
    to_roll(scene);
    scene_key(scene, INPUT_ENTER);
    scene_answer(scene, VISITOR_CHANGE_ROLL, "{}");
    scene_tell_printer(scene, "printing", "'ask_roll':false");
}

static void to_test_printed(struct scene *scene)
{
    to_test_paper(scene);
    scene_tell_printer(scene, "ready", "'ask_roll':false,'test':{'order':7,'paper':'printed'}");
}

static void to_test_stopped(struct scene *scene)
{
    to_test_paper(scene);
    scene_tell_printer(scene, "jammed", "'ask_roll':false");
}

static void to_roll_in_corner(struct scene *scene)
{
    to_corner(scene);
    take(scene, MESSAGE_PAPERS_ROLL);
}

static void to_out_of_use(struct scene *scene)
{
    scene_tell_kiosk(scene, ",'closed'");
}

static void to_closed_centre(struct scene *scene)
{
    scene_tell_hours(scene, false, NULL);
}

static void to_halted(struct scene *scene)
{
    scene_tell_waits(scene, "halted");
    scene_tell_kiosk(scene, "halted");
}

static void to_check_in_only(struct scene *scene)
{
    scene_tell_kiosk(scene, "check_in_only");
}

static void to_large(struct scene *scene)
{
    take(scene, MESSAGE_VISITOR_LARGE);
}

static const struct {
    const char *name;
    void (*go)(struct scene *scene);
    unsigned sizes; /* bits of sizes[] */
} pages[] = {
        {"start", to_start, 0x1f},
        {"start-large", to_large, 0x0f},
        {"services", to_services, 0x1},
        {"service", to_service, 0x1e},
        {"search", to_search, 0x1f},
        {"confirm", to_confirm, 0x1f},
        {"classes", to_classes, 0x1f},
        {"late", to_late, 0x1f},
        {"ticket", to_ticket, 0x11},
        {"printing", to_printing, 0x1f},
        {"printed", to_printed, 0x0f},
        {"elsewhere", to_elsewhere, 0x0f},
        {"failed", to_failed, 0x1f},
        {"unknown", to_unknown, 0x1f},
        {"paper-late", to_paper_late, 0x1f},
        {"no-paper", to_no_paper, 0x1f},
        {"confirm-without", to_confirm_without, 0x03},
        {"ticket-without", to_ticket_without, 0x1f},
        {"enter", to_enter, 0x1f},
        {"waiting", to_waiting, 0x1f},
        {"break", to_break, 0x03},
        {"leave", to_leave, 0x0c},
        {"called", to_called, 0x1f},
        {"put-off", to_put_off, 0x11},
        {"missed", to_missed, 0x1f},
        {"served", to_served, 0x0f},
        {"never-called", to_never_called, 0x1e},
        {"booking", to_booking, 0x1f},
        {"return-code", to_return_code, 0x11},
        {"help", to_help, 0x0f},
        {"idle", to_idle, 0x0f},
        {"slow", to_slow, 0x1f},
        {"languages", to_languages, 0x1},
        {"door", to_door, 0x03},
        {"corner", to_corner, 0x0f},
        {"roll", to_roll, 0x1f},
        {"roll-large", to_large_roll, 0x0f},
        {"roll-wrong", to_wrong_roll_pin, 0x1f},
        {"roll-corner", to_roll_in_corner, 0x03},
        {"test-paper", to_test_paper, 0x03},
        {"test-printed", to_test_printed, 0x0f},
        {"test-stopped", to_test_stopped, 0x03},
        {"out-of-use", to_out_of_use, 0x0f},
        {"closed", to_closed_centre, 0x03},
        {"halted", to_halted, 0x0c},
        {"check-in-only", to_check_in_only, 0x03},
};

static void pages_look_as_they_did(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
        for (size_t k = 0; k < ARRAY_SIZE(sizes); k++) {
            if (!(pages[i].sizes & (1U << k)))
                continue;
            struct scene scene;
            scene_init(&scene, sizes[k].language, sizes[k].width, sizes[k].height);
            pages[i].go(&scene);
            scene_draw(&scene);
            golden(&scene, pages[i].name, &sizes[k]);
            scene_done(&scene);
        }
    }
}

static void the_first_page_in_two_themes(void **state)
{
    (void)state;
    struct scene scene;
    scene_init(&scene, "az", 80, 24);
    golden_themed(&scene.stage, &theme_day, "visitor/start.day");
    golden_themed(&scene.stage, &theme_mono, "visitor/start.mono");
    scene_done(&scene);
}

static void a_silent_daemon(void **state)
{
    (void)state;
    struct scene scene;
    scene_init_silent(&scene, 80, 24);
    stage_set_connecting(&scene.stage, true);
    golden_stage(&scene.stage, "visitor/silent.az.80x24");
    scene_done(&scene);
}

/* --- what holds of every page --- */

/* Who sits in a wheelchair reaches the lower half; keys of a keyboard on the screen need the room they have. */
static bool is_action(const struct scene *scene, const struct target *target)
{
    (void)scene;
    return !target->silent && !target->aside && !rect_is_empty(target->rect);
}

static bool shares_cells(const struct rect *a, const struct rect *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height && b->y < a->y + a->height;
}

static void check_targets(struct scene *scene, const char *name)
{
    const struct canvas *canvas = &scene->stage.canvas;
    int middle = scene->stage.surface.height / 2, below = 0, count = 0;
    for (size_t i = 0; i < canvas->target_count; i++) {
        const struct target *target = &canvas->targets[i];
        if (!is_action(scene, target))
            continue;
        count++;
        below += target->rect.y + target->rect.height > middle;
        if (target->rect.height < 3 || target->rect.width < 5)
            fail_msg("%s: \"%s\" is %d x %d", name, target->label, target->rect.width, target->rect.height);
        for (size_t k = 0; k < i; k++) {
            if (is_action(scene, &canvas->targets[k]) && shares_cells(&target->rect, &canvas->targets[k].rect))
                fail_msg("%s: \"%s\" lies over \"%s\"", name, target->label, canvas->targets[k].label);
        }
    }
    if (count > 0 && below == 0)
        fail_msg("%s: nothing is in reach", name);
}

/* Back and Help never move, whatever the page. */
static void check_place(struct scene *scene, int what, struct rect *place, const char *name)
{
    const struct target *target = canvas_find(&scene->stage.canvas, what, 0);
    if (!target)
        return;
    if (place->width > 0 && memcmp(place, &target->rect, sizeof *place) != 0)
        fail_msg("%s: \"%s\" has moved", name, target->label);
    *place = target->rect;
}

static void targets_are_for_fingers_and_the_frame_stays(void **state)
{
    (void)state;
    for (size_t k = 0; k < ARRAY_SIZE(sizes); k++) {
        struct rect help = {0}, back = {0};
        for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
            struct scene scene;
            scene_init(&scene, sizes[k].language, sizes[k].width, sizes[k].height);
            pages[i].go(&scene);
            scene_draw(&scene);
            char name[64];
            snprintf(name, sizeof name, "%s %dx%d", pages[i].name, sizes[k].width, sizes[k].height);
            check_targets(&scene, name);
            check_place(&scene, PAGE_HELP, &help, name);
            check_place(&scene, PAGE_BACK, &back, name);
            scene_done(&scene);
        }
        assert_true(help.width > 0 && back.width > 0);
    }
}

/* Any size is survived, and what was written stays within its cells. */
static void any_size_is_drawn(void **state)
{
    (void)state;
    static const int widths[] = {1, 9, 20, 43, 60, 80, 101, 300}, heights[] = {1, 3, 8, 15, 22, 30, 39, 80};
    for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
        struct scene scene;
        scene_init(&scene, "az", 80, 24);
        pages[i].go(&scene);
        for (size_t w = 0; w < ARRAY_SIZE(widths); w++) {
            for (size_t h = 0; h < ARRAY_SIZE(heights); h++) {
                stage_resize(&scene.stage, widths[w], heights[h]);
                scene_draw(&scene);
            }
        }
        scene_done(&scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(pages_look_as_they_did), cmocka_unit_test(the_first_page_in_two_themes),
            cmocka_unit_test(a_silent_daemon),        cmocka_unit_test(targets_are_for_fingers_and_the_frame_stays),
            cmocka_unit_test(any_size_is_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
