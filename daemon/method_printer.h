/* SPDX-License-Identifier: MIT
 *
 * The handlers of org.novbe.Printer that change nothing; they stand in a file of their own.
 */
#pragma once

#include "common/varlink/server.h"

varlink_handler printer_watch_orders, printer_preview;
