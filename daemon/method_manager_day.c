/* SPDX-License-Identifier: MIT
 *
 * Days that differ: said, asked, taken back; and which bookings they hit.
 */
#include <stdio.h>
#include <string.h>

#include "common/interface/refused.h"
#include "daemon/daemon.h"
#include "daemon/method.h"
#include "daemon/method_manager.h"

/* SetDay, PreviewDay and UnsetDay name the same things. */
struct day_asked {
    const char *day, *agency, *service;
};

/* --- what is asked about --- */

static bool refuse(struct varlink_call *call, enum refusal_kind kind, const char *asked)
{
    call_refuse(call, &(struct refusal){.kind = kind}, asked);
    return false;
}

static bool read_day(struct varlink_call *call, const char *text, struct day_word *word)
{
    if (!method_day(call, "day", text, &word->day))
        return false;
    return word->day >= days_today(&daemon_of(call)->days) || refuse(call, REFUSAL_TIME_SPAN_WRONG, text);
}

static bool read_agency(struct varlink_call *call, const char *key, struct day_word *word)
{
    word->agency = hall_id(daemon_hall(call), NAME_AGENCY, key);
    if (!word->agency)
        varlink_error(call, REFUSED_UNKNOWN_AGENCY, &(struct refused_unknown_agency_error){.agency = key});
    else if (!rights_cover(daemon_rights(call), MANAGER_ROLES, key))
        varlink_error(call, REFUSED_OTHER_AGENCY, &(struct refused_other_agency_error){.agency = key});
    else
        return true;
    return false;
}

static bool read_service(struct varlink_call *call, const struct day_asked *asked, struct day_word *word)
{
    struct view view = view_of(daemon_hall(call), varlink_call_arena(call));
    word->service = manager_service(call, asked->service);
    if (!word->service)
        return false;
    if (asked->agency && strcmp(view_agency(&view, word->service), asked->agency) != 0)
        return refuse(call, REFUSAL_UNKNOWN_SERVICE, asked->service);
    word->agency = 0; /* the service says it already */
    return true;
}

/* False: it was answered why not. */
static bool read_asked(struct varlink_call *call, struct day_asked asked, struct day_word *ret_word)
{
    *ret_word = (struct day_word){0};
    if (!asked.agency && !asked.service && !manager_covers_all(call))
        return false;
    if (!read_day(call, asked.day, ret_word))
        return false;
    if (asked.agency && !read_agency(call, asked.agency, ret_word))
        return false;
    return !asked.service || read_service(call, &asked, ret_word);
}

/* --- its hours --- */

/* A minute before the roll-over is of the next date, as the business day has it; so is the roll-over as an end. */
static int64_t moment(const struct hall *hall, int32_t day, int minute, bool is_end)
{
    int start_minute = hall->centre->settings.day_start_minute;
    bool next = minute < start_minute || (is_end && minute == start_minute && start_minute > 0);
    return clock_at(date_of(day + next), minute);
}

bool manager_read_span(const struct hall *hall, int32_t day, const char *text, struct rule_span *ret_span)
{
    char times[2][6] = {{0}};
    int from_minute, until_minute;
    if (strlen(text) != 11 || text[5] != '-')
        return false;
    memcpy(times[0], text, 5);
    memcpy(times[1], text + 6, 5);
    if (minute_parse(times[0], &from_minute) < 0 || minute_parse(times[1], &until_minute) < 0)
        return false;
    ret_span->from_ms = moment(hall, day, from_minute, false);
    ret_span->until_ms = moment(hall, day, until_minute, true);
    return ret_span->from_ms < ret_span->until_ms;
}

