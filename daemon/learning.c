/* SPDX-License-Identifier: MIT
 *
 * Sealed days, out of their rows of final steps.
 */
#include "daemon/learning.h"

#include <string.h>

#include "common/clock.h"

enum { DAYS_ANY = 28, QUARTERS_MS = LEARNED_QUARTERS * QUARTER_MS };
#define OTHERS_WEIGHT 4.0F /* days of other weekdays: together as much as four of the same */

struct learning *learning_new(const char *store, const struct rulebook *rulebook, int32_t day, int day_start_minute)
{
    struct learning *learning = mem_new(struct learning);
    int32_t services = rulebook->services.count;
    *learning = (struct learning){.path = mem_strdup(store),
                                  .usual = {.services = {.count = services}},
                                  .day = day,
                                  .ends_ms = mem_new_n(int64_t, LEARNING_DAYS)};
    learning->usual.services.items = mem_new_n(struct rule_service, (size_t)services + 1);
    for (int32_t i = 0; i < services; i++)
        learning->usual.services.items[i].usual_ms = rulebook->services.items[i].usual_ms;
    for (int32_t i = 0; i < LEARNING_DAYS; i++)
        learning->ends_ms[i] = clock_at(date_of(day - i), day_start_minute);
    learned_init(&learning->learned);
    levels_init(&learning->levels);
    return learning;
}

struct learning *learning_free(struct learning *learning)
{
    if (!learning)
        return NULL;
    learned_done(&learning->learned);
    free(learning->usual.services.items);
    free(learning->ends_ms);
    free(learning->path);
    free(learning);
    return NULL;
}

/* --- on the thread --- */

/* The rows of one sealed day. */
struct past_day {
    int32_t day;
    int64_t first_seq, last_seq;
};

struct past {
    struct learning *learning;
    struct past_day days[LEARNING_DAYS];
    int32_t count;
    int64_t from_ms, last_seq; /* of the day that is read */
};

static bool is_same_weekday(const struct past *past, int32_t day)
{
    return (past->learning->day - day) % 7 == 0;
}

/* Of a day that was sealed twice the later rows count, too: they are its own. */
static int take_seal(const struct ledger_seal *seal, attr_unused const struct ledger_hash *mac, void *data)
{
    struct past *past = data;
    int32_t before = past->learning->day - seal->day;
    if (before <= 0 || before > LEARNING_DAYS || (before > DAYS_ANY && !is_same_weekday(past, seal->day)))
        return 0;
    if (past->count < LEARNING_DAYS)
        past->days[past->count++] = (struct past_day){seal->day, seal->first_seq, seal->last_seq};
    return 0;
}

static struct ticket ticket_of(const struct store_step *row)
{
    return (struct ticket){.channel = (enum channel)row->channel, .class = (int32_t)row->class};
}

/* The last call of a step is not kept; of who was served it lies before way and service. */
static int64_t called_ms(const struct store_step *row)
{
    bool came = row->ending == END_SERVED || row->ending == END_TRANSFERRED;
    return came && row->first_called_ms ? row->ended_ms - row->service_ms - row->way_ms : row->first_called_ms;
}

static struct step step_of(const struct store_step *row)
{
    return (struct step){.service = (int32_t)row->service,
                         .class = (int32_t)row->class,
                         .state = STEP_ENDED,
                         .end = (enum step_end)row->ending,
                         .entry = (enum entry)row->entry,
                         .operator_id = (int32_t)row->operator_id,
                         .base_ms = row->base_ms,
                         .entered_ms = row->entered_ms,
                         .first_called_ms = row->first_called_ms,
                         .called_ms = called_ms(row),
                         .ended_ms = row->ended_ms,
                         .way_ms = row->way_ms,
                         .service_ms = row->service_ms,
                         .marks = (int32_t)row->marks};
}

static int take_step(const struct store_step *row, void *data)
{
    struct past *past = data;
    struct learning *learning = past->learning;
    if (row->seq > past->last_seq || learning->in_vain)
        return 1;
    const struct ticket ticket = ticket_of(row);
    const struct step step = step_of(row);
    if (row->step == 0 && (ticket.channel == CHANNEL_KIOSK || ticket.channel == CHANNEL_RECEPTION))
        learned_visit(&learning->learned, step.service, step.class,
                      (int32_t)((row->issued_ms - past->from_ms) / QUARTER_MS));
    if (row->promised_ms && row->first_called_ms && !row->put_offs)
        levels_learn_end(&learning->levels, step.service, step.class, row->first_called_ms <= row->promised_ms);
    learning->visits += row->step == 0;
    learned_step(&learning->learned, &learning->usual, &ticket, &step);
    return 0;
}

static int read_day(struct past *past, struct database *database, const struct past_day *day)
{
    struct learned *learned = &past->learning->learned;
    past->from_ms = past->learning->ends_ms[past->learning->day - day->day - 1] - QUARTERS_MS;
    past->last_seq = day->last_seq;
    learned_day_begins(learned, past->from_ms);
    int r = store_read_steps(database, day->first_seq, take_step, past);
    learned_day_ends(learned);
    return r;
}

static int read_days(struct past *past, struct database *database, bool same_weekday)
{
    int r = 0;
    for (int32_t i = 0; i < past->count && r >= 0 && !past->learning->in_vain; i++) {
        if (is_same_weekday(past, past->days[i].day) == same_weekday)
            r = read_day(past, database, &past->days[i]);
    }
    return r < 0 ? r : 0;
}

static int read_past(struct learning *learning, struct database *database)
{
    _cleanup_free_ struct past *past = mem_new(struct past);
    past->learning = learning;
    int r = store_read_seals(database, learning->day - LEARNING_DAYS, take_seal, past);
    if (r >= 0)
        r = read_days(past, database, false);
    learned_weigh_days(&learning->learned, OTHERS_WEIGHT);
    if (r >= 0)
        r = read_days(past, database, true);
    return r < 0 ? r : 0;
}

void learning_read(struct learning *learning)
{
    struct database *database = NULL;
    char error[STORE_ERROR_SIZE];
    learning->result = database_open(learning->path, DATABASE_READER, &database, error, sizeof(error));
    if (learning->result == 0)
        learning->result = read_past(learning, database);
    database_close(database);
    if (learning->result < 0) {
        learned_done(&learning->learned);
        learned_init(&learning->learned);
    }
}
