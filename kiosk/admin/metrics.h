/* SPDX-License-Identifier: MIT
 *
 * How the daemon is, in the text format that Prometheus reads (version 0.0.4,
 * https://prometheus.io/docs/instrumenting/exposition_formats/). Names and their meaning are told in novbe(1) and stay.
 */
#pragma once

#include <stdio.h>

#include "common/interface/admin.h"

void metrics_print_status(FILE *out, const struct admin_get_status_out *status);
void metrics_print_health(FILE *out, const struct admin_get_health_out *health);
