/* SPDX-License-Identifier: MIT
 *
 * Papers that nobody prints: one of each kind, filled with the longest that the catalogue has, drawn to find what would
 * not be as it is meant.
 *
 * Papers are drawn of the services that have the longest of a text, and of all that have much of it: those may be
 * longer than a paper may be. Each one with its fault is told by its key.
 *
 * A name is drawn by the same lines wherever it stands, so the catalogue itself is drawn once a language, on the
 * narrowest paper, many texts on a page; a glyph that is not there and a word that has no room show there as well.
 */
#include "printer/compose.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/calendar_row.h"
#include "common/clock.h"
#include "common/text.h"

enum {
    DPI = 203,
    TEXTS_A_PAGE = 12,
    LINE_COLUMNS = 16, /* about as many as beside the mark of a list on 58 mm */
    MUCH_LINES = 40,   /* less, with what else stands there, is no paper of PAGE_MOST_MM */
    SOME_LINES = 6     /* less than that is not to blame */
};
#define TEXT_CAPITAL_MM 3.4 /* as names are drawn */

static const char catalogue_paper[] = "catalogue"; /* no paper: it may be as long as it is */

/* Texts of a service that stand on paper. */
enum field { FIELD_NAME, FIELD_BRING, FIELD_TICKET_TEXT, FIELDS };
static const char *const field_words[FIELDS] = {"name", "bring", "ticket_text"};

struct check {
    const struct centre *centre;
    const struct language *language;
    int width_mm;
    const struct catalogue_service *service;         /* whose paper it is; NULL: no one's */
    unsigned fields;                                 /* bits: those that stand on it */
    const struct catalogue_service *longest[FIELDS]; /* in this language; NULL: there is none */
    struct page_troubles *troubles;
    size_t count, room;
    char **told; /* troubles without where they are, each once */
};

static bool is_told(const struct check *check, const char *text)
{
    for (size_t i = 0; i < check->count; i++) {
        if (strcmp(check->told[i], text) == 0)
            return true;
    }
    return false;
}

static const char *text_of(const struct check *check, const struct config_text *text)
{
    const char *found = i18n_catalogue_text(text, check->language, NULL);
    return found ? found : "";
}

static const char *field_of(const struct check *check, const struct catalogue_service *service, enum field field)
{
    const struct config_text *const texts[FIELDS] = {&service->name, &service->bring, &service->ticket_text};
    return text_of(check, texts[field]);
}

/* About so many it has on narrow paper. */
static size_t lines_of(const char *text)
{
    size_t lines = text_width(text) / LINE_COLUMNS;
    for (const char *at = text; at && *at; at = strchr(at + 1, '\n'))
        lines++;
    return lines;
}

/* "ticket of passport (its bring has 5210 signs)": what of a service makes its paper too long. */
static char *paper_of_service(const struct check *check, const char *paper)
{
    enum field most = FIELD_NAME;
    for (enum field field = 0; field < FIELDS; field++) {
        if ((check->fields & 1U << field) &&
            lines_of(field_of(check, check->service, field)) > lines_of(field_of(check, check->service, most)))
            most = field;
    }
    if (lines_of(field_of(check, check->service, most)) < SOME_LINES)
        return mem_printf("%s of %s", paper, check->service->key);
    return mem_printf("%s of %s (its %s has %zu signs)", paper, check->service->key, field_words[most],
                      text_width(field_of(check, check->service, most)));
}

static void add(struct check *check, const char *paper, const struct page_trouble *trouble)
{
    struct page_troubles *all = check->troubles;
    mem_grow(all->items, all->count, all->room);
    all->items[all->count++] =
            (struct page_trouble){.kind = trouble->kind,
                                  .text = mem_printf("%s, %s, %d mm: %s", paper, language_code(check->language),
                                                     check->width_mm, trouble->text)};
}

/* A paper that is too long is one for each service and language, everything else is the same wherever it stands. */
static void tell(struct check *check, const char *paper, const struct page_trouble *trouble)
{
    bool of_service = check->service && trouble->kind == PAGE_TOO_LONG;
    _cleanup_free_ char *whose = of_service ? paper_of_service(check, paper) : mem_strdup(paper);
    char *text = of_service ? mem_printf("%d %s, %s", (int)trouble->kind, whose, language_code(check->language))
                            : mem_printf("%d %s", (int)trouble->kind, trouble->text);
    if (is_told(check, text)) {
        free(text);
        return;
    }
    mem_grow(check->told, check->count, check->room);
    check->told[check->count++] = text;
    add(check, whose, trouble);
}

