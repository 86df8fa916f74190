/* SPDX-License-Identifier: MIT
 *
 * A recursive descent over the text of an interface, one function for each rule of the grammar
 * (https://varlink.org/Interface-Definition); idl_scan.c reads its signs and names, idl_layout.c gives the types their
 * C layout. What others would not read is refused, though it could be understood: a comma before ')', two members in a
 * line, white space within "?[]T".
 */
#include "common/varlink/idl.h"

#include <errno.h>
#include <string.h>

#include "common/arena.h"
#include "common/varlink/idl_layout.h"
#include "common/varlink/idl_scan.h"

#define DEPTH_LIMIT 32 /* of types within types; the recursion here and in layout is no deeper */

struct parser {
    struct idl_scan scan;
    struct idl_draft *drafts;
    struct idl_draft *named;
};

/* --- types --- */

static struct idl_draft *draft_new(struct parser *parser, enum idl_kind kind)
{
    struct idl_draft *draft = arena_new(parser->scan.arena, struct idl_draft);
    draft->type.kind = kind;
    draft->line = parser->scan.line;
    draft->column = idl_scan_column(&parser->scan);
    draft->next = parser->drafts;
    parser->drafts = draft;
    return draft;
}

static struct idl_draft *draft_named(struct parser *parser, const char *word, size_t length)
{
    for (struct idl_draft *draft = parser->named; draft; draft = draft->next_named) {
        if (strlen(draft->type.name) == length && memcmp(draft->type.name, word, length) == 0)
            return draft;
    }
    struct idl_draft *draft = draft_new(parser, IDL_STRUCT);
    draft->type.name = arena_strndup(parser->scan.arena, word, length);
    draft->next_named = parser->named;
    parser->named = draft;
    return draft;
}

static int parse_type(struct parser *parser, unsigned depth, struct idl_draft **ret_draft);

struct field_list {
    struct idl_field *items;
    size_t count, room;
};

static void field_list_done(struct field_list *list)
{
    free(list->items);
}

static int parse_field(struct parser *parser, unsigned depth, struct idl_draft *draft, struct field_list *fields)
{
    struct idl_field field = {.doc = idl_scan_doc(&parser->scan)};
    for (size_t i = 0; i < fields->count; i++) {
        if (idl_scan_is_word(&parser->scan, fields->items[i].name))
            return idl_scan_fail(&parser->scan, "'%s' is here twice", fields->items[i].name);
    }
    int r = idl_scan_name(&parser->scan, IDL_NAME_FIELD, &field.name);
    if (r < 0)
        return r;
    field.name_length = strlen(field.name);
    if (fields->count == 0 && !idl_scan_is_at(&parser->scan, ':'))
        draft->type.kind = IDL_ENUM;
    if (draft->type.kind == IDL_STRUCT) {
        struct idl_draft *type = NULL;
        r = idl_scan_char(&parser->scan, ':', "':' and a type after the field's name");
        if (r < 0)
            return r;
        r = parse_type(parser, depth + 1, &type);
        if (r < 0)
            return r;
        field.type = &type->type;
    }
    mem_grow(fields->items, fields->count, fields->room);
    fields->items[fields->count++] = field;
    return 0;
}

/* "(a: int, b: T)", "(one, two)", "()": the first field tells whether it is a struct or an enum. */
static int parse_fields(struct parser *parser, unsigned depth, struct idl_draft **ret_draft)
{
    struct idl_draft *draft = draft_new(parser, IDL_STRUCT);
    _cleanup_(field_list_done) struct field_list fields = {0};
    int r = idl_scan_char(&parser->scan, '(', "'('");
    if (r < 0)
        return r;
    for (bool more = !idl_scan_is_at(&parser->scan, ')'); more;) {
        r = parse_field(parser, depth, draft, &fields);
        if (r < 0)
            return r;
        more = idl_scan_is_at(&parser->scan, ',');
        if (more && (r = idl_scan_char(&parser->scan, ',', "','")) < 0)
            return r;
    }
    r = idl_scan_char(&parser->scan, ')',
                      draft->type.kind == IDL_ENUM ? "',' or ')' after the word" : "',' or ')' after the type");
    if (r < 0)
        return r;
    draft->fields = arena_new_n(parser->scan.arena, struct idl_field, fields.count);
    if (fields.count > 0)
        memcpy(draft->fields, fields.items, fields.count * sizeof(*fields.items));
    draft->type.fields = draft->fields;
    draft->type.field_count = fields.count;
    *ret_draft = draft;
    return 0;
}

