/* SPDX-License-Identifier: MIT
 *
 * A row of the store is a booking as it was after one change; the newest of an id is what is true. In memory stand
 * those from today on.
 *
 * The engine numbers the bookings of a day from 1. Which of them is which is told by the code, so a replay needs
 * nothing but the ledger; a booking that was moved within its day is there twice, the later one counts.
 */
#include "daemon/bookings.h"

#include <errno.h>
#include <string.h>

#include "common/log.h"
#include "daemon/engine/opening.h"
#include "daemon/rulebook_hours.h"
#include "daemon/turn.h"

/* --- reading them --- */

int32_t bookings_today(const struct bookings *bookings)
{
    return days_today(bookings->hours->days);
}

static int take_row(const struct store_row *row, void *data)
{
    struct bookings *bookings = data;
    const int64_t *value = row->value;
    const struct booked as = {
            .id = (int32_t)value[BOOKING_ROW_ID],
            .state = (enum booking_state)value[BOOKING_ROW_STATE],
            .day = (int32_t)value[BOOKING_ROW_DAY],
            .service = (int32_t)value[BOOKING_ROW_SERVICE],
            .slot_ms = value[BOOKING_ROW_SLOT],
            .class = (int32_t)value[BOOKING_ROW_CLASS],
            .needs = value[BOOKING_ROW_NEEDS],
            .language = (int32_t)value[BOOKING_ROW_LANGUAGE],
            .party = (int32_t)value[BOOKING_ROW_PARTY],
            .code = value[BOOKING_ROW_CODE],
            .until_ms = value[BOOKING_ROW_UNTIL],
            .outside = (char *)row->text,
    };
    struct booked *known = booked_find_id(&bookings->table, as.id);
    if (known)
        booked_set_slot(&bookings->table, known, &as);
    else if (as.day >= bookings_today(bookings))
        booked_add(&bookings->table, &as);
    return 0;
}

/* Which of the engine's bookings is which. */
static void match_day(struct bookings *bookings)
{
    const struct booking *booking;
    for (size_t i = 0; i < bookings->table.count; i++)
        bookings->table.items[i]->of_day = 0;
    bookings->last_of_day = 0;
    while ((booking = engine_booking(bookings->hall->engine, bookings->last_of_day + 1))) {
        struct booked *booked = booked_find_code(&bookings->table, booking->code);
        if (booked && booked->day == engine_day(bookings->hall->engine))
            booked->of_day = booking->id;
        bookings->last_of_day++;
    }
}

static void load(struct bookings *bookings)
{
    if (bookings->loaded)
        return;
    bookings->loaded = true;
    struct database *database = store_database(bookings->hall->store);
    int64_t last = 0; /* row: no id is greater than the number of the row that gave it */
    int r = store_last_row(database, TABLE_BOOKING, &last);
    bookings->last_id = (int32_t)last;
    if (r == 0)
        r = store_read_days(database, TABLE_BOOKING, bookings_today(bookings), take_row, bookings);
    if (r < 0)
        log_error("bookings_unreadable", LOG_TEXT("error", strerror(-r)));
    match_day(bookings);
}

void bookings_forget(struct bookings *bookings)
{
    booked_clear(&bookings->table);
    bookings->last_id = 0;
    bookings->last_of_day = 0;
    bookings->loaded = false;
}

void bookings_done(struct bookings *bookings)
{
    booked_done(&bookings->table);
}

/* --- the day --- */

static struct command book_command(const struct booked *booked, bool promised)
{
    return (struct command){.kind = COMMAND_BOOK,
                            .promised = promised,
                            .booking = booked->of_day,
                            .services = {booked->service},
                            .slot_ms = booked->slot_ms,
                            .class = booked->class,
                            .needs = booked->needs,
                            .language = booked->language,
                            .party = booked->party,
                            .code = booked->code};
}

static int enter(struct bookings *bookings, struct booked *booked, bool promised, struct refusal *ret_refusal)
{
    booked->of_day = bookings->last_of_day + 1;
    struct command command = book_command(booked, promised);
    int r = hall_do(bookings->hall, &command, ret_refusal);
    if (r == 0)
        bookings->last_of_day++;
    else
        booked->of_day = 0;
    return r;
}

/* A promise that cannot be kept, as its service went or its time is over, is not dropped in silence. */
static void enter_day(void *data, int32_t day)
{
    struct bookings *bookings = data;
    load(bookings);
    booked_drop_before(&bookings->table, day);
    match_day(bookings);
    for (size_t i = 0; i < bookings->table.count; i++) {
        struct booked *booked = bookings->table.items[i];
        struct refusal refusal;
        if (booked->day != day || booked->state != BOOKING_OPEN || booked->of_day)
            continue;
        if (enter(bookings, booked, true, &refusal) < 0)
            log_warning("booking_not_entered", LOG_NUMBER("booking", booked->id),
                        LOG_TEXT("refusal", refusal_words[refusal.kind]));
    }
}

