/* SPDX-License-Identifier: MIT
 *
 * Any bytes as an interface: they are taken, or refused at a place within them.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "common/arena.h"
#include "common/varlink/idl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What holds for every type of the tables, at whatever depth without a name. */
static void expect_sound(const struct idl_type *type)
{
    assert(type->alignment > 0 && type->size % type->alignment == 0);
    size_t end = 0;
    for (size_t i = 0; type->kind == IDL_STRUCT && i < type->field_count; i++) {
        const struct idl_field *field = &type->fields[i];
        assert(strlen(field->name) == field->name_length);
        assert(field->offset >= end && field->offset % field->type->alignment == 0);
        end = field->offset + field->type->size;
        if (!field->type->name)
            expect_sound(field->type);
    }
    assert(end <= type->size);
    if (type->element && !type->element->name)
        expect_sound(type->element);
}

static void expect_sound_member(const struct idl *idl, const struct idl_member *member)
{
    assert(idl_find(idl, member->kind, member->name) == member);
    assert(idl_find_full(&idl, 1, member->kind, member->full_name) == member);
    const struct idl_type *const types[] = {member->type, member->input, member->output};
    for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
        if (types[i])
            expect_sound(types[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    const struct idl *idl = NULL;
    struct idl_mistake mistake = {0};
    arena_init(&arena);
    int r = idl_parse(&arena, (const char *)data, size, &idl, &mistake);
    if (r < 0)
        assert(r == -EBADMSG && mistake.line > 0 && mistake.column > 0 && mistake.message[0]);
    for (size_t i = 0; r >= 0 && i < idl->member_count; i++)
        expect_sound_member(idl, &idl->members[i]);
    arena_done(&arena);
    return 0;
}
