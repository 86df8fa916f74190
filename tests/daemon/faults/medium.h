/* SPDX-License-Identifier: MIT
 *
 * What is on the medium of a disk at any moment of what was written down, and what is left of it when the power goes.
 *
 * What was synced is kept. Of what was not, an arbitrary part is, as real machines may leave it:
 *   - A file is torn at sectors of 512 bytes: each is as it was when synced or after any of the writes since, whatever
 *     its neighbours are; at times one that was just being written holds any bytes at all, where it was written to
 *     (SQLite's "powersafe overwrite": bytes beside a write are not harmed). Its length is that after any of the
 *     changes since; what was never written reads as zeros.
 *   - Names that were made, renamed or removed since the folder was synced are so or as before, each by itself; a
 * rename is done or not done, and a file that is found may hold nothing yet.
 *   - A sync that was answered with an error has kept some of it, and a later one does not make up for it: the system
 *     takes what failed for clean.
 */
#pragma once

#include "tests/daemon/faults/disk.h"

/* Chance that can be had again. */
uint64_t chance_next(uint64_t *chance);
/* 0..limit - 1 */
size_t chance_below(uint64_t *chance, size_t limit);

struct medium;

/* As it was when the disk was mounted. */
struct medium *medium_new(const struct disk *disk);
struct medium *medium_free(struct medium *medium);

/* As it is after the first `count` changes; only forward. */
void medium_advance(struct medium *medium, size_t count);

/* The power goes during the next change, or after the last. Makes `folder` and writes there what is left. */
void medium_survive(const struct medium *medium, uint64_t chance, const char *folder);

/* Does a running machine read this of the file? */
bool medium_holds(const struct medium *medium, int file, const void *bytes, size_t size);
