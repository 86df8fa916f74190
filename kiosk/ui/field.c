/* SPDX-License-Identifier: MIT
 *
 * Editing a line of UTF-8, character by character. Combining marks join the character before them or are dropped, so
 * the text stays composed and every character has columns; "゛" and "゜" of a Japanese keyboard are such marks.
 */
#include "kiosk/ui/field.h"

#include <string.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

/* --- the text --- */

static const uint8_t *bytes_of(const char *text)
{
    return (const uint8_t *)text;
}

/* Bytes of the character at `at`; 0 at the end. */
static size_t bytes_at(const struct field *field, size_t at)
{
    int length = u8_strmblen(bytes_of(field->text + at));
    return length > 0 ? (size_t)length : 0;
}

/* Bytes of the character before the cursor; 0 at the beginning. */
static size_t bytes_before(const struct field *field)
{
    ucs4_t sign;
    const uint8_t *from = bytes_of(field->text), *at = from + field->cursor;
    const uint8_t *before = u8_prev(&sign, at, from);
    return before ? (size_t)(at - before) : 0;
}

static void remove_bytes(struct field *field, size_t at, size_t length)
{
    memmove(field->text + at, field->text + at + length, strlen(field->text + at + length) + 1);
}

static bool insert(struct field *field, uint32_t sign)
{
    uint8_t bytes[6];
    int length = u8_uctomb(bytes, sign, sizeof bytes);
    size_t held = strlen(field->text);
    if (length <= 0 || held + (size_t)length >= FIELD_BYTES)
        return false;
    memmove(field->text + field->cursor + length, field->text + field->cursor, held - field->cursor + 1);
    memcpy(field->text + field->cursor, bytes, (size_t)length);
    field->cursor += (size_t)length;
    return true;
}

/* What a field of this kind takes a character for; 0: for none. */
static uint32_t taken_for(enum field_kind kind, uint32_t sign)
{
    bool is_digit = sign >= '0' && sign <= '9';
    switch (kind) {
    case FIELD_NUMBER:
        return is_digit ? sign : 0;
    case FIELD_CODE:
        if (sign >= 'a' && sign <= 'z')
            return sign - 'a' + 'A';
        return is_digit || sign == '-' || (sign >= 'A' && sign <= 'Z') ? sign : 0;
    case FIELD_TEXT:
    case FIELD_SECRET:
        break;
    }
    return sign >= 0x20 && sign < KEY_FIRST ? sign : 0;
}

/* A mark joins the character before the cursor, if the two are one. */
static void join(struct field *field, uint32_t mark)
{
    size_t length = bytes_before(field);
    if (length == 0)
        return;
    ucs4_t base;
    u8_mbtouc(&base, bytes_of(field->text + field->cursor - length), length);
    ucs4_t both = uc_composition(base, mark);
    if (both == 0)
        return;
    struct field before = *field;
    field_rub_out(field);
    if (!insert(field, both))
        *field = before;
}

void field_put(struct field *field, uint32_t sign)
{
    sign = taken_for(field->kind, sign);
    if (sign == 0x309b || sign == 0x309c) /* the marks of voiced kana that stand alone: those that do not */
        sign -= 2;
    int columns = sign != 0 ? uc_width(sign, "UTF-8") : -1;
    if (columns == 0)
        join(field, sign);
    else if (columns > 0 &&
             (field->limit == 0 || u8_mbsnlen(bytes_of(field->text), strlen(field->text)) < field->limit))
        insert(field, sign);
}

void field_rub_out(struct field *field)
{
    size_t length = bytes_before(field);
    field->cursor -= length;
    remove_bytes(field, field->cursor, length);
}

void field_clear(struct field *field)
{
    field->text[0] = '\0';
    field->cursor = 0;
}

void field_set(struct field *field, const char *text)
{
    field_clear(field);
    ucs4_t sign;
    const uint8_t *at = bytes_of(text);
    while ((at = u8_next(&sign, at)))
        field_put(field, sign);
}

/* --- keys --- */

/* Moves the cursor; false: it stood there already. */
static bool move_to(struct field *field, size_t cursor)
{
    bool moved = cursor != field->cursor;
    field->cursor = cursor;
    return moved;
}

