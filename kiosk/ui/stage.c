/* SPDX-License-Identifier: MIT
 *
 * The stack of pages, and what a key or a touch becomes.
 */
#include "kiosk/ui/stage.h"

#include <assert.h>
#include <string.h>

/* --- the stack --- */

struct view *stage_top(struct stage *stage)
{
    return &stage->views[stage->depth - 1];
}

static void view_begin(struct stage *stage, const struct view_type *type, int64_t value, const char *text)
{
    struct view *view = &stage->views[stage->depth++];
    *view = (struct view){.type = type,
                          .model = stage->program.model,
                          .value = value,
                          .text = text ? mem_strdup(text) : NULL,
                          .state = mem_alloc(1, type->size ? type->size : 1),
                          .focus = {.what = TARGET_NONE}};
    if (type->open)
        type->open(view);
}

static void view_end(struct stage *stage)
{
    struct view *view = stage_top(stage);
    if (view->type->close)
        view->type->close(view);
    free((char *)view->text);
    free(view->state);
    stage->depth--;
}

static void page_changed(struct stage *stage)
{
    stage->pressed = (struct target){.what = TARGET_NONE};
    stage->ghost_until_ms = -1; /* until it is shown */
    stage->column = -1;
    stage->dirty = true;
}

void stage_init(struct stage *stage, const struct program *program, const struct language *language, int width,
                int height)
{
    *stage = (struct stage){
            .program = *program, .language = language, .pressed = {.what = TARGET_NONE}, .column = -1, .dirty = true};
    surface_init(&stage->surface, width, height);
    arena_init(&stage->arena);
    view_begin(stage, program->home, 0, NULL);
}

void stage_done(struct stage *stage)
{
    while (stage->depth > 0)
        view_end(stage);
    arena_done(&stage->arena);
    surface_done(&stage->surface);
}

void stage_open(struct stage *stage, const struct view_type *type, int64_t value, const char *text)
{
    assert(stage->depth < STAGE_DEPTH);
    view_begin(stage, type, value, text);
    page_changed(stage);
}

void stage_close(struct stage *stage)
{
    if (stage->depth > 1)
        view_end(stage);
    page_changed(stage);
}

void stage_home(struct stage *stage)
{
    while (stage->depth > 0)
        view_end(stage);
    view_begin(stage, stage->program.home, 0, NULL);
    page_changed(stage);
}

void stage_replace(struct stage *stage, const struct view_type *type, int64_t value, const char *text)
{
    char *kept = text ? mem_strdup(text) : NULL; /* it may be the old view's */
    view_end(stage);
    view_begin(stage, type, value, kept);
    free(kept);
    page_changed(stage);
}

/* --- what the program changes --- */

void stage_changed(struct stage *stage)
{
    stage->dirty = true;
}

void stage_speak(struct stage *stage, const struct language *language)
{
    stage->dirty |= stage->language != language;
    stage->language = language;
}

void stage_set_large(struct stage *stage, bool large)
{
    stage->dirty |= stage->large != large;
    stage->large = large;
}

void stage_set_connecting(struct stage *stage, bool connecting)
{
    stage->dirty |= stage->connecting != connecting;
    stage->connecting = connecting;
}

void stage_resize(struct stage *stage, int width, int height)
{
    surface_resize(&stage->surface, width, height);
    stage->dirty = true;
}

/* --- intents --- */

void stage_intent(struct stage *stage, const struct intent *intent)
{
    switch (intent->kind) {
    case INTENT_NONE:
        break;
    case INTENT_REDRAW:
        stage->dirty = true;
        break;
    case INTENT_OPEN:
        if (stage->depth < STAGE_DEPTH)
            stage_open(stage, intent->type, intent->value, intent->text);
        break;
    case INTENT_REPLACE:
        stage_replace(stage, intent->type, intent->value, intent->text);
        break;
    case INTENT_CLOSE:
        stage_close(stage);
        break;
    case INTENT_HOME:
        stage_home(stage);
        break;
    case INTENT_DO:
        stage->program.act(stage->program.data, stage, stage_top(stage), intent);
        stage->dirty = true;
        break;
    case INTENT_QUIT:
        stage->ended = true;
        break;
    }
}

static bool act(struct stage *stage, int what, int64_t value)
{
    struct view *view = stage_top(stage);
    struct intent intent = view->type->act ? view->type->act(view, what, value) : INTENT(INTENT_NONE);
    stage_intent(stage, &intent);
    return intent.kind != INTENT_NONE;
}

/* --- touch --- */

static bool same(const struct target *a, const struct target *b)
{
    return a->what == b->what && a->value == b->value;
}

