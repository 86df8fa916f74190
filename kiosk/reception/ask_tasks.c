/* SPDX-License-Identifier: MIT
 *
 * What is asked for each task, as a table, and the rows that answer each kind of question.
 */
#include <string.h>

#include "common/text.h"
#include "kiosk/reception/ask.h"
#include "kiosk/reception/say.h"

/* clang-format off */
const struct ask_task ask_tasks[TASK_COUNT] = {
        [TASK_CORRECT] = {MESSAGE_RECEPTION_CORRECT, {{ASK_TASK, MESSAGE_RECEPTION_ASK_WHAT, false}}, 1,
                          TASK_CHANGE_SERVICE, TASK_CHANGE_LANGUAGE},
        [TASK_CHANGE_SERVICE] = {MESSAGE_RECEPTION_CHANGE_SERVICE,
                                 {{ASK_SERVICE, MESSAGE_RECEPTION_ASK_SERVICE, false},
                                  {ASK_REASON, MESSAGE_RECEPTION_ASK_REASON, false}}, 2, 0, 0},
        [TASK_CHANGE_CLASS] = {MESSAGE_RECEPTION_CHANGE_CLASS,
                               {{ASK_CLASS, MESSAGE_RECEPTION_ASK_CLASS, false},
                                {ASK_REASON, MESSAGE_RECEPTION_ASK_REASON, false}}, 2, 0, 0},
        [TASK_CHANGE_NEEDS] = {MESSAGE_RECEPTION_CHANGE_NEEDS,
                               {{ASK_NEEDS, MESSAGE_RECEPTION_ASK_NEEDS, false},
                                {ASK_REASON, MESSAGE_RECEPTION_ASK_REASON, false}}, 2, 0, 0},
        [TASK_CHANGE_LANGUAGE] = {MESSAGE_RECEPTION_CHANGE_LANGUAGE,
                                  {{ASK_LANGUAGE, MESSAGE_RECEPTION_ASK_LANGUAGE, false},
                                   {ASK_REASON, MESSAGE_RECEPTION_ASK_REASON, false}}, 2, 0, 0},
        [TASK_TRANSFER] = {MESSAGE_RECEPTION_TRANSFER,
                           {{ASK_OTHER_SERVICE, MESSAGE_RECEPTION_ASK_SERVICE, false},
                            {ASK_TO, MESSAGE_RECEPTION_ASK_COUNTER, false},
                            {ASK_OPERATOR, MESSAGE_RECEPTION_ASK_OPERATOR, false},
                            {ASK_PLACE, MESSAGE_RECEPTION_ASK_PLACE, false}}, 4, 0, 0},
        [TASK_NOTE] = {MESSAGE_RECEPTION_NOTE,
                       {{ASK_TEXT, MESSAGE_RECEPTION_ASK_NOTE, false},
                        {ASK_WHOM, MESSAGE_RECEPTION_ASK_WHOM, false}}, 2, 0, 0},
        [TASK_PUT_OFF] = {MESSAGE_RECEPTION_PUT_OFF, {{ASK_MINUTES, MESSAGE_RECEPTION_ASK_MINUTES, false}}, 1, 0, 0},
        [TASK_JOIN] = {MESSAGE_RECEPTION_JOIN, {{ASK_NUMBER, MESSAGE_RECEPTION_ASK_JOIN, false}}, 1, 0, 0},
        [TASK_BEFORE] = {MESSAGE_RECEPTION_BEFORE, {{ASK_NUMBER, MESSAGE_RECEPTION_ASK_BEFORE, false}}, 1, 0, 0},
        [TASK_CANCEL] = {MESSAGE_RECEPTION_CANCEL, {{ASK_SURE, MESSAGE_RECEPTION_ASK_CANCEL, false}}, 1, 0, 0},
        [TASK_VOID] = {MESSAGE_RECEPTION_VOID,
                       {{ASK_REASON, MESSAGE_RECEPTION_ASK_REASON, false},
                        {ASK_SURE, MESSAGE_RECEPTION_ASK_VOID, false}}, 2, 0, 0},
        [TASK_BOOK] = {MESSAGE_RECEPTION_BOOK, {{ASK_SLOT, MESSAGE_RECEPTION_ASK_SLOT, false}}, 1, 0, 0},
        [TASK_MOVE] = {MESSAGE_RECEPTION_MOVE, {{ASK_SLOT, MESSAGE_RECEPTION_ASK_SLOT, false}}, 1, 0, 0},
        [TASK_CANCEL_BOOKING] = {MESSAGE_RECEPTION_CANCEL_BOOKING,
                                 {{ASK_SURE, MESSAGE_RECEPTION_ASK_CANCEL_BOOKING, false}}, 1, 0, 0},
        [TASK_MORE] = {MESSAGE_RECEPTION_KEY_MORE, {{ASK_TASK, MESSAGE_RECEPTION_ASK_WHAT, false}}, 1,
                       TASK_CODES, TASK_ROLL},
        [TASK_CODES] = {MESSAGE_RECEPTION_CODES, {{ASK_SURE, MESSAGE_RECEPTION_CODES, false}}, 1, 0, 0},
        [TASK_BY_HAND] = {MESSAGE_RECEPTION_BY_HAND,
                          {{ASK_SERVICE, MESSAGE_RECEPTION_ASK_SERVICE, false},
                           {ASK_TIME, MESSAGE_RECEPTION_ASK_FROM, false},
                           {ASK_TIME, MESSAGE_RECEPTION_ASK_UNTIL, false},
                           {ASK_OUTCOME, MESSAGE_RECEPTION_ASK_OUTCOME, false},
                           {ASK_COUNTER, MESSAGE_RECEPTION_ASK_COUNTER, false},
                           {ASK_TEXT, MESSAGE_RECEPTION_ASK_ROLL, true}}, 6, 0, 0},
        [TASK_ADOPT] = {MESSAGE_RECEPTION_ADOPT,
                        {{ASK_NUMBER, MESSAGE_RECEPTION_ASK_NUMBER, false},
                         {ASK_SERVICE, MESSAGE_RECEPTION_ASK_SERVICE, false},
                         {ASK_TIME, MESSAGE_RECEPTION_ASK_ISSUED, true},
                         {ASK_CLASS, MESSAGE_RECEPTION_ASK_CLASS, false},
                         {ASK_CODE, MESSAGE_RECEPTION_ASK_CODE, true}}, 5, 0, 0},
        [TASK_ROLL] = {MESSAGE_PAPERS_DESK_ROLL, {{ASK_SURE, MESSAGE_PAPERS_DESK_ROLL_ASK, false}}, 1, 0, 0},
};
/* clang-format on */

