/* SPDX-License-Identifier: MIT
 *
 * The table of sentences, and how a sentence takes its fields.
 *
 * {name} is the field as it came, {name:time} a moment as the clock of the centre shows it. What stands in [] is left
 * out if one of its fields is null.
 */
#include "kiosk/admin/refusal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/buffer.h"
#include "common/clock.h"
#include "common/interface/admin.h"
#include "common/interface/fault.h"
#include "common/interface/follower.h"
#include "common/interface/refused.h"
#include "common/interface/varlink_service.h"

static const struct sentence {
    const char *error;
    const char *pattern;
} sentences[] = {
        {REFUSED_NO_DAY, "no business day is open"},
        {REFUSED_DAY_OPEN, "a business day is open: close it first (novbe close-day)"},
        {REFUSED_DAY_NOT_OVER, "{day} is not over yet"},
        {REFUSED_DAY_NOT_KEPT, "nothing is kept of {day}: none took place, or it is too long ago"},
        {REFUSED_REPORT_TOO_LONG, "the report has too many lines; ask for fewer tables or days, or for longer periods"},
        {REFUSED_HALTED, "the hall is halted: {reason}"},
        {REFUSED_NOT_HALTED, "the hall is not halted"},
        {REFUSED_NO_FORECAST, "nothing is known of what comes, just now: ask again in some seconds"},
        {REFUSED_UNKNOWN_SERVICE, "there is no service {service}, or it is no longer offered"},
        {REFUSED_UNKNOWN_CLASS, "there is no class {class}"},
        {REFUSED_UNKNOWN_NEED, "there is no need {need}"},
        {REFUSED_UNKNOWN_COUNTER, "there is no counter {counter}"},
        {REFUSED_UNKNOWN_OPERATOR, "there is no operator {operator}"},
        {REFUSED_UNKNOWN_OUTCOME, "there is no outcome {outcome}"},
        {REFUSED_UNKNOWN_CODE, "there is no pause or task {code}"},
        {REFUSED_UNKNOWN_PROFILE, "there is no profile {profile}"},
        {REFUSED_UNKNOWN_AGENCY, "there is no agency {agency}"},
        {REFUSED_UNKNOWN_TERMINAL, "there is no kiosk, board, printer or shift {key}"},
        {REFUSED_UNKNOWN_TICKET, "there is no ticket {ticket} in that business day"},
        {REFUSED_UNKNOWN_BOOKING, "there is no booking {booking}, or it was cancelled"},
        {REFUSED_REASON_NEEDED, "a reason is needed that the centre has[; {reason} is none]"},
        {REFUSED_WRONG_CODE, "ticket and code do not belong together; tries left: {tries_left}"},
        {REFUSED_TOO_MANY_TRIES, "too many tries; the next one from {from:time}"},
        {REFUSED_WRONG_PIN,
         "operator and PIN do not belong together, or it is no PIN of kiosks; the next try from {from:time}"},
        {REFUSED_CORNER_SHUT, "the corner of this kiosk is not open: type the PIN"},
        {REFUSED_KIOSK_CLOSED, "the kiosk {kiosk} is out of use"},
        {REFUSED_SLOW_DOWN, "too many tickets of {service} were taken at this kiosk: the next one from {until:time}"},
        {REFUSED_OTHER_AGENCY, "it belongs to another agency, {agency}"},
        {REFUSED_NOT_SIGNED_IN, "nobody is signed in[ as {operator}]"},
        {REFUSED_COUNTER_TAKEN, "{operator} is signed in at counter {counter}"},
        {REFUSED_SERVICE_CLOSED, "{service} gives no tickets now[; it opens again at {opens_at:time}]"},
        {REFUSED_NOT_SERVED_TODAY,
         "who comes to {service} now would probably not be served today[; it opens again at {opens_at:time}]"},
        {REFUSED_TOO_LATE_TODAY, "{service} gave tickets until {until:time} today"},
        {REFUSED_SERVICE_FULL, "{service} has given all its {limit} tickets of the day"},
        {REFUSED_SERIES_EXHAUSTED, "{service} has no number left; the last one was {limit}"},
        {REFUSED_PARTY_TOO_LARGE, "one ticket of {service} is for at most {limit}"},
        {REFUSED_TOO_MANY_STEPS, "a visit has at most {limit} steps"},
        {REFUSED_SLOT_FULL, "the slot of {service} is taken: it takes {limit} bookings"},
        {REFUSED_NO_SLOT, "{service} has no slot then: look at the hours of that day"},
        {REFUSED_NOT_BOOKED_HERE, "{service} takes no bookings"},
        {REFUSED_CHECKED_IN, "the booking has its ticket already[: {ticket}]"},
        {REFUSED_WRONG_RETURN_CODE,
         "the return code does not count: {why}[; it is for {service}][; tries left: {tries_left}]"},
        {REFUSED_NOTHING_LOST, "nothing was lost in this business day: every ticket of today is known"},
        {REFUSED_TICKET_KNOWN, "ticket {ticket} is known here: {state}"},
        {REFUSED_NOT_LOST, "the machine that was lost cannot have issued {ticket}: {why}"},
        {REFUSED_OUTSIDE_LOST_SPAN, "tickets were lost from {from:time} to {until:time} only"},
        {REFUSED_WRONG_STATE, "ticket {ticket} is in a state in which this cannot be done: {state}"},
        {REFUSED_HELD_BY_OTHER, "ticket {ticket} is held by {operator}[ at counter {counter}]"},
        {REFUSED_FOR_OTHER, "ticket {ticket} was sent elsewhere[, to counter {counter}][, to operator {operator}]"},
        {REFUSED_NOT_IN_PROFILE, "{service}, the service of ticket {ticket}, is not served there"},
        {REFUSED_NEED_NOT_MET, "the counter does not meet all needs of ticket {ticket}: {needs}"},
        {REFUSED_MOVED_ON, "ticket {ticket} has gone on since: {state}"},
        {REFUSED_HOLDS_TICKET, "ticket {ticket} must be ended first: {state}"},
        {REFUSED_HOLDS_NONE, "there is no ticket in hand"},
        {REFUSED_NOT_FREE, "the operator is busy: {activity}"},
        {REFUSED_NOBODY_WAITS, "nobody waits whom this counter may take; for others: {others}"},
        {REFUSED_TAKER_NEEDED, "somebody must take over tickets that are served or parked: {tickets}"},
        {REFUSED_TAKER_BUSY, "{operator} cannot take over: {activity}[, with ticket {ticket}]"},
        {REFUSED_NOTHING_TO_UNDO, "there is nothing to undo"},
        {REFUSED_TOO_SOON, "not before {from:time}"},
        {REFUSED_TOO_FEW_CALLS, "a no-show needs {limit} calls; the next one is possible from {from:time}"},
        {REFUSED_TOO_LATE, "it was possible until {until:time}"},
        {REFUSED_LIMIT_REACHED, "the ticket has had this as often as the centre allows: {limit}"},
        {REFUSED_TOO_LONG, "that long is not possible: until {until:time} at most"},
        {REFUSED_TIME_SPAN_WRONG, "the times make no sense: past, overlapping, too many, or ending before they begin"},
        {REFUSED_TRANSFER_FORBIDDEN, "the catalogue lets no ticket go from there to {service}"},
        {REFUSED_TOO_DEEP, "transfers with return lie in one another at most {limit} deep"},
        {REFUSED_NOTHING_CHANGES, "nothing would change: it is like that already"},
        {ADMIN_UNKNOWN_PROFILE, "there is no profile {profile}"},
        {FAULT_OVERLOADED, "the daemon works on too many calls ({limit}: {maximum}); try again"},
        {FAULT_LANGUAGE_UNKNOWN, "the centre does not speak {language}; it speaks {languages}"},
        {FAULT_STORAGE_FAILED, "it could not be written to disk, so it was not done; see novbe status"},
        {FAULT_FOLLOWING, "this machine follows the centre, which is at {address}"},
        {FOLLOWER_OTHER_CENTRE, "the store here is of the centre {centre}"},
        {FOLLOWER_OTHER_SCHEMA, "the store here has schema {schema}"},
        {FOLLOWER_DIVERGED, "the fact {seq} is another here: that is no copy of this store"},
        {FOLLOWER_TOO_LATE, "the facts before {kept_from} were deleted by retention"},
        {ADMIN_CENTRE_ANSWERS,
         "the centre at {address} still answers: stop it first; if it surely serves nobody, --force"},
        {ADMIN_IS_CENTRE, "this machine is the centre already, in epoch {epoch}"},
        {FAULT_REQUEST_REUSED, "the request {request} was something else before"},
        {VARLINK_SERVICE_INVALID_PARAMETER, "the daemon does not take this value: {parameter}"},
        {VARLINK_SERVICE_PERMISSION_DENIED, "your user has no role that may do this"},
        {VARLINK_SERVICE_METHOD_NOT_IMPLEMENTED, "this daemon cannot do that yet: {method}"},
        {VARLINK_SERVICE_METHOD_NOT_FOUND, "this daemon does not know {method}: is it older than this command?"},
        {VARLINK_SERVICE_INTERFACE_NOT_FOUND, "this daemon does not know {interface}: is it older than this command?"},
};

