/* SPDX-License-Identifier: MIT
 *
 * A past day with another staffing.
 */
#include <string.h>

#include "daemon/engine/past.h"

static void *copy_of(const void *items, size_t count, size_t size)
{
    void *copy = mem_alloc(count + 1, size);
    if (count > 0)
        memcpy(copy, items, count * size);
    return copy;
}

#define COPY_ITEMS(day, name)                                                            \
    ((day).name##s = copy_of((day).name##s, (day).name##_count, sizeof(*(day).name##s)), \
     (day).name##_room = (day).name##_count + 1)

struct past_day past_day_copy(const struct past_day *day)
{
    struct past_day copy = *day;
    COPY_ITEMS(copy, visit);
    COPY_ITEMS(copy, step);
    COPY_ITEMS(copy, post);
    COPY_ITEMS(copy, break);
    copy.usual_ms = copy_of(day->usual_ms, (size_t)day->service_count, sizeof(*day->usual_ms));
    return copy;
}

/* Of its breaks those that begin in the span that is left. */
static void narrow(const struct past_day *day, struct past_post *post, struct rule_span span)
{
    int32_t end = post->first_break + post->break_count;
    int32_t first = post->first_break;
    while (first < end && day->breaks[first].from_ms < span.from_ms)
        first++;
    int32_t last = first;
    while (last < end && day->breaks[last].from_ms < span.until_ms)
        last++;
    post->first_break = first;
    post->break_count = last - first;
    post->stays = post->stays && span.until_ms == post->until_ms;
    post->from_ms = span.from_ms;
    post->until_ms = span.until_ms;
}

void past_day_close(struct past_day *day, int32_t counter, struct rule_span span)
{
    size_t count = day->post_count, kept = 0;
    struct past_post *posts = day->posts;
    day->posts = NULL;
    day->post_count = day->post_room = 0;
    for (size_t i = 0; i < count; i++) {
        const struct rule_span parts[] = {{posts[i].from_ms, span.from_ms}, {span.until_ms, posts[i].until_ms}};
        bool is_hit =
                posts[i].counter == counter && posts[i].from_ms < span.until_ms && span.from_ms < posts[i].until_ms;
        for (size_t part = 0; part < (is_hit ? 2 : 1); part++) {
            if (is_hit && parts[part].from_ms >= parts[part].until_ms)
                continue;
            mem_grow(day->posts, kept, day->post_room);
            day->posts[kept] = posts[i];
            if (is_hit)
                narrow(day, &day->posts[kept], parts[part]);
            kept++;
        }
    }
    day->post_count = kept;
    free(posts);
}

int32_t past_day_profile(const struct past_day *day, int32_t counter)
{
    const struct past_post *first = NULL;
    for (size_t i = 0; i < day->post_count; i++) {
        if (day->posts[i].counter == counter && (!first || day->posts[i].from_ms < first->from_ms))
            first = &day->posts[i];
    }
    return first ? first->profile : 0;
}

/* The post at this counter that is there at the moment, or NULL and the next one's beginning. */
static const struct past_post *post_at(const struct past_day *day, int32_t counter, int64_t at_ms, int64_t *next_ms)
{
    for (size_t i = 0; i < day->post_count; i++) {
        const struct past_post *post = &day->posts[i];
        if (post->counter != counter)
            continue;
        if (post->from_ms <= at_ms && at_ms < post->until_ms)
            return post;
        if (post->from_ms > at_ms && post->from_ms < *next_ms)
            *next_ms = post->from_ms;
    }
    return NULL;
}

void past_day_open(struct past_day *day, int32_t counter, int32_t profile, struct rule_span span)
{
    struct past_post added = {.counter = counter, .profile = profile, .gap_ms = day->gap_ms};
    for (size_t i = 0; i < day->post_count; i++)
        added.languages |= day->posts[i].languages;
    for (int64_t at_ms = span.from_ms; at_ms < span.until_ms;) {
        int64_t next_ms = span.until_ms;
        const struct past_post *there = post_at(day, counter, at_ms, &next_ms);
        if (there) {
            at_ms = there->until_ms;
            continue;
        }
        added.from_ms = at_ms;
        added.until_ms = next_ms;
        mem_grow(day->posts, day->post_count, day->post_room);
        day->posts[day->post_count++] = added;
        at_ms = next_ms;
    }
}
