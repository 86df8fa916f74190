/* SPDX-License-Identifier: MIT
 *
 * What keys do at the desk: a ticket is at most six of them, for every service of the catalogue that we ship; nothing
 * is lost of what is typed while the last answer is under way; a double Enter is one ticket.
 */
#include "tests/kiosk/reception/scene.h"

#include <stdio.h>
#include <string.h>

#include "common/catalogue.h"
#include "common/text.h"

enum { TICKETS = 500, KEYS_MOST = 6 };

static struct i18n *languages;
static struct model model;
static struct stage stage;

/* What the program was asked for last. */
static struct {
    int what, count;
    int64_t value;
    char text[128];
    struct draft sent;
} asked;

static void act(attr_unused void *data, attr_unused struct stage *on, const struct view *view,
                const struct intent *intent)
{
    asked.what = intent->what;
    asked.value = intent->value;
    asked.count++;
    snprintf(asked.text, sizeof asked.text, "%s", intent->text ? intent->text : "");
    if (intent->what == DO_ISSUE)
        asked.sent = *desk_sent(view);
}

static const struct program program = {.name = "novbe-reception", .home = &view_desk, .model = &model, .act = act};

static int begin(attr_unused void **state)
{
    scene_init(&model);
    stage_init(&stage, &program, i18n_find(languages, "az"), 80, 24);
    memset(&asked, 0, sizeof asked);
    return 0;
}

static int end(attr_unused void **state)
{
    stage_done(&stage);
    model_done(&model);
    return 0;
}

static int enter(void)
{
    scene_key(&stage, INPUT_ENTER);
    return 1;
}

static void expect_ticket(const char *service)
{
    assert_int_equal(asked.what, DO_ISSUE);
    assert_true(asked.sent.step_count > 0);
    assert_string_equal(asked.sent.steps[asked.sent.step_count - 1], service);
}

/* --- one ticket --- */

static void a_few_letters_and_enter(attr_unused void **state)
{
    scene_type(&stage, "pens");
    enter();
    expect_ticket("pension");
    assert_int_equal(asked.sent.step_count, 1);
    assert_string_equal(asked.sent.class, "");
    assert_string_equal(asked.sent.language, "");
    assert_int_equal(asked.sent.need_count, 0);
}

static void one_key_each_for_class_need_language_and_people(attr_unused void **state)
{
    int keys = scene_type(&stage, "pr") + scene_type(&stage, "1") + scene_type(&stage, "4");
    scene_key(&stage, INPUT_TAB);
    keys += 1 + enter();
    expect_ticket("passport-new");
    assert_int_equal(keys, KEYS_MOST);
    assert_string_equal(asked.sent.class, "elderly");
    assert_int_equal(asked.sent.need_count, 1);
    assert_string_equal(asked.sent.needs[0], "step-free");
    assert_string_equal(asked.sent.language, "ru");
    scene_type(&stage, "tin"); /* nothing of it is left for the next one */
    scene_key(&stage, INPUT_RIGHT);
    scene_key(&stage, INPUT_RIGHT);
    scene_key(&stage, INPUT_LEFT);
    scene_type(&stage, "tax");
    scene_key(&stage, INPUT_ESCAPE);
    scene_type(&stage, "tax");
    enter();
    expect_ticket("tin");
    assert_string_equal(asked.sent.class, "");
    assert_string_equal(asked.sent.language, "");
    assert_int_equal(asked.sent.party, 2);
}

static void never_fewer_than_one(attr_unused void **state)
{
    for (int i = 0; i < 3; i++)
        scene_key(&stage, INPUT_LEFT);
    scene_key(&stage, INPUT_RIGHT);
    scene_type(&stage, "pens");
    enter();
    assert_int_equal(asked.sent.party, 2);
}

static void down_takes_the_next_one_that_fits(attr_unused void **state)
{
    scene_type(&stage, "pas");
    scene_key(&stage, INPUT_DOWN);
    enter();
    expect_ticket("passport-new");
    scene_type(&stage, "pas");
    scene_key(&stage, INPUT_DOWN);
    scene_key(&stage, INPUT_UP);
    scene_key(&stage, INPUT_UP);
    enter();
    expect_ticket("passport");
}

static void several_services_are_one_ticket(attr_unused void **state)
{
    scene_type(&stage, "birth+tax");
    enter();
    expect_ticket("tin");
    assert_int_equal(asked.sent.step_count, 2);
    assert_string_equal(asked.sent.steps[0], "birth");
    scene_type(&stage, "birth+");
    scene_key(&stage, INPUT_BACKSPACE); /* takes it back */
    scene_type(&stage, "pens");
    enter();
    assert_int_equal(asked.sent.step_count, 1);
    expect_ticket("pension");
}

static void what_fits_nothing_is_no_ticket(attr_unused void **state)
{
    scene_type(&stage, "qqq");
    enter();
    assert_int_equal(asked.count, 0);
    scene_key(&stage, INPUT_ESCAPE);
    enter();
    assert_int_equal(asked.count, 0);
}

