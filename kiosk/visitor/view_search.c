/* SPDX-License-Identifier: MIT
 *
 * Search by letters that forgives: names are compared as text_fold() writes them, so "sexsiyyet" finds "Şəxsiyyət".
 * Every word that was typed has to be in the name; names that begin with the first one come first, then those in which
 * a word begins with it.
 */
#include <string.h>

#include "common/arena.h"
#include "common/text.h"
#include "kiosk/ui/field.h"
#include "kiosk/ui/keyboard.h"
#include "kiosk/visitor/page.h"

enum { SEARCH_SERVICE = 1, SEARCH_TURN, SEARCH_KEY };

struct search {
    struct page_state page_state;
    struct field field;
    int64_t page;
};

enum { ROWS_TO_TURN = 7 }; /* a row of buttons and the strip that turns; with less the next letter must do */

enum rank { RANK_NONE, RANK_INSIDE, RANK_WORD, RANK_FIRST };

static bool word_begins(const char *name, const char *word)
{
    for (const char *at = strstr(name, word); at; at = strstr(at + 1, word)) {
        if (at > name && at[-1] == ' ')
            return true;
    }
    return false;
}

static enum rank rank_of(const char *name, const char *typed)
{
    _cleanup_free_ char *words = mem_strdup(typed);
    enum rank rank = RANK_NONE;
    char *rest = NULL;
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        if (!strstr(name, word))
            return RANK_NONE;
        if (rank == RANK_NONE)
            rank = strncmp(name, word, strlen(word)) == 0 ? RANK_FIRST
                   : word_begins(name, word)              ? RANK_WORD
                                                          : RANK_INSIDE;
    }
    return rank;
}

struct hits {
    struct button *buttons;
    size_t count, room;
};

static void add_hits(const struct page *page, const char *typed, enum rank wanted, struct hits *hits)
{
    const struct visitor_list_services_out *all = names_services(page->names);
    for (size_t i = 0; i < all->services.count; i++) {
        const struct visitor_service *service = &all->services.items[i];
        _cleanup_free_ char *name = text_fold(service->name);
        if (rank_of(name, typed) != wanted || !model_offers(page->model, service->key))
            continue;
        arena_grow(page->canvas->arena, hits->buttons, hits->count, hits->room);
        hits->buttons[hits->count++] = (struct button){.what = SEARCH_SERVICE,
                                                       .value = model_number(page->model, service->key),
                                                       .label = page_service_name(page, service),
                                                       .detail = page_wait_word(page, service->key, 30)};
    }
}

static struct hits find(const struct page *page, const char *text)
{
    struct hits hits = {0};
    _cleanup_free_ char *typed = text_fold(text);
    if (!page->names || !names_services(page->names) || typed[strspn(typed, " ")] == '\0')
        return hits;
    for (enum rank rank = RANK_FIRST; rank > RANK_NONE; rank--)
        add_hits(page, typed, rank, &hits);
    return hits;
}

static void draw_hits(struct page *page, const struct search *search)
{
    struct hits hits = find(page, search->field.text);
    if (hits.count == 0) {
        bool typed = search->field.text[0] != '\0';
        page_text(page, LOOK_QUIET,
                  canvas_message(page->canvas, typed ? MESSAGE_VISITOR_NOTHING_FOUND : MESSAGE_VISITOR_SEARCH_HOW));
        return;
    }
    int columns = page->narrow ? 1 : page->low ? 3 : 2;
    bool one_row = page->body.height < ROWS_TO_TURN && hits.count > (size_t)columns;
    page_grid(page, page->body,
              &(struct button_grid){.buttons = hits.buttons,
                                    .count = one_row ? (size_t)columns : hits.count,
                                    .page = (size_t)search->page,
                                    .columns = columns,
                                    .what_page = SEARCH_TURN});
}

static void search_draw(struct view *view, struct canvas *canvas)
{
    const struct search *search = view->state;
    bool tight = canvas->surface->height < LOW_ROWS;
    struct page page = page_begin(view, canvas, tight ? NULL : canvas_message(canvas, MESSAGE_VISITOR_SEARCH));
    if (tight)
        canvas_say(canvas, PLAIN_TITLE, canvas_message(canvas, MESSAGE_VISITOR_SEARCH));
    struct rect keys = rect_cut_bottom(&page.body, keyboard_rows(canvas, FIELD_TEXT));
    if (!tight)
        rect_cut_bottom(&page.body, 1);
    struct rect line = rect_cut_bottom(&page.body, 3);
    if (!tight)
        rect_cut_bottom(&page.body, 1);
    draw_hits(&page, search);
    field_draw(canvas, line, &search->field, canvas_message(canvas, MESSAGE_VISITOR_SEARCH_HINT));
    keyboard_draw(canvas, keys, FIELD_TEXT, SEARCH_KEY);
    page_end(&page);
}

static struct intent search_act(struct view *view, int what, int64_t value)
{
    struct search *search = view->state;
    switch (what) {
    case SEARCH_SERVICE:
        return INTENT_DOES(view->value ? DO_ADD : DO_CHOOSE, .value = value);
    case SEARCH_TURN:
        search->page = value;
        return INTENT(INTENT_REDRAW);
    case SEARCH_KEY:
        keyboard_act(&search->field, value);
        search->page = 0;
        return INTENT(INTENT_REDRAW);
    default:
        return page_act(view, what, value);
    }
}

static struct intent search_type(struct view *view, const struct input_event *event)
{
    struct search *search = view->state;
    bool leads_back = event->key == INPUT_BACKSPACE && search->field.text[0] == '\0';
    bool moves = event->key == INPUT_LEFT || event->key == INPUT_RIGHT;
    if (leads_back || moves || !field_type(&search->field, event))
        return INTENT(INTENT_NONE);
    search->page = 0;
    return INTENT(INTENT_REDRAW);
}

const struct view_type page_search = {
        .name = "search",
        .size = sizeof(struct search),
        .draw = search_draw,
        .act = search_act,
        .type = search_type,
        .tick = page_tick,
        .wake = page_wake,
};
