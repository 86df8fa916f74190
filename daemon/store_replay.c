/* SPDX-License-Identifier: MIT
 *
 * Verifying what was derived: the ledger once more through the engine, and beside it the step rows and the figures of
 * the days. The engine trusts what it is given, so it runs in a child here: rows that were made up end the child, and
 * the parent names the row.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/store_private.h"
#include "daemon/store_verify.h"

enum { ID_LIMIT = 1 << 20 }; /* above any id that is ever given */

/* What the parent knows when the child is gone. */
struct progress {
    int64_t row, steps;
    int result;
};

struct replay {
    struct progress *progress;
    struct engine *engine;
    struct database *database;
    struct statement *steps;
    bool has_step;
    int64_t step[STEP_COLUMN_COUNT]; /* the next row, not yet reached */
    struct return_check returns;
    int found_fd;
};

attr_printf(4, 5) static void find(struct replay *replay, enum finding_kind kind, int64_t row, const char *format, ...)
{
    struct finding finding = {.kind = kind, .row = row};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(finding.text, sizeof(finding.text), format, arguments);
    va_end(arguments);
    if (write(replay->found_fd, &finding, sizeof(finding)) != sizeof(finding))
        _exit(1); /* nobody reads */
}

/* --- may the engine be shown this? --- */

static bool has_place(int32_t id)
{
    return id >= 0 && id < ID_LIMIT;
}

static bool ticket_fits(const struct engine *engine, const struct event *event)
{
    const struct ticket *ticket = engine_ticket(engine, event->ticket);
    if (event->kind == EVENT_ISSUED)
        return event->ticket == engine_tickets(engine) + 1 && event->value[ISSUED_PREFIX] > 0 &&
               event->value[ISSUED_PREFIX] < PREFIX_COUNT;
    if (!ticket)
        return event->ticket == 0 && (event->kind < EVENT_ISSUED || event->kind >= EVENT_SIGNED_IN);
    if (event->kind == EVENT_STEP_PLANNED)
        return true;
    if (event->kind == EVENT_STEP_ENTERED)
        return event->step >= 0 && event->step <= ticket->step_count;
    return ticket->current >= 0 && event->step >= 0 && event->step < ticket->step_count;
}

static bool values_fit(const struct engine *engine, const struct event *event)
{
    switch (event->kind) {
    case EVENT_HOURS_SET:
        return event->value[HOURS_SPANS] >= 0 && event->value[HOURS_SPANS] <= RULEBOOK_SPANS &&
               event->value[HOURS_SPAN] >= 0 && event->value[HOURS_SPAN] < RULEBOOK_SPANS;
    case EVENT_BOOKED:
        return event->value[BOOKED_BOOKING] > 0 && event->value[BOOKED_BOOKING] < ID_LIMIT;
    case EVENT_BOOKING_CANCELLED:
    case EVENT_CHECKED_IN:
    case EVENT_BOOKING_MISSED:
        return event->value[0] > 0 && event->value[0] < ID_LIMIT && engine_booking(engine, (int32_t)event->value[0]);
    case EVENT_SHIFT_SET:
        return event->value[SHIFT_ID] > 0 && event->value[SHIFT_ID] < ID_LIMIT;
    case EVENT_HANDED_OVER:
        return event->value[0] > 0 && event->value[0] < ID_LIMIT;
    case EVENT_NOTED:
        return event->text > 0 && engine_ticket(engine, event->ticket)->note_count < TICKET_NOTES;
    case EVENT_RATED:
        return event->value[0] >= 1 && event->value[0] <= STARS_MOST;
    default:
        return true;
    }
}

/* Of all that could be wrong, what would lead the engine out of its memory; the rest it asserts itself. */
static bool is_plausible(const struct engine *engine, const struct event *event)
{
    return event_kind_info(event->kind) && event->seq > engine_seq(engine) && event->at_ms >= engine_now(engine) &&
           has_place(event->service) && has_place(event->counter) && has_place(event->operator_id) &&
           ticket_fits(engine, event) && values_fit(engine, event);
}

/* --- step rows --- */

static int next_step(struct replay *replay)
{
    int r = statement_next(replay->steps);
    replay->has_step = r > 0;
    for (int i = 0; r > 0 && i < STEP_COLUMN_COUNT; i++)
        replay->step[i] = statement_number(replay->steps, i);
    replay->progress->steps += r > 0;
    return r < 0 ? r : 0;
}

static void compare_step(struct replay *replay, const struct event *event)
{
    struct store_step wanted = store_step_of(replay->engine, event);
    int64_t numbers[STEP_COLUMN_COUNT];
    memcpy(numbers, &wanted, sizeof(numbers));
    for (int i = 0; i < STEP_COLUMN_COUNT; i++) {
        if (replay->step[i] != numbers[i])
            find(replay, FINDING_STEP, event->seq, "step row %lld says %s %lld, the ledger %lld", (long long)event->seq,
                 store_step_names[i], (long long)replay->step[i], (long long)numbers[i]);
    }
}

static int skip_steps_before(struct replay *replay, int64_t seq)
{
    int r = 0;
    while (r == 0 && replay->has_step && replay->step[0] < seq) {
        find(replay, FINDING_STEP, replay->step[0], "step row %lld belongs to no final step",
             (long long)replay->step[0]);
        r = next_step(replay);
    }
    return r;
}

static int check_step(struct replay *replay, const struct event *event)
{
    int r = skip_steps_before(replay, event->seq);
    if (r < 0)
        return r;
    if (!replay->has_step || replay->step[0] != event->seq) {
        find(replay, FINDING_STEP, event->seq, "step row %lld is missing", (long long)event->seq);
        return 0;
    }
    compare_step(replay, event);
    return next_step(replay);
}

