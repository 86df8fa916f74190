/* SPDX-License-Identifier: MIT
 *
 * Reports that are delivered by themselves: a folder for each closed day, printed and mailed once.
 */
#pragma once

#include "kiosk/admin/talk.h"

/* Does what is due by novbe.conf (NULL: the installed one). What fails is told and tried again the next time; then the
 * answer is not EXIT_FINE. */
enum exit_code report_due(const char *socket, const char *config);
