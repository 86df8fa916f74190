/* SPDX-License-Identifier: MIT
 *
 * Replies kept, and what pages look up in them.
 */
#include "kiosk/manager/model.h"

#include <string.h>

#include "common/text.h"

enum { MODEL_KEPT = 9 };

static void list_kept(struct model *model, struct kept *ret_all[MODEL_KEPT])
{
    struct kept *all[MODEL_KEPT] = {
            &model->hall,         &model->rota,          &model->tickets,         &model->story,
            &model->profiles,     &model->shift_preview, &model->profile_preview, &model->day_preview,
            &model->close_preview};
    memcpy(ret_all, all, sizeof all);
}

void model_init(struct model *model)
{
    struct kept *all[MODEL_KEPT];
    *model = (struct model){0};
    names_init(&model->names);
    reports_init(&model->reports);
    list_kept(model, all);
    for (size_t i = 0; i < MODEL_KEPT; i++)
        kept_init(all[i]);
}

void model_done(struct model *model)
{
    struct kept *all[MODEL_KEPT];
    list_kept(model, all);
    for (size_t i = 0; i < MODEL_KEPT; i++)
        kept_done(all[i]);
    names_done(&model->names);
    reports_done(&model->reports);
    told_done(&model->told);
    free(model->rota_refused);
    free(model->preview_refused);
}

/* --- looking up --- */

const struct manager_watch_hall_out *model_hall(const struct model *model)
{
    return model->hall.out;
}

const struct manager_get_rota_out *model_rota(const struct model *model)
{
    return model->rota.out;
}

static bool is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

const struct manager_list_tickets_out *model_tickets(const struct model *model, const char *service)
{
    return is_same(model->service, service) ? model->tickets.out : NULL;
}

const struct manager_story_out *model_story(const struct model *model, const char *ticket)
{
    return is_same(model->ticket, ticket) ? model->story.out : NULL;
}

const struct manager_service_queue *model_queue(const struct model *model, const char *service)
{
    const struct manager_watch_hall_out *hall = model_hall(model);
    for (size_t i = 0; hall && i < hall->queues.count; i++) {
        if (is_same(hall->queues.items[i].service, service))
            return &hall->queues.items[i];
    }
    return NULL;
}

const struct manager_counter_state *model_counter(const struct model *model, const char *counter)
{
    const struct manager_watch_hall_out *hall = model_hall(model);
    for (size_t i = 0; hall && i < hall->counters.count; i++) {
        if (is_same(hall->counters.items[i].counter, counter))
            return &hall->counters.items[i];
    }
    return NULL;
}

const struct manager_counter_state *model_operator(const struct model *model, const char *operator)
{
    const struct manager_watch_hall_out *hall = model_hall(model);
    for (size_t i = 0; hall && i < hall->counters.count; i++) {
        if (is_same(hall->counters.items[i].operator, operator))
            return &hall->counters.items[i];
    }
    for (size_t i = 0; hall && i < hall->away.count; i++) {
        if (is_same(hall->away.items[i].operator, operator))
            return &hall->away.items[i];
    }
    return NULL;
}

const struct manager_shift *model_shift(const struct model *model, const char *shift)
{
    const struct manager_get_rota_out *rota = model_rota(model);
    for (size_t i = 0; rota && i < rota->shifts.count; i++) {
        if (is_same(rota->shifts.items[i].shift, shift))
            return &rota->shifts.items[i];
    }
    return NULL;
}

const struct manager_ticket *model_ticket(const struct model *model, const char *ticket)
{
    const struct manager_list_tickets_out *out = model->tickets.out;
    for (size_t i = 0; out && i < out->tickets.count; i++) {
        if (is_same(out->tickets.items[i].ticket, ticket))
            return &out->tickets.items[i];
    }
    return NULL;
}

const struct manager_open_alarm *model_alarm(const struct model *model)
{
    const struct manager_watch_hall_out *hall = model_hall(model);
    for (size_t i = 0; hall && i < hall->alarms.count; i++) {
        if (!hall->alarms.items[i].coming)
            return &hall->alarms.items[i];
    }
    return hall && hall->alarms.count > 0 ? &hall->alarms.items[0] : NULL;
}

int64_t model_longest_ms(const struct model *model, const struct manager_service_queue *queue, int64_t now_ms)
{
    const struct manager_watch_hall_out *hall = model_hall(model);
    bool goes_on = queue->longest_ms > 0 && hall && !hall->halted && now_ms > model->hall_ms;
    return queue->longest_ms + (goes_on ? now_ms - model->hall_ms : 0);
}

/* --- previews --- */

bool model_preview(const struct model *model, struct preview *ret_preview)
{
    const struct manager_preview_shift_out *shift = model->shift_preview.out;
    const struct manager_preview_profile_out *profile = model->profile_preview.out;
    const struct manager_preview_close_out *close = model->close_preview.out;
    if (shift)
        *ret_preview = (struct preview){.count = shift->queues.count,
                                        .moves = shift->queues.items,
                                        .late_now = shift->late_now,
                                        .late_then = shift->late_then,
                                        .helps = shift->helps};
    else if (profile)
        *ret_preview = (struct preview){.count = profile->queues.count,
                                        .moves = profile->queues.items,
                                        .late_now = profile->late_now,
                                        .late_then = profile->late_then,
                                        .helps = profile->helps};
    else if (close)
        *ret_preview = (struct preview){.count = close->queues.count,
                                        .moves = close->queues.items,
                                        .late_now = close->late_now,
                                        .late_then = close->late_then,
                                        .helps = close->helps,
                                        .sent_home_count = close->sent_home.count,
                                        .sent_home = close->sent_home.items,
                                        .closes = true,
                                        .hit_count = close->hit.count,
                                        .hit = close->hit.items};
    return shift || profile || close;
}

void model_forget_previews(struct model *model)
{
    kept_forget(&model->shift_preview);
    kept_forget(&model->profile_preview);
    kept_forget(&model->day_preview);
    kept_forget(&model->close_preview);
    free(model->preview_refused);
    model->preview_refused = NULL;
    model->previewing = false;
}
