/* SPDX-License-Identifier: MIT
 *
 * Runs a program on a terminal of its own and tells what that terminal shows, as libvterm understands the bytes. For
 * terminal.py, which writes commands, a line each, and reads the answers:
 *
 *     write HEX          types these bytes                                  "ok"
 *     resize W H         the window has another size                        "ok"
 *     text               what is seen                                       "rows N", then N lines
 *     grounds            the colour under each cell, two hex digits         "rows N", then N lines
 *     changed MS         waits, so long at most, until something has come   "changed 1"; "changed 0": nothing has
 *                        since it was last asked what is seen
 *     time HEX           types these bytes, and waits until nothing more    "time US BYTES": until the last of it was
 *                        has come for QUIET_MS                              read, and how many bytes it was
 *     looks X Y          a cell's colours and attributes                    "looks FG BG bold reverse underline"
 *     bytes              written by the program since last asked            "bytes N"
 *     end                has it ended?                                      "running", "exit CODE" or "signal N"
 *     modes              mouse, cursor, alternate screen                    "modes M C A"
 *     kill N             a signal for the program                           "ok"
 *
 * usage: terminal-screen WIDTH HEIGHT PROGRAM ARGUMENT...
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#include "common/base.h"

enum { QUIET_MS = 150, PAGE_MS = 2 /* between two writes of one page */ };

struct session {
    VTerm *terminal;
    VTermScreen *screen;
    int width, height;
    int pty; /* -1: closed by the program */
    pid_t program;
    int status;
    bool ended;
    size_t bytes;
    bool changed; /* since it was told what is seen */
    bool has_mouse, shows_cursor, is_alternate;
};

static int on_property(VTermProp property, VTermValue *value, void *data)
{
    struct session *session = data;
    if (property == VTERM_PROP_MOUSE)
        session->has_mouse = value->number != VTERM_PROP_MOUSE_NONE;
    else if (property == VTERM_PROP_CURSORVISIBLE)
        session->shows_cursor = value->boolean;
    else if (property == VTERM_PROP_ALTSCREEN)
        session->is_alternate = value->boolean;
    return 1;
}

/* What the terminal answers to questions of the program. */
static void on_output(const char *bytes, size_t length, void *data)
{
    struct session *session = data;
    if (session->pty >= 0 && write(session->pty, bytes, length) < 0)
        session->pty = -1;
}

static void begin(struct session *session, char **arguments)
{
    struct winsize size = {.ws_row = (unsigned short)session->height, .ws_col = (unsigned short)session->width};
    session->program = forkpty(&session->pty, NULL, NULL, &size);
    if (session->program == 0) {
        execvp(arguments[0], arguments);
        fprintf(stderr, "%s: %s\n", arguments[0], strerror(errno));
        _exit(127);
    }
    session->terminal = vterm_new(session->height, session->width);
    vterm_set_utf8(session->terminal, 1);
    vterm_output_set_callback(session->terminal, on_output, session);
    session->screen = vterm_obtain_screen(session->terminal);
    static const VTermScreenCallbacks callbacks = {.settermprop = on_property};
    vterm_screen_set_callbacks(session->screen, &callbacks, session);
    vterm_screen_enable_altscreen(session->screen, 1);
    vterm_screen_reset(session->screen, 1);
    session->shows_cursor = true;
}

static void read_program(struct session *session)
{
    char bytes[65536];
    ssize_t length = read(session->pty, bytes, sizeof bytes);
    if (length > 0) {
        session->bytes += (size_t)length;
        session->changed = true;
        vterm_input_write(session->terminal, bytes, (size_t)length);
    } else if (length == 0 || errno != EINTR) {
        session->pty = -1;
    }
}

static void put_sign(uint32_t sign)
{
    if (sign < 0x80)
        putchar((int)sign);
    else if (sign < 0x800)
        printf("%c%c", (int)(0xc0 | sign >> 6), (int)(0x80 | (sign & 0x3f)));
    else if (sign < 0x10000)
        printf("%c%c%c", (int)(0xe0 | sign >> 12), (int)(0x80 | (sign >> 6 & 0x3f)), (int)(0x80 | (sign & 0x3f)));
    else
        printf("%c%c%c%c", (int)(0xf0 | sign >> 18), (int)(0x80 | (sign >> 12 & 0x3f)),
               (int)(0x80 | (sign >> 6 & 0x3f)), (int)(0x80 | (sign & 0x3f)));
}

static void tell_text(struct session *session)
{
    session->changed = false;
    printf("rows %d\n", session->height);
    for (int y = 0; y < session->height; y++) {
        for (int x = 0; x < session->width;) {
            VTermScreenCell cell;
            vterm_screen_get_cell(session->screen, (VTermPos){.row = y, .col = x}, &cell);
            put_sign(cell.chars[0] == 0 || cell.chars[0] == (uint32_t)-1 ? ' ' : cell.chars[0]);
            x += cell.width > 1 ? cell.width : 1;
        }
        putchar('\n');
    }
}

static int colour(const VTermColor *colour)
{
    return VTERM_COLOR_IS_INDEXED(colour) ? colour->indexed.idx : -1;
}

static void tell_grounds(struct session *session)
{
    printf("rows %d\n", session->height);
    for (int y = 0; y < session->height; y++) {
        for (int x = 0; x < session->width; x++) {
            VTermScreenCell cell;
            vterm_screen_get_cell(session->screen, (VTermPos){.row = y, .col = x}, &cell);
            printf("%02x", (unsigned)colour(&cell.bg) & 0xff);
        }
        putchar('\n');
    }
}

