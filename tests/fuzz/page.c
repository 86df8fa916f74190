/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a page of rows: each row lies in them, and reading ends.
 */
#include <assert.h>

#include "daemon/store_page.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_value(const struct page_value *value, const char *begin, const char *end)
{
    if (value->type == VALUE_TEXT || value->type == VALUE_BYTES)
        assert(value->bytes >= begin && value->size <= (size_t)(end - value->bytes));
    else
        assert(!value->bytes && value->size == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *begin = (const char *)data, *end = begin + size;
    struct page_reader reader = {.at = begin, .end = end};
    struct page_row row;
    while (page_next(&reader, &row) > 0) {
        assert(row.count > 0 && row.count <= PAGE_VALUES && reader.at <= end);
        for (int i = 0; i < row.count; i++)
            check_value(&row.values[i], begin, end);
    }
    return 0;
}
