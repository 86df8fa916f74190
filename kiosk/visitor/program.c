/* SPDX-License-Identifier: MIT
 *
 * Streams of the daemon into the model, and what pages ask for.
 */
#include "kiosk/visitor/program.h"

#include <stdio.h>
#include <string.h>

#include "common/log.h"
#include "common/scan_code.h"
#include "kiosk/visitor/call.h"
#include "kiosk/visitor/printers.h"

enum { NOTE_LEAST_MS = 1500 }; /* a touch that comes with a note was not meant to end it */

/* --- beginning, end, a new visitor --- */

void kiosk_init(struct kiosk *kiosk, const struct wire *wire, const char *key, const struct i18n *files,
                const char *said_language)
{
    *kiosk = (struct kiosk){
            .wire = *wire, .kiosk_in = {.kiosk = key}, .waits_in = {.kiosk = key}, .printers_in = {.kiosk = key}};
    model_init(&kiosk->model, key, files, said_language);
}

void kiosk_done(struct kiosk *kiosk)
{
    model_done(&kiosk->model);
}

static void speak(struct kiosk *kiosk, const struct language *language)
{
    kiosk->model.language = language;
    stage_speak(kiosk->stage, language);
}

static void set_large(struct kiosk *kiosk, bool large)
{
    kiosk->model.large = large;
    stage_set_large(kiosk->stage, large);
}

void kiosk_forget(struct kiosk *kiosk)
{
    sessions_leave(&kiosk->sessions, kiosk->stage->depth == 1, kiosk->wire.now_ms(kiosk->wire.data));
    call_end(kiosk);
    call_where_end(kiosk);
    call_help_end(kiosk);
    model_forget(&kiosk->model);
    speak(kiosk, model_first_language(&kiosk->model));
    set_large(kiosk, false);
    stage_home(kiosk->stage);
}

static void note(struct kiosk *kiosk, enum i18n_message message)
{
    kiosk->model.note = (int)message;
    kiosk->model.note_ms = kiosk->wire.now_ms(kiosk->wire.data);
    stage_changed(kiosk->stage);
}

/* --- what the catalogue says --- */

static void intern_all(struct model *model, const struct names *names)
{
    const struct visitor_list_services_out *tree = names_services(names);
    const struct visitor_get_words_out *words = names_words(names);
    for (size_t i = 0; tree && i < tree->groups.count; i++)
        model_intern(model, tree->groups.items[i].key);
    for (size_t i = 0; tree && i < tree->services.count; i++)
        model_intern(model, tree->services.items[i].key);
    for (size_t i = 0; words && i < words->classes.count; i++)
        model_intern(model, words->classes.items[i].key);
    for (size_t i = 0; words && i < words->needs.count; i++)
        model_intern(model, words->needs.items[i].key);
}

static bool is_gone(const struct model *model, const struct view *view)
{
    if (view->type == &page_services && view->text) {
        const struct names *names = model_names(model, model->language);
        return names && !model_group_offers(model, names, view->text);
    }
    if (view->type != &page_confirm)
        return false;
    for (size_t i = 0; i < model->wish.service_count; i++) {
        if (!model_offers(model, model_key(model, model->wish.services[i])))
            return true;
    }
    return false;
}

void kiosk_leave_gone(struct kiosk *kiosk)
{
    struct model *model = &kiosk->model;
    bool left = false;
    while (kiosk->stage->depth > 1 && is_gone(model, stage_top(kiosk->stage))) {
        stage_close(kiosk->stage);
        left = true;
    }
    if (!left)
        return;
    wish_begin(&model->wish);
    trouble_clear(&model->trouble);
    note(kiosk, MESSAGE_VISITOR_SERVICE_GONE);
}

/* The first page grows while the daemon tells of it: the first choice is the first of all of it. */
static void focus_anew(struct stage *stage)
{
    struct view *top = stage_top(stage);
    if (top->type == &page_start && !stage->shows_focus)
        top->focus = (struct target){.what = TARGET_NONE};
}

static void names_changed(attr_unused struct app *app, void *data)
{
    struct kiosk *kiosk = data;
    for (size_t i = 0; i < kiosk->model.language_count; i++)
        intern_all(&kiosk->model, &kiosk->model.languages[i]->names);
    if (!kiosk->model.busy && model_is_there(&kiosk->model))
        kiosk_leave_gone(kiosk);
    focus_anew(kiosk->stage);
    stage_changed(kiosk->stage);
}

