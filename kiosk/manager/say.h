/* SPDX-License-Identifier: MIT
 *
 * The hall in the words of its supervisor. All texts live in the canvas's arena.
 */
#pragma once

#include "kiosk/manager/model.h"
#include "kiosk/ui/times.h"

const char *say_counter(struct canvas *canvas, const struct names *names, const char *key); /* "Counter 7" */
const char *say_number(struct canvas *canvas, int64_t number);
/* "20–45 min" as a list has room for it; why there is none, or "". */
const char *say_range(struct canvas *canvas, const struct manager_range *wait, const char *why);
/* "18 / 15 min": how long somebody waits against the target. */
const char *say_longest(struct canvas *canvas, int64_t longest_ms, int64_t target_ms);
/* All that is to be said of a queue that is, or will be, late; NULL: nothing is. */
const char *say_trouble(struct canvas *canvas, const struct model *model, const struct manager_service_queue *queue);
/* The same in a few words: "11:42 ← Counter 7", or without room "11:42 ← 7". */
const char *say_trouble_short(struct canvas *canvas, const struct model *model,
                              const struct manager_service_queue *queue, bool wide);

const char *say_alert(struct canvas *canvas, const struct names *names, const struct manager_alert *alert);
/* Bad: somebody must go there now; warn: soon. */
enum look look_of_alert(const struct manager_alert *alert);

/* "serves KA042", "Lunch until 13:30", "terminal gone until 10:50". */
const char *say_activity(struct canvas *canvas, const struct names *names, const struct manager_counter_state *counter);
enum look look_of_counter(const struct manager_counter_state *counter, int64_t now_ms);
const char *say_printer(struct canvas *canvas, const char *state);
enum look look_of_printer(const char *state);
const char *say_shift(struct canvas *canvas, int what);
/* "10:00–14:00" */
const char *say_span(struct canvas *canvas, int64_t from_ms, int64_t until_ms);
/* Names of services with ", " between. */
const char *say_services(struct canvas *canvas, const struct names *names, const char *const *keys, size_t count);
/* The move that helps most: "Counter 7 opens for “Passports”: 1 late then". */
const char *say_help(struct canvas *canvas, const struct names *names, const struct manager_helpful_move *helps);
