/* SPDX-License-Identifier: MIT
 *
 * What is said, in words: letters by their names, numbers and ordinals written out, so that no synthesizer guesses. All
 * of it comes from the language's file.
 */
#pragma once

#include "common/i18n.h"
#include "kiosk/voice/announcer.h"

/* The sentence of a call; of a text: the text by words_plain(). `place` is 0.. < announcement->count. Free the result.
 */
char *words_of(const struct language *language, const struct announcement *announcement, size_t place)
        __attribute__((returns_nonnull));

/* A text as it stands on a screen, to be spoken: "A042" and "5A" are spelt, "5-ci" and "12" are words; what is a date
 * or has decimals stays as it is. Free the result. */
char *words_plain(const struct language *language, const char *text) __attribute__((returns_nonnull));
