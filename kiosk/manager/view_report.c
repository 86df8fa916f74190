/* SPDX-License-Identifier: MIT
 *
 * The first page of a report: what it says in five sentences, key figures, the curve of waiting where there is room,
 * and the list of its tables. A sentence leads to its table. The days are chosen here.
 */
#include <string.h>

#include "common/text.h"
#include "kiosk/manager/ask.h"
#include "kiosk/manager/report.h"

enum front_target { FRONT_SENTENCE = 1 /* value: which */, FRONT_TABLE /* value: row */, FRONT_OPEN, FRONT_OTHER };
enum {
    SIDE_FROM = 110, /* columns from which the tables stand beside the rest */
    SIDE_COLUMNS = 44,
    TILES_SIDE_BY_SIDE = 2,
    NOTES_FROM = 50, /* columns of a tile from which it has its note */
    NARROW_ROWS = 6, /* of the list of tables under the rest, with its heading */
    LOOSE_ROWS = 38, /* from which sentences have a row between them */
    MARK = 2,
};

struct front {
    struct page page;
    struct list tables;
    size_t sentence;
    bool in_tables; /* the keys are theirs */
};

/* --- of which days: shared with sections --- */

struct intent report_act(const struct view *view, int what, int64_t value)
{
    (void)view;
    if (what == REPORT_MOVE)
        return INTENT_DOES(DO_REPORT, .value = value);
    if (what == REPORT_DATE)
        return INTENT_DOES(DO_ASK, .value = TASK_REPORT);
    return INTENT(INTENT_NONE);
}

static const char *say_days(struct canvas *canvas, const struct days *days)
{
    char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
    const char *first = say_day_text(canvas, date_text(days->from, from));
    if (date_compare(days->from, days->to) == 0)
        return first;
    return canvas_message(canvas, MESSAGE_REPORT_FROM_TO, I18N_TEXT("from", first),
                          I18N_TEXT("to", say_day_text(canvas, date_text(days->to, to))));
}

static const char *say_making(struct canvas *canvas, const struct reports *reports)
{
    if (reports->days.from.year == 0)
        return canvas_message(canvas, MESSAGE_MANAGER_REPORT_ASKED);
    return canvas_message(canvas, MESSAGE_MANAGER_REPORT_MAKING, I18N_TEXT("when", say_days(canvas, &reports->days)));
}

static const char *say_refused(struct canvas *canvas, const struct reports *reports)
{
    if (reports->days.from.year == 0)
        return reports->refused;
    return canvas_printf(canvas, "%s: %s", say_days(canvas, &reports->days), reports->refused);
}

static void draw_line(struct canvas *canvas, struct rect *page, enum look look, const char *text)
{
    struct rect line = rect_cut_top(page, 1);
    if (look != LOOK_QUIET)
        surface_fill(canvas->surface, line, look);
    canvas_line(canvas, line, ALIGN_LEFT, look, text);
}

const struct outline *report_head(const struct view *view, struct canvas *canvas, struct rect *page)
{
    const struct reports *reports = page_reports(view);
    const struct outline *outline = reports_outline(reports);
    struct rect line = rect_cut_top(page, outline || reports->making);
    const char *title = outline ? outline->day : "";
    const char *aside = reports->making ? say_making(canvas, reports) : outline ? outline->made : "";
    int used = surface_text(canvas->surface, line.x, line.y, line.width, LOOK_TITLE, title);
    canvas_say(canvas, PLAIN_TEXT, title);
    rect_cut_left(&line, used > 0 ? used + 2 : 0);
    canvas_say(canvas, PLAIN_TEXT, aside);
    surface_aligned(canvas->surface, line, used > 0 ? ALIGN_RIGHT : ALIGN_LEFT,
                    reports->making ? LOOK_STRONG : LOOK_QUIET, aside);
    if (reports->refused)
        draw_line(canvas, page, LOOK_BAD, say_refused(canvas, reports));
    if (outline && outline->open)
        draw_line(canvas, page, LOOK_WARN, outline->open);
    if (outline && outline->bounds)
        draw_line(canvas, page, LOOK_QUIET, outline->bounds);
    return outline;
}