static void press(struct stage *stage, const struct input_event *event, int64_t steady_ms)
{
    stage->shows_focus = false;
    stage->column = -1;
    stage->dirty = true;
    const struct target *hit = canvas_hit(&stage->canvas, event->x, event->y);
    bool ghost = steady_ms < stage->ghost_until_ms;
    stage->pressed = hit && !ghost ? *hit : (struct target){.what = TARGET_NONE};
}

static void release(struct stage *stage, const struct input_event *event)
{
    struct target pressed = stage->pressed;
    stage->pressed = (struct target){.what = TARGET_NONE};
    stage->dirty = true;
    const struct target *hit = canvas_hit(&stage->canvas, event->x, event->y);
    if (pressed.what == TARGET_NONE || !hit || !same(hit, &pressed) || hit->off)
        return;
    act(stage, pressed.what, pressed.value);
}

/* --- keys --- */

static uint32_t small_letter(uint32_t key)
{
    return key >= 'A' && key <= 'Z' ? key + ('a' - 'A') : key;
}

static bool take_table(struct stage *stage, const struct input_event *event)
{
    struct view *view = stage_top(stage);
    for (size_t i = 0; i < view->type->key_count; i++) {
        const struct view_key *row = &view->type->keys[i];
        if (event->alt || small_letter(row->key) != small_letter(event->key))
            continue;
        if (!row->offered || row->offered(view))
            act(stage, row->what, row->value);
        return true;
    }
    return false;
}

static const struct target *focus_after(struct stage *stage, enum focus_move move)
{
    if (!stage->shows_focus) /* the first key shows where it is */
        return canvas_focused(&stage->canvas);
    if (move == FOCUS_UP || move == FOCUS_DOWN)
        return canvas_go_round(&stage->canvas, move, &stage->column);
    stage->column = -1;
    return canvas_move(&stage->canvas, move);
}

static void move_focus(struct stage *stage, enum focus_move move)
{
    const struct target *to = focus_after(stage, move);
    stage->shows_focus = true;
    stage->dirty = true;
    if (to)
        stage_top(stage)->focus = *to;
}

/* The choice with this number among the plain lines. */
static bool take_digit(struct stage *stage, int digit)
{
    int number = 0;
    for (size_t i = 0; i < stage->canvas.target_count; i++) {
        const struct target *target = &stage->canvas.targets[i];
        if (target->silent || target->aside || !*target->label || ++number < digit)
            continue;
        return target->off || act(stage, target->what, target->value);
    }
    return false;
}

static void take_focused(struct stage *stage)
{
    const struct target *focused = canvas_focused(&stage->canvas);
    if (!focused)
        return;
    if (!stage->shows_focus) { /* the first key shows what a second one takes */
        move_focus(stage, FOCUS_NEXT);
        return;
    }
    act(stage, focused->what, focused->value);
}

static void take_common(struct stage *stage, uint32_t key)
{
    static const struct {
        uint32_t key;
        enum focus_move move;
    } moves[] = {
            {INPUT_TAB, FOCUS_NEXT},  {INPUT_BACKTAB, FOCUS_BEFORE}, {INPUT_UP, FOCUS_UP},
            {INPUT_DOWN, FOCUS_DOWN}, {INPUT_LEFT, FOCUS_LEFT},      {INPUT_RIGHT, FOCUS_RIGHT},
    };
    for (size_t i = 0; i < ARRAY_SIZE(moves); i++) {
        if (moves[i].key == key) {
            move_focus(stage, moves[i].move);
            return;
        }
    }
    if (key == INPUT_ENTER || key == ' ')
        take_focused(stage);
    else if (key == INPUT_ESCAPE || key == INPUT_BACKSPACE)
        stage_close(stage);
    else if (key >= '1' && key <= '9')
        take_digit(stage, (int)(key - '0'));
}

/* A key that takes something, bounced or pressed again out of impatience. */
static bool is_meant_for_the_page_before(const struct stage *stage, uint32_t key, int64_t steady_ms)
{
    const struct view *view = &stage->views[stage->depth - 1];
    bool takes = key == INPUT_ENTER || key == ' ' || (key >= '1' && key <= '9');
    return takes && view->type->is_answer && (stage->ghost_until_ms < 0 || steady_ms < stage->ghost_until_ms);
}

static void take_key(struct stage *stage, const struct input_event *event, int64_t steady_ms)
{
    struct view *view = stage_top(stage);
    if (is_meant_for_the_page_before(stage, event->key, steady_ms))
        return;
    if (view->type->type) {
        struct intent intent = view->type->type(view, event);
        stage_intent(stage, &intent);
        if (intent.kind != INTENT_NONE)
            return;
    }
    if (!take_table(stage, event))
        take_common(stage, event->key);
}

/* --- scanners --- */

