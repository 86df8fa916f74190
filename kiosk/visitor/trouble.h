/* SPDX-License-Identifier: MIT
 *
 * Refusals and failures as a visitor reads them.
 */
#pragma once

#include "kiosk/visitor/page.h"

/* The sentence about model.trouble in the page's language; NULL: there is none. */
const char *trouble_text(const struct page *page);
