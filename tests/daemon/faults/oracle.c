/* SPDX-License-Identifier: MIT
 *
 * The clients' memory against the store.
 */
#include "tests/daemon/faults/oracle.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/store_copy.h"
#include "daemon/store_verify.h"
#include "tests/daemon/faults/workload.h"

/* Requests are remembered for a day and a night at least. */
#define REMEMBERED_MS (23 * HOUR_MS)

static bool is_told(const struct receipt *note)
{
    return note->told != NEVER && !note->repeats && !note_error(note);
}

static const char *in_words(const struct receipt *note, char words[128])
{
    const json_t *ticket = note_ticket(note);
    const char *text = json_is_object(ticket) ? note_text(ticket, "ticket") : "";
    const char *request = note_request(note);
    snprintf(words, 128, "%s %s %s", note_method(note), request ? request : "", text);
    return words;
}

/* --- asked again --- */

static bool is_remembered(const struct machine *machine, const struct receipt *note)
{
    return is_told(note) && note_request(note) && note->asked_ms > machine->now_ms - REMEMBERED_MS;
}

static bool same_answer(const struct receipt *first, const struct receipt *again)
{
    json_t *expected = json_deep_copy(first->answer);
    json_object_set_new(json_object_get(expected, "parameters"), "repeated", json_true());
    bool same = json_equal(expected, again->answer);
    json_decref(expected);
    return same;
}

/* An answer to a PIN that was set costs 20 ms of hashing: it is looked for in the store instead. */
static bool is_dear(const struct receipt *note)
{
    return strcmp(note_method(note), "Admin.SetPin") == 0;
}

static bool compare_with(struct machine *machine, size_t first, size_t again)
{
    const struct receipt *note = &machine->notes.items[first], *repeated = &machine->notes.items[again];
    char words[128];
    if (same_answer(note, repeated))
        return true;
    _cleanup_free_ char *was = json_dumps(note->answer, JSON_COMPACT), *is = json_dumps(repeated->answer, JSON_COMPACT);
    return machine_fails(machine, "told and gone: %s: told %s, now %s", in_words(note, words), was, is);
}

static bool ask_all_again(struct machine *machine)
{
    size_t count = machine->notes.count;
    _cleanup_free_ size_t *again = mem_new_n(size_t, count + 1);
    for (size_t i = 0, sent = 0; i < count; i++) {
        const struct receipt *note = &machine->notes.items[i];
        if (!is_remembered(machine, note) || is_dear(note))
            continue;
        again[i] = machine_ask_again(machine, i, note->terminal);
        if (++sent % 32 == 0 && !machine_settle(machine))
            return false;
    }
    if (!machine_settle(machine))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (again[i] && !compare_with(machine, i, again[i]))
            return false;
    }
    return true;
}

/* --- tickets --- */

static const char *day_of(const json_t *ticket, struct date *ret_date)
{
    const char *text = note_text(ticket, "day");
    return date_parse(text, ret_date) == 0 ? text : NULL;
}

static bool is_issue(const struct receipt *note)
{
    return strcmp(note_method(note), "Visitor.Issue") == 0;
}

static bool ticket_is_there(struct machine *machine, const json_t *ticket)
{
    struct hall *hall = &machine->daemon.hall;
    const char *text = note_text(ticket, "ticket");
    struct date date;
    int32_t prefix, number, id;
    int64_t seq;
    if (!day_of(ticket, &date) || !ticket_parse(text, &prefix, &number))
        return machine_fails(machine, "no ticket: %s", text);
    int32_t day = (int32_t)date_days(date);
    if (machine->retention.asked != NEVER && day < machine->retention.from_day)
        return true;
    if (store_find_ticket(store_database(hall->store), day, prefix, number, &seq, &id) < 0)
        return machine_fails(machine, "told and gone: ticket %s of day %d", text, day);
    if (day != engine_day(hall->engine))
        return true;
    const struct ticket *live = hall_ticket(hall, text);
    if (!live || !code_matches(live->code, note_text(ticket, "code")))
        return machine_fails(machine, "told otherwise: ticket %s has another code", text);
    return true;
}

