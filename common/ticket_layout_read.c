/* SPDX-License-Identifier: MIT
 *
 * Reads ticket.conf: each list line by line, by the options of the block that the line names, then what a list must
 * hold. No step stops at a mistake.
 */
#include "common/ticket_block.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/catalogue_table.h"
#include "common/catalogue_text.h"

enum { LINES_MOST = 64 };

struct reader {
    struct arena *arena;
    struct config_mistakes *mistakes;
    struct text_gaps *gaps; /* NULL: nobody looks at texts */
    enum ticket_paper paper;
};

struct file {
    const config_setting_t *lists[TICKET_PAPERS];
};

/* clang-format off */
static const struct config_option list_options[TICKET_PAPERS] = {
    {.name = "ticket", .kind = CONFIG_ANY, .offset = offsetof(struct file, lists[TICKET_PAPER_TICKET]), .fallback = "( )"},
    {.name = "code", .kind = CONFIG_ANY, .offset = offsetof(struct file, lists[TICKET_PAPER_CODE]), .fallback = "( )"},
    {.name = "information", .kind = CONFIG_ANY, .offset = offsetof(struct file, lists[TICKET_PAPER_INFORMATION]),
     .fallback = "( )"},
};
/* clang-format on */

#define MISTAKE(setting_, ...) config_mistake_at(reader->mistakes, CONFIG_ERROR, (setting_), __VA_ARGS__)

/* --- what a line holds --- */

/* -1: it names none. */
static int block_of(const config_setting_t *setting)
{
    const config_setting_t *name = config_setting_get_member(setting, "block");
    const char *word = name ? config_setting_get_string(name) : NULL;
    for (int block = 0; word && block < TICKET_BLOCK_COUNT; block++) {
        if (strcmp(ticket_block_words[block], word) == 0)
            return block;
    }
    return -1;
}

/* "number, where, service": what may stand on a paper. */
static const char *blocks_on(const struct reader *reader)
{
    const char *list = "";
    for (int block = 0; block < TICKET_BLOCK_COUNT; block++) {
        if (ticket_blocks[block].papers & 1u << reader->paper)
            list = arena_printf(reader->arena, "%s%s%s", list, *list ? ", " : "", ticket_block_words[block]);
    }
    return list;
}

static void read_module(const struct reader *reader, const struct ticket_draft *draft, struct ticket_line *line)
{
    char found[CONFIG_FOUND_SIZE];
    line->module_um = TICKET_MODULE_UM;
    if (!draft->module_mm)
        return;
    double um = config_setting_is_number(draft->module_mm) ? config_setting_get_float(draft->module_mm) * 1000 : 0;
    if (config_setting_type(draft->module_mm) != CONFIG_TYPE_FLOAT)
        um = config_setting_is_number(draft->module_mm) ? (double)config_setting_get_int64(draft->module_mm) * 1000 : 0;
    if (um >= TICKET_MODULE_LEAST_UM && um <= TICKET_MODULE_MOST_UM)
        line->module_um = lround(um);
    else
        MISTAKE(draft->module_mm, "module_mm: found %s, expected a number, 0.25 to 2 mm",
                config_found(draft->module_mm, found));
}

static void read_text(const struct reader *reader, const config_setting_t *setting, const struct ticket_line *line)
{
    const config_setting_t *member = config_setting_get_member(setting, "text");
    if (!member || !config_setting_is_group(member))
        return; /* said already */
    if (config_setting_length(member) == 0)
        MISTAKE(member, "text: found nothing, expected a text in each language of the centre");
    for (size_t i = 0; i < line->text.count; i++) {
        if (strchr(line->text.items[i].text, '\t')) /* other control characters come through no file */
            MISTAKE(member, "text.%s: holds a tab, expected text and line breaks", line->text.items[i].language);
    }
    struct catalogue_origin origin = catalogue_origin_of(member, reader->arena);
    if (reader->gaps)
        text_gaps_note(reader->gaps, &line->text, &origin, "text");
}

/* --- the logo --- */

