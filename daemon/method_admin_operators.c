/* SPDX-License-Identifier: MIT
 *
 * Operators: who may sign in, and with which PIN.
 *
 * A PIN is hashed before the wish begins, which is then all in one turn: two calls of one wish may be hashed one after
 * the other, and the second finds the answer of the first. What the store remembers of the wish has the PIN hidden.
 */
#include <string.h>

#include "common/interface/fault.h"
#include "common/interface/refused.h"
#include "daemon/daemon.h"
#include "daemon/method_admin.h"
#include "daemon/view.h"
#include "daemon/wish.h"

#define ID_LENGTH_MOST 32

/* --- list --- */

static const struct catalogue_operator *in_catalogue(const struct hall *hall, int32_t id)
{
    return rulebook_object(hall->rulebook, NAME_OPERATOR, id);
}

static bool is_offered(const struct hall *hall, int32_t id)
{
    return id > 0 && id < hall->rulebook->operators.count && hall->rulebook->operators.items[id].offered;
}

static struct admin_operator make_operator(const struct view *view, int32_t id)
{
    const struct hall *hall = view->hall;
    const struct rule_operator *rule = &hall->rulebook->operators.items[id];
    const struct operator_kept *kept = operators_find(&hall->operators, id);
    const struct session *session = engine_session(hall->engine, id);
    struct admin_operator out = {
            .operator= view_key(view, NAME_OPERATOR, id),
            .profile = view_key(view, NAME_PROFILE, rule->profile),
            .in_catalogue = in_catalogue(hall, id),
            .has_pin = kept && kept->pin,
            .counter = view_key(view, NAME_COUNTER, session ? session->counter : 0),
    };
    out.languages.items = hall_keys(view->hall, NAME_LANGUAGE, rule->languages, view->arena, &out.languages.count);
    return out;
}

static int compare_operators(const void *a, const void *b)
{
    const struct admin_operator *x = a, *y = b;
    return strcmp(x->operator, y->operator);
}

void admin_list_operators(struct varlink_call *call, attr_unused const void *in)
{
    struct view view = view_of(daemon_hall(call), varlink_call_arena(call));
    int32_t limit = view.hall->rulebook->operators.count;
    struct admin_list_operators_out out = {0};
    out.operators.items = arena_new_n(view.arena, struct admin_operator, (size_t)limit);
    for (int32_t id = 1; id < limit; id++) {
        if (is_offered(view.hall, id))
            out.operators.items[out.operators.count++] = make_operator(&view, id);
    }
    qsort(out.operators.items, out.operators.count, sizeof(*out.operators.items), compare_operators);
    varlink_reply(call, &out);
}

/* --- a PIN on its way to the thread --- */

struct hashing {
    struct varlink_call *call;
    const void *in;
    void (*go_on)(struct varlink_call *call, const void *in, const char *kept);
};

static void on_gone(struct varlink_call *call, void *data)
{
    pins_forget(daemon_of(call)->pins, data);
}

static void on_made(void *data, attr_unused bool right, const char *kept)
{
    const struct hashing *hashing = data;
    if (kept)
        hashing->go_on(hashing->call, hashing->in, kept);
    else
        varlink_error(hashing->call, FAULT_OVERLOADED,
                      &(struct fault_overloaded_error){.limit = "memory", .maximum = 0});
}

void admin_hash_pin(struct varlink_call *call, const void *in, const char *operator, const char * pin,
                    void (*go_on)(struct varlink_call *call, const void *in, const char *kept))
{
    struct hashing *hashing = arena_new(varlink_call_arena(call), struct hashing);
    *hashing = (struct hashing){.call = call, .in = in, .go_on = go_on};
    if (!pin_is_sound(pin)) {
        varlink_error_parameter(call, "pin");
        return;
    }
    varlink_call_on_gone(call, on_gone, hashing);
    if (pins_make(daemon_of(call)->pins, operator, pin, on_made, hashing) < 0)
        varlink_error(call, FAULT_OVERLOADED, &(struct fault_overloaded_error){.limit = "pins", .maximum = PIN_QUEUE});
}

const char *admin_hide_pin(struct varlink_call *call, const char *operator, const char * pin)
{
    return pin ? pins_hide(daemon_of(call)->pins, operator, pin, arena_alloc(varlink_call_arena(call), PIN_HIDDEN_SIZE))
               : NULL;
}

static void keep(const struct wish *wish, const struct operator_kept *kept)
{
    operators_keep(&wish->hall->operators, wish->hall->rulebook, kept, engine_now(wish->hall->engine));
}

/* --- add --- */

