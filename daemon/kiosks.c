/* SPDX-License-Identifier: MIT
 *
 * A list of the few kiosks that something was said of, searched from end to end.
 */
#include "daemon/kiosks.h"

#include <string.h>

#include "daemon/kiosk_sessions.h"

#define TOLD_MS INT64_C(3600000)
enum { USES_READ = 2000 };

void kiosks_copy(void *to, const void *from)
{
    const struct kiosks *kiosks = from;
    struct kiosks copy = {.store = kiosks->store};
    for (int i = 0; i < KIOSK_PINS; i++)
        copy.pins[i] = kiosks->pins[i] ? mem_strdup(kiosks->pins[i]) : NULL;
    for (size_t i = 0; i < kiosks->count; i++) {
        struct kiosk_said said = kiosks->items[i];
        said.key = mem_strdup(said.key);
        mem_grow(copy.items, copy.count, copy.room);
        copy.items[copy.count++] = said;
    }
    *(struct kiosks *)to = copy;
}

void kiosks_done(void *value)
{
    struct kiosks *kiosks = value;
    for (size_t i = 0; i < kiosks->count; i++)
        free(kiosks->items[i].key);
    free(kiosks->items);
    for (int i = 0; i < KIOSK_PINS; i++)
        free(kiosks->pins[i]);
    *kiosks = (struct kiosks){0};
}

static struct kiosk_said *find(const struct kiosks *kiosks, const char *key)
{
    for (size_t i = 0; i < kiosks->count; i++) {
        if (strcmp(kiosks->items[i].key, key) == 0)
            return &kiosks->items[i];
    }
    return NULL;
}

static struct kiosk_said *at(struct kiosks *kiosks, const char *key)
{
    struct kiosk_said *said = find(kiosks, key);
    if (said)
        return said;
    mem_grow(kiosks->items, kiosks->count, kiosks->room);
    kiosks->items[kiosks->count] = (struct kiosk_said){.key = mem_strdup(key)};
    return &kiosks->items[kiosks->count++];
}

static void put_pin(struct kiosks *kiosks, enum kiosk_pin which, const char *kept)
{
    free(kiosks->pins[which]);
    kiosks->pins[which] = kept ? mem_strdup(kept) : NULL;
}

static int on_row(const struct store_row *row, void *data)
{
    struct kiosks *kiosks = data;
    int32_t id = (int32_t)row->value[KIOSK_ROW_ID];
    const char *key = store_name(kiosks->store, NAME_KIOSK, id);
    if (!id)
        put_pin(kiosks, row->value[KIOSK_ROW_PAPER] ? KIOSK_PIN_PAPER : KIOSK_PIN_CORNER, row->text);
    else if (key)
        at(kiosks, key)->closed = row->value[KIOSK_ROW_CLOSED] != 0;
    return 0;
}

static int on_use(const struct store_row *row, void *data)
{
    struct kiosks *kiosks = data;
    const char *key = store_name(kiosks->store, NAME_KIOSK, (int32_t)row->value[KIOSK_USE_KIOSK]);
    if (key && row->value[KIOSK_USE_WHAT] == KIOSK_USE_SESSIONS)
        kiosks_set_told(kiosks, key, row->value[KIOSK_USE_FROM] + row->value[KIOSK_USE_LASTED]);
    return 0;
}

/* The last few hundred rows are of the last hours: what was told before them is too old to be told again. */
static int load_uses(struct kiosks *kiosks)
{
    int64_t last = 0;
    int r = store_last_row(store_database(kiosks->store), TABLE_KIOSK_USE, &last);
    return r < 0 ? r
                 : store_read_rows(store_database(kiosks->store), TABLE_KIOSK_USE, last - USES_READ, on_use, kiosks);
}

int kiosks_load(struct kiosks *kiosks, struct store *store)
{
    kiosks_done(kiosks);
    kiosks->store = store;
    int r = store_read_rows(store_database(store), TABLE_KIOSK, 0, on_row, kiosks);
    return r == 0 ? load_uses(kiosks) : r;
}

int64_t kiosks_told_until(const struct kiosks *kiosks, const char *key)
{
    const struct kiosk_said *said = find(kiosks, key);
    return said ? said->told_until_ms : 0;
}

void kiosks_set_told(struct kiosks *kiosks, const char *key, int64_t until_ms)
{
    at(kiosks, key)->told_until_ms = until_ms;
}

bool kiosks_is_closed(const struct kiosks *kiosks, const char *key)
{
    const struct kiosk_said *said = find(kiosks, key);
    return said && said->closed;
}

void kiosks_set_closed(struct kiosks *kiosks, const char *key, bool closed, int64_t user, int64_t at_ms)
{
    struct store_row row = {.table = TABLE_KIOSK, .at_ms = at_ms};
    row.value[KIOSK_ROW_ID] = store_intern(kiosks->store, NAME_KIOSK, key);
    row.value[KIOSK_ROW_CLOSED] = closed;
    row.value[KIOSK_ROW_USER] = user;
    store_add_row(kiosks->store, &row);
    at(kiosks, key)->closed = closed;
}

void kiosks_set_pin(struct kiosks *kiosks, enum kiosk_pin which, const char *kept, int64_t user, int64_t at_ms)
{
    struct store_row row = {.table = TABLE_KIOSK, .at_ms = at_ms, .text = kept};
    row.value[KIOSK_ROW_USER] = user;
    row.value[KIOSK_ROW_PAPER] = which == KIOSK_PIN_PAPER;
    store_add_row(kiosks->store, &row);
    put_pin(kiosks, which, kept);
}

/* --- wrong ones --- */

static bool is_told(const struct kiosk_wrong *wrong, int64_t now_ms)
{
    return wrong->count > 0 && now_ms < wrong->last_ms + TOLD_MS;
}

void kiosks_wrong_pin(struct kiosks *kiosks, const char *key, enum kiosk_pin which, int64_t now_ms)
{
    struct kiosk_wrong *wrong = &at(kiosks, key)->wrong[which];
    if (!is_told(wrong, now_ms))
        *wrong = (struct kiosk_wrong){.since_ms = now_ms};
    wrong->last_ms = now_ms;
    wrong->count++;
}

struct kiosk_wrong kiosks_wrong(const struct kiosk_said *said, enum kiosk_pin which, int64_t now_ms)
{
    return is_told(&said->wrong[which], now_ms) ? said->wrong[which] : (struct kiosk_wrong){0};
}

struct kiosk_wrong kiosks_all_wrong(const struct kiosk_said *said, int64_t now_ms)
{
    struct kiosk_wrong all = {0};
    for (enum kiosk_pin which = 0; which < KIOSK_PINS; which++) {
        const struct kiosk_wrong wrong = kiosks_wrong(said, which, now_ms);
        if (wrong.count && (!all.count || wrong.since_ms < all.since_ms))
            all.since_ms = wrong.since_ms;
        if (wrong.last_ms > all.last_ms)
            all.last_ms = wrong.last_ms;
        all.count += wrong.count;
    }
    return all;
}

int64_t kiosks_deadline(const struct kiosks *kiosks, int64_t now_ms)
{
    int64_t deadline_ms = INT64_MAX;
    for (size_t i = 0; i < kiosks->count; i++) {
        for (enum kiosk_pin which = 0; which < KIOSK_PINS; which++) {
            const struct kiosk_wrong *wrong = &kiosks->items[i].wrong[which];
            if (is_told(wrong, now_ms) && wrong->last_ms + TOLD_MS < deadline_ms)
                deadline_ms = wrong->last_ms + TOLD_MS;
        }
    }
    return deadline_ms;
}
