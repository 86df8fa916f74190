/* SPDX-License-Identifier: MIT
 *
 * A line of text under somebody's hands, against a plain model of code points; how it is shown; the keyboard on the
 * screen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <uninorm.h>
#include <uniwidth.h>

#include "common/text.h"
#include "kiosk/ui/keyboard.h"
#include "tests/kiosk/ui/chance.h"
#include "tests/kiosk/ui/golden.h"

static struct i18n *languages;

static bool type_key(struct field *field, uint32_t key)
{
    return field_type(field, &(struct input_event){.kind = INPUT_KEY, .key = key});
}

static void type_text(struct field *field, const char *text)
{
    ucs4_t sign;
    for (const uint8_t *at = (const uint8_t *)text; (at = u8_next(&sign, at));)
        assert_true(type_key(field, sign));
}

/* --- typing --- */

static void letters_of_all_scripts(attr_unused void **state)
{
    struct field field = {.kind = FIELD_TEXT};
    type_text(&field, "Şəxs 日本 яё");
    assert_string_equal(field.text, "Şəxs 日本 яё");
    assert_true(type_key(&field, INPUT_BACKSPACE));
    assert_true(type_key(&field, INPUT_BACKSPACE));
    assert_string_equal(field.text, "Şəxs 日本 ");
    assert_true(type_key(&field, INPUT_HOME));
    assert_true(type_key(&field, INPUT_RIGHT));
    assert_true(type_key(&field, INPUT_DELETE));
    type_text(&field, "ı");
    assert_string_equal(field.text, "Şıxs 日本 ");
    assert_true(type_key(&field, INPUT_END));
    assert_true(type_key(&field, INPUT_LEFT));
    assert_true(type_key(&field, INPUT_LEFT));
    assert_true(type_key(&field, INPUT_BACKSPACE));
    assert_string_equal(field.text, "Şıxs 本 ");
    field_clear(&field);
    assert_string_equal(field.text, "");
    assert_int_equal(field.cursor, 0);
}

static void marks_join_what_they_belong_to(attr_unused void **state)
{
    struct field field = {.kind = FIELD_TEXT};
    type_text(&field, "か゛は゜");
    assert_string_equal(field.text, "がぱ");
    type_text(&field, "゛あ゛゜"); /* ぱ and あ take none */
    assert_string_equal(field.text, "がぱあ");
    field_set(&field, "e\xcc\x81");
    assert_string_equal(field.text, "é");
    field_set(&field, "\xcc\x81\xe2\x80\x8bx\xe2\x80\xae"); /* a mark of nothing, no width, right to left */
    assert_string_equal(field.text, "x");
}

static void kinds_take_what_they_are_for(attr_unused void **state)
{
    struct field code = {.kind = FIELD_CODE}, number = {.kind = FIELD_NUMBER}, secret = {.kind = FIELD_SECRET};
    type_text(&code, "a04 2-z/ə%Ж");
    assert_string_equal(code.text, "A042-Z");
    type_text(&number, "1a2-٣ 3");
    assert_string_equal(number.text, "123");
    type_text(&secret, "12 aə");
    assert_string_equal(secret.text, "12 aə");
}

static void what_is_not_its_key(attr_unused void **state)
{
    static const uint32_t others[] = {INPUT_ENTER, INPUT_ESCAPE, INPUT_TAB,    INPUT_BACKTAB, INPUT_UP,
                                      INPUT_DOWN,  INPUT_F1,     INPUT_CTRL_A, INPUT_PAGE_UP, INPUT_INSERT};
    struct field field = {.kind = FIELD_TEXT};
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        assert_false(type_key(&field, others[i]));
    assert_false(type_key(&field, INPUT_LEFT)); /* nowhere to go: the focus may */
    assert_false(type_key(&field, INPUT_END));
    type_text(&field, "x");
    assert_true(type_key(&field, INPUT_LEFT));
    assert_false(type_key(&field, INPUT_LEFT));
    assert_false(type_key(&field, INPUT_HOME));
    assert_true(type_key(&field, INPUT_RIGHT));
    assert_false(type_key(&field, INPUT_RIGHT));
    assert_false(field_type(&field, &(struct input_event){.kind = INPUT_KEY, .key = 'a', .alt = true}));
    assert_false(field_type(&field, &(struct input_event){.kind = INPUT_PRESS}));
    assert_string_equal(field.text, "x");
}

