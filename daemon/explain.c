/* SPDX-License-Identifier: MIT
 *
 * The ledger of a day is read on a thread (reading.h), which keeps the facts about one ticket; the loop makes sentences
 * of them.
 */
#include "daemon/explain.h"

#include <errno.h>
#include <string.h>

#include "common/before.h"
#include "common/interface/refused.h"
#include "common/interface/visitor.h"
#include "daemon/daemon.h"
#include "daemon/method.h"
#include "daemon/reading.h"
#include "daemon/sentence.h"
#include "daemon/wish.h"

enum what { CALLS, STORY };

struct explaining {
    struct arena *arena; /* of the reading */
    enum what what;
    unsigned roles;
    const char *asked, *language; /* as given; language NULL: the centre's own */
    int32_t day, prefix, number;
    /* by the thread: */
    int32_t ticket; /* 0: there was none */
    size_t count, room;
    struct event *events;
    struct {
        int32_t prefix, number;
    } joined; /* the ticket of another's visit; 0: it was not joined */
};

/* --- on the thread --- */

enum { DAY_ENDS = 1 };

static int take_event(const struct event *event, void *data)
{
    struct explaining *explaining = data;
    if (event->kind == EVENT_DAY_CLOSED)
        return DAY_ENDS;
    if (event->ticket != explaining->ticket)
        return 0;
    arena_grow(explaining->arena, explaining->events, explaining->count, explaining->room);
    explaining->events[explaining->count++] = *event;
    return 0;
}

/* A ticket is joined once at most. */
static int find_joined(struct explaining *explaining, struct database *database)
{
    for (size_t i = 0; i < explaining->count; i++) {
        const struct event *event = &explaining->events[i];
        if (event->kind == EVENT_JOINED)
            return store_find_number(database, explaining->day, (int32_t)event->value[0], &explaining->joined.prefix,
                                     &explaining->joined.number);
    }
    return 0;
}

static int read_ticket(struct reading *reading, void *data, attr_unused void *out)
{
    struct explaining *explaining = data;
    struct database *database;
    int64_t seq;
    int r = reading_open(reading, &database);
    if (r < 0)
        return r;
    r = store_find_ticket(database, explaining->day, explaining->prefix, explaining->number, &seq, &explaining->ticket);
    if (r == -ENOENT)
        return 0;
    if (r == 0)
        r = store_read_events(database, seq, INT64_MAX, take_event, explaining);
    return r < 0 ? r : find_joined(explaining, database);
}

/* --- answers --- */

/* May the caller see any step of it? Else *ret_agency is whom to ask. */
static bool may_see(const struct explaining *explaining, const struct view *view, const struct rights *rights,
                    const char **ret_agency)
{
    *ret_agency = "";
    if (!explaining->roles || rights_cover_all(rights, explaining->roles))
        return true;
    for (size_t i = 0; i < explaining->count; i++) {
        const struct event *event = &explaining->events[i];
        if (event->kind != EVENT_STEP_ENTERED && event->kind != EVENT_STEP_PROMISED)
            continue;
        *ret_agency = view_agency(view, event->service);
        if (rights_cover(rights, explaining->roles, *ret_agency))
            return true;
    }
    return false;
}

static struct manager_explanation make_explanation(const struct sentence *sentence, const struct event *event)
{
    const struct view *view = sentence->view;
    return (struct manager_explanation){
            .ticket = sentence->ticket,
            .at = event->at_ms,
            .counter = view_key(view, NAME_COUNTER, event->counter),
            .operator= view_key(view, NAME_OPERATOR, event->operator_id),
            .why = {.value = (int)event->value[CALLED_WHY] - 1},
            .reason = view_key(view, NAME_REASON, event->reason),
            .tier = event->value[CALLED_TIER],
            .due_at = event->value[CALLED_DUE],
            .offset_ms = event->value[CALLED_OFFSET],
            .waited_ms = event->value[CALLED_WAITED],
            .passed = event->value[CALLED_PASSED],
            .sentence = sentence_call(sentence, event),
    };
}

_Static_assert(MANAGER_CALL_WHY_DUE + 1 == (int)CALL_DUE && MANAGER_CALL_WHY_RETURNED + 1 == (int)CALL_RETURNED,
               "whys in the engine's order");
_Static_assert(sizeof(struct manager_explanation) == sizeof(struct counter_explanation) &&
                       sizeof(struct manager_explanation) == sizeof(struct reception_explanation) &&
                       offsetof(struct manager_explanation, sentence) ==
                               offsetof(struct counter_explanation, sentence) &&
                       offsetof(struct manager_explanation, sentence) ==
                               offsetof(struct reception_explanation, sentence),
               "an explanation is the same in Manager, Counter and Reception");

