/* SPDX-License-Identifier: MIT
 *
 * Papers as text, compared with what they were (tests/kiosk/ui/golden.h): every kind in az, ru, en and ja, as wide as a
 * terminal shows paper of 80 mm (48 columns) and of 58 mm (32); and what is left out where it is not known.
 *
 * NOVBE_PICTURES=FOLDER also writes each as a PNG file as a printer gets it, to be looked at.
 */
#include "printer/compose.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/clock.h"
#include "common/page/text.h"
#include "tests/kiosk/ui/golden.h"

static const char *const codes[] = {"az", "ru", "en", "ja"};

static const struct config_text centre_name = {
        .count = 4,
        .items = (struct config_translation[]){{"az", "Bakı 1 saylı xidmət mərkəzi"},
                                               {"ru", "Центр услуг № 1, Баку"},
                                               {"en", "Service centre No 1, Baku"},
                                               {"ja", "バクー第1行政センター"}}};

struct fixture {
    struct i18n *i18n;
    struct ticket_layout *layout;
    struct compose compose;
};

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    f->i18n = golden_languages();
    f->layout = ticket_layout_built_in();
    f->compose = (struct compose){.layout = f->layout, .i18n = f->i18n, .centre = &centre_name};
    *state = f;
    return clock_set_zone("Asia/Baku");
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    ticket_layout_free(f->layout);
    i18n_free(f->i18n);
    free(f);
    return 0;
}

/* --- the papers --- */

enum spoken { AZ, RU, EN, JA, LANGUAGES };

static const struct printer_printed_step passport[LANGUAGES] = {
        [AZ] = {"id-card-first",
                "Şəxsiyyət vəsiqəsinin ilk dəfə verilməsi",
                "Daxili İşlər Nazirliyi",
                "A zalı, 1-ci mərtəbə",
                {3, (const char *[]){"Doğum haqqında şəhadətnamə", "Foto 3,5 × 4,5 sm", "Dövlət rüsumunun qəbzi"}},
                false},
        [RU] = {"id-card-first",
                "Первая выдача удостоверения личности",
                "Министерство внутренних дел",
                "Зал A, 1-й этаж",
                {3, (const char *[]){"Свидетельство о рождении", "Фото 3,5 × 4,5 см", "Квитанция об уплате пошлины"}},
                false},
        [EN] = {"id-card-first",
                "First identity card",
                "Ministry of Internal Affairs",
                "Hall A, 1st floor",
                {3, (const char *[]){"Birth certificate", "Photo, 3.5 × 4.5 cm", "Receipt for the state fee"}},
                false},
        [JA] = {"id-card-first",
                "身分証明書の新規発行",
                "内務省",
                "Aホール 1階",
                {3, (const char *[]){"出生証明書", "写真（3.5×4.5cm）", "手数料の領収書"}},
                false},
};
static const struct printer_printed_step notary[LANGUAGES] = {
        [AZ] = {"power-of-attorney", "Etibarnamənin təsdiqi", "Notariat", "B zalı, 2-ci mərtəbə", {0, NULL}, false},
        [RU] = {"power-of-attorney", "Заверение доверенности", "Нотариат", "Зал B, 2-й этаж", {0, NULL}, false},
        [EN] = {"power-of-attorney", "Power of attorney", "Notary", "Hall B, 2nd floor", {0, NULL}, false},
        [JA] = {"power-of-attorney", "委任状の認証", "公証役場", "Bホール 2階", {0, NULL}, false},
};
static const struct printer_printed_step payment[LANGUAGES] = {
        [AZ] = {"fees", "Dövlət rüsumunun ödənilməsi", "Bank", "", {0, NULL}, false},
        [RU] = {"fees", "Оплата государственной пошлины", "Банк", "", {0, NULL}, false},
        [EN] = {"fees", "Payment of state fees", "Bank", "", {0, NULL}, false},
        [JA] = {"fees", "手数料の支払い", "銀行", "", {0, NULL}, false},
};
static const char *const hours[LANGUAGES] = {
        [AZ] = "Bu gün saat 18:00-a qədər açıqdır",
        [RU] = "Открыто до 18:00",
        [EN] = "Open until 18:00",
        [JA] = "本日18:00まで",
};

/* 24 November 2026, 09:12 in Baku: a Tuesday. */
#define NOW_MS    INT64_C(1795497120000)
#define MINUTE_MS INT64_C(60000)

/* An order with all that it points to. */
struct sample {
    struct printer_order order;
    struct printer_ticket_paper ticket;
    struct printer_printed_step steps[3];
    struct printer_range range;
    struct printer_code_paper code;
    struct printer_information_paper information;
    struct printer_test_paper test;
};

static void make_order(struct sample *sample, enum spoken language)
{
    *sample = (struct sample){.order = {.order = 7, .at = NOW_MS, .language = codes[language]}};
}