static bool read_open(struct varlink_call *call, size_t count, const char *const *spans, struct day_word *word)
{
    const struct hall *hall = daemon_hall(call);
    if (count > RULEBOOK_SPANS)
        return refuse(call, REFUSAL_TIME_SPAN_WRONG, NULL);
    for (size_t i = 0; i < count; i++) {
        struct rule_span *span = &word->open.spans[i];
        if (!manager_read_span(hall, word->day, spans[i], span) || (i > 0 && span->from_ms < span[-1].until_ms))
            return refuse(call, REFUSAL_TIME_SPAN_WRONG, spans[i]);
    }
    word->open.count = (int)count;
    days_weigh(&daemon_of(call)->days, word);
    return true;
}

/* --- which bookings it hits --- */

static int earlier_first(const void *a, const void *b)
{
    const struct manager_hit_booking *one = a, *other = b;
    return (one->slot_at > other->slot_at) - (one->slot_at < other->slot_at);
}

struct manager_hit_booking *manager_list_hit(struct varlink_call *call, const struct day_word *about,
                                             const struct day_word *also, size_t *ret_count)
{
    struct daemon *daemon = daemon_of(call);
    struct arena *arena = varlink_call_arena(call);
    size_t count = bookings_count(&daemon->bookings), hit = 0;
    struct manager_hit_booking *items = arena_new_n(arena, struct manager_hit_booking, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct booked *booked = bookings_at(&daemon->bookings, i);
        char code[LONG_CODE_SIZE];
        if (booked->day == about->day && day_word_covers(&daemon->days, about, booked->service) &&
            bookings_is_hit(&daemon->bookings, booked, also))
            items[hit++] =
                    (struct manager_hit_booking){.booking = arena_strdup(arena, long_code_text(booked->code, code)),
                                                 .service = hall_key(&daemon->hall, NAME_SERVICE, booked->service),
                                                 .slot_at = booked->slot_ms};
    }
    qsort(items, hit, sizeof(items[0]), earlier_first);
    *ret_count = hit;
    return items;
}

void manager_preview_day(struct varlink_call *call, const void *input)
{
    const struct manager_preview_day_in *in = input;
    struct day_word word;
    if (!read_asked(call, (struct day_asked){.day = in->day, .agency = in->agency, .service = in->service}, &word) ||
        !read_open(call, in->open.count, in->open.items, &word))
        return;
    struct manager_preview_day_out out = {0};
    out.hit.items = manager_list_hit(call, &word, &word, &out.hit.count);
    varlink_reply(call, &out);
}

/* --- saying it --- */

enum { TEXT_BYTES = 400 }; /* of a reason in one language: more, nobody reads on a board */

/* As a line each; NULL: nothing is said. False: answered which is wrong. */
static bool read_texts(struct varlink_call *call, const struct manager_set_day_in *in, char **ret_texts)
{
    struct buffer lines = {0};
    *ret_texts = NULL;
    for (size_t i = 0; i < in->texts.count; i++) {
        const char *code = in->texts.items[i].key, *text = in->texts.items[i].value;
        if (!i18n_find(daemon_of(call)->centre->i18n, code) || strlen(text) > TEXT_BYTES || strpbrk(text, "\r\n")) {
            buffer_done(&lines);
            varlink_error_parameter(call, "texts");
            return false;
        }
        buffer_printf(&lines, "%s=%s\n", code, text);
    }
    if (lines.length > 0)
        *ret_texts = arena_strndup(varlink_call_arena(call), buffer_bytes(&lines), lines.length);
    buffer_done(&lines);
    return true;
}

static int32_t user_of(const struct varlink_call *call)
{
    char user[16];
    snprintf(user, sizeof(user), "%u", (unsigned)varlink_call_peer(call)->uid);
    return store_intern(daemon_hall(call)->store, NAME_USER, user);
}

