/* SPDX-License-Identifier: MIT
 *
 * The frame of the pages, and lists.
 */
#include "kiosk/manager/page.h"

#include <string.h>

#include "common/text.h"
#include "kiosk/manager/ask.h"
#include "kiosk/ui/search.h"

enum { BANNERS_MOST = 3 };

const struct view_type *const manager_pages[PAGE_COUNT] = {
        [PAGE_HALL] = &view_hall,     [PAGE_COUNTERS] = &view_counters, [PAGE_STAFF] = &view_staff,
        [PAGE_THINGS] = &view_things, [PAGE_ACTIONS] = &view_actions,   [PAGE_REPORT] = &view_report,
};

static const enum i18n_message titles[PAGE_COUNT] = {
        [PAGE_HALL] = MESSAGE_MANAGER_PAGE_HALL,       [PAGE_COUNTERS] = MESSAGE_MANAGER_PAGE_COUNTERS,
        [PAGE_STAFF] = MESSAGE_MANAGER_PAGE_STAFF,     [PAGE_THINGS] = MESSAGE_MANAGER_PAGE_THINGS,
        [PAGE_ACTIONS] = MESSAGE_MANAGER_PAGE_ACTIONS, [PAGE_REPORT] = MESSAGE_MANAGER_PAGE_REPORT,
};

/* --- frame --- */

void page_header(const struct view *view, struct canvas *canvas, struct rect line, const char *title)
{
    const struct visitor_get_centre_out *centre = names_centre(page_names(view));
    surface_fill(canvas->surface, line, LOOK_HEADER);
    line = rect_inset(line, 1, 0);
    struct date today = clock_local(canvas->now_ms).date;
    const char *date = canvas_take(canvas, language_date_short(canvas->language, today));
    const char *now = canvas_printf(canvas, "%s  %s", date, say_time(canvas, canvas->now_ms));
    surface_aligned(canvas->surface, rect_cut_right(&line, (int)text_width(now)), ALIGN_RIGHT, LOOK_HEADER, now);
    rect_cut_right(&line, 2);
    canvas_say(canvas, PLAIN_TITLE, title);
    surface_aligned(canvas->surface, line, ALIGN_LEFT, LOOK_HEADER,
                    centre ? canvas_printf(canvas, "%s · %s", title, centre->name) : title);
}

/* "1 Hall  2 Counters ..."; the open one stands out. */
static void draw_tabs(struct canvas *canvas, struct rect line, enum manager_page which)
{
    surface_fill(canvas->surface, line, LOOK_FOOTER);
    for (enum manager_page page = 0; page < PAGE_COUNT && line.width > 0; page++) {
        const char *name = canvas_message(canvas, titles[page]);
        const char *key = canvas_printf(canvas, " %d ", (int)page + 1), *text = canvas_printf(canvas, " %s ", name);
        int key_width = (int)text_width(key);
        struct rect place = rect_cut_left(&line, key_width + (int)text_width(text));
        enum target_state state = canvas_target(
                canvas,
                &(struct target){
                        .rect = place, .what = PAGE_TAB, .value = page, .label = name, .silent = true, .aside = true});
        enum look look = state == TARGET_PRESSED ? LOOK_PRESSED : page == which ? LOOK_FOCUS : LOOK_FOOTER;
        surface_text(canvas->surface, place.x, place.y, key_width, page == which ? look : LOOK_KEY, key);
        surface_text(canvas->surface, place.x + key_width, place.y, place.width - key_width, look, text);
    }
}

static void draw_banner(struct canvas *canvas, struct rect *page, enum look look, const char *text)
{
    struct rect line = rect_cut_top(page, 1);
    surface_fill(canvas->surface, line, look);
    canvas_say(canvas, PLAIN_ERROR, text);
    surface_aligned(canvas->surface, rect_inset(line, 1, 0), ALIGN_CENTRE, look, text);
}

static const char *say_alarm(struct canvas *canvas, const struct names *names, const struct manager_open_alarm *alarm)
{
    const char *counter = say_counter(canvas, names, alarm->counter);
    return canvas_message(canvas, alarm->coming ? MESSAGE_MANAGER_ALARM_COMING : MESSAGE_MANAGER_ALARM,
                          I18N_TEXT("counter", counter), I18N_TEXT("zone", names_zone(names, alarm->zone)),
                          I18N_TEXT("since", say_since(canvas, alarm->since)));
}

