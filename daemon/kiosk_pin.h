/* SPDX-License-Identifier: MIT
 *
 * The PINs that are typed at kiosks: one of each kind for all of them, checked off the loop. Who guesses is slowed down
 * by kiosk, account and PIN, and supervisors see it.
 */
#pragma once

#include "daemon/kiosks.h"

struct arena;
struct varlink_call;

/* In place of an operator's id, where pins are concerned (pin.h). "": of all kiosks. */
const char *kiosk_pin_name(enum kiosk_pin which, const char *kiosk, struct arena *arena);

/* Calls `right` with the method's input in a later turn, or answers WrongPin or Overloaded. The kiosk is known. */
void kiosk_pin_check(struct varlink_call *call, const void *in, enum kiosk_pin which, const char *kiosk,
                     const char *pin, void (*right)(struct varlink_call *call, const void *in));
