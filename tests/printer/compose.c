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
#include "tests/printer/compose_help.h"

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

/* --- what a layout says --- */

/* Each block of each list, as the corpus has them; its logos are not there. */
static void every_block_once(void **state)
{
    struct fixture *f = *state;
    _cleanup_free_ char *path = mem_printf("%s/tests/corpus/ticket_layout/y_every_block.conf", getenv("NOVBE_SOURCE"));
    struct config_mistakes mistakes = {0};
    struct ticket_layout *layout = NULL;
    assert_int_equal(ticket_layout_load(path, NULL, &mistakes, &layout), 0);
    config_mistakes_done(&mistakes);
    f->compose.layout = layout;
    f->compose.width_mm = 80;
    static const char *const names[] = {"visit", "party", "booking", "return", "information"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        const struct paper_kind *kind = kinds;
        while (strcmp(kind->name, names[i]) != 0)
            kind++;
        struct sample sample;
        kind->make(&sample, EN);
        sample.ticket.text = "Please have your old card at hand";
        f->compose.now_ms = sample.order.at;
        struct page *page = compose_page(&sample.order, &f->compose);
        _cleanup_free_ char *name = mem_printf("every_block.%s", names[i]);
        compare(page, name, 48);
        page_free(page);
    }
    ticket_layout_free(layout);
}

/* All words of a paper, so wide that few are wrapped. */
static char *words_of(const struct fixture *f, const struct printer_order *order)
{
    _cleanup_(buffer_done) struct buffer text = {0};
    _cleanup_(page_freep) struct page *page = compose_page(order, &f->compose);
    page_write_text(page, 200, &text);
    return mem_strndup(text.length ? buffer_bytes(&text) : "", text.length);
}

static void expect(const struct fixture *f, const struct printer_order *order, const char *words, int times)
{
    _cleanup_free_ char *text = words_of(f, order);
    int count = 0;
    for (const char *at = text; (at = strstr(at, words)); at += strlen(words))
        count++;
    if (count != times)
        fail_msg("\"%s\" is there %d times, expected %d:\n%s", words, count, times, text);
}

static void begin(struct fixture *f, const char *layout)
{
    if (layout) {
        ticket_layout_free(f->layout);
        f->layout = read_layout(f->i18n, layout);
    }
    f->compose.layout = f->layout;
    f->compose.width_mm = 80;
    f->compose.now_ms = NOW_MS;
}

static void a_copy_says_so_whatever_the_layout_says(void **state)
{
    struct fixture *f = *state;
    static const char *const copies[LANGUAGES] = {"TƏKRAR", "ПОВТОР", "COPY", "再発行"};
    begin(f, "ticket = ( { block = \"number\"; } ); code = ( { block = \"code\"; } );"
             "information = ( { block = \"service\"; } );");
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
        for (enum spoken language = 0; language < LANGUAGES; language++) {
            struct sample sample;
            kinds[i].make(&sample, language);
            f->compose.again = false;
            sample.order.again = true; /* when it was ordered; Take knows better */
            expect(f, &sample.order, copies[language], 0);
            f->compose.again = true;
            expect(f, &sample.order, copies[language], 1);
            _cleanup_free_ char *text = words_of(f, &sample.order);
            const char *first = text + strspn(text, " \n█▀▄");
            assert_int_equal(strncmp(first, copies[language], strlen(copies[language])), 0);
        }
    }
}

/* --- waiting --- */

