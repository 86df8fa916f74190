/* SPDX-License-Identifier: MIT
 *
 * A small centre as its daemon would tell it, on the morning of a Monday: eight services in four languages, and what
 * the rest is called.
 */
#pragma once

#include "kiosk/ui/names.h"
#include "tests/kiosk/ui/golden.h"

enum { SCENE_SERVICES = 8, SCENE_LANGUAGES = 4 };
#define SCENE_NOW_MS             INT64_C(1796020920000) /* 2026-11-30 10:42 in Baku */
#define SCENE_AGO(min_)          (SCENE_NOW_MS - INT64_C(60000) * (min_))
#define SCENE_WORD(word_, text_) ((struct idl_word){.value = (word_), .text = (text_)})

static const char *const scene_codes[SCENE_LANGUAGES] = {"az", "ru", "en", "ja"};
static const char *const scene_names[SCENE_LANGUAGES] = {"Azərbaycan dili", "Русский", "English", "日本語"};

static const struct scene_service {
    const char *key, *agency, *names[SCENE_LANGUAGES];
} scene_services[SCENE_SERVICES] = {
        {"id-card", "interior", {"Şəxsiyyət vəsiqəsi", "Удостоверение личности", "Identity card", "身分証明書"}},
        {"passport",
         "interior",
         {"Xarici pasport: ilk dəfə", "Загранпаспорт: впервые", "Passport: first one", "旅券（新規）"}},
        {"passport-new",
         "interior",
         {"Xarici pasport: yenisi", "Загранпаспорт: замена", "Passport: renewal", "旅券（更新）"}},
        {"licence", "interior", {"Sürücülük vəsiqəsi", "Водительское удостоверение", "Driving licence", "運転免許証"}},
        {"visa", "migration", {"Yaşamaq icazəsi", "Вид на жительство", "Residence permit", "在留許可"}},
        {"tin", "tax", {"VÖEN alınması", "Получение ИНН", "Tax number", "納税者番号"}},
        {"birth", "justice", {"Doğumun qeydiyyatı", "Регистрация рождения", "Birth registration", "出生届"}},
        {"pension", "social", {"Pensiya təyinatı", "Назначение пенсии", "Pension", "年金"}},
};
static const struct scene_group {
    const char *key, *names[SCENE_LANGUAGES];
} scene_groups[] = {
        {"interior", {"Daxili işlər", "Внутренние дела", "Interior", "内務"}},
        {"migration", {"Miqrasiya", "Миграция", "Migration", "移民"}},
        {"tax", {"Vergi", "Налоги", "Tax", "税務"}},
        {"justice", {"Ədliyyə", "Юстиция", "Justice", "司法"}},
        {"social", {"Sosial müdafiə", "Соцзащита", "Social security", "社会保障"}},
};
static const struct scene_word {
    const char *key, *names[SCENE_LANGUAGES];
} scene_classes[] =
        {{"regular", {"Ümumi növbə", "Общая очередь", "Regular", "一般"}},
         {"elderly", {"Yaşlı şəxs", "Пожилой человек", "Older person", "高齢の方"}},
         {"infant", {"Hamilə və ya körpəli", "Беременная или с малышом", "Pregnant or with infant", "妊婦・乳児連れ"}},
         {"veteran", {"Şəhid ailəsi, veteran", "Семья шехида, ветеран", "Martyr's family, veteran", "退役軍人"}}},
  scene_needs[] = {{"step-free", {"Pilləkənsiz yol", "Путь без ступеней", "Step-free way", "段差なし"}},
                   {"fetch", {"Müşayiət", "Проводить к окну", "Fetch", "付き添い"}},
                   {"no-voice", {"Eşitmə çətinliyi", "Плохо слышит", "Does not hear well", "耳が不自由"}}},
  scene_reasons[] =
          {{"visitor-asked", {"Ziyarətçinin xahişi ilə", "По просьбе посетителя", "The visitor asked", "お客様の希望"}},
           {"wrong-choice",
            {"Səhv xidmət seçilib", "Услуга выбрана по ошибке", "The wrong service was chosen", "選択の誤り"}},
           {"not-printed",
            {"Bilet çap olunmayıb", "Талон не напечатался", "The ticket was not printed", "印刷されなかった"}}},
  scene_pauses[] = {{"lunch", {"Nahar", "Обед", "Lunch", "昼食"}}},
  scene_zones[] = {{"hall", {"Əsas zal", "Главный зал", "Main hall", "大ホール"}}};