/* How far a step has come, by the words of the interfaces. */
static int rank_of(const char *state)
{
    static const char *const words[] = {"waiting", "called", "serving", "ended"};
    for (int i = 0; i < (int)ARRAY_SIZE(words); i++) {
        if (strcmp(state, words[i]) == 0)
            return i;
    }
    return 0; /* planned, parked, put off: it may come from and go to anywhere */
}

static int rank_of_live(const struct ticket *ticket)
{
    enum step_state state = ticket->steps[ticket->current].state;
    return ticket->ended ? 3 : state == STEP_CALLED ? 1 : state == STEP_SERVING ? 2 : 0;
}

/* Nobody who was called waits again, nobody who was finished is served again. A transfer begins a new step. */
static bool state_is_kept(struct machine *machine, const struct receipt *note)
{
    const json_t *ticket = note_ticket(note);
    if (strncmp(note_method(note), "Counter.", 8) != 0 || !json_is_object(ticket))
        return true;
    const struct ticket *live = hall_ticket(&machine->daemon.hall, note_text(ticket, "ticket"));
    struct local_time asked = clock_local(note->asked_ms);
    if (!live || date_days(asked.date) != engine_day(machine->daemon.hall.engine) || live->step_count > 1)
        return true;
    if (rank_of_live(live) >= rank_of(note_text(ticket, "state")))
        return true;
    return machine_fails(machine, "told and gone: ticket %s was %s", note_text(ticket, "ticket"),
                         note_text(ticket, "state"));
}

static bool same_ticket(const json_t *a, const json_t *b)
{
    return strcmp(note_text(a, "ticket"), note_text(b, "ticket")) == 0 &&
           strcmp(note_text(a, "day"), note_text(b, "day")) == 0;
}

static bool number_is_one(struct machine *machine, size_t place)
{
    const json_t *ticket = note_ticket(&machine->notes.items[place]);
    for (size_t i = 0; i < place; i++) {
        const struct receipt *note = &machine->notes.items[i];
        if (is_told(note) && is_issue(note) && same_ticket(note_ticket(note), ticket))
            return machine_fails(machine, "given twice: ticket %s", note_text(ticket, "ticket"));
    }
    return true;
}

static bool check_tickets(struct machine *machine)
{
    for (size_t i = 0; i < machine->notes.count; i++) {
        const struct receipt *note = &machine->notes.items[i];
        if (!is_told(note))
            continue;
        if (is_issue(note) && (!ticket_is_there(machine, note_ticket(note)) || !number_is_one(machine, i)))
            return false;
        if (!state_is_kept(machine, note))
            return false;
    }
    return true;
}

/* --- operators --- */

static bool pin_is_kept(struct machine *machine, const struct receipt *note)
{
    const char *operator= note_text(json_object_get(note->message, "parameters"), "operator");
    struct hall *hall = &machine->daemon.hall;
    const struct operator_kept *kept = operators_find(&hall->operators, hall_id(hall, NAME_OPERATOR, operator));
    return (kept && kept->pin) || machine_fails(machine, "told and gone: the PIN of %s", operator);
}

/* A session of the open day that was not ended by its close. */
static bool holds_still(const struct machine *machine, const struct receipt *note)
{
    const struct hall *hall = &machine->daemon.hall;
    int32_t day = (int32_t)date_days(clock_local(note->asked_ms).date);
    return day == engine_day(hall->engine) && !engine_day_closes(hall->engine);
}

static bool regain(struct machine *machine, const struct receipt *note)
{
    const char *token = note_text(json_object_get(note->answer, "parameters"), "token");
    size_t asked = machine_ask(machine, note->terminal, "Counter.Regain", json_pack("{s:s}", "token", token), false);
    if (!machine_settle(machine))
        return false;
    const char *error = note_error(&machine->notes.items[asked]);
    return !error || machine_fails(machine, "told and gone: a session: %s", error);
}

