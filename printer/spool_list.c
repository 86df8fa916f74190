/* SPDX-License-Identifier: MIT
 *
 * A reply of the daemon lives in its handler only: all of it is copied, text by text.
 */
#include "printer/spool_list.h"

#include <string.h>

void spool_list_init(struct spool_list *list)
{
    *list = (struct spool_list){0};
    arena_init(&list->arena);
}

void spool_list_done(struct spool_list *list)
{
    arena_done(&list->arena);
    *list = (struct spool_list){0};
}

/* --- copies --- */

/* Who gives one of these another field copies what it points to below. */
_Static_assert(sizeof(struct printer_order) == 152, "copy_order");
_Static_assert(sizeof(struct printer_try) == 56, "copy_tries");
_Static_assert(sizeof(struct printer_ticket_paper) == 96, "copy_ticket");
_Static_assert(sizeof(struct printer_printed_step) == 56, "copy_steps");
_Static_assert(sizeof(struct printer_range) == 24, "copy_ticket");
_Static_assert(sizeof(struct printer_code_paper) == 48, "copy_code");
_Static_assert(sizeof(struct printer_information_paper) == 40, "copy_information");
_Static_assert(sizeof(struct printer_test_paper) == 16, "copy_test");

static const char *copy_text(struct arena *arena, const char *text)
{
    return text ? arena_strdup(arena, text) : NULL;
}

/* `bytes` of them; never NULL, as an empty list is not. */
static void *copy_bytes(struct arena *arena, const void *items, size_t bytes)
{
    void *copy = arena_alloc(arena, bytes + 1);
    if (bytes)
        memcpy(copy, items, bytes);
    return copy;
}

static const char **copy_texts(struct arena *arena, const char *const *texts, size_t count)
{
    const char **copy = arena_new_n(arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        copy[i] = copy_text(arena, texts[i]);
    return copy;
}

static void copy_steps(struct arena *arena, struct printer_ticket_paper *paper)
{
    paper->steps.items = copy_bytes(arena, paper->steps.items, paper->steps.count * sizeof(paper->steps.items[0]));
    for (size_t i = 0; i < paper->steps.count; i++) {
        struct printer_printed_step *step = &paper->steps.items[i];
        step->service = copy_text(arena, step->service);
        step->name = copy_text(arena, step->name);
        step->agency = copy_text(arena, step->agency);
        step->place = copy_text(arena, step->place);
        step->bring.items = copy_texts(arena, step->bring.items, step->bring.count);
    }
}

static struct printer_ticket_paper *copy_ticket(struct arena *arena, const struct printer_ticket_paper *ticket)
{
    struct printer_ticket_paper *copy = copy_bytes(arena, ticket, sizeof(*ticket));
    copy->ticket = copy_text(arena, copy->ticket);
    copy->code = copy_text(arena, copy->code);
    copy->day = copy_text(arena, copy->day);
    copy_steps(arena, copy);
    copy->text = copy_text(arena, copy->text);
    copy->wait = copy->wait ? copy_bytes(arena, copy->wait, sizeof(*copy->wait)) : NULL;
    copy->proof = copy_text(arena, copy->proof);
    copy->qr = copy_text(arena, copy->qr);
    return copy;
}

static struct printer_code_paper *copy_code(struct arena *arena, const struct printer_code_paper *code)
{
    struct printer_code_paper *copy = copy_bytes(arena, code, sizeof(*code));
    copy->service = copy_text(arena, copy->service);
    copy->name = copy_text(arena, copy->name);
    copy->code = copy_text(arena, copy->code);
    copy->qr = copy_text(arena, copy->qr);
    return copy;
}

static struct printer_information_paper *copy_information(struct arena *arena,
                                                          const struct printer_information_paper *information)
{
    struct printer_information_paper *copy = copy_bytes(arena, information, sizeof(*information));
    copy->service = copy_text(arena, copy->service);
    copy->name = copy_text(arena, copy->name);
    copy->bring.items = copy_texts(arena, copy->bring.items, copy->bring.count);
    copy->hours = copy_text(arena, copy->hours);
    return copy;
}

static struct printer_test_paper *copy_test(struct arena *arena, const struct printer_test_paper *test)
{
    struct printer_test_paper *copy = copy_bytes(arena, test, sizeof(*test));
    copy->printer = copy_text(arena, copy->printer);
    return copy;
}

static void copy_tries(struct arena *arena, struct printer_order *order)
{
    order->tries.items = copy_bytes(arena, order->tries.items, order->tries.count * sizeof(order->tries.items[0]));
    for (size_t i = 0; i < order->tries.count; i++) {
        struct printer_try *made = &order->tries.items[i];
        made->printer = copy_text(arena, made->printer);
        made->state.text = copy_text(arena, made->state.text);
        made->detail = copy_text(arena, made->detail);
    }
}

/* What it points to. */
static void copy_order(struct arena *arena, struct printer_order *order)
{
    order->state.text = copy_text(arena, order->state.text);
    order->printers.items = copy_texts(arena, order->printers.items, order->printers.count);
    order->language = copy_text(arena, order->language);
    order->ticket = order->ticket ? copy_ticket(arena, order->ticket) : NULL;
    order->code = order->code ? copy_code(arena, order->code) : NULL;
    order->information = order->information ? copy_information(arena, order->information) : NULL;
    order->test = order->test ? copy_test(arena, order->test) : NULL;
    order->turn = copy_text(arena, order->turn);
    copy_tries(arena, order);
}

static int by_number(const void *a, const void *b)
{
    const struct printer_order *one = a, *other = b;
    return (one->order > other->order) - (one->order < other->order);
}

/* Who told them may have been given them from here: the old ones go last. */
void spool_list_take(struct spool_list *list, const struct printer_watch_orders_out *orders)
{
    struct spool_list fresh;
    spool_list_init(&fresh);
    fresh.told = true;
    fresh.count = orders->orders.count;
    fresh.items = copy_bytes(&fresh.arena, orders->orders.items, fresh.count * sizeof(fresh.items[0]));
    for (size_t i = 0; i < fresh.count; i++)
        copy_order(&fresh.arena, &fresh.items[i]);
    qsort(fresh.items, fresh.count, sizeof(fresh.items[0]), by_number);
    spool_list_done(list);
    *list = fresh;
}

/* --- looking --- */

struct printer_order *spool_list_find(const struct spool_list *list, int64_t order)
{
    const struct printer_order key = {.order = order};
    return list->count ? bsearch(&key, list->items, list->count, sizeof(list->items[0]), by_number) : NULL;
}

const struct printer_try *spool_list_try(const struct printer_order *order, const char *printer)
{
    for (size_t i = 0; i < order->tries.count; i++) {
        if (strcmp(order->tries.items[i].printer, printer) == 0)
            return &order->tries.items[i];
    }
    return NULL;
}

bool spool_list_is_open(const struct printer_try *made)
{
    return made && (made->state.value == PRINTER_ORDER_STATE_TAKEN || made->state.value == PRINTER_ORDER_STATE_SENT);
}
