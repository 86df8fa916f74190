/* SPDX-License-Identifier: MIT
 *
 * The page that asks question by question, as reception has it: needs begin as the ticket has them, and slots are those
 * of a day that is turned.
 */
#include "kiosk/reception/ask.h"

#include "common/text.h"
#include "kiosk/reception/model.h"

enum { TARGET_DAY = ASK_OWN }; /* value: -1, 1 */

static void ask_open(struct view *view)
{
    struct ask *ask = view->state;
    const struct reception_ticket *ticket = model_ticket(view->model, view->text);
    for (size_t i = 0; ticket && i < ticket->needs.count && i < ASK_MARKS; i++)
        text_copy(ask->marks[ask->mark_count++], ASK_KEY_BYTES, ticket->needs.items[i]);
    ask_begin(view, &reception_form);
}

static struct intent act(struct view *view, int what, int64_t value)
{
    return what == TARGET_DAY ? INTENT_DOES(DO_SLOT_DAY, .value = value) : ask_act(view, what, value);
}

static bool asks_slot(const struct view *view)
{
    return ask_question_of(view)->source == ASK_SLOT;
}

static const struct view_key ask_keys[] = {
        ASK_KEYS,
        {INPUT_LEFT, TARGET_DAY, -1, MESSAGE_RECEPTION_KEY_DAY_BEFORE, MESSAGE_RECEPTION_HELP_DAY_BEFORE, true,
         asks_slot},
        {INPUT_RIGHT, TARGET_DAY, 1, MESSAGE_RECEPTION_KEY_DAY_AFTER, MESSAGE_RECEPTION_HELP_DAY_AFTER, true,
         asks_slot},
};

const struct view_type view_ask = {
        .name = "ask",
        .size = sizeof(struct ask),
        .open = ask_open,
        .draw = ask_draw,
        .act = act,
        .type = ask_type,
        .keys = ask_keys,
        .key_count = ARRAY_SIZE(ask_keys),
};
