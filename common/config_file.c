/* SPDX-License-Identifier: MIT
 *
 * Reads configuration files, checks their text (config_scan.c) and lets libconfig parse what passed.
 *
 * Includes are resolved here, not by libconfig, which knows one folder for all of them and follows a file that includes
 * itself: each file is read once, scanned, and put in place of its @include line; libconfig gets the whole as one text.
 * Where its settings begin is known from the scan, so that each carries its own file and line.
 */
#include "common/config.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "common/config_scan.h"

enum {
    FILE_BYTES = 4 * 1024 * 1024,
    ALL_BYTES = 16 * 1024 * 1024,
    INCLUDE_DEPTH = 8,
};

struct config_file {
    config_t config;
    struct arena arena; /* names of files, which settings point to */
};

/* One file being read; the innermost first. */
struct source {
    struct source *includer; /* NULL: the main file */
    unsigned include_line;   /* where the includer names it */
    const char *file;
    const char *text;
    size_t length;
    size_t taken; /* bytes already in the whole text */
    dev_t device;
    ino_t inode;
};

struct reader {
    struct scan scan;
    struct config_mistakes *mistakes;
    struct arena *names; /* of files */
    struct arena texts;  /* of files, which the scan points into */
    struct source *source;
    struct buffer whole;
    size_t bytes; /* of all files */
};

/* --- reading bytes --- */

static int open_regular(const char *path, struct stat *ret_status)
{
    /* O_NONBLOCK: a fifo must not make us wait for its other end before we can refuse it. */
    _cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0 || fstat(fd, ret_status) < 0)
        return -errno;
    if (S_ISDIR(ret_status->st_mode))
        return -EISDIR;
    if (!S_ISREG(ret_status->st_mode))
        return -EINVAL;
    int taken = fd;
    fd = -1;
    return taken;
}

/* Up to `limit` bytes, and one more if there are. */
static int read_bytes(int fd, size_t limit, struct buffer *bytes)
{
    while (bytes->length <= limit) {
        size_t room = limit + 1 - bytes->length;
        if (room > 65536)
            room = 65536;
        ssize_t got = read(fd, buffer_reserve(bytes, room), room);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -errno;
        if (got == 0)
            break;
        buffer_added(bytes, (size_t)got);
    }
    return 0;
}

static const char *reading_trouble(int error)
{
    return error == -EINVAL ? "it is not a regular file" : strerror(-error);
}

/* Where a mistake about reading a file belongs: at its @include line, or at the file itself. */
static attr_printf(3, 4) void mistake_of_reading(struct reader *reader, const struct source *source, const char *format,
                                                 ...)
{
    va_list arguments;
    va_start(arguments, format);
    _cleanup_free_ char *text = mem_vprintf(format, arguments);
    va_end(arguments);
    const struct source *includer = source->includer;
    if (includer)
        config_mistake_add(reader->mistakes, CONFIG_ERROR, includer->file, source->include_line,
                           "cannot include %s: %s", source->file, text);
    else
        config_mistake_add(reader->mistakes, CONFIG_ERROR, source->file, 0, "cannot read it: %s", text);
    reader->scan.broken = true;
}

static bool is_loop(const struct source *source)
{
    for (const struct source *outer = source->includer; outer; outer = outer->includer) {
        if (outer->device == source->device && outer->inode == source->inode)
            return true;
    }
    return false;
}

static size_t include_depth(const struct source *source)
{
    size_t depth = 0;
    while ((source = source->includer))
        depth++;
    return depth;
}

static int read_opened(struct reader *reader, int fd, struct source *source)
{
    struct buffer bytes = {0};
    int r = read_bytes(fd, FILE_BYTES, &bytes);
    size_t length = bytes.length;
    if (r < 0) {
        mistake_of_reading(reader, source, "%s", reading_trouble(r));
    } else if (length > FILE_BYTES) {
        mistake_of_reading(reader, source, "it is larger than %d MiB", FILE_BYTES >> 20);
        r = -EFBIG;
    } else if (reader->bytes + length > ALL_BYTES) {
        mistake_of_reading(reader, source, "with it all files are larger than %d MiB", ALL_BYTES >> 20);
        r = -EFBIG;
    } else {
        reader->bytes += length;
        source->text = memcpy(arena_alloc(&reader->texts, length + 1), length ? buffer_bytes(&bytes) : "", length);
        source->length = length;
    }
    buffer_done(&bytes);
    return r;
}

static int read_source(struct reader *reader, struct source *source)
{
    struct stat status;
    if (include_depth(source) > INCLUDE_DEPTH) {
        mistake_of_reading(reader, source, "files include one another more than %d deep", INCLUDE_DEPTH);
        return -ELOOP;
    }
    _cleanup_close_ int fd = open_regular(source->file, &status);
    if (fd < 0) {
        mistake_of_reading(reader, source, "%s", reading_trouble(fd));
        return fd;
    }
    source->device = status.st_dev;
    source->inode = status.st_ino;
    if (is_loop(source)) {
        mistake_of_reading(reader, source, "it includes itself");
        return -ELOOP;
    }
    return read_opened(reader, fd, source);
}

/* --- one text of all files --- */

static struct reader *reader_of(struct scan *scan)
{
    return container_of(scan, struct reader, scan);
}