const char *moment_text(int64_t at_ms, char text[MOMENT_TEXT_SIZE])
{
    struct local_time at = clock_local(at_ms), now = clock_local(clock_wall_ms());
    char date[DATE_TEXT_SIZE];
    bool today = date_compare(at.date, now.date) == 0;
    snprintf(text, MOMENT_TEXT_SIZE, "%s%s%02d:%02d", today ? "" : date_text(at.date, date), today ? "" : " ",
             at.minute_of_day / 60, at.minute_of_day % 60);
    return text;
}

/* Appends a field; false if there is nothing to say. */
static bool append_value(struct buffer *out, const json_t *value, bool is_time)
{
    char text[MOMENT_TEXT_SIZE];
    if (json_is_string(value))
        buffer_printf(out, "%s", json_string_value(value));
    else if (json_is_integer(value) && is_time)
        buffer_printf(out, "%s", moment_text(json_integer_value(value), text));
    else if (json_is_integer(value))
        buffer_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    for (size_t i = 0; i < json_array_size(value); i++) {
        buffer_printf(out, "%s", i > 0 ? ", " : "");
        append_value(out, json_array_get(value, i), is_time);
    }
    return json_is_string(value) || json_is_integer(value) || json_array_size(value) > 0;
}

/* Appends the field of a brace and moves on behind it. */
static bool append_field(struct buffer *out, const char **pattern, const json_t *parameters)
{
    size_t length = strcspn(*pattern + 1, "}");
    _cleanup_free_ char *name = mem_strndup(*pattern + 1, length);
    *pattern += length + 2;
    char *colon = strchr(name, ':');
    if (colon)
        *colon = '\0';
    return append_value(out, json_object_get(parameters, name), colon != NULL);
}