bool ask_is_typed(enum ask_source source)
{
    return source == ASK_TEXT || source == ASK_NUMBER || source == ASK_TIME || source == ASK_CODE ||
           source == ASK_OPERATOR;
}

bool ask_is_asked(const struct ask *ask, size_t at)
{
    return ask_tasks[ask->task].questions[at].source != ASK_OPERATOR || strcmp(ask->answers[at - 1], "@") == 0;
}

enum field_kind ask_field_kind(enum ask_source source)
{
    return source == ASK_NUMBER || source == ASK_CODE ? FIELD_CODE : FIELD_TEXT;
}

bool ask_is_answer(const struct ask_question *question, const char *text)
{
    int minute;
    if (!*text)
        return question->may_lack;
    return question->source != ASK_TIME || minute_parse(text, &minute) == 0;
}

/* --- rows --- */

struct rows {
    const struct model *model;
    const struct names *names;
    const struct ask *ask;
    const char *ticket; /* subject; NULL: none */
    struct canvas *canvas;
    struct ask_row *items;
    size_t count, room;
    bool narrows; /* by what is typed */
};

static void add(struct rows *rows, const char *answer, const char *label, const char *detail)
{
    if (rows->count == ASK_ROWS || (rows->narrows && !search_fits(rows->ask->line.text, label)))
        return;
    arena_grow(rows->canvas->arena, rows->items, rows->count, rows->room);
    rows->items[rows->count++] = (struct ask_row){answer, label, detail ? detail : ""};
}