/* Notes a sign of a code; what makes it none is noted by an empty code, whose rest is passed over, too. */
static void note_sign(struct stage *stage, uint32_t sign)
{
    bool fits = sign >= ' ' && sign < 0x7f && stage->scan_length < STAGE_SCAN_BYTES - 1;
    if (fits)
        stage->scan[stage->scan_length++] = (char)sign;
    else
        stage->scan[0] = '\0';
}

static void end_scan(struct stage *stage)
{
    stage->scan[stage->scan_length] = '\0';
    bool is_code = stage->scan_length > 1 && stage->scan[0] == '%';
    stage->scan_length = 0;
    if (is_code)
        stage->program.scanned(stage->program.data, stage, stage->scan);
    stage->dirty = true;
}

/* True: the key belongs to a code that is being scanned. A key that no scanner types ends the code and is a key. */
static bool take_scan(struct stage *stage, const struct input_event *event, int64_t steady_ms)
{
    bool is_end = event->key == INPUT_ENTER || event->key == INPUT_TAB;
    if (stage->scan_length > 0 && steady_ms - stage->scan_ms > STAGE_SCAN_MS)
        stage->scan_length = 0; /* it broke off */
    if (!stage->program.scanned || (stage->scan_length == 0 && event->key != '%'))
        return false;
    if (event->alt || (event->key >= KEY_FIRST && !is_end)) {
        stage->scan_length = 0;
        return false;
    }
    stage->scan_ms = steady_ms;
    if (is_end)
        end_scan(stage);
    else
        note_sign(stage, event->key);
    return true;
}

void stage_shown(struct stage *stage, int64_t steady_ms)
{
    if (stage->ghost_until_ms < 0)
        stage->ghost_until_ms = steady_ms + STAGE_GHOST_MS;
}

void stage_input(struct stage *stage, const struct input_event *event, int64_t steady_ms)
{
    stage_draw(stage, stage->now_ms); /* targets are those of the page as it is */
    if (stage->program.touched)
        stage->program.touched(stage->program.data, stage, steady_ms);
    if (event->kind == INPUT_PRESS)
        press(stage, event, steady_ms);
    else if (event->kind == INPUT_RELEASE)
        release(stage, event);
    else if (!take_scan(stage, event, steady_ms))
        take_key(stage, event, steady_ms);
    stage_shown(stage, steady_ms);
}

int64_t stage_tick(struct stage *stage, int64_t now_ms)
{
    stage->now_ms = now_ms;
    int64_t soonest = 0;
    struct view *view = stage_top(stage);
    int64_t wake = view->type->wake ? view->type->wake(view, now_ms) : 0;
    if (wake != 0 && wake <= now_ms && view->type->tick) {
        struct intent intent = view->type->tick(view, now_ms);
        stage_intent(stage, &intent);
        view = stage_top(stage);
        wake = view->type->wake ? view->type->wake(view, now_ms) : 0;
    }
    if (wake != 0)
        soonest = wake > now_ms ? wake : now_ms + 1;
    return soonest;
}

/* --- drawing --- */

static void draw_connecting(struct stage *stage)
{
    struct rect page = surface_rect(&stage->surface);
    struct rect strip = rect_cut_bottom(&page, 1);
    const char *text = canvas_message(&stage->canvas, MESSAGE_UI_CONNECTING);
    surface_fill(&stage->surface, strip, LOOK_WARN);
    surface_aligned(&stage->surface, strip, ALIGN_CENTRE, LOOK_WARN, text);
    canvas_say(&stage->canvas, PLAIN_ERROR, text);
}

static void draw_page(struct stage *stage)
{
    struct view *view = stage_top(stage);
    arena_reset(&stage->arena);
    surface_clear(&stage->surface);
    stage->canvas = (struct canvas){.surface = &stage->surface,
                                    .arena = &stage->arena,
                                    .language = stage->language,
                                    .now_ms = stage->now_ms,
                                    .large = stage->large,
                                    .focus = view->focus,
                                    .shows_focus = stage->shows_focus,
                                    .pressed = stage->pressed};
    size_t from = stage->depth - 1;
    while (from > 0 && stage->views[from].type->draws_over)
        from--;
    for (size_t i = from; i < stage->depth; i++)
        stage->views[i].type->draw(&stage->views[i], &stage->canvas);
    if (stage->connecting)
        draw_connecting(stage);
}

bool stage_draw(struct stage *stage, int64_t now_ms)
{
    if (!stage->dirty)
        return false;
    stage->now_ms = now_ms;
    stage->dirty = false;
    draw_page(stage);
    struct view *view = stage_top(stage);
    const struct target *focused = canvas_focused(&stage->canvas);
    bool moved = focused && !same(focused, &view->focus);
    if (focused)
        view->focus = *focused;
    if (moved && stage->shows_focus) /* what had the focus is gone: draw where it is now */
        draw_page(stage);
    view->focus.label = NULL; /* it lives as long as the drawing */
    return true;
}
