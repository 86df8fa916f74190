/* SPDX-License-Identifier: MIT
 *
 * The key bar and the help page, both out of the key table.
 */
#include "kiosk/ui/view.h"

#include <unistr.h>

#include "common/text.h"

struct key_name {
    uint32_t key;
    const char *name;
};

const char *view_key_name(struct canvas *canvas, uint32_t key)
{
    static const struct key_name names[] = {
            {INPUT_ENTER, "Enter"},  {INPUT_ESCAPE, "Esc"},     {INPUT_BACKSPACE, "⌫"}, {INPUT_DELETE, "Del"},
            {INPUT_TAB, "Tab"},      {INPUT_BACKTAB, "⇧Tab"},   {INPUT_UP, "↑"},        {INPUT_DOWN, "↓"},
            {INPUT_LEFT, "←"},       {INPUT_RIGHT, "→"},        {INPUT_HOME, "Home"},   {INPUT_END, "End"},
            {INPUT_PAGE_UP, "PgUp"}, {INPUT_PAGE_DOWN, "PgDn"}, {INPUT_INSERT, "Ins"},  {' ', "␣"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        if (names[i].key == key)
            return names[i].name;
    }
    if (key >= INPUT_F1 && key <= INPUT_F12)
        return canvas_printf(canvas, "F%u", key - INPUT_F1 + 1);
    if (key >= INPUT_CTRL_A && key <= INPUT_CTRL_Z)
        return canvas_printf(canvas, "^%c", (char)('A' + key - INPUT_CTRL_A));
    uint8_t bytes[7] = {0};
    int length = u8_uctomb(bytes, key, sizeof bytes - 1);
    return length > 0 ? arena_strndup(canvas->arena, (const char *)bytes, (size_t)length) : "?";
}

void view_draw_keys(const struct view *view, struct canvas *canvas, struct rect line)
{
    surface_fill(canvas->surface, line, LOOK_FOOTER);
    for (size_t i = 0; i < view->type->key_count; i++) {
        const struct view_key *key = &view->type->keys[i];
        if (key->hidden)
            continue;
        const char *name = canvas_printf(canvas, " %s ", view_key_name(canvas, key->key));
        const char *label = canvas_printf(canvas, " %s  ", canvas_message(canvas, key->label));
        int name_width = (int)text_width(name), width = name_width + (int)text_width(label);
        if (width > line.width)
            continue;
        struct rect place = rect_cut_left(&line, width);
        bool off = key->offered && !key->offered(view);
        enum target_state state = canvas_target(
                canvas,
                &(struct target){.rect = place, .what = key->what, .value = key->value, .off = off, .aside = true});
        enum look look = state == TARGET_PRESSED ? LOOK_PRESSED : off ? LOOK_OFF : LOOK_FOOTER;
        surface_text(canvas->surface, place.x, place.y, name_width, off ? LOOK_OFF : LOOK_KEY, name);
        surface_text(canvas->surface, place.x + name_width, place.y, width - name_width, look, label);
    }
}

/* --- the help page --- */

enum { HELP_CLOSE = 1 };

static const struct view_key help_keys[] = {
        {INPUT_ESCAPE, HELP_CLOSE, 0, MESSAGE_UI_CLOSE, MESSAGE_UI_CLOSE, false, NULL},
};

enum { HELP_COLUMNS_FROM = 76, HELP_GAP = 3, HELP_NAME = 8 };

static int help_rows(struct canvas *canvas, const struct view_key *key, int width)
{
    struct rect text = {.width = width - HELP_NAME, .height = 100};
    return surface_wrap(NULL, text, ALIGN_LEFT, LOOK_PAGE, canvas_message(canvas, key->help));
}

static void help_draw_row(struct canvas *canvas, struct rect *rect, const struct view_key *key)
{
    const char *name = view_key_name(canvas, key->key), *help = canvas_message(canvas, key->help);
    struct rect text = rect_cut_top(rect, help_rows(canvas, key, rect->width));
    struct rect place = rect_cut_left(&text, HELP_NAME);
    surface_aligned(canvas->surface, rect_cut_top(&place, 1), ALIGN_LEFT, LOOK_STRONG, name);
    canvas_say(canvas, PLAIN_TEXT, canvas_printf(canvas, "%s: %s", name, help));
    surface_wrap(canvas->surface, text, ALIGN_LEFT, LOOK_PAGE, help);
}

/* In one column, or in two where that is too long for the page and the page is wide enough. */
static void help_draw(struct view *view, struct canvas *canvas)
{
    const struct view *below = view - 1; /* pages lie in a stack */
    struct rect page = canvas_rect(canvas);
    struct rect keys = rect_cut_bottom(&page, 1);
    surface_fill(canvas->surface, canvas_rect(canvas), LOOK_PAGE);
    page = rect_inset(page, 2, 1);
    canvas_line(canvas, rect_cut_top(&page, 1), ALIGN_LEFT, LOOK_TITLE, canvas_message(canvas, MESSAGE_UI_KEYS));
    rect_cut_top(&page, 1);
    int rows = 0;
    for (size_t i = 0; i < below->type->key_count; i++)
        rows += help_rows(canvas, &below->type->keys[i], page.width);
    int columns = rows > page.height && page.width >= HELP_COLUMNS_FROM ? 2 : 1;
    size_t next = 0;
    for (int column = 0; column < columns; column++) {
        struct rect place = rect_column(page, column, columns, HELP_GAP);
        while (next < below->type->key_count &&
               help_rows(canvas, &below->type->keys[next], place.width) <= place.height)
            help_draw_row(canvas, &place, &below->type->keys[next++]);
    }
    view_draw_keys(view, canvas, keys);
}

static struct intent help_act(attr_unused struct view *view, attr_unused int what, attr_unused int64_t value)
{
    return INTENT(INTENT_CLOSE);
}

const struct view_type view_help = {
        .name = "help",
        .draw = help_draw,
        .act = help_act,
        .keys = help_keys,
        .key_count = ARRAY_SIZE(help_keys),
};
