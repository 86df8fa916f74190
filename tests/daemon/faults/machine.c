/* SPDX-License-Identifier: MIT
 *
 * Boot, terminals, time.
 */
#include "tests/daemon/faults/machine.h"

#include <assert.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/log.h"
#include "common/varlink/server.h"
#include "daemon/store_copy.h"
#include "tests/daemon/faults/medium.h"

enum { PATIENCE_ROUNDS = 60000, RETAINED_A_SLICE = 50 };

/* --- chance --- */

/* For libsodium, which takes functions without data. */
static uint64_t chance;

static const char *chance_name(void)
{
    return "the same each time";
}

static void chance_bytes(void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((uint8_t *)bytes)[i] = (uint8_t)chance_next(&chance);
}

static uint32_t give_word(void)
{
    return (uint32_t)chance_next(&chance);
}

static void chance_stir(void)
{
}

static int chance_close(void)
{
    return 0;
}

/* --- what is done aside --- */

/* It gives way to all else that wants the processor (daemon/aside.h). Here it is waited for, beside tests that take all
 * of it: it has its turn like they. */
int machine_set_policy(pid_t thread, int policy, const struct sched_param *parameters) __asm__("sched_setscheduler");

int machine_set_policy(attr_unused pid_t thread, attr_unused int policy,
                       attr_unused const struct sched_param *parameters)
{
    return 0;
}

/* --- what is printed --- */

/* The machine that prints: a stream has no other way to know. */
static struct machine *printing;

static void take_first_key(struct machine *machine, const char *text)
{
    char hex[LEDGER_HEX_SIZE];
    int chain;
    const char *line = strstr(text, "seal keys begins (number ");
    if (!line || sscanf(line, "seal keys begins (number %d", &chain) != 1)
        return;
    line = strstr(line, "first key ");
    struct told_key key = {.known = true, .told = machine->disk->count, .chain = chain};
    if (line && sscanf(line, "first key %64[0-9a-f]", hex) == 1 && ledger_from_hex(hex, key.key.bytes) == 0)
        machine->key = key;
}

/* The auditor writes down the first key of a chain; all else is printed. */
static ssize_t on_print(attr_unused void *cookie, const char *bytes, size_t size)
{
    _cleanup_free_ char *text = mem_strndup(bytes, size);
    if (printing && strstr(text, "a chain of seal keys begins"))
        take_first_key(printing, text);
    else
        dprintf(STDERR_FILENO, "%s", text);
    return (ssize_t)size;
}

static struct randombytes_implementation chance_source = {.implementation_name = chance_name,
                                                          .random = give_word,
                                                          .stir = chance_stir,
                                                          .buf = chance_bytes,
                                                          .close = chance_close};

void machine_prepare(uint64_t seed, const char *log)
{
    int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    assert(fd >= 0);
    log_set_output(fd);
    if (!chance)
        stderr = fopencookie(NULL, "w", (cookie_io_functions_t){.write = on_print});
    assert(stderr);
    setvbuf(stderr, NULL, _IONBF, 0);
    chance = seed;
    randombytes_set_implementation(&chance_source);
    sqlite3_initialize();
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, (int)(seed & 0x7fffffff) | 1, NULL);
}

/* --- notes --- */

const char *note_text(const json_t *object, const char *field)
{
    const char *text = json_string_value(json_object_get(object, field));
    return text ? text : "";
}

const char *note_method(const struct receipt *note)
{
    return note_text(note->message, "method") + strlen("org.novbe.");
}

const char *note_error(const struct receipt *note)
{
    return json_string_value(json_object_get(note->answer, "error"));
}

const char *note_request(const struct receipt *note)
{
    return json_string_value(json_object_get(json_object_get(note->message, "parameters"), "request"));
}

const json_t *note_ticket(const struct receipt *note)
{
    return json_object_get(json_object_get(note->answer, "parameters"), "ticket");
}

bool machine_fails(struct machine *machine, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (!machine->error[0])
        vsnprintf(machine->error, ERROR_SIZE, format, arguments);
    va_end(arguments);
    return false;
}

