/* SPDX-License-Identifier: MIT
 *
 * Which texts a language of the centre lacks: an error each, or one counted warning for a language whose file names a
 * fallback. For catalogue and calendar alike.
 */
#pragma once

#include "common/arena.h"
#include "common/catalogue.h"
#include "common/i18n.h"

struct text_gaps {
    const struct i18n *i18n;
    struct config_mistakes *mistakes;
    struct arena *arena;
    struct text_gap *languages; /* one a language of the centre */
};

void text_gaps_init(struct text_gaps *gaps, const struct i18n *i18n, struct arena *arena,
                    struct config_mistakes *mistakes);
/* Looks at one text; `what` names it: "service \"passport\": bring". One that nobody wrote in any language is no gap.
 */
void text_gaps_note(struct text_gaps *gaps, const struct config_text *text, const struct catalogue_origin *origin,
                    const char *what);
/* Adds the counted warnings. */
void text_gaps_report(struct text_gaps *gaps);

/* Does the text fit `lines` lines of `columns` columns, broken between words? */
bool text_fits_lines(const char *text, size_t columns, size_t lines, struct arena *arena);
