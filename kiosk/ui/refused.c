/* SPDX-License-Identifier: MIT
 *
 * The table of sentences: the first row of an error whose field is there (and says the word, if the row names one). A
 * message's arguments are fields of the error; how each is told is a table, too.
 */
#include "kiosk/ui/refused.h"

#include <string.h>

#include "common/buffer.h"
#include "common/interface/fault.h"
#include "common/interface/refused.h"
#include "common/interface/varlink_service.h"
#include "kiosk/ui/names.h"

enum { SHOWN_ARGUMENTS = 4, SECONDS_TOLD_MS = 100 * 1000, SECOND_MS = 1000, MINUTE_MS = 60 * 1000 };

static const struct sentence {
    const char *error;
    const char *field; /* must not be null; NULL: none */
    const char *word;  /* what the field must say; NULL: anything */
    enum i18n_message message;
} sentences[] = {
        {REFUSED_NO_DAY, NULL, NULL, MESSAGE_REFUSED_NO_DAY},
        {REFUSED_DAY_OPEN, NULL, NULL, MESSAGE_REFUSED_DAY_OPEN},
        {REFUSED_HALTED, NULL, NULL, MESSAGE_REFUSED_HALTED},
        {REFUSED_NOT_HALTED, NULL, NULL, MESSAGE_REFUSED_NOT_HALTED},
        {REFUSED_NO_FORECAST, NULL, NULL, MESSAGE_REFUSED_NO_FORECAST},
        {REFUSED_DAY_NOT_OVER, NULL, NULL, MESSAGE_REFUSED_DAY_NOT_OVER},
        {REFUSED_DAY_NOT_KEPT, NULL, NULL, MESSAGE_REFUSED_DAY_NOT_KEPT},
        {REFUSED_REPORT_TOO_LONG, NULL, NULL, MESSAGE_REFUSED_REPORT_TOO_LONG},
        {REFUSED_UNKNOWN_SERVICE, NULL, NULL, MESSAGE_REFUSED_UNKNOWN_SERVICE},
        {REFUSED_UNKNOWN_CLASS, "class", NULL, MESSAGE_REFUSED_UNKNOWN_CHOICE},
        {REFUSED_UNKNOWN_NEED, "need", NULL, MESSAGE_REFUSED_UNKNOWN_CHOICE},
        {REFUSED_UNKNOWN_OUTCOME, "outcome", NULL, MESSAGE_REFUSED_UNKNOWN_CHOICE},
        {REFUSED_UNKNOWN_CODE, "code", NULL, MESSAGE_REFUSED_UNKNOWN_CHOICE},
        {REFUSED_UNKNOWN_PROFILE, "profile", NULL, MESSAGE_REFUSED_UNKNOWN_CHOICE},
        {REFUSED_UNKNOWN_AGENCY, "agency", NULL, MESSAGE_REFUSED_UNKNOWN_CHOICE},
        {REFUSED_UNKNOWN_COUNTER, NULL, NULL, MESSAGE_REFUSED_UNKNOWN_COUNTER},
        {REFUSED_UNKNOWN_OPERATOR, NULL, NULL, MESSAGE_REFUSED_UNKNOWN_OPERATOR},
        {REFUSED_UNKNOWN_TERMINAL, NULL, NULL, MESSAGE_REFUSED_UNKNOWN_TERMINAL},
        {REFUSED_UNKNOWN_TICKET, NULL, NULL, MESSAGE_REFUSED_UNKNOWN_TICKET},
        {REFUSED_UNKNOWN_BOOKING, NULL, NULL, MESSAGE_REFUSED_UNKNOWN_BOOKING},
        {REFUSED_REASON_NEEDED, NULL, NULL, MESSAGE_REFUSED_REASON_NEEDED},
        {REFUSED_WRONG_CODE, NULL, NULL, MESSAGE_REFUSED_WRONG_CODE},
        {REFUSED_TOO_MANY_TRIES, NULL, NULL, MESSAGE_REFUSED_TOO_MANY_TRIES},
        {REFUSED_WRONG_PIN, NULL, NULL, MESSAGE_REFUSED_WRONG_PIN},
        {REFUSED_OTHER_AGENCY, NULL, NULL, MESSAGE_REFUSED_OTHER_AGENCY},
        {REFUSED_NOT_SIGNED_IN, "operator", NULL, MESSAGE_REFUSED_OTHER_NOT_SIGNED_IN},
        {REFUSED_NOT_SIGNED_IN, NULL, NULL, MESSAGE_REFUSED_NOT_SIGNED_IN},
        {REFUSED_COUNTER_TAKEN, NULL, NULL, MESSAGE_REFUSED_COUNTER_TAKEN},
        {REFUSED_CORNER_SHUT, NULL, NULL, MESSAGE_REFUSED_CORNER_SHUT},
        {REFUSED_KIOSK_CLOSED, NULL, NULL, MESSAGE_REFUSED_KIOSK_CLOSED},
        {REFUSED_SLOW_DOWN, NULL, NULL, MESSAGE_REFUSED_SLOW_DOWN},
        {REFUSED_SERVICE_CLOSED, "opens_at", NULL, MESSAGE_REFUSED_SERVICE_CLOSED_OPENS},
        {REFUSED_SERVICE_CLOSED, NULL, NULL, MESSAGE_REFUSED_SERVICE_CLOSED},
        {REFUSED_TOO_LATE_TODAY, NULL, NULL, MESSAGE_REFUSED_TOO_LATE_TODAY},
        {REFUSED_NOT_SERVED_TODAY, "opens_at", NULL, MESSAGE_REFUSED_NOT_SERVED_TODAY_OPENS},
        {REFUSED_NOT_SERVED_TODAY, NULL, NULL, MESSAGE_REFUSED_NOT_SERVED_TODAY},
        {REFUSED_SERVICE_FULL, NULL, NULL, MESSAGE_REFUSED_SERVICE_FULL},
        {REFUSED_SERIES_EXHAUSTED, NULL, NULL, MESSAGE_REFUSED_SERIES_EXHAUSTED},
        {REFUSED_PARTY_TOO_LARGE, NULL, NULL, MESSAGE_REFUSED_PARTY_TOO_LARGE},
        {REFUSED_TOO_MANY_STEPS, NULL, NULL, MESSAGE_REFUSED_TOO_MANY_STEPS},
        {REFUSED_SLOT_FULL, NULL, NULL, MESSAGE_REFUSED_SLOT_FULL},
        {REFUSED_NOT_BOOKED_HERE, NULL, NULL, MESSAGE_REFUSED_NOT_BOOKED_HERE},
        {REFUSED_NO_SLOT, NULL, NULL, MESSAGE_REFUSED_NO_SLOT},
        {REFUSED_CHECKED_IN, "ticket", NULL, MESSAGE_REFUSED_CHECKED_IN_TICKET},
        {REFUSED_CHECKED_IN, NULL, NULL, MESSAGE_REFUSED_CHECKED_IN},
        {REFUSED_WRONG_RETURN_CODE, "why", "used", MESSAGE_REFUSED_RETURN_USED},
        {REFUSED_WRONG_RETURN_CODE, "why", "early", MESSAGE_REFUSED_RETURN_EARLY},
        {REFUSED_WRONG_RETURN_CODE, "why", "expired", MESSAGE_REFUSED_RETURN_EXPIRED},
        {REFUSED_WRONG_RETURN_CODE, "why", "other_service", MESSAGE_REFUSED_RETURN_OTHER_SERVICE},
        {REFUSED_WRONG_RETURN_CODE, "tries_left", NULL, MESSAGE_REFUSED_RETURN_UNKNOWN_TRIES},
        {REFUSED_WRONG_RETURN_CODE, NULL, NULL, MESSAGE_REFUSED_RETURN_UNKNOWN},
        {REFUSED_NOTHING_LOST, NULL, NULL, MESSAGE_REFUSED_NOTHING_LOST},
        {REFUSED_TICKET_KNOWN, NULL, NULL, MESSAGE_REFUSED_TICKET_KNOWN},
        {REFUSED_NOT_LOST, NULL, NULL, MESSAGE_REFUSED_NOT_LOST},
        {REFUSED_OUTSIDE_LOST_SPAN, NULL, NULL, MESSAGE_REFUSED_OUTSIDE_LOST_SPAN},
        {REFUSED_WRONG_STATE, NULL, NULL, MESSAGE_REFUSED_WRONG_STATE},
        {REFUSED_HELD_BY_OTHER, "counter", NULL, MESSAGE_REFUSED_HELD_AT_COUNTER},
        {REFUSED_HELD_BY_OTHER, NULL, NULL, MESSAGE_REFUSED_HELD_BY_OTHER},
        {REFUSED_FOR_OTHER, "counter", NULL, MESSAGE_REFUSED_FOR_OTHER_COUNTER},
        {REFUSED_FOR_OTHER, "operator", NULL, MESSAGE_REFUSED_FOR_OTHER_OPERATOR},
        {REFUSED_FOR_OTHER, NULL, NULL, MESSAGE_REFUSED_FOR_OTHER},
        {REFUSED_NOT_IN_PROFILE, NULL, NULL, MESSAGE_REFUSED_NOT_IN_PROFILE},
        {REFUSED_NEED_NOT_MET, NULL, NULL, MESSAGE_REFUSED_NEED_NOT_MET},
        {REFUSED_MOVED_ON, NULL, NULL, MESSAGE_REFUSED_MOVED_ON},
        {REFUSED_HOLDS_TICKET, NULL, NULL, MESSAGE_REFUSED_HOLDS_TICKET},
        {REFUSED_HOLDS_NONE, NULL, NULL, MESSAGE_REFUSED_HOLDS_NONE},
        {REFUSED_NOT_FREE, NULL, NULL, MESSAGE_REFUSED_NOT_FREE},
        {REFUSED_NOBODY_WAITS, NULL, NULL, MESSAGE_REFUSED_NOBODY_WAITS},
        {REFUSED_TAKER_NEEDED, NULL, NULL, MESSAGE_REFUSED_TAKER_NEEDED},
        {REFUSED_TAKER_BUSY, NULL, NULL, MESSAGE_REFUSED_TAKER_BUSY},
        {REFUSED_NOTHING_TO_UNDO, NULL, NULL, MESSAGE_REFUSED_NOTHING_TO_UNDO},
        {REFUSED_TOO_SOON, NULL, NULL, MESSAGE_REFUSED_TOO_SOON},
        {REFUSED_TOO_FEW_CALLS, NULL, NULL, MESSAGE_REFUSED_TOO_FEW_CALLS},
        {REFUSED_TOO_LATE, NULL, NULL, MESSAGE_REFUSED_TOO_LATE},
        {REFUSED_LIMIT_REACHED, NULL, NULL, MESSAGE_REFUSED_LIMIT_REACHED},
        {REFUSED_TOO_LONG, NULL, NULL, MESSAGE_REFUSED_TOO_LONG},
        {REFUSED_TIME_SPAN_WRONG, NULL, NULL, MESSAGE_REFUSED_TIME_SPAN_WRONG},
        {REFUSED_TRANSFER_FORBIDDEN, NULL, NULL, MESSAGE_REFUSED_TRANSFER_FORBIDDEN},
        {REFUSED_TOO_DEEP, NULL, NULL, MESSAGE_REFUSED_TOO_DEEP},
        {REFUSED_NOTHING_CHANGES, NULL, NULL, MESSAGE_REFUSED_NOTHING_CHANGES},
        {FAULT_OVERLOADED, NULL, NULL, MESSAGE_REFUSED_OVERLOADED},
        {FAULT_LANGUAGE_UNKNOWN, NULL, NULL, MESSAGE_REFUSED_LANGUAGE_UNKNOWN},
        {FAULT_STORAGE_FAILED, NULL, NULL, MESSAGE_REFUSED_STORAGE_FAILED},
        {FAULT_FOLLOWING, NULL, NULL, MESSAGE_REFUSED_FOLLOWING},
        {FAULT_REQUEST_REUSED, NULL, NULL, MESSAGE_REFUSED_FAILED},
        {VARLINK_SERVICE_INTERFACE_NOT_FOUND, NULL, NULL, MESSAGE_REFUSED_FAILED},
        {VARLINK_SERVICE_METHOD_NOT_FOUND, NULL, NULL, MESSAGE_REFUSED_FAILED},
        {VARLINK_SERVICE_METHOD_NOT_IMPLEMENTED, NULL, NULL, MESSAGE_REFUSED_FAILED},
        {VARLINK_SERVICE_INVALID_PARAMETER, NULL, NULL, MESSAGE_REFUSED_FAILED},
        {VARLINK_SERVICE_PERMISSION_DENIED, NULL, NULL, MESSAGE_REFUSED_FAILED},
        {VARLINK_SERVICE_EXPECTED_MORE, NULL, NULL, MESSAGE_REFUSED_FAILED},
};

