/* SPDX-License-Identifier: MIT
 *
 * How a printer is set up: what its PPD says, and the options of the job. Libcups reads PPDs, too, by functions that it
 * calls deprecated; two lines of the file are all that is needed.
 */
#pragma once

#include "printer/escpos/language.h"

struct ppd {
    int dots; /* across the head */
    enum language_cut cut;
};

/* `text`: of the file, whose "*NovbeDots: 576" and "*DefaultCutMedia: Partial" count; NULL: as if they were so. */
void ppd_read(const char *text, struct ppd *ret_ppd);
/* The job's CutMedia: None, Partial, Full; NULL or another word: as it was. */
void ppd_choose_cut(struct ppd *ppd, const char *word);