/* Appends up to `end`; false if a field had nothing to say. */
static bool append_pattern(struct buffer *out, const char *pattern, const char *end, const json_t *parameters)
{
    bool complete = true;
    while (pattern < end) {
        if (*pattern == '{') {
            complete &= append_field(out, &pattern, parameters);
        } else if (*pattern == '[') {
            const char *close = strchr(pattern, ']');
            struct buffer part = {0};
            if (append_pattern(&part, pattern + 1, close, parameters))
                buffer_append(out, buffer_bytes(&part), part.length);
            buffer_done(&part);
            pattern = close + 1;
        } else {
            buffer_append_byte(out, *pattern++);
        }
    }
    return complete;
}

static char *unknown_sentence(const char *error, const json_t *parameters)
{
    _cleanup_free_ char *fields = json_object_size(parameters) > 0 ? json_dumps(parameters, 0) : NULL;
    return mem_printf("%s%s%s", error, fields ? " " : "", fields ? fields : "");
}

char *refusal_sentence(const char *error, const json_t *parameters)
{
    for (size_t i = 0; i < ARRAY_SIZE(sentences); i++) {
        const char *pattern = sentences[i].pattern;
        if (strcmp(sentences[i].error, error) != 0)
            continue;
        struct buffer out = {0};
        append_pattern(&out, pattern, pattern + strlen(pattern), parameters);
        char *sentence = mem_strndup(buffer_bytes(&out), out.length);
        buffer_done(&out);
        return sentence;
    }
    return unknown_sentence(error, parameters);
}