/* How an argument is told that is neither a number nor stands as it came. */
enum telling {
    TOLD_NAME,    /* what the key is called */
    TOLD_COUNTER, /* the same, as a sentence wants it */
    TOLD_CHOICE,  /* the key in the row's field */
    TOLD_WHEN,    /* a clause: "tomorrow at 9:00" */
    TOLD_CLOCK,   /* a time: "9:00" */
    TOLD_DAY,
    TOLD_WORD,
};

typedef const char *naming(const struct names *names, const char *key);

static const struct argument {
    const char *name, *field;
    enum telling telling;
    naming *name_of;
} arguments[] = {
        {"service", "service", TOLD_NAME, names_service},
        {"agency", "agency", TOLD_NAME, names_group},
        {"reason", "reason", TOLD_NAME, names_reason},
        {"needs", "needs", TOLD_NAME, names_need},
        {"counter", "counter", TOLD_COUNTER, NULL},
        {"choice", NULL, TOLD_CHOICE, NULL},
        {"from", "from", TOLD_WHEN, NULL},
        {"opens_at", "opens_at", TOLD_WHEN, NULL},
        {"again", "until", TOLD_WHEN, NULL},
        {"since", "from", TOLD_CLOCK, NULL},
        {"until", "until", TOLD_CLOCK, NULL},
        {"day", "day", TOLD_DAY, NULL},
        {"state", "state", TOLD_WORD, NULL},
        {"activity", "activity", TOLD_WORD, NULL},
        {"why", "why", TOLD_WORD, NULL},
};

