/* SPDX-License-Identifier: MIT
 *
 * What makes a row of the ledger provable: its bytes, the chain over them, and the seal of a day. Pure: no file, no
 * clock; the same arguments give the same bytes on every machine and in every year.
 *
 * Two layers of proof. The chain has no key: anyone can check that no row before a head he knows was edited, taken out,
 * put in or moved. The seal is keyed, and its key is replaced by its one-way successor as soon as it was used: who
 * steals the key of today can forge today and tomorrow, but not yesterday. The auditor has the first key on paper and
 * can make every later one from it.
 *
 * What this does not prove: that the machine's administrator did not change the present day before it was sealed.
 *
 * Hashes are BLAKE2b (RFC 7693) by libsodium. All numbers are little-endian.
 */
#pragma once

#include "daemon/engine/engine.h"

enum {
    LEDGER_VERSION = 1,  /* of the bytes of an event and of a seal */
    LEDGER_RESERVED = 4, /* values every event has room for beside its own: 0 until a later kind fills them */
    LEDGER_CENTRE = 255, /* longest key of a centre */
    LEDGER_EVENT_SIZE = 2 + LEDGER_CENTRE + 2 * 8 + 10 * 4 + (EVENT_VALUES + LEDGER_RESERVED) * 8 + 32,
    LEDGER_SALT_SIZE = 16,
    LEDGER_KEY_SIZE = 32,
    LEDGER_HASH_SIZE = 32,
    LEDGER_HEX_SIZE = 2 * LEDGER_HASH_SIZE + 1,
};

/* All zero: none; what the first row follows. */
struct ledger_hash {
    uint8_t bytes[LEDGER_HASH_SIZE];
};

struct ledger_key {
    uint8_t bytes[LEDGER_KEY_SIZE];
};

bool ledger_hash_equal(const struct ledger_hash *a, const struct ledger_hash *b);

/* --- an event --- */

/* The canonical bytes of an event, and how many:
 *
 *     version, length of the centre's key, the key,
 *     seq and at_ms as 8 bytes each,
 *     kind, day, ticket, step, service, counter, operator, class, reason, text as 4 bytes each,
 *     the values, then LEDGER_RESERVED zeros, as 8 bytes each,
 *     32 bytes: ledger_text_hash() of its text, or zeros
 *
 * A text enters only by its salted hash, so that it can be forgotten and the chain still holds. NULL: it has none. */
size_t ledger_encode(const char *centre, const struct event *event, const struct ledger_hash *text,
                     uint8_t bytes[LEDGER_EVENT_SIZE]);

/* BLAKE2b-256 over the hash of the row before and the bytes of this one. */
struct ledger_hash ledger_chain(const struct ledger_hash *before, const char *centre, const struct event *event,
                                const struct ledger_hash *text);

/* BLAKE2b-256 of a text, keyed by its salt: without the salt nobody can try likely texts. */
struct ledger_hash ledger_text_hash(const uint8_t salt[LEDGER_SALT_SIZE], const void *body, size_t size);

/* The chain over interned names, in the order they were given. */
struct ledger_hash ledger_name_chain(const struct ledger_hash *before, int32_t kind, int32_t id, const char *key);

/* --- the seal of a day --- */

struct ledger_seal {
    int32_t chain; /* of keys, from 1: a lost key begins another */
    int32_t step;  /* keys of that chain used before this one */
    int32_t day;
    int64_t first_seq, last_seq; /* last: DAY_CLOSED */
    int64_t events;
    struct figures figures;
    int64_t names; /* interned so far */
    struct ledger_hash names_head;
    struct ledger_hash head; /* of the row last_seq */
};

/* BLAKE2b-256 of all of it and the centre, keyed. */
struct ledger_hash ledger_seal_mac(const struct ledger_key *key, const char *centre, const struct ledger_seal *seal);

struct ledger_key ledger_key_random(void);
/* The key becomes its successor; what it was is gone from it. */
void ledger_key_advance(struct ledger_key *key);
void ledger_key_erase(struct ledger_key *key);

/* Every figure of a day and its name, in the order in which a seal holds them; NULL after the last. */
enum { FIGURE_NAME_SIZE = 32 };
int64_t *ledger_figure(struct figures *figures, int index, char name[FIGURE_NAME_SIZE]);

/* --- small change --- */

/* Once a process, before anything else here: libsodium picks the fastest code for this machine. */
void ledger_start(void);
void ledger_random(void *bytes, size_t size);
/* BLAKE2b-128, keyed: places of a table that nobody outside can aim at. */
void ledger_digest(const struct ledger_key *key, const void *bytes, size_t size, uint8_t digest[16]);
/* What CONFIGURED keeps of the text of its changes, when that is forgotten; and those texts that tell of no change. */
#define LEDGER_START      "start"
#define LEDGER_NO_CHANGES ""
int64_t ledger_changes_hash(const char *changes);
const char *ledger_hex(const uint8_t bytes[32], char text[LEDGER_HEX_SIZE]);
/* -EINVAL: not exactly 64 hexadecimal digits. */
int ledger_from_hex(const char *text, uint8_t ret_bytes[32]) attr_must_check;
