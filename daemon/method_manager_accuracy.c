/* SPDX-License-Identifier: MIT
 *
 * The centre marks its own forecasts, on a thread.
 */
#include <errno.h>
#include <string.h>

#include "common/interface/refused.h"
#include "daemon/accuracy.h"
#include "daemon/daemon.h"
#include "daemon/method.h"
#include "daemon/method_manager.h"
#include "daemon/reading.h"

enum { DAYS_MOST = 366 };

struct question {
    int32_t from_day, to_day;
    int by;        /* enum manager_get_accuracy_in_by; IDL_WORD_NULL */
    bool sees_all; /* the services that the configuration has no longer, too */
    int32_t service_count;
    const bool *sees; /* by service */
};

struct marking {
    const struct question *question;
    struct database *database;
    struct arena *arena;
    int64_t from_seq, until_seq; /* of the rows of these days */
    struct accuracy all;
    struct accuracy *lines; /* by day from from_day on, or by id of service or class */
    size_t count, room;
};

/* --- which rows --- */

static int take_seal(const struct ledger_seal *seal, attr_unused const struct ledger_hash *mac, void *data)
{
    struct marking *marking = data;
    if (seal->day > marking->question->to_day) /* so there is no day open that is asked for */
        return 1;
    if (!marking->from_seq)
        marking->from_seq = seal->first_seq;
    marking->until_seq = seal->last_seq;
    return 0;
}

/* Those between the first and the last seal of the days asked for; and those of no seal yet, unless a later day has
 * one. */
static int find_rows(struct marking *marking)
{
    int r = store_read_seals(marking->database, marking->question->from_day, take_seal, marking);
    if (r == 0)
        marking->until_seq = INT64_MAX;
    if (r == 0 && !marking->from_seq)
        r = database_number(marking->database, "SELECT ifnull(max(last_seq), 0) + 1 FROM day", &marking->from_seq);
    return r < 0 ? r : 0;
}

static bool is_asked(const struct question *question, const struct store_step *step)
{
    bool seen = question->sees_all || (step->service < question->service_count && question->sees[step->service]);
    return seen && step->day >= question->from_day && step->day <= question->to_day;
}

/* --- a row --- */

static struct accuracy *line_of(struct marking *marking, const struct store_step *step)
{
    const struct question *question = marking->question;
    int64_t place = question->by == MANAGER_GET_ACCURACY_IN_BY_DAY       ? step->day - question->from_day
                    : question->by == MANAGER_GET_ACCURACY_IN_BY_SERVICE ? step->service
                                                                         : step->class;
    while (marking->count <= (size_t)place) {
        arena_grow(marking->arena, marking->lines, marking->count, marking->room);
        marking->lines[marking->count++] = (struct accuracy){0};
    }
    return &marking->lines[place];
}

static int take_step(const struct store_step *step, void *data)
{
    struct marking *marking = data;
    if (step->seq > marking->until_seq)
        return 1;
    if (!is_asked(marking->question, step))
        return 0;
    accuracy_take(&marking->all, step);
    if (marking->question->by != IDL_WORD_NULL)
        accuracy_take(line_of(marking, step), step);
    return 0;
}

/* --- the answer --- */

static struct idl_maybe_int mean(int64_t sum_ms, int64_t count)
{
    return (struct idl_maybe_int){.set = count > 0, .value = count > 0 ? sum_ms / count : 0};
}

static struct manager_accuracy make_accuracy(const struct accuracy *accuracy, const char *key)
{
    struct manager_accuracy out = {
            .key = key,
            .tickets = accuracy->tickets,
            .apart = accuracy->apart,
            .promised = accuracy->promised,
            .unknown = accuracy->unknown,
            .silent = accuracy->silent,
            .called = accuracy->called,
            .covered = accuracy->covered,
            .passed = accuracy->passed,
            .error_ms = mean(accuracy->error_ms, accuracy->called),
            .bias_ms = mean(accuracy->bias_ms, accuracy->called),
            .usual = accuracy->usual,
            .usual_error_ms = mean(accuracy->usual_error_ms, accuracy->usual),
    };
    if (accuracy->usual_error_ms > 0) {
        out.ratio.set = true;
        out.ratio.value = (double)accuracy->beside_error_ms / (double)accuracy->usual_error_ms;
    }
    return out;
}

