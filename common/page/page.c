/* SPDX-License-Identifier: MIT
 *
 * Blocks of a page, one behind the other in an arena, with texts that whoever draws them can take as they are.
 */
#include "common/page/page.h"

#include <assert.h>
#include <string.h>

#include "common/page/blocks.h"
#include "common/text.h"

struct page *page_new(double width_mm, double margin_mm)
{
    assert(margin_mm >= 0 && width_mm >= 2 * margin_mm + 1);
    struct page *page = mem_new(struct page);
    arena_init(&page->arena);
    page->width_mm = width_mm;
    page->margin_mm = margin_mm;
    return page;
}

struct page *page_free(struct page *page)
{
    if (!page)
        return NULL;
    arena_done(&page->arena);
    free(page);
    return NULL;
}

static struct block *add_block(struct page *page, enum block_kind kind)
{
    arena_grow(&page->arena, page->blocks, page->count, page->room);
    struct block *block = &page->blocks[page->count++];
    *block = (struct block){.kind = kind};
    return block;
}

/* Bytes of the control character that stands here, which no device shall get; 0: it is none. Those of two bytes are
 * U+0080..9F, those of three the separators U+2028 and U+2029. */
static size_t control_length(const char *at)
{
    const unsigned char *byte = (const unsigned char *)at;
    if ((byte[0] < 0x20 && byte[0] != '\n') || byte[0] == 0x7F)
        return 1;
    if (byte[0] == 0xC2 && byte[1] >= 0x80 && byte[1] <= 0x9F)
        return 2;
    if (byte[0] == 0xE2 && byte[1] == 0x80 && (byte[2] == 0xA8 || byte[2] == 0xA9))
        return 3;
    return 0;
}

const char *page_plain_text(struct arena *arena, const char *text)
{
    bool valid = text_is_valid(text, strlen(text));
    char *copy = arena_strdup(arena, text), *to = copy;
    for (const char *from = text; *from;) {
        size_t control = control_length(from);
        *to++ = control ? ' ' : (*from & 0x80) && !valid ? '?' : *from;
        from += control ? control : 1;
    }
    *to = '\0';
    return copy;
}

/* The language of the text block before. */
static const char *last_language(const struct page *page)
{
    for (size_t i = page->count; i-- > 0;)
        if (page->blocks[i].text.language)
            return page->blocks[i].text.language;
    return NULL;
}

static struct block *add_text(struct page *page, enum block_kind kind, const struct page_text *text)
{
    assert(text->capital_mm > 0);
    const char *language = text->language ? arena_strdup(&page->arena, text->language) : last_language(page);
    struct block *block = add_block(page, kind);
    block->text = *text;
    block->text.text = page_plain_text(&page->arena, text->text);
    block->text.language = language;
    block->text.stacked = text->stacked ? page_plain_text(&page->arena, text->stacked) : NULL;
    return block;
}

void page_add_text(struct page *page, const struct page_text *text)
{
    add_text(page, BLOCK_TEXT, text);
}

void page_add_pair(struct page *page, const struct page_text *text, const char *right)
{
    add_text(page, BLOCK_PAIR, text)->other = page_plain_text(&page->arena, right);
}

void page_add_item(struct page *page, const char *mark, const struct page_text *text)
{
    add_text(page, BLOCK_ITEM, text)->other = page_plain_text(&page->arena, mark);
}

void page_add_gap(struct page *page, double mm)
{
    add_block(page, BLOCK_GAP)->mm = mm;
}

void page_add_rule(struct page *page)
{
    add_block(page, BLOCK_RULE);
}

void page_add_qr(struct page *page, const char *text, double module_mm)
{
    struct block *block = add_block(page, BLOCK_QR);
    block->text.text = arena_strdup(&page->arena, text);
    block->mm = module_mm;
}

void page_add_picture(struct page *page, const char *path, double width_mm)
{
    struct block *block = add_block(page, BLOCK_PICTURE);
    block->text.text = arena_strdup(&page->arena, path);
    block->mm = width_mm;
}

void page_add_cut(struct page *page)
{
    add_block(page, BLOCK_CUT);
    page->cut = true;
}

bool page_is_cut(const struct page *page)
{
    return page->cut;
}