static const struct word {
    const char *field, *word;
    enum i18n_message message;
} words[] = {
        {"state", "planned", MESSAGE_REFUSED_STATE_PLANNED},     {"state", "waiting", MESSAGE_REFUSED_STATE_WAITING},
        {"state", "called", MESSAGE_REFUSED_STATE_CALLED},       {"state", "serving", MESSAGE_REFUSED_STATE_SERVING},
        {"state", "put_off", MESSAGE_REFUSED_STATE_PUT_OFF},     {"state", "parked", MESSAGE_REFUSED_STATE_PARKED},
        {"state", "ended", MESSAGE_REFUSED_STATE_ENDED},         {"activity", "free", MESSAGE_REFUSED_ACTIVITY_FREE},
        {"activity", "ticket", MESSAGE_REFUSED_ACTIVITY_TICKET}, {"activity", "help", MESSAGE_REFUSED_ACTIVITY_HELP},
        {"activity", "pause", MESSAGE_REFUSED_ACTIVITY_PAUSE},   {"activity", "task", MESSAGE_REFUSED_ACTIVITY_TASK},
        {"why", "series", MESSAGE_REFUSED_NOT_LOST_SERIES},      {"why", "number", MESSAGE_REFUSED_NOT_LOST_NUMBER},
        {"why", "before", MESSAGE_REFUSED_NOT_LOST_BEFORE},      {"why", "new", MESSAGE_REFUSED_NOT_LOST_NEW},
        {"why", "code", MESSAGE_REFUSED_NOT_LOST_CODE},
};

