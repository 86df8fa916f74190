/* SPDX-License-Identifier: MIT
 *
 * A tool of the build: prints from an interface file a header of C structs and a C file that embeds the text.
 *
 *     varlink-generate IN.varlink OUT.h OUT.c      varlink-generate --dump IN.varlink
 *     varlink-generate --undocumented IN.varlink
 *
 * Names: org.novbe.Visitor is `visitor`, org.varlink.service is `varlink_service`. The type Service is `struct
 * visitor_service`; the method ListServices takes `struct visitor_list_services_in` and answers `.._out`; the error
 * LanguageUnknown carries `struct visitor_language_unknown_error`. What has no name in the interface is named by its
 * path: the enum in the field `kind` of Change is `enum admin_change_kind`, the item of a map `struct <path>_item` and
 * a struct that is the value of a map `struct <path>_value`. A field whose name C keeps for itself gets a '_' behind.
 *
 * A struct is printed after those it holds by value; pointers need no order.
 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/arena.h"
#include "common/varlink/generate_dump.h"
#include "common/varlink/idl.h"

/* One struct or enum of the header. */
struct definition {
    const char *name;            /* "visitor_service" */
    const struct idl_type *type; /* of a map: its item */
    bool printed;
};

struct generator {
    struct arena *arena;
    const struct idl *idl;
    const char *prefix; /* "visitor" */
    struct definition *definitions;
    size_t count, room;
    FILE *out;
};

/* --- names --- */

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static char lower(char c)
{
    return is_capital(c) ? (char)(c - 'A' + 'a') : c;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* "ListServices" -> "list_services", "GetQRCode" -> "get_qr_code". */
static const char *snake(struct arena *arena, const char *name)
{
    char *text = arena_alloc(arena, 2 * strlen(name) + 1), *to = text;
    for (const char *c = name; *c; c++) {
        bool begins_word = is_capital(*c) && c > name && c[-1] != '_' &&
                           (!is_capital(c[-1]) || (c[1] && !is_capital(c[1]) && c[1] != '_'));
        if (begins_word)
            *to++ = '_';
        *to++ = lower(*c);
    }
    return text;
}

static const char *shout(struct arena *arena, const char *name)
{
    char *text = arena_strdup(arena, name);
    for (char *c = text; *c; c++)
        *c = upper(*c);
    return text;
}

static const char *interface_prefix(struct arena *arena, const char *name)
{
    if (strncmp(name, "org.", 4) == 0)
        name += 4;
    if (strncmp(name, "novbe.", 6) == 0)
        name += 6;
    char *prefix = arena_strdup(arena, name);
    for (char *c = prefix; *c; c++)
        *c = *c == '.' || *c == '-' ? '_' : lower(*c);
    return prefix;
}

/* Words of the language, and macros of its headers that are no functions. */
static bool is_taken(const char *name)
{
    static const char *const words[] = {
            "alignas",   "alignof",
            "asm",       "auto",
            "bool",      "break",
            "case",      "char",
            "complex",   "const",
            "constexpr", "continue",
            "default",   "do",
            "double",    "else",
            "enum",      "errno",
            "extern",    "false",
            "float",     "for",
            "goto",      "if",
            "inline",    "int",
            "linux",     "long",
            "noreturn",  "nullptr",
            "register",  "restrict",
            "return",    "short",
            "signed",    "sizeof",
            "static",    "static_assert",
            "stderr",    "stdin",
            "stdout",    "struct",
            "switch",    "thread_local",
            "true",      "typedef",
            "typeof",    "union",
            "unix",      "unsigned",
            "void",      "volatile",
            "while",     "I",
            "NULL",      "EOF",
    };
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        if (strcmp(words[i], name) == 0)
            return true;
    }
    return false;
}

static const char *field_name(struct generator *generator, const struct idl_field *field)
{
    return is_taken(field->name) ? arena_printf(generator->arena, "%s_", field->name) : field->name;
}

static const char *join(struct generator *generator, const char *path, const char *name)
{
    return arena_printf(generator->arena, "%s_%s", path, snake(generator->arena, name));
}

