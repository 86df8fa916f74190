/* SPDX-License-Identifier: MIT
 *
 * Who holds a return code proves it by the code alone, so it is as long as a booking's; who has only the paper of the
 * ticket that was never called proves that one, by number, day and check code.
 */
#include "daemon/method_return_code.h"

#include <string.h>

#include "common/interface/refused.h"
#include "daemon/daemon.h"
#include "daemon/method_reception.h"
#include "daemon/method_visitor.h"

enum { FOUND_USUALLY = 20 };

/* --- guessing has its brakes --- */

/* False: answered TooManyTries. */
static bool may_try(struct varlink_call *call)
{
    struct daemon *daemon = daemon_of(call);
    int64_t from_ms = tries_wait(&daemon->tries, varlink_call_peer(call)->uid, turn_now(&daemon->turn));
    if (!from_ms)
        return true;
    varlink_error(call, REFUSED_TOO_MANY_TRIES, &(struct refused_too_many_tries_error){.from = from_ms});
    return false;
}

static int count_try(struct varlink_call *call)
{
    struct daemon *daemon = daemon_of(call);
    return tries_wrong(memory_change(&daemon->turn.memory, &daemon->tries), varlink_call_peer(call)->uid,
                       turn_now(&daemon->turn));
}

/* --- a code that somebody names --- */

static void refuse_code(struct varlink_call *call, enum return_wrong why, const struct return_code *code)
{
    struct refusal refusal = {
            .kind = REFUSAL_WRONG_RETURN_CODE, .why = (int32_t)why, .service = code ? code->service : 0};
    call_refuse(call, &refusal, NULL);
}

/* NULL: answered WrongReturnCode (unknown) or TooManyTries. */
static const struct return_code *find_code(struct varlink_call *call, const char *typed, enum code_asker asker)
{
    struct refused_wrong_return_code_error unknown = {.why = {.value = REFUSED_RETURN_CODE_WRONG_UNKNOWN}};
    if (asker == ASKED_BY_VISITOR && !may_try(call))
        return NULL;
    const struct return_code *code = return_codes_find(&daemon_of(call)->return_codes, typed);
    if (code)
        return code;
    if (asker == ASKED_BY_VISITOR)
        unknown.tries_left = (struct idl_maybe_int){.set = true, .value = count_try(call)};
    varlink_error(call, REFUSED_WRONG_RETURN_CODE, &unknown);
    return NULL;
}

/* What it was on another day, the engine does not know; the rest it decides. */
bool return_code_read(struct wish *wish, const char *typed, enum code_asker asker, struct command_return *ret_with)
{
    *ret_with = (struct command_return){0};
    if (!typed)
        return true;
    const struct return_code *code = find_code(wish->call, typed, asker);
    if (code && code->used_day) {
        refuse_code(wish->call, RETURN_WRONG_USED, code);
        return false;
    }
    if (code)
        *ret_with = return_code_with(code);
    return code;
}

/* --- in words --- */

static struct visitor_return_code make_code(const struct view *view, const struct return_code *code)
{
    return (struct visitor_return_code){
            .return_code = long_code_text(code->code, arena_alloc(view->arena, LONG_CODE_SIZE)),
            .service = view_key(view, NAME_SERVICE, code->service),
            .ticket = ticket_text(code->prefix, code->number, view->arena),
            .day = view_day(view, code->day),
            .until = view_day(view, code->until_day),
            .used = view_day(view, code->used_day),
            .waited_ms = code->waited_ms,
    };
}

/* --- Visitor --- */

/* The day that is written, or the business day of now. False: answered InvalidParameter. */
static bool read_day(struct varlink_call *call, const char *text, int32_t *ret_day)
{
    struct date date;
    if (text && date_parse(text, &date) < 0) {
        varlink_error_parameter(call, "day");
        return false;
    }
    *ret_day = text ? (int32_t)date_days(date) : days_today(&daemon_of(call)->days);
    return true;
}

