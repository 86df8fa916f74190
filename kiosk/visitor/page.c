/* SPDX-License-Identifier: MIT
 *
 * The frame of every page.
 *
 * On an upright screen the languages have a strip of their own above Back and Help; on a wide one all of it is one
 * strip. Nothing of it is higher than a hand on a wheelchair's arm reaches, so the strip on top has no buttons.
 */
#include "kiosk/visitor/page.h"

#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "kiosk/visitor/trouble.h"

enum {
    NARROW = 60,  /* fewer columns: one column */
    WIDEST = 150, /* lines longer than that are not read */
    BAR_ROWS = 3,
    CELL_MOST = 18,
};

static struct rect between_margins(struct rect rect)
{
    int margin = rect.width > WIDEST + 8 ? (rect.width - WIDEST) / 2
                 : rect.width >= 100     ? 4
                 : rect.width >= NARROW  ? 2
                                         : 1;
    return rect_inset(rect, margin, 0);
}

/* --- the strip on top --- */

/* Before anybody has chosen: there is no paper just now. It stands before the clock, and where there is no room for
 * both it takes the place of the centre's name. */
static void draw_lack(const struct page *page, struct rect *line, const char **name)
{
    if (page->view->type != &page_start || !model_lacks_paper(page->model))
        return;
    struct canvas *canvas = page->canvas;
    const char *text = canvas_message(canvas, MESSAGE_PAPERS_NO_PAPER_HERE);
    int width = (int)text_width(text), spare = line->width - width - 2;
    if ((int)text_width(*name) > spare)
        *name = "";
    else
        rect_cut_right(line, 2);
    canvas_say(canvas, PLAIN_TEXT, text);
    struct rect place = **name ? rect_cut_right(line, width) : rect_cut_left(line, width);
    surface_aligned(canvas->surface, place, ALIGN_LEFT, LOOK_WARN, text);
}

static void draw_header(const struct page *page, struct rect strip)
{
    struct canvas *canvas = page->canvas;
    surface_fill(canvas->surface, strip, LOOK_HEADER);
    const struct visitor_get_centre_out *centre = page->names ? names_centre(page->names) : NULL;
    struct rect line = between_margins(strip);
    line.y += line.height == 2 ? 0 : line.height / 2;
    line.height = 1;
    struct rect clock = rect_cut_right(&line, 6);
    surface_aligned(canvas->surface, clock, ALIGN_RIGHT, LOOK_HEADER, page_time(page, canvas->now_ms));
    const char *name = centre ? centre->name : "";
    draw_lack(page, &line, &name);
    surface_aligned(canvas->surface, line, ALIGN_LEFT, LOOK_HEADER, name);
}

void page_air(struct page *page)
{
    if (page->low)
        rect_cut_top(&page->body, page->canvas->surface->height >= 24);
}

static void draw_note(struct page *page)
{
    if (page->model->note < 0)
        return;
    page_text(page, LOOK_WARN, canvas_message(page->canvas, (enum i18n_message)page->model->note));
    page_gap(page, 1);
}

/* Upright, and no higher than letters of 7 mm let it be: every row counts. */
static bool is_packed(const struct page *page)
{
    return page->narrow && !page->low && page->canvas->surface->height < 45;
}

/* Rows below what a page may use: the strips and the air around them. */
static int bars_rows(const struct page *page)
{
    int height = page->canvas->surface->height;
    if (page->low)
        return BAR_ROWS + (height > 22);
    if (is_packed(page))
        return 2 * BAR_ROWS + 2;
    return (page->narrow ? 2 * BAR_ROWS + 1 : BAR_ROWS) + 2;
}

