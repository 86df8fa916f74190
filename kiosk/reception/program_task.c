/* SPDX-License-Identifier: MIT
 *
 * What is done once all questions of a page are answered, and bookings.
 */
#include <string.h>

#include "common/text.h"
#include "kiosk/reception/program.h"
#include "kiosk/reception/say.h"

enum { BOOKINGS_MOST = 200, MINUTE_MS = 60000 };

static const char *answer(const struct ask *ask, size_t at)
{
    return ask->answers[at];
}

/* "-" and "" stand for none. */
static const char *maybe(const struct ask *ask, size_t at)
{
    const char *text = ask->answers[at];
    return *text && strcmp(text, "-") != 0 ? text : NULL;
}

/* --- when it is done --- */

/* The page that asked is closed, and what lies below shows what is true now. */
static void close_ask(struct reception *reception)
{
    struct stage *stage = reception_stage(reception);
    if (stage_top(stage)->type == &view_ask)
        stage_close(stage);
}

static void on_ticket_changed(struct call *call, const struct varlink_reply *reply)
{
    struct reception *reception = call->reception;
    close_ask(reception);
    reception_keep(reception, &reception->model.ticket, RECEPTION_GET_TICKET, reply->parameters);
    reception_tell(reception, MESSAGE_RECEPTION_DONE);
}

/* Nothing of the ticket was answered. */
static void on_ticket_done(struct call *call, attr_unused const struct varlink_reply *reply)
{
    close_ask(call->reception);
    reception_refresh_ticket(call->reception, call->text);
    reception_tell(call->reception, MESSAGE_RECEPTION_DONE);
}

static void change(struct reception *reception, const char *method, const void *in)
{
    reception_call(reception, &(struct call){.method = method, .done = on_ticket_changed}, in, NULL);
}

static void finish(struct reception *reception, const char *method, const void *in, const char *ticket)
{
    reception_call(reception, &(struct call){.method = method, .done = on_ticket_done}, in, ticket);
}

/* --- corrections --- */

static void change_service(struct reception *reception, const char *ticket, const struct ask *ask)
{
    change(reception, RECEPTION_CHANGE,
           &(struct reception_change_in){.ticket = ticket, .service = answer(ask, 0), .reason = answer(ask, 1)});
}

static void change_class(struct reception *reception, const char *ticket, const struct ask *ask)
{
    change(reception, RECEPTION_CHANGE,
           &(struct reception_change_in){.ticket = ticket, .class = answer(ask, 0), .reason = answer(ask, 1)});
}

static void change_language(struct reception *reception, const char *ticket, const struct ask *ask)
{
    change(reception, RECEPTION_CHANGE,
           &(struct reception_change_in){.ticket = ticket, .language = answer(ask, 0), .reason = answer(ask, 1)});
}

static void change_needs(struct reception *reception, const char *ticket, const struct ask *ask)
{
    const char *needs[DRAFT_NEEDS] = {NULL};
    for (size_t i = 0; i < ask->mark_count; i++)
        needs[i] = ask->marks[i];
    change(reception, RECEPTION_CHANGE,
           &(struct reception_change_in){
                   .ticket = ticket, .needs = {ask->mark_count, needs}, .reason = answer(ask, 1)});
}

static void transfer(struct reception *reception, const char *ticket, const struct ask *ask)
{
    static const char *const places[] = {[RECEPTION_TRANSFER_IN_PLACE_KEEP] = "keep",
                                         [RECEPTION_TRANSFER_IN_PLACE_FRONT] = "front",
                                         [RECEPTION_TRANSFER_IN_PLACE_END] = "end"};
    struct idl_word place = {.value = RECEPTION_TRANSFER_IN_PLACE_KEEP, .text = places[0]};
    for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
        if (strcmp(places[i], answer(ask, 3)) == 0)
            place = (struct idl_word){.value = (int)i, .text = places[i]};
    }
    bool to_operator = ask_is_asked(ask, 2);
    const struct reception_transfer_in in = {.ticket = ticket,
                                             .service = maybe(ask, 0),
                                             .counter = to_operator ? NULL : maybe(ask, 1),
                                             .operator= to_operator ? answer(ask, 2) : NULL,
                                             .place = place};
    change(reception, RECEPTION_TRANSFER, &in);
}