static void make_ticket(struct sample *sample, enum spoken language)
{
    make_order(sample, language);
    sample->range = (struct printer_range){NOW_MS + 9 * MINUTE_MS, NOW_MS + 20 * MINUTE_MS, NOW_MS + 32 * MINUTE_MS};
    sample->steps[0] = passport[language];
    sample->ticket = (struct printer_ticket_paper){.ticket = "A042",
                                                   .code = "ACDEF",
                                                   .day = "2026-11-24",
                                                   .issued_at = NOW_MS,
                                                   .steps = {1, sample->steps},
                                                   .text = "",
                                                   .party = 1,
                                                   .ahead = 12,
                                                   .wait = &sample->range,
                                                   .proof = "3f9c01ab",
                                                   .qr = "%T/A042/20261124/ACDEF"};
    sample->order.ticket = &sample->ticket;
}

static void make_visit(struct sample *sample, enum spoken language)
{
    make_ticket(sample, language);
    sample->ticket.ticket = "KA004";
    sample->ticket.qr = "%T/KA004/20261124/ACDEF";
    sample->ticket.steps.count = 3;
    sample->steps[0] = payment[language];
    sample->steps[0].done = true;
    sample->steps[1] = passport[language];
    sample->steps[2] = notary[language];
}

static void make_party(struct sample *sample, enum spoken language)
{
    make_ticket(sample, language);
    sample->ticket.party = 5;
    sample->ticket.ahead = 0;
}

static void make_booking(struct sample *sample, enum spoken language)
{
    make_order(sample, language);
    sample->code = (struct printer_code_paper){.service = "id-card-first",
                                               .name = passport[language].name,
                                               .code = "ACDE-FGHJ",
                                               .slot_at = {true, NOW_MS + 7 * 24 * 60 * MINUTE_MS + 63 * MINUTE_MS},
                                               .qr = "%B/ACDEFGHJ"};
    sample->order.code = &sample->code;
}

static void make_return(struct sample *sample, enum spoken language)
{
    make_booking(sample, language);
    sample->code.slot_at.set = false;
    sample->code.qr = "%R/ACDEFGHJ";
}

static void make_information(struct sample *sample, enum spoken language)
{
    make_order(sample, language);
    sample->information = (struct printer_information_paper){
            .service = "id-card-first", .name = passport[language].name, .hours = hours[language]};
    sample->information.bring.count = passport[language].bring.count;
    sample->information.bring.items = passport[language].bring.items;
    sample->order.information = &sample->information;
}

static void make_test(struct sample *sample, enum spoken language)
{
    make_order(sample, language);
    sample->test = (struct printer_test_paper){.printer = "entrance-1", .new_roll = language != EN};
    sample->order.test = &sample->test;
}

static const struct paper_kind {
    const char *name;
    void (*make)(struct sample *sample, enum spoken language);
    bool again;
} kinds[] = {
        {"ticket", make_ticket, false},
        {"copy", make_ticket, true},
        {"visit", make_visit, false},
        {"party", make_party, false},
        {"booking", make_booking, false},
        {"return", make_return, false},
        {"information", make_information, false},
        {"test", make_test, false},
};

/* --- goldens --- */

static void write_picture(const struct page *page, const char *name)
{
    const char *folder = getenv("NOVBE_PICTURES");
    if (!folder)
        return;
    struct raster raster;
    page_draw(page, 203, &raster, NULL);
    _cleanup_free_ char *path = mem_printf("%s/%s.png", folder, name);
    assert_int_equal(raster_write_png(&raster, path), 0);
    raster_done(&raster);
}

static void compare(const struct page *page, const char *name, unsigned columns)
{
    _cleanup_(buffer_done) struct buffer text = {0};
    page_write_text(page, columns, &text);
    buffer_append_byte(&text, '\0');
    write_picture(page, name);
    _cleanup_free_ char *golden = mem_printf("paper/%s", name);
    golden_text(buffer_bytes(&text), golden);
}

static void every_paper_in_every_language(void **state)
{
    struct fixture *f = *state;
    static const struct {
        int mm;
        unsigned columns;
    } widths[] = {{80, 48}, {58, 32}};
    for (size_t i = 0; i < ARRAY_SIZE(kinds) * LANGUAGES * ARRAY_SIZE(widths); i++) {
        const struct paper_kind *kind = &kinds[i / LANGUAGES / ARRAY_SIZE(widths)];
        enum spoken language = (enum spoken)(i / ARRAY_SIZE(widths) % LANGUAGES);
        size_t width = i % ARRAY_SIZE(widths);
        struct sample sample;
        kind->make(&sample, language);
        f->compose.again = kind->again;
        f->compose.width_mm = widths[width].mm;
        f->compose.now_ms = sample.order.at;
        struct page *page = compose_page(&sample.order, &f->compose);
        _cleanup_free_ char *name = mem_printf("%s.%s.%d", kind->name, codes[language], widths[width].mm);
        compare(page, name, widths[width].columns);
        page_free(page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(every_paper_in_every_language, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
