/* SPDX-License-Identifier: MIT
 *
 * At a terminal every key is read as it is pressed, so that Ctrl-C is a key as well and the terminal is always given
 * back as it was.
 */
#include "kiosk/admin/pin.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { PIN_DIGITS_LEAST = 4, KEY_INTERRUPT = 3, KEY_END = 4, KEY_BACKSPACE = 8, KEY_ESCAPE = 27, KEY_DELETE = 127 };

/* What was typed; a wrong or a thirteenth sign is remembered as one too many. */
struct typed {
    char digits[PIN_SIZE];
    size_t count;
    bool wrong;
};

static void type_sign(struct typed *typed, char sign)
{
    if (sign >= '0' && sign <= '9' && typed->count < PIN_SIZE - 1)
        typed->digits[typed->count++] = sign;
    else
        typed->wrong = true;
}

static enum exit_code check(const struct typed *typed)
{
    if (!typed->wrong && typed->count >= PIN_DIGITS_LEAST)
        return EXIT_FINE;
    fputs("novbe: a PIN is four to twelve digits\n", stderr);
    return EXIT_MISUSED;
}

/* Keys up to Enter; false if the person gave up. */
static bool read_keys(struct typed *ret_typed)
{
    *ret_typed = (struct typed){0};
    char key = '\0';
    while (read(STDIN_FILENO, &key, 1) == 1) {
        if (key == '\r' || key == '\n')
            return true;
        if (key == KEY_INTERRUPT || key == KEY_END || key == KEY_ESCAPE)
            return false;
        if (key != KEY_BACKSPACE && key != KEY_DELETE)
            type_sign(ret_typed, key);
        else if (ret_typed->count > 0)
            ret_typed->digits[--ret_typed->count] = '\0';
    }
    return false;
}

static bool ask(const char *prompt, struct typed *ret_typed)
{
    fputs(prompt, stderr);
    fflush(stderr);
    bool entered = read_keys(ret_typed);
    fputs("\n", stderr);
    return entered;
}

static enum exit_code ask_twice(struct typed *first, struct typed *second)
{
    if (!ask("PIN: ", first))
        return EXIT_MISUSED;
    enum exit_code code = check(first);
    if (code != EXIT_FINE)
        return code;
    if (!ask("Once more: ", second))
        return EXIT_MISUSED;
    if (!second->wrong && strcmp(first->digits, second->digits) == 0)
        return EXIT_FINE;
    fputs("novbe: these were two PINs; nothing was done\n", stderr);
    return EXIT_MISUSED;
}

static enum exit_code read_terminal(const struct termios *usual, struct typed *ret_typed)
{
    struct termios silent = *usual;
    struct typed second = {0};
    sigset_t ending, before;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGHUP);
    sigprocmask(SIG_BLOCK, &ending, &before);
    silent.c_lflag &= ~(tcflag_t)(ECHO | ICANON | ISIG);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    enum exit_code code = ask_twice(ret_typed, &second);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, usual);
    sigprocmask(SIG_SETMASK, &before, NULL);
    explicit_bzero(&second, sizeof(second));
    return code;
}

static enum exit_code read_line(struct typed *ret_typed)
{
    *ret_typed = (struct typed){0};
    for (int sign = getchar(); sign != EOF && sign != '\n'; sign = getchar())
        type_sign(ret_typed, (char)sign);
    return check(ret_typed);
}

enum exit_code pin_read(char ret_pin[PIN_SIZE])
{
    struct termios usual;
    struct typed typed = {0};
    enum exit_code code = tcgetattr(STDIN_FILENO, &usual) == 0 ? read_terminal(&usual, &typed) : read_line(&typed);
    if (code == EXIT_FINE)
        memcpy(ret_pin, typed.digits, PIN_SIZE);
    explicit_bzero(&typed, sizeof(typed));
    return code;
}
