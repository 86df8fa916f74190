/* SPDX-License-Identifier: MIT
 *
 * The command of a voice, taken apart at its spaces.
 */
#include "kiosk/voice/command.h"

#include <string.h>

#include "common/base.h"

enum { OWN_ARGUMENTS = 3 }; /* --languages, its folder, the NULL */

void voice_command_init(struct voice_command *command, const char *text, const char *languages)
{
    *command = (struct voice_command){.words = mem_strdup(text ? text : "novbe-voice")};
    size_t count = 0;
    char *rest = command->words, *word;
    command->settings.program = strsep(&rest, " ");
    while ((word = strsep(&rest, " ")) && count < VOICE_ARGUMENTS - OWN_ARGUMENTS) {
        if (*word)
            command->arguments[count++] = word;
    }
    command->arguments[count++] = "--languages";
    command->arguments[count] = languages;
    command->settings.arguments = command->arguments;
}

void voice_command_done(struct voice_command *command)
{
    free(command->words);
    command->words = NULL;
}
