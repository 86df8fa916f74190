/* SPDX-License-Identifier: MIT
 *
 * A hall with printers, and tickets that are printed: what the tests of papers share.
 */
#pragma once

#include "tests/common/corpus.h"
#include "tests/daemon/hall_help.h"

static const struct date tuesday = {2026, 11, 24};

static int set_up(void **state)
{
    _cleanup_free_ char *path = corpus_path("conf/novbe.conf");
    *state = help_new(help_load(path), tuesday, 10 * 60);
    return 0;
}

static int tear_down(void **state)
{
    return help_free(*state);
}

#define SECOND_MS 1000
#define LIMIT_MS  (30 * SECOND_MS) /* rules.paper_seconds of the sample */

/* --- a hall with printers --- */

static inline void tell(struct help *f, const char *key, enum printer_state state)
{
    papers_tell_printer(&f->papers, key, &(struct printer){.state = state, .tickets_left = -1});
}

static inline void tell_all(struct help *f)
{
    static const char *const keys[] = {"entrance-1", "entrance-2", "reception"};
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
        tell(f, keys[i], PRINTER_READY);
}

static inline int32_t issue_of(struct help *f, const char *service)
{
    struct refusal refusal = {0};
    const struct command command = {.kind = COMMAND_ISSUE,
                                    .services = {hall_id(&f->hall, NAME_SERVICE, service)},
                                    .class = hall_id(&f->hall, NAME_CLASS, "regular"),
                                    .language = hall_id(&f->hall, NAME_LANGUAGE, "ru"),
                                    .party = 1,
                                    .channel = CHANNEL_KIOSK,
                                    .code = code_random(0)};
    if (hall_do(&f->hall, &command, &refusal) < 0)
        fail_msg("refused: %s", refusal_words[refusal.kind]);
    return engine_tickets(f->hall.engine);
}

static inline int32_t issue(struct help *f)
{
    return issue_of(f, "id-card-first");
}

static inline void end_ticket(struct help *f, int32_t ticket)
{
    struct refusal refusal = {0};
    assert_int_equal(hall_do(&f->hall, &(struct command){.kind = COMMAND_CANCEL, .ticket = ticket}, &refusal), 0);
}

static inline const struct paper *order_of(struct help *f, int32_t ticket, size_t count)
{
    static const char *const keys[] = {"entrance-1", "entrance-2", "reception"};
    return papers_order(&f->papers, &(struct paper_wish){.kind = PAPER_TICKET,
                                                         .ticket = ticket,
                                                         .language = hall_id(&f->hall, NAME_LANGUAGE, "ru"),
                                                         .printers = keys,
                                                         .printer_count = count});
}

/* A ticket, and its paper at the first so many printers. */
static inline const struct paper *order(struct help *f, size_t count)
{
    return order_of(f, issue(f), count);
}

static inline void take(struct help *f, const struct paper *paper, const char *printer)
{
    assert_int_equal(papers_take(&f->papers, paper->number, printer), PAPER_DONE);
}

static inline enum paper_refusal try_report(struct help *f, int64_t number, const char *printer, enum paper_state state)
{
    return papers_report(&f->papers, number, printer, &(struct paper_told){.state = state});
}

static inline void report(struct help *f, const struct paper *paper, const char *printer, enum paper_state state)
{
    assert_int_equal(try_report(f, paper->number, printer, state), PAPER_DONE);
}

static inline void expect(const struct paper *paper, enum paper_state state, const char *turn)
{
    assert_int_equal(paper_state(paper), state);
    if (turn)
        assert_string_equal(paper_turn(paper), turn);
    else
        assert_null(paper_turn(paper));
}

/* Of the table, when all is written. */
static inline int64_t count_rows(struct help *f, const char *where)
{
    int64_t count;
    assert_int_equal(hall_commit(&f->hall), 0);
    _cleanup_free_ char *sql = mem_printf("SELECT count(*) FROM print WHERE %s", where);
    assert_int_equal(database_number(store_database(f->hall.store), sql, &count), 0);
    return count;
}

static inline int64_t rows(struct help *f)
{
    return count_rows(f, "1");
}

/* All that is known, line by line. */
static inline char *describe(struct help *f)
{
    struct buffer text = {0};
    papers_find(&f->papers, 1); /* they are read when asked for */
    for (size_t i = 0; i < f->papers.count; i++) {
        const struct paper *paper = f->papers.items[i];
        buffer_printf(&text, "%lld kind %d day %d ticket %d service %d language %d at %lld ahead %d steps %d done %lld",
                      (long long)paper->number, (int)paper->kind, paper->day, paper->ticket, paper->service,
                      paper->language, (long long)paper->at_ms, paper->ahead, paper->steps, (long long)paper->done);
        buffer_printf(&text,
                      " proof %lld slot %lld code %s after %d roll %d withdrawn %d list %s turn %zu since %lld queue "
                      "%d state %d copy %d",
                      (long long)paper->proof, (long long)paper->slot_ms, paper->code ? paper->code : "-",
                      paper->after_end, paper->new_roll, paper->withdrawn, paper->list->text, paper->turn,
                      (long long)paper->turn_ms,
                      paper->queue == &f->papers.running ? 1
                      : paper->queue                     ? 2
                                                         : 0,
                      (int)paper_state(paper), paper_is_copy(paper));
        for (size_t place = 0; paper->tries && place < paper->list->count; place++)
            buffer_printf(&text, " [%d %lld %s %d %d]", (int)paper->tries[place].state,
                          (long long)paper->tries[place].since_ms,
                          paper->tries[place].detail ? paper->tries[place].detail : "-", paper->tries[place].papers,
                          paper->tries[place].copy);
        buffer_printf(&text, " papers %d wanted %d\n", papers_count(&f->papers, paper),
                      papers_wants(&f->papers, paper));
    }
    buffer_printf(&text, "next %lld\n", (long long)f->papers.next);
    char *described = mem_strndup(buffer_bytes(&text), text.length);
    buffer_done(&text);
    return described;
}

/* As after the end of the process: everything is as it was, but printers have told nothing. */
static inline void restart(struct help *f)
{
    assert_int_equal(hall_commit(&f->hall), 0);
    _cleanup_free_ char *before = describe(f);
    help_close(f);
    help_open(f);
    _cleanup_free_ char *after = describe(f);
    assert_string_equal(after, before);
}

/* Brings an order to a state at its only printer. */
static inline const struct paper *bring(struct help *f, enum paper_state state)
{
    const struct paper *paper = order(f, 1);
    if (state == PAPER_WAITING)
        return paper;
    take(f, paper, "entrance-1");
    if (state != PAPER_TAKEN)
        report(f, paper, "entrance-1", state);
    return paper;
}
