/* SPDX-License-Identifier: MIT
 *
 * Over ncurses. The surface that was shown last is kept: only cells that differ go to curses, which finds the shortest
 * way to them.
 *
 * Mouse reports are asked for with the terminal's own words (SGR, mode 1006; presses and releases, mode 1000) where its
 * description knows a mouse at all.
 */
#include "kiosk/ui/screen.h"

#include <curses.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

static const char mouse_on[] = "\033[?1000h\033[?1006h", mouse_off[] = "\033[?1006l\033[?1000l";

struct screen {
    SCREEN *curses;
    const struct theme *theme;
    struct surface shown;
    bool has_mouse;
    bool all; /* nothing of `shown` is to be believed */
    int width, height;
};

/* --- opening --- */

static char *terminal_reason(int error)
{
    const char *name = getenv("TERM");
    if (!name || !*name)
        return mem_strdup("the environment names no terminal: set TERM, as TERM=xterm-256color");
    if (error == 0)
        return mem_printf(
                "the terminal \"%s\" is not known here, or cannot show pages: set TERM, as TERM=xterm-256color", name);
    return mem_printf("no descriptions of terminals are found (terminfo), so \"%s\" is not known", name);
}

static void begin_colours(struct screen *screen)
{
    bool able = start_color() == OK && COLORS >= 256 && COLOR_PAIRS > LOOK_COUNT;
    if (!screen->theme)
        screen->theme = able ? &theme_day : &theme_mono;
    if (!able && screen->theme->colours)
        screen->theme = &theme_mono;
    if (able)
        use_default_colors(); /* else the end of every refresh paints white on black: ten bytes more a clock tick */
    for (int i = 0; screen->theme->colours && i < LOOK_COUNT; i++)
        init_pair((short)(i + 1), screen->theme->paints[i].text, screen->theme->paints[i].ground);
}

static void ask_size(struct screen *screen)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
        screen->width = size.ws_col;
        screen->height = size.ws_row;
    } else {
        screen->width = COLS;
        screen->height = LINES;
    }
}

static void send(const char *sequence)
{
    fputs(sequence, stdout);
    fflush(stdout);
}

int screen_open(const struct theme *theme, struct screen **ret_screen, char **ret_reason)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        *ret_reason = mem_strdup("standard input and output must be a terminal");
        return -1;
    }
    if (!setlocale(LC_CTYPE, "C.UTF-8")) {
        *ret_reason = mem_strdup("this system has no locale C.UTF-8, so no letters could be shown");
        return -1;
    }
    int error = 1;
    if (setupterm(NULL, STDOUT_FILENO, &error) != OK) {
        *ret_reason = terminal_reason(error);
        return -1;
    }
    struct screen *screen = mem_new(struct screen);
    del_curterm(cur_term); /* newterm() makes its own */
    screen->curses = newterm(NULL, stdout, stdin);
    if (!screen->curses) {
        free(screen);
        *ret_reason = terminal_reason(0);
        return -1;
    }
    screen->theme = theme;
    raw();
    noecho();
    nonl();
    curs_set(0);
    begin_colours(screen);
    const char *mouse = tigetstr("kmous");
    screen->has_mouse = mouse && mouse != (char *)-1;
    if (screen->has_mouse)
        send(mouse_on);
    surface_init(&screen->shown, 1, 1);
    screen->all = true;
    *ret_screen = screen;
    return 0;
}

struct screen *screen_free(struct screen *screen)
{
    if (!screen)
        return NULL;
    if (screen->has_mouse)
        send(mouse_off);
    endwin();
    delscreen(screen->curses);
    surface_done(&screen->shown);
    free(screen);
    return NULL;
}

/* --- showing --- */

bool screen_resized(struct screen *screen, int *ret_width, int *ret_height)
{
    int width = screen->width, height = screen->height;
    ask_size(screen);
    *ret_width = screen->width;
    *ret_height = screen->height;
    if (width == screen->width && height == screen->height)
        return false;
    resizeterm(screen->height, screen->width);
    screen_forget(screen);
    return true;
}

void screen_forget(struct screen *screen)
{
    screen->all = true;
    clearok(curscr, TRUE);
}

static attr_t attributes(const struct paint *paint)
{
    return (paint->bold ? A_BOLD : A_NORMAL) | (paint->reverse ? A_REVERSE : A_NORMAL) |
           (paint->underline ? A_UNDERLINE : A_NORMAL);
}

