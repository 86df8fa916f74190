/* SPDX-License-Identifier: MIT
 *
 * Pages for a follower: first what is no row of a growing table (meta, texts that were forgotten), then table by table
 * the rows between what it has and where the round ends.
 */
#include "daemon/store_follow.h"

#include <errno.h>
#include <string.h>

#include "daemon/store_page.h"
#include "daemon/store_private.h"

struct round {
    struct database *database;
    const struct store_page_question *question;
    struct store_page *page;
};

const char *store_place_table(size_t i)
{
    return i < STORE_COPIED_TABLES ? store_copied_tables[i].name : NULL;
}

/* Its place; the table must be there. */
static int place_of(const char *name)
{
    int place = 0;
    while (strcmp(store_copied_tables[place].name, name) != 0)
        place++;
    return place;
}

int store_read_head(struct database *database, struct store_head *ret_head)
{
    _cleanup_free_ char *sql = mem_printf("%s ORDER BY seq DESC LIMIT 1", store_select_events);
    _cleanup_(statement_freep) struct statement *statement = NULL;
    struct stored_event row;
    int r = database_prepare(database, sql, &statement);
    if (r == 0)
        r = statement_next(statement);
    *ret_head = (struct store_head){0};
    if (r <= 0)
        return r;
    store_read_event_row(statement, &row);
    *ret_head = (struct store_head){.seq = row.event.seq, .hash = row.hash};
    return 0;
}

/* --- is it a copy of this store? --- */

static int refuse(struct store_page *page, enum store_page_refusal refusal)
{
    page->refused = refusal;
    return 0;
}

static int check_centre(const struct round *round)
{
    char centre[LEDGER_CENTRE + 1];
    int r = store_read_centre(round->database, centre);
    if (r < 0)
        return r;
    return strcmp(centre, round->question->centre) == 0 ? 0 : refuse(round->page, PAGE_OTHER_CENTRE);
}

/* The copy's last fact must stand here too, unless retention has taken it. */
static int check_history(const struct round *round)
{
    const struct store_head *head = &round->question->head;
    struct store_page *page = round->page;
    struct store_head there;
    if (head->seq + 1 < page->kept_from)
        return refuse(page, PAGE_TOO_LATE);
    if (head->seq == 0)
        return 0;
    int r = store_read_head_at(round->database, head->seq, &there);
    if (r < 0)
        return r;
    return there.seq > 0 && ledger_hash_equal(&there.hash, &head->hash) ? 0 : refuse(page, PAGE_DIVERGED);
}

static int check(const struct round *round)
{
    if (round->question->schema != store_schema())
        return refuse(round->page, PAGE_OTHER_SCHEMA);
    int r = check_centre(round);
    if (r == 0 && round->page->refused == PAGE_FINE)
        r = check_history(round);
    return r;
}

/* --- what grows not --- */

static int add_all(const struct round *round, int table, struct statement *rows)
{
    int r;
    while ((r = statement_next(rows)) > 0)
        page_add_row(&round->page->rows, table, rows);
    return r;
}

static int add_meta(const struct round *round)
{
    _cleanup_(statement_freep) struct statement *rows = NULL;
    int r = database_prepare(round->database,
                             "SELECT key, value FROM meta WHERE key != 'copy' AND " STORE_META_OF_COPIES, &rows);
    return r < 0 ? r : add_all(round, PAGE_META, rows);
}

static int add_forgotten_names(const struct round *round)
{
    _cleanup_(statement_freep) struct statement *rows = NULL;
    int r = database_prepare(round->database, STORE_FORGOTTEN_NAMES " AND number <= ?", &rows);
    if (r < 0)
        return r;
    statement_set_number(rows, 1, round->question->have.numbers[place_of("name")]);
    return add_all(round, PAGE_FORGOTTEN_NAME, rows);
}

/* Once a day. What is forgotten because its day is old enough a copy forgets by itself, but for names, as it knows no
 * configuration. Texts are forgotten when their day closes: of those that the copy has, only such can be that are
 * younger than the last seal it has. Texts stand in the order of their facts. */
static int add_forgotten(const struct round *round)
{
    const struct store_place *have = &round->question->have;
    const int day = place_of("day"), text = place_of("text");
    _cleanup_(statement_freep) struct statement *rows = NULL;
    if (round->page->until.numbers[day] == have->numbers[day])
        return 0;
    int r = database_prepare(round->database,
                             "SELECT id FROM text WHERE salt IS NULL AND id <= ?1 AND id >"
                             " ifnull((SELECT id FROM text WHERE seq <= ?2 ORDER BY id DESC LIMIT 1), 0)",
                             &rows);
    if (r < 0)
        return r;
    statement_set_number(rows, 1, have->numbers[text]);
    statement_set_number(rows, 2, have->numbers[day]);
    r = add_all(round, PAGE_FORGOTTEN, rows);
    return r == 0 ? add_forgotten_names(round) : r;
}

/* --- rows --- */

/* Rows of one number (a day's figures) are not divided. Full: the page ends before this row. */
static bool is_full(const struct round *round, int64_t number, int64_t before)
{
    return round->page->rows.length >= round->question->bytes && number != before;
}

static int add_rows(const struct round *round, int table, struct statement *rows, int number_column)
{
    int64_t before = 0;
    int r;
    while ((r = statement_next(rows)) > 0) {
        int64_t number = statement_number(rows, number_column);
        if (is_full(round, number, before)) {
            round->page->is_last = false;
            return 0;
        }
        page_add_row(&round->page->rows, table, rows);
        before = number;
    }
    return r;
}

/* Every table begins with the number by which it grows. */
static int add_table(const struct round *round, int table)
{
    const struct copied_table *copied = &store_copied_tables[table];
    int64_t have = round->question->have.numbers[table], until = round->page->until.numbers[table];
    _cleanup_(statement_freep) struct statement *rows = NULL;
    if (have >= until)
        return 0;
    _cleanup_free_ char *sql = mem_printf("SELECT * FROM %s WHERE %s > ? AND %s <= ? ORDER BY %s", copied->name,
                                          copied->number, copied->number, copied->number);
    int r = database_prepare(round->database, sql, &rows);
    if (r < 0)
        return r;
    statement_set_number(rows, 1, have);
    statement_set_number(rows, 2, until);
    return add_rows(round, table, rows, 0);
}

static int begin_round(const struct round *round)
{
    int r = check(round);
    if (r < 0 || round->page->refused != PAGE_FINE)
        return r;
    r = store_read_place(round->database, &round->page->until);
    if (r == 0)
        r = add_meta(round);
    return r == 0 ? add_forgotten(round) : r;
}

static int read_page(const struct round *round)
{
    struct store_head now;
    int r = database_number(round->database, "SELECT value FROM meta WHERE key = 'kept_from'", &round->page->kept_from);
    if (r == 0)
        r = store_read_head(round->database, &now);
    if (r < 0)
        return r;
    round->page->seq = now.seq;
    if (round->question->goes_on)
        round->page->until = round->question->until;
    else
        r = begin_round(round);
    for (int table = 0; r == 0 && table < STORE_COPIED_TABLES && round->page->is_last && !round->page->refused; table++)
        r = add_table(round, table);
    return r;
}

int store_read_page(struct database *database, const struct store_page_question *question, struct store_page *ret_page)
{
    const struct round round = {.database = database, .question = question, .page = ret_page};
    *ret_page = (struct store_page){.is_last = true};
    int r = database_run(database, "BEGIN");
    if (r < 0)
        return r;
    r = read_page(&round);
    database_rollback(database);
    return r;
}
