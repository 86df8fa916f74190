/* SPDX-License-Identifier: MIT
 *
 * Ranking: each typed word is held against all words of a service, and the best it finds is its score; a service is as
 * good as the mean of them, and is none if one of them finds nothing. Some hundred services of some languages are gone
 * through at every key: a tenth of a millisecond.
 */
#include "kiosk/ui/search.h"

#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <unistr.h>

#include "common/text.h"

enum {
    SCORE_WORD = 100,  /* the whole word */
    SCORE_FIRST = 85,  /* the beginning of the first one */
    SCORE_BEGIN = 80,  /* of another */
    SCORE_RUN = 60,    /* beginnings run together */
    SCORE_AROUND = 40, /* the beginning of a word of its agency */
    SCORE_WITHIN = 20, /* the middle of a word */
    WITHIN_BYTES = 3,
    TYPED_WORDS = 8,
};

void search_init(struct search *search)
{
    *search = (struct search){0};
    arena_init(&search->arena);
}

void search_done(struct search *search)
{
    arena_done(&search->arena);
    *search = (struct search){0};
}

/* --- words --- */

static void add_word(struct arena *arena, struct search_words *words, size_t *room, const char *from, size_t length)
{
    if (length == 0)
        return;
    arena_grow(arena, words->items, words->count, *room);
    words->items[words->count++] = arena_strndup(arena, from, length);
}

/* Appends the words of a text, folded. */
static void split(struct arena *arena, const char *text, struct search_words *words, size_t *room)
{
    _cleanup_free_ char *folded = text_fold(text);
    const char *from = folded, *at = folded;
    ucs4_t sign;
    for (const uint8_t *next; (next = u8_next(&sign, (const uint8_t *)at)); at = (const char *)next) {
        if (uc_is_alnum(sign))
            continue;
        add_word(arena, words, room, from, (size_t)(at - from));
        from = (const char *)next;
    }
    add_word(arena, words, room, from, strlen(from));
}

static void split_around(struct arena *arena, const struct names *names, const struct visitor_service *service,
                         struct search_words *words)
{
    size_t room = 0;
    const struct visitor_group *group = names_find_group(names, service->group);
    for (int depth = 0; group && depth < 8; depth++) {
        split(arena, group->name, words, &room);
        group = group->parent ? names_find_group(names, group->parent) : NULL;
    }
}

static void build_entry(struct search *search, const struct names *languages, struct search_entry *entry)
{
    struct arena *arena = &search->arena;
    entry->names = arena_new_n(arena, struct search_words, search->languages);
    entry->around = arena_new_n(arena, struct search_words, search->languages);
    for (size_t i = 0; i < search->languages; i++) {
        const struct visitor_service *service = names_find_service(&languages[i], entry->service);
        if (!service)
            continue;
        size_t room = 0;
        split(arena, service->name, &entry->names[i], &room);
        split_around(arena, &languages[i], service, &entry->around[i]);
    }
}

void search_build(struct search *search, const struct names *languages, size_t count)
{
    arena_reset(&search->arena);
    search->count = 0;
    search->languages = count;
    const struct visitor_list_services_out *services = NULL;
    for (size_t i = 0; i < count && !services; i++)
        services = names_services(&languages[i]);
    if (!services)
        return;
    search->entries = arena_new_n(&search->arena, struct search_entry, services->services.count + 1);
    for (size_t i = 0; i < services->services.count; i++) {
        struct search_entry *entry = &search->entries[search->count++];
        entry->service = arena_strdup(&search->arena, services->services.items[i].key);
        build_entry(search, languages, entry);
    }
}

/* --- how well it fits --- */

static size_t common_bytes(const char *a, const char *b)
{
    size_t length = 0;
    while (a[length] && a[length] == b[length])
        length++;
    return length;
}

/* Is it beginnings of these words, one after the other, none of them left out but the last ones? */
static bool runs_together(const char *typed, const struct search_words *words, size_t from)
{
    if (!*typed)
        return true;
    if (from == words->count)
        return false;
    for (size_t length = common_bytes(typed, words->items[from]); length > 0; length--) {
        bool splits_sign = (typed[length] & 0xC0) == 0x80;
        if (!splits_sign && runs_together(typed + length, words, from + 1))
            return true;
    }
    return false;
}

