/* SPDX-License-Identifier: MIT
 *
 * Structs to rows of tables and back.
 */
#include "daemon/store_private.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/buffer.h"

#define STEP_NAME(name) #name,
const char *const store_step_names[STEP_COLUMN_COUNT] = {STEP_COLUMNS(STEP_NAME)};

static const char *const event_names[EVENT_COLUMNS] = {
        "seq",         "at_ms",   "kind",    "day",     "ticket",    "step",    "service", "counter",
        "operator_id", "class",   "reason",  "text",    "value_0",   "value_1", "value_2", "value_3",
        "value_4",     "value_5", "value_6", "value_7", "text_hash", "hash",
};

const struct row_table store_row_tables[STORE_TABLES] = {
        [TABLE_PRINT] = {"print",
                         {"day", "ticket", "attempt", "state", "printer", "reason", "paper", "kind", "language",
                          "service", "ahead", "proof", "steps", "done", "slot_ms", "papers", "length_mm"}},
        [TABLE_BOOKING] = {"booking",
                           {"booking", "state", "day", "service", "slot_ms", "class", "needs", "language", "party",
                            "code", "until_ms"}},
        [TABLE_CLOSURE] = {"closure", {"day", "agency", "service", "span", "spans", "from_ms", "until_ms", "user"}},
        [TABLE_ROTA] = {"rota", {"day", "shift", "counter", "operator_id", "from_ms", "until_ms", "what"}},
        [TABLE_RETURN_CODE] = {"return_code",
                               {"day", "ticket", "prefix", "ticket_number", "check_code", "service", "class",
                                "waited_ms", "until_day", "code", "used"}},
        [TABLE_OPERATOR] = {"operator", {"operator_id", "profile", "languages", "removed"}},
        [TABLE_HEALTH] = {"health", {"what", "good", "since_ms"}},
        [TABLE_KIOSK] = {"kiosk", {"kiosk", "closed", "user", "paper"}},
        [TABLE_ROLL] = {"roll",
                        {"day", "printer", "what", "user", "length_mm", "papers", "began_ms", "used_mm", "out_mm",
                         "opened", "ask", "mean_um", "lengths", "low_ms", "held_1_mm", "held_2_mm", "held_3_mm"}},
        [TABLE_KIOSK_USE] = {"kiosk_use",
                             {"day", "kiosk", "what", "from_ms", "lasted_ms", "open_ms", "busy_ms", "tickets",
                              "answered", "helped", "refused", "given_up", "abandoned"}},
};

/* --- statements --- */

int store_insert_statement(struct database *database, const char *table, const char *const *columns, int count,
                           struct statement **ret_statement)
{
    struct buffer sql = {0};
    buffer_printf(&sql, "INSERT INTO %s (", table);
    for (int i = 0; i < count; i++)
        buffer_printf(&sql, "%s%s", i ? ", " : "", columns[i]);
    buffer_printf(&sql, ") VALUES (");
    for (int i = 0; i < count; i++)
        buffer_printf(&sql, i ? ", ?" : "?");
    buffer_append(&sql, ")", 2);
    int r = database_prepare(database, buffer_bytes(&sql), ret_statement);
    buffer_done(&sql);
    return r;
}

int store_prepare_event_insert(struct database *database, struct statement **ret_statement)
{
    return store_insert_statement(database, "event", event_names, EVENT_COLUMNS, ret_statement);
}

int store_prepare_step_insert(struct database *database, struct statement **ret_statement)
{
    return store_insert_statement(database, "step", store_step_names, STEP_COLUMN_COUNT, ret_statement);
}

/* The columns of a table of facts that are no events: at_ms, the values, the text. */
static int row_columns(enum store_table table, const char *columns[ROW_VALUES + 2])
{
    int count = 0;
    columns[count++] = "at_ms";
    for (int i = 0; store_row_tables[table].columns[i]; i++)
        columns[count++] = store_row_tables[table].columns[i];
    columns[count++] = "text";
    return count;
}

int store_prepare_row_insert(struct database *database, enum store_table table, struct statement **ret_statement)
{
    const char *columns[ROW_VALUES + 2];
    int count = row_columns(table, columns);
    return store_insert_statement(database, store_row_tables[table].name, columns, count, ret_statement);
}