/* 0, and NULL if nothing has this id. */
static int key_of(struct marking *marking, size_t place, const char **ret_key)
{
    const struct question *question = marking->question;
    bool by_service = question->by == MANAGER_GET_ACCURACY_IN_BY_SERVICE;
    struct buffer key = {0};
    if (question->by == MANAGER_GET_ACCURACY_IN_BY_DAY) {
        *ret_key = date_text(date_of(question->from_day + (int32_t)place), arena_alloc(marking->arena, DATE_TEXT_SIZE));
        return 0;
    }
    int r = store_read_name(marking->database, by_service ? NAME_SERVICE : NAME_CLASS, (int32_t)place, &key);
    if (r == 0)
        *ret_key = arena_strndup(marking->arena, buffer_bytes(&key), key.length);
    buffer_done(&key);
    return r;
}

static int earlier_key(const void *a, const void *b)
{
    const struct manager_accuracy *one = a, *other = b;
    return strcmp(one->key, other->key);
}

static int list_lines(struct marking *marking, struct manager_get_accuracy_out *out)
{
    out->lines.items = arena_new_n(marking->arena, struct manager_accuracy, marking->count + 1);
    for (size_t i = 0; i < marking->count; i++) {
        const char *key = NULL;
        if (marking->lines[i].tickets == 0)
            continue;
        int r = key_of(marking, i, &key);
        if (r < 0)
            return r;
        out->lines.items[out->lines.count++] = make_accuracy(&marking->lines[i], key);
    }
    qsort(out->lines.items, out->lines.count, sizeof(out->lines.items[0]), earlier_key);
    return 0;
}

static int read_accuracy(struct reading *reading, void *data, void *output)
{
    struct manager_get_accuracy_out *out = output;
    struct marking marking = {.question = data, .arena = &reading->arena};
    int r = reading_open(reading, &marking.database);
    if (r == 0)
        r = find_rows(&marking);
    if (r == 0)
        r = store_read_steps(marking.database, marking.from_seq, take_step, &marking);
    if (r < 0)
        return r;
    out->all = make_accuracy(&marking.all, NULL);
    return list_lines(&marking, out);
}

/* --- asking --- */

static void see_services(struct varlink_call *call, struct reading *reading, struct question *question)
{
    struct view view = view_of(daemon_hall(call), varlink_call_arena(call));
    int32_t count = view.hall->rulebook->services.count;
    bool *sees = arena_new_n(&reading->arena, bool, (size_t)count + 1);
    for (int32_t i = 1; i < count; i++)
        sees[i] = manager_sees_service(&view, daemon_rights(call), i);
    question->sees_all = rights_cover_all(daemon_rights(call), MANAGER_ROLES);
    question->sees = sees;
    question->service_count = count;
}

void manager_get_accuracy(struct varlink_call *call, const void *input)
{
    static const struct reading_way way = {.read = read_accuracy};
    const struct manager_get_accuracy_in *in = input;
    int32_t from_day, to_day;
    if (!method_day(call, "to_day", in->to_day, &to_day) ||
        !method_day(call, "from_day", in->from_day ? in->from_day : in->to_day, &from_day))
        return;
    if (from_day > to_day || to_day - from_day >= DAYS_MOST) {
        call_refuse(call, &(struct refusal){.kind = REFUSAL_TIME_SPAN_WRONG}, in->from_day);
        return;
    }
    struct reading *reading = reading_new(call);
    struct question *question = arena_new(&reading->arena, struct question);
    *question = (struct question){.from_day = from_day, .to_day = to_day, .by = in->by.value};
    see_services(call, reading, question);
    reading_start(reading, &way, question);
}