/* What a sentence is told in and with. */
struct telling_of {
    const struct language *language;
    const struct names *names;
    const struct sentence *sentence;
    const json_t *parameters;
    int64_t now_ms;
};

/* --- moments --- */

static char *clock_text(const struct language *language, int64_t at_ms, int64_t now_ms)
{
    struct local_time at = clock_local(at_ms), now = clock_local(now_ms);
    _cleanup_free_ char *time = language_time(language, at.minute_of_day);
    if (date_compare(at.date, now.date) == 0)
        return mem_strdup(time);
    _cleanup_free_ char *date = language_date_short(language, at.date);
    return mem_printf("%s %s", date, time);
}

/* A minute that has begun is over before the moment that is told. */
static char *when_text(const struct language *language, int64_t at_ms, int64_t now_ms)
{
    if (at_ms - now_ms < SECONDS_TOLD_MS) {
        int64_t seconds = (at_ms - now_ms + SECOND_MS - 1) / SECOND_MS;
        return i18n_text(language, MESSAGE_REFUSED_IN_SECONDS, I18N_NUMBER("seconds", seconds > 0 ? seconds : 1));
    }
    struct local_time at = clock_local(at_ms + MINUTE_MS - 1), now = clock_local(now_ms);
    _cleanup_free_ char *time = language_time(language, at.minute_of_day);
    if (date_compare(at.date, now.date) == 0)
        return i18n_text(language, MESSAGE_REFUSED_AT_TODAY, I18N_TEXT("time", time));
    if (date_compare(at.date, date_add(now.date, 1)) == 0)
        return i18n_text(language, MESSAGE_REFUSED_AT_TOMORROW, I18N_TEXT("time", time));
    _cleanup_free_ char *date = language_date(language, at.date);
    return i18n_text(language, MESSAGE_REFUSED_AT_OTHER_DAY, I18N_TEXT("date", date), I18N_TEXT("time", time));
}

