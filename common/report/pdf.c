/* SPDX-License-Identifier: MIT
 *
 * A report on A4: the first page, then every section with its charts and first table. What is folded away in HTML (all
 * that a line counts) is left to the file: it would be 80 columns.
 */
#include "common/report/pdf.h"

#define NOTICE_POINTS 6.4
enum { NOTICE_SHEET = 1 };

double pdf_bottom(const struct pdf *pdf)
{
    return sheets_count(pdf->sheets) == NOTICE_SHEET + 1 ? PDF_BOTTOM - pdf->notice_mm : PDF_BOTTOM;
}

void pdf_need(struct pdf *pdf, double height_mm)
{
    if (pdf->y_mm + height_mm <= pdf_bottom(pdf))
        return;
    sheets_begin(pdf->sheets);
    pdf->y_mm = PDF_TOP;
}

double pdf_text(struct pdf *pdf, double x_mm, double y_mm, double width_mm, const char *text, double points,
                unsigned colour)
{
    struct sheet_text letters = {.text = text, .points = points, .colour = colour};
    return sheets_put_text(pdf->sheets, x_mm, y_mm, width_mm, &letters);
}

double pdf_strong(struct pdf *pdf, double x_mm, double y_mm, double width_mm, const char *text, double points,
                  unsigned colour)
{
    struct sheet_text letters = {.text = text, .points = points, .colour = colour, .strong = true};
    return sheets_put_text(pdf->sheets, x_mm, y_mm, width_mm, &letters);
}

/* A paragraph over the whole width, that a sheet has room for. */
static void put_paragraph(struct pdf *pdf, const char *text, double points, unsigned colour)
{
    struct sheet_text letters = {.text = text, .points = points, .colour = colour};
    pdf_need(pdf, sheets_measure(pdf->sheets, &letters, PDF_WIDTH).height_mm);
    pdf->y_mm += pdf_text(pdf, PDF_LEFT, pdf->y_mm, PDF_WIDTH, text, points, colour) + 1;
}

/* --- first page --- */

static void put_top(struct pdf *pdf)
{
    const struct outline *outline = pdf->outline;
    pdf->y_mm += pdf_strong(pdf, PDF_LEFT, pdf->y_mm, PDF_WIDTH, outline->centre, 10, PDF_ACCENT) + 0.5;
    _cleanup_free_ char *title = mem_printf("%s  %s", outline->name, outline->day);
    pdf->y_mm += pdf_strong(pdf, PDF_LEFT, pdf->y_mm, PDF_WIDTH, title, 17, PDF_INK) + 0.5;
    _cleanup_free_ char *made =
            outline->days ? mem_printf("%s \u00b7 %s", outline->days, outline->made) : mem_strdup(outline->made);
    pdf->y_mm += pdf_text(pdf, PDF_LEFT, pdf->y_mm, PDF_WIDTH, made, 8, PDF_SOFT) + 1;
    if (outline->open)
        pdf->y_mm += pdf_strong(pdf, PDF_LEFT, pdf->y_mm, PDF_WIDTH, outline->open, 9, PDF_BAD) + 1;
    if (outline->bounds)
        pdf->y_mm += pdf_strong(pdf, PDF_LEFT, pdf->y_mm, PDF_WIDTH, outline->bounds, 9, PDF_BAD) + 1;
    if (outline->untold)
        pdf->y_mm += pdf_strong(pdf, PDF_LEFT, pdf->y_mm, PDF_WIDTH, outline->untold, 9, PDF_BAD) + 1;
    pdf->y_mm += 2;
}

static void put_sentences(struct pdf *pdf)
{
    const double indent = 6;
    for (int i = 0; i < REPORT_SENTENCES; i++) {
        char number[4] = {(char)('1' + i)};
        pdf_strong(pdf, PDF_LEFT, pdf->y_mm + 0.2, indent, number, 8.5, PDF_ACCENT);
        double height = pdf_text(pdf, PDF_LEFT + indent, pdf->y_mm, PDF_WIDTH - indent, pdf->outline->sentences[i].text,
                                 9.5, PDF_INK);
        if (pdf->outline->sentences[i].id)
            sheets_put_link(pdf->sheets, pdf->outline->sentences[i].id,
                            &(struct sheet_area){PDF_LEFT, pdf->y_mm, PDF_WIDTH, height});
        pdf->y_mm += height + 1.1;
    }
    pdf->y_mm += 2;
}

