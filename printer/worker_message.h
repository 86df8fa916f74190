/* SPDX-License-Identifier: MIT
 *
 * What a worker is asked, and what it answers: JSON by org.novbe.Worker.varlink, with a NUL behind each message. Both
 * sides are of one program; what does not decode all the same is refused whole.
 */
#pragma once

#include "common/arena.h"
#include "common/buffer.h"
#include "common/interface/printer.h"
#include "common/interface/worker.h"
#include "printer/job.h"

enum { WORKER_MESSAGE_MOST = 1 << 20 };

/* The types by which messages are read and written; one for each side and life. */
struct worker_types {
    struct arena arena;
    const struct idl_type *ask, *answer, *order;
};
void worker_types_init(struct worker_types *types);
void worker_types_done(struct worker_types *types);

/* `order`: of a print, else NULL; what `ask` says of it does not count. */
void worker_ask_write(const struct worker_types *types, const struct worker_ask *ask, const struct printer_order *order,
                      struct buffer *out);
void worker_answer_write(const struct worker_types *types, const struct worker_answer *answer, struct buffer *out);

/* A message read: strings live as long as it. */
struct worker_message {
    struct arena arena;
    struct json_t *json;
    struct worker_ask ask;
    struct printer_order order; /* of a print */
    struct worker_answer answer;
};
void worker_message_done(struct worker_message *message);
/* 0, or -EBADMSG. In either case worker_message_done() is to be called. */
int worker_ask_read(const struct worker_types *types, const char *bytes, size_t length,
                    struct worker_message *ret_message) attr_must_check;
int worker_answer_read(const struct worker_types *types, const char *bytes, size_t length,
                       struct worker_message *ret_message) attr_must_check;
