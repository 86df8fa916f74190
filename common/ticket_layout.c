/* SPDX-License-Identifier: MIT
 *
 * A layout as a whole: the built-in one, what differs between two, and the commented sample.
 */
#include "common/ticket_layout.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "common/buffer.h"
#include "common/catalogue.h"
#include "common/ticket_block.h"

const struct ticket_list *ticket_layout_list(const struct ticket_layout *layout, enum ticket_paper paper)
{
    const struct ticket_list *const lists[TICKET_PAPERS] = {&layout->ticket, &layout->code, &layout->information};
    return lists[paper];
}

struct ticket_layout *ticket_layout_built_in(void)
{
    struct config_mistakes mistakes = {0};
    struct ticket_layout *layout = NULL;
    int r = ticket_layout_parse("(built-in)", ticket_layout_text, strlen(ticket_layout_text), NULL, &mistakes, &layout);
    assert(r == 0 && layout && "the built-in layout is refused by its own table");
    (void)r;
    config_mistakes_done(&mistakes);
    return layout;
}

struct ticket_layout *ticket_layout_free(struct ticket_layout *layout)
{
    if (!layout)
        return NULL;
    struct arena arena = layout->arena; /* it holds the lines; the layout itself is apart */
    free(layout);
    arena_done(&arena);
    return NULL;
}

/* --- what differs --- */

static void write_line(const struct ticket_line *line, struct arena *arena, struct buffer *out)
{
    const struct ticket_draft draft = {.line = *line};
    const struct ticket_options options = ticket_block_options(line->block, arena);
    buffer_printf(out, "{ ");
    for (size_t i = 0; i < options.count; i++) {
        const struct config_option *option = &options.rows[i];
        const void *value = (const char *)&draft + option->offset;
        if (option->kind == CONFIG_ANY)
            buffer_printf(out, "%s = %g; ", option->name, (double)line->module_um / 1000);
        else
            buffer_printf(out, "%s = %s; ", option->name, config_option_text(option, value, arena));
    }
    buffer_append_byte(out, '}');
}

static const char *list_text(const struct ticket_list *list, struct arena *arena)
{
    _cleanup_(buffer_done) struct buffer out = {0};
    buffer_printf(&out, "( ");
    for (size_t i = 0; i < list->count; i++) {
        buffer_printf(&out, "%s", i == 0 ? "" : ", ");
        write_line(&list->lines[i], arena, &out);
    }
    buffer_printf(&out, " )");
    return arena_strndup(arena, buffer_bytes(&out), out.length);
}

void ticket_layout_compare(const struct ticket_layout *before, const struct ticket_layout *after, struct arena *arena,
                           struct catalogue_changes *changes)
{
    for (enum ticket_paper paper = 0; paper < TICKET_PAPERS; paper++)
        catalogue_change_field(changes, "layout", ticket_paper_words[paper], "blocks",
                               list_text(ticket_layout_list(before, paper), arena),
                               list_text(ticket_layout_list(after, paper), arena));
}

/* --- the sample --- */

static const char heading[] =
        "SPDX-License-Identifier: MIT\n"
        "\n"
        "ticket.conf: what stands on paper, block by block from the top. There is a list for each kind of paper: "
        "`ticket`; `code`, the slip of a booking or a return code; `information`, a slip about a service. Below are "
        "the "
        "lists that are built in; a list that is left out is as here.\n"
        "\n"
        "A block that has nothing to say of a ticket takes no room. The word COPY, in the visitor's language, stands "
        "on "
        "top of what is printed again, whatever stands here. The paper of a test has no layout. Letters are smaller on "
        "paper of 58 mm, the number is as high.\n"
        "\n"
        "After every change: novbe check, and novbe-printer --preview shows what it looks like. To put it in force: "
        "systemctl reload novbed, which novbe-printer follows (on another machine: systemctl reload novbe-printer). A "
        "file with a mistake changes nothing; a novbe-printer that finds one as it starts "
        "prints "
        "as here.\n"
        "\n"
        "What may be said of a block:";

/* "In every list", "In ticket, code". */
static const char *papers_text(unsigned papers, struct arena *arena)
{
    if (papers == (1u << TICKET_PAPERS) - 1)
        return "In every list";
    const char *text = "";
    for (int paper = 0; paper < TICKET_PAPERS; paper++) {
        if (papers & 1u << paper)
            text = arena_printf(arena, "%s%s %s", text, *text ? "," : "In", ticket_paper_words[paper]);
    }
    return text;
}

/* "height_mm (15 to 30, default 18)". */
static const char *option_text(const struct config_option *option, struct arena *arena)
{
    if (option->kind == CONFIG_INT)
        return arena_printf(arena, "%s (%" PRId64 " to %" PRId64 ", default %s)", option->name, option->minimum,
                            option->maximum, option->fallback);
    return option->fallback ? option->name : arena_printf(arena, "%s (must be given)", option->name);
}

static const char *block_text(int block, struct arena *arena)
{
    const struct ticket_block_row *row = &ticket_blocks[block];
    const struct ticket_options options = ticket_block_options(block, arena);
    const char *text =
            arena_printf(arena, "%-10s %s %s", ticket_block_words[block], row->help, papers_text(row->papers, arena));
    for (size_t i = 1; i < options.count; i++) /* behind its name */
        text = arena_printf(arena, "%s%s %s", text, i == 1 ? ":" : ",", option_text(&options.rows[i], arena));
    return arena_printf(arena, "%s.", text);
}

void ticket_layout_write_sample(FILE *out)
{
    enum { HANG = 11 };
    struct arena arena;
    arena_init(&arena);
    config_write_comment(heading, 0, out);
    const struct ticket_options any = ticket_block_options(-1, &arena);
    for (size_t i = 1; i < any.count; i++)
        config_write_comment(arena_printf(&arena, "%-10s %s", any.rows[i].name, any.rows[i].help), HANG, out);
    config_write_comment("\nThe blocks, where they may stand and what may be said of them:", 0, out);
    for (int block = 0; block < TICKET_BLOCK_COUNT; block++)
        config_write_comment(block_text(block, &arena), HANG, out);
    fprintf(out, "\n%s", ticket_layout_text);
    arena_done(&arena);
}
