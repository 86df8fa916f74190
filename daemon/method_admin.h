/* SPDX-License-Identifier: MIT
 *
 * Handlers of org.novbe.Admin that stand in files of their own. Only method_admin*.c include it, and
 * follow_method.c, which answers some of it on a machine that follows.
 */
#pragma once

#include "common/interface/admin.h"
#include "common/varlink/server.h"

struct centre;
struct daemon;

/* What does not depend on the hall. */
void admin_fill_status(struct admin_get_status_out *out, const struct centre *centre,
                       const struct varlink_server *server);

/* method_admin_operators.c */
varlink_handler admin_list_operators, admin_add_operator, admin_set_pin, admin_remove_operator;
/* Goes on in a later turn with what is to be kept of the PIN; else the call is answered. */
void admin_hash_pin(struct varlink_call *call, const void *in, const char *operator, const char * pin,
                    void (*go_on)(struct varlink_call *call, const void *in, const char *kept));
/* What a wish may remember of a PIN, in the arena of the call; NULL of NULL. */
const char *admin_hide_pin(struct varlink_call *call, const char *operator, const char * pin);
/* method_corner.c */
varlink_handler admin_set_kiosk_pin;
/* method_admin_paper.c */
varlink_handler admin_print_test, admin_find_papers;
/* method_admin_verify.c */
varlink_handler admin_verify;
/* method_admin_health.c */
varlink_handler admin_get_health, admin_backed_up, admin_promote;

/* method_admin_trouble.c: what is not as it should be, out of all else that GetHealth answers. */
void admin_make_troubles(struct daemon *daemon, struct arena *arena, struct admin_get_health_out *out);