static void tell_looks(struct session *session, int x, int y)
{
    VTermScreenCell cell;
    vterm_screen_get_cell(session->screen, (VTermPos){.row = y, .col = x}, &cell);
    printf("looks %d %d %u %u %u\n", colour(&cell.fg), colour(&cell.bg), cell.attrs.bold, cell.attrs.reverse,
           cell.attrs.underline);
}

static void send(struct session *session, const char *hex)
{
    char bytes[4096];
    size_t length = 0;
    for (unsigned byte; length < sizeof bytes && sscanf(hex, "%2x", &byte) == 1; hex += 2)
        bytes[length++] = (char)byte;
    for (size_t sent = 0; session->pty >= 0 && sent < length;) {
        ssize_t n = write(session->pty, bytes + sent, length - sent);
        if (n <= 0)
            break;
        sent += (size_t)n;
    }
}

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_RAW, &now);
    return now.tv_sec * (int64_t)1000000 + now.tv_nsec / 1000;
}

/* Reads what comes, so long at most; true: something did. */
static bool read_for(struct session *session, int64_t ms)
{
    struct pollfd fd = {.fd = session->pty, .events = POLLIN};
    if (session->pty < 0 || poll(&fd, 1, (int)ms) <= 0)
        return false;
    read_program(session);
    return true;
}

static void tell_time(struct session *session, const char *hex)
{
    size_t before = session->bytes;
    int64_t began_us = now_us(), last_us = began_us;
    send(session, hex);
    while (read_for(session, QUIET_MS))
        last_us = now_us();
    printf("time %lld %zu\n", (long long)(last_us - began_us), session->bytes - before);
}

static void wait_changed(struct session *session, int ms)
{
    int64_t until_us = now_us() + ms * (int64_t)1000, left_us;
    while (!session->changed && session->pty >= 0 && (left_us = until_us - now_us()) > 0)
        read_for(session, left_us / 1000 + 1);
    while (read_for(session, PAGE_MS))
        ;
    printf("changed %d\n", session->changed);
}

static void resize(struct session *session, int width, int height)
{
    session->width = width;
    session->height = height;
    vterm_set_size(session->terminal, height, width);
    struct winsize size = {.ws_row = (unsigned short)height, .ws_col = (unsigned short)width};
    if (session->pty >= 0)
        ioctl(session->pty, TIOCSWINSZ, &size);
    puts("ok");
}

static void tell_end(struct session *session)
{
    if (!session->ended && waitpid(session->program, &session->status, WNOHANG) == session->program)
        session->ended = true;
    if (!session->ended)
        puts("running");
    else if (WIFSIGNALED(session->status))
        printf("signal %d\n", WTERMSIG(session->status));
    else
        printf("exit %d\n", WEXITSTATUS(session->status));
}

static void answer(struct session *session, const char *line)
{
    int a, b;
    if (strncmp(line, "write ", 6) == 0) {
        send(session, line + 6);
        puts("ok");
    } else if (strncmp(line, "time ", 5) == 0) {
        tell_time(session, line + 5);
    } else if (sscanf(line, "resize %d %d", &a, &b) == 2) {
        resize(session, a, b);
    } else if (strcmp(line, "text") == 0) {
        tell_text(session);
    } else if (strcmp(line, "grounds") == 0) {
        tell_grounds(session);
    } else if (sscanf(line, "changed %d", &a) == 1) {
        wait_changed(session, a);
    } else if (sscanf(line, "looks %d %d", &a, &b) == 2) {
        tell_looks(session, a, b);
    } else if (strcmp(line, "bytes") == 0) {
        printf("bytes %zu\n", session->bytes);
        session->bytes = 0;
    } else if (strcmp(line, "end") == 0) {
        tell_end(session);
    } else if (strcmp(line, "modes") == 0) {
        printf("modes %d %d %d\n", session->has_mouse, session->shows_cursor, session->is_alternate);
    } else if (sscanf(line, "kill %d", &a) == 1) {
        kill(session->program, a);
        puts("ok");
    } else {
        puts("unknown");
    }
    fflush(stdout);
}

/* Answers each whole line that has come; false: nobody asks any more. */
static bool read_commands(struct session *session, char *line, size_t size, size_t *length)
{
    ssize_t got = read(STDIN_FILENO, line + *length, size - *length - 1);
    if (got <= 0)
        return false;
    *length += (size_t)got;
    line[*length] = '\0';
    char *end;
    while ((end = memchr(line, '\n', *length))) {
        *end = '\0';
        answer(session, line);
        size_t used = (size_t)(end - line) + 1;
        memmove(line, end + 1, *length - used + 1);
        *length -= used;
    }
    return true;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("usage: terminal-screen WIDTH HEIGHT PROGRAM ARGUMENT...\n", stderr);
        return 2;
    }
    struct session session = {.width = atoi(argv[1]), .height = atoi(argv[2])};
    begin(&session, argv + 3);
    static char line[16384];
    size_t length = 0;
    for (bool asked = true; asked;) {
        struct pollfd fds[2] = {{.fd = session.pty, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
        if (poll(fds, 2, -1) < 0)
            continue;
        if (fds[0].revents) /* what is shown first, so that answers are never older than they could be */
            read_program(&session);
        else if (fds[1].revents)
            asked = read_commands(&session, line, sizeof line, &length);
    }
    if (!session.ended) {
        kill(session.program, SIGTERM);
        waitpid(session.program, &session.status, 0);
    }
    vterm_free(session.terminal);
    return 0;
}
