/* SPDX-License-Identifier: MIT
 *
 * Argon2id with the least memory that OWASP's password storage sheet recommends: 19 MiB, two passes, one lane. The
 * parameters stand in what is kept, so they can grow.
 *
 * Before Argon2 the PIN goes through a hash keyed with the pepper, together with the operator: what is kept of one
 * operator is of no use in the row of another.
 *
 * The brakes are a table of fixed size, by a keyed hash of operator and terminal: names that nobody has cost no memory,
 * and nobody can make it forget by filling it. Two pairs that share a place, one in four thousand, share the brake.
 */
#include "daemon/pin.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"
#include "daemon/aside.h"

#define PASSES     2
#define MEMORY     ((size_t)19 * 1024 * 1024)
#define FIRST_MS   INT64_C(1000)
#define LONGEST_MS (INT64_C(15) * 60 * 1000)
#define FORGET_MS  (INT64_C(60) * 60 * 1000)
#define BRAKES     4096
#define HEADER     "novbe pepper 1\nkey "

_Static_assert(PIN_KEPT_SIZE == crypto_pwhash_STRBYTES, "room for what libsodium writes");

enum { KEY_SIZE = crypto_generichash_KEYBYTES, FILE_SIZE = 128 };

/* Purposes of the pepper; none can be taken for another. */
enum purpose { FOR_PIN = 1, FOR_HIDING, FOR_TOKEN, FOR_BRAKE };

struct job {
    uv_work_t work;
    struct job *next;
    struct pins *pins; /* NULL: closed */
    pin_function *function;
    void *data;
    bool makes, has_kept, right, failed;
    uint8_t mixed[crypto_generichash_BYTES];
    char kept[PIN_KEPT_SIZE];
};

struct pins {
    uv_loop_t *loop;
    uint8_t pepper[KEY_SIZE];
    struct job *first, **last; /* the first one is being done */
    size_t count;
    struct brake {
        int64_t from_ms, failed_ms;
        int failures;
    } brakes[BRAKES];
};

/* --- the pepper --- */

static int read_pepper(const char *path, uint8_t pepper[KEY_SIZE])
{
    char text[FILE_SIZE] = "";
    size_t size = 0;
    const char *end = NULL;
    _cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return -errno;
    if (read(fd, text, sizeof(text) - 1) < 0)
        return -errno;
    bool sound = strncmp(text, HEADER, strlen(HEADER)) == 0 &&
                 sodium_hex2bin(pepper, KEY_SIZE, text + strlen(HEADER), strlen(text) - strlen(HEADER), NULL, &size,
                                &end) == 0 &&
                 size == KEY_SIZE && strcmp(end, "\n") == 0;
    sodium_memzero(text, sizeof(text));
    return sound ? 0 : -EBADMSG;
}

static int sync_folder(const char *path)
{
    _cleanup_free_ char *copy = mem_strdup(path);
    _cleanup_close_ int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 || fsync(fd) < 0 ? -errno : 0;
}

