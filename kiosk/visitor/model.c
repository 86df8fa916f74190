/* SPDX-License-Identifier: MIT
 *
 * What a kiosk knows, and how it is read.
 */
#include "kiosk/visitor/model.h"

#include <stdio.h>
#include <string.h>

#include "common/scan_code.h"

/* --- beginning and end --- */

void wish_begin(struct wish *wish)
{
    *wish = (struct wish){.class = -1};
}

void trouble_clear(struct trouble *trouble)
{
    json_decref(trouble->parameters);
    *trouble = (struct trouble){0};
}

void trouble_set(struct trouble *trouble, const char *error, json_t *parameters)
{
    trouble_clear(trouble);
    snprintf(trouble->error, sizeof trouble->error, "%s", error);
    trouble->parameters = parameters ? json_incref(parameters) : NULL;
}

void model_init(struct model *model, const char *kiosk, const struct i18n *files, const char *said_language)
{
    *model = (struct model){.key = kiosk, .files = files, .said_language = said_language, .note = -1};
    for (size_t i = 0; i < TOLD_COUNT; i++)
        kept_init(&model->told[i]);
    wish_begin(&model->wish);
}

void model_done(struct model *model)
{
    for (size_t i = 0; i < TOLD_COUNT; i++)
        kept_done(&model->told[i]);
    for (size_t i = 0; i < model->language_count; i++) {
        names_done(&model->languages[i]->names);
        free(model->languages[i]);
    }
    for (size_t i = 0; i < model->key_count; i++)
        free(model->keys[i]);
    free(model->keys);
    trouble_clear(&model->trouble);
}

void model_forget(struct model *model)
{
    for (size_t i = TOLD_ISSUED; i < TOLD_COUNT; i++)
        kept_forget(&model->told[i]);
    wish_begin(&model->wish);
    model->proof = (struct proof){0};
    model->booking[0] = '\0';
    model->note = -1;
    model->help = HELP_NONE;
    model->slow_until_ms = 0;
    model->roll = (struct roll){.step = ROLL_NONE};
    trouble_clear(&model->trouble);
}

/* --- keys and their numbers --- */

int64_t model_number(const struct model *model, const char *key)
{
    for (size_t i = 0; key && i < model->key_count; i++) {
        if (strcmp(model->keys[i], key) == 0)
            return (int64_t)i;
    }
    return -1;
}

const char *model_key(const struct model *model, int64_t number)
{
    return number >= 0 && (size_t)number < model->key_count ? model->keys[number] : NULL;
}

int64_t model_intern(struct model *model, const char *key)
{
    int64_t number = model_number(model, key);
    if (number >= 0 || !key)
        return number;
    mem_grow(model->keys, model->key_count, model->key_room);
    model->keys[model->key_count] = mem_strdup(key);
    return (int64_t)model->key_count++;
}

/* --- the kiosk, its languages, its offer --- */

const struct visitor_get_kiosk_out *model_kiosk(const struct model *model)
{
    return model->told[TOLD_KIOSK].out;
}

struct model_language *model_find_language(const struct model *model, const char *code)
{
    for (size_t i = 0; code && i < model->language_count; i++) {
        if (strcmp(language_code(model->languages[i]->language), code) == 0)
            return model->languages[i];
    }
    return NULL;
}

const struct language *model_first_language(const struct model *model)
{
    const struct visitor_get_kiosk_out *kiosk = model_kiosk(model);
    const struct language *said = model->said_language ? i18n_find(model->files, model->said_language) : NULL;
    for (size_t i = 0; !said && kiosk && i < kiosk->languages.count; i++)
        said = i18n_find(model->files, kiosk->languages.items[i].code);
    return said ? said : i18n_at(model->files, 0);
}

const struct names *model_names(const struct model *model, const struct language *language)
{
    const struct model_language *there = model_find_language(model, language_code(language));
    if (!there && model->language_count > 0)
        there = model->languages[0];
    return there ? &there->names : NULL;
}

bool model_is_there(const struct model *model)
{
    if (!model_kiosk(model) || model->language_count == 0)
        return false;
    const struct names *names = model_names(model, model->language ? model->language : model_first_language(model));
    return names && names_are_there(names);
}

