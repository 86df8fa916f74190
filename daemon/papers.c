/* SPDX-License-Identifier: MIT
 *
 * What happens to an order is a row of the store, and done to it by the same function when it is read again. Only the
 * rows of the last day are read: orders end with their day.
 *
 * Each turn is as long as any other, so orders queue up in the order in which their turns end, and the time to look
 * again is that of the first. Which printers can print is looked at when it changes.
 */
#include "daemon/papers.h"

#include <errno.h>
#include <string.h>

#include "common/log.h"
#include "common/text.h"
#include "daemon/papers_private.h"
#include "daemon/turn.h"

/* More than any centre orders: an order of a store that was put back has no number that CUPS has a job of. */
#define EPOCH_ORDERS INT64_C(1000000000)

/* So many turns go on in one turn of the loop: some milliseconds. */
#define PASSES_PER_TURN 256

int64_t papers_now(const struct papers *papers)
{
    return turn_now(papers->hall->turn);
}

static int64_t limit_ms(const struct papers *papers)
{
    return papers->hall->centre->settings.rules.paper_seconds * 1000;
}

static int64_t silent_ms(const struct papers *papers)
{
    return papers->hall->centre->settings.rules.printer_silent_seconds * 1000;
}

struct printers *papers_printers(struct papers *papers)
{
    return memory_change(&papers->hall->turn->memory, &papers->printers);
}

/* --- orders in memory --- */

/* After its turn, or what became of it, changed. */
static void requeue(struct papers *papers, struct paper *paper, int64_t turn_before_ms)
{
    struct paper_queue *queue = paper_turn(paper) ? &papers->running : paper_has_late(paper) ? &papers->late : NULL;
    if (queue == paper->queue && paper->turn_ms == turn_before_ms)
        return;
    paper_queue_leave(paper);
    if (queue)
        paper_queue_join(queue, paper);
}

static void link_to_ticket(struct papers *papers, struct paper *paper)
{
    size_t ticket = (size_t)paper->ticket, room = papers->ticket_room;
    if (ticket >= room) {
        papers->ticket_room = ticket * 2 + 16;
        papers->of_ticket = mem_realloc(papers->of_ticket, papers->ticket_room, sizeof(papers->of_ticket[0]));
        memset(papers->of_ticket + room, 0, (papers->ticket_room - room) * sizeof(papers->of_ticket[0]));
    }
    paper->earlier = papers->of_ticket[ticket];
    if (paper->earlier)
        paper->earlier->later = paper;
    papers->of_ticket[ticket] = paper;
}

struct paper *papers_keep(struct papers *papers, const struct paper *as)
{
    struct paper *paper = mem_new(struct paper);
    *paper = *as;
    papers->next = paper->number + 1;
    mem_grow(papers->items, papers->count, papers->room);
    papers->items[papers->count++] = paper;
    const struct engine *engine = papers->hall->engine;
    if (paper->ticket && paper->day == engine_day(engine) && paper->ticket <= engine_tickets(engine))
        link_to_ticket(papers, paper);
    requeue(papers, paper, -1);
    return paper;
}

static void drop_all(struct papers *papers)
{
    for (size_t i = 0; i < papers->count; i++)
        paper_free(papers->items[i]);
    papers->count = 0;
    papers->running = papers->late = (struct paper_queue){0};
    if (papers->of_ticket)
        memset(papers->of_ticket, 0, papers->ticket_room * sizeof(papers->of_ticket[0]));
}

static struct paper *find(const struct papers *papers, int64_t number)
{
    size_t from = 0, until = papers->count;
    while (from < until) {
        size_t middle = from + (until - from) / 2;
        if (papers->items[middle]->number == number)
            return papers->items[middle];
        if (papers->items[middle]->number < number)
            from = middle + 1;
        else
            until = middle;
    }
    return NULL;
}

static void apply(struct papers *papers, struct paper *paper, const struct store_row *row)
{
    int64_t before_ms = paper->turn_ms;
    if (paper_apply_row(paper, row))
        requeue(papers, paper, before_ms);
}

/* --- reading them --- */

static void take_order(struct papers *papers, const struct store_row *row)
{
    struct paper paper;
    if (row->value[PRINT_PAPER] >= papers->next && paper_of_row(row, &papers->lists, &paper))
        papers_keep(papers, &paper);
}

static int take_row(const struct store_row *row, void *data)
{
    struct papers *papers = data;
    struct paper *paper = find(papers, row->value[PRINT_PAPER]);
    struct store_row now_or_before = *row;
    if (row->at_ms > papers_now(papers)) /* a clock that was set back makes no turn longer */
        now_or_before.at_ms = papers_now(papers);
    if (paper)
        apply(papers, paper, &now_or_before);
    else if (row->value[PRINT_STATE] == PAPER_WAITING)
        take_order(papers, &now_or_before);
    else if (papers->next <= row->value[PRINT_PAPER]) /* all that retention left */
        papers->next = row->value[PRINT_PAPER] + 1;
    return 0;
}

