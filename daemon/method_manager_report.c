/* SPDX-License-Identifier: MIT
 *
 * Reports of days, on a thread: what is asked is looked up on the loop, read and written there.
 */
#include <errno.h>
#include <string.h>

#include "common/interface/refused.h"
#include "daemon/daemon.h"
#include "daemon/method.h"
#include "daemon/method_manager.h"
#include "daemon/reading.h"
#include "daemon/report.h"
#include "daemon/rollup.h"

enum { DAYS_MOST = 7306, LIST_DAYS = 31 }; /* 20 years with their leap days */

struct asked {
    struct report_question question;
    struct rulebook rulebook;
    struct manager_get_report_out out;
    struct buffer reply;
    struct database *database;
    struct report_source source;
    size_t day_room;
    struct report_day *days;
    bool too_long;
};

/* --- what is asked --- */

/* Services that are not the caller's are refused, as services that nobody knows. */
static bool sees_asked(struct varlink_call *call, const struct manager_get_report_in *in, bool *sees)
{
    struct view view = view_of(daemon_hall(call), varlink_call_arena(call));
    for (size_t i = 0; in->services.items && i < in->services.count; i++) {
        int32_t service = manager_service_for(call, REPORT_ROLES, in->services.items[i]);
        if (!service)
            return false;
        sees[service] = true;
    }
    for (size_t i = 0; in->agencies.items && i < in->agencies.count; i++) {
        const char *agency = in->agencies.items[i];
        if (!hall_id(view.hall, NAME_AGENCY, agency)) {
            varlink_error(call, REFUSED_UNKNOWN_AGENCY, &(struct refused_unknown_agency_error){.agency = agency});
            return false;
        }
        if (!rights_cover(daemon_rights(call), REPORT_ROLES, agency)) {
            varlink_error(call, REFUSED_OTHER_AGENCY, &(struct refused_other_agency_error){.agency = agency});
            return false;
        }
        for (int32_t service = 1; service < view.hall->rulebook->services.count; service++)
            sees[service] = sees[service] || strcmp(view_agency(&view, service), agency) == 0;
    }
    return true;
}

static void list_agencies(const struct view *view, struct report_question *question)
{
    const struct catalogue *catalogue = view->hall->centre->catalogue;
    question->agencies = arena_new_n(view->arena, const char *, catalogue->groups.count + 1);
    for (size_t i = 0; i < catalogue->groups.count; i++) {
        const struct catalogue_group *group = &catalogue->groups.items[i];
        bool seen = false;
        for (int32_t service = 1; group->depth == 0 && !seen && service < question->sees_count; service++)
            seen = question->sees[service] && strcmp(view_agency(view, service), group->key) == 0;
        if (seen)
            question->agencies[question->agency_count++] = group->key;
    }
}

/* False: answered why not. */
static bool read_services(struct varlink_call *call, const struct manager_get_report_in *in,
                          struct report_question *question)
{
    struct view view = view_of(daemon_hall(call), varlink_call_arena(call));
    int32_t count = view.hall->rulebook->services.count;
    bool *sees = arena_new_n(view.arena, bool, (size_t)count + 1), all = !in->services.items && !in->agencies.items;
    if (all && rights_cover_all(daemon_rights(call), REPORT_ROLES))
        return true;
    if (!sees_asked(call, in, sees))
        return false;
    for (int32_t service = 1; all && service < count; service++)
        sees[service] = rights_cover(daemon_rights(call), REPORT_ROLES, view_agency(&view, service));
    question->sees = sees;
    question->sees_count = count;
    list_agencies(&view, question);
    return true;
}

/* What was looked up in the call's arena, for the thread. */
static void keep_services(struct report_question *question, struct arena *arena)
{
    bool *sees = arena_new_n(arena, bool, (size_t)question->sees_count + 1);
    const char **agencies = arena_new_n(arena, const char *, question->agency_count + 1);
    if (!question->sees)
        return;
    for (int32_t i = 0; i < question->sees_count; i++)
        sees[i] = question->sees[i];
    for (size_t i = 0; i < question->agency_count; i++)
        agencies[i] = arena_strdup(arena, question->agencies[i]);
    question->sees = sees;
    question->agencies = agencies;
}