static void take_bytes(struct reader *reader, size_t until)
{
    struct source *source = reader->source;
    buffer_append(&reader->whole, source->text + source->taken, until - source->taken);
    buffer_append_byte(&reader->whole, '\n');
    source->taken = until;
}

static void scan_source(struct reader *reader, struct source *source)
{
    reader->source = source;
    scan_text(&reader->scan, source->file, source->text, source->length);
    take_bytes(reader, source->length);
    reader->source = source->includer;
}

static const char *resolve(struct arena *arena, const char *includer, const char *path)
{
    const char *slash = strrchr(includer, '/');
    if (path[0] == '/' || !slash)
        return path;
    return arena_printf(arena, "%.*s/%s", (int)(slash - includer), includer, path);
}

static void on_include(struct scan *scan, const struct lexer *lexer, const struct token *token)
{
    struct reader *reader = reader_of(scan);
    struct source *includer = reader->source;
    const char *path = arena_strndup(reader->names, token->text, token->length);
    struct source source = {
            .includer = includer,
            .include_line = token->line,
            .file = resolve(reader->names, includer->file, path),
    };
    /* The directive is the last token before its path, and first on its line. */
    const char *directive = token->text;
    while (*directive != '@')
        directive--;
    take_bytes(reader, (size_t)(directive - includer->text));
    includer->taken = lexer->at;
    if (read_source(reader, &source) == 0) {
        config_mistakes_file(reader->mistakes, source.file);
        scan_source(reader, &source);
    }
}

/* --- parsing --- */

static void place(config_setting_t *setting, const struct scan *scan, size_t *next)
{
    if (!config_setting_is_aggregate(setting))
        return;
    for (int i = 0; i < config_setting_length(setting); i++) {
        config_setting_t *child = config_setting_get_elem(setting, (unsigned)i);
        assert(*next < scan->position_count);
        child->file = scan->positions[*next].file;
        child->line = scan->positions[*next].line;
        (*next)++;
        place(child, scan, next);
    }
}

/* A text that passed the scan and that libconfig refuses all the same is a gap in the scan; the fuzzer looks for one.
 */
static int parse_whole(struct reader *reader, const char *name, struct config_file *file)
{
    buffer_append_byte(&reader->whole, '\0');
    if (!config_read_string(&file->config, buffer_bytes(&reader->whole))) {
        config_mistake_add(reader->mistakes, CONFIG_ERROR, name, 0, "libconfig refuses it: %s",
                           config_error_text(&file->config));
        return -EBADMSG;
    }
    size_t next = 0;
    config_setting_t *root = config_root_setting(&file->config);
    root->file = name;
    place(root, &reader->scan, &next);
    assert(next == reader->scan.position_count);
    return 0;
}

static struct config_file *file_new(void)
{
    struct config_file *file = mem_new(struct config_file);
    config_init(&file->config);
    arena_init(&file->arena);
    return file;
}

static void reader_init(struct reader *reader, struct config_mistakes *mistakes, struct arena *names)
{
    *reader = (struct reader){.mistakes = mistakes, .names = names};
    arena_init(&reader->texts);
    scan_init(&reader->scan, mistakes);
}

static void reader_done(struct reader *reader)
{
    buffer_done(&reader->whole);
    scan_done(&reader->scan);
    arena_done(&reader->texts);
}

static int read_whole(struct reader *reader, struct source *source, struct config_file *file)
{
    size_t errors = reader->mistakes->errors;
    scan_source(reader, source);
    scan_end(&reader->scan);
    if (reader->mistakes->errors > errors)
        return -EBADMSG;
    return parse_whole(reader, source->file, file);
}

int config_file_read(const char *path, unsigned flags, struct config_mistakes *mistakes, struct config_file **ret_file)
{
    _cleanup_(config_file_freep) struct config_file *file = file_new();
    struct reader reader;
    struct source source = {.file = arena_strdup(&file->arena, path)};
    config_mistakes_file(mistakes, path);
    reader_init(&reader, mistakes, &file->arena);
    if (!(flags & CONFIG_NO_INCLUDE))
        reader.scan.include = on_include;
    int r = read_source(&reader, &source);
    if (r == 0)
        r = read_whole(&reader, &source, file);
    reader_done(&reader);
    if (r < 0)
        return r;
    *ret_file = file;
    file = NULL;
    return 0;
}

int config_file_parse(const char *name, const char *text, size_t length, struct config_mistakes *mistakes,
                      struct config_file **ret_file)
{
    _cleanup_(config_file_freep) struct config_file *file = file_new();
    struct reader reader;
    struct source source = {.file = arena_strdup(&file->arena, name), .text = text, .length = length};
    config_mistakes_file(mistakes, name);
    reader_init(&reader, mistakes, &file->arena);
    int r = read_whole(&reader, &source, file);
    reader_done(&reader);
    if (r < 0)
        return r;
    *ret_file = file;
    file = NULL;
    return 0;
}

struct config_file *config_file_free(struct config_file *file)
{
    if (!file)
        return NULL;
    config_destroy(&file->config);
    arena_done(&file->arena);
    free(file);
    return NULL;
}

config_setting_t *config_file_root(const struct config_file *file)
{
    return config_root_setting(&file->config);
}
