/* SPDX-License-Identifier: MIT
 *
 * Printers in words, and the test paper of a new roll followed by its printer's state: it has come out when the printer
 * was seen printing and can print again, or has come to be ready since.
 */
#include "kiosk/visitor/printers.h"

#include <stdio.h>
#include <string.h>

const struct visitor_kiosk_printer *printers_find(const struct model *model, const char *key)
{
    const struct visitor_watch_printers_out *out = model_printers(model);
    for (size_t i = 0; key && out && i < out->printers.count; i++) {
        if (strcmp(out->printers.items[i].printer, key) == 0)
            return &out->printers.items[i];
    }
    return NULL;
}

bool printer_prints(const struct visitor_kiosk_printer *printer)
{
    return printer->state.value == VISITOR_KIOSK_PRINTER_STATE_READY ||
           printer->state.value == VISITOR_KIOSK_PRINTER_STATE_PRINTING ||
           printer->state.value == VISITOR_KIOSK_PRINTER_STATE_PAPER_LOW;
}

/* --- in words --- */

const char *printer_state(const struct page *page, const struct visitor_kiosk_printer *printer)
{
    static const enum i18n_message words[] = {
            [VISITOR_KIOSK_PRINTER_STATE_READY] = MESSAGE_VISITOR_PRINTER_READY,
            [VISITOR_KIOSK_PRINTER_STATE_PRINTING] = MESSAGE_VISITOR_PRINTER_PRINTING,
            [VISITOR_KIOSK_PRINTER_STATE_PAPER_LOW] = MESSAGE_VISITOR_PRINTER_PAPER_LOW,
            [VISITOR_KIOSK_PRINTER_STATE_PAPER_OUT] = MESSAGE_VISITOR_PRINTER_PAPER_OUT,
            [VISITOR_KIOSK_PRINTER_STATE_COVER_OPEN] = MESSAGE_VISITOR_PRINTER_COVER_OPEN,
            [VISITOR_KIOSK_PRINTER_STATE_JAMMED] = MESSAGE_VISITOR_PRINTER_JAMMED,
            [VISITOR_KIOSK_PRINTER_STATE_SILENT] = MESSAGE_VISITOR_PRINTER_SILENT,
            [VISITOR_KIOSK_PRINTER_STATE_STOPPED] = MESSAGE_VISITOR_PRINTER_STOPPED,
    };
    int state = printer->state.value;
    bool known = state >= 0 && (size_t)state < ARRAY_SIZE(words);
    return known ? canvas_message(page->canvas, words[state]) : printer->state.text;
}

static const char *both(const struct page *page, const char *one, const char *other)
{
    if (!one || !other)
        return one ? one : other;
    return canvas_printf(page->canvas, "%s · %s", one, other);
}

const char *printer_roll(const struct page *page, const struct visitor_kiosk_printer *printer)
{
    const char *text = NULL;
    if (printer->tickets_left.set)
        text = canvas_message(page->canvas, MESSAGE_PAPERS_LEFT, I18N_NUMBER("count", printer->tickets_left.value));
    if (printer->roll_ends_at.set)
        text = both(page, text,
                    canvas_message(page->canvas, MESSAGE_PAPERS_ENDS,
                                   I18N_TEXT("time", page_time(page, printer->roll_ends_at.value))));
    return text;
}

/* The date with it if that was another day. */
static const char *moment(const struct page *page, int64_t at_ms)
{
    struct date date = clock_local(at_ms).date;
    const char *time = page_time(page, at_ms);
    if (date_compare(date, clock_local(page->canvas->now_ms).date) == 0)
        return time;
    const char *day = canvas_take(page->canvas, language_date_short(page->canvas->language, date));
    return canvas_printf(page->canvas, "%s %s", day, time);
}

const char *printer_about(const struct page *page, const struct visitor_kiosk_printer *printer)
{
    const char *since =
            canvas_message(page->canvas, MESSAGE_PAPERS_SINCE, I18N_TEXT("time", moment(page, printer->since)));
    return both(page, since, printer_roll(page, printer));
}

/* --- the question --- */

const struct visitor_kiosk_printer *roll_asking(const struct model *model)
{
    const struct visitor_watch_printers_out *out = model_printers(model);
    return out && out->printers.count > 0 && out->printers.items[0].ask_roll ? &out->printers.items[0] : NULL;
}

int64_t roll_asks_at(const struct model *model)
{
    bool untouched = !model->large && model->language == model_first_language(model); /* as everybody finds it */
    if (!roll_asking(model) || !untouched || model->busy || model->unknown)
        return 0;
    int64_t at_ms = model->touched_ms == 0 ? 1 : model->touched_ms + ROLL_QUIET_MS;
    return at_ms > model->roll_again_ms ? at_ms : model->roll_again_ms;
}

/* --- the answer, and the test paper --- */

void roll_begin(struct model *model, const char *printer, bool is_new)
{
    const struct visitor_kiosk_printer *there = printers_find(model, printer);
    model->roll = (struct roll){
            .is_new = is_new, .step = ROLL_ANSWERED, .before = there && there->test ? there->test->order : 0};
    snprintf(model->roll.printer, sizeof model->roll.printer, "%s", printer);
}

void roll_follow(struct model *model, int64_t now_ms)
{
    struct roll *roll = &model->roll;
    const struct visitor_kiosk_printer *printer = printers_find(model, roll->printer);
    if (!roll_asking(model))
        model->roll_again_ms = 0;
    if (roll->step != ROLL_TESTED || !printer || !printer->test || printer->test->order <= roll->before)
        return;
    int paper = printer->test->paper.value;
    if (paper == VISITOR_PAPER_PRINTED)
        roll->step = ROLL_PRINTED;
    else if (paper == VISITOR_PAPER_FAILED || paper == VISITOR_PAPER_UNKNOWN)
        roll->step = ROLL_UNSEEN;
    if (roll->step != ROLL_TESTED)
        roll->since_ms = now_ms;
}

void roll_told(struct model *model, int64_t now_ms)
{
    model->roll.step = ROLL_TESTED;
    model->roll.since_ms = now_ms;
    roll_follow(model, now_ms); /* the printers may have been told before the answer */
}

void roll_clear(struct model *model)
{
    model->roll = (struct roll){.step = ROLL_NONE};
}
