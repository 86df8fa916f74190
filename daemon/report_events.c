/* SPDX-License-Identifier: MIT
 *
 * What broke or was changed, one by one. Where the facts of it stand is known from roll-ups (daemon/tally_told.h); each
 * is read by its number. Rows about the store and about kiosks are few, and are found by their moments.
 *
 * What has an end is a pair: of one key the next fact that ends it; but a halt and an early closing end with their day
 * at the latest. What began before the report's days is not told, and what has not ended has no end.
 *
 * How often something happened is known of every day, from its roll-up; what is told here is a part of it. Halts and
 * changed targets say what figures mean, and are left out last. A report says how much is left out, and from which day
 * on nothing is but that.
 */
#include <errno.h>
#include <string.h>

#include "common/clock.h"
#include "daemon/health.h"
#include "daemon/ledger.h"
#include "daemon/report_private.h"
#include "daemon/tally_told.h"

enum { EVENTS_MOST = 1000, READ_MOST = 20 * EVENTS_MOST, DAYS_MOST = 366 };
#define MINUTE_MS 60000

/* Which days are read: those before the report's days with which it compares itself, of which changed targets are told;
 * those too long ago, of which these and halts are; and the others. */
enum days_of { DAYS_COMPARED, DAYS_LONG_AGO, DAYS_TOLD };

struct telling {
    struct report_gathering *gathering;
    int64_t from_ms, until_ms;
    enum days_of days;
    struct told_list {
        size_t count, room;
        struct manager_report_event *items;
    } told, compared;
    int64_t cut, damaged;
    int64_t day_seq, day_closed_ms; /* the last fact of the day that was looked up, and when that was */
};

/* --- keeping them --- */

static struct manager_report_event *tell(struct telling *telling, int kind, int64_t from_ms)
{
    struct told_list *list = telling->days == DAYS_COMPARED ? &telling->compared : &telling->told;
    arena_grow(telling->gathering->arena, list->items, list->count, list->room);
    struct manager_report_event *event = &list->items[list->count++];
    *event = (struct manager_report_event){.kind = {.value = kind}, .from = from_ms};
    return event;
}

static struct manager_report_event *tell_of(struct telling *telling, int kind, int64_t from_ms, enum name_kind of,
                                            int64_t id)
{
    struct manager_report_event *event = tell(telling, kind, from_ms);
    if (id)
        report_key(telling->gathering, of, id, &event->key, &event->name);
    return event;
}

/* The last of this kind and key that goes on at that moment ends; NULL: any key. */
static void end(struct telling *telling, int kind, const char *key, int64_t at_ms)
{
    for (size_t i = telling->told.count; i > 0; i--) {
        struct manager_report_event *event = &telling->told.items[i - 1];
        if (event->kind.value != kind || (event->until.set && event->until.value <= at_ms) ||
            (key && event->key && strcmp(event->key, key) != 0))
            continue;
        event->until = (struct idl_maybe_int){.set = true, .value = at_ms};
        return;
    }
}

/* The last of them tells, as none begins before it has ended. */
static bool is_going_on(const struct telling *telling, int kind, const char *key)
{
    for (size_t i = telling->told.count; i > 0; i--) {
        const struct manager_report_event *event = &telling->told.items[i - 1];
        if (event->kind.value == kind && strcmp(event->key, key) == 0)
            return !event->until.set;
    }
    return false;
}

static const char *key_of(const struct telling *telling, enum name_kind kind, int64_t id)
{
    return report_name(&telling->gathering->question->names, kind, (int32_t)id)->key;
}

static bool is_of_all(const struct telling *telling)
{
    return !telling->gathering->question->sees;
}

static bool sees(const struct telling *telling, int32_t service)
{
    const struct report_question *question = telling->gathering->question;
    return is_of_all(telling) || (service > 0 && service < question->sees_count && question->sees[service]);
}

/* --- a reload --- */

static int32_t service_of(const struct report_names *names, const char *key, size_t length)
{
    for (int32_t id = 1; id < names->count[NAME_SERVICE]; id++) {
        const char *known = names->items[NAME_SERVICE][id].key;
        if (strlen(known) == length && memcmp(known, key, length) == 0)
            return id;
    }
    return 0;
}

static void tell_target(struct telling *telling, int32_t service, const int64_t minutes[2], int64_t at_ms)
{
    if (!service || !sees(telling, service))
        return;
    struct manager_report_event *event =
            tell_of(telling, MANAGER_REPORT_EVENT_KIND_TARGET, at_ms, NAME_SERVICE, service);
    event->before = (struct idl_maybe_int){.set = true, .value = minutes[0]};
    event->after = (struct idl_maybe_int){.set = true, .value = minutes[1]};
}

