/* SPDX-License-Identifier: MIT
 *
 * The rows of the blocks, the options they may have, and the lists that are built in.
 */
#include "common/ticket_block.h"

#define ON_TICKET      (1u << TICKET_PAPER_TICKET)
#define ON_CODE        (1u << TICKET_PAPER_CODE)
#define ON_INFORMATION (1u << TICKET_PAPER_INFORMATION)
#define ON_CODES       (ON_TICKET | ON_CODE)
#define ON_ALL         (ON_TICKET | ON_CODE | ON_INFORMATION)

#define HAS(option) (1u << TICKET_OPTION_##option)
#define LETTERS     (HAS(SIZE) | HAS(STRONG))

const char *const ticket_paper_words[TICKET_PAPERS + 1] = {
        [TICKET_PAPER_TICKET] = "ticket",
        [TICKET_PAPER_CODE] = "code",
        [TICKET_PAPER_INFORMATION] = "information",
};

const char *const ticket_block_words[TICKET_BLOCK_COUNT + 1] = {
        [TICKET_BLOCK_LOGO] = "logo",   [TICKET_BLOCK_CENTRE] = "centre",   [TICKET_BLOCK_NUMBER] = "number",
        [TICKET_BLOCK_WHERE] = "where", [TICKET_BLOCK_SERVICE] = "service", [TICKET_BLOCK_RANGE] = "range",
        [TICKET_BLOCK_AHEAD] = "ahead", [TICKET_BLOCK_ISSUED] = "issued",   [TICKET_BLOCK_CODE] = "code",
        [TICKET_BLOCK_QR] = "qr",       [TICKET_BLOCK_WAY] = "way",         [TICKET_BLOCK_PARTY] = "party",
        [TICKET_BLOCK_EXTRA] = "extra", [TICKET_BLOCK_BRING] = "bring",     [TICKET_BLOCK_ORDER] = "order",
        [TICKET_BLOCK_WATCH] = "watch", [TICKET_BLOCK_ASK] = "ask",         [TICKET_BLOCK_TODAY] = "today",
        [TICKET_BLOCK_HOURS] = "hours", [TICKET_BLOCK_SLOT] = "slot",       [TICKET_BLOCK_PROOF] = "proof",
        [TICKET_BLOCK_TEXT] = "text",   [TICKET_BLOCK_RULE] = "rule",       [TICKET_BLOCK_GAP] = "gap",
        [TICKET_BLOCK_CUT] = "cut",
};

