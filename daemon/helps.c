/* SPDX-License-Identifier: MIT
 *
 * A short list: whoever looks through it meets a few dozen kiosks at most.
 */
#include "daemon/helps.h"

#include <string.h>

#include "common/text.h"

static void free_help(struct help *help)
{
    free(help->kiosk);
    free(help->page);
    free(help->language);
}

void helps_copy(void *to, const void *from)
{
    const struct helps *helps = from;
    struct helps copy = {0};
    for (size_t i = 0; i < helps->count; i++) {
        struct help help = helps->items[i];
        help.kiosk = mem_strdup(help.kiosk);
        help.page = mem_strdup(help.page);
        help.language = help.language ? mem_strdup(help.language) : NULL;
        mem_grow(copy.items, copy.count, copy.room);
        copy.items[copy.count++] = help;
    }
    *(struct helps *)to = copy;
}

void helps_done(void *value)
{
    struct helps *helps = value;
    for (size_t i = 0; i < helps->count; i++)
        free_help(&helps->items[i]);
    free(helps->items);
    *helps = (struct helps){0};
}

static struct help *find(const struct helps *helps, const char *name)
{
    for (size_t i = 0; i < helps->count; i++) {
        if (strcmp(helps->items[i].name, name) == 0)
            return &helps->items[i];
    }
    return NULL;
}

const struct help *helps_find(const struct helps *helps, const char *name)
{
    return find(helps, name);
}

static void name_help(const struct helps *helps, struct help *help)
{
    do
        code_text(code_random(0), help->name);
    while (find(helps, help->name));
}

const struct help *helps_ask(struct helps *helps, const char *kiosk, const char *page, const char *language,
                             int64_t now_ms)
{
    for (size_t i = 0; i < helps->count; i++) {
        if (strcmp(helps->items[i].kiosk, kiosk) == 0)
            return &helps->items[i];
    }
    struct help help = {.kiosk = mem_strdup(kiosk),
                        .page = mem_strndup(page, text_cut(page, HELP_PAGE_SIZE)),
                        .language = language ? mem_strdup(language) : NULL,
                        .asked_ms = now_ms};
    name_help(helps, &help);
    mem_grow(helps->items, helps->count, helps->room);
    helps->items[helps->count++] = help;
    return &helps->items[helps->count - 1];
}

bool helps_answer(struct helps *helps, const char *name)
{
    struct help *help = find(helps, name);
    if (!help || help->coming)
        return false;
    help->coming = true;
    return true;
}

bool helps_end(struct helps *helps, const char *name)
{
    struct help *help = find(helps, name);
    if (!help)
        return false;
    free_help(help);
    struct help *end = helps->items + helps->count--;
    memmove(help, help + 1, (size_t)((char *)end - (char *)(help + 1)));
    return true;
}