static void add_message(struct rows *rows, const char *answer, enum i18n_message message)
{
    add(rows, answer, canvas_message(rows->canvas, message), NULL);
}

static void add_service(struct rows *rows, const char *key)
{
    add(rows, key, names_service(rows->names, key), model_agency(rows->names, key));
}

static void add_services(struct rows *rows)
{
    const struct visitor_list_services_out *out = names_services(rows->names);
    const char *keys[ASK_ROWS];
    rows->narrows = false;
    if (!*rows->ask->line.text) {
        for (size_t i = 0; out && i < out->services.count; i++)
            add_service(rows, out->services.items[i].key);
        return;
    }
    size_t count = search_find(&rows->model->search, rows->ask->line.text, keys, ARRAY_SIZE(keys));
    for (size_t i = 0; i < count; i++)
        add_service(rows, keys[i]);
}

static void add_other_services(struct rows *rows)
{
    const struct visitor_get_words_out *words = names_words(rows->names);
    const struct reception_ticket *ticket = model_ticket(rows->model, rows->ticket);
    add_message(rows, "-", MESSAGE_RECEPTION_AS_IT_IS);
    for (size_t i = 0; words && ticket && i < words->transfers.count; i++) {
        const struct visitor_transfer *transfer = &words->transfers.items[i];
        if (strcmp(transfer->service, ticket->service) != 0)
            continue;
        for (size_t j = 0; j < transfer->to.count; j++)
            add_service(rows, transfer->to.items[j]);
    }
}

static void add_classes(struct rows *rows)
{
    const struct visitor_get_words_out *words = names_words(rows->names);
    for (size_t i = 0; words && i < words->classes.count; i++)
        add(rows, words->classes.items[i].key, words->classes.items[i].name, NULL);
}

static bool needs_hold(const struct ask *ask, const char *key)
{
    for (size_t i = 0; i < ask->need_count; i++) {
        if (strcmp(ask->need_keys[i], key) == 0)
            return true;
    }
    return false;
}

static void add_needs(struct rows *rows)
{
    const struct visitor_get_words_out *words = names_words(rows->names);
    for (size_t i = 0; words && i < words->needs.count; i++) {
        const struct visitor_need *need = &words->needs.items[i];
        const char *mark = needs_hold(rows->ask, need->key) ? "✓" : "·";
        add(rows, need->key, canvas_printf(rows->canvas, "%s %s", mark, need->name), NULL);
    }
}

static void add_languages(struct rows *rows)
{
    for (size_t i = 0; i < rows->model->language_count; i++)
        add(rows, rows->model->languages[i].code, model_language_name(rows->model, rows->model->languages[i].code),
            NULL);
}

static void add_reasons(struct rows *rows)
{
    const struct visitor_get_words_out *words = names_words(rows->names);
    for (size_t i = 0; words && i < words->reasons.count; i++)
        add(rows, words->reasons.items[i].key, words->reasons.items[i].name, NULL);
}

static void add_each_counter(struct rows *rows)
{
    const struct visitor_get_words_out *words = names_words(rows->names);
    for (size_t i = 0; words && i < words->counters.count; i++) {
        const struct visitor_counter *counter = &words->counters.items[i];
        add(rows, counter->key, counter->label, names_zone(rows->names, counter->zone));
    }
}

static void add_counters(struct rows *rows)
{
    add_message(rows, "-", MESSAGE_RECEPTION_ANY_COUNTER);
    add_each_counter(rows);
}

static void add_to(struct rows *rows)
{
    add_message(rows, "-", MESSAGE_RECEPTION_ANY_COUNTER);
    add_message(rows, "@", MESSAGE_COUNTER_TO_OPERATOR);
    add_each_counter(rows);
}

static void add_outcomes(struct rows *rows)
{
    const struct visitor_get_words_out *words = names_words(rows->names);
    for (size_t i = 0; words && i < words->outcomes.count; i++)
        add(rows, words->outcomes.items[i].key, words->outcomes.items[i].name, NULL);
    add_message(rows, "-", MESSAGE_RECEPTION_NOT_RECORDED);
}

