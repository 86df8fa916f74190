/* SPDX-License-Identifier: MIT
 *
 * The rows of a calendar as calendar_read.c leaves them to calendar.c, and to who looks at all of their texts.
 */
#pragma once

#include "common/calendar.h"

enum calendar_scope { SCOPE_CENTRE, SCOPE_AGENCY, SCOPE_SERVICE, SCOPE_COUNT }; /* from wide to narrow */

enum calendar_what { WHAT_CLOSED, WHAT_HOURS, WHAT_AS };

struct calendar_row {
    struct date from, to; /* both included */
    bool is_season;       /* written with from and to */
    bool weekdays[WEEKDAYS];
    enum calendar_scope scope;
    const void *whom; /* struct catalogue_group or catalogue_service; NULL: the centre */
    enum calendar_what what;
    struct spans hours; /* WHAT_HOURS */
    enum weekday as;    /* WHAT_AS */
    struct config_text text;
};

struct calendar {
    size_t count;
    struct calendar_row *rows; /* in the order of the file */
};