struct page page_begin(struct view *view, struct canvas *canvas, const char *title)
{
    const struct model *model = view->model;
    ((struct page_state *)view->state)->drawn_ms = canvas->now_ms;
    struct rect all = canvas_rect(canvas);
    struct page page = {.view = view,
                        .canvas = canvas,
                        .model = model,
                        .names = model_names(model, canvas->language),
                        .narrow = all.width < NARROW,
                        .low = all.height < LOW_ROWS};
    surface_fill(canvas->surface, all, LOOK_PAGE);
    struct rect strip = rect_cut_top(&all, page.low ? 1 : is_packed(&page) ? 2 : BAR_ROWS);
    draw_header(&page, strip);
    page.header = between_margins((struct rect){strip.x, strip.y + 1, strip.width, strip.height == 2});
    rect_cut_bottom(&all, bars_rows(&page));
    page.body = between_margins(all);
    rect_cut_top(&page.body, page.low || (is_packed(&page) && !title) ? 0 : all.height > 40 ? 2 : 1);
    if (title) {
        page_air(&page);
        page_text(&page, LOOK_TITLE, title);
        page_gap(&page, 1);
    }
    draw_note(&page);
    return page;
}

/* --- the strips below --- */

/* Columns of the longest word: a label wraps. */
static int word_columns(const char *text)
{
    int most = 0;
    while (*text) {
        size_t length = strcspn(text, " ");
        char word[128];
        snprintf(word, sizeof word, "%.*s", (int)length, text);
        int width = (int)text_width(word);
        if (width > most)
            most = width;
        text += length;
        text += strspn(text, " ");
    }
    return most;
}

/* A button of the frame: it makes more of few columns than others, as the same ones stand on every page. */
static void draw_cell(const struct page *page, struct rect place, const struct target *wanted)
{
    struct target target = *wanted;
    target.rect = place;
    enum target_state state = canvas_target(page->canvas, &target);
    enum look look = state == TARGET_FOCUS     ? LOOK_FOCUS
                     : state == TARGET_PRESSED ? LOOK_PRESSED
                     : state == TARGET_OFF     ? LOOK_OFF
                                               : LOOK_BACK;
    surface_fill(page->canvas->surface, place, look);
    if (state == TARGET_FOCUS)
        surface_sign(page->canvas->surface, place.x, place.y + place.height / 2, 0x25b8, look);
    struct rect inner = rect_inset(place, 1, 0);
    int rows = surface_wrap(NULL, inner, ALIGN_CENTRE, look, target.label);
    surface_wrap(page->canvas->surface, rect_centre(inner, inner.width, rows), ALIGN_CENTRE, look, target.label);
}

struct tongue {
    const struct language *language;
    int64_t place;
};

/* The kiosk's languages in their order, without the one that is shown where room is scarce. */
static size_t tongues(const struct page *page, bool all, struct tongue ret_tongues[MODEL_LANGUAGES])
{
    size_t count = 0;
    for (size_t i = 0; i < page->model->language_count; i++) {
        const struct language *language = page->model->languages[i]->language;
        if (page->model->languages[i]->shown && (all || language != page->canvas->language))
            ret_tongues[count++] = (struct tongue){language, (int64_t)i};
    }
    return count;
}

static int cell_columns(const struct page *page, const struct tongue *tongue)
{
    int wanted = word_columns(language_name(tongue->language)) + 2;
    if (tongue->language == page->canvas->language)
        wanted += 2;
    return wanted > 8 ? wanted : 8;
}

static int tongue_columns(const struct page *page, const struct tongue *items, size_t count)
{
    int columns = count > 0 ? (int)count - 1 : 0;
    for (size_t i = 0; i < count; i++)
        columns += cell_columns(page, &items[i]);
    return columns;
}

enum { SPARE_MOST = 8 };

/* Each as wide as its name needs, and what is left is shared; on a wide screen they stand at the right. */
static void draw_tongues(const struct page *page, struct rect strip, const struct tongue *items, size_t count)
{
    int spare = strip.width - tongue_columns(page, items, count);
    if (spare > (int)count * SPARE_MOST && !page->narrow) {
        rect_cut_left(&strip, spare - (int)count * SPARE_MOST);
        spare = (int)count * SPARE_MOST;
    }
    for (size_t i = 0; i < count; i++) {
        int share = spare / (int)(count - i);
        spare -= share;
        struct rect cell = rect_cut_left(&strip, cell_columns(page, &items[i]) + share);
        rect_cut_left(&strip, 1);
        bool shown = items[i].language == page->canvas->language;
        const char *name = language_name(items[i].language);
        draw_cell(page, cell,
                  &(struct target){.what = PAGE_LANGUAGE,
                                   .value = items[i].place,
                                   .label = shown ? canvas_printf(page->canvas, "✓ %s", name) : name});
    }
}

