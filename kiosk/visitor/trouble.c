/* SPDX-License-Identifier: MIT
 *
 * Refusals and failures as a visitor reads them.
 */
#include "kiosk/visitor/trouble.h"

#include <string.h>

#include "kiosk/ui/refused.h"

const char *trouble_text(const struct page *page)
{
    const struct trouble *trouble = &page->model->trouble;
    struct canvas *canvas = page->canvas;
    if (trouble->error[0] == '\0')
        return NULL;
    if (strcmp(trouble->error, TROUBLE_LOST) == 0)
        return canvas_message(canvas, MESSAGE_VISITOR_NO_ANSWER);
    if (strcmp(trouble->error, TROUBLE_OTHER_DAY) == 0)
        return canvas_message(canvas, MESSAGE_VISITOR_OTHER_DAY,
                              I18N_TEXT("day", page_day(page, page->model->proof.day)));
    return canvas_take(canvas, refused_text_at(canvas->language, page->names, trouble->error, trouble->parameters,
                                               canvas->now_ms));
}
