/* SPDX-License-Identifier: MIT
 *
 * Serving somebody who has no ticket and came straight to the counter.
 */
#include <string.h>

#include "kiosk/counter/pick.h"

enum { PARTY_MOST = 9 };

struct direct {
    struct pick pick;
    int64_t class;    /* index in the centre's words */
    int64_t language; /* index in the centre's languages */
    int64_t more;     /* people beside the first */
};

static const struct view_key keys[] = {
        PICK_TAKE(MESSAGE_COUNTER_KEY_SERVE),
        {INPUT_F1 + 1, ACT_TURN, 0, MESSAGE_COUNTER_KEY_CLASS, MESSAGE_COUNTER_KEY_CLASS, false, NULL},
        {INPUT_F1 + 2, ACT_TURN_2, 0, MESSAGE_COUNTER_KEY_LANGUAGE, MESSAGE_COUNTER_KEY_LANGUAGE, false, NULL},
        {INPUT_F1 + 3, ACT_TURN_3, 0, MESSAGE_COUNTER_KEY_PEOPLE, MESSAGE_COUNTER_KEY_PEOPLE, false, NULL},
        PICK_BACK,
};

/* Its tier in the operator's profile; -1: he does not take it. */
static int64_t tier_of(const struct model *model, const char *service)
{
    const struct counter_watch_out *watch = model_watch(model);
    for (size_t i = 0; watch && i < watch->queues.count; i++) {
        if (strcmp(watch->queues.items[i].service, service) == 0)
            return watch->queues.items[i].tier;
    }
    return -1;
}

/* The services that he takes come first. */
static void add_services(struct canvas *canvas, const struct model *model, struct pick_rows *rows, bool own)
{
    const struct visitor_list_services_out *out = names_services(&model->names);
    for (size_t i = 0; out && i < out->services.count; i++) {
        const struct visitor_service *service = &out->services.items[i];
        if ((tier_of(model, service->key) >= 0) != own)
            continue;
        *pick_add(canvas, rows) =
                (struct pick_row){.key = service->key,
                                  .cells = {service->name, names_group(&model->names, service->agency)},
                                  .look = LOOK_QUIET};
    }
}

static void draw(struct view *view, struct canvas *canvas)
{
    static const struct table_column columns[] = {{.width = 0}, {.width = 0}};
    const struct model *model = page_model(view);
    const struct direct *direct = view->state;
    const struct visitor_get_words_out *words = names_words(&model->names);
    const struct visitor_get_centre_out *centre = names_centre(&model->names);
    struct pick_rows rows = {0};
    add_services(canvas, model, &rows, true);
    add_services(canvas, model, &rows, false);
    const char *class =
            words && (size_t)direct->class < words->classes.count ? words->classes.items[direct->class].name : NULL;
    const char *language = centre && (size_t)direct->language < centre->languages.count
                                   ? centre->languages.items[direct->language].name
                                   : NULL;
    const struct pick_page page = {
            .title = canvas_message(canvas, MESSAGE_COUNTER_TITLE_DIRECT),
            .hint = canvas_message(canvas, MESSAGE_COUNTER_SEARCH),
            .empty = canvas_message(canvas, MESSAGE_COUNTER_NOTHING_THERE),
            .columns = columns,
            .column_count = ARRAY_SIZE(columns),
            .options = {say_both(canvas, class, language),
                        canvas_message(canvas, MESSAGE_TICKET_PEOPLE, I18N_NUMBER("count", direct->more + 1))},
    };
    pick_draw(view, canvas, &page, &rows);
}

static int64_t turned(int64_t value, size_t count)
{
    return count > 0 ? (value + 1) % (int64_t)count : 0;
}

static struct intent act(struct view *view, int what, int64_t value)
{
    struct direct *direct = view->state;
    const struct visitor_get_words_out *words = names_words(&page_model(view)->names);
    const struct visitor_get_centre_out *centre = names_centre(&page_model(view)->names);
    switch (what) {
    case ACT_CLOSE:
        return INTENT(INTENT_CLOSE);
    case ACT_TURN:
        direct->class = turned(direct->class, words ? words->classes.count : 0);
        return INTENT(INTENT_REDRAW);
    case ACT_TURN_2:
        direct->language = turned(direct->language, centre ? centre->languages.count : 0);
        return INTENT(INTENT_REDRAW);
    case ACT_TURN_3:
        direct->more = turned(direct->more, PARTY_MOST);
        return INTENT(INTENT_REDRAW);
    default: {
        const char *key = pick_key(view, value);
        int64_t packed = direct_pack(direct->class, direct->language, direct->more + 1);
        return key ? INTENT_DOES(ACT_DIRECT, .text = key, .value = packed) : INTENT(INTENT_REDRAW);
    }
    }
}

const struct view_type counter_view_direct = PICK_VIEW("direct", struct direct, draw, act, keys);