bool field_type(struct field *field, const struct input_event *event)
{
    if (event->kind != INPUT_KEY || event->alt)
        return false;
    switch (event->key) {
    case INPUT_LEFT:
        return move_to(field, field->cursor - bytes_before(field));
    case INPUT_RIGHT:
        return move_to(field, field->cursor + bytes_at(field, field->cursor));
    case INPUT_HOME:
        return move_to(field, 0);
    case INPUT_END:
        return move_to(field, strlen(field->text));
    case INPUT_BACKSPACE:
        field_rub_out(field);
        return true;
    case INPUT_DELETE:
        remove_bytes(field, field->cursor, bytes_at(field, field->cursor));
        return true;
    default:
        if (event->key < 0x20 || event->key >= KEY_FIRST)
            return false;
        field_put(field, event->key);
        return true;
    }
}

/* --- drawing --- */

/* What is shown of it, and where the cursor is in that. */
static const char *shown(struct canvas *canvas, const struct field *field, size_t *ret_cursor)
{
    *ret_cursor = field->cursor;
    if (field->kind != FIELD_SECRET)
        return field->text;
    static const char dot[] = "•";
    size_t count = u8_mbsnlen(bytes_of(field->text), strlen(field->text));
    char *dots = arena_alloc(canvas->arena, count * strlen(dot) + 1), *end = dots;
    for (size_t i = 0; i < count; i++)
        end = stpcpy(end, dot);
    *ret_cursor = u8_mbsnlen(bytes_of(field->text), field->cursor) * strlen(dot);
    return dots;
}

/* Columns of this many bytes. */
static int columns_of(const char *text, size_t length)
{
    return u8_width(bytes_of(text), length, "UTF-8");
}

/* Bytes left out on the left so that the character at the cursor, or the place behind the last one, is seen. */
static size_t scrolled(const char *text, size_t cursor, int width)
{
    int length = text[cursor] ? u8_strmblen(bytes_of(text + cursor)) : 0;
    size_t until = cursor + (size_t)(length > 0 ? length : 0);
    int needed = columns_of(text, until) + (length == 0) + (text[until] != '\0'); /* and "…" if it goes on */
    size_t from = 0;
    if (needed <= width)
        return 0;
    needed++; /* "…" on the left */
    while (from < cursor && needed > width) {
        size_t step = (size_t)u8_strmblen(bytes_of(text + from));
        needed -= columns_of(text + from, step);
        from += step;
    }
    return from;
}

static void draw_text(struct canvas *canvas, struct rect line, const char *text, size_t cursor)
{
    size_t from = scrolled(text, cursor, line.width);
    if (from > 0) {
        struct rect more = rect_cut_left(&line, 1);
        surface_sign(canvas->surface, more.x, more.y, 0x2026, LOOK_FIELD);
    }
    surface_text(canvas->surface, line.x, line.y, line.width, LOOK_FIELD, text + from);
    int length = text[cursor] ? u8_strmblen(bytes_of(text + cursor)) : 0;
    int width = length > 0 ? columns_of(text + cursor, (size_t)length) : 1;
    struct rect place = {line.x + columns_of(text + from, cursor - from), line.y, width, 1};
    surface_tint(canvas->surface, place, LOOK_CURSOR);
}

void field_draw(struct canvas *canvas, struct rect rect, const struct field *field, const char *hint)
{
    if (rect_is_empty(rect))
        return;
    struct rect line = rect;
    if (rect.height >= 3) {
        line = rect_inset(rect_cut_top(&rect, 3), 1, 1);
        surface_frame(canvas->surface, (struct rect){line.x - 1, line.y - 1, line.width + 2, 3}, LOOK_EDGE);
    }
    line.height = 1;
    surface_fill(canvas->surface, line, LOOK_FIELD);
    line = rect_inset(line, line.width > 4, 0);
    canvas_say(canvas, PLAIN_FIELD, *field->text && field->kind != FIELD_SECRET ? field->text : hint);
    size_t cursor;
    const char *text = shown(canvas, field, &cursor);
    if (*text || !hint) {
        draw_text(canvas, line, text, cursor);
        return;
    }
    surface_tint(canvas->surface, rect_cut_left(&line, 1), LOOK_CURSOR);
    rect_cut_left(&line, 1);
    surface_text(canvas->surface, line.x, line.y, line.width, LOOK_FIELD, hint);
}
