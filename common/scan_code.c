/* SPDX-License-Identifier: MIT
 *
 * The texts of QR codes, taken apart by their slashes.
 */
#include "common/scan_code.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"

/* Copies up to the next '/' or the end, in capitals; letters, digits and hyphens only. 0: nothing, or it does not fit.
 */
static size_t take_part(const char **text, char *ret_part, size_t size)
{
    size_t length = 0;
    const char *at = *text;
    for (; *at && *at != '/'; at++) {
        char sign = *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
        bool known = (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9') || sign == '-';
        if (!known || length + 1 >= size)
            return 0;
        ret_part[length++] = sign;
    }
    ret_part[length] = '\0';
    *text = *at ? at + 1 : at;
    return length;
}

/* "20261129" into "2026-11-29". */
static bool take_day(const char **text, char *ret_day, size_t size)
{
    char digits[9];
    if (take_part(text, digits, sizeof digits) != 8)
        return false;
    snprintf(ret_day, size, "%.4s-%.2s-%.2s", digits, digits + 4, digits + 6);
    struct date date;
    return date_parse(ret_day, &date) == 0;
}

int scan_code_parse(const char *text, struct scan_code *ret_code)
{
    static const char kinds[] = {[SCAN_TICKET] = 'T', [SCAN_BOOKING] = 'B', [SCAN_RETURN_CODE] = 'R'};
    struct scan_code code = {0};
    char kind[2];
    if (*text++ != '%' || take_part(&text, kind, sizeof kind) == 0)
        return -EINVAL;
    const char *found = memchr(kinds, kind[0], sizeof kinds);
    if (!found)
        return -EINVAL;
    code.kind = (enum scan_kind)(found - kinds);
    if (code.kind == SCAN_TICKET &&
        (take_part(&text, code.ticket, sizeof code.ticket) == 0 || !take_day(&text, code.day, sizeof code.day)))
        return -EINVAL;
    if (take_part(&text, code.code, sizeof code.code) == 0 || *text)
        return -EINVAL;
    *ret_code = code;
    return 0;
}

int scan_code_print(const struct scan_code *code, char ret_text[SCAN_CODE_SIZE])
{
    char text[SCAN_CODE_SIZE];
    int length;
    if (code->kind == SCAN_TICKET)
        length = snprintf(text, sizeof text, "%%T/%s/%.4s%.2s%.2s/%s", code->ticket, code->day, code->day + 5,
                          code->day + 8, code->code);
    else
        length = snprintf(text, sizeof text, "%%%c/%s", code->kind == SCAN_BOOKING ? 'B' : 'R', code->code);
    struct scan_code back;
    if (length >= SCAN_CODE_SIZE || scan_code_parse(text, &back) < 0)
        return -EINVAL;
    memcpy(ret_text, text, (size_t)length + 1);
    return 0;
}
