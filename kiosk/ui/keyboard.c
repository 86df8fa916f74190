/* SPDX-License-Identifier: MIT
 *
 * The keyboard on the screen: rows of keys as wide as the longest row allows, each in the middle. The lowest row of a
 * text has the space bar; every keyboard has a key that rubs out at the end of its lowest row. Digits alone stand as on
 * a telephone, zero in the middle.
 */
#include "kiosk/ui/keyboard.h"

#include <string.h>
#include <unistr.h>

#include "common/text.h"
#include "kiosk/ui/button.h"

enum { FINGER_ROWS = 3, FINGER_ROWS_LARGE = 4, MOST_COLUMNS = 8, SPACE_KEYS = 5, RUB_OUT_KEYS = 2 };

static const char *const code_rows[] = {"1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM-"};
static const char *const number_rows[] = {"123", "456", "789", "0"};

/* Row `index` of signs; NULL: there are no more. */
static const char *signs_of(const struct canvas *canvas, enum field_kind kind, size_t index)
{
    switch (kind) {
    case FIELD_CODE:
        return index < ARRAY_SIZE(code_rows) ? code_rows[index] : NULL;
    case FIELD_NUMBER:
    case FIELD_SECRET:
        return index < ARRAY_SIZE(number_rows) ? number_rows[index] : NULL;
    case FIELD_TEXT:
        break;
    }
    return language_keyboard_row(canvas->language, index);
}

static int signs_in(const char *row)
{
    return (int)u8_mbsnlen((const uint8_t *)row, strlen(row));
}

static bool has_space(enum field_kind kind)
{
    return kind == FIELD_TEXT;
}

static bool is_pad(enum field_kind kind)
{
    return kind == FIELD_NUMBER || kind == FIELD_SECRET;
}

/* Row `index` in widths of a key. */
struct row {
    const char *signs;
    int lead;    /* empty, before the first */
    int keys;    /* of signs */
    int rub_out; /* of the key that rubs out; 0: it is in another row */
};

static bool find_row(const struct canvas *canvas, enum field_kind kind, int index, struct row *ret_row)
{
    const char *signs = signs_of(canvas, kind, (size_t)index);
    if (!signs)
        return false;
    bool is_last = !has_space(kind) && !signs_of(canvas, kind, (size_t)index + 1);
    *ret_row = (struct row){.signs = signs,
                            .lead = is_last && is_pad(kind),
                            .keys = signs_in(signs),
                            .rub_out = is_last ? is_pad(kind) ? 1 : RUB_OUT_KEYS : 0};
    return true;
}

static int width_of(const struct row *row)
{
    return row->lead + row->keys + row->rub_out;
}

/* Rows of signs, and the width of the longest row. */
static int measure(const struct canvas *canvas, enum field_kind kind, int *ret_longest)
{
    int rows = 0;
    *ret_longest = has_space(kind) ? SPACE_KEYS + RUB_OUT_KEYS : 1;
    for (struct row row; find_row(canvas, kind, rows, &row); rows++)
        *ret_longest = width_of(&row) > *ret_longest ? width_of(&row) : *ret_longest;
    return rows;
}

int keyboard_rows(const struct canvas *canvas, enum field_kind kind)
{
    int longest, rows = measure(canvas, kind, &longest);
    return (rows + has_space(kind)) * (canvas->large ? FINGER_ROWS_LARGE : FINGER_ROWS);
}

/* A finger may hit the gap right of a key and below it, too. */
static void draw_key(struct canvas *canvas, struct rect place, int what, int64_t value, const char *label,
                     enum look look)
{
    const struct target target = {.rect = place, .what = what, .value = value, .label = label, .silent = true};
    enum target_state state = canvas_target(canvas, &target);
    struct rect face = {place.x, place.y, place.width - (place.width > 1), place.height - (place.height > 1)};
    button_paint(canvas->surface, face, &(struct button){.label = label, .look = look}, state, ALIGN_CENTRE);
}

/* The sign as it is written on the key: a capital, which is larger. */
static const char *face_of(struct canvas *canvas, uint32_t sign)
{
    uint8_t bytes[7] = {0};
    int length = u8_uctomb(bytes, sign, sizeof bytes - 1);
    char *text = arena_strndup(canvas->arena, (const char *)bytes, length > 0 ? (size_t)length : 0);
    char *capital = text_upper(text, language_code(canvas->language));
    return canvas_take(canvas, capital);
}

static struct rect cut_key(struct rect *line, int keys, int columns)
{
    return rect_cut_left(line, keys * columns);
}

static void draw_rub_out(struct canvas *canvas, struct rect place, int what)
{
    const char *label = canvas_message(canvas, MESSAGE_UI_RUB_OUT);
    bool fits = (int)text_width(label) + 4 <= place.width;
    draw_key(canvas, place, what, KEYBOARD_RUB_OUT, fits ? label : "⌫", LOOK_BACK);
}

static void draw_row(struct canvas *canvas, struct rect line, const struct row *row, int columns, int what)
{
    line = rect_centre(line, width_of(row) * columns, line.height);
    cut_key(&line, row->lead, columns);
    ucs4_t sign;
    for (const uint8_t *at = (const uint8_t *)row->signs; (at = u8_next(&sign, at));)
        draw_key(canvas, cut_key(&line, 1, columns), what, sign, face_of(canvas, sign), LOOK_BUTTON);
    if (row->rub_out > 0)
        draw_rub_out(canvas, line, what);
}

static void draw_space_row(struct canvas *canvas, struct rect line, int columns, int what)
{
    line = rect_centre(line, (SPACE_KEYS + RUB_OUT_KEYS) * columns, line.height);
    draw_key(canvas, cut_key(&line, SPACE_KEYS, columns), what, KEYBOARD_SPACE,
             canvas_message(canvas, MESSAGE_UI_SPACE), LOOK_BACK);
    draw_rub_out(canvas, line, what);
}

void keyboard_draw(struct canvas *canvas, struct rect rect, enum field_kind kind, int what)
{
    int longest, rows = measure(canvas, kind, &longest);
    int columns = rect_bound(rect.width / longest, MOST_COLUMNS);
    int height = rect_bound(rect.height / (rows + has_space(kind)), canvas->large ? FINGER_ROWS_LARGE : FINGER_ROWS);
    if (columns == 0 || height == 0)
        return;
    struct row row;
    for (int i = 0; find_row(canvas, kind, i, &row); i++)
        draw_row(canvas, rect_cut_top(&rect, height), &row, columns, what);
    if (has_space(kind))
        draw_space_row(canvas, rect_cut_top(&rect, height), columns, what);
}

void keyboard_act(struct field *field, int64_t value)
{
    if (value == KEYBOARD_RUB_OUT)
        field_rub_out(field);
    else if (value > 0 && value < KEY_FIRST)
        field_put(field, (uint32_t)value);
}
