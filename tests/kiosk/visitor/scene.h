/* SPDX-License-Identifier: MIT
 *
 * A kiosk with a daemon that says what a test wants: a small centre in all languages, on the morning of Monday 23
 * November 2026 at 10:05 in Baku. Calls are kept until the test answers them.
 */
#pragma once

#include "kiosk/visitor/program.h"
#include "tests/kiosk/ui/golden.h"

enum { SCENE_CALLS = 32 };

struct scene_call {
    const char *method;
    json_t *in;
    varlink_reply_handler *handler;
    void *data;
    bool open;
};

enum { SCENE_WATCHES = 3, SCENE_LANGUAGES = 4 };

struct scene_names {
    struct names *names;
    const char *language;
    void (*changed)(struct app *app, void *data);
    void *data;
};

struct scene {
    struct kiosk kiosk;
    struct stage stage;
    struct i18n *files;
    struct interfaces interfaces;
    int64_t now_ms, steady_ms;
    struct scene_call calls[SCENE_CALLS];
    size_t call_count;
    struct app_watch watches[SCENE_WATCHES];
    size_t watch_count;
    struct scene_names names[SCENE_LANGUAGES];
    size_t names_count;
};

/* 10:05 of that day. */
#define SCENE_NOW      INT64_C(1795413900000)
#define MINUTES(count) ((count)*INT64_C(60000))

/* `language` of the first page; NULL: the kiosk's first, az. Everything was told. */
void scene_init(struct scene *scene, const char *language, int width, int height);
/* Nothing was told yet. */
void scene_init_silent(struct scene *scene, int width, int height);
void scene_done(struct scene *scene);

/* What the daemon says of itself; JSON text with ' for ". */
void scene_tell(struct scene *scene, const char *method, const char *text);
void scene_tell_kiosk(struct scene *scene, const char *more); /* "": as at first; ",'closed':true" */
void scene_tell_services(struct scene *scene, bool without_first);
void scene_tell_hours(struct scene *scene, bool open, const char *hours);
/* Of all services; `refused` is of all, NULL: none. */
void scene_tell_waits(struct scene *scene, const char *refused);
/* Of the printer beside the kiosk: its state, "ready", and "'ask_roll':true". */
void scene_tell_printer(struct scene *scene, const char *state, const char *more);

/* The newest call of this method that is not answered; NULL: none. */
struct scene_call *scene_asked(struct scene *scene, const char *method);
/* How often it was called. */
size_t scene_count(const struct scene *scene, const char *method);
/* A text of its input; NULL: null or not there. */
const char *scene_in(const struct scene_call *call, const char *field);
void scene_answer(struct scene *scene, const char *method, const char *text);
void scene_more(struct scene *scene, const char *method, const char *text);
void scene_refuse(struct scene *scene, const char *method, const char *error, const char *text);
void scene_end(struct scene *scene, const char *method, enum varlink_status status);
/* A ticket that was issued just now: "A042", and one of WhereAmI whose state is told by `more`. */
void scene_answer_issue(struct scene *scene);
void scene_more_where(struct scene *scene, const char *more);

/* The person. */
void scene_tap(struct scene *scene, const char *label); /* what begins so; fails the test where there is none */
void scene_tap_at(struct scene *scene, int x, int y);
void scene_key(struct scene *scene, uint32_t key);
void scene_type(struct scene *scene, const char *text);
/* Time goes by; pages are told. */
void scene_pass(struct scene *scene, int64_t ms);
void scene_draw(struct scene *scene);
/* The page on top. */
const char *scene_page(struct scene *scene);
/* In plain lines. */
bool scene_says(struct scene *scene, const char *words);
const struct target *scene_target(struct scene *scene, const char *label); /* NULL: none */
