/* SPDX-License-Identifier: MIT
 *
 * Text: what is valid, how wide it stands, how each language writes it large, and what finds it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "common/arena.h"
#include "common/text.h"

static void valid_text(void **state)
{
    (void)state;
    static const char *const good[] = {"", "a", "Şəxsiyyət vəsiqəsi", "番号札", "\xF4\x8F\xBF\xBF", "\x7F\x01"};
    for (size_t i = 0; i < ARRAY_SIZE(good); i++)
        assert_true(text_is_valid(good[i], strlen(good[i])));
}

static void invalid_text(void **state)
{
    (void)state;
    static const char *const bad[] = {
            "\x80",             /* a continuation byte alone */
            "\xC3",             /* cut short */
            "\xC0\x80",         /* NUL in two bytes */
            "\xC1\xBF",         /* not the shortest form */
            "\xE0\x9F\xBF",     /* the same, of three bytes */
            "\xF0\x8F\xBF\xBF", /* of four */
            "\xED\xA0\x80",     /* surrogate */
            "\xF4\x90\x80\x80", /* behind U+10FFFF */
            "\xF8\x88\x80\x80\x80",
            "ok\xFF",
    };
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        assert_false(text_is_valid(bad[i], strlen(bad[i])));
    assert_false(text_is_valid("a\0b", 3));
    assert_true(text_is_valid("a\xC3\xA9", 3));
    assert_false(text_is_valid("a\xC3\xA9", 2));
}

static void control_characters(void **state)
{
    (void)state;
    static const char *const bad[] = {"\x01",         "a\x1B[1m",     "\x7F",         "\xC2\x85",
                                      "\xD8\x9C",     "\xE2\x80\x8E", "\xE2\x80\x8F", "\xE2\x80\xAA",
                                      "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x81\xA9", "\r"};
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        assert_true(text_has_control(bad[i], true));
        assert_true(text_has_control(bad[i], false));
    }
    assert_true(text_has_control("a\nb", false));
    assert_true(text_has_control("a\tb", false));
    assert_false(text_has_control("a\n\tb", true));
    static const char *const good[] = {"",    "Növbə №5", "\xC2\xA0", "\xE2\x80\x8B", "\xE2\x80\x90", "\xE2\x81\xA5",
                                       "窓口"};
    for (size_t i = 0; i < ARRAY_SIZE(good); i++)
        assert_false(text_has_control(good[i], false));
}

static void width(void **state)
{
    (void)state;
    assert_int_equal(text_width(""), 0);
    assert_int_equal(text_width("Növbə"), 5);
    assert_int_equal(text_width("Очередь"), 7);
    assert_int_equal(text_width("番号札"), 6);
    assert_int_equal(text_width("ｶﾅ"), 2);
    assert_int_equal(text_width("Ａ１"), 4);
    assert_int_equal(text_width("e\xCC\x81t"), 2); /* e + acute */
    assert_int_equal(text_width("₼ — · █"), 7);
    assert_int_equal(text_width("İ"), 1);
}

/* Into 16 bytes. */
static void assert_plain(const char *from, const char *expected)
{
    char text[16];
    text_copy_plain(text, sizeof(text), from);
    assert_string_equal(text, expected);
}

static void plain_copies(void **state)
{
    (void)state;
    assert_plain("", "");
    assert_plain("Ka\xC4\x9F\xC4\xB1z yoxdur", "Kağız yoxdur");
    assert_plain("Papier \xFC"
                 "ber",
                 "Papier ?ber"); /* Latin-1 */
    assert_plain("\xC3", "?");
    assert_plain("\xED\xA0\x80.", "???.");
    assert_plain("a\nb\x1B[1m\x7F", "a b [1m ");
    assert_plain("a\xC2\x85z\xE2\x80\xAE!", "a z !");
    assert_plain("123456789012345678", "123456789012345");
    assert_plain("Бумага закончилась", "Бумага з");
    assert_plain("12345678901234Ж", "12345678901234");
    assert_plain("12345678901234\xD0", "12345678901234?");
    char nothing[1] = "x";
    text_copy_plain(nothing, sizeof(nothing), "text");
    assert_string_equal(nothing, "");
}

