/* SPDX-License-Identifier: MIT
 *
 * Every error a terminal can meet is one sentence in every language, whatever its fields hold; which sentence, and how
 * keys and moments are told, by examples.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "common/interface.h"
#include "common/text.h"
#include "kiosk/ui/names.h"
#include "kiosk/ui/refused.h"

static struct i18n *languages;
static struct interfaces interfaces;
static int64_t now_ms; /* 2026-11-29 10:00:30 in Baku, a Sunday */

static int open_all(attr_unused void **state)
{
    _cleanup_free_ char *folder = mem_printf("%s/conf/lang", getenv("NOVBE_SOURCE"));
    static const char *const codes[] = {"az", "ru", "en", "ja"};
    struct config_list list = {.count = ARRAY_SIZE(codes), .items = (const char **)codes};
    struct config_mistakes mistakes = {0};
    if (clock_set_zone("Asia/Baku") < 0 || i18n_load(folder, &list, &mistakes, &languages) < 0)
        return -1;
    config_mistakes_done(&mistakes);
    interfaces_init(&interfaces);
    now_ms = clock_at((struct date){2026, 11, 29}, 600) + 30 * 1000;
    return 0;
}

static int close_all(attr_unused void **state)
{
    languages = i18n_free(languages);
    interfaces_done(&interfaces);
    return 0;
}

/* --- every error --- */

static uint64_t lot = 20261129;

static int64_t draw(int64_t below)
{
    lot ^= lot << 13;
    lot ^= lot >> 7;
    lot ^= lot << 17;
    return (int64_t)(lot % (uint64_t)below);
}

static json_t *chance(const struct idl_type *type)
{
    switch (type->kind) {
    case IDL_MAYBE:
        return draw(2) ? chance(type->element) : json_null();
    case IDL_ARRAY:
        return json_pack("[o, o]", chance(type->element), chance(type->element));
    case IDL_INT:
        return json_integer(draw(3) ? draw(30) : now_ms + draw(3 * 86400000) - 86400000);
    case IDL_ENUM:
        return json_string(type->fields[draw((int64_t)type->field_count)].name);
    case IDL_BOOL:
    case IDL_FLOAT:
    case IDL_STRING:
    case IDL_OBJECT:
    case IDL_STRUCT:
    case IDL_MAP:
        break;
    }
    return json_string(draw(2) ? "QX" : "a key that is % {odd}");
}

static json_t *fields_of(const struct idl_member *error)
{
    json_t *fields = json_object();
    for (size_t i = 0; i < error->type->field_count; i++)
        json_object_set_new(fields, error->type->fields[i].name, chance(error->type->fields[i].type));
    return fields;
}

static void look_at(const struct idl_member *error, const struct language *language)
{
    json_t *fields = fields_of(error);
    _cleanup_free_ char *text = refused_text_at(language, NULL, error->full_name, fields, now_ms);
    _cleanup_free_ char *other = i18n_text(language, MESSAGE_REFUSED_OTHER, I18N_TEXT("error", error->name));
    size_t length = strlen(text);
    bool ends = text[length - 1] == '.' || (length > 3 && strcmp(text + length - 3, "。") == 0);
    if (!ends || strcmp(text, other) == 0 || text_width(text) == 0 || strchr(text, '\n')) {
        _cleanup_free_ char *said = json_dumps(fields, 0);
        fail_msg("%s %s in %s: %s", error->full_name, said, language_code(language), text);
    }
    json_decref(fields);
}

static void test_every_error_is_a_sentence_in_every_language(attr_unused void **state)
{
    static const enum interface_id ids[] = {INTERFACE_REFUSED, INTERFACE_FAULT, INTERFACE_VARLINK_SERVICE};
    size_t errors = 0;
    for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
        const struct idl *idl = interfaces.items[ids[i]];
        for (size_t j = 0; j < idl->member_count; j++) {
            for (int times = 0; idl->members[j].kind == IDL_ERROR && times < 40; times++) {
                for (size_t k = 0; k < i18n_count(languages); k++)
                    look_at(&idl->members[j], i18n_at(languages, k));
                errors += times == 0;
            }
        }
    }
    assert_in_range(errors, 70, 1000);
}

/* --- which sentence --- */

static void expect(const char *language, const char *error, json_t *fields, const char *expected)
{
    _cleanup_free_ char *name = mem_printf("org.novbe.%s", error);
    _cleanup_free_ char *text = refused_text_at(i18n_find(languages, language), NULL, name, fields, now_ms);
    assert_string_equal(text, expected);
    json_decref(fields);
}

static int64_t at(int days, int hour, int minute)
{
    return clock_at(date_add((struct date){2026, 11, 29}, days), hour * 60 + minute);
}

static void test_moments_are_told_from_now(attr_unused void **state)
{
    expect("en", "Refused.TooSoon", json_pack("{s:I}", "from", now_ms + 19001),
           "It is too early. This is possible in 20 seconds.");
    expect("en", "Refused.TooSoon", json_pack("{s:I}", "from", now_ms + 1),
           "It is too early. This is possible in 1 second.");
    expect("en", "Refused.TooSoon", json_pack("{s:I}", "from", now_ms - 5000),
           "It is too early. This is possible in 1 second.");
    expect("ru", "Refused.TooManyTries", json_pack("{s:I}", "from", now_ms + 42000),
           "Слишком много попыток. Пожалуйста, попробуйте снова через 42 секунды.");
    expect("en", "Refused.TooSoon", json_pack("{s:I}", "from", at(0, 10, 4) + 1),
           "It is too early. This is possible at 10:05.");
    expect("en", "Refused.ServiceClosed", json_pack("{s:s, s:I}", "service", "notary", "opens_at", at(1, 9, 0)),
           "This service is closed now: notary. It opens tomorrow at 09:00.");
    expect("az", "Refused.NotServedToday", json_pack("{s:s, s:I}", "service", "Notariat", "opens_at", at(2, 9, 0)),
           "Gözləyənlər çoxdur, bu gün sizə növbə çatmaya bilər: Notariat. Zəhmət olmasa, xidmət yenidən açılanda "
           "gəlin "
           "(1 dekabr 2026, çərşənbə axşamı, saat 09:00) və ya qəbula yazılın.");
    expect("ru", "Refused.TooLate", json_pack("{s:I}", "until", at(0, 9, 30)),
           "Уже поздно: это было возможно до 09:30.");
    expect("ru", "Refused.TooLate", json_pack("{s:I}", "until", at(-1, 9, 30)),
           "Уже поздно: это было возможно до 28.11.2026 09:30.");
    expect("en", "Refused.DayNotKept", json_pack("{s:s}", "day", "2026-11-02"),
           "Nothing is kept of this day: Monday, 2 November 2026. Please choose another.");
}

