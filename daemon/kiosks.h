/* SPDX-License-Identifier: MIT
 *
 * What staff have said of kiosks, beside the catalogue: which are out of use, and what is kept of the PIN that opens
 * the administrator's corner of any of them. Rows of the store; the newest of a kiosk is true. And who typed wrong
 * PINs, which is not kept: supervisors see it for an hour.
 */
#pragma once

#include "daemon/store.h"

struct kiosk_said {
    char *key;
    bool closed;
    int64_t wrong_since_ms, wrong_ms; /* the first wrong PIN of those told, and the last; 0: none */
    int64_t wrong;                    /* how many */
};

struct kiosks {
    struct store *store;
    char *pin; /* what is kept of it; NULL: there is none, and no corner opens */
    size_t count, room;
    struct kiosk_said *items; /* those of which something was said */
};

/* For struct memory_part. */
void kiosks_copy(void *to, const void *from);
void kiosks_done(void *value);

/* Reads what the store has. Until kiosks_done(). */
int kiosks_load(struct kiosks *kiosks, struct store *store) attr_must_check;

bool kiosks_is_closed(const struct kiosks *kiosks, const char *key);

/* Kept with the turn. */
void kiosks_set_closed(struct kiosks *kiosks, const char *key, bool closed, int64_t user, int64_t at_ms);
void kiosks_set_pin(struct kiosks *kiosks, const char *kept, int64_t user, int64_t at_ms);

/* Somebody typed a wrong PIN there. An hour after the last one they are forgotten. */
void kiosks_wrong_pin(struct kiosks *kiosks, const char *key, int64_t now_ms);
/* Whether wrong PINs are told of it now. */
bool kiosks_was_wrong(const struct kiosk_said *said, int64_t now_ms);
/* When the next of them is forgotten; INT64_MAX: there is none. */
int64_t kiosks_deadline(const struct kiosks *kiosks, int64_t now_ms);
