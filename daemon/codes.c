/* SPDX-License-Identifier: MIT
 *
 * A code is a number, written to the base of the alphabet with a fixed count of signs.
 */
#include "daemon/codes.h"

#include <ctype.h>
#include <string.h>

#include "daemon/ledger.h"

/* 28 signs, none of which looks like another: no B and 8, I and 1, O and 0, S and 5, Z and 2, V and U. */
static const char signs[] = "01234679ACDEFGHJKLMNPQRTUWXY";
enum { SIGN_COUNT = sizeof(signs) - 1, SIGNS = 5, LONG_SIGNS = 8, HYPHEN_AFTER = 4 };

/* --- writing and reading --- */

static void write_signs(int64_t code, int count, char *text)
{
    for (int i = count - 1; i >= 0; i--) {
        text[i] = signs[code % SIGN_COUNT];
        code /= SIGN_COUNT;
    }
    text[count] = '\0';
}

/* The sign of the epoch stands before the others, and is never the first of the alphabet. */
#define FIRST_EPOCH INT64_C(17210368) /* 28^5 */

static int count_signs(int64_t code)
{
    return code < FIRST_EPOCH ? SIGNS : SIGNS + 1;
}

const char *code_text(int64_t code, char text[CODE_SIZE])
{
    write_signs(code, count_signs(code), text);
    return text;
}

bool code_matches(int64_t code, const char *text)
{
    char right[CODE_SIZE];
    size_t count = (size_t)count_signs(code);
    unsigned different = strlen(text) != count;
    code_text(code, right);
    for (size_t i = 0; i < count && text[i]; i++)
        different |= (unsigned)(right[i] ^ toupper((unsigned char)text[i]));
    return different == 0;
}

/* The number of signs, at most `most` of them; hyphens and spaces are no signs. -1: other signs, or more. */
static int read_signs(const char *typed, int most, int64_t *ret_code)
{
    int count = 0;
    for (*ret_code = 0; *typed; typed++) {
        if (*typed == '-' || *typed == ' ')
            continue;
        const char *sign = strchr(signs, toupper((unsigned char)*typed));
        if (!sign || count++ == most)
            return -1;
        *ret_code = *ret_code * SIGN_COUNT + (sign - signs);
    }
    return count;
}

int64_t code_parse(const char *typed)
{
    int64_t code;
    int count = read_signs(typed, SIGNS + 1, &code);
    return count >= SIGNS && count == count_signs(code) ? code : -1;
}

const char *long_code_text(int64_t code, char text[LONG_CODE_SIZE])
{
    write_signs(code, LONG_SIGNS, text);
    memmove(text + HYPHEN_AFTER + 1, text + HYPHEN_AFTER, LONG_SIGNS - HYPHEN_AFTER + 1);
    text[HYPHEN_AFTER] = '-';
    return text;
}

int64_t long_code_parse(const char *typed)
{
    int64_t code;
    return read_signs(typed, LONG_SIGNS, &code) == LONG_SIGNS ? code : -1;
}

/* --- drawing --- */

/* All below `limit` are as likely. */
static int64_t random_below(uint64_t limit)
{
    uint64_t number;
    do
        ledger_random(&number, sizeof(number));
    while (number >= UINT64_MAX / limit * limit);
    return (int64_t)(number % limit);
}

static uint64_t code_count(int count)
{
    uint64_t codes = 1;
    for (int i = 0; i < count; i++)
        codes *= SIGN_COUNT;
    return codes;
}

static int64_t sign_of(int64_t epoch)
{
    return epoch ? 1 + (epoch - 1) % (SIGN_COUNT - 1) : 0;
}

bool code_is_of(int64_t code, int64_t epoch)
{
    return code / FIRST_EPOCH == sign_of(epoch);
}

int64_t code_random(int64_t epoch)
{
    return sign_of(epoch) * FIRST_EPOCH + random_below(code_count(SIGNS));
}

int64_t long_code_random(void)
{
    return 1 + random_below(code_count(LONG_SIGNS) - 1);
}
