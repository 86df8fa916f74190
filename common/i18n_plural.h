/* SPDX-License-Identifier: MIT
 *
 * Conditions on a whole number in the notation of Unicode CLDR, for plurals and for the endings of ordinals:
 *
 *     condition = and_condition ("or" and_condition)*      "n % 10 = 2..4 and n % 100 != 12..14"
 *     and_condition = relation ("and" relation)*
 *     relation = operand ("%" value)? ("=" | "!=") range ("," range)*
 *     range = value | value ".." value
 *
 * Operands: n and i are the number without its sign; v, w, f, t, c and e describe decimals, which our numbers have not,
 * so they are 0 and rules can be copied as CLDR prints them.
 * https://unicode.org/reports/tr35/tr35-numbers.html#Plural_rules_syntax
 */
#pragma once

#include "common/arena.h"

enum plural {
    PLURAL_OTHER, /* when no other rule holds; every language has it */
    PLURAL_ZERO,
    PLURAL_ONE,
    PLURAL_TWO,
    PLURAL_FEW,
    PLURAL_MANY,
    PLURAL_COUNT
};
extern const char *const plural_words[PLURAL_COUNT];

struct plural_rule; /* a condition read */

/* Reads a condition into `arena`. -EBADMSG: *ret_why says in words what is wrong with it. */
int plural_rule_read(const char *text, struct arena *arena, struct plural_rule **ret_rule, const char **ret_why)
        attr_must_check;
/* A condition that reads as this rule, in `arena`: "n" for the number itself, "v" for what is always 0. */
const char *plural_rule_text(const struct plural_rule *rule, struct arena *arena);
bool plural_rule_holds(const struct plural_rule *rule, int64_t number);