static void draw_languages(const struct page *page, struct rect strip)
{
    struct tongue items[MODEL_LANGUAGES];
    size_t count = tongues(page, true, items);
    if (count < 2)
        return;
    if (tongue_columns(page, items, count) > strip.width)
        count = tongues(page, false, items);
    if (tongue_columns(page, items, count) <= strip.width) {
        draw_tongues(page, strip, items, count);
        return;
    }
    char codes[64] = "";
    for (size_t i = 0; i < count; i++) {
        char *code = text_upper(language_code(items[i].language), NULL);
        size_t used = strlen(codes);
        snprintf(codes + used, sizeof codes - used, "%s%s", used > 0 ? " " : "", code);
        free(code);
    }
    struct rect cell = rect_cut_right(&strip, strip.width < 12 ? strip.width : 12);
    draw_cell(page, cell, &(struct target){.what = PAGE_LANGUAGES, .label = codes});
}

static bool is_first_page(const struct page *page)
{
    return page->view->type == &page_start;
}

/* A page is drawn from the hand up, and read from the top down: what it is about, what it says, and then its choices.
 */
static void order_words(struct canvas *canvas)
{
    for (size_t i = 0; i < canvas->plain_count; i++) {
        struct plain plain = canvas->plains[i];
        if (plain.kind == PLAIN_TITLE || plain.kind == PLAIN_TEXT || plain.kind == PLAIN_ERROR)
            plain.targets_before = 0;
        size_t at = i;
        for (; at > 0; at--) {
            const struct plain *before = &canvas->plains[at - 1];
            bool title_first = plain.kind == PLAIN_TITLE && before->kind != PLAIN_TITLE;
            if (before->targets_before < plain.targets_before ||
                (before->targets_before == plain.targets_before && !title_first))
                break;
            canvas->plains[at] = *before;
        }
        canvas->plains[at] = plain;
    }
}

void page_end(const struct page *page)
{
    order_words(page->canvas);
    struct canvas *canvas = page->canvas;
    struct rect all = canvas_rect(canvas);
    if (!page->low && !is_packed(page))
        rect_cut_bottom(&all, 1);
    struct rect strip = between_margins(rect_cut_bottom(&all, BAR_ROWS));
    int cell = page->narrow ? (strip.width - 2) / 3 : strip.width / 8;
    cell = cell > CELL_MOST ? CELL_MOST : cell < 9 ? 9 : cell;
    bool own_strip = page->narrow && !page->low;
    if (page->narrow && page->low)
        cell = (strip.width - 3) / 4;
    static const struct {
        int what;
        enum i18n_message label;
    } cells[] = {
            {PAGE_BACK, MESSAGE_VISITOR_BACK}, {PAGE_HELP, MESSAGE_VISITOR_HELP}, {PAGE_LARGE, MESSAGE_VISITOR_LARGE}};
    for (size_t i = 0; i < ARRAY_SIZE(cells); i++) {
        struct rect place = rect_cut_left(&strip, cell);
        rect_cut_left(&strip, 1);
        if (cells[i].what == PAGE_BACK && is_first_page(page))
            continue;
        if (cells[i].what == PAGE_HELP && page->view->type == &page_help)
            continue;
        enum i18n_message label = cells[i].what == PAGE_LARGE && canvas->large ? MESSAGE_VISITOR_USUAL : cells[i].label;
        draw_cell(page, place,
                  &(struct target){.what = cells[i].what,
                                   .label = canvas_message(canvas, label),
                                   .off = cells[i].what == PAGE_BACK && page->model->busy});
    }
    rect_cut_bottom(&all, own_strip ? 1 : 0);
    draw_languages(page, own_strip ? between_margins(rect_cut_bottom(&all, BAR_ROWS)) : strip);
}

