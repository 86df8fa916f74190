/* SPDX-License-Identifier: MIT
 *
 * Lets a live test say what time it is: loaded before a program (LD_PRELOAD), it adds to what the kernel's clocks tell
 * two numbers of a small file, which the test writes while the program runs (tests/live/wall.py), or lets them stand
 * still but for these. And it names the run of the machine, so that a test can start it anew.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* Nanoseconds. `passed`: time that went by, for every clock. `wall`: the wall clock alone was set by so much. `still`:
 * where the kernel's clocks were when they were stopped; 0: they go. */
struct shift {
    _Atomic int64_t passed;
    _Atomic int64_t wall;
    _Atomic int64_t still_wall, still_boottime, still_monotonic;
};

static struct shift *shift;
static int (*kernel_clock)(clockid_t id, struct timespec *time);

__attribute__((constructor)) static void open_shift(void)
{
    const char *path = getenv("NOVBE_TEST_CLOCK");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *page = mmap(NULL, sizeof(struct shift), PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (page != MAP_FAILED)
        shift = page;
}

static int64_t still_ns(clockid_t id)
{
    switch (id) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
        return shift->still_wall;
    case CLOCK_BOOTTIME:
        return shift->still_boottime;
    default:
        return shift->still_monotonic;
    }
}

int clock_gettime(clockid_t clock_id, struct timespec *tp)
{
    if (!kernel_clock)
        kernel_clock = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int r = kernel_clock(clock_id, tp);
    if (r < 0 || !shift || clock_id == CLOCK_PROCESS_CPUTIME_ID || clock_id == CLOCK_THREAD_CPUTIME_ID)
        return r;
    int64_t by_ns = shift->passed;
    if (clock_id == CLOCK_REALTIME || clock_id == CLOCK_REALTIME_COARSE)
        by_ns += shift->wall;
    int64_t kernel_ns = (int64_t)tp->tv_sec * 1000000000 + tp->tv_nsec, stopped_ns = still_ns(clock_id);
    int64_t at_ns = (stopped_ns ? stopped_ns : kernel_ns) + by_ns;
    tp->tv_sec = (time_t)(at_ns / 1000000000);
    tp->tv_nsec = (long)(at_ns % 1000000000);
    return r;
}

/* The name of this run of the machine is read from a file of the kernel's; a test may have one of its own. */
int open(const char *file, int oflag, ...)
{
    static int (*real_open)(const char *, int, ...);
    if (!real_open)
        real_open = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
    const char *other = getenv("NOVBE_TEST_BOOT_ID");
    va_list list;
    va_start(list, oflag);
    int mode = oflag & (O_CREAT | O_TMPFILE) ? va_arg(list, int) : 0;
    va_end(list);
    return real_open(other && strcmp(file, "/proc/sys/kernel/random/boot_id") == 0 ? other : file, oflag, mode);
}