void visitor_find_return_code(struct varlink_call *call, const void *input)
{
    const struct visitor_find_return_code_in *in = input;
    const struct return_code *code = NULL;
    int32_t day, prefix, number;
    if (!read_day(call, in->day, &day) || !may_try(call))
        return;
    if (ticket_parse(in->ticket, &prefix, &number))
        code = return_codes_of(&daemon_of(call)->return_codes, day, prefix, number);
    /* Whoever guesses learns nothing by how long it takes whether there is such a ticket. */
    bool matches = code_matches(code ? code->check_code : 0, in->code);
    if (!code || !matches) {
        varlink_error(call, REFUSED_WRONG_CODE, &(struct refused_wrong_code_error){.tries_left = count_try(call)});
        return;
    }
    const struct view view = view_of(daemon_hall(call), varlink_call_arena(call));
    struct visitor_find_return_code_out out = {.return_code = make_code(&view, code)};
    varlink_reply(call, &out);
}

/* NO_DAY, or why Issue would not take it now. */
static bool may_use(struct varlink_call *call, const struct return_code *code)
{
    int32_t day = engine_day(daemon_hall(call)->engine);
    if (!day)
        call_refuse(call, &(struct refusal){.kind = REFUSAL_NO_DAY}, NULL);
    else if (code->used_day)
        refuse_code(call, RETURN_WRONG_USED, code);
    else if (day <= code->day)
        refuse_code(call, RETURN_WRONG_EARLY, code);
    else if (day > code->until_day)
        refuse_code(call, RETURN_WRONG_EXPIRED, code);
    else
        return true;
    return false;
}

void visitor_read_return_code(struct varlink_call *call, const void *input)
{
    const struct visitor_read_return_code_in *in = input;
    const struct return_code *code = find_code(call, in->return_code, ASKED_BY_VISITOR);
    if (!code || !may_use(call, code))
        return;
    const struct view view = view_of(daemon_hall(call), varlink_call_arena(call));
    struct visitor_read_return_code_out out = {.return_code = make_code(&view, code)};
    varlink_reply(call, &out);
}

/* --- Reception --- */

struct search {
    const struct reception_find_return_codes_in *in;
    struct varlink_call *call;
    struct view view;
    int32_t day, service; /* 0: any */
};

static bool fits(const struct search *search, const struct return_code *code)
{
    if ((search->day && code->day != search->day) || (search->service && code->service != search->service))
        return false;
    if (search->in->number &&
        !strcasestr(ticket_text(code->prefix, code->number, search->view.arena), search->in->number))
        return false;
    return rights_cover(daemon_rights(search->call), method_reception.roles, view_agency(&search->view, code->service));
}

_Static_assert(sizeof(struct visitor_return_code) == sizeof(struct reception_return_code) &&
                       offsetof(struct visitor_return_code, waited_ms) ==
                               offsetof(struct reception_return_code, waited_ms),
               "a return code is the same in Visitor and Reception");

static struct reception_return_code make_code_for_staff(const struct view *view, const struct return_code *code)
{
    struct visitor_return_code built = make_code(view, code);
    struct reception_return_code out;
    memcpy(&out, &built, sizeof(out));
    return out;
}

/* False: the call was answered. */
static bool read_search(struct search *search, size_t *ret_limit)
{
    const struct reception_find_return_codes_in *in = search->in;
    search->service = hall_id(search->view.hall, NAME_SERVICE, in->service);
    if (in->service && !search->service) {
        call_refuse(search->call, &(struct refusal){.kind = REFUSAL_UNKNOWN_SERVICE}, in->service);
        return false;
    }
    if (in->day && !read_day(search->call, in->day, &search->day))
        return false;
    return reception_limit(search->call, in->limit, FOUND_USUALLY, ret_limit);
}

void reception_find_return_codes(struct varlink_call *call, const void *input)
{
    struct search search = {.in = input, .call = call, .view = reception_view(call)};
    struct return_codes *codes = &daemon_of(call)->return_codes;
    struct reception_find_return_codes_out out = {0};
    size_t limit;
    if (!read_search(&search, &limit))
        return;
    out.return_codes.items = arena_new_n(search.view.arena, struct reception_return_code, limit);
    for (size_t i = return_codes_count(codes); i > 0 && out.return_codes.count < limit; i--) {
        const struct return_code *code = return_codes_at(codes, i - 1);
        if (fits(&search, code))
            out.return_codes.items[out.return_codes.count++] = make_code_for_staff(&search.view, code);
    }
    varlink_reply(call, &out);
}
