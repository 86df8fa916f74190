/* SPDX-License-Identifier: MIT
 *
 * The table of interfaces: for each, who may call it and which functions answer. A new method is one handler and one
 * line in its file's table; a new interface is one file and one line in method.c. A line without a handler is a method
 * that the interface has and the daemon does not answer yet: MethodNotImplemented.
 */
#pragma once

#include "common/interface.h"
#include "common/varlink/server.h"
#include "daemon/access.h"

struct language;
struct snapshot_request;

struct method_table {
    enum interface_id interface;
    unsigned roles; /* ROLE_BIT()s that may call it; 0: nobody needs a role */
    const struct varlink_method *methods;
    size_t count;
    unsigned few_roles;             /* ROLE_BIT()s that may call these alone: */
    const char *const *few_methods; /* ends with NULL; NULL: none */
};

extern const struct method_table method_visitor;
extern const struct method_table method_reception;
extern const struct method_table method_counter;
extern const struct method_table method_board;
extern const struct method_table method_manager;
extern const struct method_table method_printer;
extern const struct method_table method_network;
extern const struct method_table method_follower;
extern const struct method_table method_admin;

/* The table at this place, NULL behind the last. */
const struct method_table *method_table_at(size_t place);

/* Serves all interfaces of novbe. */
void method_serve(struct varlink_server *server, const struct interfaces *interfaces);

/* The roles a method is open to; a peer needs one of them. */
unsigned method_roles(const struct interfaces *interfaces, const struct idl_member *method);

/* A business day as it is written, NULL for today. False: it is none, and the call was answered InvalidParameter. */
bool method_day(struct varlink_call *call, const char *field, const char *text, int32_t *ret_day) attr_must_check;

/* The language by its code (NULL: the centre's own). If the centre does not speak it, the call is answered
 * LanguageUnknown and NULL returned. */
const struct language *method_language(struct varlink_call *call, const char *code);

/* The language of a snapshot that method_language() has let through: a reload may have dropped a subscriber's language
 * since, then it is the centre's own. */
const struct language *method_language_kept(const struct snapshot_request *request, const char *code);