static void to_curses(const struct screen *screen, const struct cell *cell, cchar_t *ret_sign)
{
    const wchar_t text[2] = {(wchar_t)(cell->sign ? cell->sign : ' '), L'\0'};
    short pair = screen->theme->colours ? (short)(cell->look + 1) : 0;
    setcchar(ret_sign, text, attributes(&screen->theme->paints[cell->look]), pair, NULL);
}

static bool same_cell(const struct cell *a, const struct cell *b)
{
    return a->sign == b->sign && a->look == b->look;
}

/* Curses writes unchanged cells between two changed ones anew where they are few, whatever their colours cost: some
 * forty bytes a gap, and giant digits are made of such gaps. So blank cells that become ink, or are ink no longer, are
 * brought in passes of their own, every other run of a row at a time: then the way between two is long enough to be
 * jumped. */
enum pass { PASS_REST, PASS_INK, PASS_INK_ODD, PASS_GROUND, PASS_GROUND_ODD, PASSES };

static bool is_ink(const struct cell *cell)
{
    return cell->look == LOOK_INK || cell->look == LOOK_INK_NEW;
}

static bool has_changed(const struct screen *screen, const struct surface *surface, int x, int y)
{
    return screen->all || !same_cell(surface_at(surface, x, y), surface_at(&screen->shown, x, y));
}

/* Of a cell that has changed; the even one of the two. */
static enum pass pass_of(const struct screen *screen, const struct surface *surface, int x, int y)
{
    const struct cell *is = surface_at(surface, x, y), *was = surface_at(&screen->shown, x, y);
    if (screen->all || is->sign != ' ' || was->sign != ' ' || is_ink(is) == is_ink(was))
        return PASS_REST;
    return is_ink(is) ? PASS_INK : PASS_GROUND;
}

/* Where the run of changed cells of one pass ends that begins at x; both halves of wide ones are in it. */
static int run_end(const struct screen *screen, const struct surface *surface, int x, int y)
{
    enum pass pass = pass_of(screen, surface, x, y);
    for (x++; x < surface->width; x++) {
        bool half = surface_at(surface, x, y)->sign == 0;
        if (!half && (!has_changed(screen, surface, x, y) || pass_of(screen, surface, x, y) != pass))
            break;
    }
    return x;
}

enum { SHORT_WAY = 6 }; /* columns that curses would rather write than jump */

static bool is_near_ink(const struct surface *surface, int from, int until, int y)
{
    for (int x = from - SHORT_WAY; x < until + SHORT_WAY; x++) {
        if (x >= 0 && x < surface->width && is_ink(surface_at(surface, x, y)))
            return true;
    }
    return false;
}

static void show_run(const struct screen *screen, const struct surface *surface, int x, int until, int y)
{
    cchar_t signs[SURFACE_MOST + 1];
    int count = 0;
    for (int at = x; at < until; at++) {
        const struct cell *cell = surface_at(surface, at, y);
        if (cell->sign != 0 || at == x)
            to_curses(screen, cell, &signs[count++]);
    }
    mvadd_wchnstr(y, x, signs, count);
}

/* True: something of the row belongs to this pass. */
static bool show_row(const struct screen *screen, const struct surface *surface, int y, enum pass pass)
{
    unsigned runs[PASSES] = {0};
    bool shows = false;
    for (int x = 0, until; x < surface->width; x = until) {
        until = x + 1;
        if (!has_changed(screen, surface, x, y))
            continue;
        until = run_end(screen, surface, x, y);
        enum pass of = pass_of(screen, surface, x, y);
        if (of == PASS_GROUND && !is_near_ink(surface, x, until, y))
            of = PASS_REST; /* all of a number goes: curses clears it at once */
        if (of != PASS_REST)
            of += runs[of]++ % 2;
        if (of != pass)
            continue;
        bool half = x > 0 && surface_at(surface, x, y)->sign == 0; /* the second of a wide one: all of it */
        show_run(screen, surface, half ? x - 1 : x, until, y);
        shows = true;
    }
    return shows;
}

void screen_show(struct screen *screen, const struct surface *surface)
{
    if (screen->shown.width != surface->width || screen->shown.height != surface->height) {
        surface_resize(&screen->shown, surface->width, surface->height);
        screen->all = true;
    }
    for (enum pass pass = PASS_REST; pass < PASSES; pass++) {
        bool shows = screen->all && pass == PASS_REST;
        for (int y = 0; y < surface->height; y++)
            shows |= show_row(screen, surface, y, pass);
        if (shows)
            refresh();
    }
    size_t size = (size_t)surface->width * (size_t)surface->height;
    memcpy(screen->shown.cells, surface->cells, size * sizeof(struct cell));
    screen->all = false;
}

void screen_ring(attr_unused struct screen *screen)
{
    beep();
}