static void draw_banners(const struct view *view, struct canvas *canvas, struct rect *page)
{
    const struct manager_watch_hall_out *hall = model_hall(page_model(view));
    const struct names *names = page_names(view);
    if (!hall)
        return;
    if (hall->halted)
        draw_banner(canvas, page, LOOK_BAD,
                    canvas_message(canvas, MESSAGE_MANAGER_HALTED,
                                   I18N_TEXT("reason", names_reason(names, hall->halted)),
                                   I18N_TEXT("since", say_time(canvas, hall->halted_since.value))));
    if (!hall->day)
        draw_banner(canvas, page, LOOK_WARN, canvas_message(canvas, MESSAGE_MANAGER_NO_DAY));
    for (size_t i = 0; i < hall->alarms.count && i < BANNERS_MOST; i++) {
        const struct manager_open_alarm *alarm = &hall->alarms.items[i];
        draw_banner(canvas, page, alarm->coming ? LOOK_WARN : LOOK_BAD, say_alarm(canvas, names, alarm));
    }
}

void page_said(const struct view *view, struct canvas *canvas, struct rect *rect)
{
    const struct model *model = page_model(view);
    const char *text = model->told.trouble ? model->told.trouble : model->told.good;
    if (!text)
        return;
    enum look look = model->told.trouble ? LOOK_BAD : LOOK_GOOD;
    int rows = surface_wrap(NULL, rect_inset(*rect, 1, 0), ALIGN_LEFT, look, text);
    struct rect place = rect_cut_bottom(rect, rows < 3 ? rows : 3);
    surface_fill(canvas->surface, place, look);
    canvas_say(canvas, model->told.trouble ? PLAIN_ERROR : PLAIN_TEXT, text);
    surface_wrap(canvas->surface, rect_inset(place, 1, 0), ALIGN_LEFT, look, text);
}

struct rect page_begin(const struct view *view, struct canvas *canvas, enum manager_page which, const char *title)
{
    struct rect page = canvas_rect(canvas);
    struct page *state = view->state;
    state->drawn_ms = canvas->now_ms;
    surface_fill(canvas->surface, page, LOOK_PAGE);
    page_header(view, canvas, rect_cut_top(&page, 1), title ? title : canvas_message(canvas, titles[which]));
    draw_tabs(canvas, rect_cut_top(&page, 1), which);
    draw_banners(view, canvas, &page);
    rect_cut_bottom(&page, 1); /* of the keys */
    page_said(view, canvas, &page);
    bool wide = page.width >= 110;
    return rect_inset(page, wide ? 2 : 1, page.height >= 28);
}

void page_end(const struct view *view, struct canvas *canvas)
{
    struct rect page = canvas_rect(canvas);
    view_draw_keys(view, canvas, rect_cut_bottom(&page, 1));
}

bool page_has_alarm(const struct view *view)
{
    return model_alarm(page_model(view)) != NULL;
}

/* Escape on a first page forgets what was said. */
static struct intent back(const struct view *view)
{
    for (size_t i = 0; i < PAGE_COUNT; i++) {
        if (view->type == manager_pages[i])
            return INTENT_DOES(DO_QUIET);
    }
    return INTENT(INTENT_CLOSE);
}

struct intent page_act(const struct view *view, int what, int64_t value)
{
    const struct manager_open_alarm *alarm = model_alarm(page_model(view));
    switch (what) {
    case PAGE_TAB:
        return INTENT_DOES(DO_PAGE, .value = value);
    case PAGE_HELP:
        return INTENT_OPENS(&view_help);
    case PAGE_QUIT:
        return INTENT(INTENT_QUIT);
    case PAGE_BACK:
        return back(view);
    case PAGE_ALARM:
        if (!alarm)
            return INTENT(INTENT_REDRAW);
        return INTENT_DOES(alarm->coming ? DO_END_ALARM : DO_ANSWER_ALARM, .text = alarm->alarm);
    case PAGE_MESSAGE:
        return INTENT_DOES(DO_ASK, .value = TASK_MESSAGE);
    default:
        return INTENT(INTENT_NONE);
    }
}

int64_t page_wake(const struct view *view, attr_unused int64_t now_ms)
{
    const struct page *state = view->state;
    return state->drawn_ms ? say_next_minute(state->drawn_ms) : 0;
}

struct intent page_tick(attr_unused struct view *view, attr_unused int64_t now_ms)
{
    return INTENT(INTENT_REDRAW);
}

/* --- lists --- */

struct list_row *list_add(struct canvas *canvas, struct list_rows *rows)
{
    arena_grow(canvas->arena, rows->items, rows->count, rows->room);
    struct list_row *row = &rows->items[rows->count++];
    *row = (struct list_row){.sought = ""};
    return row;
}