static inline struct visitor_word *scene_words(struct arena *arena, const struct scene_word *from, size_t count,
                                               size_t language)
{
    struct visitor_word *words = arena_new_n(arena, struct visitor_word, count);
    for (size_t i = 0; i < count; i++)
        words[i] = (struct visitor_word){.key = from[i].key, .name = from[i].names[language]};
    return words;
}

static inline void scene_add_services(struct names *names, size_t language)
{
    struct arena *arena = &names->services.arena;
    struct visitor_list_services_out *out = arena_new(arena, struct visitor_list_services_out);
    out->groups.count = ARRAY_SIZE(scene_groups);
    out->groups.items = arena_new_n(arena, struct visitor_group, out->groups.count);
    for (size_t i = 0; i < out->groups.count; i++)
        out->groups.items[i] =
                (struct visitor_group){.key = scene_groups[i].key, .name = scene_groups[i].names[language]};
    out->services.count = SCENE_SERVICES;
    out->services.items = arena_new_n(arena, struct visitor_service, SCENE_SERVICES);
    for (size_t i = 0; i < SCENE_SERVICES; i++)
        out->services.items[i] = (struct visitor_service){.key = scene_services[i].key,
                                                          .group = scene_services[i].agency,
                                                          .agency = scene_services[i].agency,
                                                          .name = scene_services[i].names[language],
                                                          .open = true,
                                                          .hours = ""};
    names->services.out = out;
}

static inline void scene_add_words(struct names *names, size_t language)
{
    struct arena *arena = &names->words.arena;
    struct visitor_get_words_out *out = arena_new(arena, struct visitor_get_words_out);
    out->classes.count = ARRAY_SIZE(scene_classes);
    out->classes.items = arena_new_n(arena, struct visitor_class, out->classes.count);
    for (size_t i = 0; i < out->classes.count; i++)
        out->classes.items[i] =
                (struct visitor_class){.key = scene_classes[i].key, .name = scene_classes[i].names[language]};
    out->needs.count = ARRAY_SIZE(scene_needs);
    out->needs.items = arena_new_n(arena, struct visitor_need, out->needs.count);
    for (size_t i = 0; i < out->needs.count; i++)
        out->needs.items[i] = (struct visitor_need){.key = scene_needs[i].key, .name = scene_needs[i].names[language]};
    out->reasons.count = ARRAY_SIZE(scene_reasons);
    out->reasons.items = scene_words(arena, scene_reasons, ARRAY_SIZE(scene_reasons), language);
    out->pauses.count = ARRAY_SIZE(scene_pauses);
    out->pauses.items = scene_words(arena, scene_pauses, ARRAY_SIZE(scene_pauses), language);
    out->zones.count = ARRAY_SIZE(scene_zones);
    out->zones.items = scene_words(arena, scene_zones, ARRAY_SIZE(scene_zones), language);
    static struct visitor_counter counters[] = {{.key = "c7", .label = "7", .place = "", .zone = "hall"},
                                                {.key = "c12", .label = "12", .place = "", .zone = "hall"}};
    out->counters.count = ARRAY_SIZE(counters);
    out->counters.items = counters;
    static struct visitor_kiosk_place kiosks[] = {{"door-1", "hall"}, {"door-2", "hall"}, {"stairs", "hall"}};
    out->kiosks.count = ARRAY_SIZE(kiosks);
    out->kiosks.items = kiosks;
    static const char *to_visa[] = {"tin", "birth"};
    static struct visitor_transfer transfers[] = {{.service = "passport", .to = {2, to_visa}}};
    out->transfers.count = ARRAY_SIZE(transfers);
    out->transfers.items = transfers;
    names->words.out = out;
}

static inline void scene_add_centre(struct names *names, size_t language)
{
    static const char *const centre_names[SCENE_LANGUAGES] = {"1 saylı mərkəz", "Центр № 1", "Centre no. 1",
                                                              "第一センター"};
    static struct visitor_language languages[SCENE_LANGUAGES];
    for (size_t i = 0; i < SCENE_LANGUAGES; i++)
        languages[i] = (struct visitor_language){.code = scene_codes[i], .name = scene_names[i]};
    struct visitor_get_centre_out *out = arena_new(&names->centre.arena, struct visitor_get_centre_out);
    *out = (struct visitor_get_centre_out){.key = "one",
                                           .name = centre_names[language],
                                           .languages = {SCENE_LANGUAGES, languages},
                                           .day = "2026-11-30",
                                           .time = "10:42",
                                           .time_zone = "Asia/Baku",
                                           .open = true,
                                           .hours = ""};
    names->centre.out = out;
}
