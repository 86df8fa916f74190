/* SPDX-License-Identifier: MIT
 *
 * Closed, in all languages.
 */
#include "kiosk/visitor/closed.h"

enum closed_why closed_why(const struct model *model, const struct language *language)
{
    if (model->unknown)
        return CLOSED_UNKNOWN;
    const struct visitor_get_kiosk_out *kiosk = model_kiosk(model);
    const struct names *names = model_names(model, language);
    if (!kiosk || !names || !names_are_there(names))
        return CLOSED_CONNECTING;
    if (kiosk->closed)
        return CLOSED_KIOSK;
    if (model_is_halted(model))
        return CLOSED_HALTED;
    return names_centre(names)->open ? CLOSED_NOT : CLOSED_CENTRE;
}

static const char *sentence(struct page *page, const struct model_language *in, enum closed_why why)
{
    static const enum i18n_message messages[] = {
            [CLOSED_CONNECTING] = MESSAGE_VISITOR_ONE_MOMENT,
            [CLOSED_UNKNOWN] = MESSAGE_VISITOR_OUT_OF_USE,
            [CLOSED_KIOSK] = MESSAGE_VISITOR_OUT_OF_USE,
            [CLOSED_HALTED] = MESSAGE_BOARD_HALTED,
    };
    const struct visitor_get_centre_out *centre = names_centre(&in->names);
    if (why == CLOSED_CENTRE)
        return centre ? centre->hours : NULL;
    const char *text = canvas_take(page->canvas, i18n_text(in->language, messages[why]));
    const struct visitor_get_kiosk_out *kiosk = model_kiosk(page->model);
    if (why != CLOSED_HALTED || !kiosk || !kiosk->halted)
        return text;
    return canvas_printf(page->canvas, "%s\n%s", names_reason(&in->names, kiosk->halted), text);
}

/* The page's own language first. */
static void draw_sentences(struct page *page, enum closed_why why)
{
    for (int turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < page->model->language_count; i++) {
            const struct model_language *in = page->model->languages[i];
            bool own = in->language == page->canvas->language;
            if (own != (turn == 0))
                continue;
            page_text(page, own ? LOOK_TITLE : LOOK_PAGE, sentence(page, in, why));
            rect_cut_top(&page->body, 1);
        }
    }
}

void closed_draw(struct view *view, struct canvas *canvas, enum closed_why why, int what_where)
{
    struct page page = page_begin(view, canvas, NULL);
    bool works = why == CLOSED_HALTED || why == CLOSED_CENTRE;
    if (works) {
        struct button where = {.what = what_where, .label = canvas_message(canvas, MESSAGE_VISITOR_WHERE)};
        page_actions(&page, &where, 1);
    }
    struct page text = page;
    rect_cut_top(&text.body, text.body.height / 5);
    if (text.model->language_count > 0)
        draw_sentences(&text, why);
    else
        page_text(&text, LOOK_TITLE,
                  canvas_message(canvas,
                                 why == CLOSED_UNKNOWN ? MESSAGE_VISITOR_OUT_OF_USE : MESSAGE_VISITOR_ONE_MOMENT));
    page_end(&page);
}