static void add_language(struct kiosk *kiosk, const struct language *language)
{
    struct model *model = &kiosk->model;
    if (model->language_count == MODEL_LANGUAGES)
        return;
    struct model_language *added = mem_new(struct model_language);
    *added = (struct model_language){.language = language, .shown = true};
    names_init(&added->names);
    model->languages[model->language_count++] = added;
    kiosk->wire.watch_names(kiosk->wire.data, &added->names, language_code(language), names_changed, kiosk);
}

static void take_languages(struct kiosk *kiosk, const struct visitor_get_kiosk_out *out)
{
    struct model *model = &kiosk->model;
    for (size_t i = 0; i < model->language_count; i++)
        model->languages[i]->shown = false;
    for (size_t i = 0; i < out->languages.count; i++) {
        const char *code = out->languages.items[i].code;
        struct model_language *there = model_find_language(model, code);
        const struct language *language = i18n_find(model->files, code);
        if (there)
            there->shown = true;
        else if (language)
            add_language(kiosk, language);
    }
}

/* A kiosk taken out of use lets nobody begin; who has a ticket on the screen may read it. */
static void leave_closed(struct kiosk *kiosk)
{
    const struct view_type *top = stage_top(kiosk->stage)->type;
    if (top != &page_start && top != &page_corner && top != &page_roll && top != &page_ticket && !kiosk->model.busy)
        kiosk_forget(kiosk);
}

static void kiosk_changed(attr_unused struct app *app, void *data)
{
    struct kiosk *kiosk = data;
    const struct visitor_get_kiosk_out *out = model_kiosk(&kiosk->model);
    kiosk->model.unknown = false;
    take_languages(kiosk, out);
    if (!kiosk->model.language || stage_top(kiosk->stage)->type == &page_start)
        speak(kiosk, kiosk->model.language ? kiosk->model.language : model_first_language(&kiosk->model));
    if (out->closed)
        leave_closed(kiosk);
    stage_changed(kiosk->stage);
}

/* Somebody has answered elsewhere, at reception: nothing is left to ask here. */
static void leave_answered(struct kiosk *kiosk)
{
    const struct view *top = stage_top(kiosk->stage);
    const struct model *model = &kiosk->model;
    if (top->type == &page_roll && top->value != 0 && model->roll.step == ROLL_NONE && !roll_asking(model))
        kiosk_forget(kiosk);
}

static void printers_changed(attr_unused struct app *app, void *data)
{
    struct kiosk *kiosk = data;
    roll_follow(&kiosk->model, kiosk->wire.now_ms(kiosk->wire.data));
    leave_answered(kiosk);
    stage_changed(kiosk->stage);
}

static void kiosk_ended(attr_unused struct app *app, const struct varlink_reply *reply, void *data)
{
    struct kiosk *kiosk = data;
    kiosk->model.unknown = true;
    log_warning("kiosk_not_told", LOG_TEXT("kiosk", kiosk->model.key),
                LOG_TEXT("error", reply->error ? reply->error : reply->reason));
    stage_changed(kiosk->stage);
}

static void watch_kiosk(struct kiosk *kiosk)
{
    kiosk->wire.watch(kiosk->wire.data, &(struct app_watch){.method = VISITOR_GET_KIOSK,
                                                            .in = &kiosk->kiosk_in,
                                                            .kept = &kiosk->model.told[TOLD_KIOSK],
                                                            .changed = kiosk_changed,
                                                            .ended = kiosk_ended,
                                                            .data = kiosk});
}

void kiosk_begin(struct kiosk *kiosk, struct stage *stage)
{
    kiosk->stage = stage;
    watch_kiosk(kiosk);
    kiosk->wire.watch(kiosk->wire.data, &(struct app_watch){.method = VISITOR_LIST_WAITS,
                                                            .in = &kiosk->waits_in,
                                                            .kept = &kiosk->model.told[TOLD_WAITS]});
    kiosk->wire.watch(kiosk->wire.data, &(struct app_watch){.method = VISITOR_WATCH_PRINTERS,
                                                            .in = &kiosk->printers_in,
                                                            .kept = &kiosk->model.told[TOLD_PRINTERS],
                                                            .changed = printers_changed,
                                                            .data = kiosk});
}

void kiosk_connected(struct kiosk *kiosk)
{
    if (!kiosk->model.unknown)
        return;
    kiosk->model.unknown = false;
    watch_kiosk(kiosk);
}

/* --- the wish --- */

