/* SPDX-License-Identifier: MIT
 *
 * The process that looks at rows through the engine, and the road to it: blocks of items in memory that both see, each
 * item a head and its bytes, and a socket on which one says how long a block is, and the other what it has found and
 * that it is done with one. Nobody waits for the other for ever: whoever gives hears that it has ended.
 *
 * Reading rows takes about as long as looking at them, never just as long. Before whoever gives would have to wait, he
 * looks himself whether some of the rows follow from one another, which is the greater part of the other's work.
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

enum { BLOCKS = 4, BLOCK_SIZE = 256 * 1024, LARGEST_ITEM = 16384 };
enum { BLOCK_TAKEN = FINDING_KINDS }; /* among the findings of the other: none */
enum { LOOKED_AT_ONCE = 8 };

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

/* Blocks are written by whoever gives, and only while the other has not to look at them. */
struct shared {
    int64_t row; /* the one it looks at */
    char blocks[BLOCKS][BLOCK_SIZE];
};

struct replaying {
    const struct replay_options *options;
    struct replay_options kept;
    pid_t process;
    int fd;
    struct shared *shared;
    bool ended;                      /* it takes nothing any more */
    size_t block, length;            /* the one that is filled, and how far */
    int full;                        /* so many others it has not done with */
    struct ledger_hash before, last; /* rows: the last one before this block, and in it */
    size_t heard;                    /* of a finding */
    struct finding finding;
};

/* --- in the process --- */

static void tell(const struct finding *finding, void *data)
{
    if (send(*(const int *)data, finding, sizeof(*finding), MSG_NOSIGNAL) != sizeof(*finding))
        _exit(1); /* nobody listens */
}

static void take_items(struct replay *replay, const char *bytes, size_t length, int64_t *row)
{
    struct head head;
    for (size_t taken = 0; taken < length; taken += sizeof(head) + stride(&head)) {
        memcpy(&head, bytes + taken, sizeof(head));
        replay_take(replay, (enum replay_item)head.item, bytes + taken + sizeof(head), head.size, row);
    }
}

static void take_all(struct replay *replay, int fd, struct shared *shared)
{
    const struct finding taken = {.kind = (enum finding_kind)BLOCK_TAKEN};
    size_t length;
    ssize_t size;
    for (size_t block = 0; (size = recv(fd, &length, sizeof(length), MSG_WAITALL)) != 0;) {
        if (size < 0 && errno == EINTR)
            continue;
        if (size != sizeof(length))
            break;
        take_items(replay, shared->blocks[block], length, &shared->row);
        tell(&taken, &fd);
        block = (block + 1) % BLOCKS;
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
    take_all(replay, fd, replaying->shared);
    replay_done(replay);
    _exit(0);
}

/* --- from outside --- */

int replay_begin(const struct replay_options *options, struct replaying **ret_replaying)
{
    int ends[2];
    struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return -errno;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
        munmap(shared, sizeof(*shared));
        return -errno;
    }
    struct replaying *replaying = mem_new(struct replaying);
    replaying->kept = *options;
    replaying->options = &replaying->kept;
    replaying->fd = ends[0];
    replaying->shared = shared;
    replaying->before = replaying->last = options->before;
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
    if (replaying->finding.kind == (enum finding_kind)BLOCK_TAKEN)
        replaying->full--;
    else
        replaying->options->found(&replaying->finding, replaying->options->data);
    return true;
}

/* Looks at rows of the block that is filled, as long as the other has more than enough to do. */
static void help(struct replaying *replaying)
{
    const struct replay_options *options = replaying->options;
    char *block = replaying->shared->blocks[replaying->block];
    struct ledger_hash before = replaying->before;
    struct head head;
    int looked = 0;
    for (size_t at = 0; at < replaying->length && replaying->full > 1; at += sizeof(head) + stride(&head)) {
        memcpy(&head, block + at, sizeof(head));
        if (head.item != REPLAY_EVENT)
            continue;
        struct replay_event *given = (struct replay_event *)(void *)(block + at + sizeof(head));
        given->follows = replay_follows(&before, options->centre, &given->row);
        before = given->row.hash;
        if (++looked % LOOKED_AT_ONCE == 0 && !hear(replaying, MSG_DONTWAIT))
            return;
    }
}

static int flush(struct replaying *replaying)
{
    if (replaying->options->chain)
        help(replaying);
    if (send(replaying->fd, &replaying->length, sizeof(replaying->length), MSG_NOSIGNAL) < 0)
        replaying->ended = true;
    replaying->full++;
    while (!replaying->ended && replaying->full == BLOCKS)
        replaying->ended = !hear(replaying, 0);
    replaying->block = (replaying->block + 1) % BLOCKS;
    replaying->before = replaying->last;
    replaying->length = 0;
    return replaying->ended ? -ECANCELED : 0;
}

static int give(struct replaying *replaying, enum replay_item item, struct piece first, struct piece second)
{
    struct head head = {.item = (uint32_t)item, .size = (uint32_t)(first.size + second.size)};
    size_t whole = sizeof(head) + stride(&head);
    int r = 0;
    if (replaying->length + whole > BLOCK_SIZE)
        r = flush(replaying);
    char *to = replaying->shared->blocks[replaying->block] + replaying->length;
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
    const struct replay_event given = {.row = *row};
    int r = give_one(replaying, REPLAY_EVENT, &given, sizeof(given));
    replaying->last = row->hash;
    return r;
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
    struct store_row given = *row;
    if (length == LARGEST_ITEM - sizeof(*row))
        given.text = NULL;
    size_t size = given.text ? length + 1 : 0;
    return give(replaying, REPLAY_ROW, (struct piece){&given, sizeof(given)}, (struct piece){row->text, size});
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
    struct finding finding = {.kind = FINDING_RULES, .row = replaying->shared->row};
    snprintf(finding.text, sizeof(finding.text), "row %lld cannot have come from the rules: the engine stopped at it",
             NUMBER(replaying->shared->row));
    replaying->options->found(&finding, replaying->options->data);
    return 0;
}

int replay_end(struct replaying *replaying, bool whole)
{
    int r = 0;
    if (replaying->process > 0 && !whole)
        kill(replaying->process, SIGKILL);
    if (replaying->process > 0 && whole && !replaying->ended)
        (void)flush(replaying);
    shutdown(replaying->fd, SHUT_WR);
    while (whole && hear(replaying, 0))
        ;
    if (replaying->process > 0)
        r = wait_for(replaying);
    close(replaying->fd);
    munmap(replaying->shared, sizeof(*replaying->shared));
    free(replaying);
    return r;
}
