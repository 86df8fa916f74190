/* SPDX-License-Identifier: MIT
 *
 * org.novbe.Visitor: what a kiosk tells of how it was used.
 */
#include "common/clock.h"
#include "common/interface/varlink_service.h"
#include "common/varlink/server.h"
#include "daemon/daemon.h"
#include "daemon/kiosk_sessions.h"
#include "daemon/method_visitor.h"
#include "daemon/wish.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)
/* Two clocks are not quite the same. */
#define SLACK_MS INT64_C(300000)
/* Of one kind, in a day, before one kiosk. */
enum { SESSIONS_MOST = 10000 };

/* Of another kiosk than before: PermissionDenied. */
static bool speaks_for_itself(struct varlink_call *call, int32_t kiosk)
{
    struct caller *caller = daemon_caller(call);
    if (!caller->kiosk)
        caller->kiosk = kiosk;
    if (caller->kiosk == kiosk)
        return true;
    varlink_error(call, VARLINK_SERVICE_PERMISSION_DENIED, NULL);
    return false;
}

/* NULL: numbers that can be; else the field that cannot. */
static const char *wrong_field(const struct visitor_report_sessions_in *in)
{
    const struct {
        const char *field;
        int64_t count;
    } counts[] = {{"answered", in->answered},
                  {"helped", in->helped},
                  {"refused", in->refused},
                  {"given_up", in->given_up},
                  {"abandoned", in->abandoned}};
    for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
        if (counts[i].count < 0 || counts[i].count > SESSIONS_MOST)
            return counts[i].field;
    }
    if (in->to_ticket_ms.count > KIOSK_SESSIONS_TOLD)
        return "to_ticket_ms";
    for (size_t i = 0; i < in->to_ticket_ms.count; i++) {
        if (in->to_ticket_ms.items[i] < 0 || in->to_ticket_ms.items[i] > DAY_MS)
            return "to_ticket_ms";
    }
    return NULL;
}

static bool is_part(int64_t ms, int64_t whole_ms)
{
    return ms >= 0 && ms <= whole_ms;
}

/* Whether the time makes sense, is over, is of this business day and was not told of before. */
static bool span_is_right(struct daemon *daemon, const struct visitor_report_sessions_in *in)
{
    int64_t now_ms = turn_now(&daemon->turn);
    if (in->from < 0 || in->until <= in->from || in->until > now_ms + SLACK_MS || in->until - in->from > DAY_MS)
        return false;
    int64_t day = date_days(clock_business_day(in->until, daemon->centre->settings.day_start_minute));
    return is_part(in->open_ms, in->until - in->from) && is_part(in->busy_ms, in->until - in->from) &&
           day >= engine_day(daemon->hall.engine) &&
           in->from + SLACK_MS >= kiosks_told_until(&daemon->kiosks, in->kiosk) &&
           in->until > kiosks_told_until(&daemon->kiosks, in->kiosk);
}

static void keep(struct wish *wish, const struct visitor_report_sessions_in *in, int32_t kiosk)
{
    struct daemon *daemon = daemon_of(wish->call);
    const struct kiosk_told told = {.day = engine_day(wish->hall->engine),
                                    .kiosk = kiosk,
                                    .from_ms = in->from,
                                    .until_ms = in->until,
                                    .open_ms = in->open_ms,
                                    .busy_ms = in->busy_ms,
                                    .ended = {[KIOSK_SESSION_TICKET] = (int64_t)in->to_ticket_ms.count,
                                              [KIOSK_SESSION_ANSWERED] = in->answered,
                                              [KIOSK_SESSION_HELPED] = in->helped,
                                              [KIOSK_SESSION_REFUSED] = in->refused,
                                              [KIOSK_SESSION_GIVEN_UP] = in->given_up,
                                              [KIOSK_SESSION_ABANDONED] = in->abandoned},
                                    .to_ticket_ms = in->to_ticket_ms.items};
    kiosk_sessions_keep(wish->hall->store, &told, turn_now(&daemon->turn));
    kiosks_set_told(memory_change(&daemon->turn.memory, &daemon->kiosks), in->kiosk, in->until);
}

void visitor_report_sessions(struct varlink_call *call, const void *input)
{
    const struct visitor_report_sessions_in *in = input;
    struct daemon *daemon = daemon_of(call);
    _cleanup_(wish_done) struct wish wish;
    if (!wish_begin(&wish, call, in, in->request) || !visitor_kiosk_is_known(call, in->kiosk))
        return;
    int32_t kiosk = store_intern(daemon->hall.store, NAME_KIOSK, in->kiosk);
    const char *wrong = wrong_field(in);
    if (!speaks_for_itself(call, kiosk))
        return;
    if (wrong)
        varlink_error_parameter(call, wrong);
    else if (!engine_day(daemon->hall.engine))
        wish_refuse(&wish, REFUSAL_NO_DAY);
    else if (!span_is_right(daemon, in))
        wish_refuse(&wish, REFUSAL_TIME_SPAN_WRONG);
    else {
        keep(&wish, in, kiosk);
        wish_answer_done(&wish);
    }
}
