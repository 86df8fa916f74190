/* SPDX-License-Identifier: MIT
 *
 * A PNG file as dots that are black or not.
 */
#pragma once

#include "common/base.h"

struct picture {
    int width, height;
    bool *black; /* by rows */
};

/* Scaled down to so many dots of width if it is wider. Returns 0, or a negative code with a reason in words. */
int picture_read(const char *path, int width, struct picture *ret_picture, const char **ret_why) attr_must_check;
void picture_done(struct picture *picture);
