/* SPDX-License-Identifier: MIT
 *
 * What is asked of the daemon for an act: method, input, and what its answer does.
 */
#pragma once

#include "kiosk/counter/program.h"

struct wish {
    struct counter_program *program;
    enum counter_act act;
    const struct call_type *type;
    struct arena arena; /* of the input */
    void *in;
    char request[VARLINK_REQUEST_ID_SIZE];
    const struct view_type *page; /* that wanted it */
    unsigned watch_count;         /* so often Watch had told before it */
    bool again;                   /* sent anew after the session was regained */
    bool waits;                   /* for the session to be regained */
    LIST_ENTRY(wish) entry;
};

enum { NO_REQUEST = -1 };

struct call_type {
    enum counter_act act;
    const char *method;
    size_t size;
    int request; /* where the id stands in the input, or NO_REQUEST */
    /* Fills the input; NULL: it has nothing else. */
    void (*fill)(struct wish *wish, const struct view *view, const struct intent *intent);
    /* What is to be taken down of the answer; NULL: nothing, Watch shows what came of it. */
    void (*done)(struct wish *wish, const struct varlink_reply *reply);
    enum i18n_message said; /* when it was done, if says */
    bool says;
    bool stays; /* the page stays open */
};

/* NULL: the daemon is not asked for this act. */
const struct call_type *call_type_find(enum counter_act act);

/* What answers change, in program.c. */
void program_signed_in(struct counter_program *program, const struct counter_sign_in_out *out);
void program_signed_out(struct counter_program *program);
void program_say(struct counter_program *program, enum i18n_message message);
