/* SPDX-License-Identifier: MIT
 *
 * How a printer is set up: what its PPD says, and the options of the job. Libcups reads PPDs, too, by functions that it
 * calls deprecated; two lines of the file are all that is needed.
 */
#pragma once

#include "printer/escpos/language.h"

struct settings {
    int dots; /* across the head */
    enum language_cut cut;
};

/* `ppd`: text of the file, whose "*NovbeDots: 576" and "*DefaultCutMedia: Partial" count; NULL: as if they were so. */
void settings_read(const char *ppd, struct settings *ret_settings);
/* The job's CutMedia: None, Partial, Full; NULL or another word: as it was. */
void settings_cut(struct settings *settings, const char *word);