/* A named type has its own home, whoever uses it. */
static const char *home(struct generator *generator, const struct idl_type *type, const char *path)
{
    return type->name ? join(generator, generator->prefix, type->name) : path;
}

/* --- C types --- */

static const char *c_type(struct generator *generator, const struct idl_type *type, const char *path);

static const char *blank_behind(const char *type)
{
    return type[strlen(type) - 1] == '*' ? "" : " ";
}

static const char *c_list(struct generator *generator, const struct idl_type *type, const char *path)
{
    const char *item = type->kind == IDL_MAP ? arena_printf(generator->arena, "struct %s_item", path)
                                             : c_type(generator, type->element, path);
    return arena_printf(generator->arena, "struct { size_t count; %s%s*items; }", item, blank_behind(item));
}

static const char *c_maybe(struct generator *generator, const struct idl_type *element, const char *path)
{
    switch (element->kind) {
    case IDL_BOOL:
        return "struct idl_maybe_bool";
    case IDL_INT:
        return "struct idl_maybe_int";
    case IDL_FLOAT:
        return "struct idl_maybe_float";
    case IDL_STRUCT:
        return arena_printf(generator->arena, "%s *", c_type(generator, element, path));
    case IDL_STRING:
    case IDL_OBJECT:
    case IDL_ENUM:
    case IDL_ARRAY:
    case IDL_MAP:
    case IDL_MAYBE:
        break;
    }
    return c_type(generator, element, path);
}

static const char *c_type(struct generator *generator, const struct idl_type *type, const char *path)
{
    path = home(generator, type, path);
    switch (type->kind) {
    case IDL_BOOL:
        return "bool";
    case IDL_INT:
        return "int64_t";
    case IDL_FLOAT:
        return "double";
    case IDL_STRING:
        return "const char *";
    case IDL_OBJECT:
        return "struct json_t *";
    case IDL_ENUM:
        return "struct idl_word";
    case IDL_STRUCT:
        return arena_printf(generator->arena, "struct %s", path);
    case IDL_ARRAY:
    case IDL_MAP:
        return c_list(generator, type, path);
    case IDL_MAYBE:
        break;
    }
    return c_maybe(generator, type->element, path);
}

/* --- which structs and enums there are --- */

static struct definition *find_definition(struct generator *generator, const char *name)
{
    for (size_t i = 0; i < generator->count; i++) {
        if (strcmp(generator->definitions[i].name, name) == 0)
            return &generator->definitions[i];
    }
    return NULL;
}

static int add_definition(struct generator *generator, const char *name, const struct idl_type *type)
{
    if (find_definition(generator, name)) {
        fprintf(stderr, "%s: two types would both be called %s in C; rename one\n", generator->idl->name, name);
        return -EEXIST;
    }
    mem_grow(generator->definitions, generator->count, generator->room);
    generator->definitions[generator->count++] = (struct definition){name, type, false};
    return 0;
}

static int collect_used(struct generator *generator, const struct idl_type *type, const char *path);

static int collect(struct generator *generator, const struct idl_type *type, const char *path)
{
    int r = 0;
    if (type->kind == IDL_STRUCT || type->kind == IDL_ENUM)
        r = add_definition(generator, path, type);
    if (type->kind == IDL_MAP)
        r = add_definition(generator, arena_printf(generator->arena, "%s_item", path), type);
    for (size_t i = 0; r >= 0 && type->kind == IDL_STRUCT && i < type->field_count; i++)
        r = collect_used(generator, type->fields[i].type, join(generator, path, type->fields[i].name));
    if (r >= 0 && type->element)
        r = collect_used(generator, type->element, type->kind == IDL_MAP ? join(generator, path, "value") : path);
    return r;
}

static int collect_used(struct generator *generator, const struct idl_type *type, const char *path)
{
    return type->name ? 0 : collect(generator, type, path);
}

static int collect_member(struct generator *generator, const struct idl_member *member)
{
    const char *path = join(generator, generator->prefix, member->name);
    if (member->kind == IDL_TYPE)
        return collect(generator, member->type, path);
    if (member->kind == IDL_ERROR)
        return collect(generator, member->type, join(generator, path, "error"));
    int r = collect(generator, member->input, join(generator, path, "in"));
    if (r < 0)
        return r;
    return collect(generator, member->output, join(generator, path, "out"));
}