static void add_note(struct reception *reception, const char *ticket, const struct ask *ask)
{
    finish(reception, RECEPTION_ADD_NOTE,
           &(struct reception_add_note_in){
                   .ticket = ticket, .text = answer(ask, 0), .for_next = strcmp(answer(ask, 1), "all") == 0},
           ticket);
}

static void put_off(struct reception *reception, const char *ticket, const struct ask *ask)
{
    int64_t until = reception_now(reception) + strtoll(answer(ask, 0), NULL, 10) * MINUTE_MS;
    change(reception, RECEPTION_PUT_OFF, &(struct reception_put_off_in){.ticket = ticket, .until = until});
}

static void on_joined(struct call *call, const struct varlink_reply *reply)
{
    struct reception *reception = call->reception;
    struct stage *stage = reception_stage(reception);
    close_ask(reception);
    reception_keep(reception, &reception->model.ticket, RECEPTION_GET_TICKET, reply->parameters);
    const struct reception_join_out *out = reply->out;
    if (stage_top(stage)->type == &view_ticket) /* the number that stays */
        stage_replace(stage, &view_ticket, 0, out->ticket.ticket);
    reception_tell(reception, MESSAGE_RECEPTION_DONE);
}

static void join(struct reception *reception, const char *ticket, const struct ask *ask)
{
    reception_call(reception, &(struct call){.method = RECEPTION_JOIN, .done = on_joined},
                   &(struct reception_join_in){.ticket = ticket, .to = answer(ask, 0)}, NULL);
}

static void on_before(struct call *call, const struct varlink_reply *reply)
{
    struct reception *reception = call->reception;
    const struct reception_why_before_out *out = reply->out;
    close_ask(reception);
    told_answer(&reception->model.told, mem_strdup(call->text), mem_strdup(out->sentence));
    stage_open(reception_stage(reception), &view_answer, 0, NULL);
}

/* The visitor asks, so it is answered in the visitor's language. */
static void why_before(struct reception *reception, const char *ticket, const struct ask *ask)
{
    const struct reception_ticket *known = model_ticket(&reception->model, ticket);
    const struct reception_why_before_in in = {
            .ticket = ticket, .before = answer(ask, 0), .language = known ? known->language : NULL};
    reception_call(reception, &(struct call){.method = RECEPTION_WHY_BEFORE, .done = on_before}, &in, ticket);
}

static void cancel(struct reception *reception, const char *ticket, attr_unused const struct ask *ask)
{
    finish(reception, RECEPTION_CANCEL, &(struct reception_cancel_in){.ticket = ticket}, ticket);
}

static void make_void(struct reception *reception, const char *ticket, const struct ask *ask)
{
    finish(reception, RECEPTION_VOID, &(struct reception_void_in){.ticket = ticket, .reason = answer(ask, 0)}, ticket);
}

/* --- afterwards, and from paper --- */

static int minute_of(const struct ask *ask, size_t at)
{
    int minute;
    return minute_parse(ask->answers[at], &minute) == 0 ? minute : 0;
}

static void on_entered(struct call *call, const struct varlink_reply *reply)
{
    struct reception *reception = call->reception;
    const struct reception_enter_by_hand_out *out = reply->out;
    reception_close_to_desk(reception);
    told_say(&reception->model.told, i18n_text(reception_stage(reception)->language, MESSAGE_RECEPTION_ENTERED,
                                               I18N_TEXT("ticket", out->ticket)));
}

static void enter_by_hand(struct reception *reception, attr_unused const char *subject, const struct ask *ask)
{
    const struct reception_enter_by_hand_in in = {.service = answer(ask, 0),
                                                  .from = reception_at(reception, minute_of(ask, 1)),
                                                  .until = reception_at(reception, minute_of(ask, 2)),
                                                  .outcome = maybe(ask, 3),
                                                  .counter = maybe(ask, 4),
                                                  .note = maybe(ask, 5)};
    reception_call(reception, &(struct call){.method = RECEPTION_ENTER_BY_HAND, .done = on_entered}, &in, NULL);
}

