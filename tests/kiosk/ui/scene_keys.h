/* SPDX-License-Identifier: MIT
 *
 * Keys pressed one after another before a page of staff, none so fast after the last that it counts as held.
 */
#pragma once

#include <unistr.h>

#include "kiosk/ui/stage.h"
#include "tests/kiosk/ui/scene_names.h"

static inline void scene_key(struct stage *stage, uint32_t key)
{
    static int64_t steady_ms = 1000;
    steady_ms += 400;
    stage->now_ms = SCENE_NOW_MS;
    stage_input(stage, &(struct input_event){.kind = INPUT_KEY, .key = key}, steady_ms);
    (void)stage_tick(stage, SCENE_NOW_MS);
}

/* Answers how many keys it was. */
static inline int scene_type(struct stage *stage, const char *text)
{
    int count = 0;
    ucs4_t sign;
    for (const uint8_t *at = (const uint8_t *)text; (at = u8_next(&sign, at)); count++)
        scene_key(stage, sign);
    return count;
}
