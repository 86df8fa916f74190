/* SPDX-License-Identifier: MIT
 *
 * What a program has to say to its user beside its pages.
 */
#include "kiosk/ui/told.h"

#include <stdlib.h>

static void tell(struct told *told, char *good, char *trouble)
{
    free(told->good);
    free(told->trouble);
    told->good = good;
    told->trouble = trouble;
}

void told_say(struct told *told, char *text)
{
    tell(told, text, NULL);
}

void told_trouble(struct told *told, char *text)
{
    tell(told, NULL, text);
}

void told_answer(struct told *told, char *title, char *text)
{
    free(told->answer_title);
    free(told->answer);
    told->answer_title = title;
    told->answer = text;
}

void told_done(struct told *told)
{
    tell(told, NULL, NULL);
    told_answer(told, NULL, NULL);
}
