/* SPDX-License-Identifier: MIT
 *
 * Most numbers with a point are shares and means: between 1 and 10^14. Such a number is m / 2^s, with m below 2^53, and
 * its n digits are D / 10^p with p below 17; D is m * 10^p / 2^s rounded to the nearest, and all of it is below 2^107,
 * so it is computed as integers, without an error. D is read back as the number if it lies nearer than the half of a
 * step of m: |D * 2^s - m * 10^p| < 10^p / 2 (on half of it, m even is taken). Anything else is left to printf.
 */
#include "common/decimal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

enum { MANTISSA_BITS = 53, DIGITS_LEAST = 15, DIGITS_MOST = 17, WHOLE_MOST = 14 };

static const uint64_t tens[] = {UINT64_C(1),
                                UINT64_C(10),
                                UINT64_C(100),
                                UINT64_C(1000),
                                UINT64_C(10000),
                                UINT64_C(100000),
                                UINT64_C(1000000),
                                UINT64_C(10000000),
                                UINT64_C(100000000),
                                UINT64_C(1000000000),
                                UINT64_C(10000000000),
                                UINT64_C(100000000000),
                                UINT64_C(1000000000000),
                                UINT64_C(10000000000000),
                                UINT64_C(100000000000000),
                                UINT64_C(1000000000000000),
                                UINT64_C(10000000000000000)};

/* So many digits stand before the point. */
static int whole_digits(uint64_t whole)
{
    int digits = 1;
    while (digits < WHOLE_MOST && whole >= tens[digits])
        digits++;
    return digits;
}

/* The digits with `places` of them behind the point, at least one; without zeros at the end, but one. */
static size_t put_number(uint64_t digits, int places, char *text)
{
    char signs[DECIMAL_SIZE], *first = signs + sizeof(signs);
    int left = places;
    for (; left > 1 && digits % 10 == 0; left--)
        digits /= 10;
    for (; left > 0; left--, digits /= 10)
        *--first = (char)('0' + digits % 10);
    *--first = '.';
    do {
        *--first = (char)('0' + digits % 10);
        digits /= 10;
    } while (digits > 0);
    size_t length = (size_t)(signs + sizeof(signs) - first);
    memcpy(text, first, length);
    return length;
}

/* Of one between 1 and 10^14. */
static size_t put_plain(double value, char *text)
{
    int exponent;
    uint64_t mantissa = (uint64_t)ldexp(frexp(value, &exponent), MANTISSA_BITS), digits = 0;
    int shift = MANTISSA_BITS - exponent, whole = whole_digits((uint64_t)value), places = DIGITS_LEAST - whole;
    for (;; places++) {
        wide exact = (wide)mantissa * tens[places], half = (wide)1 << (shift - 1);
        digits = (uint64_t)((exact + half) >> shift);
        wide rounded = (wide)digits << shift;
        if (rounded - exact == half && digits & 1)
            rounded = (wide)--digits << shift;
        wide off = rounded > exact ? rounded - exact : exact - rounded;
        if (whole + places == DIGITS_MOST || off * 2 < tens[places] || (off * 2 == tens[places] && !(mantissa & 1)))
            return put_number(digits, places, text);
    }
}

/* printf and strtod speak the decimal point of the locale. */
static size_t put_any(double value, char *text)
{
    char printed[64] = "";
    for (int digits = DIGITS_LEAST; digits <= DIGITS_MOST; digits++) {
        snprintf(printed, sizeof(printed), "%.*g", digits, value);
        if (strtod(printed, NULL) == value)
            break;
    }
    size_t whole = strspn(printed, "-0123456789"), point = strcspn(printed + whole, "0123456789e+-");
    size_t rest = strlen(printed + whole + point);
    char *to = mempcpy(text, printed, whole);
    if (point > 0)
        *to++ = '.';
    to = mempcpy(to, printed + whole + point, rest);
    if (!printed[whole])
        to = mempcpy(to, ".0", 2);
    return (size_t)(to - text);
}

size_t decimal_text(double value, char ret_text[static DECIMAL_SIZE])
{
    double size = fabs(value);
    if (size < 1 || size >= 1e14)
        return put_any(value, ret_text);
    ret_text[0] = '-';
    return value < 0 ? 1 + put_plain(size, ret_text + 1) : put_plain(size, ret_text);
}
