/* SPDX-License-Identifier: MIT
 *
 * Runs a program with files in memory for its input and output.
 */
#include "kiosk/voice/child.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of any file that it writes. espeak-ng makes one of 64 MiB whatever it says: memory that it might share with a
 * sound server. */
enum { FILE_MOST = 128 * 1024 * 1024 };

/* libuv's handle of a process serves once. It outlives the child that is closed while it runs. */
struct run {
    uv_process_t process;
    struct child *child; /* NULL: closed */
};

struct child {
    uv_loop_t *loop;
    child_ended *ended;
    void *data;
    uv_timer_t timer;
    struct run *run;    /* NULL: none */
    int output;         /* of the run */
    enum child_end end; /* of a run that was killed; else CHILD_DONE */
};

/* --- files in memory --- */

static int memory_file(const void *bytes, size_t size)
{
    _cleanup_close_ int fd = memfd_create("novbe-voice", MFD_CLOEXEC);
    for (size_t done = 0; fd >= 0 && done < size;) {
        ssize_t r = write(fd, (const char *)bytes + done, size - done);
        if (r < 0 && errno != EINTR)
            return -1;
        done += r > 0 ? (size_t)r : 0;
    }
    if (fd < 0 || lseek(fd, 0, SEEK_SET) < 0)
        return -1;
    int kept = fd;
    fd = -1;
    return kept;
}

static void read_output(int fd, struct buffer *output)
{
    struct stat status;
    if (fd < 0 || fstat(fd, &status) < 0 || status.st_size > CHILD_OUTPUT)
        return;
    size_t size = (size_t)status.st_size, got = 0;
    char *room = buffer_reserve(output, size + 1);
    for (ssize_t r; got < size && (r = pread(fd, room + got, size - got, (off_t)got)) > 0;)
        got += (size_t)r;
    buffer_added(output, got);
}

/* --- the process --- */

static void free_run(uv_handle_t *handle)
{
    free(handle->data);
}

static void free_child(uv_handle_t *handle)
{
    free(handle->data);
}

/* Nothing is touched after the callback, which may start the next run or close the child. */
static void tell(struct child *child, enum child_end end)
{
    _cleanup_(buffer_done) struct buffer output = {0};
    read_output(child->output, &output);
    cleanup_close(&child->output);
    child->output = -1;
    child->ended(child->data, end, &output);
}

static void on_exit_of(uv_process_t *process, int64_t status, int term_signal)
{
    struct run *run = process->data;
    struct child *child = run->child;
    uv_close((uv_handle_t *)process, free_run);
    if (!child)
        return;
    child->run = NULL;
    uv_timer_stop(&child->timer);
    bool failed = status != 0 || term_signal != 0;
    tell(child, child->end != CHILD_DONE ? child->end : failed ? CHILD_FAILED : CHILD_DONE);
}

/* What it started is in its group and goes with it. */
static void kill_group(struct child *child, enum child_end end)
{
    if (!child->run)
        return;
    child->end = end;
    (void)kill(-child->run->process.pid, SIGKILL);
}

static void on_time(uv_timer_t *timer)
{
    kill_group(timer->data, CHILD_LATE);
}

static int spawn(struct child *child, char *const *arguments, int input, int output)
{
    struct run *run = mem_new(struct run);
    uv_stdio_container_t stdio[] = {{.flags = UV_INHERIT_FD, .data.fd = input},
                                    {.flags = UV_INHERIT_FD, .data.fd = output},
                                    {.flags = UV_IGNORE}};
    uv_process_options_t options = {.exit_cb = on_exit_of,
                                    .file = arguments[0],
                                    .args = (char **)(uintptr_t)arguments,
                                    .flags = UV_PROCESS_DETACHED,
                                    .stdio_count = ARRAY_SIZE(stdio),
                                    .stdio = stdio};
    run->child = child;
    run->process.data = run;
    int r = uv_spawn(child->loop, &run->process, &options);
    if (r < 0) {
        uv_close((uv_handle_t *)&run->process, free_run);
        return r;
    }
    /* What it writes lies in memory: one that never ends is ended by the kernel. */
    const struct rlimit most = {.rlim_cur = FILE_MOST, .rlim_max = FILE_MOST};
    (void)prlimit(run->process.pid, RLIMIT_FSIZE, &most, NULL);
    child->run = run;
    return 0;
}

struct child *child_new(uv_loop_t *loop, child_ended *ended, void *data)
{
    struct child *child = mem_new(struct child);
    *child = (struct child){.loop = loop, .ended = ended, .data = data, .output = -1};
    uv_timer_init(loop, &child->timer);
    child->timer.data = child;
    return child;
}

void child_start(struct child *child, char *const *arguments, const void *input, size_t size, unsigned time_ms)
{
    assert(!child->run);
    _cleanup_close_ int in = memory_file(input, size);
    child->output = memory_file(NULL, 0);
    child->end = CHILD_DONE;
    if (in < 0 || child->output < 0 || spawn(child, arguments, in, child->output) < 0) {
        tell(child, CHILD_MISSING);
        return;
    }
    uv_timer_start(&child->timer, on_time, time_ms, 0);
}

bool child_is_running(const struct child *child)
{
    return child->run != NULL;
}

void child_stop(struct child *child)
{
    kill_group(child, CHILD_STOPPED);
}

void child_close(struct child *child)
{
    kill_group(child, CHILD_STOPPED);
    if (child->run)
        child->run->child = NULL;
    cleanup_close(&child->output);
    child->output = -1;
    uv_close((uv_handle_t *)&child->timer, free_child);
}
