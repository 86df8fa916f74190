/* SPDX-License-Identifier: MIT
 *
 * The tree: agencies, their groups, their services, a page of each level. A level with one thing in it is passed over.
 */
#include <string.h>

#include "common/arena.h"
#include "kiosk/visitor/page.h"

enum { SERVICES_GROUP = 1, SERVICES_SERVICE, SERVICES_TURN, SERVICES_SEARCH };

struct services {
    struct page_state page_state;
    int64_t page;
};

/* view->text: the group whose inside is shown (NULL: the agencies); view->value: 1 if a matter is to be added. */

static bool is_child(const char *parent, const char *group)
{
    return parent && group ? strcmp(parent, group) == 0 : parent == group;
}

/* What lies in a group, in the order of the screens. */
struct inside {
    const struct visitor_group **groups;
    size_t group_count, group_room;
    const struct visitor_service **services;
    size_t service_count, service_room;
};

static void look_inside(const struct page *page, const char *group, struct inside *ret_inside)
{
    const struct visitor_list_services_out *all = page->names ? names_services(page->names) : NULL;
    struct arena *arena = page->canvas->arena;
    *ret_inside = (struct inside){0};
    for (size_t i = 0; all && i < all->groups.count; i++) {
        const struct visitor_group *child = &all->groups.items[i];
        if (!is_child(child->parent, group) || !model_group_offers(page->model, page->names, child->key))
            continue;
        arena_grow(arena, ret_inside->groups, ret_inside->group_count, ret_inside->group_room);
        ret_inside->groups[ret_inside->group_count++] = child;
    }
    for (size_t i = 0; group && all && i < all->services.count; i++) {
        const struct visitor_service *child = &all->services.items[i];
        if (!is_child(child->group, group) || !model_offers(page->model, child->key))
            continue;
        arena_grow(arena, ret_inside->services, ret_inside->service_count, ret_inside->service_room);
        ret_inside->services[ret_inside->service_count++] = child;
    }
}

/* The first level in which there is something to choose. */
static const char *first_choice(const struct page *page, const char *group, struct inside *ret_inside)
{
    look_inside(page, group, ret_inside);
    for (int depth = 0; depth < 16 && ret_inside->group_count == 1 && ret_inside->service_count == 0; depth++) {
        group = ret_inside->groups[0]->key;
        look_inside(page, group, ret_inside);
    }
    return group;
}

static const char *group_label(const struct page *page, const struct visitor_group *group)
{
    return group->fallback ? canvas_printf(page->canvas, "%s [%s]", group->name, group->fallback) : group->name;
}

static size_t make_buttons(const struct page *page, const struct inside *inside, struct button **ret_buttons)
{
    size_t count = 0, all = inside->group_count + inside->service_count;
    struct button *buttons = arena_new_n(page->canvas->arena, struct button, all + 1);
    for (size_t i = 0; i < inside->group_count; i++)
        buttons[count++] = (struct button){.what = SERVICES_GROUP,
                                           .value = model_number(page->model, inside->groups[i]->key),
                                           .label = group_label(page, inside->groups[i])};
    for (size_t i = 0; i < inside->service_count; i++)
        buttons[count++] = (struct button){
                .what = SERVICES_SERVICE,
                .value = model_number(page->model, inside->services[i]->key),
                .label = page_service_name(page, inside->services[i]),
                .detail = page_wait_word(page, inside->services[i]->key, page->narrow ? 36 : page->body.width / 3)};
    *ret_buttons = buttons;
    return count;
}

static const char *title_of(const struct view *view, const struct canvas *canvas, const char *group)
{
    const struct names *names = model_names(view->model, canvas->language);
    return group && names ? names_group(names, group) : NULL;
}

static void services_draw(struct view *view, struct canvas *canvas)
{
    const struct services *services = view->state;
    struct page probe = {.canvas = canvas, .model = view->model, .names = model_names(view->model, canvas->language)};
    struct inside inside;
    const char *group = first_choice(&probe, view->text, &inside);
    const char *title = title_of(view, canvas, group);
    if (!title)
        title = canvas_message(canvas, MESSAGE_VISITOR_CHOOSE_AGENCY);
    else if (inside.service_count > 0)
        canvas_say(canvas, PLAIN_QUESTION, canvas_message(canvas, MESSAGE_VISITOR_CHOOSE_SERVICE));
    struct page page = page_begin(view, canvas, title);
    struct button search = {.what = SERVICES_SEARCH, .label = canvas_message(canvas, MESSAGE_VISITOR_SEARCH)};
    struct page above = page;
    rect_cut_bottom(&above.body, page_action_rows(&page, 1) + 1);
    struct button *buttons;
    size_t count = make_buttons(&above, &inside, &buttons);
    if (count == 0)
        page_text(&above, LOOK_PAGE, canvas_message(canvas, MESSAGE_VISITOR_NOTHING_HERE));
    page_grid(&above, above.body,
              &(struct button_grid){.buttons = buttons,
                                    .count = count,
                                    .page = (size_t)services->page,
                                    .columns = page.narrow             ? 1
                                               : page.body.width < 120 ? 2
                                                                       : 3,
                                    .what_page = SERVICES_TURN});
    page_actions(&page, &search, 1);
    page_end(&page);
}

static struct intent services_act(struct view *view, int what, int64_t value)
{
    struct services *services = view->state;
    const struct model *model = view->model;
    switch (what) {
    case SERVICES_GROUP:
        return INTENT_OPENS(&page_services, .value = view->value, .text = model_key(model, value));
    case SERVICES_SERVICE:
        return INTENT_DOES(view->value ? DO_ADD : DO_CHOOSE, .value = value);
    case SERVICES_TURN:
        services->page = value;
        return INTENT(INTENT_REDRAW);
    case SERVICES_SEARCH:
        return INTENT_OPENS(&page_search, .value = view->value);
    default:
        return page_act(view, what, value);
    }
}

const struct view_type page_services = {
        .name = "services",
        .size = sizeof(struct services),
        .draw = services_draw,
        .act = services_act,
        .tick = page_tick,
        .wake = page_wake,
};