/* --- events --- */

static int32_t *narrow_numbers(struct event *event, int32_t *numbers[10])
{
    int32_t *all[] = {&event->kind,    &event->day,         &event->ticket, &event->step,   &event->service,
                      &event->counter, &event->operator_id, &event->class,  &event->reason, &event->text};
    memcpy(numbers, all, sizeof(all));
    return numbers[0];
}

int store_run_event_insert(struct statement *statement, const struct stored_event *row)
{
    struct event event = row->event;
    int32_t *narrow[10];
    narrow_numbers(&event, narrow);
    statement_set_number(statement, 1, event.seq);
    statement_set_number(statement, 2, event.at_ms);
    for (int i = 0; i < 10; i++)
        statement_set_number(statement, 3 + i, *narrow[i]);
    for (int i = 0; i < EVENT_VALUES; i++)
        statement_set_number(statement, 13 + i, event.value[i]);
    statement_set_bytes(statement, EVENT_COLUMNS - 1, row->has_text ? row->text.bytes : NULL, LEDGER_HASH_SIZE);
    statement_set_bytes(statement, EVENT_COLUMNS, row->hash.bytes, LEDGER_HASH_SIZE);
    return statement_run(statement);
}

const char store_select_events[] =
        "SELECT numbers(seq, at_ms, kind, day, ticket, step, service, counter, operator_id, class, reason, text,"
        " value_0, value_1, value_2, value_3, value_4, value_5, value_6, value_7), text_hash, hash FROM event ";

static bool read_hash(struct statement *statement, int column, struct ledger_hash *ret_hash)
{
    size_t size;
    const void *bytes = statement_bytes(statement, column, &size);
    *ret_hash = (struct ledger_hash){0};
    if (!bytes || size != LEDGER_HASH_SIZE)
        return false;
    memcpy(ret_hash->bytes, bytes, size);
    return true;
}

static void fill_event_row(struct statement *statement, const int64_t *numbers, int hashes, struct stored_event *row)
{
    struct event *event = &row->event;
    int32_t *narrow[10];
    *row = (struct stored_event){.whole = true};
    narrow_numbers(event, narrow);
    event->seq = numbers[0];
    event->at_ms = numbers[1];
    for (int i = 0; i < 10; i++) {
        *narrow[i] = (int32_t)numbers[2 + i];
        row->whole = row->whole && *narrow[i] == numbers[2 + i];
    }
    memcpy(event->value, &numbers[12], sizeof(event->value));
    row->has_text = read_hash(statement, hashes, &row->text);
    row->whole = row->whole && row->has_text == (event->text != 0) &&
                 (row->has_text || statement_is_null(statement, hashes));
    row->whole = read_hash(statement, hashes + 1, &row->hash) && row->whole;
}

void store_read_event_row(struct statement *statement, struct stored_event *ret_row)
{
    fill_event_row(statement, statement_numbers(statement, 0, EVENT_COLUMNS - 2), 1, ret_row);
}

void store_read_event_columns(struct statement *statement, struct stored_event *ret_row)
{
    int64_t numbers[EVENT_COLUMNS - 2];
    for (int i = 0; i < EVENT_COLUMNS - 2; i++)
        numbers[i] = statement_number(statement, i);
    fill_event_row(statement, numbers, EVENT_COLUMNS - 2, ret_row);
}

/* --- seals --- */

const char store_select_seals[] =
        "SELECT last_seq, first_seq, day, chain, step, events, names, names_head, head, mac FROM day ";

void store_read_seal_row(struct statement *statement, struct ledger_seal *ret_seal, struct ledger_hash *ret_mac)
{
    *ret_seal = (struct ledger_seal){
            .last_seq = statement_number(statement, 0),
            .first_seq = statement_number(statement, 1),
            .day = (int32_t)statement_number(statement, 2),
            .chain = (int32_t)statement_number(statement, 3),
            .step = (int32_t)statement_number(statement, 4),
            .events = statement_number(statement, 5),
            .names = statement_number(statement, 6),
    };
    read_hash(statement, 7, &ret_seal->names_head);
    read_hash(statement, 8, &ret_seal->head);
    read_hash(statement, 9, ret_mac);
}

