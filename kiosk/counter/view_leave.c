/* SPDX-License-Identifier: MIT
 *
 * Giving the visitor to a colleague, and going home. Who is signed in elsewhere is asked when the page opens; a
 * colleague can be named by typing his id, too, as the answer may be late.
 */
#include <string.h>

#include "kiosk/counter/pick.h"

static const struct table_column columns[] = {{.width = 0}, {.width = 34}};

static void open_page(struct view *view)
{
    struct pick *state = view->state;
    state->page.asks = ACT_COLLEAGUES;
}

/* An id is typed: that very one comes first, others are those that begin like it. */
static void add_colleagues(struct view *view, struct canvas *canvas, struct pick_rows *rows, bool typed)
{
    const struct pick *pick = view->state;
    const struct model *model = page_model(view);
    const struct counter_list_colleagues_out *out = model->colleagues.out;
    for (size_t i = 0; out && i < out->colleagues.count; i++) {
        const struct counter_colleague *colleague = &out->colleagues.items[i];
        bool is_free = colleague->activity.value == COUNTER_ACTIVITY_FREE;
        if ((strcmp(colleague->operator, pick->search.text) == 0) != typed)
            continue;
        *pick_add(canvas, rows) =
                (struct pick_row){.key = canvas_printf(canvas, "o%s", colleague->operator),
                                  .cells = {canvas_printf(canvas, "%s · %s", colleague->operator,
                                                          say_counter(canvas, model, colleague->counter)),
                                            say_colleague(canvas, colleague)},
                                  .look = is_free ? LOOK_GOOD : LOOK_QUIET};
    }
}

static bool is_listed(const struct view *view, const char *operator)
{
    const struct counter_list_colleagues_out *out = page_model(view)->colleagues.out;
    for (size_t i = 0; out && i < out->colleagues.count; i++) {
        if (strcmp(out->colleagues.items[i].operator, operator) == 0)
            return true;
    }
    return false;
}

static void add_typed(struct view *view, struct canvas *canvas, struct pick_rows *rows)
{
    const struct pick *pick = view->state;
    add_colleagues(view, canvas, rows, true);
    add_colleagues(view, canvas, rows, false);
    if (!*pick->search.text || is_listed(view, pick->search.text))
        return;
    *pick_add(canvas, rows) =
            (struct pick_row){.key = canvas_printf(canvas, "o%s", pick->search.text),
                              .cells = {canvas_message(canvas, MESSAGE_COUNTER_TO_OPERATOR), pick->search.text},
                              .look = LOOK_STRONG,
                              .always = true};
}

/* --- hand over --- */

static const struct view_key hand_over_keys[] = {PICK_TAKE(MESSAGE_COUNTER_KEY_HAND_OVER), PICK_BACK};

static void draw_hand_over(struct view *view, struct canvas *canvas)
{
    struct pick_rows rows = {0};
    add_typed(view, canvas, &rows);
    const struct pick_page page = {.title = canvas_message(canvas, MESSAGE_COUNTER_TITLE_HAND_OVER),
                                   .hint = canvas_message(canvas, MESSAGE_COUNTER_COLLEAGUE),
                                   .empty = canvas_message(canvas, MESSAGE_COUNTER_TYPE_COLLEAGUE),
                                   .columns = columns,
                                   .column_count = ARRAY_SIZE(columns)};
    pick_draw(view, canvas, &page, &rows);
}

static struct intent act_hand_over(struct view *view, int what, int64_t value)
{
    if (what == ACT_CLOSE)
        return INTENT(INTENT_CLOSE);
    const char *key = pick_key(view, value);
    return key ? INTENT_DOES(ACT_HAND_OVER, .text = key + 1) : INTENT(INTENT_REDRAW);
}

const struct view_type counter_view_hand_over =
        PICK_VIEW_OPENED("hand_over", struct pick, open_page, draw_hand_over, act_hand_over, hand_over_keys);

/* --- sign out --- */

static const struct view_key sign_out_keys[] = {PICK_TAKE(MESSAGE_COUNTER_KEY_SIGN_OUT), PICK_BACK};

static void draw_sign_out(struct view *view, struct canvas *canvas)
{
    const struct model *model = page_model(view);
    size_t parked = model_own_parked(model);
    bool holds = model_has_visitor(model), leaves = holds || parked > 0;
    struct pick_rows rows = {0};
    if (!leaves)
        *pick_add(canvas, &rows) = (struct pick_row){
                .key = "-", .cells = {canvas_message(canvas, MESSAGE_COUNTER_KEY_SIGN_OUT)}, .always = true};
    else if (!holds)
        *pick_add(canvas, &rows) = (struct pick_row){
                .key = "=", .cells = {canvas_message(canvas, MESSAGE_COUNTER_LEAVE_PARKED)}, .always = true};
    if (leaves)
        add_typed(view, canvas, &rows);
    const char *what = holds ? canvas_message(canvas, MESSAGE_COUNTER_LEAVES_VISITOR)
                             : canvas_message(canvas, MESSAGE_COUNTER_LEAVES_PARKED, I18N_NUMBER("count", parked));
    const struct pick_page page = {.title = canvas_message(canvas, MESSAGE_COUNTER_TITLE_SIGN_OUT),
                                   .hint = leaves ? canvas_message(canvas, MESSAGE_COUNTER_COLLEAGUE) : NULL,
                                   .empty = canvas_message(canvas, MESSAGE_COUNTER_TYPE_COLLEAGUE),
                                   .columns = columns,
                                   .column_count = leaves ? 2 : 1,
                                   .options = {leaves ? what : NULL}};
    pick_draw(view, canvas, &page, &rows);
}

static struct intent act_sign_out(struct view *view, int what, int64_t value)
{
    if (what == ACT_CLOSE)
        return INTENT(INTENT_CLOSE);
    const char *key = pick_key(view, value);
    if (!key)
        return INTENT(INTENT_REDRAW);
    if (*key == 'o')
        return INTENT_DOES(ACT_SIGN_OUT, .text = key + 1);
    return INTENT_DOES(ACT_SIGN_OUT, .value = *key == '=');
}

const struct view_type counter_view_sign_out =
        PICK_VIEW_OPENED("sign_out", struct pick, open_page, draw_sign_out, act_sign_out, sign_out_keys);
