/* SPDX-License-Identifier: MIT
 *
 * The desk. Letters are looked for among the services, so a ticket is a few letters and Enter; a digit is a class or a
 * need, Tab the language, the arrows left and right how many people. The draft goes with Enter and the line is free at
 * once: the next visitor can be typed while the answer is under way. A draft that is refused comes back, unless
 * something was typed meanwhile.
 *
 * Without anything typed, up and down walk in the list that is open, and Enter opens its row; before the list was
 * walked in Enter does nothing, so a double one after a ticket opens no page.
 */
#include <string.h>

#include "common/text.h"
#include "kiosk/reception/ask.h"
#include "kiosk/reception/desk.h"
#include "kiosk/reception/say.h"

enum { PARTY_MOST = 99, WIDE_COLUMNS = 110, VERY_WIDE_COLUMNS = 160, DRAFT_ROWS = 14 };

const char desk_choice_keys[DESK_CHOICES + 1] = "1234567890-=";

size_t desk_choices(const struct names *names, struct desk_choice ret_choices[DESK_CHOICES])
{
    const struct visitor_get_words_out *words = names_words(names);
    size_t count = 0;
    for (size_t i = 1; words && i < words->classes.count && count < DESK_CHOICES; i++)
        ret_choices[count++] = (struct desk_choice){words->classes.items[i].key, words->classes.items[i].name, false};
    for (size_t i = 0; words && i < words->needs.count && count < DESK_CHOICES; i++)
        ret_choices[count++] = (struct desk_choice){words->needs.items[i].key, words->needs.items[i].name, true};
    return count;
}

size_t desk_matches(const struct model *model, const struct desk *desk, const char *ret_keys[DESK_MATCHES])
{
    return search_find(&model->search, desk->line.text, ret_keys, DESK_MATCHES);
}

const struct draft *desk_draft(const struct view *view)
{
    return &((const struct desk *)view->state)->draft;
}

const struct draft *desk_sent(const struct view *view)
{
    return &((const struct desk *)view->state)->sent;
}

void desk_begin(struct view *view, const char *service, const char *return_code)
{
    struct desk *desk = view->state;
    field_clear(&desk->line);
    desk->draft = (struct draft){0};
    draft_add_step(&desk->draft, service);
    text_copy(desk->draft.return_code, sizeof desk->draft.return_code, return_code);
}

/* A draft that was refused since is put back. */
static void settle(struct desk *desk, const struct model *model)
{
    if (desk->refused == model->refused_count)
        return;
    desk->refused = model->refused_count;
    if (*desk->line.text || !draft_is_empty(&desk->draft))
        return;
    desk->draft = desk->sent;
    if (*desk->sent_line) { /* its last step was found by what was typed */
        desk->draft.step_count--;
        field_set(&desk->line, desk->sent_line);
    }
}

/* --- acts --- */

static struct intent issue(struct desk *desk, const struct model *model)
{
    const char *keys[DESK_MATCHES];
    size_t count = desk_matches(model, desk, keys);
    if (*desk->line.text && count == 0)
        return INTENT(INTENT_REDRAW);
    desk->sent = desk->draft;
    if (count > 0)
        draft_add_step(&desk->sent, keys[desk->at < count ? desk->at : count - 1]);
    if (desk->sent.step_count == 0)
        return INTENT(INTENT_REDRAW);
    text_copy(desk->sent_line, sizeof desk->sent_line, desk->line.text);
    field_clear(&desk->line);
    desk->draft = (struct draft){0};
    desk->at = 0;
    desk->in_list = false;
    return INTENT_DOES(DO_ISSUE);
}

/* The service that is meant, or NULL. */
static const char *meant(const struct desk *desk, const struct model *model)
{
    const char *keys[DESK_MATCHES];
    size_t count = desk_matches(model, desk, keys);
    if (count > 0)
        return keys[desk->at < count ? desk->at : count - 1];
    return desk->draft.step_count > 0 ? desk->draft.steps[0] : NULL;
}

static void choose_language(struct desk *desk, const struct model *model, int64_t place)
{
    if (model->language_count == 0)
        return;
    size_t at = 0;
    while (at + 1 < model->language_count && strcmp(desk->draft.language, model->languages[at].code) != 0)
        at++;
    if (!*desk->draft.language)
        at = 0;
    at = place >= 0 ? (size_t)place : (at + 1) % model->language_count;
    if (at < model->language_count)
        text_copy(desk->draft.language, sizeof desk->draft.language, model->languages[at].code);
}

