/* SPDX-License-Identifier: MIT
 *
 * Any bytes as an ask and as an answer: what is taken is whole, and written again it is taken again.
 */
#include <assert.h>
#include <string.h>

#include "printer/worker_message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(const struct worker_types *types, const char *bytes, size_t size)
{
    struct worker_message message, again;
    _cleanup_(buffer_done) struct buffer written = {0};
    if (worker_ask_read(types, bytes, size, &message) == 0) {
        bool prints = message.ask.what.value == WORKER_ASK_WHAT_PRINT;
        worker_ask_write(types, &message.ask, prints ? &message.order : NULL, &written);
        int r = worker_ask_read(types, buffer_bytes(&written), written.length - 1, &again);
        assert(r == 0 && again.ask.what.value == message.ask.what.value);
        assert(!message.ask.key || strcmp(again.ask.key, message.ask.key) == 0);
        worker_message_done(&again);
    }
    worker_message_done(&message);
}

static void answer(const struct worker_types *types, const char *bytes, size_t size)
{
    struct worker_message message, again;
    _cleanup_(buffer_done) struct buffer written = {0};
    if (worker_answer_read(types, bytes, size, &message) == 0) {
        worker_answer_write(types, &message.answer, &written);
        int r = worker_answer_read(types, buffer_bytes(&written), written.length - 1, &again);
        assert(r == 0 && again.answer.job.value == message.answer.job.value);
        assert(again.answer.seen.count == message.answer.seen.count);
        worker_message_done(&again);
    }
    worker_message_done(&message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct worker_types types; /* as long as the fuzzer */
    if (!types.ask)
        worker_types_init(&types);
    ask(&types, (const char *)data, size);
    answer(&types, (const char *)data, size);
    return 0;
}
