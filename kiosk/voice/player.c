/* SPDX-License-Identifier: MIT
 *
 * One aplay at a time.
 */
#include "kiosk/voice/player.h"

#include <string.h>

#include "common/log.h"
#include "kiosk/voice/child.h"

enum { GRACE_MS = 5000, REST_MS = 60000 };

struct player {
    struct player_settings settings;
    player_ended *ended;
    void *data;
    struct child *child;
    int64_t asked_ms;
    bool silent; /* it did not play when it was last tried */
    int64_t rests_until_ms;
    unsigned written;
};

static void note_silence(struct player *player, enum child_end end)
{
    if (!player->silent)
        log_warning("no_sound", LOG_TEXT("program", player->settings.program),
                    LOG_TEXT("device", player->settings.device ? player->settings.device : "default"),
                    LOG_TEXT("reason", end == CHILD_LATE      ? "it took too long"
                                       : end == CHILD_MISSING ? "it cannot be started"
                                                              : "it does not play"));
    player->silent = true;
    player->rests_until_ms = player->asked_ms + REST_MS;
}

static void on_ended(void *data, enum child_end end, struct buffer *output)
{
    struct player *player = data;
    (void)output;
    if (end == CHILD_STOPPED) {
        player->ended(player->data, PLAYER_STOPPED);
        return;
    }
    if (end != CHILD_DONE)
        note_silence(player, end);
    else if (player->silent)
        log_info("sound_again", LOG_TEXT("program", player->settings.program));
    player->silent = end != CHILD_DONE;
    player->ended(player->data, player->silent ? PLAYER_SILENT : PLAYER_PLAYED);
}

bool player_is_silent(const struct player *player, int64_t now_ms)
{
    return player->silent && now_ms < player->rests_until_ms;
}

static void write_file(struct player *player, const struct wav *sound)
{
    _cleanup_free_ char *path = mem_printf("%s/%06u.wav", player->settings.output, ++player->written);
    int r = wav_write(path, sound, NULL);
    if (r < 0)
        log_warning("sound_not_written", LOG_TEXT("file", path), LOG_TEXT("reason", strerror(-r)));
    player->ended(player->data, r < 0 ? PLAYER_SILENT : PLAYER_PLAYED);
}

static void play(struct player *player, const struct wav *sound)
{
    _cleanup_(buffer_done) struct buffer bytes = {0};
    const char *device = player->settings.device;
    const char *const arguments[] = {player->settings.program, "-q", "-t", "wav", device ? "-D" : NULL, device, NULL};
    wav_encode(sound, NULL, &bytes);
    child_start(player->child, (char *const *)(uintptr_t)arguments, buffer_bytes(&bytes), bytes.length,
                (unsigned)(wav_ms(sound) + GRACE_MS));
}

void player_play(struct player *player, const struct wav *sound, int64_t now_ms)
{
    player->asked_ms = now_ms;
    if (player->settings.output)
        write_file(player, sound);
    else if (player_is_silent(player, now_ms))
        player->ended(player->data, PLAYER_SILENT);
    else
        play(player, sound);
}

void player_stop(struct player *player)
{
    child_stop(player->child);
}

struct player *player_new(uv_loop_t *loop, const struct player_settings *settings, player_ended *ended, void *data)
{
    struct player *player = mem_new(struct player);
    *player = (struct player){.settings = *settings, .ended = ended, .data = data};
    player->child = child_new(loop, on_ended, player);
    return player;
}

void player_close(struct player *player)
{
    child_close(player->child);
    free(player);
}