static void on_adopted(struct call *call, const struct varlink_reply *reply)
{
    reception_close_to_desk(call->reception);
    reception_made(call->reception, RECEPTION_ADOPT, reply->parameters);
}

static void adopt(struct reception *reception, attr_unused const char *subject, const struct ask *ask)
{
    const char *services[] = {answer(ask, 1)};
    bool timed = *answer(ask, 2) != '\0';
    const struct reception_adopt_in in = {
            .ticket = answer(ask, 0),
            .services = {1, services},
            .at = {timed, timed ? reception_at(reception, minute_of(ask, 2)) : 0},
            .class = answer(ask, 3),
            .code = text_or_null(answer(ask, 4)),
    };
    reception_call(reception, &(struct call){.method = RECEPTION_ADOPT, .done = on_adopted}, &in, NULL);
}

/* --- the printer --- */

static void on_roll(struct call *call, attr_unused const struct varlink_reply *reply)
{
    reception_close_to_desk(call->reception);
    reception_tell(call->reception, MESSAGE_PAPERS_DESK_ROLL_DONE);
}

static void change_roll(struct reception *reception, attr_unused const char *subject, attr_unused const struct ask *ask)
{
    const struct reception_change_roll_in in = {.printer = reception->model.printer};
    reception_call(reception, &(struct call){.method = RECEPTION_CHANGE_ROLL, .done = on_roll}, &in, NULL);
}

/* --- bookings --- */

static const struct reception_booking *find_booking(const struct model *model, const char *code)
{
    const struct reception_find_bookings_out *out = model->bookings.out;
    for (size_t i = 0; out && i < out->bookings.count; i++) {
        if (strcmp(out->bookings.items[i].booking, code) == 0)
            return &out->bookings.items[i];
    }
    return NULL;
}

static struct date booking_day(struct reception *reception, int days)
{
    const struct visitor_get_centre_out *centre = names_centre(reception_names(reception));
    struct date day;
    if (!centre || date_parse(centre->day, &day) < 0)
        day = clock_local(reception_now(reception)).date;
    return date_add(day, days);
}

static void on_bookings(struct call *call, const struct varlink_reply *reply)
{
    struct reception *reception = call->reception;
    struct stage *stage = reception_stage(reception);
    reception_keep(reception, &reception->model.bookings, RECEPTION_FIND_BOOKINGS, reply->parameters);
    if (!call->quiet && stage_top(stage)->type == &view_desk)
        stage_open(stage, &view_bookings, 0, text_or_null(call->text));
}

static void ask_bookings(struct reception *reception, const char *service, bool quiet)
{
    char day[DATE_TEXT_SIZE];
    date_text(reception->model.booking_day, day);
    const struct reception_find_bookings_in in = {.day = day, .limit = {true, BOOKINGS_MOST}};
    reception_call(reception, &(struct call){.method = RECEPTION_FIND_BOOKINGS, .done = on_bookings, .quiet = quiet},
                   &in, service);
}

void reception_find_bookings(struct reception *reception, int days)
{
    reception->model.booking_day = booking_day(reception, days);
    kept_forget(&reception->model.bookings);
    ask_bookings(reception, NULL, false);
}

static void on_booked(struct call *call, const struct varlink_reply *reply)
{
    struct reception *reception = call->reception;
    const struct reception_book_out *out = reply->out;
    const struct language *language = reception_stage(reception)->language;
    _cleanup_free_ char *time = moment_words(language, out->booking.slot_at, reception_now(reception));
    close_ask(reception);
    ask_bookings(reception, NULL, true);
    told_say(&reception->model.told, i18n_text(language, MESSAGE_RECEPTION_BOOKED, I18N_TEXT("time", time),
                                               I18N_TEXT("code", out->booking.booking)));
}