static void answer_calls(struct varlink_call *call, const struct explaining *explaining,
                         const struct sentence *sentence)
{
    struct manager_explain_out out = {0};
    out.calls.items = arena_new_n(sentence->view->arena, struct manager_explanation, explaining->count + 1);
    for (size_t i = explaining->count; i > 0; i--) {
        const struct event *event = &explaining->events[i - 1];
        if (event->kind == EVENT_CALLED)
            out.calls.items[out.calls.count++] = make_explanation(sentence, event);
    }
    varlink_reply(call, &out);
}

/* All that the ledger keeps but the check code, which proves who is the visitor. */
static void list_values(const struct view *view, const struct event *event, struct manager_fact *out)
{
    const struct event_kind_info *info = event_kind_info(event->kind);
    out->values.items = arena_new_n(view->arena, struct manager_fact_values_item, EVENT_VALUES + 1);
    for (int i = 0; info && info->values[i]; i++) {
        if (strcmp(info->values[i], "code") != 0)
            out->values.items[out->values.count++] =
                    (struct manager_fact_values_item){.key = info->values[i], .value = event->value[i]};
    }
}

/* Other facts have none, or one that belongs to the reason. */
static const char *text_of(const struct view *view, const struct event *event)
{
    const struct note note = {.service = event->service,
                              .operator_id = event->operator_id,
                              .for_next = event->kind == EVENT_NOTED && event->value[0]};
    bool told = event->text && (event->kind == EVENT_NOTED || event->kind == EVENT_BY_HAND);
    return told && view_may_read(view, &note) ? view_text(view, event->text) : NULL;
}

static struct manager_fact make_fact(const struct sentence *sentence, const struct event *event, const char *joined)
{
    const struct view *view = sentence->view;
    const struct event_kind_info *info = event_kind_info(event->kind);
    struct manager_fact out = {
            .seq = event->seq,
            .at = event->at_ms,
            .kind = info ? info->word : "",
            .step = event->step,
            .service = view_key(view, NAME_SERVICE, event->service),
            .counter = view_key(view, NAME_COUNTER, event->counter),
            .operator= view_key(view, NAME_OPERATOR, event->operator_id),
            .reason = view_key(view, NAME_REASON, event->reason),
            .sentence = sentence_fact(sentence, event, joined),
            .text = text_of(view, event),
    };
    list_values(view, event, &out);
    return out;
}

static void answer_story(struct varlink_call *call, const struct explaining *explaining,
                         const struct sentence *sentence)
{
    struct arena *arena = sentence->view->arena;
    struct manager_story_out out = {0};
    const char *joined =
            explaining->joined.prefix ? ticket_text(explaining->joined.prefix, explaining->joined.number, arena) : NULL;
    out.facts.count = explaining->count;
    out.facts.items = arena_new_n(arena, struct manager_fact, out.facts.count + 1);
    for (size_t i = 0; i < out.facts.count; i++)
        out.facts.items[i] = make_fact(sentence, &explaining->events[i], joined);
    varlink_reply(call, &out);
}

static void answer(struct varlink_call *call, const struct explaining *explaining)
{
    struct view view = view_for(daemon_hall(call), varlink_call_arena(call), daemon_rights(call), explaining->roles, 0);
    const struct i18n *i18n = daemon_of(call)->centre->i18n;
    const struct language *language = explaining->language ? i18n_find(i18n, explaining->language) : NULL;
    const char *agency;
    if (!explaining->ticket) {
        call_refuse(call, &(struct refusal){.kind = REFUSAL_UNKNOWN_TICKET}, explaining->asked);
        return;
    }
    if (!may_see(explaining, &view, daemon_rights(call), &agency)) {
        varlink_error(call, REFUSED_OTHER_AGENCY, &(struct refused_other_agency_error){.agency = agency});
        return;
    }
    struct sentence sentence = {.view = &view,
                                .language = language ? language : i18n_at(i18n, 0), /* a reload may have dropped it */
                                .ticket = ticket_text(explaining->prefix, explaining->number, view.arena)};
    if (explaining->what == CALLS)
        answer_calls(call, explaining, &sentence);
    else
        answer_story(call, explaining, &sentence);
}

static void on_read(struct reading *reading, void *data)
{
    if (reading_was_read(reading) && reading->call)
        answer(reading->call, data);
}

/* --- asking --- */

static void explain(struct varlink_call *call, const struct explain_request *request, enum what what)
{
    static const struct reading_way way = {.read = read_ticket, .answer = on_read};
    int32_t prefix, number, day;
    if (!method_language(call, request->language) || !method_day(call, "day", request->day, &day))
        return;
    if (!ticket_parse(request->ticket, &prefix, &number)) {
        call_refuse(call, &(struct refusal){.kind = REFUSAL_UNKNOWN_TICKET}, request->ticket);
        return;
    }
    struct reading *reading = reading_new(call);
    struct explaining *explaining = arena_new(&reading->arena, struct explaining);
    *explaining = (struct explaining){
            .arena = &reading->arena,
            .what = what,
            .roles = request->roles,
            .asked = arena_strdup(&reading->arena, request->ticket),
            .language = request->language ? arena_strdup(&reading->arena, request->language) : NULL,
            .day = day,
            .prefix = prefix,
            .number = number,
    };
    reading_start(reading, &way, explaining);
}

