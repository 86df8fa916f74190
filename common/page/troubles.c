/* SPDX-License-Identifier: MIT
 *
 * What could not be drawn as it was meant: a list that owns its texts.
 */
#include "common/page/raster.h"

const char *page_trouble_word(enum page_trouble_kind kind)
{
    static const char *const words[] = {
            [PAGE_NO_GLYPH] = "no_glyph",       [PAGE_BAD_PICTURE] = "bad_picture", [PAGE_BAD_QR] = "bad_qr",
            [PAGE_BROKEN_WORD] = "broken_word", [PAGE_TOO_LONG] = "too_long",       [PAGE_TOO_LOW] = "too_low",
    };
    return words[kind];
}

void page_troubles_done(struct page_troubles *troubles)
{
    for (size_t i = 0; i < troubles->count; i++)
        free(troubles->items[i].text);
    free(troubles->items);
    *troubles = (struct page_troubles){0};
}
