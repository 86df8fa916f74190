/* SPDX-License-Identifier: MIT
 *
 * Which connection speaks for which operator: one at most for each, and each for one at most.
 */
#pragma once

#include "common/base.h"

struct caller;

struct speakers {
    size_t count, room;
    struct speaker {
        const struct caller *caller;
        int32_t operator_id;
    } * items;
};

/* For struct memory_part. */
void speakers_copy(void *to, const void *from);
void speakers_done(void *value);

/* 0: for nobody. */
int32_t speakers_operator(const struct speakers *speakers, const struct caller *caller);
bool speakers_speak_for(const struct speakers *speakers, int32_t operator_id);

/* From here on it speaks for the operator (0: for nobody), and no other does. */
void speakers_set(struct speakers *speakers, const struct caller *caller, int32_t operator_id);
