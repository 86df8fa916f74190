/* SPDX-License-Identifier: MIT
 *
 * The process that looks at rows through the engine, and the socket to it: items one way, each a head and its bytes,
 * findings the other. Nobody waits for the other for ever: whoever gives takes what was found as long as it cannot
 * give.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/store_verify_private.h"

enum { GIVEN_AT_ONCE = 256 * 1024, LARGEST_ITEM = 16384 };

struct head {
    uint32_t item, size;
};
struct piece {
    const void *bytes;
    size_t size;
};

/* So far is the next one: each begins at a multiple of eight bytes. */
static size_t stride(const struct head *head)
{
    return ((size_t)head->size + 7) & ~(size_t)7;
}

struct replaying {
    const struct replay_options *options;
    struct replay_options kept;
    pid_t process;
    int fd;
    int64_t *row; /* shared: the one it looks at */
    bool ended;   /* it takes nothing any more */
    size_t length;
    char bytes[GIVEN_AT_ONCE];
    size_t heard; /* of a finding */
    struct finding finding;
};

/* --- in the process --- */

static void tell(const struct finding *finding, void *data)
{
    if (send(*(const int *)data, finding, sizeof(*finding), MSG_NOSIGNAL) != sizeof(*finding))
        _exit(1); /* nobody listens */
}

/* Takes whole items; answers how many bytes they were. */
static size_t take_items(struct replay *replay, const char *bytes, size_t length, int64_t *row)
{
    size_t taken = 0;
    struct head head;
    while (length - taken >= sizeof(head)) {
        memcpy(&head, bytes + taken, sizeof(head));
        if (length - taken < sizeof(head) + stride(&head))
            break;
        replay_take(replay, (enum replay_item)head.item, bytes + taken + sizeof(head), head.size, row);
        taken += sizeof(head) + stride(&head);
    }
    return taken;
}

static void take_all(struct replay *replay, int fd, int64_t *row)
{
    enum { ROOM = GIVEN_AT_ONCE + LARGEST_ITEM + sizeof(struct head) };
    _cleanup_free_ char *bytes = mem_alloc(ROOM, 1);
    size_t length = 0;
    ssize_t size;
    while ((size = recv(fd, bytes + length, ROOM - length, 0)) > 0 || (size < 0 && errno == EINTR)) {
        length += size > 0 ? (size_t)size : 0;
        size_t taken = take_items(replay, bytes, length, row);
        length -= taken;
        memmove(bytes, bytes + taken, length);
    }
}

_Noreturn static void run(struct replaying *replaying, int fd)
{
    enum { OURS = 3 };
    struct replay_options options = *replaying->options;
    prctl(PR_SET_DUMPABLE, 0); /* what is made up deserves no core */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    fd = dup2(fd, OURS);
    close_range(OURS + 1, ~0U, 0); /* a peer of the daemon must see its connection end */
    options.found = tell;
    options.data = &fd;
    struct replay *replay = replay_new(&options);
    take_all(replay, fd, replaying->row);
    replay_done(replay);
    _exit(0);
}

/* --- from outside --- */

int replay_begin(const struct replay_options *options, struct replaying **ret_replaying)
{
    int ends[2];
    int64_t *row = mmap(NULL, sizeof(*row), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (row == MAP_FAILED)
        return -errno;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
        munmap(row, sizeof(*row));
        return -errno;
    }
    struct replaying *replaying = mem_new(struct replaying);
    replaying->kept = *options;
    replaying->options = &replaying->kept;
    replaying->fd = ends[0];
    replaying->row = row;
    replaying->process = fork();
    if (replaying->process == 0)
        run(replaying, ends[1]);
    close(ends[1]);
    int r = replaying->process < 0 ? -errno : 0;
    *ret_replaying = replaying;
    return r;
}

/* False: it will say no more. */
static bool hear(struct replaying *replaying, int flags)
{
    ssize_t size = recv(replaying->fd, (char *)&replaying->finding + replaying->heard,
                        sizeof(replaying->finding) - replaying->heard, flags);
    if (size <= 0)
        return size < 0 && (errno == EAGAIN || errno == EINTR);
    replaying->heard += (size_t)size;
    if (replaying->heard < sizeof(replaying->finding))
        return true;
    replaying->heard = 0;
    replaying->options->found(&replaying->finding, replaying->options->data);
    return true;
}

