/* SPDX-License-Identifier: MIT
 *
 * Speech that was made once, as WAV files in a folder, bounded in bytes: those not used for longest go first. A file
 * carries the key it was made for and a sum, so a torn one, or another of the same name, is never spoken.
 */
#pragma once

#include "kiosk/voice/wav.h"

/* `key` names language, voice and text. -ENOENT: it is not there; a torn one is removed. */
int cache_find(const char *folder, const char *key, struct wav *ret_wav) attr_must_check;
/* Keeps it, and removes old ones until the folder holds at most `most_bytes`. Returns 0 or -errno. */
int cache_keep(const char *folder, const char *key, const struct wav *wav, int64_t most_bytes) attr_must_check;
/* The file that a key has; free the result. */
char *cache_path(const char *folder, const char *key);
