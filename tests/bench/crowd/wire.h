/* SPDX-License-Identifier: MIT
 *
 * Connections of a crowd to one daemon: messages ended by NUL, no more looked into than a measurement needs, so that
 * the two processors are the daemon's.
 */
#pragma once

#include "common/buffer.h"

struct wire;
struct crowd;

/* A message has come; its NUL stands behind it. */
typedef void wire_function(struct crowd *crowd, struct wire *wire, const char *message, size_t length);

struct wire {
    int fd;
    struct buffer in, out;
    bool waits_to_write;
    wire_function *heard;
    int number;       /* among its own */
    int next;         /* what its owner does next */
    int64_t began_ns; /* of the call under way */
};

/* Failures end the program with a line on stderr. */
_Noreturn void give_up(const char *what, const char *why) attr_nonnull(1, 2);
int64_t now_ns(void);

void wire_open(struct wire *wire, int epoll, const char *path, wire_function *heard, int number);
void wire_close(struct wire *wire);
/* Writes "{"method":METHOD,"parameters":PARAMETERS ...}" and notes when. */
void wire_call(struct wire *wire, int epoll, const char *method, const char *parameters, bool more);
/* What epoll said of it. */
void wire_serve(struct wire *wire, int epoll, struct crowd *crowd, unsigned events);

/* Is it an error, and of this name? NULL: any. */
bool message_is_error(const char *message, const char *name);
/* The text after the first `"name":"` at or behind `from`, up to its quotation mark; false: there is none. */
bool message_text(const char *from, const char *name, char *ret_text, size_t size);