/* What is said of the chosen row, behind a mark. */
static void draw_words(struct canvas *canvas, struct rect rect, const struct list_row *row)
{
    if (!row->words || !*row->words || rect.height == 0)
        return;
    surface_fill(canvas->surface, (struct rect){rect.x, rect.y, 1, 1}, row->look);
    rect_cut_left(&rect, 2);
    canvas_text(canvas, rect, ALIGN_LEFT, LOOK_STRONG, row->words);
}

void list_draw(struct canvas *canvas, struct rect rect, struct list *list, const struct list_look *look,
               const struct list_rows *rows)
{
    struct table_row *shown = arena_new_n(canvas->arena, struct table_row, rows->count + 1);
    const char **keys = arena_new_n(canvas->arena, const char *, rows->count + 1);
    if (*list->line.text) {
        field_draw(canvas, rect_cut_top(&rect, 1), &list->line, "");
        rect_cut_top(&rect, rect.height > 12);
    }
    list->heads = rect_cut_top(&rect, look->head_rows);
    struct rect words = rect_cut_bottom(&rect, look->word_rows);
    rect_cut_bottom(&rect, look->word_rows > 0 && rect.height > 16);
    const struct list_row **found = arena_new_n(canvas->arena, const struct list_row *, rows->count + 1);
    list->count = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const struct list_row *row = &rows->items[i];
        if (*list->line.text && !search_fits(list->line.text, row->sought))
            continue;
        keys[list->count] = arena_strdup(canvas->arena, row->key);
        shown[list->count] = (struct table_row){keys[list->count], row->cells};
        found[list->count] = row;
        list->count++;
    }
    list->keys = keys;
    if (!list->walked)
        list->place = (struct table_place){0};
    const char *nothing = canvas_message(canvas, MESSAGE_RECEPTION_NOTHING_FITS);
    const struct table table = {.columns = look->columns,
                                .column_count = look->column_count,
                                .rows = shown,
                                .row_count = list->count,
                                .what = look->what,
                                .chosen_shows = look->chosen_shows,
                                .empty = rows->count > 0 ? nothing : look->empty};
    table_draw(canvas, rect, &table, &list->place);
    if (list->place.index < list->count)
        draw_words(canvas, words, found[list->place.index]);
}

bool list_type(struct list *list, const struct input_event *event)
{
    if (event->alt)
        return false;
    if (table_type(&list->place, event, list->keys, list->count, 0)) {
        list->walked = true;
        return true;
    }
    bool typed = *list->line.text != '\0';
    if (event->key == INPUT_ESCAPE && typed) {
        field_clear(&list->line);
        list->walked = false;
        return true;
    }
    bool letter = event->key < KEY_FIRST && !(event->key >= '0' && event->key <= '9') && event->key != ' ';
    if (!letter && !(typed && (event->key == ' ' || event->key == INPUT_BACKSPACE)))
        return false;
    list->walked = false;
    return field_type(&list->line, event);
}

const char *list_chosen(const struct list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->keys[i], list->place.key) == 0)
            return list->keys[i];
    }
    return list->count > 0 ? list->keys[0] : NULL;
}

const char *list_take(struct list *list)
{
    const char *key = list_chosen(list);
    if (key)
        table_choose(&list->place, key, list->place.index);
    list->walked = key != NULL;
    field_clear(&list->line);
    return key;
}

const char *list_take_at(struct list *list, int64_t index)
{
    if (index < 0 || (size_t)index >= list->count)
        return NULL;
    table_choose(&list->place, list->keys[index], (size_t)index);
    return list_take(list);
}

/* --- a page that is a list --- */

struct intent list_page_type(struct view *view, const struct input_event *event)
{
    struct list_page *state = view->state;
    return list_type(&state->list, event) ? INTENT(INTENT_REDRAW) : INTENT(INTENT_NONE);
}

bool list_page_takes(struct view *view, int what, int64_t value, const char **ret_key)
{
    struct list_page *state = view->state;
    if (what != LIST_ROW && what != LIST_OPEN)
        return false;
    *ret_key = what == LIST_ROW ? list_take_at(&state->list, value) : list_take(&state->list);
    return true;
}

struct intent list_page_act(struct view *view, int what, int64_t value, struct intent (*open_key)(const char *key))
{
    const char *key;
    if (list_page_takes(view, what, value, &key))
        return open_key(key);
    return page_act(view, what, value);
}
