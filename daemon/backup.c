/* SPDX-License-Identifier: MIT
 *
 * What a backup is, in words: one file that grows, and beside it what must be kept elsewhere.
 */
#include "daemon/backup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/clock.h"
#include "daemon/store_copy.h"

static int code_of(int r)
{
    switch (-r) {
    case EBADMSG:
    case ESTALE:
    case EXDEV:
    case ENOTSUP:
        return EX_DATAERR;
    case ENOENT:
        return EX_NOINPUT;
    case EIO:
    case ENOSPC:
        return EX_IOERR;
    default:
        return EX_CANTCREAT;
    }
}

static int fail(int r, const char *error)
{
    fprintf(stderr, "novbed: %s\n", error);
    return code_of(r);
}

static void print_copied(const struct store_copied *copied)
{
    char hex[LEDGER_HEX_SIZE];
    printf("facts %lld\nnew %lld\nhead %lld:%s\n", (long long)copied->after.seq,
           (long long)(copied->after.seq - copied->before.seq), (long long)copied->after.seq,
           ledger_hex(copied->after.hash.bytes, hex));
}

static int back_up(const char *store, const char *backup)
{
    struct store_copied copied;
    char error[STORE_ERROR_SIZE];
    int r = store_copy(store, backup, &copied, error);
    if (r < 0)
        return fail(r, error);
    printf("backup %s\n%s\n", backup, copied.whole ? "made" : "grown");
    print_copied(&copied);
    printf("not in it %s-key %s-pepper\n", store, store);
    return EX_OK;
}

/* --- restore --- */

static bool exists(const char *path)
{
    return access(path, F_OK) == 0;
}

/* A key of seals that went on with the lost store fits this one no more: the chain of keys begins anew. */
static int put_key_aside(const char *store)
{
    char day[DATE_TEXT_SIZE];
    _cleanup_free_ char *key = mem_printf("%s-key", store);
    int64_t now_ms = clock_wall_ms();
    _cleanup_free_ char *aside = mem_printf("%s-of-%s-%lld", key, date_text(clock_local(now_ms).date, day),
                                            (long long)(now_ms / 1000 % 86400));
    if (!exists(key))
        return EX_OK;
    if (rename(key, aside) < 0) {
        fprintf(stderr, "novbed: cannot rename %s: %s\n", key, strerror(errno));
        return EX_CANTCREAT;
    }
    printf("put aside %s\n", aside);
    return EX_OK;
}

static int check_place(const char *backup, const char *store)
{
    if (!exists(backup)) {
        fprintf(stderr, "novbed: there is no backup %s\n", backup);
        return EX_NOINPUT;
    }
    if (exists(store)) {
        fprintf(stderr, "novbed: %s is there: stop the daemon and move it away, with its -wal and -shm\n", store);
        return EX_CANTCREAT;
    }
    return EX_OK;
}

static int restore(const char *backup, const char *store, const char *centre)
{
    struct store_copied copied;
    char error[STORE_ERROR_SIZE];
    int code = check_place(backup, store);
    if (code != EX_OK)
        return code;
    int r = store_restore(backup, store, centre, &copied, error);
    if (r < 0)
        return fail(r, error);
    if (!copied.told)
        fprintf(stderr,
                "novbed: %s cannot be written, so it does not know that it was restored: restored a second time on the "
                "same day it would repeat numbers\n",
                backup);
    printf("store %s\n", store);
    print_copied(&copied);
    code = put_key_aside(store);
    _cleanup_free_ char *pepper = mem_printf("%s-pepper", store);
    if (code == EX_OK && !exists(pepper))
        printf("no pepper %s: put it back, or every operator needs a new PIN\n", pepper);
    return code;
}

int backup_print(const struct backup_arguments *arguments, const char *store, const char *centre)
{
    return arguments->backup ? back_up(store, arguments->backup) : restore(arguments->restore, store, centre);
}