/* What is wrong with a picture, by its first bytes; NULL: nothing. What is drawn of it is a matter of the page. */
static const char *picture_trouble(const char *path)
{
    static const unsigned char begin[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    unsigned char bytes[sizeof(begin)];
    struct stat status;
    _cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &status) < 0)
        return strerror(errno);
    if (!S_ISREG(status.st_mode))
        return "it is not a regular file";
    bool is_png = read(fd, bytes, sizeof(bytes)) == (ssize_t)sizeof(bytes) && memcmp(bytes, begin, sizeof(begin)) == 0;
    return is_png ? NULL : "it is not a PNG file";
}

static void read_file(const struct reader *reader, const config_setting_t *setting, struct ticket_line *line)
{
    const config_setting_t *member = config_setting_get_member(setting, "file");
    if (!member || config_setting_type(member) != CONFIG_TYPE_STRING || !*line->file)
        return; /* said already */
    const char *here = config_setting_source_file(member), *slash = strrchr(here, '/');
    if (*line->file != '/' && slash)
        line->file = arena_printf(reader->arena, "%.*s/%s", (int)(slash - here), here, line->file);
    const char *trouble = picture_trouble(line->file);
    if (trouble)
        config_mistake_at(reader->mistakes, CONFIG_WARNING, member, "file: \"%s\": %s; paper comes without this logo",
                          line->file, trouble);
}

/* --- lines and lists --- */

static void read_line(const struct reader *reader, const config_setting_t *setting, struct ticket_line *line)
{
    if (!config_setting_is_group(setting)) {
        char found[CONFIG_FOUND_SIZE];
        MISTAKE(setting, "%s: found %s, expected a group { block = ..; }", ticket_paper_words[reader->paper],
                config_found(setting, found));
        return;
    }
    int block = block_of(setting);
    struct ticket_draft draft = {.line = {.file = NULL}};
    const struct ticket_options options = ticket_block_options(block, reader->arena);
    config_read_group(setting, options.rows, options.count, reader->arena, reader->mistakes, &draft);
    *line = draft.line;
    line->where_file = arena_strdup(reader->arena, config_setting_source_file(setting));
    line->where_line = config_setting_source_line(setting);
    if (block < 0)
        return;
    const struct ticket_block_row *row = &ticket_blocks[block];
    if (!(row->papers & 1u << reader->paper))
        MISTAKE(setting, "%s: block \"%s\" has nothing to say there, expected one of %s",
                ticket_paper_words[reader->paper], ticket_block_words[block], blocks_on(reader));
    if (row->options & 1u << TICKET_OPTION_MODULE)
        read_module(reader, &draft, line);
    if (row->options & 1u << TICKET_OPTION_TEXT)
        read_text(reader, setting, line);
    if (row->options & 1u << TICKET_OPTION_FILE)
        read_file(reader, setting, line);
}

static bool holds(const config_setting_t *list, int block)
{
    for (int i = 0; i < config_setting_length(list); i++) {
        const config_setting_t *line = config_setting_get_elem(list, (unsigned)i);
        if (config_setting_is_group(line) && block_of(line) == block)
            return true;
    }
    return false;
}

/* Without these a paper is worth nothing; and what stands behind the cut stays in the printer. */
static void check_list(const struct reader *reader, const config_setting_t *setting, const struct ticket_list *list)
{
    for (int block = 0; block < TICKET_BLOCK_COUNT; block++) {
        if ((ticket_blocks[block].needed & 1u << reader->paper) && !holds(setting, block))
            MISTAKE(setting, "%s: no block \"%s\", expected one", ticket_paper_words[reader->paper],
                    ticket_block_words[block]);
    }
    for (size_t i = 0; i + 1 < list->count; i++) {
        const config_setting_t *line = config_setting_get_elem(setting, (unsigned)i);
        if (config_setting_is_group(line) && block_of(line) == TICKET_BLOCK_CUT)
            MISTAKE(line, "%s: more follows the cut, expected it last", ticket_paper_words[reader->paper]);
    }
}

