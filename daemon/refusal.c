/* SPDX-License-Identifier: MIT
 *
 * One row a refusal: the error of the same word, and where each of its fields comes from.
 */
#include "daemon/refusal.h"

#include <assert.h>
#include <stddef.h>

#include "common/arena.h"
#include "common/interface/refused.h"
#include "common/varlink/server.h"
#include "daemon/engine/engine.h"
#include "daemon/engine/ticket.h"

_Static_assert((int)REFUSED_STEP_STATE_PLANNED == (int)STEP_PLANNED && (int)REFUSED_STEP_STATE_ENDED == (int)STEP_ENDED,
               "states in the engine's order");
_Static_assert((int)REFUSED_ACTIVITY_FREE == (int)ACTIVITY_FREE && (int)REFUSED_ACTIVITY_TASK == (int)ACTIVITY_TASK,
               "activities in the engine's order");
_Static_assert((int)REFUSED_LOST_WRONG_SERIES == (int)LOST_WRONG_SERIES &&
                       (int)REFUSED_LOST_WRONG_CODE == (int)LOST_WRONG_CODE,
               "whys in the engine's order");
_Static_assert((int)REFUSED_RETURN_CODE_WRONG_UNKNOWN == (int)RETURN_WRONG_UNKNOWN &&
                       (int)REFUSED_RETURN_CODE_WRONG_OTHER_SERVICE == (int)RETURN_WRONG_SERVICE,
               "whys in the engine's order");

/* What a field says. */
enum source {
    NOTHING, /* ends the fields of a row */
    ASKED,
    SERVICE,
    CLASS,
    NEED,
    COUNTER,
    OPERATOR,
    OUTCOME,
    REASON,
    GIVEN_REASON, /* as the caller wrote it, where the centre has none such */
    TICKET,
    NEEDS,
    STATE,
    ACTIVITY,
    WHY,
    LIMIT,
    MOMENT,
    MAYBE_MOMENT,
    UNTIL,
};

struct field {
    enum source source;
    bool maybe; /* a text that may be null: there is none */
    size_t offset;
};

struct row {
    size_t size; /* of the error's fields */
    struct field fields[4];
};

