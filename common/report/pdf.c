/* SPDX-License-Identifier: MIT
 *
 * A report on A4.
 */
#include <errno.h>

#include "common/report/outline.h"

int report_write_pdf(const struct manager_report *report attr_unused, const struct report_look *look attr_unused,
                     struct buffer *out attr_unused)
{
    return -ENOSYS;
}
