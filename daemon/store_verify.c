/* SPDX-License-Identifier: MIT
 *
 * Verifying: reading the ledger from end to end, with what other tables say of it.
 *
 * Nearly always nothing is wrong, so first only that is asked: rows are read once here, while another process looks
 * whether each follows from the one before it and what the engine says of it. At the first doubt all is read again: for
 * what is wrong with the rows, and if it is nothing, for what is wrong with what came of them.
 *
 * Whoever reads for long keeps the WAL from beginning anew and the daemon from carrying it in small slices. Rows are
 * never changed, so the reading goes on in another state of the file every now and then; only retention takes some
 * away, and it is overtaken at once.
 */
#include "daemon/store_verify.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "daemon/store_verify_private.h"

enum { ROWS_AT_A_STRETCH = 20000 }; /* some hundredths of a second */

const char *const finding_words[FINDING_KINDS] = {
        [FINDING_EDITED] = "edited",       [FINDING_DELETED] = "deleted",
        [FINDING_REORDERED] = "reordered", [FINDING_CUT] = "cut",
        [FINDING_OLDER] = "older",         [FINDING_OTHER] = "other",
        [FINDING_SEAL] = "seal",           [FINDING_KEY] = "key",
        [FINDING_NAME] = "name",           [FINDING_TEXT] = "text",
        [FINDING_STEP] = "step",           [FINDING_FIGURES] = "figures",
        [FINDING_RETURN] = "return_code",  [FINDING_RULES] = "rules",
        [FINDING_ROLLUP] = "roll_up",
};

/* --- finding --- */

void verify_found(const struct finding *finding, void *data)
{
    struct verify *verify = data;
    verify->doubt = true;
    if (verify->asks_only)
        return;
    verify->result->findings++;
    verify->options->found(finding, verify->options->data);
}

void verify_find(struct verify *verify, enum finding_kind kind, int64_t row, const char *format, ...)
{
    struct finding finding = {.kind = kind, .row = row};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(finding.text, sizeof(finding.text), format, arguments);
    va_end(arguments);
    verify_found(&finding, verify);
    verify->rows_wrong =
            verify->rows_wrong || kind == FINDING_EDITED || kind == FINDING_DELETED || kind == FINDING_REORDERED;
    verify->cut = verify->cut || kind == FINDING_CUT;
}

/* --- the state of the file --- */

static struct cursor *cursor_at(struct verify *verify, int place)
{
    struct cursor *all[] = {&verify->rows, &verify->seals, &verify->steps, &verify->returns, NULL};
    return all[place];
}

/* Behind what was read last. */
static void place_cursors(struct verify *verify)
{
    struct cursor *cursor;
    for (int i = 0; (cursor = cursor_at(verify, i)); i++) {
        statement_reset(cursor->statement);
        statement_set_number(cursor->statement, 1, cursor->last);
    }
}

/* In the state that the file has now. */
static int begin_again(struct verify *verify)
{
    int64_t kept_from = 0;
    place_cursors(verify);
    int r = database_run(verify->database, "COMMIT");
    if (r == 0)
        r = database_run(verify->database, "BEGIN");
    if (r == 0)
        r = database_number(verify->database, "SELECT value FROM meta WHERE key = 'kept_from'", &kept_from);
    return r == 0 && kept_from > verify->rows.last + 1 ? -ESTALE : r;
}

static char *select_steps(int64_t until)
{
    struct buffer sql = {0};
    store_select_steps(&sql);
    buffer_printf(&sql, " WHERE seq > ? AND seq <= %lld ORDER BY seq", NUMBER(until));
    char *text = mem_strndup(buffer_bytes(&sql), sql.length);
    buffer_done(&sql);
    return text;
}

/* How far to read: others go on writing. Where this is about what came of rows that were read, so far as they were. */
static int read_until(struct verify *verify)
{
    if (verify->how == VERIFY_RULES)
        return 0;
    int r = database_number(verify->database, "SELECT ifnull(max(seq), 0) FROM event", &verify->until);
    return r < 0 ? r
                 : database_number(verify->database, "SELECT ifnull(max(number), 0) FROM return_code",
                                   &verify->returns_until);
}

