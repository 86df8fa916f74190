/* SPDX-License-Identifier: MIT
 *
 * A day's folder on its way: to the office printer and by mail, each once.
 */
#pragma once

#include "common/centre_report.h"
#include "common/interface/manager.h"

#define REPORT_TO_PRINT ".to-print"
#define REPORT_TO_MAIL  ".to-mail"

/* "report.pdf", "report.az.pdf". Free it. */
char *report_file_name(enum report_format format, const char *language);

/* What the mail says, beside the files; 0, or a negative errno, which was told. */
int report_send_keep(int folder, const struct manager_report *report, const struct language *language) attr_must_check;

/* Does what the open folder says that it has still to be done. False: something failed, which was told; it stays due.
 */
bool report_send(int folder, const char *day, const struct centre *centre);