static void a_double_enter_is_one_ticket(attr_unused void **state)
{
    scene_type(&stage, "pens");
    enter();
    enter();
    enter();
    assert_int_equal(asked.count, 1);
    assert_int_equal(stage.depth, 1);
}

static void the_next_one_is_typed_while_the_answer_is_under_way(attr_unused void **state)
{
    scene_type(&stage, "pens");
    enter();
    scene_type(&stage, "bir");
    scene_make(&model, VISITOR_PAPER_WAITING);
    stage_changed(&stage);
    scene_type(&stage, "th");
    enter();
    expect_ticket("birth");
}

static void a_draft_that_was_refused_comes_back(attr_unused void **state)
{
    scene_type(&stage, "2pens");
    enter();
    model.refused_count++;
    stage_changed(&stage);
    enter();
    assert_int_equal(asked.count, 2);
    expect_ticket("pension");
    assert_int_equal(asked.sent.step_count, 1);
    assert_string_equal(asked.sent.class, "infant");
    scene_type(&stage, "t");
    model.refused_count++; /* but not over what is being typed */
    scene_type(&stage, "ax");
    enter();
    expect_ticket("tin");
}

/* --- lists --- */

static void lists_by_key_and_row(attr_unused void **state)
{
    scene_key(&stage, INPUT_F1 + 6);
    enter();
    assert_int_equal(asked.what, DO_OPEN_TICKET);
    assert_string_equal(asked.text, "KA033");
    scene_key(&stage, INPUT_F1 + 7);
    scene_key(&stage, INPUT_DOWN);
    enter();
    assert_string_equal(asked.text, "TU019");
}

static void who_asks_is_answered_and_then_ended(attr_unused void **state)
{
    scene_key(&stage, INPUT_F1 + 4);
    enter();
    assert_int_equal(asked.what, DO_ANSWER_ALARM);
    assert_string_equal(asked.text, "a1");
    scene_key(&stage, INPUT_DOWN);
    enter();
    assert_int_equal(asked.what, DO_ANSWER_HELP);
    assert_string_equal(asked.text, "h1");
    scene_helps[0].coming = true;
    stage_changed(&stage);
    enter();
    assert_int_equal(asked.what, DO_END_HELP);
    scene_helps[0].coming = false;
    for (int i = 0; i < 2; i++)
        scene_key(&stage, INPUT_DOWN);
    enter(); /* a message is read */
    assert_int_equal(stage.depth, 2);
    scene_key(&stage, INPUT_ESCAPE);
    assert_int_equal(stage.depth, 1);
}

static void touch_does_the_same(attr_unused void **state)
{
    scene_type(&stage, "pas");
    stage_draw(&stage, SCENE_NOW_MS);
    for (size_t i = 0; i < stage.canvas.target_count; i++) {
        struct target target = stage.canvas.targets[i];
        if (strncmp(target.label, "Xarici pasport: yenisi", 22) != 0)
            continue;
        const struct input_event events[] = {{.kind = INPUT_PRESS, .x = target.rect.x, .y = target.rect.y},
                                             {.kind = INPUT_RELEASE, .x = target.rect.x, .y = target.rect.y}};
        for (size_t j = 0; j < ARRAY_SIZE(events); j++)
            stage_input(&stage, &events[j], 1000000);
        break;
    }
    enter();
    expect_ticket("passport-new");
}

/* --- five hundred tickets for the services of a whole centre --- */

static const char *const shipped_codes[] = {"az", "ru", "en"};

static struct catalogue *read_catalogue(struct arena *arena)
{
    struct config_mistakes mistakes = {0};
    struct config_file *file = NULL;
    struct catalogue *catalogue = NULL;
    _cleanup_free_ char *path = mem_printf("%s/conf/catalogue.conf", getenv("NOVBE_SOURCE"));
    assert_int_equal(config_file_read(path, 0, &mistakes, &file), 0);
    assert_int_equal(catalogue_read(file, arena, &mistakes, &catalogue), 0);
    config_file_free(file);
    config_mistakes_done(&mistakes);
    return catalogue;
}

static void tell_services(struct names *names, const struct catalogue *catalogue, const char *code)
{
    struct arena *arena = &names->services.arena;
    struct visitor_list_services_out *out = arena_new(arena, struct visitor_list_services_out);
    out->groups.count = catalogue->groups.count;
    out->groups.items = arena_new_n(arena, struct visitor_group, out->groups.count + 1);
    for (size_t i = 0; i < out->groups.count; i++) {
        const struct catalogue_group *group = &catalogue->groups.items[i];
        out->groups.items[i] = (struct visitor_group){.key = group->key,
                                                      .parent = group->parent ? group->parent->key : NULL,
                                                      .name = config_text_in(&group->name, code)};
    }
    out->services.count = catalogue->services.count;
    out->services.items = arena_new_n(arena, struct visitor_service, out->services.count + 1);
    for (size_t i = 0; i < out->services.count; i++) {
        const struct catalogue_service *service = &catalogue->services.items[i];
        out->services.items[i] = (struct visitor_service){.key = service->key,
                                                          .group = service->group->key,
                                                          .agency = service->agency->key,
                                                          .name = config_text_in(&service->name, code),
                                                          .open = true,
                                                          .hours = ""};
    }
    names->services.out = out;
}