static void book(struct reception *reception, const char *service, const struct ask *ask)
{
    const struct draft *draft = &reception->draft;
    const char *needs[DRAFT_NEEDS];
    for (size_t i = 0; i < draft->need_count; i++)
        needs[i] = draft->needs[i];
    const struct reception_book_in in = {
            .service = service,
            .slot_at = strtoll(answer(ask, 0), NULL, 10),
            .class = text_or_null(draft->class),
            .needs = {draft->need_count, draft->need_count > 0 ? needs : NULL},
            .language = text_or_null(draft->language),
            .party = {draft->party > 1, draft->party},
            .printer = reception->model.printer,
    };
    reception_call(reception, &(struct call){.method = RECEPTION_BOOK, .done = on_booked}, &in, NULL);
}

static void move_to(struct reception *reception, const char *booking, int64_t slot_at)
{
    const struct reception_move_booking_in in = {.booking = booking, .slot_at = slot_at};
    /* its answer begins as that of Book */
    reception_call(reception, &(struct call){.method = RECEPTION_MOVE_BOOKING, .done = on_booked}, &in, NULL);
}

static void move(struct reception *reception, const char *booking, const struct ask *ask)
{
    move_to(reception, booking, strtoll(answer(ask, 0), NULL, 10));
}

static void on_booking_done(struct call *call, attr_unused const struct varlink_reply *reply)
{
    close_ask(call->reception);
    ask_bookings(call->reception, NULL, true);
    reception_tell(call->reception, MESSAGE_RECEPTION_DONE);
}

static void give_up(struct reception *reception, const char *booking, attr_unused const struct ask *ask)
{
    reception_call(reception, &(struct call){.method = RECEPTION_CANCEL_BOOKING, .done = on_booking_done},
                   &(struct reception_cancel_booking_in){.booking = booking}, NULL);
}

/* --- slots --- */

static void on_slots(struct call *call, const struct varlink_reply *reply)
{
    struct reception *reception = call->reception;
    struct stage *stage = reception_stage(reception);
    reception_keep(reception, &reception->model.slots, RECEPTION_LIST_SLOTS, reply->parameters);
    if (stage_top(stage)->type != &view_bookings)
        return;
    bool moves = strcmp(call->text, reception->slots_service) != 0;
    stage_open(stage, &view_ask, moves ? TASK_MOVE : TASK_BOOK, call->text);
}

/* `subject`: what the page is about that asks for one. */
static void ask_slots(struct reception *reception, const char *service, const char *day, const char *subject)
{
    if (service != reception->slots_service)
        text_copy(reception->slots_service, sizeof reception->slots_service, service);
    const struct reception_list_slots_in in = {.service = reception->slots_service, .day = day};
    reception_call(reception, &(struct call){.method = RECEPTION_LIST_SLOTS, .done = on_slots}, &in, subject);
}

static void turn_slots(struct reception *reception, int by)
{
    const struct reception_list_slots_out *out = reception->model.slots.out;
    struct date day;
    char text[DATE_TEXT_SIZE];
    if (!out || date_parse(out->day, &day) < 0)
        return;
    ask_slots(reception, reception->slots_service, date_text(date_add(day, by), text), NULL);
}

/* --- checking in --- */

/* A scanned code has no hyphen. */
static bool is_same_code(const char *a, const char *b)
{
    while (*a || *b) {
        a += *a == '-';
        b += *b == '-';
        if (*a != *b)
            return false;
        a += *a != '\0';
        b += *b != '\0';
    }
    return true;
}

static void on_checked_service(struct call *call, const struct varlink_reply *reply)
{
    struct reception *reception = call->reception;
    struct model *model = &reception->model;
    const struct reception_find_bookings_out *out = reply->out;
    for (size_t i = 0; i < out->bookings.count; i++) {
        if (is_same_code(out->bookings.items[i].booking, model->checked_booking))
            text_copy(model->checked_service, KEY_BYTES, out->bookings.items[i].service);
    }
    stage_open(reception_stage(reception), &view_checked, 0, NULL);
}

