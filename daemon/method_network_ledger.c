/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Network: final facts and seals, read on another thread.
 *
 * A page is arrays of numbers, one a column; keys stand once a page, in `names`, and columns hold their places. What a
 * page would be as text is counted while it is filled, so that none is longer than 1 MiB.
 */
#include <stdio.h>
#include <string.h>

#include "daemon/daemon.h"
#include "daemon/method.h"
#include "daemon/method_network.h"
#include "daemon/reading.h"

/* Of the text of a page: what a row may need at most, and the frame around, are kept free. */
#define PAGE_BYTES (1024 * 1024)
#define ROW_BYTES  1024
#define PAGE_ROWS  8192
#define SEALS      366

/* All columns are arrays of numbers, one behind the other. */
/* clang-format off */
#define COLUMNS(X) \
    X(seq) X(day) X(visit) X(step) X(ticket) X(service) X(agency) X(class) X(language) X(counter) X(operator) \
    X(outcome) X(channel) X(end) X(party) X(quantity) X(marks) X(issued_at) X(entered_at) X(first_called_at) \
    X(ended_at) X(wait_ms) X(way_ms) X(service_ms) X(parked_ms) X(put_off_ms) X(target_ms) X(recalls) X(returns) \
    X(likely_at) X(until_at)
/* clang-format on */

#define COLUMN_ENUM(name) COLUMN_##name,
enum { COLUMNS(COLUMN_ENUM) COLUMN_COUNT };
#define COLUMN_PLACE(name)                                                                          \
    _Static_assert(offsetof(struct network_steps, name) == COLUMN_##name * sizeof(struct idl_list), \
                   "columns stand in the order of the interface");
COLUMNS(COLUMN_PLACE)
_Static_assert(sizeof(struct network_steps) == COLUMN_COUNT * sizeof(struct idl_list), "no column is left out");

/* --- a page --- */

struct question {
    int64_t from_seq;
    int32_t service_count;
    const int32_t *agencies; /* by service: as the catalogue has it now */
};

struct page {
    const struct question *question;
    struct database *database;
    struct arena *arena;
    struct network_ledger_out *out;
    int64_t *columns[COLUMN_COUNT];
    size_t rows, bytes, name_room;
    int64_t *places[NAME_KINDS]; /* of names, by id; 0: not in the page yet, else place + 1 */
    int32_t place_count[NAME_KINDS];
    int64_t last_day, last_ticket; /* of the row before */
    int result;
};

static size_t text_size(int64_t number)
{
    size_t size = number < 0 ? 3 : 2; /* with a comma */
    for (; number >= 10 || number <= -10; number /= 10)
        size++;
    return size;
}

static int64_t add_name(struct page *page, const char *name)
{
    struct network_ledger_out *out = page->out;
    arena_grow(page->arena, out->names.items, out->names.count, page->name_room);
    page->bytes += strlen(name) + 3;
    out->names.items[out->names.count] = name;
    return (int64_t)out->names.count++;
}

static int64_t read_name(struct page *page, enum name_kind kind, int32_t id)
{
    struct buffer key = {0};
    int r = store_read_name(page->database, kind, id, &key);
    int64_t place = r == 0 ? add_name(page, arena_strndup(page->arena, buffer_bytes(&key), key.length)) : -1;
    if (r < 0)
        page->result = r;
    buffer_done(&key);
    return place;
}

/* The place of a key in the page; -1 of 0. */
static int64_t place_of(struct page *page, enum name_kind kind, int64_t number)
{
    int32_t id = (int32_t)number;
    if (id <= 0)
        return -1;
    if (id >= page->place_count[kind]) {
        int32_t count = id * 2 + 64;
        page->places[kind] =
                arena_regrow(page->arena, page->places[kind], (size_t)page->place_count[kind] * sizeof(int64_t),
                             (size_t)count * sizeof(int64_t));
        page->place_count[kind] = count;
    }
    int64_t *place = &page->places[kind][id];
    if (*place == 0)
        *place = read_name(page, kind, id) + 1;
    return *place - 1;
}

