/* SPDX-License-Identifier: MIT
 *
 * A section of a report: its chart, then its tables, one after the other on Tab. Letters narrow a table to rows with
 * words that begin so, arrows choose row and column, and the chosen column sorts it. Days go back and forth beneath:
 * the same table of another day.
 */
#include <string.h>

#include "common/text.h"
#include "kiosk/manager/report.h"

enum { TALL_ROWS = 30, NOTE_MOST = 3, CHART_SHARE = 2, TABLE_ROWS_LEAST = 16, MARK_ROWS_FROM = 8 };
enum section_target { SECTION_PART = 1 /* value: part */, SECTION_NEXT, SECTION_SORT, SECTION_LEFT, SECTION_RIGHT };

struct section {
    struct list_page page; /* the table in sight */
    size_t part;
    struct report_order order;
};

static const struct outline_section *section_of(const struct view *view)
{
    const struct outline *outline = reports_outline(page_reports(view));
    return outline ? outline_find(outline, view->text) : NULL;
}

/* --- parts: the chart, if there is one, and each table --- */

static bool has_chart(const struct outline_section *section)
{
    return section->curve || section->heat || section->stack;
}

static size_t count_parts(const struct outline_section *section)
{
    return section->grid_count + has_chart(section);
}

static size_t part_of(const struct view *view, const struct outline_section *section)
{
    const struct section *state = view->state;
    size_t count = count_parts(section);
    return state->part < count ? state->part : 0;
}

/* NULL: the part is the chart. */
static const struct outline_grid *grid_of(const struct view *view, const struct outline_section *section)
{
    size_t part = part_of(view, section);
    bool chart = has_chart(section);
    if (chart && part == 0)
        return NULL;
    return part - chart < section->grid_count ? section->grids[part - chart] : NULL;
}

static const char *part_name(struct canvas *canvas, const struct outline_section *section, size_t part)
{
    bool chart = has_chart(section);
    if (chart && part == 0)
        return canvas_message(canvas, MESSAGE_MANAGER_REPORT_CHART);
    const char *title = section->grids[part - chart]->title;
    return title ? title : canvas_message(canvas, MESSAGE_MANAGER_REPORT_TABLE);
}

/* Another part begins at its first row. */
static void go_to(struct section *state, size_t part)
{
    state->part = part;
    state->order = (struct report_order){0};
    memset(&state->page.list, 0, sizeof state->page.list);
}

/* --- drawing --- */

static void draw_part(struct canvas *canvas, struct rect place, size_t part, const char *name, bool open)
{
    enum target_state state = canvas_target(canvas, &(struct target){.rect = place,
                                                                     .what = SECTION_PART,
                                                                     .value = (int64_t)part,
                                                                     .label = name,
                                                                     .silent = true,
                                                                     .aside = true});
    enum look look = state == TARGET_PRESSED ? LOOK_PRESSED : open ? LOOK_FOCUS : LOOK_FOOTER;
    surface_text(canvas->surface, place.x, place.y, place.width, look, name);
}

/* From the first on, or, where these have no room, from the one before the open one. */
static void draw_parts(const struct view *view, struct canvas *canvas, struct rect line,
                       const struct outline_section *section)
{
    size_t count = count_parts(section), open = part_of(view, section), first = 0;
    int until = 0;
    for (size_t i = 0; i <= open; i++) {
        until += (int)text_width(part_name(canvas, section, i)) + 3;
        while (until > line.width && first < i)
            until -= (int)text_width(part_name(canvas, section, first++)) + 3;
    }
    surface_fill(canvas->surface, line, LOOK_FOOTER);
    for (size_t i = first; i < count && line.width > 0; i++) {
        const char *name = canvas_printf(canvas, " %s ", part_name(canvas, section, i));
        draw_part(canvas, rect_cut_left(&line, (int)text_width(name)), i, name, i == open);
        rect_cut_left(&line, 1);
    }
}

static void draw_chart(struct view *view, struct canvas *canvas, struct rect rect,
                       const struct outline_section *section)
{
    struct section *state = view->state;
    if (section->curve)
        report_draw_curve(canvas, rect, section->curve);
    else if (section->heat)
        report_draw_heat(canvas, rect, section->heat);
    else
        report_draw_stack(canvas, rect, &state->page.list, LIST_ROW, section->stack);
}

/* Under a chart that leaves room stands the first table. */
static const struct outline_grid *table_of(const struct view *view, const struct outline_section *section, int rows)
{
    const struct outline_grid *grid = grid_of(view, section);
    if (grid || section->stack || rows < TALL_ROWS)
        return grid;
    const struct outline_grid *first = section->grids[0];
    return first && !first->folded ? first : NULL;
}

static void draw_note(struct canvas *canvas, struct rect *page, const char *note)
{
    struct rect place = *page;
    place.height = rect_bound(page->height >= TALL_ROWS          ? NOTE_MOST
                              : page->height >= TABLE_ROWS_LEAST ? 2
                                                                 : 1,
                              page->height);
    int rows = canvas_text(canvas, place, ALIGN_LEFT, LOOK_QUIET, note);
    rect_cut_top(page, rows < place.height ? rows : place.height);
}