static void open_wish(struct kiosk *kiosk, int64_t service)
{
    struct model *model = &kiosk->model;
    if (!model_offers(model, model_key(model, service))) {
        note(kiosk, MESSAGE_VISITOR_SERVICE_GONE);
        return;
    }
    wish_begin(&model->wish);
    model->wish.services[model->wish.service_count++] = service;
    stage_open(kiosk->stage, &page_confirm, 0, NULL);
}

static void add_matter(struct kiosk *kiosk, int64_t service)
{
    struct wish *wish = &kiosk->model.wish;
    bool there = false;
    for (size_t i = 0; i < wish->service_count; i++)
        there |= wish->services[i] == service;
    if (!there && wish->service_count < WISH_SERVICES)
        wish->services[wish->service_count++] = service;
    while (kiosk->stage->depth > 1 && stage_top(kiosk->stage)->type != &page_confirm)
        stage_close(kiosk->stage);
}

static void toggle_need(struct wish *wish, int64_t need)
{
    for (size_t i = 0; i < wish->need_count; i++) {
        if (wish->needs[i] != need)
            continue;
        wish->needs[i] = wish->needs[--wish->need_count];
        return;
    }
    if (wish->need_count < WISH_NEEDS)
        wish->needs[wish->need_count++] = need;
}

/* True: it was about the wish, which is another one now and gets an id of its own. */
static bool change_wish(struct kiosk *kiosk, const struct intent *intent)
{
    struct wish *wish = &kiosk->model.wish;
    switch (intent->what) {
    case DO_CHOOSE:
        open_wish(kiosk, intent->value);
        break;
    case DO_ADD:
        add_matter(kiosk, intent->value);
        break;
    case DO_DROP:
        if (wish->service_count > 1)
            wish->service_count--;
        break;
    case DO_CLASS:
        wish->class = wish->class == intent->value ? -1 : intent->value;
        break;
    case DO_NEED:
        toggle_need(wish, intent->value);
        break;
    case DO_PARTY:
        wish->party = intent->value;
        break;
    default:
        return false;
    }
    wish->request[0] = '\0';
    return true;
}

/* --- what pages ask for --- */

static bool change_look(struct kiosk *kiosk, const struct intent *intent)
{
    struct model *model = &kiosk->model;
    switch (intent->what) {
    case DO_LARGE:
        set_large(kiosk, !model->large);
        return true;
    case DO_LANGUAGE:
        if ((size_t)intent->value < model->language_count)
            speak(kiosk, model->languages[intent->value]->language);
        if (stage_top(kiosk->stage)->type == &page_languages)
            stage_close(kiosk->stage);
        return true;
    case DO_FORGET:
        kiosk_forget(kiosk);
        return true;
    default:
        return false;
    }
}

/* "A042/ACDEF", "A042/ACDEF/2026-11-28". */
static void take_proof(struct proof *proof, const char *text)
{
    *proof = (struct proof){0};
    sscanf(text, "%15[^/]/%39[^/]/%15[^/]", proof->ticket, proof->code, proof->day);
}

static void walk_in(struct kiosk *kiosk)
{
    const struct visitor_check_in_out *checked = model_checked(&kiosk->model);
    if (!checked)
        return;
    wish_begin(&kiosk->model.wish);
    kiosk->model.wish.services[kiosk->model.wish.service_count++] = model_intern(&kiosk->model, checked->service);
    call_issue(kiosk);
}

static void call_for_ticket(struct kiosk *kiosk, const struct intent *intent)
{
    switch (intent->what) {
    case DO_PUT_OFF:
        call_put_off(kiosk, kiosk->wire.now_ms(kiosk->wire.data) + intent->value);
        break;
    case DO_COME_BACK:
        call_come_back(kiosk);
        break;
    case DO_RETURN:
        call_return(kiosk);
        break;
    case DO_CANCEL:
        call_cancel(kiosk);
        break;
    case DO_REPRINT:
        call_reprint(kiosk);
        break;
    case DO_RATE:
        call_rate(kiosk, intent->value);
        break;
    default:
        break;
    }
}

static void ask_roll(struct kiosk *kiosk, const char *printer, int64_t by_itself_ms)
{
    roll_clear(&kiosk->model);
    if (by_itself_ms != 0)
        kiosk->model.roll_again_ms = by_itself_ms + ROLL_AGAIN_MS;
    stage_open(kiosk->stage, &page_roll, by_itself_ms, printer);
}