static int64_t place_of_day(struct page *page, int64_t day)
{
    char *text = arena_alloc(page->arena, DATE_TEXT_SIZE);
    if (page->rows > 0 && page->last_day == day)
        return page->columns[COLUMN_day][page->rows - 1];
    return add_name(page, date_text(date_of(day), text));
}

static int64_t place_of_ticket(struct page *page, const struct store_step *step)
{
    char prefix[PREFIX_SIZE];
    if (page->rows > 0 && page->last_day == step->day && page->last_ticket == step->ticket)
        return page->columns[COLUMN_ticket][page->rows - 1];
    return add_name(page,
                    arena_printf(page->arena, "%s%03d", prefix_text((int32_t)step->prefix, prefix), (int)step->number));
}

/* Words hold places in the enums of the interface, which are those of the engine without its first, none. */
_Static_assert((int)NETWORK_CHANNEL_ADOPTED == (int)CHANNEL_ADOPTED - 1 &&
                       (int)NETWORK_STEP_END_SERVED == (int)END_SERVED - 1 &&
                       (int)NETWORK_STEP_END_JOINED == (int)END_JOINED - 1,
               "words in the engine's order");

static int32_t agency_of(const struct page *page, int64_t service)
{
    return service < page->question->service_count ? page->question->agencies[service] : 0;
}

static void add_row(struct page *page, const struct store_step *step)
{
    const int64_t row[COLUMN_COUNT] = {
            [COLUMN_seq] = step->seq,
            [COLUMN_day] = place_of_day(page, step->day),
            [COLUMN_visit] = step->ticket,
            [COLUMN_step] = step->step,
            [COLUMN_ticket] = place_of_ticket(page, step),
            [COLUMN_service] = place_of(page, NAME_SERVICE, step->service),
            [COLUMN_agency] = place_of(page, NAME_AGENCY, agency_of(page, step->service)),
            [COLUMN_class] = place_of(page, NAME_CLASS, step->class),
            [COLUMN_language] = place_of(page, NAME_LANGUAGE, step->language),
            [COLUMN_counter] = place_of(page, NAME_COUNTER, step->counter),
            [COLUMN_operator] = place_of(page, NAME_OPERATOR, step->operator_id),
            [COLUMN_outcome] = place_of(page, NAME_OUTCOME, step->outcome),
            [COLUMN_channel] = step->channel - 1,
            [COLUMN_end] = step->ending - 1,
            [COLUMN_party] = step->party,
            [COLUMN_quantity] = step->quantity,
            [COLUMN_marks] = step->marks,
            [COLUMN_issued_at] = step->issued_ms,
            [COLUMN_entered_at] = step->entered_ms,
            [COLUMN_first_called_at] = step->first_called_ms,
            [COLUMN_ended_at] = step->ended_ms,
            [COLUMN_wait_ms] = step->waited_ms,
            [COLUMN_way_ms] = step->way_ms,
            [COLUMN_service_ms] = step->service_ms,
            [COLUMN_parked_ms] = step->parked_ms,
            [COLUMN_put_off_ms] = step->put_off_ms,
            [COLUMN_target_ms] = step->target_ms,
            [COLUMN_recalls] = step->recalls,
            [COLUMN_returns] = step->returns,
            [COLUMN_likely_at] = step->likely_ms,
            [COLUMN_until_at] = step->promised_ms,
    };
    for (int i = 0; i < COLUMN_COUNT; i++) {
        page->columns[i][page->rows] = row[i];
        page->bytes += text_size(row[i]);
    }
    page->rows++;
    page->last_day = step->day;
    page->last_ticket = step->ticket;
}

