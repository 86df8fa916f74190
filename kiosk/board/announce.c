/* SPDX-License-Identifier: MIT
 *
 * New calls go to the speaker in the order in which they were made; numbers that have left the board are withdrawn. How
 * the speaker fares is reported a few seconds after something was spoken or dropped.
 */
#include "kiosk/board/announce.h"

#include <stdio.h>

#include "common/log.h"
#include "kiosk/voice/command.h"

enum { REPORT_MS = 3000 };

struct announce {
    struct app *app;
    struct speaker *speaker;
    const char *board;
    struct voice_command command;
    uv_timer_t report;
};

/* --- reports --- */

static void on_reported(attr_unused struct varlink_client_call *call, const struct varlink_reply *reply,
                        attr_unused void *data)
{
    if (reply->status != VARLINK_OK && reply->status != VARLINK_CANCELLED)
        log_warning("voice_not_reported", LOG_TEXT("error", reply->error ? reply->error : reply->reason));
}

static void on_report(uv_timer_t *timer)
{
    struct announce *announce = timer->data;
    struct voice_report report;
    if (!speaker_report(announce->speaker, &report))
        return;
    const struct board_report_voice_in in = {.board = announce->board,
                                             .call = report.call,
                                             .spoken = report.spoken,
                                             .dropped = report.dropped,
                                             .backlog_ms = report.backlog_ms};
    app_call(announce->app, BOARD_REPORT_VOICE, &in, 0, on_reported, NULL);
}

static void on_told(void *data, attr_unused const struct told *told)
{
    struct announce *announce = data;
    if (!uv_is_active((uv_handle_t *)&announce->report))
        uv_timer_start(&announce->report, on_report, REPORT_MS, 0);
}

/* --- beginning and end --- */

struct announce *announce_open(struct app *app, const char *board, const char *command, const char *languages)
{
    struct announce *announce = mem_new(struct announce);
    *announce = (struct announce){.app = app, .board = board};
    uv_timer_init(app_loop(app), &announce->report);
    announce->report.data = announce;
    voice_command_init(&announce->command, command, languages);
    announce->speaker = speaker_open(app_loop(app), &announce->command.settings, on_told, announce);
    return announce;
}

static void on_closed(uv_handle_t *handle)
{
    struct announce *announce = container_of((uv_timer_t *)handle, struct announce, report);
    voice_command_done(&announce->command);
    free(announce);
}

struct announce *announce_close(struct announce *announce)
{
    if (announce) {
        speaker_close(announce->speaker);
        uv_close((uv_handle_t *)&announce->report, on_closed);
    }
    return NULL;
}

/* --- what is said --- */

static void add_saying(struct announcement *announcement, const struct board_model *model, size_t language,
                       const char *text)
{
    struct saying *saying = &announcement->sayings[announcement->count++];
    snprintf(saying->language, sizeof saying->language, "%s", language_code(model->languages[language]));
    saying->text = text && *text ? mem_strdup(text) : NULL;
}

static const char *place_of(const struct board_model *model, size_t language, const char *counter)
{
    const struct visitor_counter *found = names_find_counter(&model->names[language], counter);
    return found ? found->place : NULL;
}

/* The ticket's language first, then the centre's. */
static void speak(struct announce *announce, const struct board_model *model, const struct board_call *call)
{
    static const enum announcement_kind kinds[] = {[BOARD_CALL_KIND_FIRST] = ANNOUNCEMENT_FIRST,
                                                   [BOARD_CALL_KIND_AGAIN] = ANNOUNCEMENT_AGAIN,
                                                   [BOARD_CALL_KIND_MOVED] = ANNOUNCEMENT_MOVED};
    bool known = call->kind.value >= 0 && call->kind.value < (int)ARRAY_SIZE(kinds);
    struct announcement announcement = {
            .call = call->call, .kind = known ? kinds[call->kind.value] : ANNOUNCEMENT_FIRST, .chime = true};
    snprintf(announcement.ticket, sizeof announcement.ticket, "%s", call->ticket);
    snprintf(announcement.counter, sizeof announcement.counter, "%s", names_counter(&model->names[0], call->counter));
    size_t first = board_model_language(model, call->language);
    add_saying(&announcement, model, first, place_of(model, first, call->counter));
    for (size_t i = 0; i < model->language_count && announcement.count < ANNOUNCEMENT_LANGUAGES; i++) {
        if (i != first)
            add_saying(&announcement, model, i, place_of(model, i, call->counter));
    }
    int64_t ago_ms = app_now(announce->app) - call->at;
    speaker_call(announce->speaker, &announcement, ago_ms > 0 ? ago_ms : 0);
    announcement_done(&announcement);
}

/* A halt is heard in every language, and what was being said stops: it stands on the board. */
static void speak_halt(struct announce *announce, const struct board_model *model)
{
    struct announcement halt = {0};
    for (size_t i = 0; i < model->language_count && halt.count < ANNOUNCEMENT_LANGUAGES; i++) {
        _cleanup_free_ char *text = i18n_text(model->languages[i], MESSAGE_VOICE_HALTED);
        add_saying(&halt, model, i, text);
    }
    speaker_announce(announce->speaker, halt.sayings, halt.count, true, true);
    announcement_done(&halt);
}

void announce_news(struct announce *announce, const struct board_model *model, const struct board_news *news)
{
    for (size_t i = 0; i < news->gone_count; i++)
        speaker_withdraw(announce->speaker, news->gone[i]);
    if (news->has_halted)
        speak_halt(announce, model);
    for (size_t i = 0; i < news->call_count; i++)
        speak(announce, model, news->calls[i]);
}
