/* SPDX-License-Identifier: MIT
 *
 * The one page before the ticket: what it is, how long it takes, what to bring, who goes ahead, how many, and the great
 * green button. What cannot be had is said here, before anybody has waited for it, and without the button.
 *
 * "I go ahead because ..." and "I have a need" unfold on the page, in place of what to bring, and fold again.
 */
#include "common/arena.h"
#include "common/text.h"
#include "kiosk/visitor/page.h"

enum {
    CONFIRM_TAKE = 1,
    CONFIRM_CLASSES,
    CONFIRM_NEEDS,
    CONFIRM_CLASS,
    CONFIRM_NEED,
    CONFIRM_PARTY,
    CONFIRM_MORE,
    CONFIRM_DROP,
    CONFIRM_TURN
};

enum unfolded { UNFOLDED_NONE, UNFOLDED_CLASSES, UNFOLDED_NEEDS };

struct confirm {
    struct page_state page_state;
    enum unfolded unfolded;
    int64_t turned;
};

static const struct visitor_service *service_at(const struct page *page, size_t index)
{
    return page->names ? names_find_service(page->names, model_key(page->model, page->model->wish.services[index]))
                       : NULL;
}

/* --- can it be had? --- */

/* Why not; NULL: it can. */
static const char *refusal(const struct page *page)
{
    const struct wish *wish = &page->model->wish;
    for (size_t i = 0; i < wish->service_count; i++) {
        const struct visitor_service_wait *wait = model_wait(page->model, model_key(page->model, wish->services[i]));
        const struct visitor_service *service = service_at(page, i);
        if (!wait || !wait->refused.text || !service)
            continue;
        switch (wait->refused.value) {
        case VISITOR_SERVICE_WAIT_REFUSED_HALTED:
            return canvas_message(page->canvas, MESSAGE_BOARD_HALTED);
        case VISITOR_SERVICE_WAIT_REFUSED_TOO_LATE:
            return canvas_message(page->canvas, MESSAGE_VISITOR_TOO_LATE, I18N_TEXT("hours", service->hours));
        case VISITOR_SERVICE_WAIT_REFUSED_FULL:
        case VISITOR_SERVICE_WAIT_REFUSED_EXHAUSTED:
            return canvas_message(page->canvas, MESSAGE_VISITOR_FULL, I18N_TEXT("hours", service->hours));
        default:
            return canvas_message(page->canvas, MESSAGE_VISITOR_CLOSED_NOW, I18N_TEXT("hours", service->hours));
        }
    }
    return NULL;
}

/* --- the words --- */

static const char *title(const struct page *page)
{
    const struct wish *wish = &page->model->wish;
    if (wish->service_count > 1)
        return canvas_message(page->canvas, MESSAGE_VISITOR_MATTERS, I18N_NUMBER("count", wish->service_count));
    const struct visitor_service *service = wish->service_count > 0 ? service_at(page, 0) : NULL;
    return service ? page_service_name(page, service) : "";
}

static void draw_matters(struct page *page)
{
    const struct wish *wish = &page->model->wish;
    if (wish->service_count < 2)
        return;
    for (size_t i = 0; i < wish->service_count; i++) {
        const struct visitor_service *service = service_at(page, i);
        page_text(page, LOOK_STRONG, canvas_printf(page->canvas, "%zu. %s", i + 1, service ? service->name : "?"));
    }
    page_gap(page, 1);
}

/* Of the first matter: it is the one that is waited for first. */
static void draw_wait(struct page *page)
{
    const struct visitor_service_wait *wait =
            model_wait(page->model, model_key(page->model, page->model->wish.services[0]));
    if (!wait || wait->refused.text)
        return;
    const char *ahead = page_ahead(page, wait->waiting);
    const char *sentence = page_wait_sentence(page, wait->wait, &wait->why_unknown);
    const char *both = canvas_printf(page->canvas, "%s · %s", ahead, sentence);
    if (page->low && (int)text_width(both) <= page->body.width) {
        page_text(page, LOOK_STRONG, both);
    } else {
        page_text(page, LOOK_STRONG, ahead);
        page_text(page, LOOK_STRONG, sentence);
    }
    page_gap(page, 1);
}

