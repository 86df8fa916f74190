/* SPDX-License-Identifier: MIT
 *
 * Return codes in the interfaces: looked up by their visitors and by reception, and read where a ticket is taken with
 * one.
 */
#pragma once

#include "daemon/method.h"
#include "daemon/wish.h"

/* Who names a code: a terminal that anybody stands at may be wrong five times a minute, as with check codes. */
enum code_asker { ASKED_BY_VISITOR, ASKED_BY_STAFF };

/* The code that a new ticket is taken with, for the engine; day 0 of NULL. False: answered WrongReturnCode or
 * TooManyTries. */
bool return_code_read(struct wish *wish, const char *typed, enum code_asker asker, struct command_return *ret_with)
        attr_must_check;

varlink_handler visitor_find_return_code, visitor_read_return_code;
varlink_handler reception_find_return_codes;
