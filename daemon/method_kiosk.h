/* SPDX-License-Identifier: MIT
 *
 * Kiosks in the interfaces: what one offers, its administrator's corner, those that are out of use or slow down.
 */
#pragma once

#include "common/interface/manager.h"
#include "common/interface/reception.h"
#include "daemon/method.h"
#include "daemon/wish.h"

struct daemon;

varlink_handler visitor_get_kiosk, visitor_open_corner, visitor_set_kiosk_closed;
varlink_handler manager_set_kiosk_closed;

/* May this kiosk (NULL: none is named) give tickets, of this service (0: of any, as many as one likes) now? False:
 * answered KioskClosed or SlowDown. */
bool kiosk_may_give(struct wish *wish, const char *kiosk, int32_t service) attr_must_check;
/* It gave one. */
void kiosk_gave(struct wish *wish, const char *kiosk, int32_t service);

/* Those of the catalogue that are out of use. */
const char **kiosk_list_closed(const struct daemon *daemon, struct arena *arena, size_t *ret_count);
/* Those that slowed down lately, last one first. */
void kiosk_list_handfuls(struct daemon *daemon, struct arena *arena, struct reception_watch_desk_out *out);
