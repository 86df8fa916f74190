/* SPDX-License-Identifier: MIT
 *
 * What a board remembers between two states.
 */
#include "kiosk/board/model.h"

#include <stdio.h>
#include <string.h>

#include "common/i18n.h"
#include "common/text.h"

enum { LEAST_TICKET_SIGNS = 4, LEAST_COUNTER_SIGNS = 2, MOST_SIGNS = 12 };

void board_model_init(struct board_model *model)
{
    *model = (struct board_model){.ticket_signs = LEAST_TICKET_SIGNS, .counter_signs = LEAST_COUNTER_SIGNS};
    kept_init(&model->watch);
    for (size_t i = 0; i < BOARD_LANGUAGES; i++)
        names_init(&model->names[i]);
}

void board_model_done(struct board_model *model)
{
    kept_done(&model->watch);
    for (size_t i = 0; i < BOARD_LANGUAGES; i++)
        names_done(&model->names[i]);
}

const struct board_watch_out *board_model_state(const struct board_model *model)
{
    return model->watch.out;
}

/* --- a new state --- */

static const struct board_place *find_place(const struct board_place *places, size_t count, const char *ticket)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(places[i].ticket, ticket) == 0)
            return &places[i];
    }
    return NULL;
}

static struct board_place make_place(const struct board_model *model, const struct board_call *call,
                                     const struct board_place *before, bool is_first, int64_t now_ms)
{
    struct board_place place = {.call = call->call, .slot = BOARD_NO_SLOT};
    snprintf(place.ticket, sizeof place.ticket, "%s", call->ticket);
    if (before && !is_first)
        place.slot = before->slot;
    if (before && before->call == call->call)
        place.fresh_until_ms = before->fresh_until_ms;
    else if (model->has_heard && call->call > model->newest)
        place.fresh_until_ms = now_ms + (call->needs.count > 0 ? BOARD_FRESH_LONG_MS : BOARD_FRESH_MS);
    return place;
}

static void give_slots(struct board_model *model)
{
    bool used[BOARD_CALLS] = {false};
    for (size_t i = 0; i < model->place_count; i++) {
        if (model->places[i].slot >= 0)
            used[model->places[i].slot] = true;
    }
    int slot = 0;
    for (size_t i = 1; i < model->place_count; i++) {
        if (model->places[i].slot >= 0)
            continue;
        while (used[slot])
            slot++;
        used[slot] = true;
        model->places[i].slot = slot;
    }
}

static void grow(int *signs, const char *text)
{
    int width = (int)text_width(text);
    if (width > *signs && width <= MOST_SIGNS)
        *signs = width;
}

/* The longest label there is, and of numbers the longest yet: places in the list are as wide as these need. */
void board_model_measure(struct board_model *model)
{
    const struct visitor_get_words_out *words = names_words(&model->names[0]);
    for (size_t i = 0; words && i < words->counters.count; i++)
        grow(&model->counter_signs, words->counters.items[i].label);
    for (size_t i = 0; i < model->place_count; i++)
        grow(&model->ticket_signs, model->places[i].ticket);
}

static void tell_gone(const struct board_model *model, const struct board_place *before, size_t count,
                      struct board_news *news)
{
    for (size_t i = 0; i < count; i++) {
        if (!find_place(model->places, model->place_count, before[i].ticket))
            memcpy(news->gone[news->gone_count++], before[i].ticket, BOARD_SIGNS);
    }
}

static void tell_calls(const struct board_model *model, const struct board_watch_out *state, struct board_news *news)
{
    for (size_t i = model->place_count; model->has_heard && i > 0; i--) {
        if (state->calls.items[i - 1].call > model->newest)
            news->calls[news->call_count++] = &state->calls.items[i - 1];
    }
}

void board_model_take(struct board_model *model, int64_t now_ms, struct board_news *ret_news)
{
    const struct board_watch_out *state = board_model_state(model);
    struct board_place before[BOARD_CALLS];
    size_t before_count = model->place_count;
    memcpy(before, model->places, before_count * sizeof before[0]);
    bool was_halted = model->is_halted;

    model->place_count = state->calls.count < BOARD_CALLS ? state->calls.count : BOARD_CALLS;
    for (size_t i = 0; i < model->place_count; i++) {
        const struct board_call *call = &state->calls.items[i];
        model->places[i] = make_place(model, call, find_place(before, before_count, call->ticket), i == 0, now_ms);
    }
    give_slots(model);
    board_model_measure(model);
    *ret_news = (struct board_news){.has_halted = model->has_heard && state->halted && !was_halted};
    tell_gone(model, before, before_count, ret_news);
    tell_calls(model, state, ret_news);
    for (size_t i = 0; i < model->place_count; i++)
        model->newest = model->places[i].call > model->newest ? model->places[i].call : model->newest;
    model->is_halted = state->halted != NULL;
    model->has_heard = true;
}

/* --- reading --- */

size_t board_model_language(const struct board_model *model, const char *code)
{
    for (size_t i = 0; i < model->language_count; i++) {
        if (strcmp(language_code(model->languages[i]), code) == 0)
            return i;
    }
    return 0;
}

bool board_model_is_fresh(const struct board_model *model, size_t index, int64_t now_ms)
{
    return model->places[index].fresh_until_ms > now_ms;
}

int board_model_slots(const struct board_model *model)
{
    int slots = 0;
    for (size_t i = 0; i < model->place_count; i++)
        slots = model->places[i].slot >= slots ? model->places[i].slot + 1 : slots;
    return slots;
}

static size_t recent(const struct board_number *numbers, size_t count, int64_t span_ms, int64_t now_ms)
{
    while (count > 0 && numbers[count - 1].at + span_ms <= now_ms)
        count--;
    return count;
}

size_t board_model_missed(const struct board_model *model, int64_t now_ms)
{
    const struct board_watch_out *state = board_model_state(model);
    return state ? recent(state->missed.items, state->missed.count, BOARD_MISSED_MS, now_ms) : 0;
}

size_t board_model_please_wait(const struct board_model *model, int64_t now_ms)
{
    const struct board_watch_out *state = board_model_state(model);
    return state ? recent(state->please_wait.items, state->please_wait.count, BOARD_PLEASE_WAIT_MS, now_ms) : 0;
}

static void sooner(int64_t *soonest, int64_t at_ms, int64_t now_ms)
{
    if (at_ms > now_ms && (*soonest == 0 || at_ms < *soonest))
        *soonest = at_ms;
}

int64_t board_model_wake(const struct board_model *model, int64_t now_ms)
{
    const struct board_watch_out *state = board_model_state(model);
    int64_t soonest = 0;
    for (size_t i = 0; i < model->place_count; i++)
        sooner(&soonest, model->places[i].fresh_until_ms, now_ms);
    size_t missed = board_model_missed(model, now_ms), waiting = board_model_please_wait(model, now_ms);
    if (missed > 0)
        sooner(&soonest, state->missed.items[missed - 1].at + BOARD_MISSED_MS, now_ms);
    if (waiting > 0)
        sooner(&soonest, state->please_wait.items[waiting - 1].at + BOARD_PLEASE_WAIT_MS, now_ms);
    return soonest;
}