int store_read_figures(struct database *database, int64_t last_seq, struct figures *ret_figures)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(database, "SELECT name, value FROM day_figure WHERE last_seq = ?", &statement);
    if (r < 0)
        return r;
    *ret_figures = (struct figures){0};
    statement_set_number(statement, 1, last_seq);
    while ((r = statement_next(statement)) > 0) {
        const char *found = statement_text(statement, 0);
        char name[FIGURE_NAME_SIZE];
        int64_t *value;
        for (int i = 0; (value = ledger_figure(ret_figures, i, name)); i++) {
            if (found && strcmp(found, name) == 0)
                *value = statement_number(statement, 1);
        }
    }
    return r;
}

/* --- steps --- */

int store_run_step_insert(struct statement *statement, const struct store_step *step)
{
    int64_t numbers[STEP_COLUMN_COUNT];
    memcpy(numbers, step, sizeof(numbers));
    for (int i = 0; i < STEP_COLUMN_COUNT; i++)
        statement_set_number(statement, i + 1, numbers[i]);
    return statement_run(statement);
}

struct store_step store_step_of(const struct engine *engine, const struct event *event)
{
    const struct ticket *ticket = engine_ticket(engine, event->ticket);
    const struct step *step = &ticket->steps[event->step];
    return (struct store_step){
            .seq = event->seq,
            .day = event->day,
            .ticket = ticket->id,
            .step = event->step,
            .prefix = ticket->prefix,
            .number = ticket->number,
            .series = ticket->series,
            .channel = ticket->channel,
            .needs = ticket->needs,
            .language = ticket->language,
            .party = ticket->party,
            .booking = ticket->booking,
            .issued_ms = ticket->issued_ms,
            .service = step->service,
            .class = step->class,
            .ending = step->end,
            .entry = step->entry,
            .counter = step->counter,
            .operator_id = step->operator_id,
            .tier = step->tier,
            .base_ms = step->base_ms,
            .due_ms = step->due_ms,
            .target_ms = step->target_ms,
            .entered_ms = step->entered_ms,
            .first_called_ms = step->first_called_ms,
            .ended_ms = step->ended_ms,
            .put_off_ms = step->put_off_ms,
            .parked_ms = step->parked_ms,
            .aside_ms = step->aside_ms,
            .waited_ms = step_waited_ms(step, event->at_ms),
            .way_ms = step->way_ms,
            .service_ms = step->service_ms,
            .recalls = step->recalls,
            .returns = step->returns,
            .put_offs = step->put_offs,
            .outcome = step->outcome,
            .quantity = step->quantity,
            .marks = step->marks,
            .likely_ms = step->promise.likely_ms,
            .promised_ms = step->promise.until_ms,
            .usual_ms = step->promise.usual_ms,
    };
}

/* --- rows --- */

int store_run_row_insert(struct statement *statement, const struct store_row *row)
{
    const struct row_table *table = &store_row_tables[row->table];
    int count = 0;
    statement_set_number(statement, 1, row->at_ms);
    for (; table->columns[count]; count++)
        statement_set_number(statement, 2 + count, row->value[count]);
    statement_set_text(statement, 2 + count, row->text);
    return statement_run(statement);
}

/* --- reading --- */

int store_read_events(struct database *database, int64_t from_seq, int64_t until_seq, store_event_function *function,
                      void *data)
{
    char sql[512];
    _cleanup_(statement_freep) struct statement *statement = NULL;
    snprintf(sql, sizeof(sql), "%s WHERE seq BETWEEN ? AND ? ORDER BY seq", store_select_events);
    int r = database_prepare(database, sql, &statement);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, from_seq);
    statement_set_number(statement, 2, until_seq);
    while ((r = statement_next(statement)) > 0) {
        struct stored_event row;
        store_read_event_row(statement, &row);
        if (!row.whole)
            return -EBADMSG;
        r = function(&row.event, data);
        if (r != 0)
            return r;
    }
    return r;
}

static int apply_event(const struct event *event, void *data)
{
    engine_apply(data, event);
    return 0;
}

