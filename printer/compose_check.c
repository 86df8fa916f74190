/* SPDX-License-Identifier: MIT
 *
 * Papers that nobody prints: one of each kind, filled with the longest that the catalogue has, drawn to find what would
 * not be as it is meant.
 *
 * A name is drawn by the same lines wherever it stands, so the catalogue itself is drawn once a language, on the
 * narrowest paper, many texts on a page; a glyph that is not there and a word that has no room show there as well.
 */
#include "printer/compose.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/text.h"

enum { DPI = 203, TEXTS_A_PAGE = 12 };
#define TEXT_CAPITAL_MM 3.4 /* as names are drawn */

static const char catalogue_paper[] = "catalogue"; /* no paper: it may be as long as it is */

struct check {
    const struct centre *centre;
    const struct language *language;
    int width_mm;
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

static void tell(struct check *check, const char *paper, const struct page_trouble *trouble)
{
    char *text = mem_printf("%d %s", (int)trouble->kind, trouble->text);
    if (is_told(check, text)) {
        free(text);
        return;
    }
    mem_grow(check->told, check->count, check->room);
    check->told[check->count++] = text;
    struct page_troubles *all = check->troubles;
    mem_grow(all->items, all->count, all->room);
    all->items[all->count++] =
            (struct page_trouble){.kind = trouble->kind,
                                  .text = mem_printf("%s, %s, %d mm: %s", paper, language_code(check->language),
                                                     check->width_mm, trouble->text)};
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

static const char *text_of(const struct check *check, const struct config_text *text)
{
    const char *found = i18n_catalogue_text(text, check->language, NULL);
    return found ? found : "";
}

/* Of all services the one whose name is longest; NULL: there are none. */
static const struct catalogue_service *longest(const struct check *check)
{
    const struct catalogue *catalogue = check->centre->catalogue;
    const struct catalogue_service *found = NULL;
    for (size_t i = 0; i < catalogue->services.count; i++) {
        const struct catalogue_service *service = &catalogue->services.items[i];
        if (!found || text_width(text_of(check, &service->name)) > text_width(text_of(check, &found->name)))
            found = service;
    }
    return found;
}

static const char *longest_zone(const struct check *check)
{
    const struct catalogue *catalogue = check->centre->catalogue;
    const char *found = "";
    for (size_t i = 0; i < catalogue->zones.count; i++) {
        const char *name = text_of(check, &catalogue->zones.items[i].name);
        found = text_width(name) > text_width(found) ? name : found;
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
    check_order(check, "ticket", &(struct printer_order){.at = SAMPLE_MS, .ticket = &ticket}, true);
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

static void check_information(struct check *check, const struct catalogue_service *service)
{
    struct arena arena;
    arena_init(&arena);
    struct printer_information_paper information = {.service = service->key, .name = text_of(check, &service->name)};
    information.bring.items = text_lines(text_of(check, &service->bring), &arena, &information.bring.count);
    information.hours = "";
    check_order(check, "information", &(struct printer_order){.at = SAMPLE_MS, .information = &information}, false);
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

static void texts_add(struct texts *texts, const struct config_text *text)
{
    const struct check *check = texts->check;
    const char *words = text_of(check, text);
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
    texts_end(&texts);
}

/* --- */

static void check_papers(struct check *check)
{
    const struct catalogue_service *service = longest(check);
    if (service) {
        check_ticket(check, service);
        check_codes(check, service);
        check_information(check, service);
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
