/* SPDX-License-Identifier: MIT
 *
 * Bytes and hashes of the ledger; the only user of libsodium's hashes.
 */
#include "daemon/ledger.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* Words put before what is hashed, so that one kind of bytes can never be taken for another. */
static const char text_label[] = "novbe text 1", name_label[] = "novbe name 1", seal_label[] = "novbe seal 1",
                  key_label[] = "novbe next key 1";

/* --- bytes --- */

static uint8_t *put_number(uint8_t *bytes, uint64_t number, int size)
{
    for (int i = 0; i < size; i++)
        bytes[i] = (uint8_t)(number >> (8 * i));
    return bytes + size;
}

static uint8_t *put_32(uint8_t *bytes, int32_t number)
{
    return put_number(bytes, (uint32_t)number, 4);
}

static uint8_t *put_64(uint8_t *bytes, int64_t number)
{
    return put_number(bytes, (uint64_t)number, 8);
}

static uint8_t *put_bytes(uint8_t *bytes, const void *from, size_t size)
{
    memcpy(bytes, from, size);
    return bytes + size;
}

static uint8_t *put_centre(uint8_t *bytes, const char *centre)
{
    size_t length = strlen(centre);
    assert(length <= LEDGER_CENTRE);
    *bytes++ = LEDGER_VERSION;
    *bytes++ = (uint8_t)length;
    return put_bytes(bytes, centre, length);
}

size_t ledger_encode(const char *centre, const struct event *event, const struct ledger_hash *text,
                     uint8_t bytes[LEDGER_EVENT_SIZE])
{
    static const struct ledger_hash none;
    const int32_t numbers[] = {event->kind,    event->day,         event->ticket, event->step,   event->service,
                               event->counter, event->operator_id, event->class,  event->reason, event->text};
    uint8_t *next = put_centre(bytes, centre);
    next = put_64(next, event->seq);
    next = put_64(next, event->at_ms);
    for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
        next = put_32(next, numbers[i]);
    for (int i = 0; i < EVENT_VALUES; i++)
        next = put_64(next, event->value[i]);
    for (int i = 0; i < LEDGER_RESERVED; i++)
        next = put_64(next, 0);
    next = put_bytes(next, text ? text->bytes : none.bytes, LEDGER_HASH_SIZE);
    return (size_t)(next - bytes);
}

/* --- hashes --- */

struct piece {
    const void *bytes;
    size_t size;
};

static struct ledger_hash hash(const uint8_t *key, size_t key_size, const struct piece *pieces, size_t count)
{
    crypto_generichash_state state;
    struct ledger_hash result;
    crypto_generichash_init(&state, key, key_size, sizeof(result.bytes));
    for (size_t i = 0; i < count; i++)
        crypto_generichash_update(&state, pieces[i].bytes, pieces[i].size);
    crypto_generichash_final(&state, result.bytes, sizeof(result.bytes));
    sodium_memzero(&state, sizeof(state));
    return result;
}

