/* SPDX-License-Identifier: MIT
 *
 * Allocation that aborts loudly and the cleanup of file descriptors.
 */
#include "common/base.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static _Noreturn void out_of_memory(size_t count, size_t size)
{
    fprintf(stderr, "level=error event=out_of_memory count=%zu size=%zu\n", count, size);
    abort();
}

void cleanup_close(int *fd)
{
    if (*fd >= 0) {
        int saved = errno;
        close(*fd);
        errno = saved;
    }
}

void *mem_alloc(size_t count, size_t size)
{
    void *pointer = calloc(count ? count : 1, size ? size : 1);
    if (!pointer)
        out_of_memory(count, size);
    return pointer;
}

void *mem_realloc(void *pointer, size_t count, size_t size)
{
    void *grown = reallocarray(pointer, count ? count : 1, size ? size : 1);
    if (!grown)
        out_of_memory(count, size);
    return grown;
}

char *mem_strdup(const char *text)
{
    return mem_strndup(text, strlen(text));
}

char *mem_strndup(const char *text, size_t length)
{
    size_t used = strnlen(text, length);
    char *copy = mem_alloc(used + 1, 1);
    memcpy(copy, text, used);
    return copy;
}

char *mem_vprintf(const char *format, va_list arguments)
{
    char *text = NULL;
    if (vasprintf(&text, format, arguments) < 0)
        out_of_memory(1, 0);
    return text;
}

char *mem_printf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = mem_vprintf(format, arguments);
    va_end(arguments);
    return text;
}
