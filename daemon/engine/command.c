/* SPDX-License-Identifier: MIT
 *
 * Commands and refusals in words.
 */
#include "daemon/engine/command.h"

#define COMMAND_WORD(name, word) [COMMAND_##name] = word,
const char *const command_words[COMMAND_COUNT] = {COMMAND_KINDS(COMMAND_WORD)};

#define REFUSAL_WORD(name, word) [REFUSAL_##name] = word,
const char *const refusal_words[REFUSAL_COUNT] = {REFUSALS(REFUSAL_WORD)};
