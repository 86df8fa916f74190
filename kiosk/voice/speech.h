/* SPDX-License-Identifier: MIT
 *
 * The announcer at work: takes orders, and for each announcement in turn finds the words, has the speech made, joins it
 * and has it played. One thing at a time; every step is bounded in time, so a queue always moves.
 */
#pragma once

#include "kiosk/voice/pipe.h"
#include "kiosk/voice/player.h"
#include "kiosk/voice/synthesizer.h"

struct speech_settings {
    const char *languages; /* folder of <code>.conf; a language is read when it is first spoken */
    struct synthesizer_settings synthesizer;
    struct player_settings player;
};

/* `told` has its fate of each announcement; `idle`: nothing is spoken or queued any more. */
typedef void speech_told(void *data, const struct told *told);
typedef void speech_idle(void *data);

struct speech;
struct speech *speech_new(uv_loop_t *loop, const struct speech_settings *settings, speech_told *told, speech_idle *idle,
                          void *data);
/* Now, as orders and lateness mean it: ms of CLOCK_MONOTONIC, the same in every process of the machine whatever happens
 * to its wall clock. */
int64_t speech_now(void);
/* Takes what the order holds. */
void speech_take(struct speech *speech, struct order *order);
/* Speaks on what is being spoken; what is queued is stopped. `idle` comes then. */
void speech_finish(struct speech *speech);
bool speech_is_idle(const struct speech *speech);
void speech_close(struct speech *speech);
