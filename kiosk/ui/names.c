/* SPDX-License-Identifier: MIT
 *
 * Names by key: lists of some hundred, looked through.
 */
#include "kiosk/ui/names.h"

#include <string.h>

void names_init(struct names *names)
{
    kept_init(&names->centre);
    kept_init(&names->services);
    kept_init(&names->words);
}

void names_done(struct names *names)
{
    kept_done(&names->centre);
    kept_done(&names->services);
    kept_done(&names->words);
}

const struct visitor_get_centre_out *names_centre(const struct names *names)
{
    return names->centre.out;
}

const struct visitor_list_services_out *names_services(const struct names *names)
{
    return names->services.out;
}

const struct visitor_get_words_out *names_words(const struct names *names)
{
    return names->words.out;
}

bool names_are_there(const struct names *names)
{
    return names->centre.out && names->services.out && names->words.out;
}

/* The item of a list of structs whose first member, as of all of these, is its key. */
static const void *find(const void *items, size_t count, size_t size, const char *key)
{
    if (!key)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const char *item = (const char *)items + i * size;
        if (strcmp(*(const char *const *)(const void *)item, key) == 0)
            return item;
    }
    return NULL;
}
#define FIND(out, list, key) \
    ((out) ? find((out)->list.items, (out)->list.count, sizeof *(out)->list.items, (key)) : NULL)

const struct visitor_service *names_find_service(const struct names *names, const char *key)
{
    return FIND(names_services(names), services, key);
}

const struct visitor_group *names_find_group(const struct names *names, const char *key)
{
    return FIND(names_services(names), groups, key);
}

const struct visitor_counter *names_find_counter(const struct names *names, const char *key)
{
    return FIND(names_words(names), counters, key);
}

static const char *or_key(const char *name, const char *key)
{
    return name ? name : key ? key : "";
}

const char *names_service(const struct names *names, const char *key)
{
    const struct visitor_service *service = names_find_service(names, key);
    return or_key(service ? service->name : NULL, key);
}

const char *names_group(const struct names *names, const char *key)
{
    const struct visitor_group *group = names_find_group(names, key);
    return or_key(group ? group->name : NULL, key);
}

const char *names_class(const struct names *names, const char *key)
{
    const struct visitor_class *class = FIND(names_words(names), classes, key);
    return or_key(class ? class->name : NULL, key);
}

const char *names_need(const struct names *names, const char *key)
{
    const struct visitor_need *need = FIND(names_words(names), needs, key);
    return or_key(need ? need->name : NULL, key);
}

const char *names_outcome(const struct names *names, const char *key)
{
    const struct visitor_outcome *outcome = FIND(names_words(names), outcomes, key);
    return or_key(outcome ? outcome->name : NULL, key);
}

static const char *word_name(const struct visitor_word *word, const char *key)
{
    return or_key(word ? word->name : NULL, key);
}

const char *names_pause(const struct names *names, const char *key)
{
    return word_name(FIND(names_words(names), pauses, key), key);
}

const char *names_task(const struct names *names, const char *key)
{
    return word_name(FIND(names_words(names), tasks, key), key);
}

const char *names_reason(const struct names *names, const char *key)
{
    return word_name(FIND(names_words(names), reasons, key), key);
}

const char *names_zone(const struct names *names, const char *key)
{
    return word_name(FIND(names_words(names), zones, key), key);
}

const char *names_counter(const struct names *names, const char *key)
{
    const struct visitor_counter *counter = names_find_counter(names, key);
    return or_key(counter ? counter->label : NULL, key);
}