static void test_what_is_null_chooses_the_sentence(attr_unused void **state)
{
    expect("en", "Refused.ServiceClosed", json_pack("{s:s, s:n}", "service", "notary", "opens_at"),
           "This service is closed for today: notary. Please come on another day.");
    expect("en", "Refused.HeldByOther", json_pack("{s:s, s:n, s:s}", "ticket", "A042", "counter", "operator", "17"),
           "Ticket A042 is with operator 17, who is at no counter now. Please ask the supervisor.");
    expect("az", "Refused.HeldByOther",
           json_pack("{s:s, s:s, s:s}", "ticket", "A042", "counter", "7", "operator", "17"),
           "A042 nömrəli növbə 7-ci pəncərədə 17 nömrəli əməkdaşdadır. Zəhmət olmasa, ondan soruşun.");
    expect("en", "Refused.WrongReturnCode",
           json_pack("{s:s, s:s, s:i}", "why", "unknown", "service", "x", "tries_left", 3),
           "There is no such return code. Please check it. Tries left: 3.");
    expect("en", "Refused.WrongReturnCode",
           json_pack("{s:s, s:s, s:n}", "why", "other_service", "service", "tax", "tries_left"),
           "This return code is for another service: tax. Please choose that one, or take a ticket without the code.");
    expect("ja", "Refused.NeedNotMet", json_pack("{s:s, s:[s, s]}", "ticket", "A042", "needs", "a", "b"),
           "番号札A042に必要な対応がこの窓口にはありません：a, b。対応できる窓口にお任せください。");
}

static void test_words_of_a_newer_daemon_are_shown_as_they_are(attr_unused void **state)
{
    expect("en", "Refused.WrongState", json_pack("{s:s, s:s}", "ticket", "A042", "state", "dreaming"),
           "This cannot be done with ticket A042 now (dreaming). Please look at it again.");
    expect("en", "Refused.TooTired", NULL, "This is not possible now (TooTired). Please tell a member of staff.");
    expect("en", "Refused.TooLate", NULL, "This is not possible now (TooLate). Please tell a member of staff.");
}

/* --- names --- */

static void take(struct kept *kept, const char *method, json_t *reply)
{
    assert_non_null(reply);
    assert_int_equal(kept_take(kept, interfaces_method(&interfaces, method), reply), 0);
    json_decref(reply);
}

static void test_keys_are_called_by_their_names(attr_unused void **state)
{
    struct names names;
    names_init(&names);
    take(&names.words, VISITOR_GET_WORDS,
         json_pack("{s:[], s:[], s:[], s:[], s:[], s:[], s:[], s:[{s:s, s:s, s:s, s:s, s:[]}], s:[]}", "classes",
                   "needs", "outcomes", "pauses", "tasks", "reasons", "zones", "counters", "key", "c-7", "label", "7",
                   "place", "", "zone", "ground", "meets", "transfers"));
    json_t *parameters = json_pack("{s:s, s:s}", "counter", "c-7", "operator", "17");
    _cleanup_free_ char *text =
            refused_text_at(i18n_find(languages, "en"), &names, "org.novbe.Refused.CounterTaken", parameters, now_ms);
    assert_string_equal(text,
                        "At counter 7 operator 17 is signed in. Please take another counter, or ask the supervisor.");
    json_decref(parameters);
    names_done(&names);
}

/* --- replies --- */

static void test_what_is_no_answer_tells_whether_it_was_done(attr_unused void **state)
{
    const struct language *english = i18n_find(languages, "en");
    struct varlink_reply reply = {.status = VARLINK_LOST};
    _cleanup_free_ char *lost = reply_text(english, NULL, &reply);
    assert_string_equal(lost, "It is not known whether this was done. Please check before you try again.");
    reply = (struct varlink_reply){.status = VARLINK_TIMEOUT, .not_sent = true};
    _cleanup_free_ char *not_sent = reply_text(english, NULL, &reply);
    assert_string_equal(not_sent, "The centre cannot be reached, and nothing was done. Please try again in a moment.");
    reply = (struct varlink_reply){.status = VARLINK_ERROR, .error = "org.novbe.Refused.NothingToUndo"};
    _cleanup_free_ char *refused = reply_text(english, NULL, &reply);
    assert_string_equal(refused, "There is nothing to undo.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_every_error_is_a_sentence_in_every_language),
            cmocka_unit_test(test_moments_are_told_from_now),
            cmocka_unit_test(test_what_is_null_chooses_the_sentence),
            cmocka_unit_test(test_words_of_a_newer_daemon_are_shown_as_they_are),
            cmocka_unit_test(test_keys_are_called_by_their_names),
            cmocka_unit_test(test_what_is_no_answer_tells_whether_it_was_done),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
