/* SPDX-License-Identifier: MIT
 *
 * What the log was told already, so that a trouble of every paper is told once; of many that are all different the
 * newest are remembered.
 */
#pragma once

#include "common/base.h"

enum { TOLD_MOST = 64 };

struct told {
    size_t count; /* ever; the place is modulo */
    char *items[TOLD_MOST];
};

void told_done(struct told *told);
/* Was it told? From now on it was. */
bool told_before(struct told *told, const char *text);