void explain_calls(struct varlink_call *call, const struct explain_request *request)
{
    explain(call, request, CALLS);
}

void explain_story(struct varlink_call *call, const struct explain_request *request)
{
    explain(call, request, STORY);
}

/* --- why was B012 before me? --- */

static bool came_earlier(const struct hall *hall, const struct ticket *asks, const struct call_made *call)
{
    const struct ticket *other = engine_ticket(hall->engine, call->ticket);
    int64_t mine_ms = view_step(asks)->base_ms;
    int64_t other_ms = other->steps[call->step].base_ms;
    return other_ms < mine_ms || (other_ms == mine_ms && other->id < asks->id);
}

struct idl_word explain_why_before(const struct hall *hall, const struct ticket *asks, const struct call_made *call)
{
    /* Of who came earlier, that is reason enough, whatever rule had it called; but not where no rule of the queue did.
     */
    static const struct {
        int word;
        bool outside;
    } whys[] = {
            [CALL_DUE] = {VISITOR_WHY_BEFORE_GOES_FIRST, false},
            [CALL_TIER] = {VISITOR_WHY_BEFORE_GOES_FIRST, false},
            [CALL_PROMOTED] = {VISITOR_WHY_BEFORE_WAITED_LONG, false},
            [CALL_FRONT] = {VISITOR_WHY_BEFORE_SENT_BACK, true},
            [CALL_NAMED] = {VISITOR_WHY_BEFORE_SENT_HERE, true},
            [CALL_FITS] = {VISITOR_WHY_BEFORE_FITS, false},
            [CALL_CHOSEN] = {VISITOR_WHY_BEFORE_CHOSEN, true},
            [CALL_BOOKED] = {VISITOR_WHY_BEFORE_BOOKED, true},
            [CALL_DIRECT] = {VISITOR_WHY_BEFORE_DIRECT, true},
            [CALL_RETURNED] = {VISITOR_WHY_BEFORE_RETURNED, false},
    };
    bool booked = engine_ticket(hall->engine, call->ticket)->channel == CHANNEL_BOOKING;
    if (!whys[call->why].outside && came_earlier(hall, asks, call))
        return (struct idl_word){.value = VISITOR_WHY_BEFORE_EARLIER};
    if (booked && call->why == CALL_DUE)
        return (struct idl_word){.value = VISITOR_WHY_BEFORE_BOOKED};
    return (struct idl_word){.value = whys[call->why].word};
}

static bool is_call_of(const struct call_made *call, int32_t ticket)
{
    return call->kind == CALL_KIND_FIRST && !call->taken_back && call->ticket == ticket;
}

/* How many calls there were before the first of this step. */
static size_t calls_before(const struct calls *calls, const struct ticket *asks)
{
    for (size_t i = 0; i < calls->count; i++) {
        if (is_call_of(&calls->items[i], asks->id) && calls->items[i].step == asks->current)
            return i;
    }
    return calls->count;
}

/* Its last call before the first of who asks. NULL: it was not called before. */
static const struct call_made *call_before(const struct calls *calls, const struct ticket *asks, int32_t other)
{
    for (size_t i = calls_before(calls, asks); i > 0; i--) {
        if (is_call_of(&calls->items[i - 1], other) && other != asks->id)
            return &calls->items[i - 1];
    }
    return NULL;
}

void explain_before(struct varlink_call *call, int32_t asks_id, const struct explain_request *request,
                    enum explain_answer answer_kind)
{
    struct daemon *daemon = daemon_of(call);
    struct arena *arena = varlink_call_arena(call);
    const struct language *language = method_language(call, request->language);
    const struct ticket *asks = engine_ticket(daemon->hall.engine, asks_id);
    const struct ticket *other = hall_ticket(&daemon->hall, request->ticket);
    if (!language)
        return;
    const struct call_made *made = other ? call_before(&daemon->calls, asks, other->id) : NULL;
    if (!made) {
        struct refusal refusal = {.kind = other ? REFUSAL_WRONG_STATE : REFUSAL_UNKNOWN_TICKET};
        refusal.ticket = other ? other->id : 0;
        refusal.state = other ? (int32_t)view_step(other)->state : 0;
        call_refuse(call, &refusal, request->ticket);
        return;
    }
    struct idl_word why = explain_why_before(&daemon->hall, asks, made);
    _cleanup_free_ char *text = before_text(language, why.value, hall_ticket_text(&daemon->hall, other->id, arena));
    struct visitor_why_before_me_out with_word = {.why = why, .sentence = text};
    struct reception_why_before_out without = {.sentence = text};
    varlink_reply(call, answer_kind == EXPLAIN_WORD ? (const void *)&with_word : (const void *)&without);
}