/* --- what pages are made of --- */

void page_text(struct page *page, enum look look, const char *text)
{
    if (!text || !*text)
        return;
    int rows = canvas_text(page->canvas, page->body, ALIGN_LEFT, look, text);
    rect_cut_top(&page->body, rows);
}

void page_gap(struct page *page, int rows)
{
    if (!page->low)
        rect_cut_top(&page->body, rows);
}

void page_trouble(struct page *page)
{
    const char *text = trouble_text(page);
    if (!text)
        return;
    page_text(page, LOOK_BAD, text);
    page_gap(page, 1);
}

static int action_rows(const struct page *page)
{
    if (page->low)
        return 3;
    return page->narrow                                                ? (page->canvas->large ? 5 : 3)
           : page->canvas->large && page->canvas->surface->height > 50 ? 7
                                                                       : 5;
}

/* A dozen columns at least, and no more of them side by side than that lets. */
static int actions_abreast(const struct page *page, size_t count)
{
    int most = page->narrow ? 2 : 4;
    return (int)count < most ? (int)count : most;
}

/* Between two rows of actions. */
static int action_gap(const struct page *page)
{
    return page->low ? 0 : 1;
}

int page_action_rows(const struct page *page, size_t count)
{
    if (count == 0)
        return 0;
    int abreast = actions_abreast(page, count), rows = ((int)count + abreast - 1) / abreast;
    return rows * (action_rows(page) + action_gap(page)) - action_gap(page);
}

void page_actions(struct page *page, const struct button *buttons, size_t count)
{
    struct rect area = rect_cut_bottom(&page->body, page_action_rows(page, count));
    if (count > 0 && page->canvas->surface->height >= 24)
        rect_cut_bottom(&page->body, 1);
    size_t abreast = (size_t)actions_abreast(page, count);
    for (size_t i = 0; i < count;) {
        size_t here = count - i < abreast ? count - i : abreast;
        struct rect row = rect_cut_top(&area, action_rows(page));
        rect_cut_top(&area, action_gap(page));
        for (size_t k = 0; k < here; k++)
            button_draw_centred(page->canvas, rect_column(row, (int)k, (int)here, 1), &buttons[i + k]);
        i += here;
    }
}

void page_turn(const struct page *page, struct rect place, int what, int64_t turn, bool back)
{
    const char *words = canvas_message(page->canvas, back ? MESSAGE_UI_PAGE_BEFORE : MESSAGE_UI_PAGE_NEXT);
    struct button button = {.what = what, .value = turn, .look = LOOK_BACK};
    button.label = back ? canvas_printf(page->canvas, "◂ %s", words) : canvas_printf(page->canvas, "%s ▸", words);
    button_draw_centred(page->canvas, place, &button);
}

enum { LARGE_ROWS = 6, LARGE_ROWS_LOW = 4 };

static int large_rows(const struct page *page, int height)
{
    int rows = (height + 1) / ((page->low ? LARGE_ROWS_LOW : LARGE_ROWS) + 1);
    return rows > 0 ? rows : 1;
}

enum { LEAST_ROWS = 3, LABEL_MARGINS = 4, COLUMN_GAP = 2 };

/* Where a button has three rows its name comes first: two services must not look alike. */
static const struct button *names_first(const struct page *page, struct rect rect, const struct button_grid *grid)
{
    struct button *buttons = arena_new_n(page->canvas->arena, struct button, grid->count + 1);
    struct rect text = rect_column(rect, 0, grid->columns > 0 ? grid->columns : 1, COLUMN_GAP);
    text = (struct rect){0, 0, text.width - LABEL_MARGINS, LEAST_ROWS};
    for (size_t i = 0; i < grid->count; i++) {
        buttons[i] = grid->buttons[i];
        if (surface_wrap(NULL, text, ALIGN_LEFT, LOOK_BUTTON, buttons[i].label) >= LEAST_ROWS)
            buttons[i].detail = NULL;
    }
    return buttons;
}

