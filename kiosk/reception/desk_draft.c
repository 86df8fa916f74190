/* SPDX-License-Identifier: MIT
 *
 * The left half of the desk: the line, what fits it or what came of the last one, and what is chosen beside it.
 */
#include <string.h>

#include "common/text.h"
#include "kiosk/reception/desk.h"
#include "kiosk/reception/say.h"
#include "kiosk/ui/digits.h"

enum { CHIP_GAP = 2, RESULT_ROWS = 12, BESIDE_COLUMNS = 42, WAIT_COLUMNS = 30 };

static const struct names *names_of(const struct model *model, const struct canvas *canvas)
{
    return model_names(model, canvas->language);
}

/* --- what fits --- */

/* "▸ Passport: renewal · Identity          about 15 min"; the agency where there is room. */
static void draw_match(const struct model *model, const struct desk *desk, struct canvas *canvas, struct rect line,
                       const char *key, size_t place, bool chosen)
{
    const struct names *names = names_of(model, canvas);
    bool off;
    const char *wait = say_service_wait(canvas, model_wait(model, key), &off);
    const char *name = names_service(names, key), *agency = model_agency(names, key);
    enum target_state state =
            canvas_target(canvas, &(struct target){.rect = line,
                                                   .what = DESK_MATCH,
                                                   .value = (int64_t)place,
                                                   .label = canvas_printf(canvas, "%s · %s · %s", name, agency, wait)});
    enum look look = state == TARGET_PRESSED ? LOOK_PRESSED : chosen ? LOOK_FOCUS : LOOK_PAGE;
    enum look quiet = look == LOOK_PAGE ? LOOK_QUIET : look;
    surface_fill(canvas->surface, line, look);
    surface_text(canvas->surface, line.x, line.y, 2, look, chosen ? "▸ " : "  ");
    rect_cut_left(&line, 2);
    int wanted = (int)text_width(name);
    int room = line.width > wanted + 12 ? line.width - wanted - 2 : line.width / 3;
    struct rect right = rect_cut_right(&line, room < WAIT_COLUMNS ? room : WAIT_COLUMNS);
    surface_aligned(canvas->surface, right, ALIGN_RIGHT, off ? (look == LOOK_PAGE ? LOOK_WARN : look) : quiet, wait);
    int used = surface_text(canvas->surface, line.x, line.y, line.width, look, name);
    rect_cut_left(&line, used + 2);
    if (line.width >= 10)
        surface_text(canvas->surface, line.x, line.y, line.width, quiet, agency);
    (void)desk;
}

static void draw_matches(const struct model *model, const struct desk *desk, struct canvas *canvas, struct rect rect)
{
    const char *keys[DESK_MATCHES];
    size_t count = desk_matches(model, desk, keys);
    if (count == 0) {
        canvas_text(canvas, rect, ALIGN_LEFT, LOOK_QUIET, canvas_message(canvas, MESSAGE_RECEPTION_NOTHING_FITS));
        return;
    }
    size_t at = desk->at < count ? desk->at : count - 1, first = 0;
    size_t rows = rect.height > 0 ? (size_t)rect.height : 0;
    if (rows > 0 && at >= rows)
        first = at - rows + 1;
    for (size_t i = first; i < count && rect.height > 0; i++)
        draw_match(model, desk, canvas, rect_cut_top(&rect, 1), keys[i], i, i == at);
}

/* --- what came of the last one --- */

/* Number on top and the rest below it, or, where the page is low, beside it. */
static struct rect draw_number(struct canvas *canvas, struct rect rect, const char *ticket)
{
    bool low = rect.height < RESULT_ROWS;
    int width, height;
    struct rect room = {rect.x, rect.y, low ? rect.width - BESIDE_COLUMNS : rect.width, low ? 4 : rect.height - 6};
    digits_size(ticket, digits_scale(room, ticket), &width, &height);
    bool fits = width > 0 && width <= room.width && height <= rect.height;
    struct rect number = {rect.x, rect.y, fits ? width : room.width, fits ? height : 1};
    canvas_say(canvas, PLAIN_TITLE, ticket);
    digits_draw(canvas->surface, number, LOOK_INK, LOOK_PAGE, ticket);
    if (low && fits)
        rect_cut_left(&rect, width + 3);
    else
        rect_cut_top(&rect, number.height + 1);
    return rect;
}

/* With the printer where it lies, if that is not the desk's own. */
static const char *say_made_paper(struct canvas *canvas, const struct model *model, int paper)
{
    const struct visitor_where_am_i_out *where = model->where.out;
    if (paper != VISITOR_PAPER_PRINTED || !where->printer || !model->printer ||
        strcmp(where->printer, model->printer) == 0)
        return say_paper(canvas, paper);
    return canvas_message(canvas, MESSAGE_PAPERS_DESK_PRINTED_AT, I18N_TEXT("printer", where->printer));
}

