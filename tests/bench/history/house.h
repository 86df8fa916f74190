/* SPDX-License-Identifier: MIT
 *
 * The hall whose history is written: the engine that decides, the store that keeps it, and the time in it. Every fact
 * comes from engine_execute(), so a history is one that the rules could have brought about.
 */
#pragma once

#include "daemon/store.h"

struct house {
    struct store *store;
    struct engine *engine;
    struct rulebook *rulebook;
    int64_t now_ms;
    size_t facts_a_commit; /* so many at least are one transaction */
    size_t uncommitted;
    struct events events; /* of the last command */
    int64_t facts, commits;
    int64_t rolled_us, computed_us; /* the longest that roll-ups took to write, and to compute */
};

/* Executes a command now. False: refused, and nothing has changed. A disk that fails ends the program. */
bool house_do(struct house *house, struct command command);

/* Lets time pass; what falls due on the way happens at its moment. */
void house_go_to(struct house *house, int64_t at_ms);

void house_add_row(struct house *house, const struct store_row *row);
int32_t house_add_text(struct house *house, const char *text);

/* Commits if there is enough, or whatever there is. */
void house_commit(struct house *house, bool all);

/* Rolls up the day that was closed. */
void house_roll(struct house *house);
