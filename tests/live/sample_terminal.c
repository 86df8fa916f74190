/* SPDX-License-Identifier: MIT
 *
 * A terminal program of one page, for tests of what all terminals are made of (kiosk/ui): a title, three choices that
 * are counted, the code that was scanned last, and a clock of minutes. "q" ends it, "a" aborts it, "l" logs a line.
 */
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/log.h"
#include "kiosk/ui/app.h"

enum { WHAT_CHOICE = 1, WHAT_QUIT, WHAT_ABORT, WHAT_LOG };

struct sample {
    struct names names;
    int taken[4];
    char scanned[128];
};

static void draw(struct view *view, struct canvas *canvas)
{
    const struct sample *sample = view->model;
    struct rect page = canvas_rect(canvas);
    struct rect keys = rect_cut_bottom(&page, 1);
    canvas_line(canvas, rect_cut_top(&page, 1), ALIGN_CENTRE, LOOK_TITLE, "Nümunə: ə ş ğ — 日本");
    struct local_time time = clock_local(canvas->now_ms);
    canvas_line(canvas, rect_cut_top(&page, 1), ALIGN_RIGHT, LOOK_QUIET,
                canvas_printf(canvas, "%02d:%02d", time.minute_of_day / 60, time.minute_of_day % 60));
    const struct visitor_get_centre_out *centre = names_centre(&sample->names);
    canvas_line(canvas, rect_cut_top(&page, 1), ALIGN_LEFT, LOOK_PAGE, centre ? centre->name : "?");
    canvas_line(canvas, rect_cut_top(&page, 1), ALIGN_LEFT, LOOK_PAGE, sample->scanned);
    for (int i = 1; i <= 3; i++) {
        struct rect place = rect_cut_top(&page, 3);
        const char *label = canvas_printf(canvas, "choice %d taken %d", i, sample->taken[i]);
        enum target_state state =
                canvas_target(canvas, &(struct target){.rect = place, .what = WHAT_CHOICE, .value = i, .label = label});
        enum look look = state == TARGET_FOCUS ? LOOK_FOCUS : state == TARGET_PRESSED ? LOOK_PRESSED : LOOK_BUTTON;
        surface_fill(canvas->surface, place, look);
        surface_text(canvas->surface, place.x + 2, place.y + 1, place.width - 4, look, label);
    }
    view_draw_keys(view, canvas, keys);
}

static struct intent on_act(attr_unused struct view *view, int what, int64_t value)
{
    if (what == WHAT_QUIT)
        return INTENT(INTENT_QUIT);
    return INTENT_DOES(what, .value = value);
}

static int64_t wake(attr_unused const struct view *view, int64_t now_ms)
{
    return (now_ms / 60000 + 1) * 60000;
}

static struct intent tick(attr_unused struct view *view, attr_unused int64_t now_ms)
{
    return INTENT(INTENT_REDRAW);
}

static const struct view_key keys[] = {
        {'q', WHAT_QUIT, 0, MESSAGE_UI_CLOSE, MESSAGE_UI_CLOSE, false, NULL},
        {'a', WHAT_ABORT, 0, MESSAGE_UI_KEYS, MESSAGE_UI_KEYS, true, NULL},
        {'l', WHAT_LOG, 0, MESSAGE_UI_KEYS, MESSAGE_UI_KEYS, true, NULL},
};

static const struct view_type page = {
        .name = "sample",
        .draw = draw,
        .act = on_act,
        .tick = tick,
        .wake = wake,
        .keys = keys,
        .key_count = ARRAY_SIZE(keys),
};

static void act(void *data, attr_unused struct stage *stage, attr_unused const struct view *view,
                const struct intent *intent)
{
    struct sample *sample = data;
    if (intent->what == WHAT_CHOICE)
        sample->taken[intent->value]++;
    else if (intent->what == WHAT_ABORT)
        abort();
    else
        log_error("sample_said", LOG_TEXT("words", "kept until the end"));
}

static void scanned(void *data, attr_unused struct stage *stage, const char *code)
{
    struct sample *sample = data;
    snprintf(sample->scanned, sizeof sample->scanned, "scanned %s", code);
}

static void begin(struct app *app, void *data)
{
    struct sample *sample = data;
    app_watch_names(app, &sample->names, app_languages(app) ? "az" : NULL, NULL, NULL);
}

int main(int argc, char **argv)
{
    struct sample sample = {0};
    names_init(&sample.names);
    struct app_options options = {
            .program = {.name = "sample-terminal",
                        .home = &page,
                        .model = &sample,
                        .act = act,
                        .scanned = scanned,
                        .data = &sample},
            .begin = begin,
            .data = &sample,
    };
    int code;
    if (options_read(argc, argv, "a page for tests", NULL, 0, &options.options, &code))
        code = app_run(&options);
    names_done(&sample.names);
    return code;
}
