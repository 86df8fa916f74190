/* SPDX-License-Identifier: MIT
 *
 * Handlers of org.novbe.Admin that stand in files of their own. Only method_admin*.c include it.
 */
#pragma once

#include "common/interface/admin.h"
#include "common/varlink/server.h"

/* method_admin_operators.c */
varlink_handler admin_list_operators, admin_add_operator, admin_set_pin, admin_remove_operator;
/* method_admin_verify.c */
varlink_handler admin_verify;
