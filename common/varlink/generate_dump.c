/* SPDX-License-Identifier: MIT
 *
 * Walks an interface and prints what it says, one fact a line.
 */
#include "common/varlink/generate_dump.h"

#include <string.h>

struct dump {
    FILE *out;
    const struct idl_member *member;
    const char *part;  /* "in", "out", "field" */
    bool undocumented; /* only what has no comment */
};

static const char *const member_words[] = {[IDL_TYPE] = "type", [IDL_METHOD] = "method", [IDL_ERROR] = "error"};
static const char *const kind_words[] = {
        [IDL_BOOL] = "bool",     [IDL_INT] = "int",   [IDL_FLOAT] = "float",   [IDL_STRING] = "string",
        [IDL_OBJECT] = "object", [IDL_ENUM] = "enum", [IDL_STRUCT] = "struct", [IDL_ARRAY] = "[]",
        [IDL_MAP] = "[string]",  [IDL_MAYBE] = "?",
};

/* "?[]Service": names stay names. */
static void print_type(FILE *out, const struct idl_type *type)
{
    fputs(type->name ? type->name : kind_words[type->kind], out);
    if (!type->name && type->element)
        print_type(out, type->element);
}

static void print_start(const struct dump *dump, const char *part)
{
    fprintf(dump->out, "%s %s %s ", member_words[dump->member->kind], dump->member->full_name, part);
}

static bool is_told(const struct dump *dump, const struct idl_field *field)
{
    if (field->doc[0])
        return true;
    _cleanup_free_ char *quoted = mem_printf("`%s`", field->name);
    return strstr(dump->member->doc, quoted) != NULL;
}

static void dump_inside(const struct dump *dump, const struct idl_type *type, const char *path);

static void dump_field(const struct dump *dump, const struct idl_field *field, const char *path)
{
    if (!dump->undocumented || !is_told(dump, field)) {
        print_start(dump, dump->part);
        fprintf(dump->out, "%s ", path);
        print_type(dump->out, field->type);
        fputc('\n', dump->out);
    }
    if (!field->type->name)
        dump_inside(dump, field->type, path);
}

static void dump_fields(const struct dump *dump, const struct idl_type *type, const char *path)
{
    for (size_t i = 0; i < type->field_count; i++) {
        _cleanup_free_ char *inner = mem_printf("%s%s%s", path, path[0] ? "." : "", type->fields[i].name);
        dump_field(dump, &type->fields[i], inner);
    }
}

static void dump_words(const struct dump *dump, const struct idl_type *type, const char *path)
{
    for (size_t i = 0; !dump->undocumented && i < type->field_count; i++) {
        print_start(dump, "word");
        fprintf(dump->out, "%s%s%s\n", path, path[0] ? " " : "", type->fields[i].name);
    }
}

/* What a type holds that has no name of its own. */
static void dump_inside(const struct dump *dump, const struct idl_type *type, const char *path)
{
    if (type->kind == IDL_STRUCT) {
        dump_fields(dump, type, path);
    } else if (type->kind == IDL_ENUM) {
        dump_words(dump, type, path);
    } else if (type->element && !type->element->name) {
        _cleanup_free_ char *inner = mem_printf("%s%s", path, type->kind == IDL_MAYBE ? "" : kind_words[type->kind]);
        dump_inside(dump, type->element, inner);
    }
}

static void dump_member(struct dump dump)
{
    const struct idl_member *member = dump.member;
    if (!dump.undocumented || !member->doc[0]) {
        fprintf(dump.out, "%s %s", member_words[member->kind], member->full_name);
        if (member->kind == IDL_TYPE) {
            struct idl_type nameless = *member->type;
            nameless.name = NULL;
            fputc(' ', dump.out);
            print_type(dump.out, &nameless);
        }
        fputc('\n', dump.out);
    }
    dump.part = "field";
    if (member->kind == IDL_METHOD) {
        dump.part = "in";
        dump_fields(&dump, member->input, "");
        dump.part = "out";
        dump_fields(&dump, member->output, "");
    } else {
        dump_inside(&dump, member->type, "");
    }
}

static void dump_members(FILE *out, const struct idl *idl, bool undocumented)
{
    if (!undocumented || !idl->doc[0])
        fprintf(out, "interface %s\n", idl->name);
    for (size_t i = 0; i < idl->member_count; i++)
        dump_member((struct dump){.out = out, .member = &idl->members[i], .undocumented = undocumented});
}

void dump_facts(FILE *out, const struct idl *idl)
{
    dump_members(out, idl, false);
}

void dump_undocumented(FILE *out, const struct idl *idl)
{
    dump_members(out, idl, true);
}
