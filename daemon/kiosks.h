/* SPDX-License-Identifier: MIT
 *
 * What staff have said of kiosks, beside the catalogue: which are out of use, and what is kept of the PINs of all of
 * them. Rows of the store; the newest of a kiosk is true. And where wrong PINs were typed, which is not kept:
 * supervisors see it for an hour.
 */
#pragma once

#include "daemon/store.h"

enum kiosk_pin {
    KIOSK_PIN_CORNER, /* opens the administrator's corner */
    KIOSK_PIN_PAPER,  /* reception says by it that a printer got a new roll */
    KIOSK_PINS
};

struct kiosk_said {
    char *key;
    bool closed;
    int64_t told_until_ms; /* it has told how it was used until then; 0: never */
    struct kiosk_wrong {
        int64_t since_ms, last_ms; /* the first wrong PIN of those told, and the last; 0: none */
        int64_t count;
    } wrong[KIOSK_PINS];
};

struct kiosks {
    struct store *store;
    char *pins[KIOSK_PINS]; /* what is kept of each; NULL: there is none, and nothing opens */
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
void kiosks_set_pin(struct kiosks *kiosks, enum kiosk_pin which, const char *kept, int64_t user, int64_t at_ms);

/* It has told how it was used until then, by its own clock; 0: nothing yet since the last days. */
int64_t kiosks_told_until(const struct kiosks *kiosks, const char *key);
void kiosks_set_told(struct kiosks *kiosks, const char *key, int64_t until_ms);

/* Somebody typed a wrong PIN there. An hour after the last one they are forgotten. */
void kiosks_wrong_pin(struct kiosks *kiosks, const char *key, enum kiosk_pin which, int64_t now_ms);
/* Those of one PIN that are told of it now; count 0: none. */
struct kiosk_wrong kiosks_wrong(const struct kiosk_said *said, enum kiosk_pin which, int64_t now_ms);
/* Those of all its PINs. */
struct kiosk_wrong kiosks_all_wrong(const struct kiosk_said *said, int64_t now_ms);
/* When the next of them is forgotten; INT64_MAX: there is none. */
int64_t kiosks_deadline(const struct kiosks *kiosks, int64_t now_ms);
