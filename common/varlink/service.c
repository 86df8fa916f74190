/* SPDX-License-Identifier: MIT
 *
 * org.varlink.service: what every Varlink service says of itself. Served like any other interface.
 */
#include "common/varlink/connection.h"

#include <assert.h>
#include <string.h>

#include "common/interface/fault.h"
#include "common/interface/varlink_service.h"

static void get_info(struct varlink_call *call, attr_unused const void *input)
{
    const struct varlink_server *server = call->connection->server;
    const char **names = arena_new_n(&call->arena, const char *, server->interface_count);
    for (size_t i = 0; i < server->interface_count; i++)
        names[i] = server->interfaces[i]->name;
    struct varlink_service_get_info_out out = {
            .vendor = server->options.vendor,
            .product = server->options.product,
            .version = server->options.version,
            .url = server->options.url,
            .interfaces = {.count = server->interface_count, .items = names},
    };
    varlink_reply(call, &out);
}

static void get_interface_description(struct varlink_call *call, const void *input)
{
    const struct varlink_service_get_interface_description_in *in = input;
    const struct varlink_server *server = call->connection->server;
    for (size_t i = 0; i < server->interface_count; i++) {
        const struct idl *idl = server->interfaces[i];
        if (strcmp(idl->name, in->interface) != 0)
            continue;
        varlink_reply(call, &(struct varlink_service_get_interface_description_out){.description = idl->text});
        return;
    }
    varlink_error(call, VARLINK_SERVICE_INTERFACE_NOT_FOUND,
                  &(struct varlink_service_interface_not_found_error){.interface = in->interface});
}

static const struct varlink_method methods[] = {
        {.name = "GetInfo", .handler = get_info},
        {.name = "GetInterfaceDescription", .handler = get_interface_description},
};

/* The texts are ours: a mistake in one is a broken invariant. */
static const struct idl *parse_own(struct varlink_server *server, const char *text)
{
    const struct idl *idl = NULL;
    struct idl_mistake mistake;
    int r = idl_parse(&server->arena, text, strlen(text), &idl, &mistake);
    assert(r == 0);
    (void)r;
    return idl;
}

void server_add_own(struct varlink_server *server)
{
    varlink_server_add(server, parse_own(server, varlink_service_interface_text), methods, ARRAY_SIZE(methods));
    const struct idl *fault = parse_own(server, fault_interface_text);
    server->overloaded = idl_find(fault, IDL_ERROR, "Overloaded");
    server->storage_failed = idl_find(fault, IDL_ERROR, "StorageFailed");
    assert(server->overloaded && server->storage_failed);
}
