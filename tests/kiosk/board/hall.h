/* SPDX-License-Identifier: MIT
 *
 * A board before a hall of a test's making: languages, names, states as the daemon would tell them.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "common/interface.h"
#include "kiosk/board/view_board.h"
#include "tests/kiosk/ui/golden.h"

enum { HALL_COUNTERS = 40, HALL_SERVICES = 6 };

struct hall {
    struct i18n *languages;
    struct interfaces interfaces;
    struct board_model model;
    struct board_news news; /* of the newest state */
    int64_t now_ms;         /* 2026-11-30 10:05:00 in Baku, a Monday */
};

static const char *const attr_unused hall_codes[] = {"az", "ru", "en", "ja"};

static const char *const attr_unused hall_services[HALL_SERVICES][4] = {
        {"Şəxsiyyət vəsiqəsinin verilməsi", "Выдача удостоверения личности", "Identity card", "身分証明書"},
        {"Pasportun dəyişdirilməsi", "Замена паспорта", "Passport renewal", "パスポートの更新"},
        {"Nikahın qeydiyyatı", "Регистрация брака", "Registration of marriage", "婚姻届"},
        {"Daşınmaz əmlakın qeydiyyatı", "Регистрация недвижимости", "Real estate register", "不動産登記"},
        {"Sürücülük vəsiqəsi", "Водительское удостоверение", "Driving licence", "運転免許証"},
        {"Notariat", "Нотариат", "Notary", "公証"},
};
static const char *const attr_unused hall_zones[4] = {"Yaşıl zal", "Зелёный зал", "Green hall", "緑のホール"};
static const char *const attr_unused hall_centres[4] = {"ASAN xidmət 1", "Центр АСАН 1", "ASAN centre 1",
                                                        "ASANセンター1"};
static const char *const attr_unused hall_reasons[4] = {"Texniki nasazlıq", "Технический сбой", "Technical fault",
                                                        "システム障害"};
static const char *const attr_unused hall_places[4] = {"2-ci mərtəbə, solda", "2 этаж, слева", "2nd floor, on the left",
                                                       "2階左手"};
static const char *const attr_unused hall_hours[4] = {"Saat 18:00-dək açıqdır", "Открыто до 18:00", "Open until 18:00",
                                                      "18:00まで受け付けています"};

static attr_unused void hall_keep(struct hall *hall, struct kept *kept, const char *method, json_t *reply)
{
    assert_non_null(reply);
    assert_int_equal(kept_take(kept, interfaces_method(&hall->interfaces, method), reply), 0);
    json_decref(reply);
}

/* A reply with empty lists and texts where nothing is given. */
static attr_unused json_t *hall_blank(const struct idl_type *type)
{
    if (type->kind == IDL_STRUCT) {
        json_t *object = json_object();
        for (size_t i = 0; i < type->field_count; i++)
            json_object_set_new(object, type->fields[i].name, hall_blank(type->fields[i].type));
        return object;
    }
    if (type->kind == IDL_ARRAY)
        return json_array();
    if (type->kind == IDL_MAP || type->kind == IDL_OBJECT)
        return json_object();
    if (type->kind == IDL_STRING)
        return json_string("");
    if (type->kind == IDL_ENUM)
        return json_string(type->fields[0].name);
    if (type->kind == IDL_BOOL)
        return json_false();
    return type->kind == IDL_MAYBE ? json_null() : json_integer(0);
}

static attr_unused json_t *hall_blank_reply(struct hall *hall, const char *method)
{
    return hall_blank(interfaces_method(&hall->interfaces, method)->output);
}

/* An item of a list of the reply, blank but for what is given. */
static attr_unused json_t *hall_item(struct hall *hall, const char *method, const char *list, json_t *given)
{
    const struct idl_type *out = interfaces_method(&hall->interfaces, method)->output;
    for (size_t i = 0; i < out->field_count; i++) {
        if (strcmp(out->fields[i].name, list) != 0)
            continue;
        json_t *item = hall_blank(out->fields[i].type->element);
        assert_non_null(given);
        json_object_update(item, given);
        json_decref(given);
        return item;
    }
    fail_msg("%s has no list %s", method, list);
    return NULL;
}

static attr_unused void hall_name(struct hall *hall, size_t place, size_t language)
{
    struct names *names = &hall->model.names[place];
    json_t *centre = hall_blank_reply(hall, VISITOR_GET_CENTRE);
    json_object_set_new(centre, "name", json_string(hall_centres[language]));
    json_object_set_new(centre, "hours", json_string(hall_hours[language]));
    hall_keep(hall, &names->centre, VISITOR_GET_CENTRE, centre);

    json_t *services = hall_blank_reply(hall, VISITOR_LIST_SERVICES);
    for (int i = 0; i < HALL_SERVICES; i++) {
        char key[16];
        snprintf(key, sizeof key, "s%d", i);
        json_array_append_new(json_object_get(services, "services"),
                              hall_item(hall, VISITOR_LIST_SERVICES, "services",
                                        json_pack("{s:s, s:s}", "key", key, "name", hall_services[i][language])));
    }
    hall_keep(hall, &names->services, VISITOR_LIST_SERVICES, services);

    json_t *words = hall_blank_reply(hall, VISITOR_GET_WORDS);
    for (int i = 1; i <= HALL_COUNTERS; i++) {
        char key[16], label[16];
        snprintf(key, sizeof key, "c%d", i);
        snprintf(label, sizeof label, "%d", i);
        json_array_append_new(json_object_get(words, "counters"),
                              hall_item(hall, VISITOR_GET_WORDS, "counters",
                                        json_pack("{s:s, s:s, s:s}", "key", key, "label", label, "place",
                                                  i % 5 == 0 ? hall_places[language] : "")));
    }
    json_array_append_new(json_object_get(words, "zones"),
                          hall_item(hall, VISITOR_GET_WORDS, "zones",
                                    json_pack("{s:s, s:s}", "key", "green", "name", hall_zones[language])));
    json_array_append_new(json_object_get(words, "reasons"),
                          hall_item(hall, VISITOR_GET_WORDS, "reasons",
                                    json_pack("{s:s, s:s}", "key", "fault", "name", hall_reasons[language])));
    hall_keep(hall, &names->words, VISITOR_GET_WORDS, words);
}

