/* SPDX-License-Identifier: MIT
 *
 * A row a kind of fact: its message, and what the message is filled with.
 */
#include "daemon/sentence.h"

#include "common/text.h"

#define MINUTE_MS 60000

/* --- names --- */

static const char *kept(const struct sentence *sentence, char *text)
{
    const char *copy = arena_strdup(sentence->view->arena, text);
    free(text);
    return copy;
}

static const char *name_of(const struct sentence *sentence, enum name_kind kind, int32_t id,
                           const struct config_text *name)
{
    const char *text = name ? i18n_catalogue_text(name, sentence->language, NULL) : NULL;
    const char *key = text ? text : view_key(sentence->view, kind, id);
    return key ? key : "-";
}

const char *sentence_service(const struct sentence *sentence, int32_t service)
{
    const struct catalogue_service *object = rulebook_object(sentence->view->hall->rulebook, NAME_SERVICE, service);
    return name_of(sentence, NAME_SERVICE, service, object ? &object->name : NULL);
}

static const char *reason_of(const struct sentence *sentence, int32_t reason)
{
    const struct catalogue_code *object = rulebook_object(sentence->view->hall->rulebook, NAME_REASON, reason);
    return name_of(sentence, NAME_REASON, reason, object ? &object->name : NULL);
}

static const char *outcome_of(const struct sentence *sentence, int32_t outcome)
{
    const struct catalogue_outcome *object = rulebook_object(sentence->view->hall->rulebook, NAME_OUTCOME, outcome);
    return name_of(sentence, NAME_OUTCOME, outcome, object ? &object->name : NULL);
}

const char *sentence_counter(const struct sentence *sentence, int32_t counter)
{
    const struct catalogue_counter *object = rulebook_object(sentence->view->hall->rulebook, NAME_COUNTER, counter);
    const char *label = object ? object->label : name_of(sentence, NAME_COUNTER, counter, NULL);
    return kept(sentence, language_counter(sentence->language, label, false));
}

/* A line of what to bring, as the catalogue has it now; or its number. */
static const char *item_of(const struct sentence *sentence, int32_t service, int64_t line)
{
    const struct catalogue_service *object = rulebook_object(sentence->view->hall->rulebook, NAME_SERVICE, service);
    const char *text = object ? i18n_catalogue_text(&object->bring, sentence->language, NULL) : NULL;
    size_t count = 0;
    const char **lines = text ? text_lines(text, sentence->view->arena, &count) : NULL;
    return line >= 1 && (size_t)line <= count ? lines[line - 1] : arena_printf(sentence->view->arena, "%d", (int)line);
}

static const char *time_of(const struct sentence *sentence, int64_t at_ms)
{
    return kept(sentence, language_time(sentence->language, clock_local(at_ms).minute_of_day));
}

/* --- why it was called --- */

static char *call_why(const struct sentence *sentence, const struct event *event)
{
    static const enum i18n_message messages[] = {
            [CALL_DUE] = MESSAGE_EXPLAIN_DUE,           [CALL_TIER] = MESSAGE_EXPLAIN_TIER,
            [CALL_PROMOTED] = MESSAGE_EXPLAIN_PROMOTED, [CALL_FRONT] = MESSAGE_EXPLAIN_FRONT,
            [CALL_NAMED] = MESSAGE_EXPLAIN_NAMED,       [CALL_FITS] = MESSAGE_EXPLAIN_FITS,
            [CALL_CHOSEN] = MESSAGE_EXPLAIN_CHOSEN,     [CALL_BOOKED] = MESSAGE_EXPLAIN_BOOKED,
            [CALL_DIRECT] = MESSAGE_EXPLAIN_DIRECT,     [CALL_RETURNED] = MESSAGE_EXPLAIN_RETURNED,
    };
    int64_t why = event->value[CALLED_WHY];
    if (why == CALL_FITS)
        return i18n_text(sentence->language, MESSAGE_EXPLAIN_FITS, I18N_NUMBER("passed", event->value[CALLED_PASSED]));
    if (why == CALL_CHOSEN)
        return i18n_text(sentence->language, MESSAGE_EXPLAIN_CHOSEN,
                         I18N_TEXT("reason", reason_of(sentence, event->reason)));
    return i18n_text(sentence->language, messages[why]);
}

const char *sentence_call(const struct sentence *sentence, const struct event *event)
{
    _cleanup_free_ char *why = call_why(sentence, event);
    _cleanup_free_ char *called =
            i18n_text(sentence->language, MESSAGE_EXPLAIN_CALLED, I18N_TEXT("ticket", sentence->ticket),
                      I18N_TEXT("counter", sentence_counter(sentence, event->counter)),
                      I18N_TEXT("time", time_of(sentence, event->at_ms)),
                      I18N_NUMBER("minutes", event->value[CALLED_WAITED] / MINUTE_MS));
    return kept(sentence, i18n_text(sentence->language, MESSAGE_EXPLAIN_BOTH, I18N_TEXT("called", called),
                                    I18N_TEXT("why", why)));
}

