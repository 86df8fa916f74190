/* SPDX-License-Identifier: MIT
 *
 * The moments of the last tickets, by kiosk and service; what is older than anybody asks makes room.
 */
#include "daemon/handfuls.h"

#include <string.h>

#define MINUTE_MS  INT64_C(60000)
#define QUIET_MS   (10 * MINUTE_MS)
#define LONGEST_MS (2 * MINUTE_MS)

void handfuls_done(struct handfuls *handfuls)
{
    for (size_t i = 0; i < handfuls->count; i++) {
        free(handfuls->kiosks[i].kiosk);
        free(handfuls->kiosks[i].items);
    }
    free(handfuls->kiosks);
    *handfuls = (struct handfuls){0};
}

static struct handfuls_of *of_kiosk(struct handfuls *handfuls, const char *kiosk)
{
    for (size_t i = 0; i < handfuls->count; i++) {
        if (strcmp(handfuls->kiosks[i].kiosk, kiosk) == 0)
            return &handfuls->kiosks[i];
    }
    mem_grow(handfuls->kiosks, handfuls->count, handfuls->room);
    handfuls->kiosks[handfuls->count] = (struct handfuls_of){.kiosk = mem_strdup(kiosk)};
    return &handfuls->kiosks[handfuls->count++];
}

/* Those taken longer ago than a minute count no more. */
static void forget_taken(struct handful *handful, int64_t now_ms)
{
    int old = 0;
    while (old < handful->count && handful->taken_ms[old] + MINUTE_MS <= now_ms)
        old++;
    handful->count -= old;
    memmove(handful->taken_ms, handful->taken_ms + old, (size_t)handful->count * sizeof(handful->taken_ms[0]));
}

bool handful_is_told(const struct handful *handful, int64_t now_ms)
{
    return handful->times > 0 && now_ms < handful->until_ms + QUIET_MS;
}

/* Of the services that nothing is to be known of any more the first is used again. */
static struct handful *of_service(struct handfuls_of *of, int32_t service, int64_t now_ms)
{
    struct handful *unused = NULL;
    for (size_t i = 0; i < of->count; i++) {
        struct handful *handful = &of->items[i];
        forget_taken(handful, now_ms);
        if (!handful_is_told(handful, now_ms))
            handful->times = 0;
        if (handful->service == service)
            return handful;
        if (!unused && handful->count == 0 && handful->times == 0)
            unused = handful;
    }
    if (!unused) {
        mem_grow(of->items, of->count, of->room);
        unused = &of->items[of->count++];
    }
    *unused = (struct handful){.service = service};
    return unused;
}

static void begin_pause(struct handful *handful, int64_t pause_ms, int64_t now_ms)
{
    for (int64_t i = 0; i < handful->times && pause_ms < LONGEST_MS; i++)
        pause_ms *= 2;
    if (handful->times++ == 0)
        handful->since_ms = now_ms;
    handful->tickets = handful->count;
    handful->count = 0; /* after the pause it is counted from the beginning */
    handful->until_ms = now_ms + (pause_ms < LONGEST_MS ? pause_ms : LONGEST_MS);
}

int64_t handfuls_wait(struct handfuls *handfuls, const struct handful_limits *limits, const char *kiosk,
                      int32_t service, int64_t now_ms)
{
    if (limits->tickets <= 0)
        return 0;
    struct handful *handful = of_service(of_kiosk(handfuls, kiosk), service, now_ms);
    bool in_pause = handful->times > 0 && now_ms < handful->until_ms;
    if (!in_pause && handful->count < limits->tickets)
        return 0;
    if (!in_pause)
        begin_pause(handful, limits->pause_ms, now_ms);
    return handful->until_ms;
}

void handfuls_taken(struct handfuls *handfuls, const struct handful_limits *limits, const char *kiosk, int32_t service,
                    int64_t now_ms)
{
    if (limits->tickets <= 0)
        return;
    struct handful *handful = of_service(of_kiosk(handfuls, kiosk), service, now_ms);
    if (handful->count < HANDFUL_MOST)
        handful->taken_ms[handful->count++] = now_ms;
}

int64_t handfuls_deadline(const struct handfuls *handfuls, int64_t now_ms)
{
    int64_t deadline_ms = INT64_MAX;
    for (size_t i = 0; i < handfuls->count; i++) {
        const struct handfuls_of *of = &handfuls->kiosks[i];
        for (size_t k = 0; k < of->count; k++) {
            if (handful_is_told(&of->items[k], now_ms) && of->items[k].until_ms + QUIET_MS < deadline_ms)
                deadline_ms = of->items[k].until_ms + QUIET_MS;
        }
    }
    return deadline_ms;
}
