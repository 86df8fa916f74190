/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Admin: a test paper, and what became of paper.
 */
#include "common/interface/printer.h"
#include "common/interface/refused.h"
#include "daemon/daemon.h"
#include "daemon/method_admin.h"
#include "daemon/ordering.h"

/* Of those that went wrong; more are not told. */
enum { FOUND_LIMIT = 256 };

#define SAME_KIND(word) \
    _Static_assert((int)PAPER_##word == (int)ADMIN_PAPER_KIND_##word + 1, "kinds in the order of org.novbe.Admin")
SAME_KIND(TICKET);
SAME_KIND(BOOKING);
SAME_KIND(RETURN_CODE);
SAME_KIND(INFORMATION);
SAME_KIND(TEST);

static const char *const state_words[PAPER_STATES] = {
        [PAPER_WAITING] = "waiting",   [PAPER_TAKEN] = "taken",   [PAPER_SENT] = "sent",
        [PAPER_PRINTED] = "printed",   [PAPER_FAILED] = "failed", [PAPER_UNKNOWN] = "unknown",
        [PAPER_GIVEN_UP] = "given_up",
};

/* --- PrintTest --- */

void admin_print_test(struct varlink_call *call, const void *input)
{
    const struct admin_print_test_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, in->request) || !call_printer(call, in->printer))
        return;
    struct admin_print_test_out out = {.order = order_test(&wish, in->printer, false)->number};
    wish_answer(&wish, &out);
}

/* --- FindPapers --- */

static void add_tries(const struct paper *paper, struct arena *arena, struct admin_paper *out)
{
    out->tries.items = arena_new_n(arena, struct admin_paper_try, paper->list->count + 1);
    for (size_t place = 0; place < paper->list->count; place++) {
        enum paper_state state = paper_state_at(paper, place);
        if (state == PAPER_WAITING)
            continue;
        const struct paper_try *made = &paper->tries[place];
        out->tries.items[out->tries.count++] = (struct admin_paper_try){
                .printer = paper->list->keys[place],
                .state = state_words[state],
                .at = made->since_ms,
                .detail = made->detail,
                .late = paper_is_late(paper, place),
                .papers = paper_count_at(paper, place),
        };
    }
}

static struct admin_paper make_paper(struct varlink_call *call, const struct paper *paper)
{
    struct arena *arena = varlink_call_arena(call);
    struct admin_paper out = {
            .order = paper->number,
            .state = state_words[paper_state(paper)],
            .at = paper->at_ms,
            .kind = {.value = (int)paper->kind - 1},
            .ticket = hall_ticket_text(daemon_hall(call), paper->ticket, arena),
            .printers = {.count = paper->list->count, .items = (const char **)paper->list->keys},
            .turn = paper_turn(paper),
            .again = paper_says_copy(paper),
    };
    add_tries(paper, arena, &out);
    return out;
}

struct question {
    int32_t ticket; /* 0: not asked by it */
    struct idl_maybe_int order;
};

static bool is_asked_for(const struct question *question, const struct paper *paper)
{
    if (question->order.set && paper->number != question->order.value)
        return false;
    if (question->ticket)
        return paper->ticket == question->ticket;
    return question->order.set || paper_went_wrong(paper);
}

static void answer(struct varlink_call *call, const struct question *question)
{
    struct admin_find_papers_out out = {0};
    struct papers *papers = &daemon_of(call)->papers;
    bool newest_first = !question->ticket && !question->order.set;
    size_t count, room = newest_first ? FOUND_LIMIT : (size_t)papers_ordered(papers, question->ticket) + 1;
    struct paper *const *items = papers_of_day(papers, &count);
    out.papers.items = arena_new_n(varlink_call_arena(call), struct admin_paper, room);
    for (size_t i = 0; i < count && out.papers.count < room; i++) {
        const struct paper *paper = items[newest_first ? count - 1 - i : i];
        if (is_asked_for(question, paper))
            out.papers.items[out.papers.count++] = make_paper(call, paper);
    }
    varlink_reply(call, &out);
}

void admin_find_papers(struct varlink_call *call, const void *input)
{
    const struct admin_find_papers_in *in = input;
    struct question question = {.order = in->order};
    const struct ticket *ticket = in->ticket ? hall_ticket(daemon_hall(call), in->ticket) : NULL;
    if (in->ticket && !ticket) {
        call_refuse(call, &(struct refusal){.kind = REFUSAL_UNKNOWN_TICKET}, in->ticket);
        return;
    }
    question.ticket = ticket ? ticket->id : 0;
    answer(call, &question);
}
