/* SPDX-License-Identifier: MIT
 *
 * ESC/POS: what is said to a receipt printer, and what its bytes say. Pure.
 *
 * Source: Epson, "ESC/POS Command Reference", https://download4.epson.biz/sec_pubs/pos/reference_en/escpos/ : ESC @,
 * GS a, GS v 0, ESC J, GS V, GS r, DLE EOT. Other makers follow it, more or less.
 */
#pragma once

#include "common/buffer.h"
#include "printer/escpos/strip.h"

enum {
    LANGUAGE_BAND_ROWS = 128, /* of a band; printers with a small memory lose what is much higher */
    LANGUAGE_TEAR_DOTS = 160, /* 20 mm at 203 dpi: from the head to the edge where paper is torn off */
};

enum language_cut { CUT_NONE, CUT_PARTIAL, CUT_FULL };

/* Forgets what was before, and is silent unless asked. */
void language_begin(struct buffer *out);
/* The strip in bands, without what follows it. */
void language_draw(const struct strip *strip, struct buffer *out);
/* Paper goes on until the last row is out, and is cut there. */
void language_cut(enum language_cut cut, struct buffer *out);
/* Asks for an answer that comes once all before it was done. */
void language_ask_end(struct buffer *out);

/* Questions that are answered at once, whatever the printer is doing: DLE EOT 1, 2 and 4. */
enum language_question { ASK_PRINTER = 1, ASK_OFFLINE = 2, ASK_PAPER = 4 };
enum { LANGUAGE_QUESTION_BYTES = 3 };
void language_ask(enum language_question question, unsigned char ret_bytes[LANGUAGE_QUESTION_BYTES]);

/* Which kind of answer a byte is: its fixed bits tell. */
bool language_is_status(unsigned char byte); /* of language_ask() */
bool language_is_end(unsigned char byte);    /* of language_ask_end() */

/* What hinders a printer, or will. */
enum language_trouble {
    TROUBLE_PAPER_OUT = 1,
    TROUBLE_COVER_OPEN = 2,
    TROUBLE_JAM = 4, /* its cutter, or what else needs a hand */
    TROUBLE_OFFLINE = 8,
    TROUBLE_PAPER_LOW = 16, /* hinders nothing */
};
#define TROUBLES_THAT_HINDER ((unsigned)(TROUBLE_PAPER_OUT | TROUBLE_COVER_OPEN | TROUBLE_JAM | TROUBLE_OFFLINE))

/* What an answer says of enum language_trouble. */
unsigned language_status(enum language_question question, unsigned char byte);
/* The same of the answer at the end: paper only. */
unsigned language_end_status(unsigned char byte);
