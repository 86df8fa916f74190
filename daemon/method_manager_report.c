/* SPDX-License-Identifier: MIT
 *
 * Reports of days, on a thread.
 */
#include "daemon/method_manager.h"

#include "daemon/method.h"

void manager_get_report(struct varlink_call *call, attr_unused const void *input)
{
    varlink_error_parameter(call, "to_day");
}

void manager_list_report_days(struct varlink_call *call, attr_unused const void *input)
{
    varlink_error_parameter(call, "most");
}