/* --- printing --- */

static void print_definition(struct generator *generator, struct definition *definition);

/* What stands in a struct by value must be complete before it. */
static void print_needed(struct generator *generator, const struct idl_type *type, const char *path)
{
    if (type->kind != IDL_STRUCT)
        return;
    struct definition *definition = find_definition(generator, home(generator, type, path));
    assert(definition);
    print_definition(generator, definition);
}

static void print_enum(struct generator *generator, const struct definition *definition)
{
    fprintf(generator->out, "enum %s {\n", definition->name);
    for (size_t i = 0; i < definition->type->field_count; i++) {
        const char *name = join(generator, definition->name, definition->type->fields[i].name);
        fprintf(generator->out, "    %s,\n", shout(generator->arena, name));
    }
    fprintf(generator->out, "};\n\n");
}

static void print_field(struct generator *generator, const struct idl_type *type, const char *path, const char *name)
{
    const char *text = c_type(generator, type, path);
    fprintf(generator->out, "    %s%s%s;\n", text, blank_behind(text), name);
}

static void print_offset(struct generator *generator, const char *definition, const char *name, size_t offset)
{
    fprintf(generator->out, "_Static_assert(offsetof(struct %s, %s) == %zu, \"layout of idl.h\");\n", definition, name,
            offset);
}

static void print_size(struct generator *generator, const char *definition, size_t size)
{
    fprintf(generator->out, "_Static_assert(sizeof(struct %s) == %zu, \"layout of idl.h\");\n\n", definition, size);
}

static void print_item(struct generator *generator, const struct definition *definition)
{
    const struct idl_type *map = definition->type;
    size_t length = strlen(definition->name) - strlen("_item");
    const char *path = join(generator, arena_strndup(generator->arena, definition->name, length), "value");
    print_needed(generator, map->element, path);
    fprintf(generator->out, "struct %s {\n    const char *key;\n", definition->name);
    print_field(generator, map->element, path, "value");
    fprintf(generator->out, "};\n");
    print_offset(generator, definition->name, "value", idl_map_value_offset(map));
    print_size(generator, definition->name, idl_item_size(map));
}

static void print_struct(struct generator *generator, const struct definition *definition)
{
    const struct idl_type *type = definition->type;
    for (size_t i = 0; i < type->field_count; i++)
        print_needed(generator, type->fields[i].type, join(generator, definition->name, type->fields[i].name));
    fprintf(generator->out, "struct %s {\n", definition->name);
    for (size_t i = 0; i < type->field_count; i++) {
        const struct idl_field *field = &type->fields[i];
        print_field(generator, field->type, join(generator, definition->name, field->name),
                    field_name(generator, field));
    }
    fprintf(generator->out, "};\n");
    for (size_t i = 0; i < type->field_count; i++)
        print_offset(generator, definition->name, field_name(generator, &type->fields[i]), type->fields[i].offset);
    print_size(generator, definition->name, type->size);
}

static void print_definition(struct generator *generator, struct definition *definition)
{
    if (definition->printed)
        return;
    definition->printed = true;
    if (definition->type->kind == IDL_ENUM)
        print_enum(generator, definition);
    else if (definition->type->kind == IDL_MAP)
        print_item(generator, definition);
    else
        print_struct(generator, definition);
}

static void print_header(struct generator *generator)
{
    const struct idl *idl = generator->idl;
    fprintf(generator->out,
            "/* SPDX-License-Identifier: MIT\n *\n * %s in C: printed by varlink-generate, not to be edited.\n */\n"
            "#pragma once\n\n#include \"common/varlink/idl.h\"\n\n",
            idl->name);
    for (size_t i = 0; i < idl->member_count; i++) {
        if (idl->members[i].kind != IDL_TYPE) {
            const char *name = shout(generator->arena, join(generator, generator->prefix, idl->members[i].name));
            fprintf(generator->out, "#define %s \"%s\"\n", name, idl->members[i].full_name);
        }
    }
    fprintf(generator->out, "\nextern const char %s_interface_text[];\n\nstruct json_t;\n\n", generator->prefix);
    for (size_t i = 0; i < generator->count; i++)
        print_definition(generator, &generator->definitions[i]);
}