static void change_party(struct desk *desk, int by)
{
    int party = (desk->draft.party ? desk->draft.party : 1) + by;
    desk->draft.party = party < 1 ? 1 : party > PARTY_MOST ? PARTY_MOST : party;
}

static void toggle_choice(struct desk *desk, const struct view *view, size_t place)
{
    struct desk_choice choices[DESK_CHOICES];
    size_t count = desk_choices(model_names(view->model, NULL), choices);
    if (place >= count)
        return;
    if (choices[place].is_need)
        draft_toggle_need(&desk->draft, choices[place].key);
    else
        draft_toggle_class(&desk->draft, choices[place].key);
}

static void next_step(struct desk *desk, const struct model *model)
{
    const char *service = *desk->line.text ? meant(desk, model) : NULL;
    if (!service || desk->draft.step_count + 1 >= DRAFT_STEPS)
        return;
    draft_add_step(&desk->draft, service);
    field_clear(&desk->line);
    desk->at = 0;
}

/* Takes away what was put together last. */
static struct intent clear(struct desk *desk)
{
    bool empty = !*desk->line.text && draft_is_empty(&desk->draft);
    if (*desk->line.text)
        field_clear(&desk->line);
    else
        desk->draft = (struct draft){0};
    desk->at = 0;
    desk->in_list = false;
    return empty ? INTENT_DOES(DO_QUIET) : INTENT(INTENT_REDRAW);
}

static struct intent open_row(struct desk *desk, const struct model *model, enum desk_list list, size_t row)
{
    const char *keys[DESK_ROWS];
    size_t count = desk_row_keys(model, list, keys, DESK_ROWS);
    if (row >= count)
        return INTENT(INTENT_REDRAW);
    desk->list = list;
    desk->in_list = true;
    text_copy(desk->places[list].key, sizeof desk->places[list].key, keys[row]);
    return desk_row_intent(model, list, row);
}

static struct intent open_chosen(struct desk *desk, const struct model *model)
{
    const char *keys[DESK_ROWS];
    size_t count = desk_row_keys(model, desk->list, keys, DESK_ROWS), row = 0;
    while (row < count && strcmp(keys[row], desk->places[desk->list].key) != 0)
        row++;
    return open_row(desk, model, desk->list, row < count ? row : 0);
}

static struct intent enter(struct desk *desk, const struct model *model)
{
    bool drafted = *desk->line.text || desk->draft.step_count > 0;
    if (!drafted && desk->in_list)
        return open_chosen(desk, model);
    return issue(desk, model);
}

static struct intent change(struct desk *desk, const struct view *view, int what, int64_t value)
{
    const struct model *model = view->model;
    const char *keys[DESK_MATCHES];
    switch (what) {
    case DESK_LIST:
        desk->list = (enum desk_list)value;
        desk->in_list = true;
        break;
    case DESK_LANGUAGE:
        choose_language(desk, model, value);
        break;
    case DESK_PARTY:
        change_party(desk, (int)value);
        break;
    case DESK_MATCH:
        desk->at = (size_t)value < desk_matches(model, desk, keys) ? (size_t)value : 0;
        break;
    case DESK_CHOICE:
        toggle_choice(desk, view, (size_t)value);
        break;
    case DESK_NEXT_STEP:
        next_step(desk, model);
        break;
    default:
        break;
    }
    return INTENT(INTENT_REDRAW);
}

static struct intent desk_act(struct view *view, int what, int64_t value)
{
    struct desk *desk = view->state;
    const struct model *model = view->model;
    settle(desk, model);
    const char *service;
    switch (what) {
    case DESK_ISSUE:
        return enter(desk, model);
    case DESK_FIND:
        return INTENT_DOES(DO_FIND, .text = "");
    case DESK_BOOKINGS:
        return INTENT_DOES(DO_BOOKINGS, .text = meant(desk, model));
    case DESK_LAST:
        return INTENT_DOES(DO_OPEN_TICKET, .text = model->made->ticket);
    case DESK_SLIP:
        service = meant(desk, model);
        return service ? INTENT_DOES(DO_SLIP, .text = service) : INTENT(INTENT_REDRAW);
    case DESK_MORE:
        return INTENT_DOES(DO_ASK, .value = TASK_MORE);
    case DESK_CLEAR:
        return clear(desk);
    case DESK_QUIT:
        return INTENT(INTENT_QUIT);
    case DESK_HELP:
        return INTENT_OPENS(&view_help);
    default:
        break;
    }
    if (what >= DESK_ROW && what < DESK_ROW + LIST_COUNT)
        return open_row(desk, model, (enum desk_list)(what - DESK_ROW), (size_t)value);
    return change(desk, view, what, value);
}

