/* SPDX-License-Identifier: MIT
 *
 * Ways to a service on another machine. There is one: OpenSSH, whose far end runs `novbe bridge`, so that whoever calls
 * is a user of that machine there.
 */
#pragma once

#include "common/base.h"

/* Where an address "ssh:USER@HOST" leads; NULL: it is the path of a socket on this machine. */
const char *reach_ssh_host(const char *address);

/* For varlink_client_options.open: starts ssh and answers the two ends of a talk over it, which may be the same. It
 * ends with them. What ssh has to say goes to standard error. 0, or a negative errno; that the host cannot be reached
 * shows only as an end of the talk. */
int reach_ssh(const char *host, int *ret_fd_in, int *ret_fd_out) attr_must_check;