static void fit(void **state)
{
    (void)state;
    assert_int_equal(text_fit("Növbə", 0), 0);
    assert_int_equal(text_fit("Növbə", 2), strlen("Nö"));
    assert_int_equal(text_fit("Növbə", 99), strlen("Növbə"));
    assert_int_equal(text_fit("番号札", 3), strlen("番"));
    assert_int_equal(text_fit("番号札", 4), strlen("番号"));
    assert_int_equal(text_fit("番号札", 1), 0);
    assert_int_equal(text_fit("e\xCC\x81t", 1), 3); /* an accent goes with its letter */
    assert_int_equal(text_fit("", 5), 0);
    assert_int_equal(text_cut("Növbə", 0), 0);
    assert_int_equal(text_cut("Növbə", 2), strlen("N"));
    assert_int_equal(text_cut("Növbə", 3), strlen("Nö"));
    assert_int_equal(text_cut("Növbə", strlen("Növbə")), strlen("Növbə"));
    assert_int_equal(text_cut("番号札", 5), strlen("番"));
    char cut[6], whole[8];
    text_copy(cut, sizeof cut, "番号札");
    assert_string_equal(cut, "番");
    text_copy(whole, sizeof whole, "Növbə");
    assert_string_equal(whole, "Növbə");
}

static void lines(void **state)
{
    (void)state;
    struct arena arena;
    size_t count;
    arena_init(&arena);
    const char **found = text_lines("\nŞəxsiyyət vəsiqəsi\n\nForma A\n", &arena, &count);
    assert_int_equal(count, 2);
    assert_string_equal(found[0], "Şəxsiyyət vəsiqəsi");
    assert_string_equal(found[1], "Forma A");
    assert_non_null(text_lines("", &arena, &count));
    assert_int_equal(count, 0);
    arena_done(&arena);
}

static void expect_upper(const char *text, const char *language, const char *expected)
{
    _cleanup_free_ char *upper = text_upper(text, language);
    assert_string_equal(upper, expected);
}

static void upper(void **state)
{
    (void)state;
    expect_upper("şəxsiyyət vəsiqəsi, ıssız iş", "az", "ŞƏXSİYYƏT VƏSİQƏSİ, ISSIZ İŞ");
    expect_upper("Şəxsiyyət ıi", "en", "ŞƏXSIYYƏT II");
    expect_upper("Şəxsiyyət ıi", NULL, "ŞƏXSIYYƏT II");
    expect_upper("очередь, ёлка", "ru", "ОЧЕРЕДЬ, ЁЛКА");
    expect_upper("straße", "de", "STRASSE");
    expect_upper("番号札 a", "ja", "番号札 A");
    expect_upper("", "az", "");
}

static void expect_lower(const char *text, const char *language, const char *expected)
{
    _cleanup_free_ char *lower = text_lower(text, language);
    assert_string_equal(lower, expected);
}

static void lower(void **state)
{
    (void)state;
    expect_lower("ŞƏXSİYYƏT VƏSİQƏSİ, ISSIZ İŞ", "az", "şəxsiyyət vəsiqəsi, ıssız iş");
    expect_lower("IS", "en", "is");
    expect_lower("IS", NULL, "is");
    expect_lower("ОЧЕРЕДЬ, ЁЛКА", "ru", "очередь, ёлка");
    expect_lower("番号札 A", "ja", "番号札 a");
    expect_lower("", "az", "");
}

static void expect_fold(const char *text, const char *expected)
{
    _cleanup_free_ char *folded = text_fold(text);
    assert_string_equal(folded, expected);
}

static void fold(void **state)
{
    (void)state;
    expect_fold("Şəxsiyyət vəsiqəsi", "sexsiyyet vesiqesi");
    expect_fold("ŞƏXSİYYƏT VƏSİQƏSİ", "sexsiyyet vesiqesi");
    expect_fold("ıI İi ÇçÖöÜüĞğ", "ii ii ccoouugg");
    expect_fold("Ёлка, ЙОД", "елка, йод");
    expect_fold("e\xCC\x81\xCC\xA3 É", "e e");
    expect_fold("ＡＢ１２", "ab12");
    expect_fold("ぱスポート", "ぱすぽーと"); /* ga is not ka, pa is not ha */
    expect_fold("ﾊﾟｽﾎﾟｰﾄ", "ぱすぽーと");
    expect_fold("Straße", "strasse");
    expect_fold("Łódź Đ Ø", "lodz d o");
    expect_fold("", "");
}

static void folding_twice_changes_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = {"Şəxsiyyət İI", "Ёй", "ガ行 ﾊﾟ", "ﬁ ½ № ™", "Ǆ ŉ ΐ"};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        _cleanup_free_ char *once = text_fold(texts[i]);
        _cleanup_free_ char *twice = text_fold(once);
        assert_string_equal(once, twice);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(valid_text),
            cmocka_unit_test(invalid_text),
            cmocka_unit_test(control_characters),
            cmocka_unit_test(width),
            cmocka_unit_test(plain_copies),
            cmocka_unit_test(fit),
            cmocka_unit_test(lines),
            cmocka_unit_test(upper),
            cmocka_unit_test(lower),
            cmocka_unit_test(fold),
            cmocka_unit_test(folding_twice_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