static void draw_result(const struct model *model, struct canvas *canvas, struct rect rect)
{
    const struct reception_new_ticket *made = model->made;
    const struct names *names = names_of(model, canvas);
    rect = draw_number(canvas, rect, made->ticket);
    canvas_line(canvas, rect_cut_top(&rect, 1), ALIGN_LEFT, LOOK_STRONG,
                canvas_message(canvas, MESSAGE_TICKET_CHECK_CODE, I18N_TEXT("code", made->code)));
    if (made->services.count > 0)
        canvas_line(canvas, rect_cut_top(&rect, 1), ALIGN_LEFT, LOOK_PAGE,
                    names_service(names, made->services.items[0]));
    canvas_line(canvas, rect_cut_top(&rect, 1), ALIGN_LEFT, LOOK_STRONG,
                say_wait(canvas, made->wait, made->why_unknown.text, made->ahead));
    int paper = model_paper(model);
    const char *what = say_made_paper(canvas, model, paper), *text = canvas_printf(canvas, " %s ", what);
    struct rect strip = rect_cut_top(&rect, 1);
    rect_cut_right(&strip, strip.width - (int)text_width(text));
    canvas_say(canvas, PLAIN_TEXT, what);
    surface_aligned(canvas->surface, strip, ALIGN_LEFT, look_of_paper(paper), text);
}

/* --- beside it --- */

/* Where the next chip stands; the next row when it does not fit. */
static struct rect chip_place(struct rect *row, struct rect *rest, int width)
{
    if (width > row->width)
        *row = rect_cut_top(rest, 1);
    struct rect place = rect_cut_left(row, width);
    rect_cut_left(row, CHIP_GAP);
    return place;
}

struct chip {
    int what;
    int64_t value;
    const char *key, *name;
    bool on;
};

static void draw_chip(struct canvas *canvas, struct rect *row, struct rect *rest, const struct chip *chip)
{
    const char *key = canvas_printf(canvas, " %s ", chip->key);
    const char *name = canvas_printf(canvas, "%s%s ", chip->on ? " ✓ " : " ", chip->name);
    int key_width = *chip->key ? (int)text_width(key) : 0, width = key_width + (int)text_width(name);
    struct rect place = chip_place(row, rest, width);
    if (rect_is_empty(place))
        return;
    enum target_state state = canvas_target(
            canvas, &(struct target){.rect = place,
                                     .what = chip->what,
                                     .value = chip->value,
                                     .label = canvas_printf(canvas, "%s%s", chip->on ? "✓ " : "", chip->name)});
    enum look look = state == TARGET_PRESSED ? LOOK_PRESSED : chip->on ? LOOK_ACTION : LOOK_PAGE;
    if (key_width > 0)
        surface_text(canvas->surface, place.x, place.y, key_width, LOOK_KEY, key);
    surface_text(canvas->surface, place.x + key_width, place.y, place.width - key_width, look, name);
}

static const char *language_or_own(const struct model *model, const struct draft *draft)
{
    if (*draft->language || model->language_count == 0)
        return draft->language;
    return model->languages[0].code;
}

/* By their names, or, where these find no room, by their codes. */
static bool names_fit(const struct model *model, int width)
{
    for (size_t i = 0; i < model->language_count; i++)
        width -= (int)text_width(model_language_name(model, model->languages[i].code)) + 2 + CHIP_GAP;
    return width >= 2; /* one of them has a mark */
}

static void draw_languages(const struct model *model, const struct draft *draft, struct canvas *canvas,
                           struct rect line)
{
    struct rect none = {0};
    bool named = names_fit(model, line.width - 6);
    surface_text(canvas->surface, line.x, line.y, line.width, LOOK_KEY, " Tab ");
    rect_cut_left(&line, 6);
    for (size_t i = 0; i < model->language_count; i++) {
        const char *code = model->languages[i].code;
        const struct chip chip = {.what = DESK_LANGUAGE,
                                  .value = (int64_t)i,
                                  .key = "",
                                  .name = named ? model_language_name(model, code) : code,
                                  .on = strcmp(code, language_or_own(model, draft)) == 0};
        draw_chip(canvas, &line, &none, &chip);
    }
}