void papers_load(struct papers *papers)
{
    if (papers->loaded)
        return;
    if (!papers->printers.began_ms) /* time goes on when the hall has started */
        printers_init(&papers->printers, silent_ms(papers), papers_now(papers));
    papers->loaded = true;
    papers->look = true;
    struct database *database = store_database(papers->hall->store);
    int64_t since_ms, from, last = 0, epoch = 0;
    int r = store_read_turn_of_days(database, &since_ms);
    if (r == 0)
        r = store_find_row(database, TABLE_PRINT, since_ms, &from);
    if (r == 0)
        r = store_read_rows(database, TABLE_PRINT, from, take_row, papers);
    if (r == 0)
        r = rolls_load(&papers->rolls, database, since_ms);
    if (r == 0)
        r = store_last_paper(database, &last);
    if (r == 0)
        r = store_read_epoch(database, &epoch);
    if (papers->next <= last)
        papers->next = last + 1;
    if (papers->next <= epoch * EPOCH_ORDERS)
        papers->next = epoch * EPOCH_ORDERS + 1;
    if (r < 0)
        log_error("papers_unreadable", LOG_TEXT("error", strerror(-r)));
}

void papers_forget(struct papers *papers)
{
    drop_all(papers);
    rolls_forget(&papers->rolls);
    papers->next = 1;
    papers->loaded = false;
}

void papers_init(struct papers *papers, struct hall *hall, papers_changed *changed, void *data)
{
    *papers = (struct papers){.hall = hall, .changed = changed, .data = data, .next = 1};
    hall->papers = papers;
    rolls_init(&papers->rolls, hall);
    papers->rolls_until_ms = INT64_MAX;
    memory_add(&hall->turn->memory, &(struct memory_part){.live = &papers->printers,
                                                          .size = sizeof(papers->printers),
                                                          .copy = printers_copy,
                                                          .done = printers_done});
}

void papers_done(struct papers *papers)
{
    if (!papers->hall) /* never begun */
        return;
    drop_all(papers);
    free(papers->items);
    free(papers->of_ticket);
    printers_done(&papers->printers);
    rolls_done(&papers->rolls);
    paper_lists_free(papers->lists);
    papers->hall->papers = NULL;
}

/* --- writing them --- */

void papers_add_row(struct papers *papers, const struct paper *paper, struct store_row *row)
{
    size_t place = (size_t)row->value[PRINT_ATTEMPT] - 1;
    if (place < paper->list->count)
        row->value[PRINT_PRINTER] = store_intern(papers->hall->store, NAME_PRINTER, paper->list->keys[place]);
    store_add_row(papers->hall->store, row);
    papers->changed(papers->data, paper->kind == PAPER_TEST ? PAPERS_ORDERS | PAPERS_PRINTERS : PAPERS_ORDERS);
}

static void set_try(struct papers *papers, struct paper *paper, size_t place, const struct paper_told *told,
                    enum paper_reason reason)
{
    struct store_row row = paper_change_row(paper, place, told->state, reason, papers_now(papers));
    row.text = told->detail;
    row.value[PRINT_PAPERS] = told->papers;
    row.value[PRINT_LENGTH] = told->length_mm;
    papers_add_row(papers, paper, &row);
    apply(papers, paper, &row);
}

static void set_turn(struct papers *papers, struct paper *paper, size_t place, int64_t from_ms,
                     enum paper_reason reason)
{
    struct store_row row = paper_change_row(paper, place, PAPER_TURN_WENT, reason, from_ms);
    papers_add_row(papers, paper, &row);
    apply(papers, paper, &row);
}

/* --- whose turn it is --- */

/* A test shows whether a printer prints. */
bool papers_may_print(const struct papers *papers, enum paper_kind kind, const char *printer)
{
    return catalogue_printer(papers->hall->centre->catalogue, printer) &&
           (kind == PAPER_TEST || printers_can_print(&papers->printers, printer, papers_now(papers)));
}

int64_t papers_waiting_at(const struct papers *papers, const char *printer)
{
    int64_t count = 0;
    for (const struct paper *paper = papers->running.first; paper; paper = paper->after)
        count += strcmp(paper_turn(paper), printer) == 0;
    return count;
}

size_t papers_next_place(const struct papers *papers, const struct paper *paper, size_t from)
{
    while (from < paper->list->count && !papers_may_print(papers, paper->kind, paper->list->keys[from]))
        from++;
    return from;
}