static void put_tile(struct pdf *pdf, const struct outline_tile *tile, const struct sheet_area *area)
{
    unsigned colour = tile->tone == TONE_BAD ? PDF_BAD : tile->tone == TONE_GOOD ? PDF_GOOD : PDF_ACCENT;
    sheets_put_area(pdf->sheets, area, PDF_HEAD);
    sheets_put_area(pdf->sheets, &(struct sheet_area){area->x_mm, area->y_mm, area->width_mm, 0.8}, colour);
    double x = area->x_mm + 1.3, width = area->width_mm - 2.2, y = area->y_mm + 1.6;
    y += pdf_text(pdf, x, y, width, tile->name, 6.2, PDF_SOFT) + 0.3;
    y += pdf_strong(pdf, x, y, width, tile->value, 11.5, tile->tone == TONE_PLAIN ? PDF_INK : colour) + 0.3;
    if (tile->note)
        pdf_text(pdf, x, y, width, tile->note, 6.2, PDF_SOFT);
}

static double tile_height(struct pdf *pdf, const struct outline_tile *tile, double width_mm)
{
    struct sheet_text name = {.text = tile->name, .points = 6.2};
    struct sheet_text value = {.text = tile->value, .points = 11.5, .strong = true};
    struct sheet_text note = {.text = tile->note ? tile->note : "", .points = 6.2};
    return sheets_measure(pdf->sheets, &name, width_mm).height_mm +
           sheets_measure(pdf->sheets, &value, width_mm).height_mm +
           sheets_measure(pdf->sheets, &note, width_mm).height_mm + 3;
}

static void put_tiles(struct pdf *pdf)
{
    const struct outline *outline = pdf->outline;
    const double gap = 1.6;
    double width = (PDF_WIDTH + gap) / (double)outline->tile_count - gap, height = 0;
    for (size_t i = 0; i < outline->tile_count; i++) {
        double own = tile_height(pdf, &outline->tiles[i], width - 2.2);
        height = own > height ? own : height;
    }
    for (size_t i = 0; i < outline->tile_count; i++)
        put_tile(pdf, &outline->tiles[i],
                 &(struct sheet_area){PDF_LEFT + (double)i * (width + gap), pdf->y_mm, width, height});
    pdf->y_mm += height + 1.2;
    if (outline->against)
        put_paragraph(pdf, outline->against, 7, PDF_SOFT);
    pdf->y_mm += 2;
}

/* --- sections --- */

/* Has it anything for a sheet? */
static bool stands_on_paper(const struct outline_section *section)
{
    bool first = section->grid_count > 0 && !section->grids[0]->folded;
    return section->curve || section->heat || section->stack || first;
}

/* Under the figures that they are about. */
static void put_changes(struct pdf *pdf, const struct outline_section *section)
{
    const char *const *changes;
    size_t count = outline_changes(pdf->outline, section, &changes);
    for (size_t i = 0; i < count; i++)
        put_paragraph(pdf, changes[i], 7.2, PDF_SOFT);
}

enum { WITH_TITLE = 38, TITLE = 8 };

/* So much of a section stands on the sheet of its title: its chart, or the beginning of its first table. */
static double least_height(struct pdf *pdf, const struct outline_section *section)
{
    if (section->curve)
        return 2.0 * WITH_TITLE;
    struct sheet_text note = {.text = section->note ? section->note : "", .points = 7.2};
    double height = TITLE + sheets_measure(pdf->sheets, &note, PDF_WIDTH).height_mm;
    return height + (section->heat ? pdf_heat_height(section->heat) : WITH_TITLE);
}

static void put_section(struct pdf *pdf, const struct outline_section *section)
{
    if (!stands_on_paper(section))
        return;
    pdf_need(pdf, least_height(pdf, section));
    sheets_put_place(pdf->sheets, section->id, section->title, pdf->y_mm);
    pdf->y_mm += pdf_strong(pdf, PDF_LEFT, pdf->y_mm, PDF_WIDTH, section->title, 11, PDF_INK) + 1;
    if (section->note)
        put_paragraph(pdf, section->note, 7.2, PDF_SOFT);
    if (section->curve)
        pdf_curve(pdf, section->curve);
    if (section->heat)
        pdf_heat(pdf, section->heat);
    if (section->stack)
        pdf_stack(pdf, section->stack);
    for (size_t i = 0; i < section->grid_count && !section->curve; i++) {
        const struct outline_grid *grid = section->grids[i];
        if (grid->folded || grid->count == 0)
            continue;
        if (grid->title) {
            pdf_need(pdf, WITH_TITLE);
            pdf->y_mm += pdf_strong(pdf, PDF_LEFT, pdf->y_mm, PDF_WIDTH, grid->title, 8.5, PDF_INK) + 0.8;
        }
        pdf_grid(pdf, grid);
    }
    if (!section->curve)
        put_changes(pdf, section);
    pdf->y_mm += 2;
}

