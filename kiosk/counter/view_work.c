/* SPDX-License-Identifier: MIT
 *
 * The page on which an operator lives: who is here now on the left, what waits on the right, every key below.
 */
#include "common/text.h"
#include "kiosk/counter/keys.h"
#include "kiosk/counter/page.h"
#include "kiosk/counter/work.h"

static bool offers(const struct view *view, enum counter_act act)
{
    const struct page *state = view->state;
    return model_offers(page_model(view), act, state->now_ms);
}

static bool may(const struct view *view, enum counter_act act)
{
    const struct page *state = view->state;
    return model_may(page_model(view), act, state->now_ms);
}

/* A row of the table is offered when what it leads to may be done. */
static const struct {
    enum counter_act key, act;
} leads_to[] = {
        {ACT_OPEN_FINISH, ACT_FINISH},       {ACT_OPEN_PARK, ACT_PARK},     {ACT_OPEN_TAKE_UP, ACT_COME_BACK},
        {ACT_OPEN_TRANSFER, ACT_TRANSFER},   {ACT_OPEN_CHOOSE, ACT_CHOOSE}, {ACT_OPEN_DIRECT, ACT_DIRECT},
        {ACT_OPEN_HAND_OVER, ACT_HAND_OVER}, {ACT_OPEN_HELP, ACT_HELP},     {ACT_OPEN_JOIN, ACT_JOIN},
        {ACT_OPEN_NOTE, ACT_NOTE},           {ACT_OPEN_TASK, ACT_TASK},     {ACT_OPEN_WHY, ACT_EXPLAIN},
        {ACT_OPEN_SIGN_OUT, ACT_SIGN_OUT},
};

#define OFFERED(name, act)                            \
    static bool offer_##name(const struct view *view) \
    {                                                 \
        return offers(view, act);                     \
    }
OFFERED(recall, ACT_RECALL)
OFFERED(no_show, ACT_NO_SHOW)
OFFERED(finish, ACT_FINISH)
OFFERED(park, ACT_PARK)
OFFERED(transfer, ACT_TRANSFER)
OFFERED(take_up, ACT_COME_BACK)
OFFERED(choose, ACT_CHOOSE)
OFFERED(direct, ACT_DIRECT)
OFFERED(hand_over, ACT_HAND_OVER)
OFFERED(join, ACT_JOIN)
OFFERED(undo, ACT_UNDO)
OFFERED(note, ACT_NOTE)
OFFERED(why, ACT_EXPLAIN)
OFFERED(reprint, ACT_REPRINT)
OFFERED(help, ACT_HELP)
OFFERED(task, ACT_TASK)
OFFERED(alarm, ACT_ALARM)
OFFERED(sign_out, ACT_SIGN_OUT)

static bool offer_pause(const struct view *view)
{
    return offers(view, ACT_PAUSE) || offers(view, ACT_END_PAUSE);
}

static bool offer_coming(const struct view *view)
{
    return model_alarm_to_answer(page_model(view)) || model_alarm_to_end(page_model(view));
}

static bool offer_messages(const struct view *view)
{
    return model_message(page_model(view)) != NULL;
}

#define LABEL(name) MESSAGE_COUNTER_KEY_##name, MESSAGE_COUNTER_HELP_##name
static const struct view_key keys[] = {
        {INPUT_ENTER, ACT_ENTER, 0, LABEL(ENTER), true, NULL},
        {' ', ACT_RECALL, 0, LABEL(RECALL), false, offer_recall},
        {'d', ACT_NO_SHOW, 0, LABEL(NO_SHOW), false, offer_no_show},
        {'f', ACT_OPEN_FINISH, 0, LABEL(FINISH), false, offer_finish},
        {'p', ACT_OPEN_PARK, 0, LABEL(PARK), false, offer_park},
        {'t', ACT_OPEN_TRANSFER, 0, LABEL(TRANSFER), false, offer_transfer},
        {'r', ACT_OPEN_TAKE_UP, 0, LABEL(TAKE_UP), false, offer_take_up},
        {'c', ACT_OPEN_CHOOSE, 0, LABEL(CHOOSE), false, offer_choose},
        {'s', ACT_OPEN_DIRECT, 0, LABEL(DIRECT), false, offer_direct},
        {'h', ACT_OPEN_HAND_OVER, 0, LABEL(HAND_OVER), false, offer_hand_over},
        {'j', ACT_OPEN_JOIN, 0, LABEL(JOIN), false, offer_join},
        {'u', ACT_UNDO, 0, LABEL(UNDO), false, offer_undo},
        {'n', ACT_OPEN_NOTE, 0, LABEL(NOTE), false, offer_note},
        {'y', ACT_OPEN_WHY, 0, LABEL(WHY), false, offer_why},
        {'v', ACT_REPRINT, 0, LABEL(REPRINT), false, offer_reprint},
        {'e', ACT_OPEN_HELP, 0, LABEL(HELP), false, offer_help},
        {'b', ACT_OPEN_PAUSE, 0, LABEL(PAUSE), false, offer_pause},
        {'k', ACT_OPEN_TASK, 0, LABEL(TASK), false, offer_task},
        {'!', ACT_ALARM, 0, LABEL(ALARM), false, offer_alarm},
        {'q', ACT_OPEN_SIGN_OUT, 0, LABEL(SIGN_OUT), false, offer_sign_out},
        {INPUT_F1, ACT_OPEN_KEYS, 0, MESSAGE_UI_HELP, MESSAGE_COUNTER_HELP_KEYS, false, NULL},
        {'g', ACT_COMING, 0, LABEL(COMING), true, offer_coming},
        {'m', ACT_OPEN_MESSAGES, 0, LABEL(MESSAGES), true, offer_messages},
        {'1', ACT_DIGIT, 1, LABEL(DIGIT), true, NULL},
};

