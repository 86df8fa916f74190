/* SPDX-License-Identifier: MIT
 *
 * Papers of the day, as their rows make them again. Each counts once, as what became of it: that it was ordered, and
 * one end unless it is still on its way.
 */
#include <string.h>

#include "daemon/day_facts_private.h"

enum { MOST_TICKETS = 1 << 20 }; /* of a day; the file may be anybody's work */

void day_facts_papers_done(struct fact_papers *papers)
{
    for (size_t i = 0; i < papers->count; i++)
        paper_free(papers->items[i].paper);
    free(papers->items);
    free(papers->of_ticket);
    paper_lists_free(papers->lists);
}

static struct fact_paper *find(const struct fact_papers *papers, int64_t number)
{
    size_t low = 0, high = papers->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (papers->items[middle].paper->number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < papers->count && papers->items[low].paper->number == number ? &papers->items[low] : NULL;
}

/* Whether one says that it is a copy depends on the others of its ticket. */
static void keep(struct fact_papers *papers, const struct paper *paper)
{
    struct paper *kept = mem_new(struct paper);
    *kept = *paper;
    DAY_FACTS_ROOM(papers->of_ticket, papers->ticket_room, kept->ticket);
    kept->earlier = kept->ticket > 0 ? papers->of_ticket[kept->ticket] : NULL;
    if (kept->earlier)
        kept->earlier->later = kept;
    papers->of_ticket[kept->ticket] = kept;
    mem_grow(papers->items, papers->count, papers->room);
    papers->items[papers->count++] = (struct fact_paper){.paper = kept};
}

static void note(struct fact_paper *known, const struct store_row *row)
{
    int64_t place = row->value[PRINT_ATTEMPT] - 1;
    if (paper_apply_row(known->paper, row) && place >= 0 && place < PAPER_PRINTERS && row->value[PRINT_PRINTER] > 0)
        known->printers[place] = (int32_t)row->value[PRINT_PRINTER];
}

/* Tests of a printer are no papers of anybody. */
static bool is_of_day(const struct day_facts *facts, const struct store_row *row)
{
    return row->value[PRINT_DAY] == facts->known.day && row->value[PRINT_STATE] == PAPER_WAITING &&
           row->value[PRINT_KIND] != PAPER_TEST && row->value[PRINT_TICKET] < MOST_TICKETS;
}

void day_facts_take_paper(struct day_facts *facts, const struct store_row *row)
{
    struct fact_papers *papers = &facts->papers;
    struct fact_paper *known = find(papers, row->value[PRINT_PAPER]);
    int64_t last = papers->count > 0 ? papers->items[papers->count - 1].paper->number : 0;
    struct paper paper;
    if (known)
        note(known, row);
    else if (is_of_day(facts, row) && row->value[PRINT_PAPER] > last && paper_of_row(row, &papers->lists, &paper))
        keep(papers, &paper);
}

/* --- the end --- */

/* Failed at one printer it may still come out of another; given up because none could is failed. */
static void count_paper(struct tally *tally, const struct paper *paper)
{
    enum paper_state state = paper_state(paper);
    bool went_wrong = paper_went_wrong(paper);
    tally->count[TALLY_PAPERS_ORDERED]++;
    tally->count[TALLY_PAPERS_PRINTED] += state == PAPER_PRINTED;
    tally->count[TALLY_PAPERS_UNCERTAIN] += state == PAPER_UNKNOWN;
    tally->count[TALLY_PAPERS_FAILED] += state == PAPER_GIVEN_UP && went_wrong;
    tally->count[TALLY_PAPERS_VOID] += state == PAPER_GIVEN_UP && !went_wrong;
    tally->count[TALLY_PAPERS_TWICE] += paper_count(paper) > 1;
    tally->count[TALLY_PAPERS_COPIES] += state == PAPER_PRINTED && paper_says_copy(paper);
}

/* What a printer took, whatever became of the paper elsewhere. */
static void count_try(struct tally *tally, const struct paper *paper, size_t place)
{
    enum paper_state state = paper_state_at(paper, place);
    bool is_unknown = state == PAPER_UNKNOWN || paper_is_late(paper, place);
    if (state == PAPER_WAITING)
        return;
    tally->count[TALLY_PAPERS_ORDERED]++;
    tally->count[TALLY_PAPERS_PRINTED] += state == PAPER_PRINTED;
    tally->count[TALLY_PAPERS_UNCERTAIN] += is_unknown;
    tally->count[TALLY_PAPERS_FAILED] += state == PAPER_FAILED;
    tally->count[TALLY_PAPERS_VOID] += state == PAPER_GIVEN_UP;
    tally->count[TALLY_PAPERS_TWICE] += paper_count_at(paper, place) > 1;
    tally->count[TALLY_PAPERS_COPIES] += state == PAPER_PRINTED && paper->tries[place].copy;
}

void day_facts_papers_end(struct day_facts *facts)
{
    for (size_t i = 0; i < facts->papers.count; i++) {
        const struct fact_paper *known = &facts->papers.items[i];
        const struct fact_step *first = day_facts_step(facts, known->paper->ticket, 0);
        int32_t service = first ? first->first_service : known->paper->service;
        count_paper(facts->all, known->paper);
        if (service > 0)
            count_paper(tallies_of(facts->tallies, TALLY_SERVICE, service), known->paper);
        if (first) {
            count_paper(tallies_of(facts->tallies, TALLY_CLASS, first->first_class), known->paper);
            count_paper(tallies_of(facts->tallies, TALLY_HOUR, first->hour), known->paper);
        }
        for (size_t place = 0; place < known->paper->list->count; place++) {
            if (known->printers[place])
                count_try(tallies_of(facts->tallies, TALLY_PRINTER, known->printers[place]), known->paper, place);
        }
    }
}
