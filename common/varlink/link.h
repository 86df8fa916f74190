/* SPDX-License-Identifier: MIT
 *
 * Membership of a list as a field of the member: joining, leaving and asking cost nothing, and a member that ends can
 * leave whatever list it is on. A list is a link of its own; a link that is on no list points to itself.
 */
#pragma once

#include "common/base.h"

struct link {
    struct link *previous, *next;
};

static inline void link_init(struct link *link)
{
    link->previous = link;
    link->next = link;
}

/* On a list; of a list: not empty. */
static inline bool link_is_used(const struct link *link)
{
    return link->next != link;
}

static inline void link_remove(struct link *link)
{
    link->previous->next = link->next;
    link->next->previous = link->previous;
    link_init(link);
}

/* Puts the link at the end of the list, wherever it was before. */
static inline void link_append(struct link *list, struct link *link)
{
    link_remove(link);
    link->previous = list->previous;
    link->next = list;
    list->previous->next = link;
    list->previous = link;
}

/* Everything on `from` moves to the empty list `to`. */
static inline void link_move(struct link *to, struct link *from)
{
    link_init(to);
    if (!link_is_used(from))
        return;
    *to = *from;
    to->next->previous = to;
    to->previous->next = to;
    link_init(from);
}