static void there_is_an_end_of_room(attr_unused void **state)
{
    struct field field = {.kind = FIELD_TEXT, .limit = 3}, full = {.kind = FIELD_TEXT};
    type_text(&field, "か゛日本x");
    assert_string_equal(field.text, "が日本");
    field_rub_out(&field);
    type_text(&field, "か゛"); /* a mark needs no room */
    assert_string_equal(field.text, "が日が");
    for (int i = 0; i < FIELD_BYTES; i++)
        type_text(&full, "ə");
    assert_int_equal(strlen(full.text), FIELD_BYTES - 2); /* half of one is none */
    type_text(&full, "x");
    assert_int_equal(strlen(full.text), FIELD_BYTES - 1);
    type_text(&full, "x");
    assert_int_equal(strlen(full.text), FIELD_BYTES - 1);
    char *long_text = mem_alloc(1, 3000);
    memset(long_text, 'a', 2999);
    field_set(&full, long_text);
    assert_int_equal(strlen(full.text), FIELD_BYTES - 1);
    free(long_text);
}

/* --- by chance, against code points in a row --- */

struct model {
    uint32_t signs[FIELD_BYTES];
    size_t count, cursor;
};

static void model_remove(struct model *model, size_t at)
{
    memmove(model->signs + at, model->signs + at + 1, (--model->count - at) * sizeof *model->signs);
}

static void model_put(struct model *model, uint32_t sign, size_t limit)
{
    if (sign == 0x309b || sign == 0x309c)
        sign -= 2;
    int columns = sign < 0x20 ? -1 : uc_width(sign, "UTF-8");
    if (columns == 0 && model->cursor > 0) {
        ucs4_t both = uc_composition(model->signs[model->cursor - 1], sign);
        if (both != 0)
            model->signs[model->cursor - 1] = both;
    } else if (columns > 0 && model->count < limit) {
        memmove(model->signs + model->cursor + 1, model->signs + model->cursor,
                (model->count++ - model->cursor) * sizeof *model->signs);
        model->signs[model->cursor++] = sign;
    }
}

static void model_type(struct model *model, uint32_t key, size_t limit)
{
    switch (key) {
    case INPUT_LEFT:
        model->cursor -= model->cursor > 0;
        break;
    case INPUT_RIGHT:
        model->cursor += model->cursor < model->count;
        break;
    case INPUT_HOME:
        model->cursor = 0;
        break;
    case INPUT_END:
        model->cursor = model->count;
        break;
    case INPUT_BACKSPACE:
        if (model->cursor > 0)
            model_remove(model, --model->cursor);
        break;
    case INPUT_DELETE:
        if (model->cursor < model->count)
            model_remove(model, model->cursor);
        break;
    default:
        model_put(model, key, limit);
    }
}

static void expect_same(const struct field *field, const struct model *model)
{
    uint8_t text[FIELD_BYTES * 4 + 1];
    size_t length = 0, cursor = 0;
    for (size_t i = 0; i < model->count; i++) {
        cursor = i == model->cursor ? length : cursor;
        length += (size_t)u8_uctomb(text + length, model->signs[i], 6);
    }
    text[length] = '\0';
    assert_string_equal(field->text, (const char *)text);
    assert_int_equal(field->cursor, model->cursor == model->count ? length : cursor);
}

static uint32_t chance_key(struct chance *chance)
{
    static const uint32_t keys[] = {INPUT_LEFT,   INPUT_LEFT, INPUT_RIGHT, INPUT_HOME, INPUT_END, INPUT_BACKSPACE,
                                    INPUT_DELETE, 0x304b,     0x309b,      0x309c,     'e',       0x301};
    uint32_t sign = chance_sign(chance);
    return chance_below(chance, 2) ? keys[chance_below(chance, ARRAY_SIZE(keys))] : sign == '\n' ? 'n' : sign;
}

static void by_chance(attr_unused void **state)
{
    struct chance chance = {0};
    for (int i = 0; i < chance_times(500); i++) {
        struct field field = {.kind = FIELD_TEXT, .limit = (size_t)chance_between(&chance, 1, 40)};
        struct model model = {0};
        for (int k = 0; k < 80; k++) {
            uint32_t key = chance_key(&chance);
            type_key(&field, key);
            model_type(&model, key, field.limit);
            expect_same(&field, &model);
        }
    }
}

/* --- drawing --- */

struct page {
    struct surface surface;
    struct arena arena;
    struct canvas canvas;
};

static void begin(struct page *page, int width, int height, const char *language)
{
    surface_init(&page->surface, width, height);
    arena_init(&page->arena);
    page->canvas = (struct canvas){.surface = &page->surface,
                                   .arena = &page->arena,
                                   .language = i18n_find(languages, language),
                                   .focus = {.what = TARGET_NONE},
                                   .pressed = {.what = TARGET_NONE}};
}