static void draw(struct check *check, const char *paper, const struct page *page)
{
    struct raster raster;
    struct page_troubles troubles = {0};
    page_draw(page, DPI, &raster, &troubles);
    for (size_t i = 0; i < troubles.count; i++) {
        if (paper != catalogue_paper || troubles.items[i].kind != PAGE_TOO_LONG)
            tell(check, paper, &troubles.items[i]);
    }
    page_troubles_done(&troubles);
    raster_done(&raster);
}

/* --- papers --- */

/* The longer of two texts. */
static const char *longer(const char *a, const char *b)
{
    return text_width(b) > text_width(a) ? b : a;
}

/* A name is as long as it is wide, of the others the lines count. */
static size_t length_of(const struct check *check, const struct catalogue_service *service, enum field field)
{
    const char *text = field_of(check, service, field);
    return field == FIELD_NAME ? text_width(text) : lines_of(text);
}

static void find_longest(struct check *check)
{
    const struct catalogue *catalogue = check->centre->catalogue;
    memset(check->longest, 0, sizeof check->longest);
    for (size_t i = 0; i < FIELDS * catalogue->services.count; i++) {
        const struct catalogue_service *service = &catalogue->services.items[i / FIELDS];
        enum field field = (enum field)(i % FIELDS);
        const struct catalogue_service **found = &check->longest[field];
        if (!*found || length_of(check, service, field) > length_of(check, *found, field))
            *found = service;
    }
}

/* Its papers may be too long, or have the longest of something. */
static bool is_drawn(const struct check *check, const struct catalogue_service *service)
{
    size_t lines = 0;
    bool is_longest = false;
    for (enum field field = 0; field < FIELDS; field++) {
        is_longest |= check->longest[field] == service;
        lines += lines_of(field_of(check, service, field));
    }
    return is_longest || lines >= MUCH_LINES;
}

static const char *longest_zone(const struct check *check)
{
    const struct catalogue *catalogue = check->centre->catalogue;
    const char *found = "";
    for (size_t i = 0; i < catalogue->zones.count; i++) {
        found = longer(found, text_of(check, &catalogue->zones.items[i].name));
    }
    return found;
}

static void check_order(struct check *check, const char *paper, const struct printer_order *order, bool again)
{
    const struct compose compose = {.layout = check->centre->ticket_layout,
                                    .i18n = check->centre->i18n,
                                    .language = check->language,
                                    .centre = &check->centre->settings.name,
                                    .width_mm = check->width_mm,
                                    .again = again,
                                    .now_ms = order->at};
    struct page *page = compose_page(order, &compose);
    draw(check, paper, page);
    page_free(page);
}

/* As a copy if it may be one, which is longer. */
static void check_service(struct check *check, const char *paper, const struct catalogue_service *service,
                          const struct ticket_list *list, const struct printer_order *order)
{
    check->service = service;
    check->fields = 0;
    for (size_t i = 0; i < list->count; i++) {
        int block = list->lines[i].block;
        check->fields |= block == TICKET_BLOCK_BRING ? 1U << FIELD_BRING : 0;
        check->fields |= block == TICKET_BLOCK_EXTRA ? 1U << FIELD_TICKET_TEXT : 0;
    }
    check_order(check, paper, order, order->ticket);
    check->service = NULL;
}

/* A Tuesday morning of which nothing is special. */
#define SAMPLE_MS INT64_C(1795945200000)

static void check_ticket(struct check *check, const struct catalogue_service *service)
{
    enum { MINUTE_MS = 60000 };
    struct arena arena;
    arena_init(&arena);
    struct printer_printed_step steps[2] = {{.service = service->key,
                                             .name = text_of(check, &service->name),
                                             .agency = text_of(check, &service->agency->name),
                                             .place = longest_zone(check)}};
    steps[0].bring.items = text_lines(text_of(check, &service->bring), &arena, &steps[0].bring.count);
    steps[1] = steps[0];
    struct printer_range range = {SAMPLE_MS + 20 * MINUTE_MS, SAMPLE_MS + 30 * MINUTE_MS, SAMPLE_MS + 45 * MINUTE_MS};
    struct printer_ticket_paper ticket = {.ticket = "WM888",
                                          .code = "WMWMW",
                                          .day = "2026-11-29",
                                          .issued_at = SAMPLE_MS,
                                          .steps = {ARRAY_SIZE(steps), steps},
                                          .text = text_of(check, &service->ticket_text),
                                          .party = 2,
                                          .ahead = 28,
                                          .wait = &range,
                                          .proof = "0a1b2c3d",
                                          .qr = "%T/WM888/20261129/WMWMW"};
    check_service(check, "ticket", service, &check->centre->ticket_layout->ticket,
                  &(struct printer_order){.at = SAMPLE_MS, .ticket = &ticket});
    arena_done(&arena);
}