/* clang-format off */
#define ROW(kind, error, ...) [REFUSAL_##kind] = {sizeof(struct refused_##error##_error), {__VA_ARGS__}}
#define HAS(source, error, field)   {source, false, offsetof(struct refused_##error##_error, field)}
#define MAYBE(source, error, field) {source, true, offsetof(struct refused_##error##_error, field)}
static const struct row rows[REFUSAL_COUNT] = {
    ROW(NO_DAY, no_day),
    ROW(DAY_OPEN, day_open),
    ROW(HALTED, halted, HAS(REASON, halted, reason)),
    ROW(NOT_HALTED, not_halted),
    ROW(UNKNOWN_SERVICE, unknown_service, HAS(SERVICE, unknown_service, service)),
    ROW(UNKNOWN_CLASS, unknown_class, HAS(CLASS, unknown_class, class)),
    ROW(UNKNOWN_NEED, unknown_need, HAS(NEED, unknown_need, need)),
    ROW(UNKNOWN_COUNTER, unknown_counter, HAS(COUNTER, unknown_counter, counter)),
    ROW(UNKNOWN_OPERATOR, unknown_operator, HAS(OPERATOR, unknown_operator, operator)),
    ROW(UNKNOWN_PROFILE, unknown_profile, HAS(ASKED, unknown_profile, profile)),
    ROW(UNKNOWN_OUTCOME, unknown_outcome, HAS(OUTCOME, unknown_outcome, outcome)),
    ROW(UNKNOWN_CODE, unknown_code, HAS(ASKED, unknown_code, code)),
    ROW(UNKNOWN_TICKET, unknown_ticket, HAS(ASKED, unknown_ticket, ticket)),
    ROW(UNKNOWN_BOOKING, unknown_booking, HAS(ASKED, unknown_booking, booking)),
    ROW(CHECKED_IN, checked_in, MAYBE(TICKET, checked_in, ticket)),
    ROW(REASON_NEEDED, reason_needed, MAYBE(GIVEN_REASON, reason_needed, reason)),
    ROW(SERVICE_CLOSED, service_closed, HAS(SERVICE, service_closed, service),
        HAS(MAYBE_MOMENT, service_closed, opens_at)),
    ROW(TOO_LATE_TODAY, too_late_today, HAS(SERVICE, too_late_today, service), HAS(MOMENT, too_late_today, until)),
    ROW(SERVICE_FULL, service_full, HAS(SERVICE, service_full, service), HAS(LIMIT, service_full, limit)),
    ROW(SERIES_EXHAUSTED, series_exhausted, HAS(SERVICE, series_exhausted, service),
        HAS(LIMIT, series_exhausted, limit)),
    ROW(PARTY_TOO_LARGE, party_too_large, HAS(SERVICE, party_too_large, service), HAS(LIMIT, party_too_large, limit)),
    ROW(TOO_MANY_STEPS, too_many_steps, HAS(LIMIT, too_many_steps, limit)),
    ROW(WRONG_STATE, wrong_state, HAS(TICKET, wrong_state, ticket), HAS(STATE, wrong_state, state)),
    ROW(NOT_SIGNED_IN, not_signed_in, MAYBE(OPERATOR, not_signed_in, operator)),
    ROW(COUNTER_TAKEN, counter_taken, HAS(COUNTER, counter_taken, counter), HAS(OPERATOR, counter_taken, operator)),
    ROW(HOLDS_TICKET, holds_ticket, HAS(TICKET, holds_ticket, ticket), HAS(STATE, holds_ticket, state)),
    ROW(HOLDS_NONE, holds_none),
    ROW(NOT_FREE, not_free, HAS(ACTIVITY, not_free, activity)),
    ROW(TAKER_NEEDED, taker_needed, HAS(LIMIT, taker_needed, tickets)),
    ROW(TAKER_BUSY, taker_busy, HAS(OPERATOR, taker_busy, operator), HAS(ACTIVITY, taker_busy, activity),
        MAYBE(TICKET, taker_busy, ticket)),
    ROW(HELD_BY_OTHER, held_by_other, HAS(TICKET, held_by_other, ticket), MAYBE(COUNTER, held_by_other, counter),
        HAS(OPERATOR, held_by_other, operator)),
    ROW(NOBODY_WAITS, nobody_waits, HAS(LIMIT, nobody_waits, others)),
    ROW(NOT_IN_PROFILE, not_in_profile, HAS(TICKET, not_in_profile, ticket), HAS(SERVICE, not_in_profile, service)),
    ROW(NEED_NOT_MET, need_not_met, HAS(TICKET, need_not_met, ticket), HAS(NEEDS, need_not_met, needs)),
    ROW(FOR_OTHER, for_other, HAS(TICKET, for_other, ticket), MAYBE(COUNTER, for_other, counter),
        MAYBE(OPERATOR, for_other, operator)),
    ROW(TOO_SOON, too_soon, HAS(MOMENT, too_soon, from)),
    ROW(TOO_FEW_CALLS, too_few_calls, HAS(LIMIT, too_few_calls, limit), HAS(MOMENT, too_few_calls, from)),
    ROW(TOO_LATE, too_late, HAS(MOMENT, too_late, until)),
    ROW(LIMIT_REACHED, limit_reached, HAS(LIMIT, limit_reached, limit)),
    ROW(TOO_LONG, too_long, HAS(MOMENT, too_long, until)),
    ROW(TRANSFER_FORBIDDEN, transfer_forbidden, HAS(SERVICE, transfer_forbidden, service)),
    ROW(TOO_DEEP, too_deep, HAS(LIMIT, too_deep, limit)),
    ROW(NOTHING_TO_UNDO, nothing_to_undo),
    ROW(MOVED_ON, moved_on, HAS(TICKET, moved_on, ticket), HAS(STATE, moved_on, state)),
    ROW(SLOT_FULL, slot_full, HAS(SERVICE, slot_full, service), HAS(LIMIT, slot_full, limit)),
    ROW(NO_SLOT, no_slot, HAS(SERVICE, no_slot, service)),
    ROW(NOT_BOOKED_HERE, not_booked_here, HAS(SERVICE, not_booked_here, service)),
    ROW(SAME, nothing_changes),
    ROW(TIME_SPAN_WRONG, time_span_wrong),
    ROW(WRONG_RETURN_CODE, wrong_return_code, HAS(WHY, wrong_return_code, why),
        MAYBE(SERVICE, wrong_return_code, service)),
    ROW(NOTHING_LOST, nothing_lost),
    ROW(TICKET_KNOWN, ticket_known, HAS(TICKET, ticket_known, ticket), HAS(STATE, ticket_known, state)),
    ROW(NOT_LOST, not_lost, HAS(ASKED, not_lost, ticket), HAS(WHY, not_lost, why)),
    ROW(OUTSIDE_LOST_SPAN, outside_lost_span, HAS(MOMENT, outside_lost_span, from),
        HAS(UNTIL, outside_lost_span, until)),
};
/* clang-format on */

struct writer {
    const struct refusal *refusal;
    const struct refusal_names *names;
    const char *asked;
    struct arena *arena;
};