/* The answer does not say for which service: the bookings of that moment do. */
static void ask_checked_service(struct reception *reception, int64_t slot_at)
{
    char day[DATE_TEXT_SIZE];
    date_text(clock_local(slot_at).date, day);
    const struct reception_find_bookings_in in = {.day = day,
                                                  .slot_from = {true, slot_at},
                                                  .slot_until = {true, slot_at + 1},
                                                  .limit = {true, BOOKINGS_MOST}};
    reception->model.checked_service[0] = '\0';
    reception_call(reception, &(struct call){.method = RECEPTION_FIND_BOOKINGS, .done = on_checked_service}, &in, NULL);
}

static void on_checked_in(struct call *call, const struct varlink_reply *reply)
{
    struct reception *reception = call->reception;
    const struct reception_check_in_out *out = reply->out;
    if (out->ticket) {
        reception_close_to_desk(reception);
        reception_made(reception, RECEPTION_CHECK_IN, reply->parameters);
        return;
    }
    text_copy(reception->model.checked_booking, KEY_BYTES, call->text);
    reception_keep(reception, &reception->model.checked, RECEPTION_CHECK_IN, reply->parameters);
    ask_checked_service(reception, out->slot_at);
}

void reception_check_in(struct reception *reception, const char *booking)
{
    const struct reception_check_in_in in = {.booking = booking, .printer = reception->model.printer};
    reception_call(reception, &(struct call){.method = RECEPTION_CHECK_IN, .done = on_checked_in}, &in, booking);
}

static void walk_in(struct reception *reception)
{
    reception_close_to_desk(reception);
    if (*reception->model.checked_service)
        desk_begin(stage_top(reception_stage(reception)), reception->model.checked_service, "");
}

static void move_next(struct reception *reception)
{
    const struct reception_check_in_out *out = reception->model.checked.out;
    stage_close(reception_stage(reception));
    move_to(reception, reception->model.checked_booking, out->next_slot.value);
}

/* --- what pages want --- */

bool reception_do_booking(struct reception *reception, const struct view *view, const struct intent *intent)
{
    const struct reception_booking *booking;
    switch (intent->what) {
    case DO_BOOKINGS:
        reception->draft = *desk_draft(view);
        reception->model.booking_day = booking_day(reception, 0);
        ask_bookings(reception, intent->text, false);
        return true;
    case DO_BOOKING_DAY:
        reception_find_bookings(reception, (int)intent->value);
        return true;
    case DO_CHECK_IN:
        reception_check_in(reception, intent->text);
        return true;
    case DO_WALK_IN:
        walk_in(reception);
        return true;
    case DO_MOVE_NEXT:
        move_next(reception);
        return true;
    case DO_BOOK:
        ask_slots(reception, intent->text, NULL, intent->text);
        return true;
    case DO_MOVE:
        booking = find_booking(&reception->model, intent->text);
        if (booking)
            ask_slots(reception, booking->service, NULL, intent->text);
        return true;
    case DO_SLOT_DAY:
        turn_slots(reception, (int)intent->value);
        return true;
    default:
        return false;
    }
}

void reception_do_ask(struct reception *reception, enum task task, const char *subject)
{
    stage_open(reception_stage(reception), &view_ask, task, subject);
}

static void (*const tasks[TASK_COUNT])(struct reception *reception, const char *subject, const struct ask *ask) = {
        [TASK_CHANGE_SERVICE] = change_service,
        [TASK_CHANGE_CLASS] = change_class,
        [TASK_CHANGE_NEEDS] = change_needs,
        [TASK_CHANGE_LANGUAGE] = change_language,
        [TASK_TRANSFER] = transfer,
        [TASK_NOTE] = add_note,
        [TASK_PUT_OFF] = put_off,
        [TASK_JOIN] = join,
        [TASK_BEFORE] = why_before,
        [TASK_CANCEL] = cancel,
        [TASK_VOID] = make_void,
        [TASK_BOOK] = book,
        [TASK_MOVE] = move,
        [TASK_CANCEL_BOOKING] = give_up,
        [TASK_BY_HAND] = enter_by_hand,
        [TASK_ADOPT] = adopt,
        [TASK_ROLL] = change_roll,
};

void reception_do_task(struct reception *reception, const struct view *view)
{
    const struct ask *ask = ask_of(view);
    if (tasks[ask->task])
        tasks[ask->task](reception, view->text, ask);
}