static void print_char(FILE *out, char c)
{
    if (c == '\n')
        fprintf(out, "\\n");
    else if (c == '"' || c == '\\' || c == '?') /* two '?' and a third sign would be a trigraph */
        fprintf(out, "\\%c", c);
    else if ((unsigned char)c < ' ' || (unsigned char)c >= 0x7f)
        fprintf(out, "\\%03o", (unsigned char)c);
    else
        fputc(c, out);
}

static void print_text(struct generator *generator)
{
    fprintf(generator->out,
            "/* SPDX-License-Identifier: MIT\n *\n * The text of %s: printed by varlink-generate, not to be edited.\n "
            "*/\n"
            "#include \"common/interface/%s.h\"\n\nconst char %s_interface_text[] =\n    \"",
            generator->idl->name, generator->prefix, generator->prefix);
    for (const char *c = generator->idl->text; *c; c++) {
        print_char(generator->out, *c);
        if (*c == '\n' && c[1])
            fprintf(generator->out, "\"\n    \"");
    }
    fprintf(generator->out, "\";\n");
}

static int print_file(struct generator *generator, const char *path, void (*print)(struct generator *))
{
    generator->out = fopen(path, "we");
    if (!generator->out) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return -EIO;
    }
    print(generator);
    bool failed = ferror(generator->out) != 0;
    failed = fclose(generator->out) != 0 || failed;
    if (failed) {
        fprintf(stderr, "%s: cannot be written\n", path);
        unlink(path);
        return -EIO;
    }
    return 0;
}

static int generate(struct arena *arena, const struct idl *idl, const char *header, const char *source)
{
    struct generator generator = {.arena = arena, .idl = idl, .prefix = interface_prefix(arena, idl->name)};
    int r = 0;
    for (size_t i = 0; r >= 0 && i < idl->member_count; i++)
        r = collect_member(&generator, &idl->members[i]);
    if (r >= 0)
        r = print_file(&generator, header, print_header);
    if (r >= 0)
        r = print_file(&generator, source, print_text);
    free(generator.definitions);
    return r;
}

static int read_interface(struct arena *arena, const char *path, const struct idl **ret_idl)
{
    FILE *file = fopen(path, "re");
    if (!file) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return -EIO;
    }
    _cleanup_free_ char *text = NULL;
    size_t room = 0;
    ssize_t length = getdelim(&text, &room, EOF, file);
    bool failed = ferror(file) != 0;
    fclose(file);
    struct idl_mistake mistake = {0};
    if (failed) {
        fprintf(stderr, "%s: cannot be read\n", path);
        return -EIO;
    }
    int r = idl_parse(arena, text ? text : "", length > 0 ? (size_t)length : 0, ret_idl, &mistake);
    if (r < 0)
        fprintf(stderr, "%s:%u:%u: error: %s\n", path, mistake.line, mistake.column, mistake.message);
    return r;
}

int main(int argc, char **argv)
{
    bool to_dump = argc == 3 && strcmp(argv[1], "--dump") == 0;
    bool to_complain = argc == 3 && strcmp(argv[1], "--undocumented") == 0;
    if (argc != 4 && !to_dump && !to_complain) {
        fprintf(stderr, "usage: varlink-generate IN.varlink OUT.h OUT.c\n"
                        "       varlink-generate --dump IN.varlink\n"
                        "       varlink-generate --undocumented IN.varlink\n");
        return EXIT_FAILURE;
    }
    struct arena arena;
    const struct idl *idl = NULL;
    arena_init(&arena);
    int r = read_interface(&arena, argc == 4 ? argv[1] : argv[2], &idl);
    if (r >= 0 && to_dump)
        dump_facts(stdout, idl);
    else if (r >= 0 && to_complain)
        dump_undocumented(stdout, idl);
    else if (r >= 0)
        r = generate(&arena, idl, argv[2], argv[3]);
    arena_done(&arena);
    return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
