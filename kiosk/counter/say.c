/* SPDX-License-Identifier: MIT
 *
 * Short pieces of text.
 */
#include "kiosk/counter/say.h"

#include <string.h>

#include "common/clock.h"

enum { SECOND_MS = 1000, MINUTE_MS = 60 * 1000 };

const char *say_clock(struct canvas *canvas, int64_t ms)
{
    long long seconds = ms > 0 ? ms / SECOND_MS : 0, minutes = seconds / 60;
    if (minutes >= 60)
        return canvas_printf(canvas, "%lld:%02lld:%02lld", minutes / 60, minutes % 60, seconds % 60);
    return canvas_printf(canvas, "%lld:%02lld", minutes, seconds % 60);
}

const char *say_left(struct canvas *canvas, int64_t ms)
{
    return say_clock(canvas, ms + SECOND_MS - 1);
}

const char *say_counter(struct canvas *canvas, const struct model *model, const char *key)
{
    const char *label =
            canvas_take(canvas, language_counter(canvas->language, names_counter(&model->names, key), false));
    return canvas_message(canvas, MESSAGE_COUNTER_COUNTER, I18N_TEXT("counter", label));
}

const char *say_language(const struct model *model, const char *code)
{
    const struct visitor_get_centre_out *centre = names_centre(&model->names);
    for (size_t i = 0; centre && i < centre->languages.count; i++) {
        if (strcmp(centre->languages.items[i].code, code) == 0)
            return centre->languages.items[i].name;
    }
    return code;
}

/* Needs are the catalogue's; what two keys of its sample ask of an operator is known here. */
static const struct {
    const char *key;
    enum i18n_message what_to_do;
} known_needs[] = {
        {"fetch", MESSAGE_COUNTER_NEED_FETCH},
        {"no-voice", MESSAGE_COUNTER_NEED_NO_VOICE},
};

const char *say_need(struct canvas *canvas, const struct model *model, const char *key)
{
    for (size_t i = 0; i < ARRAY_SIZE(known_needs); i++) {
        if (strcmp(known_needs[i].key, key) == 0)
            return canvas_message(canvas, known_needs[i].what_to_do);
    }
    return names_need(&model->names, key);
}

const char *say_both(struct canvas *canvas, const char *one, const char *other)
{
    if (!one || !*one)
        return other;
    return other && *other ? canvas_printf(canvas, "%s · %s", one, other) : one;
}

const char *say_papers(struct canvas *canvas, const struct counter_ticket *ticket)
{
    if (ticket->papers < 2)
        return NULL;
    return canvas_message(canvas, MESSAGE_PAPERS_MANY, I18N_NUMBER("count", ticket->papers),
                          I18N_TEXT("ticket", ticket->ticket));
}

const char *say_needs(struct canvas *canvas, const struct model *model, const struct counter_ticket *ticket)
{
    const char *needs = NULL;
    for (size_t i = 0; i < ticket->needs.count; i++)
        needs = say_both(canvas, needs, say_need(canvas, model, ticket->needs.items[i]));
    return needs;
}

const char *say_who(struct canvas *canvas, const struct model *model, const struct counter_ticket *ticket)
{
    const struct visitor_get_words_out *words = names_words(&model->names);
    bool regular = words && words->classes.count > 0 && strcmp(words->classes.items[0].key, ticket->class) == 0;
    const char *who = regular ? NULL : names_class(&model->names, ticket->class);
    who = say_both(canvas, who, say_language(model, ticket->language));
    if (ticket->party > 1)
        who = say_both(canvas, who,
                       canvas_message(canvas, MESSAGE_COUNTER_PEOPLE, I18N_NUMBER("count", ticket->party)));
    return who;
}

const char *say_waited(struct canvas *canvas, int64_t waited_ms)
{
    return canvas_message(canvas, MESSAGE_COUNTER_WAITED, I18N_NUMBER("minutes", waited_ms / MINUTE_MS));
}

const char *say_act(struct canvas *canvas, const struct counter_last_act *act)
{
    static const enum i18n_message acts[] = {
            [COUNTER_LAST_ACT_WHAT_CALL] = MESSAGE_COUNTER_ACT_CALL,
            [COUNTER_LAST_ACT_WHAT_FINISH] = MESSAGE_COUNTER_ACT_FINISH,
            [COUNTER_LAST_ACT_WHAT_FINISH_AND_NEXT] = MESSAGE_COUNTER_ACT_FINISH,
            [COUNTER_LAST_ACT_WHAT_NO_SHOW] = MESSAGE_COUNTER_ACT_NO_SHOW,
            [COUNTER_LAST_ACT_WHAT_TRANSFER] = MESSAGE_COUNTER_ACT_TRANSFER,
            [COUNTER_LAST_ACT_WHAT_PARK] = MESSAGE_COUNTER_ACT_PARK,
    };
    const char *what = act->what.value >= 0 && act->what.value < (int)ARRAY_SIZE(acts)
                               ? canvas_message(canvas, acts[act->what.value])
                               : act->what.text;
    return canvas_printf(canvas, "%s %s", act->ticket, what);
}

const char *say_colleague(struct canvas *canvas, const struct counter_colleague *colleague)
{
    static const enum i18n_message does[] = {[COUNTER_ACTIVITY_FREE] = MESSAGE_REFUSED_ACTIVITY_FREE,
                                             [COUNTER_ACTIVITY_TICKET] = MESSAGE_REFUSED_ACTIVITY_TICKET,
                                             [COUNTER_ACTIVITY_HELP] = MESSAGE_REFUSED_ACTIVITY_HELP,
                                             [COUNTER_ACTIVITY_PAUSE] = MESSAGE_REFUSED_ACTIVITY_PAUSE,
                                             [COUNTER_ACTIVITY_TASK] = MESSAGE_REFUSED_ACTIVITY_TASK};
    int activity = colleague->activity.value;
    bool known = activity >= 0 && (size_t)activity < ARRAY_SIZE(does);
    return known ? canvas_message(canvas, does[activity]) : colleague->activity.text; /* a word of a newer daemon */
}
