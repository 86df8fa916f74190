/* SPDX-License-Identifier: MIT
 *
 * A PIN from the person at the terminal, unseen, or from whoever feeds standard input.
 */
#pragma once

#include "kiosk/admin/talk.h"

enum { PIN_SIZE = 13 }; /* twelve digits and a NUL */

/* At a terminal asks twice without echo; else reads one line of standard input. EXIT_FINE, or EXIT_MISUSED after saying
 * what is wrong. Who has used it wipes it: explicit_bzero(). */
enum exit_code pin_read(char ret_pin[PIN_SIZE]);
