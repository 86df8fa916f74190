/* SPDX-License-Identifier: MIT
 *
 * Cells, targets and plain lines of one drawing.
 */
#include "kiosk/ui/canvas.h"

#include <string.h>

#include "common/buffer.h"

struct rect canvas_rect(const struct canvas *canvas)
{
    return surface_rect(canvas->surface);
}

static bool same_target(const struct target *a, const struct target *b)
{
    return a->what == b->what && a->value == b->value && a->what != TARGET_NONE;
}

enum target_state canvas_target(struct canvas *canvas, const struct target *target)
{
    arena_grow(canvas->arena, canvas->targets, canvas->target_count, canvas->target_room);
    struct target *kept = &canvas->targets[canvas->target_count++];
    *kept = *target;
    kept->label = arena_strdup(canvas->arena, target->label ? target->label : "");
    if (target->off)
        return TARGET_OFF;
    if (same_target(&canvas->pressed, target))
        return TARGET_PRESSED;
    return canvas->shows_focus && same_target(&canvas->focus, target) ? TARGET_FOCUS : TARGET_IDLE;
}

void canvas_say(struct canvas *canvas, enum plain_kind kind, const char *text)
{
    if (!text || !*text)
        return;
    arena_grow(canvas->arena, canvas->plains, canvas->plain_count, canvas->plain_room);
    canvas->plains[canvas->plain_count++] =
            (struct plain){kind, arena_strdup(canvas->arena, text), canvas->target_count};
}

static enum plain_kind kind_of(enum look look)
{
    if (look == LOOK_TITLE)
        return PLAIN_TITLE;
    return look == LOOK_BAD ? PLAIN_ERROR : PLAIN_TEXT;
}

int canvas_text(struct canvas *canvas, struct rect rect, enum align align, enum look look, const char *text)
{
    if (!text)
        return 0;
    canvas_say(canvas, kind_of(look), text);
    return surface_wrap(canvas->surface, rect, align, look, text);
}

void canvas_line(struct canvas *canvas, struct rect line, enum align align, enum look look, const char *text)
{
    if (!text)
        return;
    canvas_say(canvas, kind_of(look), text);
    surface_aligned(canvas->surface, line, align, look, text);
}

const char *canvas_printf(struct canvas *canvas, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = mem_vprintf(format, arguments);
    va_end(arguments);
    return canvas_take(canvas, text);
}

const char *canvas_take(struct canvas *canvas, char *text)
{
    const char *kept = arena_strdup(canvas->arena, text);
    free(text);
    return kept;
}

const struct target *canvas_hit(const struct canvas *canvas, int x, int y)
{
    for (size_t i = canvas->target_count; i > 0; i--) {
        if (rect_holds(canvas->targets[i - 1].rect, x, y))
            return &canvas->targets[i - 1];
    }
    return NULL;
}

const struct target *canvas_find(const struct canvas *canvas, int what, int64_t value)
{
    const struct target wanted = {.what = what, .value = value};
    for (size_t i = 0; i < canvas->target_count; i++) {
        if (same_target(&canvas->targets[i], &wanted))
            return &canvas->targets[i];
    }
    return NULL;
}

/* --- focus --- */

static bool takes_focus(const struct target *target)
{
    return !target->off && !target->aside && !rect_is_empty(target->rect);
}

const struct target *canvas_focused(const struct canvas *canvas)
{
    const struct target *first = NULL;
    for (size_t i = 0; i < canvas->target_count; i++) {
        const struct target *target = &canvas->targets[i];
        if (!takes_focus(target))
            continue;
        if (same_target(target, &canvas->focus))
            return target;
        if (!first)
            first = target;
    }
    return first;
}

static const struct target *step(const struct canvas *canvas, const struct target *from, bool forward)
{
    size_t count = canvas->target_count;
    size_t at = (size_t)(from - canvas->targets);
    for (size_t i = 0; i < count; i++) {
        at = forward ? (at + 1) % count : (at + count - 1) % count;
        if (takes_focus(&canvas->targets[at]))
            return &canvas->targets[at];
    }
    return from;
}

/* Twice the middle of a target, so that it is a whole number. */
static int middle_x(const struct target *target)
{
    return 2 * target->rect.x + target->rect.width;
}

static int middle_y(const struct target *target)
{
    return 2 * target->rect.y + target->rect.height;
}

/* How far a target is that way, from middle to middle; negative: it is not that way. Aside counts thrice, so that a
 * column is followed before it is left. Cells are twice as high as wide. */
