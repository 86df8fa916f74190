/* SPDX-License-Identifier: MIT
 *
 * A report as it was answered: org.novbe.Manager.Report in one line of JSON, fields in the order of the interface, null
 * ones left out.
 */
#include "common/interface.h"
#include "common/report/report.h"
#include "common/varlink/value.h"

void report_write_json(const struct manager_report *report, struct buffer *out)
{
    struct interfaces interfaces;
    interfaces_init(&interfaces);
    value_encode(idl_find(interfaces.items[INTERFACE_MANAGER], IDL_TYPE, "Report")->type, report, out);
    buffer_append_byte(out, '\n');
    interfaces_done(&interfaces);
}
