/* SPDX-License-Identifier: MIT
 *
 * What the tests of composing share: a layout out of a text that has no mistake.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "common/i18n.h"
#include "common/ticket_layout.h"

static inline struct ticket_layout *read_layout(const struct i18n *i18n, const char *text)
{
    struct ticket_layout *layout = NULL;
    struct config_mistakes mistakes = {0};
    int r = ticket_layout_parse("ticket.conf", text, strlen(text), i18n, &mistakes, &layout);
    config_mistakes_print(&mistakes, stderr);
    assert_int_equal(r, 0);
    config_mistakes_done(&mistakes);
    return layout;
}
