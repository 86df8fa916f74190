/* SPDX-License-Identifier: MIT
 *
 * What supervisors tell staff, or the public on boards. Some short texts, in memory and nowhere else: they are gone
 * when their time is over, when the day closes, and after a restart.
 */
#pragma once

#include "daemon/hall.h"

enum { MESSAGES_MOST = 20 };

struct message {
    char name[CODE_SIZE]; /* by which it is read and taken back */
    char *text;
    int32_t counter, zone; /* ids, to one of these; both 0: to all */
    bool boards;           /* to the public, on the boards of the zone or all, and to no counter */
    int64_t at_ms, until_ms;
    size_t read_count, read_room;
    int32_t *read; /* ids of the counters where it was read */
};

struct messages {
    size_t count, room;
    struct message *items; /* oldest first */
};

/* For struct memory_part. */
void messages_copy(void *to, const void *from);
void messages_done(void *value);

/* Of `message` text, receiver and moments count, and the text is copied. NULL: there are as many as may be. The pointer
 * holds until the next change. */
const struct message *messages_send(struct messages *messages, const struct message *message);

/* Is it for staff at this counter, which stands in this zone, and not read there? */
bool message_is_for(const struct message *message, int32_t counter, int32_t zone);

/* False: there is none of this name for this counter, or it was read there. */
bool messages_read(struct messages *messages, const char *name, int32_t counter, int32_t zone);

/* False: it is gone. */
bool messages_take_back(struct messages *messages, const char *name);

/* Forgets those whose time is over; all of them at INT64_MAX. */
void messages_forget(struct messages *messages, int64_t now_ms);
/* When the next one's time is over; INT64_MAX: there is none. */
int64_t messages_deadline(const struct messages *messages);