/* Before schema 5 nothing was written into that table, and it had other columns. */
static int prepare_returns(struct verify *verify)
{
    int64_t schema;
    int r = database_number(verify->database, "SELECT value FROM meta WHERE key = 'schema'", &schema);
    if (r == 0 && schema < 5)
        return database_prepare(verify->database, "SELECT number FROM return_code WHERE number > ?",
                                &verify->returns.statement);
    _cleanup_free_ char *where = mem_printf("number > ?1 AND number <= %lld", NUMBER(verify->returns_until));
    return r < 0 ? r
                 : store_prepare_row_select(verify->database, TABLE_RETURN_CODE, where, (int64_t[3]){0},
                                            &verify->returns.statement);
}

/* Rows before the first that is kept may still be there: retention takes them in slices. */
static int prepare(struct verify *verify)
{
    struct database *database = verify->database;
    _cleanup_free_ char *rows =
            mem_printf("%s WHERE seq > ? AND seq <= %lld ORDER BY seq", store_select_events, NUMBER(verify->until));
    _cleanup_free_ char *seals = mem_printf("%s WHERE last_seq > ? ORDER BY last_seq", store_select_seals);
    _cleanup_free_ char *steps = select_steps(verify->until);
    verify->rows.last = verify->steps.last = verify->kept_from - 1;
    int r = database_prepare(database, rows, &verify->rows.statement);
    if (r == 0)
        r = database_prepare(database, seals, &verify->seals.statement);
    if (r == 0)
        r = database_prepare(database, steps, &verify->steps.statement);
    if (r == 0)
        r = prepare_returns(verify);
    if (r == 0)
        r = database_prepare(database, "SELECT salt, body, seq FROM text WHERE id = ?", &verify->text);
    return r;
}

static int read_meta(struct verify *verify)
{
    int r = store_read_centre(verify->database, verify->result->centre);
    if (r == 0)
        r = database_number(verify->database, "SELECT value FROM meta WHERE key = 'kept_from'", &verify->kept_from);
    verify->expected = verify->kept_from;
    return r;
}

/* --- to the other process --- */

static int next_step(struct verify *verify)
{
    int r = statement_next(verify->steps.statement);
    verify->has_step = r > 0;
    if (r > 0)
        memcpy(verify->step, statement_numbers(verify->steps.statement, 0, STEP_COLUMN_COUNT), sizeof(verify->step));
    verify->result->steps += r > 0;
    if (r > 0)
        verify->steps.last = verify->step[0];
    return r < 0 ? r : 0;
}

static int give_steps(struct verify *verify, int64_t until)
{
    int r = 0;
    while (r == 0 && verify->has_step && verify->step[0] <= until) {
        r = replay_give_step(verify->replaying, verify->step);
        if (r == 0)
            r = next_step(verify);
    }
    return r;
}

static int next_return(struct verify *verify)
{
    int r = statement_next(verify->returns.statement);
    verify->has_return = r > 0;
    if (r <= 0)
        return r;
    if (statement_columns(verify->returns.statement) == 1) /* of an older schema */
        return -EBADMSG;
    store_read_row(verify->returns.statement, TABLE_RETURN_CODE, &verify->return_row);
    verify->returns.last = verify->return_row.number;
    return 0;
}

static int give_returns(struct verify *verify, int64_t until_ms)
{
    int r = 0;
    while (r == 0 && verify->has_return && verify->return_row.at_ms <= until_ms) {
        r = replay_give_return(verify->replaying, &verify->return_row);
        if (r == 0)
            r = next_return(verify);
    }
    return r;
}

static int give_figures(struct verify *verify, int64_t seq)
{
    struct figures figures;
    int r = store_read_figures(verify->database, seq, &figures);
    return r < 0 ? r : replay_give_figures(verify->replaying, &figures);
}

