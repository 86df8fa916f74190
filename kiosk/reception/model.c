/* SPDX-License-Identifier: MIT
 *
 * Replies kept, and what pages look up in them.
 */
#include "kiosk/reception/model.h"

#include <string.h>

#include "common/text.h"

void model_init(struct model *model, const char *printer)
{
    *model = (struct model){.printer = printer};
    struct kept *all[] = {&model->desk,  &model->waits, &model->made_reply, &model->where, &model->ticket,
                          &model->found, &model->codes, &model->bookings,   &model->slots, &model->checked};
    for (size_t i = 0; i < ARRAY_SIZE(all); i++)
        kept_init(all[i]);
    search_init(&model->search);
}

void model_done(struct model *model)
{
    struct kept *all[] = {&model->desk,  &model->waits, &model->made_reply, &model->where, &model->ticket,
                          &model->found, &model->codes, &model->bookings,   &model->slots, &model->checked};
    for (size_t i = 0; i < ARRAY_SIZE(all); i++)
        kept_done(all[i]);
    for (size_t i = 0; i < model->language_count; i++)
        names_done(&model->languages[i].names);
    search_done(&model->search);
    told_done(&model->told);
}

/* --- languages and names --- */

struct model_language *model_add_language(struct model *model, const char *code)
{
    for (size_t i = 0; i < model->language_count; i++) {
        if (strcmp(model->languages[i].code, code) == 0)
            return &model->languages[i];
    }
    if (model->language_count == MODEL_LANGUAGES)
        return NULL;
    struct model_language *language = &model->languages[model->language_count++];
    text_copy(language->code, sizeof language->code, code);
    names_init(&language->names);
    return language;
}

void model_names_changed(struct model *model)
{
    struct names all[MODEL_LANGUAGES];
    for (size_t i = 0; i < model->language_count; i++)
        all[i] = model->languages[i].names; /* a view of them; the search copies what it needs */
    search_build(&model->search, all, model->language_count);
}

static const struct names no_names;

const struct names *model_names(const struct model *model, const struct language *language)
{
    const char *code = language ? language_code(language) : "";
    const struct names *first = NULL;
    for (size_t i = 0; i < model->language_count; i++) {
        const struct names *names = &model->languages[i].names;
        if (strcmp(model->languages[i].code, code) == 0 && names_services(names) && names_words(names))
            return names;
        if (!first && names_services(names) && names_words(names))
            first = names;
    }
    return first ? first : &no_names;
}

const char *model_language_name(const struct model *model, const char *code)
{
    for (size_t i = 0; i < model->language_count; i++) {
        const struct visitor_get_centre_out *centre = names_centre(&model->languages[i].names);
        for (size_t j = 0; centre && j < centre->languages.count; j++) {
            if (strcmp(centre->languages.items[j].code, code) == 0)
                return centre->languages.items[j].name;
        }
    }
    return code;
}

const char *model_agency(const struct names *names, const char *service)
{
    const struct visitor_service *found = names_find_service(names, service);
    return found && found->agency ? names_group(names, found->agency) : "";
}

/* --- the hall --- */

const struct reception_watch_desk_out *model_desk(const struct model *model)
{
    return model->desk.out;
}

const struct visitor_service_wait *model_wait(const struct model *model, const char *service)
{
    const struct visitor_list_waits_out *out = model->waits.out;
    for (size_t i = 0; out && i < out->waits.count; i++) {
        if (strcmp(out->waits.items[i].service, service) == 0)
            return &out->waits.items[i];
    }
    return NULL;
}

const struct reception_ticket *model_ticket(const struct model *model, const char *number)
{
    const struct reception_get_ticket_out *out = model->ticket.out;
    return out && number && strcmp(out->ticket.ticket, number) == 0 ? &out->ticket : NULL;
}

int model_paper(const struct model *model)
{
    const struct visitor_where_am_i_out *out = model->where.out;
    bool same = out && model->made && strcmp(out->ticket, model->made->ticket) == 0;
    return same ? out->paper.value : VISITOR_PAPER_NONE;
}

/* --- what is said --- */

/* --- drafts --- */

void draft_add_step(struct draft *draft, const char *service)
{
    if (draft->step_count < DRAFT_STEPS)
        text_copy(draft->steps[draft->step_count++], KEY_BYTES, service);
}

void draft_toggle_class(struct draft *draft, const char *key)
{
    bool same = strcmp(draft->class, key) == 0;
    text_copy(draft->class, KEY_BYTES, same ? "" : key);
}

static size_t need_at(const struct draft *draft, const char *key)
{
    size_t at = 0;
    while (at < draft->need_count && strcmp(draft->needs[at], key) != 0)
        at++;
    return at;
}

bool draft_has_need(const struct draft *draft, const char *key)
{
    return need_at(draft, key) < draft->need_count;
}

void draft_toggle_need(struct draft *draft, const char *key)
{
    size_t at = need_at(draft, key);
    if (at < draft->need_count) {
        draft->need_count--;
        memmove(draft->needs[at], draft->needs[at + 1], (draft->need_count - at) * KEY_BYTES);
    } else if (draft->need_count < DRAFT_NEEDS) {
        text_copy(draft->needs[draft->need_count++], KEY_BYTES, key);
    }
}

bool draft_is_empty(const struct draft *draft)
{
    return draft->step_count == 0 && !*draft->class && draft->need_count == 0 && !*draft->language &&
           draft->party <= 1 && !*draft->return_code;
}
