/* SPDX-License-Identifier: MIT
 *
 * Every wait is one poll of three descriptors, so that nothing is ever missed: the pipe to the backend, whose end shows
 * there, the back channel, and the signal.
 */
#include "printer/escpos/device.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

int64_t device_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int device_open(int out, int back, struct device *ret_device)
{
    struct stat status;
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    if (fstat(out, &status) < 0 || fcntl(out, F_SETFL, fcntl(out, F_GETFL) | O_NONBLOCK) < 0 ||
        sigprocmask(SIG_BLOCK, &signals, NULL) < 0)
        return -errno;
    int stop = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    if (stop < 0)
        return -errno;
    if (back >= 0 && fcntl(back, F_SETFL, fcntl(back, F_GETFL) | O_NONBLOCK) < 0)
        back = -1;
    *ret_device = (struct device){.out = out, .back = back, .stop = stop, .is_pipe = S_ISFIFO(status.st_mode)};
    return 0;
}

void device_close(struct device *device)
{
    cleanup_close(&device->stop);
    device->stop = -1;
}

/* Returns as soon as there is something for the caller to look at, at `until_ms` at the latest. */
static int wait_for(struct device *device, short out_events, bool read_back, int64_t until_ms)
{
    struct signalfd_siginfo info;
    int64_t now = device_now_ms();
    if (device->stopped && device->committed && now >= device->leave_ms)
        return -ETIMEDOUT;
    if (device->stopped && device->committed && until_ms > device->leave_ms)
        until_ms = device->leave_ms;
    struct pollfd fds[] = {{.fd = device->out, .events = out_events},
                           {.fd = device->stopped ? -1 : device->stop, .events = POLLIN},
                           {.fd = read_back ? device->back : -1, .events = POLLIN}};
    int64_t rest = until_ms - now;
    if (poll(fds, ARRAY_SIZE(fds), rest <= 0 ? 0 : rest < 60000 ? (int)rest : 60000) < 0 && errno != EINTR)
        return -errno;
    if (read(device->stop, &info, sizeof(info)) == (ssize_t)sizeof(info) && !device->stopped) {
        device->stopped = true;
        device->leave_ms = device_now_ms() + DEVICE_LEAVE_MS;
    }
    if (device->stopped && !device->committed)
        return -ECANCELED;
    if (fds[2].revents & (POLLHUP | POLLERR | POLLNVAL) && !(fds[2].revents & POLLIN))
        device->back = -1;
    return fds[0].revents & POLLERR ? -EPIPE : 0;
}

int device_write(struct device *device, const void *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t written = write(device->out, (const char *)bytes + done, size - done);
        if (written > 0)
            done += (size_t)written;
        else if (written < 0 && errno != EAGAIN && errno != EINTR)
            return -errno;
        int r = wait_for(device, done < size ? POLLOUT : 0, false, done < size ? INT64_MAX : 0);
        if (r < 0)
            return r;
    }
    return 0;
}

int device_drain(struct device *device)
{
    int left = 0;
    int64_t began = device_now_ms();
    while (device->is_pipe && ioctl(device->out, FIONREAD, &left) == 0 && left > 0) {
        int64_t now = device_now_ms();
        int r = wait_for(device, 0, false, now + (now - began < 1000 ? 2 : 100));
        if (r < 0)
            return r;
    }
    return 0;
}

void device_drain_other(int pipe)
{
    int left = 0;
    for (int64_t end = device_now_ms() + 1000; device_now_ms() < end;) {
        if (ioctl(pipe, FIONREAD, &left) < 0 || left == 0)
            return;
        (void)poll(NULL, 0, 2);
    }
}

int device_read(struct device *device, int64_t until_ms, unsigned char *ret_byte)
{
    for (;;) {
        if (device->back >= 0 && read(device->back, ret_byte, 1) == 1)
            return 1;
        if (device_now_ms() >= until_ms)
            return 0;
        int r = wait_for(device, 0, true, until_ms);
        if (r < 0)
            return r;
    }
}

int device_rest(struct device *device, int64_t until_ms)
{
    int r;
    do
        r = wait_for(device, 0, false, until_ms);
    while (r == 0 && device_now_ms() < until_ms);
    return r;
}