static char *day_text(const struct language *language, const char *day)
{
    struct date date;
    return date_parse(day, &date) < 0 ? mem_strdup(day) : language_date(language, date);
}

/* --- words and names --- */

static char *word_text(const struct language *language, const char *field, const char *word)
{
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        if (strcmp(words[i].field, field) == 0 && strcmp(words[i].word, word) == 0)
            return i18n_text(language, words[i].message);
    }
    return mem_strdup(word); /* of a newer daemon */
}

static const char *called(const struct names *names, naming *name_of, const char *key)
{
    return names ? name_of(names, key) : key;
}

/* One key or a list of them; NULL: none. */
static char *names_text(const struct names *names, naming *name_of, const json_t *value)
{
    if (json_is_string(value))
        return mem_strdup(called(names, name_of, json_string_value(value)));
    struct buffer list = {0};
    for (size_t i = 0; i < json_array_size(value); i++) {
        const char *key = json_string_value(json_array_get(value, i));
        buffer_printf(&list, "%s%s", i > 0 ? ", " : "", key ? called(names, name_of, key) : "");
    }
    char *text = list.length > 0 ? mem_strndup(buffer_bytes(&list), list.length) : NULL;
    buffer_done(&list);
    return text;
}

static char *choice_text(const struct names *names, const char *field, const char *key)
{
    static const struct {
        const char *field;
        naming *name_of;
    } choices[] = {{"class", names_class}, {"need", names_need}, {"outcome", names_outcome}, {"agency", names_group}};
    for (size_t i = 0; i < ARRAY_SIZE(choices); i++) {
        if (strcmp(choices[i].field, field) == 0)
            return mem_strdup(called(names, choices[i].name_of, key));
    }
    return mem_strdup(key);
}

/* --- arguments --- */

static const struct argument *find_argument(const char *name, size_t length)
{
    for (size_t i = 0; i < ARRAY_SIZE(arguments); i++) {
        if (strlen(arguments[i].name) == length && memcmp(arguments[i].name, name, length) == 0)
            return &arguments[i];
    }
    return NULL;
}

static char *string_text(const struct telling_of *of, const struct argument *argument, const char *value)
{
    switch (argument->telling) {
    case TOLD_COUNTER:
        return language_counter(of->language, called(of->names, names_counter, value), false);
    case TOLD_CHOICE:
        return choice_text(of->names, of->sentence->field, value);
    case TOLD_DAY:
        return day_text(of->language, value);
    case TOLD_WORD:
        return word_text(of->language, argument->field, value);
    case TOLD_NAME:
    case TOLD_WHEN:
    case TOLD_CLOCK:
        break;
    }
    return NULL;
}