/* An item a line; where there are too many lines, one after the other. */
static void draw_bring(struct page *page)
{
    const struct wish *wish = &page->model->wish;
    const char *lines = NULL, *row = NULL;
    for (size_t i = 0; i < wish->service_count; i++) {
        const struct visitor_service *service = service_at(page, i);
        for (size_t k = 0; service && k < service->bring.count; k++) {
            const char *item = service->bring.items[k];
            lines = lines ? canvas_printf(page->canvas, "%s\n• %s", lines, item)
                          : canvas_printf(page->canvas, "• %s", item);
            row = row ? canvas_printf(page->canvas, "%s · %s", row, item) : item;
        }
    }
    if (!lines)
        return;
    page_text(page, LOOK_QUIET, canvas_message(page->canvas, MESSAGE_TICKET_BRING));
    bool fits = surface_wrap(NULL, page->body, ALIGN_LEFT, LOOK_PAGE, lines) <= page->body.height;
    page_text(page, LOOK_PAGE, fits ? lines : row);
}

static void draw_words(struct page *page, const char *refused)
{
    const struct visitor_service *service = service_at(page, 0);
    draw_matters(page);
    if (service && !page->low)
        page_text(page, LOOK_QUIET, names_group(page->names, service->agency));
    page_gap(page, 1);
    if (page->model->trouble.error[0] != '\0')
        page_trouble(page);
    else if (refused)
        page_text(page, LOOK_WARN, refused);
    page_gap(page, refused ? 1 : 0);
    draw_wait(page);
    if (page->model->wish.return_code[0] != '\0')
        page_text(page, LOOK_GOOD, canvas_message(page->canvas, MESSAGE_VISITOR_WITH_RETURN_CODE));
    if (!refused && !model_has_paper(page->model))
        page_text(page, LOOK_WARN, canvas_message(page->canvas, MESSAGE_VISITOR_NO_PAPER_NOW));
    draw_bring(page);
}

/* --- what unfolds --- */

static const char *ticked(const struct page *page, bool on, const char *text)
{
    return on ? canvas_printf(page->canvas, "✓ %s", text) : text;
}

static size_t class_buttons(const struct page *page, struct button **ret_buttons)
{
    const struct visitor_get_words_out *words = names_words(page->names);
    struct button *buttons = arena_new_n(page->canvas->arena, struct button, words->classes.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < words->classes.count; i++) {
        const struct visitor_class *class = &words->classes.items[i];
        int64_t number = model_number(page->model, class->key);
        if (class->question)
            buttons[count++] =
                    (struct button){.what = CONFIRM_CLASS,
                                    .value = number,
                                    .label = ticked(page, number == page->model->wish.class, class->question)};
    }
    *ret_buttons = buttons;
    return count;
}

static size_t need_buttons(const struct page *page, struct button **ret_buttons)
{
    const struct visitor_get_words_out *words = names_words(page->names);
    struct button *buttons = arena_new_n(page->canvas->arena, struct button, words->needs.count + 1);
    for (size_t i = 0; i < words->needs.count; i++) {
        const struct visitor_need *need = &words->needs.items[i];
        int64_t number = model_number(page->model, need->key);
        bool on = wish_has_need(&page->model->wish, number);
        buttons[i] = (struct button){.what = CONFIRM_NEED, .value = number, .label = ticked(page, on, need->name)};
    }
    *ret_buttons = buttons;
    return words->needs.count;
}