static void add_places(struct rows *rows)
{
    add_message(rows, "keep", MESSAGE_RECEPTION_PLACE_KEEP);
    add_message(rows, "front", MESSAGE_RECEPTION_PLACE_FRONT);
    add_message(rows, "end", MESSAGE_RECEPTION_PLACE_END);
}

static void add_whom(struct rows *rows)
{
    add_message(rows, "all", MESSAGE_RECEPTION_NOTE_ALL);
    add_message(rows, "own", MESSAGE_RECEPTION_NOTE_OWN);
}

static void add_minutes(struct rows *rows)
{
    static const char *const minutes[] = {"10", "15", "20", "30", "45", "60"};
    for (size_t i = 0; i < ARRAY_SIZE(minutes); i++) {
        int64_t ms = strtoll(minutes[i], NULL, 10) * 60000;
        add(rows, minutes[i], say_minutes(rows->canvas, ms), say_time(rows->canvas, rows->canvas->now_ms + ms));
    }
}

static void add_slots(struct rows *rows)
{
    const struct reception_list_slots_out *out = rows->model->slots.out;
    for (size_t i = 0; out && i < out->slots.count; i++) {
        const struct reception_slot *slot = &out->slots.items[i];
        add(rows, canvas_printf(rows->canvas, "%lld", (long long)slot->at), say_time(rows->canvas, slot->at),
            canvas_message(rows->canvas, MESSAGE_RECEPTION_PLACES_FREE, I18N_NUMBER("count", slot->free)));
    }
}

static void add_sure(struct rows *rows)
{
    add_message(rows, "no", MESSAGE_UI_NO);
    add_message(rows, "yes", MESSAGE_UI_YES);
}

static void add_tasks(struct rows *rows)
{
    const struct ask_task *task = &ask_tasks[rows->ask->task];
    for (enum task which = task->from; which <= task->until; which++) {
        if (which == TASK_ROLL && !rows->model->printer)
            continue;
        add_message(rows, canvas_printf(rows->canvas, "%d", (int)which), ask_tasks[which].title);
    }
}

static void (*const adders[])(struct rows *rows) = {
        [ASK_SERVICE] = add_services,
        [ASK_OTHER_SERVICE] = add_other_services,
        [ASK_CLASS] = add_classes,
        [ASK_NEEDS] = add_needs,
        [ASK_LANGUAGE] = add_languages,
        [ASK_REASON] = add_reasons,
        [ASK_COUNTER] = add_counters,
        [ASK_OUTCOME] = add_outcomes,
        [ASK_PLACE] = add_places,
        [ASK_WHOM] = add_whom,
        [ASK_MINUTES] = add_minutes,
        [ASK_SLOT] = add_slots,
        [ASK_SURE] = add_sure,
        [ASK_TASK] = add_tasks,
        [ASK_TO] = add_to,
};

static struct rows rows_of(const struct view *view, struct canvas *canvas, const struct ask *ask, bool narrows)
{
    return (struct rows){.model = view->model,
                         .names = model_names(view->model, canvas->language),
                         .ask = ask,
                         .ticket = view->text,
                         .canvas = canvas,
                         .narrows = narrows};
}

size_t ask_rows(const struct view *view, struct canvas *canvas, const struct ask *ask, const struct ask_row **ret_rows)
{
    enum ask_source source = ask_tasks[ask->task].questions[ask->at].source;
    struct rows rows = rows_of(view, canvas, ask, *ask->line.text != '\0');
    if (!ask_is_typed(source))
        adders[source](&rows);
    *ret_rows = rows.items;
    return rows.count;
}

const char *ask_say(const struct view *view, struct canvas *canvas, enum ask_source source, const char *answer)
{
    if (ask_is_typed(source) || source == ASK_NEEDS)
        return answer;
    const struct ask empty = {.task = (enum task)view->value};
    struct rows rows = rows_of(view, canvas, &empty, false);
    adders[source](&rows);
    for (size_t i = 0; i < rows.count; i++) {
        if (strcmp(rows.items[i].answer, answer) == 0)
            return rows.items[i].label;
    }
    return answer;
}