/* 1: the page is full. */
static int take_step(const struct store_step *step, void *data)
{
    struct page *page = data;
    if (page->rows == PAGE_ROWS || page->bytes + ROW_BYTES > PAGE_BYTES) {
        page->out->more = true;
        return 1;
    }
    add_row(page, step);
    page->out->next_seq = step->seq + 1;
    return page->result;
}

static int read_page(struct reading *reading, void *data, void *output)
{
    struct network_ledger_out *out = output;
    struct page page = {.question = data, .arena = &reading->arena, .out = out, .bytes = ROW_BYTES};
    int r = reading_open(reading, &page.database);
    if (r < 0)
        return r;
    out->next_seq = page.question->from_seq;
    for (int i = 0; i < COLUMN_COUNT; i++)
        page.columns[i] = arena_new_n(&reading->arena, int64_t, PAGE_ROWS);
    r = store_read_steps(page.database, page.question->from_seq, take_step, &page);
    struct idl_list *columns = (struct idl_list *)&out->steps;
    for (int i = 0; i < COLUMN_COUNT; i++)
        columns[i] = (struct idl_list){.count = page.rows, .items = page.columns[i]};
    return r < 0 ? r : 0;
}

void network_ledger(struct varlink_call *call, const void *input)
{
    static const struct reading_way way = {.read = read_page};
    const struct network_ledger_in *in = input;
    const struct rulebook *rulebook = daemon_hall(call)->rulebook;
    struct reading *reading = reading_new(call);
    struct question *question = arena_new(&reading->arena, struct question);
    int32_t *agencies = arena_new_n(&reading->arena, int32_t, (size_t)rulebook->services.count);
    for (int32_t i = 0; i < rulebook->services.count; i++)
        agencies[i] = rulebook->services.items[i].agency;
    *question = (struct question){
            .from_seq = in->from_seq, .service_count = rulebook->services.count, .agencies = agencies};
    reading_start(reading, &way, question);
}

/* --- seals --- */

struct seals {
    struct arena *arena;
    struct network_seals_out *out;
};

static const char *hex(struct arena *arena, const struct ledger_hash *hash)
{
    char *text = arena_alloc(arena, LEDGER_HEX_SIZE);
    for (size_t i = 0; i < LEDGER_HASH_SIZE; i++)
        snprintf(text + 2 * i, 3, "%02x", hash->bytes[i]);
    return text;
}

static int take_seal(const struct ledger_seal *seal, const struct ledger_hash *mac, void *data)
{
    const struct seals *seals = data;
    struct network_seals_out *out = seals->out;
    char *day = arena_alloc(seals->arena, DATE_TEXT_SIZE);
    if (out->seals.count == SEALS)
        return 1;
    out->seals.items[out->seals.count++] = (struct network_seal){
            .day = date_text(date_of(seal->day), day),
            .first_seq = seal->first_seq,
            .last_seq = seal->last_seq,
            .visits = seal->figures.visits,
            .adopted = seal->figures.adopted,
            .steps = seal->figures.steps,
            .head = hex(seals->arena, &seal->head),
            .seal = hex(seals->arena, mac),
    };
    return 0;
}

static int read_seals(struct reading *reading, void *data, void *output)
{
    const int32_t *from_day = data;
    struct seals seals = {.arena = &reading->arena, .out = output};
    struct database *database;
    int r = reading_open(reading, &database);
    if (r < 0)
        return r;
    seals.out->seals.items = arena_new_n(&reading->arena, struct network_seal, SEALS);
    r = store_read_seals(database, *from_day, take_seal, &seals);
    return r < 0 ? r : 0;
}

void network_seals(struct varlink_call *call, const void *input)
{
    const struct network_seals_in *in = input;
    static const struct reading_way way = {.read = read_seals};
    int32_t day;
    if (!method_day(call, "from_day", in->from_day ? in->from_day : "1970-01-01", &day))
        return;
    struct reading *reading = reading_new(call);
    int32_t *from_day = arena_new(&reading->arena, int32_t);
    *from_day = day;
    reading_start(reading, &way, from_day);
}
