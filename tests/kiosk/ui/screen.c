/* SPDX-License-Identifier: MIT
 *
 * A surface brought to a terminal of its own, whatever was on it before: it comes to an end, and half of a wide
 * character is never left. What a terminal then shows is looked at in tests/live.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kiosk/ui/screen.h"
#include "tests/kiosk/ui/chance.h"

enum { WIDTH = 30, HEIGHT = 8, HANGS_SECONDS = 60 };

/* Runs this on a terminal, takes what it writes, and answers how it ended. */
static int on_terminal(int (*run)(void))
{
    const struct winsize size = {.ws_col = WIDTH, .ws_row = HEIGHT};
    int fd;
    pid_t child = forkpty(&fd, NULL, NULL, &size);
    assert_true(child >= 0);
    if (child == 0) {
        alarm(HANGS_SECONDS);
        setenv("TERM", "xterm-256color", 1);
        _exit(run());
    }
    char bytes[4096];
    while (read(fd, bytes, sizeof bytes) > 0)
        ;
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    close(fd);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void draw_by_chance(struct chance *chance, struct surface *surface)
{
    struct rect rect = {chance_below(chance, WIDTH), chance_below(chance, HEIGHT), chance_below(chance, WIDTH),
                        chance_below(chance, HEIGHT)};
    enum look look = (enum look)chance_below(chance, LOOK_COUNT);
    _cleanup_free_ char *text = chance_text(chance, 40);
    if (chance_below(chance, 3) == 0)
        surface_tint(surface, rect, look);
    else
        surface_wrap(surface, rect, ALIGN_LEFT, look, text);
}

static int show_by_chance(void)
{
    struct chance chance = {0};
    struct surface surface;
    struct screen *screen = NULL;
    char *reason = NULL;
    if (screen_open(&theme_day, &screen, &reason) < 0)
        return 2;
    surface_init(&surface, WIDTH, HEIGHT);
    for (int i = 0; i < 500; i++) {
        draw_by_chance(&chance, &surface);
        screen_show(screen, &surface);
    }
    surface_done(&surface);
    screen_free(screen);
    return 0;
}

/* The look of the second half changes alone. */
static int show_half(void)
{
    struct surface surface;
    struct screen *screen = NULL;
    char *reason = NULL;
    if (screen_open(NULL, &screen, &reason) < 0)
        return 2;
    surface_init(&surface, WIDTH, HEIGHT);
    surface_text(&surface, 4, 0, 10, LOOK_PAGE, "日本");
    screen_show(screen, &surface);
    surface_tint(&surface, (struct rect){5, 0, 1, 1}, LOOK_BUTTON);
    screen_show(screen, &surface);
    surface_done(&surface);
    screen_free(screen);
    return 0;
}

static int open_without_description(void)
{
    struct screen *screen = NULL;
    char *reason = NULL;
    setenv("TERM", "no-such-terminal", 1);
    int r = screen_open(NULL, &screen, &reason);
    bool told = reason && strstr(reason, "no-such-terminal") && !screen;
    free(reason);
    return r < 0 && told ? 7 : 0;
}

static void anything_is_shown(attr_unused void **state)
{
    assert_int_equal(on_terminal(show_by_chance), 0);
}

static void half_of_a_wide_one_differs(attr_unused void **state)
{
    assert_int_equal(on_terminal(show_half), 0);
}

static void a_terminal_that_is_not_known(attr_unused void **state)
{
    assert_int_equal(on_terminal(open_without_description), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(anything_is_shown),
            cmocka_unit_test(half_of_a_wide_one_differs),
            cmocka_unit_test(a_terminal_that_is_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