/* --- terminals --- */

static void hear(struct machine *machine, struct terminal *terminal, const char *message, size_t length)
{
    if (terminal->first == terminal->count) {
        machine_fails(machine, "a terminal was answered what it did not ask: %.*s", (int)length, message);
        return;
    }
    struct receipt *note = &machine->notes.items[terminal->asked[terminal->first++]];
    note->answer = json_loadb(message, length, 0, NULL);
    note->told = machine->disk->count;
    if (!note->answer)
        machine_fails(machine, "an answer that is no JSON: %.*s", (int)length, message);
}

static void look(struct machine *machine, struct terminal *terminal)
{
    const char *end;
    ssize_t count;
    while ((count = recv(terminal->fd, buffer_reserve(&terminal->heard, 65536), 65536, MSG_DONTWAIT)) > 0)
        buffer_added(&terminal->heard, (size_t)count);
    while (terminal->heard.length > 0 && (end = memchr(buffer_bytes(&terminal->heard), '\0', terminal->heard.length))) {
        size_t length = (size_t)(end - buffer_bytes(&terminal->heard));
        hear(machine, terminal, buffer_bytes(&terminal->heard), length);
        buffer_consume(&terminal->heard, length + 1);
    }
}

static void look_all(struct machine *machine)
{
    for (int i = 0; i < TERMINALS && machine->runs; i++)
        look(machine, &machine->terminals[i]);
}

static void on_change(void *data, const struct disk_change *change)
{
    struct machine *machine = data;
    look_all(machine);
    machine->disk->label = machine->label;
    machine->disk->moment = machine->now_ms;
    if (machine->before)
        machine->before(machine, change);
}

static struct receipt *add_note(struct machine *machine, struct receipt note)
{
    mem_grow(machine->notes.items, machine->notes.count, machine->notes.room);
    machine->notes.items[machine->notes.count] = note;
    return &machine->notes.items[machine->notes.count++];
}

static size_t send_note(struct machine *machine, struct receipt note)
{
    struct terminal *terminal = &machine->terminals[note.terminal];
    _cleanup_free_ char *text = json_dumps(note.message, JSON_COMPACT);
    mem_grow(terminal->asked, terminal->count, terminal->room);
    note.asked = machine->disk->count;
    note.asked_ms = machine->now_ms;
    note.told = NEVER;
    terminal->asked[terminal->count++] = machine->notes.count;
    add_note(machine, note);
    ssize_t sent = send(terminal->fd, text, strlen(text) + 1, MSG_NOSIGNAL);
    assert(sent == (ssize_t)strlen(text) + 1);
    return machine->notes.count - 1;
}

size_t machine_ask(struct machine *machine, int terminal, const char *method, json_t *parameters, bool wish)
{
    _cleanup_free_ char *full = mem_printf("org.novbe.%s", method);
    if (!parameters)
        parameters = json_object();
    if (wish) {
        char id[32];
        snprintf(id, sizeof(id), "wish-%llu", (unsigned long long)++machine->wishes);
        json_object_set_new(parameters, "request", json_string(id));
    }
    json_t *message = json_pack("{s:s, s:o}", "method", full, "parameters", parameters);
    assert(message);
    return send_note(machine, (struct receipt){.terminal = terminal, .message = message});
}

size_t machine_ask_again(struct machine *machine, size_t note, int terminal)
{
    struct receipt *first = &machine->notes.items[note];
    bool answered = first->answer && !note_error(first);
    struct receipt again = {.terminal = terminal, .message = json_incref(first->message), .repeats = answered};
    first->repeats = !answered;
    return send_note(machine, again);
}

static bool somebody_waits(const struct machine *machine)
{
    for (int i = 0; i < TERMINALS; i++) {
        if (machine->terminals[i].first < machine->terminals[i].count)
            return true;
    }
    return false;
}

