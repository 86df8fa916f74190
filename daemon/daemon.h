/* SPDX-License-Identifier: MIT
 *
 * The daemon without its process: what it knows, and how it is brought up, told to read its configuration again, and
 * let go. main.c gives it a loop, a listening socket and signals; tests give it a clock of their own.
 */
#pragma once

#include <uv.h>

#include "common/centre.h"
#include "common/interface.h"
#include "daemon/access.h"
#include "daemon/alarms.h"
#include "daemon/bookings.h"
#include "daemon/calls.h"
#include "daemon/closings.h"
#include "daemon/days.h"
#include "daemon/followers.h"
#include "daemon/forecasts.h"
#include "daemon/hall.h"
#include "daemon/handfuls.h"
#include "daemon/health.h"
#include "daemon/helps.h"
#include "daemon/hours.h"
#include "daemon/kiosks.h"
#include "daemon/messages.h"
#include "daemon/most_asked.h"
#include "daemon/papers.h"
#include "daemon/peer.h"
#include "daemon/pin.h"
#include "daemon/publish.h"
#include "daemon/return_codes.h"
#include "daemon/rolling.h"
#include "daemon/rota.h"
#include "daemon/serving.h"
#include "daemon/speakers.h"
#include "daemon/tries.h"
#include "daemon/turn.h"
#include "daemon/upkeep.h"
#include "daemon/voices.h"

struct varlink_call;
struct varlink_server;

/* centre, access, loaded_ms, health, helps, alarms, messages, kiosks, voices, tries and speakers are parts of
 * turn.memory: changed only through it. */
struct daemon {
    uv_loop_t *loop;
    struct clock clock;
    struct turn turn;
    struct interfaces interfaces;
    struct centre *centre;
    struct access *access;
    struct hall hall;
    struct health health;
    struct bookings bookings;
    struct return_codes return_codes;
    struct days days;
    struct rota rota;
    struct papers papers;
    struct helps helps;
    struct alarms alarms;
    struct messages messages;
    struct kiosks kiosks;
    struct handfuls handfuls;
    struct most_asked most_asked;
    struct serving serving;
    struct reading *readings; /* calls that are read on threads */
    struct followers followers;
    struct calls calls;
    struct closings closings;
    struct peer peer; /* the other machine; its address "": there is none */
    bool replaced;    /* the other one is the centre now: this one ends */
    struct upkeep upkeep;
    struct rolling rolling;
    struct forecasts forecasts;
    bool no_forecasts; /* none is ever made */
    struct voices voices;
    struct tries tries;
    struct pins *pins;
    struct speakers speakers; /* connections that somebody signed in on */
    struct varlink_server *server;
    struct publish publish;
    struct hours hours;
    uv_timer_t deadline;       /* the next moment at which something comes of itself */
    int64_t deadline_ms;       /* that moment */
    int64_t hours_until_ms;    /* when it was set, hours held so long */
    int64_t calls_until_ms;    /* and calls were to be told as they were */
    int64_t promises_until_ms; /* and no other promise had passed */
    int64_t kiosks_until_ms;   /* and what is told of kiosks and voices was to be told as it was */
    bool ending;               /* connections end because the daemon does: no terminal is lost */
    int64_t started_ms;        /* ready since */
    int64_t loaded_ms;         /* configuration of */
};

/* A connection: who calls. */
struct caller {
    struct daemon *daemon;
    struct rights *rights;
    int32_t kiosk; /* of which it has told; 0: of none */
};

struct daemon_options {
    uv_loop_t *loop;
    struct centre *centre;             /* taken */
    const struct clock_source *source; /* NULL: the system's clocks */
    const char *store;                 /* path; NULL: the configuration's */
    const char *peer;                  /* address of the other machine; NULL or "": there is none */
    bool check_replies;                /* every reply is checked against its interface: for tests */
    bool no_forecasts;                 /* nobody is told how long: to measure what it costs */
};

/* Everything but a socket: give it one with varlink_server_listen(). Warnings about roles are logged. On failure
 * `error` says what about the store and what to do, and the centre is freed. */
int daemon_init(struct daemon *daemon, const struct daemon_options *options, char error[STORE_ERROR_SIZE])
        attr_must_check;

/* Lets go; run the loop once more before the memory goes. */
void daemon_done(struct daemon *daemon);

/* Reads the configuration again and takes it whole or, with -EBADMSG and the mistakes, not at all; either is logged.
 * Settings that need a restart are told as changes and keep the value they run by. With `preview` it is only compared.
 * If the turn fails, the old one comes back, which is logged too. The changes' texts live in `arena`. */
int daemon_reload(struct daemon *daemon, bool preview, uid_t user, struct arena *arena,
                  struct config_mistakes *mistakes, struct catalogue_changes *ret_changes) attr_must_check;

/* A verify was read to its end and found nothing (`good`), or this, in one line: it is kept, whatever becomes of this
 * turn and of whoever asked. */
void daemon_verified(struct daemon *daemon, bool good, const char *text);

/* --- in a handler --- */

struct daemon *daemon_of(const struct varlink_call *call);
struct caller *daemon_caller(const struct varlink_call *call);
struct hall *daemon_hall(const struct varlink_call *call);
const struct rights *daemon_rights(const struct varlink_call *call);

/* May its caller (still) call its method? */
bool daemon_permits(const struct varlink_call *call);

/* The operator who signed in on this connection; 0: nobody, or he has left it. */
int32_t daemon_operator(const struct varlink_call *call);

/* From here on this connection speaks for the operator (0: for nobody), and no other does. Another for whom it spoke
 * has lost his terminal, and so has whoever spoke on a connection that ends. */
void daemon_speak(struct caller *caller, int32_t operator_id);

/* The opening hours as of this turn, to be asked with hours_of(). */
struct hours *daemon_hours(struct daemon *daemon);
/* What is asked for most is made anew if it is time, and who subscribes to it told. */
void daemon_look_at_most_asked(struct daemon *daemon);
/* Something was said of hours: who subscribes to what is open is told. Facts of the hall say so themselves. */
void daemon_hours_changed(struct daemon *daemon);