static void nothing_wrong_is_said_of_a_wait_that_is_not_known(void **state)
{
    struct fixture *f = *state;
    struct sample sample;
    begin(f, NULL);
    make_ticket(&sample, EN);
    expect(f, &sample.order, "Between 09:20 and 09:45", 1);
    f->compose.now_ms = sample.range.until; /* it was long on the way */
    expect(f, &sample.order, "09:20", 0);
    expect(f, &sample.order, "12 people ahead of you", 1);
    f->compose.now_ms = NOW_MS;
    sample.range.from = NOW_MS - MINUTE_MS;
    expect(f, &sample.order, "Probably before 09:45", 1);
    sample.range.until = INT64_MAX; /* neither a beginning nor an end */
    expect(f, &sample.order, "Probably", 0);
    expect(f, &sample.order, "cannot be told", 0);
    sample.ticket.wait = NULL;
    expect(f, &sample.order, "waiting time", 0);
    expect(f, &sample.order, "12 people ahead of you", 1);
    sample.ticket.ahead = 0;
    expect(f, &sample.order, "You are next", 1);
}

/* Printed half a minute later, it tells what the daemon keeps as promised. */
static void a_range_is_told_as_it_was_when_it_was_ordered(void **state)
{
    struct fixture *f = *state;
    struct sample sample;
    begin(f, NULL);
    make_ticket(&sample, EN);
    sample.range.from = NOW_MS + 59 * MINUTE_MS;
    sample.range.until = NOW_MS + 71 * MINUTE_MS; /* beyond an hour ends are quarters of one */
    _cleanup_free_ char *at_once = words_of(f, &sample.order);
    f->compose.now_ms = NOW_MS + 20 * MINUTE_MS;
    _cleanup_free_ char *later = words_of(f, &sample.order);
    assert_string_equal(at_once, later);
}

/* A wide range needs the people ahead; they are told once. */
static void people_ahead_are_told_once(void **state)
{
    struct fixture *f = *state;
    struct sample sample;
    make_ticket(&sample, EN);
    sample.range.until = NOW_MS + 170 * MINUTE_MS;
    begin(f, NULL);
    expect(f, &sample.order, "Not before 09:20", 1);
    expect(f, &sample.order, "12 people ahead of you", 1);
    begin(f, "ticket = ( { block = \"number\"; }, { block = \"range\"; } );");
    expect(f, &sample.order, "Not before 09:20. 12 people ahead of you", 1);
    begin(f, "ticket = ( { block = \"number\"; }, { block = \"ahead\"; } );");
    expect(f, &sample.order, "12 people ahead of you", 1);
    expect(f, &sample.order, "Not before", 0);
}

/* --- what is not known --- */

static void what_is_not_known_takes_no_room(void **state)
{
    struct fixture *f = *state;
    struct sample sample, bare;
    make_ticket(&sample, EN);
    make_ticket(&bare, EN);
    begin(f,
          "ticket = ( { block = \"where\"; }, { block = \"rule\"; }, { block = \"service\"; }, { block = \"rule\"; },"
          "{ block = \"extra\"; }, { block = \"code\"; }, { block = \"qr\"; }, { block = \"proof\"; },"
          "{ block = \"bring\"; }, { block = \"way\"; }, { block = \"party\"; }, { block = \"number\"; },"
          "{ block = \"rule\"; } );");
    bare.ticket.steps.count = 0;
    bare.ticket.code = bare.ticket.qr = bare.ticket.proof = bare.ticket.text = "";
    _cleanup_free_ char *text = words_of(f, &bare.order);
    assert_null(strstr(text, "──")); /* no line with nothing above it, or below */
    begin(f, "ticket = ( { block = \"number\"; } );");
    _cleanup_free_ char *least = words_of(f, &sample.order);
    assert_string_equal(text, least);
    bare.ticket.code = bare.ticket.qr = bare.ticket.proof = bare.ticket.text = NULL;
    _cleanup_free_ char *again = words_of(f, &bare.order);
    assert_string_equal(again, least);
}

static void an_order_of_a_kind_that_nobody_knows_is_blank(void **state)
{
    struct fixture *f = *state;
    struct sample sample;
    begin(f, NULL);
    make_order(&sample, EN);
    _cleanup_free_ char *text = words_of(f, &sample.order);
    assert_int_equal(strspn(text, " \n"), strlen(text));
}