/* As catalogues have them, and capitals. */
static bool id_is_sound(const char *id)
{
    static const char signs[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-";
    size_t length = strlen(id);
    return length > 0 && length <= ID_LENGTH_MOST && strspn(id, signs) == length;
}

/* The centre's own if none is named; false: answered. */
static bool read_languages(struct wish *wish, const struct admin_add_operator_in *in, int64_t *ret_languages)
{
    const char *own = language_code(i18n_at(wish->hall->centre->i18n, 0));
    const char *const *codes = in->languages.count > 0 ? (const char *const *)in->languages.items : &own;
    size_t count = in->languages.count > 0 ? in->languages.count : 1;
    *ret_languages = 0;
    for (size_t i = 0; i < count; i++) {
        int32_t id = hall_id(wish->hall, NAME_LANGUAGE, codes[i]);
        if (!id || id > RULEBOOK_LANGUAGES) {
            varlink_error_parameter(wish->call, "languages");
            return false;
        }
        *ret_languages |= ID_BIT(id);
    }
    return true;
}

/* Reads who he shall be. */
static bool read_operator(struct wish *wish, const struct admin_add_operator_in *in, struct operator_kept *kept)
{
    *kept = (struct operator_kept){.profile = hall_id(wish->hall, NAME_PROFILE, in->profile)};
    if (in->profile && !kept->profile) {
        wish_error(wish, ADMIN_UNKNOWN_PROFILE, &(struct admin_unknown_profile_error){.profile = in->profile});
        return false;
    }
    if (is_offered(wish->hall, hall_id(wish->hall, NAME_OPERATOR, in->operator))) {
        wish_refuse(wish, REFUSAL_SAME);
        return false;
    }
    return read_languages(wish, in, &kept->languages);
}

static void add(struct varlink_call *call, const void *input, const char *pin)
{
    const struct admin_add_operator_in *in = input;
    struct admin_add_operator_in remembered = *in;
    _cleanup_(wish_done) struct wish wish;
    struct operator_kept kept;
    remembered.pin = admin_hide_pin(call, in->operator, in->pin);
    if (!wish_begin(&wish, call, &remembered, in->request) || !read_operator(&wish, in, &kept))
        return;
    kept.id = store_intern(wish.hall->store, NAME_OPERATOR, in->operator);
    kept.added = !in_catalogue(wish.hall, kept.id);
    kept.pin = (char *)pin;
    keep(&wish, &kept);
    struct admin_add_operator_out out = {0};
    wish_answer(&wish, &out);
}

void admin_add_operator(struct varlink_call *call, const void *input)
{
    const struct admin_add_operator_in *in = input;
    if (!id_is_sound(in->operator))
        varlink_error_parameter(call, "operator");
    else if (in->pin)
        admin_hash_pin(call, in, in->operator, in->pin, add);
    else
        add(call, in, NULL);
}

/* --- PIN, remove --- */

/* What is known of an operator who is offered. False: answered UnknownOperator. */
static bool find(struct wish *wish, const char *key, struct operator_kept *ret_kept)
{
    int32_t id = hall_id(wish->hall, NAME_OPERATOR, key);
    const struct operator_kept *kept = operators_find(&wish->hall->operators, id);
    wish->asked = key;
    if (!is_offered(wish->hall, id)) {
        wish_refuse(wish, REFUSAL_UNKNOWN_OPERATOR);
        return false;
    }
    *ret_kept = kept ? *kept : (struct operator_kept){.id = id};
    return true;
}

static void set_pin(struct varlink_call *call, const void *input, const char *pin)
{
    const struct admin_set_pin_in *in = input;
    struct admin_set_pin_in remembered = *in;
    _cleanup_(wish_done) struct wish wish;
    struct operator_kept kept;
    remembered.pin = admin_hide_pin(call, in->operator, in->pin);
    if (!wish_begin(&wish, call, &remembered, in->request) || !find(&wish, in->operator, & kept))
        return;
    kept.pin = (char *)pin;
    keep(&wish, &kept);
    struct admin_set_pin_out out = {0};
    wish_answer(&wish, &out);
}

void admin_set_pin(struct varlink_call *call, const void *input)
{
    const struct admin_set_pin_in *in = input;
    admin_hash_pin(call, in, in->operator, in->pin, set_pin);
}

/* False: he holds a ticket, which somebody must see to first; answered. */
static bool sign_out(struct wish *wish, int32_t id)
{
    const struct session *session = engine_session(wish->hall->engine, id);
    if (!session)
        return true;
    if (session->activity == ACTIVITY_TICKET) {
        const struct ticket *ticket = engine_ticket(wish->hall->engine, session->ticket);
        call_refuse(wish->call,
                    &(struct refusal){.kind = REFUSAL_HOLDS_TICKET,
                                      .ticket = ticket->id,
                                      .state = (int32_t)view_step(ticket)->state},
                    NULL);
        return false;
    }
    return wish_do(wish, &(struct command){.kind = COMMAND_SIGN_OUT, .operator_id = id, .place = PLACE_KEEP});
}

void admin_remove_operator(struct varlink_call *call, const void *input)
{
    const struct admin_remove_operator_in *in = input;
    _cleanup_(wish_done) struct wish wish;
    struct operator_kept kept;
    if (!wish_begin(&wish, call, in, in->request) || !find(&wish, in->operator, & kept) || !sign_out(&wish, kept.id))
        return;
    kept.removed = true;
    kept.pin = NULL;
    keep(&wish, &kept);
    struct admin_remove_operator_out out = {0};
    wish_answer(&wish, &out);
}