static int flush(struct replaying *replaying)
{
    size_t given = 0;
    while (given < replaying->length && !replaying->ended) {
        ssize_t size =
                send(replaying->fd, replaying->bytes + given, replaying->length - given, MSG_DONTWAIT | MSG_NOSIGNAL);
        struct pollfd poll_fd = {.fd = replaying->fd, .events = POLLIN | POLLOUT};
        if (size > 0)
            given += (size_t)size;
        else if (errno != EAGAIN && errno != EINTR)
            replaying->ended = true;
        else if (poll(&poll_fd, 1, -1) > 0 && poll_fd.revents & POLLIN)
            replaying->ended = !hear(replaying, MSG_DONTWAIT);
    }
    replaying->length = 0;
    return replaying->ended ? -ECANCELED : 0;
}

static int give(struct replaying *replaying, enum replay_item item, struct piece first, struct piece second)
{
    struct head head = {.item = (uint32_t)item, .size = (uint32_t)(first.size + second.size)};
    size_t whole = sizeof(head) + stride(&head);
    int r = 0;
    if (replaying->length + whole > sizeof(replaying->bytes))
        r = flush(replaying);
    char *to = replaying->bytes + replaying->length;
    memcpy(to, &head, sizeof(head));
    memcpy(to + sizeof(head), first.bytes, first.size);
    if (second.size > 0)
        memcpy(to + sizeof(head) + first.size, second.bytes, second.size);
    replaying->length += whole;
    return r;
}

static int give_one(struct replaying *replaying, enum replay_item item, const void *bytes, size_t size)
{
    return give(replaying, item, (struct piece){bytes, size}, (struct piece){NULL, 0});
}

int replay_give_event(struct replaying *replaying, const struct stored_event *row)
{
    return give_one(replaying, REPLAY_EVENT, row, sizeof(*row));
}

int replay_give_step(struct replaying *replaying, const int64_t numbers[STEP_COLUMN_COUNT])
{
    return give_one(replaying, REPLAY_STEP, numbers, STEP_COLUMN_COUNT * sizeof(numbers[0]));
}

int replay_give_return(struct replaying *replaying, const struct store_row *row)
{
    struct store_row given = *row;
    given.text = NULL;
    return give_one(replaying, REPLAY_RETURN, &given, sizeof(given));
}

int replay_give_figures(struct replaying *replaying, const struct figures *figures)
{
    return give_one(replaying, REPLAY_FIGURES, figures, sizeof(*figures));
}

/* No text of ours is longer than that. */
int replay_give_row(struct replaying *replaying, const struct store_row *row)
{
    size_t length = row->text ? strnlen(row->text, LARGEST_ITEM - sizeof(*row)) : 0;
    return give(replaying, REPLAY_ROW, (struct piece){row, sizeof(*row)}, (struct piece){row->text, length});
}

int replay_give_rolled(struct replaying *replaying, const struct rolled_part *part, const void *bytes, size_t size)
{
    const char *next = bytes;
    int r;
    do {
        size_t length = size < LARGEST_ITEM - sizeof(*part) ? size : LARGEST_ITEM - sizeof(*part);
        r = give(replaying, REPLAY_ROLLED, (struct piece){part, sizeof(*part)}, (struct piece){next, length});
        next += length;
        size -= length;
    } while (r == 0 && size > 0);
    return r;
}

int replay_give_earlier(struct replaying *replaying, const struct rolled_key *key)
{
    return give_one(replaying, REPLAY_EARLIER, key, sizeof(*key));
}

static int wait_for(const struct replaying *replaying)
{
    int status;
    while (waitpid(replaying->process, &status, 0) < 0) {
        if (errno != EINTR)
            return -errno;
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    struct finding finding = {.kind = FINDING_RULES, .row = *replaying->row};
    snprintf(finding.text, sizeof(finding.text), "row %lld cannot have come from the rules: the engine stopped at it",
             NUMBER(*replaying->row));
    replaying->options->found(&finding, replaying->options->data);
    return 0;
}

int replay_end(struct replaying *replaying, bool whole)
{
    int r = 0;
    if (replaying->process > 0 && !whole)
        kill(replaying->process, SIGKILL);
    if (replaying->process > 0 && whole)
        flush(replaying);
    shutdown(replaying->fd, SHUT_WR);
    while (whole && hear(replaying, 0))
        ;
    if (replaying->process > 0)
        r = wait_for(replaying);
    close(replaying->fd);
    munmap(replaying->row, sizeof(*replaying->row));
    free(replaying);
    return r;
}
