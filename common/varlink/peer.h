/* SPDX-License-Identifier: MIT
 *
 * Who is at the other end of a descriptor, as the kernel says.
 */
#pragma once

#include "common/varlink/server.h"

/* Fills *ret_peer; peer_done() frees it. A descriptor that is no Unix socket is taken for this process's own. Returns 0
 * or a negative errno. */
int peer_read(int fd, struct varlink_peer *ret_peer) attr_must_check;
void peer_done(struct varlink_peer *peer);
