/* SPDX-License-Identifier: MIT
 *
 * What a program has to say to its user beside its pages: what was done, or why it was not, and an answer that opens
 * over the page. Part of a program's model; all is NULL at first.
 */
#pragma once

#include "common/base.h"

struct told {
    char *good;                  /* what was done; NULL: nothing to say */
    char *trouble;               /* why the last wish was not done; NULL: it was */
    char *answer_title, *answer; /* of a question: why was it called? */
};

void told_done(struct told *told);
/* Of what was done and why it was not there is one, the other is forgotten; the text is taken over; NULL: nothing. */
void told_say(struct told *told, char *text);
void told_trouble(struct told *told, char *text);
/* Both texts are taken over. */
void told_answer(struct told *told, char *title, char *text);