static void read_tables(const struct manager_get_report_in *in, struct report_question *question)
{
    static const int usual[] = {MANAGER_REPORT_BY_AGENCY, MANAGER_REPORT_BY_SERVICE, MANAGER_REPORT_BY_CLASS,
                                MANAGER_REPORT_BY_COUNTER, MANAGER_REPORT_BY_HOUR};
    unsigned taken = 0;
    size_t count = in->tables.items ? in->tables.count : ARRAY_SIZE(usual);
    for (size_t i = 0; i < count; i++) {
        int by = in->tables.items ? in->tables.items[i].value : usual[i];
        if (by >= 0 && !(taken & 1U << by))
            question->tables[question->table_count++] = by;
        taken |= by >= 0 ? 1U << by : 0;
    }
}

/* False: answered why not. */
static bool read_period(struct varlink_call *call, const struct manager_get_report_in *in,
                        struct report_question *question)
{
    if (!method_day(call, "to_day", in->to_day, &question->to_day) ||
        !method_day(call, "from_day", in->from_day ? in->from_day : in->to_day, &question->from_day))
        return false;
    int32_t today = days_today(&daemon_of(call)->days);
    if (question->from_day <= question->to_day && question->to_day <= today &&
        question->to_day - question->from_day < DAYS_MOST)
        return true;
    call_refuse(call, &(struct refusal){.kind = REFUSAL_TIME_SPAN_WRONG}, in->from_day);
    return false;
}

static void read_names(struct varlink_call *call, const struct language *language, struct report_question *question,
                       struct arena *arena)
{
    struct hall *hall = daemon_hall(call);
    const struct settings *settings = &hall->centre->settings;
    const struct report_words words = {.store = hall->store,
                                       .catalogue = hall->centre->catalogue,
                                       .rulebook = hall->rulebook,
                                       .language = language};
    report_names_init(&question->names, arena, &words);
    question->centre = arena_strdup(arena, i18n_catalogue_text(&settings->name, language, NULL));
    question->zone = arena_strdup(arena, settings->time_zone);
    question->day_start_minute = settings->day_start_minute;
    question->reply_bytes = (size_t)settings->limits.reply_bytes;
    question->operator_report = settings->report.operators;
    question->sees_operators = rights_cover_all(daemon_rights(call), ROLE_BIT(ROLE_ADMIN));
}

/* --- on the thread --- */

static int read_rollups(void *data, enum rollup_level level, enum tally_by by, int32_t from_day, int32_t until_day,
                        rollup_function *function, void *function_data)
{
    struct asked *asked = data;
    return rollup_read(asked->database, level, by, from_day, until_day, function, function_data);
}

static int read_rollups_of(void *data, enum rollup_level level, enum tally_by by, int32_t from_day, int32_t until_day,
                           int64_t key, rollup_function *function, void *function_data)
{
    struct asked *asked = data;
    return rollup_read_key(asked->database, level, by, from_day, until_day, key, function, function_data);
}

struct unrolled {
    struct reading *reading;
    struct asked *asked;
};

static int count_day(const struct rollup_day *day, void *data)
{
    struct unrolled *unrolled = data;
    struct asked *asked = unrolled->asked;
    struct report_source *source = &asked->source;
    const struct rollup_known known = {.rulebook = &asked->rulebook};
    if (reading_is_in_vain(unrolled->reading))
        return -ECANCELED;
    if (!report_looks_at(&asked->question, day->day))
        return 0;
    mem_grow(asked->days, source->day_count, asked->day_room);
    struct report_day *counted = &asked->days[source->day_count++];
    *counted = (struct report_day){.day = day->day, .open = day->open, .tallies = tallies_new(true)};
    return rollup_compute(asked->database, &known, day, counted->tallies);
}

static void free_days(struct asked *asked)
{
    for (size_t i = 0; i < asked->source.day_count; i++)
        tallies_free(asked->days[i].tallies);
    free(asked->days);
    asked->days = NULL;
    asked->source.day_count = 0;
}

/* All of it as it is at one moment: what becomes a roll-up meanwhile is not counted twice. */
static int read_all(struct reading *reading, struct asked *asked, struct arena *arena)
{
    struct unrolled unrolled = {reading, asked};
    struct report_source *source = &asked->source;
    *source = (struct report_source){.read = read_rollups, .read_key = read_rollups_of, .data = asked};
    int r = reading_open(reading, &asked->database);
    if (r == 0)
        r = database_run(asked->database, "BEGIN");
    if (r == 0)
        r = rollup_state(asked->database, &source->state);
    if (r == 0)
        r = rollup_unrolled(asked->database, asked->question.now_ms, count_day, &unrolled);
    source->days = asked->days;
    source->database = asked->database;
    if (r == 0)
        r = report_gather(&asked->question, source, arena, &asked->out.report);
    return r;
}

