/* SPDX-License-Identifier: MIT
 *
 * Visitors: of those who come, some have booked, some go ahead, a few want two services, are several, or need
 * something. Of those who booked, one in eight does not come.
 */
#include "daemon/kiosk_sessions.h"
#include "daemon/paper_row.h"
#include "daemon/rolls.h"
#include "tests/bench/history/today.h"

/* Shares of all visitors. */
#define BOOKED   0.18
#define AHEAD    0.12
#define NEEDY    0.02
#define SEVERAL  0.05
#define TWOFOLD  0.03
#define GIVES_UP 0.015
#define PUTS_OFF 0.01
/* Shares of those who booked. */
#define CANCELS   0.03
#define STAYS_OUT 0.12

enum { PARTY_MOST = 5, SLOT_MS = 15 * MINUTE_MS, PAPER_MM = 166 };

static int32_t one_of(struct dice *dice, const int32_t *items, int32_t count)
{
    return count > 0 ? items[dice_below(dice, count)] : 0;
}

/* --- who comes --- */

static int32_t add_visitor(struct today *today, const struct offer *offer)
{
    struct centre_life *life = today->life;
    struct dice *dice = today->dice;
    mem_grow(today->visitors, today->visitor_count, today->visitor_room);
    bool ahead = life->class_count > 1 && dice_chance(dice, AHEAD / (1 - BOOKED));
    struct visitor visitor = {
            .offer = offer,
            .class = ahead ? life->classes[1 + dice_below(dice, life->class_count - 1)] : life->classes[0],
            .language = one_of(dice, life->languages, life->language_count),
            .party = 1,
    };
    int32_t most = life->house.rulebook->services.items[offer->service].how_many_limit;
    if (most >= PARTY_MOST && dice_chance(dice, SEVERAL))
        visitor.party = 2 + dice_below(dice, PARTY_MOST - 1);
    if (offer->goes_on_with && dice_chance(dice, TWOFOLD))
        visitor.second = offer->goes_on_with;
    if (life->need_count > 0 && dice_chance(dice, NEEDY))
        visitor.needs = life->hard_needs[dice_below(dice, life->need_count)];
    today->visitors[today->visitor_count] = visitor;
    return (int32_t)today->visitor_count++;
}

/* Half of them are there long before, and check in as soon as they may. */
static void plan_check_in(struct today *today, const struct appointment *appointment, int32_t of_day)
{
    int64_t early_ms = today->house->rulebook->limits.early_ms, slot_ms = appointment->slot_ms;
    int32_t visitor = add_visitor(today, today->life->people.of_service[appointment->service]);
    today->visitors[visitor].appointment = of_day;
    bool early = dice_chance(today->dice, 0.5);
    int64_t at_ms = slot_ms - (early ? early_ms : (int64_t)(dice_between(today->dice, -0.3, 1) * (double)early_ms));
    plan_add(&today->plan, at_ms, VISITOR_COMES, visitor);
}

static void enter_appointments(struct today *today)
{
    const struct appointments *appointments = today->given->appointments;
    int32_t of_day = 0;
    for (size_t i = 0; i < appointments->count; i++) {
        const struct appointment *appointment = &appointments->items[i];
        const struct command book = {.kind = COMMAND_BOOK,
                                     .booking = of_day + 1,
                                     .services = {appointment->service},
                                     .slot_ms = appointment->slot_ms,
                                     .class = today->life->booked_class,
                                     .language = today->life->languages[0],
                                     .party = 1,
                                     .code = appointment->code};
        if (!house_do(today->house, book))
            continue;
        of_day++;
        today->tally->booked++;
        if (dice_chance(today->dice, STAYS_OUT))
            today->tally->missed_bookings++;
        else
            plan_check_in(today, appointment, of_day);
    }
}

/* The same number of them each day, but for the day's mood; as many book ahead as will come with a booking. */
void visitors_begin(struct today *today)
{
    enter_appointments(today);
    double visits = today->life->visits_a_day * dice_lognormal(today->dice, 1, 0.1);
    int walk_ins = (int)(visits * (1 - BOOKED * (1 - STAYS_OUT)));
    for (int i = 0; i < walk_ins; i++) {
        int64_t at_ms = today->given->midnight_ms + people_arrival_ms(today->dice);
        plan_add(&today->plan, at_ms, VISITOR_COMES,
                 add_visitor(today, people_choose(&today->life->people, today->dice)));
    }
    const int days = ARRAY_SIZE(today->given->next);
    for (int i = 0; i < today->given->next_count; i++) {
        int count = (int)(today->life->visits_a_day * BOOKED / (1 - CANCELS) / days);
        for (int j = 0; j < count; j++)
            plan_add(&today->plan, today->given->midnight_ms + people_arrival_ms(today->dice), VISITOR_BOOKS, i);
    }
}

