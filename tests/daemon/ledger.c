/* SPDX-License-Identifier: MIT
 *
 * The bytes of the ledger are what they were: golden vectors of every kind of event, of the chain and of seals. They
 * were written once and never change; NOVBE_GOLDEN=write writes those that are missing.
 */
#include "daemon/ledger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/buffer.h"

#define CENTRE "asan-1"

static struct ledger_hash some_hash(int seed)
{
    struct ledger_hash hash;
    for (int i = 0; i < LEDGER_HASH_SIZE; i++)
        hash.bytes[i] = (uint8_t)(seed + 7 * i);
    return hash;
}

/* Every field another number, negative ones and large ones among them. */
static struct event some_event(int kind)
{
    struct event event = {.seq = 1000 + kind,
                          .at_ms = INT64_C(1795424400000) + kind,
                          .kind = kind,
                          .day = 20780,
                          .ticket = kind * 3,
                          .step = kind % 4,
                          .service = 300 - kind,
                          .counter = kind % 7,
                          .operator_id = kind % 11,
                          .class = kind % 5,
                          .reason = kind % 3,
                          .text = kind % 2 ? kind : 0};
    for (int i = 0; i < EVENT_VALUES && event_kind_info(kind)->values[i]; i++)
        event.value[i] = (i % 2 ? -1 : 1) * (INT64_C(1) << (5 * i)) * (kind + i);
    return event;
}

static void print_hex(struct buffer *buffer, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        buffer_printf(buffer, "%02x", bytes[i]);
    buffer_append_byte(buffer, '\n');
}

static void describe_kind(int kind, struct buffer *buffer)
{
    uint8_t bytes[LEDGER_EVENT_SIZE];
    struct event event = some_event(kind);
    struct ledger_hash text = some_hash(kind), before = some_hash(kind + 1);
    const struct ledger_hash *has = event.text ? &text : NULL;
    print_hex(buffer, bytes, ledger_encode(CENTRE, &event, has, bytes));
    struct ledger_hash chain = ledger_chain(&before, CENTRE, &event, has);
    print_hex(buffer, chain.bytes, sizeof(chain.bytes));
}

static void compare(const char *name, const struct buffer *found)
{
    _cleanup_free_ char *path = mem_printf("%s/tests/golden/ledger/%s", getenv("NOVBE_SOURCE"), name);
    const char *mode = getenv("NOVBE_GOLDEN");
    char golden[4096];
    FILE *file = fopen(path, "rb");
    if (!file && mode && strcmp(mode, "write") == 0) {
        file = fopen(path, "wb");
        assert_non_null(file);
        fwrite(buffer_bytes(found), 1, found->length, file);
        fclose(file);
        return;
    }
    if (!file)
        fail_msg("%s is missing: a new kind needs its vector, NOVBE_GOLDEN=write writes it", path);
    size_t size = fread(golden, 1, sizeof(golden), file);
    fclose(file);
    assert_int_equal(size, found->length);
    assert_memory_equal(golden, buffer_bytes(found), size);
}

static void test_every_kind_has_its_bytes(attr_unused void **state)
{
    int kinds = 0;
    for (int kind = 1; kind < EVENT_KIND_LIMIT; kind++) {
        const struct event_kind_info *info = event_kind_info(kind);
        struct buffer found = {0};
        if (!info)
            continue;
        _cleanup_free_ char *name = mem_printf("%02d_%s", kind, info->word);
        describe_kind(kind, &found);
        compare(name, &found);
        buffer_done(&found);
        kinds++;
    }
    assert_true(kinds > 50);
}

/* No two events have the same bytes: each field of a row is in them, and so is the centre. */
static void test_every_field_counts(attr_unused void **state)
{
    struct event event = some_event(EVENT_ISSUED);
    struct ledger_hash before = {0}, text = some_hash(1), whole = ledger_chain(&before, CENTRE, &event, NULL);
    for (size_t at = 0; at < sizeof(event); at += 4) {
        struct event other = event;
        ((uint8_t *)&other)[at] ^= 1;
        struct ledger_hash changed = ledger_chain(&before, CENTRE, &other, NULL);
        assert_false(ledger_hash_equal(&changed, &whole));
    }
    struct ledger_hash changed = ledger_chain(&before, "asan-2", &event, NULL);
    assert_false(ledger_hash_equal(&changed, &whole));
    changed = ledger_chain(&before, CENTRE, &event, &text);
    assert_false(ledger_hash_equal(&changed, &whole));
    changed = ledger_chain(&text, CENTRE, &event, NULL);
    assert_false(ledger_hash_equal(&changed, &whole));
}

static void test_text_and_name_hashes(attr_unused void **state)
{
    struct buffer found = {0};
    const uint8_t salt[LEDGER_SALT_SIZE] = "0123456789abcde", other_salt[LEDGER_SALT_SIZE] = "0123456789abcdf";
    struct ledger_hash none = {0};
    struct ledger_hash text = ledger_text_hash(salt, "note", 4), other = ledger_text_hash(other_salt, "note", 4);
    struct ledger_hash name = ledger_name_chain(&none, 1, 2, "passport");
    assert_false(ledger_hash_equal(&text, &other));
    print_hex(&found, text.bytes, sizeof(text.bytes));
    print_hex(&found, name.bytes, sizeof(name.bytes));
    compare("text_and_name", &found);
    buffer_done(&found);
}

