/* SPDX-License-Identifier: MIT
 *
 * Giving the visitor to a colleague, and going home. Nobody tells a counter who is signed in elsewhere, so a colleague
 * is named by typing his id.
 */
#include <string.h>

#include "kiosk/counter/pick.h"

static const struct table_column columns[] = {{.width = 0}, {.width = 20}};

static void add_typed(struct view *view, struct canvas *canvas, struct pick_rows *rows, enum i18n_message what)
{
    const struct pick *pick = view->state;
    if (!*pick->search.text)
        return;
    *pick_add(canvas, rows) = (struct pick_row){.key = canvas_printf(canvas, "o%s", pick->search.text),
                                                .cells = {canvas_message(canvas, what), pick->search.text},
                                                .look = LOOK_STRONG,
                                                .always = true};
}

/* --- hand over --- */

static const struct view_key hand_over_keys[] = {PICK_TAKE(MESSAGE_COUNTER_KEY_HAND_OVER), PICK_BACK};

static void draw_hand_over(struct view *view, struct canvas *canvas)
{
    struct pick_rows rows = {0};
    add_typed(view, canvas, &rows, MESSAGE_COUNTER_TO_OPERATOR);
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
        PICK_VIEW("hand_over", struct pick, draw_hand_over, act_hand_over, hand_over_keys);

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
        add_typed(view, canvas, &rows, MESSAGE_COUNTER_TO_OPERATOR);
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
        PICK_VIEW("sign_out", struct pick, draw_sign_out, act_sign_out, sign_out_keys);