/* "service KEY changed target_minutes 15 -> 10", as daemon_reload() writes it. */
static void tell_target_line(struct telling *telling, const char *line, int64_t at_ms)
{
    static const char head[] = "service ", changed[] = " changed target_minutes ", arrow[] = " -> ";
    const char *key = line + sizeof(head) - 1, *what = strstr(line, changed);
    if (strncmp(line, head, sizeof(head) - 1) != 0 || !what)
        return;
    char *between, *rest;
    int64_t before = strtoll(what + sizeof(changed) - 1, &between, 10);
    if (strncmp(between, arrow, sizeof(arrow) - 1) != 0)
        return;
    int64_t after = strtoll(between + sizeof(arrow) - 1, &rest, 10);
    int32_t service = service_of(&telling->gathering->question->names, key, (size_t)(what - key));
    tell_target(telling, service, (int64_t[]){before, after}, at_ms);
}

/* Older ledgers have changed targets in the text of all changes only, until that is forgotten. */
static int tell_target_lines(struct telling *telling, const struct event *fact)
{
    _cleanup_(buffer_done) struct buffer text = {0};
    int r = store_read_text(telling->gathering->source->database, fact->text, &text);
    buffer_append_byte(&text, '\0');
    char *rest = NULL;
    for (char *line = strtok_r((char *)buffer_bytes(&text), "\n", &rest); r == 0 && line;
         line = strtok_r(NULL, "\n", &rest))
        tell_target_line(telling, line, fact->at_ms);
    return r == -ENOENT ? 0 : r;
}

struct targets {
    struct telling *telling;
    size_t count;
};

static int tell_target_fact(const struct event *fact, void *data)
{
    struct targets *targets = data;
    if (fact->kind != EVENT_TARGET_CHANGED)
        return 1; /* they follow at once */
    targets->count++;
    tell_target(targets->telling, fact->service,
                (int64_t[]){fact->value[TARGET_BEFORE] / MINUTE_MS, fact->value[TARGET_AFTER] / MINUTE_MS},
                fact->at_ms);
    return 0;
}

/* A start, or loading what changes nothing, is not told: its text may be forgotten, but the fact has the digest of it.
 */
static bool is_change(const struct event *fact)
{
    return fact->value[0] != ledger_changes_hash(LEDGER_NO_CHANGES) &&
           fact->value[0] != ledger_changes_hash(LEDGER_START);
}

static int tell_configured(struct telling *telling, const struct event *fact)
{
    struct targets targets = {telling, 0};
    if (telling->days == DAYS_TOLD && is_of_all(telling) && is_change(fact))
        tell(telling, MANAGER_REPORT_EVENT_KIND_CONFIGURATION, fact->at_ms);
    int r = store_read_events(telling->gathering->source->database, fact->seq + 1, INT64_MAX, tell_target_fact,
                              &targets);
    return r >= 0 && targets.count == 0 && is_change(fact) ? tell_target_lines(telling, fact) : r;
}

/* --- facts --- */

/* When the day of a fact was closed; 0: it is not, or its facts are not kept. Those of a day come together. */
static int64_t closed_ms(struct telling *telling, const struct event *fact)
{
    struct database *database = telling->gathering->source->database;
    if (fact->seq <= telling->day_seq)
        return telling->day_closed_ms;
    _cleanup_free_ char *seal =
            mem_printf("SELECT min(last_seq) FROM day WHERE last_seq >= %lld", (long long)fact->seq);
    if (database_number(database, seal, &telling->day_seq) < 0)
        return 0;
    _cleanup_free_ char *closed = mem_printf("SELECT at_ms FROM event WHERE seq = %lld", (long long)telling->day_seq);
    if (database_number(database, closed, &telling->day_closed_ms) < 0)
        telling->day_closed_ms = 0;
    return telling->day_closed_ms;
}

/* What ends when its day does, or before. */
static void tell_of_day(struct telling *telling, int kind, const struct event *fact, enum name_kind of, int64_t id)
{
    int64_t at_ms = closed_ms(telling, fact);
    struct manager_report_event *event = tell_of(telling, kind, fact->at_ms, of, id);
    event->until = (struct idl_maybe_int){.set = at_ms > 0, .value = at_ms};
}

/* Of these days. */
static bool is_told(enum days_of days, int kind)
{
    return days == DAYS_TOLD || kind == EVENT_CONFIGURED ||
           (days == DAYS_LONG_AGO && (kind == EVENT_HALTED || kind == EVENT_HALT_ENDED));
}