void bookings_init(struct bookings *bookings, struct hall *hall, const struct hours *hours)
{
    *bookings = (struct bookings){.hall = hall, .hours = hours};
    hall_on_day_opened(hall, enter_day, bookings);
}

/* --- looking --- */

size_t bookings_count(struct bookings *bookings)
{
    load(bookings);
    return bookings->table.count;
}

struct booked *bookings_at(struct bookings *bookings, size_t place)
{
    return bookings->table.items[place];
}

struct booked *bookings_find(struct bookings *bookings, const char *code)
{
    load(bookings);
    struct booked *booked = booked_find_code(&bookings->table, long_code_parse(code));
    return booked && booked->state != BOOKING_CANCELLED ? booked : NULL;
}

struct booked *bookings_find_outside(struct bookings *bookings, const char *outside)
{
    load(bookings);
    return booked_find_outside(&bookings->table, outside);
}

static const struct booking *of_engine(const struct bookings *bookings, const struct booked *booked)
{
    const struct engine *engine = bookings->hall->engine;
    return booked->of_day && booked->day == engine_day(engine) ? engine_booking(engine, booked->of_day) : NULL;
}

enum booking_state bookings_state(const struct bookings *bookings, const struct booked *booked)
{
    const struct booking *booking = of_engine(bookings, booked);
    if (booking)
        return booking->state;
    bool past = turn_now(bookings->hall->turn) > booked->until_ms;
    return booked->state == BOOKING_OPEN && past ? BOOKING_MISSED : booked->state;
}

int32_t bookings_ticket(const struct bookings *bookings, const struct booked *booked)
{
    const struct booking *booking = of_engine(bookings, booked);
    return booking ? booking->ticket : 0;
}

/* --- slots --- */

static const struct rule_service *rule_of(const struct bookings *bookings, int32_t service)
{
    const struct rulebook *rulebook = bookings->hall->rulebook;
    return service > 0 && service < rulebook->services.count && rulebook->services.items[service].offered
                   ? &rulebook->services.items[service]
                   : NULL;
}

bool bookings_is_hit(const struct bookings *bookings, const struct booked *booked, const struct day_word *also)
{
    struct rule_hours hours = hours_on(bookings->hours, booked->service, booked->day, also);
    return bookings_state(bookings, booked) == BOOKING_OPEN &&
           !opening_has_slot(bookings->hall->rulebook, &hours, booked->slot_ms);
}

static int64_t first_slot(int64_t from_ms, int64_t length_ms)
{
    return (from_ms + length_ms - 1) / length_ms * length_ms;
}

size_t bookings_slots(struct bookings *bookings, int32_t service, int32_t day, size_t limit, struct booking_slot *slots)
{
    const struct rule_service *rule = rule_of(bookings, service);
    int64_t length_ms = bookings->hall->rulebook->limits.slot_ms, now_ms = turn_now(bookings->hall->turn);
    size_t count = 0;
    load(bookings);
    if (!rule || day < bookings_today(bookings) || day > bookings_today(bookings) + BOOKING_DAYS)
        return 0;
    struct rule_hours hours = hours_on(bookings->hours, service, day, NULL);
    for (int i = 0; i < hours.count; i++) {
        int64_t at_ms = first_slot(hours.spans[i].from_ms, length_ms);
        for (; at_ms + length_ms <= hours.spans[i].until_ms && count < limit; at_ms += length_ms) {
            int32_t free = rule->slot_places - booked_count_slot(&bookings->table, service, at_ms);
            if (at_ms >= now_ms && free > 0)
                slots[count++] = (struct booking_slot){.at_ms = at_ms, .free = free};
        }
    }
    return count;
}

bool bookings_next_slot(struct bookings *bookings, int32_t service, int32_t day, int32_t *ret_day, int64_t *ret_slot_ms)
{
    struct booking_slot slot;
    for (int32_t i = 0; i <= BOOKING_DAYS; i++) {
        if (bookings_slots(bookings, service, day + i, 1, &slot) == 0)
            continue;
        *ret_day = day + i;
        *ret_slot_ms = slot.at_ms;
        return true;
    }
    return false;
}

/* --- changing --- */

static int refuse(struct refusal *ret_refusal, struct refusal refusal)
{
    *ret_refusal = refusal;
    return -EPERM;
}