static bool run(struct machine *machine, bool waits_for_answers)
{
    struct pollfd backend = {.fd = uv_backend_fd(&machine->loop), .events = POLLIN};
    int quiet = 0;
    for (int rounds = 0; quiet < 2 && rounds < PATIENCE_ROUNDS; rounds++) {
        uv_run(&machine->loop, UV_RUN_NOWAIT);
        look_all(machine);
        bool waits = waits_for_answers && somebody_waits(machine);
        bool busy = uv_backend_timeout(&machine->loop) == 0 || poll(&backend, 1, waits ? 1 : 0) > 0;
        quiet = busy || waits ? 0 : quiet + 1;
    }
    return quiet == 2 || machine_fails(machine, "the daemon does not come to rest");
}

static void keep_head(struct machine *machine)
{
    struct store_head head = store_head(machine->daemon.hall.store);
    if (machine->head_count > 0 && machine->heads[machine->head_count - 1].head.seq == head.seq)
        return;
    mem_grow(machine->heads, machine->head_count, machine->head_room);
    machine->heads[machine->head_count++] = (struct told_head){machine->disk->count, head};
}

bool machine_settle(struct machine *machine)
{
    if (!run(machine, true))
        return false;
    keep_head(machine);
    return true;
}

bool machine_rest(struct machine *machine)
{
    return run(machine, false);
}

json_t *machine_wish(struct machine *machine, int terminal, const char *method, json_t *parameters)
{
    size_t number = machine_ask(machine, terminal, method, parameters, true);
    if (!machine_settle(machine))
        return NULL;
    const struct receipt *note = &machine->notes.items[number];
    if (note_error(note)) {
        machine_fails(machine, "%s was answered %s", method, note_error(note));
        return NULL;
    }
    return json_object_get(note->answer, "parameters");
}

bool machine_pass(struct machine *machine, int64_t ms)
{
    machine->now_ms += ms;
    hall_run_clock(&machine->daemon.hall);
    turn_mark(&machine->daemon.turn);
    return machine_settle(machine);
}

/* --- copy, retention --- */

bool machine_back_up(struct machine *machine)
{
    _cleanup_free_ char *store = mem_printf("%s/store", machine->folder),
                        *copy = mem_printf("%s/backup", machine->folder);
    struct store_copied copied;
    char error[STORE_ERROR_SIZE] = "";
    struct told_copies *copies = &machine->copies;
    if (copies->asked == NEVER)
        copies->asked = machine->disk->count;
    if (store_copy(store, copy, &copied, error) < 0)
        return machine_fails(machine, "no backup: %s", error);
    mem_grow(copies->heads, copies->count, copies->room);
    copies->heads[copies->count++] = (struct told_head){machine->disk->count, copied.after};
    return true;
}

bool machine_retain(struct machine *machine, int32_t from_day)
{
    struct store_retention retention = {.from_day = from_day,
                                        .requests_from_ms = machine->now_ms - 24 * HOUR_MS,
                                        .limit = RETAINED_A_SLICE,
                                        .rolled = true};
    if (machine->retention.asked == NEVER)
        machine->retention.asked = machine->disk->count;
    machine->retention.from_day = from_day;
    for (bool more = true; more;) {
        int r = store_retain(machine->daemon.hall.store, &retention, &more);
        if (r < 0)
            return machine_fails(machine, "no retention: %s", strerror(-r));
        more = more && !store_waits_for_rollups(machine->daemon.hall.store);
    }
    return true;
}

/* --- on and off --- */

static int64_t read_clock(void *data)
{
    return ((const struct machine *)data)->now_ms;
}

static struct centre *load(void)
{
    struct config_mistakes mistakes = {0};
    struct centre *centre = NULL;
    _cleanup_free_ char *path = mem_printf("%s/tests/daemon/faults/centre/novbe.conf", getenv("NOVBE_SOURCE"));
    int r = centre_load(path, &mistakes, &centre);
    if (r < 0)
        config_mistakes_print(&mistakes, stderr);
    config_mistakes_done(&mistakes);
    assert(r == 0);
    r = clock_set_zone(centre->settings.time_zone);
    assert(r == 0);
    return centre;
}