static int tell_fact(const struct event *fact, void *data)
{
    struct telling *telling = data;
    if (!is_told(telling->days, fact->kind))
        return 0;
    switch (fact->kind) {
    case EVENT_HALTED:
        tell_of_day(telling, MANAGER_REPORT_EVENT_KIND_HALT, fact, NAME_REASON, fact->reason);
        return 0;
    case EVENT_HALT_ENDED:
        end(telling, MANAGER_REPORT_EVENT_KIND_HALT, NULL, fact->at_ms);
        return 0;
    case EVENT_STARTED:
        tell(telling, MANAGER_REPORT_EVENT_KIND_OUTAGE, fact->at_ms - fact->value[0]);
        end(telling, MANAGER_REPORT_EVENT_KIND_OUTAGE, NULL, fact->at_ms);
        return 0;
    case EVENT_CLOCK_STEPPED:
        tell(telling, MANAGER_REPORT_EVENT_KIND_CLOCK, fact->at_ms);
        return 0;
    case EVENT_SERVICE_CLOSED:
        if (sees(telling, fact->service))
            tell_of_day(telling, MANAGER_REPORT_EVENT_KIND_CLOSED_EARLY, fact, NAME_SERVICE, fact->service);
        return 0;
    case EVENT_SERVICE_OPENED:
        end(telling, MANAGER_REPORT_EVENT_KIND_CLOSED_EARLY, key_of(telling, NAME_SERVICE, fact->service), fact->at_ms);
        return 0;
    case EVENT_CONFIGURED:
        return tell_configured(telling, fact);
    default:
        return 0;
    }
}

/* --- rows --- */

static int tell_roll(const struct store_row *row, void *data)
{
    struct telling *telling = data;
    int64_t printer = row->value[ROLL_ROW_PRINTER];
    if (row->value[ROLL_ROW_WHAT] != ROLL_RAN_OUT)
        end(telling, MANAGER_REPORT_EVENT_KIND_PAPER, key_of(telling, NAME_PRINTER, printer), row->at_ms);
    else if (!is_going_on(telling, MANAGER_REPORT_EVENT_KIND_PAPER, key_of(telling, NAME_PRINTER, printer)))
        tell_of(telling, MANAGER_REPORT_EVENT_KIND_PAPER, row->at_ms, NAME_PRINTER, printer);
    return 1; /* only this one */
}

static int tell_kiosk(const struct store_row *row, void *data)
{
    struct telling *telling = data;
    int64_t kiosk = row->value[KIOSK_ROW_ID];
    if (row->at_ms >= telling->until_ms)
        return 1;
    if (!kiosk)
        return 0;
    if (!row->value[KIOSK_ROW_CLOSED])
        end(telling, MANAGER_REPORT_EVENT_KIND_KIOSK, key_of(telling, NAME_KIOSK, kiosk), row->at_ms);
    else if (!is_going_on(telling, MANAGER_REPORT_EVENT_KIND_KIOSK, key_of(telling, NAME_KIOSK, kiosk)))
        tell_of(telling, MANAGER_REPORT_EVENT_KIND_KIOSK, row->at_ms, NAME_KIOSK, kiosk);
    return 0;
}

static int tell_health(const struct store_row *row, void *data)
{
    struct telling *telling = data;
    if (row->at_ms >= telling->until_ms)
        return 1;
    if (row->value[HEALTH_ROW_WHAT] != HEALTH_OUTAGE)
        return 0;
    tell(telling, MANAGER_REPORT_EVENT_KIND_STORAGE, row->value[HEALTH_ROW_SINCE]);
    end(telling, MANAGER_REPORT_EVENT_KIND_STORAGE, NULL, row->at_ms);
    return 0;
}

static int tell_rows(struct telling *telling, enum store_table table, store_row_function *function)
{
    struct database *database = telling->gathering->source->database;
    int64_t number;
    int r = store_find_row(database, table, telling->from_ms, &number);
    if (r == 0)
        r = store_read_rows(database, table, number, function, telling);
    return r < 0 ? r : 0;
}

/* --- all of them --- */

/* What is damaged is told by `novbe verify`; here it is passed over, and that is told. */
static int pass_over(struct telling *telling, int r)
{
    telling->damaged += r == -EBADMSG;
    return r < 0 && r != -EBADMSG ? r : 0;
}

static int tell_place(struct telling *telling, int64_t key)
{
    struct database *database = telling->gathering->source->database;
    int64_t number = key / TOLD_OFS;
    if (key % TOLD_OFS == TOLD_FACT)
        return pass_over(telling, store_read_events(database, number, number, tell_fact, telling));
    if (telling->days == DAYS_TOLD && is_of_all(telling))
        return pass_over(telling, store_read_rows(database, TABLE_ROLL, number, tell_roll, telling));
    return 0;
}