static void a_language_that_nobody_speaks_is_the_centres_own(void **state)
{
    struct fixture *f = *state;
    struct sample sample;
    begin(f, NULL);
    make_ticket(&sample, EN);
    expect(f, &sample.order, "Check code", 1);
    sample.order.language = "de";
    expect(f, &sample.order, "Yoxlama kodu", 1);
    sample.order.language = NULL;
    expect(f, &sample.order, "Yoxlama kodu", 1);
    f->compose.language = i18n_find(f->i18n, "ru");
    expect(f, &sample.order, "Проверочный код", 1);
    f->compose.i18n = NULL;
    expect(f, &sample.order, "Проверочный код", 1);
}

static void the_next_step_is_marked_and_those_before_are_ticked(void **state)
{
    struct fixture *f = *state;
    struct sample sample;
    begin(f, NULL);
    make_visit(&sample, EN);
    expect(f, &sample.order, "✓", 1);
    expect(f, &sample.order, "▶", 1);
    expect(f, &sample.order, "First identity card", 2); /* above as well */
    expect(f, &sample.order, "Hall A, 1st floor", 2);
    expect(f, &sample.order, "3  Power of attorney", 1);
    sample.steps[1].done = sample.steps[2].done = true; /* all of it: printed again for somebody */
    expect(f, &sample.order, "✓", 3);
    expect(f, &sample.order, "▶", 0);
    sample.ticket.steps.count = 1; /* no way */
    expect(f, &sample.order, "✓", 0);
}

/* Bold texts of a paper. */
static int count_strong(const struct fixture *f, const struct printer_order *order)
{
    _cleanup_(buffer_done) struct buffer text = {0};
    _cleanup_(page_freep) struct page *page = compose_page(order, &f->compose);
    page_write_terminal(page, 200, &text);
    buffer_append_byte(&text, '\0');
    int count = 0;
    for (const char *at = buffer_bytes(&text); (at = strstr(at, "\x1b[1m")); at++)
        count++;
    return count;
}

static void nothing_of_a_way_that_is_over_is_bold(void **state)
{
    struct fixture *f = *state;
    struct sample sample;
    begin(f, "ticket = ( { block = \"number\"; }, { block = \"way\"; } );");
    make_visit(&sample, EN);
    int before = count_strong(f, &sample.order);
    sample.steps[1].done = sample.steps[2].done = true;
    assert_true(before > 0);
    assert_true(count_strong(f, &sample.order) < before);
}

/* --- dots --- */

static bool row_is_blank(const struct raster *raster, int y)
{
    for (int x = 0; x < raster->width; x++) {
        if (raster_is_black(raster, x, y))
            return false;
    }
    return true;
}

/* The lines of a number from the top, whose rows begin and end with ink; how many, and the lowest of them. */
static int measure_number(struct fixture *f, const char *number, int width_mm, int dpi, double *ret_least_mm)
{
    struct sample sample;
    struct raster raster;
    struct page_troubles troubles = {0};
    make_ticket(&sample, EN);
    sample.ticket.ticket = number;
    f->compose.width_mm = width_mm;
    _cleanup_(page_freep) struct page *page = compose_page(&sample.order, &f->compose);
    page_draw(page, dpi, &raster, &troubles);
    _cleanup_free_ char *name = mem_printf("number.%s.%d", number, width_mm);
    write_picture(page, name);
    int lines = 0;
    *ret_least_mm = 1000;
    for (int top = 0, end = 0; top < raster.height; top = end) {
        while (top < raster.height && row_is_blank(&raster, top))
            top++;
        for (end = top; end < raster.height && !row_is_blank(&raster, end);)
            end++;
        double mm = (end - top) * 25.4 / dpi;
        *ret_least_mm = end > top && mm < *ret_least_mm ? mm : *ret_least_mm;
        lines += end > top;
    }
    raster_done(&raster);
    if (troubles.count > 0)
        fail_msg("%s on %d mm: %s", number, width_mm, troubles.items[0].text);
    page_troubles_done(&troubles);
    return lines;
}

