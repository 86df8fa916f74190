/* SPDX-License-Identifier: MIT
 *
 * A grid of cells; text is taken apart into characters by libunistring.
 */
#include "kiosk/ui/surface.h"

#include <string.h>
#include <unistr.h>
#include <uniwidth.h>

#include "common/buffer.h"

static int within(int wanted)
{
    if (wanted < 1)
        return 1;
    return wanted > SURFACE_MOST ? SURFACE_MOST : wanted;
}

void surface_init(struct surface *surface, int width, int height)
{
    surface->width = within(width);
    surface->height = within(height);
    surface->cells = mem_new_n(struct cell, (size_t)surface->width * (size_t)surface->height);
    surface_clear(surface);
}

void surface_done(struct surface *surface)
{
    free(surface->cells);
    *surface = (struct surface){0};
}

void surface_resize(struct surface *surface, int width, int height)
{
    surface_done(surface);
    surface_init(surface, width, height);
}

struct rect surface_rect(const struct surface *surface)
{
    return (struct rect){0, 0, surface->width, surface->height};
}

static struct cell *cell_at(const struct surface *surface, int x, int y)
{
    return &surface->cells[(size_t)y * (size_t)surface->width + (size_t)x];
}

const struct cell *surface_at(const struct surface *surface, int x, int y)
{
    return cell_at(surface, x, y);
}

static struct rect clipped(const struct surface *surface, struct rect rect)
{
    int right = rect.x + rect.width, bottom = rect.y + rect.height;
    if (rect.x < 0)
        rect.x = 0;
    if (rect.y < 0)
        rect.y = 0;
    rect.width = (right < surface->width ? right : surface->width) - rect.x;
    rect.height = (bottom < surface->height ? bottom : surface->height) - rect.y;
    return rect;
}

void surface_sign(struct surface *surface, int x, int y, uint32_t sign, enum look look)
{
    if (!rect_holds(surface_rect(surface), x, y))
        return;
    struct cell *cell = cell_at(surface, x, y);
    if (cell->sign == 0 && x > 0) /* half of a wide one goes, so the other must */
        cell_at(surface, x - 1, y)->sign = ' ';
    if (x + 1 < surface->width && cell_at(surface, x + 1, y)->sign == 0)
        cell_at(surface, x + 1, y)->sign = ' ';
    *cell = (struct cell){sign, (uint8_t)look};
}

void surface_fill(struct surface *surface, struct rect rect, enum look look)
{
    rect = clipped(surface, rect);
    for (int y = rect.y; y < rect.y + rect.height; y++) {
        for (int x = rect.x; x < rect.x + rect.width; x++)
            surface_sign(surface, x, y, ' ', look);
    }
}

void surface_clear(struct surface *surface)
{
    size_t count = (size_t)surface->width * (size_t)surface->height;
    for (size_t i = 0; i < count; i++)
        surface->cells[i] = (struct cell){' ', LOOK_PAGE};
}

void surface_tint(struct surface *surface, struct rect rect, enum look look)
{
    rect = clipped(surface, rect);
    for (int y = rect.y; y < rect.y + rect.height; y++) {
        for (int x = rect.x; x < rect.x + rect.width; x++)
            cell_at(surface, x, y)->look = (uint8_t)look;
    }
}

/* --- text --- */

/* The next character of a text and its columns: 1 or 2; those of none are passed over. 0 at the end. */
static int next_sign(const char **text, uint32_t *ret_sign)
{
    while (**text) {
        ucs4_t sign;
        int bytes = u8_strmbtouc(&sign, (const uint8_t *)*text);
        if (bytes <= 0) { /* no UTF-8: a mark instead */
            sign = 0xfffd;
            bytes = 1;
        }
        *text += bytes;
        int columns = uc_width(sign, "UTF-8");
        if (columns < 0) {
            sign = ' ';
            columns = 1;
        }
        if (columns > 0) {
            *ret_sign = sign;
            return columns;
        }
    }
    return 0;
}

/* `until` is the end of the text, or of a character that has columns. */
static int width_of(const char *text, const char *until)
{
    int width = 0, columns;
    uint32_t sign;
    while (text < until && (columns = next_sign(&text, &sign)) > 0)
        width += columns;
    return width;
}

/* A wide one of which a half would be cut off is a space. */
static void put(struct surface *surface, int x, int y, uint32_t sign, int columns, enum look look)
{
    struct rect grid = surface_rect(surface);
    bool is_cut = columns == 2 && (!rect_holds(grid, x, y) || !rect_holds(grid, x + 1, y));
    if (columns == 2)
        surface_sign(surface, x + 1, y, ' ', look);
    surface_sign(surface, x, y, is_cut ? ' ' : sign, look);
    if (columns == 2 && !is_cut)
        cell_at(surface, x + 1, y)->sign = 0;
}

/* A piece of text that fits, or as much of it as leaves room for "…". */
static int put_text(struct surface *surface, struct rect line, enum look look, const char *text, const char *until,
                    bool goes_on)
{
    bool whole = !goes_on && width_of(text, until) <= line.width;
    int room = whole ? line.width : line.width - 1;
    int used = 0;
    uint32_t sign;
    while (text < until) {
        int columns = next_sign(&text, &sign);
        if (columns == 0 || used + columns > room)
            break;
        put(surface, line.x + used, line.y, sign, columns, look);
        used += columns;
    }
    if (!whole && line.width > 0)
        put(surface, line.x + used++, line.y, 0x2026, 1, look);
    return used;
}