static size_t places_of(const struct report_line_of *lines, size_t count, enum told_of of)
{
    size_t places = 0;
    for (size_t i = 0; i < count; i++)
        places += lines[i].key % TOLD_OFS == (int64_t)of;
    return places;
}

/* In their order; of too many the latest. */
static int tell_lines(struct telling *telling, const struct report_line_of *lines, size_t count)
{
    size_t left[TOLD_OFS];
    int r = 0;
    for (int of = 0; of < TOLD_OFS; of++)
        left[of] = places_of(lines, count, (enum told_of)of);
    for (size_t i = 0; r == 0 && i < count; i++) {
        bool passed = left[lines[i].key % TOLD_OFS]-- > READ_MOST;
        telling->cut += passed && telling->days != DAYS_COMPARED;
        if (!passed)
            r = tell_place(telling, lines[i].key);
    }
    return r;
}

/* Of days that are compared only those that are rolled up: the others are not all counted. */
static struct report_source source_of(const struct telling *telling)
{
    struct report_source source = *telling->gathering->source;
    if (telling->days == DAYS_COMPARED)
        source.day_count = 0;
    return source;
}

/* Those whose places are known: facts and rows, each in its order. */
static int tell_places(struct telling *telling, enum days_of days, int32_t from_day, int32_t to_day)
{
    telling->days = days;
    const struct report_gathering *gathering = telling->gathering;
    const struct report_source source = source_of(telling);
    struct report_gathering places = {.question = gathering->question,
                                      .source = &source,
                                      .arena = gathering->arena,
                                      .lines_most = SIZE_MAX,
                                      .taken = TALLY_SUMS};
    places.sinks[REPORT_WHOLE].wants = OF_BIT(REPORT_EVENT);
    if (from_day > to_day)
        return 0;
    int r = report_read(&places, from_day, to_day);
    size_t count;
    struct report_line_of *lines = report_lines_of(&places, report_whole(&places), REPORT_EVENT, &count);
    if (r == 0)
        r = tell_lines(telling, lines, count);
    report_sinks_done(&places);
    return r;
}

/* The last fact of the days before this one; 0: there is none. */
static int last_before(struct database *database, int32_t day, int64_t *ret_seq)
{
    _cleanup_free_ char *sql = mem_printf("SELECT ifnull(max(last_seq), 0) FROM day WHERE day < %d", (int)day);
    return database_number(database, sql, ret_seq);
}

/* Changed targets of days before the report's that are compared and not rolled up: few, or only the last. */
static int tell_unrolled(struct telling *telling, int32_t from_day, int32_t until_day)
{
    const struct report_source *source = telling->gathering->source;
    _cleanup_(statement_freep) struct statement *statement = NULL;
    int64_t after = 0, last = 0;
    int r = last_before(source->database, from_day, &after);
    if (r == 0)
        r = last_before(source->database, until_day, &last);
    if (r == 0)
        r = database_prepare(source->database, "SELECT seq FROM event WHERE seq > ? AND seq <= ? AND kind = ?",
                             &statement);
    if (r < 0)
        return r;
    statement_set_number(statement, 1, after > source->state.seq ? after : source->state.seq);
    statement_set_number(statement, 2, last);
    statement_set_number(statement, 3, EVENT_CONFIGURED);
    while ((r = statement_next(statement)) > 0) {
        r = tell_place(telling, told_key(TOLD_FACT, statement_number(statement, 0)));
        if (r < 0)
            break;
    }
    return r;
}

static int tell_compared(struct telling *telling, int32_t from_day, int32_t until_day)
{
    int r = from_day ? tell_places(telling, DAYS_COMPARED, from_day, until_day - 1) : 0;
    return r == 0 && from_day ? tell_unrolled(telling, from_day, until_day) : r;
}

static int earlier_event(const void *a, const void *b)
{
    const struct manager_report_event *one = a, *other = b;
    if (one->from != other->from)
        return one->from < other->from ? -1 : 1;
    return (one->kind.value > other->kind.value) - (one->kind.value < other->kind.value);
}

/* Of these the last are told, if not all can be. */
static bool is_weighty(const struct manager_report_event *event)
{
    return event->kind.value == MANAGER_REPORT_EVENT_KIND_HALT || event->kind.value == MANAGER_REPORT_EVENT_KIND_TARGET;
}