/* `codes`: the centre's languages, "az ru en". */
static attr_unused void hall_open(struct hall *hall, const char *codes)
{
    *hall = (struct hall){.languages = golden_languages()};
    interfaces_init(&hall->interfaces);
    board_model_init(&hall->model);
    assert_int_equal(clock_set_zone("Asia/Baku"), 0);
    hall->now_ms = clock_at((struct date){2026, 11, 30}, 10 * 60 + 5);
    for (const char *code = codes; *code; code += strspn(code, " ")) {
        size_t length = strcspn(code, " "), place = hall->model.language_count++;
        for (size_t i = 0; i < ARRAY_SIZE(hall_codes); i++) {
            if (strncmp(hall_codes[i], code, length) != 0)
                continue;
            hall->model.languages[place] = i18n_find(hall->languages, hall_codes[i]);
            hall_name(hall, place, i);
        }
        code += length;
    }
    board_model_measure(&hall->model);
}

static attr_unused void hall_close(struct hall *hall)
{
    board_model_done(&hall->model);
    interfaces_done(&hall->interfaces);
    i18n_free(hall->languages);
}

/* --- states --- */

static attr_unused json_t *hall_state(struct hall *hall)
{
    json_t *state = hall_blank_reply(hall, BOARD_WATCH);
    json_array_append_new(json_object_get(state, "zones"), json_string("green"));
    return state;
}

/* Before those that are there: newest first. */
static attr_unused void hall_call(struct hall *hall, json_t *state, int64_t call, const char *ticket, int counter,
                                  const char *language, const char *kind)
{
    char key[16];
    snprintf(key, sizeof key, "c%d", counter);
    json_array_insert_new(
            json_object_get(state, "calls"), 0,
            hall_item(hall, BOARD_WATCH, "calls",
                      json_pack("{s:I, s:s, s:s, s:s, s:s, s:I}", "call", (json_int_t)call, "ticket", ticket, "counter",
                                key, "language", language, "kind", kind, "at", (json_int_t)hall->now_ms)));
}

static attr_unused void hall_number(json_t *state, const char *list, const char *ticket, int64_t at_ms)
{
    json_array_append_new(json_object_get(state, list),
                          json_pack("{s:s, s:I}", "ticket", ticket, "at", (json_int_t)at_ms));
}

static attr_unused void hall_waiting(struct hall *hall, json_t *state, int service, int waiting, int minutes)
{
    char key[16];
    snprintf(key, sizeof key, "s%d", service);
    int64_t likely = hall->now_ms + (int64_t)minutes * 60000;
    json_t *wait = minutes > 0 ? json_pack("{s:I, s:I, s:I}", "from", (json_int_t)(likely - 240000), "likely",
                                           (json_int_t)likely, "until", (json_int_t)(likely + 480000))
                               : json_null();
    json_array_append_new(json_object_get(state, "waiting"),
                          json_pack("{s:s, s:i, s:o, s:o}", "service", key, "waiting", waiting, "wait", wait,
                                    "why_unknown", minutes > 0 ? json_null() : json_string("no_forecast")));
}

static attr_unused void hall_message(json_t *state, const char *name, const char *text, int64_t at_ms)
{
    json_array_append_new(json_object_get(state, "messages"),
                          json_pack("{s:s, s:s, s:I}", "message", name, "text", text, "at", (json_int_t)at_ms));
}

static attr_unused void hall_closing(json_t *state, int service, const char *closing, const char *last)
{
    char key[16];
    snprintf(key, sizeof key, "s%d", service);
    json_array_append_new(
            json_object_get(state, "closings"),
            json_pack("{s:s, s:s, s:s, s:s?}", "service", key, "reason", "fault", "closing", closing, "last", last));
}

/* The state comes. Takes the reference. */
static attr_unused void hall_take(struct hall *hall, json_t *state)
{
    hall_keep(hall, &hall->model.watch, BOARD_WATCH, state);
    board_model_take(&hall->model, hall->now_ms, &hall->news);
}

/* --- the page --- */

static attr_unused void hall_stage(struct hall *hall, struct stage *ret_stage, int width, int height)
{
    const struct program program = {.name = "novbe-board", .home = &view_board, .model = &hall->model};
    stage_init(ret_stage, &program, hall->model.languages[0], width, height);
    ret_stage->now_ms = hall->now_ms;
    stage_draw(ret_stage, hall->now_ms);
}
