/* SPDX-License-Identifier: MIT
 *
 * A small centre as the daemon would tell it, in four languages, for drawings of the counter's pages.
 */
#pragma once

#include <jansson.h>
#include <string.h>

#include "common/base.h"
#include "kiosk/ui/names.h"

struct named {
    const char *key;
    const char *names[4]; /* az, ru, en, ja */
};

static inline size_t language_place(const char *code)
{
    static const char *const codes[] = {"az", "ru", "en", "ja"};
    for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
        if (strcmp(codes[i], code) == 0)
            return i;
    }
    return 2;
}

static const struct named centre_services[] = {
        {"passport", {"Ümumvətəndaş pasportu", "Общегражданский паспорт", "Passport", "旅券の申請"}},
        {"id-card", {"Şəxsiyyət vəsiqəsi", "Удостоверение личности", "Identity card", "身分証明書"}},
        {"address", {"Ünvan qeydiyyatı", "Регистрация по адресу", "Registered address", "住所の登録"}},
        {"licence", {"Sürücülük vəsiqəsi", "Водительское удостоверение", "Driving licence", "運転免許証"}},
        {"deed", {"Etibarnamə", "Доверенность", "Power of attorney", "委任状"}},
};
static const struct named centre_bring[] = {
        {"", {"Köhnə pasport", "Старый паспорт", "The old passport", "旧旅券"}},
        {"", {"Rüsumun ödəniş qəbzi", "Квитанция об оплате пошлины", "Receipt of the fee", "手数料の領収書"}},
        {"", {"İki fotoşəkil", "Две фотографии", "Two photographs", "写真2枚"}},
};
static const struct named centre_classes[] = {
        {"regular", {"Ümumi növbə", "Общая очередь", "Regular", "一般"}},
        {"elderly", {"Yaşlı şəxs", "Пожилой человек", "Older person", "ご高齢の方"}},
};
static const struct named centre_needs[] = {
        {"fetch", {"Müşayiət", "Проводить", "Fetch me", "お迎え"}},
        {"no-voice", {"Eşitmə çətinliyi", "Плохо слышу", "I do not hear well", "聞こえにくい"}},
        {"low-desk", {"Alçaq masa", "Низкая стойка", "Low desk", "低い机"}},
};
static const struct named centre_outcomes[] = {
        {"done", {"Xidmət göstərildi", "Услуга оказана", "Done", "完了"}},
        {"accepted", {"Ərizə qəbul edildi", "Заявление принято", "Application accepted", "申請を受理"}},
        {"advised", {"Məsləhət verildi", "Дана консультация", "Advice given", "ご案内"}},
        {"paper-missing", {"Sənəd çatışmır", "Не хватает документа", "A document is missing", "書類不足"}},
        {"fee-unpaid", {"Rüsum ödənilməyib", "Пошлина не оплачена", "Fee not paid", "手数料未納"}},
        {"not-entitled", {"Tələblərə uyğun deyil", "Не отвечает условиям", "Conditions not met", "要件を満たさず"}},
        {"system-down", {"Qurumun sistemi işləmir", "Система не работает", "Agency system down", "機関の障害"}},
        {"wrong-counter", {"Başqa pəncərəyə aiddir", "Относится к другому окну", "Wrong counter", "窓口違い"}},
        {"other", {"Başqa səbəb", "Другая причина", "Other reason", "その他"}},
};
static const struct named centre_pauses[] = {
        {"lunch", {"Nahar fasiləsi", "Обед", "Lunch", "昼休み"}},
        {"short", {"Qısa fasilə", "Короткий перерыв", "Short break", "小休憩"}},
};
static const struct named centre_tasks[] = {
        {"back-office", {"Sənədlərin işlənməsi", "Обработка документов", "Back office", "書類処理"}},
        {"mail", {"Məktublar", "Почта", "Mail", "郵便"}},
};
static const struct named centre_reasons[] = {
        {"visitor-unwell",
         {"Ziyarətçinin halı pisləşib", "Посетителю стало плохо", "The visitor is unwell", "体調不良"}},
        {"continued", {"Yarımçıq işin davamı", "Продолжение дела", "An unfinished matter goes on", "手続きの続き"}},
};

