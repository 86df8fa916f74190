/* SPDX-License-Identifier: MIT
 *
 * The hall of a small centre as its daemon would tell it to reception: people who are called, missed, waiting and
 * asking.
 */
#pragma once

#include "kiosk/reception/program.h"
#include "tests/kiosk/ui/scene_keys.h"
#include "tests/kiosk/ui/scene_names.h"

#define SCENE_TICKET(number_, service_, waited_)                                                                       \
    .ticket = (number_), .channel = {RECEPTION_CHANNEL_KIOSK, "kiosk"}, .class = "regular", .language = "az",          \
    .party = 1, .issued_at = SCENE_AGO(waited_), .service = (service_), .since = SCENE_AGO(waited_),                   \
    .waited_ms = (waited_)*60000, .target_ms = 15 * 60000, .paper = {RECEPTION_PAPER_PRINTED, "printed"}, .papers = 1, \
    .end = {IDL_WORD_NULL, NULL}, .why_unknown = {IDL_WORD_NULL, NULL}

static struct reception_ticket scene_called[] = {
        {SCENE_TICKET("KA041", "passport", 12), .state = {RECEPTION_STEP_STATE_CALLED, "called"}, .counter = "c7",
         .calls = 2},
        {SCENE_TICKET("LA007", "visa", 9), .state = {RECEPTION_STEP_STATE_CALLED, "called"}, .counter = "c12",
         .calls = 1},
};
static struct reception_ticket scene_missed[] = {
        {SCENE_TICKET("KA033", "licence", 40), .state = {RECEPTION_STEP_STATE_ENDED, "ended"}, .counter = "c7",
         .return_until = {true, SCENE_NOW_MS + 11 * 60000}},
};
static const char *scene_needs_of[] = {"step-free", "no-voice"};
static struct reception_range scene_range = {SCENE_NOW_MS + 6 * 60000, SCENE_NOW_MS + 12 * 60000,
                                             SCENE_NOW_MS + 19 * 60000};
static struct reception_note scene_notes[] = {{SCENE_AGO(20), NULL, "Sənədin surəti gətiriləcək", true}};
static struct reception_ticket scene_waiting[] = {
        {SCENE_TICKET("KA042", "passport-new", 31), .state = {RECEPTION_STEP_STATE_WAITING, "waiting"},
         .ahead = {true, 3}, .wait = &scene_range, .needs = {2, scene_needs_of}, .notes = {1, scene_notes},
         .promise_passed = true},
        {SCENE_TICKET("TU019", "tin", 14), .state = {RECEPTION_STEP_STATE_WAITING, "waiting"}},
        {SCENE_TICKET("RA003", "birth", 5), .state = {RECEPTION_STEP_STATE_WAITING, "waiting"}},
        {SCENE_TICKET("FA011", "pension", 2), .state = {RECEPTION_STEP_STATE_WAITING, "waiting"}},
};
static struct reception_help scene_helps[] = {
        {.help = "h1",
         .kiosk = "kiosk-2",
         .zone = "hall",
         .page = "services",
         .language = "ru",
         .asked_at = SCENE_AGO(1)},
};
static struct reception_open_alarm scene_alarms[] = {
        {.alarm = "a1", .counter = "c12", .zone = "hall", .since = SCENE_AGO(2)},
};
static struct reception_handful scene_handfuls[] = {{.kiosk = "kiosk-1",
                                                     .zone = "hall",
                                                     .service = "passport",
                                                     .tickets = 11,
                                                     .times = 1,
                                                     .since = SCENE_AGO(3),
                                                     .until = SCENE_NOW_MS + 60000}};
static struct reception_message scene_messages[] = {
        {.message = "m1", .text = "Saat 15:00-da ikinci mərtəbə bağlanır.", .at = SCENE_AGO(15)}};
static const char *scene_closed[] = {"kiosk-4"};
static const struct reception_watch_desk_out scene_desk = {
        .called = {ARRAY_SIZE(scene_called), scene_called},
        .missed = {ARRAY_SIZE(scene_missed), scene_missed},
        .waiting = {ARRAY_SIZE(scene_waiting), scene_waiting},
        .waiting_count = 28,
        .helps = {ARRAY_SIZE(scene_helps), scene_helps},
        .alarms = {ARRAY_SIZE(scene_alarms), scene_alarms},
        .handfuls = {ARRAY_SIZE(scene_handfuls), scene_handfuls},
        .messages = {ARRAY_SIZE(scene_messages), scene_messages},
        .closed_kiosks = {ARRAY_SIZE(scene_closed), scene_closed},
};

static struct visitor_range scene_wait = {SCENE_NOW_MS + 10 * 60000, SCENE_NOW_MS + 15 * 60000,
                                          SCENE_NOW_MS + 25 * 60000};
static struct visitor_service_wait scene_service_waits[] = {
        {.service = "passport",
         .waiting = 4,
         .wait = &scene_wait,
         .why_unknown = {IDL_WORD_NULL, NULL},
         .refused = {IDL_WORD_NULL, NULL}},
        {.service = "passport-new",
         .waiting = 2,
         .why_unknown = {VISITOR_WHY_UNKNOWN_NO_FORECAST, "no_forecast"},
         .refused = {IDL_WORD_NULL, NULL}},
        {.service = "pension",
         .why_unknown = {IDL_WORD_NULL, NULL},
         .refused = {VISITOR_SERVICE_WAIT_REFUSED_FULL, "full"}},
};
static const struct visitor_list_waits_out scene_waits = {
        .waits = {ARRAY_SIZE(scene_service_waits), scene_service_waits}};

static const char *scene_made_services[] = {"passport-new"};
static const struct reception_new_ticket scene_made = {.ticket = "KA043",
                                                       .code = "RT7KM",
                                                       .day = "2026-11-30",
                                                       .issued_at = SCENE_NOW_MS,
                                                       .services = {1, scene_made_services},
                                                       .ahead = 4,
                                                       .wait = &scene_range,
                                                       .why_unknown = {IDL_WORD_NULL, NULL},
                                                       .proof = "0a1b2c3d"};

/* The model as its daemon told it; nothing in it stands on JSON. */
static inline void scene_init(struct model *model)
{
    assert_int_equal(clock_set_zone("Asia/Baku"), 0);
    model_init(model, "front");
    for (size_t i = 0; i < SCENE_LANGUAGES; i++) {
        struct names *names = &model_add_language(model, scene_codes[i])->names;
        scene_add_centre(names, i);
        scene_add_services(names, i);
        scene_add_words(names, i);
    }
    model_names_changed(model);
    model->desk.out = &scene_desk;
    model->waits.out = &scene_waits;
}

/* A ticket was made, and its paper is in this state. */
static inline void scene_make(struct model *model, int paper)
{
    static struct visitor_where_am_i_out where;
    where = (struct visitor_where_am_i_out){.ticket = "KA043", .paper = {paper, ""}};
    model->made = &scene_made;
    model->made_count++;
    model->where.out = &where;
}
