/* SPDX-License-Identifier: MIT
 *
 * The state of an order is never kept: it is what its tries and its turn say.
 */
#include "daemon/paper.h"

#include <assert.h>
#include <string.h>

/* --- lists of printers --- */

static bool list_has(const struct paper_list *list, const char *key)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->keys[i], key) == 0)
            return true;
    }
    return false;
}

const struct paper_list *paper_list_of(struct paper_list **lists, const char *text)
{
    for (const struct paper_list *list = *lists; list; list = list->next) {
        if (strcmp(list->text, text) == 0)
            return list;
    }
    struct paper_list *list = mem_new(struct paper_list);
    *list = (struct paper_list){.text = mem_strdup(text), .words = mem_strdup(text), .next = *lists};
    char *rest = list->words, *key;
    while ((key = strsep(&rest, " ")) && list->count < PAPER_PRINTERS) {
        if (*key && !list_has(list, key))
            list->keys[list->count++] = key;
    }
    return *lists = list;
}

void paper_lists_free(struct paper_list *lists)
{
    while (lists) {
        struct paper_list *list = lists;
        lists = list->next;
        free(list->text);
        free(list->words);
        free(list);
    }
}

/* --- orders --- */

void paper_queue_leave(struct paper *paper)
{
    struct paper_queue *queue = paper->queue;
    if (!queue)
        return;
    *(paper->before ? &paper->before->after : &queue->first) = paper->after;
    *(paper->after ? &paper->after->before : &queue->last) = paper->before;
    paper->queue = NULL;
    paper->before = paper->after = NULL;
}

void paper_queue_join(struct paper_queue *queue, struct paper *paper)
{
    paper->queue = queue;
    paper->before = queue->last;
    *(queue->last ? &queue->last->after : &queue->first) = paper;
    queue->last = paper;
}

struct paper *paper_free(struct paper *paper)
{
    for (size_t i = 0; paper->tries && i < paper->list->count; i++)
        free(paper->tries[i].detail);
    free(paper->tries);
    free(paper->code);
    free(paper);
    return NULL;
}

/* --- states at one printer --- */

#define STATE_BIT(state) (1U << PAPER_##state)

/* What may become of each. All but the first three are ends, of which nobody knows for sure that no paper comes out
 * after all. */
static const unsigned transitions[PAPER_STATES] = {
        [PAPER_WAITING] = STATE_BIT(TAKEN),
        [PAPER_TAKEN] =
                STATE_BIT(SENT) | STATE_BIT(PRINTED) | STATE_BIT(FAILED) | STATE_BIT(UNKNOWN) | STATE_BIT(GIVEN_UP),
        [PAPER_SENT] = STATE_BIT(PRINTED) | STATE_BIT(FAILED) | STATE_BIT(UNKNOWN) | STATE_BIT(GIVEN_UP),
        [PAPER_PRINTED] = STATE_BIT(PRINTED),
        [PAPER_FAILED] = STATE_BIT(PRINTED),
        [PAPER_UNKNOWN] = STATE_BIT(PRINTED),
        [PAPER_GIVEN_UP] = STATE_BIT(PRINTED),
};

/* In these a paper is out, or may be. */
static const unsigned may_be_out = STATE_BIT(TAKEN) | STATE_BIT(SENT) | STATE_BIT(PRINTED) | STATE_BIT(UNKNOWN);
/* In these nobody knows its end. */
static const unsigned goes_on = STATE_BIT(TAKEN) | STATE_BIT(SENT);
/* After these nobody else shall print it. */
static const unsigned ends_all = STATE_BIT(PRINTED) | STATE_BIT(UNKNOWN) | STATE_BIT(GIVEN_UP);

static bool is_in(enum paper_state state, unsigned states)
{
    return states >> state & 1;
}

bool paper_state_permits(enum paper_state state, enum paper_state next)
{
    return is_in(next, transitions[state]);
}

enum paper_state paper_state_at(const struct paper *paper, size_t place)
{
    return paper->tries && place < paper->list->count ? paper->tries[place].state : PAPER_WAITING;
}

/* --- what happens to it --- */

void paper_apply_turn(struct paper *paper, size_t place, int64_t from_ms)
{
    paper->turn = place;
    paper->turn_ms = from_ms;
}

static void set_try(struct paper *paper, struct paper_try *made, const struct paper_told *told, int64_t now_ms)
{
    if (told->state == PAPER_TAKEN)
        made->copy = paper_is_copy(paper);
    if (told->state == PAPER_PRINTED)
        made->papers = told->papers > 0 ? told->papers : 1;
    if (made->state != told->state)
        made->since_ms = now_ms;
    made->state = told->state;
    if (told->detail) {
        free(made->detail);
        made->detail = mem_strdup(told->detail);
    }
}