/* --- a ticket --- */

static void use_roll(struct today *today, int64_t at_ms)
{
    struct store_row row = {.table = TABLE_ROLL, .at_ms = at_ms};
    row.value[ROLL_ROW_DAY] = today->given->day;
    row.value[ROLL_ROW_PRINTER] = today->life->printer_id;
    row.value[ROLL_ROW_WHAT] = ROLL_PRINTED;
    row.value[ROLL_ROW_LENGTH] = PAPER_MM;
    row.value[ROLL_ROW_PAPERS] = 1;
    house_add_row(today->house, &row);
}

/* A kiosk tells of its sessions every ten minutes: those with a ticket, and a fifth as many that were left. */
static void use_kiosk(struct today *today, int32_t ticket, int64_t at_ms)
{
    enum { TELL_MS = 600000 };
    const size_t number = (size_t)ticket % ARRAY_SIZE(today->kiosks);
    struct kiosk_day *kiosk = &today->kiosks[number];
    int64_t took_ms = 25000 + ticket * INT64_C(7919) % 40000;
    if (kiosk->from_ms == 0)
        kiosk->from_ms = at_ms - took_ms;
    kiosk->to_ticket_ms[kiosk->tickets++] = took_ms;
    kiosk->busy_ms += took_ms;
    kiosk->abandoned += ticket % 5 == 0;
    if (at_ms - kiosk->from_ms < TELL_MS && kiosk->tickets < (int64_t)ARRAY_SIZE(kiosk->to_ticket_ms))
        return;
    const struct kiosk_told told = {
            .day = today->given->day,
            .kiosk = (int32_t)number + 1,
            .from_ms = kiosk->from_ms,
            .until_ms = at_ms,
            .open_ms = at_ms - kiosk->from_ms,
            .busy_ms = kiosk->busy_ms,
            .ended = {[KIOSK_SESSION_TICKET] = kiosk->tickets, [KIOSK_SESSION_ABANDONED] = kiosk->abandoned},
            .to_ticket_ms = kiosk->to_ticket_ms};
    kiosk_sessions_keep(today->house->store, &told, at_ms);
    *kiosk = (struct kiosk_day){.from_ms = at_ms};
}

/* Ordered, taken by the printer of the kiosk, sent, printed. */
static void print_ticket(struct today *today, int32_t ticket, int32_t language)
{
    struct centre_life *life = today->life;
    const struct engine *engine = today->house->engine;
    int32_t ahead = engine_ahead(engine, ticket);
    const struct paper paper = {.number = ++life->last_paper,
                                .kind = PAPER_TICKET,
                                .day = today->given->day,
                                .ticket = ticket,
                                .language = language,
                                .at_ms = today->house->now_ms,
                                .ahead = ahead > 0 ? ahead : 0,
                                .steps = engine_ticket(engine, ticket)->step_count,
                                .proof = dice_below(today->dice, INT32_MAX),
                                .list = paper_list_of(&life->printers, life->printer)};
    _cleanup_free_ char *text = NULL;
    struct store_row row = paper_order_row(&paper, &text);
    for (enum paper_state state = PAPER_WAITING; state <= PAPER_PRINTED; state++) {
        if (state > PAPER_WAITING)
            row = paper_change_row(&paper, 0, state, PAPER_AS_TOLD, paper.at_ms);
        row.value[PRINT_PRINTER] = life->printer_id;
        row.value[PRINT_PAPERS] = state == PAPER_PRINTED;
        row.value[PRINT_LENGTH] = state == PAPER_PRINTED ? PAPER_MM : 0;
        house_add_row(today->house, &row);
    }
    use_roll(today, paper.at_ms);
    use_kiosk(today, ticket, paper.at_ms);
}

/* What they do later is planned now. */
static void has_ticket(struct today *today, int32_t ticket, int32_t language)
{
    int64_t now_ms = today->house->now_ms;
    today->tally->visits++;
    print_ticket(today, ticket, language);
    if (dice_chance(today->dice, GIVES_UP))
        plan_add(&today->plan, now_ms + (int64_t)dice_between(today->dice, 5 * MINUTE_MS, 60 * MINUTE_MS),
                 VISITOR_GIVES_UP, ticket);
    if (dice_chance(today->dice, PUTS_OFF))
        plan_add(&today->plan, now_ms + (int64_t)dice_between(today->dice, MINUTE_MS, 10 * MINUTE_MS), VISITOR_PUTS_OFF,
                 ticket);
    workers_notice(today, ticket);
}