/* --- what happened to it --- */

/* What a message is filled with beside nothing. */
enum filling {
    NOTHING,
    SERVICE,
    PROMISE,
    TO_SERVICE,
    COUNTER,
    OPERATOR,
    TO_OPERATOR,
    REASON,
    MOMENT,
    OUTCOME,
    JOINED,
    FIRST_DAY,
    LAST_DAY,
    STARS,
    ITEM
};

struct row {
    enum i18n_message message; /* 0 in a gap: MESSAGE_STORY_OTHER stands for it */
    enum filling filling;
    bool known;
};

#define ROW(name, with)                  \
    {                                    \
        MESSAGE_STORY_##name, with, true \
    }

static const struct row facts[EVENT_KIND_LIMIT] = {
        [EVENT_STEP_PLANNED] = ROW(STEP_PLANNED, SERVICE),
        [EVENT_STEP_ENTERED] = ROW(STEP_ENTERED, SERVICE),
        [EVENT_STEP_PROMISED] = ROW(STEP_PROMISED, PROMISE),
        [EVENT_PROMOTED] = ROW(PROMOTED, NOTHING),
        [EVENT_CALLED] = ROW(CALLED, COUNTER),
        [EVENT_RECALLED] = ROW(RECALLED, COUNTER),
        [EVENT_ARRIVED] = ROW(ARRIVED, COUNTER),
        [EVENT_MISSED] = ROW(MISSED, NOTHING),
        [EVENT_RETURNED] = ROW(RETURNED, NOTHING),
        [EVENT_PUT_OFF] = ROW(PUT_OFF, MOMENT),
        [EVENT_CAME_BACK] = ROW(CAME_BACK, NOTHING),
        [EVENT_PARKED] = ROW(PARKED, COUNTER),
        [EVENT_TAKEN_UP] = ROW(TAKEN_UP, COUNTER),
        [EVENT_TRANSFERRED] = ROW(TRANSFERRED, TO_SERVICE),
        [EVENT_CANCELLED] = ROW(CANCELLED, NOTHING),
        [EVENT_VOIDED] = ROW(VOIDED, REASON),
        [EVENT_UNFINISHED] = ROW(UNFINISHED, NOTHING),
        [EVENT_CHANGED] = ROW(CHANGED, REASON),
        [EVENT_UNDONE] = ROW(UNDONE, NOTHING),
        [EVENT_STEP_FINAL] = ROW(STEP_FINAL, NOTHING),
        [EVENT_HANDED_OVER] = ROW(HANDED_OVER, TO_OPERATOR),
        [EVENT_HELP_BEGAN] = ROW(HELP_BEGAN, OPERATOR),
        [EVENT_HELP_ENDED] = ROW(HELP_ENDED, OPERATOR),
        [EVENT_JOINED] = ROW(JOINED, JOINED),
        [EVENT_BY_HAND] = ROW(BY_HAND, NOTHING),
        [EVENT_RETURN_GIVEN] = ROW(RETURN_GIVEN, LAST_DAY),
        [EVENT_RETURN_USED] = ROW(RETURN_USED, FIRST_DAY),
        [EVENT_RATED] = ROW(RATED, STARS),
        [EVENT_LACKED] = ROW(LACKED, ITEM),
};