static int32_t day_of(const struct telling *telling, const struct manager_report_event *event)
{
    int start_minute = telling->gathering->question->day_start_minute;
    return (int32_t)date_days(clock_business_day(event->from, start_minute));
}

/* Leaves out the oldest of too many. Answers the first day after them; 0: none is left out. */
static int32_t leave_out(struct telling *telling)
{
    struct told_list *list = &telling->told;
    size_t weighty = 0, kept = 0;
    int32_t from_day = 0;
    for (size_t i = 0; i < list->count; i++)
        weighty += is_weighty(&list->items[i]);
    size_t room = weighty < EVENTS_MOST ? EVENTS_MOST - weighty : 0, others = list->count - weighty;
    size_t skip[] = {others > room ? others - room : 0, weighty > EVENTS_MOST ? weighty - EVENTS_MOST : 0};
    for (size_t i = 0; i < list->count; i++) {
        bool is = is_weighty(&list->items[i]);
        if (skip[is] > 0) {
            skip[is]--;
            telling->cut++;
            from_day = day_of(telling, &list->items[i]) + 1;
        } else {
            list->items[kept++] = list->items[i];
        }
    }
    list->count = kept;
    return from_day;
}

/* The first of the days with which the report compares itself; 0: with none. */
static int32_t compared_from(const struct report_gathering *gathering)
{
    const struct manager_report *report = gathering->report;
    int32_t day = 0;
    for (size_t i = 0; i < report->comparisons.count; i++) {
        const struct manager_comparison *comparison = &report->comparisons.items[i];
        int32_t first = report_compared_from(gathering->question, comparison->with.value);
        if (comparison->days > 0 && (!day || first < day))
            day = first;
    }
    return day;
}

static int tell_all(struct telling *telling, int32_t told_from)
{
    const struct report_question *question = telling->gathering->question;
    int r = tell_compared(telling, compared_from(telling->gathering), question->from_day);
    if (r == 0)
        r = tell_places(telling, DAYS_LONG_AGO, question->from_day, told_from - 1);
    if (r == 0)
        r = tell_places(telling, DAYS_TOLD, told_from, question->to_day);
    if (r == 0 && is_of_all(telling))
        r = pass_over(telling, tell_rows(telling, TABLE_HEALTH, tell_health));
    if (r == 0 && is_of_all(telling))
        r = pass_over(telling, tell_rows(telling, TABLE_KIOSK, tell_kiosk));
    return r;
}

/* The first day whose facts are kept; 0: all are. */
static int kept_from(struct database *database, int32_t *ret_day)
{
    int64_t day = 0;
    int r = database_number(database, "SELECT value FROM meta WHERE key = 'kept_day'", &day);
    *ret_day = (int32_t)day;
    return r == -ENOENT ? 0 : r;
}

static void sort(struct told_list *list)
{
    if (list->items)
        qsort(list->items, list->count, sizeof(struct manager_report_event), earlier_event);
}

static int tell_events(struct telling *telling)
{
    const struct report_question *question = telling->gathering->question;
    struct manager_report *report = telling->gathering->report;
    int32_t from_day = question->from_day, kept_day = 0;
    if (question->to_day - from_day >= DAYS_MOST)
        from_day = question->to_day - DAYS_MOST + 1;
    telling->from_ms = clock_at(date_of(from_day), question->day_start_minute);
    telling->until_ms = clock_at(date_of(question->to_day + 1), question->day_start_minute);
    int r = tell_all(telling, from_day);
    if (r == 0)
        r = kept_from(telling->gathering->source->database, &kept_day);
    if (r < 0)
        return r;
    sort(&telling->told);
    int32_t cut_day = leave_out(telling);
    from_day = kept_day > from_day ? kept_day : from_day;
    from_day = cut_day > from_day ? cut_day : from_day;
    if (from_day <= question->to_day)
        report->events_from_day = report_period_text(from_day, REPORT_DAY, telling->gathering->arena);
    return 0;
}

int report_tell_events(struct report_gathering *gathering)
{
    struct manager_report *report = gathering->report;
    struct telling telling = {.gathering = gathering};
    int r = gathering->source->database ? tell_events(&telling) : 0;
    report->events.items = telling.told.items;
    report->events.count = telling.told.count;
    report->events_cut = telling.cut;
    report->events_damaged = telling.damaged;
    sort(&telling.compared);
    size_t skip = telling.compared.count > EVENTS_MOST ? telling.compared.count - EVENTS_MOST : 0;
    report->compared_targets.items = telling.compared.items ? telling.compared.items + skip : NULL;
    report->compared_targets.count = telling.compared.count - skip;
    return r;
}