static int32_t day_of(const struct bookings *bookings, int64_t slot_ms)
{
    return (int32_t)date_days(clock_business_day(slot_ms, bookings->hall->centre->settings.day_start_minute));
}

/* Before this moment slots are given; after it, days are too far ahead to be reckoned with. */
static int64_t bookable_until(const struct bookings *bookings)
{
    return rulebook_day_ends(bookings->hall->centre, date_of(bookings_today(bookings) + BOOKING_DAYS));
}

/* As the engine asks it again of the open day: hours and places. */
static int check_slot(struct bookings *bookings, int32_t service, int64_t slot_ms, struct refusal *ret_refusal)
{
    const struct hall *hall = bookings->hall;
    const struct rule_service *rule = rule_of(bookings, service);
    int64_t now_ms = turn_now(hall->turn);
    struct rule_hours hours = {0};
    load(bookings);
    bool reckoned = slot_ms >= now_ms && slot_ms < bookable_until(bookings);
    int32_t day = reckoned ? day_of(bookings, slot_ms) : 0;
    if (day)
        hours = hours_on(bookings->hours, service, day, NULL);
    struct refusal refusal = {
            .service = service,
            .limit = rule ? rule->slot_places : 0,
            .kind = opening_may_book(hall->rulebook, service, &hours, slot_ms,
                                     booked_count_slot(&bookings->table, service, slot_ms), now_ms),
    };
    if (refusal.kind == REFUSAL_NO_SLOT && !day)
        refusal.kind = REFUSAL_TIME_SPAN_WRONG;
    bool over = !engine_day(hall->engine) || engine_day_closes(hall->engine);
    if (refusal.kind == REFUSAL_NO_SLOT && day == bookings_today(bookings) && over)
        refusal.kind = REFUSAL_NO_DAY;
    return refusal.kind == REFUSAL_NONE ? 0 : refuse(ret_refusal, refusal);
}

static void write_row(struct bookings *bookings, const struct booked *booked)
{
    struct store_row row = {.table = TABLE_BOOKING,
                            .at_ms = turn_now(bookings->hall->turn),
                            .value = {[BOOKING_ROW_ID] = booked->id,
                                      [BOOKING_ROW_STATE] = booked->state,
                                      [BOOKING_ROW_DAY] = booked->day,
                                      [BOOKING_ROW_SERVICE] = booked->service,
                                      [BOOKING_ROW_SLOT] = booked->slot_ms,
                                      [BOOKING_ROW_CLASS] = booked->class,
                                      [BOOKING_ROW_NEEDS] = booked->needs,
                                      [BOOKING_ROW_LANGUAGE] = booked->language,
                                      [BOOKING_ROW_PARTY] = booked->party,
                                      [BOOKING_ROW_CODE] = booked->code,
                                      [BOOKING_ROW_UNTIL] = booked->until_ms},
                            .text = booked->outside};
    store_add_row(bookings->hall->store, &row);
}

static int64_t free_code(struct bookings *bookings)
{
    int64_t code = long_code_random();
    while (booked_find_code(&bookings->table, code))
        code = long_code_random();
    return code;
}

int bookings_book(struct bookings *bookings, const struct booking_wish *wish, struct refusal *ret_refusal,
                  struct booked **ret_booked)
{
    const struct rule_service *rule = rule_of(bookings, wish->service);
    if (rule && (wish->party < 1 || wish->party > rule->how_many_limit))
        return refuse(ret_refusal, (struct refusal){.kind = REFUSAL_PARTY_TOO_LARGE,
                                                    .service = wish->service,
                                                    .limit = rule->how_many_limit});
    int r = check_slot(bookings, wish->service, wish->slot_ms, ret_refusal);
    if (r < 0)
        return r;
    struct booked booked = {
            .id = bookings->last_id + 1,
            .state = BOOKING_OPEN,
            .day = day_of(bookings, wish->slot_ms),
            .service = wish->service,
            .class = wish->class,
            .language = wish->language,
            .party = wish->party,
            .needs = wish->needs,
            .slot_ms = wish->slot_ms,
            .code = free_code(bookings),
            .until_ms = wish->slot_ms + bookings->hall->rulebook->limits.late_ms,
            .outside = (char *)wish->outside,
    };
    if (booked.day == engine_day(bookings->hall->engine)) {
        r = enter(bookings, &booked, false, ret_refusal);
        if (r < 0)
            return r;
    }
    bookings->last_id++;
    *ret_booked = booked_add(&bookings->table, &booked);
    write_row(bookings, &booked);
    return 0;
}

