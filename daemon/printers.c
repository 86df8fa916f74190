/* SPDX-License-Identifier: MIT
 *
 * A short list, and a table of which states print.
 */
#include "daemon/printers.h"

#include <string.h>

#include "common/log.h"
#include "common/text.h"

const char *const printer_state_words[PRINTER_STATES] = {
        [PRINTER_READY] = "ready",         [PRINTER_PRINTING] = "printing",     [PRINTER_PAPER_LOW] = "paper_low",
        [PRINTER_PAPER_OUT] = "paper_out", [PRINTER_COVER_OPEN] = "cover_open", [PRINTER_JAMMED] = "jammed",
        [PRINTER_SILENT] = "silent",       [PRINTER_STOPPED] = "stopped",
};

static const struct {
    bool prints, needs_hand;
} traits[PRINTER_STATES] = {
        [PRINTER_READY] = {.prints = true},
        [PRINTER_PRINTING] = {.prints = true},
        [PRINTER_PAPER_LOW] = {.prints = true, .needs_hand = true},
        [PRINTER_PAPER_OUT] = {.needs_hand = true},
        [PRINTER_COVER_OPEN] = {.needs_hand = true},
        [PRINTER_JAMMED] = {.needs_hand = true},
        [PRINTER_SILENT] = {.needs_hand = true},
        [PRINTER_STOPPED] = {.needs_hand = true},
};

bool printer_state_prints(enum printer_state state)
{
    return traits[state].prints;
}

void printers_init(struct printers *printers, int64_t silent_ms, int64_t now_ms)
{
    *printers = (struct printers){.began_ms = now_ms, .silent_ms = silent_ms};
}

void printers_copy(void *to, const void *from)
{
    struct printers copy = *(const struct printers *)from;
    copy.room = copy.count;
    copy.items = mem_new_n(struct printer, copy.count);
    for (size_t i = 0; i < copy.count; i++) {
        const struct printer *printer = &((const struct printers *)from)->items[i];
        copy.items[i] = *printer;
        copy.items[i].key = mem_strdup(printer->key);
        copy.items[i].detail = printer->detail ? mem_strdup(printer->detail) : NULL;
    }
    *(struct printers *)to = copy;
}

void printers_done(void *value)
{
    struct printers *printers = value;
    for (size_t i = 0; i < printers->count; i++) {
        free(printers->items[i].key);
        free(printers->items[i].detail);
    }
    free(printers->items);
    *printers = (struct printers){0};
}

static struct printer *find(const struct printers *printers, const char *key)
{
    for (size_t i = 0; i < printers->count; i++) {
        if (strcmp(printers->items[i].key, key) == 0)
            return &printers->items[i];
    }
    return NULL;
}

static struct printer *find_or_add(struct printers *printers, const char *key)
{
    struct printer *printer = find(printers, key);
    if (printer)
        return printer;
    mem_grow(printers->items, printers->count, printers->room);
    printer = &printers->items[printers->count++];
    *printer = (struct printer){.key = mem_strdup(key), .state = PRINTER_SILENT, .tickets_left = -1};
    return printer;
}

static bool is_past(const struct printers *printers, int64_t told_ms, int64_t now_ms)
{
    return now_ms - told_ms > printers->silent_ms;
}

bool printers_tell(struct printers *printers, const char *key, const struct printer *told, int64_t now_ms)
{
    struct printer before = printers_see(printers, key, now_ms);
    struct printer *printer = find_or_add(printers, key);
    bool changed = before.state != told->state || before.tickets_left != told->tickets_left;
    if (before.state != told->state) {
        printer->since_ms = now_ms;
        log_info("printer", LOG_TEXT("printer", key), LOG_TEXT("state", printer_state_words[told->state]),
                 LOG_TEXT("detail", told->detail ? told->detail : ""));
    }
    free(printer->detail);
    printer->detail = told->detail ? mem_strndup(told->detail, text_cut(told->detail, PRINTER_DETAIL_SIZE)) : NULL;
    printer->state = told->state;
    printer->tickets_left = told->tickets_left;
    printer->told_ms = now_ms;
    printer->silent = false;
    return changed;
}

struct printer printers_see(const struct printers *printers, const char *key, int64_t now_ms)
{
    const struct printer *printer = find(printers, key);
    if (!printer)
        return (struct printer){
                .key = (char *)key, .state = PRINTER_SILENT, .since_ms = printers->began_ms, .tickets_left = -1};
    struct printer seen = *printer;
    if (is_past(printers, printer->told_ms, now_ms) && printer->state != PRINTER_SILENT) {
        seen.state = PRINTER_SILENT;
        seen.since_ms = printer->told_ms + printers->silent_ms;
    }
    return seen;
}

/* Nothing was told of it yet, and there was hardly time. */
static bool is_new(const struct printers *printers, const char *key, int64_t now_ms)
{
    return !find(printers, key) && !is_past(printers, printers->began_ms, now_ms);
}

bool printers_can_print(const struct printers *printers, const char *key, int64_t now_ms)
{
    return is_new(printers, key, now_ms) || printer_state_prints(printers_see(printers, key, now_ms).state);
}

bool printers_needs_hand(const struct printers *printers, const char *key, int64_t now_ms)
{
    return !is_new(printers, key, now_ms) && traits[printers_see(printers, key, now_ms).state].needs_hand;
}

/* --- time --- */

int64_t printers_silence(const struct printers *printers)
{
    int64_t deadline_ms = printers->settled ? INT64_MAX : printers->began_ms + printers->silent_ms + 1;
    for (size_t i = 0; i < printers->count; i++) {
        int64_t at_ms = printers->items[i].told_ms + printers->silent_ms + 1;
        if (!printers->items[i].silent && at_ms < deadline_ms)
            deadline_ms = at_ms;
    }
    return deadline_ms;
}

void printers_pass(struct printers *printers, int64_t now_ms)
{
    printers->settled = is_past(printers, printers->began_ms, now_ms);
    for (size_t i = 0; i < printers->count; i++) {
        struct printer *printer = &printers->items[i];
        if (printer->silent || !is_past(printers, printer->told_ms, now_ms))
            continue;
        printer->silent = true;
        log_warning("printer_silent", LOG_TEXT("printer", printer->key));
    }
}