/* Of targets: each by a line of its own, or, where there is little room, that there were some. */
static void draw_changes(struct canvas *canvas, struct rect *page, const struct outline *outline,
                         const struct outline_section *section)
{
    const char *const *changes;
    size_t count = outline_changes(outline, section, &changes);
    if (count > 1 && page->height < TALL_ROWS) {
        changes = &outline->changes_brief;
        count = 1;
    }
    for (size_t i = 0; i < count && page->height >= MARK_ROWS_FROM; i++)
        canvas_line(canvas, rect_cut_bottom(page, 1), ALIGN_LEFT, LOOK_QUIET,
                    canvas_printf(canvas, "* %s", changes[i]));
}

static void draw_section(struct view *view, struct canvas *canvas, struct rect page, const struct outline *outline,
                         const struct outline_section *section)
{
    struct section *state = view->state;
    if (count_parts(section) > 1)
        draw_parts(view, canvas, rect_cut_top(&page, 1), section);
    if (section->note)
        draw_note(canvas, &page, section->note);
    draw_changes(canvas, &page, outline, section);
    rect_cut_top(&page, page.height >= TABLE_ROWS_LEAST);
    const struct outline_grid *grid = table_of(view, section, page.height);
    bool chart = has_chart(section) && part_of(view, section) == 0;
    struct rect above = grid && chart ? rect_cut_top(&page, page.height / CHART_SHARE) : page;
    if (grid && chart)
        rect_cut_top(&page, 1);
    if (chart)
        draw_chart(view, canvas, above, section);
    if (grid)
        report_draw_grid(canvas, page, &state->page.list, &state->order, LIST_ROW, grid);
}

static void draw(struct view *view, struct canvas *canvas)
{
    const struct outline_section *section = section_of(view);
    struct rect page = page_begin(view, canvas, PAGE_REPORT, section ? section->title : NULL);
    const struct outline *outline = report_head(view, canvas, &page);
    if (section)
        draw_section(view, canvas, page, outline, section);
    else if (outline)
        canvas_text(canvas, page, ALIGN_LEFT, LOOK_QUIET, canvas_message(canvas, MESSAGE_MANAGER_REPORT_LACKS));
    page_end(view, canvas);
}

/* --- keys --- */

/* The table that keys are for. */
static const struct outline_grid *table_in_sight(const struct view *view)
{
    const struct outline_section *section = section_of(view);
    return section ? table_of(view, section, TALL_ROWS) : NULL;
}

static struct intent act_on_table(struct view *view, int what)
{
    struct section *state = view->state;
    const struct outline_grid *grid = table_in_sight(view);
    if (!grid)
        return INTENT(INTENT_REDRAW);
    if (what == SECTION_SORT)
        report_sort(&state->order, grid);
    else
        report_choose_column(&state->order, grid, what == SECTION_LEFT ? -1 : 1);
    return INTENT(INTENT_REDRAW);
}

static struct intent act(struct view *view, int what, int64_t value)
{
    struct section *state = view->state;
    const struct outline_section *section = section_of(view);
    struct intent intent = report_act(view, what, value);
    const char *key;
    if (intent.kind != INTENT_NONE)
        return intent;
    if (list_page_takes(view, what, value, &key))
        return INTENT(INTENT_REDRAW);
    switch (what) {
    case SECTION_PART:
        go_to(state, (size_t)value);
        return INTENT(INTENT_REDRAW);
    case SECTION_NEXT:
        if (section)
            go_to(state, (part_of(view, section) + 1) % count_parts(section));
        return INTENT(INTENT_REDRAW);
    case SECTION_SORT:
    case SECTION_LEFT:
    case SECTION_RIGHT:
        return act_on_table(view, what);
    default:
        return page_act(view, what, value);
    }
}

static bool has_parts(const struct view *view)
{
    const struct outline_section *section = section_of(view);
    return section && count_parts(section) > 1;
}

static bool can_sort(const struct view *view)
{
    const struct outline_grid *grid = table_in_sight(view);
    return grid && !grid->ordered;
}

static bool has_table(const struct view *view)
{
    return table_in_sight(view) != NULL;
}

static const struct view_key keys[] = {
        {INPUT_TAB, SECTION_NEXT, 0, MESSAGE_MANAGER_KEY_PART, MESSAGE_MANAGER_HELP_PART, false, has_parts},
        {INPUT_F1 + 2, SECTION_SORT, 0, MESSAGE_MANAGER_KEY_SORT, MESSAGE_MANAGER_HELP_SORT, false, can_sort},
        {INPUT_F1 + 4, REPORT_MOVE, REPORT_EARLIER, MESSAGE_MANAGER_KEY_EARLIER, MESSAGE_MANAGER_HELP_EARLIER, false,
         NULL},
        {INPUT_F1 + 5, REPORT_MOVE, REPORT_LATER, MESSAGE_MANAGER_KEY_LATER, MESSAGE_MANAGER_HELP_LATER, false, NULL},
        PAGE_ESCAPE(false),
        {INPUT_F1 + 1, REPORT_DATE, 0, MESSAGE_MANAGER_REPORT_DATE, MESSAGE_MANAGER_HELP_DATE, true, NULL},
        {INPUT_LEFT, SECTION_LEFT, 0, MESSAGE_MANAGER_KEY_COLUMN, MESSAGE_MANAGER_HELP_COLUMN, true, has_table},
        {INPUT_RIGHT, SECTION_RIGHT, 0, MESSAGE_MANAGER_KEY_COLUMN, MESSAGE_MANAGER_HELP_COLUMN, true, has_table},
        PAGE_KEYS,
};

const struct view_type view_section = LIST_VIEW("section", struct section, draw, act, keys);
