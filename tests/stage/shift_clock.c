/* SPDX-License-Identifier: MIT
 *
 * Lets a test say what time it is and how fast it goes: loaded before a program (LD_PRELOAD), it tells of the kernel's
 * clocks what stands in a page that the test writes while the program runs (tests/live/wall.py). It also names the run
 * of the machine, so that a test can start it anew.
 *
 * Time that goes 60 times as fast is of no use to a program that sleeps a second until its timer is due: so whatever
 * waits for a time waits by these clocks, too. A wait is cut into slices of SLICE_NS real time, after each of which the
 * page is looked at: time that was let go by at once ends the wait with it. What is covered is what our programs wait
 * with: libuv's loop (epoll_wait, epoll_pwait), poll(), nanosleep() and clock_nanosleep(), and usleep() for SQLite.
 * What waits for ever is left alone.
 *
 * NOVBE_TEST_CLOCK_PACE=real: a program whose partner goes by the machine's own time (CUPS) has the page's wall clock
 * only; its other clocks and its waits are the kernel's.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define SECOND_NS INT64_C(1000000000)
#define MS_NS     INT64_C(1000000)
#define SLICE_NS  (50 * MS_NS)

enum { LITTLE = 10 /* a nice value: a tenth of what others get */ };

/* Nanoseconds. A clock tells `at` of its own, and `speed` thousandths of what the kernel's monotonic clock went since
 * `began`; if that is 0, what the kernel's clock tells. Then `passed`, time that went by for every clock, and for the
 * wall clock `wall`, by which it alone was set. */
struct shift {
    int64_t passed, wall, began, speed;
    int64_t at_wall, at_boottime, at_monotonic;
};

/* `version` is odd while the test writes. */
struct page {
    _Atomic int64_t version;
    _Atomic int64_t numbers[sizeof(struct shift) / sizeof(int64_t)];
};

static struct page *page;
static bool has_own_pace;

#define KERNEL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void open_page(void)
{
    const char *path = getenv("NOVBE_TEST_CLOCK"), *pace = getenv("NOVBE_TEST_CLOCK_PACE");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *mapped = mmap(NULL, sizeof(struct page), PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    has_own_pace = pace && strcmp(pace, "real") == 0;
    if (mapped != MAP_FAILED)
        page = mapped;
}

static struct shift read_page(void)
{
    int64_t numbers[sizeof(struct shift) / sizeof(int64_t)];
    int64_t version;
    do {
        version = atomic_load(&page->version);
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
            numbers[i] = atomic_load(&page->numbers[i]);
    } while (version % 2 || version != atomic_load(&page->version));
    struct shift shift;
    memcpy(&shift, numbers, sizeof shift);
    return shift;
}

/* --- clocks --- */

static int kernel_clock(clockid_t id, struct timespec *time)
{
    static int (*kernel)(clockid_t, struct timespec *);
    if (!kernel)
        kernel = KERNEL(clock_gettime);
    return kernel(id, time);
}

static int64_t as_ns(const struct timespec *time)
{
    return time->tv_sec * SECOND_NS + time->tv_nsec;
}

static struct timespec as_time(int64_t ns)
{
    return (struct timespec){.tv_sec = ns / SECOND_NS, .tv_nsec = ns % SECOND_NS};
}

static bool is_wall(clockid_t id)
{
    return id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE;
}

static int64_t shifted_ns(const struct shift *shift, clockid_t id, int64_t kernel_ns)
{
    int64_t at_ns = kernel_ns;
    if (shift->began) {
        struct timespec monotonic;
        kernel_clock(CLOCK_MONOTONIC, &monotonic);
        at_ns = is_wall(id) ? shift->at_wall : id == CLOCK_BOOTTIME ? shift->at_boottime : shift->at_monotonic;
        at_ns += (as_ns(&monotonic) - shift->began) / 1000 * shift->speed;
    }
    return at_ns + shift->passed + (is_wall(id) ? shift->wall : 0);
}

int clock_gettime(clockid_t clock_id, struct timespec *tp)
{
    int r = kernel_clock(clock_id, tp);
    bool is_work = clock_id == CLOCK_PROCESS_CPUTIME_ID || clock_id == CLOCK_THREAD_CPUTIME_ID;
    if (r < 0 || !page || is_work || (has_own_pace && !is_wall(clock_id)))
        return r;
    struct shift shift = read_page();
    *tp = as_time(shifted_ns(&shift, clock_id, as_ns(tp)));
    return r;
}

/* --- waits --- */

/* A wait until a moment of a monotonic clock that goes at another speed. */
struct wait {
    int64_t until_ns;
    struct timespec slice;
};

/* Where time stands still, nothing would ever end by it: waits are the kernel's. */
static bool is_paced(void)
{
    if (!page || has_own_pace)
        return false;
    struct shift shift = read_page();
    return shift.began && shift.speed;
}

static int64_t monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return as_ns(&now);
}

