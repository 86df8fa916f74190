/* SPDX-License-Identifier: MIT
 *
 * Pages drawn, and what can be seen of the dots.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/page/raster.h"

struct drawn {
    struct raster raster;
    struct page_troubles troubles;
};

static inline void drawn_done(struct drawn *drawn)
{
    raster_done(&drawn->raster);
    page_troubles_done(&drawn->troubles);
}

/* Draws the page and frees it. */
static inline struct drawn draw(struct page *page, int dpi)
{
    struct drawn drawn = {0};
    page_draw(page, dpi, &drawn.raster, &drawn.troubles);
    page_free(page);
    return drawn;
}

static inline struct drawn draw_text(const struct page_text *text, double width_mm, int dpi)
{
    struct page *page = page_new(width_mm, 4);
    page_add_text(page, text);
    return draw(page, dpi);
}

static inline void assert_no_trouble(const struct drawn *drawn)
{
    if (drawn->troubles.count > 0)
        fail_msg("%s: %s", page_trouble_word(drawn->troubles.items[0].kind), drawn->troubles.items[0].text);
}

/* This trouble, and no other. */
static inline void assert_trouble(const struct drawn *drawn, enum page_trouble_kind kind, const char *text)
{
    assert_int_equal(drawn->troubles.count, 1);
    assert_string_equal(page_trouble_word(drawn->troubles.items[0].kind), page_trouble_word(kind));
    assert_string_equal(drawn->troubles.items[0].text, text);
}

/* Where there is ink between two rows; a box without any has the height 0. */
struct box {
    int x, y, width, height;
};

static inline struct box ink_between(const struct raster *raster, int from, int until)
{
    int left = raster->width, right = -1, top = until, bottom = from - 1;
    for (int y = from; y < until; y++)
        for (int x = 0; x < raster->width; x++)
            if (raster_is_black(raster, x, y)) {
                left = x < left ? x : left;
                right = x > right ? x : right;
                top = y < top ? y : top;
                bottom = y;
            }
    return right < 0 ? (struct box){0} : (struct box){left, top, right - left + 1, bottom - top + 1};
}

static inline struct box ink_of(const struct raster *raster)
{
    return ink_between(raster, 0, raster->height);
}

static inline bool is_same_raster(const struct raster *a, const struct raster *b)
{
    return a->width == b->width && a->height == b->height &&
           memcmp(a->bits, b->bits, a->stride * (size_t)a->height) == 0;
}

/* A place for a file of this test; free() it. */
static inline char *file_named(const char *name)
{
    return mem_printf("%s/tests/page-%d-%s", getenv("NOVBE_BUILD"), (int)getpid(), name);
}

/* What a command says, without the line's end; free() it. */
static inline char *output_of(const char *command)
{
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    char text[4096];
    size_t length = fread(text, 1, sizeof text - 1, pipe);
    pclose(pipe);
    while (length > 0 && text[length - 1] == '\n')
        length--;
    return mem_strndup(text, length);
}

/* What zbarimg, which is not ours, reads in a picture; free() it. */
static inline char *scanned(const char *path)
{
    _cleanup_free_ char *command =
            mem_printf("zbarimg -q --nodbus --raw -Sdisable -Sqrcode.enable '%s' 2>/dev/null", path);
    return output_of(command);
}
