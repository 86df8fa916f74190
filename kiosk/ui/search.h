/* SPDX-License-Identifier: MIT
 *
 * Type-ahead over the services: what a volunteer types is looked for in the names of services, groups and agencies, in
 * all languages of the centre at once, whatever is set on the keyboard.
 *
 * What is typed are beginnings of words, in any order: "pas re". Run together they count, too, if they follow each
 * other in a name: "pare", "pr". A word of the service's own name counts more than one of its agency; the beginning of
 * a word more than its middle. What counts the same stays in the order of the catalogue, so the same keys always find
 * the same service.
 */
#pragma once

#include "kiosk/ui/names.h"

struct search_words {
    size_t count;
    const char **items; /* folded */
};

/* A service, with its words in each language. */
struct search_entry {
    const char *service;                 /* key */
    struct search_words *names, *around; /* one a language; around: of its groups and its agency */
};

struct search {
    struct arena arena;
    size_t languages, count;
    struct search_entry *entries; /* in the order of the catalogue */
};

void search_init(struct search *search);
void search_done(struct search *search);

/* Takes the services of the first language that has been told, and their names in all of them. */
void search_build(struct search *search, const struct names *languages, size_t count);

/* Keys of what fits best, best first, at most `room`; answers how many. "" fits nothing. If nothing fits, it is looked
 * for as the same keys would have typed on the other keyboard (Latin or Cyrillic). Valid until the next build. */
size_t search_find(const struct search *search, const char *text, const char **ret_keys, size_t room);

/* Does every word of the text begin a word of this one, as above? For lists that are no services. */
bool search_fits(const char *text, const char *name);
