/* SPDX-License-Identifier: MIT
 *
 * The outline of a report is made once, when it comes: pages draw it many times.
 */
#include "kiosk/manager/reports.h"

void reports_init(struct reports *reports)
{
    *reports = (struct reports){0};
    kept_init(&reports->kept);
}

static void forget(struct reports *reports)
{
    if (reports->shown)
        outline_done(&reports->outline);
    reports->shown = false;
}

void reports_done(struct reports *reports)
{
    forget(reports);
    kept_done(&reports->kept);
    free(reports->refused);
}

const struct outline *reports_outline(const struct reports *reports)
{
    return reports->shown ? &reports->outline : NULL;
}

void reports_show(struct reports *reports, const struct manager_report *report, const struct language *language)
{
    forget(reports);
    reports_refuse(reports, NULL);
    outline_init(&reports->outline, report, language);
    reports->report = report;
    reports->shown = true;
}

void reports_refuse(struct reports *reports, char *refused)
{
    free(reports->refused);
    reports->refused = refused;
}
