/* SPDX-License-Identifier: MIT
 *
 * Pages in a terminal, compared with what they were (tests/golden/screen/page), and codes scanned from there.
 */
#include "common/page/text.h"

#include "common/text.h"
#include "tests/common/page/help.h"
#include "tests/kiosk/ui/golden.h"

#define CODE "%T/A042/20261129/K7MPX"

struct words {
    const char *language, *copy, *centre, *where, *service, *when, *at, *ahead, *people, *way, *next, *order;
};

static const struct words words[] = {
        {"az", "TƏKRAR", "ASAN Xidmət Mərkəzi № 1", "Gözləmə zalı 2, birinci mərtəbə",
         "Şəxsiyyət vəsiqəsinin verilməsi", "Çağırılacaq", "10:20–10:45", "Sizdən qabaq", "12 nəfər",
         "Miqrasiya xidməti\nZal 2, pəncərələr 1–14", "Notariat · Etibarnamənin təsdiq edilməsi",
         "Nömrələr ardıcıllıqla çağırılmır. Zəhmət olmasa, lövhəni izləyin."},
        {"ru", "ПОВТОР", "Центр ASAN xidmət № 1", "Зал ожидания 2, первый этаж", "Выдача удостоверения личности",
         "Вызовут", "10:20–10:45", "Перед вами", "12 человек", "Миграционная служба\nЗал 2, окна 1–14",
         "Нотариат · Удостоверение доверенности", "Номера вызываются не по порядку. Пожалуйста, следите за табло."},
        {"ja", "再発行", "バクー第一サービスセンター", "一階 待合ホール２", "身分証明書の発行", "呼び出し予定",
         "10:20～10:45", "お待ちの方", "12人", "国家移民局\nホール２ 窓口1–14", "公証役場・委任状の認証",
         "番号順に呼び出されるとは限りません。表示板をご覧ください。"},
};

static void add_item(struct page *page, const char *mark, const char *text, unsigned flags)
{
    page_add_item(page, mark, &(struct page_text){.text = text, .capital_mm = 2.4, .flags = flags});
}

static struct page *ticket_in(const struct words *in, double width_mm)
{
    struct page *page = page_new(width_mm, 4);
    struct page_text small = {.language = in->language, .capital_mm = 2.4, .align = PAGE_CENTRE};
    struct page_text strong = small;
    strong.flags = PAGE_STRONG;
    page_add_text(page, &(struct page_text){.text = in->copy,
                                            .language = in->language,
                                            .capital_mm = 3,
                                            .align = PAGE_CENTRE,
                                            .flags = PAGE_STRONG | PAGE_INVERSE});
    small.text = in->centre;
    page_add_text(page, &small);
    page_add_text(page, &(struct page_text){.text = "A\u00a0042",
                                            .capital_mm = 18,
                                            .align = PAGE_CENTRE,
                                            .flags = PAGE_STRONG | PAGE_ONE_LINE});
    strong.text = in->where;
    page_add_text(page, &strong);
    small.text = in->service;
    page_add_text(page, &small);
    page_add_rule(page);
    strong.text = in->when;
    page_add_pair(page, &strong, in->at);
    small.text = in->ahead;
    page_add_pair(page, &small, in->people);
    page_add_gap(page, 4);
    add_item(page, "▶", in->way, PAGE_STRONG);
    add_item(page, "2", in->next, 0);
    page_add_qr(page, CODE, 0.75);
    page_add_text(page, &(struct page_text){.text = "K7MPX",
                                            .capital_mm = 3,
                                            .align = PAGE_RIGHT,
                                            .flags = PAGE_MONOSPACE | PAGE_STRONG});
    small.text = in->order;
    page_add_text(page, &small);
    page_add_cut(page);
    return page;
}

/* No line is longer than the paper is wide. Free the text. */
static char *written(const struct page *page, unsigned columns)
{
    struct buffer out = {0};
    page_write_text(page, columns, &out);
    char *text = mem_strndup(out.length ? buffer_bytes(&out) : "", out.length);
    buffer_done(&out);
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
        _cleanup_free_ char *one = mem_strndup(line, strcspn(line, "\n"));
        assert_true(text_width(one) <= columns);
        assert_true(one[0] == '\0' || one[strlen(one) - 1] != ' ');
        assert_int_equal(line[strlen(one)], '\n');
    }
    return text;
}

static void test_tickets(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2 * ARRAY_SIZE(words); i++) {
        const struct words *in = &words[i / 2];
        int width_mm = i % 2 ? 58 : 80;
        struct page *page = ticket_in(in, width_mm);
        _cleanup_free_ char *text = written(page, width_mm == 80 ? 48 : 36);
        _cleanup_free_ char *name = mem_printf("page/ticket.%s.%d", in->language, width_mm);
        golden_text(text, name);
        page_free(page);
    }
}