/* What was gathered is some megabytes: the loop need not give them back. */
static int read_report(struct reading *reading, void *data, attr_unused void *out)
{
    struct asked *asked = data;
    _cleanup_(arena_done) struct arena arena;
    arena_init(&arena);
    int r = read_all(reading, asked, &arena);
    if (asked->database)
        database_rollback(asked->database);
    if (r == 0)
        varlink_reply_encode(reading->method, &asked->out, false, &asked->reply);
    asked->out = (struct manager_get_report_out){0};
    free_days(asked);
    asked->too_long = r == -E2BIG || asked->reply.length > asked->question.reply_bytes;
    return asked->too_long || r == -ECANCELED ? 0 : r;
}

/* --- the answer --- */

static void answer_report(struct reading *reading, void *data)
{
    struct asked *asked = data;
    if (!reading_was_read(reading) || !reading->call)
        return;
    if (asked->too_long)
        varlink_error(reading->call, REFUSED_REPORT_TOO_LONG, NULL);
    else
        varlink_reply_given(reading->call, &asked->reply);
}

static void report_done(void *data)
{
    struct asked *asked = data;
    rollup_rulebook_done(&asked->rulebook);
    buffer_done(&asked->reply);
}

void manager_get_report(struct varlink_call *call, const void *input)
{
    static const struct reading_way way = {.read = read_report, .answer = answer_report, .done = report_done};
    const struct manager_get_report_in *in = input;
    const struct language *language = method_language(call, in->language);
    struct report_question question = {.each = in->each.value};
    if (!language || !read_period(call, in, &question) || !read_services(call, in, &question))
        return;
    struct reading *reading = reading_new(call);
    struct asked *asked = arena_new(&reading->arena, struct asked);
    keep_services(&question, &reading->arena);
    question.now_ms = turn_now(&daemon_of(call)->turn);
    question.whole = in->whole && !question.sees;
    question.in_full = in->whole;
    read_tables(in, &question);
    read_names(call, language, &question, &reading->arena);
    asked->question = question;
    asked->rulebook = rollup_rulebook(daemon_hall(call)->rulebook);
    reading_start(reading, &way, asked);
}

/* --- ListReportDays --- */

struct days_asked {
    int64_t most;
    int32_t last; /* the last day that was taken */
    size_t count, room;
    int32_t *days;
};

static int take_seal(const struct ledger_seal *seal, attr_unused const struct ledger_hash *mac, void *data)
{
    struct days_asked *asked = data;
    if (seal->day <= asked->last) /* closed twice */
        return 0;
    mem_grow(asked->days, asked->count, asked->room);
    asked->days[asked->count++] = asked->last = seal->day;
    return 0;
}

static int read_days(struct reading *reading, void *data, void *output)
{
    struct days_asked *asked = data;
    struct manager_list_report_days_out *out = output;
    struct database *database;
    int r = reading_open(reading, &database);
    if (r == 0)
        r = store_read_seals(database, 0, take_seal, asked);
    if (r < 0)
        return r;
    size_t count = asked->count < (size_t)asked->most ? asked->count : (size_t)asked->most;
    out->days.items = arena_new_n(&reading->arena, const char *, count + 1);
    for (size_t i = asked->count - count; i < asked->count; i++)
        out->days.items[out->days.count++] =
                date_text(date_of(asked->days[i]), arena_alloc(&reading->arena, DATE_TEXT_SIZE));
    return 0;
}

static void days_done_asking(void *data)
{
    free(((struct days_asked *)data)->days);
}

void manager_list_report_days(struct varlink_call *call, const void *input)
{
    static const struct reading_way way = {.read = read_days, .done = days_done_asking};
    const struct manager_list_report_days_in *in = input;
    int64_t most = in->most.set ? in->most.value : LIST_DAYS;
    if (most < 1 || most > DAYS_MOST) {
        varlink_error_parameter(call, "most");
        return;
    }
    struct reading *reading = reading_new(call);
    struct days_asked *asked = arena_new(&reading->arena, struct days_asked);
    asked->most = most;
    reading_start(reading, &way, asked);
}
