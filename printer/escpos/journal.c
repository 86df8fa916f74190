/* SPDX-License-Identifier: MIT
 *
 * Entries of one sector each, written in turn around the file: number, state, key, blanks, a newline; `cat` shows it.
 * An entry never overwrites one of its own key that is young, so a torn one loses nothing but itself.
 */
#include "printer/escpos/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static const char *const words[] = {
        [JOURNAL_BEGAN] = "began",
        [JOURNAL_SENT] = "sent",
        [JOURNAL_PRINTED] = "printed",
};

int journal_open(const char *path, struct journal *ret_journal)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return -errno;
    *ret_journal = (struct journal){.fd = fd};
    return 0;
}

void journal_close(struct journal *journal)
{
    cleanup_close(&journal->fd);
    journal->fd = -1;
}

int journal_lock(struct journal *journal)
{
    if (flock(journal->fd, LOCK_EX | LOCK_NB) == 0)
        return 0;
    return errno == EWOULDBLOCK || errno == EINTR ? -EAGAIN : -errno;
}

struct entry {
    int64_t number;
    enum journal_state state;
    char key[JOURNAL_ENTRY_SIZE];
};

/* False: it is empty, torn, or no entry. */
static bool read_entry(const char *bytes, struct entry *ret_entry)
{
    char text[JOURNAL_ENTRY_SIZE];
    if (bytes[JOURNAL_ENTRY_SIZE - 1] != '\n' || memchr(bytes, '\0', JOURNAL_ENTRY_SIZE))
        return false;
    memcpy(text, bytes, sizeof(text));
    text[sizeof(text) - 1] = '\0';
    char *rest = NULL, *number = strtok_r(text, " ", &rest), *word = strtok_r(NULL, " ", &rest),
         *key = strtok_r(NULL, " ", &rest);
    if (!key || strtok_r(NULL, " ", &rest))
        return false;
    ret_entry->number = strtoll(number, NULL, 10);
    snprintf(ret_entry->key, sizeof(ret_entry->key), "%s", key);
    if (ret_entry->number < 1)
        return false;
    for (size_t i = JOURNAL_BEGAN; i < ARRAY_SIZE(words); i++) {
        if (strcmp(words[i], word) == 0) {
            ret_entry->state = (enum journal_state)i;
            return true;
        }
    }
    return false;
}

int journal_find(struct journal *journal, const char *key, enum journal_state *ret_state)
{
    char bytes[JOURNAL_ENTRY_SIZE];
    int64_t newest = 0;
    *ret_state = JOURNAL_NEW;
    for (int i = 0; i < JOURNAL_ENTRIES; i++) {
        struct entry entry;
        ssize_t size = pread(journal->fd, bytes, sizeof(bytes), (off_t)i * JOURNAL_ENTRY_SIZE);
        if (size < 0)
            return -errno;
        if (size < (ssize_t)sizeof(bytes))
            break;
        if (!read_entry(bytes, &entry))
            continue;
        if (entry.number > journal->last)
            journal->last = entry.number;
        if (entry.number > newest && strcmp(entry.key, key) == 0) {
            newest = entry.number;
            *ret_state = entry.state;
        }
    }
    return 0;
}

int journal_write(struct journal *journal, const char *key, enum journal_state state)
{
    char bytes[JOURNAL_ENTRY_SIZE];
    int64_t number = journal->last + 1;
    memset(bytes, ' ', sizeof(bytes));
    int length = snprintf(bytes, sizeof(bytes), "%" PRId64 " %s %s", number, words[state], key);
    if (length < 0 || length >= (int)sizeof(bytes) - 1)
        return -EINVAL;
    bytes[length] = ' ';
    bytes[sizeof(bytes) - 1] = '\n';
    ssize_t size =
            pwrite(journal->fd, bytes, sizeof(bytes), (off_t)((number - 1) % JOURNAL_ENTRIES) * JOURNAL_ENTRY_SIZE);
    if (size != (ssize_t)sizeof(bytes))
        return size < 0 ? -errno : -ENOSPC;
    if (fsync(journal->fd) < 0)
        return -errno;
    journal->last = number;
    return 0;
}
