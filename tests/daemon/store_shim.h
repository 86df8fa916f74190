/* SPDX-License-Identifier: MIT
 *
 * A file system that fails when it is told to, put under SQLite: the nth write, sync or truncate from now on, and all
 * that follow until it is mended.
 */
#pragma once

#include <sqlite3.h>
#include <string.h>

enum shim_call { SHIM_WRITE = 1, SHIM_SYNC = 2, SHIM_TRUNCATE = 4 };

struct shim {
    sqlite3_vfs vfs, *real;
    sqlite3_io_methods methods;
    int calls;  /* enum shim_call: which may fail */
    int left;   /* so many succeed first; negative: all do */
    int code;   /* what the failing ones answer */
    int failed; /* how many did */
};

struct shim_file {
    sqlite3_file base;
    struct shim *shim;
    sqlite3_file *real;
};

static inline struct shim_file *shim_file(sqlite3_file *file)
{
    return (struct shim_file *)(void *)file;
}

static inline int shim_fails(struct shim *shim, enum shim_call call)
{
    if (!(shim->calls & (int)call) || shim->left < 0)
        return SQLITE_OK;
    if (shim->left > 0) {
        shim->left--;
        return SQLITE_OK;
    }
    shim->failed++;
    return shim->code;
}

#define SHIM_REAL(file) (shim_file(file)->real)
#define SHIM_PASS(name, parameters, args)            \
    static inline int shim_##name parameters         \
    {                                                \
        return SHIM_REAL(file)->pMethods->name args; \
    }

SHIM_PASS(xRead, (sqlite3_file * file, void *bytes, int size, sqlite3_int64 at), (SHIM_REAL(file), bytes, size, at))
SHIM_PASS(xFileSize, (sqlite3_file * file, sqlite3_int64 *size), (SHIM_REAL(file), size))
SHIM_PASS(xLock, (sqlite3_file * file, int level), (SHIM_REAL(file), level))
SHIM_PASS(xUnlock, (sqlite3_file * file, int level), (SHIM_REAL(file), level))
SHIM_PASS(xCheckReservedLock, (sqlite3_file * file, int *out), (SHIM_REAL(file), out))
SHIM_PASS(xFileControl, (sqlite3_file * file, int what, void *data), (SHIM_REAL(file), what, data))
SHIM_PASS(xSectorSize, (sqlite3_file * file), (SHIM_REAL(file)))
SHIM_PASS(xDeviceCharacteristics, (sqlite3_file * file), (SHIM_REAL(file)))
SHIM_PASS(xShmMap, (sqlite3_file * file, int page, int size, int extend, void volatile **out),
          (SHIM_REAL(file), page, size, extend, out))
SHIM_PASS(xShmLock, (sqlite3_file * file, int offset, int n, int flags), (SHIM_REAL(file), offset, n, flags))
SHIM_PASS(xShmUnmap, (sqlite3_file * file, int erase), (SHIM_REAL(file), erase))

static inline void shim_xShmBarrier(sqlite3_file *file)
{
    SHIM_REAL(file)->pMethods->xShmBarrier(SHIM_REAL(file));
}

static inline int shim_xWrite(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
    int code = shim_fails(shim_file(file)->shim, SHIM_WRITE);
    return code ? code : SHIM_REAL(file)->pMethods->xWrite(SHIM_REAL(file), bytes, size, at);
}

static inline int shim_xSync(sqlite3_file *file, int flags)
{
    int code = shim_fails(shim_file(file)->shim, SHIM_SYNC);
    return code ? code : SHIM_REAL(file)->pMethods->xSync(SHIM_REAL(file), flags);
}

static inline int shim_xTruncate(sqlite3_file *file, sqlite3_int64 size)
{
    int code = shim_fails(shim_file(file)->shim, SHIM_TRUNCATE);
    return code ? code : SHIM_REAL(file)->pMethods->xTruncate(SHIM_REAL(file), size);
}

static inline int shim_xClose(sqlite3_file *file)
{
    sqlite3_file *real = SHIM_REAL(file);
    int code = real->pMethods ? real->pMethods->xClose(real) : SQLITE_OK;
    sqlite3_free(real);
    return code;
}

static inline int shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
    struct shim *shim = vfs->pAppData;
    struct shim_file *opened = shim_file(file);
    opened->shim = shim;
    opened->real = sqlite3_malloc(shim->real->szOsFile);
    memset(opened->real, 0, (size_t)shim->real->szOsFile);
    int code = shim->real->xOpen(shim->real, name, opened->real, flags, ret_flags);
    file->pMethods = &shim->methods;
    return code;
}

/* Every connection opened from now on goes through it. */
static inline void shim_start(struct shim *shim)
{
    *shim = (struct shim){.real = sqlite3_vfs_find(NULL), .left = -1};
    shim->vfs = *shim->real;
    shim->vfs.zName = "shim";
    shim->vfs.pNext = NULL;
    shim->vfs.szOsFile = sizeof(struct shim_file);
    shim->vfs.pAppData = shim;
    shim->vfs.xOpen = shim_open;
    shim->methods = (sqlite3_io_methods){
            .iVersion = 2,
            .xClose = shim_xClose,
            .xRead = shim_xRead,
            .xWrite = shim_xWrite,
            .xTruncate = shim_xTruncate,
            .xSync = shim_xSync,
            .xFileSize = shim_xFileSize,
            .xLock = shim_xLock,
            .xUnlock = shim_xUnlock,
            .xCheckReservedLock = shim_xCheckReservedLock,
            .xFileControl = shim_xFileControl,
            .xSectorSize = shim_xSectorSize,
            .xDeviceCharacteristics = shim_xDeviceCharacteristics,
            .xShmMap = shim_xShmMap,
            .xShmLock = shim_xShmLock,
            .xShmBarrier = shim_xShmBarrier,
            .xShmUnmap = shim_xShmUnmap,
    };
    sqlite3_vfs_register(&shim->vfs, 1);
}

static inline void shim_end(struct shim *shim)
{
    sqlite3_vfs_unregister(&shim->vfs);
    sqlite3_vfs_register(shim->real, 1);
}