/* --- numbers --- */

static void check_number(struct check *check, const char *prefix, int digits)
{
    _cleanup_free_ char *number = mem_printf("%s%0*d", prefix, digits, 0);
    struct printer_ticket_paper ticket = {.ticket = number, .issued_at = SAMPLE_MS};
    check_order(check, "ticket", &(struct printer_order){.at = SAMPLE_MS, .ticket = &ticket}, false);
}

/* The longest of a series: past `last` it goes on with one digit more, and on a second machine that took over with yet
 * one (rules_numbers_step). All digits are equally wide. */
static void check_numbers(struct check *check)
{
    const struct catalogue *catalogue = check->centre->catalogue;
    for (size_t i = 0; i < catalogue->series.count; i++) {
        const struct catalogue_series *series = &catalogue->series.items[i];
        int digits = snprintf(NULL, 0, "%" PRId64, series->last) + 2;
        check_number(check, series->prefix, digits);
        for (size_t j = 0; j < series->next_prefixes.count; j++)
            check_number(check, series->next_prefixes.items[j], digits);
    }
}

/* --- papers that say little --- */

static void check_codes(struct check *check, const struct catalogue_service *service)
{
    struct printer_code_paper code = {.service = service->key,
                                      .name = text_of(check, &service->name),
                                      .code = "WMWM-WMWM",
                                      .slot_at = {.set = true, .value = SAMPLE_MS},
                                      .qr = "%B/WMWMWMWM"};
    check_order(check, "code", &(struct printer_order){.at = SAMPLE_MS, .code = &code}, false);
    code.slot_at.set = false;
    check_order(check, "code", &(struct printer_order){.at = SAMPLE_MS, .code = &code}, false);
}

/* Why it may be closed. */
static const char *longest_reason(const struct check *check)
{
    const struct catalogue *catalogue = check->centre->catalogue;
    const struct calendar *calendar = check->centre->calendar;
    const char *found = "";
    for (size_t i = 0; i < catalogue->reasons.count; i++)
        found = longer(found, text_of(check, &catalogue->reasons.items[i].name));
    for (size_t i = 0; calendar && i < calendar->count; i++)
        found = longer(found, text_of(check, &calendar->rows[i].text));
    return found;
}

/* The longest sentence that the daemon has for the hours of a service (daemon/hours.c). */
static char *hours_closed(const struct check *check)
{
    const struct language *language = check->language;
    const struct local_time at = clock_local(SAMPLE_MS);
    _cleanup_free_ char *date = language_date(language, at.date), *time = language_time(language, at.minute_of_day);
    _cleanup_free_ char *closed =
            i18n_text(language, MESSAGE_HOURS_CLOSED_BECAUSE, I18N_TEXT("reason", longest_reason(check)));
    _cleanup_free_ char *opens =
            i18n_text(language, MESSAGE_HOURS_OPENS_ON, I18N_TEXT("date", date), I18N_TEXT("time", time));
    return i18n_text(language, MESSAGE_HOURS_CLOSED_OPENS, I18N_TEXT("closed", closed), I18N_TEXT("opens", opens));
}

static void check_information(struct check *check, const struct catalogue_service *service)
{
    struct arena arena;
    arena_init(&arena);
    struct printer_information_paper information = {.service = service->key, .name = text_of(check, &service->name)};
    information.bring.items = text_lines(text_of(check, &service->bring), &arena, &information.bring.count);
    _cleanup_free_ char *hours = hours_closed(check);
    information.hours = hours;
    check_service(check, "information", service, &check->centre->ticket_layout->information,
                  &(struct printer_order){.at = SAMPLE_MS, .information = &information});
    arena_done(&arena);
}

static void check_test(struct check *check)
{
    const struct catalogue *catalogue = check->centre->catalogue;
    struct printer_test_paper test = {.printer = "", .new_roll = true};
    for (size_t i = 0; i < catalogue->printers.count; i++) {
        if (strlen(catalogue->printers.items[i].key) > strlen(test.printer))
            test.printer = catalogue->printers.items[i].key;
    }
    check_order(check, "test", &(struct printer_order){.at = SAMPLE_MS, .test = &test}, false);
}

/* --- the catalogue --- */

struct texts {
    struct check *check;
    struct page *page; /* NULL: none begun */
    size_t count;      /* on it */
};

static void texts_end(struct texts *texts)
{
    if (texts->page)
        draw(texts->check, catalogue_paper, texts->page);
    *texts = (struct texts){.check = texts->check, .page = page_free(texts->page)};
}

