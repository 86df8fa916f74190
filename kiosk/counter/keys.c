/* SPDX-License-Identifier: MIT
 *
 * The key table in columns.
 */
#include "kiosk/counter/keys.h"

#include <string.h>
#include <unistr.h>

#include "common/text.h"

enum { CELL_COLUMNS = 16, NAME_COLUMNS = 4 };

static size_t count_shown(const struct view *view)
{
    size_t count = 0;
    for (size_t i = 0; i < view->type->key_count; i++)
        count += !view->type->keys[i].hidden;
    return count;
}

/* As few rows as it takes, and as many columns as those rows need: the last row is not left with one key. */
static int columns_at(const struct view *view, int width)
{
    int count = (int)count_shown(view), most = width / CELL_COLUMNS > 0 ? width / CELL_COLUMNS : 1;
    int rows = (count + most - 1) / most;
    return rows > 0 ? (count + rows - 1) / rows : 1;
}

int keys_rows(const struct view *view, int width)
{
    int columns = columns_at(view, width);
    return ((int)count_shown(view) + columns - 1) / columns;
}

static void draw_key(const struct view *view, struct canvas *canvas, struct rect cell, const struct view_key *key)
{
    bool off = key->offered && !key->offered(view);
    enum target_state state = canvas_target(
            canvas, &(struct target){.rect = cell, .what = key->what, .value = key->value, .off = off, .aside = true});
    enum look look = state == TARGET_PRESSED ? LOOK_PRESSED : off ? LOOK_OFF : LOOK_FOOTER;
    const char *name = canvas_printf(canvas, " %s ", view_key_name(canvas, key->key));
    struct rect place = rect_cut_left(&cell, NAME_COLUMNS);
    int width = (int)text_width(name);
    surface_text(canvas->surface, place.x + place.width - width, place.y, width, off ? LOOK_OFF : LOOK_KEY, name);
    rect_cut_left(&cell, 1);
    surface_text(canvas->surface, cell.x, cell.y, cell.width, look, canvas_message(canvas, key->label));
}

void keys_draw(const struct view *view, struct canvas *canvas, struct rect rect)
{
    surface_fill(canvas->surface, rect, LOOK_FOOTER);
    int columns = columns_at(view, rect.width), place = 0;
    for (size_t i = 0; i < view->type->key_count; i++) {
        if (view->type->keys[i].hidden)
            continue;
        struct rect cell = rect_column(rect, place % columns, columns, 0);
        cell.y += place / columns;
        cell.height = 1;
        if (place / columns < rect.height)
            draw_key(view, canvas, cell, &view->type->keys[i]);
        place++;
    }
}

uint32_t keys_latin(uint32_t key)
{
    static const char latin[] = "qwertyuiopasdfghjklzxcvbnm";
    static const char cyrillic[] = "йцукенгшщзфывапролдячсмить";
    const uint8_t *at = (const uint8_t *)cyrillic;
    ucs4_t sign;
    uint32_t small = key >= 0x410 && key <= 0x42f ? key + 0x20 : key;
    for (size_t i = 0; (at = u8_next(&sign, at)) != NULL; i++) {
        if (sign == small)
            return (uint32_t)latin[i];
    }
    return key;
}
