/* SPDX-License-Identifier: MIT
 *
 * Knocking at a printer before it is set up: does anybody answer there?
 */
#pragma once

#include "printer/device_uri.h"

/* 0; or a negative errno, and `ret_why` is a word of it (static). Nothing is tried where there is no host. */
int reach_host(const struct device_uri *uri, const char **ret_why) attr_must_check;