static void draw_unfolded(struct page *page, const struct confirm *confirm)
{
    struct button *buttons;
    bool classes = confirm->unfolded == UNFOLDED_CLASSES;
    size_t count = classes ? class_buttons(page, &buttons) : need_buttons(page, &buttons);
    page_grid(page, page->body,
              &(struct button_grid){.buttons = buttons,
                                    .count = count,
                                    .page = (size_t)confirm->turned,
                                    .columns = page->narrow ? 1
                                               : page->low  ? 3
                                                            : 2,
                                    .what_page = CONFIRM_TURN});
}

/* --- the buttons --- */

static const char *class_label(const struct page *page)
{
    const char *key = model_key(page->model, page->model->wish.class);
    if (!key)
        return canvas_message(page->canvas, MESSAGE_VISITOR_GO_AHEAD);
    return ticked(page, true, names_class(page->names, key));
}

static const char *need_label(const struct page *page)
{
    const struct wish *wish = &page->model->wish;
    if (wish->need_count == 0)
        return canvas_message(page->canvas, MESSAGE_VISITOR_HAVE_NEED);
    const char *label = ticked(page, true, names_need(page->names, model_key(page->model, wish->needs[0])));
    for (size_t i = 1; i < wish->need_count; i++)
        label = canvas_printf(page->canvas, "%s, %s", label,
                              names_need(page->names, model_key(page->model, wish->needs[i])));
    return label;
}

static bool asks_class(const struct page *page)
{
    struct button *buttons;
    return class_buttons(page, &buttons) > 0;
}

static void draw_toggles(struct page *page, const struct confirm *confirm)
{
    const struct wish *wish = &page->model->wish;
    struct button buttons[3];
    size_t count = 0;
    const char *fold = canvas_message(page->canvas, MESSAGE_VISITOR_CONTINUE);
    if (asks_class(page))
        buttons[count++] = (struct button){.what = CONFIRM_CLASSES,
                                           .label = confirm->unfolded == UNFOLDED_CLASSES ? fold : class_label(page)};
    if (names_words(page->names)->needs.count > 0)
        buttons[count++] = (struct button){.what = CONFIRM_NEEDS,
                                           .label = confirm->unfolded == UNFOLDED_NEEDS ? fold : need_label(page)};
    if (confirm->unfolded != UNFOLDED_NONE)
        ; /* room for what is unfolded */
    else if (wish->service_count > 1)
        buttons[count++] =
                (struct button){.what = CONFIRM_DROP, .label = canvas_message(page->canvas, MESSAGE_VISITOR_ONE_LESS)};
    else if (wish->return_code[0] == '\0')
        buttons[count++] =
                (struct button){.what = CONFIRM_MORE, .label = canvas_message(page->canvas, MESSAGE_VISITOR_ONE_MORE)};
    for (size_t i = 0; i < count; i++)
        buttons[i].off = page->model->busy;
    page_actions(page, buttons, count);
}

enum { ABREAST = 5 };

/* 1 2 3 4 5+, and beyond: 4 before, 5 6 7 8+. */
static void draw_party(struct page *page)
{
    const struct visitor_service *service = service_at(page, 0);
    if (!service || !service->how_many_limit.set || service->how_many_limit.value < 2)
        return;
    int64_t limit = service->how_many_limit.value, party = page->model->wish.party ? page->model->wish.party : 1;
    int64_t first = party < ABREAST ? 1 : party - (party - ABREAST) % (ABREAST - 2);
    struct rect row = rect_cut_bottom(&page->body, page->canvas->large && !page->low ? 5 : 3);
    for (int i = 0; i < ABREAST; i++) {
        int64_t people = first == 1 ? 1 + i : first - 1 + i;
        bool goes_on = i == ABREAST - 1 && people < limit;
        if (people > limit)
            break;
        const char *label = canvas_printf(page->canvas,
                                          goes_on               ? "%lld+"
                                          : first > 1 && i == 0 ? "≤ %lld"
                                                                : "%lld",
                                          (long long)people);
        struct button button = {.what = CONFIRM_PARTY,
                                .value = people,
                                .label = ticked(page, people == party, label),
                                .off = page->model->busy};
        button_draw_centred(page->canvas, rect_column(row, i, ABREAST, 1), &button);
    }
    struct rect question = rect_cut_bottom(&page->body, 1);
    canvas_say(page->canvas, PLAIN_QUESTION, canvas_message(page->canvas, MESSAGE_VISITOR_HOW_MANY));
    surface_aligned(page->canvas->surface, question, ALIGN_LEFT, LOOK_QUIET,
                    canvas_message(page->canvas, MESSAGE_VISITOR_HOW_MANY));
    page_gap(page, 0);
}