static struct wait wait_begin(int64_t ns)
{
    return (struct wait){.until_ns = monotonic_ns() + ns};
}

static int64_t wait_left_ns(const struct wait *wait)
{
    int64_t left_ns = wait->until_ns - monotonic_ns();
    return left_ns > 0 ? left_ns : 0;
}

/* The next slice, of real time; false: it is over, and the slice is nothing. */
static bool wait_goes_on(struct wait *wait)
{
    struct shift shift = read_page();
    int64_t left_ns = wait_left_ns(wait), slice_ns = SLICE_NS;
    if (shift.speed > 0 && left_ns / shift.speed * 1000 < SLICE_NS)
        slice_ns = left_ns * 1000 / shift.speed + 1;
    wait->slice = as_time(left_ns > 0 ? slice_ns : 0);
    return left_ns > 0;
}

int epoll_pwait(int epfd, struct epoll_event *events, int maxevents, int timeout, const sigset_t *ss)
{
    static int (*kernel)(int, struct epoll_event *, int, int, const sigset_t *);
    if (!kernel)
        kernel = KERNEL(epoll_pwait);
    if (timeout <= 0 || !is_paced())
        return kernel(epfd, events, maxevents, timeout, ss);
    struct wait wait = wait_begin(timeout * MS_NS);
    int count;
    bool goes_on;
    do {
        goes_on = wait_goes_on(&wait);
        count = epoll_pwait2(epfd, events, maxevents, &wait.slice, ss);
    } while (count == 0 && goes_on);
    return count;
}

int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout)
{
    return epoll_pwait(epfd, events, maxevents, timeout, NULL);
}

int poll(struct pollfd *fds, nfds_t nfds, int timeout)
{
    static int (*kernel)(struct pollfd *, nfds_t, int);
    if (!kernel)
        kernel = KERNEL(poll);
    if (timeout <= 0 || !is_paced())
        return kernel(fds, nfds, timeout);
    struct wait wait = wait_begin(timeout * MS_NS);
    int count;
    bool goes_on;
    do {
        goes_on = wait_goes_on(&wait);
        count = ppoll(fds, nfds, &wait.slice, NULL);
    } while (count == 0 && goes_on);
    return count;
}

/* A length of time, or with TIMER_ABSTIME the moment of a clock; an error's number. */
int clock_nanosleep(clockid_t clock_id, int flags, const struct timespec *req, struct timespec *rem)
{
    static int (*kernel)(clockid_t, int, const struct timespec *, struct timespec *);
    if (!kernel)
        kernel = KERNEL(clock_nanosleep);
    if (!is_paced())
        return kernel(clock_id, flags, req, rem);
    struct timespec now = {0};
    if (flags & TIMER_ABSTIME)
        clock_gettime(clock_id, &now);
    struct wait wait = wait_begin(as_ns(req) - as_ns(&now));
    int r = 0;
    while (r == 0 && wait_goes_on(&wait))
        r = kernel(CLOCK_MONOTONIC, 0, &wait.slice, NULL);
    if (r != 0 && rem)
        *rem = as_time(wait_left_ns(&wait));
    return r;
}

int nanosleep(const struct timespec *requested_time, struct timespec *remaining)
{
    int r = clock_nanosleep(CLOCK_MONOTONIC, 0, requested_time, remaining);
    if (r != 0)
        errno = r;
    return r == 0 ? 0 : -1;
}

int usleep(useconds_t useconds)
{
    struct timespec time = as_time(useconds * INT64_C(1000));
    return nanosleep(&time, NULL);
}

/* --- threads that give way (SCHED_IDLE): a second in which they got nothing is a minute here. So they only have less
 * --- */

int sched_setscheduler(pid_t pid, int policy, const struct sched_param *param)
{
    static int (*kernel)(pid_t, int, const struct sched_param *);
    if (!kernel)
        kernel = KERNEL(sched_setscheduler);
    if (policy != SCHED_IDLE || !is_paced())
        return kernel(pid, policy, param);
    return setpriority(PRIO_PROCESS, (id_t)pid, LITTLE);
}

/* --- the name of this run of the machine, read from a file of the kernel's; a test may have one of its own --- */

int open(const char *file, int oflag, ...)
{
    static int (*kernel)(const char *, int, ...);
    if (!kernel)
        kernel = KERNEL(open);
    const char *other = getenv("NOVBE_TEST_BOOT_ID");
    va_list list;
    va_start(list, oflag);
    int mode = oflag & (O_CREAT | O_TMPFILE) ? va_arg(list, int) : 0;
    va_end(list);
    return kernel(other && strcmp(file, "/proc/sys/kernel/random/boot_id") == 0 ? other : file, oflag, mode);
}