/* What a volunteer who knows the services would type: the beginning of the name, the first signs of its words, or of
 * the agency and the name; with the arrow down for what else begins so. Fewest keys first. */
static bool finds(const char *text, const char *service, size_t room)
{
    const char *keys[KEYS_MOST];
    size_t count = search_find(&model.search, text, keys, room);
    return count == room && strcmp(keys[room - 1], service) == 0;
}

static size_t sign_bytes(const char *text)
{
    return text_cut(text, 1) ? 1 : text_cut(text, 2) ? 2 : text_cut(text, 3) ? 3 : text_cut(text, 4);
}

/* `first` signs of the first word, and one or two of each of the next, run together or with a space between. */
static void abbreviate(const char *name, size_t first, size_t each, bool spaced, char to[64])
{
    size_t length = 0, in_word = 0, word = 0;
    for (const char *at = name; *at && length < 40; at += sign_bytes(at)) {
        if (strchr(" :,()-/.", *at)) {
            word += in_word > 0;
            in_word = 0;
            continue;
        }
        if (in_word++ >= (word == 0 ? first : each))
            continue;
        if (spaced && in_word == 1 && word > 0)
            to[length++] = ' ';
        memcpy(to + length, at, sign_bytes(at));
        length += sign_bytes(at);
    }
    to[length] = '\0';
}

static void cut_signs(char *text, size_t signs)
{
    char *at = text;
    for (; *at && signs > 0; signs--)
        at += sign_bytes(at);
    *at = '\0';
}

/* The shortest way to a service: what is typed, and how often down. */
static int shortest(const struct catalogue_service *service, char to[64])
{
    for (int keys = 1; keys < KEYS_MOST; keys++) {
        for (size_t way = 0; way < ARRAY_SIZE(shipped_codes) * 5 * 3 * 2; way++) {
            const char *name = config_text_in(&service->name, shipped_codes[way % 3]);
            abbreviate(name, 1 + way / 3 % 5, 1 + way / 15 % 3, way / 45 != 0, to);
            for (int downs = 0; downs < keys; downs++) {
                char cut[64];
                memcpy(cut, to, sizeof cut);
                cut_signs(cut, (size_t)(keys - downs));
                if (!finds(cut, service->key, (size_t)downs + 1))
                    continue;
                memcpy(to, cut, sizeof cut);
                return downs;
            }
        }
    }
    fail_msg("%s has no way of %d keys", service->key, KEYS_MOST);
    return 0;
}

static void five_hundred_tickets_of_six_keys_at_most(attr_unused void **state)
{
    struct arena arena;
    arena_init(&arena);
    const struct catalogue *catalogue = read_catalogue(&arena);
    for (size_t i = 0; i < ARRAY_SIZE(shipped_codes); i++)
        tell_services(&model.languages[i].names, catalogue, shipped_codes[i]);
    model.language_count = ARRAY_SIZE(shipped_codes);
    model_names_changed(&model);
    int most = 0, sum = 0;
    for (int i = 0; i < TICKETS; i++) {
        const struct catalogue_service *service = &catalogue->services.items[(size_t)i % catalogue->services.count];
        char typed[64];
        int downs = shortest(service, typed), keys = scene_type(&stage, typed) + downs;
        for (int down = 0; down < downs; down++)
            scene_key(&stage, INPUT_DOWN);
        keys += enter();
        expect_ticket(service->key);
        assert_int_equal(asked.count, i + 1);
        scene_make(&model, VISITOR_PAPER_WAITING);
        stage_changed(&stage);
        most = keys > most ? keys : most;
        sum += keys;
    }
    print_message("%d tickets of %zu services: %.2f keys in the mean, %d at most\n", TICKETS, catalogue->services.count,
                  sum / (double)TICKETS, most);
    assert_true(most <= KEYS_MOST);
    arena_done(&arena);
}

#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
            DESK_TEST(a_few_letters_and_enter),
            DESK_TEST(one_key_each_for_class_need_language_and_people),
            DESK_TEST(never_fewer_than_one),
            DESK_TEST(down_takes_the_next_one_that_fits),
            DESK_TEST(several_services_are_one_ticket),
            DESK_TEST(what_fits_nothing_is_no_ticket),
            DESK_TEST(a_double_enter_is_one_ticket),
            DESK_TEST(the_next_one_is_typed_while_the_answer_is_under_way),
            DESK_TEST(a_draft_that_was_refused_comes_back),
            DESK_TEST(lists_by_key_and_row),
            DESK_TEST(who_asks_is_answered_and_then_ended),
            DESK_TEST(touch_does_the_same),
            DESK_TEST(five_hundred_tickets_of_six_keys_at_most),
    };
    languages = golden_languages();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    i18n_free(languages);
    return failed;
}