static void draw_action(struct page *page)
{
    bool busy = page->model->busy;
    struct button take = {
            .what = CONFIRM_TAKE,
            .label = canvas_message(page->canvas, busy ? MESSAGE_VISITOR_ONE_MOMENT : MESSAGE_VISITOR_TAKE_TICKET),
            .look = LOOK_ACTION,
            .off = busy};
    page_actions(page, &take, 1);
}

static void confirm_draw(struct view *view, struct canvas *canvas)
{
    const struct confirm *confirm = view->state;
    struct page page = page_begin(view, canvas, NULL);
    if (!page.names || !names_are_there(page.names) || page.model->wish.service_count == 0) {
        page_text(&page, LOOK_TITLE, canvas_message(canvas, MESSAGE_VISITOR_ONE_MOMENT));
        page_end(&page);
        return;
    }
    page_air(&page);
    page_text(&page, LOOK_TITLE, title(&page));
    const char *refused = refusal(&page);
    if (!refused) { /* from the bottom up: the nearer to the hand, the more often it is needed */
        draw_action(&page);
        draw_toggles(&page, confirm);
        if (confirm->unfolded == UNFOLDED_NONE)
            draw_party(&page);
    }
    if (confirm->unfolded != UNFOLDED_NONE && !refused)
        draw_unfolded(&page, confirm);
    else
        draw_words(&page, refused);
    page_end(&page);
}

/* --- what is meant --- */

static struct intent unfold(struct confirm *confirm, enum unfolded what)
{
    confirm->unfolded = confirm->unfolded == what ? UNFOLDED_NONE : what;
    confirm->turned = 0;
    return INTENT(INTENT_REDRAW);
}

static struct intent confirm_act(struct view *view, int what, int64_t value)
{
    struct confirm *confirm = view->state;
    const struct model *model = view->model;
    if (model->busy && what < PAGE_BACK)
        return INTENT(INTENT_REDRAW);
    switch (what) {
    case CONFIRM_TAKE:
        return INTENT_DOES(DO_ISSUE);
    case CONFIRM_CLASSES:
        return unfold(confirm, UNFOLDED_CLASSES);
    case CONFIRM_NEEDS:
        return unfold(confirm, UNFOLDED_NEEDS);
    case CONFIRM_CLASS:
        confirm->unfolded = UNFOLDED_NONE;
        return INTENT_DOES(DO_CLASS, .value = value);
    case CONFIRM_NEED:
        return INTENT_DOES(DO_NEED, .value = value);
    case CONFIRM_PARTY:
        return INTENT_DOES(DO_PARTY, .value = value);
    case CONFIRM_MORE:
        return INTENT_OPENS(&page_services, .value = 1);
    case CONFIRM_DROP:
        return INTENT_DOES(DO_DROP, .value = (int64_t)model->wish.service_count - 1);
    case CONFIRM_TURN:
        confirm->turned = value;
        return INTENT(INTENT_REDRAW);
    default:
        return page_act(view, what, value);
    }
}

const struct view_type page_confirm = {
        .name = "confirm",
        .size = sizeof(struct confirm),
        .draw = confirm_draw,
        .act = confirm_act,
        .type = page_hold,
        .tick = page_tick,
        .wake = page_wake,
};
