/* SPDX-License-Identifier: MIT
 *
 * The few words every file uses: attributes that state contracts, cleanup of scope, allocation that cannot fail.
 *
 * Memory: every input is bounded before it is stored, so running out means the machine is lost, not that a client was
 * greedy. mem_*() therefore never returns NULL: it logs one line and aborts, and the service manager restarts.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define attr_printf(text, first) __attribute__((format(printf, text, first)))
#define attr_nonnull(...)        __attribute__((nonnull(__VA_ARGS__)))
#define attr_must_check          __attribute__((warn_unused_result))
#define attr_unused              __attribute__((unused))

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#define container_of(pointer, type, member) ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

/* `_cleanup_(foo_freep) struct foo *x = NULL;` runs foo_freep(&x) when x goes out of scope. */
#define _cleanup_(function) __attribute__((cleanup(function)))

/* Defines foo_freep() from foo_free(), which takes a pointer, accepts NULL and returns NULL. */
#define DEFINE_CLEANUP(type, function)                        \
    static inline attr_unused void function##p(type *pointer) \
    {                                                         \
        if (*pointer)                                         \
            function(*pointer);                               \
    }

static inline void cleanup_free(void *pointer)
{
    free(*(void **)pointer);
}
#define _cleanup_free_ _cleanup_(cleanup_free)

/* Closes *fd if it is not negative; keeps errno. */
void cleanup_close(int *fd);
#define _cleanup_close_ _cleanup_(cleanup_close)

/* Zeroed memory for `count` objects of `size` bytes. */
void *mem_alloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
void *mem_realloc(void *pointer, size_t count, size_t size) __attribute__((returns_nonnull));
char *mem_strdup(const char *text) __attribute__((malloc, returns_nonnull)) attr_nonnull(1);
char *mem_strndup(const char *text, size_t length) __attribute__((malloc, returns_nonnull)) attr_nonnull(1);
char *mem_printf(const char *format, ...) __attribute__((malloc, returns_nonnull)) attr_printf(1, 2);
char *mem_vprintf(const char *format, va_list arguments) __attribute__((malloc, returns_nonnull)) attr_printf(1, 0);

#define mem_new(type)          ((type *)mem_alloc(1, sizeof(type)))
#define mem_new_n(type, count) ((type *)mem_alloc((count), sizeof(type)))

/* Makes room for one more item in the growing array `items` of `count` used and `room` allocated items. */
#define mem_grow(items, count, room)                                  \
    do {                                                              \
        if ((count) == (room)) {                                      \
            (room) = (room) ? (room)*2 : 8;                           \
            (items) = mem_realloc((items), (room), sizeof(*(items))); \
        }                                                             \
    } while (0)

/* Writes the last `count` decimal digits of a number, and answers where they end. */
static inline char *put_digits(char *to, uint32_t number, int count)
{
    for (int i = count - 1; i >= 0; i--, number /= 10)
        to[i] = (char)('0' + number % 10);
    return to + count;
}
