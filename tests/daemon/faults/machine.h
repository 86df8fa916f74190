/* SPDX-License-Identifier: MIT
 *
 * A machine that runs the whole daemon in this process: its disk, its clock, and some terminals, which write down what
 * they asked and when they were answered.
 *
 * "When" is counted in changes of the disk: before each of them the terminals look what has arrived. So a reply that
 * was sent before what it tells was written has an earlier moment than it should, and is found out by a power cut in
 * between.
 *
 * Functions answer false when something is not as it must be; then `error` says what, once.
 */
#pragma once

#include <jansson.h>

#include "daemon/daemon.h"
#include "tests/daemon/faults/disk.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS   (60 * MINUTE_MS)
#define NEVER     SIZE_MAX

/* What a client wrote down. */
struct receipt {
    int terminal;
    json_t *message; /* the call, as sent */
    json_t *answer;  /* NULL: none arrived */
    size_t asked;    /* so many changes of the disk had been made when it was sent */
    size_t told;     /* and when the answer arrived; NEVER */
    int64_t asked_ms;
    bool repeats; /* sent again what another note holds the answer to */
};

struct notes {
    struct receipt *items;
    size_t count, room;
};

/* What was told outside, and when: of a turn the last row of the ledger. */
struct told_head {
    size_t told;
    struct store_head head;
};

/* The first key of the chain of seals: it was printed for the auditor. */
struct told_key {
    bool known;
    size_t told;
    int32_t chain;
    struct ledger_key key;
};

/* Copies in the same folder: how they ended. */
struct told_copies {
    size_t asked; /* since then somebody makes copies; NEVER */
    struct told_head *heads;
    size_t count, room;
};

/* Days before this one need not be kept any longer. */
struct told_retention {
    size_t asked; /* NEVER: all are kept */
    int32_t from_day;
};

enum { TERMINALS = 4, ERROR_SIZE = 1024 };

struct machine {
    const char *folder; /* where the disk is mounted */
    struct disk *disk;
    bool mounted;
    int64_t now_ms;
    uv_loop_t loop;
    struct daemon daemon;
    bool runs;
    struct terminal {
        int fd;
        struct buffer heard;
        size_t *asked; /* notes that wait for an answer, the oldest first */
        size_t first, count, room;
    } terminals[TERMINALS];
    struct notes notes;
    struct told_head *heads;
    size_t head_count, head_room;
    struct told_key key;
    struct told_copies copies;
    struct told_retention retention;
    uint64_t wishes; /* ids given */
    int label;
    void (*before)(struct machine *machine, const struct disk_change *change); /* NULL */
    char error[ERROR_SIZE];
};

/* What is the same in each process run: chance, time zone, log. */
void machine_prepare(uint64_t seed, const char *log);

/* Mounts the folder. */
void machine_init(struct machine *machine, const char *folder, int64_t now_ms);
/* Stops and unmounts; what was written down stays. */
void machine_off(struct machine *machine);
void machine_done(struct machine *machine);

/* Another machine that is put in the place of one whose power went before the change `cut`: what was told until then is
 * known here from the beginning, what was asked and not answered may be asked again. */
void machine_inherit(struct machine *machine, const struct machine *before, size_t cut);

/* As main() does: configuration, store, replay, pepper, first turn; then terminals connect. False: it does not start;
 * `error` is the daemon's sentence. */
bool machine_start(struct machine *machine);
/* As SIGTERM. */
void machine_stop(struct machine *machine);

/* Keeps the first thing that is wrong; answers false. */
attr_printf(2, 3) bool machine_fails(struct machine *machine, const char *format, ...);

/* Sends a call; `parameters` is taken. With `wish` under a new request id. Answers the number of the note. */
size_t machine_ask(struct machine *machine, int terminal, const char *method, json_t *parameters, bool wish);
/* The very same message again; the note is a new one, which holds if the first was not answered. */
size_t machine_ask_again(struct machine *machine, size_t note, int terminal);
/* Until nothing more happens and nobody waits for an answer. */
bool machine_settle(struct machine *machine) attr_must_check;
/* Until nothing more happens, whoever waits. */
bool machine_rest(struct machine *machine) attr_must_check;
/* Asks and settles; NULL: no answer, or an error. */
json_t *machine_wish(struct machine *machine, int terminal, const char *method, json_t *parameters);

/* Time goes on, and what it brings about. */
bool machine_pass(struct machine *machine, int64_t ms) attr_must_check;

/* As `novbed --backup`: brings "backup" in the folder up to the store; what it ends with is told. */
bool machine_back_up(struct machine *machine) attr_must_check;
/* Days before that one go, some rows a slice. */
bool machine_retain(struct machine *machine, int32_t from_day) attr_must_check;

/* --- notes --- */

const char *note_method(const struct receipt *note);       /* "Visitor.Issue" */
const char *note_error(const struct receipt *note);        /* NULL: no error */
const char *note_request(const struct receipt *note);      /* NULL: no wish */
const json_t *note_ticket(const struct receipt *note);     /* of the answer; NULL: none */
const char *note_text(const json_t *object, const char *); /* "" */
