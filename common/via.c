/* SPDX-License-Identifier: MIT
 *
 * A child with a pipe each way. It ends when the client closes them; libuv waits for it.
 */
#include "common/via.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "common/base.h"

static void on_closed(uv_handle_t *handle)
{
    free(handle);
}

static void on_ended(uv_process_t *process, attr_unused int64_t status, attr_unused int signal)
{
    uv_close((uv_handle_t *)process, on_closed);
}

/* The child reads from `in` and writes to `out`. */
static int spawn(const struct via *via, int in, int out)
{
    char *arguments[] = {(char *)"/bin/sh", (char *)"-c", (char *)via->command, NULL};
    uv_stdio_container_t stdio[3] = {{.flags = UV_INHERIT_FD, .data.fd = in},
                                     {.flags = UV_INHERIT_FD, .data.fd = out},
                                     {.flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO}};
    uv_process_options_t options = {
            .exit_cb = on_ended, .file = arguments[0], .args = arguments, .stdio_count = 3, .stdio = stdio};
    uv_process_t *process = mem_new(uv_process_t);
    int r = uv_spawn(via->loop, process, &options);
    if (r < 0)
        uv_close((uv_handle_t *)process, on_closed);
    else
        uv_unref((uv_handle_t *)process);
    return r;
}

int via_open(void *data, int *ret_fd_in, int *ret_fd_out)
{
    const struct via *via = data;
    int to[2], from[2];
    if (pipe2(to, O_CLOEXEC) < 0)
        return -errno;
    if (pipe2(from, O_CLOEXEC) < 0) {
        int r = -errno;
        close(to[0]);
        close(to[1]);
        return r;
    }
    int r = spawn(via, to[0], from[1]);
    close(to[0]);
    close(from[1]);
    if (r < 0) {
        close(to[1]);
        close(from[0]);
        return r;
    }
    *ret_fd_in = from[0];
    *ret_fd_out = to[1];
    return 0;
}