/* --- keys --- */

static bool walk(struct desk *desk, const struct model *model, const struct input_event *event)
{
    const char *keys[DESK_ROWS];
    if (*desk->line.text) {
        size_t count = desk_matches(model, desk, keys);
        if (event->key == INPUT_DOWN && desk->at + 1 < count)
            desk->at++;
        else if (event->key == INPUT_UP && desk->at > 0)
            desk->at--;
        return event->key == INPUT_DOWN || event->key == INPUT_UP;
    }
    size_t count = desk_row_keys(model, desk->list, keys, DESK_ROWS);
    bool first = !desk->in_list && (event->key == INPUT_DOWN || event->key == INPUT_UP);
    if (!first && !table_type(&desk->places[desk->list], event, keys, count, 8))
        return false;
    desk->in_list = true;
    return true;
}

static bool type_choice(struct desk *desk, const struct view *view, uint32_t key)
{
    const char *at = key > ' ' && key < 0x7f ? strchr(desk_choice_keys, (char)key) : NULL;
    if (!at)
        return false;
    toggle_choice(desk, view, (size_t)(at - desk_choice_keys));
    return true;
}

/* Backspace with nothing typed takes the last service back. */
static bool rub_out_step(struct desk *desk, uint32_t key)
{
    if (key != INPUT_BACKSPACE || *desk->line.text)
        return false;
    if (desk->draft.step_count > 0)
        desk->draft.step_count--;
    if (desk->draft.step_count == 0)
        *desk->draft.return_code = '\0';
    return true;
}

static struct intent desk_type(struct view *view, const struct input_event *event)
{
    struct desk *desk = view->state;
    const struct model *model = view->model;
    settle(desk, model);
    bool mine = event->key >= KEY_FIRST && event->key != INPUT_BACKSPACE && event->key != INPUT_DELETE;
    if (event->alt)
        return INTENT(INTENT_NONE);
    if (mine) /* of the table, or a walk */
        return walk(desk, model, event) ? INTENT(INTENT_REDRAW) : INTENT(INTENT_NONE);
    if (event->key == '+' || type_choice(desk, view, event->key) || rub_out_step(desk, event->key)) {
        if (event->key == '+')
            next_step(desk, model);
        return INTENT(INTENT_REDRAW);
    }
    if (event->key == ' ' && !*desk->line.text)
        return INTENT(INTENT_REDRAW);
    field_type(&desk->line, event);
    desk->at = 0;
    desk->in_list = false;
    return INTENT(INTENT_REDRAW);
}

static bool has_last(const struct view *view)
{
    return ((const struct model *)view->model)->made != NULL;
}

static bool has_service(const struct view *view)
{
    return meant(view->state, view->model) != NULL;
}

static bool has_printable_service(const struct view *view)
{
    return ((const struct model *)view->model)->printer && has_service(view);
}

static bool can_enter(const struct view *view)
{
    const struct desk *desk = view->state;
    return has_service(view) || (!*desk->line.text && desk->in_list && desk_row_count(view->model, desk->list) > 0);
}