/* Which days can be chosen by a key. */
static void draw_moves(const struct view *view, struct canvas *canvas, struct rect line)
{
    static const struct {
        const char *key;
        enum i18n_message name;
        int what;
        enum report_move move;
        enum days_span span;
    } moves[] = {
            {"t", MESSAGE_MANAGER_REPORT_TODAY, REPORT_MOVE, REPORT_TODAY, DAYS_DAY},
            {"w", MESSAGE_MANAGER_REPORT_WEEK, REPORT_MOVE, REPORT_WEEK, DAYS_WEEK},
            {"m", MESSAGE_MANAGER_REPORT_MONTH, REPORT_MOVE, REPORT_MONTH, DAYS_MONTH},
            {"y", MESSAGE_MANAGER_REPORT_YEAR, REPORT_MOVE, REPORT_YEAR, DAYS_YEAR},
            {"F2", MESSAGE_MANAGER_REPORT_DATE, REPORT_DATE, 0, DAYS_ANY},
    };
    const struct reports *reports = page_reports(view);
    for (size_t i = 0; i < ARRAY_SIZE(moves) && line.width > 0; i++) {
        const char *name = canvas_message(canvas, moves[i].name), *key = canvas_printf(canvas, " %s ", moves[i].key);
        const char *text = canvas_printf(canvas, "%s ", name);
        int key_width = (int)text_width(key);
        struct rect place = rect_cut_left(&line, key_width + (int)text_width(text));
        bool is_now = reports->shown && i > 0 && reports->days.span == moves[i].span;
        enum target_state state = canvas_target(canvas, &(struct target){.rect = place,
                                                                         .what = moves[i].what,
                                                                         .value = moves[i].move,
                                                                         .label = name,
                                                                         .silent = true,
                                                                         .aside = true});
        enum look look = state == TARGET_PRESSED ? LOOK_PRESSED : is_now ? LOOK_FOCUS : LOOK_FOOTER;
        surface_text(canvas->surface, place.x, place.y, key_width, is_now ? look : LOOK_KEY, key);
        surface_text(canvas->surface, place.x + key_width, place.y, place.width - key_width, look, text);
        rect_cut_left(&line, 1);
    }
}

/* --- sentences --- */

static void draw_sentence(const struct view *view, struct canvas *canvas, struct rect *page, int which,
                          const char *text)
{
    const struct front *state = view->state;
    struct rect place = *page;
    rect_cut_left(&place, MARK);
    int rows = surface_wrap(NULL, place, ALIGN_LEFT, LOOK_PAGE, text);
    struct rect block = rect_cut_top(page, rows);
    bool chosen = state->sentence == (size_t)which;
    enum target_state painted = canvas_target(
            canvas, &(struct target){.rect = block, .what = FRONT_SENTENCE, .value = which, .label = text});
    enum look look = painted == TARGET_PRESSED ? LOOK_PRESSED : chosen && !state->in_tables ? LOOK_FOCUS : LOOK_PAGE;
    surface_fill(canvas->surface, block, look);
    surface_sign(canvas->surface, block.x, block.y, chosen ? 0x25b8 : 0x2022, look);
    rect_cut_left(&block, MARK);
    surface_wrap(canvas->surface, block, ALIGN_LEFT, look, text);
}

static void draw_sentences(const struct view *view, struct canvas *canvas, struct rect *page,
                           const struct outline *outline)
{
    const struct front *state = view->state;
    bool loose = page->height >= LOOSE_ROWS;
    if (!state->in_tables)
        canvas->focus = (struct target){.what = FRONT_SENTENCE, .value = (int64_t)state->sentence};
    for (int i = 0; i < REPORT_SENTENCES; i++) {
        draw_sentence(view, canvas, page, i, outline->sentences[i].text);
        rect_cut_top(page, loose);
    }
}

/* --- key figures --- */

static void draw_tile(struct canvas *canvas, struct rect place, const struct outline_tile *tile)
{
    bool noted = place.width >= NOTES_FROM && tile->note;
    struct rect note = rect_cut_right(&place, place.width >= NOTES_FROM ? place.width / 2 : 0);
    enum look look = tile->tone == TONE_BAD ? LOOK_BAD : LOOK_STRONG;
    const char *value = tile->tone == TONE_BAD ? canvas_printf(canvas, " %s ", tile->value) : tile->value;
    int width = (int)text_width(value);
    canvas_say(canvas, PLAIN_TEXT,
               canvas_printf(canvas, "%s: %s%s%s", tile->name, tile->value, tile->note ? " · " : "",
                             tile->note ? tile->note : ""));
    struct rect number = rect_cut_right(&place, width);
    surface_text(canvas->surface, place.x, place.y, place.width - 1, LOOK_QUIET, tile->name);
    surface_text(canvas->surface, number.x, number.y, number.width, look, value);
    rect_cut_left(&note, MARK);
    if (noted)
        surface_text(canvas->surface, note.x, note.y, note.width, LOOK_QUIET, tile->note);
}

