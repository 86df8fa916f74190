/* SPDX-License-Identifier: MIT
 *
 * The hall of a small centre as its daemon would tell it to a supervisor: queues that are late, that will be and that
 * are not, counters where somebody works, rests, is lost, who is planned where, and what stands in the hall.
 */
#pragma once

#include "common/text.h"
#include "kiosk/manager/program.h"
#include "tests/kiosk/ui/scene_keys.h"
#include "tests/kiosk/ui/scene_names.h"

#define SCENE_IN(min_)      (SCENE_NOW_MS + INT64_C(60000) * (min_))
#define SCENE_MIN(min_)     (INT64_C(60000) * (min_))
#define SCENE_NONE(type_)   ((struct idl_word){.value = IDL_WORD_NULL})
#define SCENE_MAYBE(value_) ((struct idl_maybe_int){.set = true, .value = (value_)})

static struct manager_range scene_ranges[] = {{SCENE_IN(25), SCENE_IN(34), SCENE_IN(44)},
                                              {SCENE_IN(8), SCENE_IN(12), SCENE_IN(19)},
                                              {SCENE_IN(1), SCENE_IN(2), SCENE_IN(4)},
                                              {SCENE_IN(50), SCENE_IN(70), SCENE_IN(120)}};

static struct manager_service_queue scene_queues[] = {
        {.service = "id-card",
         .open = true,
         .waiting = 3,
         .longest_ms = SCENE_MIN(4),
         .target_ms = SCENE_MIN(15),
         .counters = 3,
         .called = 1,
         .serving = 2,
         .issued = 61,
         .served = 52,
         .no_shows = 3,
         .wait = &scene_ranges[2],
         .why_unknown = {IDL_WORD_NULL, NULL}},
        {.service = "passport",
         .open = true,
         .waiting = 11,
         .longest_ms = SCENE_MIN(9),
         .target_ms = SCENE_MIN(15),
         .counters = 2,
         .serving = 2,
         .issued = 48,
         .served = 33,
         .no_shows = 2,
         .wait = &scene_ranges[1],
         .why_unknown = {IDL_WORD_NULL, NULL},
         .target_missed_at = {true, SCENE_IN(60)},
         .will_be_late = 5,
         .open_counter = "c12",
         .late_with_it = {true, 1}},
        {.service = "passport-new",
         .open = true,
         .waiting = 14,
         .longest_ms = SCENE_MIN(31),
         .target_ms = SCENE_MIN(15),
         .late = 6,
         .counters = 1,
         .serving = 1,
         .parked = 1,
         .issued = 70,
         .served = 49,
         .no_shows = 6,
         .wait = &scene_ranges[0],
         .why_unknown = {IDL_WORD_NULL, NULL},
         .target_missed_at = {true, SCENE_NOW_MS},
         .will_be_late = 9,
         .open_counter = "c12",
         .late_with_it = {true, 4}},
        {.service = "licence",
         .open = true,
         .waiting = 2,
         .longest_ms = SCENE_MIN(8),
         .target_ms = SCENE_MIN(15),
         .counters = 1,
         .issued = 20,
         .served = 18,
         .wait = &scene_ranges[1],
         .why_unknown = {IDL_WORD_NULL, NULL}},
        {.service = "visa",
         .open = true,
         .waiting = 4,
         .longest_ms = SCENE_MIN(22),
         .target_ms = SCENE_MIN(20),
         .late = 1,
         .counters = 0,
         .issued = 12,
         .served = 7,
         .why_unknown = {MANAGER_WHY_UNKNOWN_NOBODY_SERVES, "nobody_serves"}},
        {.service = "tin",
         .open = true,
         .target_ms = SCENE_MIN(10),
         .counters = 1,
         .issued = 9,
         .served = 9,
         .wait = &scene_ranges[2],
         .why_unknown = {IDL_WORD_NULL, NULL}},
        {.service = "birth",
         .open = false,
         .target_ms = SCENE_MIN(15),
         .counters = 0,
         .issued = 3,
         .served = 3,
         .why_unknown = {IDL_WORD_NULL, NULL},
         .closed = "wrong-choice"},
        {.service = "pension", .open = false, .target_ms = SCENE_MIN(15), .why_unknown = {IDL_WORD_NULL, NULL}},
};

static const char *scene_takes[] = {"passport", "passport-new", "id-card"};
#define SCENE_COUNTER(key_, session_, activity_)                                                                 \
    .counter = (key_), .session = {(session_), ""}, .activity = {(activity_), ""}, .services = {3, scene_takes}, \
    .profile = "police"