static bool check_operators(struct machine *machine)
{
    size_t count = machine->notes.count;
    for (size_t i = 0; i < count; i++) {
        struct receipt note = machine->notes.items[i];
        if (!is_told(&note))
            continue;
        if (is_dear(&note) && !pin_is_kept(machine, &note))
            return false;
        if (strcmp(note_method(&note), "Counter.SignIn") == 0 && holds_still(machine, &note) && !regain(machine, &note))
            return false;
    }
    return true;
}

/* --- who was not answered --- */

bool oracle_is_closed(const struct machine *machine, const struct receipt *note, const char *error)
{
    const struct ledger_seal *seal = store_seal(machine->daemon.hall.store);
    return strcmp(note_method(note), "Admin.CloseDay") == 0 && strcmp(error, "org.novbe.Refused.NoDay") == 0 && seal &&
           seal->day == (int32_t)date_days(clock_local(note->asked_ms).date);
}

static bool ask_unanswered(struct machine *machine)
{
    size_t count = machine->notes.count;
    for (size_t i = 0; i < count; i++) {
        struct receipt note = machine->notes.items[i];
        if (note.told != NEVER || note.repeats || !note_request(&note) || is_dear(&note))
            continue;
        size_t again = machine_ask_again(machine, i, note.terminal);
        if (!machine_settle(machine))
            return false;
        const char *error = note_error(&machine->notes.items[again]);
        char words[128];
        if (error && !oracle_is_closed(machine, &note, error))
            return machine_fails(machine, "%s, asked again, was answered %s", in_words(&note, words), error);
    }
    return true;
}

bool oracle_recall(struct machine *machine)
{
    return ask_all_again(machine) && check_tickets(machine) && check_operators(machine) && ask_unanswered(machine) &&
           check_tickets(machine);
}

/* --- service goes on --- */

static bool command(struct machine *machine, struct command command)
{
    struct refusal refusal;
    if (hall_do(&machine->daemon.hall, &command, &refusal) < 0)
        return machine_fails(machine, "%s is refused: %s", command_words[command.kind], refusal_words[refusal.kind]);
    turn_mark(&machine->daemon.turn);
    return machine_settle(machine);
}

/* Whoever is signed in goes on where he was, with the ticket that he holds. */
static bool serve_one(struct machine *machine)
{
    struct hall *hall = &machine->daemon.hall;
    int32_t operator_id = hall_id(hall, NAME_OPERATOR, "102"), outcome = hall_id(hall, NAME_OUTCOME, "done");
    if (!command(machine, (struct command){.kind = COMMAND_SIGN_IN,
                                           .operator_id = operator_id,
                                           .counter = hall_id(hall, NAME_COUNTER, "2")}))
        return false;
    const struct session *session = engine_session(hall->engine, operator_id);
    struct command finish = {.kind = COMMAND_FINISH, .operator_id = operator_id, .outcome = outcome, .quantity = 1};
    if (session->activity == ACTIVITY_TICKET && !command(machine, finish))
        return false;
    return command(machine, (struct command){.kind = COMMAND_NEXT, .operator_id = operator_id}) &&
           machine_pass(machine, MINUTE_MS) && command(machine, finish);
}

static int64_t sum_of_ends(const json_t *ends)
{
    int64_t sum = 0;
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)ends, name, value)
    {
        sum += json_integer_value(value);
    }
    return sum;
}

static bool reconciles(struct machine *machine, const json_t *closed)
{
    const json_t *ends = json_object_get(closed, "visit_ends");
    int64_t visits = json_integer_value(json_object_get(closed, "visits"));
    if (sum_of_ends(ends) != visits || json_integer_value(json_object_get(ends, "open")) != 0)
        return machine_fails(machine, "the day does not reconcile");
    const struct ledger_seal *seal = store_seal(machine->daemon.hall.store);
    if (!seal || seal->figures.visits != visits)
        return machine_fails(machine, "the day is not sealed as it was closed");
    if (store_key_is_stale(machine->daemon.hall.store))
        return machine_fails(machine, "the seal key was not replaced");
    return true;
}

