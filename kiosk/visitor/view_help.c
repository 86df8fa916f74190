/* SPDX-License-Identifier: MIT
 *
 * Help: a sentence about the page one came from, and a person. "Too many tickets just now" is here as well: it asks for
 * a little patience.
 */
#include <string.h>

#include "kiosk/visitor/page.h"

enum { HELP_CALL = 1, HELP_RETURN };

struct help {
    struct page_state page_state;
};

struct about {
    const char *page;
    enum i18n_message text;
};

static const struct about abouts[] = {
        {"start", MESSAGE_VISITOR_ABOUT_START},       {"services", MESSAGE_VISITOR_ABOUT_SERVICES},
        {"search", MESSAGE_VISITOR_ABOUT_SEARCH},     {"confirm", MESSAGE_VISITOR_ABOUT_CONFIRM},
        {"ticket", MESSAGE_VISITOR_ABOUT_TICKET},     {"where am i", MESSAGE_VISITOR_ABOUT_WHERE},
        {"check in", MESSAGE_VISITOR_ABOUT_CHECK_IN}, {"return code", MESSAGE_TICKET_RETURN_AHEAD},
        {"roll", MESSAGE_PAPERS_ROLL_STAFF},
};

static enum i18n_message about(const char *page)
{
    for (size_t i = 0; page && i < ARRAY_SIZE(abouts); i++) {
        if (strcmp(abouts[i].page, page) == 0)
            return abouts[i].text;
    }
    return MESSAGE_VISITOR_ABOUT_START;
}

static void draw_state(struct page *page)
{
    static const struct {
        enum look look;
        enum i18n_message text;
    } states[] = {
            [HELP_ASKING] = {LOOK_PAGE, MESSAGE_VISITOR_ONE_MOMENT},
            [HELP_ASKED] = {LOOK_STRONG, MESSAGE_VISITOR_HELP_ASKED},
            [HELP_COMING] = {LOOK_GOOD, MESSAGE_VISITOR_HELP_COMING},
            [HELP_OVER] = {LOOK_PAGE, MESSAGE_VISITOR_HELP_OVER},
    };
    if (page->model->help != HELP_NONE)
        page_text(page, states[page->model->help].look, canvas_message(page->canvas, states[page->model->help].text));
}

static void help_draw(struct view *view, struct canvas *canvas)
{
    struct page page = page_begin(view, canvas, canvas_message(canvas, MESSAGE_VISITOR_HELP));
    bool can_call = page.model->help == HELP_NONE || page.model->help == HELP_OVER;
    struct button call = {.what = HELP_CALL,
                          .label = canvas_message(canvas, MESSAGE_VISITOR_CALL_PERSON),
                          .look = LOOK_ACTION,
                          .off = !can_call};
    page_actions(&page, &call, 1);
    page_text(&page, LOOK_PAGE, canvas_message(canvas, about(view->text)));
    rect_cut_top(&page.body, 1);
    page_text(&page, LOOK_PAGE, canvas_message(canvas, MESSAGE_VISITOR_ABOUT_ALL));
    rect_cut_top(&page.body, 1);
    page_trouble(&page);
    draw_state(&page);
    page_end(&page);
}

static struct intent help_act(struct view *view, int what, int64_t value)
{
    if (what == HELP_CALL)
        return INTENT_DOES(DO_HELP, .text = view->text ? view->text : "help");
    return page_act(view, what, value);
}

const struct view_type page_help = {
        .name = "help",
        .size = sizeof(struct help),
        .draw = help_draw,
        .act = help_act,
        .tick = page_tick,
        .wake = page_wake,
};

/* --- a little patience --- */

static void slow_draw(struct view *view, struct canvas *canvas)
{
    struct page page = page_begin(view, canvas, canvas_message(canvas, MESSAGE_VISITOR_SLOW_TITLE));
    struct button back = {.what = HELP_RETURN, .label = canvas_message(canvas, MESSAGE_VISITOR_HOME)};
    page_actions(&page, &back, 1);
    page_text(&page, LOOK_PAGE,
              canvas_message(canvas, MESSAGE_VISITOR_SLOW,
                             I18N_TEXT("time", page_time(&page, page.model->slow_until_ms + 59999))));
    page_end(&page);
}

static struct intent slow_act(struct view *view, int what, int64_t value)
{
    return what == HELP_RETURN ? INTENT_DOES(DO_FORGET) : page_act(view, what, value);
}

static int64_t slow_wake(const struct view *view, int64_t now_ms)
{
    const struct model *model = view->model;
    return page_sooner(model->slow_until_ms, page_wake(view, now_ms));
}

static struct intent slow_tick(struct view *view, int64_t now_ms)
{
    const struct model *model = view->model;
    return now_ms >= model->slow_until_ms ? INTENT(INTENT_CLOSE) : page_tick(view, now_ms);
}

const struct view_type page_slow = {
        .name = "slow down",
        .size = sizeof(struct help),
        .draw = slow_draw,
        .act = slow_act,
        .tick = slow_tick,
        .wake = slow_wake,
};
