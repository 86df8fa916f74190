/* SPDX-License-Identifier: MIT
 *
 * Recorded words: FOLDER/<language>/<word>.wav, in small letters ("sıfır.wav"), and phrases ("zəhmət olmasa.wav"), of
 * which the longest that fits is taken. What is said comes from there only if all of it is there: half a sentence in
 * another voice is worse than none.
 */
#pragma once

#include "kiosk/voice/wav.h"

/* Joins the clips of the text. 0; -ENOENT: a word is not there, or cannot be read. */
int bank_say(const char *folder, const char *language, const char *text, struct wav *ret_wav) attr_must_check;