int surface_text(struct surface *surface, int x, int y, int width, enum look look, const char *text)
{
    return put_text(surface, (struct rect){x, y, width, 1}, look, text, text + strlen(text), false);
}

static int aligned_x(struct rect line, enum align align, int width)
{
    int room = line.width > width ? line.width - width : 0;
    if (align == ALIGN_LEFT)
        return line.x;
    return align == ALIGN_RIGHT ? line.x + room : line.x + room / 2;
}

static void put_aligned(struct surface *surface, struct rect line, enum align align, enum look look, const char *text,
                        const char *until, bool goes_on)
{
    int x = aligned_x(line, align, width_of(text, until) + (goes_on ? 1 : 0));
    struct rect rest = {x, line.y, line.x + line.width - x, 1};
    put_text(surface, rest, look, text, until, goes_on);
}

void surface_aligned(struct surface *surface, struct rect line, enum align align, enum look look, const char *text)
{
    if (rect_is_empty(line))
        return;
    put_aligned(surface, line, align, look, text, text + strlen(text), false);
}

/* May a line break before this character without a space? Between ideographs and kana, but not before what closes. */
static bool breaks_before(uint32_t sign)
{
    static const uint32_t closing[] = {0x3001, 0x3002, 0x300d, 0x300f, 0xff09, 0xff01, 0xff1f, 0x30fc, 0xff0c};
    for (size_t i = 0; i < ARRAY_SIZE(closing); i++) {
        if (sign == closing[i])
            return false;
    }
    return sign >= 0x2e80;
}

/* One line of a text: where it ends, without the spaces there, and where the next one begins. */
static const char *line_end(const char *text, int width, const char **ret_next)
{
    const char *at = text, *end = NULL, *next = NULL, *visible = text; /* end of what is no space */
    for (int used = 0;;) {
        const char *before = at;
        uint32_t sign = 0;
        int columns = *at == '\n' ? 0 : next_sign(&at, &sign);
        if (columns == 0) {
            *ret_next = *before == '\n' ? before + 1 : at;
            return visible;
        }
        if (sign == ' ' || (breaks_before(sign) && used > 0)) {
            end = visible;
            next = sign == ' ' ? at : before;
        }
        if (used + columns > width && sign != ' ') {
            bool is_whole = end && end > text; /* else a word is longer than a line, or a character wider */
            *ret_next = is_whole ? next : before > text ? before : at;
            return is_whole ? end : before > text ? visible : at;
        }
        used += columns;
        if (sign != ' ')
            visible = at;
    }
}

int surface_wrap(struct surface *surface, struct rect rect, enum align align, enum look look, const char *text)
{
    int lines = 0;
    if (rect.width <= 0)
        return 0;
    while (*text) {
        const char *next;
        const char *end = line_end(text, rect.width, &next);
        if (surface && lines < rect.height) {
            struct rect line = {rect.x, rect.y + lines, rect.width, 1};
            put_aligned(surface, line, align, look, text, end, lines == rect.height - 1 && *next);
        }
        lines++;
        text = next;
    }
    return lines;
}

/* --- lines --- */

void surface_line(struct surface *surface, int x, int y, int width, enum look look)
{
    for (int i = 0; i < width; i++)
        surface_sign(surface, x + i, y, 0x2500, look);
}

void surface_frame(struct surface *surface, struct rect rect, enum look look)
{
    if (rect.width < 2 || rect.height < 2)
        return;
    int right = rect.x + rect.width - 1, bottom = rect.y + rect.height - 1;
    surface_line(surface, rect.x + 1, rect.y, rect.width - 2, look);
    surface_line(surface, rect.x + 1, bottom, rect.width - 2, look);
    for (int y = rect.y + 1; y < bottom; y++) {
        surface_sign(surface, rect.x, y, 0x2502, look);
        surface_sign(surface, right, y, 0x2502, look);
    }
    surface_sign(surface, rect.x, rect.y, 0x250c, look);
    surface_sign(surface, right, rect.y, 0x2510, look);
    surface_sign(surface, rect.x, bottom, 0x2514, look);
    surface_sign(surface, right, bottom, 0x2518, look);
}

/* --- goldens --- */

static void dump_signs(const struct surface *surface, int y, struct buffer *out)
{
    int until = surface->width;
    while (until > 0 && surface_at(surface, until - 1, y)->sign == ' ')
        until--;
    for (int x = 0; x < until; x++) {
        uint32_t sign = surface_at(surface, x, y)->sign;
        uint8_t bytes[6];
        int length = sign ? u8_uctomb(bytes, sign, sizeof bytes) : 0;
        if (length > 0)
            buffer_append(out, (const char *)bytes, (size_t)length);
    }
    buffer_append(out, "\n", 1);
}

static void dump_looks(const struct surface *surface, int y, struct buffer *out)
{
    for (int x = 0; x < surface->width;) {
        uint8_t look = surface_at(surface, x, y)->look;
        int from = x;
        while (x < surface->width && surface_at(surface, x, y)->look == look)
            x++;
        buffer_printf(out, "%s%d %s", from ? ", " : "", x - from, look_word(look));
    }
    buffer_append(out, "\n", 1);
}

char *surface_dump(const struct surface *surface, bool looks)
{
    struct buffer out = {0};
    for (int y = 0; y < surface->height; y++)
        dump_signs(surface, y, &out);
    for (int y = 0; looks && y < surface->height; y++)
        dump_looks(surface, y, &out);
    char *text = mem_strndup(buffer_bytes(&out), out.length);
    buffer_done(&out);
    return text;
}