/* The two numbers of one row of ISSUED, by day and one more condition. */
static int find_issued(struct database *database, const char *sql, int64_t day, int64_t first, int64_t second,
                       int64_t ret_numbers[2])
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(database, sql, &statement);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, day);
    statement_set_number(statement, 2, first);
    statement_set_number(statement, 3, second);
    r = statement_next(statement);
    if (r <= 0)
        return r < 0 ? r : -ENOENT;
    ret_numbers[0] = statement_number(statement, 0);
    ret_numbers[1] = statement_number(statement, 1);
    return 0;
}

int store_find_ticket(struct database *database, int32_t day, int32_t prefix, int32_t number, int64_t *ret_seq,
                      int32_t *ret_ticket)
{
    int64_t numbers[2];
    int r = find_issued(database,
                        "SELECT seq, ticket FROM event WHERE kind = 20 AND day = ? AND value_0 = ? AND value_1 = ?",
                        day, prefix, number, numbers);
    if (r < 0)
        return r;
    *ret_seq = numbers[0];
    *ret_ticket = (int32_t)numbers[1];
    return 0;
}

int store_find_number(struct database *database, int32_t day, int32_t ticket, int32_t *ret_prefix, int32_t *ret_number)
{
    int64_t numbers[2];
    int r = find_issued(database,
                        "SELECT value_0, value_1 FROM event WHERE kind = 20 AND day = ? AND ticket = ? AND seq > ?",
                        day, ticket, 0, numbers);
    if (r < 0)
        return r;
    *ret_prefix = (int32_t)numbers[0];
    *ret_number = (int32_t)numbers[1];
    return 0;
}

int store_replay(struct database *database, struct engine *engine)
{
    int64_t from_seq;
    int r = database_number(database, "SELECT max(last_seq) FROM day", &from_seq);
    if (r < 0 && r != -ENOENT)
        return r;
    return store_read_events(database, r == 0 ? from_seq : 1, INT64_MAX, apply_event, engine);
}

int store_prepare_row_select(struct database *database, enum store_table table, const char *where,
                             const int64_t numbers[3], struct statement **ret_statement)
{
    struct buffer sql = {0};
    const char *columns[ROW_VALUES + 2];
    int count = row_columns(table, columns);
    buffer_printf(&sql, "SELECT numbers(number");
    for (int i = 0; i < count - 1; i++)
        buffer_printf(&sql, ", %s", columns[i]);
    buffer_printf(&sql, "), text FROM %s WHERE %s ORDER BY number", store_row_tables[table].name, where);
    buffer_append_byte(&sql, '\0');
    int r = database_prepare(database, buffer_bytes(&sql), ret_statement);
    buffer_done(&sql);
    for (int i = 0; r == 0 && i < statement_parameters(*ret_statement); i++)
        statement_set_number(*ret_statement, i + 1, numbers[i]);
    return r;
}

void store_read_row(struct statement *statement, enum store_table table, struct store_row *ret_row)
{
    const char *columns[ROW_VALUES + 2];
    int count = row_columns(table, columns);
    const int64_t *numbers = statement_numbers(statement, 0, count);
    *ret_row = (struct store_row){
            .table = table, .number = numbers[0], .at_ms = numbers[1], .text = statement_text(statement, 1)};
    memcpy(ret_row->value, &numbers[2], (size_t)(count - 2) * sizeof(numbers[0]));
}

int store_read_rows_where(struct database *database, enum store_table table, const char *where,
                          const int64_t numbers[3], store_row_function *function, void *data)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = store_prepare_row_select(database, table, where, numbers, &statement);
    if (r < 0)
        return r;
    while ((r = statement_next(statement)) > 0) {
        struct store_row row;
        store_read_row(statement, table, &row);
        r = function(&row, data);
        if (r != 0)
            return r;
    }
    return r;
}

int store_read_rows(struct database *database, enum store_table table, int64_t from_number,
                    store_row_function *function, void *data)
{
    return store_read_rows_where(database, table, "number >= ?1", (int64_t[3]){from_number}, function, data);
}

/* Of orders that retention has deleted the newest row may be the only one left. */
int store_last_paper(struct database *database, int64_t *ret_paper)
{
    return database_number(
            database,
            "SELECT max(ifnull((SELECT paper FROM print WHERE state = 0 ORDER BY number DESC LIMIT 1), 0),"
            " ifnull((SELECT paper FROM print ORDER BY number DESC LIMIT 1), 0))",
            ret_paper);
}

