/* SPDX-License-Identifier: MIT
 *
 * usage: scan-code TEXT     what the text of a QR code is to kiosks and counters: kind, ticket, day, code.
 */
#include "common/scan_code.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    static const char *const kinds[] = {
            [SCAN_TICKET] = "ticket", [SCAN_BOOKING] = "booking", [SCAN_RETURN_CODE] = "return_code"};
    struct scan_code code;
    if (argc != 2 || scan_code_parse(argv[1], &code) < 0)
        return 1;
    printf("%s %s %s %s\n", kinds[code.kind], code.ticket, code.day, code.code);
    return 0;
}
