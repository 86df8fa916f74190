/* SPDX-License-Identifier: MIT
 *
 * Settings out of the text of a PPD.
 */
#include "printer/escpos/ppd.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* "*NAME: value" at the beginning of a line; the value ends where the line does. NULL: not there. */
static const char *find(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, name, length) == 0)
            return line + length + strspn(line + length, " \t");
    }
    return NULL;
}

void ppd_choose_cut(struct ppd *ppd, const char *word)
{
    static const char *const words[] = {[CUT_NONE] = "None", [CUT_PARTIAL] = "Partial", [CUT_FULL] = "Full"};
    for (size_t i = 0; word && i < ARRAY_SIZE(words); i++) {
        size_t length = strlen(words[i]);
        if (strncmp(word, words[i], length) == 0 && !isalnum((unsigned char)word[length]))
            ppd->cut = (enum language_cut)i;
    }
}

void ppd_read(const char *text, struct ppd *ret_ppd)
{
    *ret_ppd = (struct ppd){.dots = 576, .cut = CUT_PARTIAL};
    const char *dots = text ? find(text, "*NovbeDots:") : NULL;
    long count = dots ? strtol(dots + strspn(dots, "\""), NULL, 10) : 0;
    if (count >= 8 && count <= STRIP_DOTS_MOST && count % 8 == 0)
        ret_ppd->dots = (int)count;
    ppd_choose_cut(ret_ppd, text ? find(text, "*DefaultCutMedia:") : NULL);
}