/* DAY_OPENED is kind 1. */
int store_read_turn_of_days(struct database *database, int64_t *ret_at_ms)
{
    return database_number(database,
                           "WITH sealed (seq) AS (SELECT ifnull(max(last_seq), 0) FROM day) SELECT coalesce("
                           "(SELECT at_ms FROM event, sealed WHERE event.seq > sealed.seq AND kind = 1"
                           " ORDER BY event.seq LIMIT 1),"
                           "(SELECT at_ms FROM event, sealed WHERE event.seq = sealed.seq),"
                           "(SELECT at_ms FROM event, sealed WHERE sealed.seq > 0 ORDER BY event.seq LIMIT 1), 0)",
                           ret_at_ms);
}

int store_read_epoch(struct database *database, int64_t *ret_epoch)
{
    return database_number(database, "SELECT value FROM meta WHERE key = 'epoch'", ret_epoch);
}

int store_last_moment(struct database *database, int64_t *ret_at_ms)
{
    return database_number(database, "SELECT ifnull((SELECT at_ms FROM event ORDER BY seq DESC LIMIT 1), 0)",
                           ret_at_ms);
}

void store_select_steps(struct buffer *sql)
{
    for (int i = 0; i < STEP_COLUMN_COUNT; i++)
        buffer_printf(sql, "%s%s", i ? ", " : "SELECT numbers(", store_step_names[i]);
    buffer_printf(sql, ") FROM step");
}

int store_read_steps(struct database *database, int64_t from_seq, store_step_function *function, void *data)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    struct buffer sql = {0};
    store_select_steps(&sql);
    buffer_printf(&sql, " WHERE seq >= ? ORDER BY seq");
    buffer_append_byte(&sql, '\0');
    int r = database_prepare(database, buffer_bytes(&sql), &statement);
    buffer_done(&sql);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, from_seq);
    while ((r = statement_next(statement)) > 0) {
        struct store_step step;
        memcpy(&step, statement_numbers(statement, 0, STEP_COLUMN_COUNT), sizeof(step));
        r = function(&step, data);
        if (r != 0)
            return r;
    }
    return r;
}

int store_read_seals(struct database *database, int32_t from_day, store_seal_function *function, void *data)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    char sql[256];
    snprintf(sql, sizeof(sql), "%s WHERE day >= ? ORDER BY last_seq", store_select_seals);
    int r = database_prepare(database, sql, &statement);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, from_day);
    while ((r = statement_next(statement)) > 0) {
        struct ledger_seal seal;
        struct ledger_hash mac;
        store_read_seal_row(statement, &seal, &mac);
        r = store_read_figures(database, seal.last_seq, &seal.figures);
        if (r == 0)
            r = function(&seal, &mac, data);
        if (r != 0)
            return r;
    }
    return r;
}

int store_read_name(struct database *database, enum name_kind kind, int32_t id, struct buffer *buffer)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(database, "SELECT key FROM name WHERE kind = ? AND id = ?", &statement);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, kind);
    statement_set_number(statement, 2, id);
    r = statement_next(statement);
    const char *key = r > 0 ? statement_text(statement, 0) : NULL;
    if (key)
        buffer_append(buffer, key, strlen(key));
    return r < 0 ? r : key ? 0 : -ENOENT;
}

const char store_select_text[] = "SELECT body FROM text WHERE id = ? AND body IS NOT NULL";

int store_run_text_select(struct statement *statement, int32_t id, struct buffer *buffer)
{
    size_t size;
    statement_set_number(statement, 1, id);
    int r = statement_next(statement);
    const void *body = r > 0 ? statement_bytes(statement, 0, &size) : NULL;
    if (r > 0)
        buffer_append(buffer, body, size);
    statement_reset(statement);
    return r < 0 ? r : r == 0 ? -ENOENT : 0;
}

int store_read_text(struct database *database, int32_t id, struct buffer *buffer)
{
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int r = database_prepare(database, store_select_text, &statement);
    return r < 0 ? r : store_run_text_select(statement, id, buffer);
}
