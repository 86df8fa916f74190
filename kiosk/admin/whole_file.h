/* SPDX-License-Identifier: MIT
 *
 * Files that are there whole or not at all, and stay when the machine loses its power.
 */
#pragma once

#include "common/buffer.h"

/* Writes beside `path` and puts it in its place. 0, or a negative errno; then what was there before is there. */
int whole_file_write(const char *path, const struct buffer *bytes) attr_must_check;

/* A new file in an open folder; on the disk when this returns 0. */
int whole_file_create(int folder, const char *name, const void *bytes, size_t size) attr_must_check;
