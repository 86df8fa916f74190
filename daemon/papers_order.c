/* SPDX-License-Identifier: MIT
 *
 * What an order of paper says: as true as when it is ordered.
 */
#include "daemon/papers_private.h"

#include <string.h>

#include "daemon/turn.h"

/* Of the open day, or of none, then of the last there was. */
static int32_t day_of_order(const struct papers *papers)
{
    const struct hall *hall = papers->hall;
    if (engine_day(hall->engine))
        return engine_day(hall->engine);
    const struct ledger_seal *seal = store_seal(hall->store);
    int32_t today = (int32_t)date_days(clock_business_day(papers_now(papers), hall->centre->settings.day_start_minute));
    return seal && seal->day > today ? seal->day : today;
}

/* All that went before is under it; of a paper that is printed again it stays what it was. */
static int64_t proof_of(const struct papers *papers, const struct paper *before)
{
    for (; before; before = before->earlier) {
        if (before->kind == PAPER_TICKET)
            return before->proof;
    }
    const struct store_head head = store_head(papers->hall->store);
    int64_t proof = 0;
    for (size_t i = 0; i < 4; i++)
        proof = proof << 8 | head.hash.bytes[i];
    return proof;
}

/* What is true of the ticket now. */
static void look_up(struct papers *papers, struct paper *paper)
{
    const struct engine *engine = papers->hall->engine;
    const struct ticket *ticket = engine_ticket(engine, paper->ticket);
    int32_t ahead = engine_ahead(engine, ticket->id);
    paper->ahead = ahead > 0 ? ahead : 0;
    paper->steps = ticket->step_count;
    for (int32_t i = 0; i < ticket->step_count && i < PAPER_STEPS; i++)
        paper->done |= ticket->steps[i].state == STEP_ENDED ? ID_BIT(i + 1) : 0;
    paper->proof = proof_of(papers, papers_of_ticket(papers, ticket->id));
    paper->after_end = ticket->ended;
}

/* Of the printers that take turns, the one that comes first. */
static size_t least_busy(const struct papers *papers, const struct paper_wish *wish)
{
    size_t first = 0;
    int64_t fewest = INT64_MAX;
    for (size_t i = 0; wish->beside > 1 && i < wish->beside && i < wish->printer_count; i++) {
        const char *key = wish->printers[i];
        int64_t waiting = papers_may_print(papers, wish->kind, key) ? papers_waiting_at(papers, key) : INT64_MAX;
        if (waiting < fewest) {
            first = i;
            fewest = waiting;
        }
    }
    return first;
}

static void add_key(struct buffer *text, const char *key)
{
    buffer_append(text, " ", text->length ? 1 : 0);
    buffer_append(text, key, strlen(key));
}

/* That one, and the others in their order. */
static char *join_keys(const struct paper_wish *wish, size_t first)
{
    struct buffer text = {0};
    add_key(&text, wish->printers[first]);
    for (size_t i = 0; i < wish->printer_count; i++) {
        if (i != first)
            add_key(&text, wish->printers[i]);
    }
    char *joined = mem_strndup(buffer_bytes(&text), text.length);
    buffer_done(&text);
    return joined;
}

const struct paper *papers_order(struct papers *papers, const struct paper_wish *wish)
{
    if (wish->printer_count == 0)
        return NULL;
    papers_run(papers);
    _cleanup_free_ char *keys = join_keys(wish, least_busy(papers, wish));
    struct paper paper = {
            .number = papers->next,
            .kind = wish->kind,
            .day = day_of_order(papers),
            .ticket = wish->ticket,
            .service = wish->service,
            .language = wish->language,
            .at_ms = papers_now(papers),
            .slot_ms = wish->slot_ms,
            .new_roll = wish->new_roll,
            .code = wish->code ? mem_strdup(wish->code) : NULL,
            .list = paper_list_of(&papers->lists, keys),
            .turn_ms = papers_now(papers),
    };
    if (wish->kind == PAPER_TICKET)
        look_up(papers, &paper);
    paper.turn = papers_next_place(papers, &paper, 0);
    _cleanup_free_ char *text = NULL;
    struct store_row row = paper_order_row(&paper, &text);
    papers_add_row(papers, &paper, &row);
    return papers_keep(papers, &paper);
}