/* Durable before the first PIN is kept by it, and whole or not at all. */
static int make_pepper(const char *path, uint8_t pepper[KEY_SIZE])
{
    _cleanup_free_ char *other = mem_printf("%s.new", path);
    char hex[2 * KEY_SIZE + 1], text[FILE_SIZE];
    randombytes_buf(pepper, KEY_SIZE);
    int length = snprintf(text, sizeof(text), HEADER "%s\n", sodium_bin2hex(hex, sizeof(hex), pepper, KEY_SIZE));
    _cleanup_close_ int fd = open(other, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    int r = fd < 0 ? -errno : 0;
    if (r == 0 && write(fd, text, (size_t)length) != length)
        r = -ENOSPC;
    sodium_memzero(hex, sizeof(hex));
    sodium_memzero(text, sizeof(text));
    if (r == 0 && (fsync(fd) < 0 || rename(other, path) < 0))
        r = -errno;
    if (r == 0)
        r = sync_folder(path);
    if (r == 0)
        log_info("pepper_made", LOG_TEXT("file", path));
    return r;
}

int pins_open(uv_loop_t *loop, const char *path, struct pins **ret_pins)
{
    int r = sodium_init(); /* 1: done before */
    assert(r >= 0);
    struct pins *pins = mem_new(struct pins);
    pins->loop = loop;
    pins->last = &pins->first;
    r = read_pepper(path, pins->pepper);
    if (r == -ENOENT)
        r = make_pepper(path, pins->pepper);
    if (r < 0) {
        pins_close(pins);
        return r;
    }
    *ret_pins = pins;
    return 0;
}

/* --- what the pepper is mixed into --- */

static void mix(const struct pins *pins, enum purpose purpose, const char *operator, const void * bytes, size_t size,
                uint8_t mixed[crypto_generichash_BYTES])
{
    crypto_generichash_state state;
    uint8_t word = (uint8_t)purpose;
    crypto_generichash_init(&state, pins->pepper, KEY_SIZE, crypto_generichash_BYTES);
    crypto_generichash_update(&state, &word, 1);
    crypto_generichash_update(&state, (const uint8_t *)operator, strlen(operator) + 1);
    crypto_generichash_update(&state, bytes, size);
    crypto_generichash_final(&state, mixed, crypto_generichash_BYTES);
    sodium_memzero(&state, sizeof(state));
}

const char *pins_hide(const struct pins *pins, const char *operator, const char * pin, char hidden[PIN_HIDDEN_SIZE])
{
    uint8_t mixed[crypto_generichash_BYTES];
    mix(pins, FOR_HIDING, operator, pin, strlen(pin), mixed);
    return sodium_bin2hex(hidden, PIN_HIDDEN_SIZE, mixed, sizeof(mixed));
}

const char *pins_token(const struct pins *pins, const char *operator, int64_t session, char token[PIN_TOKEN_SIZE])
{
    uint8_t mixed[crypto_generichash_BYTES];
    mix(pins, FOR_TOKEN, operator, & session, sizeof(session), mixed);
    return sodium_bin2hex(token, PIN_TOKEN_SIZE, mixed, PIN_TOKEN_SIZE / 2);
}

bool pins_token_is(const struct pins *pins, const char *operator, int64_t session, const char *token)
{
    char right[PIN_TOKEN_SIZE];
    pins_token(pins, operator, session, right);
    return strlen(token) == strlen(right) && sodium_memcmp(token, right, strlen(right)) == 0;
}

bool pin_is_sound(const char *pin)
{
    size_t length = strlen(pin);
    return length >= PIN_DIGITS_MIN && length <= PIN_DIGITS_MAX && strspn(pin, "0123456789") == length;
}

/* --- brakes --- */

static size_t brake_of(const struct pins *pins, const char *operator, uid_t terminal)
{
    uint8_t mixed[crypto_generichash_BYTES];
    uint64_t place;
    mix(pins, FOR_BRAKE, operator, & terminal, sizeof(terminal), mixed);
    memcpy(&place, mixed, sizeof(place));
    return place % BRAKES;
}

int64_t pins_wait(const struct pins *pins, const char *operator, uid_t terminal, int64_t now_ms)
{
    const struct brake *brake = &pins->brakes[brake_of(pins, operator, terminal)];
    return now_ms < brake->from_ms ? brake->from_ms : 0;
}

int64_t pins_wrong(struct pins *pins, const char *operator, uid_t terminal, int64_t now_ms)
{
    struct brake *brake = &pins->brakes[brake_of(pins, operator, terminal)];
    if (now_ms - brake->failed_ms > FORGET_MS)
        brake->failures = 0;
    int64_t longer_ms = brake->failures < 20 ? FIRST_MS << brake->failures : LONGEST_MS;
    brake->failures++;
    brake->failed_ms = now_ms;
    brake->from_ms = now_ms + (longer_ms < LONGEST_MS ? longer_ms : LONGEST_MS);
    return brake->from_ms;
}

void pins_right(struct pins *pins, const char *operator, uid_t terminal)
{
    pins->brakes[brake_of(pins, operator, terminal)] = (struct brake){0};
}

/* --- the thread --- */

/* Who has no PIN costs what others cost: one is made and thrown away. */
static void run(uv_work_t *work)
{
    struct job *job = container_of(work, struct job, work);
    const char *mixed = (const char *)job->mixed;
    aside_give_way();
    if (job->has_kept)
        job->right = crypto_pwhash_str_verify(job->kept, mixed, sizeof(job->mixed)) == 0;
    else
        job->failed = crypto_pwhash_str_alg(job->kept, mixed, sizeof(job->mixed), PASSES, MEMORY,
                                            crypto_pwhash_ALG_ARGON2ID13) < 0;
}

static void job_free(struct job *job)
{
    sodium_memzero(job, sizeof(*job));
    free(job);
}

static void on_done(uv_work_t *work, int status);

static void begin(struct pins *pins)
{
    int r = uv_queue_work(pins->loop, &pins->first->work, run, on_done);
    assert(r == 0); /* it fails only without a function */
}

static struct job *take_first(struct pins *pins)
{
    struct job *job = pins->first;
    pins->first = job->next;
    if (!pins->first)
        pins->last = &pins->first;
    pins->count--;
    return job;
}

static void on_done(uv_work_t *work, attr_unused int status)
{
    struct job *job = container_of(work, struct job, work);
    if (job->pins) {
        take_first(job->pins);
        if (job->pins->first)
            begin(job->pins);
        if (job->function)
            job->function(job->data, job->right, job->makes && !job->failed ? job->kept : NULL);
    }
    job_free(job);
}

static int add(struct pins *pins, const char *operator, const char * pin, const struct job *as)
{
    if (pins->count == PIN_QUEUE)
        return -EBUSY;
    struct job *job = mem_new(struct job);
    *job = *as;
    job->pins = pins;
    mix(pins, FOR_PIN, operator, pin, strlen(pin), job->mixed);
    *pins->last = job;
    pins->last = &job->next;
    if (pins->count++ == 0)
        begin(pins);
    return 0;
}

int pins_check(struct pins *pins, const char *operator, const char * pin, const char *kept, pin_function *function,
               void *data)
{
    struct job job = {.function = function, .data = data, .has_kept = kept};
    if (kept)
        snprintf(job.kept, sizeof(job.kept), "%s", kept);
    return add(pins, operator, pin, &job);
}

int pins_make(struct pins *pins, const char *operator, const char * pin, pin_function *function, void *data)
{
    return add(pins, operator, pin, &(struct job){.function = function, .data = data, .makes = true});
}

/* One that is being done stays where it is until the thread lets go of it, and so do those that wait: they are few. */
void pins_forget(struct pins *pins, const void *data)
{
    for (struct job *job = pins->first; job; job = job->next) {
        if (job->data == data)
            job->function = NULL;
    }
}

struct pins *pins_close(struct pins *pins)
{
    if (!pins)
        return NULL;
    if (pins->first)
        take_first(pins)->pins = NULL; /* freed when the thread lets go of it */
    while (pins->first)
        job_free(take_first(pins));
    sodium_memzero(pins->pepper, sizeof(pins->pepper));
    free(pins);
    return NULL;
}
