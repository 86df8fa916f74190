/* SPDX-License-Identifier: MIT
 *
 * The right half of the desk: who asks for somebody, who was called and did not come, who missed a call, who waits
 * longest. All of them side by side where there is room, else the one that is open below a line of tabs with counts.
 */
#include <string.h>

#include "common/text.h"
#include "kiosk/reception/ask.h"
#include "kiosk/reception/desk.h"
#include "kiosk/reception/say.h"

/* What stands in the list of those who ask. */
enum asking_kind { ASKING_ALARM, ASKING_HELP, ASKING_LOST, ASKING_HANDFUL, ASKING_MESSAGE, ASKING_CLOSED };

struct asking {
    enum asking_kind kind;
    size_t at; /* in its list of the reply */
};

/* Of a row that is there. */
static struct asking asking_at(const struct reception_watch_desk_out *desk, size_t row)
{
    const size_t counts[] = {desk->alarms.count, desk->helps.count, desk->lost.count, desk->handfuls.count,
                             desk->messages.count};
    size_t kind = 0;
    while (kind < ARRAY_SIZE(counts) && row >= counts[kind])
        row -= counts[kind++];
    return (struct asking){(enum asking_kind)kind, row};
}

static const char *asking_key(const struct reception_watch_desk_out *desk, struct asking asking)
{
    switch (asking.kind) {
    case ASKING_ALARM:
        return desk->alarms.items[asking.at].alarm;
    case ASKING_HELP:
        return desk->helps.items[asking.at].help;
    case ASKING_LOST:
        return "lost";
    case ASKING_HANDFUL:
        return desk->handfuls.items[asking.at].kiosk;
    case ASKING_MESSAGE:
        return desk->messages.items[asking.at].message;
    case ASKING_CLOSED:
    default:
        return desk->closed_kiosks.items[asking.at];
    }
}

struct ticket_list {
    size_t count;
    const struct reception_ticket *items;
};

static struct ticket_list tickets_of(const struct reception_watch_desk_out *desk, enum desk_list list)
{
    switch (list) {
    case LIST_CALLED:
        return (struct ticket_list){desk->called.count, desk->called.items};
    case LIST_MISSED:
        return (struct ticket_list){desk->missed.count, desk->missed.items};
    case LIST_WAITING:
        return (struct ticket_list){desk->waiting.count, desk->waiting.items};
    case LIST_ASKING:
    case LIST_COUNT:
    default:
        return (struct ticket_list){0};
    }
}

size_t desk_row_count(const struct model *model, enum desk_list list)
{
    const struct reception_watch_desk_out *desk = model_desk(model);
    if (!desk)
        return 0;
    if (list != LIST_ASKING)
        return tickets_of(desk, list).count;
    return desk->alarms.count + desk->helps.count + desk->lost.count + desk->handfuls.count + desk->messages.count +
           desk->closed_kiosks.count;
}

size_t desk_row_keys(const struct model *model, enum desk_list list, const char **ret_keys, size_t room)
{
    const struct reception_watch_desk_out *desk = model_desk(model);
    size_t count = desk_row_count(model, list);
    count = count < room ? count : room;
    for (size_t i = 0; i < count; i++)
        ret_keys[i] =
                list == LIST_ASKING ? asking_key(desk, asking_at(desk, i)) : tickets_of(desk, list).items[i].ticket;
    return count;
}

/* --- what Enter does --- */

static struct intent asking_intent(const struct reception_watch_desk_out *desk, struct asking asking)
{
    switch (asking.kind) {
    case ASKING_ALARM:
        return INTENT_DOES(desk->alarms.items[asking.at].coming ? DO_END_ALARM : DO_ANSWER_ALARM,
                           .text = desk->alarms.items[asking.at].alarm);
    case ASKING_HELP:
        return INTENT_DOES(desk->helps.items[asking.at].coming ? DO_END_HELP : DO_ANSWER_HELP,
                           .text = desk->helps.items[asking.at].help);
    case ASKING_LOST:
        return INTENT_DOES(DO_ASK, .value = TASK_ADOPT);
    case ASKING_MESSAGE:
        return INTENT_OPENS(&view_message, .text = desk->messages.items[asking.at].text);
    case ASKING_HANDFUL:
    case ASKING_CLOSED:
    default:
        return INTENT(INTENT_REDRAW); /* somebody goes there */
    }
}

