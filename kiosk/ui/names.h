/* SPDX-License-Identifier: MIT
 *
 * What things are called, in one language: the replies of GetCentre, ListServices and GetWords, and names by key out of
 * them. A key that is not there (a service removed while somebody looks at it) is its own name.
 */
#pragma once

#include "common/interface/visitor.h"
#include "common/varlink/kept.h"

struct names {
    struct kept centre;   /* of GetCentre */
    struct kept services; /* of ListServices */
    struct kept words;    /* of GetWords */
};

void names_init(struct names *names);
void names_done(struct names *names);
/* All three have been told. */
bool names_are_there(const struct names *names);

/* NULL: not told yet. */
const struct visitor_get_centre_out *names_centre(const struct names *names);
const struct visitor_list_services_out *names_services(const struct names *names);
const struct visitor_get_words_out *names_words(const struct names *names);

/* NULL: there is none. */
const struct visitor_service *names_find_service(const struct names *names, const char *key);
const struct visitor_group *names_find_group(const struct names *names, const char *key);
const struct visitor_counter *names_find_counter(const struct names *names, const char *key);

const char *names_service(const struct names *names, const char *key);
const char *names_group(const struct names *names, const char *key);
const char *names_class(const struct names *names, const char *key);
const char *names_need(const struct names *names, const char *key);
const char *names_outcome(const struct names *names, const char *key);
const char *names_pause(const struct names *names, const char *key);
const char *names_task(const struct names *names, const char *key);
const char *names_reason(const struct names *names, const char *key);
const char *names_zone(const struct names *names, const char *key);
/* The counter's label, "7". */
const char *names_counter(const struct names *names, const char *key);
