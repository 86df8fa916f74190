/* SPDX-License-Identifier: MIT
 *
 * Any bytes as lines of novbe-voice: refused with a reason, or an order that is written and read again as it was.
 */
#include <assert.h>

#include "kiosk/voice/pipe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void come_back(struct order *order)
{
    _cleanup_(buffer_done) struct buffer first = {0}, second = {0};
    struct order back;
    char why[PIPE_WHY];
    pipe_write_order(order, &first);
    int r = pipe_read_order(buffer_bytes(&first), first.length, 0, &back, why);
    assert(r == 0);
    pipe_write_order(&back, &second);
    assert(first.length == second.length && memcmp(buffer_bytes(&first), buffer_bytes(&second), first.length) == 0);
    order_done(&back);
}

static void take(void *data, const char *line, size_t length)
{
    struct order order;
    struct told told;
    char why[PIPE_WHY] = "";
    (void)data;
    if (!line)
        return;
    int r = pipe_read_order(line, length, 1000, &order, why);
    assert((r < 0) == (*why != '\0'));
    if (r == 0) {
        come_back(&order);
        order_done(&order);
    }
    (void)!pipe_read_told(line, length, &told);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pipe_lines lines = {0};
    pipe_take(&lines, (const char *)data, size / 2, take, NULL);
    pipe_take(&lines, (const char *)data + size / 2, size - size / 2, take, NULL);
    pipe_end(&lines, take, NULL);
    pipe_lines_done(&lines);
    return 0;
}