/* --- figures --- */

static int check_figures(struct replay *replay, const struct event *event)
{
    struct figures ledger = engine_figures(replay->engine), sealed;
    char name[FIGURE_NAME_SIZE];
    int64_t *value;
    int r = store_read_figures(replay->database, event->seq, &sealed);
    if (r < 0)
        return r;
    for (int i = 0; (value = ledger_figure(&ledger, i, name)); i++) {
        const int64_t *other = ledger_figure(&sealed, i, name);
        if (*other != *value)
            find(replay, FINDING_FIGURES, event->seq, "the day that row %lld closed says %s %lld, the ledger %lld",
                 (long long)event->seq, name, (long long)*other, (long long)*value);
    }
    if (event->value[0] != ledger.visits || event->value[1] != ledger.steps)
        find(replay, FINDING_FIGURES, event->seq,
             "row %lld says %lld visits and %lld steps, the rows before it %lld and %lld", (long long)event->seq,
             (long long)event->value[0], (long long)event->value[1], (long long)ledger.visits, (long long)ledger.steps);
    return 0;
}

/* --- return codes --- */

static int check_return(struct replay *replay, const struct event *event)
{
    char wrong[256];
    int r = event ? return_check_take(&replay->returns, replay->engine, event, wrong)
                  : return_check_end(&replay->returns, wrong);
    if (r == 0 && wrong[0])
        find(replay, FINDING_RETURN, event ? event->seq : 0, "%s", wrong);
    return r;
}

/* --- the child --- */

static int replay_event(const struct event *event, void *data)
{
    struct replay *replay = data;
    replay->progress->row = event->seq;
    if (!is_plausible(replay->engine, event)) {
        find(replay, FINDING_RULES, event->seq, "row %lld cannot have come from the rules", (long long)event->seq);
        return -ECANCELED;
    }
    engine_apply(replay->engine, event);
    int r = check_return(replay, event);
    if (r < 0 || event->kind == EVENT_STEP_FINAL)
        return r < 0 ? r : check_step(replay, event);
    return event->kind == EVENT_DAY_CLOSED ? check_figures(replay, event) : 0;
}

static int open_steps(struct replay *replay, int64_t from_seq, int64_t until_seq)
{
    struct buffer sql = {0};
    buffer_printf(&sql, "SELECT ");
    for (int i = 0; i < STEP_COLUMN_COUNT; i++)
        buffer_printf(&sql, "%s%s", i ? ", " : "", store_step_names[i]);
    buffer_printf(&sql, " FROM step WHERE seq BETWEEN %lld AND %lld ORDER BY seq", (long long)from_seq,
                  (long long)until_seq);
    buffer_append_byte(&sql, '\0');
    int r = database_prepare(replay->database, buffer_bytes(&sql), &replay->steps);
    buffer_done(&sql);
    return r < 0 ? r : next_step(replay);
}

static int replay_all(struct replay *replay, const char *path, int64_t from_seq, int64_t until_seq)
{
    char error[128];
    int r = database_open(path, DATABASE_READER, &replay->database, error, sizeof(error));
    if (r == 0)
        r = database_run(replay->database, "BEGIN");
    if (r == 0)
        r = open_steps(replay, from_seq, until_seq);
    replay->returns.database = replay->database;
    if (r == 0)
        r = store_read_events(replay->database, from_seq, until_seq, replay_event, replay);
    if (r == 0)
        r = skip_steps_before(replay, INT64_MAX);
    if (r == 0)
        r = check_return(replay, NULL);
    statement_free(replay->steps);
    return_check_done(&replay->returns);
    database_close(replay->database);
    return r == -ECANCELED ? 0 : r;
}

__attribute__((noreturn)) static void run_child(struct progress *progress, int found_fd, const char *path,
                                                int64_t from_seq, int64_t until_seq)
{
    struct replay replay = {.progress = progress, .engine = engine_new(), .found_fd = found_fd};
    prctl(PR_SET_DUMPABLE, 0); /* what is made up deserves no core */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    progress->result = replay_all(&replay, path, from_seq, until_seq);
    engine_free(replay.engine);
    _exit(0);
}

/* --- the parent --- */

static void pass_on(int fd, finding_function *found, void *data)
{
    struct finding finding;
    size_t have = 0;
    ssize_t size;
    while ((size = read(fd, (char *)&finding + have, sizeof(finding) - have)) > 0 || (size < 0 && errno == EINTR)) {
        have += size > 0 ? (size_t)size : 0;
        if (have < sizeof(finding))
            continue;
        found(&finding, data);
        have = 0;
    }
}

static int wait_for(pid_t child, const struct progress *progress, finding_function *found, void *data)
{
    int status;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR)
            return -errno;
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return progress->result;
    struct finding finding = {.kind = FINDING_RULES, .row = progress->row};
    snprintf(finding.text, sizeof(finding.text), "row %lld cannot have come from the rules: the engine stopped at it",
             (long long)progress->row);
    found(&finding, data);
    return 0;
}

int store_verify_replay(const char *path, int64_t from_seq, int64_t until_seq, finding_function *found, void *data,
                        int64_t *ret_steps)
{
    int ends[2];
    struct progress *progress =
            mmap(NULL, sizeof(*progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (progress == MAP_FAILED || pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    pid_t child = fork();
    if (child == 0)
        run_child(progress, ends[1], path, from_seq, until_seq);
    close(ends[1]);
    int r = child < 0 ? -errno : 0;
    if (r == 0) {
        pass_on(ends[0], found, data);
        r = wait_for(child, progress, found, data);
    }
    close(ends[0]);
    *ret_steps = progress->steps;
    munmap(progress, sizeof(*progress));
    return r;
}
