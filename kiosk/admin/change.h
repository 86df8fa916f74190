/* SPDX-License-Identifier: MIT
 *
 * What a reload did or would do, for a person to read.
 */
#pragma once

#include "kiosk/admin/talk.h"

/* Calls org.novbe.Admin.Reload or PreviewReload and prints the changes, a line each, and the warnings. Mistakes go to
 * stderr as "FILE:LINE: error: TEXT". */
enum exit_code change_call(const char *socket, const char *method);