struct intent desk_row_intent(const struct model *model, enum desk_list list, size_t row)
{
    const struct reception_watch_desk_out *desk = model_desk(model);
    if (row >= desk_row_count(model, list))
        return INTENT(INTENT_REDRAW);
    if (list == LIST_ASKING)
        return asking_intent(desk, asking_at(desk, row));
    return INTENT_DOES(DO_OPEN_TICKET, .text = tickets_of(desk, list).items[row].ticket);
}

/* --- rows --- */

enum { CELLS = 4 };

static void lay_asking(const struct reception_watch_desk_out *desk, const struct names *names, struct canvas *canvas,
                       struct asking asking, struct table_cell cells[CELLS])
{
    const char *text = "", *since = "";
    enum look look = LOOK_PAGE;
    if (asking.kind == ASKING_ALARM) {
        const struct reception_open_alarm *alarm = &desk->alarms.items[asking.at];
        const char *counter =
                canvas_take(canvas, language_counter(canvas->language, names_counter(names, alarm->counter), false));
        text = canvas_message(canvas, alarm->coming ? MESSAGE_RECEPTION_ALARM_COMING : MESSAGE_RECEPTION_ALARM,
                              I18N_TEXT("counter", counter));
        since = say_since(canvas, alarm->since);
        look = alarm->coming ? LOOK_PAGE : LOOK_BAD;
    } else if (asking.kind == ASKING_HELP) {
        const struct reception_help *help = &desk->helps.items[asking.at];
        text = canvas_message(canvas, help->coming ? MESSAGE_RECEPTION_HELP_COMING : MESSAGE_RECEPTION_HELP_ASKED,
                              I18N_TEXT("kiosk", help->kiosk), I18N_TEXT("zone", names_zone(names, help->zone)));
        text = canvas_printf(canvas, "%s · %s%s%s", text, help->page, help->language ? " · " : "",
                             help->language ? help->language : "");
        since = say_since(canvas, help->asked_at);
        look = help->coming ? LOOK_PAGE : LOOK_BAD;
    } else if (asking.kind == ASKING_LOST) {
        const struct reception_lost_span *lost = &desk->lost.items[asking.at];
        text = canvas_message(canvas, MESSAGE_RECEPTION_LOST, I18N_TEXT("from", say_time(canvas, lost->from)),
                              I18N_TEXT("until", say_time(canvas, lost->until)));
        look = LOOK_WARN;
    } else if (asking.kind == ASKING_HANDFUL) {
        const struct reception_handful *handful = &desk->handfuls.items[asking.at];
        text = canvas_message(canvas, MESSAGE_RECEPTION_HANDFUL, I18N_NUMBER("count", handful->tickets),
                              I18N_TEXT("kiosk", handful->kiosk),
                              I18N_TEXT("service", names_service(names, handful->service)));
        since = say_since(canvas, handful->since);
        look = LOOK_WARN;
    } else if (asking.kind == ASKING_MESSAGE) {
        const struct reception_message *message = &desk->messages.items[asking.at];
        text = canvas_printf(canvas, "✉ %s", message->text);
        since = say_time(canvas, message->at);
    } else {
        text = canvas_message(canvas, MESSAGE_RECEPTION_KIOSK_CLOSED,
                              I18N_TEXT("kiosk", desk->closed_kiosks.items[asking.at]));
        look = LOOK_QUIET;
    }
    cells[0] = (struct table_cell){text, look};
    cells[1] = (struct table_cell){since, LOOK_PAGE};
}