/* One that came out late is as good as any: who has not begun, does not begin. */
void paper_apply_try(struct paper *paper, size_t place, const struct paper_told *told, int64_t now_ms)
{
    assert(place < paper->list->count);
    if (!paper->tries)
        paper->tries = mem_new_n(struct paper_try, paper->list->count);
    set_try(paper, &paper->tries[place], told, now_ms);
    if (place == paper->turn ? is_in(told->state, ends_all) : told->state == PAPER_PRINTED && paper_waits(paper))
        paper_apply_turn(paper, paper->list->count, now_ms);
}

/* --- what it is --- */

size_t paper_place(const struct paper *paper, const char *printer)
{
    size_t place = 0;
    while (place < paper->list->count && strcmp(paper->list->keys[place], printer) != 0)
        place++;
    return place;
}

const char *paper_turn(const struct paper *paper)
{
    return paper->turn < paper->list->count ? paper->list->keys[paper->turn] : NULL;
}

bool paper_waits(const struct paper *paper)
{
    return paper->turn < paper->list->count && paper_state_at(paper, paper->turn) == PAPER_WAITING;
}

bool paper_is_late(const struct paper *paper, size_t place)
{
    return place != paper->turn && is_in(paper_state_at(paper, place), goes_on);
}

/* The last place, before `until`, that is in one of these states; as many as there are: none. */
static size_t last_in(const struct paper *paper, size_t until, unsigned states)
{
    for (size_t place = until; place > 0; place--) {
        if (is_in(paper_state_at(paper, place - 1), states))
            return place - 1;
    }
    return paper->list->count;
}

static bool has(const struct paper *paper, size_t until, unsigned states)
{
    return last_in(paper, until, states) < paper->list->count;
}

bool paper_has_late(const struct paper *paper)
{
    return has(paper, paper->turn, goes_on);
}

enum paper_state paper_state(const struct paper *paper)
{
    size_t count = paper->list->count;
    if (has(paper, count, STATE_BIT(PRINTED)))
        return PAPER_PRINTED;
    if (paper->turn == count)
        return has(paper, count, STATE_BIT(UNKNOWN) | goes_on) ? PAPER_UNKNOWN : PAPER_GIVEN_UP;
    if (!paper_waits(paper))
        return paper_state_at(paper, paper->turn);
    size_t last = last_in(paper, paper->turn, ~STATE_BIT(WAITING));
    return paper_state_at(paper, last) == PAPER_FAILED ? PAPER_FAILED : PAPER_WAITING;
}

static bool another_may_be_out(const struct paper *paper, const struct paper *other)
{
    return other->kind == paper->kind && has(other, other->list->count, may_be_out);
}

/* A later one may be taken first: of two that wait at different printers, the one with the shorter queue. */
bool paper_is_copy(const struct paper *paper)
{
    for (const struct paper *other = paper->earlier; other; other = other->earlier) {
        if (another_may_be_out(paper, other))
            return true;
    }
    for (const struct paper *other = paper->later; other; other = other->later) {
        if (another_may_be_out(paper, other))
            return true;
    }
    return has(paper, paper->turn, may_be_out);
}

bool paper_says_copy(const struct paper *paper)
{
    size_t count = paper->list->count;
    size_t place = paper->turn < count ? paper->turn : last_in(paper, count, ~STATE_BIT(WAITING));
    return paper_state_at(paper, place) == PAPER_WAITING ? paper_is_copy(paper) : paper->tries[place].copy;
}

int32_t paper_count_at(const struct paper *paper, size_t place)
{
    return paper_state_at(paper, place) == PAPER_PRINTED ? paper->tries[place].papers : 0;
}

int32_t paper_count(const struct paper *paper)
{
    int32_t count = 0;
    for (size_t place = 0; place < paper->list->count; place++)
        count += paper_count_at(paper, place);
    return count;
}

bool paper_went_wrong(const struct paper *paper)
{
    size_t count = paper->list->count;
    if (paper->turn < count)
        return false;
    enum paper_state state = paper_state(paper);
    if (state == PAPER_GIVEN_UP)
        return !paper->withdrawn && !has(paper, count, STATE_BIT(GIVEN_UP));
    return state == PAPER_UNKNOWN || paper_count(paper) > 1;
}

const char *paper_printer(const struct paper *paper)
{
    static const unsigned likely[] = {STATE_BIT(PRINTED), goes_on, STATE_BIT(UNKNOWN)};
    for (size_t i = 0; i < ARRAY_SIZE(likely); i++) {
        size_t place = last_in(paper, paper->list->count, likely[i]);
        if (place < paper->list->count)
            return paper->list->keys[place];
    }
    return NULL;
}