static void draw_tiles(struct canvas *canvas, struct rect *page, const struct outline *outline)
{
    int columns = page->width < NOTES_FROM ? 1 : TILES_SIDE_BY_SIDE;
    size_t rows = (outline->tile_count + (size_t)columns - 1) / (size_t)columns;
    struct rect rect = rect_cut_top(page, (int)rows);
    for (size_t i = 0; i < outline->tile_count; i++) {
        struct rect place = rect_column(rect, (int)(i / rows), columns, 4);
        rect_cut_top(&place, (int)(i % rows));
        draw_tile(canvas, rect_cut_top(&place, 1), &outline->tiles[i]);
    }
    if (outline->against && page->height >= CHART_ROWS_LEAST)
        canvas_line(canvas, rect_cut_top(page, 1), ALIGN_LEFT, LOOK_QUIET, outline->against);
}

/* --- tables --- */

static void draw_tables(struct view *view, struct canvas *canvas, struct rect rect, const struct outline *outline)
{
    static const struct table_column columns[] = {{NULL, 0, ALIGN_LEFT}, {NULL, 6, ALIGN_RIGHT}};
    struct front *state = view->state;
    struct list_rows rows = {0};
    for (size_t i = 0; i < outline->section_count; i++) {
        const struct outline_section *section = outline->sections[i];
        struct list_row *row = list_add(canvas, &rows);
        size_t count = section->grid_count > 0 ? section->grids[0]->count : 0;
        row->key = section->id;
        row->cells[0] = (struct table_cell){section->title, LOOK_PAGE};
        row->cells[1] = (struct table_cell){count > 0 ? say_number(canvas, (int64_t)count) : "", LOOK_QUIET};
        row->sought = section->title;
    }
    struct rect heading = rect_cut_top(&rect, 1);
    const char *title = canvas_printf(canvas, "%s ", canvas_message(canvas, MESSAGE_MANAGER_REPORT_TABLES));
    int used = surface_text(canvas->surface, heading.x, heading.y, heading.width, LOOK_TITLE, title);
    surface_line(canvas->surface, heading.x + used, heading.y, heading.width - used, LOOK_EDGE);
    const struct list_look look = {.columns = columns,
                                   .column_count = ARRAY_SIZE(columns),
                                   .what = FRONT_TABLE,
                                   .chosen_shows = state->in_tables,
                                   .empty = ""};
    list_draw(canvas, rect, &state->tables, &look, &rows);
}

/* --- the page --- */

static void draw_curve(struct canvas *canvas, struct rect page, const struct outline *outline)
{
    const struct outline_section *waiting = outline_find(outline, "waiting");
    rect_cut_top(&page, 1);
    if (!waiting || !waiting->curve || page.height < CHART_ROWS_LEAST + 1)
        return;
    struct rect heading = rect_cut_top(&page, 1);
    const char *title = canvas_printf(canvas, "%s ", waiting->title);
    int used = surface_text(canvas->surface, heading.x, heading.y, heading.width, LOOK_TITLE, title);
    surface_line(canvas->surface, heading.x + used, heading.y, heading.width - used, LOOK_EDGE);
    report_draw_curve(canvas, page, waiting->curve);
}

/* A narrow page has room for either. */
static void draw_front(struct view *view, struct canvas *canvas, struct rect page, const struct outline *outline)
{
    const struct front *state = view->state;
    bool wide = page.width >= SIDE_FROM;
    rect_cut_top(&page, page.height >= 20);
    if (wide) {
        draw_tables(view, canvas, rect_cut_right(&page, SIDE_COLUMNS), outline);
        rect_cut_right(&page, 3);
    } else if (state->in_tables) {
        draw_tables(view, canvas, page, outline);
        return;
    }
    bool loose = page.height >= LOOSE_ROWS;
    draw_sentences(view, canvas, &page, outline);
    rect_cut_top(&page, page.height > 4 && !loose);
    draw_tiles(canvas, &page, outline);
    if (page.height >= CHART_ROWS_LEAST + 2)
        draw_curve(canvas, page, outline);
    else if (!wide && page.height >= NARROW_ROWS) {
        rect_cut_top(&page, 1);
        draw_tables(view, canvas, page, outline);
    }
}

static void draw(struct view *view, struct canvas *canvas)
{
    struct rect page = page_begin(view, canvas, PAGE_REPORT, NULL);
    draw_moves(view, canvas, rect_cut_top(&page, 1));
    const struct outline *outline = report_head(view, canvas, &page);
    if (outline)
        draw_front(view, canvas, page, outline);
    page_end(view, canvas);
}

/* --- keys --- */

static struct intent open_section(const char *id)
{
    return id ? INTENT_OPENS(&view_section, .text = id) : INTENT(INTENT_REDRAW);
}

