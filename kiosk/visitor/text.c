/* SPDX-License-Identifier: MIT
 *
 * Times, waiting, names: as the pages say them.
 */
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/range.h"
#include "common/text.h"
#include "kiosk/visitor/page.h"

const char *page_time(const struct page *page, int64_t at_ms)
{
    return canvas_take(page->canvas, language_time(page->canvas->language, clock_local(at_ms).minute_of_day));
}

const char *page_day(const struct page *page, const char *day)
{
    struct date date;
    if (!day || sscanf(day, "%4d-%2d-%2d", &date.year, &date.month, &date.day) != 3 || !date_is_valid(date))
        return day ? day : "";
    return canvas_take(page->canvas, language_date(page->canvas->language, date));
}

/* --- waiting --- */

static const char *refused_word(const struct page *page, const struct idl_word *refused)
{
    switch (refused->value) {
    case VISITOR_SERVICE_WAIT_REFUSED_HALTED:
        return canvas_message(page->canvas, MESSAGE_SERVICE_HALTED);
    case VISITOR_SERVICE_WAIT_REFUSED_TOO_LATE:
        return canvas_message(page->canvas, MESSAGE_VISITOR_TOO_LATE_WORD);
    case VISITOR_SERVICE_WAIT_REFUSED_FULL:
    case VISITOR_SERVICE_WAIT_REFUSED_EXHAUSTED:
        return canvas_message(page->canvas, MESSAGE_SERVICE_FULL);
    default:
        return canvas_message(page->canvas, MESSAGE_SERVICE_CLOSED);
    }
}

/* The figure alone, where the word finds no room beside it. */
static const char *short_figure(const struct page *page, const struct range *range)
{
    int32_t minutes;
    if (range_length(range, page->canvas->now_ms, &minutes) == RANGE_NONE)
        return canvas_message(page->canvas, MESSAGE_WAIT_HARDLY);
    return canvas_message(page->canvas, MESSAGE_WAIT_ABOUT, I18N_NUMBER("minutes", minutes));
}

const char *page_wait_word(const struct page *page, const char *service, int width)
{
    const struct visitor_service_wait *wait = model_wait(page->model, service);
    if (!wait)
        return NULL;
    if (wait->refused.text)
        return refused_word(page, &wait->refused);
    if (!wait->wait)
        return canvas_message(page->canvas, MESSAGE_BOARD_WAITING, I18N_NUMBER("count", wait->waiting));
    const struct range range = {wait->wait->from, wait->wait->likely, wait->wait->until};
    const char *listed =
            canvas_take(page->canvas, range_list_text(&range, page->canvas->now_ms, page->canvas->language));
    return (int)text_width(listed) <= width ? listed : short_figure(page, &range);
}

const char *page_wait_sentence(const struct page *page, const struct visitor_range *wait,
                               const struct idl_word *why_unknown)
{
    struct range_shown shown;
    if (wait) {
        const struct range range = {wait->from, wait->likely, wait->until};
        shown = range_shown(&range, RANGE_ON_SCREEN, page->canvas->now_ms);
    } else {
        shown = range_unknown(range_why_of(why_unknown->text));
    }
    return canvas_take(page->canvas, range_text(&shown, -1, page->canvas->language));
}

const char *page_ahead(const struct page *page, int64_t ahead)
{
    if (ahead <= 0)
        return canvas_message(page->canvas, MESSAGE_WAIT_NEXT);
    return canvas_message(page->canvas, MESSAGE_WAIT_PEOPLE_AHEAD, I18N_NUMBER("count", ahead));
}

/* --- names --- */

const char *page_counter(const struct page *page, const char *key)
{
    const char *label = page->names ? names_counter(page->names, key) : key;
    return canvas_take(page->canvas, language_counter(page->canvas->language, label ? label : "", false));
}

const char *page_service_name(const struct page *page, const struct visitor_service *service)
{
    if (!service->fallback)
        return service->name;
    char *code = text_upper(service->fallback, NULL);
    const char *marked = canvas_printf(page->canvas, "%s [%s]", service->name, code);
    free(code);
    return marked;
}