static void draw_people(const struct draft *draft, struct canvas *canvas, struct rect line)
{
    static const struct {
        const char *sign;
        int by;
    } ends[] = {{" ← ", -1}, {" → ", 1}};
    const char *people =
            canvas_message(canvas, MESSAGE_RECEPTION_FOR_PEOPLE, I18N_NUMBER("count", draft->party ? draft->party : 1));
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
        struct rect place = rect_cut_left(&line, 3);
        canvas_target(canvas,
                      &(struct target){
                              .rect = place, .what = DESK_PARTY, .value = ends[i].by, .silent = true, .aside = true});
        surface_text(canvas->surface, place.x, place.y, place.width, LOOK_KEY, ends[i].sign);
        rect_cut_left(&line, i == 0 ? 0 : 1);
    }
    canvas_line(canvas, line, ALIGN_LEFT, draft->party > 1 ? LOOK_STRONG : LOOK_PAGE, people);
}

static void draw_choices(const struct model *model, const struct draft *draft, struct canvas *canvas, struct rect rect)
{
    struct desk_choice choices[DESK_CHOICES];
    size_t count = desk_choices(names_of(model, canvas), choices);
    struct rect row = rect_cut_top(&rect, 1);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && choices[i].is_need && !choices[i - 1].is_need)
            row = rect_cut_top(&rect, 1); /* needs begin a row of their own */
        bool on =
                choices[i].is_need ? draft_has_need(draft, choices[i].key) : strcmp(draft->class, choices[i].key) == 0;
        const struct chip chip = {.what = DESK_CHOICE,
                                  .value = (int64_t)i,
                                  .key = canvas_printf(canvas, "%c", desk_choice_keys[i]),
                                  .name = choices[i].name,
                                  .on = on};
        draw_chip(canvas, &row, &rect, &chip);
    }
}

/* "1 Passport › 2 ..."; with the return code of the visitor. */
static void draw_steps(const struct model *model, const struct draft *draft, struct canvas *canvas, struct rect line)
{
    const char *text = "";
    for (size_t i = 0; i < draft->step_count; i++)
        text = canvas_printf(canvas, "%s%s › ", text, names_service(names_of(model, canvas), draft->steps[i]));
    if (*draft->return_code)
        text = canvas_printf(
                canvas, "%s%s", text,
                canvas_message(canvas, MESSAGE_RECEPTION_WITH_CODE, I18N_TEXT("code", draft->return_code)));
    canvas_line(canvas, line, ALIGN_LEFT, LOOK_STRONG, text);
}

/* How many rows the classes and needs take in so many columns. */
static int choice_rows(const struct model *model, struct canvas *canvas, int width)
{
    struct desk_choice choices[DESK_CHOICES];
    size_t count = desk_choices(names_of(model, canvas), choices);
    int rows = 1, left = width;
    for (size_t i = 0; i < count; i++) {
        int wanted = (int)text_width(choices[i].name) + 7;
        bool breaks = i > 0 && choices[i].is_need && !choices[i - 1].is_need;
        if (breaks || wanted > left) {
            rows++;
            left = width;
        }
        left -= wanted + CHIP_GAP;
    }
    return rows;
}

static void draw_middle(const struct model *model, const struct desk *desk, struct canvas *canvas, struct rect rect)
{
    if (*desk->line.text)
        draw_matches(model, desk, canvas, rect);
    else if (model->made)
        draw_result(model, canvas, rect);
    else
        canvas_text(canvas, rect, ALIGN_LEFT, LOOK_QUIET, canvas_message(canvas, MESSAGE_RECEPTION_HINT));
}

void desk_draw_draft(const struct model *model, const struct desk *desk, struct canvas *canvas, struct rect rect)
{
    bool roomy = rect.height >= 20;
    const struct draft *draft = &desk->draft;
    field_draw(canvas, rect_cut_top(&rect, roomy ? 3 : 1), &desk->line, canvas_message(canvas, MESSAGE_RECEPTION_LINE));
    if (draft->step_count > 0)
        draw_steps(model, draft, canvas, rect_cut_top(&rect, 1));
    rect_cut_top(&rect, rect.height >= 10);
    int rows = choice_rows(model, canvas, rect.width);
    bool one_line = rect.width >= 70;
    struct rect choices = rect_cut_bottom(&rect, rows < rect.height / 2 ? rows : rect.height / 2);
    rect_cut_bottom(&rect, roomy);
    struct rect languages = rect_cut_bottom(&rect, 1);
    struct rect people = one_line ? rect_cut_right(&languages, 24) : rect_cut_bottom(&rect, 1);
    rect_cut_bottom(&rect, roomy);
    enum look look;
    const char *word = say_word(model, &look);
    if (word) {
        int lines = surface_wrap(NULL, (struct rect){0, 0, rect.width - 2, 1}, ALIGN_LEFT, look, word);
        say_draw_word(canvas, model, rect_cut_bottom(&rect, lines < 3 ? lines : 3));
    }
    draw_middle(model, desk, canvas, rect);
    draw_languages(model, draft, canvas, languages);
    draw_people(draft, canvas, people);
    draw_choices(model, draft, canvas, choices);
}
