/* SPDX-License-Identifier: MIT
 *
 * The report that pages show, and of which days one is asked for. The program alone writes it; pages read it.
 */
#pragma once

#include "common/report/outline.h"
#include "common/varlink/kept.h"
#include "kiosk/manager/days.h"

struct reports {
    struct days days; /* asked for last */
    bool chosen;      /* by somebody; else it is the last closed day */
    bool making;      /* the daemon makes it */
    bool stale;       /* other days, or the same once more, are wanted than those that are being made */
    char *refused;    /* why there is none of these days; NULL: it is not refused */

    struct kept kept; /* GetReport */
    const struct manager_report *report;
    struct outline outline;
    bool shown; /* outline and report are there */
};

void reports_init(struct reports *reports);
void reports_done(struct reports *reports);

/* NULL: none is there yet. */
const struct outline *reports_outline(const struct reports *reports);
/* Shows this one from now on; it lives as long as it is shown. */
void reports_show(struct reports *reports, const struct manager_report *report, const struct language *language);
/* The text is taken over; NULL: it is not refused any more. */
void reports_refuse(struct reports *reports, char *refused);