/* What is of a day begins with the first row behind the day before. */
static int give_day(struct verify *verify, const struct event *event)
{
    if (!verify->opened_seq) {
        verify->opened_seq = event->seq;
        verify->opened_ms = event->at_ms;
    }
    if (event->kind != EVENT_DAY_CLOSED)
        return 0;
    int r = verify_give_day(verify, event);
    verify->opened_seq = 0;
    return r;
}

static int give(struct verify *verify, const struct stored_event *row)
{
    const struct event *event = &row->event;
    bool about_return =
            event->kind == EVENT_RETURN_GIVEN || event->kind == EVENT_RETURN_USED || event->kind == EVENT_VOIDED;
    int r = 0;
    if (event->kind == EVENT_STEP_FINAL)
        r = give_steps(verify, event->seq);
    if (r == 0 && about_return)
        r = give_returns(verify, event->at_ms);
    if (r == 0 && event->kind == EVENT_DAY_CLOSED)
        r = give_figures(verify, event->seq);
    if (r == 0 && verify->rollups)
        r = give_day(verify, event);
    return r < 0 ? r : replay_give_event(verify->replaying, row);
}

static int give_rest(struct verify *verify)
{
    int r = give_steps(verify, INT64_MAX);
    return r == 0 ? give_returns(verify, INT64_MAX) : r;
}

/* --- months and years, meanwhile --- */

struct summing {
    const struct verify_options *options;
    struct verify verify;
    struct verify_result result;
    char error[STORE_ERROR_SIZE];
    int r;
    pthread_t thread;
    bool runs;
};

static void *sum(void *data);

/* Not before the other process is there: a lock that a thread holds when it is forked is held for ever in it. */
static void begin_summing(struct summing *summing)
{
    if (summing)
        summing->runs = pthread_create(&summing->thread, NULL, sum, summing) == 0;
}

/* True: all was added up, and nothing is to be found there. */
static bool end_summing(struct summing *summing)
{
    if (!summing->runs)
        return false;
    pthread_join(summing->thread, NULL);
    summing->runs = false;
    return summing->r == 0 && !summing->verify.doubt;
}

/* --- a reading --- */

static int take_row(struct verify *verify)
{
    struct stored_event row;
    store_read_event_row(verify->rows.statement, &row);
    verify->rows.last = row.event.seq;
    int r = verify->how == VERIFY_RULES ? 0 : verify_take_row(verify, &row);
    if (r == 0 && verify->replaying)
        r = give(verify, &row);
    return r == 0 && verify->doubt && verify->how == VERIFY_WHOLE ? -ECANCELED : r;
}

static int take_rows(struct verify *verify)
{
    int r;
    for (int64_t count = 1; (r = statement_next(verify->rows.statement)) > 0; count++) {
        r = take_row(verify);
        if (r == 0 && count % ROWS_AT_A_STRETCH == 0)
            r = begin_again(verify);
        if (r < 0)
            return r;
    }
    return r;
}

static int begin_replay(struct verify *verify)
{
    int r = verify_has_rollups(verify, &verify->rollups);
    if (r < 0)
        return r;
    const struct replay_options options = {.chain = verify->how == VERIFY_WHOLE,
                                           .rollups = verify->rollups,
                                           .centre = verify->result->centre,
                                           .before = verify->before,
                                           .found = verify_found,
                                           .data = verify};
    r = verify->how == VERIFY_ROWS ? 0 : replay_begin(&options, &verify->replaying);
    begin_summing(verify->summing);
    if (r == 0 && verify->replaying)
        r = next_step(verify);
    if (r == 0 && verify->replaying)
        r = next_return(verify);
    return r;
}

