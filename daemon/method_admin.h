/* SPDX-License-Identifier: MIT
 *
 * Handlers of org.novbe.Admin that stand in files of their own. Only method_admin*.c include it.
 */
#pragma once

#include "common/varlink/server.h"

/* method_admin_verify.c */
varlink_handler admin_verify;
