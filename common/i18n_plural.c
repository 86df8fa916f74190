/* SPDX-License-Identifier: MIT
 *
 * Reads CLDR conditions by recursive descent into lists, and tries them on a number.
 */
#include "common/i18n_plural.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

enum { VALUE_DIGITS = 15 };

const char *const plural_words[PLURAL_COUNT] = {"other", "zero", "one", "two", "few", "many"};

struct plural_range {
    int64_t low, high;
    struct plural_range *next;
};

struct plural_relation {
    bool is_number; /* n or i; the other operands are 0 */
    bool negated;
    int64_t modulus; /* 0: none */
    struct plural_range *ranges;
    struct plural_relation *next; /* "and" */
};

struct plural_rule {
    struct plural_relation *relations;
    struct plural_rule *next; /* "or" */
};

struct reader {
    const char *at;
    struct arena *arena;
    const char *why;
};

static void skip_spaces(struct reader *reader)
{
    reader->at += strspn(reader->at, " ");
}

static int fail(struct reader *reader, const char *expected)
{
    skip_spaces(reader);
    reader->why = *reader->at ? arena_printf(reader->arena, "expected %s at \"%s\"", expected, reader->at)
                              : arena_printf(reader->arena, "expected %s at the end", expected);
    return -EBADMSG;
}

static bool take(struct reader *reader, const char *word)
{
    skip_spaces(reader);
    size_t length = strlen(word);
    if (strncmp(reader->at, word, length) != 0)
        return false;
    reader->at += length;
    return true;
}

static int read_value(struct reader *reader, int64_t *ret_value)
{
    skip_spaces(reader);
    size_t digits = strspn(reader->at, "0123456789");
    if (digits == 0)
        return fail(reader, "a whole number");
    if (digits > VALUE_DIGITS)
        return fail(reader, "a smaller number");
    *ret_value = strtoll(reader->at, NULL, 10);
    reader->at += digits;
    return 0;
}

static int read_range(struct reader *reader, struct plural_range **ret_range)
{
    struct plural_range *range = arena_new(reader->arena, struct plural_range);
    int r = read_value(reader, &range->low);
    range->high = range->low;
    if (r == 0 && take(reader, ".."))
        r = read_value(reader, &range->high);
    if (r == 0 && range->high < range->low)
        return fail(reader, "a range that goes up");
    if (r == 0)
        *ret_range = range;
    return r;
}

static int read_ranges(struct reader *reader, struct plural_range **ret_ranges)
{
    struct plural_range **end = ret_ranges;
    do {
        int r = read_range(reader, end);
        if (r < 0)
            return r;
        end = &(*end)->next;
    } while (take(reader, ","));
    return 0;
}

static int read_operand(struct reader *reader, struct plural_relation *relation)
{
    skip_spaces(reader);
    if (!*reader->at || !strchr("nivwftce", *reader->at))
        return fail(reader, "an operand (n, i, v, w, f, t, c, e)");
    relation->is_number = *reader->at == 'n' || *reader->at == 'i';
    reader->at++;
    if (!take(reader, "%"))
        return 0;
    int r = read_value(reader, &relation->modulus);
    if (r == 0 && relation->modulus == 0)
        return fail(reader, "a divisor other than 0");
    return r;
}

static int read_relation(struct reader *reader, struct plural_relation **ret_relation)
{
    struct plural_relation *relation = arena_new(reader->arena, struct plural_relation);
    int r = read_operand(reader, relation);
    if (r < 0)
        return r;
    relation->negated = take(reader, "!=");
    if (!relation->negated && !take(reader, "="))
        return fail(reader, "\"=\", \"!=\" or \"%\"");
    r = read_ranges(reader, &relation->ranges);
    if (r == 0)
        *ret_relation = relation;
    return r;
}

static int read_and(struct reader *reader, struct plural_rule **ret_rule)
{
    struct plural_rule *rule = arena_new(reader->arena, struct plural_rule);
    struct plural_relation **end = &rule->relations;
    do {
        int r = read_relation(reader, end);
        if (r < 0)
            return r;
        end = &(*end)->next;
    } while (take(reader, "and "));
    *ret_rule = rule;
    return 0;
}

static int read_or(struct reader *reader, struct plural_rule **ret_rule)
{
    struct plural_rule **end = ret_rule;
    do {
        int r = read_and(reader, end);
        if (r < 0)
            return r;
        end = &(*end)->next;
    } while (take(reader, "or "));
    skip_spaces(reader);
    return *reader->at ? fail(reader, "\"and\", \"or\" or the end") : 0;
}

static bool is_in(const struct plural_range *range, int64_t value)
{
    for (; range; range = range->next) {
        if (value >= range->low && value <= range->high)
            return true;
    }
    return false;
}

static bool relation_holds(const struct plural_relation *relation, uint64_t size)
{
    uint64_t value = relation->is_number ? size : 0;
    if (relation->modulus > 0)
        value %= (uint64_t)relation->modulus;
    return is_in(relation->ranges, value > INT64_MAX ? INT64_MAX : (int64_t)value) != relation->negated;
}

static bool all_hold(const struct plural_relation *relation, uint64_t size)
{
    for (; relation; relation = relation->next) {
        if (!relation_holds(relation, size))
            return false;
    }
    return true;
}

int plural_rule_read(const char *text, struct arena *arena, struct plural_rule **ret_rule, const char **ret_why)
{
    struct reader reader = {.at = text, .arena = arena};
    struct plural_rule *rule = NULL;
    int r = read_or(&reader, &rule);
    if (r < 0)
        *ret_why = reader.why;
    else
        *ret_rule = rule;
    return r;
}

static const char *ranges_text(const struct plural_range *range, struct arena *arena)
{
    const char *text = "";
    for (; range; range = range->next) {
        text = arena_printf(arena, "%s%s%" PRId64, text, *text ? "," : "", range->low);
        if (range->high != range->low)
            text = arena_printf(arena, "%s..%" PRId64, text, range->high);
    }
    return text;
}

static const char *relations_text(const struct plural_relation *relation, struct arena *arena)
{
    const char *text = "";
    for (; relation; relation = relation->next) {
        text = arena_printf(arena, "%s%s%s", text, *text ? " and " : "", relation->is_number ? "n" : "v");
        if (relation->modulus > 0)
            text = arena_printf(arena, "%s %% %" PRId64, text, relation->modulus);
        text = arena_printf(arena, "%s %s %s", text, relation->negated ? "!=" : "=",
                            ranges_text(relation->ranges, arena));
    }
    return text;
}

const char *plural_rule_text(const struct plural_rule *rule, struct arena *arena)
{
    const char *text = "";
    for (; rule; rule = rule->next)
        text = arena_printf(arena, "%s%s%s", text, *text ? " or " : "", relations_text(rule->relations, arena));
    return text;
}

bool plural_rule_holds(const struct plural_rule *rule, int64_t number)
{
    uint64_t size = number < 0 ? -(uint64_t)number : (uint64_t)number;
    for (; rule; rule = rule->next) {
        if (all_hold(rule->relations, size))
            return true;
    }
    return false;
}