static void read_list(const struct reader *reader, const config_setting_t *setting, struct ticket_list *list)
{
    bool is_empty = config_setting_is_aggregate(setting) && config_setting_length(setting) == 0;
    if (!config_setting_is_list(setting) && !is_empty) {
        MISTAKE(setting, "%s: expected a list ( { ... }, ... )", ticket_paper_words[reader->paper]);
        return;
    }
    list->count = (size_t)config_setting_length(setting);
    if (list->count > LINES_MOST) {
        MISTAKE(setting, "%s: %zu blocks, expected %d at most", ticket_paper_words[reader->paper], list->count,
                LINES_MOST);
        list->count = LINES_MOST;
    }
    list->lines = arena_new_n(reader->arena, struct ticket_line, list->count);
    for (size_t i = 0; i < list->count; i++)
        read_line(reader, config_setting_get_elem(setting, (unsigned)i), &list->lines[i]);
    check_list(reader, setting, list);
}

/* --- the file --- */

/* A list that is left out is the built-in one. */
static void copy_list(const struct ticket_list *from, struct arena *arena, struct ticket_list *to)
{
    to->count = from->count;
    to->lines =
            arena_regrow(arena, from->lines, sizeof(*from->lines) * from->count, sizeof(*from->lines) * from->count);
    for (size_t i = 0; i < to->count; i++) /* it has neither texts nor files */
        to->lines[i].where_file = arena_strdup(arena, from->lines[i].where_file);
}

static struct ticket_list *list_of(struct ticket_layout *layout, enum ticket_paper paper)
{
    struct ticket_list *const lists[TICKET_PAPERS] = {&layout->ticket, &layout->code, &layout->information};
    return lists[paper];
}

static struct ticket_layout *layout_new(void)
{
    struct ticket_layout *layout = mem_new(struct ticket_layout);
    arena_init(&layout->arena);
    return layout;
}

static void read_lists(struct reader *reader, const struct file *file, struct ticket_layout *layout)
{
    _cleanup_(ticket_layout_freep) struct ticket_layout *built_in = NULL;
    for (enum ticket_paper paper = 0; paper < TICKET_PAPERS; paper++) {
        reader->paper = paper;
        if (file->lists[paper]) {
            read_list(reader, file->lists[paper], list_of(layout, paper));
            continue;
        }
        if (!built_in)
            built_in = ticket_layout_built_in();
        copy_list(list_of(built_in, paper), reader->arena, list_of(layout, paper));
    }
}

static int read_root(const config_setting_t *root, const struct i18n *i18n, struct config_mistakes *mistakes,
                     struct ticket_layout **ret_layout)
{
    size_t errors = mistakes->errors;
    struct file file = {0};
    struct text_gaps gaps;
    _cleanup_(ticket_layout_freep) struct ticket_layout *layout = layout_new();
    struct reader reader = {.arena = &layout->arena, .mistakes = mistakes};
    if (i18n) {
        text_gaps_init(&gaps, i18n, reader.arena, mistakes);
        reader.gaps = &gaps;
    }
    config_read_group(root, list_options, ARRAY_SIZE(list_options), reader.arena, mistakes, &file);
    read_lists(&reader, &file, layout);
    if (i18n)
        text_gaps_report(&gaps);
    if (mistakes->errors != errors)
        return -EBADMSG;
    *ret_layout = layout;
    layout = NULL;
    return 0;
}

int ticket_layout_load(const char *path, const struct i18n *i18n, struct config_mistakes *mistakes,
                       struct ticket_layout **ret_layout)
{
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    int r = config_file_read(path, 0, mistakes, &file);
    return r < 0 ? r : read_root(config_file_root(file), i18n, mistakes, ret_layout);
}

int ticket_layout_parse(const char *name, const char *text, size_t length, const struct i18n *i18n,
                        struct config_mistakes *mistakes, struct ticket_layout **ret_layout)
{
    _cleanup_(config_file_freep) struct config_file *file = NULL;
    int r = config_file_parse(name, text, length, mistakes, &file);
    return r < 0 ? r : read_root(config_file_root(file), i18n, mistakes, ret_layout);
}