static void end(struct page *page)
{
    surface_done(&page->surface);
    arena_done(&page->arena);
}

/* The row of a field of one line, and where its cursor is: "abc|de". */
static char *shown(struct page *page, const struct field *field, const char *hint)
{
    surface_clear(&page->surface);
    page->canvas.plain_count = 0;
    field_draw(&page->canvas, surface_rect(&page->surface), field, hint);
    struct surface *surface = &page->surface;
    _cleanup_free_ char *text = surface_dump(surface, false);
    text[strcspn(text, "\n")] = '\0';
    int cursor = 0;
    while (cursor < surface->width && surface_at(surface, cursor, 0)->look != LOOK_CURSOR)
        cursor++;
    return mem_printf("%s@%d", text, cursor);
}

static void expect_shown(struct page *page, const struct field *field, const char *expected)
{
    _cleanup_free_ char *text = shown(page, field, "hint");
    assert_string_equal(text, expected);
}

static void text_and_cursor_are_seen(attr_unused void **state)
{
    struct page page;
    struct field field = {.kind = FIELD_TEXT};
    begin(&page, 10, 1, "en"); /* 8 columns between the margins */
    expect_shown(&page, &field, "   hint@1");
    field_set(&field, "abcdefg");
    expect_shown(&page, &field, " abcdefg@8");
    field_put(&field, 'h');
    expect_shown(&page, &field, " …cdefgh@8");
    type_key(&field, INPUT_LEFT);
    expect_shown(&page, &field, " abcdefgh@8");
    type_key(&field, INPUT_HOME);
    expect_shown(&page, &field, " abcdefgh@1");
    field_set(&field, "abcdefghijklmnop");
    for (int i = 0; i < 5; i++)
        type_key(&field, INPUT_LEFT);
    expect_shown(&page, &field, " …ghijkl…@7");
    type_key(&field, INPUT_HOME);
    expect_shown(&page, &field, " abcdefg…@1");
    field_set(&field, "日本語日本語");
    expect_shown(&page, &field, " …日本語@8");
    end(&page);
}

static void a_secret_is_dots_and_says_nothing(attr_unused void **state)
{
    struct page page;
    struct field field = {.kind = FIELD_SECRET};
    begin(&page, 10, 1, "en");
    field_set(&field, "1ə日4");
    type_key(&field, INPUT_LEFT);
    expect_shown(&page, &field, " ••••@4");
    assert_string_equal(canvas_plain(&page.canvas), "> hint\n");
    field.kind = FIELD_TEXT;
    expect_shown(&page, &field, " 1ə日4@5");
    assert_string_equal(canvas_plain(&page.canvas), "> 1ə日4\n");
    end(&page);
}

/* The cursor is always there, on the character it stands at, within the field. */
static void the_cursor_is_always_seen(attr_unused void **state)
{
    struct chance chance = {0};
    for (int i = 0; i < chance_times(2000); i++) {
        struct page page;
        struct field field = {.kind = chance_below(&chance, 4) ? FIELD_TEXT : FIELD_SECRET};
        begin(&page, chance_between(&chance, 8, 20), 1, "en");
        for (int k = chance_below(&chance, 60); k > 0; k--)
            type_key(&field, chance_key(&chance));
        _cleanup_free_ char *text = shown(&page, &field, "hint");
        int cursor = atoi(strrchr(text, '@') + 1);
        assert_in_range(cursor, 0, page.surface.width - 1);
        ucs4_t sign = ' ';
        if (field.text[field.cursor] && field.kind == FIELD_SECRET)
            sign = 0x2022;
        else if (field.text[field.cursor])
            u8_strmbtouc(&sign, (const uint8_t *)field.text + field.cursor);
        if (*field.text && surface_at(&page.surface, cursor, 0)->sign != sign)
            fail_msg("\"%s\" at %zu in %d columns: %s", field.text, field.cursor, page.surface.width, text);
        end(&page);
    }
}

/* --- the keyboard on the screen --- */