static void pass_on(struct papers *papers, struct paper *paper, int64_t from_ms, enum paper_reason reason)
{
    size_t nobody = paper->list->count;
    bool printed = paper_state(paper) == PAPER_PRINTED;
    size_t place = printed ? nobody : papers_next_place(papers, paper, paper->turn + 1);
    if (place == nobody && !printed)
        log_warning("paper_given_up", LOG_NUMBER("order", paper->number), LOG_TEXT("printers", paper->list->text),
                    LOG_TEXT("reason", paper_reason_words[reason]));
    set_turn(papers, paper, place, from_ms, reason);
}

int64_t papers_until(const struct papers *papers, const struct paper *paper)
{
    return paper->turn_ms + limit_ms(papers);
}

/* Time that went by while nobody looked is over for the next ones too: nothing is printed for who is long gone. */
static void pass_late(struct papers *papers, struct paper *paper)
{
    while (paper_turn(paper) && papers_until(papers, paper) <= papers_now(papers))
        pass_on(papers, paper, papers_until(papers, paper), PAPER_LATE);
}

/* Some of them: what is left is for the next turn. */
static void pass_unable(struct papers *papers)
{
    struct paper *after;
    int left = PASSES_PER_TURN;
    for (struct paper *paper = papers->running.first; paper && left > 0; paper = after) {
        after = paper->after;
        if (!paper_waits(paper) || papers_may_print(papers, paper->kind, paper_turn(paper)))
            continue;
        pass_on(papers, paper, papers_now(papers), PAPER_CANNOT_PRINT);
        left--;
    }
    papers->look = left == 0;
}

void papers_run(struct papers *papers)
{
    papers_load(papers);
    if (printers_silence(&papers->printers) <= papers_now(papers)) {
        printers_pass(papers_printers(papers), papers_now(papers));
        papers->look = true;
        papers->changed(papers->data, PAPERS_PRINTERS);
    }
    if (papers->rolls_until_ms <= papers_now(papers)) {
        papers->rolls_until_ms = INT64_MAX;
        papers->changed(papers->data, PAPERS_PRINTERS);
    }
    if (papers->look)
        pass_unable(papers);
    struct paper *first;
    for (int i = 0; i < PASSES_PER_TURN && (first = papers->running.first); i++) {
        if (papers_until(papers, first) > papers_now(papers))
            break;
        pass_late(papers, first);
    }
}

int64_t papers_deadline(struct papers *papers, bool watched)
{
    papers_load(papers);
    const struct paper *first = papers->running.first;
    int64_t deadline_ms = first || watched ? printers_silence(&papers->printers) : INT64_MAX;
    papers->rolls_until_ms = watched ? rolls_deadline(&papers->rolls) : INT64_MAX;
    if (papers->rolls_until_ms < deadline_ms)
        deadline_ms = papers->rolls_until_ms;
    if (!first)
        return deadline_ms;
    int64_t until_ms = papers->look ? papers_now(papers) : papers_until(papers, first);
    return until_ms < deadline_ms ? until_ms : deadline_ms;
}

void papers_look(struct papers *papers)
{
    papers->look = true;
    if (papers->printers.silent_ms != silent_ms(papers))
        papers_printers(papers)->silent_ms = silent_ms(papers);
    papers_run(papers);
    papers->changed(papers->data, PAPERS_ORDERS | PAPERS_PRINTERS);
}

/* --- what happens in the hall --- */

static void turn_day(struct papers *papers)
{
    for (size_t i = 0; i < papers->count; i++) {
        struct paper *paper = papers->items[i];
        if (!paper->queue)
            continue;
        for (size_t place = 0; place < paper->list->count; place++) {
            enum paper_state state = paper_state_at(paper, place);
            if (paper_state_permits(state, PAPER_UNKNOWN))
                set_try(papers, paper, place, &(struct paper_told){.state = PAPER_UNKNOWN}, PAPER_DAY_ENDED);
        }
        if (paper_turn(paper))
            set_turn(papers, paper, paper->list->count, papers_now(papers), PAPER_DAY_ENDED);
    }
    drop_all(papers);
    rolls_turn_day(&papers->rolls);
}

bool papers_wants(const struct papers *papers, const struct paper *paper)
{
    const struct ticket *ticket =
            paper->kind == PAPER_TICKET ? engine_ticket(papers->hall->engine, paper->ticket) : NULL;
    return !ticket || !ticket->ended || paper->after_end;
}

static void look_at_ticket(struct papers *papers, int32_t ticket)
{
    struct paper *paper = ticket > 0 && (size_t)ticket < papers->ticket_room ? papers->of_ticket[ticket] : NULL;
    for (; paper; paper = paper->earlier) {
        if (!paper->queue || papers_wants(papers, paper))
            continue;
        if (paper_waits(paper))
            set_turn(papers, paper, paper->list->count, papers_now(papers), PAPER_TICKET_ENDED);
        papers->changed(papers->data, PAPERS_ORDERS);
    }
}

