/* SPDX-License-Identifier: MIT
 *
 * A disk for tests: a folder of which every change is written down, may fail, and may be lost when the power goes.
 *
 * Whoever links this has open(), write(), fsync(), rename() and the like of its own, which come before those of libc
 * for the whole process: for SQLite's VFS, which stays the real one, and for the files that the daemon writes itself
 * (the seal key, the pepper, the lock). So the whole folder is one disk, and a change that it does not know of is found
 * out by disk_is_whole(). The folder is a real one, so that reading, locks and shared memory need no help; nothing ever
 * waits for a real sync.
 *
 * A file whose name ends in "-shm" is memory that has a name: it is no part of the disk, though a full disk is full for
 * it, too.
 */
#pragma once

#include "common/buffer.h"

enum disk_kind {
    DISK_CREATE, /* a name in the folder */
    DISK_WRITE,
    DISK_TRUNCATE,
    DISK_SYNC, /* of a file: its bytes and its size, not its name */
    DISK_RENAME,
    DISK_UNLINK,
    DISK_SYNC_FOLDER, /* of the names */
    DISK_KINDS
};
extern const char *const disk_kind_words[DISK_KINDS];
#define DISK_BIT(kind) (1U << (kind))

enum { DISK_NAME_SIZE = 32 };

/* A change, or a wish to have it kept. */
struct disk_change {
    enum disk_kind kind;
    bool failed;                                      /* a sync that was answered with an error */
    int label;                                        /* what was going on, and */
    int64_t moment;                                   /* when, as whoever mounted the disk says */
    int file;                                         /* its number; of a folder: -1 */
    int64_t at;                                       /* written there, or the new size */
    size_t size;                                      /* so many bytes */
    size_t from;                                      /* which lie there in `bytes` of the disk */
    char name[DISK_NAME_SIZE], other[DISK_NAME_SIZE]; /* of the file; renamed to */
};

struct disk_file {
    char name[DISK_NAME_SIZE]; /* when it was made */
    struct buffer first;       /* what it held when the disk was mounted, all of it kept */
    bool old;                  /* it was there then */
};

/* What is to go wrong: after `skip` changes of these kinds the next `times` fail. */
struct disk_fault {
    unsigned kinds; /* DISK_BIT()s */
    int skip, times;
    int error; /* EIO: half of a write is done nevertheless. ENOSPC: the first write is done by half, the next not at
                  all. 0: a write is done by half, and goes on */
    int hit;   /* so many failed */
};

struct disk {
    char *folder;
    struct disk_change *changes;
    size_t count, room;
    struct buffer bytes;
    struct disk_file *files;
    size_t file_count, file_room;
    struct disk_name {
        char name[DISK_NAME_SIZE];
        int file;
    } * names; /* as whoever looks into the folder sees them */
    size_t name_count, name_room;
    int label;
    int64_t moment;
    struct disk_fault fault;
    /* Told before each change happens; it may look, and say label and moment. NULL: nobody is. */
    void (*before)(void *data, const struct disk_change *change);
    void *data;
};

/* From now on `folder`, which is there, is a disk; what lies in it is kept already. One at a time in a process. */
struct disk *disk_mount(const char *folder);
/* It is a folder again; what was written down stays. */
void disk_unmount(struct disk *disk);
struct disk *disk_free(struct disk *disk);

/* Does the folder hold what the changes make of it? Else something went past the disk. */
bool disk_is_whole(const struct disk *disk);