static void texts_say(struct texts *texts, const char *words)
{
    const struct check *check = texts->check;
    if (!*words)
        return;
    if (!texts->page)
        texts->page = page_new(check->width_mm, (check->width_mm - compose_printed_mm(check->width_mm)) / 2.0);
    page_add_text(texts->page, &(struct page_text){.text = words,
                                                   .language = language_code(check->language),
                                                   .capital_mm = TEXT_CAPITAL_MM,
                                                   .flags = PAGE_STRONG});
    if (++texts->count == TEXTS_A_PAGE)
        texts_end(texts);
}

static void texts_add(struct texts *texts, const struct config_text *text)
{
    texts_say(texts, text_of(texts->check, text));
}

/* What an information slip may say of hours, beside the sentence that is drawn on it. */
static void add_hours(struct texts *texts)
{
    static const enum i18n_message at_a_time[] = {MESSAGE_HOURS_OPEN_UNTIL, MESSAGE_HOURS_LAST_TICKETS,
                                                  MESSAGE_HOURS_OPENS_TODAY, MESSAGE_HOURS_OPENS_TOMORROW};
    const struct check *check = texts->check;
    const struct calendar *calendar = check->centre->calendar;
    _cleanup_free_ char *time = language_time(check->language, clock_local(SAMPLE_MS).minute_of_day);
    for (size_t i = 0; i < ARRAY_SIZE(at_a_time); i++) {
        _cleanup_free_ char *sentence = i18n_text(check->language, at_a_time[i], I18N_TEXT("time", time));
        texts_say(texts, sentence);
    }
    _cleanup_free_ char *closed = i18n_text(check->language, MESSAGE_HOURS_CLOSED);
    texts_say(texts, closed);
    for (size_t i = 0; i < check->centre->catalogue->reasons.count; i++)
        texts_add(texts, &check->centre->catalogue->reasons.items[i].name);
    for (size_t i = 0; calendar && i < calendar->count; i++)
        texts_add(texts, &calendar->rows[i].text);
}

static void check_catalogue(struct check *check)
{
    const struct catalogue *catalogue = check->centre->catalogue;
    struct texts texts = {.check = check};
    for (size_t i = 0; i < catalogue->zones.count; i++)
        texts_add(&texts, &catalogue->zones.items[i].name);
    for (size_t i = 0; i < catalogue->groups.count; i++)
        texts_add(&texts, &catalogue->groups.items[i].name);
    for (size_t i = 0; i < catalogue->services.count; i++) {
        texts_add(&texts, &catalogue->services.items[i].name);
        texts_add(&texts, &catalogue->services.items[i].bring);
        texts_add(&texts, &catalogue->services.items[i].ticket_text);
    }
    add_hours(&texts);
    texts_end(&texts);
}

/* --- */

static void check_papers(struct check *check)
{
    const struct catalogue *catalogue = check->centre->catalogue;
    find_longest(check);
    if (check->longest[FIELD_NAME])
        check_codes(check, check->longest[FIELD_NAME]);
    for (size_t i = 0; i < catalogue->services.count; i++) {
        if (!is_drawn(check, &catalogue->services.items[i]))
            continue;
        check_ticket(check, &catalogue->services.items[i]);
        check_information(check, &catalogue->services.items[i]);
    }
    check_test(check);
}

static bool has_width(const struct catalogue *catalogue, int width_mm)
{
    for (size_t i = 0; i < catalogue->printers.count; i++) {
        if (catalogue->printers.items[i].width_mm == width_mm)
            return true;
    }
    return catalogue->printers.count == 0;
}

void compose_check(const struct centre *centre, struct page_troubles *ret_troubles)
{
    static const int widths_mm[] = {58, 80}; /* the narrowest first */
    *ret_troubles = (struct page_troubles){0};
    struct check check = {.centre = centre, .troubles = ret_troubles};
    bool narrowest = true;
    for (size_t i = 0; i < ARRAY_SIZE(widths_mm); i++) {
        check.width_mm = widths_mm[i];
        if (!has_width(centre->catalogue, check.width_mm))
            continue;
        for (size_t j = 0; j < i18n_count(centre->i18n); j++) {
            check.language = i18n_at(centre->i18n, j);
            if (j == 0) /* numbers are the same in all of them */
                check_numbers(&check);
            check_papers(&check);
            if (narrowest)
                check_catalogue(&check);
        }
        narrowest = false;
    }
    for (size_t i = 0; i < check.count; i++)
        free(check.told[i]);
    free(check.told);
}
