/* SPDX-License-Identifier: MIT
 *
 * The paper of a test: which printer it is, and all by which one sees at a glance whether it prints tickets: the
 * letters of every language, a code, and a ruler over the width.
 *
 * The ruler is text of an even pitch: its signs are 2.5 mm wide, four of them a centimetre.
 */
#include "printer/paper.h"

#include <string.h>

#include "common/buffer.h"
#include "common/text.h"

#define PRINTER_CAPITAL_MM 8.0
#define QR_MODULE_MM       0.6
#define RULER_SIGN_MM      2.5
/* How wide a sign of DejaVu Sans Mono is, in capitals: 1233 of 1493 units. */
#define SIGN_PER_CAPITAL (1233.0 / 1493)

static void add_times(struct paper *paper)
{
    struct local_time now = clock_local(paper->order->at);
    const char *date = paper_take(paper, language_date_short(paper->language, now.date));
    const char *time = paper_take(paper, language_time(paper->language, now.minute_of_day));
    paper_block(paper, paper_message(paper, MESSAGE_TICKET_ISSUED, I18N_TEXT("date", date), I18N_TEXT("time", time)),
                paper_capital_mm(paper, TICKET_NORMAL), 0);
}

/* --- letters --- */

static size_t sign_length(const char *text)
{
    size_t length = 1;
    while (((unsigned char)text[length] & 0xc0) == 0x80)
        length++;
    return length;
}

/* Is it a letter that English has not got, small or large? Azerbaijani "i" is one: "İ". */
static bool is_special(const char *sign, const char *code)
{
    _cleanup_free_ char *large = text_upper(sign, code);
    return (unsigned char)*sign >= 0x80 || (unsigned char)*large >= 0x80;
}

/* Such letters of the keyboard of a language, with blanks between; "" where it has none. */
static const char *special_letters(struct paper *paper, const struct language *language)
{
    _cleanup_(buffer_done) struct buffer letters = {0};
    const char *row;
    for (size_t i = 0; (row = language_keyboard_row(language, i)); i++) {
        for (; *row; row += sign_length(row)) {
            const char *sign = arena_strndup(&paper->arena, row, sign_length(row));
            if (is_special(sign, language_code(language)))
                buffer_printf(&letters, "%s%s", letters.length ? " " : "", sign);
        }
    }
    return arena_strndup(&paper->arena, letters.length ? buffer_bytes(&letters) : "", letters.length);
}

static void add_letters(struct paper *paper, const struct language *language)
{
    const char *small = special_letters(paper, language);
    const char *large = paper_take(paper, text_upper(small, language_code(language)));
    double capital_mm = paper_capital_mm(paper, TICKET_SMALL);
    const struct language *own = paper->language;
    paper->language = language;
    paper_block(paper, language_name(language), capital_mm, PAGE_STRONG);
    paper_text(paper, strcmp(small, large) == 0 ? NULL : large, capital_mm, 0);
    paper_text(paper, small, capital_mm, 0);
    paper->language = own;
}

static void add_alphabets(struct paper *paper)
{
    const struct i18n *i18n = paper->compose->i18n;
    if (!i18n)
        add_letters(paper, paper->language);
    for (size_t i = 0; i18n && i < i18n_count(i18n); i++)
        add_letters(paper, i18n_at(i18n, i));
}

/* --- the ruler --- */

static void add_ruler_line(struct paper *paper, const char *text)
{
    page_add_text(paper->page, &(struct page_text){.text = text,
                                                   .language = language_code(paper->language),
                                                   .capital_mm = RULER_SIGN_MM / SIGN_PER_CAPITAL,
                                                   .flags = PAGE_MONOSPACE | PAGE_ONE_LINE});
}

static void add_ruler(struct paper *paper)
{
    int printed_mm = compose_printed_mm(paper->compose->width_mm), signs = (int)(printed_mm / RULER_SIGN_MM);
    _cleanup_(buffer_done) struct buffer numbers = {0}, marks = {0};
    for (int i = 0; i < signs; i++) {
        buffer_printf(&marks, "%s", i == 0 ? "├" : i % 4 == 0 ? "┼" : "─");
        buffer_append_byte(&numbers, i % 4 == 0 ? (char)('0' + i / 4) : ' ');
    }
    paper_next(paper);
    page_add_rule(paper->page); /* from margin to margin */
    add_ruler_line(paper, arena_strndup(&paper->arena, buffer_bytes(&numbers), numbers.length));
    add_ruler_line(paper, arena_strndup(&paper->arena, buffer_bytes(&marks), marks.length));
    paper_block(paper,
                paper_message(paper, MESSAGE_TICKET_WIDTH, I18N_NUMBER("paper", paper->compose->width_mm),
                              I18N_NUMBER("printed", printed_mm)),
                paper_capital_mm(paper, TICKET_SMALL), 0);
}

void paper_add_test(struct paper *paper)
{
    const struct printer_test_paper *test = paper->order->test;
    double normal_mm = paper_capital_mm(paper, TICKET_NORMAL);
    if (test->new_roll)
        paper_block(paper, paper_message(paper, MESSAGE_TICKET_NEW_ROLL), paper_capital_mm(paper, TICKET_LARGE),
                    PAGE_STRONG);
    paper_block(paper, test->printer, PRINTER_CAPITAL_MM, PAGE_STRONG | PAGE_ONE_LINE);
    paper_block(paper, paper_message(paper, MESSAGE_TICKET_TEST), normal_mm, 0);
    add_times(paper);
    paper->rule = true;
    add_alphabets(paper);
    if (test->printer && *test->printer) {
        paper->rule = true;
        paper_qr(paper, test->printer, QR_MODULE_MM);
    }
    add_ruler(paper);
    paper->cut = true;
}
