/* SPDX-License-Identifier: MIT
 *
 * What broke or was changed, one by one. Where the facts of it stand is known from roll-ups (daemon/tally_told.h); each
 * is read by its number. Rows about the store and about kiosks are few, and are found by their moments.
 *
 * What has an end is a pair: of one key the next fact that ends it; but a halt and an early closing end with their day
 * at the latest. What began before the report's days is not told, and what has not ended has no end.
 */
#include <errno.h>
#include <string.h>

#include "common/clock.h"
#include "daemon/health.h"
#include "daemon/report_private.h"
#include "daemon/tally_told.h"

enum { EVENTS_MOST = 1000, READ_MOST = 4 * EVENTS_MOST, DAYS_MOST = 366 };

struct telling {
    struct report_gathering *gathering;
    int64_t from_ms, until_ms;
    size_t count, room;
    struct manager_report_event *items;
    int64_t day_seq, day_closed_ms; /* the last fact of the day that was looked up, and when that was */
};

/* --- keeping them --- */

static struct manager_report_event *tell(struct telling *telling, int kind, int64_t from_ms)
{
    arena_grow(telling->gathering->arena, telling->items, telling->count, telling->room);
    struct manager_report_event *event = &telling->items[telling->count++];
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
    for (size_t i = telling->count; i > 0; i--) {
        struct manager_report_event *event = &telling->items[i - 1];
        if (event->kind.value != kind || (event->until.set && event->until.value <= at_ms) ||
            (key && event->key && strcmp(event->key, key) != 0))
            continue;
        event->until = (struct idl_maybe_int){.set = true, .value = at_ms};
        return;
    }
}

static bool is_going_on(const struct telling *telling, int kind, const char *key)
{
    for (size_t i = 0; i < telling->count; i++) {
        const struct manager_report_event *event = &telling->items[i];
        if (event->kind.value == kind && !event->until.set && strcmp(event->key, key) == 0)
            return true;
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

/* "service KEY changed target_minutes 15 -> 10", as daemon_reload() writes it. */
static void tell_target(struct telling *telling, const char *line, int64_t at_ms)
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
    if (!service || !sees(telling, service))
        return;
    struct manager_report_event *event =
            tell_of(telling, MANAGER_REPORT_EVENT_KIND_TARGET, at_ms, NAME_SERVICE, service);
    event->before = (struct idl_maybe_int){.set = true, .value = before};
    event->after = (struct idl_maybe_int){.set = true, .value = after};
}

/* A start, or loading what changes nothing, is not told. The text may have been forgotten: then only that something was
 * changed is known. */
static int tell_configured(struct telling *telling, const struct event *fact)
{
    struct buffer text = {0};
    int r = store_read_text(telling->gathering->source->database, fact->text, &text);
    buffer_append_byte(&text, '\0');
    bool changed = r < 0 || (text.length > 1 && strcmp(buffer_bytes(&text), "start") != 0);
    if (is_of_all(telling) && changed)
        tell(telling, MANAGER_REPORT_EVENT_KIND_CONFIGURATION, fact->at_ms);
    char *rest = NULL;
    for (char *line = strtok_r((char *)buffer_bytes(&text), "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        tell_target(telling, line, fact->at_ms);
    buffer_done(&text);
    return r == -ENOENT ? 0 : r;
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

static int tell_fact(const struct event *fact, void *data)
{
    struct telling *telling = data;
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

static int tell_place(struct telling *telling, int64_t key)
{
    struct database *database = telling->gathering->source->database;
    int64_t number = key / TOLD_OFS;
    if (key % TOLD_OFS == TOLD_FACT)
        return store_read_events(database, number, number, tell_fact, telling);
    return is_of_all(telling) ? store_read_rows(database, TABLE_ROLL, number, tell_roll, telling) : 0;
}

/* Those whose places are known: facts and rows, each in its order. */
static int tell_places(struct telling *telling, int32_t from_day)
{
    const struct report_gathering *gathering = telling->gathering;
    struct report_gathering places = {.question = gathering->question,
                                      .source = gathering->source,
                                      .arena = gathering->arena,
                                      .lines_most = SIZE_MAX,
                                      .taken = TALLY_SUMS};
    places.sinks[REPORT_WHOLE].wants = OF_BIT(REPORT_EVENT);
    int r = report_read(&places, from_day, gathering->question->to_day);
    size_t count;
    struct report_line_of *lines = report_lines_of(&places, report_whole(&places), REPORT_EVENT, &count);
    for (size_t i = count > READ_MOST ? count - READ_MOST : 0; r >= 0 && i < count; i++)
        r = tell_place(telling, lines[i].key);
    report_sinks_done(&places);
    return r < 0 ? r : 0;
}

static int earlier_event(const void *a, const void *b)
{
    const struct manager_report_event *one = a, *other = b;
    if (one->from != other->from)
        return one->from < other->from ? -1 : 1;
    return (one->kind.value > other->kind.value) - (one->kind.value < other->kind.value);
}

int report_tell_events(struct report_gathering *gathering)
{
    const struct report_question *question = gathering->question;
    struct manager_report *report = gathering->report;
    struct telling telling = {.gathering = gathering};
    int32_t from_day = question->from_day;
    int r = 0;
    if (question->to_day - from_day >= DAYS_MOST)
        from_day = question->to_day - DAYS_MOST + 1;
    telling.from_ms = clock_at(date_of(from_day), question->day_start_minute);
    telling.until_ms = clock_at(date_of(question->to_day + 1), question->day_start_minute);
    if (gathering->source->database)
        r = tell_places(&telling, from_day);
    if (r == 0 && gathering->source->database && is_of_all(&telling))
        r = tell_rows(&telling, TABLE_HEALTH, tell_health);
    if (r == 0 && gathering->source->database && is_of_all(&telling))
        r = tell_rows(&telling, TABLE_KIOSK, tell_kiosk);
    if (telling.items)
        qsort(telling.items, telling.count, sizeof(struct manager_report_event), earlier_event);
    size_t skip = telling.count > EVENTS_MOST ? telling.count - EVENTS_MOST : 0;
    report->events.items = telling.items ? telling.items + skip : NULL;
    report->events.count = telling.count - skip;
    return r;
}