static bool open_a_day(struct machine *machine)
{
    if (engine_day(machine->daemon.hall.engine))
        return true;
    struct local_time local = clock_local(machine->now_ms);
    return machine_pass(machine, clock_at(date_add(local.date, 1), 5) - machine->now_ms);
}

bool oracle_goes_on(struct machine *machine)
{
    if (!open_a_day(machine))
        return false;
    if (!machine_wish(machine, TERMINAL_KIOSK, "Visitor.Issue", json_pack("{s:[s]}", "services", "passport")) ||
        !serve_one(machine) || !check_tickets(machine))
        return false;
    const json_t *closed = machine_wish(machine, TERMINAL_DESK, "Admin.CloseDay", NULL);
    return closed && reconciles(machine, closed);
}

/* --- the ledger is whole --- */

static void on_found(const struct finding *finding, void *data)
{
    machine_fails(data, "verify: %s: %s", finding_words[finding->kind], finding->text);
}

static bool verify(struct machine *machine, const char *name, const struct store_head *heads, size_t count)
{
    _cleanup_free_ char *path = mem_printf("%s/%s", machine->folder, name);
    struct verify_options options = {.path = path,
                                     .has_key = machine->key.known,
                                     .first_key = machine->key.key,
                                     .key_chain = machine->key.chain,
                                     .heads = heads,
                                     .head_count = count,
                                     .found = on_found,
                                     .data = machine};
    struct verify_result result;
    char error[STORE_ERROR_SIZE] = "";
    if (store_verify(&options, &result, error) < 0)
        return machine_fails(machine, "cannot verify: %s", error);
    if (result.findings > 0 || !result.replayed)
        return machine_fails(machine, "verify %s: %lld findings", name, (long long)result.findings);
    if (result.days > 0 && !machine->key.known)
        return machine_fails(machine, "verify %s: it is sealed by a key that nobody was told", name);
    if (machine->key.known && result.sealed_by_key != result.days)
        return machine_fails(machine, "verify %s: %lld of %lld days are sealed by the key that was told", name,
                             (long long)result.sealed_by_key, (long long)result.days);
    return true;
}

static bool verify_told(struct machine *machine, const char *name, const struct told_head *told, size_t count)
{
    _cleanup_free_ struct store_head *heads = mem_new_n(struct store_head, count + 1);
    for (size_t i = 0; i < count; i++)
        heads[i] = told[i].head;
    return verify(machine, name, heads, count);
}

static bool is_there(const struct machine *machine, const char *name)
{
    _cleanup_free_ char *path = mem_printf("%s/%s", machine->folder, name);
    return access(path, F_OK) == 0;
}

bool oracle_verify(struct machine *machine)
{
    const struct told_copies *copies = &machine->copies;
    return verify_told(machine, "store", machine->heads, machine->head_count) &&
           (copies->count == 0 || verify_told(machine, "backup", copies->heads, copies->count));
}

/* --- what is done beside the work --- */

/* What is left of a backup becomes a store, also where the power went while it grew. */
static bool restore(struct machine *machine)
{
    const struct told_copies *copies = &machine->copies;
    _cleanup_free_ char *backup = mem_printf("%s/backup", machine->folder),
                        *store = mem_printf("%s/again", machine->folder);
    struct store_copied copied;
    char error[STORE_ERROR_SIZE] = "";
    unlink(store); /* of a machine that lost its power right here */
    if (!is_there(machine, "backup"))
        return copies->count == 0 || machine_fails(machine, "told and gone: the backup");
    if (store_restore(backup, store, machine->daemon.centre->settings.centre_key, &copied, error) < 0)
        return machine_fails(machine, "the backup is of no use: %s", error);
    bool good = verify_told(machine, "again", copies->heads, copies->count);
    unlink(store);
    return good;
}

bool oracle_housekeeps(struct machine *machine)
{
    if (machine->copies.asked != NEVER && !(restore(machine) && machine_back_up(machine)))
        return false;
    return machine->retention.asked == NEVER || machine_retain(machine, machine->retention.from_day);
}
