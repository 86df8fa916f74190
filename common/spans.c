/* SPDX-License-Identifier: MIT
 *
 * Reading and arithmetic of spans. All lists are short (a day has a handful of spans), so everything is a simple walk.
 */
#include "common/spans.h"

#include <errno.h>
#include <string.h>

#include "common/clock.h"

/* "09:00-18:00": both ends as minute_parse() takes them. */
static int span_parse(const char *text, struct span *ret_span)
{
    const char *dash = strchr(text, '-');
    if (!dash || dash - text != 5)
        return -EINVAL;
    char start[6];
    memcpy(start, text, 5);
    start[5] = '\0';
    struct span span;
    if (minute_parse(start, &span.start_minute) < 0 || minute_parse(dash + 1, &span.end_minute) < 0)
        return -EINVAL;
    *ret_span = span;
    return 0;
}

static int compare_spans(const void *a, const void *b)
{
    const struct span *x = a;
    const struct span *y = b;
    return x->start_minute != y->start_minute ? x->start_minute - y->start_minute : x->end_minute - y->end_minute;
}

static bool overlap(const struct span *a, const struct span *b)
{
    return a->start_minute < b->end_minute && b->start_minute < a->end_minute;
}

/* A list of one may stand as a bare string: then the mistake is at the string itself. */
static const config_setting_t *element(const config_setting_t *setting, size_t index)
{
    const config_setting_t *found =
            config_setting_is_aggregate(setting) ? config_setting_get_elem(setting, (unsigned)index) : NULL;
    return found ? found : setting;
}

static bool is_sound(const config_setting_t *at, const char *name, const char *text, const struct span *span,
                     const struct spans *others, struct config_mistakes *mistakes)
{
    if (span->start_minute >= span->end_minute) {
        config_mistake_at(mistakes, CONFIG_ERROR, at,
                          "%s: \"%s\" ends before it starts, expected the earlier time first (a day ends at 24:00)",
                          name, text);
        return false;
    }
    for (size_t i = 0; i < others->count; i++) {
        if (overlap(&others->items[i], span)) {
            config_mistake_at(mistakes, CONFIG_ERROR, at,
                              "%s: \"%s\" overlaps another span, expected spans that are apart", name, text);
            return false;
        }
    }
    return true;
}

struct spans spans_read(const config_setting_t *setting, const struct config_list *list, struct arena *arena,
                        struct config_mistakes *mistakes)
{
    struct spans spans = {.items = arena_new_n(arena, struct span, list->count)};
    const char *name = list->count ? config_setting_name(setting) : NULL;
    for (size_t i = 0; i < list->count; i++) {
        const config_setting_t *at = element(setting, i);
        struct span span;
        if (span_parse(list->items[i], &span) < 0)
            config_mistake_at(mistakes, CONFIG_ERROR, at, "%s: \"%s\" is no span of time, expected \"HH:MM-HH:MM\"",
                              name, list->items[i]);
        else if (is_sound(at, name, list->items[i], &span, &spans, mistakes))
            spans.items[spans.count++] = span;
    }
    if (spans.count)
        qsort(spans.items, spans.count, sizeof(*spans.items), compare_spans);
    return spans;
}

struct spans spans_without(const struct spans *from, const struct spans *taken, struct arena *arena)
{
    /* Every taken span cuts at most one span in two. */
    struct spans rest = {.items = arena_new_n(arena, struct span, from->count + taken->count)};
    for (size_t i = 0; i < from->count; i++) {
        int start = from->items[i].start_minute;
        int end = from->items[i].end_minute;
        for (size_t j = 0; j < taken->count && start < end; j++) {
            const struct span *cut = &taken->items[j];
            if (cut->end_minute <= start || cut->start_minute >= end)
                continue;
            if (cut->start_minute > start)
                rest.items[rest.count++] = (struct span){start, cut->start_minute};
            start = cut->end_minute;
        }
        if (start < end)
            rest.items[rest.count++] = (struct span){start, end};
    }
    return rest;
}

struct spans spans_both(const struct spans *a, const struct spans *b, struct arena *arena)
{
    struct spans only_a = spans_without(a, b, arena);
    return spans_without(a, &only_a, arena);
}

struct spans spans_union(const struct spans *a, const struct spans *b, struct arena *arena)
{
    struct spans all = {.items = arena_new_n(arena, struct span, a->count + b->count)};
    for (size_t i = 0, j = 0; i < a->count || j < b->count;) {
        bool take_a = j == b->count || (i < a->count && a->items[i].start_minute <= b->items[j].start_minute);
        struct span next = take_a ? a->items[i++] : b->items[j++];
        struct span *last = all.count ? &all.items[all.count - 1] : NULL;
        if (!last || next.start_minute > last->end_minute)
            all.items[all.count++] = next;
        else if (next.end_minute > last->end_minute)
            last->end_minute = next.end_minute;
    }
    return all;
}

const struct span *spans_at(const struct spans *spans, int minute)
{
    for (size_t i = 0; i < spans->count; i++) {
        if (spans->items[i].start_minute <= minute && minute < spans->items[i].end_minute)
            return &spans->items[i];
    }
    return NULL;
}

bool spans_hold(const struct spans *spans, const struct span *span)
{
    const struct span *holder = spans_at(spans, span->start_minute);
    return holder && span->end_minute <= holder->end_minute;
}

const char *spans_text(const struct spans *spans, struct arena *arena)
{
    const char *text = "";
    for (size_t i = 0; i < spans->count; i++) {
        const struct span *span = &spans->items[i];
        text = arena_printf(arena, "%s%s%02d:%02d-%02d:%02d", text, i ? ", " : "", span->start_minute / 60,
                            span->start_minute % 60, span->end_minute / 60, span->end_minute % 60);
    }
    return spans->count ? text : "closed";
}