static void keyboards_have_keys_of_a_fingers_height(attr_unused void **state)
{
    static const char *const codes[] = {"az", "ru", "en", "ja"};
    for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
        for (int kind = FIELD_TEXT; kind <= FIELD_SECRET; kind++) {
            struct page page;
            begin(&page, 43, 39, codes[i]);
            int rows = keyboard_rows(&page.canvas, (enum field_kind)kind);
            keyboard_draw(&page.canvas, (struct rect){0, 10, 43, rows}, (enum field_kind)kind, 7);
            assert_true(page.canvas.target_count > 10);
            for (size_t k = 0; k < page.canvas.target_count; k++) {
                const struct target *target = &page.canvas.targets[k];
                assert_true(target->silent && !target->off && !target->aside);
                assert_int_equal(target->what, 7);
                assert_int_equal(target->rect.height, 3);
                assert_true(target->rect.width >= 3 && target->rect.x >= 0 &&
                            target->rect.x + target->rect.width <= 43);
                assert_ptr_equal(canvas_find(&page.canvas, 7, target->value), target); /* each key once */
                assert_ptr_equal(canvas_hit(&page.canvas, target->rect.x, target->rect.y), target);
            }
            assert_string_equal(canvas_plain(&page.canvas), "");
            end(&page);
        }
    }
}

/* Every letter of an alphabet is there, and what is typed with it is found by search. */
static void alphabets_are_whole(attr_unused void **state)
{
    static const struct {
        const char *code, *letters;
    } alphabets[] = {
            {"az", "abcçdeəfgğhxıijkqlmnoöprsştuüvyz"},
            {"ru", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"},
            {"en", "abcdefghijklmnopqrstuvwxyz"},
            {"ja", "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん゛゜ー"
                   "っゃゅょ"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(alphabets); i++) {
        struct page page;
        begin(&page, 80, 30, alphabets[i].code);
        keyboard_draw(&page.canvas, (struct rect){0, 0, 80, 30}, FIELD_TEXT, 7);
        ucs4_t sign;
        for (const uint8_t *at = (const uint8_t *)alphabets[i].letters; (at = u8_next(&sign, at));) {
            if (!canvas_find(&page.canvas, 7, sign))
                fail_msg("%s has no key for U+%04X", alphabets[i].code, sign);
        }
        assert_non_null(canvas_find(&page.canvas, 7, KEYBOARD_SPACE));
        assert_non_null(canvas_find(&page.canvas, 7, KEYBOARD_RUB_OUT));
        end(&page);
    }
}

static void keys_do_what_they_show(attr_unused void **state)
{
    struct field field = {.kind = FIELD_TEXT};
    keyboard_act(&field, 0x259);
    keyboard_act(&field, KEYBOARD_SPACE);
    keyboard_act(&field, 'x');
    keyboard_act(&field, 'y');
    keyboard_act(&field, KEYBOARD_RUB_OUT);
    keyboard_act(&field, 0);
    keyboard_act(&field, -7);
    keyboard_act(&field, INT64_MAX);
    assert_string_equal(field.text, "ə x");
}

static void capitals_are_those_of_the_language(attr_unused void **state)
{
    struct page page;
    begin(&page, 80, 12, "az");
    keyboard_draw(&page.canvas, surface_rect(&page.surface), FIELD_TEXT, 7);
    const struct target *dotted = canvas_find(&page.canvas, 7, 'i'), *dotless = canvas_find(&page.canvas, 7, 0x131);
    assert_string_equal(dotted->label, "İ");
    assert_string_equal(dotless->label, "I");
    end(&page);
}

static void a_keyboard_without_room(attr_unused void **state)
{
    for (int width = 1; width < 45; width += 3) {
        for (int height = 1; height < 14; height++) {
            struct page page;
            begin(&page, width, height, "ja");
            keyboard_draw(&page.canvas, surface_rect(&page.surface), FIELD_TEXT, 7);
            for (size_t i = 0; i < page.canvas.target_count; i++) {
                const struct target *target = &page.canvas.targets[i];
                assert_true(target->rect.x + target->rect.width <= width &&
                            target->rect.y + target->rect.height <= height);
                assert_false(rect_is_empty(target->rect));
            }
            end(&page);
        }
    }
}

static int open_all(attr_unused void **state)
{
    languages = golden_languages();
    return 0;
}

static int close_all(attr_unused void **state)
{
    languages = i18n_free(languages);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(letters_of_all_scripts),
            cmocka_unit_test(marks_join_what_they_belong_to),
            cmocka_unit_test(kinds_take_what_they_are_for),
            cmocka_unit_test(what_is_not_its_key),
            cmocka_unit_test(there_is_an_end_of_room),
            cmocka_unit_test(by_chance),
            cmocka_unit_test(text_and_cursor_are_seen),
            cmocka_unit_test(a_secret_is_dots_and_says_nothing),
            cmocka_unit_test(the_cursor_is_always_seen),
            cmocka_unit_test(keyboards_have_keys_of_a_fingers_height),
            cmocka_unit_test(alphabets_are_whole),
            cmocka_unit_test(keys_do_what_they_show),
            cmocka_unit_test(capitals_are_those_of_the_language),
            cmocka_unit_test(a_keyboard_without_room),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