/* Everything that a ticket seldom has. */
static void test_corners(void **state)
{
    (void)state;
    struct page *page = page_new(80, 4);
    struct page_text text = {.text = "right\nand twice", .capital_mm = 3, .align = PAGE_RIGHT};
    page_add_text(page, &text);
    text.align = PAGE_LEFT;
    text.text = "Donaudampfschifffahrtsgesellschaftskapitänsmütze is long";
    page_add_text(page, &text);
    text.text = "a left one that is rather long";
    page_add_pair(page, &text, "and so is the right one here");
    add_item(page, "12.", "a mark of three signs", 0);
    add_item(page, "a mark that is as long as a text", "a text beside it, which wraps within its own column", 0);
    text.flags = PAGE_INVERSE;
    text.text = "A bar of so many words that it takes more than one line";
    page_add_text(page, &text);
    page_add_picture(page, "/nowhere/logo.png", 40);
    text = (struct page_text){.text = "Too many letters to be large", .capital_mm = 10, .align = PAGE_CENTRE};
    page_add_text(page, &text);
    text = (struct page_text){.text = "B7", .capital_mm = 8, .align = PAGE_RIGHT};
    page_add_text(page, &text);
    page_add_qr(page,
                "a code that is so long that in a terminal of so few columns there is no room for it, and so "
                "it stands there as text",
                0.5);
    _cleanup_free_ char *out = written(page, 40);
    golden_text(out, "page/corners");
    page_free(page);
}

/* A picture is there as half blocks. */
static void test_picture(void **state)
{
    (void)state;
    _cleanup_free_ char *path = file_named("logo.png");
    _cleanup_free_ char *command =
            mem_printf("convert -size 200x200 xc:white -fill black -draw 'circle 100,100 100,10' 'png:%s'", path);
    _cleanup_free_ char *said = output_of(command);
    assert_string_equal(said, "");
    struct page *page = page_new(80, 4);
    page_add_picture(page, path, 25);
    _cleanup_free_ char *out = written(page, 48);
    golden_text(out, "page/picture");
    page_free(page);
    unlink(path);
}

/* Strong is bold where it may be, and nothing else differs. */
static void test_terminal(void **state)
{
    (void)state;
    struct page *page = ticket_in(&words[0], 80);
    _cleanup_(buffer_done) struct buffer out = {0};
    page_write_terminal(page, 48, &out);
    _cleanup_free_ char *bold = mem_strndup(buffer_bytes(&out), out.length), *plain = written(page, 48);
    assert_non_null(strstr(bold, "\x1B[1mÇağırılacaq\x1B[0m   "));
    assert_non_null(strstr(bold, "\n  Sizdən qabaq "));
    char *to = bold;
    for (const char *from = bold; *from;) {
        size_t escape = strncmp(from, "\x1B[1m", 4) == 0 || strncmp(from, "\x1B[0m", 4) == 0 ? 4 : 0;
        from += escape;
        if (!escape)
            *to++ = *from++;
    }
    *to = '\0';
    assert_string_equal(bold, plain);
    page_free(page);
}

/* A picture of the cells, four pixels a half cell, as a dark terminal shows them. */
static void write_cells(const char *text, FILE *file)
{
    enum { COLUMNS = 48, SIDE = 4 };
    int rows = 0;
    for (const char *at = text; *at; at++)
        rows += *at == '\n';
    fprintf(file, "P2 %d %d 1\n", COLUMNS * SIDE, rows * 2 * SIDE);
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
        for (int half = 0; half < 2 * SIDE; half++) {
            const char *at = line;
            for (int column = 0; column < COLUMNS; column++) {
                bool lit = strncmp(at, "█", 3) == 0 || strncmp(at, half < SIDE ? "▀" : "▄", 3) == 0;
                fprintf(file, lit ? "1 1 1 1\n" : "0 0 0 0\n");
                if (*at != '\n')
                    at += 1 + text_fit(at + 1, 0);
                while (((unsigned char)*at & 0xC0) == 0x80)
                    at++;
            }
        }
}

static void test_scan(void **state)
{
    (void)state;
    struct page *page = page_new(80, 4);
    page_add_gap(page, 10);
    page_add_qr(page, CODE, 0.75);
    page_add_gap(page, 10);
    _cleanup_free_ char *text = written(page, 48), *path = file_named("cells.pgm");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    write_cells(text, file);
    assert_int_equal(fclose(file), 0);
    _cleanup_free_ char *code = scanned(path);
    assert_string_equal(code, CODE);
    unlink(path);
    page_free(page);
}

/* What was in the buffer stays, and the narrowest terminal is wide enough. */
static void test_narrow(void **state)
{
    (void)state;
    struct page *page = ticket_in(&words[2], 58);
    _cleanup_free_ char *text = written(page, 24);
    assert_non_null(strstr(text, "[%T/A042/"));
    page_free(page);
    page = page_new(80, 4);
    page_add_gap(page, 5);
    page_add_text(page, &(struct page_text){.text = "x", .capital_mm = 3});
    _cleanup_(buffer_done) struct buffer out = {0};
    buffer_printf(&out, "before\n");
    page_write_text(page, 24, &out);
    assert_int_equal(out.length, strlen("before\n x\n"));
    assert_memory_equal(buffer_bytes(&out), "before\n x\n", out.length);
    page_free(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_tickets),  cmocka_unit_test(test_corners), cmocka_unit_test(test_picture),
            cmocka_unit_test(test_terminal), cmocka_unit_test(test_scan),    cmocka_unit_test(test_narrow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
