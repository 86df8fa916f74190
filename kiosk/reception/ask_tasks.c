/* SPDX-License-Identifier: MIT
 *
 * What is asked for each task, as a table, and the rows that answer each kind of question.
 */
#include <string.h>

#include "common/text.h"
#include "kiosk/reception/ask.h"
#include "kiosk/reception/say.h"

/* clang-format off */
static const struct ask_task ask_tasks[TASK_COUNT] = {
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

/* An operator is asked for where one is wanted. */
static bool is_asked(const struct ask *ask, size_t at)
{
    return ask_tasks[ask->task].questions[at].source != ASK_OPERATOR || strcmp(ask->answers[at - 1], "@") == 0;
}

static bool is_time(const char *text)
{
    int minute;
    return minute_parse(text, &minute) == 0;
}

/* --- rows --- */

static const struct model *model_of(const struct ask_rows *rows)
{
    return rows->view->model;
}

static const struct names *names_of(const struct ask_rows *rows)
{
    return model_names(model_of(rows), rows->canvas->language);
}

static void add_service(struct ask_rows *rows, const char *key)
{
    ask_add(rows, key, names_service(names_of(rows), key), model_agency(names_of(rows), key));
}

static void add_services(struct ask_rows *rows)
{
    const struct visitor_list_services_out *out = names_services(names_of(rows));
    const char *keys[ASK_ROWS];
    rows->narrows = false;
    if (!*rows->ask->line.text) {
        for (size_t i = 0; out && i < out->services.count; i++)
            add_service(rows, out->services.items[i].key);
        return;
    }
    size_t count = search_find(&model_of(rows)->search, rows->ask->line.text, keys, ARRAY_SIZE(keys));
    for (size_t i = 0; i < count; i++)
        add_service(rows, keys[i]);
}

static void add_other_services(struct ask_rows *rows)
{
    const struct visitor_get_words_out *words = names_words(names_of(rows));
    const struct reception_ticket *ticket = model_ticket(model_of(rows), rows->view->text);
    ask_add_message(rows, "-", MESSAGE_RECEPTION_AS_IT_IS);
    for (size_t i = 0; words && ticket && i < words->transfers.count; i++) {
        const struct visitor_transfer *transfer = &words->transfers.items[i];
        if (strcmp(transfer->service, ticket->service) != 0)
            continue;
        for (size_t j = 0; j < transfer->to.count; j++)
            add_service(rows, transfer->to.items[j]);
    }
}

static void add_classes(struct ask_rows *rows)
{
    const struct visitor_get_words_out *words = names_words(names_of(rows));
    for (size_t i = 0; words && i < words->classes.count; i++)
        ask_add(rows, words->classes.items[i].key, words->classes.items[i].name, NULL);
}

static void add_needs(struct ask_rows *rows)
{
    const struct visitor_get_words_out *words = names_words(names_of(rows));
    for (size_t i = 0; words && i < words->needs.count; i++) {
        const struct visitor_need *need = &words->needs.items[i];
        const char *mark = ask_is_marked(rows->ask, need->key) ? "✓" : "·";
        ask_add(rows, need->key, canvas_printf(rows->canvas, "%s %s", mark, need->name), NULL);
    }
}

static void add_languages(struct ask_rows *rows)
{
    for (size_t i = 0; i < model_of(rows)->language_count; i++)
        ask_add(rows, model_of(rows)->languages[i].code,
                model_language_name(model_of(rows), model_of(rows)->languages[i].code), NULL);
}

static void add_reasons(struct ask_rows *rows)
{
    const struct visitor_get_words_out *words = names_words(names_of(rows));
    for (size_t i = 0; words && i < words->reasons.count; i++)
        ask_add(rows, words->reasons.items[i].key, words->reasons.items[i].name, NULL);
}

static void add_each_counter(struct ask_rows *rows)
{
    const struct visitor_get_words_out *words = names_words(names_of(rows));
    for (size_t i = 0; words && i < words->counters.count; i++) {
        const struct visitor_counter *counter = &words->counters.items[i];
        ask_add(rows, counter->key, counter->label, names_zone(names_of(rows), counter->zone));
    }
}

static void add_counters(struct ask_rows *rows)
{
    ask_add_message(rows, "-", MESSAGE_RECEPTION_ANY_COUNTER);
    add_each_counter(rows);
}

static void add_to(struct ask_rows *rows)
{
    ask_add_message(rows, "-", MESSAGE_RECEPTION_ANY_COUNTER);
    ask_add_message(rows, "@", MESSAGE_COUNTER_TO_OPERATOR);
    add_each_counter(rows);
}

static void add_outcomes(struct ask_rows *rows)
{
    const struct visitor_get_words_out *words = names_words(names_of(rows));
    for (size_t i = 0; words && i < words->outcomes.count; i++)
        ask_add(rows, words->outcomes.items[i].key, words->outcomes.items[i].name, NULL);
    ask_add_message(rows, "-", MESSAGE_RECEPTION_NOT_RECORDED);
}

static void add_places(struct ask_rows *rows)
{
    ask_add_message(rows, "keep", MESSAGE_RECEPTION_PLACE_KEEP);
    ask_add_message(rows, "front", MESSAGE_RECEPTION_PLACE_FRONT);
    ask_add_message(rows, "end", MESSAGE_RECEPTION_PLACE_END);
}

static void add_whom(struct ask_rows *rows)
{
    ask_add_message(rows, "all", MESSAGE_RECEPTION_NOTE_ALL);
    ask_add_message(rows, "own", MESSAGE_RECEPTION_NOTE_OWN);
}

static void add_minutes(struct ask_rows *rows)
{
    static const char *const minutes[] = {"10", "15", "20", "30", "45", "60"};
    for (size_t i = 0; i < ARRAY_SIZE(minutes); i++) {
        int64_t ms = strtoll(minutes[i], NULL, 10) * 60000;
        ask_add(rows, minutes[i], say_minutes(rows->canvas, ms), say_time(rows->canvas, rows->canvas->now_ms + ms));
    }
}

static void add_slots(struct ask_rows *rows)
{
    const struct reception_list_slots_out *out = model_of(rows)->slots.out;
    for (size_t i = 0; out && i < out->slots.count; i++) {
        const struct reception_slot *slot = &out->slots.items[i];
        ask_add(rows, canvas_printf(rows->canvas, "%lld", (long long)slot->at), say_time(rows->canvas, slot->at),
                canvas_message(rows->canvas, MESSAGE_RECEPTION_PLACES_FREE, I18N_NUMBER("count", slot->free)));
    }
}

static void add_sure(struct ask_rows *rows)
{
    ask_add_message(rows, "no", MESSAGE_UI_NO);
    ask_add_message(rows, "yes", MESSAGE_UI_YES);
}

static void add_tasks(struct ask_rows *rows)
{
    const struct ask_task *task = &ask_tasks[rows->ask->task];
    for (int which = task->from; which <= task->until; which++) {
        if (which == TASK_ROLL && !model_of(rows)->printer)
            continue;
        ask_add_message(rows, canvas_printf(rows->canvas, "%d", which), ask_tasks[which].title);
    }
}

/* Slots have a day, which is turned. */
static const char *say_question(const struct view *view, struct canvas *canvas, const struct ask_question *question)
{
    const struct reception_list_slots_out *slots = ((const struct model *)view->model)->slots.out;
    struct date day;
    if (question->source != ASK_SLOT || !slots || date_parse(slots->day, &day) < 0)
        return NULL;
    return canvas_printf(canvas, "%s  ← %s →", canvas_message(canvas, question->question), say_day(canvas, day));
}

/* clang-format off */
static const struct ask_kind kinds[] = {
        [ASK_SERVICE] = {.add = add_services},
        [ASK_OTHER_SERVICE] = {.add = add_other_services},
        [ASK_CLASS] = {.add = add_classes},
        [ASK_NEEDS] = {.add = add_needs, .marks = true},
        [ASK_LANGUAGE] = {.add = add_languages},
        [ASK_REASON] = {.add = add_reasons},
        [ASK_COUNTER] = {.add = add_counters},
        [ASK_TO] = {.add = add_to},
        [ASK_OPERATOR] = {0},
        [ASK_OUTCOME] = {.add = add_outcomes},
        [ASK_PLACE] = {.add = add_places},
        [ASK_WHOM] = {.add = add_whom},
        [ASK_MINUTES] = {.add = add_minutes},
        [ASK_SLOT] = {.add = add_slots},
        [ASK_SURE] = {.add = add_sure, .sure = true},
        [ASK_TASK] = {.add = add_tasks},
        [ASK_TEXT] = {0},
        [ASK_NUMBER] = {.field = FIELD_CODE},
        [ASK_TIME] = {.is_answer = is_time, .bad = MESSAGE_RECEPTION_BAD_TIME},
        [ASK_CODE] = {.field = FIELD_CODE},
};
/* clang-format on */

/* A task that is chosen takes the place of the page. */
static struct intent taken(const struct view *view, const struct ask_question *question, const char *answer)
{
    if (question->source != ASK_TASK)
        return INTENT(INTENT_NONE);
    enum task task = (enum task)strtol(answer, NULL, 10);
    if (task == TASK_CODES)
        return INTENT_DOES(DO_FIND_CODES, .text = "");
    return (struct intent){.kind = INTENT_REPLACE, .type = &view_ask, .value = task, .text = view->text};
}

static bool is_busy(const struct view *view)
{
    return ((const struct model *)view->model)->busy > 0;
}

static struct rect frame(const struct view *view, struct canvas *canvas, struct rect page, const char *title)
{
    say_draw_header(canvas, view->model, rect_cut_top(&page, 1), title);
    page = rect_inset(page, 2, 1);
    enum look look;
    if (say_word(view->model, &look))
        say_draw_word(canvas, view->model, rect_cut_bottom(&page, 2));
    return page;
}

static const char *subject(const struct view *view, struct canvas *canvas)
{
    return view->text && view->value == TASK_BOOK
                   ? names_service(model_names(view->model, canvas->language), view->text)
                   : view->text;
}

const struct ask_form reception_form = {.tasks = ask_tasks,
                                        .kinds = kinds,
                                        .what_done = DO_TASK,
                                        .is_asked = is_asked,
                                        .taken = taken,
                                        .is_busy = is_busy,
                                        .frame = frame,
                                        .subject = subject,
                                        .question = say_question};
