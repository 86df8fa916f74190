/* SPDX-License-Identifier: MIT
 *
 * What speaks for a terminal, as its command line names it: a program and its arguments, with spaces between them.
 */
#pragma once

#include "kiosk/voice/speaker.h"

enum { VOICE_ARGUMENTS = 32 };

struct voice_command {
    char *words; /* the texts of what follows */
    const char *arguments[VOICE_ARGUMENTS];
    struct speaker_settings settings; /* for speaker_open(); lives as long as the speaker, which starts it again */
};

/* NULL command: novbe-voice. It is told the folder of the language files, whose text the caller keeps; arguments beyond
 * what there is room for are left out. */
void voice_command_init(struct voice_command *command, const char *text, const char *languages);
void voice_command_done(struct voice_command *command);
