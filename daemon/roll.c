/* SPDX-License-Identifier: MIT
 *
 * Sums over what comes out. A mean over the last papers needs none of them: each new one moves it by its share.
 */
#include "daemon/roll.h"

#include <string.h>

#define MINUTE_MS INT64_C(60000)
#define UM        1000

struct roll roll_new(void)
{
    return (struct roll){.out_mm = -1};
}

static int64_t mean_um(const struct roll *roll)
{
    return roll->mean_um > 0 ? roll->mean_um : ROLL_FIRST_MM * UM;
}

/* --- pace --- */

/* Papers of the last hour; *ret_oldest: the first minute of it in which some came out. */
static int64_t papers_of_hour(const struct roll *roll, int64_t now_ms, int64_t *ret_oldest)
{
    int64_t papers = 0, now_minute = now_ms / MINUTE_MS;
    int64_t before = (now_minute > roll->minute ? now_minute : roll->minute) - ROLL_MINUTES;
    for (int64_t minute = roll->minute; minute > before && minute >= 0; minute--) {
        int32_t of_minute = roll->minutes[minute % ROLL_MINUTES];
        papers += of_minute;
        if (of_minute > 0)
            *ret_oldest = minute;
    }
    return papers;
}

static void count_in_hour(struct roll *roll, int64_t papers, int64_t at_ms)
{
    int64_t minute = at_ms / MINUTE_MS;
    if (minute >= roll->minute + ROLL_MINUTES) {
        memset(roll->minutes, 0, sizeof(roll->minutes));
        roll->minute = minute;
    }
    while (roll->minute < minute)
        roll->minutes[++roll->minute % ROLL_MINUTES] = 0;
    roll->minutes[roll->minute % ROLL_MINUTES] += (int32_t)papers; /* of a clock that was set back: of the newest */
}

int64_t roll_ends_ms(const struct roll *roll, int64_t tickets_left, int64_t now_ms)
{
    int64_t oldest = 0, papers = papers_of_hour(roll, now_ms, &oldest);
    if (tickets_left < 0 || papers < ROLL_PACE_PAPERS)
        return 0;
    int64_t ends_ms = now_ms + tickets_left * ROLL_MINUTES * MINUTE_MS / papers;
    return ends_ms - ends_ms % MINUTE_MS;
}

int64_t roll_pace_until_ms(const struct roll *roll, int64_t now_ms)
{
    int64_t oldest = 0, papers = papers_of_hour(roll, now_ms, &oldest);
    return papers < ROLL_PACE_PAPERS ? INT64_MAX : (oldest + ROLL_MINUTES) * MINUTE_MS;
}

/* --- what is left --- */

int64_t roll_holds_mm(const struct roll *roll, int64_t guess_mm)
{
    int64_t sum_mm = 0;
    int count = 0;
    while (count < ROLL_HELD && roll->held_mm[count] > 0)
        sum_mm += roll->held_mm[count++];
    return count > 0 ? sum_mm / count : guess_mm;
}

int64_t roll_tickets_left(const struct roll *roll, int64_t guess_mm)
{
    int64_t left_mm = roll_holds_mm(roll, guess_mm) - roll->used_mm;
    if (!roll->began_ms)
        return -1;
    return left_mm > 0 ? left_mm * UM / mean_um(roll) : 0;
}

bool roll_is_low(int64_t tickets_left, int64_t ends_ms, int64_t now_ms)
{
    return tickets_left >= 0 && (tickets_left < ROLL_LOW_TICKETS || (ends_ms && ends_ms < now_ms + ROLL_LOW_MS));
}

/* --- what happens to it --- */

static void learn_length(struct roll *roll, int64_t length_mm, int64_t papers)
{
    int64_t share = papers < ROLL_LENGTHS ? papers : ROLL_LENGTHS;
    roll->lengths = roll->lengths + share < ROLL_LENGTHS ? roll->lengths + share : ROLL_LENGTHS;
    roll->mean_um += (length_mm * UM - roll->mean_um) * share / roll->lengths;
}

static void note_low(struct roll *roll, int64_t guess_mm, int64_t at_ms)
{
    int64_t left = roll_tickets_left(roll, guess_mm);
    if (!roll_is_low(left, roll_ends_ms(roll, left, at_ms), at_ms))
        roll->low_ms = 0;
    else if (!roll->low_ms)
        roll->low_ms = at_ms;
}

void roll_print(struct roll *roll, int64_t length_mm, int64_t papers, int64_t guess_mm, int64_t at_ms)
{
    note_low(roll, guess_mm, at_ms); /* its end may have been near, and is not any more */
    roll->used_mm += length_mm ? length_mm * papers : mean_um(roll) * papers / UM;
    roll->papers += papers;
    if (length_mm)
        learn_length(roll, length_mm, papers);
    count_in_hour(roll, papers, at_ms);
    note_low(roll, guess_mm, at_ms);
}

bool roll_run_out(struct roll *roll)
{
    bool is_news = roll->out_mm < 0;
    if (is_news)
        roll->out_mm = roll->used_mm;
    return roll_open(roll) || is_news;
}

bool roll_open(struct roll *roll)
{
    bool is_news = !roll->opened;
    roll->opened = true;
    return is_news;
}

bool roll_close(struct roll *roll)
{
    bool is_news = roll->opened;
    roll->ask = roll->ask || roll->opened;
    roll->opened = false;
    return is_news;
}

static void learn_held(struct roll *roll, int64_t guess_mm)
{
    if (!roll->began_ms || roll->out_mm < guess_mm / 5 || roll->out_mm > guess_mm * 5)
        return;
    for (int i = ROLL_HELD - 1; i > 0; i--)
        roll->held_mm[i] = roll->held_mm[i - 1];
    roll->held_mm[0] = roll->out_mm;
}

static void forget_question(struct roll *roll)
{
    roll->out_mm = -1;
    roll->opened = false;
    roll->ask = false;
}

void roll_change(struct roll *roll, int64_t guess_mm, int64_t at_ms)
{
    learn_held(roll, guess_mm);
    forget_question(roll);
    roll->began_ms = at_ms;
    roll->used_mm = roll->papers = roll->low_ms = 0;
}

bool roll_stay(struct roll *roll)
{
    bool is_news = roll->ask || roll->opened || roll->out_mm >= 0;
    forget_question(roll);
    return is_news;
}
