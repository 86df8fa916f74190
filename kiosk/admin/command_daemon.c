/* SPDX-License-Identifier: MIT
 *
 * What the daemon is: info, interfaces, reload.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/interface/admin.h"
#include "common/interface/varlink_service.h"
#include "kiosk/admin/change.h"
#include "kiosk/admin/command.h"

/* A call without anything special, its parameters given as json_pack() makes them (stolen; may be NULL). */
static enum exit_code call_once(const struct command_line *line, const char *method, json_t *parameters,
                                json_t **ret_reply)
{
    _cleanup_(talk_freep) struct talk *talk = talk_new(line->socket);
    enum exit_code code = talk_call(talk, method, parameters, ret_reply);
    json_decref(parameters);
    return code;
}

/* --- info --- */

static enum exit_code run_info(const struct command_line *line)
{
    json_t *reply = NULL;
    enum exit_code code = command_parse(&command_info, line, NULL, 0, NULL, 0, 0);
    if (code == EXIT_FINE)
        code = call_once(line, VARLINK_SERVICE_GET_INFO, NULL, &reply);
    if (code == EXIT_FINE)
        command_print_fields(reply);
    json_decref(reply);
    return code;
}

const struct command command_info = {
        .name = "info",
        .arguments = "",
        .summary = "what the daemon is, and its interfaces",
        .run = run_info,
};

/* --- interfaces --- */

static enum exit_code print_interfaces(const struct command_line *line)
{
    json_t *reply = NULL;
    enum exit_code code = call_once(line, VARLINK_SERVICE_GET_INFO, NULL, &reply);
    const json_t *names = json_object_get(reply, "interfaces");
    for (size_t i = 0; i < json_array_size(names); i++)
        printf("%s\n", json_string_value(json_array_get(names, i)));
    json_decref(reply);
    return code;
}

static enum exit_code print_interface(const struct command_line *line, const char *name)
{
    json_t *reply = NULL;
    enum exit_code code =
            call_once(line, VARLINK_SERVICE_GET_INTERFACE_DESCRIPTION, json_pack("{s:s}", "interface", name), &reply);
    const char *description = json_string_value(json_object_get(reply, "description"));
    if (code == EXIT_FINE && !description) {
        fputs("novbe: the answer is not what its interface says: description is no string\n", stderr);
        code = EXIT_BROKEN;
    }
    if (code == EXIT_FINE)
        fputs(description, stdout);
    json_decref(reply);
    return code;
}

static enum exit_code run_interfaces(const struct command_line *line)
{
    const char *name = NULL;
    enum exit_code code = command_parse(&command_interfaces, line, NULL, 0, &name, 0, 1);
    if (code != EXIT_FINE)
        return code;
    return name ? print_interface(line, name) : print_interfaces(line);
}

const struct command command_interfaces = {
        .name = "interfaces",
        .arguments = "[NAME]",
        .summary = "names of the interfaces, or the text of one: its manual",
        .run = run_interfaces,
};

/* --- reload --- */

static enum exit_code run_reload(const struct command_line *line)
{
    enum exit_code code = command_parse(&command_reload, line, NULL, 0, NULL, 0, 0);
    return code == EXIT_FINE ? change_call(line->socket, ADMIN_RELOAD) : code;
}

const struct command command_reload = {
        .name = "reload",
        .arguments = "",
        .summary = "read the configuration again, whole or not at all; print what changed",
        .run = run_reload,
};
