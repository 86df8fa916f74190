/* SPDX-License-Identifier: MIT
 *
 * What the daemon said last, with the memory its C form stands on.
 */
#include "common/varlink/kept.h"

#include <errno.h>

#include "common/log.h"
#include "common/varlink/value.h"

void kept_init(struct kept *kept)
{
    *kept = (struct kept){0};
    arena_init(&kept->arena);
}

void kept_done(struct kept *kept)
{
    arena_done(&kept->arena);
    json_decref(kept->json);
    *kept = (struct kept){0};
}

void kept_forget(struct kept *kept)
{
    kept_done(kept);
    kept_init(kept);
}

int kept_take(struct kept *kept, const struct idl_member *method, json_t *parameters)
{
    struct kept fresh = {0};
    arena_init(&fresh.arena);
    json_t *json = parameters ? json_incref(parameters) : json_object();
    void *out = arena_alloc(&fresh.arena, method->output->size);
    struct value_mistake mistake;
    if (value_decode(method->output, json, VALUE_LENIENT, &fresh.arena, out, &mistake) < 0) {
        log_error("bad_reply", LOG_TEXT("method", method->full_name), LOG_TEXT("field", mistake.path),
                  LOG_TEXT("reason", mistake.reason));
        arena_done(&fresh.arena);
        json_decref(json);
        return -EBADMSG;
    }
    fresh.json = json;
    fresh.out = out;
    kept_done(kept);
    *kept = fresh;
    return 0;
}