static struct ledger_seal some_seal(void)
{
    struct ledger_seal seal = {.chain = 1,
                               .step = 2,
                               .day = 20780,
                               .first_seq = 100,
                               .last_seq = 199,
                               .events = 100,
                               .names = 12,
                               .names_head = some_hash(3),
                               .head = some_hash(4)};
    seal.figures = (struct figures){.visits = 6, .steps = 7, .people = 8, .partly_served = 1, .returned = 2};
    for (int end = 0; end < STEP_ENDS; end++) {
        seal.figures.visits_ended[end] = end + 1;
        seal.figures.steps_ended[end] = 2 * end + 1;
    }
    return seal;
}

static void test_seals_and_their_keys(attr_unused void **state)
{
    struct buffer found = {0};
    struct ledger_key key;
    struct ledger_seal seal = some_seal();
    memset(key.bytes, 9, sizeof(key.bytes));
    for (int i = 0; i < 3; i++) {
        struct ledger_hash mac = ledger_seal_mac(&key, CENTRE, &seal);
        print_hex(&found, key.bytes, sizeof(key.bytes));
        print_hex(&found, mac.bytes, sizeof(mac.bytes));
        ledger_key_advance(&key);
    }
    compare("seal", &found);
    buffer_done(&found);
}

static void check_other_mac(const struct ledger_seal *changed)
{
    struct ledger_key key = {{1}};
    struct ledger_seal seal = some_seal();
    struct ledger_hash one = ledger_seal_mac(&key, CENTRE, &seal), other = ledger_seal_mac(&key, CENTRE, changed);
    assert_false(ledger_hash_equal(&one, &other));
}

static void test_everything_sealed_counts(attr_unused void **state)
{
    struct ledger_seal seal = some_seal();
    int64_t *const places[] = {&seal.first_seq,
                               &seal.last_seq,
                               &seal.events,
                               &seal.names,
                               &seal.figures.visits,
                               &seal.figures.people,
                               &seal.figures.visits_ended[END_SERVED],
                               &seal.figures.steps_ended[END_JOINED]};
    int32_t *const narrow[] = {&seal.chain, &seal.step, &seal.day};
    for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
        ++*places[i];
        check_other_mac(&seal);
        --*places[i];
    }
    for (size_t i = 0; i < ARRAY_SIZE(narrow); i++) {
        ++*narrow[i];
        check_other_mac(&seal);
        --*narrow[i];
    }
    seal.head.bytes[31] ^= 1;
    check_other_mac(&seal);
    seal = some_seal();
    seal.names_head.bytes[0] ^= 1;
    check_other_mac(&seal);
    /* A figure that moves to another name. */
    seal = some_seal();
    seal.figures.visits_ended[END_SERVED] = 0;
    seal.figures.visits_ended[END_VOID] = 2;
    check_other_mac(&seal);
}

/* From a key come all later ones; from a later one, none before. */
static void test_key_moves_one_way(attr_unused void **state)
{
    struct ledger_key first = ledger_key_random(), second = ledger_key_random(), start = first;
    assert_memory_not_equal(first.bytes, second.bytes, sizeof(first.bytes));
    ledger_key_advance(&first);
    assert_memory_not_equal(first.bytes, start.bytes, sizeof(first.bytes));
    ledger_key_advance(&start);
    assert_memory_equal(first.bytes, start.bytes, sizeof(first.bytes));
    static const struct ledger_key none;
    ledger_key_erase(&first);
    assert_memory_equal(&first, &none, sizeof(none));
}

static void test_hexadecimal(attr_unused void **state)
{
    char text[LEDGER_HEX_SIZE + 1];
    struct ledger_hash hash = some_hash(5), back;
    assert_int_equal(ledger_from_hex(ledger_hex(hash.bytes, text), back.bytes), 0);
    assert_memory_equal(&hash, &back, sizeof(hash));
    strcat(text, "0");
    assert_int_equal(ledger_from_hex(text, back.bytes), -EINVAL);
    text[63] = '\0';
    assert_int_equal(ledger_from_hex(text, back.bytes), -EINVAL);
    memset(text, 'g', 64);
    text[64] = '\0';
    assert_int_equal(ledger_from_hex(text, back.bytes), -EINVAL);
}

static int set_up(attr_unused void **state)
{
    ledger_start();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_every_kind_has_its_bytes),
            cmocka_unit_test(test_every_field_counts),
            cmocka_unit_test(test_text_and_name_hashes),
            cmocka_unit_test(test_seals_and_their_keys),
            cmocka_unit_test(test_everything_sealed_counts),
            cmocka_unit_test(test_key_moves_one_way),
            cmocka_unit_test(test_hexadecimal),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
