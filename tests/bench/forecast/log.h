/* SPDX-License-Identifier: MIT
 *
 * Days that were: who came, who called whom and for how long is read, and told to the engine as if it happened now. The
 * operators of a log choose, so that the order is theirs; when they are there is seen only by what they do.
 */
#pragma once

#include "tests/bench/forecast/day.h"

enum { LOG_SERVICES = 6, LOG_OPERATORS = 40 };

/* Seconds of the day; called_s 0: left at ended_s uncalled. */
struct log_row {
    int32_t day, service, class, operator_id;
    int32_t came_s, called_s, ended_s;
};

struct log {
    struct log_row *rows; /* by days */
    size_t count, room;
};

/* Lines of `day service class operator came called ended`. */
void log_read(struct log *log);
void log_done(struct log *log);

/* A centre whose operators take what they are seen to serve. */
void log_make_centre(struct centre *centre);
/* The rows of one day, from `first`; returns the first row of the next. */
size_t log_play(const struct log *log, size_t first, struct centre *centre, struct learned *learned,
                const struct watcher *watcher);