/* A number of 30 mm is as wide as the paper for three signs. */
const struct ticket_block_row ticket_blocks[TICKET_BLOCK_COUNT] = {
        [TICKET_BLOCK_LOGO] = {.papers = ON_ALL,
                               .options = HAS(WIDTH) | HAS(FILE),
                               .help = "A picture, in the middle."},
        [TICKET_BLOCK_CENTRE] = {.papers = ON_ALL, .options = LETTERS, .help = "The name of the centre."},
        [TICKET_BLOCK_NUMBER] = {.papers = ON_TICKET,
                                 .needed = ON_TICKET,
                                 .options = HAS(HEIGHT),
                                 .height_mm = {TICKET_NUMBER_LEAST_MM, 30, "18"},
                                 .help = "The number; one that is too wide is drawn narrower, then lower, down to 15 "
                                         "mm, then its letters above its digits."},
        [TICKET_BLOCK_WHERE] = {.papers = ON_TICKET,
                                .options = LETTERS,
                                .help = "Where to wait: the zone, if all counters that serve it are in one."},
        [TICKET_BLOCK_SERVICE] = {.papers = ON_ALL,
                                  .needed = ON_INFORMATION,
                                  .options = LETTERS,
                                  .help = "The service, of a visit of several steps the next one; on a ticket its "
                                          "agency below it."},
        [TICKET_BLOCK_RANGE] = {.papers = ON_TICKET,
                                .options = LETTERS,
                                .help = "When it will probably be called, by the clock; nothing where that is not "
                                        "known."},
        [TICKET_BLOCK_AHEAD] = {.papers = ON_TICKET, .options = LETTERS, .help = "How many people are ahead."},
        [TICKET_BLOCK_ISSUED] = {.papers = ON_ALL, .options = LETTERS, .help = "Date and time of issue."},
        [TICKET_BLOCK_CODE] = {.papers = ON_CODES,
                               .needed = ON_CODE,
                               .options = LETTERS,
                               .help = "The check code, or the code of a booking or a return."},
        [TICKET_BLOCK_QR] = {.papers = ON_CODES,
                             .options = HAS(MODULE),
                             .help = "The same for scanners: number, day and check code, or the code; no name."},
        [TICKET_BLOCK_WAY] = {.papers = ON_TICKET,
                              .options = HAS(SIZE),
                              .help = "Of a visit of several steps the way: service, agency and place of each, those "
                                      "done ticked, the next one marked; of any other nothing."},
        [TICKET_BLOCK_PARTY] = {.papers = ON_TICKET,
                                .options = LETTERS,
                                .help = "For how many people it is, if for more than one."},
        [TICKET_BLOCK_EXTRA] = {.papers = ON_TICKET,
                                .options = LETTERS,
                                .help = "The service's own line, `ticket_text` in the catalogue."},
        [TICKET_BLOCK_BRING] = {.papers = ON_TICKET | ON_INFORMATION,
                                .options = HAS(SIZE),
                                .help = "What to bring, item by item."},
        [TICKET_BLOCK_ORDER] = {.papers = ON_TICKET,
                                .options = LETTERS,
                                .help = "That numbers are not called one after the other."},
        [TICKET_BLOCK_WATCH] = {.papers = ON_TICKET, .options = LETTERS, .help = "\"Please watch the board\"."},
        [TICKET_BLOCK_ASK] = {.papers = ON_TICKET,
                              .options = LETTERS,
                              .help = "That any kiosk tells the place in the queue, by number and check code."},
        [TICKET_BLOCK_TODAY] = {.papers = ON_TICKET, .options = LETTERS, .help = "\"Valid today only\"."},
        [TICKET_BLOCK_HOURS] = {.papers = ON_INFORMATION, .options = LETTERS, .help = "When the service is open."},
        [TICKET_BLOCK_SLOT] = {.papers = ON_CODE,
                               .options = LETTERS,
                               .help = "The booked day and time, or what a return code is good for."},
        [TICKET_BLOCK_PROOF] =
                {.papers = ON_TICKET,
                 .options = LETTERS,
                 .help = "Eight signs of the ledger's hash just before the ticket was issued: whoever keeps "
                         "the paper can prove what was entered until then."},
        [TICKET_BLOCK_TEXT] = {.papers = ON_ALL, .options = LETTERS | HAS(TEXT), .help = "Any text."},
        [TICKET_BLOCK_RULE] = {.papers = ON_ALL, .help = "A line over the width."},
        [TICKET_BLOCK_GAP] = {.papers = ON_ALL,
                              .options = HAS(HEIGHT),
                              .height_mm = {1, 50, "3"},
                              .help = "More room than there is between blocks anyway."},
        [TICKET_BLOCK_CUT] = {.papers = ON_ALL, .help = "The paper is cut; it stands last. A paper without is not."},
};

static const char *const size_words[] = {
        [TICKET_SMALL] = "small", [TICKET_NORMAL] = "normal", [TICKET_LARGE] = "large", NULL};

#define LINE(field) offsetof(struct ticket_draft, line.field)

static const struct config_option block_option = {
        .name = "block", .kind = CONFIG_WORD, .offset = LINE(block), .words = ticket_block_words, .help = "Its name."};

