/* SPDX-License-Identifier: MIT
 *
 * Moments and lengths of time in the words of a page. All texts live in the canvas's arena.
 */
#pragma once

#include "common/clock.h"
#include "kiosk/ui/canvas.h"

const char *say_time(struct canvas *canvas, int64_t at_ms);   /* "10:42" */
const char *say_moment(struct canvas *canvas, int64_t at_ms); /* the same, with the date if it is not today */
/* The same; free it. */
char *moment_words(const struct language *language, int64_t at_ms, int64_t now_ms);
const char *say_minutes(struct canvas *canvas, int64_t for_ms);   /* "12 min" */
const char *say_since(struct canvas *canvas, int64_t at_ms);      /* the same until now */
const char *say_day(struct canvas *canvas, struct date date);     /* "30 November 2026, Monday" */
const char *say_day_text(struct canvas *canvas, const char *day); /* of "2026-11-30", short */
/* When the clock shows another minute. */
int64_t say_next_minute(int64_t now_ms);