static struct manager_counter_state scene_counters[] = {
        {SCENE_COUNTER("c7", MANAGER_COUNTER_STATE_SESSION_PRESENT, MANAGER_ACTIVITY_TICKET), .operator= "101",
         .since = {true, SCENE_AGO(12)}, .ticket = "KA041", .service = "passport-new",
         .profile_until = {true, SCENE_IN(78)}},
        {SCENE_COUNTER("8", MANAGER_COUNTER_STATE_SESSION_PRESENT, MANAGER_ACTIVITY_PAUSE), .operator= "102",
         .since = {true, SCENE_AGO(41)}, .until = {true, SCENE_AGO(11)}, .code = "lunch"},
        {SCENE_COUNTER("9", MANAGER_COUNTER_STATE_SESSION_LOST, MANAGER_ACTIVITY_TICKET), .operator= "103",
         .since = {true, SCENE_AGO(3)}, .until = {true, SCENE_IN(2)}, .ticket = "KA044", .service = "id-card"},
        {SCENE_COUNTER("10", MANAGER_COUNTER_STATE_SESSION_PRESENT, MANAGER_ACTIVITY_FREE), .operator= "104",
         .since = {true, SCENE_AGO(1)}},
        {SCENE_COUNTER("c12", MANAGER_COUNTER_STATE_SESSION_NONE, MANAGER_ACTIVITY_FREE)},
};
static struct manager_counter_state scene_away[] = {
        {SCENE_COUNTER("11", MANAGER_COUNTER_STATE_SESSION_NONE, MANAGER_ACTIVITY_TICKET), .operator= "105",
         .since = {true, SCENE_AGO(25)}, .ticket = "LA007", .service = "visa"},
};

static struct manager_alert scene_alerts[] = {
        {.kind = {MANAGER_ALERT_KIND_LOST, "lost"}, .since = SCENE_AGO(3), .counter = "9", .operator= "103" },
         {.kind = {MANAGER_ALERT_KIND_LATE, "late"},
          .since = SCENE_AGO(16),
          .ticket = "KA042",
          .service = "passport-new",
          .limit = {true, 6}},
         {.kind = {MANAGER_ALERT_KIND_PAPER, "paper"},
          .since = SCENE_AGO(20),
          .key = "entrance",
          .limit = {true, 41},
          .state = "paper_low",
          .roll_ends_at = {true, SCENE_IN(23)}},
         {.kind = {MANAGER_ALERT_KIND_AWAY, "away"}, .since = SCENE_AGO(25), .ticket = "LA007", .operator= "105" },
          {
                  .kind = {MANAGER_ALERT_KIND_ABSENT, "absent"},
                  .since = SCENE_AGO(102),
                  .counter = "c12",
                  .operator= "106" },
                  {.kind = {MANAGER_ALERT_KIND_NEED, "need"},
                   .since = SCENE_AGO(110),
                   .ticket = "RA003",
                   .key = "step-free"},
         };

static struct manager_hall_printer scene_printers[] = {
        {.printer = "entrance",
         .state = "paper_low",
         .since = {true, SCENE_AGO(20)},
         .tickets_left = {true, 41},
         .roll_ends_at = {true, SCENE_IN(23)}},
        {.printer = "hall", .state = "ready", .since = {true, SCENE_AGO(140)}, .tickets_left = {true, 612}},
        {.printer = "desk", .state = "cover_open", .since = {true, SCENE_AGO(1)}, .detail = "cover"},
};
static struct manager_hall_board scene_boards[] = {{.board = "hall", .shown = true, .voice_at = {true, SCENE_AGO(1)}},
                                                   {.board = "upstairs", .shown = false}};
static const char *scene_closed_kiosks[] = {"door-2"};
static const char *scene_read[] = {"c7", "8"};
static struct manager_sent_message scene_messages[] = {{.message = "m2",
                                                        .text = "15:00-da ikinci mərtəbə bağlanır.",
                                                        .at = SCENE_AGO(15),
                                                        .until = SCENE_IN(45),
                                                        .read = {2, scene_read}},
                                                       {.message = "m1",
                                                        .text = "Çay fasiləsi 11:00",
                                                        .zone = "hall",
                                                        .at = SCENE_AGO(40),
                                                        .until = SCENE_IN(20),
                                                        .boards = true}};

static struct manager_watch_hall_out scene_hall = {
        .day = "2026-11-30",
        .queues = {ARRAY_SIZE(scene_queues), scene_queues},
        .counters = {ARRAY_SIZE(scene_counters), scene_counters},
        .away = {ARRAY_SIZE(scene_away), scene_away},
        .alerts = {ARRAY_SIZE(scene_alerts), scene_alerts},
        .figures = {.visits = 223,
                    .visit_ends = {.open = 41, .served = 168, .no_show = 9, .cancelled = 3, .void_ = 1, .joined = 1},
                    .steps = 238,
                    .step_ends = {.open = 44,
                                  .served = 171,
                                  .no_show = 11,
                                  .cancelled = 3,
                                  .void_ = 1,
                                  .transferred = 7,
                                  .joined = 1},
                    .people = 241},
        .closed_kiosks = {ARRAY_SIZE(scene_closed_kiosks), scene_closed_kiosks},
        .messages = {ARRAY_SIZE(scene_messages), scene_messages},
        .printers = {ARRAY_SIZE(scene_printers), scene_printers},
        .boards = {ARRAY_SIZE(scene_boards), scene_boards},
};
attr_unused static struct manager_open_alarm scene_alarm = {
        .alarm = "a1", .counter = "10", .zone = "hall", .operator= "104", .since = SCENE_AGO(2)};