/* Those that catalogues of ours give: four signs, then five once a series has overflowed, then six and seven after a
 * second machine took over; eight and nine is as long as the longest series can make them. */
static void a_number_is_at_least_15_mm_high(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *number;
        int lines_58, lines_80;
    } numbers[] = {{"A042", 1, 1},     {"WM88", 1, 1},     {"KA004", 1, 1},    {"WM888", 1, 1},    {"KA1000", 1, 1},
                   {"MA1000", 1, 1},   {"WM8888", 1, 1},   {"KA10000", 1, 1},  {"WM88888", 2, 1},  {"A888888", 1, 1},
                   {"KA888888", 2, 1}, {"WM888888", 2, 1}, {"A8888888", 2, 1}, {"WM8888888", 2, 1}};
    static const int heights_mm[] = {15, 30, 18}, resolutions[] = {203, 300};
    for (size_t i = 0; i < ARRAY_SIZE(heights_mm); i++) {
        _cleanup_free_ char *layout =
                mem_printf("ticket = ( { block = \"number\"; height_mm = %d; } );", heights_mm[i]);
        begin(f, layout);
        for (size_t j = 0; j < ARRAY_SIZE(numbers) * 2 * ARRAY_SIZE(resolutions); j++) {
            size_t number = j / 2 / ARRAY_SIZE(resolutions);
            bool narrow = j % 2;
            double mm;
            int lines = measure_number(f, numbers[number].number, narrow ? 58 : 80,
                                       resolutions[j / 2 % ARRAY_SIZE(resolutions)], &mm);
            if (lines != (narrow ? numbers[number].lines_58 : numbers[number].lines_80) || mm < 15 ||
                mm > heights_mm[i] * 1.05)
                fail_msg("%s on %d mm has %d lines of %.2f mm, meant to be %d", numbers[number].number,
                         narrow ? 58 : 80, lines, mm, heights_mm[i]);
        }
    }
}

/* The rows of the ruler's marks: those with the most strokes that stand apart. */
static int strokes_in(const struct raster *raster, int y, int ret_x[16])
{
    int count = 0;
    for (int x = 1; x < raster->width; x++) {
        if (raster_is_black(raster, x, y) && !raster_is_black(raster, x - 1, y) && count < 16)
            ret_x[count++] = x;
    }
    return count;
}

static void a_ruler_measures_centimetres(void **state)
{
    struct fixture *f = *state;
    begin(f, NULL);
    for (int width_mm = 58; width_mm <= 80; width_mm += 22) {
        struct sample sample;
        struct raster raster;
        make_test(&sample, EN);
        f->compose.width_mm = width_mm;
        struct page *page = compose_page(&sample.order, &f->compose);
        page_draw(page, 203, &raster, NULL);
        int marks = compose_printed_mm(width_mm) / 10, x[16], y = raster.height;
        bool found = false;
        while (!found && y-- > 0) {
            found = strokes_in(&raster, y, x) == marks + (width_mm == 58);
            for (int i = 1; found && i < marks; i++)
                found = abs(x[i] - x[0] - i * 80) <= 2; /* 79.9 dots a centimetre */
        }
        assert_true(found);
        raster_done(&raster);
        page_free(page);
    }
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
            WITH(every_paper_in_every_language),
            WITH(every_block_once),
            WITH(a_copy_says_so_whatever_the_layout_says),
            WITH(nothing_wrong_is_said_of_a_wait_that_is_not_known),
            WITH(a_range_is_told_as_it_was_when_it_was_ordered),
            WITH(people_ahead_are_told_once),
            WITH(what_is_not_known_takes_no_room),
            WITH(an_order_of_a_kind_that_nobody_knows_is_blank),
            WITH(a_language_that_nobody_speaks_is_the_centres_own),
            WITH(the_next_step_is_marked_and_those_before_are_ticked),
            WITH(nothing_of_a_way_that_is_over_is_bold),
            WITH(a_number_is_at_least_15_mm_high),
            WITH(a_ruler_measures_centimetres),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