bool ledger_hash_equal(const struct ledger_hash *a, const struct ledger_hash *b)
{
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

struct ledger_hash ledger_chain(const struct ledger_hash *before, const char *centre, const struct event *event,
                                const struct ledger_hash *text)
{
    uint8_t bytes[LEDGER_EVENT_SIZE];
    size_t size = ledger_encode(centre, event, text, bytes);
    return hash(NULL, 0, (struct piece[]){{before->bytes, sizeof(before->bytes)}, {bytes, size}}, 2);
}

struct ledger_hash ledger_text_hash(const uint8_t salt[LEDGER_SALT_SIZE], const void *body, size_t size)
{
    return hash(salt, LEDGER_SALT_SIZE, (struct piece[]){{text_label, sizeof(text_label)}, {body, size}}, 2);
}

struct ledger_hash ledger_name_chain(const struct ledger_hash *before, int32_t kind, int32_t id, const char *key)
{
    uint8_t numbers[8];
    put_32(put_32(numbers, kind), id);
    const struct piece pieces[] = {{before->bytes, sizeof(before->bytes)},
                                   {name_label, sizeof(name_label)},
                                   {numbers, sizeof(numbers)},
                                   {key, strlen(key)}};
    return hash(NULL, 0, pieces, ARRAY_SIZE(pieces));
}

/* --- the seal --- */

int64_t *ledger_figure(struct figures *figures, int index, char name[FIGURE_NAME_SIZE])
{
    const struct {
        const char *name;
        int64_t *value;
    } plain[] = {{"visits", &figures->visits},
                 {"steps", &figures->steps},
                 {"people", &figures->people},
                 {"partly_served", &figures->partly_served},
                 {"returned", &figures->returned},
                 {"return_codes", &figures->return_codes},
                 {"return_codes_used", &figures->return_codes_used},
                 {"ratings", &figures->ratings},
                 {"stars", &figures->stars},
                 {"adopted", &figures->adopted}};
    const int count = (int)ARRAY_SIZE(plain);
    if (index >= count + 2 * STEP_ENDS)
        return NULL;
    if (index < count) {
        snprintf(name, FIGURE_NAME_SIZE, "%s", plain[index].name);
        return plain[index].value;
    }
    int end = (index - count) % STEP_ENDS;
    bool visits = index - count < STEP_ENDS;
    snprintf(name, FIGURE_NAME_SIZE, "%s.%s", visits ? "visits" : "steps", step_end_words[end]);
    return visits ? &figures->visits_ended[end] : &figures->steps_ended[end];
}

struct ledger_hash ledger_seal_mac(const struct ledger_key *key, const char *centre, const struct ledger_seal *seal)
{
    uint8_t bytes[2 + LEDGER_CENTRE + 3 * 4 + 4 * 8 + 2 * LEDGER_HASH_SIZE];
    uint8_t *next = put_centre(bytes, centre);
    next = put_32(put_32(put_32(next, seal->chain), seal->step), seal->day);
    next = put_64(put_64(put_64(put_64(next, seal->first_seq), seal->last_seq), seal->events), seal->names);
    next = put_bytes(next, seal->names_head.bytes, LEDGER_HASH_SIZE);
    next = put_bytes(next, seal->head.bytes, LEDGER_HASH_SIZE);
    /* Figures go by name, so that one that comes later changes no seal that lacks it. */
    struct ledger_hash figures = {0};
    struct figures copy = seal->figures;
    char name[FIGURE_NAME_SIZE];
    int64_t *value;
    for (int i = 0; (value = ledger_figure(&copy, i, name)); i++) {
        uint8_t number[8];
        put_64(number, *value);
        const struct piece pieces[] = {{figures.bytes, sizeof(figures.bytes)}, {name, strlen(name) + 1}, {number, 8}};
        if (*value != 0)
            figures = hash(NULL, 0, pieces, ARRAY_SIZE(pieces));
    }
    const struct piece pieces[] = {
            {seal_label, sizeof(seal_label)}, {bytes, (size_t)(next - bytes)}, {figures.bytes, sizeof(figures.bytes)}};
    return hash(key->bytes, sizeof(key->bytes), pieces, ARRAY_SIZE(pieces));
}

struct ledger_key ledger_key_random(void)
{
    struct ledger_key key;
    ledger_random(key.bytes, sizeof(key.bytes));
    return key;
}

void ledger_key_advance(struct ledger_key *key)
{
    struct ledger_hash next = hash(key->bytes, sizeof(key->bytes), &(struct piece){key_label, sizeof(key_label)}, 1);
    memcpy(key->bytes, next.bytes, sizeof(key->bytes));
    sodium_memzero(&next, sizeof(next));
}

void ledger_key_erase(struct ledger_key *key)
{
    sodium_memzero(key, sizeof(*key));
}

/* --- small change --- */

void ledger_start(void)
{
    int r = sodium_init(); /* 1: done before */
    assert(r >= 0);
    (void)r;
}

void ledger_random(void *bytes, size_t size)
{
    randombytes_buf(bytes, size);
}

void ledger_digest(const struct ledger_key *key, const void *bytes, size_t size, uint8_t digest[16])
{
    crypto_generichash(digest, 16, bytes, size, key->bytes, sizeof(key->bytes));
}

int64_t ledger_changes_hash(const char *changes)
{
    static const struct ledger_key no_key;
    uint8_t digest[16];
    int64_t hash;
    ledger_digest(&no_key, changes, strlen(changes), digest);
    memcpy(&hash, digest, sizeof(hash));
    return hash;
}

const char *ledger_hex(const uint8_t bytes[32], char text[LEDGER_HEX_SIZE])
{
    return sodium_bin2hex(text, LEDGER_HEX_SIZE, bytes, 32);
}

int ledger_from_hex(const char *text, uint8_t ret_bytes[32])
{
    uint8_t bytes[32];
    size_t size = 0;
    if (strlen(text) != 64 || sodium_hex2bin(bytes, sizeof(bytes), text, 64, NULL, &size, NULL) != 0 || size != 32)
        return -EINVAL;
    memcpy(ret_bytes, bytes, sizeof(bytes));
    return 0;
}
