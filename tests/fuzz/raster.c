/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a raster for a receipt printer: refused with a reason, or a strip whose bands are as large as they
 * say.
 */
#include <assert.h>
#include <sys/mman.h>
#include <unistd.h>

#include "printer/escpos/input.h"
#include "printer/escpos/language.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Libcups takes room for the line that a header announces before we see the header, up to 4 GiB, which it never
 * touches. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    char **words = mem_new_n(char *, (size_t)*argc + 2);
    for (int i = 0; i < *argc; i++)
        words[i] = (*argv)[i];
    words[(*argc)++] = mem_strdup("-malloc_limit_mb=8192");
    *argv = words;
    return 0;
}

static void draw(const struct strip *strip)
{
    _cleanup_(buffer_done) struct buffer bytes = {0};
    size_t bands = ((size_t)strip->rows + LANGUAGE_BAND_ROWS - 1) / LANGUAGE_BAND_ROWS;
    language_draw(strip, &bytes);
    assert(bytes.length == bands * 8 + (size_t)strip->rows * strip_stride(strip));
    bool ink = strip->rows == 0;
    for (size_t i = 0; !ink && i < strip_stride(strip); i++)
        ink = strip->bits[(size_t)(strip->rows - 1) * strip_stride(strip) + i] != 0;
    assert(ink);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_close_ int fd = memfd_create("raster", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET) != 0)
        return 0;
    _cleanup_(input_freep) struct input *input = input_new(fd);
    for (int r = 1, pages = 0; input && r == 1 && pages < 4; pages++) {
        _cleanup_(strip_done) struct strip strip = {0};
        const char *why = NULL;
        r = input_page(input, pages % 2 ? 576 : 384, &strip, &why);
        assert((r < 0) == (why != NULL));
        if (r == 1)
            draw(&strip);
    }
    return 0;
}