static void lay_ticket(const struct names *names, struct canvas *canvas, enum desk_list list,
                       const struct reception_ticket *ticket, struct table_cell cells[CELLS])
{
    cells[0] = (struct table_cell){ticket->ticket, LOOK_PAGE};
    cells[1] = (struct table_cell){names_service(names, ticket->service), LOOK_PAGE};
    const char *counter = ticket->counter ? names_counter(names, ticket->counter) : "";
    if (list == LIST_CALLED) {
        cells[2] = (struct table_cell){canvas_printf(canvas, "→ %s", counter), LOOK_PAGE};
        cells[3] = (struct table_cell){say_since(canvas, ticket->since), LOOK_PAGE};
    } else if (list == LIST_MISSED) {
        cells[2] = (struct table_cell){counter, LOOK_PAGE};
        cells[3] = (struct table_cell){ticket->return_until.set ? say_time(canvas, ticket->return_until.value) : "",
                                       LOOK_PAGE};
    } else {
        enum look look = look_of_wait(ticket);
        const char *mark = ticket->promise_passed ? "!" : "";
        cells[2] = (struct table_cell){mark, LOOK_PAGE};
        /* "+" says late where there are no colours */
        cells[3] = (struct table_cell){
                canvas_printf(canvas, "%s%s", look == LOOK_BAD ? "+ " : "", say_minutes(canvas, ticket->waited_ms)),
                look};
    }
}

static void draw_table(const struct model *model, struct desk *desk, struct canvas *canvas, struct rect rect,
                       enum desk_list list)
{
    static const struct table_column asking_columns[] = {{NULL, 0, ALIGN_LEFT}, {NULL, 8, ALIGN_RIGHT}};
    static const struct table_column ticket_columns[] = {
            {NULL, 7, ALIGN_LEFT}, {NULL, 0, ALIGN_LEFT}, {NULL, 6, ALIGN_LEFT}, {NULL, 10, ALIGN_RIGHT}};
    static const enum i18n_message empties[] = {
            [LIST_ASKING] = MESSAGE_RECEPTION_NOBODY_ASKS,
            [LIST_CALLED] = MESSAGE_RECEPTION_NOBODY_CALLED,
            [LIST_MISSED] = MESSAGE_RECEPTION_NOBODY_MISSED,
            [LIST_WAITING] = MESSAGE_RECEPTION_NOBODY_WAITS,
    };
    const struct reception_watch_desk_out *out = model_desk(model);
    const struct names *names = model_names(model, canvas->language);
    const char *keys[DESK_ROWS];
    size_t count = desk_row_keys(model, list, keys, DESK_ROWS);
    struct table_row *rows = arena_new_n(canvas->arena, struct table_row, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct table_cell *cells = arena_new_n(canvas->arena, struct table_cell, CELLS);
        if (list == LIST_ASKING)
            lay_asking(out, names, canvas, asking_at(out, i), cells);
        else
            lay_ticket(names, canvas, list, &tickets_of(out, list).items[i], cells);
        rows[i] = (struct table_row){keys[i], cells};
    }
    bool asks = list == LIST_ASKING;
    const struct table table = {.columns = asks ? asking_columns : ticket_columns,
                                .column_count = asks ? ARRAY_SIZE(asking_columns) : ARRAY_SIZE(ticket_columns),
                                .rows = rows,
                                .row_count = count,
                                .what = DESK_ROW + (int)list,
                                .chosen_shows = desk->in_list && desk->list == list,
                                .empty = out ? canvas_message(canvas, empties[list]) : ""};
    if (!table.chosen_shows) /* nobody walks in it: it begins with what is most urgent */
        desk->places[list] = (struct table_place){0};
    table_draw(canvas, rect, &table, &desk->places[list]);
    for (int y = rect.y; y < rect.y + rect.height && !table.chosen_shows && count > 0; y++)
        surface_sign(canvas->surface, rect.x, y, ' ', surface_at(canvas->surface, rect.x, y)->look);
}

/* --- headings --- */

static const enum i18n_message list_titles[] = {
        [LIST_ASKING] = MESSAGE_RECEPTION_ASKING,
        [LIST_CALLED] = MESSAGE_RECEPTION_CALLED,
        [LIST_MISSED] = MESSAGE_RECEPTION_MISSED,
        [LIST_WAITING] = MESSAGE_RECEPTION_WAITING,
};