/* The figures of the curve are a table that stands behind those of the first page. */
static void put_curve_grid(struct pdf *pdf, const struct outline_section *section)
{
    if (!section || section->grid_count == 0)
        return;
    pdf_need(pdf, 70);
    pdf->y_mm += pdf_strong(pdf, PDF_LEFT, pdf->y_mm, PDF_WIDTH, section->title, 11, PDF_INK) + 1;
    pdf_grid(pdf, section->grids[0]);
    put_changes(pdf, section);
    pdf->y_mm += 2;
}

static void put_definitions(struct pdf *pdf)
{
    const struct outline *outline = pdf->outline;
    pdf_need(pdf, 30);
    pdf->y_mm += pdf_strong(pdf, PDF_LEFT, pdf->y_mm, PDF_WIDTH, outline->definitions_title, 11, PDF_INK) + 1;
    for (size_t i = 0; i < outline->definition_count; i++)
        put_paragraph(pdf, outline->definitions[i], 7.2, PDF_SOFT);
}

/* What the words mean stands on the last sheet: of more than two it may not have been printed. */
static struct sheet_text notice_of(const struct outline *outline)
{
    return (struct sheet_text){.text = outline->definitions_brief, .points = NOTICE_POINTS, .colour = PDF_SOFT};
}

static void put_notice(struct pdf *pdf)
{
    if (sheets_count(pdf->sheets) <= NOTICE_SHEET + 1)
        return;
    struct sheet_text text = notice_of(pdf->outline);
    sheets_go_to(pdf->sheets, NOTICE_SHEET);
    sheets_put_text(pdf->sheets, PDF_LEFT, PDF_BOTTOM - pdf->notice_mm + 1, PDF_WIDTH, &text);
}

static void number_sheets(struct pdf *pdf)
{
    const struct outline *outline = pdf->outline;
    _cleanup_free_ char *pages = language_number(outline->language, (int64_t)sheets_count(pdf->sheets));
    for (size_t i = 0; i < sheets_count(pdf->sheets); i++) {
        sheets_go_to(pdf->sheets, i);
        _cleanup_free_ char *page = language_number(outline->language, (int64_t)i + 1);
        _cleanup_free_ char *number = i18n_text(outline->language, MESSAGE_REPORT_PAGE_OF, I18N_TEXT("page", page),
                                                I18N_TEXT("pages", pages));
        struct sheet_text right = {.text = number, .points = 7, .colour = PDF_SOFT, .align = PAGE_RIGHT};
        pdf_text(pdf, PDF_LEFT, 285, PDF_WIDTH - 40, outline->title, 7, PDF_SOFT);
        sheets_put_text(pdf->sheets, PDF_LEFT + PDF_WIDTH - 40, 285, 40, &right);
    }
}

int report_write_pdf(const struct manager_report *report, const struct report_look *look, struct buffer *out)
{
    struct outline outline;
    struct page_troubles troubles = {0};
    outline_init(&outline, report, look->language);
    struct pdf pdf = {.sheets = sheets_new(language_code(look->language)), .outline = &outline, .y_mm = PDF_TOP};
    struct sheet_text notice = notice_of(&outline);
    pdf.notice_mm = sheets_measure(pdf.sheets, &notice, PDF_WIDTH).height_mm + 1;
    put_top(&pdf);
    put_sentences(&pdf);
    put_tiles(&pdf);
    for (size_t i = 0; i < outline.section_count; i++) {
        put_section(&pdf, outline.sections[i]);
        if (i + 1 < outline.section_count && outline.sections[i]->paper && !outline.sections[i + 1]->curve &&
            !outline.sections[i + 1]->heat && (outline.sections[i]->curve || outline.sections[i]->heat))
            put_curve_grid(&pdf, outline_find(&outline, "waiting"));
    }
    put_definitions(&pdf);
    put_notice(&pdf);
    number_sheets(&pdf);
    struct sheets_about about = {.title = outline.title, .author = outline.centre, .made_at = report->made_at};
    int r = sheets_write(pdf.sheets, &about, out, &troubles);
    pdf.sheets = sheets_free(pdf.sheets);
    page_troubles_done(&troubles);
    outline_done(&outline);
    return r;
}
