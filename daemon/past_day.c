/* SPDX-License-Identifier: MIT
 *
 * The seal of a day tells where its facts are.
 */
#include "daemon/past_day.h"

#include "common/interface/refused.h"
#include "daemon/daemon.h"
#include "daemon/engine/rulebook_copy.h"
#include "daemon/method.h"

#define MINUTE_MS    INT64_C(60000)
#define MINUTES_MOST 1440

/* --- what is asked --- */

static bool read_targets(struct past_question *question, struct varlink_call *call, size_t count,
                         const struct manager_new_target *targets)
{
    for (size_t i = 0; i < count; i++) {
        int32_t service = manager_service(call, targets[i].service);
        if (!service)
            return false;
        if (targets[i].minutes < 0 || targets[i].minutes > MINUTES_MOST) {
            varlink_error_parameter(call, arena_printf(varlink_call_arena(call), "targets[%zu].minutes", i));
            return false;
        }
        question->targets[question->target_count++] = (struct past_target){service, targets[i].minutes * MINUTE_MS};
    }
    return true;
}

bool past_question_init(struct past_question *question, struct varlink_call *call, const char *day, size_t target_count,
                        const struct manager_new_target *targets)
{
    *question = (struct past_question){.targets = mem_new_n(struct past_target, target_count + 1)};
    if (!manager_covers_all(call) || !method_day(call, "day", day, &question->day) ||
        !read_targets(question, call, target_count, targets))
        return false;
    question->midnight_ms = clock_at(date_of(question->day), 0);
    question->rulebook = rulebook_copy(daemon_hall(call)->rulebook);
    return true;
}

void past_question_done(struct past_question *question)
{
    rulebook_copy_done(&question->rulebook);
    past_done(&question->past);
    free(question->targets);
}

/* --- the facts --- */

struct sealed {
    int32_t day;
    int64_t first_seq, last_seq; /* 0: there is no such day */
};

static int take_seal(const struct ledger_seal *seal, attr_unused const struct ledger_hash *mac, void *data)
{
    struct sealed *sealed = data;
    if (seal->day == sealed->day) {
        sealed->first_seq = seal->first_seq;
        sealed->last_seq = seal->last_seq;
    }
    return 1;
}

static int take_event(const struct event *event, void *data)
{
    return past_reader_take(data, event) ? 0 : 1;
}

int past_question_read(struct past_question *question, struct reading *reading)
{
    struct sealed sealed = {.day = question->day};
    struct database *database;
    int r = reading_open(reading, &database);
    if (r == 0)
        r = store_read_seals(database, question->day, take_seal, &sealed);
    if (r < 0 || !sealed.last_seq)
        return r < 0 ? r : 0;
    _cleanup_(past_reader_freep) struct past_reader *reader = past_reader_new(question->day, &question->rulebook);
    r = store_read_sound_events(database, sealed.first_seq, sealed.last_seq, take_event, reader);
    question->found = r >= 0 && past_reader_end(reader, &question->past);
    return r < 0 ? r : 0;
}

void past_question_set_targets(struct past_question *question)
{
    for (size_t i = 0; i < question->target_count; i++)
        question->rulebook.services.items[question->targets[i].service].target_ms = question->targets[i].target_ms;
}

bool past_question_found(const struct past_question *question, struct varlink_call *call)
{
    struct view view = view_of(daemon_hall(call), varlink_call_arena(call));
    const char *day = view_day(&view, question->day);
    if (question->found)
        return true;
    if (question->day >= days_today(&daemon_of(call)->days))
        varlink_error(call, REFUSED_DAY_NOT_OVER, &(struct refused_day_not_over_error){.day = day});
    else
        varlink_error(call, REFUSED_DAY_NOT_KEPT, &(struct refused_day_not_kept_error){.day = day});
    return false;
}
