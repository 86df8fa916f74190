/* SPDX-License-Identifier: MIT
 *
 * conf/ticket.conf: what stands on paper, block by block from the top. Read by novbe-printer, which prints it, and by
 * the daemon and `novbe check`, which tell its mistakes with file and line. Each kind of paper has a list:
 *
 *     ticket      = ( { block = "number"; height_mm = 18; }, { block = "where"; }, ... );
 *     code        = ( ... );     a booking's slip, a return code
 *     information = ( ... );     a slip about a service
 *
 * A list that is left out is the built-in one, which conf/ticket.conf shows. What a copy needs, the word COPY, stands
 * on top of every paper that is one, whatever the layout says. A test paper has no layout.
 *
 * What a block may hold, and on which papers it may stand, is its row in ticket_block.c.
 */
#pragma once

#include "common/arena.h"
#include "common/i18n.h"

enum ticket_paper { TICKET_PAPER_TICKET, TICKET_PAPER_CODE, TICKET_PAPER_INFORMATION, TICKET_PAPERS };
extern const char *const ticket_paper_words[TICKET_PAPERS + 1]; /* as in the file; NULL behind */

enum ticket_block {
    TICKET_BLOCK_LOGO,    /* file, width_mm */
    TICKET_BLOCK_CENTRE,  /* name of the centre */
    TICKET_BLOCK_NUMBER,  /* height_mm of its capitals: TICKET_NUMBER_LEAST_MM at least */
    TICKET_BLOCK_WHERE,   /* where to wait */
    TICKET_BLOCK_SERVICE, /* the next one of the visit, with its agency */
    TICKET_BLOCK_RANGE,   /* by the clock when it will be called */
    TICKET_BLOCK_AHEAD,   /* people ahead */
    TICKET_BLOCK_ISSUED,  /* date and time */
    TICKET_BLOCK_CODE,    /* check code, booking or return code */
    TICKET_BLOCK_QR,      /* module_mm */
    TICKET_BLOCK_WAY,     /* of a visit of several steps: agency, service, place, the next one marked; else nothing */
    TICKET_BLOCK_PARTY,   /* for how many, where it is more than one */
    TICKET_BLOCK_EXTRA,   /* the service's own line (catalogue: ticket_text) */
    TICKET_BLOCK_BRING,   /* what to bring */
    TICKET_BLOCK_ORDER,   /* "numbers are not called in order" */
    TICKET_BLOCK_WATCH,   /* "please watch the board" */
    TICKET_BLOCK_ASK,     /* "where am I: at any kiosk, by number and code" */
    TICKET_BLOCK_TODAY,   /* "valid today only" */
    TICKET_BLOCK_HOURS,   /* opening hours, of an information slip */
    TICKET_BLOCK_SLOT,    /* the booked time, or on which days a return code counts */
    TICKET_BLOCK_PROOF,   /* eight signs of the ledger's hash at issue */
    TICKET_BLOCK_TEXT,    /* text = { az = ".."; ru = ".."; en = ".."; } */
    TICKET_BLOCK_RULE,
    TICKET_BLOCK_GAP, /* height_mm */
    TICKET_BLOCK_CUT,
    TICKET_BLOCK_COUNT
};

/* Read from a bench, at arm's length, without glasses. */
enum { TICKET_NUMBER_LEAST_MM = 15 };

enum ticket_size { TICKET_SMALL, TICKET_NORMAL, TICKET_LARGE };

/* A block of a list; what does not belong to its kind is a mistake in the file. */
struct ticket_line {
    int block; /* enum ticket_block */
    int size;  /* enum ticket_size */
    bool strong;
    int64_t height_mm, width_mm; /* 0: the block has none */
    int64_t module_um;           /* of a QR code's module, micrometres; 0: the block has none */
    const char *file;            /* whole path; NULL: none */
    struct config_text text;
    const char *where_file; /* where it stands, for messages */
    unsigned where_line;
};

struct ticket_list {
    size_t count;
    struct ticket_line *lines;
};

struct ticket_layout {
    struct arena arena;
    struct ticket_list ticket, code, information;
};

/* Of the kind of paper. */
const struct ticket_list *ticket_layout_list(const struct ticket_layout *layout, enum ticket_paper paper);

/* Reads it; mistakes are collected with file and line, and then it returns -EBADMSG (or -errno of a file that cannot be
 * read, a mistake too). A text must be there in every language of `i18n`, or in a fallback; NULL: nobody looks. A logo
 * that is not there, or no picture, is a warning: the ticket is printed without it. */
int ticket_layout_load(const char *path, const struct i18n *i18n, struct config_mistakes *mistakes,
                       struct ticket_layout **ret_layout) attr_must_check;
/* The same from memory, `name` standing for its path. */
int ticket_layout_parse(const char *name, const char *text, size_t length, const struct i18n *i18n,
                        struct config_mistakes *mistakes, struct ticket_layout **ret_layout) attr_must_check;
/* The built-in one: what is printed, plainer, when the file has a mistake. Never NULL. */
struct ticket_layout *ticket_layout_built_in(void) __attribute__((returns_nonnull));
struct ticket_layout *ticket_layout_free(struct ticket_layout *layout);
DEFINE_CLEANUP(struct ticket_layout *, ticket_layout_free)

/* What differs, appended to `changes`: object "layout", the kind of paper as key, the field "blocks", both lists as
 * they would stand in the file. Texts live in `arena`. */
struct catalogue_changes;
void ticket_layout_compare(const struct ticket_layout *before, const struct ticket_layout *after, struct arena *arena,
                           struct catalogue_changes *changes);

/* The commented sample: what each block is, then the built-in lists. */
void ticket_layout_write_sample(FILE *out);
