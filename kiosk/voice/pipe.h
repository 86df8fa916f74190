/* SPDX-License-Identifier: MIT
 *
 * What a terminal and novbe-voice say to each other: lines of JSON, an order a line to its standard input, a fate a
 * line from its standard output. Both ends use these functions.
 *
 *     {"order":"call","call":17,"kind":"first","ticket":"A042","counter":"5","at":81522113,
 *      "sayings":[{"language":"ru","text":"2 этаж"},{"language":"az"}]}
 *         kind: first, again, moved (left out: first). text: the counter's place, or left out. at: when it was called,
 * ms of CLOCK_MONOTONIC, which both processes share; left out: now. The ticket's language stands first.
 *     {"order":"text","call":-1,"sayings":[{"language":"az","text":"Diqqət!"}],"chime":true,"interrupt":true}
 *         a text in every language named. chime: as for a call, where a burst begins; left out: none. interrupt: what
 * is spoken and queued is stopped first; left out: it waits its turn.
 *     {"order":"withdraw","ticket":"A042"}      the visitor came: a call that is still queued is not spoken
 *     {"order":"stop"}                          silence
 *
 *     {"call":17,"fate":"spoken","backlog_ms":0}
 *         each call and text has one: spoken, silent (no sound device), late, full, failed, merged, withdrawn, stopped.
 *         backlog_ms: how long the oldest that is queued has waited by now.
 *     {"bad":"unknown order \"cal\"","line":3}  a line that is no order; it is skipped
 *
 * What is unknown in an order is passed over, and a line is at most PIPE_LINE bytes.
 */
#pragma once

#include "common/buffer.h"
#include "kiosk/voice/announcer.h"

enum { PIPE_LINE = 16384, PIPE_WHY = 128 };

enum order_kind { ORDER_CALL, ORDER_TEXT, ORDER_WITHDRAW, ORDER_STOP, ORDERS };

struct order {
    enum order_kind kind;
    struct announcement announcement; /* call and text */
    bool interrupt;                   /* of a text */
    char ticket[ANNOUNCEMENT_TICKET]; /* of withdraw */
};
void order_done(struct order *order);

/* What the other end is told. */
struct told {
    int64_t call;
    enum fate fate;
    int64_t backlog_ms;
};

/* Appends a line, its end included. */
void pipe_write_order(const struct order *order, struct buffer *out);
void pipe_write_told(const struct told *told, struct buffer *out);
void pipe_write_bad(const char *why, uint64_t line, struct buffer *out);

/* Reads a line, without its end. `now_ms` stands in for a moment that is left out. -EBADMSG: `why` says in words what
 * is wrong with it. *ret_order is to be done with. */
int pipe_read_order(const char *line, size_t length, int64_t now_ms, struct order *ret_order, char why[PIPE_WHY])
        attr_must_check;
int pipe_read_told(const char *line, size_t length, struct told *ret_told) attr_must_check;

/* Takes the lines off a stream of bytes. */
struct pipe_lines {
    struct buffer bytes;
    bool skipping; /* the rest of a line that was too long */
};
typedef void pipe_line(void *data, const char *line, size_t length); /* NULL: it was too long */
void pipe_take(struct pipe_lines *lines, const char *bytes, size_t size, pipe_line *take, void *data);
/* The stream has ended: the last line may lack its end. */
void pipe_end(struct pipe_lines *lines, pipe_line *take, void *data);
void pipe_lines_done(struct pipe_lines *lines);