#define SCENE_SHIFT(name_, counter_, operator_, from_, until_, what_)                            \
    {                                                                                            \
        .shift = (name_), .counter = (counter_), .operator=(operator_), .from = SCENE_IN(from_), \
        .until = SCENE_IN(until_), .what = {                                                     \
            (what_),                                                                             \
            ""                                                                                   \
        }                                                                                        \
    }
static struct manager_shift scene_shifts[] = {
        SCENE_SHIFT("s1", "c7", "101", -102, 438, MANAGER_SHIFT_WHAT_PRESENT),
        SCENE_SHIFT("s2", "c7", "101", 138, 198, MANAGER_SHIFT_WHAT_LUNCH),
        SCENE_SHIFT("s3", "8", "102", -102, 438, MANAGER_SHIFT_WHAT_PRESENT),
        SCENE_SHIFT("s4", "9", NULL, -42, 318, MANAGER_SHIFT_WHAT_PRESENT),
        SCENE_SHIFT("s5", "c12", "106", -102, 438, MANAGER_SHIFT_WHAT_PRESENT),
        SCENE_SHIFT("s6", "10", "107", -102, 438, MANAGER_SHIFT_WHAT_ABSENT),
};
static struct manager_get_rota_out scene_rota = {.day = "2026-11-30",
                                                 .shifts = {ARRAY_SIZE(scene_shifts), scene_shifts}};

#define SCENE_TICKET(number_, waited_)                                                                      \
    .ticket = (number_), .channel = {MANAGER_CHANNEL_KIOSK, "kiosk"}, .class = "regular", .language = "az", \
    .party = 1, .service = "passport-new", .since = SCENE_AGO(waited_), .waited_ms = SCENE_MIN(waited_),    \
    .target_ms = SCENE_MIN(15), .end = {IDL_WORD_NULL, NULL}, .why_unknown = {IDL_WORD_NULL, NULL}
static struct manager_ticket scene_tickets[] = {
        {SCENE_TICKET("KA042", 31), .state = {MANAGER_STEP_STATE_WAITING, "waiting"}, .wait = &scene_ranges[1],
         .promise_passed = true},
        {SCENE_TICKET("KA043", 14), .state = {MANAGER_STEP_STATE_WAITING, "waiting"}, .wait = &scene_ranges[0]},
        {SCENE_TICKET("KA041", 12), .state = {MANAGER_STEP_STATE_SERVING, "serving"}, .counter = "c7"},
        {SCENE_TICKET("KA039", 9), .state = {MANAGER_STEP_STATE_PARKED, "parked"}, .counter = "8"},
};
static struct manager_list_tickets_out scene_listed = {.tickets = {ARRAY_SIZE(scene_tickets), scene_tickets}};

static struct manager_fact scene_facts[] = {
        {.seq = 811, .at = SCENE_AGO(31), .kind = "issued", .sentence = "Issued at kiosk door for Passport: renewal."},
        {.seq = 902,
         .at = SCENE_AGO(9),
         .kind = "called",
         .sentence = "Called to counter 7 by 101: due first of all that counter 7 may take."},
        {.seq = 911, .at = SCENE_AGO(7), .kind = "no_show", .sentence = "Did not come to counter 7."},
        {.seq = 930,
         .at = SCENE_AGO(2),
         .kind = "returned",
         .sentence = "Came back and waits again, in the place that its service gives."},
};
static struct manager_story_out scene_story = {.facts = {ARRAY_SIZE(scene_facts), scene_facts}};

static const char *scene_first[] = {"passport", "passport-new"}, *scene_helps[] = {"id-card"};
static struct manager_profile scene_profiles[] = {
        {.profile = "police", .first = {2, scene_first}, .helps = {1, scene_helps}},
        {.profile = "cards", .first = {1, scene_helps}}};
static struct manager_list_profiles_out scene_listed_profiles = {
        .profiles = {ARRAY_SIZE(scene_profiles), scene_profiles}};

/* The model as its daemon told it; nothing in it stands on JSON. */
static inline void scene_init(struct model *model, size_t language)
{
    assert_int_equal(clock_set_zone("Asia/Baku"), 0);
    model_init(model);
    scene_add_centre(&model->names, language);
    scene_add_services(&model->names, language);
    scene_add_words(&model->names, language);
    model->hall.out = &scene_hall;
    model->hall_ms = SCENE_NOW_MS;
    model->rota.out = &scene_rota;
    text_copy(model->service, KEY_BYTES, "passport-new");
    model->tickets.out = &scene_listed;
    text_copy(model->ticket, KEY_BYTES, "KA042");
    model->story.out = &scene_story;
    model->profiles.out = &scene_listed_profiles;
}

static inline void scene_done(struct model *model)
{
    model_done(model);
}

static inline size_t scene_language(const char *code)
{
    size_t at = 0;
    while (at + 1 < SCENE_LANGUAGES && strcmp(scene_codes[at], code) != 0)
        at++;
    return at;
}