/* As forecasts are; most tickets get one. */
static struct promise told(struct today *today)
{
    int64_t likely_ms = today->house->now_ms + (int64_t)dice_between(today->dice, 0, 40 * MINUTE_MS);
    struct promise promise = {.likely_ms = likely_ms,
                              .until_ms = likely_ms + (int64_t)dice_between(today->dice, 0, 20 * MINUTE_MS),
                              .usual_ms = likely_ms + (int64_t)dice_between(today->dice, 0, 20 * MINUTE_MS)};
    return dice_chance(today->dice, 0.95) ? promise : (struct promise){0};
}

void visitor_comes(struct today *today, int32_t number)
{
    const struct visitor *visitor = &today->visitors[number];
    struct command command = {.kind = COMMAND_ISSUE,
                              .services = {visitor->offer->service, visitor->second},
                              .class = visitor->class,
                              .needs = visitor->needs,
                              .language = visitor->language,
                              .party = visitor->party,
                              .channel = dice_chance(today->dice, 0.9) ? CHANNEL_KIOSK : CHANNEL_RECEPTION,
                              .code = dice_code(today->dice),
                              .promise = told(today)};
    if (visitor->appointment) {
        command.kind = COMMAND_CHECK_IN;
        command.booking = visitor->appointment;
    }
    if (house_do(today->house, command))
        has_ticket(today, engine_tickets(today->house->engine), visitor->language);
}

/* --- appointments --- */

static void add_booking_row(struct today *today, const struct appointment *appointment, int32_t day,
                            enum booking_state state)
{
    struct house *house = today->house;
    house_add_row(house, &(struct store_row){.table = TABLE_BOOKING,
                                             .at_ms = house->now_ms,
                                             .value = {[BOOKING_ROW_ID] = appointment->id,
                                                       [BOOKING_ROW_STATE] = state,
                                                       [BOOKING_ROW_DAY] = day,
                                                       [BOOKING_ROW_SERVICE] = appointment->service,
                                                       [BOOKING_ROW_SLOT] = appointment->slot_ms,
                                                       [BOOKING_ROW_CLASS] = today->life->booked_class,
                                                       [BOOKING_ROW_LANGUAGE] = today->life->languages[0],
                                                       [BOOKING_ROW_PARTY] = 1,
                                                       [BOOKING_ROW_CODE] = appointment->code,
                                                       [BOOKING_ROW_UNTIL] = appointment->slot_ms +
                                                                             house->rulebook->limits.late_ms}});
}

void visitor_books(struct today *today, int32_t next)
{
    const struct next_day *day = &today->given->next[next];
    const struct offer *offer = people_choose(&today->life->people, today->dice);
    if (!offer->is_booked)
        return;
    const struct appointment appointment = {
            .id = ++today->life->last_booking,
            .service = offer->service,
            .slot_ms = day->midnight_ms + people_arrival_ms(today->dice) / SLOT_MS * SLOT_MS,
            .code = dice_long_code(today->dice),
    };
    add_booking_row(today, &appointment, day->day, BOOKING_OPEN);
    if (dice_chance(today->dice, CANCELS)) {
        add_booking_row(today, &appointment, day->day, BOOKING_CANCELLED);
        return;
    }
    mem_grow(day->appointments->items, day->appointments->count, day->appointments->room);
    day->appointments->items[day->appointments->count++] = appointment;
}

/* --- what they do later, if it is still theirs to do --- */

void visitor_gives_up(struct today *today, int32_t ticket)
{
    const struct ticket *now = engine_ticket(today->house->engine, ticket);
    if (now->steps[now->current].state == STEP_WAITING &&
        house_do(today->house, (struct command){.kind = COMMAND_CANCEL, .ticket = ticket}))
        today->tally->cancelled++;
}

void visitor_puts_off(struct today *today, int32_t ticket)
{
    int64_t until_ms = today->house->now_ms + (int64_t)dice_between(today->dice, 10 * MINUTE_MS, 30 * MINUTE_MS);
    const struct ticket *now = engine_ticket(today->house->engine, ticket);
    if (now->steps[now->current].state == STEP_WAITING &&
        house_do(today->house, (struct command){.kind = COMMAND_PUT_OFF, .ticket = ticket, .until_ms = until_ms}))
        today->tally->put_off++;
}

void visitor_is_back(struct today *today, int32_t ticket)
{
    if (!house_do(today->house, (struct command){.kind = COMMAND_RETURN, .ticket = ticket}))
        return;
    today->tally->returned++;
    workers_notice(today, ticket);
}