static struct intent open_sentence(const struct view *view)
{
    const struct front *state = view->state;
    const struct outline *outline = reports_outline(page_reports(view));
    return open_section(outline ? outline->sentences[state->sentence].id : NULL);
}

static struct intent act(struct view *view, int what, int64_t value)
{
    struct front *state = view->state;
    struct intent intent = report_act(view, what, value);
    if (intent.kind != INTENT_NONE)
        return intent;
    switch (what) {
    case FRONT_SENTENCE:
        state->in_tables = false;
        state->sentence = (size_t)value;
        return open_sentence(view);
    case FRONT_TABLE:
        state->in_tables = true;
        return open_section(list_take_at(&state->tables, value));
    case FRONT_OPEN:
        return state->in_tables ? open_section(list_take(&state->tables)) : open_sentence(view);
    case FRONT_OTHER:
        state->in_tables = !state->in_tables;
        return INTENT(INTENT_REDRAW);
    default:
        return page_act(view, what, value);
    }
}

/* The letters of t, w, m and y as other layouts type them: what is on the same key. */
static int move_of(uint32_t sign)
{
    static const struct {
        uint32_t sign;
        enum report_move move;
    } moves[] = {{0x435, REPORT_TODAY},
                 {0x446, REPORT_WEEK},
                 {0xfc, REPORT_WEEK},
                 {0x44c, REPORT_MONTH},
                 {0x43d, REPORT_YEAR}};
    for (size_t i = 0; i < ARRAY_SIZE(moves); i++) {
        if (moves[i].sign == sign)
            return (int)moves[i].move;
    }
    return -1;
}

static struct intent type(struct view *view, const struct input_event *event)
{
    struct front *state = view->state;
    if (state->in_tables)
        return list_type(&state->tables, event) ? INTENT(INTENT_REDRAW) : INTENT(INTENT_NONE);
    if (event->key == INPUT_UP || event->key == INPUT_DOWN) {
        size_t by = event->key == INPUT_UP ? REPORT_SENTENCES - 1 : 1;
        state->sentence = (state->sentence + by) % REPORT_SENTENCES;
        return INTENT(INTENT_REDRAW);
    }
    int move = event->alt ? -1 : move_of(event->key);
    return move >= 0 ? INTENT_DOES(DO_REPORT, .value = move) : INTENT(INTENT_NONE);
}

#define MOVE_KEY(key_, move_, label_, help_, hidden_)                                                    \
    {                                                                                                    \
        (key_), REPORT_MOVE, (move_), MESSAGE_MANAGER_##label_, MESSAGE_MANAGER_##help_, (hidden_), NULL \
    }
static const struct view_key keys[] = {
        {INPUT_ENTER, FRONT_OPEN, 0, MESSAGE_RECEPTION_KEY_OPEN, MESSAGE_MANAGER_HELP_SECTION, false, NULL},
        {INPUT_TAB, FRONT_OTHER, 0, MESSAGE_MANAGER_REPORT_TABLES, MESSAGE_MANAGER_HELP_TABLES, false, NULL},
        MOVE_KEY(INPUT_PAGE_UP, REPORT_EARLIER, KEY_EARLIER, HELP_EARLIER, false),
        MOVE_KEY(INPUT_PAGE_DOWN, REPORT_LATER, KEY_LATER, HELP_LATER, false),
        MOVE_KEY('t', REPORT_TODAY, REPORT_TODAY, HELP_TODAY, true),
        MOVE_KEY('w', REPORT_WEEK, REPORT_WEEK, HELP_WEEK, true),
        MOVE_KEY('m', REPORT_MONTH, REPORT_MONTH, HELP_MONTH, true),
        MOVE_KEY('y', REPORT_YEAR, REPORT_YEAR, HELP_YEAR, true),
        {INPUT_F1 + 1, REPORT_DATE, 0, MESSAGE_MANAGER_REPORT_DATE, MESSAGE_MANAGER_HELP_DATE, true, NULL},
        MOVE_KEY(INPUT_F1 + 4, REPORT_EARLIER, KEY_EARLIER, HELP_EARLIER, true),
        MOVE_KEY(INPUT_F1 + 5, REPORT_LATER, KEY_LATER, HELP_LATER, true),
        PAGE_KEYS,
        PAGE_ESCAPE(true),
};

const struct view_type view_report = {
        .name = "report",
        .size = sizeof(struct front),
        .draw = draw,
        .act = act,
        .type = type,
        .wake = page_wake,
        .tick = page_tick,
        .keys = keys,
        .key_count = ARRAY_SIZE(keys),
};