/* Kinds whose values say which sentence it is. */
static struct row row_of(const struct event *event)
{
    static const struct row issued[] = {
            [CHANNEL_KIOSK] = ROW(ISSUED_KIOSK, NOTHING),     [CHANNEL_RECEPTION] = ROW(ISSUED_RECEPTION, NOTHING),
            [CHANNEL_BOOKING] = ROW(ISSUED_BOOKING, NOTHING), [CHANNEL_DIRECT] = ROW(ISSUED_DIRECT, NOTHING),
            [CHANNEL_HAND] = ROW(ISSUED_BY_HAND, NOTHING),    [CHANNEL_ADOPTED] = ROW(ISSUED_ADOPTED, NOTHING),
    };
    static const struct row uncalled[] = {
            [UNCALLED_LEASE] = ROW(UNCALLED_LEASE, COUNTER),
            [UNCALLED_RELEASE] = ROW(UNCALLED_RELEASE, REASON),
            [UNCALLED_HALT] = ROW(UNCALLED_HALT, NOTHING),
    };
    if (event->kind == EVENT_ISSUED)
        return issued[event->value[ISSUED_CHANNEL]];
    if (event->kind == EVENT_UNCALLED)
        return uncalled[event->value[0]];
    if (event->kind == EVENT_NEVER_CALLED)
        return event->value[0] ? (struct row)ROW(SENT_HOME, NOTHING) : (struct row)ROW(NEVER_CALLED, NOTHING);
    if (event->kind == EVENT_ADOPTED)
        return event->value[ADOPTED_ASSUMED] ? (struct row)ROW(ADOPTED_ASSUMED, MOMENT)
                                             : (struct row)ROW(ADOPTED, MOMENT);
    if (event->kind == EVENT_ALERTED)
        return event->value[0] == ALERT_NEED ? (struct row)ROW(NEED, NOTHING) : (struct row)ROW(SERIES, NOTHING);
    if (event->kind == EVENT_NOTED)
        return event->operator_id ? (struct row)ROW(NOTED, OPERATOR) : (struct row)ROW(NOTED_RECEPTION, NOTHING);
    if (event->kind == EVENT_FINISHED && event->value[FINISHED_MARKS] & MARK_NOT_RECORDED)
        return (struct row)ROW(NOT_FINISHED, NOTHING);
    if (event->kind == EVENT_FINISHED && event->value[FINISHED_OUTCOME])
        return (struct row)ROW(FINISHED_OUTCOME, OUTCOME);
    if (event->kind == EVENT_FINISHED)
        return (struct row)ROW(FINISHED, COUNTER);
    return event->kind > 0 && event->kind < EVENT_KIND_LIMIT ? facts[event->kind] : (struct row){0};
}

static struct i18n_argument day_argument(const struct sentence *sentence, int64_t day)
{
    struct date date = date_add((struct date){1970, 1, 1}, (int)day);
    return I18N_TEXT("date", kept(sentence, language_date_short(sentence->language, date)));
}

static struct i18n_argument operator_argument(const struct sentence *sentence, int64_t id)
{
    return I18N_TEXT("operator", name_of(sentence, NAME_OPERATOR, (int32_t)id, NULL));
}

/* The message's argument; a message has one, but for OUTCOME and PROMISE. */
static struct i18n_argument argument_of(const struct sentence *sentence, const struct event *event,
                                        enum filling filling, const char *joined)
{
    switch (filling) {
    case SERVICE:
    case PROMISE:
        return I18N_TEXT("service", sentence_service(sentence, event->service));
    case TO_SERVICE:
        return I18N_TEXT("service", sentence_service(sentence, (int32_t)event->value[TRANSFERRED_SERVICE]));
    case COUNTER:
    case OUTCOME:
        return I18N_TEXT("counter", sentence_counter(sentence, event->counter));
    case OPERATOR:
        return operator_argument(sentence, event->operator_id);
    case TO_OPERATOR:
        return operator_argument(sentence, event->value[0]);
    case REASON:
        return I18N_TEXT("reason", reason_of(sentence, event->reason));
    case MOMENT:
        return I18N_TEXT("time", time_of(sentence, event->value[0]));
    case JOINED:
        return I18N_TEXT("ticket", joined ? joined : "-");
    case FIRST_DAY:
        return day_argument(sentence, event->value[RETURN_USED_DAY]);
    case LAST_DAY:
        return day_argument(sentence, event->value[RETURN_GIVEN_UNTIL]);
    case STARS:
        return I18N_TEXT("stars", arena_printf(sentence->view->arena, "%d", (int)event->value[0]));
    case ITEM:
        return I18N_TEXT("item", item_of(sentence, event->service, event->value[LACKED_LINE]));
    case NOTHING:
        break;
    }
    return (struct i18n_argument){0};
}

const char *sentence_fact(const struct sentence *sentence, const struct event *event, const char *joined)
{
    struct row row = row_of(event);
    if (!row.known) {
        const struct event_kind_info *info = event_kind_info(event->kind);
        return kept(sentence,
                    i18n_text(sentence->language, MESSAGE_STORY_OTHER, I18N_TEXT("kind", info ? info->word : "?")));
    }
    struct i18n_argument arguments[2] = {argument_of(sentence, event, row.filling, joined)};
    if (row.filling == OUTCOME)
        arguments[1] = I18N_TEXT("outcome", outcome_of(sentence, (int32_t)event->value[FINISHED_OUTCOME]));
    if (row.filling == PROMISE)
        arguments[1] =
                I18N_TEXT("time", time_of(sentence, promise_ends_ms(event->at_ms, event->value[PROMISED_UNTIL])));
    size_t count = row.filling == NOTHING ? 0 : row.filling == OUTCOME || row.filling == PROMISE ? 2 : 1;
    return kept(sentence, i18n_format(sentence->language, row.message, arguments, count));
}
