/* SPDX-License-Identifier: MIT
 *
 * What a speaking kiosk says, page by page.
 */
#include "kiosk/visitor/speech.h"

#include <string.h>

#include "tests/kiosk/visitor/scene.h"

static struct scene scene;
static struct speech speech;

static int begin(void **state)
{
    (void)state;
    scene_init(&scene, "en", 80, 24);
    speech_init(&speech);
    return 0;
}

static int end(void **state)
{
    (void)state;
    speech_done(&speech);
    scene_done(&scene);
    return 0;
}

/* The test frees nothing: it is said and forgotten. */
static void says(const char *expected)
{
    scene_draw(&scene);
    _cleanup_free_ char *said = speech_next(&speech, &scene.stage);
    if (!expected)
        assert_null(said);
    else if (!said || !strstr(said, expected))
        fail_msg("\"%s\" is not in: %s", expected, said ? said : "(nothing)");
}

static void a_page_its_choices_and_the_focus(void **state)
{
    (void)state;
    says("Choose a service.\n1: Power of attorney: About 20 minutes.\n2: Certified signature: About 5 minutes.\n");
    says(NULL);
    scene_key(&scene, INPUT_DOWN);
    says("Power of attorney: About 20 minutes.\n");
    scene_key(&scene, INPUT_TAB);
    says("Certified signature: About 5 minutes.\n");
    scene_key(&scene, INPUT_ENTER);
    says("Certified signature.\n");
    scene_pass(&scene, 1000);
    says(NULL);
}

static void the_ticket_and_what_becomes_of_it(void **state)
{
    (void)state;
    scene_tap(&scene, "Temporary");
    says("12 people ahead of you · Between 15 and 40 minutes.\n");
    scene_tap(&scene, "Take a ticket");
    says(NULL); /* one moment */
    scene_answer_issue(&scene);
    says("Ticket A042.\nYour number.\nYour ticket is on its way to the printer….\nTemporary residence permit.\nCheck "
         "code: ay cee dee "
         "ee eff .\n12 people");
    scene_more_where(&scene, "'state':'waiting','ahead':12,'paper':'printed','before':[]");
    says("✓ Please take your ticket.\n");
    says(NULL);
}

static void another_language_and_an_end(void **state)
{
    (void)state;
    says("Choose a service.\n");
    scene_tap(&scene, "Русский");
    says("Выберите услугу.\n");
    scene_tap(&scene, "Все услуги");
    says("Выберите ведомство.\n1: Государственная миграционная служба.\n");
    scene_pass(&scene, MODEL_IDLE_MS);
    says("Вы ещё здесь?\nЧтобы продолжить");
    scene_pass(&scene, 3000);
    says(NULL); /* it counts down in silence */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(a_page_its_choices_and_the_focus, begin, end),
            cmocka_unit_test_setup_teardown(the_ticket_and_what_becomes_of_it, begin, end),
            cmocka_unit_test_setup_teardown(another_language_and_an_end, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
