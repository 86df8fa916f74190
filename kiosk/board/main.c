/* SPDX-License-Identifier: MIT
 *
 * novbe-board: the display of a hall, with voice.
 */
#include "kiosk/board/program.h"

int main(int argc, char **argv)
{
    struct board_program program = {0};
    const struct own_option own[] = {
            {"board", "KEY", "which board of the catalogue this is", true, &program.board},
            {"voice", "COMMAND", "what speaks, with its options (novbe-voice)", false, &program.voice},
    };
    struct options options;
    int code;
    if (!options_read(argc, argv, "the display of a hall, with voice", own, ARRAY_SIZE(own), &options, &code))
        return code;
    board_model_init(&program.model);
    const struct app_options run = board_program_options(&program, &options);
    code = app_run(&run);
    board_model_done(&program.model);
    return code;
}