/* --- drawing --- */

static void draw_message(const struct view *view, struct canvas *canvas, struct rect *page)
{
    const struct counter_message *message = model_message(page_model(view));
    if (!message)
        return;
    struct rect line = rect_cut_top(page, 1);
    surface_fill(canvas->surface, line, LOOK_WARN);
    line = rect_inset(line, 1, 0);
    const char *more = canvas_printf(canvas, " M: %s", canvas_message(canvas, MESSAGE_COUNTER_KEY_MESSAGES));
    surface_aligned(canvas->surface, line, ALIGN_RIGHT, LOOK_WARN, more);
    rect_cut_right(&line, (int)text_width(more));
    const char *text = canvas_printf(canvas, "✉ %s", message->text);
    canvas_say(canvas, PLAIN_TEXT, text);
    surface_text(canvas->surface, line.x, line.y, line.width, LOOK_WARN, text);
}

/* What came of the last act; else what can be undone, as long as it can. The line is there always: nothing hops. */
static void draw_last(const struct view *view, struct canvas *canvas, struct rect *page)
{
    const struct model *model = page_model(view);
    int64_t left_ms = model_undo_ms(model, canvas->now_ms);
    if (page_has_said(view, canvas)) {
        page_said(view, canvas, page);
        return;
    }
    struct rect line = rect_cut_bottom(page, 1);
    if (left_ms == 0)
        return;
    const char *text = canvas_message(canvas, MESSAGE_COUNTER_UNDO_LEFT, I18N_NUMBER("seconds", (left_ms + 999) / 1000),
                                      I18N_TEXT("act", say_act(canvas, model_watch(model)->undo)));
    canvas_line(canvas, rect_inset(line, 1, 0), ALIGN_LEFT, LOOK_STRONG, canvas_printf(canvas, "U  %s", text));
}

static int side_width(int width)
{
    if (width >= 160)
        return 66;
    return width >= 110 ? 46 : 31;
}

static void draw(struct view *view, struct canvas *canvas)
{
    struct rect page = page_begin(view, canvas);
    if (!model_watch(page_model(view))) {
        canvas_line(canvas, rect_centre(page, page.width, 1), ALIGN_CENTRE, LOOK_QUIET,
                    canvas_message(canvas, MESSAGE_UI_CONNECTING));
        return;
    }
    int rows = keys_rows(view, page.width);
    keys_draw(view, canvas, rect_cut_bottom(&page, rows < page.height / 2 ? rows : page.height / 2));
    draw_last(view, canvas, &page);
    draw_message(view, canvas, &page);
    bool roomy = page.height >= 24;
    struct rect side = page.width >= 70 ? rect_cut_right(&page, side_width(page.width)) : (struct rect){0};
    if (!rect_is_empty(side)) {
        for (int y = side.y; y < side.y + side.height; y++)
            surface_sign(canvas->surface, side.x, y, 0x2502, LOOK_EDGE);
        rect_cut_left(&side, 1);
    }
    work_draw_visitor(view, canvas, rect_inset(page, roomy ? 3 : 1, roomy));
    work_draw_side(view, canvas, rect_inset(side, roomy ? 3 : 1, roomy));
}

/* --- keys --- */