static void call_for_visitor(struct kiosk *kiosk, const struct intent *intent)
{
    switch (intent->what) {
    case DO_ISSUE:
        call_issue(kiosk);
        break;
    case DO_WHERE:
        take_proof(&kiosk->model.proof, intent->text);
        call_where(kiosk, true);
        break;
    case DO_CHECK_IN:
        call_check_in(kiosk, intent->text);
        break;
    case DO_WALK_IN:
        walk_in(kiosk);
        break;
    case DO_MOVE:
        call_move(kiosk);
        break;
    case DO_RETURN_CODE:
        call_return_code(kiosk, intent->text);
        break;
    case DO_USE_RETURN:
        if (model_return_code(&kiosk->model))
            call_return_code(kiosk, model_return_code(&kiosk->model)->return_code);
        break;
    case DO_CORNER:
        call_corner(kiosk, intent->text);
        break;
    case DO_CLOSE_KIOSK:
        call_close_kiosk(kiosk, intent->value == 1);
        break;
    case DO_ASK_ROLL:
        ask_roll(kiosk, intent->text, intent->value);
        break;
    case DO_ROLL:
        call_roll(kiosk, intent->text, intent->value == 1);
        break;
    default:
        call_for_ticket(kiosk, intent);
        break;
    }
}

static void kiosk_act(void *data, struct stage *stage, attr_unused const struct view *view, const struct intent *intent)
{
    struct kiosk *kiosk = data;
    if (intent->what == DO_HELP) {
        call_help(kiosk, intent->text);
        return;
    }
    if (change_look(kiosk, intent))
        return;
    if (kiosk->model.busy)
        return;
    char text[2 * 512 + 2]; /* the view it is borrowed from may be closed */
    struct intent kept = *intent;
    if (intent->text)
        snprintf(text, sizeof text, "%s", intent->text);
    kept.text = intent->text ? text : NULL;
    if (stage_top(stage)->type->draws_over)
        stage_close(stage);
    trouble_clear(&kiosk->model.trouble);
    if (!change_wish(kiosk, &kept))
        call_for_visitor(kiosk, &kept);
}

/* --- scanners, and signs of life --- */

static void scan(struct kiosk *kiosk, const struct view_type *type, int what, const char *text)
{
    stage_home(kiosk->stage);
    stage_open(kiosk->stage, type, 0, NULL);
    const struct intent intent = INTENT_DOES(what, .text = text);
    kiosk_act(kiosk, kiosk->stage, stage_top(kiosk->stage), &intent);
}

static void kiosk_scanned(void *data, attr_unused struct stage *stage, const char *text)
{
    struct kiosk *kiosk = data;
    const struct visitor_get_kiosk_out *said = model_kiosk(&kiosk->model);
    struct scan_code code;
    if (kiosk->model.busy || !said || said->closed)
        return;
    if (scan_code_parse(text, &code) < 0) {
        note(kiosk, MESSAGE_VISITOR_SCAN_UNKNOWN);
        return;
    }
    if (code.kind == SCAN_TICKET) {
        char proof[96];
        snprintf(proof, sizeof proof, "%s/%s/%s", code.ticket, code.code, code.day);
        scan(kiosk, &page_enter_ticket, DO_WHERE, proof);
    } else if (code.kind == SCAN_BOOKING) {
        scan(kiosk, &page_enter_booking, DO_CHECK_IN, code.code);
    } else {
        scan(kiosk, &page_enter_booking, DO_RETURN_CODE, code.code);
    }
}

static bool is_looked_at(const struct stage *stage, const struct view_type *type)
{
    for (size_t i = 0; i < stage->depth; i++) {
        if (stage->views[i].type == type)
            return true;
    }
    return false;
}

static void kiosk_touched(void *data, struct stage *stage, attr_unused int64_t steady_ms)
{
    struct kiosk *kiosk = data;
    struct model *model = &kiosk->model;
    model->touched_ms = kiosk->wire.now_ms(kiosk->wire.data);
    sessions_touch(&kiosk->sessions, model->touched_ms);
    if (model->note >= 0 && model->touched_ms - model->note_ms > NOTE_LEAST_MS) {
        model->note = -1;
        stage_changed(stage);
    }
    if (!is_looked_at(stage, &page_where) && !is_looked_at(stage, &page_ticket) && !model->busy)
        call_where_end(kiosk);
    kiosk_connected(kiosk);
}

struct program kiosk_program(struct kiosk *kiosk)
{
    return (struct program){.name = "novbe-visitor",
                            .home = &page_start,
                            .model = &kiosk->model,
                            .act = kiosk_act,
                            .scanned = kiosk_scanned,
                            .touched = kiosk_touched,
                            .data = kiosk};
}
