/* SPDX-License-Identifier: MIT
 *
 * The handler of org.novbe.Printer that stands in a file of its own.
 */
#pragma once

#include "common/varlink/server.h"

varlink_handler printer_watch_orders;
