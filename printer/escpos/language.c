/* SPDX-License-Identifier: MIT
 *
 * ESC/POS in bytes. The manual's names stand beside them.
 */
#include "printer/escpos/language.h"

#define ESC "\x1b"
#define GS  "\x1d"

static void put(struct buffer *out, const char *bytes, size_t size)
{
    buffer_append(out, bytes, size);
}
#define PUT(out, bytes) put(out, bytes, sizeof(bytes) - 1)

void language_begin(struct buffer *out)
{
    PUT(out, ESC "@");    /* ESC @: as after switching on */
    PUT(out, GS "a\x00"); /* GS a 0: no status unasked, whose bytes would look like answers */
}

void language_draw(const struct strip *strip, struct buffer *out)
{
    size_t stride = strip_stride(strip);
    for (int row = 0; row < strip->rows; row += LANGUAGE_BAND_ROWS) {
        int rows = strip->rows - row < LANGUAGE_BAND_ROWS ? strip->rows - row : LANGUAGE_BAND_ROWS;
        const unsigned char sizes[] = {(unsigned char)stride, (unsigned char)(stride >> 8), (unsigned char)rows, 0};
        PUT(out, GS "v0\x00"); /* GS v 0, m = 0: as large as it is; x in bytes, y in dots, each low byte first */
        buffer_append(out, sizes, sizeof(sizes));
        buffer_append(out, strip->bits + (size_t)row * stride, (size_t)rows * stride);
    }
}

/* GS V in its function B goes on by itself as far as the cutter is from the head. */
void language_cut(enum language_cut cut, struct buffer *out)
{
    const char tear[] = {0x1b, 'J', (char)LANGUAGE_TEAR_DOTS}; /* ESC J n */
    if (cut == CUT_NONE)
        buffer_append(out, tear, sizeof(tear));
    else if (cut == CUT_PARTIAL)
        PUT(out, GS "VB\x00"); /* GS V 66 0 */
    else
        PUT(out, GS "VA\x00"); /* GS V 65 0 */
}

void language_ask_end(struct buffer *out)
{
    PUT(out, GS "r\x01"); /* GS r 1: the paper sensors, in order behind everything before */
}

void language_ask(enum language_question question, unsigned char ret_bytes[LANGUAGE_QUESTION_BYTES])
{
    ret_bytes[0] = 0x10; /* DLE */
    ret_bytes[1] = 0x04; /* EOT */
    ret_bytes[2] = (unsigned char)question;
}

/* 0xx1xx10 */
bool language_is_status(unsigned char byte)
{
    return (byte & 0x93) == 0x12;
}

/* 0xx0xxxx */
bool language_is_end(unsigned char byte)
{
    return (byte & 0x90) == 0x00;
}

unsigned language_status(enum language_question question, unsigned char byte)
{
    static const struct {
        enum language_question question;
        unsigned char bits;
        enum language_trouble trouble;
    } meanings[] = {
            {ASK_PRINTER, 0x08, TROUBLE_OFFLINE},   {ASK_OFFLINE, 0x04, TROUBLE_COVER_OPEN},
            {ASK_OFFLINE, 0x20, TROUBLE_PAPER_OUT}, {ASK_OFFLINE, 0x40, TROUBLE_JAM},
            {ASK_PAPER, 0x60, TROUBLE_PAPER_OUT},   {ASK_PAPER, 0x0c, TROUBLE_PAPER_LOW},
    };
    unsigned troubles = 0;
    for (size_t i = 0; i < ARRAY_SIZE(meanings); i++) {
        if (meanings[i].question == question && (byte & meanings[i].bits))
            troubles |= meanings[i].trouble;
    }
    return troubles;
}

unsigned language_end_status(unsigned char byte)
{
    return ((byte & 0x03) ? TROUBLE_PAPER_LOW : 0U) | ((byte & 0x0c) ? TROUBLE_PAPER_OUT : 0U);
}
