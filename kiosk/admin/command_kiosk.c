/* SPDX-License-Identifier: MIT
 *
 * Kiosks: the PINs of their corner and of the paper, out of use and back. A PIN never stands on a command line.
 */
#include <string.h>

#include "common/interface/admin.h"
#include "common/interface/manager.h"
#include "kiosk/admin/command.h"
#include "kiosk/admin/pin.h"

/* --- pin --- */

/* By a method whose input `in` has the PIN in it, which is read first and wiped then. */
static enum exit_code set_pin(const struct command *command, const struct command_line *line, const char *method,
                              const void *in, char pin[PIN_SIZE])
{
    enum exit_code code = command_parse(command, line, NULL, 0, NULL, 0, 0);
    if (code == EXIT_FINE)
        code = pin_read(pin);
    if (code == EXIT_FINE) {
        _cleanup_(talk_freep) struct talk *talk = talk_new(line->socket);
        code = talk_method(talk, method, in, NULL, NULL);
    }
    explicit_bzero(pin, PIN_SIZE);
    return code;
}

static enum exit_code run_pin(const struct command_line *line)
{
    char pin[PIN_SIZE] = "";
    return set_pin(&command_kiosk_pin, line, ADMIN_SET_KIOSK_PIN, &(struct admin_set_kiosk_pin_in){.pin = pin}, pin);
}

const struct command command_kiosk_pin = {
        .name = "kiosk pin",
        .arguments = "",
        .summary = "give the kiosks another PIN for their corner",
        .run = run_pin,
};

static enum exit_code run_paper_pin(const struct command_line *line)
{
    char pin[PIN_SIZE] = "";
    return set_pin(&command_paper_pin, line, ADMIN_SET_PAPER_PIN, &(struct admin_set_paper_pin_in){.pin = pin}, pin);
}

const struct command command_paper_pin = {
        .name = "paper pin",
        .arguments = "",
        .summary = "give the kiosks another PIN for new rolls of paper",
        .run = run_paper_pin,
};

/* --- close, open --- */

static enum exit_code set_closed(const struct command *command, const struct command_line *line, bool closed)
{
    struct manager_set_kiosk_closed_in in = {.closed = closed};
    enum exit_code code = command_parse(command, line, NULL, 0, &in.kiosk, 1, 1);
    return code == EXIT_FINE ? talk_once(line->socket, MANAGER_SET_KIOSK_CLOSED, &in, NULL, NULL) : code;
}

static enum exit_code run_close(const struct command_line *line)
{
    return set_closed(&command_kiosk_close, line, true);
}

const struct command command_kiosk_close = {
        .name = "kiosk close",
        .arguments = "KIOSK",
        .summary = "the kiosk gives no tickets until it is opened",
        .run = run_close,
};

static enum exit_code run_open(const struct command_line *line)
{
    return set_closed(&command_kiosk_open, line, false);
}

const struct command command_kiosk_open = {
        .name = "kiosk open",
        .arguments = "KIOSK",
        .summary = "the kiosk gives tickets again",
        .run = run_open,
};
