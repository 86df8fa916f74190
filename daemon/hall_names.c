/* SPDX-License-Identifier: MIT
 *
 * What people and clients say, and the numbers it stands for: keys of the configuration, tickets.
 */
#include "daemon/hall.h"

#include <ctype.h>
#include <string.h>

/* --- names --- */

int32_t hall_id(const struct hall *hall, enum name_kind kind, const char *key)
{
    return key ? rulebook_id(hall->rulebook, kind, key) : 0;
}

const char *hall_key(const struct hall *hall, enum name_kind kind, int32_t id)
{
    return id > 0 ? store_name(hall->store, kind, id) : NULL;
}

bool hall_bits(const struct hall *hall, enum name_kind kind, size_t count, const char *const *keys, int64_t *ret_bits,
               const char **ret_unknown)
{
    int64_t bits = 0;
    for (size_t i = 0; i < count; i++) {
        int32_t id = hall_id(hall, kind, keys[i]);
        if (id <= 0 || id > RULEBOOK_NEEDS) {
            *ret_unknown = keys[i];
            return false;
        }
        bits |= ID_BIT(id);
    }
    *ret_bits = bits;
    return true;
}

const char **hall_keys(const struct hall *hall, enum name_kind kind, int64_t bits, struct arena *arena,
                       size_t *ret_count)
{
    const char **keys = arena_new_n(arena, const char *, RULEBOOK_NEEDS + 1);
    size_t count = 0;
    for (int32_t id = 1; id <= RULEBOOK_NEEDS; id++) {
        const char *key = bits & ID_BIT(id) ? hall_key(hall, kind, id) : NULL;
        if (key)
            keys[count++] = key;
    }
    *ret_count = count;
    return keys;
}

/* --- tickets as people say them --- */

bool ticket_parse(const char *text, int32_t *ret_prefix, int32_t *ret_number)
{
    char prefix[PREFIX_SIZE] = {0};
    int32_t number = 0;
    size_t letters = 0;
    for (; isalpha((unsigned char)text[letters]); letters++) {
        if (letters >= PREFIX_SIZE - 1)
            return false;
        prefix[letters] = (char)toupper((unsigned char)text[letters]);
    }
    const char *digit = text + letters;
    for (; isdigit((unsigned char)*digit) && number < 10000000; digit++)
        number = number * 10 + (*digit - '0');
    if (letters == 0 || *digit || digit == text + letters)
        return false;
    *ret_prefix = prefix_of(prefix);
    *ret_number = number;
    return true;
}

const char *ticket_text(int32_t prefix, int32_t number, struct arena *arena)
{
    enum { DIGITS = 3, MOST_DIGITS = 10 };
    char *text = arena_alloc(arena, PREFIX_SIZE + MOST_DIGITS);
    int digits = DIGITS;
    for (int32_t more = number / 1000; more > 0; more /= 10)
        digits++;
    size_t letters = strlen(prefix_text(prefix, text));
    *put_digits(text + letters, (uint32_t)number, digits) = '\0';
    return text;
}

const struct ticket *hall_ticket(const struct hall *hall, const char *text)
{
    int32_t prefix, number;
    return ticket_parse(text, &prefix, &number) ? engine_find(hall->engine, prefix, number) : NULL;
}

const char *hall_ticket_text(const struct hall *hall, int32_t id, struct arena *arena)
{
    const struct ticket *ticket = engine_ticket(hall->engine, id);
    return ticket ? ticket_text(ticket->prefix, ticket->number, arena) : NULL;
}