static inline json_t *centre_list(const struct named *named, size_t count, size_t language)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_pack("{s:s, s:s}", "key", named[i].key, "name", named[i].names[language]));
    return list;
}
#define CENTRE_LIST(named, language) centre_list((named), ARRAY_SIZE(named), (language))

static inline json_t *centre_get_centre(const char *code)
{
    static const char *const names[] = {"Sınaq mərkəzi", "Пробный центр", "Test centre", "試験センター"};
    static const char *const languages[][2] = {
            {"az", "Azərbaycan dili"}, {"ru", "Русский"}, {"en", "English"}, {"ja", "日本語"}};
    json_t *list = json_array();
    for (size_t i = 0; i < ARRAY_SIZE(languages); i++)
        json_array_append_new(list, json_pack("{s:s, s:s}", "code", languages[i][0], "name", languages[i][1]));
    return json_pack("{s:s, s:s, s:o, s:s, s:s, s:s, s:b, s:s}", "key", "test", "name", names[language_place(code)],
                     "languages", list, "day", "2026-11-23", "time", "10:05", "time_zone", "Asia/Baku", "open", 1,
                     "hours", "");
}

static inline json_t *centre_list_services(const char *code)
{
    size_t language = language_place(code);
    static const char *const agencies[] = {"Daxili işlər", "МВД", "Interior", "内務局"};
    json_t *groups = json_array(), *services = CENTRE_LIST(centre_services, language);
    json_array_append_new(groups,
                          json_pack("{s:s, s:n, s:s}", "key", "interior", "parent", "name", agencies[language]));
    for (size_t i = 0; i < json_array_size(services); i++) {
        json_t *bring = json_array();
        for (size_t j = 0; j < ARRAY_SIZE(centre_bring) && i == 0; j++)
            json_array_append_new(bring, json_string(centre_bring[j].names[language]));
        json_object_update_new(json_array_get(services, i),
                               json_pack("{s:s, s:s, s:o, s:b, s:s}", "group", "interior", "agency", "interior",
                                         "bring", bring, "open", 1, "hours", ""));
    }
    return json_pack("{s:o, s:o}", "groups", groups, "services", services);
}

static inline json_t *centre_get_words(const char *code)
{
    size_t language = language_place(code);
    json_t *outcomes = CENTRE_LIST(centre_outcomes, language), *needs = CENTRE_LIST(centre_needs, language);
    for (size_t i = 0; i < json_array_size(outcomes); i++)
        json_object_update_new(json_array_get(outcomes, i),
                               json_pack("{s:i, s:b, s:s}", "digit", (int)i + 1, "fulfilled", i < 3, "cause",
                                         i < 3 ? "none" : "visitor"));
    for (size_t i = 0; i < json_array_size(needs); i++)
        json_object_set_new(json_array_get(needs, i), "hard", json_true());
    json_t *pauses = CENTRE_LIST(centre_pauses, language);
    json_object_set_new(json_array_get(pauses, 0), "minutes", json_integer(45));
    json_object_set_new(json_array_get(pauses, 1), "minutes", json_integer(10));
    json_t *counters = json_array();
    for (int i = 1; i <= 12; i++) {
        char key[8];
        snprintf(key, sizeof key, "%d", i);
        json_array_append_new(counters, json_pack("{s:s, s:s, s:s, s:s, s:[]}", "key", key, "label", key, "place", "",
                                                  "zone", "hall", "meets"));
    }
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:[{s:s, s:s}], s:o, s:[{s:s, s:[s, s]}]}", "classes",
                     CENTRE_LIST(centre_classes, language), "needs", needs, "outcomes", outcomes, "pauses", pauses,
                     "tasks", CENTRE_LIST(centre_tasks, language), "reasons", CENTRE_LIST(centre_reasons, language),
                     "zones", "key", "hall", "name", "Hall", "counters", counters, "transfers", "service", "passport",
                     "to", "id-card", "deed");
}
