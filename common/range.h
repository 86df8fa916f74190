/* SPDX-License-Identifier: MIT
 *
 * How a forecast is told, the same everywhere: which figures may be shown of it, and in which words.
 *
 * A forecast says more than anybody should read: to the millisecond, and with an end that holds nine times of ten. What
 * is told of it is rounded outward, the beginning down and the end up, so it is never narrower than what is known: to 5
 * minutes within the first hour of waiting, to 15 beyond it. Each end is rounded for itself, so a longer forecast never
 * tells an earlier moment.
 *
 * On a screen, which is read now, it is told in minutes from now. On paper, which is read later, as times of the
 * centre's clock: full fives and quarters of an hour, where the quarter in which the first hour ends still has fives.
 */
#pragma once

#include "common/base.h"

struct language;

/* Moments, ms since 1970 UTC, as in the interfaces: called before `from_ms` in one of ten cases, after `until_ms` in
 * one of ten, as often before `likely_ms` as after. */
struct range {
    int64_t from_ms, likely_ms, until_ms;
};

/* Why there is no forecast: the words of WhyUnknown. */
enum range_why {
    RANGE_NO_FORECAST,
    RANGE_HALTED,
    RANGE_NOBODY_SERVES,
    RANGE_TOO_UNCERTAIN,
    RANGE_NOT_WAITING,
    RANGE_WHYS,
};
/* A word that this program does not know yet, or NULL, is as good as no forecast. */
enum range_why range_why_of(const char *word);

enum range_place { RANGE_ON_SCREEN, RANGE_ON_PAPER };

enum range_form {
    RANGE_SOON,       /* all of it lies within 5 minutes. Never "now": others may wait, and the hall may stand still */
    RANGE_MINUTES,    /* "20 to 45 minutes" */
    RANGE_BETWEEN,    /* "between 11:20 and 11:45" */
    RANGE_NOT_BEFORE, /* wider than 40 minutes when rounded: "not before 11:20", which goes with the people ahead */
    RANGE_UNKNOWN,
};

/* What is told. A beginning that would lie at or before the moment it is told at says nothing and is left out: "up to
 * 20 minutes", "before 11:20"; then also the end of a wide one is told, as nothing else is known. */
struct range_shown {
    enum range_form form;
    int64_t from_ms;  /* 0: none is told */
    int64_t until_ms; /* 0: none is told */
    /* The same as MINUTES from the moment it is told at, of that form. */
    int32_t from_minutes, until_minutes;
    enum range_why why; /* UNKNOWN */
};

/* What is told of it at `now_ms`. A forecast whose end passed less than 5 minutes ago is SOON, an older one UNKNOWN,
 * too uncertain; an end of INT64_MAX is none. On paper times would mislead in the hour in which the clock is set back:
 * what ends after that is told in MINUTES. The process must be in the centre's zone (clock_set_zone). */
struct range_shown range_shown(const struct range *range, enum range_place place, int64_t now_ms);
struct range_shown range_unknown(enum range_why why);

/* The end that paper tells if it is printed at `now_ms`: a ticket that is not called by then was promised too much. 0:
 * paper promises no end. */
int64_t range_printed_until_ms(const struct range *range, int64_t now_ms);

/* The sentence. `ahead`: people ahead, said where the form wants them; negative: not to be said. Free the result. */
char *range_text(const struct range_shown *shown, int64_t ahead, const struct language *language);

/* --- in a list, beside the name of a service --- */

enum range_length { RANGE_NONE, RANGE_SHORT, RANGE_LONG };

/* `ret_minutes`: the likely wait, rounded to the nearest 5 minutes, or 15 beyond an hour; 0 of NONE. */
enum range_length range_length(const struct range *range, int64_t now_ms, int32_t *ret_minutes);

/* One word and the figure: "short wait, about 15 min". Free the result. */
char *range_list_text(const struct range *range, int64_t now_ms, const struct language *language);
