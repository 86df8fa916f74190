/* SPDX-License-Identifier: MIT
 *
 * What the daemon said last, kept: a reply lives in its handler only, a model must outlive it. A new one takes the
 * place of the old one as a whole.
 */
#pragma once

#include <jansson.h>

#include "common/arena.h"
#include "common/varlink/idl.h"

struct kept {
    json_t *json;
    struct arena arena;
    const void *out; /* the C form (common/interface/<role>.h); NULL: nothing was said yet */
};

void kept_init(struct kept *kept);
void kept_done(struct kept *kept);

/* Takes a reference of the reply's parameters and decodes them as the output of this method. Returns 0, or -EBADMSG and
 * keeps what it had. */
int kept_take(struct kept *kept, const struct idl_member *method, json_t *parameters) attr_must_check;
void kept_forget(struct kept *kept);
