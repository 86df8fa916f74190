/* SPDX-License-Identifier: MIT
 *
 * Plays one sound at a time: aplay, which gets a WAV on its standard input. Without a sound device everything goes on
 * in silence; that is said once, and tried again once a minute.
 */
#pragma once

#include <uv.h>

#include "kiosk/voice/wav.h"

struct player_settings {
    const char *program; /* "aplay" */
    const char *device;  /* of ALSA; NULL: the default one */
    const char *output;  /* a folder: sounds are written there, 000001.wav and so on, and not played; NULL: played */
};

enum player_end { PLAYER_PLAYED, PLAYER_SILENT, PLAYER_STOPPED };
typedef void player_ended(void *data, enum player_end end);

struct player;
/* The settings are copied, their texts are not. */
struct player *player_new(uv_loop_t *loop, const struct player_settings *settings, player_ended *ended, void *data);
/* Is it known to have no sound, so that nothing need be made? */
bool player_is_silent(const struct player *player, int64_t now_ms);
/* `ended` comes once, before this returns or later. */
void player_play(struct player *player, const struct wav *sound, int64_t now_ms);
/* Ends at once: PLAYER_STOPPED. */
void player_stop(struct player *player);
void player_close(struct player *player);