void page_grid(const struct page *page, struct rect rect, const struct button_grid *grid)
{
    if (!page->canvas->large || rect_is_empty(rect)) {
        struct button_grid usual = *grid;
        if (page->low || page->narrow)
            usual.buttons = names_first(page, rect, grid);
        button_grid_draw(page->canvas, rect, &usual);
        return;
    }
    struct button_grid shown = *grid;
    shown.columns = grid->columns > 1 ? grid->columns - 1 : 1;
    size_t fits = (size_t)large_rows(page, rect.height) * (size_t)shown.columns;
    struct rect strip = {0};
    if (fits < grid->count) {
        strip = rect_cut_bottom(&rect, BAR_ROWS);
        rect_cut_bottom(&rect, 1);
        fits = (size_t)large_rows(page, rect.height) * (size_t)shown.columns;
    }
    size_t pages = grid->count > 0 ? (grid->count + fits - 1) / fits : 1;
    size_t turned = grid->page < pages ? grid->page : pages - 1, first = turned * fits;
    shown.buttons = grid->buttons + first;
    shown.count = grid->count - first < fits ? grid->count - first : fits;
    shown.page = 0;
    button_grid_draw(page->canvas, rect, &shown);
    if (turned > 0)
        page_turn(page, rect_column(strip, 0, 2, 1), grid->what_page, (int64_t)turned - 1, true);
    if (turned + 1 < pages)
        page_turn(page, rect_column(strip, 1, 2, 1), grid->what_page, (int64_t)turned + 1, false);
}

/* --- what its targets mean --- */

struct intent page_act(const struct view *view, int what, int64_t value)
{
    const struct model *model = view->model;
    switch (what) {
    case PAGE_BACK:
        return INTENT(model->busy ? INTENT_REDRAW : INTENT_CLOSE);
    case PAGE_HELP:
        return INTENT_OPENS(&page_help, .text = view->type->name);
    case PAGE_LARGE:
        return INTENT_DOES(DO_LARGE);
    case PAGE_LANGUAGE:
        return INTENT_DOES(DO_LANGUAGE, .value = value);
    case PAGE_LANGUAGES:
        return INTENT_OPENS(&page_languages);
    default:
        return INTENT(INTENT_NONE);
    }
}

int64_t page_sooner(int64_t a_ms, int64_t b_ms)
{
    if (a_ms == 0 || b_ms == 0)
        return a_ms == 0 ? b_ms : a_ms;
    return a_ms < b_ms ? a_ms : b_ms;
}

/* The first page as everybody finds it has nothing to lose. */
static int64_t idle_at(const struct view *view)
{
    const struct model *model = view->model;
    if (model->busy || model->touched_ms == 0)
        return 0;
    bool waits_for_help = model->help == HELP_ASKED || model->help == HELP_COMING;
    if (waits_for_help && view->type == &page_help)
        return model->touched_ms + MODEL_HELP_MS; /* whoever was told to wait here touches nothing */
    bool fresh = view->type == &page_start && !model->large && model->language == model_first_language(model);
    return fresh ? 0 : model->touched_ms + MODEL_IDLE_MS;
}

int64_t page_minute(const struct view *view)
{
    const int64_t minute_ms = 60000;
    const struct page_state *state = view->state;
    return state->drawn_ms == 0 ? 0 : (state->drawn_ms / minute_ms + 1) * minute_ms;
}

int64_t page_wake(const struct view *view, attr_unused int64_t now_ms)
{
    return page_sooner(page_minute(view), idle_at(view));
}

struct intent page_tick(struct view *view, int64_t now_ms)
{
    int64_t idle = idle_at(view);
    if (idle != 0 && now_ms >= idle)
        return INTENT_OPENS(&page_idle, .value = now_ms);
    return INTENT(INTENT_REDRAW);
}

struct intent page_hold(struct view *view, const struct input_event *event)
{
    const struct model *model = view->model;
    bool leads_away = event->key == INPUT_ESCAPE || event->key == INPUT_BACKSPACE;
    return model->busy && leads_away ? INTENT(INTENT_REDRAW) : INTENT(INTENT_NONE);
}