/* The part before T in "?T", "[]T" and "[string]T"; 0 bytes long if there is none. */
static size_t match_prefix(const struct parser *parser, enum idl_kind *ret_kind)
{
    static const struct {
        const char *text;
        enum idl_kind kind;
    } prefixes[] = {{"?", IDL_MAYBE}, {"[]", IDL_ARRAY}, {"[string]", IDL_MAP}};
    for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
        size_t length = idl_scan_match(&parser->scan, prefixes[i].text);
        if (length > 0) {
            *ret_kind = prefixes[i].kind;
            return length;
        }
    }
    return 0;
}

static int parse_word_type(struct parser *parser, struct idl_draft **ret_draft)
{
    static const char *const words[] = {
            [IDL_BOOL] = "bool",     [IDL_INT] = "int",       [IDL_FLOAT] = "float",
            [IDL_STRING] = "string", [IDL_OBJECT] = "object",
    };
    size_t length = idl_scan_word(&parser->scan);
    struct idl_draft *draft = NULL;
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        if (idl_scan_is_word(&parser->scan, words[i]))
            draft = draft_new(parser, (enum idl_kind)i);
    }
    if (!draft && idl_scan_is_name(&parser->scan, IDL_NAME_MEMBER))
        draft = draft_named(parser, parser->scan.at, length);
    if (!draft)
        return idl_scan_expected(&parser->scan,
                                 "a type (bool, int, float, string, object, a Name, '(', '?', '[]', '[string]')");
    *ret_draft = draft;
    parser->scan.at += length;
    return idl_scan_skip(&parser->scan);
}

static int parse_type(struct parser *parser, unsigned depth, struct idl_draft **ret_draft)
{
    enum idl_kind kind = IDL_BOOL;
    if (depth > DEPTH_LIMIT)
        return idl_scan_fail(&parser->scan, "types are nested deeper than %d", DEPTH_LIMIT);
    size_t prefix = match_prefix(parser, &kind);
    if (prefix == 0)
        return idl_scan_is_at(&parser->scan, '(') ? parse_fields(parser, depth, ret_draft)
                                                  : parse_word_type(parser, ret_draft);
    struct idl_draft *draft = draft_new(parser, kind), *element = NULL;
    parser->scan.at += prefix;
    if (kind == IDL_MAYBE && idl_scan_is_at(&parser->scan, '?'))
        return idl_scan_fail(&parser->scan, "'?' is here twice");
    int r = parse_type(parser, depth + 1, &element);
    if (r < 0)
        return r;
    draft->type.element = &element->type;
    *ret_draft = draft;
    return 0;
}

/* --- members --- */

static int parse_struct(struct parser *parser, const struct idl_type **ret_type)
{
    struct idl_draft *draft = NULL;
    unsigned line = parser->scan.line, column = idl_scan_column(&parser->scan);
    int r = parse_fields(parser, 0, &draft);
    if (r < 0)
        return r;
    if (draft->type.kind != IDL_STRUCT)
        return idl_mistake_at(parser->scan.mistake, line, column,
                              "expected fields with types here, not the words of an enum");
    *ret_type = &draft->type;
    return 0;
}

static int parse_typedef(struct parser *parser, struct idl_member *member)
{
    unsigned line = parser->scan.line, column = idl_scan_column(&parser->scan);
    struct idl_draft *draft = NULL, *named = draft_named(parser, member->name, strlen(member->name));
    int r = parse_type(parser, 0, &draft);
    if (r < 0)
        return r;
    named->defined = true;
    named->line = line;
    named->column = column;
    if (draft->type.name) {
        named->same_as = draft;
    } else {
        named->type = draft->type;
        named->type.name = member->name;
        named->fields = draft->fields;
        draft->state = IDL_DRAFT_DONE; /* it lives on under its name */
    }
    member->type = &named->type;
    return 0;
}

static int parse_method(struct parser *parser, struct idl_member *member)
{
    int r = parse_struct(parser, &member->input);
    if (r < 0)
        return r;
    size_t arrow = idl_scan_match(&parser->scan, "->");
    if (arrow == 0)
        return idl_scan_expected(&parser->scan, "'->' between what a method takes and what it answers");
    parser->scan.at += arrow;
    r = idl_scan_skip(&parser->scan);
    if (r < 0)
        return r;
    return parse_struct(parser, &member->output);
}

static int parse_error(struct parser *parser, struct idl_member *member)
{
    return parse_struct(parser, &member->type);
}

static const struct {
    const char *keyword;
    int (*parse)(struct parser *parser, struct idl_member *member);
} member_kinds[] = {
        [IDL_TYPE] = {"type", parse_typedef},
        [IDL_METHOD] = {"method", parse_method},
        [IDL_ERROR] = {"error", parse_error},
};