static int read_all(struct verify *verify)
{
    int r = database_run(verify->database, "BEGIN");
    if (r == 0)
        r = read_meta(verify);
    if (r == 0)
        r = read_until(verify);
    if (r == 0)
        r = prepare(verify);
    if (r == 0)
        place_cursors(verify);
    if (r == 0 && verify->how != VERIFY_RULES) {
        r = verify_forgotten(verify);
        verify->result->head = (struct store_head){.seq = verify->kept_from - 1, .hash = verify->before};
    }
    if (r == 0)
        r = begin_replay(verify);
    if (r == 0)
        r = take_rows(verify);
    if (r == 0 && verify->replaying)
        r = give_rest(verify);
    if (r == 0)
        r = begin_again(verify);
    if (r == 0 && verify->how != VERIFY_RULES)
        r = verify_ends(verify);
    return r;
}

/* Whatever was found; a reading that was broken off at the first doubt is none that failed. */
static int end_replay(struct verify *verify, int r)
{
    bool whole = r == 0;
    if (verify->replaying) {
        int ended = replay_end(verify->replaying, whole);
        r = whole ? ended : r;
    }
    return r == -ECANCELED ? 0 : r;
}

static int read_as(struct verify *verify, const struct verify_options *options, struct verify_result *result,
                   char error[STORE_ERROR_SIZE])
{
    char text[256];
    struct cursor *cursor;
    int r = database_open(options->path, DATABASE_READER, &verify->database, text, sizeof(text));
    if (r < 0) {
        snprintf(error, STORE_ERROR_SIZE, "cannot open %s: %s", options->path, text);
        return r;
    }
    verify->options = options;
    verify->result = result;
    verify->key = options->first_key;
    r = verify->how == VERIFY_SUMS ? verify_sums(verify) : end_replay(verify, read_all(verify));
    if (r == -ESTALE)
        snprintf(error, STORE_ERROR_SIZE, "%s: days that were to be read next were deleted meanwhile: try again",
                 options->path);
    else if (r < 0)
        snprintf(error, STORE_ERROR_SIZE, "cannot read %s: %s", options->path,
                 r == -EBADMSG || r == -EIO ? database_error(verify->database) : strerror(-r));
    for (int i = 0; (cursor = cursor_at(verify, i)); i++)
        statement_free(cursor->statement);
    statement_free(verify->text);
    database_close(verify->database);
    ledger_key_erase(&verify->key);
    return r;
}

static void *sum(void *data)
{
    struct summing *summing = data;
    summing->r = read_as(&summing->verify, summing->options, &summing->result, summing->error);
    return NULL;
}

/* Where there is a doubt, once more for each kind of finding. */
static int read_ledger(const struct verify_options *options, struct verify_result *result, char error[STORE_ERROR_SIZE],
                       bool *ret_sums_are_right)
{
    struct summing summing = {.options = options, .verify = {.how = VERIFY_SUMS, .asks_only = true}};
    struct verify whole = {.how = VERIFY_WHOLE, .asks_only = true, .summing = &summing}, rows = {.how = VERIFY_ROWS},
                  rules = {.how = VERIFY_RULES};
    *result = (struct verify_result){.replayed = true};
    int r = read_as(&whole, options, result, error);
    *ret_sums_are_right = end_summing(&summing);
    if (r < 0 || !whole.doubt)
        return r;
    *result = (struct verify_result){0};
    r = read_as(&rows, options, result, error);
    if (r < 0 || rows.rows_wrong)
        return r;
    result->replayed = true;
    rules.until = rows.until;
    rules.returns_until = rows.returns_until;
    return read_as(&rules, options, result, error);
}

/* Months and years are told of by whoever is not alone in telling: in turn, once it is known that there is something to
 * tell. */
int store_verify(const struct verify_options *options, struct verify_result *ret_result, char error[STORE_ERROR_SIZE])
{
    struct verify sums = {.how = VERIFY_SUMS};
    bool sums_are_right;
    ledger_start();
    int r = read_ledger(options, ret_result, error, &sums_are_right);
    return r < 0 || sums_are_right ? r : read_as(&sums, options, ret_result, error);
}
