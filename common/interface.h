/* SPDX-License-Identifier: MIT
 *
 * The interfaces of novbe. Each is a file in common/interface/, embedded at build time; its comments are its manual.
 * The build prints from it a header of C structs, "common/interface/<word>.h" in the build folder (varlink/generate.c).
 */
#pragma once

#include "common/arena.h"
#include "common/varlink/idl.h"

enum interface_id {
    INTERFACE_VARLINK_SERVICE,
    INTERFACE_FAULT,
    INTERFACE_REFUSED,
    INTERFACE_VISITOR,
    INTERFACE_RECEPTION,
    INTERFACE_COUNTER,
    INTERFACE_BOARD,
    INTERFACE_MANAGER,
    INTERFACE_PRINTER,
    INTERFACE_NETWORK,
    INTERFACE_FOLLOWER,
    INTERFACE_ADMIN,
    INTERFACE_COUNT,
};

struct interfaces {
    struct arena arena;
    const struct idl *items[INTERFACE_COUNT];
};

/* Parses the embedded texts; they are ours, so a mistake in one is a broken invariant. */
void interfaces_init(struct interfaces *interfaces);
void interfaces_done(struct interfaces *interfaces);

/* By full method name ("org.novbe.Visitor.ListServices"); NULL if there is none. */
const struct idl_member *interfaces_method(const struct interfaces *interfaces, const char *full_name);