static const struct view_type *page_of(enum counter_act act)
{
    static const struct {
        enum counter_act act;
        const struct view_type *type;
    } pages[] = {
            {ACT_OPEN_FINISH, &counter_view_finish},       {ACT_OPEN_PARK, &counter_view_park},
            {ACT_OPEN_TAKE_UP, &counter_view_take_up},     {ACT_OPEN_TRANSFER, &counter_view_transfer},
            {ACT_OPEN_CHOOSE, &counter_view_choose},       {ACT_OPEN_DIRECT, &counter_view_direct},
            {ACT_OPEN_HAND_OVER, &counter_view_hand_over}, {ACT_OPEN_NOTE, &counter_view_note},
            {ACT_OPEN_TASK, &counter_view_task},           {ACT_OPEN_WHY, &counter_view_why},
            {ACT_OPEN_SIGN_OUT, &counter_view_sign_out},   {ACT_OPEN_MESSAGES, &counter_view_messages},
            {ACT_OPEN_PAUSE, &counter_view_pause},         {ACT_OPEN_HELP, &counter_view_number},
            {ACT_OPEN_JOIN, &counter_view_number},         {ACT_OPEN_KEYS, &view_help},
    };
    for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
        if (pages[i].act == act)
            return pages[i].type;
    }
    return NULL;
}

static struct intent open_page(const struct view *view, enum counter_act act)
{
    for (size_t i = 0; i < ARRAY_SIZE(leads_to); i++) {
        if (leads_to[i].key == act && !may(view, leads_to[i].act))
            return INTENT(INTENT_NONE);
    }
    const struct counter_ticket *ticket = model_ticket(page_model(view));
    struct intent intent = INTENT_OPENS(page_of(act));
    if (act == ACT_OPEN_JOIN)
        intent.value = ACT_JOIN;
    if (act == ACT_OPEN_HELP)
        intent.value = ACT_HELP;
    if (act == ACT_OPEN_WHY && ticket)
        intent.text = ticket->ticket;
    return intent;
}

static struct intent finish_with(const struct view *view, const struct visitor_outcome *outcome)
{
    if (!outcome || !may(view, ACT_FINISH))
        return INTENT(INTENT_NONE);
    return view_finish_with(view, outcome, finish_pack(0, true));
}

static struct intent enter(const struct view *view)
{
    enum counter_act act = model_enter(page_model(view));
    if (act == ACT_FINISH)
        return finish_with(view, model_usual_outcome(page_model(view)));
    return act != ACT_NONE && may(view, act) ? INTENT_DOES((int)act) : INTENT(INTENT_NONE);
}

static struct intent coming(const struct view *view)
{
    const struct counter_open_alarm *mine = model_alarm_to_end(page_model(view));
    const struct counter_open_alarm *other = model_alarm_to_answer(page_model(view));
    if (other)
        return INTENT_DOES(ACT_ANSWER_ALARM, .text = other->alarm);
    return mine ? INTENT_DOES(ACT_END_ALARM, .text = mine->alarm) : INTENT(INTENT_NONE);
}

static struct intent act(struct view *view, int what, int64_t value)
{
    const struct counter_ticket *ticket = model_ticket(page_model(view));
    switch (what) {
    case ACT_ENTER:
        return enter(view);
    case ACT_DIGIT:
        return finish_with(view, model_outcome(page_model(view), value));
    case ACT_COMING:
        return coming(view);
    case ACT_OPEN_PAUSE:
        return may(view, ACT_END_PAUSE) ? INTENT_DOES(ACT_END_PAUSE) : open_page(view, ACT_OPEN_PAUSE);
    case ACT_REPRINT:
        return may(view, ACT_REPRINT) ? INTENT_DOES(ACT_REPRINT, .text = ticket->ticket) : INTENT(INTENT_NONE);
    default:
        if (page_of((enum counter_act)what))
            return open_page(view, (enum counter_act)what);
        return may(view, (enum counter_act)what) ? INTENT_DOES(what) : INTENT(INTENT_NONE);
    }
}

/* Arrows, Tab and Escape lead nowhere from here; a letter of the Russian layout is that of its key. */
static struct intent type(struct view *view, const struct input_event *event)
{
    if (event->alt)
        return INTENT(INTENT_REDRAW);
    if (event->key >= '1' && event->key <= '9')
        return act(view, ACT_DIGIT, (int64_t)event->key - '0');
    uint32_t latin = keys_latin(event->key);
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        if (keys[i].key == event->key)
            return INTENT(INTENT_NONE); /* the table's */
        if (keys[i].key == latin && (!keys[i].offered || keys[i].offered(view)))
            return act(view, keys[i].what, keys[i].value);
    }
    bool letter = event->key < KEY_FIRST && keys_latin(event->key) == event->key && event->key > ' ';
    return letter ? INTENT(INTENT_NONE) : INTENT(INTENT_REDRAW);
}

const struct view_type counter_view_work = {
        .name = "work",
        .size = sizeof(struct page),
        .draw = draw,
        .act = act,
        .type = type,
        .tick = page_tick,
        .wake = page_wake,
        .keys = keys,
        .key_count = ARRAY_SIZE(keys),
};