static void connect_terminals(struct machine *machine)
{
    for (int i = 0; i < TERMINALS; i++) {
        int pair[2];
        int r = socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair);
        assert(r == 0);
        r = varlink_server_attach(machine->daemon.server, pair[0], pair[0]);
        assert(r == 0);
        machine->terminals[i].fd = pair[1];
    }
}

bool machine_start(struct machine *machine)
{
    _cleanup_free_ char *store = mem_printf("%s/store", machine->folder);
    char error[STORE_ERROR_SIZE] = "";
    uv_loop_init(&machine->loop);
    int r = daemon_init(&machine->daemon,
                        &(struct daemon_options){.loop = &machine->loop,
                                                 .centre = load(),
                                                 .source = &(struct clock_source){read_clock, read_clock, machine},
                                                 .store = store,
                                                 .check_replies = true},
                        error);
    if (r < 0) {
        uv_run(&machine->loop, UV_RUN_DEFAULT);
        uv_loop_close(&machine->loop);
        return machine_fails(machine, "the daemon does not start: %s", error);
    }
    connect_terminals(machine);
    machine->runs = true;
    return machine_settle(machine);
}

void machine_stop(struct machine *machine)
{
    if (!machine->runs)
        return;
    daemon_done(&machine->daemon);
    uv_run(&machine->loop, UV_RUN_DEFAULT);
    int r = uv_loop_close(&machine->loop);
    assert(r == 0);
    for (int i = 0; i < TERMINALS; i++) {
        struct terminal *terminal = &machine->terminals[i];
        close(terminal->fd);
        buffer_done(&terminal->heard);
        free(terminal->asked);
        *terminal = (struct terminal){0};
    }
    machine->runs = false;
}

void machine_init(struct machine *machine, const char *folder, int64_t now_ms)
{
    *machine = (struct machine){
            .folder = folder, .now_ms = now_ms, .mounted = true, .copies.asked = NEVER, .retention.asked = NEVER};
    machine->disk = disk_mount(folder);
    machine->disk->before = on_change;
    machine->disk->data = machine;
    printing = machine;
}

void machine_off(struct machine *machine)
{
    machine_stop(machine);
    if (machine->mounted)
        disk_unmount(machine->disk);
    machine->mounted = false;
    printing = NULL;
}

void machine_done(struct machine *machine)
{
    machine_off(machine);
    disk_free(machine->disk);
    for (size_t i = 0; i < machine->notes.count; i++) {
        json_decref(machine->notes.items[i].message);
        json_decref(machine->notes.items[i].answer);
    }
    free(machine->notes.items);
    free(machine->heads);
    free(machine->copies.heads);
}

void machine_inherit(struct machine *machine, const struct machine *before, size_t cut)
{
    machine->wishes = before->wishes + 1000; /* ids that nobody has used */
    for (size_t i = 0; i < before->notes.count && before->notes.items[i].asked <= cut; i++) {
        struct receipt *note = add_note(machine, before->notes.items[i]);
        bool told = note->told <= cut;
        note->message = json_incref(note->message);
        note->answer = told ? json_incref(note->answer) : NULL;
        note->asked = 0;
        note->told = told ? 0 : NEVER;
    }
    for (size_t i = 0; i < before->head_count && before->heads[i].told <= cut; i++) {
        mem_grow(machine->heads, machine->head_count, machine->head_room);
        machine->heads[machine->head_count++] = (struct told_head){.head = before->heads[i].head};
    }
    if (before->copies.asked <= cut)
        machine->copies.asked = 0;
    for (size_t i = 0; i < before->copies.count && before->copies.heads[i].told <= cut; i++) {
        mem_grow(machine->copies.heads, machine->copies.count, machine->copies.room);
        machine->copies.heads[machine->copies.count++] = (struct told_head){.head = before->copies.heads[i].head};
    }
    if (before->retention.asked <= cut)
        machine->retention = (struct told_retention){0, before->retention.from_day};
    if (before->key.known && before->key.told <= cut) {
        machine->key = before->key;
        machine->key.told = 0;
    }
}
