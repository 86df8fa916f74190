/* SPDX-License-Identifier: MIT
 *
 * A report as one HTML file: no part of it lies elsewhere, and its policy lets it run and look by nothing but the
 * script and the style that it carries (by their hashes). It is whole without the script, which only sorts tables.
 */
#include <sodium.h>

#include "common/report/html_write.h"

enum { HASH_TEXT_SIZE = sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, sodium_base64_VARIANT_ORIGINAL) };

static void put_hash(struct buffer *out, const char *part)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char text[HASH_TEXT_SIZE];
    crypto_hash_sha256(hash, (const unsigned char *)part, strlen(part));
    sodium_bin2base64(text, sizeof(text), hash, sizeof(hash), sodium_base64_VARIANT_ORIGINAL);
    buffer_printf(out, "'sha256-%s'", text);
}

static void put_page_head(struct buffer *out, const struct outline *outline)
{
    html_put(out, "<!DOCTYPE html>\n<html");
    html_attribute(out, "lang", language_code(outline->language));
    html_put(out, ">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ");
    put_hash(out, html_style);
    html_put(out, "; script-src ");
    put_hash(out, html_script);
    html_put(out, "; base-uri 'none'; form-action 'none'\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<meta name=\"color-scheme\" content=\"light dark\">\n"
                  "<meta name=\"referrer\" content=\"no-referrer\">\n"
                  "<meta name=\"generator\" content=\"novbe\">\n");
    html_element(out, "title", NULL, outline->title);
    html_put(out, "<style>");
    html_put(out, html_style);
    html_put(out, "</style>\n</head>\n<body>\n");
}

static void put_top(struct buffer *out, const struct outline *outline)
{
    html_put(out, "<header>\n");
    html_element(out, "p", "centre", outline->centre);
    html_put(out, "<h1>");
    html_text(out, outline->name);
    html_put(out, " <span class=day>");
    html_text(out, outline->day);
    html_put(out, "</span></h1>\n<p class=made>");
    if (outline->days) {
        html_text(out, outline->days);
        html_put(out, " \u00b7 ");
    }
    html_text(out, outline->made);
    html_put(out, "</p>\n");
    if (outline->open)
        html_element(out, "p", "warn", outline->open);
    if (outline->bounds)
        html_element(out, "p", "warn", outline->bounds);
    if (outline->untold)
        html_element(out, "p", "warn", outline->untold);
    html_put(out, "</header>\n");
}

static void put_sentences(struct buffer *out, const struct outline *outline)
{
    html_put(out, "<ol class=sentences>\n");
    for (int i = 0; i < REPORT_SENTENCES; i++) {
        html_put(out, "<li>");
        if (outline->sentences[i].id)
            buffer_printf(out, "<a href=\"#%s\">", outline->sentences[i].id);
        html_text(out, outline->sentences[i].text);
        html_put(out, outline->sentences[i].id ? "</a></li>\n" : "</li>\n");
    }
    html_put(out, "</ol>\n");
}

static void put_tiles(struct buffer *out, const struct outline *outline)
{
    html_put(out, "<dl class=tiles>\n");
    for (size_t i = 0; i < outline->tile_count; i++) {
        const struct outline_tile *tile = &outline->tiles[i];
        html_put(out, tile->tone == TONE_BAD    ? "<div class=bad>"
                      : tile->tone == TONE_GOOD ? "<div class=good>"
                                                : "<div>");
        html_element(out, "dt", NULL, tile->name);
        html_element(out, "dd", NULL, tile->value);
        if (tile->note)
            html_element(out, "dd", "note", tile->note);
        html_put(out, "</div>\n");
    }
    html_put(out, "</dl>\n");
    if (outline->against)
        html_element(out, "p", "against", outline->against);
}

static void put_contents(struct buffer *out, const struct outline *outline)
{
    html_put(out, "<nav><ul>\n");
    for (size_t i = 0; i < outline->section_count; i++) {
        buffer_printf(out, "<li><a href=\"#%s\">", outline->sections[i]->id);
        html_text(out, outline->sections[i]->title);
        html_put(out, "</a></li>\n");
    }
    html_put(out, "</ul></nav>\n");
}

static void put_section(struct buffer *out, const struct outline *outline, const struct outline_section *section)
{
    buffer_printf(out, "<section id=\"%s\"%s>\n", section->id, section->paper ? " class=paper" : "");
    html_element(out, "h2", NULL, section->title);
    if (section->note)
        html_element(out, "p", "about", section->note);
    if (section->curve)
        html_curve(out, section->curve, section->title);
    if (section->heat)
        html_heat(out, section->heat, section->title);
    if (section->stack)
        html_stack(out, section->stack, section->title);
    for (size_t i = 0; i < section->grid_count; i++)
        html_grid(out, outline, section, section->grids[i]);
    const char *const *changes;
    size_t change_count = outline_changes(outline, section, &changes);
    for (size_t i = 0; i < change_count; i++)
        html_element(out, "p", "about", changes[i]);
    html_put(out, "</section>\n");
}

static void put_definitions(struct buffer *out, const struct outline *outline)
{
    html_put(out, "<footer>\n");
    html_element(out, "h2", NULL, outline->definitions_title);
    for (size_t i = 0; i < outline->definition_count; i++)
        html_element(out, "p", NULL, outline->definitions[i]);
    html_put(out, "</footer>\n");
}

void report_write_html(const struct manager_report *report, const struct report_look *look, struct buffer *out)
{
    struct outline outline;
    outline_init(&outline, report, look->language);
    put_page_head(out, &outline);
    put_top(out, &outline);
    html_put(out, "<main>\n<section class=first>\n");
    put_sentences(out, &outline);
    put_tiles(out, &outline);
    html_put(out, "</section>\n");
    put_contents(out, &outline);
    for (size_t i = 0; i < outline.section_count; i++)
        put_section(out, &outline, outline.sections[i]);
    html_element(out, "p", "brief", outline.definitions_brief);
    html_put(out, "</main>\n");
    put_definitions(out, &outline);
    html_put(out, "<script>");
    html_put(out, html_script);
    html_put(out, "</script>\n</body>\n</html>\n");
    outline_done(&outline);
}