static int64_t count_of(const struct model *model, enum desk_list list)
{
    const struct reception_watch_desk_out *desk = model_desk(model);
    if (list == LIST_WAITING && desk)
        return desk->waiting_count;
    return (int64_t)desk_row_count(model, list);
}

/* "F6 Called 3", a target; answers its width. */
static int draw_tab(const struct model *model, const struct desk *desk, struct canvas *canvas, struct rect line,
                    enum desk_list list)
{
    const char *key = canvas_printf(canvas, " F%d ", 5 + (int)list);
    int64_t count = count_of(model, list);
    const char *text = canvas_printf(canvas, " %s %lld ", canvas_message(canvas, list_titles[list]), (long long)count);
    int key_width = (int)text_width(key), width = key_width + (int)text_width(text);
    struct rect place = rect_cut_left(&line, width);
    enum target_state state = canvas_target(
            canvas, &(struct target){.rect = place, .what = DESK_LIST, .value = list, .label = text, .aside = true});
    enum look look = list == LIST_ASKING && count > 0 ? LOOK_WARN : LOOK_TITLE;
    if (desk->in_list && desk->list == list)
        look = LOOK_FOCUS;
    if (state == TARGET_PRESSED)
        look = LOOK_PRESSED;
    surface_text(canvas->surface, place.x, place.y, key_width, LOOK_KEY, key);
    surface_text(canvas->surface, place.x + key_width, place.y, place.width - key_width, look, text);
    canvas_say(canvas, PLAIN_TEXT, text + 1);
    return width;
}

static void draw_box(const struct model *model, struct desk *desk, struct canvas *canvas, struct rect rect,
                     enum desk_list list)
{
    struct rect heading = rect_cut_top(&rect, 1);
    int used = draw_tab(model, desk, canvas, heading, list);
    surface_line(canvas->surface, heading.x + used, heading.y, heading.width - used, LOOK_EDGE);
    draw_table(model, desk, canvas, rect, list);
}

static void draw_tabs(const struct model *model, struct desk *desk, struct canvas *canvas, struct rect rect)
{
    struct rect tabs = rect_cut_top(&rect, 1);
    surface_line(canvas->surface, tabs.x, tabs.y, tabs.width, LOOK_EDGE);
    for (enum desk_list list = 0; list < LIST_COUNT; list++)
        rect_cut_left(&tabs, draw_tab(model, desk, canvas, tabs, list) + 1);
    draw_table(model, desk, canvas, rect, desk->list);
}

/* Rows for each of `count` lists in so many: what they want, the greedy ones cut. */
static void share_rows(const struct model *model, enum desk_list first, int count, int rows, int ret_rows[LIST_COUNT])
{
    int sum = 0;
    for (int i = 0; i < count; i++) {
        int wanted = (int)desk_row_count(model, first + (enum desk_list)i);
        ret_rows[i] = (wanted > 0 ? wanted : 1) + 2;
        sum += ret_rows[i];
    }
    for (; sum > rows; sum--) {
        int greedy = 0;
        for (int i = 1; i < count; i++)
            greedy = ret_rows[i] > ret_rows[greedy] ? i : greedy;
        ret_rows[greedy]--;
    }
    ret_rows[count - 1] += rows - sum;
}

void desk_draw_lists(const struct model *model, struct desk *desk, struct canvas *canvas, struct rect rect)
{
    if (rect.height < 14) {
        draw_tabs(model, desk, canvas, rect);
        return;
    }
    int columns = rect.width >= 90 ? 2 : 1, each = LIST_COUNT / columns;
    for (int column = 0; column < columns; column++) {
        struct rect strip = rect_column(rect, column, columns, 3);
        enum desk_list first = (enum desk_list)(column * each);
        int rows[LIST_COUNT];
        share_rows(model, first, each, strip.height, rows);
        for (int i = 0; i < each; i++) {
            struct rect box = rect_cut_top(&strip, rows[i]);
            if (i + 1 < each)
                rect_cut_bottom(&box, 1);
            draw_box(model, desk, canvas, box, first + (enum desk_list)i);
        }
    }
}
