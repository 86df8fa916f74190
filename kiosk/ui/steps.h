/* SPDX-License-Identifier: MIT
 *
 * Where a step of a visit stands, in words, and how its waiting stands to its target: the same for everybody who works
 * at a desk.
 */
#pragma once

#include "kiosk/ui/names.h"
#include "kiosk/ui/times.h"

/* As the interfaces tell it; their words stand in the same order for all roles. */
struct step_told {
    struct idl_word state, end;
    const char *counter;        /* key; NULL: none yet */
    struct idl_maybe_int until; /* put off until then */
};

/* "waiting", "called to counter 7", "did not come". In the canvas's arena. */
const char *say_step(struct canvas *canvas, const struct names *names, const struct step_told *step);
enum look look_of_waited(int64_t waited_ms, int64_t target_ms);