void manager_set_day(struct varlink_call *call, const void *input)
{
    const struct manager_set_day_in *in = input;
    struct daemon *daemon = daemon_of(call);
    struct day_word word;
    _cleanup_(wish_done) struct wish wish = {0};
    if (!wish_begin(&wish, call, in, in->request) ||
        !read_asked(call, (struct day_asked){.day = in->day, .agency = in->agency, .service = in->service}, &word) ||
        !read_open(call, in->open.count, in->open.items, &word) || !read_texts(call, in, &word.texts))
        return;
    struct manager_set_day_out out = {0};
    word.at_ms = turn_now(&daemon->turn);
    word.user = user_of(call);
    out.hit.items = manager_list_hit(call, &word, &word, &out.hit.count);
    days_say(&daemon->days, &word);
    daemon_hours_changed(daemon);
    wish_answer(&wish, &out);
}

void manager_unset_day(struct varlink_call *call, const void *input)
{
    const struct manager_unset_day_in *in = input;
    struct daemon *daemon = daemon_of(call);
    struct day_word word;
    _cleanup_(wish_done) struct wish wish = {0};
    if (!wish_begin(&wish, call, in, in->request) ||
        !read_asked(call, (struct day_asked){.day = in->day, .agency = in->agency, .service = in->service}, &word))
        return;
    word.at_ms = turn_now(&daemon->turn);
    word.user = user_of(call);
    if (!days_take_back(&daemon->days, &word)) {
        wish_refuse(&wish, REFUSAL_SAME);
        return;
    }
    struct manager_unset_day_out out = {0};
    out.hit.items = manager_list_hit(call, &word, NULL, &out.hit.count);
    daemon_hours_changed(daemon);
    wish_answer(&wish, &out);
}

/* --- all of them --- */

static const char *span_text(const struct view *view, const struct rule_span *span)
{
    int from = clock_local(span->from_ms).minute_of_day, until = clock_local(span->until_ms).minute_of_day;
    if (until == 0)
        until = 24 * 60;
    return arena_printf(view->arena, "%02d:%02d-%02d:%02d", from / 60, from % 60, until / 60, until % 60);
}

static void list_texts(const struct view *view, const struct day_word *word, struct manager_day_hours *out)
{
    const struct config_text text = day_word_text(word, view->arena);
    out->texts.count = text.count;
    out->texts.items = arena_new_n(view->arena, struct manager_day_hours_texts_item, text.count + 1);
    for (size_t i = 0; i < text.count; i++)
        out->texts.items[i] =
                (struct manager_day_hours_texts_item){.key = text.items[i].language, .value = text.items[i].text};
}

static struct manager_day_hours make_day(const struct view *view, const struct day_word *word)
{
    struct manager_day_hours out = {
            .day = view_day(view, word->day),
            .agency = view_key(view, NAME_AGENCY, word->agency),
            .service = view_key(view, NAME_SERVICE, word->service),
            .by = view_key(view, NAME_USER, word->user),
            .at = word->at_ms,
    };
    out.open.items = arena_new_n(view->arena, const char *, RULEBOOK_SPANS);
    for (int i = 0; i < word->open.count; i++)
        out.open.items[out.open.count++] = span_text(view, &word->open.spans[i]);
    list_texts(view, word, &out);
    return out;
}

/* What is said of the centre is for everybody. */
static bool may_see(const struct view *view, const struct rights *rights, const struct day_word *word)
{
    if (word->service)
        return manager_sees_service(view, rights, word->service);
    return !word->agency || rights_cover(rights, MANAGER_ROLES, view_key(view, NAME_AGENCY, word->agency));
}

void manager_list_days(struct varlink_call *call, attr_unused const void *in)
{
    struct daemon *daemon = daemon_of(call);
    struct view view = view_of(&daemon->hall, varlink_call_arena(call));
    size_t count = days_count(&daemon->days);
    struct manager_list_days_out out = {0};
    out.days.items = arena_new_n(view.arena, struct manager_day_hours, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct day_word *word = days_at(&daemon->days, i);
        if (word->day >= days_today(&daemon->days) && may_see(&view, daemon_rights(call), word))
            out.days.items[out.days.count++] = make_day(&view, word);
    }
    varlink_reply(call, &out);
}
