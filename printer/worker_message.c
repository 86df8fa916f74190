/* SPDX-License-Identifier: MIT
 *
 * Asks and answers by their IDL types; the order of a print by that of org.novbe.Printer.
 */
#include "printer/worker_message.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "common/varlink/value.h"

static const struct idl_type *find_type(struct arena *arena, const char *text, const char *name)
{
    const struct idl *idl = NULL;
    struct idl_mistake mistake;
    int r = idl_parse(arena, text, strlen(text), &idl, &mistake);
    assert(r == 0);
    const struct idl_member *member = r == 0 ? idl_find(idl, IDL_TYPE, name) : NULL;
    assert(member);
    return member->type;
}

void worker_types_init(struct worker_types *types)
{
    *types = (struct worker_types){0};
    arena_init(&types->arena);
    types->ask = find_type(&types->arena, worker_interface_text, "Ask");
    types->answer = find_type(&types->arena, worker_interface_text, "Answer");
    types->order = find_type(&types->arena, printer_interface_text, "Order");
}

void worker_types_done(struct worker_types *types)
{
    arena_done(&types->arena);
}

static json_t *order_json(const struct worker_types *types, const struct printer_order *order)
{
    _cleanup_(buffer_done) struct buffer text = {0};
    value_encode(types->order, order, &text);
    return value_parse(buffer_bytes(&text), text.length);
}

void worker_ask_write(const struct worker_types *types, const struct worker_ask *ask, const struct printer_order *order,
                      struct buffer *out)
{
    struct worker_ask whole = *ask;
    whole.order = order ? order_json(types, order) : NULL;
    value_encode(types->ask, &whole, out);
    buffer_append_byte(out, '\0');
    json_decref(whole.order);
}

void worker_answer_write(const struct worker_types *types, const struct worker_answer *answer, struct buffer *out)
{
    value_encode(types->answer, answer, out);
    buffer_append_byte(out, '\0');
}

void worker_message_done(struct worker_message *message)
{
    arena_done(&message->arena);
    json_decref(message->json);
    message->json = NULL;
}

static int read_message(const struct idl_type *type, const char *bytes, size_t length, void *ret_struct,
                        struct worker_message *ret_message)
{
    struct value_mistake mistake;
    *ret_message = (struct worker_message){0};
    arena_init(&ret_message->arena);
    ret_message->json = value_parse(bytes, length);
    if (!ret_message->json)
        return -EBADMSG;
    return value_decode(type, ret_message->json, VALUE_STRICT, &ret_message->arena, ret_struct, &mistake);
}

/* A job's name is as long as a key at most, and only a watch has none. */
static bool is_key(const char *key, bool is_watch)
{
    return is_watch ? !key : key && key[0] != '\0' && strlen(key) < JOB_KEY_SIZE;
}

int worker_ask_read(const struct worker_types *types, const char *bytes, size_t length,
                    struct worker_message *ret_message)
{
    struct value_mistake mistake;
    struct worker_ask *ask = &ret_message->ask;
    int r = read_message(types->ask, bytes, length, ask, ret_message);
    if (r < 0)
        return r;
    bool prints = ask->what.value == WORKER_ASK_WHAT_PRINT;
    if (!is_key(ask->key, ask->what.value == WORKER_ASK_WHAT_WATCH) || prints != (ask->order != NULL))
        return -EBADMSG;
    /* Lenient: the order came from a daemon that may be newer than this program. */
    return prints ? value_decode(types->order, ask->order, VALUE_LENIENT, &ret_message->arena, &ret_message->order,
                                 &mistake)
                  : 0;
}

int worker_answer_read(const struct worker_types *types, const char *bytes, size_t length,
                       struct worker_message *ret_message)
{
    struct worker_answer *answer = &ret_message->answer;
    int r = read_message(types->answer, bytes, length, answer, ret_message);
    if (r < 0)
        return r;
    int what = answer->what.value;
    bool whole = is_key(answer->key, what == WORKER_ANSWER_WHAT_WATCH) &&
                 (what == WORKER_ANSWER_WHAT_PRINT) == (answer->handing.value != IDL_WORD_NULL) &&
                 (what == WORKER_ANSWER_WHAT_LOOK) == (answer->job.value != IDL_WORD_NULL) &&
                 (what == WORKER_ANSWER_WHAT_WATCH) == (answer->printer.value != IDL_WORD_NULL);
    return whole ? 0 : -EBADMSG;
}