/* NULL: the field is not there, or not what the sentence expects. */
static char *argument_text(const struct telling_of *of, const struct argument *argument)
{
    const char *field = argument->telling == TOLD_CHOICE ? of->sentence->field : argument->field;
    const json_t *value = json_object_get(of->parameters, field);
    if (argument->telling == TOLD_NAME)
        return names_text(of->names, argument->name_of, value);
    if (json_is_string(value))
        return string_text(of, argument, json_string_value(value));
    if (json_is_integer(value) && argument->telling == TOLD_WHEN)
        return when_text(of->language, json_integer_value(value), of->now_ms);
    if (json_is_integer(value) && argument->telling == TOLD_CLOCK)
        return clock_text(of->language, json_integer_value(value), of->now_ms);
    return NULL;
}

/* One argument by its word in the message's list; false: what it tells is not there. */
static bool fill(const struct telling_of *of, const char *word, size_t length, struct i18n_argument *ret_argument,
                 char **ret_name, char **ret_text)
{
    bool number = *word == '#';
    *ret_name = mem_strndup(word + number, length - number);
    const struct argument *argument = find_argument(*ret_name, length - number);
    const json_t *value = json_object_get(of->parameters, *ret_name);
    *ret_argument = (struct i18n_argument){.name = *ret_name, .number = json_integer_value(value)};
    if (number)
        return json_is_integer(value);
    *ret_text = argument                ? argument_text(of, argument)
                : json_is_string(value) ? mem_strdup(json_string_value(value))
                                        : NULL;
    ret_argument->text = *ret_text;
    return *ret_text != NULL;
}

/* NULL: an argument is not there. */
static char *tell(const struct telling_of *of)
{
    struct i18n_argument told[SHOWN_ARGUMENTS];
    char *names[SHOWN_ARGUMENTS] = {0}, *texts[SHOWN_ARGUMENTS] = {0};
    size_t count = 0;
    bool whole = true;
    for (const char *word = i18n_messages[of->sentence->message].arguments; *word && count < SHOWN_ARGUMENTS;) {
        size_t length = strcspn(word, " ");
        whole &= fill(of, word, length, &told[count], &names[count], &texts[count]);
        count++;
        word += length + strspn(word + length, " ");
    }
    char *text = whole ? i18n_format(of->language, of->sentence->message, told, count) : NULL;
    for (size_t i = 0; i < count; i++) {
        free(names[i]);
        free(texts[i]);
    }
    return text;
}

/* --- sentences --- */

static bool holds(const struct sentence *sentence, const char *error, const json_t *parameters)
{
    if (strcmp(sentence->error, error) != 0)
        return false;
    if (!sentence->field)
        return true;
    const json_t *value = json_object_get(parameters, sentence->field);
    const char *said = json_string_value(value);
    return value && !json_is_null(value) && (!sentence->word || (said && strcmp(said, sentence->word) == 0));
}

char *refused_text_at(const struct language *language, const struct names *names, const char *error,
                      const json_t *parameters, int64_t now_ms)
{
    for (size_t i = 0; i < ARRAY_SIZE(sentences); i++) {
        if (!holds(&sentences[i], error, parameters))
            continue;
        const struct telling_of of = {language, names, &sentences[i], parameters, now_ms};
        char *text = tell(&of);
        if (text)
            return text;
    }
    const char *dot = strrchr(error, '.');
    return i18n_text(language, MESSAGE_REFUSED_OTHER, I18N_TEXT("error", dot ? dot + 1 : error));
}

char *refused_text(const struct language *language, const struct names *names, const char *error, json_t *parameters)
{
    return refused_text_at(language, names, error, parameters, clock_wall_ms());
}

char *reply_text(const struct language *language, const struct names *names, const struct varlink_reply *reply)
{
    if (reply->status == VARLINK_ERROR)
        return refused_text(language, names, reply->error, reply->parameters);
    return i18n_text(language, reply->not_sent ? MESSAGE_REFUSED_NOT_SENT : MESSAGE_REFUSED_NOT_KNOWN);
}
