/* SPDX-License-Identifier: MIT
 *
 * Copying: what is no copy of this store is refused, what is one is brought up in one transaction of its own, so that a
 * copy that was interrupted is the copy of before; a new one is verified before it gets its name.
 */
#include "daemon/store_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/store_copy_private.h"
#include "daemon/store_verify.h"

/* --- are they the same? --- */

static int check_schema(struct copy *copy)
{
    int64_t from, to;
    static const char sql[] = "SELECT value FROM meta WHERE key = 'schema'";
    if (database_number(copy->from, sql, &from) < 0 || database_number(copy->to, sql, &to) < 0)
        return copy_fail(copy, -EBADMSG, "%s or %s is no store of novbe", copy->from_path, copy->to_path);
    if (from != to)
        return copy_fail(copy, -ENOTSUP, "%s has schema %lld, %s schema %lld: make a new copy and keep the old one",
                         copy->from_path, (long long)from, copy->to_path, (long long)to);
    return 0;
}

/* The copy's last fact must stand in the store too, unless retention has taken it there. */
static int check_history(struct copy *copy)
{
    struct store_head *before = &copy->copied->before, there = {0};
    int64_t last, kept_from;
    int r = database_number(copy->to, "SELECT ifnull(max(seq), 0) FROM event", &last);
    if (r == 0)
        r = store_read_head_at(copy->to, last, before);
    if (r < 0)
        return copy_fail_to(copy, r);
    copy->copied->after = *before;
    r = database_number(copy->from, "SELECT value FROM meta WHERE key = 'kept_from'", &kept_from);
    if (r == 0)
        r = store_read_head_at(copy->from, before->seq, &there);
    if (r < 0)
        return copy_fail_from(copy, r);
    if (before->seq == 0 || ledger_hash_equal(&there.hash, &before->hash))
        return 0;
    if (there.seq == 0 && before->seq < kept_from)
        return copy_fail(copy, -ESTALE, "%s ends at fact %lld, and %s keeps those from %lld on: make a new copy",
                         copy->to_path, (long long)before->seq, copy->from_path, (long long)kept_from);
    return copy_fail(copy, -ESTALE, "%s is no copy of %s: it holds the fact %lld, which is another there",
                     copy->to_path, copy->from_path, (long long)before->seq);
}

/* --- all of it --- */

static int open_both(struct copy *copy)
{
    char text[256];
    int r = database_open(copy->from_path, DATABASE_READER, &copy->from, text, sizeof(text));
    if (r == 0)
        r = database_run(copy->from, "BEGIN");
    if (r == 0)
        r = store_read_centre(copy->from, copy->centre);
    if (r < 0)
        return copy_fail(copy, r == -ENOENT && access(copy->from_path, F_OK) == 0 ? -EBADMSG : r,
                         "%s: no store of novbe that can be read", copy->from_path);
    r = database_open(copy->to_path, DATABASE_WRITER, &copy->to, text, sizeof(text));
    return r < 0 ? copy_fail(copy, r, "cannot open %s: %s", copy->to_path, text) : 0;
}

static int bring_up(struct copy *copy)
{
    int r = store_check_centre(copy->to, copy->to_path, copy->centre, copy->error);
    if (r == 0)
        r = check_schema(copy);
    if (r == 0)
        r = check_history(copy);
    if (r < 0)
        return r;
    r = database_run(copy->to, "BEGIN IMMEDIATE");
    if (r < 0)
        return copy_fail_to(copy, r);
    r = copy_rows(copy);
    if (r == 0 && (r = database_run(copy->to, "COMMIT")) < 0)
        copy_fail_to(copy, r);
    if (r < 0)
        database_rollback(copy->to);
    return r;
}

/* A copy is verified from end to end before it gets its name, replay included. */
static void take_finding(const struct finding *finding, void *data)
{
    struct copy *copy = data;
    if (!copy->is_wrong)
        copy_fail(copy, -EBADMSG, "%s is not as it was written: %s (novbed --verify tells all)", copy->from_path,
                  finding->text);
    copy->is_wrong = true;
}

static int verify(struct copy *copy)
{
    struct verify_result result;
    int r = store_verify(&(struct verify_options){.path = copy->to_path, .found = take_finding, .data = copy}, &result,
                         copy->error);
    return r < 0 ? r : copy->is_wrong ? -EBADMSG : 0;
}

/* An empty store of the same centre, under a name that nobody takes for a copy. */
static int begin(struct copy *copy)
{
    int fd = open(copy->to_path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return copy_fail(copy, -errno, "cannot make %s: %s", copy->to_path, strerror(errno));
    close(fd);
    int r = open_both(copy);
    if (r < 0)
        return r;
    r = store_migrate(copy->to, copy->centre);
    if (r == 0)
        r = store_mark_copy(copy->to);
    if (r == 0)
        r = database_run(copy->to, "PRAGMA journal_mode = DELETE"); /* one file, whole after every step */
    return r < 0 ? copy_fail_to(copy, r) : bring_up(copy);
}

static void close_both(struct copy *copy)
{
    database_close(copy->from);
    database_close(copy->to);
}

/* Whole and on disk before it gets its name. */
static int copy_anew(struct copy *copy, const char *path)
{
    _cleanup_free_ char *other = mem_printf("%s.new", path);
    store_remove_file(other);
    copy->to_path = other;
    copy->copied->whole = true;
    int r = begin(copy);
    close_both(copy);
    if (r == 0)
        r = verify(copy);
    if (r == 0)
        r = store_settle_file(other, path, copy->error);
    if (r < 0)
        store_remove_file(other);
    return r;
}

int store_copy_at_pace(const char *from, const char *to, const struct copy_pace *pace, struct store_copied *ret_copied,
                       char error[STORE_ERROR_SIZE])
{
    struct copy copy = {.from_path = from, .to_path = to, .pace = pace, .error = error, .copied = ret_copied};
    *ret_copied = (struct store_copied){0};
    ledger_start();
    if (access(to, F_OK) < 0)
        return copy_anew(&copy, to);
    int r = open_both(&copy);
    if (r == 0)
        r = bring_up(&copy);
    close_both(&copy);
    /* The step is done when its journal is gone: one that came back with the power would take it back. */
    if (r == 0 && (r = store_sync_folder(to)) < 0)
        copy_fail(&copy, r, "cannot sync the folder of %s: %s", to, strerror(-r));
    return r;
}

int store_copy(const char *from, const char *to, struct store_copied *ret_copied, char error[STORE_ERROR_SIZE])
{
    return store_copy_at_pace(from, to, &(struct copy_pace){0}, ret_copied, error);
}
