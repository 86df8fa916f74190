/* SPDX-License-Identifier: MIT
 *
 * C layout of Varlink types, by the rules written in idl.h.
 */
#include "common/varlink/idl_layout.h"

#include <errno.h>
#include <stdio.h>

/* A struct within a struct within a struct: by value, so each level could double the size. */
#define DEPTH_LIMIT 32
#define SIZE_LIMIT  ((size_t)64 * 1024)

struct extent {
    size_t size;
    size_t alignment;
};

#define EXTENT(type)                 \
    {                                \
        sizeof(type), _Alignof(type) \
    }

static const struct extent plain_extent[] = {
        [IDL_BOOL] = EXTENT(bool),
        [IDL_INT] = EXTENT(int64_t),
        [IDL_FLOAT] = EXTENT(double),
        [IDL_STRING] = EXTENT(const char *),
        [IDL_OBJECT] = EXTENT(void *),
        [IDL_ENUM] = EXTENT(struct idl_word),
        [IDL_ARRAY] = EXTENT(struct idl_list),
        [IDL_MAP] = EXTENT(struct idl_list),
};

/* Of ?T, by the kind of T. */
static const struct extent maybe_extent[] = {
        [IDL_BOOL] = EXTENT(struct idl_maybe_bool),
        [IDL_INT] = EXTENT(struct idl_maybe_int),
        [IDL_FLOAT] = EXTENT(struct idl_maybe_float),
        [IDL_STRING] = EXTENT(const char *),
        [IDL_OBJECT] = EXTENT(void *),
        [IDL_ENUM] = EXTENT(struct idl_word),
        [IDL_STRUCT] = EXTENT(void *),
        [IDL_ARRAY] = EXTENT(struct idl_list),
        [IDL_MAP] = EXTENT(struct idl_list),
};

int idl_mistake_at(struct idl_mistake *mistake, unsigned line, unsigned column, const char *format, ...)
{
    mistake->line = line;
    mistake->column = column;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(mistake->message, sizeof(mistake->message), format, arguments);
    va_end(arguments);
    return -EBADMSG;
}

static const char *draft_label(const struct idl_draft *draft)
{
    return draft->type.name ? draft->type.name : "(without a name)";
}

static int holds_itself(const struct idl_draft *draft, struct idl_mistake *mistake)
{
    return idl_mistake_at(mistake, draft->line, draft->column,
                          "type %s holds itself and would never end; put ?, [] or [string] before the inner one",
                          draft_label(draft));
}

/* Gives `type A B` what B is, however many names lie between. */
static int resolve_name(struct idl_draft *draft, struct idl_mistake *mistake)
{
    if (!draft->defined)
        return idl_mistake_at(mistake, draft->line, draft->column, "type %s is used but never defined",
                              draft->type.name);
    struct idl_draft *target = draft;
    for (struct idl_draft *slow = draft; target->same_as; slow = slow->same_as) {
        target = target->same_as;
        if (target->same_as)
            target = target->same_as;
        if (target == slow)
            return holds_itself(draft, mistake);
    }
    if (target != draft && target->defined) {
        const char *name = draft->type.name;
        draft->type = target->type;
        draft->fields = target->fields;
        draft->type.name = name;
    }
    return 0;
}

/* `type A []A` is no endless value, but there is no C type for it: only a struct can point to itself. */
static int check_lists(const struct idl_draft *draft, struct idl_mistake *mistake)
{
    const struct idl_type *type = &draft->type, *slow = type;
    for (bool step = false; type->element; step = !step) {
        type = type->element;
        if (type == slow)
            return idl_mistake_at(mistake, draft->line, draft->column,
                                  "type %s is a list of itself and nothing else; put a struct between",
                                  draft_label(draft));
        if (step)
            slow = slow->element;
    }
    return 0;
}

static int too_deep(const struct idl_draft *draft, struct idl_mistake *mistake)
{
    return idl_mistake_at(mistake, draft->line, draft->column, "structs are nested deeper than %d", DEPTH_LIMIT);
}

static int lay_out(struct idl_draft *draft, unsigned depth, struct idl_mistake *mistake);

static int lay_out_struct(struct idl_draft *draft, unsigned depth, struct idl_mistake *mistake)
{
    struct idl_type *type = &draft->type;
    size_t end = 0;
    type->alignment = 1;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct idl_type *inner = draft->fields[i].type;
        int r = lay_out(idl_draft_of(inner), depth + 1, mistake);
        if (r < 0)
            return r;
        draft->fields[i].offset = idl_round_up(end, inner->alignment);
        end = draft->fields[i].offset + inner->size;
        if (end > SIZE_LIMIT)
            return idl_mistake_at(mistake, draft->line, draft->column, "type %s is too large", draft_label(draft));
        if (inner->alignment > type->alignment)
            type->alignment = inner->alignment;
        if (idl_draft_of(inner)->height >= draft->height)
            draft->height = idl_draft_of(inner)->height + 1;
    }
    type->size = idl_round_up(end, type->alignment);
    return draft->height > DEPTH_LIMIT ? too_deep(draft, mistake) : 0;
}

static int lay_out_other(struct idl_draft *draft, struct idl_mistake *mistake)
{
    struct idl_type *type = &draft->type;
    const struct extent *extent = &plain_extent[type->kind];
    if (type->kind == IDL_MAYBE) {
        if (type->element->kind == IDL_MAYBE)
            return idl_mistake_at(mistake, draft->line, draft->column, "type %s may be null already: no '?' before it",
                                  draft_label(idl_draft_of(type->element)));
        extent = &maybe_extent[type->element->kind];
    }
    type->size = extent->size;
    type->alignment = extent->alignment;
    return check_lists(draft, mistake);
}

static int lay_out(struct idl_draft *draft, unsigned depth, struct idl_mistake *mistake)
{
    if (draft->state == IDL_DRAFT_DONE)
        return 0;
    if (draft->state == IDL_DRAFT_OPEN)
        return holds_itself(draft, mistake);
    if (depth > DEPTH_LIMIT)
        return too_deep(draft, mistake);
    draft->state = IDL_DRAFT_OPEN;
    int r = draft->type.kind == IDL_STRUCT ? lay_out_struct(draft, depth, mistake) : lay_out_other(draft, mistake);
    if (r < 0)
        return r;
    draft->state = IDL_DRAFT_DONE;
    return 0;
}

int idl_layout(struct idl_draft *drafts, struct idl_draft *named, struct idl_mistake *ret_mistake)
{
    for (struct idl_draft *draft = named; draft; draft = draft->next_named) {
        int r = resolve_name(draft, ret_mistake);
        if (r < 0)
            return r;
    }
    /* Whoever holds itself does so through a name: these first, so that the mistake can tell it. */
    for (struct idl_draft *draft = named; draft; draft = draft->next_named) {
        int r = lay_out(draft, 0, ret_mistake);
        if (r < 0)
            return r;
    }
    for (struct idl_draft *draft = drafts; draft; draft = draft->next) {
        int r = lay_out(draft, 0, ret_mistake);
        if (r < 0)
            return r;
    }
    return 0;
}
