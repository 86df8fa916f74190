/* SPDX-License-Identifier: MIT
 *
 * What a report says on a page, in the reader's language: sentences, tiles, charts and tables as texts, each with the
 * number behind it. Nothing here knows how it looks: html.c and pdf.c show one and the same outline.
 */
#pragma once

#include "common/arena.h"
#include "common/report/report.h"

enum outline_tone { TONE_PLAIN, TONE_FAINT, TONE_GOOD, TONE_BAD };

struct outline_cell {
    const char *text;
    const char *hint; /* small beside it; NULL: none */
    double value;     /* what it sorts by, if known */
    bool known;
    enum outline_tone tone;
};

struct outline_column {
    const char *group; /* NULL: none. Columns of a group stand side by side */
    const char *title;
    bool number;
    bool screen;       /* a sheet has no room for it */
    const char *brief; /* short title of one of the few that a narrow terminal has room for; NULL: it is none. A table
                          that has none shows all */
};

/* The first column names the row. */
struct outline_row {
    struct outline_cell *cells;
    bool total; /* of the whole report: stands last, whatever the order */
    bool minor; /* not among those that a sheet has room for (OUTLINE_ROWS_OF_PAPER) */
};

struct outline_grid {
    const char *title; /* NULL: that of its section */
    size_t columns, count, room;
    struct outline_column *heads;
    struct outline_row *rows;
    bool folded;  /* more than a first look needs */
    bool ordered; /* has an order that must not be changed */
};

/* A cell for every row and column. */
struct outline_heat {
    size_t rows, columns;
    const char **row_names, **column_names;
    struct outline_heat_cell {
        bool known;
        double value;
        int step;          /* 0 (least) to OUTLINE_STEPS - 1 */
        const char *text;  /* in the cell */
        const char *words; /* all that is known of it */
    } * cells;
    const char *least, *most; /* of the legend */
};

struct outline_curve {
    size_t count;
    struct outline_point {
        const char *key, *name;
        const char *label; /* under the axis */
        bool known;        /* somebody was called */
        int64_t median_ms, p90_ms, entered;
        const char *median, *p90, *words;
    } * points;
    const char *median_name, *p90_name, *entered_name, *target_name;
    int64_t target_ms; /* 0: none, or not one */
    int64_t top_ms;    /* of the axis */
    size_t marks;      /* of the axis, from 0 to the top in equal steps */
    const char **mark_names;
};

/* Bars of parts that add up. */
struct outline_stack {
    size_t parts, count;
    const char **part_names;
    struct outline_bar {
        const char *name, *whole;
        int64_t whole_ms;
        int64_t *part_ms;
        const char **texts;
    } * bars;
};

struct outline_section {
    const char *id; /* a word of letters, digits and _ */
    const char *title;
    const char *note; /* NULL: none */
    struct outline_curve *curve;
    struct outline_heat *heat;
    struct outline_stack *stack;
    struct outline_grid *grids[10];
    size_t grid_count;
    bool paper;   /* belongs on the sheet that is printed from a browser */
    bool figures; /* it tells the figures of lines */
    bool changes; /* its figures may span a changed target: outline_changes() stand under it */
    bool brief;   /* of several that there were some: it stands on the first page */
};

struct outline_tile {
    const char *name, *value;
    const char *note; /* NULL: none */
    enum outline_tone tone;
};

struct outline {
    struct arena arena;
    const struct language *language;
    const struct manager_report *report;
    const char *centre, *name, *title, *day, *made; /* name: "Report"; title: all of it on one line */
    const char *open;                               /* NULL, or that it is not final */
    const char *bounds;                             /* NULL, or of which agencies alone */
    const char *untold;                             /* NULL, or what of what broke or changed is not told one by one */
    const char *days;                               /* NULL (one), or how many of them have anything */
    const char *against;                            /* NULL, or with what notes of tiles compare */
    struct {
        const char *text, *id; /* of the section that it leads to; NULL: none */
    } sentences[REPORT_SENTENCES];
    struct outline_tile *tiles;
    size_t tile_count;
    struct outline_section **sections;
    size_t section_count, section_room;
    const char *definitions_title;
    const char **definitions;
    size_t definition_count;
    const char *definitions_brief; /* where a sheet has no room for them */
    const char **changes;          /* of targets */
    size_t change_count;
    const char *changes_brief; /* of several that there were some; NULL: there were no several */
};

/* Rows of tables and of heat maps that a sheet has room for. */
enum { OUTLINE_STEPS = 6, OUTLINE_ROWS_OF_PAPER = 30, OUTLINE_HEAT_ROWS_OF_PAPER = 10 };

void outline_init(struct outline *outline, const struct manager_report *report, const struct language *language);
void outline_done(struct outline *outline);
/* The lines under a section's figures: which targets were changed in these days. Answers how many. */
size_t outline_changes(const struct outline *outline, const struct outline_section *section,
                       const char *const **ret_lines);
const struct outline_section *outline_find(const struct outline *outline, const char *id); /* NULL: it has none */