static int score_word(const char *typed, const char *word, size_t place)
{
    size_t common = common_bytes(typed, word);
    if (typed[common] == '\0' && word[common] == '\0')
        return SCORE_WORD - (place > 0);
    if (typed[common] == '\0')
        return place == 0 ? SCORE_FIRST : SCORE_BEGIN;
    return strlen(typed) >= WITHIN_BYTES && strstr(word, typed) ? SCORE_WITHIN : 0;
}

static int score_name(const char *typed, const struct search_words *words)
{
    int best = 0;
    for (size_t i = 0; i < words->count; i++) {
        int score = score_word(typed, words->items[i], i);
        if (score < SCORE_RUN && runs_together(typed, words, i))
            score = SCORE_RUN - (int)(i < 8 ? i : 8);
        if (score > best)
            best = score;
    }
    return best;
}

static int score_around(const char *typed, const struct search_words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        if (strncmp(words->items[i], typed, strlen(typed)) == 0)
            return SCORE_AROUND;
    }
    return 0;
}

static int score_entry(const struct search *search, const struct search_entry *entry, const struct search_words *typed)
{
    int sum = 0;
    for (size_t i = 0; i < typed->count; i++) {
        int best = 0;
        for (size_t language = 0; language < search->languages; language++) {
            int name = score_name(typed->items[i], &entry->names[language]);
            int around = score_around(typed->items[i], &entry->around[language]);
            int score = name > around ? name : around;
            best = score > best ? score : best;
        }
        if (best == 0)
            return 0;
        sum += best;
    }
    return typed->count > 0 ? sum * 16 / (int)typed->count : 0;
}

/* --- the best --- */

struct found {
    int score;
    const char *key;
};

/* Into its place; equals stay behind those before. */
static size_t insert(struct found *best, size_t count, size_t room, struct found one)
{
    size_t at = count;
    while (at > 0 && best[at - 1].score < one.score)
        at--;
    if (at == room)
        return count;
    size_t last = count < room ? count : room - 1;
    memmove(&best[at + 1], &best[at], sizeof *best * (last - at));
    best[at] = one;
    return last + 1;
}

static size_t find(const struct search *search, const char *text, const char **ret_keys, size_t room)
{
    struct arena arena;
    arena_init(&arena);
    struct search_words typed = {0};
    size_t typed_room = 0;
    split(&arena, text, &typed, &typed_room);
    if (typed.count > TYPED_WORDS)
        typed.count = TYPED_WORDS;
    struct found *best = arena_new_n(&arena, struct found, room + 1);
    size_t count = 0;
    for (size_t i = 0; i < search->count && typed.count > 0; i++) {
        int score = score_entry(search, &search->entries[i], &typed);
        if (score > 0)
            count = insert(best, count, room, (struct found){score, search->entries[i].service});
    }
    for (size_t i = 0; i < count; i++)
        ret_keys[i] = best[i].key;
    arena_done(&arena);
    return count;
}

/* --- the other keyboard --- */

static const char latin_keys[] = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";
static const uint32_t cyrillic_keys[] = U"йцукенгшщзхъфывапролджэячсмитьбю";

static uint32_t other_key(uint32_t sign)
{
    for (size_t i = 0; latin_keys[i]; i++) {
        if (sign == (uint32_t)latin_keys[i])
            return cyrillic_keys[i];
        if (sign == cyrillic_keys[i])
            return (uint32_t)latin_keys[i];
    }
    return sign;
}

static char *other_keyboard(const char *text)
{
    char *other = mem_alloc(strlen(text) * 2 + 1, 1), *to = other;
    ucs4_t sign;
    const uint8_t *at = (const uint8_t *)text;
    while ((at = u8_next(&sign, at)))
        to += u8_uctomb((uint8_t *)to, other_key(uc_tolower(sign)), 4);
    *to = '\0';
    return other;
}

size_t search_find(const struct search *search, const char *text, const char **ret_keys, size_t room)
{
    size_t count = room > 0 ? find(search, text, ret_keys, room) : 0;
    if (count > 0 || !*text || room == 0)
        return count;
    _cleanup_free_ char *other = other_keyboard(text);
    return find(search, other, ret_keys, room);
}

bool search_fits(const char *text, const char *name)
{
    struct arena arena;
    arena_init(&arena);
    struct search_words typed = {0}, words = {0};
    size_t typed_room = 0, room = 0;
    split(&arena, text, &typed, &typed_room);
    split(&arena, name, &words, &room);
    bool fits = true;
    for (size_t i = 0; i < typed.count && fits; i++)
        fits = score_name(typed.items[i], &words) > 0;
    arena_done(&arena);
    return fits;
}
