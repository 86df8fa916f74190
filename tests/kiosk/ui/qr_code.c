/* SPDX-License-Identifier: MIT
 *
 * QR codes on a page: what zbarimg, which is not ours, reads in a picture of the cells.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kiosk/ui/qr_code.h"
#include "tests/kiosk/ui/chance.h"

enum { PIXELS = 4 }; /* a module's side */

static void write_half(FILE *file, bool is_dark, int pixels)
{
    for (int i = 0; i < pixels; i++)
        fputs(is_dark ? "0 " : "255 ", file);
}

/* A picture of the surface as a terminal shows it: only cells of the code are drawn, the page is white. */
static void write_picture(const struct surface *surface, FILE *file)
{
    fprintf(file, "P2 %d %d 255\n", surface->width * PIXELS, surface->height * 2 * PIXELS);
    for (int y = 0; y < surface->height * 2 * PIXELS; y++) {
        bool is_upper = y / PIXELS % 2 == 0;
        for (int x = 0; x < surface->width; x++) {
            uint32_t sign = surface_at(surface, x, y / PIXELS / 2)->sign;
            write_half(file, sign == 0x2588 || sign == (is_upper ? 0x2580u : 0x2584u), PIXELS);
        }
        fputs("\n", file);
    }
}

static char *read_code(const struct surface *surface)
{
    char path[] = "/tmp/novbe-qr-XXXXXX.pgm";
    int fd = mkstemps(path, 4);
    assert_true(fd >= 0);
    FILE *file = fdopen(fd, "w");
    write_picture(surface, file);
    assert_int_equal(fclose(file), 0);
    _cleanup_free_ char *command = mem_printf("zbarimg -q --nodbus --raw -Sdisable -Sqrcode.enable %s", path);
    FILE *pipe = popen(command, "r");
    char *text = mem_alloc(1, 4096);
    size_t length = fread(text, 1, 4095, pipe);
    pclose(pipe);
    unlink(path);
    if (length > 0 && text[length - 1] == '\n')
        text[length - 1] = '\0';
    return text;
}

static void expect_read(const char *text)
{
    struct surface surface;
    int width, height;
    qr_code_size(text, &width, &height);
    surface_init(&surface, width + 6, height + 4);
    assert_true(qr_code_draw(&surface, (struct rect){3, 2, width, height}, text));
    _cleanup_free_ char *found = read_code(&surface);
    assert_string_equal(found, text);
    surface_done(&surface);
}

static void codes_are_read(attr_unused void **state)
{
    expect_read("%T/A042/20261129/ACDEF");
    expect_read("%B/ACDEFGHJ");
    expect_read("%R/ACDEFGHJ");
    expect_read("https://example.org/q?n=A042&d=2026-11-29");
}

static void codes_of_tickets_are_small(attr_unused void **state)
{
    int width, height;
    qr_code_size("%T/A042/20261129/ACDEF", &width, &height);
    assert_int_equal(width, 25 + 8); /* version 2: the alphanumeric mode */
    assert_int_equal(height, 17);
    qr_code_size("%B/ACDEFGHJ", &width, &height);
    assert_int_equal(width, 21 + 8);
}

static void a_quiet_zone_lies_around(attr_unused void **state)
{
    struct surface surface;
    surface_init(&surface, 43, 20);
    assert_true(qr_code_draw(&surface, (struct rect){0, 1, 43, 19}, "%T/A042/20261129/ACDEF"));
    for (int y = 0; y < surface.height; y++) {
        for (int x = 0; x < surface.width; x++) {
            const struct cell *cell = surface_at(&surface, x, y);
            bool within = rect_holds((struct rect){5, 1, 33, 17}, x, y);
            assert_int_equal(cell->look, within ? LOOK_CODE : LOOK_PAGE);
            if (!rect_holds((struct rect){9, 3, 25, 13}, x, y))
                assert_int_equal(cell->sign, ' ');
        }
    }
    surface_done(&surface);
}

static void what_does_not_fit_is_not_drawn(attr_unused void **state)
{
    struct surface surface;
    int width, height;
    surface_init(&surface, 43, 20);
    assert_false(qr_code_draw(&surface, (struct rect){0, 0, 32, 20}, "%T/A042/20261129/ACDEF"));
    assert_false(qr_code_draw(&surface, (struct rect){0, 0, 43, 16}, "%T/A042/20261129/ACDEF"));
    assert_false(qr_code_draw(&surface, surface_rect(&surface), ""));
    char *endless = mem_alloc(1, 9000);
    memset(endless, 'x', 8999);
    assert_false(qr_code_draw(&surface, surface_rect(&surface), endless));
    qr_code_size(endless, &width, &height);
    assert_true(width == 0 && height == 0);
    qr_code_size("", &width, &height);
    assert_true(width == 0 && height == 0);
    free(endless);
    for (int y = 0; y < surface.height; y++) {
        for (int x = 0; x < surface.width; x++)
            assert_int_equal(surface_at(&surface, x, y)->look, LOOK_PAGE);
    }
    surface_done(&surface);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(codes_are_read),
            cmocka_unit_test(codes_of_tickets_are_small),
            cmocka_unit_test(a_quiet_zone_lies_around),
            cmocka_unit_test(what_does_not_fit_is_not_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