static const char *key_of(const struct writer *writer, enum name_kind kind, int32_t id)
{
    return id > 0 ? writer->names->key(writer->names->data, kind, id) : NULL;
}

static int32_t first_need(int64_t needs)
{
    return needs ? __builtin_ctzll((unsigned long long)needs) : 0;
}

static const char *text_of(const struct writer *writer, enum source source)
{
    const struct refusal *refusal = writer->refusal;
    const struct {
        enum name_kind kind;
        int32_t id;
    } keys[] = {
            [SERVICE] = {NAME_SERVICE, refusal->service},       [CLASS] = {NAME_CLASS, refusal->class},
            [NEED] = {NAME_NEED, first_need(refusal->needs)},   [COUNTER] = {NAME_COUNTER, refusal->counter},
            [OPERATOR] = {NAME_OPERATOR, refusal->operator_id}, [OUTCOME] = {NAME_OUTCOME, refusal->outcome},
            [REASON] = {NAME_REASON, refusal->reason},          [GIVEN_REASON] = {NAME_REASON, refusal->reason},
    };
    if (source == TICKET)
        return refusal->ticket > 0 ? writer->names->ticket(writer->names->data, refusal->ticket, writer->arena) : NULL;
    return source == ASKED ? NULL : key_of(writer, keys[source].kind, keys[source].id);
}

static void write_text(const struct writer *writer, const struct field *field, const char **ret_text)
{
    const char *text = text_of(writer, field->source);
    if (!text && (!field->maybe || field->source == GIVEN_REASON))
        text = writer->asked;
    if (!text && !field->maybe)
        text = "";
    *ret_text = text;
}

/* struct idl_list is the layout of every list of texts. */
static void write_needs(const struct writer *writer, struct idl_list *ret_needs)
{
    const char **items = arena_new_n(writer->arena, const char *, RULEBOOK_NEEDS + 1);
    size_t count = 0;
    for (int32_t need = 0; need <= RULEBOOK_NEEDS; need++) {
        const char *key = writer->refusal->needs & ID_BIT(need) ? key_of(writer, NAME_NEED, need) : NULL;
        if (key)
            items[count++] = key;
    }
    *ret_needs = (struct idl_list){.count = count, .items = items};
}

static void write_field(const struct writer *writer, const struct field *field, char *fields)
{
    const struct refusal *refusal = writer->refusal;
    void *at = fields + field->offset;
    switch (field->source) {
    case NEEDS:
        write_needs(writer, at);
        break;
    case STATE:
        *(struct idl_word *)at = (struct idl_word){.value = refusal->state};
        break;
    case ACTIVITY:
        *(struct idl_word *)at = (struct idl_word){.value = refusal->activity};
        break;
    case WHY:
        *(struct idl_word *)at = (struct idl_word){.value = refusal->why};
        break;
    case LIMIT:
        *(int64_t *)at = refusal->limit;
        break;
    case MOMENT:
        *(int64_t *)at = refusal->at_ms;
        break;
    case MAYBE_MOMENT:
        *(struct idl_maybe_int *)at = (struct idl_maybe_int){.set = refusal->at_ms != 0, .value = refusal->at_ms};
        break;
    case UNTIL:
        *(int64_t *)at = refusal->until_ms;
        break;
    case NOTHING:
    case ASKED:
    case SERVICE:
    case CLASS:
    case NEED:
    case COUNTER:
    case OPERATOR:
    case OUTCOME:
    case REASON:
    case GIVEN_REASON:
    case TICKET:
        write_text(writer, field, at);
        break;
    }
}

void refusal_error(const struct refusal *refusal, const struct refusal_names *names, const char *asked,
                   struct arena *arena, const char **ret_name, const void **ret_fields)
{
    assert(refusal->kind > REFUSAL_NONE && refusal->kind < REFUSAL_COUNT);
    const struct row *row = &rows[refusal->kind];
    struct writer writer = {.refusal = refusal, .names = names, .asked = asked, .arena = arena};
    char *fields = arena_alloc(arena, row->size + 1);
    for (size_t i = 0; i < ARRAY_SIZE(row->fields) && row->fields[i].source != NOTHING; i++)
        write_field(&writer, &row->fields[i], fields);
    *ret_name = arena_printf(arena, "org.novbe.Refused.%s", refusal_words[refusal->kind]);
    *ret_fields = fields;
}

void refusal_answer(struct varlink_call *call, const struct refusal *refusal, const struct refusal_names *names,
                    const char *asked)
{
    const char *name;
    const void *fields;
    refusal_error(refusal, names, asked, varlink_call_arena(call), &name, &fields);
    varlink_error(call, name, fields);
}