void papers_take_events(struct papers *papers, const struct event *events, size_t count)
{
    papers_load(papers);
    for (size_t i = 0; i < count; i++) {
        if (events[i].kind == EVENT_DAY_CLOSED || events[i].kind == EVENT_DAY_OPENED)
            turn_day(papers);
        else if (papers->running.first || papers->late.first)
            look_at_ticket(papers, events[i].ticket);
    }
}

/* --- printing --- */

/* An order and the place of a printer in it. */
static enum paper_refusal find_place(struct papers *papers, int64_t number, const char *printer,
                                     struct paper **ret_paper, size_t *ret_place)
{
    papers_run(papers);
    *ret_paper = find(papers, number);
    if (!*ret_paper)
        return PAPER_UNKNOWN_ORDER;
    *ret_place = paper_place(*ret_paper, printer);
    return *ret_place < (*ret_paper)->list->count ? PAPER_DONE : PAPER_UNKNOWN_PRINTER;
}

enum paper_refusal papers_take(struct papers *papers, int64_t number, const char *printer)
{
    struct paper *paper;
    size_t place;
    enum paper_refusal refusal = find_place(papers, number, printer, &paper, &place);
    if (refusal != PAPER_DONE)
        return refusal;
    if (!paper_waits(paper))
        return PAPER_NOTHING_CHANGES;
    if (place != paper->turn)
        return PAPER_OTHER_TURN;
    set_try(papers, paper, place, &(struct paper_told){.state = PAPER_TAKEN}, PAPER_AS_TOLD);
    return PAPER_DONE;
}

/* Is it news? */
static bool may_be_told(const struct paper *paper, size_t place, const struct paper_told *told)
{
    enum paper_state state = paper_state_at(paper, place);
    if (told->state == PAPER_TAKEN || !paper_state_permits(state, told->state))
        return false;
    return state != PAPER_PRINTED || told->papers > paper_count_at(paper, place);
}

enum paper_refusal papers_report(struct papers *papers, int64_t number, const char *printer,
                                 const struct paper_told *told)
{
    struct paper *paper;
    size_t place;
    enum paper_refusal refusal = find_place(papers, number, printer, &paper, &place);
    if (refusal != PAPER_DONE)
        return refusal;
    if (!may_be_told(paper, place, told))
        return PAPER_NOTHING_CHANGES;
    const char *detail = told->detail;
    _cleanup_free_ char *cut = detail ? mem_strndup(detail, text_cut(detail, PRINTER_DETAIL_SIZE)) : NULL;
    struct paper_told kept = {.state = told->state, .detail = cut};
    if (told->state == PAPER_PRINTED) {
        kept.papers = told->papers > 0 ? told->papers : 1;
        kept.length_mm = told->length_mm;
    }
    if (told->state == PAPER_PRINTED)
        papers_use_roll(papers, printer, kept.length_mm, kept.papers - paper_count_at(paper, place));
    set_try(papers, paper, place, &kept, PAPER_AS_TOLD);
    if (told->state == PAPER_FAILED && place == paper->turn)
        pass_on(papers, paper, papers_now(papers), PAPER_TRY_FAILED);
    return PAPER_DONE;
}

/* --- looking --- */

struct paper *const *papers_of_day(struct papers *papers, size_t *ret_count)
{
    papers_run(papers);
    *ret_count = papers->count;
    return papers->items;
}

const struct paper *papers_find(struct papers *papers, int64_t number)
{
    papers_load(papers);
    return find(papers, number);
}

const struct paper *papers_of_ticket(struct papers *papers, int32_t ticket)
{
    papers_load(papers);
    return ticket > 0 && (size_t)ticket < papers->ticket_room ? papers->of_ticket[ticket] : NULL;
}

int32_t papers_ordered(struct papers *papers, int32_t ticket)
{
    int32_t count = 0;
    for (const struct paper *paper = papers_of_ticket(papers, ticket); paper; paper = paper->earlier)
        count++;
    return count;
}

static int32_t count_kind(struct papers *papers, int32_t ticket, enum paper_kind kind)
{
    int32_t count = 0;
    for (const struct paper *paper = papers_of_ticket(papers, ticket); paper; paper = paper->earlier)
        count += paper->kind == kind ? paper_count(paper) : 0;
    return count;
}

int32_t papers_count(struct papers *papers, const struct paper *paper)
{
    return paper->ticket ? count_kind(papers, paper->ticket, paper->kind) : paper_count(paper);
}

int32_t papers_came_out(struct papers *papers, int32_t ticket)
{
    return count_kind(papers, ticket, PAPER_TICKET);
}

const struct paper *papers_next_open(struct papers *papers, const struct paper *paper)
{
    papers_load(papers);
    if (!paper)
        return papers->running.first ? papers->running.first : papers->late.first;
    if (paper->after)
        return paper->after;
    return paper->queue == &papers->running ? papers->late.first : NULL;
}
