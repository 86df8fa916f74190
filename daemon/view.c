/* SPDX-License-Identifier: MIT
 *
 * From the engine's numbers to keys, words and nulls.
 */
#include "daemon/view.h"

#include <string.h>

#include "common/interface/board.h"
#include "common/interface/printer.h"
#include "common/interface/visitor.h"
#include "daemon/access.h"
#include "daemon/engine/rules.h"
#include "daemon/papers.h"
#include "daemon/turn.h"

/* --- the types that three interfaces share --- */

#define SAME_FIELD(type, field)                                                                                \
    _Static_assert(offsetof(struct manager_##type, field) == offsetof(struct counter_##type, field) &&         \
                           offsetof(struct manager_##type, field) == offsetof(struct reception_##type, field), \
                   "a " #type " is the same in Manager, Counter and Reception");
#define SAME_SIZE(type)                                                                      \
    _Static_assert(sizeof(struct manager_##type) == sizeof(struct counter_##type) &&         \
                           sizeof(struct manager_##type) == sizeof(struct reception_##type), \
                   "a " #type " is the same in Manager, Counter and Reception");

/* clang-format off */
#define TICKET_FIELDS(X) \
    X(ticket) X(channel) X(class) X(needs) X(language) X(party) X(issued_at) X(state) X(end) X(service) X(counter) \
    X(operator) X(since) X(until) X(waited_ms) X(target_ms) X(ahead) X(wait) X(why_unknown) X(calls) X(recall_from) \
    X(calls_needed) X(no_show_from) X(return_until) X(for_counter) X(for_operator) X(slot_at) X(promise_passed) \
    X(steps) X(notes) X(paper) X(papers)
/* clang-format on */
#define STEP_FIELDS(X) X(service) X(state) X(end) X(outcome) X(counter) X(operator) X(returns)
#define NOTE_FIELDS(X) X(at) X(operator) X(text) X(for_next)

#define SAME_TICKET(field) SAME_FIELD(ticket, field)
TICKET_FIELDS(SAME_TICKET)
SAME_SIZE(ticket)
#define SAME_STEP(field) SAME_FIELD(step, field)
STEP_FIELDS(SAME_STEP)
SAME_SIZE(step)
#define SAME_NOTE(field) SAME_FIELD(note, field)
NOTE_FIELDS(SAME_NOTE)
SAME_SIZE(note)

#define SAME_WORD(word)                                                                                        \
    _Static_assert((int)MANAGER_##word == (int)COUNTER_##word && (int)MANAGER_##word == (int)RECEPTION_##word, \
                   "words stand at the same places in Manager, Counter and Reception")
SAME_WORD(STEP_STATE_ENDED);
SAME_WORD(STEP_END_JOINED);
SAME_WORD(CHANNEL_ADOPTED);
SAME_WORD(WHY_UNKNOWN_NOT_WAITING);
_Static_assert((int)MANAGER_WHY_UNKNOWN_NOT_WAITING == (int)VISITOR_WHY_UNKNOWN_NOT_WAITING &&
                       (int)MANAGER_WHY_UNKNOWN_NOT_WAITING == (int)BOARD_WHY_UNKNOWN_NOT_WAITING,
               "words stand at the same places in Visitor and Board");
SAME_WORD(PAPER_UNKNOWN);
_Static_assert((int)MANAGER_PAPER_UNKNOWN == (int)VISITOR_PAPER_UNKNOWN, "words stand at the same places in Visitor");

/* --- small parts --- */

struct view view_of(struct hall *hall, struct arena *arena)
{
    return (struct view){.hall = hall, .now_ms = turn_now(hall->turn), .arena = arena};
}

struct view view_for(struct hall *hall, struct arena *arena, const struct rights *rights, unsigned roles,
                     int32_t operator_id)
{
    struct view view = view_of(hall, arena);
    view.rights = rights;
    view.roles = roles;
    view.operator_id = operator_id;
    return view;
}

const char *view_key(const struct view *view, enum name_kind kind, int32_t id)
{
    return id ? hall_key(view->hall, kind, id) : NULL;
}

const char *view_day(const struct view *view, int32_t day)
{
    if (!day)
        return NULL;
    char *text = arena_alloc(view->arena, DATE_TEXT_SIZE);
    return date_text(date_of(day), text);
}

struct idl_maybe_int view_profile_until(const struct view *view, int32_t counter)
{
    struct lent_profile lent = engine_lent_profile(view->hall->engine, counter);
    if (!lent.profile)
        return (struct idl_maybe_int){0};
    return view_moment(lent.until_ms ? lent.until_ms : view->hall->rulebook->day_ends_ms);
}

struct idl_maybe_int view_moment(int64_t at_ms)
{
    return (struct idl_maybe_int){.set = at_ms != 0, .value = at_ms};
}

const char *view_agency(const struct view *view, int32_t service)
{
    const struct catalogue_service *object = rulebook_object(view->hall->rulebook, NAME_SERVICE, service);
    return object ? object->agency->key : "";
}

/* --- words --- */

static const int state_words[] = {
        [STEP_PLANNED] = MANAGER_STEP_STATE_PLANNED, [STEP_WAITING] = MANAGER_STEP_STATE_WAITING,
        [STEP_CALLED] = MANAGER_STEP_STATE_CALLED,   [STEP_SERVING] = MANAGER_STEP_STATE_SERVING,
        [STEP_PARKED] = MANAGER_STEP_STATE_PARKED,   [STEP_PUT_OFF] = MANAGER_STEP_STATE_PUT_OFF,
        [STEP_ENDED] = MANAGER_STEP_STATE_ENDED,
};

static const int end_words[] = {
        [END_NONE] = IDL_WORD_NULL,
        [END_SERVED] = MANAGER_STEP_END_SERVED,
        [END_NO_SHOW] = MANAGER_STEP_END_NO_SHOW,
        [END_CANCELLED] = MANAGER_STEP_END_CANCELLED,
        [END_VOID] = MANAGER_STEP_END_VOID,
        [END_TRANSFERRED] = MANAGER_STEP_END_TRANSFERRED,
        [END_NEVER_CALLED] = MANAGER_STEP_END_NEVER_CALLED,
        [END_UNFINISHED] = MANAGER_STEP_END_UNFINISHED,
        [END_JOINED] = MANAGER_STEP_END_JOINED,
};

static const int channel_words[] = {
        [CHANNEL_KIOSK] = MANAGER_CHANNEL_KIOSK,     [CHANNEL_RECEPTION] = MANAGER_CHANNEL_RECEPTION,
        [CHANNEL_BOOKING] = MANAGER_CHANNEL_BOOKING, [CHANNEL_DIRECT] = MANAGER_CHANNEL_DIRECT,
        [CHANNEL_HAND] = MANAGER_CHANNEL_BY_HAND,    [CHANNEL_ADOPTED] = MANAGER_CHANNEL_ADOPTED,
};

static const int activity_words[] = {
        [ACTIVITY_FREE] = MANAGER_ACTIVITY_FREE, [ACTIVITY_TICKET] = MANAGER_ACTIVITY_TICKET,
        [ACTIVITY_HELP] = MANAGER_ACTIVITY_HELP, [ACTIVITY_PAUSE] = MANAGER_ACTIVITY_PAUSE,
        [ACTIVITY_TASK] = MANAGER_ACTIVITY_TASK,
};

struct idl_word view_state(enum step_state state)
{
    return (struct idl_word){.value = state_words[state]};
}

struct idl_word view_end(enum step_end end)
{
    return (struct idl_word){.value = end_words[end]};
}

struct idl_word view_channel(enum channel channel)
{
    return (struct idl_word){.value = channel_words[channel]};
}

struct idl_word view_activity(enum activity activity)
{
    return (struct idl_word){.value = activity_words[activity]};
}

/* --- ranges --- */

#define SAME_RANGE(interface)                                                                                    \
    _Static_assert(sizeof(struct interface##_range) == sizeof(struct manager_range) &&                           \
                           offsetof(struct interface##_range, from) == offsetof(struct manager_range, from) &&   \
                           offsetof(struct interface##_range, likely) == offsetof(struct manager_range, likely), \
                   "a range is the same in every interface");
SAME_RANGE(board)
SAME_RANGE(counter)
SAME_RANGE(printer)
SAME_RANGE(reception)
SAME_RANGE(visitor)

void *view_range(const struct view *view, const struct expectation *expectation)
{
    if (!expectation->known)
        return NULL;
    struct manager_range *range = arena_new(view->arena, struct manager_range);
    *range = (struct manager_range){
            .from = expectation->from_ms, .likely = expectation->likely_ms, .until = expectation->until_ms};
    return range;
}

struct idl_word view_why_unknown(const struct expectation *expectation)
{
    static const int words[] = {
            [UNKNOWN_NO_FORECAST] = MANAGER_WHY_UNKNOWN_NO_FORECAST,
            [UNKNOWN_HALTED] = MANAGER_WHY_UNKNOWN_HALTED,
            [UNKNOWN_NOBODY_SERVES] = MANAGER_WHY_UNKNOWN_NOBODY_SERVES,
            [UNKNOWN_TOO_UNCERTAIN] = MANAGER_WHY_UNKNOWN_TOO_UNCERTAIN,
            [UNKNOWN_NOT_WAITING] = MANAGER_WHY_UNKNOWN_NOT_WAITING,
    };
    return (struct idl_word){.value = expectation->known ? IDL_WORD_NULL : words[expectation->why]};
}

struct expectation view_newcomer(const struct view *view, int32_t service)
{
    return forecasts_newcomer(view->hall->forecasts, service, 0, 0);
}

struct manager_ends view_ends(const int64_t ends[STEP_ENDS])
{
    return (struct manager_ends){
            .open = ends[END_NONE],
            .served = ends[END_SERVED],
            .no_show = ends[END_NO_SHOW],
            .cancelled = ends[END_CANCELLED],
            .void_ = ends[END_VOID],
            .transferred = ends[END_TRANSFERRED],
            .never_called = ends[END_NEVER_CALLED],
            .unfinished = ends[END_UNFINISHED],
            .joined = ends[END_JOINED],
    };
}

/* --- paper --- */

/* The last one; NULL: none. */
static const struct paper *paper_of(const struct view *view, int32_t ticket)
{
    return view->hall->papers ? papers_of_ticket(view->hall->papers, ticket) : NULL;
}

struct idl_word view_paper_is(const struct paper *paper)
{
    static const int words[PAPER_STATES] = {
            [PAPER_WAITING] = MANAGER_PAPER_WAITING, [PAPER_TAKEN] = MANAGER_PAPER_PRINTING,
            [PAPER_SENT] = MANAGER_PAPER_PRINTING,   [PAPER_PRINTED] = MANAGER_PAPER_PRINTED,
            [PAPER_FAILED] = MANAGER_PAPER_WAITING, /* for the next printer */
            [PAPER_UNKNOWN] = MANAGER_PAPER_UNKNOWN, [PAPER_GIVEN_UP] = MANAGER_PAPER_FAILED,
    };
    return (struct idl_word){.value = paper ? words[paper_state(paper)] : MANAGER_PAPER_NONE};
}

struct idl_word view_paper(const struct view *view, int32_t ticket)
{
    return view_paper_is(paper_of(view, ticket));
}

const char *view_paper_printer(const struct view *view, int32_t ticket)
{
    const struct paper *paper = paper_of(view, ticket);
    return paper ? paper_printer(paper) : NULL;
}

/* --- notes --- */

/* Does the operator take anything of the agency that has this service? */
static bool takes_of_same_agency(const struct view *view, int32_t service)
{
    const struct rulebook *rulebook = view->hall->rulebook;
    const struct session *session = engine_session(view->hall->engine, view->operator_id);
    if (!session || session->profile >= rulebook->profiles.count || service >= rulebook->services.count)
        return false;
    const uint8_t *tiers = rulebook->profiles.items[session->profile].tiers;
    for (int32_t other = 1; tiers && other < rulebook->services.count; other++) {
        if (tiers[other] && rulebook->services.items[other].agency == rulebook->services.items[service].agency)
            return true;
    }
    return false;
}

bool view_may_read(const struct view *view, const struct note *note)
{
    if (!view->rights)
        return false;
    if (note->for_next || (view->operator_id && view->operator_id == note->operator_id))
        return true;
    return (!view->operator_id || takes_of_same_agency(view, note->service)) &&
           rights_cover(view->rights, view->roles, view_agency(view, note->service));
}

const char *view_text(const struct view *view, int32_t text)
{
    struct buffer body = {0};
    bool found = store_find_text(view->hall->store, text, &body) == 0;
    const char *kept = found ? arena_strndup(view->arena, buffer_bytes(&body), body.length) : NULL;
    buffer_done(&body);
    return kept;
}

static void add_notes(const struct view *view, const struct ticket *ticket, struct manager_ticket *out)
{
    out->notes.items = arena_new_n(view->arena, struct manager_note, (size_t)ticket->note_count + 1);
    for (int32_t i = 0; i < ticket->note_count; i++) {
        const struct note *note = &ticket->notes[i];
        const char *text = view_may_read(view, note) ? view_text(view, note->text) : NULL;
        if (text)
            out->notes.items[out->notes.count++] =
                    (struct manager_note){.at = note->at_ms,
                                          .operator= view_key(view, NAME_OPERATOR, note->operator_id),
                                          .text = text,
                                          .for_next = note->for_next};
    }
}

/* --- a ticket --- */

static struct manager_step make_step(const struct view *view, const struct step *step)
{
    return (struct manager_step){
            .service = view_key(view, NAME_SERVICE, step->service),
            .state = view_state(step->state),
            .end = view_end(step->end),
            .outcome = view_key(view, NAME_OUTCOME, step->outcome),
            .counter = view_key(view, NAME_COUNTER, step->counter),
            .operator= view_key(view, NAME_OPERATOR, step->operator_id),
            .returns = step->back_step > 0,
    };
}

static void add_steps(const struct view *view, const struct ticket *ticket, struct manager_ticket *out)
{
    out->steps.count = (size_t)ticket->step_count;
    out->steps.items = arena_new_n(view->arena, struct manager_step, out->steps.count);
    for (size_t i = 0; i < out->steps.count; i++)
        out->steps.items[i] = make_step(view, &ticket->steps[i]);
}

/* What a called ticket's buttons need to know: the rules of decide_recall() and decide_miss(). */
static void add_calls(const struct view *view, const struct ticket *ticket, struct manager_ticket *out)
{
    const struct step *step = view_step(ticket);
    const struct rule_limits *limits = &view->hall->rulebook->limits;
    if (step->state != STEP_CALLED)
        return;
    int64_t call_ms = rules_call_ms(view->hall->rulebook, step->counter, step->class, ticket->needs);
    int32_t missing = limits->calls_before_no_show - step->calls;
    out->calls = step->calls;
    out->recall_from = view_moment(step->last_call_ms + limits->recall_gap_ms);
    out->calls_needed = (struct idl_maybe_int){.set = true, .value = missing > 0 ? missing : 0};
    out->no_show_from = view_moment(step->called_ms + call_ms);
}

bool view_may_return(const struct view *view, const struct ticket *ticket)
{
    const struct step *step = view_step(ticket);
    return step->end == END_NO_SHOW && !step->final && step->grace_ms >= view->now_ms &&
           step->returns < view->hall->rulebook->limits.returns;
}

static struct idl_maybe_int ahead_of(const struct view *view, const struct ticket *ticket)
{
    int32_t ahead = engine_ahead(view->hall->engine, ticket->id);
    return (struct idl_maybe_int){.set = ahead >= 0, .value = ahead >= 0 ? ahead : 0};
}

static struct idl_maybe_int slot_of(const struct view *view, const struct ticket *ticket)
{
    const struct booking *booking = ticket->booking ? engine_booking(view->hall->engine, ticket->booking) : NULL;
    return view_moment(booking ? booking->slot_ms : 0);
}

/* Of a ticket entered without one: the centre's own. */
static const char *language_of(const struct view *view, const struct ticket *ticket)
{
    const char *code = view_key(view, NAME_LANGUAGE, ticket->language);
    return code ? code : language_code(i18n_at(view->hall->centre->i18n, 0));
}

struct manager_ticket view_ticket(const struct view *view, const struct ticket *ticket)
{
    const struct step *step = view_step(ticket);
    bool has_until = (step->state == STEP_PARKED || step->state == STEP_PUT_OFF) && step->until_ms;
    const struct expectation expectation = forecasts_ticket(view->hall->forecasts, ticket);
    struct manager_ticket out = {
            .ticket = hall_ticket_text(view->hall, ticket->id, view->arena),
            .channel = view_channel(ticket->channel),
            .class = view_key(view, NAME_CLASS, step->class),
            .language = language_of(view, ticket),
            .party = ticket->party,
            .issued_at = ticket->issued_ms,
            .state = view_state(step->state),
            .end = view_end(ticket->ended ? step->end : END_NONE),
            .service = view_key(view, NAME_SERVICE, step->service),
            .counter = view_key(view, NAME_COUNTER, step->counter),
            .operator= view_key(view, NAME_OPERATOR, step->operator_id),
            .since = step->state == STEP_ENDED ? step->ended_ms : step->since_ms,
            .until = view_moment(has_until ? step->until_ms : 0),
            .waited_ms = step_waited_ms(step, view->now_ms),
            .target_ms = step->target_ms,
            .ahead = ahead_of(view, ticket),
            .wait = view_range(view, &expectation),
            .why_unknown = view_why_unknown(&expectation),
            .return_until = view_moment(view_may_return(view, ticket) ? step->grace_ms : 0),
            .for_counter = view_key(view, NAME_COUNTER, step->for_counter),
            .for_operator = view_key(view, NAME_OPERATOR, step->for_operator),
            .slot_at = slot_of(view, ticket),
            .promise_passed = step_promise_passed(step, view->now_ms),
            .paper = view_paper(view, ticket->id),
            .papers = view->hall->papers ? papers_came_out(view->hall->papers, ticket->id) : 0,
    };
    out.needs.items = hall_keys(view->hall, NAME_NEED, ticket->needs, view->arena, &out.needs.count);
    add_calls(view, ticket, &out);
    add_steps(view, ticket, &out);
    add_notes(view, ticket, &out);
    return out;
}

struct counter_ticket view_counter_ticket(const struct view *view, const struct ticket *ticket)
{
    struct manager_ticket built = view_ticket(view, ticket);
    struct counter_ticket out;
    memcpy(&out, &built, sizeof(out));
    return out;
}

struct reception_ticket view_reception_ticket(const struct view *view, const struct ticket *ticket)
{
    struct manager_ticket built = view_ticket(view, ticket);
    struct reception_ticket out;
    memcpy(&out, &built, sizeof(out));
    return out;
}