static const struct view_key desk_keys[] = {
        {INPUT_ENTER, DESK_ISSUE, 0, MESSAGE_RECEPTION_KEY_TICKET, MESSAGE_RECEPTION_HELP_TICKET, false, can_enter},
        {INPUT_F1, DESK_HELP, 0, MESSAGE_UI_HELP, MESSAGE_RECEPTION_HELP_HELP, false, NULL},
        {INPUT_F1 + 1, DESK_FIND, 0, MESSAGE_RECEPTION_KEY_FIND, MESSAGE_RECEPTION_HELP_FIND, false, NULL},
        {INPUT_F1 + 2, DESK_BOOKINGS, 0, MESSAGE_RECEPTION_KEY_BOOKINGS, MESSAGE_RECEPTION_HELP_BOOKINGS, false, NULL},
        {INPUT_F1 + 3, DESK_LAST, 0, MESSAGE_RECEPTION_KEY_LAST, MESSAGE_RECEPTION_HELP_LAST, false, has_last},
        {INPUT_F1 + 4, DESK_LIST, LIST_ASKING, MESSAGE_RECEPTION_ASKING, MESSAGE_RECEPTION_HELP_ASKING, true, NULL},
        {INPUT_F1 + 5, DESK_LIST, LIST_CALLED, MESSAGE_RECEPTION_CALLED, MESSAGE_RECEPTION_HELP_CALLED, true, NULL},
        {INPUT_F1 + 6, DESK_LIST, LIST_MISSED, MESSAGE_RECEPTION_MISSED, MESSAGE_RECEPTION_HELP_MISSED, true, NULL},
        {INPUT_F1 + 7, DESK_LIST, LIST_WAITING, MESSAGE_RECEPTION_WAITING, MESSAGE_RECEPTION_HELP_WAITING, true, NULL},
        {INPUT_F1 + 8, DESK_SLIP, 0, MESSAGE_RECEPTION_KEY_SLIP, MESSAGE_RECEPTION_HELP_SLIP, false,
         has_printable_service},
        {INPUT_F1 + 9, DESK_MORE, 0, MESSAGE_RECEPTION_KEY_MORE, MESSAGE_RECEPTION_HELP_MORE, false, NULL},
        {INPUT_ESCAPE, DESK_CLEAR, 0, MESSAGE_RECEPTION_KEY_CLEAR, MESSAGE_RECEPTION_HELP_CLEAR, false, NULL},
        {INPUT_TAB, DESK_LANGUAGE, -1, MESSAGE_RECEPTION_KEY_LANGUAGE, MESSAGE_RECEPTION_HELP_LANGUAGE, true, NULL},
        {INPUT_LEFT, DESK_PARTY, -1, MESSAGE_RECEPTION_PEOPLE, MESSAGE_RECEPTION_HELP_FEWER, true, NULL},
        {INPUT_RIGHT, DESK_PARTY, 1, MESSAGE_RECEPTION_PEOPLE, MESSAGE_RECEPTION_HELP_MORE_PEOPLE, true, NULL},
        {'1', DESK_CHOICE, 0, MESSAGE_RECEPTION_CHOICE, MESSAGE_RECEPTION_HELP_CHOICE, true, NULL},
        {'+', DESK_NEXT_STEP, 0, MESSAGE_RECEPTION_KEY_NEXT, MESSAGE_RECEPTION_HELP_NEXT, true, NULL},
        {INPUT_DOWN, DESK_MOVE, 1, MESSAGE_RECEPTION_CHOICE, MESSAGE_RECEPTION_HELP_WALK, true, NULL},
        {INPUT_CTRL_A + 16, DESK_QUIT, 0, MESSAGE_RECEPTION_KEY_QUIT, MESSAGE_RECEPTION_HELP_QUIT, true, NULL},
};

/* --- drawing --- */

static void desk_draw(struct view *view, struct canvas *canvas)
{
    struct desk *desk = view->state;
    const struct model *model = view->model;
    settle(desk, model);
    desk->drawn_ms = canvas->now_ms;
    struct rect page = canvas_rect(canvas);
    struct rect header = rect_cut_top(&page, 1), keys = rect_cut_bottom(&page, 1);
    say_draw_header(canvas, model, header, canvas_message(canvas, MESSAGE_RECEPTION_TITLE));
    bool wide = page.width >= WIDE_COLUMNS;
    if (wide) {
        page = rect_inset(page, 2, 1);
        struct rect left = rect_cut_left(&page, page.width >= VERY_WIDE_COLUMNS ? 76 : 56);
        rect_cut_left(&page, 3);
        desk_draw_draft(model, desk, canvas, left);
    } else {
        page = rect_inset(page, 1, 0);
        rect_cut_top(&page, page.height > 20);
        desk_draw_draft(model, desk, canvas, rect_cut_top(&page, page.height * 3 / 5));
    }
    desk_draw_lists(model, desk, canvas, page);
    view_draw_keys(view, canvas, keys);
}

/* Minutes are shown of the time and of all who wait. */
static int64_t desk_wake(const struct view *view, attr_unused int64_t now_ms)
{
    const struct desk *desk = view->state;
    return desk->drawn_ms ? say_next_minute(desk->drawn_ms) : 0;
}

static struct intent desk_tick(attr_unused struct view *view, attr_unused int64_t now_ms)
{
    return INTENT(INTENT_REDRAW);
}

const struct view_type view_desk = {
        .name = "desk",
        .size = sizeof(struct desk),
        .draw = desk_draw,
        .act = desk_act,
        .type = desk_type,
        .wake = desk_wake,
        .tick = desk_tick,
        .keys = desk_keys,
        .key_count = ARRAY_SIZE(desk_keys),
};