static const struct config_option options[TICKET_OPTION_COUNT] = {
        [TICKET_OPTION_SIZE] = {.name = "size",
                                .kind = CONFIG_WORD,
                                .offset = LINE(size),
                                .words = size_words,
                                .fallback = "\"normal\"",
                                .help = "Of its letters: \"small\", \"normal\" (the default) or \"large\"."},
        [TICKET_OPTION_STRONG] = {.name = "strong",
                                  .kind = CONFIG_BOOL,
                                  .offset = LINE(strong),
                                  .fallback = "false",
                                  .help = "true: bold letters."},
        [TICKET_OPTION_HEIGHT] = {.name = "height_mm",
                                  .kind = CONFIG_INT,
                                  .offset = LINE(height_mm),
                                  .unit = "mm",
                                  .help = "Of its capitals, or of the gap."},
        [TICKET_OPTION_WIDTH] = {.name = "width_mm",
                                 .kind = CONFIG_INT,
                                 .offset = LINE(width_mm),
                                 .unit = "mm",
                                 .minimum = 5,
                                 .maximum = 72,
                                 .fallback = "30",
                                 .help = "Of the picture at most; never wider than the paper, and a dot of it is "
                                         "never more than one of the printer."},
        [TICKET_OPTION_MODULE] = {.name = "module_mm",
                                  .kind = CONFIG_ANY,
                                  .offset = offsetof(struct ticket_draft, module_mm),
                                  .fallback = "0.6",
                                  .help = "Of one of its squares at least: 0.25 to 2, default 0.6. It becomes a whole "
                                          "number of the printer's dots."},
        [TICKET_OPTION_FILE] = {.name = "file",
                                .kind = CONFIG_STRING,
                                .offset = LINE(file),
                                .minimum = 1,
                                .maximum = 1024,
                                .help = "A PNG file, black on white. A path that does not begin with / is relative to "
                                        "the folder of this file."},
        [TICKET_OPTION_TEXT] = {.name = "text",
                                .kind = CONFIG_TEXT,
                                .offset = LINE(text),
                                .help = "In every language of the centre: { az = \"..\"; ru = \"..\"; en = \"..\"; }; "
                                        "\\n begins a line."},
};

static struct config_option option_of(int block, enum ticket_option option)
{
    struct config_option row = options[option];
    if (block < 0 && !row.fallback) { /* nothing is owed where nobody knows by what */
        row.fallback = row.kind == CONFIG_TEXT ? "{ }" : row.kind == CONFIG_INT ? "0" : "\"-\"";
    } else if (option == TICKET_OPTION_HEIGHT) {
        row.minimum = ticket_blocks[block].height_mm.least;
        row.maximum = ticket_blocks[block].height_mm.most;
        row.fallback = ticket_blocks[block].height_mm.fallback;
    }
    return row;
}

struct ticket_options ticket_block_options(int block, struct arena *arena)
{
    struct ticket_options table = {.rows = arena_new_n(arena, struct config_option, 1 + TICKET_OPTION_COUNT)};
    table.rows[table.count++] = block_option;
    for (enum ticket_option option = 0; option < TICKET_OPTION_COUNT; option++) {
        if (block < 0 || (ticket_blocks[block].options & 1u << option))
            table.rows[table.count++] = option_of(block, option);
    }
    return table;
}

const char ticket_layout_text[] = "ticket = (\n"
                                  "    { block = \"number\"; height_mm = 18; },\n"
                                  "    { block = \"where\"; size = \"large\"; strong = true; },\n"
                                  "    { block = \"service\"; strong = true; },\n"
                                  "    { block = \"extra\"; },\n"
                                  "    { block = \"party\"; },\n"
                                  "    { block = \"rule\"; },\n"
                                  "    { block = \"range\"; size = \"large\"; },\n"
                                  "    { block = \"ahead\"; },\n"
                                  "    { block = \"way\"; },\n"
                                  "    { block = \"qr\"; module_mm = 0.6; },\n"
                                  "    { block = \"code\"; strong = true; },\n"
                                  "    { block = \"issued\"; size = \"small\"; },\n"
                                  "    { block = \"cut\"; }\n"
                                  ");\n"
                                  "\n"
                                  "code = (\n"
                                  "    { block = \"centre\"; size = \"small\"; },\n"
                                  "    { block = \"slot\"; size = \"large\"; },\n"
                                  "    { block = \"service\"; strong = true; },\n"
                                  "    { block = \"rule\"; },\n"
                                  "    { block = \"code\"; size = \"large\"; strong = true; },\n"
                                  "    { block = \"qr\"; module_mm = 0.6; },\n"
                                  "    { block = \"issued\"; size = \"small\"; },\n"
                                  "    { block = \"cut\"; }\n"
                                  ");\n"
                                  "\n"
                                  "information = (\n"
                                  "    { block = \"centre\"; size = \"small\"; },\n"
                                  "    { block = \"service\"; size = \"large\"; strong = true; },\n"
                                  "    { block = \"hours\"; },\n"
                                  "    { block = \"rule\"; },\n"
                                  "    { block = \"bring\"; },\n"
                                  "    { block = \"issued\"; size = \"small\"; },\n"
                                  "    { block = \"cut\"; }\n"
                                  ");\n";
