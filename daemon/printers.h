/* SPDX-License-Identifier: MIT
 *
 * How the printers are, as novbe-printer tells. Not kept: after a restart it tells on, and until it may be silent
 * (rules.printer_silent_seconds) a printer that nothing was told of counts as one that can print.
 */
#pragma once

#include "common/base.h"

/* In the order of the words of org.novbe.Printer.ReportPrinter. */
enum printer_state {
    PRINTER_READY,
    PRINTER_PRINTING,
    PRINTER_PAPER_LOW,
    PRINTER_PAPER_OUT,
    PRINTER_COVER_OPEN,
    PRINTER_JAMMED,
    PRINTER_SILENT,
    PRINTER_STOPPED,
    PRINTER_STATES
};
extern const char *const printer_state_words[PRINTER_STATES];
/* Does a ticket come out in this state? */
bool printer_state_prints(enum printer_state state);

enum {
    PRINTER_SILENT_MS = 60000, /* rules.printer_silent_seconds by default */
    PRINTER_DETAIL_SIZE = 256  /* longer ones are cut */
};

struct printer {
    char *key;
    enum printer_state state; /* as told last */
    int64_t since_ms;
    int64_t told_ms;
    int64_t tickets_left; /* -1: not known */
    char *detail;         /* NULL: none */
    bool silent;          /* printers_pass() has said so */
};

struct printers {
    int64_t began_ms;
    int64_t silent_ms; /* not told of for longer: silent */
    bool settled;      /* printers_pass() has said that this is over for the first time */
    size_t count, room;
    struct printer *items; /* those ever told of */
};

void printers_init(struct printers *printers, int64_t silent_ms, int64_t now_ms);

/* For struct memory_part. */
void printers_copy(void *to, const void *from);
void printers_done(void *value);

/* As told now. `detail` may be NULL, tickets_left is -1 if not known. True: it is otherwise than before. */
bool printers_tell(struct printers *printers, const char *key, const struct printer *told, int64_t now_ms);

/* A printer as it is now, one that nothing is told of as silent. The texts hold until the next change. */
struct printer printers_see(const struct printers *printers, const char *key, int64_t now_ms);

bool printers_can_print(const struct printers *printers, const char *key, int64_t now_ms);

/* Ready in full, or does somebody have to do something? */
bool printers_needs_hand(const struct printers *printers, const char *key, int64_t now_ms);

/* The next moment at which one falls silent; INT64_MAX: never. Then printers_pass(), which takes note. */
int64_t printers_silence(const struct printers *printers);
void printers_pass(struct printers *printers, int64_t now_ms);