static int leave_day(struct bookings *bookings, struct booked *booked, struct refusal *ret_refusal)
{
    const struct booking *booking = of_engine(bookings, booked);
    if (!booking || booking->state != BOOKING_OPEN)
        return 0;
    struct command command = {.kind = COMMAND_CANCEL_BOOKING, .booking = booking->id};
    return hall_do(bookings->hall, &command, ret_refusal);
}

static int refuse_checked_in(const struct bookings *bookings, const struct booked *booked, struct refusal *ret_refusal)
{
    return refuse(ret_refusal,
                  (struct refusal){.kind = REFUSAL_CHECKED_IN, .ticket = bookings_ticket(bookings, booked)});
}

/* Who reads from a day on meets the old row, but when the new day is over not the new one. */
static void leave_row(struct bookings *bookings, const struct booked *booked, const struct booked *moved)
{
    struct booked gone = *booked;
    gone.state = BOOKING_CANCELLED;
    if (moved->day < booked->day)
        write_row(bookings, &gone);
}

int bookings_move(struct bookings *bookings, struct booked *booked, int64_t slot_ms, struct refusal *ret_refusal)
{
    if (bookings_state(bookings, booked) == BOOKING_CHECKED_IN)
        return refuse_checked_in(bookings, booked, ret_refusal);
    if (slot_ms == booked->slot_ms)
        return refuse(ret_refusal, (struct refusal){.kind = REFUSAL_SAME});
    int r = check_slot(bookings, booked->service, slot_ms, ret_refusal);
    struct booked moved = *booked;
    moved.day = day_of(bookings, slot_ms);
    moved.slot_ms = slot_ms;
    moved.until_ms = slot_ms + bookings->hall->rulebook->limits.late_ms;
    moved.state = BOOKING_OPEN;
    moved.of_day = 0;
    if (r == 0 && moved.day == engine_day(bookings->hall->engine))
        r = enter(bookings, &moved, false, ret_refusal);
    if (r == 0) /* only now: the new slot may be refused */
        r = leave_day(bookings, booked, ret_refusal);
    if (r < 0)
        return r;
    leave_row(bookings, booked, &moved);
    booked_set_slot(&bookings->table, booked, &moved);
    booked->of_day = moved.of_day;
    write_row(bookings, booked);
    return 0;
}

int bookings_cancel(struct bookings *bookings, struct booked *booked, struct refusal *ret_refusal)
{
    enum booking_state state = bookings_state(bookings, booked);
    if (state == BOOKING_CHECKED_IN)
        return refuse_checked_in(bookings, booked, ret_refusal);
    if (state == BOOKING_MISSED)
        return refuse(ret_refusal, (struct refusal){.kind = REFUSAL_UNKNOWN_BOOKING});
    int r = leave_day(bookings, booked, ret_refusal);
    if (r < 0)
        return r;
    booked->state = BOOKING_CANCELLED;
    booked->of_day = 0;
    write_row(bookings, booked);
    return 0;
}

/* Of a day to come: the engine does not know it yet. Nobody is told to come back for a slot that is no more. */
static int refuse_early(const struct bookings *bookings, const struct booked *booked, struct refusal *ret_refusal)
{
    if (bookings_is_hit(bookings, booked, NULL))
        return refuse(ret_refusal, (struct refusal){.kind = REFUSAL_SERVICE_CLOSED, .service = booked->service});
    int64_t from_ms = booked->slot_ms - bookings->hall->rulebook->limits.early_ms;
    return refuse(ret_refusal, (struct refusal){.kind = REFUSAL_TOO_SOON, .at_ms = from_ms});
}

/* Of today, and the day began without it: it was over, or its service is no more. */
static int refuse_not_entered(const struct bookings *bookings, const struct booked *booked, struct refusal *ret_refusal)
{
    bool late = turn_now(bookings->hall->turn) > booked->until_ms;
    return refuse(ret_refusal, (struct refusal){.kind = late ? REFUSAL_TOO_LATE : REFUSAL_SERVICE_CLOSED,
                                                .service = booked->service,
                                                .at_ms = late ? booked->until_ms : 0});
}

int bookings_check_in(struct bookings *bookings, struct booked *booked, int64_t ticket_code,
                      struct refusal *ret_refusal)
{
    if (booked->day > bookings_today(bookings))
        return refuse_early(bookings, booked, ret_refusal);
    if (!booked->of_day && engine_day(bookings->hall->engine))
        return refuse_not_entered(bookings, booked, ret_refusal);
    struct command command = {.kind = COMMAND_CHECK_IN, .booking = booked->of_day, .code = ticket_code};
    int r = hall_do(bookings->hall, &command, ret_refusal);
    if (r < 0)
        return r;
    booked->state = BOOKING_CHECKED_IN;
    write_row(bookings, booked);
    return 0;
}