static int distance(int from_x, int from_y, const struct target *to, enum focus_move move)
{
    int across = middle_x(to) - from_x, down = 2 * (middle_y(to) - from_y);
    int along = move == FOCUS_UP ? -down : move == FOCUS_DOWN ? down : move == FOCUS_LEFT ? -across : across;
    int aside = move == FOCUS_UP || move == FOCUS_DOWN ? across : down;
    if (along <= 0)
        return -1;
    return along + 3 * abs(aside);
}

static const struct target *nearest(const struct canvas *canvas, int x, int y, enum focus_move move)
{
    const struct target *found = NULL;
    int least = 0;
    for (size_t i = 0; i < canvas->target_count; i++) {
        const struct target *to = &canvas->targets[i];
        int far = takes_focus(to) ? distance(x, y, to, move) : -1;
        if (far >= 0 && (!found || far < least)) {
            found = to;
            least = far;
        }
    }
    return found;
}

const struct target *canvas_move(const struct canvas *canvas, enum focus_move move)
{
    const struct target *from = canvas_focused(canvas);
    if (!from)
        return NULL;
    if (move == FOCUS_NEXT || move == FOCUS_BEFORE)
        return step(canvas, from, move == FOCUS_NEXT);
    return nearest(canvas, middle_x(from), middle_y(from), move);
}

/* The middle of a target right (left) of this one, the nearest; behind the last comes the first. */
static int next_column(const struct canvas *canvas, int column, bool to_right)
{
    bool found = false, is_round = true;
    int best = column;
    for (size_t i = 0; i < canvas->target_count; i++) {
        if (!takes_focus(&canvas->targets[i]))
            continue;
        int x = middle_x(&canvas->targets[i]);
        bool is_beyond = to_right ? x > column : x < column, is_nearer = to_right ? x < best : x > best;
        if (!found || (is_round && is_beyond) || (is_round == !is_beyond && is_nearer)) {
            best = x;
            is_round = !is_beyond;
        }
        found = true;
    }
    return best;
}

/* The uppermost target (lowest), and of several the one nearest to the column. */
static const struct target *end_of_column(const struct canvas *canvas, int column, bool uppermost)
{
    const struct target *end = NULL;
    for (size_t i = 0; i < canvas->target_count; i++) {
        const struct target *target = &canvas->targets[i];
        if (!takes_focus(target))
            continue;
        int lower = end ? middle_y(target) - middle_y(end) : 0;
        bool is_nearer = end && abs(middle_x(target) - column) < abs(middle_x(end) - column);
        if (!end || (uppermost ? lower < 0 : lower > 0) || (lower == 0 && is_nearer))
            end = target;
    }
    return end;
}

const struct target *canvas_go_round(const struct canvas *canvas, enum focus_move move, int *column)
{
    const struct target *from = canvas_focused(canvas);
    if (!from)
        return NULL;
    if (*column < 0)
        *column = middle_x(from);
    const struct target *to = nearest(canvas, *column, middle_y(from), move);
    if (to)
        return to;
    *column = next_column(canvas, *column, move == FOCUS_DOWN);
    return end_of_column(canvas, *column, move == FOCUS_DOWN);
}

/* --- plain lines --- */

static void append_plain(struct buffer *out, const struct plain *plain)
{
    static const char marks[] = {
            [PLAIN_TITLE] = '#', [PLAIN_QUESTION] = '?', [PLAIN_TEXT] = ' ', [PLAIN_FIELD] = '>', [PLAIN_ERROR] = '!'};
    buffer_printf(out, "%c %s\n", marks[plain->kind], plain->text);
}

const char *canvas_plain(const struct canvas *canvas)
{
    struct buffer out = {0};
    const struct target *focused = canvas_focused(canvas);
    size_t said = 0;
    int number = 0;
    for (size_t i = 0; i <= canvas->target_count; i++) {
        while (said < canvas->plain_count && canvas->plains[said].targets_before <= i)
            append_plain(&out, &canvas->plains[said++]);
        if (i == canvas->target_count)
            break;
        const struct target *target = &canvas->targets[i];
        if (target->silent || target->aside || !*target->label)
            continue;
        buffer_printf(&out, "%d. %s%s%s\n", ++number, target->label, target->off ? " (-)" : "",
                      target == focused ? " <" : "");
    }
    const char *text = arena_strndup(canvas->arena, out.bytes ? buffer_bytes(&out) : "", out.length);
    buffer_done(&out);
    return text;
}
