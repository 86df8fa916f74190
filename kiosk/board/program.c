/* SPDX-License-Identifier: MIT
 *
 * One stream of the board's state, and names in every language of the centre.
 */
#include "kiosk/board/program.h"

#include <string.h>

#include "common/log.h"
#include "kiosk/board/view_board.h"

enum { ASK_AGAIN_MS = 3000 };

/* --- the state --- */

static void ask(struct board_program *program);

static void on_state(struct app *app, void *data)
{
    struct board_program *program = data;
    struct board_news news;
    program->model.is_unknown = false;
    board_model_take(&program->model, app_now(app), &news);
    bool has_voice = board_model_state(&program->model)->voice;
    if (has_voice && !program->announce)
        program->announce = announce_open(app, program->board, program->voice, program->folder);
    else if (!has_voice)
        program->announce = announce_close(program->announce);
    if (program->announce)
        announce_news(program->announce, &program->model, &news);
}

static void on_again(uv_timer_t *timer)
{
    ask(timer->data);
}

static void on_state_ended(attr_unused struct app *app, const struct varlink_reply *reply, void *data)
{
    struct board_program *program = data;
    log_warning("board_not_shown", LOG_TEXT("board", program->board),
                LOG_TEXT("error", reply->error ? reply->error : reply->reason));
    program->model.is_unknown = reply->status == VARLINK_ERROR;
    uv_timer_start(&program->again, on_again, ASK_AGAIN_MS, 0);
}

static void ask(struct board_program *program)
{
    app_watch(program->app, &(struct app_watch){.method = BOARD_WATCH,
                                                .in = &program->watch_in,
                                                .kept = &program->model.watch,
                                                .changed = on_state,
                                                .ended = on_state_ended,
                                                .data = program});
}

/* --- languages --- */

static void on_other_names(attr_unused struct app *app, void *data)
{
    struct board_program *program = data;
    board_model_measure(&program->model);
}

static void add_language(struct board_program *program, const char *code)
{
    struct board_model *model = &program->model;
    const struct language *language = i18n_find(app_languages(program->app), code);
    if (!language || language == model->languages[0] || model->language_count == BOARD_LANGUAGES)
        return;
    model->languages[model->language_count] = language;
    app_watch_names(program->app, &model->names[model->language_count++], language_code(language), on_other_names,
                    program);
}

static void on_names(struct app *app, void *data)
{
    struct board_program *program = data;
    const struct visitor_get_centre_out *centre = names_centre(&program->model.names[0]);
    board_model_measure(&program->model);
    if (!centre || program->knows_languages)
        return;
    program->knows_languages = true;
    const struct language *own =
            centre->languages.count > 0 ? i18n_find(app_languages(app), centre->languages.items[0].code) : NULL;
    if (own && !program->own) {
        program->model.languages[0] = own;
        stage_speak(app_stage(app), own);
    }
    for (size_t i = 0; i < centre->languages.count; i++)
        add_language(program, centre->languages.items[i].code);
}

/* --- beginning and end --- */

static void begin(struct app *app, void *data)
{
    struct board_program *program = data;
    program->app = app;
    program->model.languages[0] = app_stage(app)->language;
    program->model.language_count = 1;
    program->watch_in.board = program->board;
    uv_timer_init(app_loop(app), &program->again);
    program->again.data = program;
    app_watch_names(app, &program->model.names[0], program->own, on_names, program);
    ask(program);
}

static void on_connected(struct app *app, bool connected, void *data)
{
    struct board_program *program = data;
    if (connected)
        program->model.lost_ms = 0;
    else if (program->model.lost_ms == 0 && board_model_state(&program->model))
        program->model.lost_ms = app_now(app);
    stage_changed(app_stage(app));
}

static void end(attr_unused struct app *app, void *data)
{
    struct board_program *program = data;
    program->announce = announce_close(program->announce);
}

static void act(attr_unused void *data, attr_unused struct stage *stage, attr_unused const struct view *view,
                attr_unused const struct intent *intent)
{
    /* a board does nothing for anybody */
}

struct app_options board_program_options(struct board_program *program, const struct options *options)
{
    program->folder = options->languages;
    program->own = options->language;
    return (struct app_options){.options = *options,
                                .program = {.name = "novbe-board",
                                            .home = &view_board,
                                            .model = &program->model,
                                            .act = act,
                                            .data = program},
                                .begin = begin,
                                .connected = on_connected,
                                .end = end,
                                .data = program};
}