bool model_offers(const struct model *model, const char *service)
{
    const struct visitor_get_kiosk_out *kiosk = model_kiosk(model);
    for (size_t i = 0; service && kiosk && i < kiosk->services.count; i++) {
        if (strcmp(kiosk->services.items[i], service) == 0)
            return model->language_count > 0 && names_find_service(&model->languages[0]->names, service);
    }
    return false;
}

static bool lies_in(const struct names *names, const char *group, const char *wanted)
{
    for (int depth = 0; group && depth < 16; depth++) {
        if (strcmp(group, wanted) == 0)
            return true;
        const struct visitor_group *found = names_find_group(names, group);
        group = found ? found->parent : NULL;
    }
    return false;
}

bool model_group_offers(const struct model *model, const struct names *names, const char *group)
{
    const struct visitor_list_services_out *all = names_services(names);
    for (size_t i = 0; all && i < all->services.count; i++) {
        const struct visitor_service *service = &all->services.items[i];
        if (lies_in(names, service->group, group) && model_offers(model, service->key))
            return true;
    }
    return false;
}

const struct visitor_service_wait *model_wait(const struct model *model, const char *service)
{
    const struct visitor_list_waits_out *out = model->told[TOLD_WAITS].out;
    for (size_t i = 0; service && out && i < out->waits.count; i++) {
        if (strcmp(out->waits.items[i].service, service) == 0)
            return &out->waits.items[i];
    }
    return NULL;
}

bool model_is_halted(const struct model *model)
{
    const struct visitor_get_kiosk_out *kiosk = model_kiosk(model);
    if (kiosk && kiosk->halted)
        return true;
    const struct visitor_list_waits_out *out = model->told[TOLD_WAITS].out;
    for (size_t i = 0; out && i < out->waits.count; i++) {
        const struct idl_word *refused = &out->waits.items[i].refused;
        if (refused->text && refused->value == VISITOR_SERVICE_WAIT_REFUSED_HALTED)
            return true;
    }
    return false;
}

const struct visitor_watch_printers_out *model_printers(const struct model *model)
{
    return model->told[TOLD_PRINTERS].out;
}

bool model_has_paper(const struct model *model)
{
    const struct visitor_get_kiosk_out *kiosk = model_kiosk(model);
    const struct visitor_watch_printers_out *printers = model_printers(model);
    return kiosk && kiosk->printers.count > 0 && printers && printers->paper;
}

bool model_lacks_paper(const struct model *model)
{
    const struct visitor_get_kiosk_out *kiosk = model_kiosk(model);
    return kiosk && (kiosk->printers.count == 0 || (model_printers(model) && !model_printers(model)->paper));
}

bool model_speaks(const struct model *model)
{
    return model_kiosk(model) && model_kiosk(model)->speak;
}

/* --- the visitor --- */

const struct visitor_where_am_i_out *model_where(const struct model *model)
{
    return model->told[TOLD_WHERE].out;
}

const struct visitor_check_in_out *model_checked(const struct model *model)
{
    return model->told[TOLD_CHECKED].out;
}

const struct visitor_new_ticket *model_ticket(const struct model *model)
{
    const struct visitor_issue_out *issued = model->told[TOLD_ISSUED].out;
    if (issued)
        return &issued->ticket;
    return model_checked(model) ? model_checked(model)->ticket : NULL;
}

const struct visitor_return_code *model_return_code(const struct model *model)
{
    const struct visitor_read_return_code_out *typed = model->told[TOLD_RETURNED].out;
    const struct visitor_find_return_code_out *found = model->told[TOLD_FOUND].out;
    if (typed)
        return &typed->return_code;
    return found ? &found->return_code : NULL;
}

const struct visitor_open_corner_out *model_corner(const struct model *model)
{
    return model->told[TOLD_CORNER].out;
}

void model_ticket_scan(const struct visitor_new_ticket *ticket, char *ret_text, size_t size)
{
    struct scan_code code = {.kind = SCAN_TICKET};
    char text[SCAN_CODE_SIZE];
    snprintf(code.ticket, sizeof code.ticket, "%s", ticket->ticket);
    snprintf(code.day, sizeof code.day, "%s", ticket->day);
    snprintf(code.code, sizeof code.code, "%s", ticket->code);
    snprintf(ret_text, size, "%s", scan_code_print(&code, text) < 0 ? "" : text);
}

bool wish_has_need(const struct wish *wish, int64_t need)
{
    for (size_t i = 0; i < wish->need_count; i++) {
        if (wish->needs[i] == need)
            return true;
    }
    return false;
}