struct member_list {
    struct idl_member *items;
    size_t count, room;
};

static void member_list_done(struct member_list *list)
{
    free(list->items);
}

static int take_member_keyword(struct parser *parser, enum idl_member_kind *ret_kind)
{
    for (size_t i = 0; i < ARRAY_SIZE(member_kinds); i++) {
        if (!idl_scan_is_word(&parser->scan, member_kinds[i].keyword))
            continue;
        if (!parser->scan.fresh)
            return idl_scan_fail(&parser->scan, "a %s must begin on a line of its own", member_kinds[i].keyword);
        *ret_kind = (enum idl_member_kind)i;
        parser->scan.at += strlen(member_kinds[i].keyword);
        return idl_scan_skip(&parser->scan);
    }
    return idl_scan_expected(&parser->scan, "type, method or error");
}

static int take_member_name(struct parser *parser, const struct member_list *members, struct idl_member *member)
{
    for (size_t i = 0; i < members->count; i++) {
        if (idl_scan_is_word(&parser->scan, members->items[i].name))
            return idl_scan_fail(&parser->scan, "'%s' is defined twice", members->items[i].name);
    }
    return idl_scan_name(&parser->scan, IDL_NAME_MEMBER, &member->name);
}

static int parse_member(struct parser *parser, const struct idl *idl, struct member_list *members)
{
    struct idl_member member = {.doc = idl_scan_doc(&parser->scan), .interface = idl};
    int r = take_member_keyword(parser, &member.kind);
    if (r < 0)
        return r;
    r = take_member_name(parser, members, &member);
    if (r < 0)
        return r;
    member.full_name = arena_printf(parser->scan.arena, "%s.%s", idl->name, member.name);
    r = member_kinds[member.kind].parse(parser, &member);
    if (r < 0)
        return r;
    mem_grow(members->items, members->count, members->room);
    members->items[members->count++] = member;
    return 0;
}

static int parse_head(struct parser *parser, struct idl *idl)
{
    static const char keyword[] = "interface";
    int r = idl_scan_skip(&parser->scan);
    if (r < 0)
        return r;
    idl->doc = idl_scan_doc(&parser->scan);
    if (!idl_scan_is_word(&parser->scan, keyword))
        return idl_scan_expected(&parser->scan, "'interface' and its name");
    parser->scan.at += strlen(keyword);
    r = idl_scan_skip(&parser->scan);
    if (r < 0)
        return r;
    return idl_scan_name(&parser->scan, IDL_NAME_INTERFACE, &idl->name);
}

static int parse_interface(struct parser *parser, struct idl *idl)
{
    _cleanup_(member_list_done) struct member_list members = {0};
    int r = parse_head(parser, idl);
    while (r >= 0 && parser->scan.at < parser->scan.end)
        r = parse_member(parser, idl, &members);
    if (r < 0)
        return r;
    struct idl_member *items = arena_new_n(parser->scan.arena, struct idl_member, members.count);
    if (members.count > 0)
        memcpy(items, members.items, members.count * sizeof(*items));
    idl->members = items;
    idl->member_count = members.count;
    return idl_layout(parser->drafts, parser->named, parser->scan.mistake);
}

int idl_parse(struct arena *arena, const char *text, size_t length, const struct idl **ret_idl,
              struct idl_mistake *ret_mistake)
{
    struct idl *idl = arena_new(arena, struct idl);
    idl->text = arena_strndup(arena, text, length);
    struct parser parser = {.scan = {
                                    .arena = arena,
                                    .at = idl->text,
                                    .end = idl->text + length,
                                    .line_start = idl->text,
                                    .line = 1,
                                    .mistake = ret_mistake,
                            }};
    int r = parse_interface(&parser, idl);
    if (r < 0)
        return r;
    *ret_idl = idl;
    return 0;
}

const struct idl_member *idl_find(const struct idl *idl, enum idl_member_kind kind, const char *name)
{
    for (size_t i = 0; i < idl->member_count; i++) {
        if (idl->members[i].kind == kind && strcmp(idl->members[i].name, name) == 0)
            return &idl->members[i];
    }
    return NULL;
}

const struct idl_member *idl_find_full(const struct idl *const *idls, size_t count, enum idl_member_kind kind,
                                       const char *full_name)
{
    const char *dot = strrchr(full_name, '.');
    if (!dot)
        return NULL;
    size_t length = (size_t)(dot - full_name);
    for (size_t i = 0; i < count; i++) {
        if (strncmp(idls[i]->name, full_name, length) == 0 && idls[i]->name[length] == '\0')
            return idl_find(idls[i], kind, dot + 1);
    }
    return NULL;
}
